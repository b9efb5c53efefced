import { normalCdf } from '../../probability/tail-probabilities.js';
import { randomNormal } from '../../probability/random-deviates.js';
import { differentiateRows, evaluateRows, startingLogDeviation, type ExponentialDispersion } from './exponential-dispersion.js';
import type { Family } from './family.js';

/** With r = μ − y, D = ½r². */
const normal: ExponentialDispersion = {
  halfDeviance: new Map([['identity', ofIdentity], ['log', ofLog], ['inverse', ofInverse]]),
  normaliser: nu => -0.5 * Math.log(nu),
  normaliserSlope: nu => -0.5 / nu,
};

/**
 * Y ~ N(μ, σ²/w), ψ = log σ. The linear mixed model profiles σ out of its own likelihood (Pinheiro & Bates 2000, §2.2).
 */
export const gaussian: Family = {
  name: 'gaussian',
  help: 'A continuous response that varies about its mean with constant variance. With the identity link a linear mixed model, fitted by REML or ML; with a log or inverse link the mean is curved in the effects.',
  isCount: false,
  canonicalLink: 'identity',
  links: ['identity', 'log', 'inverse'],
  openLinks: new Map(),
  dispersion: {
    name: 'residual standard deviation',
    symbol: 'σ',
    isScale: true,
    start: (response, weights) => startingLogDeviation(response, weights, () => 1),
    differentiate: (...rows) => differentiateRows(normal, ...rows),
  },
  merging: 'none',
  fixedShape: null,
  evaluate: (...rows) => evaluateRows(normal, ...rows),
  logConstant: () => -0.5 * Math.log(2 * Math.PI),
  variance: () => 1,
  unitDeviance: (y, mu) => (y - mu) ** 2,
  cumulative(y, mu, weight, psi) {
    const probability = normalCdf((y - mu) * Math.sqrt(weight) * Math.exp(-psi));
    return { below: probability, upTo: probability };
  },
  simulate: (mu, weight, psi, stream) => mu + (Math.exp(psi) / Math.sqrt(weight)) * randomNormal(stream),
  startingMean: y => y,
  checkResponse: y => (Number.isFinite(y) ? null : { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' }),
};

function ofIdentity(y: number, eta: number, into: Float64Array): void {
  const r = eta - y;
  into[0] = 0.5 * r * r;
  into[1] = r;
  into[2] = 1;
  into[3] = 0;
}

function ofLog(y: number, eta: number, into: Float64Array): void {
  const mu = Math.exp(eta);
  const r = mu - y;
  into[0] = 0.5 * r * r;
  into[1] = r * mu;
  into[2] = mu * (2 * mu - y);
  into[3] = mu * (4 * mu - y);
}

function ofInverse(y: number, eta: number, into: Float64Array): void {
  const mu = 1 / eta;
  const r = mu - y;
  into[0] = eta === 0 ? Infinity : 0.5 * r * r;
  into[1] = -r * mu * mu;
  into[2] = mu * mu * mu * (3 * mu - 2 * y);
  into[3] = -6 * mu * mu * mu * mu * (2 * mu - y);
}
