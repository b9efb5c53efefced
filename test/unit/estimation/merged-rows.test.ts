import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaplaceModel } from '../../../engine/estimation/laplace-model.js';
import { mergeRows, type MergedRows } from '../../../engine/estimation/merged-rows.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { arrangeRandomEffects } from '../../../engine/estimation/random-effects.js';
import type { MixedModelDesign } from '../../../engine/model/design.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import { designOf } from '../../fixtures/estimation/mixed-model-design.js';

/** Rows of a few covariate patterns in two crossed factors. */
function fewPatterns(seed: number, isCount: boolean, hasWeights: boolean): MixedModelDesign {
  let state = seed;
  const uniform = (): number => (state = (48271 * state) % 2147483647) / 2147483647;
  const pick = (count: number): number => Math.floor(count * uniform());
  const rows = Array.from({ length: 6000 }, () => ({ a: pick(10), b: pick(3), dose: pick(3), flag: pick(2), exposure: pick(2), weight: 1 + pick(2), y: isCount ? pick(5) : pick(2) }));
  return designOf({
    response: rows.map(row => row.y),
    names: ['(Intercept)', 'dose', 'flag'],
    columns: [null, rows.map(row => row.dose), rows.map(row => row.flag)],
    terms: [
      { group: 'a', levels: 10, levelOfRow: rows.map(row => row.a), effects: ['(Intercept)', 'dose'], z: rows.flatMap(row => [1, row.dose]) },
      { group: 'b', levels: 3, levelOfRow: rows.map(row => row.b), effects: ['(Intercept)'], z: null },
    ],
    weights: hasWeights ? rows.map(row => row.weight) : null,
    offset: rows.map(row => 0.5 * row.exposure),
  });
}

/** −ℓ of the Laplace approximation, but for constants of the rows as given, at one β and θ of uncorrelated effects. */
async function evaluate({ design, kept, constant }: MergedRows, name: string, link: string): Promise<number> {
  const effects = arrangeRandomEffects(design.random, kept);
  const take = (values: Float64Array): Float64Array => Float64Array.from(effects.rows, row => values[row]!);
  const p = design.fixed.columnCount;
  const q = Float64Array.from({ length: p * effects.rows.length }, (_, at) => design.fixed.x[Math.floor(at / effects.rows.length) * design.rowCount + effects.rows[at % effects.rows.length]!]!);
  const family = families.get(name)!;
  const data = { effects, q, response: take(design.response.values), weights: take(design.weights), offset: design.offset ? take(design.offset) : new Float64Array(effects.rows.length), family, link: links.get(link)! };
  // in units of the user's columns, so that the scale which the rows give to the effects does not matter
  const [slope, level] = effects.terms;
  const theta = [0.5 / slope!.transform[0]!, 0.3 / slope!.transform[3]!, 0.4 / level!.transform[0]!];
  const x = Float64Array.of(0.4, 0.2, -0.3, ...theta, ...(family.dispersion ? [0.5] : []));
  return (await new LaplaceModel(data, uninterrupted).evaluate(x, new Float64Array(x.length))) - constant;
}

test.each([
  ['binomial', 'logit'], ['binomial', 'cloglog'], ['poisson', 'log'], ['poisson', 'sqrt'], ['negative.binomial', 'log'],
])('merging rows that are alike leaves the likelihood of %s with a %s link as it was', async (name, link) => {
  const family = families.get(name)!;
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), async (seed, hasWeights) => {
    const built = fewPatterns(seed, name !== 'binomial', hasWeights);
      const design = { ...built, random: built.random.map(term => ({ ...term, structure: 'diagonal' as const })) };
    const all = Int32Array.from({ length: design.rowCount }, (_, i) => i);
    const merged = mergeRows(design, all, family, links.get(link)!);
    expect(merged.kept.length).toBeLessThan(0.7 * design.rowCount);
    const expected = await evaluate({ design, kept: all, constant: 0 }, name, link);
    expect(Math.abs((await evaluate(merged, name, link)) - expected)).toBeLessThan(1e-9 * Math.abs(expected));
  }), { numRuns: 4 });
});

test('rows stay as they are where a covariate is continuous, where they are few, and where weights are not repetitions', () => {
  const design = fewPatterns(7, true, false);
  const all = Int32Array.from({ length: design.rowCount }, (_, i) => i);
  const merge = (given: MixedModelDesign, name: string, link: string): number => mergeRows(given, all, families.get(name)!, links.get(link)!).kept.length;
  const x = Float64Array.from(design.fixed.x, (value, at) => (at >= 2 * design.rowCount ? value + Math.sin(at) : value));
  expect(merge({ ...design, fixed: { ...design.fixed, x } }, 'poisson', 'log')).toBe(design.rowCount);
  expect(merge(design, 'Gamma', 'log')).toBe(design.rowCount);
  const few = all.subarray(0, 300);
  expect(mergeRows(design, few, families.get('poisson')!, links.get('log')!).kept).toBe(few);
});

test('exposures add up under a log link: rows that differ in the offset alone become one', () => {
  const design = fewPatterns(11, true, false);
  const all = Int32Array.from({ length: design.rowCount }, (_, i) => i);
  const [logLink, root] = ['log', 'sqrt'].map(link => mergeRows(design, all, families.get('poisson')!, links.get(link)!));
  expect(logLink!.kept.length).toBe(10 * 3 * 3 * 2);
  expect(logLink!.design.offset).toBeNull();
  expect(root!.kept.length).toBeGreaterThan(10 * 3 * 3 * 2);
  expect(root!.design.offset).toBe(design.offset);
});
