import { normalCdf } from '../../probability/tail-probabilities.js';
import { logNormalCdf } from '../../probability/log-normal-cdf.js';
import type { MersenneTwister } from '../../probability/mersenne-twister.js';
import { randomNormal } from '../../probability/random-deviates.js';
import { differentiateRows, evaluateRows, startingLogDeviation, type ExponentialDispersion } from './exponential-dispersion.js';
import type { Family } from './family.js';

/** D = (y − μ)²/(2μ²y), c(ν) = −½ log ν. */
const inverseNormal: ExponentialDispersion = {
  halfDeviance: new Map([['1/mu^2', ofInverseSquare], ['inverse', ofInverse], ['log', ofLog], ['identity', ofIdentity]]),
  normaliser: nu => -0.5 * Math.log(nu),
  normaliserSlope: nu => -0.5 / nu,
};

/**
 * Y ~ inverse Gaussian with mean μ, shape λ = w/σ² and variance σ²μ³/w; ψ = log σ.
 * The canonical link is 1/μ². McCullagh & Nelder (1989), §2.2.2; Tweedie (1957).
 */
export const inverseGaussian: Family = {
  name: 'inverse.gaussian',
  help: 'A response above zero with a long upper tail, whose variance grows with the cube of its mean, such as the time until a drifting process first reaches a limit.',
  isCount: false,
  canonicalLink: '1/mu^2',
  links: ['1/mu^2', 'inverse', 'log', 'identity'],
  openLinks: new Map([['1/mu^2', 'above 0'], ['inverse', 'above 0'], ['identity', 'above 0']]),
  dispersion: {
    name: 'root of the dispersion',
    symbol: 'σ',
    isScale: true,
    start: (response, weights) => startingLogDeviation(response, weights, mean => mean ** 3),
    differentiate: (...rows) => differentiateRows(inverseNormal, ...rows),
  },
  merging: 'none',
  fixedShape: null,
  evaluate: (...rows) => evaluateRows(inverseNormal, ...rows),
  logConstant: y => -0.5 * Math.log(2 * Math.PI) - 1.5 * Math.log(y),
  variance: mu => mu ** 3,
  unitDeviance: (y, mu) => (y - mu) ** 2 / (mu * mu * y),
  /** Shuster (1968), the second term by way of log Φ, because its exponential overflows. */
  cumulative(y, mu, weight, psi) {
    const lambda = weight * Math.exp(-2 * psi);
    const root = Math.sqrt(lambda / y);
    logNormalCdf(-root * (y / mu + 1), tail);
    const probability = normalCdf(root * (y / mu - 1)) + Math.exp((2 * lambda) / mu + tail[0]!);
    return { below: probability, upTo: probability };
  },
  simulate: (mu, weight, psi, stream) => randomInverseGaussian(stream, mu, weight * Math.exp(-2 * psi)),
  startingMean: y => y,
  checkResponse(y) {
    if (!(y > 0)) return { problem: 'is not above 0', advice: 'An inverse Gaussian response is above zero in every row.' };
    return Number.isFinite(y) ? null : { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' };
  },
};

/** With mean μ and shape λ (Michael, Schucany & Haas 1976); the smaller root is formed without cancellation. */
function randomInverseGaussian(stream: MersenneTwister, mu: number, lambda: number): number {
  const z = randomNormal(stream);
  const r = (mu * z * z) / (2 * lambda);
  const smaller = mu / (1 + r + Math.sqrt(r * (2 + r)));
  return stream.uniform() * (mu + smaller) <= mu ? smaller : (mu * mu) / smaller;
}

const tail = new Float64Array(4);

/** D = (yη² − 2η + 1/y)/2 with η = 1/μ, written as a square so that it does not cancel. */
function halfDevianceOfReciprocal(y: number, reciprocal: number): number {
  const r = y * reciprocal - 1;
  return (0.5 * r * r) / y;
}

function ofInverseSquare(y: number, eta: number, into: Float64Array): void {
  const reciprocal = Math.sqrt(eta);
  const mu = 1 / reciprocal;
  into[0] = eta > 0 ? halfDevianceOfReciprocal(y, reciprocal) : Infinity;
  into[1] = 0.5 * (y - mu);
  into[2] = 0.25 * mu * mu * mu;
  into[3] = -0.375 * mu ** 5;
}

function ofInverse(y: number, eta: number, into: Float64Array): void {
  into[0] = eta > 0 ? halfDevianceOfReciprocal(y, eta) : Infinity;
  into[1] = y * eta - 1;
  into[2] = y;
  into[3] = 0;
}

function ofLog(y: number, eta: number, into: Float64Array): void {
  const reciprocal = Math.exp(-eta);
  const ratio = y * reciprocal;
  into[0] = halfDevianceOfReciprocal(y, reciprocal);
  into[1] = reciprocal * (1 - ratio);
  into[2] = reciprocal * (2 * ratio - 1);
  into[3] = reciprocal * (1 - 4 * ratio);
}

function ofIdentity(y: number, eta: number, into: Float64Array): void {
  const square = eta * eta;
  into[0] = eta > 0 ? halfDevianceOfReciprocal(y, 1 / eta) : Infinity;
  into[1] = (eta - y) / (square * eta);
  into[2] = (3 * y - 2 * eta) / (square * square);
  into[3] = (6 * eta - 12 * y) / (square * square * eta);
}
