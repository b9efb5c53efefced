/** Data in JSON, as the package jsonlite reads them. */
import { characterVector } from '../../data/atomic.js';
import { frameOfRecords, isObject, isScalar, MAX_DEPTH, parseJson, vectorOfScalars, type Json, type JsonObject } from '../../data/readers/json.js';
import { textBytesSteps } from '../../data/readers/text-bytes.js';
import { runPolitely } from '../../estimation/polite-steps.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { logicalArgument, NULL_VALUE, optional, required, textArgument } from './describe.js';

export const jsonFunctions: readonly FunctionDescription[] = [
  {
    name: 'fromJSON',
    group: 'read',
    package: 'jsonlite',
    summary: 'Reads JSON, from a file or a text.',
    help: "An array of records becomes a data frame, in which what a record lacks is missing; an array of values becomes a vector, one of equally long arrays a matrix, and an object a list. The path is relative to the notebook's folder; a text that begins as JSON does is taken for the data themselves.",
    example: 'fromJSON(\'[{"herd": "a", "size": 14}, {"herd": "b"}]\')',
    parameters: [
      required('txt', 'file', "The file's path, relative to the notebook's folder; or the JSON itself."),
      optional('simplifyVector', 'logical', 'TRUE', 'Whether arrays become vectors and data frames, not lists.'),
      optional('flatten', 'logical', 'FALSE', 'Whether objects in records become columns of their own, such as `address.town`.'),
    ],
    call: (given, context) => read(given, context, 'txt', true),
  },
  {
    name: 'read_json',
    group: 'read',
    package: 'jsonlite',
    summary: 'Reads a JSON file into lists, or into a data frame with simplifyVector = TRUE.',
    help: 'As `fromJSON`, but nothing is simplified unless asked for.',
    example: 'read_json("study.json", simplifyVector = TRUE)',
    parameters: [
      required('path', 'file', "The file's path, relative to the notebook's folder."),
      optional('simplifyVector', 'logical', 'FALSE', 'Whether arrays become vectors and data frames, not lists.'),
      optional('flatten', 'logical', 'FALSE', 'Whether objects in records become columns of their own.'),
    ],
    call: (given, context) => read(given, context, 'path', false),
  },
  {
    name: 'stream_in',
    group: 'read',
    package: 'jsonlite',
    summary: 'Reads a file with one JSON record a line (NDJSON) into a data frame.',
    help: 'What a record lacks is missing. A line that is no JSON is named by its number.',
    example: 'stream_in(file("study.ndjson"))',
    parameters: [
      required('con', 'file', 'The file: file("records.ndjson"), or its path.'),
      optional('flatten', 'logical', 'FALSE', 'Whether objects in records become columns of their own.'),
      optional('verbose', 'logical', 'FALSE', 'Accepted and not needed.'),
    ],
    call: readLines,
  },
  {
    name: 'file',
    group: 'read',
    package: 'base',
    summary: 'Names a file for a function that reads from a connection.',
    help: 'Goes to `stream_in`; gives the path itself, and other functions take it as well.',
    example: 'stream_in(file("study.ndjson"))',
    parameters: [required('description', 'file', "The file's path, relative to the notebook's folder."), optional('open', 'string', '""', 'Accepted and not needed.')],
    call: given => characterVector([textArgument(given, 'description', '')]),
  },
];

interface Simplification {
  readonly isSimplified: boolean;
  readonly isFlattened: boolean;
}

async function read(given: CallArguments, context: CallContext, argument: string, isSimplified: boolean): Promise<Value> {
  const source = textArgument(given, argument, '');
  const isText = /^\s*(?:[[{"]|$|(?:-?\d[\d.eE+-]*|true|false|null)\s*$)/.test(source);
  const text = isText ? source : await textOfFile(source, context);
  const json = parseJson(text, isText ? 'The text' : `"${source}"`);
  return valueOf(json, { isSimplified: logicalArgument(given, 'simplifyVector', isSimplified), isFlattened: logicalArgument(given, 'flatten', false) }, '', 0);
}

async function readLines(given: CallArguments, context: CallContext): Promise<Value> {
  const path = textArgument(given, 'con', '');
  const lines = (await textOfFile(path, context)).split('\n');
  const records: JsonObject[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const record = parseJson(line, `"${path}"`, index + 1);
    if (!isObject(record)) throw new UserError('GLMM298', `Line ${index + 1} of "${path}" is no record: a record is written {"name": value, …}.`, { advice: ['fromJSON() reads a file that is one JSON value.'] });
    records.push(record);
  });
  return frameOfRecords(records, logicalArgument(given, 'flatten', false), 'records');
}

/** A string cannot be much longer. */
const MAX_JSON_BYTES = 400_000_000;

async function textOfFile(path: string, context: CallContext): Promise<string> {
  const bytes = await runPolitely(textBytesSteps(await context.files.read(path), path, 'UTF-8', 'json'), context.monitor);
  if (bytes.length > MAX_JSON_BYTES) throw new UserError('GLMM282', `"${path}" has ${Math.round(bytes.length / 1e6)} MB; JSON files of up to ${MAX_JSON_BYTES / 1e6} MB can be read.`);
  return new TextDecoder().decode(bytes);
}

/** `where` is the path of a value, such as `data.visits`. */
function valueOf(json: Json, how: Simplification, where: string, depth: number): Value {
  if (depth > MAX_DEPTH) throw new UserError('GLMM298', `The JSON is nested more than ${MAX_DEPTH} deep.`);
  if (json === null) return NULL_VALUE;
  if (isScalar(json)) return vectorOfScalars([json]);
  if (isObject(json)) {
    const entries = Object.entries(json);
    return { type: 'list', values: entries.map(([key, part]) => valueOf(part, how, where === '' ? key : `${where}.${key}`, depth + 1)), names: entries.map(([key]) => key) };
  }
  return (how.isSimplified ? simplified(json, how, where) : null) ?? { type: 'list', values: (json).map((part, index) => valueOf(part, how, `${where}[${index + 1}]`, depth + 1)) };
}

/** An array as a vector, matrix or data frame; null for one that is none of them. */
function simplified(array: readonly Json[], { isFlattened }: Simplification, where: string): Value | null {
  if (array.length === 0) return null;
  if (array.every(isScalar)) return vectorOfScalars(array);
  if (array.every(part => part === null || isObject(part))) return frameOfRecords(array, isFlattened, where || 'records');
  const rows = array.filter((part): part is readonly (null | boolean | number | string)[] => Array.isArray(part) && part.every(isScalar));
  const width = rows[0]?.length ?? 0;
  if (rows.length < array.length || width === 0 || rows.some(row => row.length !== width)) return null;
  return { ...vectorOfScalars(Array.from({ length: rows.length * width }, (_, at) => rows[at % rows.length]![Math.floor(at / rows.length)]!)), dim: [rows.length, width] };
}
