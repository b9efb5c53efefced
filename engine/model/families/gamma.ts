import { digammaMinusLog, log1pRemainder } from '../../probability/special-functions.js';
import { lowerIncompleteGamma } from '../../probability/incomplete-gamma.js';
import { randomGamma } from '../../probability/random-deviates.js';
import { stirlingError } from '../../probability/saddle-point.js';
import { differentiateRows, evaluateRows, startingLogDeviation, type ExponentialDispersion } from './exponential-dispersion.js';
import type { Family } from './family.js';

const HALF_LOG_TWO_PI = 0.9189385332046727418;

/** D = (y − μ)/μ − log(y/μ), which is x − log(1 + x) at x = (y − μ)/μ; c(ν) = log Γ(ν) − ν log ν + ν. */
const gammaDistribution: ExponentialDispersion = {
  halfDeviance: new Map([['inverse', ofInverse], ['log', ofLog], ['identity', ofIdentity]]),
  normaliser: nu => HALF_LOG_TWO_PI - 0.5 * Math.log(nu) + stirlingError(nu),
  normaliserSlope: digammaMinusLog,
};

/**
 * Y ~ Gamma with mean μ, shape ν = w/σ² and variance σ²μ²/w; ψ = log σ, and σ is the coefficient of variation.
 * The canonical link is the inverse. McCullagh & Nelder (1989), §8.2.
 */
export const gamma: Family = {
  name: 'Gamma',
  help: 'A response above zero whose standard deviation is a constant share of its mean, such as costs, durations and concentrations. With `link = "log"` effects multiply the mean.',
  isCount: false,
  canonicalLink: 'inverse',
  links: ['inverse', 'log', 'identity'],
  openLinks: new Map([['inverse', 'above 0'], ['identity', 'above 0']]),
  dispersion: {
    name: 'coefficient of variation',
    symbol: 'σ',
    isScale: true,
    start: (response, weights) => startingLogDeviation(response, weights, mean => mean * mean),
    differentiate: (...rows) => differentiateRows(gammaDistribution, ...rows),
  },
  merging: 'none',
  fixedShape: null,
  evaluate: (...rows) => evaluateRows(gammaDistribution, ...rows),
  logConstant: y => -Math.log(y),
  variance: mu => mu * mu,
  unitDeviance: (y, mu) => 2 * log1pRemainder((y - mu) / mu),
  cumulative(y, mu, weight, psi) {
    const nu = weight * Math.exp(-2 * psi);
    const probability = lowerIncompleteGamma((nu * y) / mu, nu);
    return { below: probability, upTo: probability };
  },
  simulate(mu, weight, psi, stream) {
    const nu = weight * Math.exp(-2 * psi);
    return (mu / nu) * randomGamma(stream, nu);
  },
  startingMean: y => y,
  checkResponse(y) {
    if (!(y > 0)) return { problem: 'is not above 0', advice: 'A gamma response is above zero in every row. Where zeros are small values that were rounded off, model them apart or add the limit of detection.' };
    return Number.isFinite(y) ? null : { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' };
  },
};

function ofInverse(y: number, eta: number, into: Float64Array): void {
  const mu = 1 / eta;
  into[0] = eta > 0 ? log1pRemainder(y * eta - 1) : Infinity;
  into[1] = y - mu;
  into[2] = mu * mu;
  into[3] = -2 * mu * mu * mu;
}

function ofLog(y: number, eta: number, into: Float64Array): void {
  const ratio = y * Math.exp(-eta);
  into[0] = ratio > 0.5 && ratio < 2 ? log1pRemainder(ratio - 1) : ratio - 1 - Math.log(y) + eta;
  into[1] = 1 - ratio;
  into[2] = ratio;
  into[3] = -ratio;
}

function ofIdentity(y: number, eta: number, into: Float64Array): void {
  const square = eta * eta;
  into[0] = eta > 0 ? log1pRemainder((y - eta) / eta) : Infinity;
  into[1] = (eta - y) / square;
  into[2] = (2 * y - eta) / (square * eta);
  into[3] = (2 * eta - 6 * y) / (square * square);
}
