/** What a visible value shows: data for a renderer where it has a shape, and text as R prints it where it has none. */
import { isColumn, isMissingAt } from '../data/atomic.js';
import { isoDate } from '../data/dates.js';
import { printColumn, printDataFrame } from '../data/print.js';
import { lengthOf, type Column, type DataFrame } from '../data/vectors.js';
import { familyInWords } from '../report/words/phrases.js';
import { toJsonNumber, type CellValue, type Result, type TableResult, type VectorResult } from '../results.js';
import { describeValue } from './describe-value.js';
import type { SessionSettings } from './registry.js';
import { deparse, deparseName } from './syntax/deparse.js';
import type { List, Value } from './values.js';

const MAX_ROWS = 20;
const MAX_COLUMNS = 200;
const MAX_ELEMENTS = 1000;
/** Characters of a text in a table. */
const MAX_TEXT = 200;

/** `name` is that of the variable the value was taken from, empty for none. */
export function displayValue(value: Value, name: string, settings: SessionSettings): Result[] {
  switch (value.type) {
    case 'display':
      return [...value.results];
    case 'model':
      return [{ ...value.model.summary, name }];
    case 'dataFrame':
      return [{ ...dataFrameTable(value, name), ...shownDigits(settings) }];
    case 'list':
      return value.shownAs ? [...value.shownAs] : [{ kind: 'text', text: printValue(value, settings) }];
    default:
      if (isColumn(value) && isPlain(value)) return [vectorResult(value, settings)];
      return [{ kind: 'text', text: printValue(value, settings) }];
  }
}

/** A value as R's `print` lays it out. */
export function printValue(value: Value, settings: Pick<SessionSettings, 'digits'> & { readonly summaryDigits?: number }, isQuoted = true): string {
  if (isColumn(value)) return printColumn(value, { ...settings, isQuoted });
  switch (value.type) {
    case 'dataFrame':
      return printDataFrame(value, { digits: settings.digits });
    case 'list':
      return printList(value, '', settings);
    case 'null':
      return 'NULL';
    case 'formula':
      return value.text;
    case 'family':
      return `\nFamily: ${familyInWords(value.family, value.shape === undefined ? undefined : toJsonNumber(value.shape))} \nLink function: ${value.link} \n`;
    case 'function':
      return `function ${value.name}`;
    default:
      return describeValue(value);
  }
}

/** The first rows of a data frame, with a note of how many there are. */
export function dataFrameTable(frame: DataFrame, title: string, maxRows = MAX_ROWS): TableResult {
  const rowCount = Math.min(frame.rowCount, maxRows);
  const columns: { name: string; type: TableResult['columns'][number]['type']; cells: (row: number) => CellValue }[] = [];
  const all = [...frame.columns];
  const shown = all.slice(0, MAX_COLUMNS);
  if (frame.rowNames) {
    const names = frame.rowNames;
    columns.push({ name: '', type: 'text', cells: row => names[row] ?? '' });
  }
  for (const [name, column] of shown) columns.push(...tableColumns(name, column));
  const partly = [
    ...(rowCount < frame.rowCount ? [`the first ${rowCount} rows`] : []),
    ...(shown.length < all.length ? [`the first ${shown.length} columns`] : []),
  ].join(' and ');
  const notes = [`${frame.rowCount} ${frame.rowCount === 1 ? 'row' : 'rows'}, ${all.length} ${all.length === 1 ? 'column' : 'columns'}${partly === '' ? '' : `; ${partly} are shown`}.`];
  return {
    kind: 'table',
    title,
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: Array.from({ length: rowCount }, (_, row) => columns.map(column => shortened(column.cells(row)))),
    notes,
  };
}

const shortened = (value: CellValue): CellValue => (typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);

/** An element as it travels. */
export function cellValueAt(column: Column, index: number): CellValue {
  if (isMissingAt(column, index) && !(column.type === 'double' && column.notANumber?.[index])) return null;
  switch (column.type) {
    case 'factor':
      return column.levels[column.codes[index]! - 1] ?? null;
    case 'logical':
      return column.values[index] === 1;
    case 'character':
      return column.values[index] ?? null;
    default:
      return column.time === 'date' ? isoDate(column.values[index]!) : toJsonNumber(column.values[index]!);
  }
}

/** Matrices, contingency tables and rounded summaries have a layout of their own. */
const isPlain = (column: Column): boolean => column.type === 'factor' || (!column.dim && !column.tableOf && !column.array && !column.dimensionNames && !('time' in column) && column.printedDigits === undefined && column.values.length > 0);

/** Said only where it is not what everybody expects. */
const shownDigits = ({ digits }: Pick<SessionSettings, 'digits'>): { readonly digits?: number } => (digits === 7 ? {} : { digits });

function vectorResult(column: Column, settings: SessionSettings): VectorResult | Result {
  const length = lengthOf(column);
  if (length > MAX_ELEMENTS) return { kind: 'text', text: printColumn(column, { digits: settings.digits }) };
  return { kind: 'vector', type: column.type, values: Array.from({ length }, (_, index) => cellValueAt(column, index)), names: column.names ?? [], ...shownDigits(settings) };
}

function tableColumns(name: string, column: Column): { name: string; type: TableResult['columns'][number]['type']; cells: (row: number) => CellValue }[] {
  const type = column.type === 'double' && column.time === 'date' ? 'text' : column.type === 'double' ? 'number' : column.type === 'integer' ? 'integer' : column.type === 'logical' ? 'logical' : 'text';
  if (column.type === 'factor' || !column.dim) return [{ name, type, cells: row => cellValueAt(column, row) }];
  const [rows, columns] = column.dim;
  return Array.from({ length: columns }, (_, j) => ({ name: columns === 1 && !column.columnNames ? name : `${name}.${column.columnNames?.[j] ?? j + 1}`, type, cells: (row: number) => cellValueAt(column, j * rows + row) }));
}

function printList(list: List, path: string, settings: Pick<SessionSettings, 'digits'>): string {
  if (list.values.length === 0) return path === '' ? 'list()' : 'list()';
  return list.values
    .map((value, index) => {
      const name = list.names?.[index];
      const here = `${path}${name ? `$${name === '<NA>' ? name : deparseName(name)}` : `[[${index + 1}]]`}`;
      return `${here}\n${value.type === 'list' && !value.shownAs ? printList(value, here, settings) : printValue(value, settings)}\n`;
    })
    .join('\n');
}

/** What a statement is called when it displays a table: its text, shortened. */
export const titleOf = (statement: Parameters<typeof deparse>[0]): string => {
  const text = deparse(statement);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
