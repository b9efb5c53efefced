/** Vectors, factors and data frames as text, laid out as R prints them. */
import { isNumeric } from './atomic.js';
import { printDimensions, printMatrix } from './print-dimensions.js';
import { blocks, displayWidth, formatElements, formatNumbers, indexedLines, namedLines, stretch, WIDTH, type PrintOptions, type TextColumn } from './print-layout.js';
import { roundTo } from './rounding.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame, type NumericVector } from './vectors.js';

const MAX_PRINTED = 1000;

/** A column as R's prompt prints it, without a final newline. */
export function printColumn(column: Column, options: PrintOptions): string {
  if (column.type === 'factor') return printFactor(column, options);
  if (column.tableOf || column.dimensionNames || column.array) return printDimensions(column, options);
  if (column.dim) return [printMatrix(column, options), ...(column.type === 'double' ? scalingLines(column, options) : [])].join('\n');
  if (column.type === 'double' && column.time && column.time !== 'date') return printDurations(column, options);
  if (column.values.length === 0) return column.type === 'double' && column.time ? 'Date of length 0' : EMPTY[column.type];
  const shown = column.values.length > MAX_PRINTED ? truncated(column) : column;
  const cells = column.printedDigits === undefined ? formatElements(shown, options) : summaryCells(shown, options.summaryDigits ?? column.printedDigits);
  const width = options.width ?? WIDTH;
  const body = shown.names ? namedLines(cells, shown.names, width) : indexedLines(cells, width, column.type === 'character');
  const omitted = column.values.length - shown.values.length;
  return omitted > 0 ? `${body}\n [ … ${omitted} more elements are not shown ]` : body;
}

/** As R prints a difference of dates. */
function printDurations({ time: unit, ...column }: NumericVector, options: PrintOptions): string {
  if (column.values.length === 1) return `Time difference of ${formatNumbers(column, options.digits)[0]} ${unit}`;
  return `Time differences in ${unit}\n${printColumn(column, options)}`;
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
  return { ...stretch(column, 0, MAX_PRINTED), ...(column.names ? { names: column.names.slice(0, MAX_PRINTED) } : {}) };
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

function frameColumns(name: string, column: Column, rowCount: number, options: PrintOptions): TextColumn[] {
  if (column.type !== 'factor' && column.dim) {
    const [rows, columns] = column.dim;
    return Array.from({ length: columns }, (_, j) => {
      const part = stretch(column, j * rows, j * rows + rowCount);
      return { header: columns === 1 && !column.columnNames ? name : `${name}.${column.columnNames?.[j] ?? j + 1}`, cells: formatElements(part, { ...options, isQuoted: false }), isLeftAligned: false };
    });
  }
  const shown = column.type === 'factor' ? { ...column, codes: column.codes.subarray(0, rowCount) } : stretch(column, 0, rowCount);
  return [{ header: name, cells: formatElements(shown, { ...options, isQuoted: false }), isLeftAligned: false }];
}

/** The attributes that R prints below a scaled matrix. */
function scalingLines({ scaledBy }: NumericVector, options: PrintOptions): string[] {
  return (['center', 'scale'] as const).flatMap(part => (scaledBy?.[part] ? [`attr(,"scaled:${part}")`, printColumn(scaledBy[part], options)] : []));
}
