/** Residuals given the conditional modes. */
import { normalQuantile } from '../probability/tail-probabilities.js';
import type { MersenneTwister } from '../probability/mersenne-twister.js';
import { links } from '../model/families/links.js';
import type { MixedModel } from './mixed-model.js';

type Fitted = Pick<MixedModel, 'design' | 'fit' | 'family'>;

export const RESIDUAL_TYPES = ['response', 'pearson', 'deviance', 'working', 'quantile'] as const;
export type ResidualType = (typeof RESIDUAL_TYPES)[number];

/**
 * Length n. `response`: y − μ̂; `pearson`: √w (y − μ̂)/√V(μ̂); `deviance`: signed roots of the contributions to the deviance
 * (McCullagh & Nelder 1989, §2.4). σ is not divided out, as in R.
 */
export function residualsOf(model: Fitted, type: 'response' | 'pearson' | 'deviance'): Float64Array {
  const { values } = model.design.response;
  const { weights } = model.design;
  const mu = model.fit.fittedValues;
  const { family } = model;
  const psi = psiOf(model);
  return Float64Array.from(values, (y, i) => {
    const difference = y - mu[i]!;
    if (type === 'response') return difference;
    if (type === 'pearson') return (difference * Math.sqrt(weights[i]!)) / Math.sqrt(family.variance(mu[i]!, psi));
    return Math.sign(difference) * Math.sqrt(Math.max(0, weights[i]! * family.unitDeviance(y, mu[i]!, psi)));
  });
}

/** (y − μ̂) dη/dμ, length n: residuals on the scale of the linear predictor (McCullagh & Nelder 1989, §2.5). */
export function workingResiduals({ design, fit, summary }: MixedModel): Float64Array {
  const link = links.get(summary.link)!;
  return design.response.values.map((y, i) => (y - fit.fittedValues[i]!) / link.derivative(fit.linearPredictor[i]!));
}

/** The least and the most that a probability counts as, so that the residual of an outcome far out stays finite (±8.2). */
const LEAST_PROBABILITY = 1e-16;

/**
 * Randomised quantile residuals, length n: Φ⁻¹(u) with u uniform between P(Y < y) and P(Y ≤ y), the outcomes given the conditional modes; normal where
 * the model holds (Dunn & Smyth 1996). A continuous family draws no random numbers; a discrete one draws one for every row.
 */
export function quantileResiduals({ design, fit, family }: MixedModel, stream: MersenneTwister): Float64Array {
  const { values } = design.response;
  const isDiscrete = family.isCount || family.name === 'binomial';
  const psi = fit.dispersion?.psi ?? Math.log(fit.sigma);
  const limit = Number.isFinite(psi) ? undefined : family.dispersion?.limit;
  return Float64Array.from(values, (y, i) => {
    const { below, upTo } = (limit ?? family).cumulative(y, fit.fittedValues[i]!, design.weights[i]!, limit ? 0 : psi);
    const probability = isDiscrete ? below + (upTo - below) * stream.uniform() : upTo;
    return normalQuantile(Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability)));
  });
}

/** One value a row of the design, with NaN at the incomplete rows between them where the model keeps their places. */
export function withPlaces({ paddedRows, design: { rows } }: MixedModel, values: Float64Array): Float64Array {
  if (!paddedRows) return values;
  let next = 0;
  return Float64Array.from(paddedRows, row => (row === rows[next] ? values[next++]! : NaN));
}

/** Σ w d(y, μ̂), with μ̂ at the conditional modes. */
export function conditionalDeviance(model: MixedModel): number {
  const { values } = model.design.response;
  const psi = psiOf(model);
  return values.reduce((sum, y, i) => sum + model.design.weights[i]! * model.family.unitDeviance(y, model.fit.fittedValues[i]!, psi), 0);
}

const psiOf = ({ fit }: Fitted): number => fit.dispersion?.psi ?? 0;
