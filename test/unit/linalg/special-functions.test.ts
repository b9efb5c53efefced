import { describe, expect, test } from 'vitest';
import { logFactorial, logGamma } from '../../../engine/linalg/special-functions.js';

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
