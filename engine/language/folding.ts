/** What of a cell can be folded away: what stands in brackets, comments, and sections and regions that comments mark. */
import { leavesIn, type Leaf } from './syntax/leaves.js';

export interface Fold {
  /** On the first line, which stays. */
  readonly from: number;
  /** On the last line that is folded. */
  readonly to: number;
  readonly kind: 'code' | 'comment' | 'region';
}

/** In no order; also for cells with mistakes in their syntax. */
export function foldsIn(source: string): Fold[] {
  const leaves = leavesIn(source);
  const comments = leaves.filter(({ kind, from }) => kind === 'Comment' && startsLine(source, from));
  return [...bracketFolds(source, leaves), ...commentFolds(source, comments), ...regionFolds(source, comments), ...sectionFolds(source, comments)].filter(
    ({ from, to }) => source.slice(from, to).includes('\n'),
  );
}

/** A comment that is a heading, as RStudio has them: `# Data ----`, `## Models ====`; its level, and its text. */
export function sectionHeading(comment: string): { readonly level: number; readonly title: string } | null {
  const [, signs = '', title = ''] = /^(#+)\s*(\S.*?)\s*(?:-{4,}|={4,}|#{4,})\s*$/.exec(comment) ?? [];
  return signs === '' ? null : { level: signs.length, title };
}

/** A line that begins with closing brackets stays; brackets that open on one line and close on one are folded together. */
function bracketFolds(source: string, leaves: readonly Leaf[]): Fold[] {
  const open: number[] = [];
  const folds = new Map<string, Fold>();
  for (const { kind, from } of leaves) {
    if (opening.has(kind)) open.push(from);
    if (!closing.has(kind)) continue;
    const start = open.pop();
    if (start === undefined) continue;
    const lineStart = source.lastIndexOf('\n', from - 1);
    const to = /^[\s)\]}]*$/.test(source.slice(lineStart + 1, from)) ? Math.max(start, lineStart) : from;
    folds.set(`${source.lastIndexOf('\n', start)} ${source.indexOf('\n', to)}`, { from: start, to, kind: 'code' });
  }
  return [...folds.values()];
}

const opening = new Set(['ParenOpen', 'BracketOpen', 'DoubleBracketOpen', 'BraceOpen']);
const closing = new Set(['ParenClose', 'BracketClose', 'BraceClose']);

function commentFolds(source: string, comments: readonly Leaf[]): Fold[] {
  const blocks: { from: number; to: number }[] = [];
  for (const comment of comments) {
    const block = blocks.at(-1);
    const follows = block && /^\r?\n[ \t]*$/.test(source.slice(block.to, comment.from));
    if (follows && !isMark(source, comment)) block.to = comment.to;
    else if (!isMark(source, comment)) blocks.push({ from: comment.from, to: comment.to });
  }
  return blocks.map(({ from, to }) => ({ from, to, kind: 'comment' }));
}

function regionFolds(source: string, comments: readonly Leaf[]): Fold[] {
  const open: number[] = [];
  return comments.flatMap(({ from, to }): Fold[] => {
    const text = source.slice(from, to);
    if (REGION.test(text)) open.push(from);
    const start = END_OF_REGION.test(text) ? open.pop() : undefined;
    return start === undefined ? [] : [{ from: start, to, kind: 'region' }];
  });
}

const REGION = /^#\s*region\b/;
const END_OF_REGION = /^#\s*endregion\b/;

/** A section ends before the next heading of its level or a higher one. */
function sectionFolds(source: string, comments: readonly Leaf[]): Fold[] {
  const headings = comments.flatMap(({ from, to }) => {
    const heading = sectionHeading(source.slice(from, to));
    return heading ? [{ from, level: heading.level }] : [];
  });
  return headings.map(({ from, level }, index) => {
    const next = headings.slice(index + 1).find(other => other.level <= level);
    const end = source.slice(0, next?.from).trimEnd().length;
    return { from, to: end, kind: 'region' };
  });
}

const isMark = (source: string, { from, to }: Leaf): boolean => {
  const text = source.slice(from, to);
  return REGION.test(text) || END_OF_REGION.test(text) || sectionHeading(text) !== null;
};

const startsLine = (source: string, offset: number): boolean => source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
