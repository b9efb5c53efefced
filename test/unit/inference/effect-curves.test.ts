// Curves of effects against R: predictions of lme4 with Wald limits, population means by R's integrate() (test/fixtures/predictions/pictures.R).
import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/predictions/pictures.json' with { type: 'json' };
import { fittedModel } from '../../fixtures/fitted-model.js';
import { evaluateIn } from '../../fixtures/model/reference-frames.js';
import { effectGrid, focalValues, heldValues, lineValues } from '../../../engine/inference/effect-grid.js';
import { averagedRows, effectPoints, effectRows, levelCurves } from '../../../engine/inference/effect-curves.js';
import type { MixedModel } from '../../../engine/inference/mixed-model.js';

const use = await fittedModel('glmer(use ~ age + urban + livch + (1 | district), data = Contraception, family = binomial)');

async function curves(model: MixedModel, focal: Parameters<typeof effectGrid>[1]) {
  const { frame, held } = effectGrid(model, focal);
  return { held, rows: await effectRows(model, frame, (expression, data) => evaluateIn(data, expression)) };
}

function expectClose(ours: readonly number[], reference: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(reference.length);
  ours.forEach((value, i) => expect(Math.abs(value / reference[i]! - 1), `element ${i + 1}: ${value} for ${reference[i]}`).toBeLessThan(tolerance));
}

describe('the effect of a covariate', () => {
  const age = { name: 'age', values: [focalValues(use, 'age').values[0]!, focalValues(use, 'age').values.at(-1)!] };

  test('runs over its range, with the other covariates at mean and reference', async () => {
    const { held } = await curves(use, [focalValues(use, 'urban')]);
    expect(focalValues(use, 'urban').values).toEqual(['N', 'Y']);
    expect(held.map(({ name, is }) => [name, is])).toEqual([['age', 'mean'], ['livch', 'reference']]);
    expect(held[1]!.value).toBe('0');
  });

  test('is for a typical level what R predicts without random effects, with its Wald limits', async () => {
    const { rows } = await curves(use, [age, focalValues(use, 'urban')]);
    const points = effectPoints(use, rows, 0.95);
    expectClose(points.map(({ typical }) => typical.mean), ofR.effects.typical, 1e-5);
    // standard errors of glmer are finite differences
    expectClose(points.map(({ typical }) => typical.lower), ofR.effects.lower, 1e-3);
    expectClose(points.map(({ typical }) => typical.upper), ofR.effects.upper, 1e-3);
  });

  test('is for the population the integral over the random effects, between its own limits', async () => {
    const { rows } = await curves(use, [age, focalValues(use, 'urban')]);
    const points = effectPoints(use, rows, 0.95);
    expectClose(points.map(({ population }) => population.mean), ofR.effects.population, 1e-5);
    for (const { population } of points) expect(population.lower < population.mean && population.mean < population.upper).toBe(true);
  });

  test('is for one level what R predicts with its mode', async () => {
    const { rows } = await curves(use, [age, focalValues(use, 'urban')]);
    const level = use.design.random[0]!.levels.indexOf('14');
    expectClose([...levelCurves(use, rows, 'district', [level])[0]!], ofR.effects.district, 1e-5);
  });

  test('averages rows by their shares', async () => {
    const { rows } = await curves(use, [age, focalValues(use, 'urban')]);
    const half = averagedRows(rows, 2, [0.25, 0.75]);
    const at = use.design.fixed.names.indexOf('urbanY');
    expect([...half.x.subarray(2 * at, 2 * at + 2)]).toEqual([0.75, 0.75]);
    expect(half.rowCount).toBe(2);
  });

  test('as lines of a number stands at its mean and one standard deviation to either side', () => {
    const { values } = lineValues(use, 'age');
    expect(values).toHaveLength(3);
    expect(Number(values[1])).toBeCloseTo((Number(values[0]) + Number(values[2])) / 2, 12);
  });

  test('refuses what is no covariate', () => {
    expect(() => focalValues(use, 'district')).toThrow('no covariate `district`');
    expect(heldValues(use).map(({ name }) => name)).toEqual(['age', 'urban', 'livch']);
  });
});

test('under an identity link with random slopes the population is the typical level, and the spread between levels grows with the slope', async () => {
  const sleep = await fittedModel('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
  const { rows } = await curves(sleep, [{ name: 'Days', values: [0, 9] }]);
  const points = effectPoints(sleep, rows, 0.95);
  for (const { typical, population } of points) expect(population.mean).toBeCloseTo(typical.mean, 10);
  const [a, , , d] = sleep.fit.random[0]!.covariance;
  const c = sleep.fit.random[0]!.covariance[1]!;
  expect(points[1]!.sd ** 2).toBeCloseTo(a! + 18 * c + 81 * d!, 8);
});
