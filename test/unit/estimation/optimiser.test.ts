import { describe, expect, test } from 'vitest';
import { minimiseToBoundary } from '../../../engine/estimation/boundary.js';
import { differentiateGradient } from '../../../engine/estimation/gradient-differences.js';
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

describe('differences of a gradient', () => {
  // f = log(e^a + e^2b + 1) + a²b², with the second derivatives worked out by hand
  const gradientAt = ([a, b]: Float64Array): [number, number] => {
    const total = Math.exp(a!) + Math.exp(2 * b!) + 1;
    return [Math.exp(a!) / total + 2 * a! * b! ** 2, (2 * Math.exp(2 * b!)) / total + 2 * a! ** 2 * b!];
  };
  const hessianAt = ([a, b]: Float64Array): number[] => {
    const total = Math.exp(a!) + Math.exp(2 * b!) + 1;
    const [p, q] = [Math.exp(a!) / total, Math.exp(2 * b!) / total];
    const between = -2 * p * q + 4 * a! * b!;
    return [p * (1 - p) + 2 * b! ** 2, between, between, 4 * q * (1 - q) + 2 * a! ** 2];
  };
  const point = Float64Array.of(0.7, -0.4);
  const unit = Float64Array.of(1, 0.5);
  const differentiate = async (round: (value: number) => number, isInside: (x: Float64Array) => boolean = () => true): Promise<number[]> => {
    const evaluate = (x: Float64Array, gradient: Float64Array): Promise<number> => {
      gradient.set(gradientAt(x).map(round));
      return Promise.resolve(isInside(x) ? 0 : NaN);
    };
    return (await differentiateGradient(evaluate, point, Float64Array.from(gradientAt(point), round), unit)).to1DArray();
  };
  const largestError = (found: readonly number[]): number => Math.max(...hessianAt(point).map((value, i) => Math.abs(found[i]! - value)));

  test('are the second derivatives to a millionth', async () => {
    expect(largestError(await differentiate(value => value))).toBeLessThan(2e-6);
  });

  test.each([[1e-10, 2e-6], [1e-7, 2e-5]])('are near it where the gradient has errors of %d', async (size, tolerance) => {
    // as good as random: the digits of the value far behind the ones that count
    const disturb = (value: number): number => value + size * Math.sin(1e12 * value);
    expect(largestError(await differentiate(disturb))).toBeLessThan(tolerance);
  });

  test('are taken to the other side where one cannot be computed', async () => {
    expect(largestError(await differentiate(value => value, x => x[0]! <= 0.7))).toBeLessThan(2e-6);
  });
});
