/** Cells as syntax trees; the services ask for the same texts again and again while one of them is edited. */
import { parseProgram, type ParsedProgram } from '../syntax/parse.js';
import { Remembered } from './remembered.js';

const remembered = new Remembered<ParsedProgram>();

export const parsed = (source: string): ParsedProgram => remembered.of(source, parseProgram);
