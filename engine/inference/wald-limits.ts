import { normalQuantile } from '../probability/tail-probabilities.js';
import type { MixedModel } from './mixed-model.js';

/** Estimate ± normal quantile × standard error of fixed effect `j`; NaN for an index below 0, which stands for a parameter without a standard error. */
export function waldLimits({ design, fit }: MixedModel, j: number, level: number): readonly [lower: number, upper: number] {
  if (j < 0) return [NaN, NaN];
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt(fit.fixedEffectsCovariance[j * (design.fixed.columnCount + 1)]!);
  return [fit.fixedEffects[j]! - half, fit.fixedEffects[j]! + half];
}
