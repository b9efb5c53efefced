/** Residuals given the conditional modes. */
import type { MixedModel } from './mixed-model.js';

type Fitted = Pick<MixedModel, 'design' | 'fit' | 'family'>;

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
