/** Data of SPSS (`.sav`, `.zsav`). Values as the R package haven gives them: numbers are doubles, missing values of the system and of the user are missing. */
import type { Column } from '../vectors.js';
import { ByteReader } from './byte-reader.js';
import { assembled, selectionOf, type Calendar, type ForeignFile, type ForeignOptions } from './foreign-columns.js';
import { readSpssHeader, type SpssVariable } from './spss-dictionary.js';
import { SpssRows } from './spss-rows.js';
import { TextDictionary } from './text-dictionary.js';

/** In steps between which a long reading can be interrupted. `fileName` is for messages. */
export function* readSpssSteps(file: Uint8Array, fileName: string, options: ForeignOptions): Generator<void, ForeignFile> {
  const reader = new ByteReader(file, { fileName, kind: 'SPSS file' });
  const header = readSpssHeader(reader, options.encoding);
  const rows = yield* SpssRows.open(reader, header);
  const selection = selectionOf(header.variables.map(({ name }) => name), rows.rowCount, fileName, options);
  const dictionary = new TextDictionary(new Set(), header.decode);
  const builders = selection.columns.map(index => new ColumnOfRows(header.variables[index]!, selection.rowCount, header.isLittleEndian, dictionary));
  const last = selection.firstRow + selection.rowCount;
  for (const block of rows.blocks(last)) {
    const from = Math.max(block.firstRow, selection.firstRow);
    const to = Math.min(block.firstRow + block.rowCount, last);
    for (const builder of builders) builder.add(block.bytes, block.start + (from - block.firstRow) * rows.rowBytes, rows.rowBytes, from - selection.firstRow, to - from);
    yield;
  }
  const chosen = selection.columns.map(index => header.variables[index]!);
  return assembled(chosen.map(({ name, label, format, width }, index) => ({ name, label, column: builders[index]!.column(), calendar: width === 0 ? calendarOf(format) : null })), selection.rowCount);
}

/** −1.797…e308, which SPSS writes for a number that is missing. */
const SYSTEM_MISSING = -Number.MAX_VALUE;
const SPACE = 32;

/** One variable, filled from blocks of rows. */
class ColumnOfRows {
  readonly #variable: SpssVariable;
  readonly #isLittleEndian: boolean;
  readonly #dictionary: TextDictionary;
  readonly #numbers: Float64Array;
  readonly #texts: (string | null)[];
  /** Where the pieces of a long text are put together. */
  readonly #pieces: Uint8Array;

  constructor(variable: SpssVariable, rowCount: number, isLittleEndian: boolean, dictionary: TextDictionary) {
    this.#variable = variable;
    this.#isLittleEndian = isLittleEndian;
    this.#dictionary = dictionary;
    this.#numbers = new Float64Array(variable.width === 0 ? rowCount : 0);
    this.#texts = variable.width === 0 ? [] : new Array<string | null>(rowCount);
    this.#pieces = new Uint8Array(variable.segments.length > 1 ? variable.width : 0);
  }

  /** Takes `count` rows of `rowBytes` bytes, the first of which begins at `start`, as rows `row` and on. */
  add(bytes: Uint8Array, start: number, rowBytes: number, row: number, count: number): void {
    if (this.#variable.width === 0) this.#addNumbers(bytes, start, rowBytes, row, count);
    else this.#addTexts(bytes, start, rowBytes, row, count);
  }

  column(): Column {
    const { width, valueLabels } = this.#variable;
    if (width > 0) return { type: 'character', values: this.#texts };
    return { type: 'double', values: this.#numbers, ...(valueLabels ? { valueLabels } : {}) };
  }

  #addNumbers(bytes: Uint8Array, start: number, rowBytes: number, row: number, count: number): void {
    const values = this.#numbers;
    const { range, numbers } = this.#variable.missing;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let position = start + 8 * this.#variable.segments[0]!.unit;
    for (let index = row; index < row + count; index++, position += rowBytes) {
      const value = view.getFloat64(position, this.#isLittleEndian);
      values[index] = value === SYSTEM_MISSING ? NaN : value;
    }
    if (!range && numbers.length === 0) return;
    for (let index = row; index < row + count; index++) {
      const value = values[index]!;
      if ((range && value >= range[0] && value <= range[1]) || numbers.includes(value)) values[index] = NaN;
    }
  }

  #addTexts(bytes: Uint8Array, start: number, rowBytes: number, row: number, count: number): void {
    const { segments, missing } = this.#variable;
    const texts = this.#texts;
    for (let index = 0; index < count; index++) {
      const from = start + index * rowBytes;
      const text = segments.length === 1 ? this.#textAt(bytes, from + 8 * segments[0]!.unit, segments[0]!.length) : this.#joined(bytes, from);
      texts[row + index] = missing.texts.length > 0 && missing.texts.includes(text) ? null : text;
    }
  }

  #joined(bytes: Uint8Array, rowStart: number): string {
    let length = 0;
    for (const segment of this.#variable.segments) {
      const from = rowStart + 8 * segment.unit;
      this.#pieces.set(bytes.subarray(from, from + segment.length), length);
      length += segment.length;
    }
    return this.#textAt(this.#pieces, 0, length);
  }

  /** Without the blanks that fill it up. */
  #textAt(bytes: Uint8Array, start: number, length: number): string {
    let end = start + length;
    while (end > start && bytes[end - 1] === SPACE) end--;
    return this.#dictionary.textAt(bytes, start, end)!;
  }
}

/** DATE, ADATE, JDATE, EDATE and SDATE; quarters, months and weeks stay the seconds they are, as in haven. */
const DATE_FORMATS: ReadonlySet<number> = new Set([20, 23, 24, 38, 39]);
/** DATETIME. */
const TIME_FORMATS: ReadonlySet<number> = new Set([22]);
/** TIME and DTIME. */
const DURATION_FORMATS: ReadonlySet<number> = new Set([21, 25]);
const SECONDS_A_DAY = 86400;
/** From 1582-10-14, the first day of the Gregorian calendar less one, to 1970-01-01. */
const DAYS_FROM_1582 = 141428;

/** SPSS counts seconds; the numbers of its print formats tell what of. */
function calendarOf(format: number): Calendar | null {
  if (DATE_FORMATS.has(format)) return { kind: 'date', unitsPerDayOrSecond: SECONDS_A_DAY, origin: DAYS_FROM_1582 };
  if (TIME_FORMATS.has(format)) return { kind: 'time', unitsPerDayOrSecond: 1, origin: DAYS_FROM_1582 * SECONDS_A_DAY };
  return DURATION_FORMATS.has(format) ? { kind: 'duration', unitsPerDayOrSecond: 1, origin: 0 } : null;
}
