/** The rows of an SPSS file, block by block, whichever way they are compressed. Source: GNU PSPP Developers Guide, "Data Record" and "ZLIB Data Header". */
import { unzlibSync } from 'fflate';
import type { UserError } from '../../language/syntax/diagnostic.js';
import type { ByteReader } from './byte-reader.js';
import type { SpssHeader } from './spss-dictionary.js';

/** Some rows; the next block reuses the bytes. */
export interface RowBlock {
  readonly bytes: Uint8Array;
  /** Where the first of the rows begins. */
  readonly start: number;
  readonly firstRow: number;
  readonly rowCount: number;
}

const BLOCK_BYTES = 1 << 18;
/** More than fits into memory as a data frame. */
const MAX_UNPACKED_BYTES = 1_000_000_000;

export class SpssRows {
  readonly rowCount: number;
  readonly rowBytes: number;
  readonly #reader: ByteReader;
  readonly #header: SpssHeader;
  /** The compressed rows, or the rows themselves. */
  readonly #bytes: Uint8Array;

  /** `reader` stands where the data begin. */
  static *open(reader: ByteReader, header: SpssHeader): Generator<void, SpssRows> {
    const packed = header.compression === 'zlib' ? yield* unzippedSteps(reader) : reader.bytes.subarray(reader.position);
    return new SpssRows(reader, header, packed);
  }

  private constructor(reader: ByteReader, header: SpssHeader, bytes: Uint8Array) {
    this.#reader = reader;
    this.#header = header;
    this.#bytes = bytes;
    this.rowBytes = 8 * header.rowUnits;
    this.rowCount = header.rowUnits === 0 ? 0 : this.#countRows();
  }

  /** Up to a row. */
  *blocks(last: number): Generator<RowBlock, void> {
    const { rowBytes } = this;
    if (rowBytes === 0) return;
    const most = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
    const unpacked = this.#header.compression === 'none' ? null : new Uint8Array(Math.min(most, last) * rowBytes);
    const decoder = unpacked ? new Bytecode(this.#bytes, this.#header) : null;
    for (let firstRow = 0; firstRow < last; firstRow += most) {
      const rowCount = Math.min(most, last - firstRow);
      if (!decoder || !unpacked) yield { bytes: this.#bytes, start: firstRow * rowBytes, firstRow, rowCount };
      else if (decoder.fill(unpacked, rowCount * this.#header.rowUnits)) yield { bytes: unpacked, start: 0, firstRow, rowCount };
      else throw this.#tooShort(last);
    }
  }

  #countRows(): number {
    const { compression, rowUnits, rowCount } = this.#header;
    const { length } = this.#bytes;
    // a compressed unit takes a byte at the least
    const most = compression === 'none' ? Math.floor(length / this.rowBytes) : Math.floor(length / rowUnits);
    if (rowCount !== null) {
      if (rowCount > most) throw this.#tooShort(rowCount);
      return rowCount;
    }
    return compression === 'none' ? most : Math.floor(new Bytecode(this.#bytes, this.#header).countUnits() / rowUnits);
  }

  #tooShort(rowCount: number): UserError {
    return this.#reader.damaged(`its header tells of ${rowCount} rows, but its data end before`);
  }
}

/** Codes of a unit: a small number by itself, or one of these. */
const CODE = { filler: 0, end: 252, literal: 253, blanks: 254, systemMissing: 255 } as const;

/** Rows in which each unit of eight bytes is a code of one byte, eight codes in a group, and what the codes do not tell follows the group. */
class Bytecode {
  readonly #bytes: Uint8Array;
  /** The eight bytes that each code stands for, as two words. */
  readonly #images = new DataView(new ArrayBuffer(256 * 8));
  #position = 0;
  #group = 0;
  /** How many codes of the group have been taken. */
  #taken = 8;

  constructor(bytes: Uint8Array, { bias, isLittleEndian }: SpssHeader) {
    this.#bytes = bytes;
    for (let code = 1; code < CODE.end; code++) this.#images.setFloat64(8 * code, code - bias, isLittleEndian);
    for (let byte = 0; byte < 8; byte++) this.#images.setUint8(8 * CODE.blanks + byte, 32);
    this.#images.setFloat64(8 * CODE.systemMissing, -Number.MAX_VALUE, isLittleEndian);
  }

  /** Writes so many units; false if the data end before. */
  fill(target: Uint8Array, unitCount: number): boolean {
    const bytes = this.#bytes;
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    const images = this.#images;
    for (let unit = 0; unit < unitCount; unit++) {
      const code = this.#nextCode();
      if (code === CODE.end) return false;
      if (code === CODE.literal) {
        if (this.#position + 8 > bytes.length) return false;
        for (let byte = 0; byte < 8; byte++) target[8 * unit + byte] = bytes[this.#position + byte]!;
        this.#position += 8;
      } else {
        view.setUint32(8 * unit, images.getUint32(8 * code));
        view.setUint32(8 * unit + 4, images.getUint32(8 * code + 4));
      }
    }
    return true;
  }

  countUnits(): number {
    for (let count = 0; ; count++) {
      const code = this.#nextCode();
      if (code === CODE.end) return count;
      if (code !== CODE.literal) continue;
      if (this.#position + 8 > this.#bytes.length) return count;
      this.#position += 8;
    }
  }

  /** The next code that is no filler; the end where the bytes end. */
  #nextCode(): number {
    for (;;) {
      if (this.#taken === 8) {
        this.#group = this.#position;
        this.#position += 8;
        this.#taken = 0;
      }
      const code = this.#bytes[this.#group + this.#taken++];
      if (code === undefined) return CODE.end;
      if (code !== CODE.filler) return code;
    }
  }
}

/** The bytecode that a `.zsav` file holds in blocks of zlib, put together. */
function* unzippedSteps(reader: ByteReader): Generator<void, Uint8Array> {
  reader.uint64('its header of blocks');
  const trailer = reader.uint64('its header of blocks');
  const trailerLength = reader.uint64('its header of blocks');
  if (trailer + trailerLength > reader.bytes.length) throw reader.damaged('its list of blocks lies behind its end');
  reader.position = trailer + 16;
  reader.uint32('its list of blocks');
  const count = reader.uint32('its list of blocks');
  reader.require(count, 24, 'its list of blocks');
  const blocks = Array.from({ length: count }, () => {
    reader.take(8, 'its list of blocks');
    const start = reader.uint64('its list of blocks');
    const length = reader.uint32('its list of blocks');
    return { start, length, packedLength: reader.uint32('its list of blocks') };
  });
  const total = blocks.reduce((sum, { length }) => sum + length, 0);
  const packed = blocks.reduce((sum, { packedLength }) => sum + packedLength, 0);
  if (total > MAX_UNPACKED_BYTES || total > STRONGEST_PACKING * packed + 64 * count || packed > reader.bytes.length) throw reader.damaged('its blocks claim more than they can hold');
  const bytes = new Uint8Array(total);
  let position = 0;
  for (const { start, length, packedLength } of blocks) {
    if (start + packedLength > reader.bytes.length) throw reader.damaged('a block of it lies behind its end');
    if (unzipped(reader, start, packedLength, bytes.subarray(position, position + length)) !== length) throw reader.damaged('a block of it has another length than its list tells');
    position += length;
    yield;
  }
  return bytes;
}

/** Deflate packs a byte into no less than 1/1032 of one. */
const STRONGEST_PACKING = 1032;

/** Unpacks a block into its place; gives the number of bytes. */
function unzipped(reader: ByteReader, start: number, length: number, target: Uint8Array): number {
  try {
    return unzlibSync(reader.bytes.subarray(start, start + length), { out: target }).length;
  } catch {
    throw reader.damaged(`its block at byte ${start + 1} cannot be unpacked`);
  }
}
