// Damaged and hostile files of R, Stata and SPSS: each gives data or a UserError, and nothing that a file claims is believed beyond its length.
import { gunzipSync, gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../engine/data/readers/crc32.js';
import { wholeFile } from '../../../engine/data/readers/foreign-columns.js';
import { readRdaSteps, readRdsSteps } from '../../../engine/data/readers/r-files.js';
import { readSpssSteps } from '../../../engine/data/readers/spss.js';
import { readStataSteps } from '../../../engine/data/readers/stata.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { recordedFile } from '../../fixtures/foreign/recorded.js';

/** What is read of a file, or the error that it is refused with. */
function outcome(bytes: Uint8Array, name: string): unknown {
  const steps: Generator<void, unknown> = name.endsWith('.rds') ? readRdsSteps(bytes, name) : name.endsWith('.rda') ? readRdaSteps(bytes, name) : name.endsWith('.dta') ? readStataSteps(bytes, name, wholeFile) : readSpssSteps(bytes, name, wholeFile);
  try {
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const files = [
  'columns-plain.rds', 'columns-ascii.rds', 'columns-hex.rds', 'columns-native.rds', 'columns-3.rds', 'compact.rds', 'contrasts.rds', 'held.rds', 'list.rds', 'among.rds', 'function.rds', 'variables.rda', 'variables-ascii.rda',
  'stata-8.dta', 'stata-13.dta', 'stata-14.dta', 'big-114.dta', 'big-118.dta', 'spss-byte.sav', 'spss-none.sav', 'spss-zsav.zsav', 'missing.sav', 'dates.sav', 'big.sav', 'unknown-rows.sav',
];

/** What is read, apart from value labels: those of old Stata files stand at the end, and nothing tells how many there are. */
const valuesOf = (read: unknown): string => JSON.stringify(read, (key, value: unknown) => (key === 'valueLabels' ? undefined : value instanceof Map ? [...(value as Map<unknown, unknown>)] : value));

describe('cut off anywhere,', () => {
  test.each(files.filter(name => name !== 'unknown-rows.sav'))('%s is refused, unless nothing of its data is missing', name => {
    const bytes = recordedFile(name);
    const whole = valuesOf(outcome(bytes, name));
    const step = Math.ceil(bytes.length / 250);
    for (let length = 0; length < bytes.length; length += step) {
      const read = outcome(bytes.slice(0, length), name);
      if (read instanceof UserError) expect(read.code).toMatch(/^GLMM(281|283|289|291|293|294)$/);
      else expect(valuesOf(read) === whole, `${length} of ${bytes.length} bytes`).toBe(true);
    }
  });

  test('a file that does not tell its rows gives those that are whole', () => {
    const bytes = recordedFile('unknown-rows.sav');
    expect(outcome(bytes.slice(0, -1), 'd.sav')).toMatchObject({ frame: { rowCount: 2 } });
  });
});

describe('with bytes that are changed,', () => {
  test.each(files.filter(name => name !== 'compact.rds'))('%s is read or refused', name => {
    const bytes = recordedFile(name);
    const random = new MersenneTwister(20261121);
    for (let round = 0; round < 100; round++) {
      const changed = bytes.slice();
      const count = 1 + random.index(4);
      for (let change = 0; change < count; change++) changed[random.index(changed.length)] = random.index(2) === 0 ? random.index(256) : [0, 1, 127, 128, 254, 255][random.index(6)]!;
      expect(() => outcome(changed, name)).not.toThrow();
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

  /** The sequences of compact.rds, the first of them with 10^15 elements in place of 1,000. */
  const longSequence = (): Uint8Array => {
    const bytes = gunzipSync(recordedFile('compact.rds'));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let at = 0;
    while (view.getFloat64(at) !== 1000) at++;
    view.setFloat64(at, 1e15);
    return bytes;
  };

  test.each([
    ['a vector of two thousand million numbers', 'd.rds', xdr(2, 0x40202, 0x20300, 14, 0x7fffffff, 0, 0)],
    ['a vector of more elements than 32 bits count', 'd.rds', xdr(2, 0x40202, 0x20300, 14, -1, 0x7fffffff, -1, 0, 0)],
    ['a list of two thousand million elements', 'd.rds', xdr(2, 0x40202, 0x20300, 19, 0x7fffffff, 0, 0)],
    ['a sequence of 10^15 elements in a few bytes', 'd.rds', longSequence()],
    ['lists within lists without end', 'd.rds', xdr(2, 0x40202, 0x20300, ...Array.from({ length: 20000 }, () => [19, 1]).flat())],
    ['a text of negative length', 'd.rds', xdr(2, 0x40202, 0x20300, 16, 1, 9, -5, 0)],
    ['a reference to nothing', 'd.rds', xdr(2, 0x40202, 0x20300, 255 | (77 << 8))],
    ['rows beyond the end of a Stata file', 'd.dta', changedAt('stata-10.dta', 6, 255, 255, 255, 127)],
    ['more variables than the bytes of a Stata file', 'd.dta', changedAt('stata-10.dta', 4, 255, 255)],
    ['rows beyond the end of an SPSS file', 'd.sav', changedAt('spss-none.sav', 80, 255, 255, 255, 127)],
    ['rows beyond the end of a compressed SPSS file', 'd.sav', changedAt('spss-byte.sav', 80, 255, 255, 255, 127)],
  ])('%s', (_, name, bytes) => {
    expect(outcome(bytes, name)).toMatchObject({ code: 'GLMM291' });
  });
});

describe('the checksum of gzip', () => {
  test('is the one that RFC 1952 and zlib have', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926); // the check value of CRC-32
    const random = new MersenneTwister(1);
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, () => random.index(256));
      const packed = gzipSync(bytes);
      expect(crc32(bytes)).toBe(new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 8, true));
    }
  });

  test('refuses a file that unpacks to something else', () => {
    const bytes = recordedFile('compact.rds').slice();
    bytes[bytes.length - 8]! ^= 1;
    expect(outcome(bytes, 'd.rds')).toMatchObject({ code: 'GLMM283', message: '"d.rds" is a damaged gzip file: it cannot be unpacked.' });
  });

  test('of several files one after the other is left to each of them', () => {
    const plain = recordedFile('columns-plain.rds');
    const parts = [gzipSync(plain.subarray(0, 300)), gzipSync(plain.subarray(300))];
    expect(outcome(Uint8Array.from(parts.flatMap(part => [...part])), 'd.rds')).toMatchObject({ content: { type: 'dataFrame', rowCount: 6 } });
  });
});
