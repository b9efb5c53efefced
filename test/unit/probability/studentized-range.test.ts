import { describe, expect, it } from 'vitest';
import { studentizedRangeCdf, studentizedRangeQuantile, studentizedRangeUpperTail } from '../../../engine/probability/studentized-range.js';
import { tTwoSidedPValue } from '../../../engine/probability/tail-probabilities.js';

describe('the studentized range', () => {
  // R 4.2.2: ptukey(q, k, df)
  it.each([
    [3.5, 3, 10, 0.92289668916134],
    [3.5, 4, Infinity, 0.93612366614076],
    [5, 20, 30, 0.894735193810333],
    [0.3, 3, 7, 0.024416273164689],
    [2.77, 2, 60, 0.94519757037745],
  ])('at %s for %s means and %s degrees of freedom has the probability of R', (q, count, df, expected) => {
    expect(studentizedRangeCdf(q, count, df)).toBeCloseTo(expected, 9);
  });

  // nested integrate() of the definition in R, to 1e-10, where ptukey is off by 1.4e-4 and 5e-8; 2 * pt(-0.01 / sqrt(2), 1e4) for the last
  it.each([
    [20, 5, 2, 0.984788073683467],
    [13.3243, 5, 3, 0.989999979633729],
    [4.2, 100, 500, 0.0802834561724124],
    [0.01, 2, 1e4, 1 - 0.994358292229127],
  ])('at %s for %s means and %s degrees of freedom has the probability of its definition', (q, count, df, expected) => {
    expect(studentizedRangeCdf(q, count, df)).toBeCloseTo(expected, 11);
  });

  it.each([1, 1.5, 2, 7.3, 40, Infinity])('of two means is √2 |t| with %s degrees of freedom', df => {
    for (const q of [0.01, 0.5, 2, 6, 30]) expect(studentizedRangeUpperTail(q, 2, df)).toBeCloseTo(tTwoSidedPValue(q / Math.SQRT2, df), 11);
  });

  // R 4.2.2: qtukey(p, k, df)
  it.each([
    [0.95, 3, 10, 3.87677674919],
    [0.95, 4, 1e9, 3.6331595818],
    [0.5, 10, 20, 3.08058268436],
    [0.95, 2, 5, 3.63535142129],
  ])('has the quantile %s of R for %s means and %s degrees of freedom', (p, count, df, expected) => {
    // R's own quantiles are found to 1e-4
    expect(studentizedRangeQuantile(p, count, df)).toBeCloseTo(expected, 3);
    expect(studentizedRangeCdf(studentizedRangeQuantile(p, count, df), count, df)).toBeCloseTo(p, 12);
  });

  it('is nothing for one mean, and certain at the ends', () => {
    expect(studentizedRangeCdf(3, 1, 10)).toBeNaN();
    expect(studentizedRangeCdf(0, 3, 10)).toBe(0);
    expect(studentizedRangeCdf(Infinity, 3, 10)).toBe(1);
  });
});
