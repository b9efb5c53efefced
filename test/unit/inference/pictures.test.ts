// What pictures show, against R (test/fixtures/predictions/pictures.R).
import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/predictions/pictures.json' with { type: 'json' };
import { binnedResiduals } from '../../../engine/inference/binned-residuals.js';
import { boxOf, histogramOf } from '../../../engine/inference/distribution-pictures.js';
import { lowess } from '../../../engine/inference/lowess.js';
import { normalQuantiles } from '../../../engine/inference/normal-quantiles.js';
import { scatterOf } from '../../../engine/inference/scatter.js';

function sortedPairs(x: readonly number[], y: readonly number[]): [Float64Array, Float64Array] {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]!);
  return [Float64Array.from(order, i => x[i]!), Float64Array.from(order, i => y[i]!)];
}

function expectClose(ours: ArrayLike<number>, reference: readonly number[], tolerance = 1e-10): void {
  expect(ours).toHaveLength(reference.length);
  reference.forEach((value, i) => expect(Math.abs(ours[i]! - value), `element ${i + 1}: ${ours[i]} for ${value}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value))));
}

describe('the smooth line', () => {
  test('is that of lowess() of R, outliers and all', () => {
    const [x, y] = sortedPairs(ofR.x, ofR.y);
    expectClose(lowess(x, y), ofR.lowess.y);
  });

  test('is, with other settings too', () => {
    const [x, y] = sortedPairs(ofR.x, ofR.y);
    expectClose(lowess(x, y, { span: 0.2, iterations: 0, distance: 0 }), ofR.few.y);
  });

  test('is where x has ties', () => {
    expectClose(lowess(Float64Array.from(ofR.ties), Float64Array.from(ofR.z)), ofR.tied.y);
  });

  test('of fewer than two points is the points', () => {
    expect([...lowess(Float64Array.of(1), Float64Array.of(2))]).toEqual([2]);
  });
});

describe('normal quantiles', () => {
  test('are those of qqnorm() and qqline(), with the limits of order statistics', () => {
    const { points, line } = normalQuantiles(Float64Array.from(ofR.y), 0.95);
    expectClose(points.map(point => point.theoretical), ofR.qq.theoretical);
    expectClose([line.slope, line.intercept], [ofR.qq.slope[0]!, ofR.qq.intercept[0]!]);
    expectClose(points.map(point => point.lower), ofR.qq.lower, 1e-8);
    expectClose(points.map(point => point.upper), ofR.qq.upper, 1e-8);
  });

  test('of ten values or fewer have the places of ppoints()', () => {
    expectClose(normalQuantiles(Float64Array.from(ofR.y.slice(0, 8)), 0.95).points.map(point => point.theoretical), ofR.qqFew.theoretical);
  });

  test('of many values keep both ends and thin the middle, each with its own index', () => {
    const values = Float64Array.from({ length: 50_000 }, (_, i) => Math.sin(i) * 10);
    const { points, count } = normalQuantiles(values, 0.95);
    expect(count).toBe(50_000);
    expect(points).toHaveLength(1200);
    const sorted = values.slice().sort();
    expect(points.slice(0, 150).map(point => point.value)).toEqual([...sorted.subarray(0, 150)]);
    expect(points.slice(-150).map(point => point.value)).toEqual([...sorted.subarray(-150)]);
    for (const { index, value } of points) expect(values[index]).toBe(value);
  });
});

test('binned residuals are those of the package arm', () => {
  const bins = binnedResiduals(Float64Array.from(ofR.binned.fitted0), Float64Array.from(ofR.binned.residual0), 4);
  expectClose(bins.map(bin => bin.fitted), ofR.binned.fitted);
  expectClose(bins.map(bin => bin.residual), ofR.binned.residual);
  expectClose(bins.map(bin => bin.twoErrors), ofR.binned.limit);
});

describe('pictures of a distribution', () => {
  test.each([[0, ofR.x, null], [1, ofR.y, null]] as const)('count as hist() does, %#', (place, values, wanted) => {
    const { bars } = histogramOf(Float64Array.from(values), wanted);
    expect([bars[0]!.from, ...bars.map(bar => bar.to)]).toEqual(ofR.hist[place]!.breaks);
    expect(bars.map(bar => bar.count)).toEqual(ofR.hist[place]!.counts);
  });

  test('have the hinges and whiskers of boxplot.stats()', () => {
    const { lower, median, upper, lowerWhisker, upperWhisker, outliers } = boxOf(Float64Array.from(ofR.y));
    expectClose([lowerWhisker, lower, median, upper, upperWhisker], ofR.box.stats);
    expect([...outliers].sort((a, b) => a - b)).toEqual([...ofR.box.out].sort((a, b) => a - b));
    const odd = boxOf(Float64Array.from(ofR.y.slice(0, 7)));
    expectClose([odd.lowerWhisker, odd.lower, odd.median, odd.upper, odd.upperWhisker], ofR.boxOdd);
  });
});

describe('a cloud of points', () => {
  test('of many points is counted in cells, none lost', () => {
    const n = 200_000;
    const x = Float64Array.from({ length: n }, (_, i) => (i * 0.618) % 1);
    const y = x.map((value, i) => value + Math.sin(i));
    const scatter = scatterOf(x, y);
    expect(scatter.points).toBeNull();
    expect(scatter.cells!.length).toBeLessThanOrEqual(2400);
    expect(scatter.cells!.reduce((sum, { count }) => sum + count, 0)).toBe(n);
    expect(scatter.smoothedCount).toBe(10_000);
    expect(scatter.smooth.length).toBeLessThanOrEqual(121);
  });

  test('leaves out what is missing', () => {
    expect(scatterOf(Float64Array.of(1, NaN, 3), Float64Array.of(1, 2, NaN)).count).toBe(1);
  });
});
