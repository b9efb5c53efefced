/** White space between two tokens of a line, as the tidyverse style guide has it (Wickham, style.tidyverse.org, chapter 2). */
import type { Leaf } from '../syntax/leaves.js';

/** Whether a space stands between two neighbours on a line; neither of them is a comment. */
export function hasSpaceBetween(left: Leaf, right: Leaf): boolean {
  if (right.kind === 'Comma' || right.kind === 'Semicolon') return left.kind === 'Comma';
  if (left.kind === 'Comma' || left.kind === 'Semicolon') return true;
  if (left.kind === 'BraceOpen' || right.kind === 'BraceClose') return !(left.kind === 'BraceOpen' && right.kind === 'BraceClose');
  if (openers.has(left.kind) || closers.has(right.kind)) return false;
  if (left.isPrefix) return left.kind === 'TildeOp' && right.parent !== 'Formula';
  if (tightOperators.has(left.kind) || tightOperators.has(right.kind)) return false;
  if (right.kind === 'ParenOpen') return right.parent !== 'ArgumentList';
  if (right.kind === 'BracketOpen' || right.kind === 'DoubleBracketOpen') return false;
  return left.kind !== 'Backslash';
}

const openers = new Set(['ParenOpen', 'BracketOpen', 'DoubleBracketOpen']);
const closers = new Set(['ParenClose', 'BracketClose']);
/** Operators that bind so tightly that their operands touch them. */
const tightOperators = new Set(['PowerOp', 'SequenceOp', 'MemberOp', 'NamespaceOp']);
