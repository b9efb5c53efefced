/** From a file's bytes to bytes of plain UTF-8 text: unpacks gzip, decodes other encodings, strips a byte order mark, and finds what is not text. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { textDecodingOf, type TextDecoding } from './encodings.js';
import { formatOf, otherFormat, type FormatName } from './file-formats.js';
import { gunzipSteps, tooLarge } from './unpack.js';

/** More than a data frame that fits into memory; a small file that unpacks to more is not data. */
const MAX_UNPACKED_BYTES = 1_000_000_000;

/** A line of so many bytes belongs to a file that is no table. */
export const LONGEST_LINE = 64_000_000;

/**
 * The text of a file as UTF-8 bytes, in steps: unpacked, decoded and without a byte order mark. A byte order mark, or the zero bytes of
 * UTF-16, go before the encoding that was declared. `fileName` is for messages, and `expected` a format of text that is wanted.
 */
export function* textBytesSteps(bytes: Uint8Array, fileName: string, encoding: string, expected: FormatName | null = null): Generator<void, Uint8Array> {
  const declared = textDecodingOf(encoding);
  if (declared === null) {
    throw new UserError('GLMM299', `The encoding "${encoding}" is not known here.`, { advice: ['Known are "UTF-8", "latin1", "latin9", "UTF-16LE", "UTF-16BE", "windows-1250" to "windows-1258", "macintosh", "Shift_JIS", "GB18030" and others of the web.'] });
  }
  const unpacked = isGzip(bytes) ? yield* gunzipSteps(bytes, fileName, MAX_UNPACKED_BYTES) : bytes;
  requireLineEnds(unpacked, fileName);
  yield;
  const found = textDecodingOf(encodingOf(unpacked) ?? declared.encoding)!;
  const text = found.encoding === 'utf-8' ? unpacked : yield* decodedSteps(unpacked, found, fileName);
  const format = formatOf(unpacked) ?? formatOf(text);
  if (format && format !== expected) throw otherFormat(format, fileName, expected === null ? 'a text file' : `a ${expected.toUpperCase()} file`);
  const plain = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
  if (found.encoding === 'utf-8') requireUtf8(plain, fileName);
  requireText(plain, fileName);
  return plain;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Throws where a text begins with a line that is longer than any table's; `bytes` is a file or its beginning. */
export function requireLineEnds(bytes: Uint8Array, fileName: string): void {
  if (bytes.length < LONGEST_LINE || formatOf(bytes) !== null) return;
  const beginning = bytes.subarray(0, LONGEST_LINE);
  if (!beginning.includes(LINE_FEED) && !beginning.includes(CARRIAGE_RETURN)) {
    throw new UserError('GLMM282', `The first ${LONGEST_LINE / 1e6} MB of "${fileName}" have no line end, so it is no table of text.`, { advice: ['Check that the file is what it should be, and that it has line ends.'] });
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The encoding that a byte order mark tells, or that the zero bytes of plain letters in UTF-16 betray; null for nothing of the kind. */
function encodingOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const looked = Math.min(1000, bytes.length - (bytes.length % 2));
  const zeros = [0, 0];
  for (let position = 0; position < looked; position++) if (bytes[position] === 0) zeros[position % 2]!++;
  if (looked < 4) return null;
  // almost every other byte of a header in Latin letters is zero, and none of the others
  if (zeros[0] === 0 && zeros[1]! > 0.4 * looked) return 'utf-16le';
  return zeros[1] === 0 && zeros[0]! > 0.4 * looked ? 'utf-16be' : null;
}

/** Text of another encoding as UTF-8, some megabytes a step: a whole file may be longer than a string can be. */
function* decodedSteps(bytes: Uint8Array, decoder: TextDecoding, fileName: string): Generator<void, Uint8Array> {
  const encoder = new TextEncoder();
  const step = 1 << 22;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let start = 0; start < bytes.length; start += step) {
    const piece = encoder.encode(decoder.decode(bytes.subarray(start, start + step), start + step < bytes.length));
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_UNPACKED_BYTES) throw tooLarge(fileName, MAX_UNPACKED_BYTES);
    yield;
  }
  const text = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    text.set(piece, position);
    position += piece.length;
  }
  return text;
}

/** Text has no zero bytes; half of those of UTF-16 are zero. */
function requireText(bytes: Uint8Array, fileName: string): void {
  const position = bytes.indexOf(0);
  if (position < 0) return;
  const { line, column } = placeOf(bytes, position);
  throw new UserError('GLMM280', `"${fileName}" is not text: line ${line}, column ${column} holds a zero byte.`, {
    advice: ['If it is text in UTF-16, say so: fileEncoding = "UTF-16LE"; if it is a binary file, export it as CSV.'],
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
    advice: ['If it was saved as Latin-1 or by Excel on Windows, add fileEncoding = "latin1" (in read_csv: locale = locale(encoding = "latin1")).', 'Or save the file again with the encoding UTF-8.'],
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
