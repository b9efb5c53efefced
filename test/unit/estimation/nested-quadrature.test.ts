import { describe, expect, test } from 'vitest';
import { JointModeModel } from '../../../engine/estimation/joint-mode-model.js';
import { LaplaceModel, type LaplaceData } from '../../../engine/estimation/laplace-model.js';
import type { MarginalLikelihood } from '../../../engine/estimation/marginal-likelihood.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { NestedQuadrature } from '../../../engine/estimation/nested-quadrature.js';
import { OneFactorQuadrature } from '../../../engine/estimation/one-factor-quadrature.js';
import { coarse, expectExactGradient, fine, generalizedModel, intercept, threeEffects, withSlope } from '../../fixtures/estimation/generalized-model.js';

const likelihoods = [['Gamma', 'log'], ['negative.binomial', 'log'], ['binomial', 'logit'], ['binomial', 'probit'], ['binomial', 'cauchit'], ['poisson', 'log'], ['poisson', 'sqrt']] as const;
const exact = (model: MarginalLikelihood, x: Float64Array): Promise<void> => expectExactGradient((at, gradient) => model.evaluate(at, gradient), x);

describe('quadrature over several effects of one factor', () => {
  const vectors = { 'a correlated slope': withSlope('a', 4, coarse), 'a diagonal term': withSlope('a', 4, coarse, 'diagonal'), 'three effects': threeEffects('a', 4, coarse) };

  test.each(likelihoods.flatMap(([name, link]) => Object.keys(vectors).map(terms => [name, link, terms as keyof typeof vectors] as const)))('has the gradient of its numerical derivative (%s, %s, %s)', async (name, link, terms) => {
    const { data, x } = generalizedModel([vectors[terms]], name, link);
    for (const points of [2, 5]) await exact(new OneFactorQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted), x);
  });

  test('with one point is the Laplace approximation, with its gradient', async () => {
    const { data, x } = generalizedModel([threeEffects('a', 4, coarse)], 'binomial', 'logit');
    const laplace = new LaplaceModel(data, uninterrupted);
    const expected = new Float64Array(x.length);
    const gradient = new Float64Array(x.length);
    const value = await laplace.evaluate(x, expected);
    expect(await new OneFactorQuadrature(data, laplace, 1, uninterrupted).evaluate(x, gradient)).toBeCloseTo(value, 11);
    gradient.forEach((there, i) => expect(there).toBeCloseTo(expected[i]!, 9));
  });

  test('settles as points are added', async () => {
    const { data, x } = generalizedModel([withSlope('a', 4, coarse)], 'binomial', 'logit');
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
    const { data, x } = generalizedModel(nests[terms], name, link);
    for (const points of [[3, 2], [2, 5]] as const) await exact(new NestedQuadrature(data, new LaplaceModel(data, uninterrupted), points, uninterrupted), x);
  });

  test('with one point each is the Laplace approximation, with its gradient', async () => {
    const { data, x } = generalizedModel(nests['slopes on both'], 'binomial', 'logit');
    const laplace = new LaplaceModel(data, uninterrupted);
    const expected = new Float64Array(x.length);
    const gradient = new Float64Array(x.length);
    const value = await laplace.evaluate(x, expected);
    expect(await new NestedQuadrature(data, laplace, [1, 1], uninterrupted).evaluate(x, gradient)).toBeCloseTo(value, 11);
    gradient.forEach((there, i) => expect(there).toBeCloseTo(expected[i]!, 9));
  });
});

describe('the nested integral', () => {
  test.each([['binomial', 'logit'], ['poisson', 'log']] as const)('is that over a grid (%s, %s)', async (name, link) => {
    const { data, x } = generalizedModel([intercept('fine', 16, fine), intercept('coarse', 4, coarse)], name, link);
    const value = await new NestedQuadrature(data, new LaplaceModel(data, uninterrupted), [30, 30], uninterrupted).evaluate(x, new Float64Array(x.length));
    expect(Math.abs(value - minusLogNestedIntegral(data, x))).toBeLessThan(1e-8);
  });
});

/** −log ∫ of a model with two nested scalar factors, by the trapezoid rule, which is exact to rounding for such integrands. */
function minusLogNestedIntegral({ effects, q, offset, response, weights, family, link }: LaplaceData, x: Float64Array): number {
  const n = response.length;
  const width = 0.2;
  const grid = Array.from({ length: 81 }, (_, i) => (i - 40) * width);
  const logSum = (values: readonly number[]): number => {
    const largest = Math.max(...values);
    return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + Math.log(width) - 0.5 * Math.log(2 * Math.PI);
  };
  const room = { first: new Float64Array(1), second: new Float64Array(1), third: new Float64Array(1) };
  const logDensity = (i: number, u: number, v: number): number => {
    const eta = offset[i]! + x[0]! * q[i]! + x[1]! * q[n + i]! + x[2]! * effects.z[0]![i]! * u + x[3]! * effects.z[1]![i]! * v;
    return -family.evaluate(response.subarray(i, i + 1), Float64Array.of(eta), weights.subarray(i, i + 1), link, room, 0);
  };
  const [inner, outer] = effects.structure.factors;
  const rows = Array.from({ length: n }, (_, i) => i);
  return -Array.from({ length: outer!.levelCount }, (_, level) => {
    const own = rows.filter(i => outer!.levelOfRow[i] === level);
    const children = [...new Set(own.map(i => inner!.levelOfRow[i]!))].map(child => own.filter(i => inner!.levelOfRow[i] === child));
    return logSum(grid.map(v => children.reduce((sum, child) => sum + logSum(grid.map(u => child.reduce((total, i) => total + logDensity(i, u, v), -u * u / 2))), -v * v / 2)));
  }).reduce((sum, value) => sum + value, 0);
}

describe('the approximation at the joint modes', () => {
  test.each(likelihoods.filter(([, link]) => link !== 'sqrt'))('has the gradient of its numerical derivative (%s, %s)', async (name, link) => {
    for (const terms of [[intercept('a', 4, coarse)], [intercept('fine', 16, fine), withSlope('coarse', 4, coarse)]]) {
      const { data, x } = generalizedModel(terms, name, link);
      const joint = new JointModeModel(data, new LaplaceModel(data, uninterrupted), x);
      await expectExactGradient((at, gradient) => joint.evaluate(at, gradient), x.subarray(2));
    }
  });
});
