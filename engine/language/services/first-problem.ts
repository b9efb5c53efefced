/** The first thing in a series of cells that the language does not have or cannot know. */
import { checkCell } from '../check.js';
import { positionAt } from '../syntax/position.js';
import type { ScriptCell } from './r-script.js';

export interface FirstProblem {
  /** Index among all cells. */
  readonly cell: number;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** How many errors there are in all. */
  readonly count: number;
}

/** Null where every cell is right as far as its text tells. */
export function firstProblem(cells: readonly ScriptCell[]): FirstProblem | null {
  const code = cells.flatMap(({ kind }, index) => (kind === 'code' ? [index] : []));
  const texts = code.map(index => cells[index]!.text);
  const errors = texts.flatMap((text, cell) =>
    checkCell({ cells: texts, cell, snapshot: { variables: [] } })
      .filter(({ severity }) => severity === 'error')
      .map(({ message, from }) => ({ cell: code[cell]!, line: positionAt(text, from).line, message })),
  );
  return errors.length > 0 ? { ...errors[0]!, count: errors.length } : null;
}
