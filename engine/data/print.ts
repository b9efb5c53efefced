/** Vectors, factors and data frames as text, laid out as R prints them. */
import { isNumeric } from './atomic.js';
import { labelsOf } from './coercion.js';
import { commonNumberFormat, formatNumber } from './number-format.js';
import { roundTo } from './rounding.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame, type NumericVector } from './vectors.js';

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

const WIDTH = 80;
const MAX_PRINTED = 1000;

/** A column as R's prompt prints it, without a final newline. */
export function printColumn(column: Column, options: PrintOptions): string {
  if (column.type === 'factor') return printFactor(column, options);
  if (column.tableOf) return printContingencyTable(column, options);
  if (column.dim) return [printMatrix(column, options), ...(column.type === 'double' ? scalingLines(column, options) : [])].join('\n');
  if (column.values.length === 0) return EMPTY[column.type];
  const shown = column.values.length > MAX_PRINTED ? truncated(column) : column;
  const cells = column.printedDigits === undefined ? formatElements(shown, options) : summaryCells(shown, options.summaryDigits ?? column.printedDigits);
  const width = options.width ?? WIDTH;
  const body = shown.names ? namedLines(cells, shown.names, width) : indexedLines(cells, width, column.type === 'character');
  const omitted = column.values.length - shown.values.length;
  return omitted > 0 ? `${body}\n [ … ${omitted} more elements are not shown ]` : body;
}

const EMPTY: Readonly<Record<AtomicVector['type'], string>> = { double: 'numeric(0)', integer: 'integer(0)', logical: 'logical(0)', character: 'character(0)' };

/** A data frame with aligned columns, in blocks when they are wider than the line. */
export function printDataFrame(frame: DataFrame, options: PrintOptions): string {
  if (frame.columns.size === 0) return `data frame with 0 columns and ${frame.rowCount} rows`;
  if (frame.rowCount === 0) return `${indexedLines([...frame.columns.keys()], options.width ?? WIDTH, true)}\n<0 rows> (or 0-length row.names)`;
  const rowCount = Math.min(frame.rowCount, Math.max(1, Math.floor(MAX_PRINTED / frame.columns.size)));
  const rowNames = Array.from({ length: rowCount }, (_, row) => frame.rowNames?.[row] ?? String(row + 1));
  const columns = [...frame.columns].flatMap(([name, column]) => frameColumns(name, column, rowCount, options));
  const body = blocks(rowNames, columns, options.width ?? WIDTH);
  return rowCount < frame.rowCount ? `${body}\n [ … ${frame.rowCount - rowCount} more rows are not shown ]` : body;
}

/** Each element as text in a common format; numbers share their decimals. Text is quoted unless told otherwise. */
export function formatElements(column: Column, options: PrintOptions): string[] {
  const isQuoted = options.isQuoted !== false;
  if (isNumeric(column)) return formatNumbers(column, options.digits);
  const labels = labelsOf(column);
  if (column.type === 'character') return labels.map(label => (label === null ? (isQuoted ? 'NA' : '<NA>') : isQuoted ? quoted(label) : label));
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

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);

/** A rounded summary: the count of missing values is not rounded with the rest, and what is nothing beside the largest becomes zero. */
function summaryCells(column: AtomicVector, digits: number): string[] {
  if (!isNumeric(column)) return formatElements(column, { digits, isQuoted: false });
  const hasMissing = column.names?.[column.names.length - 1] === "NA's";
  const shown = hasMissing ? column.values.subarray(0, -1) : column.values;
  const cells = formatNumbers({ ...column, type: 'double', values: zapped(shown) }, digits);
  return hasMissing ? [...cells, String(column.values[column.values.length - 1])] : cells;
}

/** R's `zapsmall` with seven digits: so many decimals as the largest number leaves. */
export function zapped(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const decimals = largest > 0 ? Math.max(0, Math.round(7 - Math.log10(largest))) : 7;
  return values.map(value => roundTo(value, decimals));
}

function truncated(column: AtomicVector): AtomicVector {
  const names = column.names ? { names: column.names.slice(0, MAX_PRINTED) } : {};
  return { ...column, values: column.values.slice(0, MAX_PRINTED), ...names } as AtomicVector;
}

function indexedLines(cells: readonly string[], width: number, isLeftAligned: boolean): string {
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
function namedLines(cells: readonly string[], names: readonly string[], width: number, title?: string): string {
  const cellWidth = Math.max(longest(cells), longest(names));
  const perLine = Math.max(1, Math.floor(width / (cellWidth + 1)));
  const lines: string[] = title === undefined ? [] : [title];
  for (let start = 0; start < cells.length; start += perLine) {
    const line = (texts: readonly string[]): string => texts.slice(start, start + perLine).map(text => `${padStart(text, cellWidth)} `).join('');
    lines.push(line(names), line(cells));
  }
  return lines.join('\n');
}

function printFactor(factor: Extract<Column, { type: 'factor' }>, options: PrintOptions): string {
  const width = options.width ?? WIDTH;
  const length = lengthOf(factor);
  const shownLength = Math.min(length, MAX_PRINTED);
  const cells = formatElements({ ...factor, codes: factor.codes.subarray(0, shownLength) }, options);
  const lines = length === 0 ? ['factor(0)'] : [factor.names ? namedLines(cells, factor.names, width) : indexedLines(cells, width, true)];
  if (shownLength < length) lines.push(` [ … ${length - shownLength} more elements are not shown ]`);
  return [...lines, levelsLine(factor.levels, factor.isOrdered, width)].join('\n');
}

/** `Levels: a b c`, shortened in the middle when it is longer than the line. */
function levelsLine(levels: readonly string[], isOrdered: boolean, width: number): string {
  const separator = isOrdered ? ' < ' : ' ';
  const title = 'Levels: ';
  const available = width - (title.length + 3 + 1 + 3);
  let total = 0;
  let fitting = levels.length;
  for (const [index, level] of levels.entries()) {
    total += displayWidth(level) + separator.length;
    if (total > available && fitting === levels.length) fitting = Math.max(1, index);
  }
  if (levels.length <= 1 || total <= available) return title + levels.join(separator);
  const shown = [...levels.slice(0, Math.max(1, fitting - 1)), '...', ...(fitting > 1 ? [levels[levels.length - 1]!] : [])];
  return `${levels.length} ${title}${shown.join(separator)}`;
}

/** One column of a printed frame or matrix: the header above right- or left-aligned cells. */
interface TextColumn {
  readonly header: string;
  readonly cells: readonly string[];
  readonly isLeftAligned: boolean;
}

function frameColumns(name: string, column: Column, rowCount: number, options: PrintOptions): TextColumn[] {
  if (column.type !== 'factor' && column.dim) {
    const [rows, columns] = column.dim;
    return Array.from({ length: columns }, (_, j) => {
      const part = { ...bare(column), values: column.values.slice(j * rows, j * rows + rowCount) } as Column;
      return { header: columns === 1 && !column.columnNames ? name : `${name}.${column.columnNames?.[j] ?? j + 1}`, cells: formatElements(part, { ...options, isQuoted: false }), isLeftAligned: false };
    });
  }
  const shown = column.type === 'factor' ? { ...column, codes: column.codes.subarray(0, rowCount) } : ({ ...bare(column), values: column.values.slice(0, rowCount) } as Column);
  return [{ header: name, cells: formatElements(shown, { ...options, isQuoted: false }), isLeftAligned: false }];
}

function bare(column: AtomicVector): AtomicVector {
  const { names: _names, dim: _dim, rowNames: _rowNames, columnNames: _columnNames, notANumber: _marks, ...rest } = column as NumericVector;
  return rest;
}

function printMatrix(column: AtomicVector, options: PrintOptions): string {
  const [rows, columns] = column.dim ?? [0, 0];
  if (rows === 0 && columns === 0) return '<0 x 0 matrix>';
  if (columns === 0) return ['    ', ...(column.rowNames ?? Array.from({ length: rows }, (_, i) => `[${i + 1},]`))].join('\n');
  const rowNames = rows === 0 ? [] : Array.from({ length: rows }, (_, i) => column.rowNames?.[i] ?? (column.rowNames ? '' : `[${i + 1},]`));
  const isText = column.type === 'character';
  const texts = Array.from({ length: columns }, (_, j): TextColumn => {
    const part = { ...bare(column), values: column.values.slice(j * rows, (j + 1) * rows) } as AtomicVector;
    return { header: column.columnNames?.[j] ?? `[,${j + 1}]`, cells: formatElements(part, options), isLeftAligned: isText };
  });
  return blocks(rowNames, texts, options.width ?? WIDTH);
}

/** The attributes that R prints below a scaled matrix. */
function scalingLines({ scaledBy }: NumericVector, options: PrintOptions): string[] {
  return (['center', 'scale'] as const).flatMap(part => (scaledBy?.[part] ? [`attr(,"scaled:${part}")`, printColumn(scaledBy[part], options)] : []));
}

/** `table(x)` and `table(x, y)`: the names of the variables stand above, as R prints them. */
function printContingencyTable(column: AtomicVector, options: PrintOptions): string {
  const names = column.tableOf ?? [];
  const width = options.width ?? WIDTH;
  if (!column.dim) {
    if (column.values.length === 0) return '< table of extent 0 >';
    const cells = formatElements(bare(column), { ...options, isQuoted: false });
    return namedLines(cells, column.names ?? [], width, names[0] ?? '');
  }
  const [rows, columns] = column.dim;
  const rowLabel = names[0] ?? '';
  const rowNames = column.rowNames ?? [];
  // all counts of a table share one format, unlike the columns of a matrix
  const cells = formatElements(bare(column), { ...options, isQuoted: false });
  const cellWidth = longest(cells);
  const texts = Array.from({ length: columns }, (_, j) => {
    const header = column.columnNames?.[j] ?? '';
    return { header, cells: cells.slice(j * rows, (j + 1) * rows), width: Math.max(displayWidth(header), cellWidth) };
  });
  // R sets the labels in by two, or so far that the variable's name fits above them
  const labelOffset = Math.max(2, displayWidth(rowLabel) - longest(rowNames));
  const labelWidth = longest(rowNames) + labelOffset;
  const lines: string[] = [];
  for (let start = 0; start < columns; ) {
    let end = start;
    let used = labelWidth;
    while (end < columns && (end === start || used + texts[end]!.width + 1 < width)) used += texts[end++]!.width + 1;
    const shown = texts.slice(start, end);
    lines.push(' '.repeat(labelWidth) + (names[1] ?? ''), [padEnd(rowLabel, labelWidth), ...shown.map(text => padStart(text.header, text.width))].join(' '));
    rowNames.forEach((name, row) => lines.push([padEnd(' '.repeat(labelOffset) + name, labelWidth), ...shown.map(text => padStart(text.cells[row] ?? '', text.width))].join(' ')));
    start = end;
  }
  return lines.join('\n');
}

function blocks(rowNames: readonly string[], columns: readonly TextColumn[], width: number): string {
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
