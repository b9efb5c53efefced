import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centreColumns, type CentredColumns } from '../../../engine/estimation/centred-columns.js';
import { coefficientsOnUserScale } from '../../../engine/estimation/describe-fit.js';
import { fitLaplace } from '../../../engine/estimation/fit-laplace.js';
import { addUpCounts, fitPoissonIntercept } from '../../../engine/estimation/fit-poisson-intercept.js';
import { LaplaceModel, type LaplaceData } from '../../../engine/estimation/laplace-model.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { PoissonInterceptModel } from '../../../engine/estimation/poisson-intercept-model.js';
import { PoissonLevel } from '../../../engine/estimation/poisson-level.js';
import { arrangeRandomEffects } from '../../../engine/estimation/random-effects.js';
import type { MixedModelDesign } from '../../../engine/model/design.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import { designOf } from '../../fixtures/estimation/mixed-model-design.js';

const poisson = families.get('poisson')!;
const log = links.get('log')!;

/** −ℓ of one level as the definition has it, the mode by bisection. */
function levelByDefinition(sum: number, total: number, theta: number): number {
  let low = -1e4;
  let high = 1e4;
  for (let halving = 0; halving < 200; halving++) {
    const u = (low + high) / 2;
    if (theta * (sum * Math.exp(theta * u) - total) + u > 0) high = u;
    else low = u;
  }
  const mean = sum * Math.exp(theta * low);
  return mean - theta * low * total + low ** 2 / 2 + Math.log1p(theta ** 2 * mean) / 2;
}

const level = fc.record({ logSum: fc.double({ min: -6, max: 8, noNaN: true }), total: fc.integer({ min: 0, max: 3000 }), theta: fc.double({ min: -2.5, max: 2.5, noNaN: true }) });

describe('one level of a Poisson model with a random intercept', () => {
  test('has the value that the definition has', () => {
    fc.assert(fc.property(level, ({ logSum, total, theta }) => {
      const found = new PoissonLevel();
      found.evaluate(Math.exp(logSum), total, theta);
      const expected = levelByDefinition(Math.exp(logSum), total, theta);
      expect(Math.abs(found.value - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
    }), { numRuns: 300 });
  });

  test('has the derivatives that differences of its value and of its first derivatives give', () => {
    fc.assert(fc.property(level, ({ logSum, total, theta }) => {
      const at = (a: number, t: number): PoissonLevel => {
        const found = new PoissonLevel();
        found.evaluate(Math.exp(a), total, t);
        return found;
      };
      const here = at(logSum, theta);
      const slope = (f: (step: number) => number): number => (8 * (f(1e-4) - f(-1e-4)) - (f(2e-4) - f(-2e-4))) / 12e-4;
      const unit = Math.max(1, here.value ** 2 / 1e4, total, Math.exp(logSum));
      expect(Math.abs(here.byA - slope(h => at(logSum + h, theta).value)) / unit).toBeLessThan(1e-7);
      expect(Math.abs(here.byTheta - slope(h => at(logSum, theta + h).value)) / unit).toBeLessThan(1e-6);
      expect(Math.abs(here.byAA - slope(h => at(logSum + h, theta).byA)) / unit).toBeLessThan(1e-7);
      expect(Math.abs(here.byATheta - slope(h => at(logSum, theta + h).byA)) / unit).toBeLessThan(1e-6);
      expect(Math.abs(here.byThetaTheta - slope(h => at(logSum, theta + h).byTheta)) / unit ** 1.5).toBeLessThan(1e-6);
    }), { numRuns: 300 });
  });

  test('comes to the same from any guess', () => {
    fc.assert(fc.property(level, fc.double({ min: -20, max: 20, noNaN: true }), ({ logSum, total, theta }, guess) => {
      const expected = new PoissonLevel();
      expected.evaluate(Math.exp(logSum), total, theta);
      const found = new PoissonLevel();
      found.evaluate(Math.exp(logSum), total, theta, guess);
      expect(Math.abs(found.logMean - expected.logMean)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected.logMean)));
    }), { numRuns: 300 });
  });

  test('adds nothing where it has no rows, and is impossible where counts come from a rate of zero', () => {
    const found = new PoissonLevel();
    found.evaluate(0, 0, 0.8);
    expect([found.value, found.byA, found.byTheta, found.mode].map(Math.abs)).toEqual([0, 0, 0, 0]);
    found.evaluate(0, 3, 0.8);
    expect(found.value).toBe(Infinity);
  });

  test('keeps its digits at counts of a billion', () => {
    const found = new PoissonLevel();
    found.evaluate(9e8, 1e9, 0.5);
    // û solves θ(Y − 9e8 e^{θu}) = u; to first order in 1/Y, θu = log(Y/9e8) − u/(θY)
    const u = Math.log(1e9 / 9e8) / 0.5;
    expect(found.mode).toBeCloseTo(u - u / (0.25 * 1e9), 13);
  });
});

interface Shape {
  readonly seed: number;
  readonly n: number;
  readonly hasOffset: boolean;
  readonly hasWeights: boolean;
  readonly hasIntercept: boolean;
  /** Columns beside the intercept. */
  readonly columnCount: number;
  readonly isSorted: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }), n: fc.integer({ min: 60, max: 150 }), hasOffset: fc.boolean(), hasWeights: fc.boolean(), hasIntercept: fc.boolean(), columnCount: fc.integer({ min: 0, max: 4 }), isSorted: fc.boolean(),
}).filter(({ hasIntercept, columnCount }) => hasIntercept || columnCount > 0);

/** Counts with an effect of their level; level 9 never occurs, and weights can be zero. */
function designFrom({ seed, n, hasOffset, hasWeights, hasIntercept, columnCount, isSorted }: Shape): MixedModelDesign {
  let state = seed;
  const uniform = (): number => (state = (48271 * state) % 2147483647) / 2147483647;
  const drawn = Array.from({ length: n }, () => ({ level: Math.floor(9 * uniform()), x: 3 + 2 * uniform(), flag: uniform() < 0.4 ? 1 : 0, exposure: uniform() - 0.5, weight: Math.floor(4 * uniform()), noise: uniform(), third: uniform() - 0.5, fourth: Math.floor(3 * uniform()) }));
  const rows = isSorted ? drawn.toSorted((a, b) => a.level - b.level) : drawn;
  const rate = (row: (typeof rows)[number]): number => Math.exp(0.4 * (row.x - 3) - 0.5 * row.flag + 0.8 * Math.sin(3 * row.level) + (hasOffset ? row.exposure : 0) + 0.5);
  return designOf({
    response: rows.map(row => Math.floor(2 * row.noise * rate(row))),
    names: [...(hasIntercept ? ['(Intercept)'] : []), ...['x', 'flag', 'third', 'fourth'].slice(0, columnCount)],
    columns: [...(hasIntercept ? [null] : []), ...(['x', 'flag', 'third', 'fourth'] as const).slice(0, columnCount).map(name => rows.map(row => row[name]))],
    terms: [{ group: 'g', levels: 10, levelOfRow: rows.map(row => row.level), effects: ['(Intercept)'], z: null }],
    weights: hasWeights ? rows.map(row => row.weight) : null,
    offset: hasOffset ? rows.map(row => row.exposure) : null,
  });
}

function modelOf({ fixed, rowCount, weights, offset, response, random }: MixedModelDesign): { model: PoissonInterceptModel; columns: CentredColumns } {
  const columns = centreColumns(fixed, rowCount, weights)!;
  const { levelOfRow } = random[0]!;
  return { columns, model: new PoissonInterceptModel({ x: fixed.x, columns, totals: addUpCounts(response.values, weights, offset, fixed.x, columns, levelOfRow, 10), weights, offset, levelOfRow, levelCount: 10 }, uninterrupted) };
}

const generalData = ({ random, rowCount, response, weights, offset }: MixedModelDesign): Omit<LaplaceData, 'q'> => ({
  effects: arrangeRandomEffects(random, Int32Array.from({ length: rowCount }, (_, i) => i)), response: response.values, weights, offset: offset ?? new Float64Array(rowCount), family: poisson, link: log,
});

const near = (found: number, expected: number, tolerance: number): void => expect(Math.abs(found - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));

describe('a Poisson model with one random intercept', () => {
  test('has at every point the value and the gradient of the general Laplace approximation, to nine digits', async () => {
    await fc.assert(fc.asyncProperty(shape, fc.double({ min: -1.5, max: 1.5, noNaN: true }), async (given, theta) => {
      const design = designFrom({ ...given, isSorted: true });
      const { model, columns } = modelOf(design);
      const p = design.fixed.columnCount;
      const x = Float64Array.from({ length: p + 1 }, (_, i) => (i < p ? 0.3 + 0.2 * Math.cos(2 * i) : theta));
      const general = new LaplaceModel({ ...generalData(design), q: design.fixed.x }, uninterrupted);
      const expected = new Float64Array(p + 1);
      const value = await general.evaluate(Float64Array.of(...coefficientsOnUserScale(x.subarray(0, p), columns.inverseR), theta), expected);
      const gradient = new Float64Array(p + 1);
      near(await model.evaluate(x, gradient), value, 1e-9);
      const size = Math.max(1, ...expected.map(Math.abs));
      for (let c = 0; c < p; c++) {
        let sum = 0;
        for (let r = 0; r <= c; r++) sum += columns.inverseR[r * p + c]! * expected[r]!;
        near(gradient[c]! / size, sum / size, 1e-9);
      }
      near(gradient[p]! / size, expected[p]! / size, 1e-9);
      model.modes.forEach((mode, j) => near(mode, general.u[j]!, 1e-9));
    }), { numRuns: 60 });
  });

  test('from sums by level has the fit of the general Laplace approximation, as near as the optimiser settles', async () => {
    await fc.assert(fc.asyncProperty(shape, async given => {
      const design = designFrom(given);
      const expected = await fitLaplace(design, poisson, log, 1, uninterrupted);
      const found = (await fitPoissonIntercept(design, poisson, log, uninterrupted))!;
      near(found.logLikelihood, expected.logLikelihood, 1e-8);
      const p = design.fixed.columnCount;
      const standardError = (j: number): number => Math.sqrt(expected.fixedEffectsCovariance[j * p + j]!);
      found.fixedEffects.forEach((value, j) => near(value / standardError(j), expected.fixedEffects[j]! / standardError(j), 1e-3));
      found.fixedEffectsCovariance.forEach((value, at) => {
        const unit = standardError(at % p) * standardError(Math.floor(at / p));
        near(value / unit, expected.fixedEffectsCovariance[at]! / unit, 1e-3);
      });
      near(Math.sqrt(found.random[0]!.covariance[0]!), Math.sqrt(expected.random[0]!.covariance[0]!), 1e-3);
      found.random[0]!.conditionalCovariances.forEach((value, j) => near(value, expected.random[0]!.conditionalCovariances[j]!, 1e-3));
      found.fittedValues.forEach((value, i) => near(value, expected.fittedValues[i]!, 1e-3));
      expect([found.parameterCount, found.random[0]!.isSingular, found.convergence.converged]).toEqual([expected.parameterCount, expected.random[0]!.isSingular, true]);
    }), { numRuns: 30 });
  });

  test('has the exact gradient and Hessian of its value', async () => {
    await fc.assert(fc.asyncProperty(shape, async given => {
      const design = designFrom({ ...given, isSorted: true });
      const { model } = modelOf(design);
      const size = design.fixed.columnCount + 1;
      const x = Float64Array.from({ length: size }, (_, i) => 0.3 + 0.2 * Math.cos(2 * i));
      const gradient = new Float64Array(size);
      await model.evaluate(x, gradient);
      const information = model.information();
      const plus = new Float64Array(size);
      const minus = new Float64Array(size);
      for (let i = 0; i < size; i++) {
        const above = await model.evaluate(x.map((value, j) => (j === i ? value + 1e-5 : value)), plus);
        const below = await model.evaluate(x.map((value, j) => (j === i ? value - 1e-5 : value)), minus);
        near(gradient[i]!, (above - below) / 2e-5, 1e-5);
        for (let j = 0; j < size; j++) near(information.get(i, j), (plus[j]! - minus[j]!) / 2e-5, 1e-5);
      }
    }), { numRuns: 30 });
  });

  test.each([1e3, 1e6])('has the log-likelihood of the general approximation to its last digits where counts are about %d', async size => {
    const design = designFrom({ seed: 99, n: 4000, hasOffset: false, hasWeights: false, hasIntercept: true, columnCount: 2, isSorted: false });
    const values = design.response.values.map((_, i) => Math.round(size * Math.exp(0.1 * Math.sin(i) + 0.4 * Math.sin(design.random[0]!.levelOfRow[i]!))));
    const large = { ...design, response: { ...design.response, values } };
    const expected = await fitLaplace(large, poisson, log, 1, uninterrupted);
    const found = (await fitPoissonIntercept(large, poisson, log, uninterrupted))!;
    expect(Math.abs(found.logLikelihood - expected.logLikelihood)).toBeLessThan(1e-6 + 1e-11 * Math.abs(expected.logLikelihood));
    expect(found.convergence.converged).toBe(true);
  });

  test('leaves other models and nearly dependent columns to the general approximation', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const numbers = {
      response: rows.map(i => i % 5), names: ['(Intercept)', 'x', 'y'], columns: [null, rows.map(i => i % 7), rows.map(i => (i % 7) + 1e-6 * Math.sin(i))],
      terms: [{ group: 'g', levels: 4, levelOfRow: rows.map(i => i % 4), effects: ['(Intercept)'], z: null }],
    };
    expect(await fitPoissonIntercept(designOf(numbers), poisson, log, uninterrupted)).toBeNull();
    const [intercept, first] = numbers.columns;
    const fewer = { ...numbers, names: ['(Intercept)', 'x'], columns: [intercept!, first!] };
    expect(await fitPoissonIntercept(designOf(fewer), poisson, links.get('sqrt')!, uninterrupted)).toBeNull();
    const slope = { ...fewer, terms: [{ ...fewer.terms[0]!, effects: ['x'], z: rows.map(i => i % 7) }] };
    expect(await fitPoissonIntercept(designOf(slope), poisson, log, uninterrupted)).toBeNull();
  });
});
