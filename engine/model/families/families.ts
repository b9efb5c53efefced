import { binomial } from './binomial.js';
import type { Family } from './family.js';
import { gaussian } from './gaussian.js';
import { poisson } from './poisson.js';

/** Every family that a model can be fitted with, by name. */
export const families: ReadonlyMap<string, Family> = new Map([gaussian, binomial, poisson].map(family => [family.name, family]));
