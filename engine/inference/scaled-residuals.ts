/** The residuals that the summary of a fit shows. */
import { toJsonNumber, type JsonNumber } from '../results.js';
import type { MixedModel } from './mixed-model.js';
import { residualsOf } from './residuals.js';

/** Least, quartiles and most of the Pearson residuals over σ, as lme4's summary prints them; quantiles of R's type 7 (Hyndman & Fan 1996). */
export function scaledResiduals(model: Pick<MixedModel, 'design' | 'fit' | 'family'>): JsonNumber[] {
  const sorted = residualsOf(model, 'pearson').map(residual => residual / model.fit.sigma).sort();
  return [0, 0.25, 0.5, 0.75, 1].map(probability => {
    const place = (sorted.length - 1) * probability;
    const below = sorted[Math.floor(place)] ?? NaN;
    return toJsonNumber(below + (place % 1) * ((sorted[Math.ceil(place)] ?? NaN) - below));
  });
}
