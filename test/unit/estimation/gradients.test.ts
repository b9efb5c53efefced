import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { LaplaceModel, type LaplaceData } from '../../../engine/estimation/laplace-model.js';
import { LinearMixedModel } from '../../../engine/estimation/linear-mixed-model.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { minimise } from '../../../engine/estimation/optimiser.js';
import { OneFactorQuadrature } from '../../../engine/estimation/one-factor-quadrature.js';
import { orthogonalise } from '../../../engine/estimation/orthogonal-columns.js';
import { arrangeRandomEffects } from '../../../engine/estimation/random-effects.js';
import type { MixedModelDesign } from '../../../engine/model/design.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import { designOf, type DesignNumbers } from '../../fixtures/estimation/mixed-model-design.js';

const n = 60;
const rowNumbers = Array.from({ length: n }, (_, i) => i);
const wave = (i: number): number => Math.sin(1.7 * i) + 0.3 * Math.cos(5.1 * i * i);
const level = (count: number, stride: number): number[] => rowNumbers.map(i => Math.floor((i * stride) / 7) % count);
const slope = (i: number): number => 0.5 + wave(3 * i + 1);
const scalar = (group: string, levels: number, levelOfRow: readonly number[]) => ({ group, levels, levelOfRow, effects: ['(Intercept)'], z: null });
const withSlope = (group: string, levels: number, levelOfRow: readonly number[], structure: 'unstructured' | 'diagonal' = 'unstructured') =>
  ({ group, levels, levelOfRow, effects: ['(Intercept)', 'x'], z: rowNumbers.flatMap(i => [1, slope(i)]), structure });
const coarse = level(3, 3);
const fine = coarse.map((parent, i) => parent * 4 + (i % 4));

const structures: Readonly<Record<string, DesignNumbers['terms']>> = {
  'one intercept': [scalar('a', 7, level(7, 5))],
  'a correlated slope': [withSlope('a', 7, level(7, 5))],
  'a diagonal term': [withSlope('a', 7, level(7, 5), 'diagonal')],
  'two terms of one factor': [scalar('a', 7, level(7, 5)), { ...scalar('a', 7, level(7, 5)), effects: ['x'], z: rowNumbers.map(slope) }],
  'two crossed intercepts': [scalar('a', 7, level(7, 5)), scalar('b', 5, level(5, 11))],
  'crossed slopes': [withSlope('a', 7, level(7, 5)), withSlope('b', 5, level(5, 11))],
  'a nested chain with slopes': [withSlope('fine', 12, fine), withSlope('coarse', 3, coarse)],
  'three crossed factors': [withSlope('a', 7, level(7, 5)), scalar('b', 5, level(5, 11)), withSlope('c', 3, level(3, 2))],
  'nested factors crossed with a third': [scalar('fine', 12, fine), withSlope('coarse', 3, coarse), scalar('c', 2, level(2, 13))],
};

const design = (terms: DesignNumbers['terms'], response: (i: number) => number): MixedModelDesign =>
  designOf({
    response: rowNumbers.map(response), terms, names: ['(Intercept)', 'x'], columns: [null, rowNumbers.map(i => wave(2 * i))],
    weights: rowNumbers.map(i => 1 + (i % 3)), offset: rowNumbers.map(i => 0.1 * wave(i + 9)),
  });

const centralDifferences = async (evaluate: (x: Float64Array) => Promise<number>, x: Float64Array): Promise<number[]> => {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const at = async (h: number): Promise<number> => evaluate(x.map((value, j) => (j === i ? value + h : value)));
    const difference = async (h: number): Promise<number> => ((await at(h)) - (await at(-h))) / (2 * h);
    slopes.push((4 * (await difference(5e-4)) - (await difference(1e-3))) / 3);
  }
  return slopes;
};

const somewhere = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => 0.6 + 0.35 * Math.cos(2.3 * i));

describe.each(Object.entries(structures))('with %s', (_name, terms) => {
  test.each([['ML', false, 'everywhere'], ['REML', true, 'everywhere'], ['ML', false, 'where a variance is zero'], ['REML', true, 'where a variance is zero']] as const)('the gradient of the %s criterion is its numerical derivative %s', async (_method, restricted, place) => {
    const { fixed, random, response, weights } = design(terms, i => 3 * wave(i) + coarse[i]!);
    const effects = arrangeRandomEffects(random, Int32Array.from(rowNumbers));
    const pick = (values: Float64Array): Float64Array => Float64Array.from(effects.rows, row => values[row]!);
    const columns = orthogonalise(fixed, n, effects.rows, pick(weights));
    const model = new LinearMixedModel(effects, columns, pick(response.values), pick(weights), restricted, uninterrupted);
    const theta = somewhere(effects.thetaFactor.length);
    if (place !== 'everywhere') theta[0] = 0;
    const gradient = new Float64Array(theta.length);
    const scratch = new Float64Array(theta.length);
    const expected = await centralDifferences(x => model.evaluate(x, scratch), theta);
    await model.evaluate(theta, gradient);
    expected.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
  });

  test.each([
    ['binomial', 'logit'], ['binomial', 'probit'], ['binomial', 'cloglog'], ['poisson', 'log'], ['gaussian', 'log'], ['Gamma', 'inverse'], ['Gamma', 'log'], ['Gamma', 'identity'],
    ['inverse.gaussian', '1/mu^2'], ['inverse.gaussian', 'log'], ['negative.binomial', 'log'], ['negative.binomial', 'sqrt'],
  ])('the gradient of the Laplace approximation is its numerical derivative (%s, %s)', async (name, link) => {
    const { data, x } = generalized(terms, name, link);
    const model = new LaplaceModel(data, uninterrupted);
    const gradient = new Float64Array(x.length);
    const scratch = new Float64Array(x.length);
    const expected = await centralDifferences(at => model.evaluate(at, scratch), x);
    await model.evaluate(x, gradient);
    expected.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
  });
});

describe('adaptive quadrature', () => {
  const slopeOnly = [{ ...scalar('a', 7, level(7, 5)), effects: ['x'], z: rowNumbers.map(slope) }];

  test.each([
    ['binomial', 'logit', 2], ['binomial', 'logit', 9], ['binomial', 'probit', 5], ['binomial', 'cloglog', 5], ['binomial', 'cauchit', 8],
    ['poisson', 'log', 3], ['poisson', 'log', 25], ['poisson', 'sqrt', 5], ['gaussian', 'log', 4], ['Gamma', 'log', 5], ['inverse.gaussian', 'log', 5], ['negative.binomial', 'log', 7],
  ] as const)('has the gradient of its numerical derivative, moving nodes included (%s, %s, %d points)', async (name, link, points) => {
    for (const terms of [structures['one intercept']!, slopeOnly]) {
      const { data, x } = generalized(terms, name, link);
      const model = new OneFactorQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted);
      const gradient = new Float64Array(x.length);
      const scratch = new Float64Array(x.length);
      const expected = await centralDifferences(at => model.evaluate(at, scratch), x);
      await model.evaluate(x, gradient);
      expected.forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
    }
  });

  test.each([['binomial', 'logit'], ['poisson', 'log']])('with one point is the Laplace approximation, with its gradient (%s)', async (name, link) => {
    const { data, x } = generalized(slopeOnly, name, link);
    const laplace = new LaplaceModel(data, uninterrupted);
    const expected = new Float64Array(x.length);
    const value = await laplace.evaluate(x, expected);
    const gradient = new Float64Array(x.length);
    expect(await new OneFactorQuadrature(data, laplace, 1, uninterrupted).evaluate(x, gradient)).toBeCloseTo(value, 11);
    gradient.forEach((slopeThere, i) => expect(slopeThere).toBeCloseTo(expected[i]!, 9));
  });

  test('does not depend on the sign of the standard deviation', async () => {
    const { data, x } = generalized(slopeOnly, 'binomial', 'cloglog');
    const model = new OneFactorQuadrature(data, new LaplaceModel(data, uninterrupted), 7, uninterrupted);
    const scratch = new Float64Array(x.length);
    const value = await model.evaluate(x, scratch);
    expect(await model.evaluate(x.map((each, i) => (i === 2 ? -each : each)), scratch)).toBeCloseTo(value, 10);
  });
});

function responseOf(name: string, i: number): number {
  if (name === 'poisson' || name === 'negative.binomial') return Math.floor(3 + 2 * wave(i));
  if (name === 'binomial') return wave(i) > 0 ? 1 : 0;
  return 1.6 + wave(i);
}

describe('the covariance of the fixed effects', () => {
  test.each([['binomial', 'logit'], ['binomial', 'cloglog'], ['poisson', 'log']])('is the inverse of fourth-order differences of the gradient, its roots to a millionth (%s, %s)', async (name, link) => {
    const { data, x } = generalized(structures['two crossed intercepts']!, name, link);
    const model = new LaplaceModel(data, uninterrupted);
    const objective = {
      evaluate: (at: Float64Array, gradient: Float64Array) => model.evaluate(at, gradient), information: () => model.information(), firstStep: () => 1, report: () => undefined,
    };
    const optimum = await minimise(objective, x, { tolerance: 1e-8, iterationLimit: 100, needsInformation: true });
    const slopes = async (i: number, h: number): Promise<Float64Array> => {
      const gradient = new Float64Array(x.length);
      await model.evaluate(optimum.x.map((value, j) => (j === i ? value + h : value)), gradient);
      return gradient;
    };
    const hessian: number[][] = [];
    for (let i = 0; i < x.length; i++) {
      const [far, near, nearBelow, farBelow] = [await slopes(i, 2e-3), await slopes(i, 1e-3), await slopes(i, -1e-3), await slopes(i, -2e-3)];
      hessian.push(Array.from(x, (_, j) => (8 * (near[j]! - nearBelow[j]!) - (far[j]! - farBelow[j]!)) / 12e-3));
    }
    const expected = inverse(new Matrix(hessian));
    for (let i = 0; i < data.q.length / n; i++) expect(Math.abs(Math.sqrt(optimum.covariance.get(i, i) / expected.get(i, i)) - 1)).toBeLessThan(1e-6);
  });
});

/** A model of the rows above, at a point well inside its support. */
function generalized(terms: DesignNumbers['terms'], name: string, link: string): { data: LaplaceData; x: Float64Array } {
  const { fixed, random, response, weights, offset } = design(terms, i => responseOf(name, i));
  const effects = arrangeRandomEffects(random, Int32Array.from(rowNumbers));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(effects.rows, row => values[row]!);
  const { q } = orthogonalise(fixed, n, effects.rows, pick(weights));
  const family = families.get(name)!;
  const x = somewhere(2 + effects.thetaFactor.length + (family.dispersion ? 1 : 0));
  // a mean that has to stay above zero does so by a wide margin
  const isBounded = link === 'sqrt' || family.openLinks.has(link);
  const shift = isBounded ? 2 : 0;
  return {
    data: { effects, q, response: pick(response.values), weights: pick(weights), offset: pick(offset!).map(value => value + shift), family, link: links.get(link)! },
    x: isBounded ? x.map((value, i) => (i < 2 ? value : 0.2)) : x,
  };
}
