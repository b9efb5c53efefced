import { describe, expect, test } from 'vitest';
import { fitMixedModel, type FitSpecification } from '../../../engine/estimation/fit-mixed-model.js';
import type { MixedModelFit } from '../../../engine/estimation/fit.js';
import { Cancelled, uninterrupted } from '../../../engine/estimation/monitor.js';
import type { MixedModelDesign } from '../../../engine/model/design.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import { designOf, type DesignNumbers } from '../../fixtures/estimation/mixed-model-design.js';
import references from '../../fixtures/estimation/reference-models.json';

type Method = FitSpecification['method'];

const fit = (design: MixedModelDesign, family: string, method: Method): Promise<MixedModelFit> =>
  fitMixedModel(design, { family: families.get(family)!, link: links.get(families.get(family)!.canonicalLink)!, method }, uninterrupted);

const standardErrors = (model: MixedModelFit): number[] => {
  const p = model.fixedEffects.length;
  return Array.from({ length: p }, (_, j) => Math.sqrt(model.fixedEffectsCovariance[j * p + j]!));
};
const standardDeviations = (model: MixedModelFit): number[][] =>
  model.random.map(({ covariance }) => {
    const k = Math.sqrt(covariance.length);
    return Array.from({ length: k }, (_, a) => Math.sqrt(covariance[a * k + a]!));
  });

describe.each(references)('$name ($source)', reference => {
  const { expected } = reference;
  const design = designOf(reference);
  const fitted = fit(design, reference.family, reference.method as Method);

  test('reaches at least the log-likelihood of R, and no other likelihood', async () => {
    const { logLikelihood, convergence } = await fitted;
    expect(logLikelihood).toBeGreaterThan(expected.logLik - 1e-6);
    expect(logLikelihood).toBeLessThan(expected.logLik + 1e-4);
    expect(convergence).toMatchObject({ converged: true, problem: '' });
    expect(convergence.newtonDecrement).toBeLessThan(1e-8);
  });

  test('has the estimates of R to a thousandth of their standard errors, and the standard errors to a thousandth', async () => {
    const model = await fitted;
    const errors = standardErrors(model);
    expected.fixed.forEach((estimate, j) => {
      expect(Math.abs(model.fixedEffects[j]! - estimate)).toBeLessThan(1e-3 * expected.standardErrors[j]!);
      expect(Math.abs(errors[j]! / expected.standardErrors[j]! - 1)).toBeLessThan(1e-3);
    });
  });

  test('has the standard deviations of R', async () => {
    const model = await fitted;
    const scale = Math.max(...expected.sd.flat(), expected.sigma);
    standardDeviations(model).forEach((sd, t) => sd.forEach((value, a) => expect(Math.abs(value - expected.sd[t]![a]!)).toBeLessThan(1e-4 * scale)));
    expect(Math.abs(model.sigma / expected.sigma - 1)).toBeLessThan(1e-5);
  });

  test('has the conditional modes and variances of R', async () => {
    const model = await fitted;
    model.random.forEach(({ modes, conditionalCovariances }, t) => {
      const k = modes.length / design.random[t]!.levels.length;
      const scale = Math.max(1e-6, ...(expected.modes[t] ?? []).flat().map(Math.abs));
      expected.modes[t]?.forEach((row, j) => row.forEach((mode, a) => expect(Math.abs(modes[j * k + a]! - mode)).toBeLessThan(1e-4 * scale)));
      expected.conditionalVariances[t]?.forEach((row, j) => row.forEach((variance, a) => {
        expect(Math.abs(conditionalCovariances[(j * k + a) * k + a]! - variance)).toBeLessThan(1e-3 * variance + 1e-7 * scale * scale);
      }));
    });
  });
});

describe('a singular fit', () => {
  test('reports a variance of exactly zero, as an interior stationary point without a warning', async () => {
    const model = await fit(designOf(references.find(({ name }) => name === 'lmm_dyestuff2_reml') as DesignNumbers), 'gaussian', 'REML');
    expect(model.random[0]!.covariance[0]).toBe(0);
    expect(model.random[0]!.isSingular).toBe(true);
    expect(model.convergence.converged).toBe(true);
  });

  test('is said where a correlation is ±1', async () => {
    const model = await fit(designOf(references.find(({ name }) => name === 'lmm_early_reml') as DesignNumbers), 'gaussian', 'REML');
    const [intercept, covariance, , slope] = model.random[0]!.covariance;
    expect(Math.abs(covariance! / Math.sqrt(intercept! * slope!))).toBeCloseTo(1, 6);
    expect(model.random[0]!.isSingular).toBe(true);
  });
});

describe('an equivalent formulation', () => {
  const sleepstudy = references.find(({ name }) => name === 'lmm_sleepstudy_slope_reml') as DesignNumbers;
  const cbpp = references.find(({ name }) => name === 'glmm_cbpp_laplace') as DesignNumbers;

  test('in other units and from another origin leaves a linear mixed model’s likelihood what it was, but for the Jacobian of REML', async () => {
    const rescale = (days: number): number => 1000 * days + 7e6;
    const other = designOf({
      ...sleepstudy,
      columns: [null, sleepstudy.columns[1]!.map(rescale)],
      terms: sleepstudy.terms.map(term => ({ ...term, z: term.z!.map((value, at) => (at % 2 === 1 ? rescale(value) : value)) })),
    });
    const [one, two] = await Promise.all([fit(designOf(sleepstudy), 'gaussian', 'ML'), fit(other, 'gaussian', 'ML')]);
    expect(two.logLikelihood).toBeCloseTo(one.logLikelihood, 7);
    expect(two.fixedEffects[1]! * 1000).toBeCloseTo(one.fixedEffects[1]!, 6);
  });

  test('with its rows in another order gives the same fit', async () => {
    const order = cbpp.response.map((_, i) => (i * 17) % cbpp.response.length);
    const pick = (values: readonly number[]): number[] => order.map(i => values[i]!);
    const shuffled = designOf({
      ...cbpp, response: pick(cbpp.response), weights: pick(cbpp.weights!), columns: cbpp.columns.map(column => column && pick(column)),
      terms: cbpp.terms.map(term => ({ ...term, levelOfRow: pick(term.levelOfRow) })),
    });
    const [one, two] = await Promise.all([fit(designOf(cbpp), 'binomial', 'Laplace'), fit(shuffled, 'binomial', 'Laplace')]);
    expect(two.logLikelihood).toBeCloseTo(one.logLikelihood, 9);
    expect(two.linearPredictor[3]).toBeCloseTo(one.linearPredictor[order[3]!]!, 6);
  });

  test('with a proportion taken apart into trials differs by the binomial coefficients alone', async () => {
    const rows = cbpp.response.flatMap((y, i) => Array.from({ length: cbpp.weights![i]! }, (_, trial) => ({ i, y: trial < Math.round(y * cbpp.weights![i]!) ? 1 : 0 })));
    const apart = designOf({
      ...cbpp, weights: null, response: rows.map(row => row.y), columns: cbpp.columns.map(column => column && rows.map(row => column[row.i]!)),
      terms: cbpp.terms.map(term => ({ ...term, levelOfRow: rows.map(row => term.levelOfRow[row.i]!) })),
    });
    const [one, two] = await Promise.all([fit(designOf(cbpp), 'binomial', 'Laplace'), fit(apart, 'binomial', 'Laplace')]);
    const constant = cbpp.response.reduce((sum, y, i) => sum + families.get('binomial')!.logConstant(y, cbpp.weights![i]!), 0);
    expect(two.logLikelihood + constant).toBeCloseTo(one.logLikelihood, 8);
    expect(two.fixedEffects[2]).toBeCloseTo(one.fixedEffects[2]!, 5);
  });

  test('with rows of weight zero is the fit without them, and still predicts them', async () => {
    const extended = designOf({
      ...cbpp, response: [...cbpp.response, 0.5], weights: [...cbpp.weights!, 0], columns: cbpp.columns.map(column => column && [...column, 1]),
      terms: cbpp.terms.map(term => ({ ...term, levelOfRow: [...term.levelOfRow, 2] })),
    });
    const [one, two] = await Promise.all([fit(designOf(cbpp), 'binomial', 'Laplace'), fit(extended, 'binomial', 'Laplace')]);
    expect(two.logLikelihood).toBeCloseTo(one.logLikelihood, 10);
    expect(two.linearPredictor).toHaveLength(cbpp.response.length + 1);
    expect(two.fittedValues.at(-1)).toBeGreaterThan(0);
  });
});

describe('data that cannot carry the model', () => {
  const groups = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
  const intercept = { group: 'g', levels: 4, levelOfRow: groups, effects: ['(Intercept)'], z: null };
  const base: DesignNumbers = { response: groups.map((g, i) => g + Math.sin(5 * i)), names: ['(Intercept)'], columns: [null], terms: [intercept] };
  const one = (i: number): number => (i % 2 === 0 ? 1 : 0);

  test('a response that does not vary is refused', async () => {
    await expect(fit(designOf({ ...base, response: groups.map(() => 3) }), 'gaussian', 'REML')).rejects.toMatchObject({ code: 'GLMM413', message: 'The response does not vary.' });
  });

  test('as many fixed effects as rows are refused', async () => {
    const tiny = designOf({ response: [1, 2], names: ['a', 'b'], columns: [null, [0, 1]], terms: [{ ...intercept, levelOfRow: [0, 1] }] });
    await expect(fit(tiny, 'gaussian', 'REML')).rejects.toMatchObject({ code: 'GLMM411' });
  });

  test('a negative weight is refused by its row', async () => {
    await expect(fit(designOf({ ...base, weights: groups.map((_, i) => (i === 4 ? -1 : 1)) }), 'gaussian', 'ML')).rejects.toThrow('The weight of row 5 is -1.');
  });

  test('a count below zero is refused by its row', async () => {
    await expect(fit(designOf({ ...base, response: groups.map((_, i) => (i === 6 ? -2 : i)) }), 'poisson', 'Laplace')).rejects.toThrow('Row 7 of the response is negative.');
  });

  test.each([['gaussian', 'REML'], ['poisson', 'Laplace']] as const)('no fixed effects at all is a model like any other (%s)', async (family, method) => {
    const model = await fit(designOf({ ...base, response: groups.map((g, i) => 3 * g + (i % 3)), names: [], columns: [] }), family, method);
    expect(model.convergence.converged).toBe(true);
    expect(model.fixedEffects).toHaveLength(0);
    expect(Number.isFinite(model.logLikelihood)).toBe(true);
  });

  test('one observation a level leaves nothing undefined', async () => {
    const single = { ...intercept, levels: 12, levelOfRow: groups.map((_, i) => i) };
    for (const [family, method] of [['gaussian', 'REML'], ['poisson', 'Laplace'], ['binomial', 'Laplace']] as const) {
      const response = groups.map((g, i) => (family === 'binomial' ? one(i) : 2 * g + (i % 5)));
      const model = await fit(designOf({ ...base, response, terms: [single] }), family, method);
      expect(Number.isFinite(model.logLikelihood)).toBe(true);
      expect(model.fixedEffects.every(Number.isFinite)).toBe(true);
    }
  });

  test.each([
    ['binomial', 'a response that a column repeats', (i: number) => (i < 6 ? 0 : 1)],
    ['binomial', 'a group of rows without a success', (i: number) => (i < 6 ? 0 : i % 2)],
    ['binomial', 'nothing but successes', () => 1],
    ['poisson', 'a group of rows without a count', (i: number) => (i < 6 ? 0 : 1 + (i % 4))],
    ['poisson', 'nothing but zeros', () => 0],
  ] as const)('separation ends, and is said (%s: %s)', async (family, _what, response) => {
    const x = groups.map((_, i) => (i < 6 ? 0 : 1));
    const model = await fit(designOf({ ...base, response: groups.map((_, i) => response(i)), names: ['(Intercept)', 'x'], columns: [null, x] }), family, 'Laplace');
    expect(Number.isFinite(model.logLikelihood)).toBe(true);
    expect(model.convergence.converged).toBe(false);
    expect(model.convergence.problem).toContain('separate');
    expect(Math.max(...standardErrors(model))).toBeGreaterThan(20);
  });

  test('crossed factors too large for memory are refused by name', async () => {
    // each of 30,000 levels meets four of the other factor wherever they are, so that most of those depend on each other
    const [levels, others] = [30_000, 29_000];
    const rows = Array.from({ length: 4 * levels }, (_, i) => i);
    const large = designOf({
      response: rows.map(i => i % 2), names: ['(Intercept)'], columns: [null],
      terms: [{ ...intercept, group: 'a', levels, levelOfRow: rows.map(i => i >> 2) }, { ...intercept, group: 'b', levels: others, levelOfRow: rows.map(i => Math.floor(others * ((Math.sin(i + 1) * 43758.5453) % 1) ** 2)) }],
    });
    await expect(fit(large, 'binomial', 'Laplace')).rejects.toThrow('(b) have 29000 random effects together');
  });

  test('counts of a billion are fitted', async () => {
    const model = await fit(designOf({ ...base, response: groups.map((g, i) => 1e9 + 1e7 * g + 1e5 * (i % 3)) }), 'poisson', 'Laplace');
    expect(model.convergence.converged).toBe(true);
    expect(model.fixedEffects[0]).toBeCloseTo(Math.log(1e9), 1);
  });

  test('a fit that is cancelled stops with Cancelled', async () => {
    let looks = 0;
    const monitor = { isDue: () => ++looks > 3, pause: () => Promise.reject(new Cancelled()) };
    const specification = { family: families.get('poisson')!, link: links.get('log')!, method: 'Laplace' as const };
    await expect(fitMixedModel(designOf({ ...base, response: groups }), specification, monitor)).rejects.toBeInstanceOf(Cancelled);
  });
});
