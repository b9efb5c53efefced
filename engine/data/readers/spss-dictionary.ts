/**
 * What an SPSS file says about its data before they begin: its header and its dictionary of variables.
 * Source: GNU PSPP Developers Guide, "System File Format".
 */
import { UserError } from '../../language/syntax/diagnostic.js';
import { asciiText, type ByteReader } from './byte-reader.js';
import { textDecodingOf } from './encodings.js';
import { notOfFormat } from './file-formats.js';

export interface SpssVariable {
  readonly name: string;
  /** Empty for none. */
  readonly label: string;
  /** Bytes of a text; 0 for a number. */
  readonly width: number;
  /** How SPSS shows it: the number of its print format, such as 20 for DATE. */
  readonly format: number;
  /** Values that stand for missing ones, besides the system's own. */
  readonly missing: MissingValues;
  readonly valueLabels: ReadonlyMap<number, string> | null;
  /** Which units of eight bytes of a row hold it: one for a number; for texts of more than 255 bytes several runs of them. */
  readonly segments: readonly { readonly unit: number; readonly length: number }[];
}

export interface MissingValues {
  readonly range: readonly [low: number, high: number] | null;
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

export interface SpssHeader {
  readonly isLittleEndian: boolean;
  /** Null where the file does not say. */
  readonly rowCount: number | null;
  /** Units of eight bytes in a row. */
  readonly rowUnits: number;
  readonly compression: 'none' | 'bytecode' | 'zlib';
  /** What is subtracted from a compressed number. */
  readonly bias: number;
  readonly variables: readonly SpssVariable[];
  readonly decode: (bytes: Uint8Array) => string;
}

/** Reads up to where the data begin. `encoding` overrides what the file says. */
export function readSpssHeader(reader: ByteReader, encoding: string | null): SpssHeader {
  if (!/^\$FL[23]$/.test(asciiText(reader.bytes, 0, 4))) throw notOfFormat(reader.bytes, reader.label.fileName, 'an SPSS file');
  reader.take(64, 'its header');
  reader.isLittleEndian = true;
  const layout = reader.uint32('its header');
  reader.isLittleEndian = layout === 2 || layout === 3;
  reader.take(4, 'its header');
  const compression = reader.int32('its header');
  if (compression < 0 || compression > 2) throw reader.damaged(`its compression is of the unknown kind ${compression}`);
  reader.take(4, 'its header');
  const rowCount = reader.int32('its header');
  const bias = reader.float64('its header');
  reader.take(9 + 8 + 64 + 3, 'its header');
  const dictionary = readDictionary(reader);
  const decode = decoderFor(encoding, dictionary);
  return {
    isLittleEndian: reader.isLittleEndian,
    rowCount: rowCount < 0 ? null : rowCount,
    rowUnits: dictionary.units.length,
    compression: (['none', 'bytecode', 'zlib'] as const)[compression]!,
    bias,
    variables: variablesOf(reader, dictionary, decode),
    decode,
  };
}

/** A record of the dictionary: a variable, or the continuation of a text of more than eight bytes. */
interface Unit {
  /** −1 for a continuation. */
  readonly width: number;
  readonly shortName: Uint8Array;
  readonly label: Uint8Array;
  readonly format: number;
  readonly missing: { readonly hasRange: boolean; readonly start: number; readonly count: number };
}

/** As they stand in the file, once for all variables that have them. */
type ValueLabels = readonly (readonly [value: number, label: Uint8Array])[];

interface Dictionary {
  readonly units: Unit[];
  /** Labels of numbers, by the unit of their variable. */
  readonly valueLabels: Map<number, ValueLabels>;
  longNames: Uint8Array;
  veryLongTexts: Uint8Array;
  encoding: string;
  codePage: number;
}

const NOTHING = new Uint8Array(0);
const RECORD = { variable: 2, valueLabels: 3, documents: 6, extension: 7, end: 999 } as const;
const EXTENSION = { integers: 3, longNames: 13, veryLongTexts: 14, encoding: 20 } as const;

function readDictionary(reader: ByteReader): Dictionary {
  const dictionary: Dictionary = { units: [], valueLabels: new Map(), longNames: NOTHING, veryLongTexts: NOTHING, encoding: '', codePage: 0 };
  for (;;) {
    const type = reader.int32('its dictionary');
    switch (type) {
      case RECORD.variable:
        dictionary.units.push(readUnit(reader));
        break;
      case RECORD.valueLabels:
        readValueLabels(reader, dictionary);
        break;
      case RECORD.documents: {
        const lines = reader.uint32('its documents');
        reader.require(lines, 80, 'its documents');
        reader.take(80 * lines, 'its documents');
        break;
      }
      case RECORD.extension:
        readExtension(reader, dictionary);
        break;
      case RECORD.end:
        reader.take(4, 'its dictionary');
        return dictionary;
      default:
        throw reader.damaged(`its dictionary has a record of the unknown type ${type}`);
    }
  }
}

function readUnit(reader: ByteReader): Unit {
  const width = reader.int32('a variable');
  const hasLabel = reader.int32('a variable') === 1;
  const missing = reader.int32('a variable');
  const format = (reader.uint32('a variable') >>> 16) & 255;
  reader.take(4, 'a variable');
  if (width < -1 || width > 255) throw reader.damaged(`a variable in it has the width ${width}`);
  if (Math.abs(missing) > 3 || missing === -1) throw reader.damaged(`a variable in it has ${missing} missing values`);
  const shortName = bytesOf(reader, 8, 'a variable');
  const labelLength = hasLabel ? reader.uint32('a label') : 0;
  const label = bytesOf(reader, labelLength, 'a label');
  reader.take(-labelLength & 3, 'a label');
  const start = reader.take(8 * Math.abs(missing), 'its missing values');
  return { width, shortName, label, format, missing: { hasRange: missing < 0, start, count: Math.abs(missing) } };
}

/** Pairs of value and label, and the record of type 4 that follows them: which variables they belong to. */
function readValueLabels(reader: ByteReader, dictionary: Dictionary): void {
  const count = reader.uint32('its value labels');
  reader.require(count, 16, 'its value labels');
  const labels = Array.from({ length: count }, (): readonly [number, Uint8Array] => {
    const value = reader.float64('its value labels');
    const length = reader.uint8('its value labels');
    const label = bytesOf(reader, length, 'its value labels');
    reader.take(-(length + 1) & 7, 'its value labels');
    return [value, label];
  });
  if (reader.int32('its value labels') !== 4) throw reader.damaged('value labels in it belong to no variable');
  const variables = reader.uint32('its value labels');
  reader.require(variables, 4, 'its value labels');
  for (let index = 0; index < variables; index++) {
    const unit = reader.uint32('its value labels') - 1;
    if (!dictionary.units[unit] || dictionary.units[unit].width < 0) throw reader.damaged('value labels in it belong to a variable that it does not have');
    if (dictionary.units[unit].width === 0) dictionary.valueLabels.set(unit, labels);
  }
}

function readExtension(reader: ByteReader, dictionary: Dictionary): void {
  const kind = reader.int32('its dictionary');
  const size = reader.uint32('its dictionary');
  const count = reader.uint32('its dictionary');
  reader.require(count, size, 'its dictionary');
  const start = reader.position;
  const content = bytesOf(reader, size * count, 'its dictionary');
  const end = reader.position;
  if (kind === EXTENSION.longNames) dictionary.longNames = content;
  else if (kind === EXTENSION.veryLongTexts) dictionary.veryLongTexts = content;
  else if (kind === EXTENSION.encoding) dictionary.encoding = String.fromCharCode(...content.subarray(0, 64));
  else if (kind === EXTENSION.integers && size === 4 && count >= 8) {
    reader.position = start + 16;
    const arithmetic = reader.int32('its dictionary');
    if (arithmetic !== IEEE) throw new UserError('GLMM294', `"${reader.label.fileName}" has numbers in the form of an old mainframe; those of IEEE 754 can be read.`, { advice: ['Open it in SPSS and save it again.'] });
    reader.position = start + 28;
    dictionary.codePage = reader.int32('its dictionary');
    reader.position = end;
  }
}

const IEEE = 1;

function bytesOf(reader: ByteReader, length: number, what: string): Uint8Array {
  const start = reader.take(length, what);
  return reader.bytes.subarray(start, start + length);
}

/** Encodings that were not told by name; 2 and 3 are ASCII and "some eight bits". */
function decoderFor(encoding: string | null, dictionary: Dictionary): (bytes: Uint8Array) => string {
  if (encoding !== null) {
    const chosen = textDecodingOf(encoding);
    if (chosen) return chosen.decode;
    throw new UserError('GLMM208', `There is no encoding "${encoding}".`, { advice: ['Encodings are called "UTF-8", "latin1", "windows-1252", "shift_jis" and so on.'] });
  }
  const named = dictionary.encoding === '' ? null : textDecodingOf(dictionary.encoding);
  const numbered = dictionary.codePage > 4 ? textDecodingOf(`cp${dictionary.codePage}`) : null;
  return (named ?? numbered ?? textDecodingOf('windows-1252')!).decode;
}

/** Widths of the pieces that a text of more than 255 bytes is cut into: each counts for 252 of the width, and holds 255 bytes. */
const PIECE = { counted: 252, held: 255 } as const;

function variablesOf(reader: ByteReader, dictionary: Dictionary, decode: (bytes: Uint8Array) => string): SpssVariable[] {
  const { units } = dictionary;
  const longNames = pairsIn(decode(dictionary.longNames), '\t');
  const veryLong = new Map([...pairsIn(decode(dictionary.veryLongTexts), '\t')].map(([name, width]) => [name.toUpperCase(), Number.parseInt(width.replaceAll('\0', ''), 10)]));
  const starts = units.flatMap(({ width }, unit) => (width >= 0 ? [unit] : []));
  if (units.length > 0 && starts[0] !== 0) throw reader.damaged('its first variable continues none');
  requireContinuations(reader, units, starts);
  const tables = new Map<ValueLabels, ReadonlyMap<number, string>>();
  const variables: SpssVariable[] = [];
  for (let index = 0; index < starts.length; index++) {
    const unit = starts[index]!;
    const { width, shortName, label, format, missing } = units[unit]!;
    const short = decode(shortName).trimEnd();
    const whole = width > 0 ? (veryLong.get(short.toUpperCase()) ?? width) : width;
    const pieces = whole > PIECE.held ? Math.ceil(whole / PIECE.counted) : 1;
    if (index + pieces > starts.length) throw reader.damaged(`the long text \`${short}\` has no end`);
    const segments = Array.from({ length: pieces }, (_, piece) => {
      const at = starts[index + piece]!;
      const held = units[at]!.width;
      if (pieces > 1 && held <= 0) throw reader.damaged(`the long text \`${short}\` is interrupted`);
      return { unit: at, length: pieces === 1 ? whole : Math.max(0, Math.min(PIECE.held, held, whole - PIECE.held * piece)) };
    });
    index += pieces - 1;
    const labels = dictionary.valueLabels.get(unit);
    if (labels && !tables.has(labels)) tables.set(labels, new Map(labels.map(([value, text]) => [value, decode(text).trimEnd()])));
    variables.push({
      name: longNames.get(short) ?? short,
      label: decode(label),
      width: whole,
      format,
      missing: width === 0 ? missingNumbers(reader, missing) : { range: null, numbers: [], texts: missingTexts(reader, missing, decode) },
      valueLabels: (labels && tables.get(labels)) ?? null,
      segments,
    });
  }
  return variables;
}

/** A text of w bytes takes ⌈w/8⌉ units. */
function requireContinuations(reader: ByteReader, units: readonly Unit[], starts: readonly number[]): void {
  for (const [index, unit] of starts.entries()) {
    const expected = Math.max(1, Math.ceil(units[unit]!.width / 8));
    const found = (starts[index + 1] ?? units.length) - unit;
    if (found !== expected) throw reader.damaged(`a text of ${units[unit]!.width} bytes takes ${found} units of eight in its dictionary`);
  }
}

/** `A=b` and so on, parted by a character. */
function pairsIn(text: string, separator: string): Map<string, string> {
  return new Map(
    text.split(separator).flatMap(pair => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [] : [[pair.slice(0, equals), pair.slice(equals + 1)] as const];
    }),
  );
}

function missingNumbers(reader: ByteReader, { hasRange, start, count }: Unit['missing']): MissingValues {
  const position = reader.position;
  reader.position = start;
  const numbers = Array.from({ length: count }, () => reader.float64('its missing values'));
  reader.position = position;
  return { range: hasRange ? [numbers[0]!, numbers[1]!] : null, numbers: numbers.slice(hasRange ? 2 : 0), texts: [] };
}

const missingTexts = (reader: ByteReader, { start, count }: Unit['missing'], decode: (bytes: Uint8Array) => string): string[] =>
  Array.from({ length: count }, (_, index) => decode(reader.bytes.subarray(start + 8 * index, start + 8 * index + 8)).trimEnd());
