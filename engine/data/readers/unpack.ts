/** Unpacks what is compressed piece by piece, so that a file that is made to fill the memory is refused while it unpacks. */
import { Gunzip, Inflate } from 'fflate';
import { UserError } from '../../language/syntax/diagnostic.js';
import { crc32 } from './crc32.js';

/** Data pack to a tenth, simulated ones to a hundredth; what packs to less, and much of it, is made to fill a memory. */
const STRONGEST_PACKING_OF_DATA = 200;
const UNSUSPICIOUS_BYTES = 64_000_000;

/** A file compressed with gzip (RFC 1952), in steps; one that does not unpack to what its checksum tells is refused. */
export function* gunzipSteps(bytes: Uint8Array, fileName: string, limit: number): Generator<void, Uint8Array> {
  const damaged = (): UserError => new UserError('GLMM283', `"${fileName}" is a damaged gzip file: it cannot be unpacked.`, { advice: ['Copy or download the file again.'] });
  let isSingle = true;
  const unpacker: Unpacker = take => {
    const stream = new Gunzip(take);
    stream.onmember = () => void (isSingle = false); // not called for the first
    return stream;
  };
  const unpacked = yield* unpackSteps(bytes, unpacker, Math.min(writtenLength(bytes), limit), { fileName, limit, damaged });
  yield;
  // of several members the last trailer tells of the last alone
  if (isSingle && crc32(unpacked) !== writtenChecksum(bytes)) throw damaged();
  return unpacked;
}

/** A part of a zip archive (RFC 1951), in steps; `length` is what it says it unpacks to. */
export function inflateSteps(bytes: Uint8Array, length: number, options: UnpackOptions): Generator<void, Uint8Array> {
  return unpackSteps(bytes, take => new Inflate(take), Math.min(length, STRONGEST_PACKING * bytes.length + 64, options.limit), options);
}

export interface UnpackOptions {
  readonly fileName: string;
  /** Bytes beyond which nothing is unpacked. */
  readonly limit: number;
  /** The error for what cannot be unpacked. */
  readonly damaged: () => UserError;
}

export const tooLarge = (fileName: string, limit: number): UserError => new UserError('GLMM282', `"${fileName}" unpacks to more than ${limit >= 1e6 ? `${Math.round(limit / 1e6)} MB` : `${limit} bytes`}, so it was not read.`);

type Unpacker = (take: (piece: Uint8Array) => void) => { push(bytes: Uint8Array, isLast: boolean): void };

function* unpackSteps(bytes: Uint8Array, unpacker: Unpacker, likelyLength: number, { fileName, limit, damaged }: UnpackOptions): Generator<void, Uint8Array> {
  let unpacked = new Uint8Array(likelyLength);
  let length = 0;
  let packed = 0;
  const stream = unpacker(piece => {
    const needed = length + piece.length;
    if (needed > limit) throw tooLarge(fileName, limit);
    if (needed > UNSUSPICIOUS_BYTES && needed > STRONGEST_PACKING_OF_DATA * packed) {
      throw new UserError('GLMM282', `"${fileName}" unpacks to more than ${STRONGEST_PACKING_OF_DATA} times its size, so it was not read to its end.`, { advice: ['If it is what it should be, unpack it and read the text itself.'] });
    }
    if (needed > unpacked.length) {
      const larger = new Uint8Array(Math.min(limit, 2 * needed));
      larger.set(unpacked.subarray(0, length));
      unpacked = larger;
    }
    unpacked.set(piece, length);
    length = needed;
  });
  try {
    const step = 1 << 14; // a piece of a bomb unpacks to a thousand times as much at once
    for (let start = 0; start < bytes.length; start += step) {
      packed = Math.min(bytes.length, start + step);
      stream.push(bytes.subarray(start, start + step), start + step >= bytes.length);
      yield;
    }
  } catch (error) {
    throw error instanceof UserError ? error : damaged();
  }
  return unpacked.subarray(0, length);
}

/** Deflate packs a byte into no less than 1/1032 of one, so that a length that claims more is not believed. */
const STRONGEST_PACKING = 1032;

/** The checksum that the trailer of a gzip file holds. */
function writtenChecksum(bytes: Uint8Array): number {
  return bytes.length < 8 ? -1 : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 8, true);
}

/** The unpacked length that the trailer of a gzip file claims (RFC 1952, ISIZE): right for a single member of less than 4 GB, and no more than a first guess. */
function writtenLength(bytes: Uint8Array): number {
  const at = bytes.length - 4;
  const claimed = at < 0 ? 0 : bytes[at]! + 256 * (bytes[at + 1]! + 256 * (bytes[at + 2]! + 256 * bytes[at + 3]!));
  return claimed <= STRONGEST_PACKING * bytes.length ? claimed : bytes.length;
}
