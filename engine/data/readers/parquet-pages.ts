/**
 * The values of one column chunk of a Parquet file, page by page (Apache Parquet format, Encodings.md and parquet.thrift), for flat columns.
 * Headers, compression and value encodings are hyparquet's; runs of levels and indices are read here into typed arrays of known length,
 * so that a damaged or hostile file costs neither time nor memory beyond its rows.
 */
import { snappyUncompress, type ColumnMetaData, type Compressors, type DecodedArray, type Encoding, type PageHeader, type SchemaElement } from 'hyparquet';
import { decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';

/** The values of a page as they are stored: booleans, numbers, bigints or byte arrays. */
export interface PageValues {
  readonly rowCount: number;
  /** 1 for each row that has a value; null where all have one. */
  readonly isPresent: Uint8Array | null;
  /** The values of the rows that have one, in order; or for a dictionary page, the values that `indices` point into. */
  readonly values: DecodedArray;
  readonly indices: Uint32Array | null;
}

/** Writers make pages of about 1 MB. */
const MAX_PAGE_BYTES = 500_000_000;

/** What is wrong with a chunk; the caller knows the file's name. */
export class DamagedChunk extends Error {}

const compressors: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: decompressGzip,
  BROTLI: decompressBrotli,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
};

/** The pages of a column chunk with `rowCount` rows, of a column that is not nested. Throws `DamagedChunk`, or an error of the library. */
export function* pagesOf(file: Uint8Array, chunk: ColumnMetaData, element: SchemaElement, rowCount: number): Generator<PageValues, void> {
  if (rowCount === 0) return; // an empty chunk may lie anywhere
  const { start, end } = extentOf(file, chunk);
  const reader = { view: new DataView(file.buffer, file.byteOffset + start, end - start), offset: 0 };
  let dictionary: DecodedArray | null = null;
  let rows = 0;
  while (rows < rowCount) {
    const header: PageHeader = parquetHeader(reader);
    const from = start + reader.offset;
    const size = header.compressed_page_size;
    requireThat(size >= 0 && from + size <= end, 'a page lies outside its column');
    requireThat(header.uncompressed_page_size >= 0 && header.uncompressed_page_size <= MAX_PAGE_BYTES, 'a page unpacks to far too much');
    reader.offset += size;
    const bytes = file.subarray(from, from + size);
    if (header.dictionary_page_header) dictionary = dictionaryOf(bytes, header, header.dictionary_page_header.num_values, chunk, element);
    else {
      const page = valuesOf(bytes, header, dictionary, chunk, element, rowCount - rows);
      if (!page) continue; // an index page
      rows += page.rowCount;
      yield page;
    }
  }
}

/** The values of a chunk's dictionary, in order; null where it begins with another page. */
export function dictionaryValues(file: Uint8Array, chunk: ColumnMetaData, element: SchemaElement): DecodedArray | null {
  const { start, end } = extentOf(file, chunk);
  const reader = { view: new DataView(file.buffer, file.byteOffset + start, end - start), offset: 0 };
  const header: PageHeader = parquetHeader(reader);
  requireThat(header.uncompressed_page_size >= 0 && header.uncompressed_page_size <= MAX_PAGE_BYTES, 'a page unpacks to far too much');
  return header.dictionary_page_header ? dictionaryOf(file.subarray(start + reader.offset, Math.min(end, start + reader.offset + header.compressed_page_size)), header, header.dictionary_page_header.num_values, chunk, element) : null;
}

function extentOf(file: Uint8Array, chunk: ColumnMetaData): { start: number; end: number } {
  const dictionaryAt = Number(chunk.dictionary_page_offset ?? 0n);
  const start = dictionaryAt > 0 ? dictionaryAt : Number(chunk.data_page_offset); // some writers say 0 for no dictionary
  const end = start + Number(chunk.total_compressed_size);
  requireThat(start >= 4 && end >= start && end <= file.length, 'a column lies outside the file');
  return { start, end };
}

function dictionaryOf(bytes: Uint8Array, header: PageHeader, count: number, chunk: ColumnMetaData, element: SchemaElement): DecodedArray {
  const page = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors);
  requireThat(count >= 0 && count <= page.length, 'a dictionary has more values than bytes');
  return readPlain(readerOf(page), chunk.type, count, element.type_length);
}

function valuesOf(bytes: Uint8Array, header: PageHeader, dictionary: DecodedArray | null, chunk: ColumnMetaData, element: SchemaElement, mostRows: number): PageValues | null {
  const { data_page_header: first, data_page_header_v2: second } = header;
  const rowCount = first?.num_values ?? second?.num_values;
  if (rowCount === undefined) return null;
  requireThat(rowCount >= 0 && rowCount <= mostRows, 'a page has more rows than its column');
  const hasLevels = element.repetition_type === 'OPTIONAL';
  if (second) {
    const levelBytes = second.definition_levels_byte_length;
    requireThat(second.repetition_levels_byte_length === 0 && levelBytes >= 0 && levelBytes <= bytes.length, 'the levels of a page do not fit into it');
    const levels = hasLevels ? runsOf(bytes, 0, levelBytes, 1, new Uint8Array(rowCount)) : null;
    const packed = bytes.subarray(levelBytes);
    const page = second.is_compressed === false ? packed : decompressPage(packed, header.uncompressed_page_size - levelBytes, chunk.codec, compressors);
    return pageOf(page, 0, second.encoding, levels, rowCount, dictionary, chunk, element);
  }
  const page = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors);
  if (!hasLevels) return pageOf(page, 0, first!.encoding, null, rowCount, dictionary, chunk, element);
  requireThat(first!.definition_level_encoding === 'RLE' && page.length >= 4, 'the levels of a page cannot be read');
  const end = 4 + readerOf(page).view.getUint32(0, true);
  requireThat(end <= page.length, 'the levels of a page do not fit into it');
  return pageOf(page, end, first!.encoding, runsOf(page, 4, end, 1, new Uint8Array(rowCount)), rowCount, dictionary, chunk, element);
}

function pageOf(page: Uint8Array, start: number, encoding: Encoding, levels: Uint8Array | null, rowCount: number, dictionary: DecodedArray | null, chunk: ColumnMetaData, element: SchemaElement): PageValues {
  let count = rowCount;
  if (levels) for (let row = 0; row < rowCount; row++) count -= 1 - levels[row]!;
  const isPresent = count === rowCount ? null : levels;
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    requireThat(dictionary !== null, 'a page needs a dictionary that is not there');
    const indices = new Uint32Array(count);
    if (count > 0) runsOf(page, start + 1, page.length, page[start] ?? 0, indices);
    for (let index = 0; index < count; index++) if (indices[index]! >= dictionary.length) throw new DamagedChunk('a page points outside its dictionary');
    return { rowCount, isPresent, values: dictionary, indices };
  }
  return { rowCount, isPresent, values: count === 0 ? [] : decode(page.subarray(start), encoding, count, chunk, element), indices: null };
}

function decode(bytes: Uint8Array, encoding: Encoding, count: number, { type }: ColumnMetaData, element: SchemaElement): DecodedArray {
  const reader = readerOf(bytes);
  switch (encoding) {
    case 'PLAIN':
      // a value takes at least a bit
      requireThat(count <= 8 * bytes.length, 'a page has more values than bits');
      return readPlain(reader, type, count, element.type_length);
    case 'RLE': {
      requireThat(type === 'BOOLEAN' && bytes.length >= 4, 'runs stand where none can');
      return Array.from(runsOf(bytes, 4, bytes.length, 1, new Uint8Array(count)), bit => bit === 1);
    }
    case 'BYTE_STREAM_SPLIT':
      requireThat(count <= bytes.length, 'a page has more values than bytes');
      return byteStreamSplit(reader, count, type, element.type_length);
    case 'DELTA_BINARY_PACKED': {
      const numbers = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      deltaBinaryUnpack(reader, count, numbers);
      return numbers;
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY': {
      const texts = new Array<Uint8Array>(count);
      (encoding === 'DELTA_BYTE_ARRAY' ? deltaByteArray : deltaLengthByteArray)(reader, count, texts);
      return texts;
    }
    default:
      throw new DamagedChunk(`its values are written as ${String(encoding)}, which cannot be read`);
  }
}

/** Fills `values` from the hybrid of runs and bit-packed groups that lies between two positions; each value has `width` bits. */
function runsOf<Values extends Uint8Array | Uint32Array>(bytes: Uint8Array, start: number, end: number, width: number, values: Values): Values {
  requireThat(width <= MAX_WIDTH, `its indices have ${width} bits`);
  const count = values.length;
  const widthBytes = (width + 7) >> 3;
  const mask = 2 ** width - 1;
  let position = start;
  let filled = 0;
  while (filled < count) {
    let header = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      requireThat(position < end && shift < 35, 'a run ends too early');
      byte = bytes[position++]!;
      header += (byte & 0x7f) * 2 ** shift;
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      requireThat(position + widthBytes <= end && length > 0, 'a run ends too early');
      let value = 0;
      for (let byte = 0; byte < widthBytes; byte++) value += bytes[position++]! * 2 ** (8 * byte);
      const until = Math.min(count, filled + length);
      values.fill(value, filled, until);
      filled = until;
    } else {
      requireThat(length > 0, 'a run ends too early');
      const until = Math.min(count, filled + 8 * length);
      let buffer = 0;
      let bits = 0;
      let next = position;
      for (; filled < until; filled++) {
        while (bits < width) {
          requireThat(next < end, 'a run ends too early');
          buffer |= bytes[next++]! << bits;
          bits += 8;
        }
        values[filled] = buffer & mask;
        buffer >>>= width;
        bits -= width;
      }
      position += length * width;
    }
  }
  return values;
}

/** So many bits and those of a byte that is begun fit into an integer; a dictionary of 16 million values is larger than writers make one. */
const MAX_WIDTH = 24;

const readerOf = (bytes: Uint8Array): { view: DataView; offset: number } => ({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 });

function requireThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new DamagedChunk(what);
}
