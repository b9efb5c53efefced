/** The tokens of a cell with their comments, for what looks at the text more closely than the typed tree does. */
import { parser } from './generated/parser.js';
import { MAXIMUM_CELL_LENGTH, parseProgram } from './parse.js';

export interface Leaf {
  /** As in the grammar: `Identifier`, `SumOp`, `ParenOpen`, `Comment` …; `Separator` is a line end between statements. */
  readonly kind: string;
  /** What it stands in: `Call`, `ArgumentList`, `Binary`, `Unary` … */
  readonly parent: string;
  /** A sign before its only operand: `-x`, `!x`, `~ x`. */
  readonly isPrefix: boolean;
  readonly from: number;
  readonly to: number;
}

/** Diagnostics of the parser about programs whose structure is plain all the same: loops, complex numbers, chained comparisons. */
const harmless = new Set(['GLMM107', 'GLMM109', 'GLMM110']);

const TOO_DEEP = 'GLMM108';

/** In the order of the text; null where the text is not a whole program. */
export function leavesOf(source: string): Leaf[] | null {
  const { diagnostics } = parseProgram(source);
  return diagnostics.some(({ code }) => !harmless.has(code)) ? null : leavesIn(source);
}

/** In the order of the text, as far as they can be told where it is not a whole program. */
export function leavesIn(source: string): Leaf[] {
  // what is too long or nested too deep has no tree to look at
  if (source.length > MAXIMUM_CELL_LENGTH || parseProgram(source).diagnostics.some(({ code }) => code === TOO_DEEP)) return [];
  const leaves: Leaf[] = [];
  const path: { readonly kind: string; children: number }[] = [];
  parser.parse(source).iterate({
    enter: ({ name }) => {
      const parent = path.at(-1);
      if (parent) parent.children++;
      path.push({ kind: name, children: 0 });
    },
    leave: ({ from, to }) => {
      const { kind, children } = path.pop()!;
      const parent = path.at(-1);
      if (children === 0 && parent) leaves.push({ kind, parent: parent.kind, isPrefix: kind.endsWith('Op') && parent.children === 1, from, to });
    },
  });
  return leaves;
}
