/** What a growing selection takes in: the word, the expression around it, the argument, all arguments, the call … the cell. */
import { parsed } from './services/parsed.js';
import type { TextRange } from './syntax/diagnostic.js';
import { leavesIn } from './syntax/leaves.js';
import type { Argument, Expression } from './syntax/tree.js';
import { pathAt } from './syntax/walk.js';

/** Inside out, each larger than the one before. */
export function selectionsAt(source: string, offset: number): TextRange[] {
  const { program } = parsed(source);
  const ranges: TextRange[] = [wordAt(source, offset), { from: 0, to: source.length }];
  for (const part of pathAt(program, offset)) ranges.push(part, ...within(part, offset));
  const inOrder = ranges.filter(({ from, to }) => from <= offset && offset <= to).sort((a, b) => a.to - a.from - (b.to - b.from));
  const nested: TextRange[] = [];
  for (const { from, to } of inOrder) {
    const inner = nested.at(-1);
    if (!inner || (from <= inner.from && to >= inner.to && to - from > inner.to - inner.from)) nested.push({ from, to });
  }
  return nested;
}

function wordAt(source: string, offset: number): TextRange {
  const touching = leavesIn(source).filter(({ kind, from, to }) => kind !== 'Separator' && from <= offset && offset <= to);
  const { from, to } = touching.find(leaf => offset < leaf.to) ?? touching.at(-1) ?? { from: offset, to: offset };
  return { from, to };
}

/** The ranges in an expression that are no expressions: an argument with its name, all arguments, a random term's two sides. */
function within(part: Expression, offset: number): TextRange[] {
  if (part.kind !== 'call' && part.kind !== 'index') return [];
  const inside: Argument[] = part.arguments.filter(({ from, to }) => from <= offset && offset <= to && from < to);
  const [first, last] = [part.arguments[0], part.arguments.at(-1)];
  return [...inside, ...(first && last ? [{ from: first.from, to: last.to }] : [])];
}
