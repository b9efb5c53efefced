import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { exponential, exponentialOfMinus, log1pOfTiny, log1pOfUnit } from '../../../engine/linalg/elementary-functions.js';
import * as rowKernels from '../../../engine/linalg/row-kernels.js';

const { exponentiate, logisticRows } = rowKernels;
type Rows = Pick<typeof rowKernels, 'exponentiate' | 'logisticRows'>;

/** The kernels loaded afresh, with or without WebAssembly. */
async function kernels(environment: '0' | '1'): Promise<Rows> {
  vi.stubEnv('GLMM_NO_WASM', environment);
  vi.resetModules();
  return import('../../../engine/linalg/row-kernels.js');
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const ULP = 2 ** -52;
const anyNumber = fc.oneof(fc.double({ min: -800, max: 800, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.double());

describe('the exponential', () => {
  test('is that of the platform to two units in the last place', () => {
    fc.assert(fc.property(fc.double({ min: -708, max: 709.7, noNaN: true }), x => Math.abs(exponential(x) / Math.exp(x) - 1) <= 2 * ULP), { numRuns: 20_000 });
  });

  test.each([[0, 1], [-0, 1], [Infinity, Infinity], [-Infinity, 0], [710, Infinity], [-750, 0], [NaN, NaN], [-745, 5e-324]])('of %d is %d', (x, expected) => {
    expect(exponential(x)).toBe(expected);
  });
});

test('log(1 + t) is that of the platform to two units in the last place, and exact at the ends', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), t => Math.abs(log1pOfUnit(t) - Math.log1p(t)) <= 2 * ULP * Math.log1p(t)), { numRuns: 20_000 });
  expect(log1pOfUnit(0)).toBe(0);
  expect(log1pOfUnit(1)).toBe(Math.LN2);
  expect(log1pOfUnit(1e-300)).toBe(1e-300);
});

test('e^−x from a table is that of the platform to three units in the last place, and ends at zero', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 707.9, noNaN: true }), x => Math.abs(exponentialOfMinus(x) - Math.exp(-x)) <= 3 * ULP * Math.exp(-x)), { numRuns: 20_000 });
  expect([0, 708, Infinity, NaN].map(exponentialOfMinus)).toEqual([1, 0, 0, NaN]);
});

test('log(1 + t) of a tiny t is that of the platform to two units in the last place', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 2 ** -10, noNaN: true }), t => Math.abs(log1pOfTiny(t) - Math.log1p(t)) <= 2 * ULP * Math.log1p(t)), { numRuns: 20_000 });
});

/** 1,100 rows: two blocks and part of a third that ends in the midst of a pair. */
const n = 1101;
const response = Float64Array.from({ length: n }, (_, i) => [0, 1, 0.25][i % 3]!);
const eta = Float64Array.from({ length: n }, (_, i) => (i % 50 === 0 ? 700 : 6) * Math.sin(i));
const weights = Float64Array.from({ length: n }, (_, i) => [1, 1, 4, 0][i % 4]!);

describe('the rows of a logistic model', () => {
  test.each([['of a block', n], ['of a level', 7]])('%s have −ℓ and the derivatives that the textbook gives', (_, size) => {
    for (let from = 0; from + size <= n; from += size) {
      const [y, x, m] = [response, eta, weights].map(column => column.subarray(from, from + size)) as [Float64Array, Float64Array, Float64Array];
      const [first, second, third] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
      const value = logisticRows(y, x, m, first, second, third);
      let expected = 0;
      for (let i = 0; i < size; i++) {
        const mu = 1 / (1 + Math.exp(-x[i]!));
        expected += m[i]! * (Math.max(x[i]!, 0) + Math.log1p(Math.exp(-Math.abs(x[i]!))) - y[i]! * x[i]!);
        expect(first[i]).toBeCloseTo(m[i]! * (mu - y[i]!), 12);
        expect(second[i]).toBeCloseTo(m[i]! * mu * (1 - mu), 12);
        expect(third[i]).toBeCloseTo(m[i]! * mu * (1 - mu) * (1 - 2 * mu), 12);
      }
      expect(value / expected).toBeCloseTo(1, 13);
    }
  });

  test('keep the digits of a probability of 1e-300', () => {
    const [first, second, third] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    const x = Float64Array.of(-690);
    expect(logisticRows(Float64Array.of(0), x, Float64Array.of(1), first, second, third) / Math.exp(-690)).toBeCloseTo(1, 12);
    expect(first[0]! / Math.exp(-690)).toBeCloseTo(1, 12);
  });

  test('give the same bits with and without WebAssembly', async () => {
    const results = [];
    for (const environment of ['0', '1'] as const) {
      const rows = await kernels(environment);
      const columns = [new Float64Array(n), new Float64Array(n), new Float64Array(n)] as const;
      results.push([rows.logisticRows(response, eta, weights, ...columns), ...columns]);
    }
    expect(results[1]).toEqual(results[0]);
  });
});

test('exponentials of a vector have the same bits with and without WebAssembly, and those of one number', async () => {
  const [fast, plain] = [await kernels('0'), await kernels('1')];
  fc.assert(fc.property(fc.array(anyNumber, { maxLength: 600 }), values => {
    const x = Float64Array.from(values);
    const [one, two] = [Float64Array.from(x), Float64Array.from(x)];
    fast.exponentiate(one, 0, x.length);
    plain.exponentiate(two, 0, x.length);
    expect(two).toEqual(one);
  }), { numRuns: 30 });
  const target = Float64Array.from(eta);
  exponentiate(target, 0, n);
  expect(target).toEqual(eta.map(exponential));
});
