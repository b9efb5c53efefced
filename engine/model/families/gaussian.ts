import type { DispersionParameter, Family } from './family.js';

/** ψ = log σ. */
const residualDeviation: DispersionParameter = {
  name: 'residual standard deviation',
  symbol: 'σ',

  start(response) {
    const mean = response.reduce((sum, y) => sum + y, 0) / response.length;
    const variance = response.reduce((sum, y) => sum + (y - mean) ** 2, 0) / response.length;
    return variance > 0 ? Math.log(variance) / 2 : 0;
  },

  differentiate(response, eta, weights, _link, psi, { value, first, second }) {
    const precision = Math.exp(-2 * psi);
    for (let i = 0; i < response.length; i++) {
      const weight = precision * weights[i]!;
      const residual = eta[i]! - response[i]!;
      value[i] = 1 - weight * residual * residual;
      first[i] = -2 * weight * residual;
      second[i] = -2 * weight;
    }
  },
};

/**
 * Y ~ N(μ, σ²/w), ψ = log σ. The linear mixed model profiles σ out of its own likelihood (Pinheiro & Bates 2000, §2.2).
 */
export const gaussian: Family = {
  name: 'gaussian',
  help: 'A continuous response that varies about its mean with constant variance: a linear mixed model, fitted by REML or ML.',
  canonicalLink: 'identity',
  links: ['identity'],
  openLinks: new Map(),
  dispersion: residualDeviation,

  evaluate(response, eta, weights, _link, { first, second, third }, psi) {
    const precision = Math.exp(-2 * psi);
    let sum = psi * response.length;
    for (let i = 0; i < response.length; i++) {
      const weight = precision * weights[i]!;
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
