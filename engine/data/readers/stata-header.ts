/**
 * What a Stata file says about its data before they begin: formats 113 to 115 (Stata 8 to 12), whose parts follow each other by position, and 117 to 119
 * (Stata 13 and later), whose parts stand between tags. Source: StataCorp, help dta_113, dta_114, dta_115, dta_117, dta_118, dta_119.
 */
import { UserError } from '../../language/syntax/diagnostic.js';
import { asciiText, type ByteReader } from './byte-reader.js';
import { textDecodingOf } from './encodings.js';
import { notOfFormat } from './file-formats.js';

export interface StataVariable {
  readonly name: string;
  readonly type: StataType;
  /** How Stata shows it: `%td` for a date. */
  readonly format: string;
  /** The name of the table of its value labels; empty for none. */
  readonly valueLabels: string;
  /** What it means, in the words of who made the file; empty for none. */
  readonly label: string;
  /** Bytes between the beginning of a row and its value. */
  readonly offset: number;
}

/** Numbers by the bytes they take, texts of a fixed width, and long texts that stand elsewhere. */
export type StataType = { readonly kind: 'byte' | 'int' | 'long' | 'float' | 'double' | 'strL'; readonly width: number } | { readonly kind: 'str'; readonly width: number };

export interface StataHeader {
  readonly release: number;
  readonly isLittleEndian: boolean;
  readonly rowCount: number;
  /** Bytes of a row. */
  readonly rowWidth: number;
  readonly variables: readonly StataVariable[];
  readonly decode: (bytes: Uint8Array) => string;
}

/** Reads up to where the data begin. `encoding` overrides that of the format: UTF-8 from 118 on, before that Windows-1252. */
export function readStataHeader(reader: ByteReader, encoding: string | null): StataHeader {
  const { bytes, label } = reader;
  if (asciiText(bytes, 0, 11) === '<stata_dta>') return readTagged(reader, encoding);
  const isPositional = bytes[0]! >= OLDEST_RELEASE && bytes[0]! <= 115 && (bytes[1] === 1 || bytes[1] === 2);
  if (isPositional) return readPositional(reader, encoding);
  throw notOfFormat(bytes, label.fileName, 'a Stata file');
}

/** Of Stata 1; older than what is read, but known for what it is. */
const OLDEST_RELEASE = 102;

const TAG_START = 0x3c;

interface Widths {
  readonly name: number;
  readonly format: number;
  readonly label: number;
}

function readPositional(reader: ByteReader, encoding: string | null): StataHeader {
  const release = reader.uint8('its header');
  if (release < 113 || release > 115) throw unknownRelease(reader, release);
  reader.isLittleEndian = reader.uint8('its header') === 2;
  reader.take(2, 'its header');
  const count = reader.uint16('its header');
  const rowCount = reader.uint32('its header');
  reader.take(81 + 18, 'its header');
  const decode = decoderFor(release, encoding);
  const widths = { name: 33, format: release === 113 ? 12 : 49, label: 81 };
  reader.require(count, 1 + 2 * widths.name + 2 + widths.format + widths.label, 'its list of variables');
  const types = Array.from({ length: count }, () => oldType(reader, reader.uint8('its types')));
  const described = describedVariables(reader, types, widths, decode, () => reader.take(2 * (count + 1), 'its sort order'));
  skipExpansionFields(reader);
  return finished(reader, release, rowCount, described, decode);
}

/** Further fields that Stata keeps its characteristics in: a type, a length, and so many bytes, until both are 0. */
function skipExpansionFields(reader: ByteReader): void {
  for (;;) {
    const type = reader.uint8('its characteristics');
    const length = reader.uint32('its characteristics');
    if (type === 0 && length === 0) return;
    reader.take(length, 'its characteristics');
  }
}

function readTagged(reader: ByteReader, encoding: string | null): StataHeader {
  passTag(reader, '<stata_dta><header><release>');
  const release = Number(reader.ascii(3, 'its header'));
  if (release < 117 || release > 119 || Number.isNaN(release)) throw unknownRelease(reader, release);
  passTag(reader, '</release><byteorder>');
  const order = reader.ascii(3, 'its header');
  reader.isLittleEndian = order === 'LSF';
  if (order !== 'LSF' && order !== 'MSF') throw reader.damaged('its header tells no order of bytes');
  passTag(reader, '</byteorder><K>');
  const count = release === 119 ? reader.uint32('its header') : reader.uint16('its header');
  passTag(reader, '</K><N>');
  const rowCount = release === 117 ? reader.uint32('its header') : reader.uint64('its header');
  passTag(reader, '</N><label>');
  reader.take(release === 117 ? reader.uint8('its label') : reader.uint16('its label'), 'its label');
  passTag(reader, '</label><timestamp>');
  reader.take(reader.uint8('its time stamp'), 'its time stamp');
  passTag(reader, '</timestamp></header><map>');
  reader.take(14 * 8, 'its map');
  passTag(reader, '</map><variable_types>');
  const decode = decoderFor(release, encoding);
  const widths = release === 117 ? { name: 33, format: 49, label: 81 } : { name: 129, format: 57, label: 321 };
  reader.require(count, 2 + 2 * widths.name + widths.format + widths.label, 'its list of variables');
  const types = Array.from({ length: count }, () => newType(reader, reader.uint16('its types')));
  passTag(reader, '</variable_types><varnames>');
  const described = describedVariables(reader, types, widths, decode, part => {
    const tags = { names: '</varnames><sortlist>', order: '</sortlist><formats>', formats: '</formats><value_label_names>', valueLabels: '</value_label_names><variable_labels>', labels: '</variable_labels><characteristics>' };
    if (part === 'order') reader.take((release === 119 ? 4 : 2) * (count + 1), 'its sort order');
    passTag(reader, tags[part]);
  });
  while (nextIs(reader, '<ch>')) {
    passTag(reader, '<ch>');
    reader.take(reader.uint32('its characteristics'), 'its characteristics');
    passTag(reader, '</ch>');
  }
  passTag(reader, '</characteristics><data>');
  return finished(reader, release, rowCount, described, decode);
}

type Part = 'names' | 'order' | 'formats' | 'valueLabels' | 'labels';

/** The columns of the list of variables, which both kinds of formats have in the same order; `between` reads what stands after a part. */
function describedVariables(reader: ByteReader, types: readonly StataType[], widths: Widths, decode: (bytes: Uint8Array) => string, between: (part: Part) => void): Omit<StataVariable, 'offset'>[] {
  const texts = (width: number, what: string): string[] => types.map(() => fixedText(reader, width, what, decode));
  const names = texts(widths.name, 'its names of variables');
  if (isTagged(reader)) between('names');
  between('order');
  const formats = texts(widths.format, 'its formats');
  if (isTagged(reader)) between('formats');
  const valueLabels = texts(widths.name, 'its names of value labels');
  if (isTagged(reader)) between('valueLabels');
  const labels = texts(widths.label, 'its labels');
  if (isTagged(reader)) between('labels');
  return types.map((type, index) => ({ name: names[index]!, type, format: formats[index]!, valueLabels: valueLabels[index]!, label: labels[index]! }));
}

const isTagged = (reader: ByteReader): boolean => reader.bytes[0] === TAG_START;

function finished(reader: ByteReader, release: number, rowCount: number, described: readonly Omit<StataVariable, 'offset'>[], decode: (bytes: Uint8Array) => string): StataHeader {
  let rowWidth = 0;
  const variables = described.map(variable => {
    const offset = rowWidth;
    rowWidth += variable.type.width;
    return { ...variable, offset };
  });
  return { release, isLittleEndian: reader.isLittleEndian, rowCount: variables.length === 0 ? 0 : rowCount, rowWidth, variables, decode };
}

const NUMBERS: readonly StataType[] = [
  { kind: 'byte', width: 1 },
  { kind: 'int', width: 2 },
  { kind: 'long', width: 4 },
  { kind: 'float', width: 4 },
  { kind: 'double', width: 8 },
];

function oldType(reader: ByteReader, code: number): StataType {
  if (code >= 1 && code <= 244) return { kind: 'str', width: code };
  if (code >= 251) return NUMBERS[code - 251]!;
  throw reader.damaged(`it has a variable of the unknown type ${code}`);
}

function newType(reader: ByteReader, code: number): StataType {
  if (code >= 1 && code <= 2045) return { kind: 'str', width: code };
  if (code === 32768) return { kind: 'strL', width: 8 };
  if (code >= 65526 && code <= 65530) return NUMBERS[65530 - code]!;
  throw reader.damaged(`it has a variable of the unknown type ${code}`);
}

/** A text of a fixed number of bytes, of which those from the first zero on do not count. */
export function fixedText(reader: ByteReader, width: number, what: string, decode: (bytes: Uint8Array) => string): string {
  const start = reader.take(width, what);
  const bytes = reader.bytes.subarray(start, start + width);
  const end = bytes.indexOf(0);
  return decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export const nextIs = (reader: ByteReader, tag: string): boolean => reader.bytesLeft >= tag.length && String.fromCharCode(...reader.bytes.subarray(reader.position, reader.position + tag.length)) === tag;

export function passTag(reader: ByteReader, tag: string): void {
  if (!nextIs(reader, tag)) throw reader.damaged(`${tag} is missing at byte ${reader.position + 1}`);
  reader.position += tag.length;
}

function decoderFor(release: number, encoding: string | null): (bytes: Uint8Array) => string {
  const decoding = textDecodingOf(encoding ?? (release >= 118 ? 'utf-8' : 'windows-1252'));
  if (decoding) return decoding.decode;
  throw new UserError('GLMM208', `There is no encoding "${encoding ?? ''}".`, { advice: ['Encodings are called "UTF-8", "latin1", "windows-1252", "shift_jis" and so on.'] });
}

const unknownRelease = (reader: ByteReader, release: number): UserError =>
  new UserError('GLMM294', `"${reader.label.fileName}" is a Stata file of format ${Number.isNaN(release) ? 'unknown' : release}; formats 113 to 115 and 117 to 119 can be read, which Stata writes since version 8.`, {
    advice: ['Save it again in Stata with `saveold`, or in R with haven::write_dta().'],
  });
