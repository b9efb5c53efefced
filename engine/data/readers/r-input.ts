/** The two spellings of R's serialization: numbers as bytes (XDR or the machine's own), and as lines of text. */
import { type UserError } from '../../language/syntax/diagnostic.js';
import { ByteReader, type FileLabel } from './byte-reader.js';
import { NA_INTEGER } from './r-objects.js';

/** What a serialization is made of. `what` names, for messages, what is being read. */
export interface SerializedInput {
  readonly label: FileLabel;
  integer(): number;
  integers(count: number): Int32Array;
  doubles(count: number): Float64Array;
  /** The bytes of a text; those of the last call are overwritten by the next. */
  text(length: number): { readonly bytes: Uint8Array; readonly start: number; readonly end: number };
  skipRaw(count: number): void;
  /** Throws unless that many items can follow: before a list is made for them. */
  requireItems(count: number): void;
  damaged(what: string): UserError;
}

/** Numbers as bytes: big-endian in XDR (`saveRDS`), the machine's order otherwise (`serialize(xdr = FALSE)`). */
export class BinaryInput implements SerializedInput {
  readonly label: FileLabel;
  readonly #reader: ByteReader;

  constructor(bytes: Uint8Array, position: number, isLittleEndian: boolean, label: FileLabel) {
    this.label = label;
    this.#reader = new ByteReader(bytes, label);
    this.#reader.position = position;
    this.#reader.isLittleEndian = isLittleEndian;
  }

  integer(): number {
    return this.#reader.int32('an object');
  }

  integers(count: number): Int32Array {
    this.#reader.require(count, 4, `a vector of ${count} elements`);
    const view = this.#viewOf(4 * count);
    const values = new Int32Array(count);
    const isLittle = this.#reader.isLittleEndian;
    for (let index = 0; index < count; index++) values[index] = view.getInt32(4 * index, isLittle);
    return values;
  }

  /** By words, since a NaN that passes through a number need not keep its bits, and R's NA is one. */
  doubles(count: number): Float64Array {
    this.#reader.require(count, 8, `a vector of ${count} elements`);
    const view = this.#viewOf(8 * count);
    const values = new Float64Array(count);
    const words = new DataView(values.buffer);
    const isLittle = this.#reader.isLittleEndian;
    for (let index = 0; index < 8 * count; index += 8) {
      words.setUint32(index + (isLittle === IS_LITTLE ? 0 : 4), view.getUint32(index, isLittle), IS_LITTLE);
      words.setUint32(index + (isLittle === IS_LITTLE ? 4 : 0), view.getUint32(index + 4, isLittle), IS_LITTLE);
    }
    return values;
  }

  text(length: number): { bytes: Uint8Array; start: number; end: number } {
    const start = this.#reader.take(length, 'a text');
    return { bytes: this.#reader.bytes, start, end: start + length };
  }

  skipRaw(count: number): void {
    this.#reader.take(count, 'raw bytes');
  }

  requireItems(count: number): void {
    this.#reader.require(count, 4, `a list of ${count} elements`);
  }

  damaged(what: string): UserError {
    return this.#reader.damaged(what);
  }

  #viewOf(length: number): DataView {
    const { bytes } = this.#reader;
    const start = this.#reader.take(length, 'a vector');
    return new DataView(bytes.buffer, bytes.byteOffset + start, length);
  }
}

const IS_LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const LINE_FEED = 10;
const BACKSLASH = 92;
const SPACE = 32;

/** `saveRDS(ascii = TRUE)`: one number a line, texts with their length and C's escapes. */
export class AsciiInput implements SerializedInput {
  readonly label: FileLabel;
  readonly #reader: ByteReader;
  #text = new Uint8Array(256);

  constructor(bytes: Uint8Array, position: number, label: FileLabel) {
    this.label = label;
    this.#reader = new ByteReader(bytes, label);
    this.#reader.position = position;
  }

  integer(): number {
    const word = this.#word();
    if (word === 'NA') return NA_INTEGER;
    const value = Number(word);
    if (word === '' || !Number.isInteger(value) || Math.abs(value) > 2147483648) throw this.damaged(`it has "${word}" where a whole number belongs`);
    return value;
  }

  integers(count: number): Int32Array {
    this.requireItems(count);
    const values = new Int32Array(count);
    for (let index = 0; index < count; index++) values[index] = this.integer();
    return values;
  }

  doubles(count: number): Float64Array {
    this.requireItems(count);
    const values = new Float64Array(count);
    const words = new Uint32Array(values.buffer);
    for (let index = 0; index < count; index++) {
      const word = this.#word();
      if (word === 'NA') {
        words[2 * index + (IS_LITTLE ? 0 : 1)] = 1954;
        words[2 * index + (IS_LITTLE ? 1 : 0)] = 0x7ff00000;
        continue;
      }
      const value = word === 'Inf' ? Infinity : word === '-Inf' ? -Infinity : word.startsWith('0x') || word.startsWith('-0x') ? hexadecimal(word) : Number(word);
      if (Number.isNaN(value) && word !== 'NaN') throw this.damaged(`it has "${word}" where a number belongs`);
      values[index] = value;
    }
    return values;
  }

  text(length: number): { bytes: Uint8Array; start: number; end: number } {
    this.#reader.require(length, 1, 'a text');
    this.#skipBlanks();
    if (this.#text.length < length) this.#text = new Uint8Array(2 * length);
    for (let index = 0; index < length; index++) this.#text[index] = this.#escapedByte();
    return { bytes: this.#text, start: 0, end: length };
  }

  skipRaw(count: number): void {
    this.requireItems(count);
    for (let index = 0; index < count; index++) this.#word();
  }

  requireItems(count: number): void {
    this.#reader.require(count, 2, `a vector of ${count} elements`);
  }

  damaged(what: string): UserError {
    return this.#reader.damaged(what);
  }

  #skipBlanks(): void {
    const { bytes } = this.#reader;
    while (this.#reader.position < bytes.length && bytes[this.#reader.position]! <= SPACE) this.#reader.position++;
  }

  /** What stands between blanks. */
  #word(): string {
    this.#skipBlanks();
    const { bytes } = this.#reader;
    const start = this.#reader.position;
    let end = start;
    while (end < bytes.length && bytes[end]! > SPACE && end - start < LONGEST_NUMBER) end++;
    if (start === bytes.length) throw this.damaged('it ends within an object');
    this.#reader.position = end;
    return String.fromCharCode(...bytes.subarray(start, end));
  }

  /** One byte of a text, which may be spelled `\n`, `\\` or `\303`. */
  #escapedByte(): number {
    const byte = this.#reader.uint8('a text');
    if (byte !== BACKSLASH) return byte;
    const escape = this.#reader.uint8('a text');
    const known = ESCAPES.get(String.fromCharCode(escape));
    if (known !== undefined) return known;
    let code = escape - 48;
    if (code < 0 || code > 7) return escape;
    for (let digit = 0; digit < 2; digit++) {
      const next = this.#reader.bytes[this.#reader.position] ?? LINE_FEED;
      if (next < 48 || next > 55) break;
      code = 8 * code + next - 48;
      this.#reader.position++;
    }
    return code & 255;
  }
}

const LONGEST_NUMBER = 64;
const ESCAPES: ReadonlyMap<string, number> = new Map([['n', 10], ['t', 9], ['v', 11], ['b', 8], ['r', 13], ['f', 12], ['a', 7], ['\\', 92], ['?', 63], ["'", 39], ['"', 34]]);

/** C's `%a`, such as `0x1.8p+1`, as `saveRDS(ascii = NA)` writes doubles. */
function hexadecimal(word: string): number {
  const parts = /^(-?)0x([\da-f])(?:\.([\da-f]*))?p([+-]?\d+)$/i.exec(word);
  if (!parts) return NaN;
  const [, sign, whole, fraction = '', exponent] = parts;
  const mantissa = parseInt(whole!, 16) + (fraction === '' ? 0 : parseInt(fraction, 16) / 16 ** fraction.length);
  return (sign === '-' ? -1 : 1) * mantissa * 2 ** Number(exponent);
}
