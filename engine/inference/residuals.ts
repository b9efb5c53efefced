/** Residuals given the conditional modes. */
import type { MixedModel } from './mixed-model.js';

/**
 * Length n. `response`: y − μ̂; `pearson`: √w (y − μ̂)/√V(μ̂); `deviance`: signed roots of the contributions to the deviance
 * (McCullagh & Nelder 1989, §2.4). σ is not divided out, as in R.
 */
export function residualsOf(model: MixedModel, type: 'response' | 'pearson' | 'deviance'): Float64Array {
  const { values } = model.design.response;
  const { weights } = model.design;
  const mu = model.fit.fittedValues;
  const { family } = model.summary;
  return Float64Array.from(values, (y, i) => {
    const difference = y - mu[i]!;
    if (type === 'response') return difference;
    if (type === 'pearson') return (difference * Math.sqrt(weights[i]!)) / Math.sqrt(variance(family, mu[i]!));
    return Math.sign(difference) * Math.sqrt(Math.max(0, weights[i]! * unitDeviance(family, y, mu[i]!)));
  });
}

/** Σ w d(y, μ̂), with μ̂ at the conditional modes. */
export function conditionalDeviance(model: MixedModel): number {
  const { values } = model.design.response;
  const { family } = model.summary;
  return values.reduce((sum, y, i) => sum + model.design.weights[i]! * unitDeviance(family, y, model.fit.fittedValues[i]!), 0);
}

function variance(family: string, mu: number): number {
  return family === 'binomial' ? mu * (1 - mu) : family === 'poisson' ? mu : 1;
}

/** 2(ℓ(y; y) − ℓ(μ; y)) for a weight of one. */
function unitDeviance(family: string, y: number, mu: number): number {
  if (family === 'binomial') return 2 * (yLog(y, mu) + yLog(1 - y, 1 - mu));
  if (family === 'poisson') return 2 * (yLog(y, mu) - (y - mu));
  return (y - mu) ** 2;
}

const yLog = (y: number, mu: number): number => (y === 0 ? 0 : y * Math.log(y / mu));
