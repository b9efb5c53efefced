/** From the fields of one column to a typed column, a block of records at a time: R's `type.convert`, or the class that the user asked for. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { numberOfText } from '../coercion.js';
import { makeFactor } from '../factor.js';
import { LOGICAL_NA, type Column } from '../vectors.js';
import { FOUND, isWhite, NumberReader } from './decimal-numbers.js';
import { QUOTING, type FieldBlock } from './fields.js';
import { TextDictionary } from './text-dictionary.js';

export type ColumnClass = 'guess' | 'logical' | 'integer' | 'numeric' | 'character' | 'factor' | 'skip';

export type Guessing = 'base' | 'readr';

export interface ConversionOptions {
  readonly missing: readonly string[];
  /** The byte of the decimal point. */
  readonly decimal: number;
  readonly isWhiteStripped: boolean;
  readonly textsAreFactors: boolean;
  /** How classes are guessed: readr takes true and false for logical, and numbers with leading zeros for text. */
  readonly guessing: Guessing;
  readonly fileName: string;
}

const LONGEST_LOGICAL = 32;
const LONGEST_MISSING = 200;
const MAX_INTEGER = 2147483647;
const ZERO = 48;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a field, with doubled quotes halved. */
export function fieldText(bytes: Uint8Array, start: number, end: number, quoting: number): string {
  const text = decoder.decode(bytes.subarray(start, end));
  return quoting === QUOTING.doubledDouble ? text.replaceAll('""', '"') : quoting === QUOTING.doubledSingle ? text.replaceAll("''", "'") : text;
}

/** What a column is taken for so far. */
type Kind = 'logical' | 'number' | 'text';

/**
 * Grows a column from blocks. A guess starts as logical and goes on to number and text when a field does not fit; then the records before that block
 * have to be read once more, and `missingBefore` says up to which one.
 */
export class ColumnBuilder {
  readonly #j: number;
  readonly #name: string;
  readonly #wanted: ColumnClass;
  readonly #options: ConversionOptions;
  readonly #missing: ReadonlySet<string>;
  /** A missing text that looks like a number, such as -9 or 999, must be looked for among the numbers. */
  readonly #hasNumericMissing: boolean;
  readonly #numbers: NumberReader;
  #dictionary: TextDictionary;
  #kind: Kind;
  /** The values of the present kind; the others are empty. */
  #logicals = new Int8Array(0);
  #values = new Float64Array(0);
  #texts: (string | null)[] = [];
  #notANumber: Uint8Array | null = null;
  #isWhole = true;
  #missingBefore = 0;
  #isReadAgain = false;

  /** Column `j` of a text. */
  constructor(bytes: Uint8Array, j: number, name: string, wanted: ColumnClass, options: ConversionOptions) {
    this.#j = j;
    this.#name = name;
    this.#wanted = wanted;
    this.#options = options;
    this.#missing = new Set(options.missing);
    this.#hasNumericMissing = options.missing.some(text => numberOfText(text) !== null);
    this.#numbers = new NumberReader(bytes, options.decimal);
    this.#dictionary = new TextDictionary(this.#missing);
    this.#kind = wanted === 'integer' || wanted === 'numeric' ? 'number' : wanted === 'character' || wanted === 'factor' ? 'text' : 'logical';
  }

  /** The records before this one have not been read as what the column now is. */
  get missingBefore(): number {
    return this.#missingBefore;
  }

  /** Begins to read the missing records from the first one on. */
  readAgain(): void {
    this.#missingBefore = 0;
    this.#isReadAgain = true;
  }

  /** Converts the column's fields of a block whose first record is number `first` (from 0); `expected` records are likely in all. */
  add(block: FieldBlock, first: number, expected: number): void {
    const before = this.#kind;
    while (!this.#convert(block, first, expected)) {
      if (this.#wanted !== 'guess') this.#fail(block);
      this.#kind = this.#kind === 'logical' ? 'number' : 'text';
    }
    // what was read as another kind is lost: all before, or where it was read again, all of it
    if (this.#kind !== before) this.#missingBefore = this.#isReadAgain ? Infinity : first;
  }

  /** The column of `length` records. */
  finish(length: number): Column {
    if (this.#kind === 'logical') return { type: 'logical', values: this.#logicals.slice(0, length) };
    if (this.#kind === 'text') {
      this.#texts.length = length;
      const texts: Column = { type: 'character', values: this.#texts };
      return this.#wanted === 'factor' || (this.#wanted === 'guess' && this.#options.textsAreFactors) ? makeFactor(texts) : texts;
    }
    const type = this.#wanted === 'numeric' || !this.#isWhole ? 'double' : 'integer';
    return { type, values: shortened(this.#values, length), ...(this.#notANumber ? { notANumber: this.#notANumber.slice(0, length) } : {}) };
  }

  #convert(block: FieldBlock, first: number, expected: number): boolean {
    switch (this.#kind) {
      case 'logical':
        return this.#addLogicals(block, first, expected);
      case 'number':
        return this.#addNumbers(block, first, expected);
      default:
        this.#addTexts(block, first);
        return true;
    }
  }

  #addLogicals({ bytes, recordCount, columnCount, starts, ends }: FieldBlock, first: number, expected: number): boolean {
    if (this.#logicals.length < first + recordCount) this.#logicals = grownTo(this.#logicals, new Int8Array(capacity(first + recordCount, expected)));
    for (let row = 0, cell = this.#j; row < recordCount; row++, cell += columnCount) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      if (end - start > LONGEST_LOGICAL || (end > start && isDigit(bytes[start]!) && !this.#hasNumericMissing)) return false;
      const text = this.#dictionary.textAt(bytes, start, end);
      const value = text === null ? null : logicalOfText(this.#options.isWhiteStripped ? text.trim() : text, this.#wanted === 'logical' || this.#options.guessing === 'readr');
      if (value === null && text !== null && !isBlank(bytes, start, end) && !this.#isMissing(bytes, start, end)) return false;
      this.#logicals[first + row] = value === null ? LOGICAL_NA : value ? 1 : 0;
    }
    return true;
  }

  #addNumbers({ bytes, recordCount, columnCount, starts, ends }: FieldBlock, first: number, expected: number): boolean {
    if (this.#values.length < first + recordCount) this.#values = grownTo(this.#values, new Float64Array(capacity(first + recordCount, expected)));
    const values = this.#values;
    const numbers = this.#numbers;
    const hasMeaningfulZeros = this.#wanted === 'guess' && this.#options.guessing === 'readr';
    for (let row = 0, cell = this.#j; row < recordCount; row++, cell += columnCount) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      const value = numbers.read(start, end);
      values[first + row] = value;
      if (numbers.found === FOUND.blank) continue;
      if (hasMeaningfulZeros && bytes[start] === ZERO && end > start + 1 && isDigit(bytes[start + 1]!)) return false;
      if (numbers.found === FOUND.text) {
        if (!this.#isMissing(bytes, start, end)) return false;
        continue;
      }
      if (Number.isNaN(value)) {
        if (this.#wanted === 'integer') return false;
        this.#markNotANumber(first + row);
      } else if (!numbers.isWhole || value > MAX_INTEGER || value < -MAX_INTEGER) {
        if (this.#wanted === 'integer') return false;
        this.#isWhole = false;
      }
      if (this.#hasNumericMissing && this.#isMissing(bytes, start, end)) values[first + row] = NaN;
    }
    return true;
  }

  #markNotANumber(row: number): void {
    if (!this.#notANumber || this.#notANumber.length < this.#values.length) this.#notANumber = grownTo(this.#notANumber ?? new Uint8Array(0), new Uint8Array(this.#values.length));
    this.#notANumber[row] = 1;
    this.#isWhole = false;
  }

  #addTexts({ bytes, recordCount, columnCount, starts, ends, quoting }: FieldBlock, first: number): void {
    const texts = this.#texts;
    while (texts.length < first) texts.push(null);
    for (let row = 0, cell = this.#j; row < recordCount; row++, cell += columnCount) {
      if (this.#options.isWhiteStripped || quoting[cell]! > QUOTING.quoted) {
        const text = this.#textOf(bytes, starts[cell]!, ends[cell]!, quoting[cell]!);
        texts[first + row] = this.#missing.has(text) ? null : text;
      } else texts[first + row] = this.#dictionary.textAt(bytes, starts[cell]!, ends[cell]!);
    }
  }

  #textOf(bytes: Uint8Array, from: number, to: number, quoting: number): string {
    let start = from;
    let end = to;
    if (this.#options.isWhiteStripped && quoting === QUOTING.none) {
      while (start < end && isWhite(bytes[start]!)) start++;
      while (end > start && isWhite(bytes[end - 1]!)) end--;
    }
    return fieldText(bytes, start, end, quoting);
  }

  #isMissing(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > LONGEST_MISSING) return false;
    const text = decoder.decode(bytes.subarray(start, end));
    return this.#missing.has(this.#options.isWhiteStripped ? text.trim() : text);
  }

  /** Refuses the first field of a block that is not of the wanted class. */
  #fail({ bytes, recordCount, columnCount, starts, ends, quoting, lines }: FieldBlock): never {
    const wanted = this.#wanted;
    for (let row = 0; row < recordCount; row++) {
      const cell = row * columnCount + this.#j;
      if (this.#isMissing(bytes, starts[cell]!, ends[cell]!) || isBlank(bytes, starts[cell]!, ends[cell]!)) continue;
      const text = this.#textOf(bytes, starts[cell]!, ends[cell]!, quoting[cell]!);
      const number = numberOfText(text);
      const isGood = wanted === 'logical' ? logicalOfText(text, true) !== null : wanted === 'integer' ? number !== null && Number.isInteger(number) : number !== null;
      if (!isGood) {
        throw new UserError('GLMM288', `Column \`${this.#name}\` of "${this.#options.fileName}" cannot be read as ${wanted}: line ${lines[row]} holds "${text.slice(0, 60)}".`, {
          advice: [`Read it as text: colClasses = c(${this.#name} = "character").`],
        });
      }
    }
    throw new UserError('GLMM288', `Column \`${this.#name}\` of "${this.#options.fileName}" cannot be read as ${wanted}.`);
  }
}

/** Room for what is likely to come, and at least twice what is needed now where that was too little. */
const capacity = (needed: number, expected: number): number => (needed <= expected ? expected : 2 * needed);

function grownTo<Values extends Int8Array | Uint8Array | Float64Array>(values: Values, larger: Values): Values {
  larger.set(values);
  return larger;
}

/** The first values; a copy where most of the room is not used. */
function shortened(values: Float64Array, length: number): Float64Array {
  return values.length > 1.2 * length ? values.slice(0, length) : values.subarray(0, length);
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position++) if (!isWhite(bytes[position]!)) return false;
  return true;
}

/** R's `type.convert` knows capital letters; `as.logical`, which a class asks for, and readr know small ones too. */
function logicalOfText(text: string, takesSmallLetters: boolean): boolean | null {
  if (text === 'TRUE' || text === 'T' || (takesSmallLetters && (text === 'true' || text === 'True'))) return true;
  return text === 'FALSE' || text === 'F' || (takesSmallLetters && (text === 'false' || text === 'False')) ? false : null;
}
