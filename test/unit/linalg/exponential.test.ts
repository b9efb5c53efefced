import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponentiate } from '../../../engine/linalg/row-kernels.js';

const exponential = (value: number): number => {
  const x = Float64Array.of(value);
  exponentiate(x, 0, 1);
  return x[0]!;
};

test('is within two units in the last place of the exponential that the platform has', () => {
  fc.assert(fc.property(fc.double({ min: -745, max: 709, noNaN: true }), value => {
    const expected = Math.exp(value);
    expect(Math.abs(exponential(value) - expected)).toBeLessThanOrEqual(2 * 2 ** -52 * expected);
  }), { numRuns: 2000 });
});

test('has the values that 30 digits give', () => {
  // e^1, e^-1, e^0.1, e^50 and e^-700, from their decimal expansions
  for (const [value, expected] of [[1, 2.71828182845904523536], [-1, 0.367879441171442321596], [0.1, 1.10517091807564762481], [50, 5.18470552858707246409e21], [-700, 9.85967654375977018756e-305]] as const) {
    expect(Math.abs(exponential(value) / expected - 1)).toBeLessThan(4.5e-16);
  }
  expect(exponential(0)).toBe(1);
});

test('overflows, underflows and passes on what is not a number, and leaves its neighbours alone', () => {
  expect([Infinity, 1000, -Infinity, -1000, NaN].map(exponential)).toEqual([Infinity, Infinity, 0, 0, NaN]);
  const x = Float64Array.of(1, 2, 3);
  exponentiate(x, 1, 2);
  expect([x[0], x[2]]).toEqual([1, 3]);
});
