/** Data of Stata (`.dta`), formats 113 to 119. Values as the R package haven gives them: numbers are doubles, `.` and `.a` to `.z` are missing. */
import type { Column } from '../vectors.js';
import { ByteReader } from './byte-reader.js';
import { fixedText, nextIs, passTag, readStataHeader, type StataHeader, type StataVariable } from './stata-header.js';
import { assembled, selectionOf, type Calendar, type ForeignFile, type ForeignOptions } from './foreign-columns.js';
import { TextDictionary } from './text-dictionary.js';

/** In steps between which a long reading can be interrupted. `fileName` is for messages. */
export function* readStataSteps(file: Uint8Array, fileName: string, options: ForeignOptions): Generator<void, ForeignFile> {
  const reader = new ByteReader(file, { fileName, kind: 'Stata file' });
  const header = readStataHeader(reader, options.encoding);
  const { rowCount, rowWidth, variables } = header;
  reader.require(rowCount, rowWidth, `its data, of ${rowCount} rows`);
  const dataStart = reader.position;
  reader.position += rowCount * rowWidth;
  const longTexts = header.release >= 117 ? readLongTexts(reader, header) : new Map<string, string>();
  const tables = readValueLabels(reader, header);
  const selection = selectionOf(variables.map(({ name }) => name), rowCount, fileName, options);
  const rows = { bytes: file, start: dataStart + selection.firstRow * rowWidth, count: selection.rowCount, width: rowWidth, isLittleEndian: header.isLittleEndian };
  const dictionary = new TextDictionary(new Set(), header.decode);
  const columns: Column[] = [];
  for (const index of selection.columns) {
    const variable = variables[index]!;
    columns.push(columnOf(variable, rows, dictionary, longTexts, tables.get(variable.valueLabels)));
    yield;
  }
  const chosen = selection.columns.map(index => variables[index]!);
  return assembled(chosen.map(({ name, label, format }, index) => ({ name, label, column: columns[index]!, calendar: calendarOf(format) })), selection.rowCount);
}

interface Rows {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly count: number;
  readonly width: number;
  readonly isLittleEndian: boolean;
}

function columnOf({ type, offset }: StataVariable, rows: Rows, dictionary: TextDictionary, longTexts: ReadonlyMap<string, string>, valueLabels: ReadonlyMap<number, string> | undefined): Column {
  const from = rows.start + offset;
  if (type.kind === 'str') return { type: 'character', values: fixedTexts(rows, from, type.width, dictionary) };
  if (type.kind === 'strL') {
    const values = Array.from({ length: rows.count }, (_, row) => longTexts.get(keyOf(rows.bytes, from + row * rows.width)) ?? '');
    return { type: 'character', values };
  }
  return { type: 'double', values: numbers(type.kind, rows, from), ...(valueLabels ? { valueLabels } : {}) };
}

/** Numbers that are too large for their type are missing values: `.` is the first of them, then `.a` to `.z`. */
const LARGEST = { byte: 100, int: 32740, long: 2147483620, float: 1.7014117331926443e38, double: 8.988465674311579e307 } as const;

function numbers(kind: keyof typeof LARGEST, { bytes, count, width, isLittleEndian }: Rows, from: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let row = 0, position = from; row < count; row++, position += width) {
    switch (kind) {
      case 'byte':
        values[row] = view.getInt8(position);
        break;
      case 'int':
        values[row] = view.getInt16(position, isLittleEndian);
        break;
      case 'long':
        values[row] = view.getInt32(position, isLittleEndian);
        break;
      case 'float':
        values[row] = view.getFloat32(position, isLittleEndian);
        break;
      case 'double':
        values[row] = view.getFloat64(position, isLittleEndian);
    }
  }
  const largest = LARGEST[kind];
  for (let row = 0; row < count; row++) if (values[row]! > largest) values[row] = NaN;
  return values;
}

function fixedTexts({ bytes, count, width }: Rows, from: number, length: number, dictionary: TextDictionary): (string | null)[] {
  const texts = new Array<string | null>(count);
  for (let row = 0, start = from; row < count; row++, start += width) {
    let end = start;
    while (end < start + length && bytes[end] !== 0) end++;
    texts[row] = dictionary.textAt(bytes, start, end);
  }
  return texts;
}

/** The eight bytes by which a cell refers to a long text, as text; all zero for an empty one. */
function keyOf(bytes: Uint8Array, position: number): string {
  let key = '';
  for (let offset = 0; offset < 8; offset++) key += String.fromCharCode(bytes[position + offset]!);
  return key;
}

const LONG_TEXT_KIND = { binary: 129, text: 130 } as const;

/** The long texts, by what a cell refers to them with: variable and observation, of 4 + 4 bytes in format 117, 2 + 6 in 118 and 3 + 5 in 119. */
function readLongTexts(reader: ByteReader, { release, isLittleEndian, decode }: StataHeader): Map<string, string> {
  const texts = new Map<string, string>();
  passTag(reader, '</data><strls>');
  while (nextIs(reader, 'GSO')) {
    passTag(reader, 'GSO');
    const variable = reader.take(4, 'its long texts');
    const observation = reader.take(release === 117 ? 4 : 8, 'its long texts');
    const kind = reader.uint8('its long texts');
    const length = reader.uint32('its long texts');
    const start = reader.take(length, 'a long text');
    if (kind !== LONG_TEXT_KIND.text && kind !== LONG_TEXT_KIND.binary) throw reader.damaged(`it has a long text of the unknown kind ${kind}`);
    const end = kind === LONG_TEXT_KIND.text && length > 0 ? start + length - 1 : start + length;
    const variableWidth = release === 117 ? 4 : release === 118 ? 2 : 3;
    const key = isLittleEndian
      ? bytesAsText(reader.bytes, variable, variableWidth) + bytesAsText(reader.bytes, observation, 8 - variableWidth)
      : bytesAsText(reader.bytes, variable + 4 - variableWidth, variableWidth) + bytesAsText(reader.bytes, observation + (release === 117 ? 0 : variableWidth), 8 - variableWidth);
    texts.set(key, decode(reader.bytes.subarray(start, end)));
  }
  passTag(reader, '</strls>');
  return texts;
}

const bytesAsText = (bytes: Uint8Array, start: number, length: number): string => String.fromCharCode(...bytes.subarray(start, start + length));

/** Tables of value labels by name. */
function readValueLabels(reader: ByteReader, header: StataHeader): Map<string, ReadonlyMap<number, string>> {
  const tables = new Map<string, ReadonlyMap<number, string>>();
  const isTagged = header.release >= 117;
  if (isTagged) passTag(reader, '<value_labels>');
  while (isTagged ? nextIs(reader, '<lbl>') : reader.bytesLeft > SHORTEST_TABLE) {
    if (isTagged) passTag(reader, '<lbl>');
    const length = reader.uint32('its value labels');
    const name = fixedText(reader, header.release >= 118 ? 129 : 33, 'its value labels', header.decode);
    reader.take(3, 'its value labels');
    reader.require(length, 1, 'its value labels');
    const end = reader.position + length;
    tables.set(name, readTable(reader, header));
    reader.position = end;
    if (isTagged) passTag(reader, '</lbl>');
  }
  if (isTagged) passTag(reader, '</value_labels></stata_dta>');
  return tables;
}

/** Its length, its name and three bytes between. */
const SHORTEST_TABLE = 40;

function readTable(reader: ByteReader, { decode }: StataHeader): ReadonlyMap<number, string> {
  const count = reader.uint32('its value labels');
  const textLength = reader.uint32('its value labels');
  reader.require(count, 8, 'its value labels');
  const offsets = Array.from({ length: count }, () => reader.uint32('its value labels'));
  const values = Array.from({ length: count }, () => reader.int32('its value labels'));
  const start = reader.take(textLength, 'its value labels');
  const labels = new Map<number, string>();
  let decoded = 0;
  values.forEach((value, index) => {
    const from = start + offsets[index]!;
    const end = offsets[index]! < textLength ? reader.bytes.indexOf(0, from) : -1;
    decoded += end - from;
    // labels that lie over each other, so that few bytes stand for very many
    if (end < 0 || end >= start + textLength || decoded > textLength) throw reader.damaged('its value labels do not lie one after the other');
    // labels of missing values have nothing to stand for
    if (value <= LARGEST.long) labels.set(value, decode(reader.bytes.subarray(from, end)));
  });
  return labels;
}

/** Dates are days, times milliseconds since 1960-01-01; other calendar formats (weeks, months, quarters) stay the numbers they are. */
function calendarOf(format: string): Calendar | null {
  if (/^%-?t?d/.test(format)) return { kind: 'date', unitsPerDayOrSecond: 1, origin: DAYS_FROM_1960 };
  return /^%-?t[cC]/.test(format) ? { kind: 'time', unitsPerDayOrSecond: 1000, origin: DAYS_FROM_1960 * 86400 } : null;
}

/** From 1960-01-01 to 1970-01-01. */
const DAYS_FROM_1960 = 3653;
