/** From the stored values of a Parquet column to a typed column. */
import type { ColumnMetaData, DecodedArray, RowGroup, SchemaElement } from 'hyparquet';
import { makeFactor } from '../factor.js';
import { LOGICAL_NA, type Column } from '../vectors.js';
import { dictionaryValues, pagesOf } from './parquet-pages.js';

/** What a column of a Parquet file is read as, and how its stored values become that. */
export type ColumnReading =
  | { readonly kind: 'logical' }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly numbers: (stored: DecodedArray) => ArrayLike<number>; readonly isDate?: boolean; readonly clock?: ClockUnit }
  | { readonly kind: 'text'; readonly texts: (stored: DecodedArray) => readonly string[] };

/** What the numbers of times count, as R's POSIXct and hms do. */
export type ClockUnit = 'seconds since 1 January 1970 (UTC)' | 'seconds since midnight';

export interface ChunkOfRows {
  readonly meta: ColumnMetaData;
  readonly rowCount: number;
}

/** How a column is read; null where the language has nothing like it. Follows LogicalTypes.md of the Parquet format, with the older converted types. */
export function readingOf(element: SchemaElement): ColumnReading | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === 'BOOLEAN') return { kind: 'logical' };
  if (logical?.type === 'NULL') return { kind: 'logical' };
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return decimals(element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0));
  if (logical?.type === 'FLOAT16') return { kind: 'number', isWhole: false, numbers: stored => Float64Array.from(stored as Uint8Array[], halfOf) };
  if (logical?.type === 'UUID') return { kind: 'text', texts: stored => Array.from(stored as Uint8Array[], uuidOf) };
  if (converted === 'DATE' || logical?.type === 'DATE') return { kind: 'number', isWhole: false, isDate: true, numbers: stored => stored as Int32Array };
  const instant = logical?.type === 'TIMESTAMP' ? logical.unit : converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : converted === 'TIMESTAMP_MICROS' ? 'MICROS' : null;
  if (instant) return times('seconds since 1 January 1970 (UTC)', secondsOf(UNITS[instant]));
  if (type === 'INT96') return times('seconds since 1 January 1970 (UTC)', stored => secondsOf(UNITS.NANOS)(Array.from(stored as bigint[], sinceEpoch)));
  const clock = logical?.type === 'TIME' ? logical.unit : converted === 'TIME_MILLIS' ? 'MILLIS' : converted === 'TIME_MICROS' ? 'MICROS' : null;
  if (clock) return times('seconds since midnight', secondsOf(UNITS[clock]));
  switch (type) {
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'number', isWhole: false, numbers: stored => stored as Float64Array };
    case 'INT32':
      return { kind: 'number', isWhole: true, numbers: isUnsigned(element) ? stored => Float64Array.from(stored as Int32Array, value => value >>> 0) : stored => stored as Int32Array };
    case 'INT64':
      return { kind: 'number', isWhole: true, numbers: stored => Float64Array.from(integersOf(stored, element), Number) };
    case 'BYTE_ARRAY':
      return { kind: 'text', texts: stored => Array.from(stored as Uint8Array[], textOf) };
    default:
      return null;
  }
}

/** Whole numbers of 64 bits as text, for those that a double cannot hold. */
export const digitsReading = (element: SchemaElement): ColumnReading => ({ kind: 'text', texts: stored => integersOf(stored, element).map(String) });

/** A column from its chunks, with `pause` after each page. */
export async function columnOf(file: Uint8Array, chunks: readonly ChunkOfRows[], element: SchemaElement, reading: ColumnReading, pause: () => Promise<void>): Promise<Column> {
  const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const builder = reading.kind === 'logical' ? new LogicalBuilder(rowCount) : reading.kind === 'number' ? new NumberBuilder(rowCount, reading) : new TextBuilder(rowCount, reading.texts);
  let row = 0;
  for (const chunk of chunks) {
    for (const page of pagesOf(file, chunk.meta, element, chunk.rowCount)) {
      builder.take(page.values, page.indices, page.isPresent, row, page.rowCount);
      row += page.rowCount;
      await pause();
    }
  }
  return builder.column();
}

/** The texts of the dictionaries of all chunks, in order of appearance; null where a chunk has none. */
export function levelsOf(file: Uint8Array, chunks: readonly ChunkOfRows[], element: SchemaElement): string[] | null {
  const levels = new Set<string>();
  for (const { meta, rowCount } of chunks) {
    if (rowCount === 0) continue;
    const values = dictionaryValues(file, meta, element);
    if (!values) return null;
    for (const value of values as Uint8Array[]) levels.add(textOf(value));
  }
  return [...levels];
}

/** Texts as a factor with these levels. */
export function factorOf(column: Column, levels: readonly string[], isOrdered: boolean): Column {
  return makeFactor(column, { levels, isOrdered });
}

export const chunksOf = (rowGroups: readonly RowGroup[], column: number): ChunkOfRows[] =>
  rowGroups.map(group => {
    const meta = group.columns[column]?.meta_data;
    if (!meta) throw new Error('a column has no description');
    return { meta, rowCount: Number(group.num_rows) };
  });

class LogicalBuilder {
  readonly #values: Int8Array;

  constructor(rowCount: number) {
    this.#values = new Int8Array(rowCount).fill(LOGICAL_NA);
  }

  take(values: DecodedArray, indices: Uint32Array | null, isPresent: Uint8Array | null, first: number, count: number): void {
    for (let row = 0, next = 0; row < count; row++) {
      if (isPresent && isPresent[row] === 0) continue;
      this.#values[first + row] = values[indices ? indices[next]! : next] ? 1 : 0;
      next++;
    }
  }

  column(): Column {
    return { type: 'logical', values: this.#values };
  }
}

const MAX_INTEGER = 2147483647;

class NumberBuilder {
  readonly #values: Float64Array;
  readonly #numbersOf: (stored: DecodedArray) => ArrayLike<number>;
  readonly #isDate: boolean;
  #isWhole: boolean;
  #notANumber: Uint8Array | null = null;

  constructor(rowCount: number, { isWhole, isDate = false, numbers }: Extract<ColumnReading, { kind: 'number' }>) {
    this.#values = new Float64Array(rowCount).fill(NaN);
    this.#isWhole = isWhole;
    this.#isDate = isDate;
    this.#numbersOf = numbers;
  }

  take(stored: DecodedArray, indices: Uint32Array | null, isPresent: Uint8Array | null, first: number, count: number): void {
    const numbers = this.#numbersOf(stored);
    const values = this.#values;
    for (let row = 0, next = 0; row < count; row++) {
      if (isPresent && isPresent[row] === 0) continue;
      const value = numbers[indices ? indices[next]! : next]!;
      next++;
      values[first + row] = value;
      if (Number.isNaN(value)) (this.#notANumber ??= new Uint8Array(values.length))[first + row] = 1;
      // R's integers go from −2147483647 on; the one below stands for NA there
      else if (value > MAX_INTEGER || value < -MAX_INTEGER) this.#isWhole = false;
    }
  }

  column(): Column {
    return { type: this.#isWhole ? 'integer' : 'double', values: this.#values, ...(this.#notANumber ? { notANumber: this.#notANumber } : {}), ...(this.#isDate ? { time: 'date' } : {}) };
  }
}

class TextBuilder {
  readonly #values: (string | null)[];
  readonly #textsOf: (stored: DecodedArray) => readonly string[];
  #dictionary: DecodedArray | null = null;
  #texts: readonly string[] = [];

  constructor(rowCount: number, textsOf: (stored: DecodedArray) => readonly string[]) {
    this.#values = new Array<string | null>(rowCount).fill(null);
    this.#textsOf = textsOf;
  }

  take(stored: DecodedArray, indices: Uint32Array | null, isPresent: Uint8Array | null, first: number, count: number): void {
    // the pages of a chunk share a dictionary
    if (stored !== this.#dictionary) this.#texts = this.#textsOf(stored);
    this.#dictionary = indices ? stored : null;
    for (let row = 0, next = 0; row < count; row++) {
      if (isPresent && isPresent[row] === 0) continue;
      this.#values[first + row] = this.#texts[indices ? indices[next]! : next]!;
      next++;
    }
  }

  column(): Column {
    return { type: 'character', values: this.#values };
  }
}

const times = (unit: ClockUnit, numbers: (stored: DecodedArray) => ArrayLike<number>): ColumnReading => ({ kind: 'number', isWhole: false, numbers, clock: unit });

const UNITS = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const;

/** Counts of a unit as seconds; whole seconds and the rest are told apart first, since nanoseconds since 1970 are beyond what a double holds. */
const secondsOf = (perSecond: number) => (stored: DecodedArray): Float64Array =>
  Float64Array.from(stored as ArrayLike<number | bigint>, count => {
    if (typeof count === 'number') return count / perSecond;
    const unit = BigInt(perSecond);
    return Number(count / unit) + Number(count % unit) / perSecond;
  });

function decimals(scale: number): ColumnReading {
  const decimalOf = (unscaled: bigint): number => {
    const small = Number(unscaled);
    // a quotient of two exact numbers is rounded correctly, and so is a text
    if (Number.isSafeInteger(small) && scale >= 0 && scale <= LARGEST_EXACT_POWER) return small / 10 ** scale;
    return Number(`${unscaled}e${-scale}`);
  };
  return { kind: 'number', isWhole: false, numbers: stored => Float64Array.from(stored as ArrayLike<number | bigint | Uint8Array>, value => decimalOf(value instanceof Uint8Array ? bigEndian(value) : BigInt(value))) };
}

const LARGEST_EXACT_POWER = 22;

/** A signed whole number, most significant byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

const isUnsigned = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean => converted?.startsWith('UINT') === true || (logical?.type === 'INTEGER' && !logical.isSigned);

const integersOf = (stored: DecodedArray, element: SchemaElement): bigint[] => Array.from(stored as ArrayLike<bigint>, isUnsigned(element) ? value => BigInt.asUintN(64, value) : value => value);

/** Spark's old timestamps: nanoseconds of the day in the lower 64 bits, the Julian day above. */
function sinceEpoch(stored: bigint): bigint {
  const JULIAN_DAY_OF_1970 = 2_440_588n;
  return ((stored >> 64n) - JULIAN_DAY_OF_1970) * 86_400_000_000_000n + (stored & 0xffff_ffff_ffff_ffffn);
}

/** IEEE 754 binary16, least significant byte first. */
function halfOf(bytes: Uint8Array): number {
  const bits = (bytes[1]! << 8) | bytes[0]!;
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction));
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws a TypeError for bytes that are no text. */
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
