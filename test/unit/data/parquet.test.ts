// Parquet files written by pyarrow 25.0.1 with make-parquet.py, and what pyarrow reads from them (parquet.json).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readParquet } from '../../../engine/data/readers/parquet.js';
import type { Column } from '../../../engine/data/vectors.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { Session } from '../../../engine/session.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

interface Expected {
  readonly type: string;
  readonly values: readonly (string | number | boolean | null)[];
  readonly levels?: readonly string[];
  readonly ordered?: boolean;
}

const folder = new URL('files/', import.meta.url);
const fileBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const expected = JSON.parse(readFileSync(new URL('parquet.json', folder), 'utf8')) as Readonly<Record<string, Readonly<Record<string, Expected>>>>;
const noPause = (): Promise<void> => Promise.resolve();
const read = (name: string, wanted: readonly string[] | null = null) => readParquet(fileBytes(name), name, wanted, noPause);

/** The type that the column of a type of Arrow has in R. */
function typeOf({ type, values }: Expected): string {
  if (type.startsWith('dictionary')) return 'factor';
  if (type === 'bool' || type === 'null') return 'logical';
  if (/^(date|timestamp|time)/.test(type)) return 'double';
  if (/^(string|binary)/.test(type) || values.some(value => typeof value === 'string' && /^\d{16,}$/.test(value))) return 'character';
  return /^u?int/.test(type) && values.every(value => value === null || Math.abs(Number(value)) <= 2147483647) ? 'integer' : 'double';
}

function valuesOf(column: Column): (string | number | boolean | null)[] {
  if (column.type === 'factor') return Array.from(column.codes, code => (code === 0 ? null : column.levels[code - 1]!));
  if (column.type === 'character') return [...column.values];
  if (column.type === 'logical') return Array.from(column.values, value => (value < 0 ? null : value === 1));
  return Array.from(column.values, (value, row) => (Number.isNaN(value) ? (column.notANumber?.[row] === 1 ? 'NaN' : null) : value === Infinity ? 'Inf' : value));
}

/** Dates as days and times as seconds since 1970 or midnight, computed by JavaScript's Date from what Python wrote. */
function asNumbers({ type, values }: Expected): Expected['values'] {
  const secondsOf = (text: string): number => {
    const [, whole, fraction = '0'] = /^([^.]*)\.?(\d*)$/.exec(text)!;
    return Date.parse(`${whole!.replace(' ', 'T')}Z`) / 1000 + Number(fraction || 0) / 10 ** fraction.length;
  };
  if (type.startsWith('date')) return values.map(value => (value === null ? null : Date.parse(String(value)) / 86_400_000));
  if (type.startsWith('timestamp')) return values.map(value => (value === null ? null : secondsOf(String(value))));
  return type.startsWith('time') ? values.map(value => (value === null ? null : secondsOf(`1970-01-01 ${String(value)}`))) : values;
}

describe('every file that pyarrow wrote holds what pyarrow reads from it', () => {
  test.each(Object.keys(expected))('%s', async name => {
    const { frame } = await read(name);
    expect([...frame.columns.keys()]).toEqual(Object.keys(expected[name]!));
    for (const [columnName, record] of Object.entries(expected[name]!)) {
      const column = frame.columns.get(columnName)!;
      expect([columnName, column.type]).toEqual([columnName, typeOf(record)]);
      expect({ columnName, values: valuesOf(column) }).toEqual({ columnName, values: column.type === 'character' ? record.values.map(value => (value === null ? null : String(value))) : asNumbers(record) });
      if (column.type === 'factor') expect([column.levels, column.isOrdered]).toEqual([record.levels, record.ordered]);
    }
  });
});

async function mistake(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(() => new Error('nothing was refused'), (reason: unknown) => reason);
  if (error instanceof UserError) return error;
  throw error;
}

describe('what a reader is told', () => {
  test('dates are dates, times are numbers, and a note says of what', async () => {
    const { frame, notes } = await read('other-types.parquet');
    expect(frame.columns.get('day')).toMatchObject({ type: 'double', time: 'date' });
    expect(notes).toEqual([
      'The times of columns `second`, `milli`, `micro` were read as numbers: seconds since 1 January 1970 (UTC).',
      'The times of column `clock` were read as numbers: seconds since midnight.',
    ]);
  });

  test('whole numbers that a double would round to their neighbours are text, and a note says so', async () => {
    const { notes } = await read('whole-numbers.parquet');
    expect(notes).toEqual(['Whole numbers of columns `huge64`, `uint64` are beyond 2^53, where doubles miss some; they were read as text, so that none is lost.']);
  });

  test('columns can be chosen, in any order', async () => {
    const { frame } = await read('study-snappy.parquet', ['herd', 'y']);
    expect([...frame.columns.keys()]).toEqual(['herd', 'y']);
  });

  test('a column that is not there names the nearest one', async () => {
    expect((await mistake(read('study-snappy.parquet', ['hurd']))).message).toBe('"study-snappy.parquet" has no column `hurd`. Did you mean `herd`?');
  });

  test('columns of lists or records are refused by name, and the others can be read', async () => {
    const error = await mistake(read('nested.parquet'));
    expect([error.code, error.message]).toEqual(['GLMM295', 'Column `visits` of "nested.parquet" holds lists or records, which a data frame here cannot hold.']);
    expect(valuesOf((await read('nested.parquet', ['y'])).frame.columns.get('y')!)).toEqual([1, 2]);
  });

  test('bytes that are no text are refused', async () => {
    expect((await mistake(read('binary.parquet'))).message).toContain('Column `raw` of "binary.parquet" cannot be read');
  });

  test('another format is named, with the function that reads it', async () => {
    const refused = async (bytes: Uint8Array) => mistake(readParquet(bytes, 'd.parquet', null, noPause)).then(({ code, message, advice }) => [code, message, advice[0]]);
    expect(await refused(new TextEncoder().encode('a,b\n1,2\n'))).toEqual(['GLMM281', '"d.parquet" is not a Parquet file.', 'If it is text with separators, read.csv(), read.csv2(), read.delim() or read.table() reads it.']);
    expect(await refused(new TextEncoder().encode('$FL2@(#) SPSS DATA FILE'))).toEqual(['GLMM281', '"d.parquet" is an SPSS file, not a Parquet file.', 'read_sav("d.parquet") reads it.']);
    expect(await refused(new Uint8Array(0))).toEqual(['GLMM281', '"d.parquet" is not a Parquet file.', 'If it is text with separators, read.csv(), read.csv2(), read.delim() or read.table() reads it.']);
  });

  test('a cancellation goes through', async () => {
    class Stop extends Error {}
    await expect(readParquet(fileBytes('study-snappy.parquet'), 'd', null, () => Promise.reject(new Stop()))).rejects.toBeInstanceOf(Stop);
  });
});

describe('a damaged file is refused, or read, and never more', () => {
  const files = ['study-snappy.parquet', 'study-zstd.parquet', 'study-brotli.parquet', 'study-lz4.parquet', 'study-gzip.parquet', 'study-delta.parquet', 'study-v2.parquet', 'factors.parquet', 'other-types.parquet'];
  const refusedOrRead = async (bytes: Uint8Array): Promise<void> => {
    const outcome: unknown = await readParquet(bytes, 'd.parquet', null, noPause).then(({ frame }) => frame.rowCount, (reason: unknown) => reason);
    if (!(outcome instanceof UserError)) expect(typeof outcome).toBe('number');
  };

  test.each(files)('%s cut off anywhere', async name => {
    const bytes = fileBytes(name);
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 200)) expect(await mistake(readParquet(bytes.subarray(0, length), 'd.parquet', null, noPause))).toBeInstanceOf(UserError);
  });

  test.each(files)('%s with changed bytes', async name => {
    const bytes = fileBytes(name);
    const random = new MersenneTwister(1);
    for (let round = 0; round < 150; round++) {
      const changed = bytes.slice();
      const changes = 1 + Math.floor(random.uniform() * 4);
      for (let change = 0; change < changes; change++) changed[4 + Math.floor(random.uniform() * (bytes.length - 8))] = Math.floor(random.uniform() * 256);
      await refusedOrRead(changed);
    }
  });
});

test('a model is fitted to a Parquet file as to the same data from R', async () => {
  const session = new Session({ files: sampleFiles });
  const outcome = await session.run('d <- read_parquet("cbpp.parquet")\nm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = d, family = binomial)\nas.numeric(logLik(m))\nlevels(d$period)');
  expect(outcome.error).toBeUndefined();
  // lme4 1.1-31: glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial)
  const bundled = await new Session({ files: sampleFiles }).run('m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nas.numeric(logLik(m))\nlevels(cbpp$period)');
  expect(outcome.outputs).toEqual(bundled.outputs);
});
