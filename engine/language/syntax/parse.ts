/** From the text of a cell to its typed syntax tree and everything that is wrong with its syntax. */
import type { Tree } from '@lezer/common';
import type { Diagnostic } from './diagnostic.js';
import { parser } from './generated/parser.js';
import { MAXIMUM_BRACKET_DEPTH, repair, type RepairedSource } from './repair.js';
import type { Program } from './tree.js';
import { typedProgram } from './typed-tree.js';

/** Longest program text of a cell, in UTF-16 units; anything longer is data, which belongs in a file. */
export const MAXIMUM_CELL_LENGTH = 500_000;
/** Deepest syntax tree: about so many operators may be chained. Past 300 the parser would cut a long chain in two. */
const MAXIMUM_TREE_DEPTH = 280;
/** No more is reported at a time; a reader mends the first and looks again. */
const MAXIMUM_DIAGNOSTICS = 100;
/** With so many brackets and quotes astray the text is not a program, and is not parsed. */
const HOPELESS = 1_000;

export interface ParsedProgram {
  readonly program: Program;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a cell. It never throws and never gives up on a half-typed cell: what is missing becomes a `Missing` node.
 * A cell that is too long, or nested too deep, yields no statement and one diagnostic.
 */
export function parseProgram(source: string): ParsedProgram {
  if (source.length > MAXIMUM_CELL_LENGTH) return refused(source, 0, tooLong(source.length));
  const repaired = repair(source);
  if (repaired.tooDeepAt !== null) {
    return refused(source, repaired.tooDeepAt, `Brackets stand more than ${MAXIMUM_BRACKET_DEPTH} deep in each other here; give the inner part a name first.`);
  }
  if (repaired.diagnostics.length > HOPELESS) return { program: { source, statements: [] }, diagnostics: withoutConsequences(repaired.diagnostics, source) };
  const tree = parser.parse(repaired.text);
  const deepAt = whereTooDeep(tree);
  if (deepAt !== null) {
    return refused(source, repaired.original(deepAt), 'This expression chains too many operators; split it over several statements.');
  }
  const { program, diagnostics } = typedProgram(tree, source, repaired);
  const all = [...repaired.diagnostics, ...diagnostics, ...unexpected(tree, source, repaired)];
  return { program, diagnostics: withoutConsequences(all, source) };
}

const tooLong = (length: number): string =>
  `The cell holds ${length.toLocaleString('en')} characters; at most ${MAXIMUM_CELL_LENGTH.toLocaleString('en')} are read. Data belong in a file: read it with read.csv("…").`;

function refused(source: string, from: number, message: string): ParsedProgram {
  const diagnostic: Diagnostic = { code: from === 0 && source.length > MAXIMUM_CELL_LENGTH ? 'GLMM100' : 'GLMM108', severity: 'error', message, from, to: from + 1, fixes: [] };
  return { program: { source, statements: [] }, diagnostics: [diagnostic] };
}

/** Where the tree is deeper than it may be, found without recursion. */
function whereTooDeep(tree: Tree): number | null {
  let depth = 0;
  let deepAt: number | null = null;
  tree.iterate({
    enter: ({ from }) => {
      if (++depth > MAXIMUM_TREE_DEPTH) deepAt ??= from;
      return deepAt === null;
    },
    leave: () => void depth--,
  });
  return deepAt;
}

/** What the parser had to skip or invent. */
function unexpected(tree: Tree, source: string, repaired: RepairedSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (!type.isError) return;
      const start = repaired.original(from);
      const end = Math.max(repaired.original(to), Math.min(start + 1, source.length));
      const text = source.slice(start, end);
      const message = text.trim() === '' ? 'Something is missing here.' : `${quoted(text)} is not expected here.`;
      diagnostics.push({ code: 'GLMM105', severity: 'error', message, from: start, to: end, fixes: [] });
    },
  });
  return diagnostics;
}

const quoted = (text: string): string => `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;

/** In order, one mistake a place: what only follows from an earlier mistake at the same place, or from a bracket or an operator that is astray on the same line, is left out. */
function withoutConsequences(diagnostics: readonly Diagnostic[], source: string): Diagnostic[] {
  const ordered = [...diagnostics].sort((a, b) => a.from - b.from);
  const kept: Diagnostic[] = [];
  for (const diagnostic of ordered) {
    const previous = kept.at(-1);
    if (kept.length === MAXIMUM_DIAGNOSTICS) break;
    if (previous && diagnostic.code === 'GLMM105' && diagnostic.from < previous.to) continue;
    if (previous && diagnostic.code === 'GLMM105' && /^GLMM10[245]$/.test(previous.code) && !source.slice(previous.to, diagnostic.from).includes('\n')) continue;
    kept.push(diagnostic);
  }
  return kept;
}
