/** Reading a binary file from its beginning to its end. A file that ends too early is the user's damaged file, never an exception of the machine. */
import { UserError } from '../../language/syntax/diagnostic.js';

/** The file that a message is about. */
export interface FileLabel {
  readonly fileName: string;
  /** As in "a Stata file". */
  readonly kind: string;
}

/** What says that a file claims something that cannot be; `what` is a clause, such as "it ends within its header". */
export const damaged = ({ fileName, kind }: FileLabel, what: string): UserError =>
  new UserError('GLMM291', `"${fileName}" is a damaged ${kind}: ${what}.`, { advice: ['Copy or download the file again, or save it again where it was made.'] });

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly label: FileLabel;
  position = 0;
  isLittleEndian = true;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, label: FileLabel) {
    this.bytes = bytes;
    this.label = label;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get bytesLeft(): number {
    return this.bytes.length - this.position;
  }

  /** Throws unless `count` items of `size` bytes are left: before anything of that length is made. */
  require(count: number, size: number, what: string): void {
    if (count < 0 || count * size > this.bytesLeft) throw this.damaged(`it ends at byte ${this.bytes.length}, within ${what}`);
  }

  damaged(what: string): UserError {
    return damaged(this.label, what);
  }

  /** Where the next `length` bytes begin, which it passes over. */
  take(length: number, what: string): number {
    this.require(length, 1, what);
    const start = this.position;
    this.position += length;
    return start;
  }

  uint8(what: string): number {
    return this.bytes[this.take(1, what)]!;
  }

  uint16(what: string): number {
    return this.#view.getUint16(this.take(2, what), this.isLittleEndian);
  }

  int32(what: string): number {
    return this.#view.getInt32(this.take(4, what), this.isLittleEndian);
  }

  uint32(what: string): number {
    return this.#view.getUint32(this.take(4, what), this.isLittleEndian);
  }

  /** A whole number of eight bytes without sign; more than can be counted exactly is more than any file has. */
  uint64(what: string): number {
    const start = this.take(8, what);
    const first = this.#view.getUint32(start, this.isLittleEndian);
    const second = this.#view.getUint32(start + 4, this.isLittleEndian);
    const value = this.isLittleEndian ? second * 2 ** 32 + first : first * 2 ** 32 + second;
    if (value > Number.MAX_SAFE_INTEGER) throw this.damaged(`${what} is too large a number`);
    return value;
  }

  float64(what: string): number {
    return this.#view.getFloat64(this.take(8, what), this.isLittleEndian);
  }

  /** `length` characters of a byte each, as file formats spell their own words. */
  ascii(length: number, what: string): string {
    const start = this.take(length, what);
    return asciiText(this.bytes, start, start + length);
  }
}

export const asciiText = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, Math.min(end, bytes.length)));
