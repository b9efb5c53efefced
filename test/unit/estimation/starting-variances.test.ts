import { describe, expect, test } from 'vitest';
import { LinearMixedModel } from '../../../engine/estimation/linear-mixed-model.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { orthogonalise } from '../../../engine/estimation/orthogonal-columns.js';
import { arrangeRandomEffects } from '../../../engine/estimation/random-effects.js';
import { designOf, type DesignNumbers } from '../../fixtures/estimation/mixed-model-design.js';
import { randomNumbers } from '../../fuzz/random-numbers.js';

/** θ from which a REML fit with an intercept alone sets out, each for effects of mean square one. */
function startOf(response: readonly number[], terms: DesignNumbers['terms']): Float64Array {
  const n = response.length;
  const { fixed, random, weights } = designOf({ response, terms, names: ['(Intercept)'], columns: [null], weights: null, offset: null });
  const effects = arrangeRandomEffects(random, Int32Array.from(response.keys()));
  const sorted = Float64Array.from(effects.rows, row => response[row]!);
  const columns = orthogonalise(fixed, n, effects.rows, weights);
  return new LinearMixedModel(effects, columns, sorted, weights, true, uninterrupted).startingTheta();
}

const intercept = (group: string, levelOfRow: readonly number[]) => ({ group, levels: Math.max(...levelOfRow) + 1, levelOfRow, effects: ['(Intercept)'], z: null });

describe('the variances from which a linear mixed model sets out', () => {
  test('are those of the analysis of variance, and so of REML, in a balanced one-way layout', () => {
    const random = randomNumbers(3);
    const [levels, size] = [9, 6];
    const level = Array.from({ length: levels * size }, (_, i) => i % levels);
    const effect = Array.from({ length: levels }, () => 1.5 * random.normal());
    const y = level.map(j => 4 + effect[j]! + random.normal());
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const means = effect.map((_, j) => mean(y.filter((__, i) => level[i] === j)));
    const between = (size * means.reduce((sum, value) => sum + (value - mean(y)) ** 2, 0)) / (levels - 1);
    const within = y.reduce((sum, value, i) => sum + (value - means[level[i]!]!) ** 2, 0) / (levels * (size - 1));
    expect(startOf(y, [intercept('g', level)])[0]).toBeCloseTo(Math.sqrt((between - within) / size / within), 10);
  });

  test('are near the truth where factors are crossed', () => {
    const random = randomNumbers(5);
    const rows = Array.from({ length: 60 * 50 }, (_, i) => i);
    const [a, b] = [Array.from({ length: 60 }, () => 0.8 * random.normal()), Array.from({ length: 50 }, () => 0.3 * random.normal())];
    const y = rows.map(i => a[i % 60]! + b[Math.floor(i / 60)]! + random.normal());
    const [first, second] = startOf(y, [intercept('a', rows.map(i => i % 60)), intercept('b', rows.map(i => Math.floor(i / 60)))]);
    expect(Math.abs(first! / 0.8 - 1)).toBeLessThan(0.25);
    expect(Math.abs(second! / 0.3 - 1)).toBeLessThan(0.25);
  });

  test('are positive where the levels do not differ at all', () => {
    const y = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1) + 0.01 * Math.sin(i));
    expect(startOf(y, [intercept('g', y.map((_, i) => Math.floor(i / 8)))])[0]).toBeGreaterThan(0);
  });
});
