/** Laying out text as R does: elements in a common format, lines of a vector, blocks of columns. */
import { isNumeric } from './atomic.js';
import { labelsOf } from './coercion.js';
import { commonNumberFormat, formatNumber } from './number-format.js';
import type { AtomicVector, Column, NumericVector } from './vectors.js';

export interface PrintOptions {
  /** Significant digits. */
  readonly digits: number;
  /** Characters to a line. */
  readonly width?: number;
  /** Of summaries, which show fewer unless they are asked for more. */
  readonly summaryDigits?: number;
  /** Whether text is printed in quotes; true unless told otherwise. */
  readonly isQuoted?: boolean;
}

/** Characters to a line, unless told otherwise. */
export const WIDTH = 80;

/** Each element as text in a common format; numbers share their decimals. Text is quoted unless told otherwise. */
export function formatElements(column: Column, options: PrintOptions): string[] {
  const isQuoted = options.isQuoted !== false;
  if (isNumeric(column) && column.time !== 'date') return formatNumbers(column, options.digits);
  const labels = labelsOf(column);
  if (column.type === 'character') return labels.map(label => (label === null ? (isQuoted ? 'NA' : '<NA>') : isQuoted ? quoted(label) : label));
  if (isNumeric(column)) return labels.map(label => (label === null ? (isQuoted ? 'NA' : '<NA>') : isQuoted ? quoted(label) : label));
  return labels.map(label => label ?? (column.type === 'factor' ? '<NA>' : 'NA'));
}

export function formatNumbers(column: NumericVector, digits: number): string[] {
  const { values, notANumber } = column;
  const format = column.type === 'integer' ? { isScientific: false, decimals: 0 } : commonNumberFormat(values, digits);
  return Array.from(values, (value, index) => (Number.isNaN(value) && !notANumber?.[index] ? 'NA' : formatNumber(value, format)));
}

/** A text in quotes with its escapes, as R shows it. */
export function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return `"${text.replace(/[\\"\n\t\r]/g, character => escapes[character] ?? character)}"`;
}

export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)));

/** Characters as a reader counts them, wide ones twice. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x300 && code <= 0x36f) continue;
    width += code >= 0x1100 && /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1;
  }
  return width;
}

export const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);

export function indexedLines(cells: readonly string[], width: number, isLeftAligned: boolean): string {
  const cellWidth = longest(cells);
  const labelWidth = String(cells.length).length + 2;
  const perLine = Math.max(1, Math.floor((width - labelWidth) / (cellWidth + 1)));
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += perLine) {
    const line = cells.slice(start, start + perLine).map(cell => (isLeftAligned ? padEnd(cell, cellWidth) : padStart(cell, cellWidth)));
    lines.push(`${`[${start + 1}]`.padStart(labelWidth)} ${line.join(' ')}`);
  }
  return lines.join('\n');
}

/** `title` stands above a contingency table. */
export function namedLines(cells: readonly string[], names: readonly string[], width: number, title?: string): string {
  const cellWidth = Math.max(longest(cells), longest(names));
  const perLine = Math.max(1, Math.floor(width / (cellWidth + 1)));
  const lines: string[] = title === undefined ? [] : [title];
  for (let start = 0; start < cells.length; start += perLine) {
    const line = (texts: readonly string[]): string => texts.slice(start, start + perLine).map(text => `${padStart(text, cellWidth)} `).join('');
    lines.push(line(names), line(cells));
  }
  return lines.join('\n');
}

/** One column of a printed frame or matrix: the header above right- or left-aligned cells. */
export interface TextColumn {
  readonly header: string;
  readonly cells: readonly string[];
  readonly isLeftAligned: boolean;
}

export function blocks(rowNames: readonly string[], columns: readonly TextColumn[], width: number): string {
  const labelWidth = rowNames.length === 0 ? 4 : longest(rowNames);
  const widths = columns.map(column => Math.max(displayWidth(column.header), longest(column.cells)));
  const lines: string[] = [];
  let start = 0;
  while (start < columns.length) {
    let end = start;
    let used = labelWidth;
    while (end < columns.length && (end === start || used + widths[end]! + 1 < width)) used += widths[end++]! + 1;
    const pad = (text: string, index: number): string => (columns[start + index]!.isLeftAligned ? padEnd(text, widths[start + index]!) : padStart(text, widths[start + index]!));
    const shown = columns.slice(start, end);
    lines.push([' '.repeat(labelWidth), ...shown.map((column, index) => pad(column.header, index))].join(' '));
    rowNames.forEach((name, row) => lines.push([padEnd(name, labelWidth), ...shown.map((column, index) => pad(column.cells[row] ?? '', index))].join(' ')));
    start = end;
  }
  return lines.join('\n');
}

/** The elements from one position up to another, alone: without names and dimensions. */
export function stretch(column: AtomicVector, from: number, to: number): AtomicVector {
  if (column.type === 'character') return { type: 'character', values: column.values.slice(from, to) };
  if (column.type === 'logical') return { type: 'logical', values: column.values.subarray(from, to) };
  return { type: column.type, values: column.values.subarray(from, to), ...(column.notANumber ? { notANumber: column.notANumber.subarray(from, to) } : {}), ...(column.time ? { time: column.time } : {}) };
}
