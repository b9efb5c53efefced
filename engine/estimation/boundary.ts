/** Standard deviations on their way to zero. */
import type { Objective, Optimum } from './optimiser.js';
import type { ThetaLayout } from './random-effects.js';

/** Below this a θ is tried at zero; it is a standard deviation of the linear predictor relative to σ. */
const NEARLY_ZERO = 1e-3;

/**
 * θ̂ with what is zero but for rounding put at zero exactly, where that does not lower the log-likelihood;
 * so a collapsed variance is reported as 0 and not as 1e-9. `at` is where θ starts among the parameters.
 */
export async function settleOnBoundary(layout: ThetaLayout, objective: Objective, optimum: Optimum, at = 0): Promise<Float64Array> {
  const settled = Float64Array.from(optimum.x);
  const gradient = new Float64Array(settled.length);
  for (let t = 0; t < layout.thetaFactor.length; t++) {
    const value = settled[at + t]!;
    if (layout.thetaRow[t] !== layout.thetaColumn[t] || value === 0 || Math.abs(value) > NEARLY_ZERO) continue;
    settled[at + t] = 0;
    const atZero = await objective.evaluate(settled, gradient);
    if (!(atZero <= optimum.value + 1e-9)) settled[at + t] = value;
  }
  return settled;
}

/** A standard deviation above this does not change sign, nor shrink to less than a fifth, in one step. */
const WELL_ABOVE_ZERO = 0.01;
const LARGEST_SHRINKAGE = 0.8;

/** The multiple of a step, at most 1, that keeps every diagonal entry of Λ from jumping across zero. */
export function longestStepWithinSign(layout: ThetaLayout, x: Float64Array, direction: Float64Array, at = 0): number {
  let longest = 1;
  for (let t = 0; t < layout.thetaFactor.length; t++) {
    const value = x[at + t]!;
    if (layout.thetaRow[t] !== layout.thetaColumn[t] || Math.abs(value) < WELL_ABOVE_ZERO) continue;
    const towardsZero = -direction[at + t]! / value;
    if (towardsZero > LARGEST_SHRINKAGE) longest = Math.min(longest, LARGEST_SHRINKAGE / towardsZero);
  }
  return longest;
}
