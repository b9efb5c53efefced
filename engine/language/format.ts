/** A cell laid out anew: spaces around operators, indentation by brackets, at most two blank lines. Only white space ever changes. */
import { parsed } from './services/parsed.js';
import { hasSpaceBetween } from './services/spacing.js';
import type { TextEdit } from './syntax/diagnostic.js';
import { leavesOf, type Leaf } from './syntax/leaves.js';

export interface FormatOptions {
  /** Spaces that a bracket at the end of a line indents the next lines by. */
  readonly indentation: number;
}

/**
 * The changes that lay a cell out, in the order of the text; none where its syntax is wrong.
 * Line breaks are the writer's: what is indented is told by the brackets that are open. Below a bracket with something after it on its
 * line the text is aligned with that; below one that ends its line it is indented. A line that goes on with an expression is indented once more.
 */
export function formatEdits(source: string, options: FormatOptions): TextEdit[] {
  const leaves = leavesOf(source);
  return leaves ? new Layout(source, leaves.filter(({ kind }) => kind !== 'Separator'), separatorsAmong(leaves), options).edits() : [];
}

export function formatted(source: string, options: FormatOptions): string {
  let text = '';
  let from = 0;
  for (const edit of formatEdits(source, options)) {
    text += source.slice(from, edit.from) + edit.insert;
    from = edit.to;
  }
  return text + source.slice(from);
}

/**
 * The changes that go with a closing bracket or a line end just typed before `offset`: those in the statement that ends or goes on there,
 * and none after the cursor but the indentation of what follows it on its line, unless that is a closing bracket.
 */
export function formatTyped(source: string, offset: number, options: FormatOptions): TextEdit[] {
  const typedAt = source.slice(0, offset).trimEnd().length;
  const statement = parsed(source).program.statements.find(({ from, to }) => from < typedAt && typedAt <= to);
  if (!statement) return [];
  // before a closing bracket something may still be to come
  const end = /^[ \t]*[)\]}]/.test(source.slice(offset)) ? offset - 1 : source.length;
  return formatEdits(source, options).filter(({ from, to }) => from >= statement.from && from < offset && to <= end && !source.slice(offset, to).includes('\n'));
}

const separatorsAmong = (leaves: readonly Leaf[]): ReadonlySet<number> => new Set(leaves.flatMap(({ kind, from }) => (kind === 'Separator' ? [from] : [])));

interface OpenBracket {
  /** Indentation of the line that the bracket stands on, which its closing bracket takes too. */
  readonly lineIndentation: number;
  /** Where an element begins that starts a line: an argument, a statement. */
  readonly indentation: number;
}

/** Blank lines kept in a row between statements, and inside brackets. */
const MOST_BLANK_LINES = 2;
const MOST_BLANK_LINES_INSIDE = 1;

class Layout {
  private readonly open: OpenBracket[] = [];
  private readonly lineEnd: string;
  /** Whether the next token begins an argument or a statement. */
  private startsElement = true;
  private column = 0;
  private lineIndentation = 0;

  constructor(
    private readonly source: string,
    private readonly leaves: readonly Leaf[],
    private readonly separators: ReadonlySet<number>,
    private readonly options: FormatOptions,
  ) {
    this.lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  }

  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let end = 0;
    this.leaves.forEach((leaf, index) => {
      const insert = this.gap(index, end);
      if (insert !== this.source.slice(end, leaf.from)) edits.push({ from: end, to: leaf.from, insert });
      this.pass(index);
      end = textEnd(this.source, leaf);
    });
    const rest = this.source.slice(end);
    const last = rest.includes('\n') && end > 0 ? this.lineEnd : '';
    if (rest !== last) edits.push({ from: end, to: this.source.length, insert: last });
    return edits;
  }

  /** The white space before a token, given where the one before it ended. */
  private gap(index: number, end: number): string {
    const leaf = this.leaves[index]!;
    const previous = this.leaves[index - 1];
    const written = this.source.slice(end, leaf.from);
    const lineEnds = written.split('\n').length - 1;
    if (!previous || lineEnds > 0) {
      this.noteSeparator(end, leaf.from);
      const indentation = this.indentationOf(index);
      this.column = this.lineIndentation = indentation;
      const most = 1 + (this.open.length > 0 ? MOST_BLANK_LINES_INSIDE : MOST_BLANK_LINES);
      return this.lineEnd.repeat(previous ? Math.min(lineEnds, most) : 0) + ' '.repeat(indentation);
    }
    // Comments at the ends of lines are often aligned with each other.
    const spaces = leaf.kind === 'Comment' ? Math.max(1, written.length) : hasSpaceBetween(previous, leaf) ? 1 : 0;
    this.column += spaces;
    return ' '.repeat(spaces);
  }

  private noteSeparator(from: number, to: number): void {
    for (let at = from; at < to; at++) if (this.separators.has(at)) this.startsElement = true;
  }

  private indentationOf(index: number): number {
    const leaf = this.leaves[index]!;
    const bracket = this.open.at(-1);
    if (closing.has(leaf.kind)) return bracket?.lineIndentation ?? 0;
    const base = bracket?.indentation ?? 0;
    if (this.startsElement || leaf.kind === 'Comma' || leaf.kind === 'else') return base;
    const next = leaf.kind === 'Comment' ? this.leaves.slice(index).find(({ kind }) => kind !== 'Comment') : leaf;
    return !next || closing.has(next.kind) ? base : base + this.options.indentation;
  }

  /** Takes note of a token that has been placed. */
  private pass(index: number): void {
    const leaf = this.leaves[index]!;
    const text = this.source.slice(leaf.from, textEnd(this.source, leaf));
    const lastLine = text.lastIndexOf('\n');
    this.column = lastLine < 0 ? this.column + text.length : text.length - lastLine - 1;
    if (opening.has(leaf.kind)) this.open.push(this.bracketAt(index));
    else if (closing.has(leaf.kind)) this.open.pop();
    if (leaf.kind !== 'Comment') this.startsElement = opening.has(leaf.kind) || leaf.kind === 'Comma' || leaf.kind === 'Semicolon';
  }

  private bracketAt(index: number): OpenBracket {
    const leaf = this.leaves[index]!;
    const next = this.leaves[index + 1];
    const endsLine = !next || next.kind === 'Comment' || this.source.slice(leaf.to, next.from).includes('\n');
    const { lineIndentation } = this;
    const isAligned = !endsLine && leaf.kind !== 'BraceOpen';
    return { lineIndentation, indentation: isAligned ? this.column : lineIndentation + this.options.indentation };
  }
}

const opening = new Set(['ParenOpen', 'BracketOpen', 'DoubleBracketOpen', 'BraceOpen']);
const closing = new Set(['ParenClose', 'BracketClose', 'BraceClose']);

/** White space at the end of a comment is not part of it. */
const textEnd = (source: string, { kind, from, to }: Leaf): number => (kind === 'Comment' ? from + source.slice(from, to).trimEnd().length : to);
