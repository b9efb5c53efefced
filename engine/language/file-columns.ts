/** The columns of files that cells read, learned before any cell has run: the reading functions themselves read the beginning of the file. */
import { recountedInPart, summarizeColumn } from '../data/column-summary.js';
import { readBundledDataset } from '../data/datasets/bundled.js';
import { datasetNames } from '../data/datasets/catalogue.js';
import type { DataFrame } from '../data/vectors.js';
import { uninterrupted } from '../estimation/monitor.js';
import { standardContrasts } from '../model/contrasts.js';
import { MersenneTwister } from '../probability/mersenne-twister.js';
import type { ColumnSnapshot } from '../results.js';
import { evaluateStatement } from './evaluate.js';
import { functions } from './functions.js';
import { piped } from './services/calls.js';
import { parsed } from './services/parsed.js';
import { Remembered } from './services/remembered.js';
import { textOf } from './services/scope.js';
import { deparse } from './syntax/deparse.js';
import type { Call, Expression } from './syntax/tree.js';
import { childrenOf } from './syntax/walk.js';

/** A call whose arguments are all written out, or the name of a bundled data set. */
export interface FileRead {
  /** The deparsed text, under which `NotebookText.files` holds the columns. */
  readonly key: string;
  readonly call: Call | null;
}

/** The beginnings of files, relative to the notebook's folder. */
export interface FileBeginnings {
  /** At most `length` bytes; `isWhole` where there are no more. Rejects where the file cannot be read. */
  begin(path: string, length: number): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }>;
  readDataset(fileName: string): Promise<Uint8Array>;
}

/** What the cells read from files, as far as the text alone says which. */
export function fileReadsIn(cells: readonly string[]): FileRead[] {
  const reads = new Map<string, FileRead>();
  for (const cell of cells) for (const read of readsOf(cell)) reads.set(read.key, read);
  return [...reads.values()];
}

/** The columns of all files and bundled data sets that cells read, for `NotebookText.files`. */
export async function columnsOfFiles(cells: readonly string[], files: FileBeginnings): Promise<ReadonlyMap<string, readonly ColumnSnapshot[]>> {
  const known = new Map<string, readonly ColumnSnapshot[]>();
  for (const read of fileReadsIn(cells)) {
    const columns = await columnsOfFile(read, files);
    if (columns) known.set(read.key, columns);
  }
  return known;
}

/** The columns that a call gives; null where the file is not there or cannot be read as the call says. */
export async function columnsOfFile({ key, call }: FileRead, files: FileBeginnings): Promise<readonly ColumnSnapshot[] | null> {
  if (!call) return readBundledDataset(key, files).then((frame) => columnsOf(frame, false), () => null);
  for (const length of BEGINNINGS) {
    try {
      return await columnsOfCall(call, files, length);
    } catch {
      // a text in quotes may go on over the end of the beginning; whatever else is wrong with the file is said when the cell runs
    }
  }
  return null;
}

/** So many bytes are looked at; fewer where they end inside a record. */
const BEGINNINGS = [256 * 1024, 100 * 1024, 10 * 1024];
const LARGEST_BINARY = 16 * 1024 * 1024;

async function columnsOfCall(call: Call, files: FileBeginnings, length: number): Promise<readonly ColumnSnapshot[] | null> {
  let isPart = false;
  const read = async (path: string): Promise<Uint8Array> => {
    const { bytes, isWhole } = await files.begin(path, length);
    if (isWhole) return bytes;
    if (!isText(bytes)) return wholeFile(path, files);
    isPart = true;
    return bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);
  };
  const { value } = await evaluateStatement(call, {
    variables: new Map(),
    functions,
    files: { read, readDataset: (name) => files.readDataset(name) },
    settings: { confidenceLevel: 0.95, degreesOfFreedom: 'Satterthwaite', seed: 1, digits: 7, contrasts: standardContrasts },
    changeSettings: () => undefined,
    random: new MersenneTwister(1),
    monitor: uninterrupted,
    source: '',
    display: () => undefined,
  });
  return value.type === 'dataFrame' ? columnsOf(value, isPart) : null;
}

async function wholeFile(path: string, files: FileBeginnings): Promise<Uint8Array> {
  const { bytes, isWhole } = await files.begin(path, LARGEST_BINARY);
  if (!isWhole) throw new RangeError(`"${path}" is too large to be looked into before a cell runs`);
  return bytes;
}

const columnsOf = ({ columns }: DataFrame, isPart: boolean): ColumnSnapshot[] =>
  [...columns].map(([name, column]) => (isPart ? recountedInPart(summarizeColumn(name, column)) : summarizeColumn(name, column)));

const LINE_END = 10;

/** Text in UTF-8 or Latin-1: no zero bytes, as packed files and UTF-16 have them. */
const isText = (bytes: Uint8Array): boolean => !bytes.subarray(0, 4096).includes(0) && !(bytes[0] === 0x1f && bytes[1] === 0x8b);

const remembered = new Remembered<readonly FileRead[]>();

const readsOf = (cell: string): readonly FileRead[] =>
  remembered.of(cell, () => {
    const reads: FileRead[] = [];
    for (const statement of parsed(cell).program.statements) collect(statement, reads);
    return reads;
  });

function collect(expression: Expression, reads: FileRead[]): void {
  const call = expression.kind === 'binary' ? piped(expression) : expression.kind === 'call' ? expression : null;
  if (call && functions.get(textOf(call.callee))?.group === 'read' && textOf(call.callee) !== 'data') {
    if (call.isClosed && call.arguments.every(({ value }) => value === null || isWritten(value))) reads.push({ key: deparse(call), call });
    return;
  }
  if (expression.kind === 'name' && datasetNames.has(expression.name)) reads.push({ key: expression.name, call: null });
  for (const part of childrenOf(expression)) collect(part, reads);
}

/** Nothing that would have to run first, and nothing that takes long. */
function isWritten(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'constant':
      return true;
    case 'unary':
    case 'parenthesised':
      return childrenOf(expression).every(isWritten);
    case 'call':
      return literalMakers.has(textOf(expression.callee)) && expression.arguments.every(({ value }) => value !== null && isWritten(value));
    default:
      return false;
  }
}

const literalMakers = new Set(['c', 'paste', 'paste0', 'file.path']);
