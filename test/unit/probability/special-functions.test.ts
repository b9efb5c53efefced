import { describe, expect, test } from 'vitest';
import { digamma, digammaMinusLog, log1pRemainder, logFactorial, logGamma, trigamma } from '../../../engine/probability/special-functions.js';

describe('log Γ', () => {
  // R 4.2.2: lgamma(c(0.5, 1.00001, 1.5, 2.5, 7.3, 33.3, 1e6 + .5, 1e-3)), options(digits = 17)
  test.each([
    [0.5, 0.57236494292470008], [1.5, -0.12078223763524518], [2.5, 0.28468287047291918], [7.3, 7.1478925230222492],
    [33.3, 82.603723581654933], [1e6 + 0.5, 12815511.476902766], [1e-3, 6.9071788853838534],
  ])('of %d is what R gives', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
  });

  test('is exact to 1e-14 next to its zero at 1', () => {
    expect(Math.abs(logGamma(1.00001) + 5.7720744028247486e-6)).toBeLessThan(1e-14);
  });

  test('is infinite at 0 and not a number below', () => {
    expect(logGamma(0)).toBe(Infinity);
    expect(logGamma(-1.5)).toBeNaN();
  });
});

describe('log n!', () => {
  // R 4.2.2: lfactorial(c(0, 1, 5, 170, 171, 1e9))
  test.each([[0, 0], [1, 0], [5, 4.7874917427820458], [170, 706.57306224578747], [171, 711.71472580228999], [1e9, 19723265848.226982]])(
    'of %d is what R gives', (n, expected) => {
      expect(Math.abs(logFactorial(n) - expected)).toBeLessThan(1e-14 * Math.max(1, expected));
    });

  test('of a fraction is log Γ of one more', () => {
    expect(logFactorial(1.5)).toBe(logGamma(2.5));
  });
});

describe('the derivatives of log Γ', () => {
  // R 4.2.2: digamma(c(1e-3, 0.3, 1, 7.2, 1e6)), trigamma(…)
  test.each([
    [1e-3, -1000.5755719318104, 1000001.6425331959], [0.3, -3.5025242222001323, 12.245364546107732], [1, -0.57721566490153231, 1.6449340668482264],
    [7.2, 1.903032144270175, 0.14897878164889405], [1e6, 13.81551005796419, 1.0000005000001672e-6],
  ])('at %d are what R gives', (x, first, second) => {
    expect(Math.abs(digamma(x) / first - 1)).toBeLessThan(1e-13);
    expect(Math.abs(trigamma(x) / second - 1)).toBeLessThan(1e-13);
  });

  test('keep their digits where ϝ is next to the logarithm', () => {
    // ϝ(x) − log x = −1/(2x) − 1/(12x²) + …
    expect(digammaMinusLog(1e8) / (-0.5e-8 - 1e-16 / 12)).toBeCloseTo(1, 14);
    expect(digammaMinusLog(2.5)).toBeCloseTo(digamma(2.5) - Math.log(2.5), 14);
  });
});

describe('x − log(1 + x)', () => {
  // by its series: Σ (−1)^k x^k / k, k ≥ 2
  const series = (x: number): number => {
    let sum = 0;
    for (let k = 60; k >= 2; k--) sum += (k % 2 === 0 ? 1 : -1) * x ** k / k;
    return sum;
  };
  test.each([1e-12, -1e-9, 1e-3, -0.1, 0.2, 0.25, -0.25, -0.3, 0.3])('keeps all digits at %d', x => {
    expect(Math.abs(log1pRemainder(x) / series(x) - 1)).toBeLessThan(1e-13);
  });

  test.each([-0.9, 2, 1e6])('is the plain difference at %d', x => {
    expect(log1pRemainder(x)).toBe(x - Math.log1p(x));
  });
});
