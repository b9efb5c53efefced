import { fromJsonNumber } from '../../results.js';
import type { MixedModel } from '../mixed-model.js';
import { coefficientTest, untestedCoefficient } from './coefficient-tests.js';
import type { ContrastTests } from './contrast-tests.js';

/** The model with its coefficients tested anew; null leaves those of a linear mixed model without degrees of freedom and p-values. */
export function withTests(model: MixedModel, tests: ContrastTests | null): MixedModel {
  const { design, fit, summary } = model;
  const { columnCount: p } = design.fixed;
  const fixed = summary.fixed.map((effect, j) => ({
    ...effect,
    ...(tests ? coefficientTest(tests, j, p, summary.confidenceLevel) : untestedCoefficient(fromJsonNumber(effect.estimate), Math.sqrt(fit.fixedEffectsCovariance[j * (p + 1)]!), summary.confidenceLevel)),
  }));
  return { ...model, summary: { ...summary, fixed, dfMethod: tests?.method ?? null } };
}
