/** Cells as syntax trees; the services ask for the same texts again and again while one of them is edited. */
import { parseProgram, type ParsedProgram } from '../syntax/parse.js';

const REMEMBERED = 200;
const remembered = new Map<string, ParsedProgram>();

export function parsed(source: string): ParsedProgram {
  const known = remembered.get(source);
  if (known) return known;
  const program = parseProgram(source);
  if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value!);
  remembered.set(source, program);
  return program;
}
