import type { Family } from './family.js';

/**
 * Y ~ N(μ, σ²/w), here with σ = 1: the linear mixed model profiles σ out of its own likelihood.
 * Pinheiro & Bates (2000), §2.2.
 */
export const gaussian: Family = {
  name: 'gaussian',
  help: 'A continuous response that varies about its mean with constant variance: a linear mixed model, fitted by REML or ML.',
  canonicalLink: 'identity',
  links: ['identity'],
  openLinks: new Map(),
  hasDispersion: true,

  evaluate(response, eta, weights, _link, { first, second, third }) {
    let sum = 0;
    for (let i = 0; i < response.length; i++) {
      const weight = weights[i]!;
      const residual = eta[i]! - response[i]!;
      sum += 0.5 * weight * residual * residual;
      first[i] = weight * residual;
      second[i] = weight;
      third[i] = 0;
    }
    return sum;
  },

  logConstant: (_y, weight) => 0.5 * Math.log(weight / (2 * Math.PI)),
  variance: () => 1,
  startingMean: y => y,
  checkResponse: y => (Number.isFinite(y) ? null : { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' }),
};
