/** Every function of the cell language, by name. */
import { mathematicsFunctions } from './functions/mathematics.js';
import { readFunctions } from './functions/read.js';
import { statisticsFunctions } from './functions/statistics.js';
import type { FunctionDescription } from './registry.js';

const groups: readonly (readonly FunctionDescription[])[] = [readFunctions, mathematicsFunctions, statisticsFunctions];

export const functions: ReadonlyMap<string, FunctionDescription> = new Map(groups.flat().map(description => [description.name, description]));
