/** Means of the response at the reference and a step away from it, on the response's own scale. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { MixedModelDesign } from '../model/design.js';
import type { LinkDescription } from '../model/families/link.js';
import { toJsonNumber, type JsonNumber, type ResponseMean } from '../results.js';
import { marginalMean } from './marginal-mean.js';
import type { ReferencePoints } from './reference-point.js';
import { quadraticForm } from './variance-components.js';

/**
 * For each coefficient g⁻¹(x'β̂) where what it compares has been changed, all random effects and the offset zero, with the Wald
 * interval of x'β carried over by g⁻¹; null where `grid` has no such point. `averaged` is E g⁻¹(x'β̂ + z'b) over the random effects.
 */
export function responseMeans(design: MixedModelDesign, fit: MixedModelFit, link: LinkDescription, grid: ReferencePoints, quantile: number): (ResponseMean | null)[] {
  return grid.steps.map(x => x && responseMean(design, fit, link, x, quantile));
}

function responseMean(design: MixedModelDesign, fit: MixedModelFit, link: LinkDescription, x: Float64Array, quantile: number): ResponseMean {
  const p = x.length;
  const eta = x.reduce((sum, value, j) => sum + value * fit.fixedEffects[j]!, 0);
  const margin = quantile * Math.sqrt(quadraticForm(fit.fixedEffectsCovariance, x, p));
  const mean = (at: number): JsonNumber => (isInRange(link, at) ? toJsonNumber(link.inverse(at)) : null);
  // a link that falls, such as 1/μ, turns the limits round
  const [lower, upper] = link.derivative(eta) < 0 ? [eta + margin, eta - margin] : [eta - margin, eta + margin];
  const variance = randomVariance(design, fit, x);
  const marginal = variance === null ? NaN : marginalMean(link.name, eta, Math.sqrt(Math.max(0, variance))).mean;
  return { estimate: mean(eta), lower: mean(lower), upper: mean(upper), averaged: toJsonNumber(marginal, Number.isNaN(marginal)) };
}

/** Whether a predictor is one of a mean: positive under a link that is a power of the mean. */
const isInRange = ({ name }: LinkDescription, eta: number): boolean => Number.isFinite(eta) && (eta > 0 || !['inverse', '1/mu^2', 'sqrt'].includes(name));

/** Var(z'b) at a point; null where a random effect is no column of the fixed effects, so that its value there is not known. */
function randomVariance({ fixed, random }: MixedModelDesign, fit: MixedModelFit, x: Float64Array): number | null {
  let total = 0;
  for (const [t, term] of random.entries()) {
    const z = term.effectNames.map(name => (name === '(Intercept)' ? 1 : (x[fixed.names.indexOf(name)] ?? NaN)));
    total += quadraticForm(fit.random[t]!.covariance, z, term.effectCount);
  }
  return Number.isNaN(total) ? null : total;
}
