/** How much the random effects spread in all. */
import type { MixedModel } from '../mixed-model.js';
import { quadraticForm } from '../variance-components.js';

/** The mean over rows of z′Σz, summed over the random terms (Johnson 2014, eq. 10), on the scale of the linear predictor. */
export function totalRandomVariance({ design, fit }: MixedModel): number {
  let total = 0;
  design.random.forEach((term, t) => {
    for (let row = 0; row < design.rowCount; row++) total += quadraticForm(fit.random[t]!.covariance, term.z, term.effectCount, row * term.effectCount) / design.rowCount;
  });
  return total;
}
