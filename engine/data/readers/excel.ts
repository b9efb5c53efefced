/** Reads a sheet of an Excel workbook into a data frame, as `readxl::read_excel` does. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import { LOGICAL_NA, type Column, type DataFrame } from '../vectors.js';
import { CELL, cellsSteps, columnNumber, type SheetCells } from './excel-sheet.js';
import { EXCEL_CODE, openWorkbookSteps, type Workbook } from './excel-workbook.js';
import { requireFormat } from './file-formats.js';

export type ExcelType = 'guess' | 'logical' | 'numeric' | 'date' | 'text' | 'skip';

export interface ExcelOptions {
  /** Its name, or its number from 1. */
  readonly sheet: string | number | null;
  /** Such as `B2:D20` or `Data!B2:D20`. */
  readonly range: string | null;
  readonly names: boolean | readonly string[];
  /** Recycled; empty to guess all. */
  readonly types: readonly ExcelType[];
  readonly missing: readonly string[];
  readonly isWhiteStripped: boolean;
  readonly skip: number;
  readonly rowLimit: number;
}

/** Rows and columns of a sheet, from 0, both ends included. */
interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface ExcelTable {
  readonly frame: DataFrame;
  readonly notes: readonly string[];
}

const MAX_CELLS = 50_000_000;

export function* readExcelSteps(bytes: Uint8Array, fileName: string, options: ExcelOptions): Generator<void, ExcelTable> {
  requireFormat(bytes, 'excel', fileName);
  const workbook = yield* openWorkbookSteps(bytes, fileName);
  const { sheet, rectangle } = target(options, fileName);
  const cells = yield* cellsSteps(workbook, partOf(workbook, sheet));
  const found = rectangle ?? boundsOf(cells, options.skip);
  if (!found) return { frame: { type: 'dataFrame', rowCount: 0, columns: new Map() }, notes: [] };
  const hasHeader = options.names === true;
  const { top, left, right } = found;
  const bottom = Math.min(found.bottom, top + (hasHeader ? 1 : 0) + options.rowLimit - 1);
  const width = right - left + 1;
  if ((bottom - top + 1) * width > MAX_CELLS) throw new UserError('GLMM282', `The data of "${fileName}" have ${bottom - top + 1} rows and ${width} columns, with most cells empty; at most ${MAX_CELLS} cells can be read.`, { advice: ['Give the range of the data, such as range = "A1:D100".'] });
  const columns = gridOf(cells, { top, left, bottom, right }, options);
  const names = namesOf(columns, cells, options, fileName);
  const dates: string[] = [];
  const filled = new Map<string, Column>();
  for (const [index, column] of columns.entries()) {
    yield;
    const wanted = options.types.length === 0 ? 'guess' : options.types[index % options.types.length]!;
    if (wanted === 'skip') continue;
    const body = hasHeader ? column.slice(1) : column;
    const kind = wanted === 'guess' ? widestKind(cells, body) : KINDS[wanted];
    if (kind === CELL.date) dates.push(names[index]!);
    filled.set(names[index]!, columnOf(cells, body, kind, workbook, options));
  }
  const named = `${dates.length === 1 ? 'column' : 'columns'} ${dates.map(name => `\`${name}\``).join(', ')}`;
  const notes = dates.length > 0 ? [`The dates or times of ${named} were read as numbers: seconds since 1 January 1970 (UTC); a day has 86400.`] : [];
  return { frame: { type: 'dataFrame', rowCount: Math.max(0, bottom - top + 1 - (hasHeader ? 1 : 0)), columns: filled }, notes };
}

const KINDS: Readonly<Record<Exclude<ExcelType, 'guess' | 'skip'>, number>> = { logical: CELL.logical, numeric: CELL.number, date: CELL.date, text: CELL.text };

function target({ sheet, range }: ExcelOptions, fileName: string): { sheet: string | number | null; rectangle: Rectangle | null } {
  if (range === null) return { sheet, rectangle: null };
  const match = /^(?:'?([^!]+?)'?!)?\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i.exec(range);
  if (!match) throw new UserError('GLMM208', `"${range}" is no range of cells.`, { advice: [`A range is written as in read_excel("${fileName}", range = "B2:D20"), or with its sheet, as in "Data!B2:D20".`] });
  const [, named, firstColumn, firstRow, lastColumn = firstColumn, lastRow = firstRow] = match;
  const columns = [firstColumn!, lastColumn!].map(letters => columnNumber(letters.toUpperCase()));
  const rows = [firstRow!, lastRow!].map(row => Number(row) - 1);
  return { sheet: named?.replaceAll("''", "'") ?? sheet, rectangle: { top: Math.min(...rows), bottom: Math.max(...rows), left: Math.min(...columns), right: Math.max(...columns) } };
}

function partOf({ sheets, fileName }: Workbook, sheet: string | number | null): string {
  const found = typeof sheet === 'string' ? sheets.find(({ name }) => name === sheet) : sheets[(sheet ?? 1) - 1];
  if (found) return found.part;
  const names = sheets.map(({ name }) => name);
  const what = typeof sheet === 'string' ? `no sheet "${sheet}"` : `no sheet number ${sheet ?? 1}`;
  throw new UserError(EXCEL_CODE, `"${fileName}" has ${what}.${typeof sheet === 'string' ? suggestion(nearestName(sheet, names)) : ''}`, { advice: [names.length === 0 ? 'It has no sheets of cells.' : `Its sheets are ${names.map(name => `"${name}"`).join(', ')}.`] });
}

/** The smallest rectangle with all cells from a row on; null where there are none. */
function boundsOf({ count, rows, columns }: SheetCells, firstRow: number): Rectangle | null {
  let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
  for (let index = 0; index < count; index++) {
    const row = rows[index]!;
    if (row < firstRow) continue;
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, columns[index]!);
    right = Math.max(right, columns[index]!);
  }
  return bottom < 0 ? null : { top, left, bottom, right };
}

/** For each column of a rectangle, the number from 1 of the cell in each row; 0 where there is none, or one that stands for a missing value. */
function gridOf(cells: SheetCells, { top, left, bottom, right }: Rectangle, options: ExcelOptions): Int32Array[] {
  const missing = new Set(options.missing);
  const grid = Array.from({ length: right - left + 1 }, () => new Int32Array(bottom - top + 1));
  for (let index = 0; index < cells.count; index++) {
    const row = cells.rows[index]!;
    const column = cells.columns[index]!;
    if (row < top || row > bottom || column < left || column > right) continue;
    if (missing.size > 0 && missing.has(labelOf(cells, index, options))) continue;
    grid[column - left]![row - top] = index + 1;
  }
  return grid;
}

function namesOf(columns: readonly Int32Array[], cells: SheetCells, options: ExcelOptions, fileName: string): string[] {
  if (typeof options.names !== 'boolean') {
    if (options.names.length !== columns.length) throw new UserError('GLMM272', `The data of "${fileName}" have ${columns.length} columns, but col_names gives ${options.names.length} names.`);
    return uniqueNames(options.names);
  }
  return uniqueNames(columns.map(column => (options.names === true && column[0]! > 0 ? labelOf(cells, column[0]! - 1, options) : '')));
}

/** The repair of the package vctrs: what is empty or comes twice gets the number of its column. */
function uniqueNames(names: readonly string[]): string[] {
  const bare = names.map(name => name.replace(/\.\.\.\d+$/, ''));
  return bare.map((name, index) => (name === '' || bare.indexOf(name) !== bare.lastIndexOf(name) ? `${name}...${index + 1}` : name));
}

function columnOf(cells: SheetCells, body: Int32Array, kind: number, { startsIn1904 }: Workbook, options: ExcelOptions): Column {
  if (kind === CELL.text) return { type: 'character', values: Array.from(body, at => (at === 0 ? null : labelOf(cells, at - 1, options))) };
  const value = (at: number): number => (at === 0 || cells.kinds[at - 1] === CELL.text ? NaN : cells.numbers[at - 1]!);
  if (kind <= CELL.logical) return { type: 'logical', values: Int8Array.from(body, at => (Number.isNaN(value(at)) ? LOGICAL_NA : value(at) === 0 ? 0 : 1)) };
  if (kind === CELL.number) return { type: 'double', values: Float64Array.from(body, value) };
  return { type: 'double', values: Float64Array.from(body, at => (at === 0 || cells.kinds[at - 1] === CELL.logical ? NaN : secondsOf(value(at), startsIn1904))) };
}

/** The type that holds all cells of a column. */
function widestKind({ kinds }: SheetCells, body: Int32Array): number {
  let widest: number = CELL.blank;
  for (let row = 0; row < body.length; row++) if (body[row]! > 0) widest = Math.max(widest, kinds[body[row]! - 1]!);
  return widest;
}

/** A cell as text: numbers with all their digits, dates as the number of days that the workbook holds. */
function labelOf({ kinds, numbers, texts }: SheetCells, index: number, { isWhiteStripped }: ExcelOptions): string {
  const number = numbers[index]!;
  switch (kinds[index]) {
    case CELL.text:
      return isWhiteStripped ? texts[number]!.trim() : texts[number]!;
    case CELL.logical:
      return number === 1 ? 'TRUE' : 'FALSE';
    default:
      return String(number).replace(/(?<=e[+-])(?=\d$)/, '0'); // 2e-8 is written 2e-08
  }
}

/** Days from the beginning of 1900 (with a 29 February that was not) or of 1904, as seconds since 1970; NaN for the day that was not. */
function secondsOf(days: number, startsIn1904: boolean): number {
  if (!startsIn1904 && days >= 60 && days < 61) return NaN;
  const offset = startsIn1904 ? 24_107 : days < 60 ? 25_568 : 25_569;
  const milliseconds = Math.round((days - offset) * 86_400_000);
  return milliseconds / 1000;
}
