/** R's own files: one object in an `.rds`, named ones in an `.rda` or `.RData`. */
import { UserError } from '../../language/syntax/diagnostic.js';
import type { FileLabel } from './byte-reader.js';
import { notOfFormat } from './file-formats.js';
import { dataOf, type NoData, type RData } from './r-data.js';
import { classesOf } from './r-objects.js';
import { unserializeSteps } from './r-serialization.js';
import { gunzipSteps } from './unpack.js';

/** More than a data frame that fits into memory. */
const MAX_UNPACKED_BYTES = 1_000_000_000;

export interface RFile<Content> {
  readonly content: Content;
  /** Sentences about what was left out or is another kind of value here. */
  readonly notes: readonly string[];
}

/** What `readRDS` reads. `fileName` is for messages. */
export function* readRdsSteps(file: Uint8Array, fileName: string): Generator<void, RFile<RData>> {
  const label = { fileName, kind: '.rds file' };
  const bytes = yield* unpackedSteps(file, fileName);
  if (!isRda(bytes) && !isSerialization(bytes)) throw notOfFormat(bytes, fileName, 'a file of R');
  if (isRda(bytes)) throw new UserError('GLMM281', `"${fileName}" holds named variables of R, as save() writes them; readRDS() reads one object that saveRDS() wrote.`, { advice: [`Write load("${fileName}"), which makes the variables.`] });
  const object = yield* unserializeSteps(bytes, 0, label);
  const notes: string[] = [];
  const data = dataOf(object, nameFrom(fileName), label, notes);
  if (data.type === 'noData') throw noData(fileName, data);
  return { content: data, notes: [...new Set(notes)] };
}

/** What `load` makes variables of, in the order of the file. */
export function* readRdaSteps(file: Uint8Array, fileName: string): Generator<void, RFile<readonly (readonly [name: string, data: RData])[]>> {
  const label: FileLabel = { fileName, kind: '.rda file' };
  const bytes = yield* unpackedSteps(file, fileName);
  if (!isRda(bytes)) {
    if (isSerialization(bytes)) throw new UserError('GLMM281', `"${fileName}" holds one object without a name, as saveRDS() writes it; load() reads variables that save() wrote.`, { advice: [`Write d <- readRDS("${fileName}").`] });
    throw notOfFormat(bytes, fileName, 'a file of R');
  }
  const object = yield* unserializeSteps(bytes, RDA_MAGIC_LENGTH, label);
  const notes: string[] = [];
  const variables: [string, RData][] = [];
  const left: [string, NoData][] = [];
  for (const { name, value } of object.type === 'pairs' ? object.pairs : []) {
    // R keeps the state of its random numbers among the variables
    if (name === '.Random.seed' && classesOf(value).length === 0) continue;
    const data = dataOf(value, name, label, notes);
    if (data.type === 'noData') left.push([name, data]);
    else variables.push([name, data]);
  }
  if (variables.length === 0 && left.length > 0) throw noData(fileName, left[0]![1]);
  notes.push(...left.map(([name, { what }]) => `\`${name}\` is ${what}, and was left out.`));
  return { content: variables, notes: [...new Set(notes)] };
}

const RDA_MAGIC_LENGTH = 5;

/** `RDX3` and a line end, or RDA, RDB and version 2. */
const isRda = (bytes: Uint8Array): boolean => /^RD[XAB][23]\n$/.test(String.fromCharCode(...bytes.subarray(0, RDA_MAGIC_LENGTH)));

/** A letter for the format, a line end. */
const isSerialization = (bytes: Uint8Array): boolean => /^[XAB]\n$/.test(String.fromCharCode(...bytes.subarray(0, 2)));

function* unpackedSteps(file: Uint8Array, fileName: string): Generator<void, Uint8Array> {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  if (isGzip) return yield* gunzipSteps(file, fileName, MAX_UNPACKED_BYTES);
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, index) => file[index] === byte));
  if (packing) {
    throw new UserError('GLMM294', `"${fileName}" is compressed by ${packing.name}; files of R can be read that are compressed by gzip, which is R's default, or not at all.`, {
      advice: ['In R, read it and save it again: saveRDS(x, "file.rds"), or save(x, file = "file.rda").'],
    });
  }
  return file;
}

const PACKINGS = [
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'Zstandard', magic: [0x28, 0xb5, 0x2f, 0xfd] },
] as const;

const noData = (fileName: string, { what }: NoData): UserError =>
  new UserError('GLMM293', `"${fileName}" holds ${what}; cells read data: vectors, factors, matrices, lists and data frames.`, {
    advice: [what.startsWith('a model') ? 'Save the data in R, saveRDS(model.frame(m), "data.rds"), and fit the model here.' : 'Save the data that are in it by themselves, with saveRDS().'],
  });

/** What an object without a name is called in messages: `polls` for `data/polls.rds`. */
const nameFrom = (fileName: string): string => /([^/\\]*?)(?:\.[^./\\]*)?$/.exec(fileName)?.[1] || 'x';
