// Damaged and hostile files of R, Stata and SPSS: each gives data or a UserError, and nothing that a file claims is believed beyond its length.
import { describe, expect, test } from 'vitest';
import { wholeFile } from '../../../engine/data/readers/foreign-columns.js';
import { readRdaSteps, readRdsSteps } from '../../../engine/data/readers/r-files.js';
import { readSpssSteps } from '../../../engine/data/readers/spss.js';
import { readStataSteps } from '../../../engine/data/readers/stata.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { recordedFile } from '../../fixtures/foreign/recorded.js';

/** The error that a file is refused with; null when it is read. */
function refusal(bytes: Uint8Array, name: string): UserError | null {
  const steps: Generator<void, unknown> = name.endsWith('.rds') ? readRdsSteps(bytes, name) : name.endsWith('.rda') ? readRdaSteps(bytes, name) : name.endsWith('.dta') ? readStataSteps(bytes, name, wholeFile) : readSpssSteps(bytes, name, wholeFile);
  try {
    while (!steps.next().done);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const files = [
  'columns-plain.rds', 'columns-ascii.rds', 'columns-hex.rds', 'columns-native.rds', 'columns-3.rds', 'compact.rds', 'contrasts.rds', 'held.rds', 'list.rds', 'among.rds', 'function.rds', 'variables.rda', 'variables-ascii.rda',
  'stata-8.dta', 'stata-13.dta', 'stata-14.dta', 'big-114.dta', 'big-118.dta', 'spss-byte.sav', 'spss-none.sav', 'spss-zsav.zsav', 'missing.sav', 'dates.sav', 'big.sav', 'unknown-rows.sav',
];

/** Cut off within, these are still whole, or as whole as their format can tell: rows whose number is unknown, a last line end. */
const CANNOT_TELL: Readonly<Record<string, number>> = { 'unknown-rows.sav': 72, 'columns-ascii.rds': 1, 'columns-hex.rds': 1, 'variables-ascii.rda': 12, 'columns-3.rds': 8, 'compact.rds': 8, 'contrasts.rds': 8, 'held.rds': 8, 'list.rds': 8, 'among.rds': 8, 'function.rds': 8, 'variables.rda': 8, 'stata-8.dta': 40, 'big-114.dta': 60, 'spss-byte.sav': 24 };

describe('cut off anywhere,', () => {
  test.each(files)('%s is refused', name => {
    const bytes = recordedFile(name);
    const step = Math.ceil(bytes.length / 700);
    const last = bytes.length - (CANNOT_TELL[name] ?? 0);
    for (let length = 0; length < last; length += step) {
      const error = refusal(bytes.slice(0, length), name);
      expect(error, `${length} of ${bytes.length} bytes`).toBeInstanceOf(UserError);
      expect(error!.code).toMatch(/^GLMM(281|283|289|291|294)$/);
    }
  });
});

describe('with bytes that are changed,', () => {
  test.each(files)('%s is read or refused', name => {
    const bytes = recordedFile(name);
    const random = new MersenneTwister(20261121);
    for (let round = 0; round < 300; round++) {
      const changed = bytes.slice();
      const count = 1 + Math.floor(4 * random.uniform());
      for (let change = 0; change < count; change++) changed[Math.floor(changed.length * random.uniform())] = random.uniform() < 0.5 ? Math.floor(256 * random.uniform()) : [0, 1, 127, 128, 254, 255][Math.floor(6 * random.uniform())]!;
      expect(() => refusal(changed, name)).not.toThrow();
    }
  });
});

describe('what a file claims is held against its length:', () => {
  const xdr = (...words: readonly number[]): Uint8Array => new Uint8Array([0x58, 10, ...words.flatMap(word => [(word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])]);
  const changedAt = (name: string, at: number, ...values: readonly number[]): Uint8Array => {
    const bytes = recordedFile(name).slice();
    bytes.set(values, at);
    return bytes;
  };

  test.each([
    ['a vector of two thousand million numbers', 'd.rds', xdr(2, 0x40202, 0x20300, 14, 0x7fffffff, 0, 0)],
    ['a vector of more elements than 32 bits count', 'd.rds', xdr(2, 0x40202, 0x20300, 14, -1, 0x7fffffff, -1, 0, 0)],
    ['a list of two thousand million elements', 'd.rds', xdr(2, 0x40202, 0x20300, 19, 0x7fffffff, 0, 0)],
    ['a sequence of 10^15 elements in a few bytes', 'd.rds', xdr(3, 0x40202, 0x30500, 0, 238, 2, 1, 9 | (64 << 12), 14, 0x636f6d70, 0x6163745f, 0x696e7473, 0x65710000)],
    ['lists within lists without end', 'd.rds', xdr(2, 0x40202, 0x20300, ...Array.from({ length: 20000 }, () => [19, 1]).flat())],
    ['a text of negative length', 'd.rds', xdr(2, 0x40202, 0x20300, 16, 1, 9, -5, 0)],
    ['a reference to nothing', 'd.rds', xdr(2, 0x40202, 0x20300, 255 | (77 << 8))],
    ['rows beyond the end of a Stata file', 'd.dta', changedAt('stata-10.dta', 6, 255, 255, 255, 127)],
    ['more variables than the bytes of a Stata file', 'd.dta', changedAt('stata-10.dta', 4, 255, 255)],
    ['rows beyond the end of an SPSS file', 'd.sav', changedAt('spss-none.sav', 80, 255, 255, 255, 127)],
    ['rows beyond the end of a compressed SPSS file', 'd.sav', changedAt('spss-byte.sav', 80, 255, 255, 255, 127)],
  ])('%s', (_, name, bytes) => {
    expect(refusal(bytes, name)?.code).toBe('GLMM291');
  });
});
