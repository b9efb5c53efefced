/** Standard deviations on their way to zero. */
import { minimise, type Objective, type OptimiserOptions, type Optimum } from './optimiser.js';
import type { ThetaLayout } from './random-effects.js';

/** Below this a θ is tried at zero; it is a standard deviation of the linear predictor relative to σ. */
const NEARLY_ZERO = 1e-3;
/** Where the score of a variance of zero is looked at, on the scale of θ. */
const SLIGHTLY_ABOVE_ZERO = 0.01;
/** A rise of the log-likelihood on the way there that is more than rounding. */
const RISE = 1e-8;
const ATTEMPTS = 3;

/**
 * The minimum over x, with θ from `at` on, in which what is zero but for rounding is zero exactly, where that does not lower the
 * log-likelihood; so a collapsed variance is reported as 0 and not as 1e-9. A variance stays there only if the log-likelihood falls
 * as it grows from zero: a one-sided score test, which the gradient at zero cannot make, because in a standard deviation the
 * log-likelihood is even. The objective is left evaluated at the x that is returned.
 */
export async function minimiseToBoundary(layout: ThetaLayout, objective: Objective, start: Float64Array, options: OptimiserOptions, at = 0): Promise<Optimum> {
  let from = start;
  for (let attempt = 1; ; attempt++) {
    const optimum = await minimise(objective, from, options);
    const small = nearlyZero(layout, optimum.x, at);
    if (small.length === 0 || optimum.problem !== '') return optimum;
    const x = Float64Array.from(optimum.x);
    const gradient = new Float64Array(x.length);
    for (const t of small) {
      x[t] = 0;
      if (!((await objective.evaluate(x, gradient)) <= optimum.value + 1e-9)) x[t] = optimum.x[t]!;
    }
    const inside = attempt < ATTEMPTS ? await leaveZero(objective, x, small) : null;
    if (!inside) return { ...optimum, x, gradient, value: await objective.evaluate(x, gradient) };
    from = inside;
  }
}

/** The places in x of the diagonal entries of Λ that are nearly zero. */
function nearlyZero({ thetaRow, thetaColumn }: ThetaLayout, x: Float64Array, at: number): number[] {
  const places: number[] = [];
  for (let t = 0; t < thetaRow.length; t++) if (thetaRow[t] === thetaColumn[t] && Math.abs(x[at + t]!) <= NEARLY_ZERO) places.push(at + t);
  return places;
}

/** A point beside x with a higher log-likelihood, one of the variances that are zero being a little above it; null where there is none. */
async function leaveZero(objective: Objective, x: Float64Array, places: readonly number[]): Promise<Float64Array | null> {
  const gradient = new Float64Array(x.length);
  for (const t of places) {
    const beside = Float64Array.from(x);
    beside[t] = SLIGHTLY_ABOVE_ZERO;
    await objective.evaluate(beside, gradient);
    if (x[t] === 0 && gradient[t]! * SLIGHTLY_ABOVE_ZERO < -RISE) return beside;
  }
  return null;
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
