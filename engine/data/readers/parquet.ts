/** Reads Parquet files into data frames. */
import { parquetMetadataAsync, parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { UserError } from '../../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import { isNumeric } from '../atomic.js';
import type { Column, DataFrame } from '../vectors.js';
import { dictionaryColumns } from './arrow-schema.js';
import { requireFormat } from './file-formats.js';
import { chunksOf, columnOf, digitsReading, factorOf, levelsOf, readingOf, type ClockUnit, type ColumnReading } from './parquet-columns.js';
import { DamagedChunk } from './parquet-pages.js';

export interface ParquetTable {
  readonly frame: DataFrame;
  /** What the reader should know of how columns were read; whole sentences. */
  readonly notes: readonly string[];
}

/** As many cells as vectors may have elements. */
const MAX_ROWS = 50_000_000;
const MAX_COLUMNS = 100_000;

/**
 * The columns of a Parquet file, or those named by `wanted`, as `arrow::read_parquet` gives them to R: 64-bit integers as integers or
 * doubles where these hold them, decimals as doubles, dictionaries of Arrow as factors. Dates are dates; times become numbers, as `as.numeric` of R's have them. `pause` is awaited
 * often. Throws `UserError` for what is no Parquet file, is damaged, or nested.
 */
export async function readParquet(file: Uint8Array, fileName: string, wanted: readonly string[] | null, pause: () => Promise<void>): Promise<ParquetTable> {
  requireFormat(file, 'parquet', fileName);
  const metadata = await readMetadata(file, fileName);
  const { fields, dictionaries } = await guarded(fileName, null, () => describedIn(metadata, fileName));
  const columns = new Map<string, Column>();
  const times = new Map<ClockUnit, string[]>();
  const huge: string[] = [];
  for (const field of chosen(fields, wanted, fileName)) {
    const name = field.element.name;
    const reading = await guarded(fileName, name, () => readingOfField(field, fileName));
    const chunks = await guarded(fileName, name, () => chunksOf(metadata.row_groups, leafIndex(fields, field)));
    const read = (as: ColumnReading): Promise<Column> => guarded(fileName, name, () => columnOf(file, chunks, field.element, as, pause));
    let column = await read(reading);
    if (reading.kind === 'number' && reading.isWhole && isNumeric(column) && column.values.some(value => Math.abs(value) >= 2 ** 53)) {
      const digits = await read(digitsReading(field.element));
      // 2^53 itself is also what the whole numbers next to it are rounded to
      if (digits.type === 'character' && digits.values.some((text, row) => text !== null && BigInt(text) !== BigInt(numberAt(column, row)))) {
        huge.push(name);
        column = digits;
      }
    }
    const dictionary = dictionaries.get(name);
    if (dictionary && column.type === 'character') column = factorOf(column, (await guarded(fileName, name, () => levelsOf(file, chunks, field.element))) ?? distinct(column.values), dictionary.isOrdered);
    if (reading.kind === 'number' && reading.clock) times.set(reading.clock, [...(times.get(reading.clock) ?? []), name]);
    columns.set(name, column);
  }
  return { frame: { type: 'dataFrame', rowCount: Number(metadata.num_rows), columns }, notes: notesOn(times, huge) };
}

const numberAt = (column: Column, row: number): number => (isNumeric(column) ? column.values[row]! : NaN);

const distinct = (values: readonly (string | null)[]): string[] => [...new Set(values)].filter(value => value !== null);

function notesOn(times: ReadonlyMap<ClockUnit, readonly string[]>, huge: readonly string[]): string[] {
  const named = (names: readonly string[]): string => `${names.length === 1 ? 'column' : 'columns'} ${names.map(name => `\`${name}\``).join(', ')}`;
  return [
    ...Array.from(times, ([unit, names]) => `The times of ${named(names)} were read as numbers: ${unit}.`),
    ...(huge.length > 0 ? [`Whole numbers of ${named(huge)} are beyond 2^53, where doubles miss some; they were read as text, so that none is lost.`] : []),
  ];
}

async function readMetadata(file: Uint8Array, fileName: string): Promise<FileMetaData> {
  const end = file.subarray(-4);
  if (end[0] === 0x50 && end[1] === 0x41 && end[2] === 0x52 && end[3] === 0x45) {
    throw new UserError('GLMM295', `"${fileName}" is encrypted; encrypted Parquet files cannot be read.`, { advice: ['Write it without encryption.'] });
  }
  const buffer = { byteLength: file.length, slice: (from: number, to = file.length) => file.slice(from, to).buffer };
  return guarded(fileName, null, () => parquetMetadataAsync(buffer, { geoparquet: false }));
}

function describedIn(metadata: FileMetaData, fileName: string): { fields: readonly SchemaTree[]; dictionaries: ReturnType<typeof dictionaryColumns> } {
  const fields = parquetSchema(metadata).children;
  requireSize(metadata, fields, fileName);
  return { fields, dictionaries: dictionaryColumns(metadata.key_value_metadata?.find(({ key }) => key === 'ARROW:schema')?.value) };
}

function requireSize(metadata: FileMetaData, fields: readonly SchemaTree[], fileName: string): void {
  const rowCount = Number(metadata.num_rows);
  const sum = metadata.row_groups.reduce((rows, group) => rows + Number(group.num_rows), 0);
  if (!(rowCount >= 0) || sum !== rowCount || metadata.row_groups.some(group => group.num_rows < 0n)) throw damaged(fileName, null, `it says that it has ${rowCount} rows, and its parts have ${sum}`);
  if (rowCount > MAX_ROWS || fields.length > MAX_COLUMNS) {
    throw new UserError('GLMM282', `"${fileName}" has ${rowCount} rows and ${fields.length} columns; a data frame can have ${MAX_ROWS} rows and ${MAX_COLUMNS} columns.`);
  }
  const names = fields.map(({ element }) => element.name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw new UserError('GLMM295', `"${fileName}" has two columns called \`${repeated}\`.`, { advice: ['Give each column a name of its own where the file is written.'] });
}

function chosen(fields: readonly SchemaTree[], wanted: readonly string[] | null, fileName: string): SchemaTree[] {
  if (!wanted) return [...fields];
  const byName = new Map(fields.map(field => [field.element.name, field]));
  return wanted.map(name => {
    const field = byName.get(name);
    if (field) return field;
    throw new UserError('GLMM204', `"${fileName}" has no column \`${name}\`.${suggestion(nearestName(name, [...byName.keys()]))}`, { advice: [`Its columns are ${[...byName.keys()].slice(0, 20).map(each => `\`${each}\``).join(', ')}.`] });
  });
}

function readingOfField({ element, children }: SchemaTree, fileName: string): ColumnReading {
  const isNested = children.length > 0 || element.repetition_type === 'REPEATED';
  const reading = isNested ? null : readingOf(element);
  if (reading) return reading;
  const what = isNested ? 'lists or records' : `values of the type ${element.logical_type?.type ?? element.converted_type ?? String(element.type)}`;
  throw new UserError('GLMM295', `Column \`${element.name}\` of "${fileName}" holds ${what}, which a data frame here cannot hold.`, {
    advice: [`Name the other columns: read_parquet("${fileName}", col_select = c("…", "…")).`],
  });
}

/** The place of a field's values among those of all leaves of the schema. */
function leafIndex(fields: readonly SchemaTree[], field: SchemaTree): number {
  const leaves = (tree: SchemaTree): number => (tree.children.length === 0 ? 1 : tree.children.reduce((sum, child) => sum + leaves(child), 0));
  return fields.slice(0, fields.indexOf(field)).reduce((sum, before) => sum + leaves(before), 0);
}

/** What goes wrong in decoding a file's bytes is the file's fault, whatever the library calls it. */
async function guarded<T>(fileName: string, column: string | null, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // a cancellation has a class of its own and goes on
    const isOfDecoding = error instanceof Error && (error.constructor === Error || error instanceof DamagedChunk || error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError);
    throw isOfDecoding ? damaged(fileName, column, error.message) : error;
  }
}

function damaged(fileName: string, column: string | null, what: string): UserError {
  return new UserError('GLMM295', `${column === null ? '' : `Column \`${column}\` of `}"${fileName}" cannot be read: the Parquet file is damaged (${what}).`, { advice: ['Copy or write the file again.'] });
}
