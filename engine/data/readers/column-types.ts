/** From the fields of one column to a typed column: R's `type.convert`, or the class that the user asked for. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { numberOfText } from '../coercion.js';
import { makeFactor } from '../factor.js';
import { LOGICAL_NA, type Column } from '../vectors.js';
import type { Fields } from './fields.js';

export type ColumnClass = 'guess' | 'logical' | 'integer' | 'numeric' | 'character' | 'factor' | 'skip';

export interface ConversionOptions {
  readonly missing: readonly string[];
  /** The byte of the decimal point. */
  readonly decimal: number;
  readonly isWhiteStripped: boolean;
  readonly textsAreFactors: boolean;
  readonly fileName: string;
}

/** Column `j` as its class says; a guess tries logical, integer, double and text in turn. */
export function convertColumn(fields: Fields, j: number, name: string, wanted: ColumnClass, options: ConversionOptions): Column {
  const column = new ColumnFields(fields, j, options);
  switch (wanted) {
    case 'logical':
      return column.logical() ?? column.fail(name, 'logical');
    case 'integer':
    case 'numeric': {
      const numbers = column.numbers();
      if (!numbers || (wanted === 'integer' && !numbers.isWhole)) return column.fail(name, wanted);
      return { type: wanted === 'integer' ? 'integer' : 'double', values: numbers.values, ...(numbers.notANumber ? { notANumber: numbers.notANumber } : {}) };
    }
    case 'character':
      return column.text();
    case 'factor':
      return makeFactor(column.text());
    default: {
      const logical = column.logical();
      if (logical) return logical;
      const numbers = column.numbers();
      if (numbers) return { type: numbers.isWhole ? 'integer' : 'double', values: numbers.values, ...(numbers.notANumber ? { notANumber: numbers.notANumber } : {}) };
      return options.textsAreFactors ? makeFactor(column.text()) : column.text();
    }
  }
}

/** The text of a field, with doubled quotes halved. */
export function fieldText(bytes: Uint8Array, start: number, end: number, quoting: number): string {
  const text = decoder.decode(bytes.subarray(start, end));
  return quoting === 2 ? text.replaceAll('""', '"').replaceAll("''", "'") : text;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const MAX_INTEGER = 2147483647;
const LONGEST_LOGICAL = 32;
const LONGEST_MISSING = 200;

interface Numbers {
  readonly values: Float64Array;
  readonly isWhole: boolean;
  readonly notANumber?: Uint8Array | undefined;
}

class ColumnFields {
  private readonly fields: Fields;
  private readonly j: number;
  private readonly options: ConversionOptions;
  private readonly missing: ReadonlySet<string>;
  /** A missing text that looks like a number, such as -9 or 999, must be looked for among the numbers. */
  private readonly hasNumericMissing: boolean;
  /** Set by `number()`: the number was written without point or exponent. */
  private isWhole = true;

  constructor(fields: Fields, j: number, options: ConversionOptions) {
    this.fields = fields;
    this.j = j;
    this.options = options;
    this.missing = new Set(options.missing);
    this.hasNumericMissing = options.missing.some(text => numberOfText(text) !== null);
  }

  fail(name: string, wanted: string): never {
    const { fields } = this;
    for (let row = 0; row < fields.recordCount; row++) {
      const cell = row * fields.columnCount + this.j;
      if (this.isMissing(cell) || this.isBlank(cell)) continue;
      const text = this.textAt(cell);
      const number = numberOfText(text);
      const isGood = wanted === 'logical' ? logicalOfText(text) !== null : wanted === 'integer' ? number !== null && Number.isInteger(number) : number !== null;
      if (!isGood) {
        throw new UserError('GLMM288', `Column \`${name}\` of "${this.options.fileName}" cannot be read as ${wanted}: line ${fields.lines[row]} holds "${text.slice(0, 60)}".`, {
          advice: [`Read it as text: colClasses = c(${name} = "character").`],
        });
      }
    }
    throw new UserError('GLMM288', `Column \`${name}\` of "${this.options.fileName}" cannot be read as ${wanted}.`);
  }

  logical(): Column | null {
    const { recordCount, columnCount, starts, ends } = this.fields;
    const values = new Int8Array(recordCount);
    const seen = new TextDictionary(this.fields.bytes, this.missing);
    for (let row = 0; row < recordCount; row++) {
      const cell = row * columnCount + this.j;
      if (ends[cell]! - starts[cell]! > LONGEST_LOGICAL) return null;
      const text = seen.textAt(starts[cell]!, ends[cell]!);
      const value = text === null || text.trim() === '' ? null : logicalOfText(text.trim());
      if (value === null && text !== null && text.trim() !== '') return null;
      values[row] = value === null ? LOGICAL_NA : value ? 1 : 0;
    }
    return { type: 'logical', values };
  }

  numbers(): Numbers | null {
    const { recordCount, columnCount } = this.fields;
    const values = new Float64Array(recordCount);
    let notANumber: Uint8Array | undefined;
    let isWhole = true;
    for (let row = 0; row < recordCount; row++) {
      const cell = row * columnCount + this.j;
      const value = this.number(cell);
      if (value === null) {
        if (!this.isMissing(cell)) return null;
        values[row] = NaN;
        continue;
      }
      values[row] = value;
      if (Number.isNaN(value)) {
        if (this.isBlank(cell)) continue;
        (notANumber ??= new Uint8Array(recordCount))[row] = 1;
        isWhole = false;
      } else if (!this.isWhole || value > MAX_INTEGER || value < -MAX_INTEGER) isWhole = false;
      if (this.hasNumericMissing && this.isMissing(cell)) values[row] = NaN;
    }
    return { values, isWhole, notANumber };
  }

  text(): { type: 'character'; values: (string | null)[] } {
    const { fields } = this;
    const { recordCount, columnCount } = fields;
    const values = new Array<string | null>(recordCount);
    const seen = new TextDictionary(fields.bytes, this.missing);
    for (let row = 0; row < recordCount; row++) {
      const cell = row * columnCount + this.j;
      if (this.options.isWhiteStripped || fields.quoting[cell] === 2) {
        const text = this.textAt(cell);
        values[row] = this.missing.has(text.trim()) ? null : text;
      } else values[row] = seen.textAt(fields.starts[cell]!, fields.ends[cell]!);
    }
    return { type: 'character', values };
  }

  private boundsAt(cell: number): [number, number] {
    let start = this.fields.starts[cell]!;
    let end = this.fields.ends[cell]!;
    if (this.options.isWhiteStripped && this.fields.quoting[cell] === 0) {
      const { bytes } = this.fields;
      while (start < end && isWhite(bytes[start]!)) start++;
      while (end > start && isWhite(bytes[end - 1]!)) end--;
    }
    return [start, end];
  }

  private textAt(cell: number): string {
    const [start, end] = this.boundsAt(cell);
    return fieldText(this.fields.bytes, start, end, this.fields.quoting[cell]!);
  }

  private isBlank(cell: number): boolean {
    const { bytes } = this.fields;
    for (let position = this.fields.starts[cell]!; position < this.fields.ends[cell]!; position++) if (!isWhite(bytes[position]!)) return false;
    return true;
  }

  private isMissing(cell: number): boolean {
    const { bytes, starts, ends } = this.fields;
    if (ends[cell]! - starts[cell]! > LONGEST_MISSING) return false;
    return this.missing.has(decoder.decode(bytes.subarray(starts[cell], ends[cell])).trim());
  }

  /** The number in a cell, NaN for a blank one, null where there is something else. Exact up to 15 digits (Clinger 1990); longer ones go the slow way. */
  private number(cell: number): number | null {
    const { bytes } = this.fields;
    let position = this.fields.starts[cell]!;
    let end = this.fields.ends[cell]!;
    this.isWhole = true;
    while (position < end && isWhite(bytes[position]!)) position++;
    const written = end;
    while (end > position && isWhite(bytes[end - 1]!)) end--;
    if (position === end) return NaN;
    const start = position;
    // R takes a number with a blank after it for a double
    const isFollowedByBlank = end < written;
    let isNegative = false;
    if (bytes[position] === 45 || bytes[position] === 43) isNegative = bytes[position++] === 45;
    let mantissa = 0;
    let digits = 0;
    let scale = 0;
    for (; position < end; position++) {
      const digit = bytes[position]! - 48;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
        if (!this.isWhole) scale++;
      } else if (bytes[position] === this.options.decimal && this.isWhole) this.isWhole = false;
      else break;
    }
    if (position === end && digits > 0 && digits <= 15 && scale <= 22) {
      const value = scale === 0 ? mantissa : mantissa / POWERS_OF_TEN[scale]!;
      if (isFollowedByBlank) this.isWhole = false;
      return isNegative ? -value : value;
    }
    return this.slowNumber(start, end);
  }

  private slowNumber(start: number, end: number): number | null {
    if (end - start > 400) return null;
    let text = decoder.decode(this.fields.bytes.subarray(start, end));
    if (this.options.decimal !== 46) {
      if (text.includes('.')) return null;
      text = text.replace(String.fromCharCode(this.options.decimal), '.');
    }
    const value = numberOfText(text);
    this.isWhole = /^[+-]?\d+$/.test(text);
    return value;
  }
}

/** Texts repeat in a column: each distinct one is decoded once and shared. Open addressing over hashes of the bytes. */
class TextDictionary {
  private readonly bytes: Uint8Array;
  private readonly missing: ReadonlySet<string>;
  private slots = new Int32Array(1024);
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Null for those that stand for a missing value. */
  private readonly texts: (string | null)[] = [];

  constructor(bytes: Uint8Array, missing: ReadonlySet<string>) {
    this.bytes = bytes;
    this.missing = missing;
  }

  textAt(start: number, end: number): string | null {
    const { bytes } = this;
    const mask = this.slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const entry = this.slots[slot]!;
      if (entry === 0) break;
      if (this.isSame(entry - 1, start, end)) return this.texts[entry - 1] ?? null;
      slot = (slot + 1) & mask;
    }
    const decoded = decoder.decode(bytes.subarray(start, end));
    const text = this.missing.has(decoded.trim()) ? null : decoded;
    this.starts.push(start);
    this.ends.push(end);
    this.texts.push(text);
    this.slots[slot] = this.texts.length;
    if (this.texts.length * 2 > this.slots.length) this.grow();
    return text;
  }

  private isSame(entry: number, start: number, end: number): boolean {
    const other = this.starts[entry]!;
    if (this.ends[entry]! - other !== end - start) return false;
    for (let offset = 0; offset < end - start; offset++) if (this.bytes[other + offset] !== this.bytes[start + offset]) return false;
    return true;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let entry = 0; entry < this.texts.length; entry++) {
      let slot = hashOf(this.bytes, this.starts[entry]!, this.ends[entry]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = entry + 1;
    }
  }
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let position = start; position < end; position++) hash = Math.imul(hash ^ bytes[position]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

const isWhite = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13 || byte === 10;

function logicalOfText(text: string): boolean | null {
  if (text === 'TRUE' || text === 'T' || text === 'true' || text === 'True') return true;
  return text === 'FALSE' || text === 'F' || text === 'false' || text === 'False' ? false : null;
}
