import { describe, expect, test } from 'vitest';
import { chiSquareUpperTail, normalCdf, normalQuantile, normalTwoSidedPValue, tTwoSidedPValue } from '../../../engine/probability/tail-probabilities.js';

const expectRelative = (actual: number, expected: number, tolerance = 1e-12) => expect(Math.abs(actual / expected - 1)).toBeLessThan(tolerance);

// Expected values: R 4.2.2, options(digits = 17).
describe('the normal distribution', () => {
  test.each([[-8, 6.2209605742717849e-16], [-1.3, 0.096800484585610344], [0.4, 0.65542174161032418]])('has the pnorm of R at %d', (x, expected) => {
    expectRelative(normalCdf(x), expected);
  });

  test.each([
    [1e-300, -37.0470962993612], [1e-20, -9.26234008979840517], [1e-17, -8.49379322410960036], [1e-15, -7.9413453261709952], [1e-12, -7.0344838253011321], [1e-8, -5.61200124417479], [0.025, -1.95996398454005383],
    [0.75, 0.67448975019608171], [0.999, 3.09023230616781319],
  ])('has the qnorm of R at %d', (p, expected) => {
    expectRelative(normalQuantile(p), expected);
  });

  test('has a two-sided p-value of twice the lower tail', () => {
    expectRelative(normalTwoSidedPValue(-8), 2 * 6.2209605742717849e-16);
    expectRelative(normalTwoSidedPValue(8), 2 * 6.2209605742717849e-16);
  });
});

describe('Student’s t distribution', () => {
  test.each([[0.5, 3, 0.65144796484815104], [2.1, 17.3, 0.050688223022867553], [-12, 250, 1.673529622698349e-26]])(
    'has the two-sided p-value of R at t = %d on %d degrees of freedom', (t, df, expected) => {
      expectRelative(tTwoSidedPValue(t, df), expected, 1e-10);
    });

  test('is normal with infinitely many degrees of freedom', () => {
    expect(tTwoSidedPValue(1.7, Infinity)).toBe(normalTwoSidedPValue(1.7));
  });
});

describe('the chi-square distribution', () => {
  test.each([[0.3, 1, 0.58388242077036523], [3.84, 2, 0.14660696213035015], [25, 7, 7.588002556582501e-4], [700, 3, 2.0991308534204087e-151]])(
    'has the upper tail of R at %d on %d degrees of freedom', (x, df, expected) => {
      expectRelative(chiSquareUpperTail(x, df), expected);
    });

  test('is 1 at zero and not a number for a fraction of a degree', () => {
    expect(chiSquareUpperTail(0, 3)).toBe(1);
    expect(chiSquareUpperTail(1, 2.5)).toBeNaN();
  });
});
