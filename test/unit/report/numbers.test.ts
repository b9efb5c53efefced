import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalsFor, formatCount, formatDuration, formatFixed, formatNumber, formatP, formatPercent, formatRatio, formatScientific, formatSignificant, toAscii } from '../../../engine/report/numbers.js';

describe('numbers in print', () => {
  test.each([[0.307, 2, 2], [0.307, 3, 3], [1.546, 2, 1], [6.82, 3, 2], [27, 2, 0], [0.0168, 3, 4], [0.0996, 2, 2], [99.6, 2, 0]])('a standard error of %d with %d digits asks for %d decimals', (error, digits, decimals) => {
    expect(decimalsFor(error, digits)).toBe(decimals);
  });

  test('an unusable standard error asks for three decimals', () => {
    for (const error of [null, 'NaN', 'Inf', 0] as const) expect(decimalsFor(error, 2)).toBe(3);
  });

  test('carry a real minus sign, and none on zero', () => {
    expect(formatFixed(-1.3985, 3)).toBe('−1.399');
    expect(formatFixed(-0.0004, 3)).toBe('0.000');
    expect(formatFixed(2, 1)).toBe('2.0');
  });

  test('name what is not a number', () => {
    expect([null, 'NaN', 'Inf', '-Inf'].map(value => formatFixed(value as null, 2))).toEqual(['NA', 'NaN', '∞', '−∞']);
  });

  test.each([[0.012345, 3, '0.0123'], [194.0526, 4, '194.1'], [612.09, 3, '612'], [2212.87, 3, '2213'], [0.0000012, 2, '1.2 × 10⁻⁶'], [-3e12, 2, '−3.0 × 10¹²'], [0, 3, '0'], [0.9996, 3, '1.00']])('%d with %d significant digits is %s', (value, digits, text) => {
    expect(formatSignificant(value, digits)).toBe(text);
  });

  test.each([[0.0897, 2, '0.090'], [0.37, 2, '0.37'], [1.0594, 3, '1.059'], [205.3, 0, '205'], [1.5e6, 2, '1.5 × 10⁶'], [0.00002, 2, '2.0 × 10⁻⁵']])('a ratio of %d with %d decimals is %s', (ratio, decimals, text) => {
    expect(formatRatio(ratio, decimals)).toBe(text);
  });

  test('p is never printed as zero or one', () => {
    expect([0, 0.00099, 0.001234, 0.475, 0.9999, null].map(p => formatP(p))).toEqual(['< 0.001', '< 0.001', '0.001', '0.475', '> 0.999', 'NA']);
  });

  test('counts have their thousands apart', () => {
    expect([7584, 100000, 1234567, 15].map(formatCount)).toEqual(['7,584', '100,000', '1,234,567', '15']);
  });

  test('percentages keep their distance from nothing and all', () => {
    expect([0.2, 0.004, 0.0001, 0.997, 0.9999].map(formatPercent)).toEqual(['20 %', '0.4 %', 'less than 0.1 %', '99.7 %', 'more than 99.9 %']);
  });

  test('durations change their unit', () => {
    expect([0.9, 1.43, 182.4, 12345].map(value => formatDuration(value))).toEqual(['0.90 ms', '1.4 ms', '182 ms', '12.3 s']);
  });

  test('become what a program reads', () => {
    expect(toAscii(formatFixed(-1.5, 1))).toBe('-1.5');
    expect(Number(toAscii(formatScientific(-3.2e-7, 2)))).toBe(-3.2e-7);
  });

  test('of a table come back from their text to seven digits', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), value => {
      const back = Number(toAscii(formatNumber(value)));
      const allowed = Math.max(Math.abs(value) * 1e-6, Number.MIN_VALUE * 1e10);
      expect(Math.abs(back - value)).toBeLessThanOrEqual(allowed);
    }));
  });
});
