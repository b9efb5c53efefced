import { describe, expect, test } from 'vitest';
import { minimiseToBoundary } from '../../../engine/estimation/boundary.js';
import { minimise, type Objective } from '../../../engine/estimation/optimiser.js';
import type { RandomEffects } from '../../../engine/estimation/random-effects.js';

const objective = (f: (x: Float64Array) => number, slope: (x: Float64Array) => readonly number[]): Objective => ({
  evaluate: (x, gradient) => {
    gradient.set(slope(x));
    return Promise.resolve(f(x));
  },
  information: () => null,
  firstStep: () => 1,
  report: () => undefined,
});
const options = { tolerance: 1e-10, iterationLimit: 300, needsInformation: true } as const;

describe('the optimiser', () => {
  test('finds the minimum of Rosenbrock’s valley, and its curvature', async () => {
    const valley = objective(
      x => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2,
      x => [-400 * x[0]! * (x[1]! - x[0]! ** 2) - 2 * (1 - x[0]!), 200 * (x[1]! - x[0]! ** 2)],
    );
    const optimum = await minimise(valley, Float64Array.of(-1.2, 1), options);
    expect(optimum.problem).toBe('');
    expect(optimum.x[0]).toBeCloseTo(1, 5);
    expect(optimum.newtonDecrement).toBeLessThan(1e-10);
    // The Hessian at (1, 1) is [802, −400; −400, 200], whose inverse has ½ and 2.005 on its diagonal.
    expect(optimum.covariance.get(0, 0)).toBeCloseTo(0.5, 3);
    expect(optimum.covariance.get(1, 1)).toBeCloseTo(2.005, 2);
  });

  test('leaves the stationary point of an even function that is a maximum', async () => {
    const doubleWell = objective(x => x[0]! ** 4 - 2 * x[0]! ** 2, x => [4 * x[0]! ** 3 - 4 * x[0]!]);
    const optimum = await minimise(doubleWell, Float64Array.of(0), options);
    expect(Math.abs(optimum.x[0]!)).toBeCloseTo(1, 6);
    expect(optimum.problem).toBe('');
  });

  test('is content with a flat direction, and gives it a huge variance', async () => {
    const trough = objective(x => (x[0]! - x[1]!) ** 2, x => [2 * (x[0]! - x[1]!), 2 * (x[1]! - x[0]!)]);
    const optimum = await minimise(trough, Float64Array.of(3, -2), options);
    expect(optimum.problem).toBe('');
    expect(optimum.covariance.get(0, 0)).toBeGreaterThan(1e4);
  });

  test('backs away from where the function cannot be computed', async () => {
    const barrier = objective(x => (x[0]! > 0 ? x[0]! - Math.log(x[0]!) : NaN), x => [1 - 1 / x[0]!]);
    const optimum = await minimise(barrier, Float64Array.of(6), options);
    expect(optimum.x[0]).toBeCloseTo(1, 6);
  });

  test('says that it did not settle when there is no minimum', async () => {
    const slide = objective(x => -x[0]!, () => [-1]);
    const optimum = await minimise(slide, Float64Array.of(0), { ...options, iterationLimit: 10 });
    expect(optimum.problem).not.toBe('');
  });

  test('says that there is no start when the first value is not a number', async () => {
    const nowhere = objective(() => NaN, () => [NaN]);
    expect((await minimise(nowhere, Float64Array.of(0), options)).problem).toContain('starting values');
  });

  test('has nothing to do without parameters', async () => {
    const constant = objective(() => 4, () => []);
    expect(await minimise(constant, new Float64Array(0), options)).toMatchObject({ value: 4, newtonDecrement: 0, problem: '' });
  });
});

describe('a variance at zero', () => {
  const oneVariance = { thetaRow: Int32Array.of(0), thetaColumn: Int32Array.of(0) } as RandomEffects;
  const wells = (depth: number): Objective => objective(x => x[0]! ** 4 - depth * x[0]! ** 2, x => [4 * x[0]! ** 3 - 2 * depth * x[0]!]);
  const withoutInformation = { ...options, needsInformation: false };

  test('is left where the log-likelihood rises from there, though its gradient is zero', async () => {
    const optimum = await minimiseToBoundary(oneVariance, wells(0.02), Float64Array.of(0), withoutInformation);
    expect(Math.abs(optimum.x[0]!)).toBeCloseTo(0.1, 6);
    expect(optimum.value).toBeCloseTo(-1e-4, 10);
  });

  test('is exactly zero where the log-likelihood falls from there', async () => {
    const optimum = await minimiseToBoundary(oneVariance, wells(-0.02), Float64Array.of(0.4), withoutInformation);
    expect(optimum.x[0]).toBe(0);
    expect(optimum.problem).toBe('');
  });
});
