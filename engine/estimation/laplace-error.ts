/**
 * How far the Laplace approximation is off, and whether that matters: what counts is not the error of the log-likelihood, which may be
 * much the same wherever one looks, but how far the maximum moves. With g the gradient of the error and C the covariance of all estimates,
 * Cg is the first Newton step from the Laplace estimates towards those of the exact likelihood, and √(g'Cg) the largest such step of any
 * combination of them, in its standard errors. Under a bias of a quarter of a standard error an interval at 95 % covers 94.3 %.
 *
 * A cheap correction, a factor at a time, tells first whether there is anything to look into. If there is, quadrature gives the error
 * itself where the model has one; with crossed factors, or more effects than a product of points can take, importance sampling does.
 * Where either would take longer than the fit of so many rows, the correction is all that is said, and `laplace_error` measures on request.
 */
import type { Matrix } from 'ml-matrix';
import { conditionalCorrection, type Correction } from './conditional-correction.js';
import { sampleDifference } from './importance-sampling.js';
import { coefficientsOnUserScale, covarianceOnUserScale } from './describe-fit.js';
import type { LaplaceErrorEstimate } from './fit.js';
import type { LaplaceData, LaplaceModel } from './laplace-model.js';
import type { Monitor } from './monitor.js';
import { canIntegrate, createQuadrature } from './quadrature.js';

/** In standard errors: a step above this matters, and one above half of it is looked into, because of crossed factors the correction sees about half. */
const MATTERS = 0.25;
const SUSPICIOUS = MATTERS / 2;
/** With fewer effective samples than this their gradient is noise, the correction is nearer the truth, and their own standard error is too small. */
export const ENOUGH_SAMPLES = 100;
/** Points of the quadrature that measures the error, by the number of effects that are integrated together; with two factors fewer do. */
export const SCALAR_POINTS = 25;
const POINTS: Readonly<Record<number, number>> = { 1: SCALAR_POINTS, 2: 15, 3: 9, 4: 7 };
const NESTED_POINTS: Readonly<Record<number, number>> = { 2: 12, 3: 9, 4: 7 };
/** Densities beyond which neither quadrature nor sampling is begun unasked: some 50 ms. */
const DENSITIES = 3_000_000;
const MOST_PAIRS = 500;
const LEAST_PAIRS = 50;
const SEED = 1;

/** A fit at its end: x = (β̃, θ, ψ), −ℓ_L there, the covariance of x, and R⁻¹ of β = R⁻¹β̃. */
export interface LaplaceOptimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly covariance: Matrix;
  readonly inverseR: Float64Array;
}

/** `where it matters`, `never`, or always, by so many pairs of samples where quadrature does not give it. */
export type LaplaceCheck = 'where it matters' | 'never' | { readonly pairs: number };

/** The error at the optimum, where `laplace` stands; null where it is too small to matter, unless it was asked for. */
export async function measureLaplaceError(data: LaplaceData, laplace: LaplaceModel, optimum: LaplaceOptimum, check: LaplaceCheck, monitor: Monitor): Promise<LaplaceErrorEstimate | null> {
  if (check === 'never') return null;
  const pairs = check === 'where it matters' ? null : check.pairs;
  const { x, value } = optimum;
  const screened = conditionalCorrection(data, laplace, x);
  const first = newtonStep(screened.gradient, optimum.covariance);
  if (pairs === null && !(first.length >= SUSPICIOUS)) return null;
  const effectCount = data.effects.structure.factors.reduce((sum, factor) => sum + factor.effectCount, 0);
  const pointsByEffects = data.effects.structure.factors.length > 1 ? NESTED_POINTS : POINTS;
  const points = canIntegrate(data.effects) && !data.family.openLinks.has(data.link.name) ? pointsByEffects[effectCount]! : null;
  const rowCount = data.response.length;
  if (points !== null && (pairs !== null || rowCount * points ** effectCount <= DENSITIES)) {
    const gradient = new Float64Array(x.length);
    const exact = await createQuadrature(data, laplace, points, monitor).evaluate(x, gradient);
    if (Number.isFinite(exact)) {
      const { estimate, stepOf } = describeQuadrature({ difference: value - exact, gradient: gradient.map(slope => -slope) }, optimum, points);
      return { ...estimate, termSteps: termSteps(data, x, stepOf) };
    }
  }
  const affordable = Math.min(MOST_PAIRS, Math.floor(DENSITIES / 2 / rowCount));
  if (pairs === null && affordable < LEAST_PAIRS) {
    const { coefficientSteps, stepOf } = describeStep(first, optimum);
    return { method: 'correction', difference: screened.difference, standardError: 0, effectiveSampleSize: null, quadraturePoints: points, largestStep: first.length, matters: first.length >= MATTERS, coefficientSteps, termSteps: termSteps(data, x, stepOf) };
  }
  const { difference, standardError, effectiveSampleSize, gradients: [even, odd] } = await sampleDifference(data, laplace, x, pairs ?? affordable, SEED, monitor);
  const step = effectiveSampleSize < ENOUGH_SAMPLES ? first : sampledStep(even, odd, optimum.covariance);
  const { coefficientSteps, stepOf } = describeStep(step, optimum);
  return { method: 'importance sampling', difference, standardError, effectiveSampleSize, quadraturePoints: points, largestStep: step.length, matters: step.length >= MATTERS, coefficientSteps, termSteps: termSteps(data, x, stepOf) };
}

/** Whether the first step of a correction is long enough to look into. */
export function isSuspicious({ gradient }: Correction, { covariance }: LaplaceOptimum): boolean {
  return newtonStep(gradient, covariance).length >= SUSPICIOUS;
}

/** An exact correction in the words of a fit, with the step of each element of x in its standard error. */
export function describeQuadrature({ difference, gradient }: Correction, optimum: LaplaceOptimum, points: number): { readonly estimate: Omit<LaplaceErrorEstimate, 'termSteps'>; readonly stepOf: (parameter: number) => number } {
  const step = newtonStep(gradient, optimum.covariance);
  const { coefficientSteps, stepOf } = describeStep(step, optimum);
  return { estimate: { method: 'quadrature', difference, standardError: 0, effectiveSampleSize: null, quadraturePoints: points, largestStep: step.length, matters: step.length >= MATTERS, coefficientSteps }, stepOf };
}

interface Step {
  readonly step: Float64Array;
  /** Of any combination of the parameters at most, in its standard errors. */
  readonly length: number;
}

/** The step of the mean of two gradients with independent noise, and a length in which the noise does not count: √(g₁'Cg₂). */
function sampledStep(first: Float64Array, second: Float64Array, covariance: Matrix): Step {
  const { step } = newtonStep(first.map((slope, i) => (slope + second[i]!) / 2), covariance);
  const { step: along } = newtonStep(second, covariance);
  return { step, length: Math.sqrt(Math.max(0, first.reduce((sum, slope, i) => sum + slope * along[i]!, 0))) };
}

/** Cg and √(g'Cg). */
function newtonStep(gradient: Float64Array, covariance: Matrix): Step {
  const step = gradient.map((_, i) => gradient.reduce((sum, slope, j) => sum + covariance.get(i, j) * slope, 0));
  return { step, length: Math.sqrt(Math.max(0, gradient.reduce((sum, slope, i) => sum + slope * step[i]!, 0))) };
}

function describeStep({ step }: Step, { covariance, inverseR }: LaplaceOptimum): { readonly coefficientSteps: Float64Array; readonly stepOf: (parameter: number) => number } {
  const p = Math.sqrt(inverseR.length);
  const own = p === 0 ? new Float64Array(0) : covarianceOnUserScale(covariance.subMatrix(0, p - 1, 0, p - 1), inverseR);
  return {
    coefficientSteps: coefficientsOnUserScale(step.subarray(0, p), inverseR).map((length, j) => length / Math.sqrt(own[j * p + j]!)),
    stepOf: parameter => step[parameter]! / Math.sqrt(covariance.get(parameter, parameter)),
  };
}

/** By random term the step of the entry of its covariance factor that moves most, away from zero. */
function termSteps({ effects, q, response }: LaplaceData, x: Float64Array, stepOf: (parameter: number) => number): number[] {
  const p = q.length / response.length;
  return effects.terms.map(({ factor, firstEffect, term }) => {
    let most = 0;
    effects.thetaFactor.forEach((f, t) => {
      if (f !== factor || effects.thetaRow[t]! < firstEffect || effects.thetaRow[t]! >= firstEffect + term.effectCount) return;
      // Λ and −Λ are the same model
      const length = Math.sign(x[p + t]!) * stepOf(p + t);
      if (Math.abs(length) > Math.abs(most)) most = length;
    });
    return most;
  });
}
