import { describe, expect, test } from 'vitest';
import { JointModeModel } from '../../../engine/estimation/joint-mode-model.js';
import { LaplaceModel, type LaplaceData } from '../../../engine/estimation/laplace-model.js';
import type { MarginalLikelihood } from '../../../engine/estimation/marginal-likelihood.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { NestedQuadrature } from '../../../engine/estimation/nested-quadrature.js';
import { OneFactorQuadrature } from '../../../engine/estimation/one-factor-quadrature.js';
import { orthogonalise } from '../../../engine/estimation/orthogonal-columns.js';
import { arrangeRandomEffects } from '../../../engine/estimation/random-effects.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import { designOf, type DesignNumbers } from '../../fixtures/estimation/mixed-model-design.js';

const n = 48;
const rowNumbers = Array.from({ length: n }, (_, i) => i);
const wave = (i: number): number => Math.sin(1.7 * i) + 0.3 * Math.cos(5.1 * i * i);
const slope = (i: number): number => 0.5 + wave(3 * i + 1);
const coarse = rowNumbers.map(i => Math.floor((i * 3) / 7) % 4);
const fine = coarse.map((parent, i) => parent * 4 + (i % 4));
const intercept = (group: string, levels: number, levelOfRow: readonly number[]) => ({ group, levels, levelOfRow, effects: ['(Intercept)'], z: null });
const withSlope = (group: string, levels: number, levelOfRow: readonly number[], structure: 'unstructured' | 'diagonal' = 'unstructured') =>
  ({ group, levels, levelOfRow, effects: ['(Intercept)', 'x'], z: rowNumbers.flatMap(i => [1, slope(i)]), structure });
const three = (group: string, levels: number, levelOfRow: readonly number[]) =>
  ({ group, levels, levelOfRow, effects: ['(Intercept)', 'x', 'w'], z: rowNumbers.flatMap(i => [1, slope(i), wave(5 * i + 2)]) });

/** A model of the rows above, with a point well inside its support. */
function generalized(terms: DesignNumbers['terms'], name: string, link: string): { data: LaplaceData; x: Float64Array } {
  const { fixed, random, response, weights, offset } = designOf({
    response: rowNumbers.map(i => (name === 'binomial' ? (wave(i) > 0 ? 1 : 0) : name === 'Gamma' ? 3 + 2 * wave(i) : Math.floor(3 + 2 * wave(i)))),
    terms, names: ['(Intercept)', 'x'], columns: [null, rowNumbers.map(i => wave(2 * i))],
    weights: rowNumbers.map(i => 1 + (i % 3)), offset: rowNumbers.map(i => 0.1 * wave(i + 9)),
  });
  const effects = arrangeRandomEffects(random, Int32Array.from(rowNumbers));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(effects.rows, row => values[row]!);
  const { q } = orthogonalise(fixed, n, effects.rows, pick(weights));
  const family = families.get(name)!;
  const parameterCount = 2 + effects.thetaFactor.length + (family.dispersion ? 1 : 0);
  return {
    data: { effects, q, response: pick(response.values), weights: pick(weights), offset: pick(offset!), family, link: links.get(link)! },
    x: Float64Array.from({ length: parameterCount }, (_, i) => 0.6 + 0.35 * Math.cos(2.3 * i)),
  };
}

/** Central differences of two widths, extrapolated to fourth order. */
async function numericalGradient(model: MarginalLikelihood, x: Float64Array): Promise<number[]> {
  const scratch = new Float64Array(x.length);
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const at = async (h: number): Promise<number> => model.evaluate(x.map((value, j) => (j === i ? value + h : value)), scratch);
    const difference = async (h: number): Promise<number> => ((await at(h)) - (await at(-h))) / (2 * h);
    slopes.push((4 * (await difference(5e-4)) - (await difference(1e-3))) / 3);
  }
  return slopes;
}

async function expectExactGradient(model: MarginalLikelihood, x: Float64Array): Promise<void> {
  const gradient = new Float64Array(x.length);
  const expected = await numericalGradient(model, x);
  await model.evaluate(x, gradient);
  expected.forEach((value, i) => expect(Math.abs(gradient[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value))));
}

const likelihoods = [['Gamma', 'log'], ['negative.binomial', 'log'], ['binomial', 'logit'], ['binomial', 'probit'], ['binomial', 'cauchit'], ['poisson', 'log'], ['poisson', 'sqrt']] as const;
const shifted = (link: string, { data, x }: { data: LaplaceData; x: Float64Array }): { data: LaplaceData; x: Float64Array } =>
  link === 'sqrt' ? { data: { ...data, offset: data.offset.map(value => value + 2) }, x: x.map((value, i) => (i < 2 ? value : 0.2)) } : { data, x };

describe('quadrature over several effects of one factor', () => {
  const vectors = { 'a correlated slope': withSlope('a', 4, coarse), 'a diagonal term': withSlope('a', 4, coarse, 'diagonal'), 'three effects': three('a', 4, coarse) };

  test.each(likelihoods.flatMap(([name, link]) => Object.keys(vectors).map(terms => [name, link, terms as keyof typeof vectors] as const)))('has the gradient of its numerical derivative (%s, %s, %s)', async (name, link, terms) => {
    const { data, x } = shifted(link, generalized([vectors[terms]], name, link));
    for (const points of [2, 5]) await expectExactGradient(new OneFactorQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted), x);
  });

  test('with one point is the Laplace approximation, with its gradient', async () => {
    const { data, x } = generalized([three('a', 4, coarse)], 'binomial', 'logit');
    const laplace = new LaplaceModel(data, uninterrupted);
    const expected = new Float64Array(x.length);
    const gradient = new Float64Array(x.length);
    const value = await laplace.evaluate(x, expected);
    expect(await new OneFactorQuadrature(data, laplace, 1, uninterrupted).evaluate(x, gradient)).toBeCloseTo(value, 11);
    gradient.forEach((there, i) => expect(there).toBeCloseTo(expected[i]!, 9));
  });

  test('settles as points are added', async () => {
    const { data, x } = generalized([withSlope('a', 4, coarse)], 'binomial', 'logit');
    const gradient = new Float64Array(x.length);
    const at = async (points: number): Promise<number> => new OneFactorQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted).evaluate(x, gradient);
    const [thirty, forty] = [await at(30), await at(40)];
    expect(Math.abs(thirty - forty)).toBeLessThan(1e-8);
  });
});

describe('nested quadrature', () => {
  const nests = {
    'two intercepts': [intercept('fine', 16, fine), intercept('coarse', 4, coarse)],
    'an outer slope': [intercept('fine', 16, fine), withSlope('coarse', 4, coarse)],
    'slopes on both': [withSlope('fine', 16, fine), withSlope('coarse', 4, coarse, 'diagonal')],
  };

  test.each(likelihoods.flatMap(([name, link]) => Object.keys(nests).map(terms => [name, link, terms as keyof typeof nests] as const)))('has the gradient of its numerical derivative (%s, %s, %s)', async (name, link, terms) => {
    const { data, x } = shifted(link, generalized(nests[terms], name, link));
    for (const points of [[3, 2], [2, 5]] as const) await expectExactGradient(new NestedQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted), x);
  });

  test('with one point each is the Laplace approximation, with its gradient', async () => {
    const { data, x } = generalized(nests['slopes on both'], 'binomial', 'logit');
    const laplace = new LaplaceModel(data, uninterrupted);
    const expected = new Float64Array(x.length);
    const gradient = new Float64Array(x.length);
    const value = await laplace.evaluate(x, expected);
    expect(await new NestedQuadrature(data, laplace, [1, 1], uninterrupted).evaluate(x, gradient)).toBeCloseTo(value, 11);
    gradient.forEach((there, i) => expect(there).toBeCloseTo(expected[i]!, 9));
  });
});

describe('the approximation at the joint modes', () => {
  test.each(likelihoods.filter(([, link]) => link !== 'sqrt'))('has the gradient of its numerical derivative (%s, %s)', async (name, link) => {
    for (const terms of [[intercept('a', 4, coarse)], [intercept('fine', 16, fine), withSlope('coarse', 4, coarse)]]) {
      const { data, x } = generalized(terms, name, link);
      const joint = new JointModeModel(data, new LaplaceModel(data, uninterrupted), x);
      await expectExactGradient(joint, x.subarray(2));
    }
  });
});
