/**
 * The notebook file: Markdown in which a fenced block with the info string `{glmm}` is a code cell.
 * Opening and saving an untouched file changes no byte; an edit changes only what was edited.
 */
import { readBlocks } from './notebook-file-blocks.js';
import { UserError } from './language/syntax/diagnostic.js';

export interface NotebookFile {
  readonly cells: readonly NotebookCell[];
  readonly metadata: NotebookMetadata;
}

export interface NotebookCell {
  readonly kind: 'markdown' | 'code';
  /** The text a writer sees: without fences, lines parted by `\n`. */
  readonly text: string;
  /** Line of the file, from 1, on which the text starts; 0 for a cell that is not in a file yet. */
  readonly line: number;
  /** How the cell stands in its file; absent for a new cell. Plain JSON, to be handed back unchanged. */
  readonly metadata?: CellMetadata;
}

/** Plain JSON. */
export interface NotebookMetadata {
  readonly hasByteOrderMark: boolean;
  readonly lineEnding: '\n' | '\r\n' | '\r';
  readonly cellCount: number;
  /** What follows the last cell. */
  readonly tail: string;
}

/** Plain JSON. */
export interface CellMetadata {
  /** Position among the cells of the file. */
  readonly index: number;
  /** What stands between the end of the cell before and this one. */
  readonly before: string;
  /** The cell's content exactly as in the file. */
  readonly raw: string;
  /** Opening fence with its line ending, and closing fence without; empty for Markdown and for a fence that is not closed. */
  readonly open: string;
  readonly close: string;
}

export const newNotebookMetadata: NotebookMetadata = { hasByteOrderMark: false, lineEnding: '\n', cellCount: 0, tail: '\n' };

/**
 * Reads a notebook file.
 * @throws UserError `GLMM190` if the bytes are not UTF-8: such a file is refused, because saving it as something else would destroy it.
 */
export function parseNotebook(bytes: Uint8Array): NotebookFile {
  const decoded = decode(bytes);
  const hasByteOrderMark = decoded.startsWith('\ufeff');
  const { blocks, tail, lineEnding } = readBlocks(hasByteOrderMark ? decoded.slice(1) : decoded);
  const cells = blocks.map(({ kind, line, before, raw, open, close, indent }, index): NotebookCell => {
    const text = kind === 'code' ? unindented(lines(raw), indent) : unprotected(lines(raw));
    return { kind, text, line, metadata: { index, before, raw, open, close } };
  });
  return { cells, metadata: { hasByteOrderMark, lineEnding, cellCount: cells.length, tail } };
}

/** The bytes of a notebook: of an untouched cell exactly those it was read from. */
export function serializeNotebook({ cells, metadata }: NotebookFile): Uint8Array {
  const break_ = metadata.lineEnding;
  const tail = tailAfter(cells, metadata);
  let text = metadata.hasByteOrderMark ? '\ufeff' : '';
  cells.forEach((cell, position) => {
    const content = rendered(cell, break_, position === cells.length - 1 && tail.trim() === '');
    const separator = separatorBefore(cell, cells[position - 1], break_);
    // A fence that was open to the end of the file ends with a line break of its own.
    text += (position > 0 && /[\r\n]$/.test(text) ? separator.replace(/^(?:\r\n|\r|\n)/, '') : separator) + content;
  });
  return new TextEncoder().encode(text + tail);
}

function separatorBefore(cell: NotebookCell, previous: NotebookCell | undefined, break_: string): string {
  const place = cell.metadata;
  const followsAsBefore = previous ? previous.metadata !== undefined && previous.metadata.index + 1 === place?.index : place?.index === 0;
  if (place && followsAsBefore) return place.before;
  if (!previous) return '';
  return previous.kind === 'markdown' && cell.kind === 'markdown' ? `${break_}${break_}<!-- cell -->${break_}${break_}` : break_ + break_;
}

function tailAfter(cells: readonly NotebookCell[], metadata: NotebookMetadata): string {
  const last = cells.at(-1);
  if (!last) return metadata.cellCount === 0 ? metadata.tail : '';
  if (last.metadata?.index === metadata.cellCount - 1) {
    const isOpenToTheEnd = last.kind === 'code' && last.metadata.close === '' && isUntouched(last);
    return isOpenToTheEnd || metadata.tail !== '' || isUntouched(last) ? metadata.tail : '';
  }
  return metadata.lineEnding;
}

function rendered(cell: NotebookCell, break_: string, isLast: boolean): string {
  const place = cell.metadata;
  const isKept = place !== undefined && isUntouched(cell) && (isLast || cell.kind === 'markdown' || place.close !== '');
  if (cell.kind === 'code') return isKept ? place.open + place.raw + place.close : fenced(cell, break_);
  const text = isKept ? place.raw : protectedLines(lines(cell.text)).join(break_);
  return isLast ? text : withClosedFence(text, break_);
}

const isUntouched = ({ kind, text, metadata }: NotebookCell): boolean => {
  if (!metadata) return false;
  const indent = /^ */.exec(metadata.open)![0].length;
  const original = kind === 'code' ? unindented(lines(metadata.raw), indent) : unprotected(lines(metadata.raw));
  return original === lines(text).join('\n');
};

/** A code cell between fences that are longer than any in it. */
function fenced({ text, metadata }: NotebookCell, break_: string): string {
  const [, fence = '```', info = '{glmm}'] = /^ *(`{3,}|~{3,})[ \t]*(.*?)[ \t]*(?:\r\n|\r|\n)?$/s.exec(metadata?.open ?? '') ?? [];
  const marker = fence[0]!;
  const inside = lines(text).map((line) => new RegExp(`^ {0,3}(${marker}{3,})[ \t]*$`).exec(line)?.[1]?.length ?? 0);
  const longFence = marker.repeat(Math.max(fence.length, ...inside.map((length) => length + 1)));
  const body = text === '' ? '' : lines(text).join(break_) + break_;
  const spacing = /^ *(?:`{3,}|~{3,})([ \t]*)/.exec(metadata?.open ?? '')?.[1] ?? '';
  return `${longFence}${spacing}${info}${break_}${body}${longFence}`;
}

/** Where a fence inside a Markdown cell is never closed, closes it, so that it does not take in the cells that follow. */
function withClosedFence(text: string, break_: string): string {
  let open: string | null = null;
  for (const line of lines(text)) {
    const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line);
    if (!fence) continue;
    if (open === null) open = fence[1]!;
    else if (fence[1]!.startsWith(open) && fence[2]!.trim() === '') open = null;
  }
  return open === null ? text : text + break_ + open;
}

// A line of a Markdown cell that would end the cell is kept apart from the real thing by a backslash.
const cellLine = /^( {0,3}<!-- )(\\*cell -->[ \t]*)$/;
const codeFence = /^( {0,3}(?:`{3,}|~{3,})[ \t]*)(\\*\{glmm(?![\w-]).*)$/;
const withBackslash = (line: string): string => line.replace(cellLine, '$1\\$2').replace(codeFence, '$1\\$2');
const withoutBackslash = (line: string): string =>
  line.replace(/^( {0,3}<!-- )\\(\\*cell -->[ \t]*)$/, '$1$2').replace(/^( {0,3}(?:`{3,}|~{3,})[ \t]*)\\(\\*\{glmm(?![\w-]).*)$/, '$1$2');

const protectedLines = (list: readonly string[]): readonly string[] => outsideFences(list, withBackslash);
const unprotected = (list: readonly string[]): string => outsideFences(list, withoutBackslash).join('\n');

/** Changes the lines of a Markdown cell that stand outside its own fenced blocks. */
function outsideFences(list: readonly string[], change: (line: string) => string): readonly string[] {
  let open: string | null = null;
  return list.map((line) => {
    const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line);
    if (open !== null) {
      if (fence && fence[1]!.startsWith(open) && fence[2]!.trim() === '') open = null;
      return line;
    }
    if (fence) open = fence[1]!;
    return change(line);
  });
}

const lines = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** The content of a fenced block: as many leading spaces taken off as its fence has; without the last line break. */
function unindented(list: readonly string[], indent: number): string {
  const content = list.at(-1) === '' ? list.slice(0, -1) : list;
  return content.map((line) => line.replace(new RegExp(`^ {0,${indent}}`), '')).join('\n');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const offset = firstInvalidByte(bytes);
    const before = new TextDecoder('utf-8').decode(bytes.subarray(0, offset)).split(/\r\n|\n|\r/);
    const byte = bytes[offset]?.toString(16).toUpperCase().padStart(2, '0') ?? '';
    throw new UserError(
      'GLMM190',
      `The notebook is not UTF-8 text: byte ${offset} (line ${before.length}, column ${before.at(-1)!.length + 1}) is 0x${byte}, which does not belong there. The file was not opened, so that nothing in it is lost.`,
      { advice: ['Save it as UTF-8 in the program it comes from, or open it as text with another encoding (Reopen with Encoding) and save it with UTF-8.'] },
    );
  }
}

/** Offset of the first byte that cannot be part of UTF-8 text (Unicode Standard, table 3-7). */
function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Length of the well-formed sequence at an offset; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  const [lowest, highest] = first === 0xe0 ? [0xa0, 0xbf] : first === 0xed ? [0x80, 0x9f] : first === 0xf0 ? [0x90, 0xbf] : first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if (byte < (next === 1 ? lowest : 0x80) || byte > (next === 1 ? highest : 0xbf)) return 0;
  }
  return length;
}
