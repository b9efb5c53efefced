import { expect, test } from 'vitest';
import { centreColumns } from '../../../engine/estimation/centred-columns.js';
import { addUpCounts } from '../../../engine/estimation/fit-poisson-intercept.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { bringTogether } from '../../../engine/estimation/neighbouring-levels.js';
import { PoissonInterceptModel, recordLength, type PoissonInterceptData } from '../../../engine/estimation/poisson-intercept-model.js';

const LEVELS = 100_000;

/** Two rows a level, the levels in an order that `levelOf` gives. */
function rowsOf(levelOf: (row: number) => number): PoissonInterceptData {
  const n = 2 * LEVELS;
  const levelOfRow = Int32Array.from({ length: n }, (_, i) => levelOf(i));
  const x = Float64Array.from({ length: 3 * n }, (_, at) => (at < n ? 1 : Math.sin(1.3 * at)));
  const counts = Float64Array.from({ length: n }, (_, i) => i % 4);
  const weights = Float64Array.from({ length: n }, (_, i) => 1 + (i % 3));
  const offset = Float64Array.from({ length: n }, (_, i) => 0.2 * Math.cos(i));
  const columns = centreColumns({ x, columnCount: 3, names: ['(Intercept)', 'a', 'b'], meanings: [], assign: [0, 1, 2], termLabels: ['a', 'b'], hasIntercept: true, droppedColumns: [] }, n, weights)!;
  return { levelOfRow, levelCount: LEVELS, x, columns, totals: addUpCounts(counts, weights, offset, x, columns, levelOfRow, LEVELS), weights, offset };
}

test('rows of many levels in no order are brought together without changing the likelihood', async () => {
  // 7919 has no factor in common with the number of levels, so that this visits each twice
  const data = rowsOf(i => (7919 * i) % LEVELS);
  const ordered = bringTogether(data, recordLength(2));
  expect(ordered).not.toBe(data);
  const far = ordered.levelOfRow.filter((level, i) => i > 0 && Math.abs(level - ordered.levelOfRow[i - 1]!) > 8192).length;
  expect(far).toBe(0);
  const x = Float64Array.of(0.3, 0.1, -0.2, 0.7);
  const expected = new Float64Array(4);
  const gradient = new Float64Array(4);
  const value = await new PoissonInterceptModel(data, uninterrupted).evaluate(x, expected);
  expect(Math.abs((await new PoissonInterceptModel(ordered, uninterrupted).evaluate(x, gradient)) / value - 1)).toBeLessThan(1e-13);
  gradient.forEach((slope, i) => expect(slope / expected[i]! - 1).toBeCloseTo(0, 10));
});

test('rows that are sorted by level, and rows of few levels, stay where they are', () => {
  const sorted = rowsOf(i => i >> 1);
  expect(bringTogether(sorted, recordLength(2))).toBe(sorted);
  const few = rowsOf(i => (7919 * i) % 1000);
  expect(bringTogether({ ...few, levelCount: 1000 }, recordLength(2)).x).toBe(few.x);
});
