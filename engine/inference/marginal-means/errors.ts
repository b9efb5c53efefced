/** Standard errors of linear functions of the fixed effects, with the degrees of freedom that a method gives them. */
import type { MixedModel } from '../mixed-model.js';
import type { ErrorOf } from './estimate-rows.js';
import type { DfMethod } from './linear-estimates.js';

/** l ↦ √(l′ V l) with V the covariance of β̂; the reference is normal for a generalized model. */
export function errorsOf({ design, fit }: MixedModel, _method: DfMethod): ErrorOf {
  const p = design.fixed.columnCount;
  const covariance = fit.fixedEffectsCovariance;
  return l => {
    let variance = 0;
    for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) variance += l[j]! * covariance[k * p + j]! * l[k]!;
    return { standardError: Math.sqrt(variance), df: Infinity };
  };
}
