/** Edits of calls and formulas, for quick fixes: what is taken out goes with the comma or plus that joined it. */
import type { TextEdit } from '../syntax/diagnostic.js';
import type { Argument, Binary, Call, Expression } from '../syntax/tree.js';

/** Takes an argument out of a call. */
export function withoutArgument(call: Call, argument: Argument, source: string): TextEdit {
  const inside = writtenArguments(call);
  const index = inside.indexOf(argument);
  const previous = inside[index - 1];
  const next = inside[index + 1];
  if (previous) return { from: previous.to, to: argument.to, insert: '' };
  if (next) return { from: argument.from, to: next.from, insert: '' };
  return { from: argument.from, to: argument.to + /^\s*,?\s*/.exec(source.slice(argument.to))![0].length, insert: '' };
}

/** Adds an argument at the end of a call. */
export function withArgument(call: Call, text: string): TextEdit {
  const last = writtenArguments(call).at(-1);
  const at = last ? last.to : call.argumentsRange.from + 1;
  return { from: at, to: at, insert: last ? `, ${text}` : text };
}

/** Takes a term out of a sum of terms; null where the sum is that term alone. */
export function withoutSummand(sum: Expression, term: Expression): TextEdit | null {
  const terms = summands(sum);
  const index = terms.indexOf(term);
  const previous = terms[index - 1];
  const next = terms[index + 1];
  if (previous) return { from: previous.to, to: term.to, insert: '' };
  return next ? { from: term.from, to: next.from, insert: '' } : null;
}

/** The terms of a sum, left to right. */
export function summands(expression: Expression): Expression[] {
  return isSum(expression) ? [...summands(expression.left), ...summands(expression.right)] : [expression];
}

const isSum = (expression: Expression): expression is Binary => expression.kind === 'binary' && expression.operator === '+';

/** The arguments between the brackets; one that came through a pipe stands before them. */
const writtenArguments = (call: Call): Argument[] => call.arguments.filter(({ from, value }) => from >= call.argumentsRange.from && value !== null);
