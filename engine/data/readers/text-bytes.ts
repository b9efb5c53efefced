/** From a file's bytes to bytes of plain UTF-8 text: unpacks gzip, strips a byte order mark, and finds what is not UTF-8. */
import { Gunzip } from 'fflate';
import { UserError } from '../../language/syntax/diagnostic.js';

/** More than a data frame that fits into memory; a small file that unpacks to more is not data. */
const MAX_UNPACKED_BYTES = 1_000_000_000;

/** The text of a file as UTF-8 bytes, in steps. `fileName` is for messages. */
export function* textBytesSteps(bytes: Uint8Array, fileName: string): Generator<void, Uint8Array> {
  const unpacked = bytes[0] === 0x1f && bytes[1] === 0x8b ? yield* gunzipSteps(bytes, fileName, MAX_UNPACKED_BYTES) : bytes;
  yield;
  const decoded = fromUtf16(unpacked) ?? unpacked;
  const text = decoded[0] === 0xef && decoded[1] === 0xbb && decoded[2] === 0xbf ? decoded.subarray(3) : decoded;
  if (text[0] === 0x50 && text[1] === 0x4b && text[2] === 3) {
    throw new UserError('GLMM281', `"${fileName}" is a zip archive or a spreadsheet, not a text file.`, { advice: ['Save it as CSV first.'] });
  }
  requireUtf8(text, fileName);
  requireText(text, fileName);
  return text;
}

/** Unpacks in pieces, one a step, so that a file that unpacks to far too much is refused before it fills the memory. */
export function* gunzipSteps(bytes: Uint8Array, fileName: string, limit: number): Generator<void, Uint8Array> {
  let unpacked = new Uint8Array(Math.min(writtenLength(bytes), limit));
  let length = 0;
  const stream = new Gunzip(piece => {
    if (length + piece.length > limit) {
      throw new UserError('GLMM282', `"${fileName}" unpacks to more than ${limit >= 1e6 ? `${Math.round(limit / 1e6)} MB` : `${limit} bytes`}, so it was not read.`);
    }
    if (length + piece.length > unpacked.length) {
      const larger = new Uint8Array(Math.min(limit, 2 * (length + piece.length)));
      larger.set(unpacked.subarray(0, length));
      unpacked = larger;
    }
    unpacked.set(piece, length);
    length += piece.length;
  });
  try {
    const step = 1 << 16;
    for (let start = 0; start < bytes.length; start += step) {
      stream.push(bytes.subarray(start, start + step), start + step >= bytes.length);
      yield;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('GLMM283', `"${fileName}" is a damaged gzip file: it cannot be unpacked.`, { advice: ['Copy or download the file again.'] });
  }
  return unpacked.subarray(0, length);
}

/** Deflate packs a byte into no less than 1/1032 of one, so that a trailer that claims more is not believed. */
const STRONGEST_PACKING = 1032;

/** The unpacked length that the trailer of a gzip file claims (RFC 1952, ISIZE): right for a single member of less than 4 GB, and no more than a first guess. */
function writtenLength(bytes: Uint8Array): number {
  const at = bytes.length - 4;
  const claimed = at < 0 ? 0 : bytes[at]! + 256 * (bytes[at + 1]! + 256 * (bytes[at + 2]! + 256 * bytes[at + 3]!));
  return claimed <= STRONGEST_PACKING * bytes.length ? claimed : bytes.length;
}

/** UTF-16 text as UTF-8, when a byte order mark says that it is UTF-16. */
function fromUtf16(bytes: Uint8Array): Uint8Array | null {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isLittle && !isBig) return null;
  return new TextEncoder().encode(new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes));
}

/** Text has no zero bytes; half of those of UTF-16 are zero. */
function requireText(bytes: Uint8Array, fileName: string): void {
  const position = bytes.indexOf(0);
  if (position < 0) return;
  const { line, column } = placeOf(bytes, position);
  throw new UserError('GLMM280', `"${fileName}" is not text: line ${line}, column ${column} holds a zero byte.`, {
    advice: ['If it is text in UTF-16, save it again with the encoding UTF-8; if it is a binary file, export it as CSV.'],
  });
}

/** Throws with the line and column (in bytes, from 1) of the first byte that is not UTF-8 (Unicode 15, table 3-7). */
function requireUtf8(bytes: Uint8Array, fileName: string): void {
  const length = bytes.length;
  // plain ASCII is passed over four bytes at a time
  const unaligned = Math.min(length, (4 - (bytes.byteOffset % 4)) % 4);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + unaligned, (length - unaligned) >> 2);
  let position = 0;
  while (position < length) {
    const word = (position - unaligned) / 4;
    if (word >= 0 && Number.isInteger(word)) position = unaligned + 4 * endOfAscii(words, word);
    if (position === length) return;
    const byte = bytes[position]!;
    if (byte < 0x80) {
      position++;
      continue;
    }
    const size = sequenceLength(bytes, position);
    if (size === 0) throw notUtf8(bytes, position, fileName);
    position += size;
  }
}

/** The first word from one on with a byte beyond ASCII, or their number. */
function endOfAscii(words: Uint32Array, from: number): number {
  let word = from;
  while (word < words.length && (words[word]! & 0x80808080) === 0) word++;
  return word;
}

/** Length of the well-formed multi-byte sequence at a position, or 0. */
function sequenceLength(bytes: Uint8Array, position: number): number {
  const lead = bytes[position]!;
  const second = bytes[position + 1] ?? 0;
  const isContinuation = (offset: number): boolean => ((bytes[position + offset] ?? 0) & 0xc0) === 0x80;
  if (lead >= 0xc2 && lead <= 0xdf) return isContinuation(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const isTooShort = lead === 0xe0 && second < 0xa0;
    const isSurrogate = lead === 0xed && second > 0x9f;
    return isContinuation(1) && isContinuation(2) && !isTooShort && !isSurrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const isOutside = (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f);
    return isContinuation(1) && isContinuation(2) && isContinuation(3) && !isOutside ? 4 : 0;
  }
  return 0;
}

function notUtf8(bytes: Uint8Array, position: number, fileName: string): UserError {
  const { line, column } = placeOf(bytes, position);
  const hex = bytes[position]!.toString(16).toUpperCase().padStart(2, '0');
  return new UserError('GLMM284', `"${fileName}" is not UTF-8 text: line ${line}, column ${column} holds the byte 0x${hex}.`, {
    advice: ['Save the file again with the encoding UTF-8.'],
  });
}

/** Line and column (in bytes) of a position, from 1. */
function placeOf(bytes: Uint8Array, position: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < position; index++) {
    if (bytes[index] !== 10) continue;
    line++;
    lineStart = index + 1;
  }
  return { line, column: position - lineStart + 1 };
}
