import { exponentiate } from '../../linalg/row-kernels.js';
import { logFactorial } from '../../probability/special-functions.js';
import { upperIncompleteGamma } from '../../probability/incomplete-gamma.js';
import { randomPoisson } from '../../probability/random-counts.js';
import { devianceTerm, stirlingError } from '../../probability/saddle-point.js';
import type { Family, RowDerivatives } from './family.js';

/**
 * From here log-likelihoods are taken relative to the saturated one: y log μ − μ and log y! would each be so large that their difference has
 * few digits left, and half the deviance is not (Loader 2000).
 */
export const LARGE_COUNT = 2048;

/**
 * Counts, Y ~ Poisson(μ), variance μ. The canonical link is the log. McCullagh & Nelder (1989), §6.2.
 */
export const poisson: Family = {
  name: 'poisson',
  help: 'Counts of events without an upper limit, whose variance equals their mean. For a rate add offset(log(exposure)).',
  isCount: true,
  canonicalLink: 'log',
  links: ['log', 'sqrt', 'identity'],
  openLinks: new Map([['identity', 'above 0']]),
  dispersion: null,
  merging: 'mean',
  fixedShape: null,

  /** With a log link −ℓ = w (e^η − yη); every higher derivative is w e^η. */
  evaluate(response, eta, weights, link, derivatives) {
    if (link.name === 'sqrt') return evaluateRoot(response, eta, weights, derivatives);
    if (link.name === 'identity') return evaluateIdentity(response, eta, weights, derivatives);
    const { first, second, third } = derivatives;
    const n = response.length;
    for (let i = 0; i < n; i++) third[i] = eta[i]!;
    exponentiate(third, 0, n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const y = response[i]!;
      const weight = weights[i]!;
      const x = eta[i]!;
      const mu = third[i]!;
      sum += weight * (y < LARGE_COUNT ? mu - y * x : 0.5 * poissonDeviance(y, mu));
      first[i] = weight * (mu - y);
      second[i] = weight * mu;
      third[i] = weight * mu;
    }
    return sum;
  },

  logConstant: (y, weight) => weight * logCountConstant(y),
  variance: mu => mu,
  unitDeviance: poissonDeviance,
  cumulative: (y, mu) => ({ below: y === 0 ? 0 : upperIncompleteGamma(mu, y), upTo: upperIncompleteGamma(mu, y + 1) }),
  simulate: (mu, _weight, _psi, stream) => randomPoisson(stream, mu),
  startingMean: y => y + 0.1,
  checkResponse(y) {
    if (y >= 0 && y < Infinity && y === Math.floor(y)) return null;
    if (!(y >= 0)) return { problem: 'is negative', advice: 'A Poisson response counts events. For a score use lmer.' };
    if (!Number.isFinite(y)) return { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' };
    if (Math.abs(y - Math.round(y)) > 1e-7 * Math.max(1, y)) return { problem: 'is not a whole number', advice: 'For a rate, model the count and add offset(log(exposure)).' };
    return null;
  },
};

/** −log y!, or for a large count the saturated log-likelihood log(y^y e^{−y}/y!). */
export function logCountConstant(y: number): number {
  return y < LARGE_COUNT ? -logFactorial(y) : -0.5 * Math.log(2 * Math.PI * y) - stirlingError(y);
}

/** 2 (y log(y/μ) − (y − μ)). */
export function poissonDeviance(y: number, mu: number): number {
  return y === 0 ? 2 * mu : 2 * devianceTerm(y, mu);
}

/** −ℓ = w (η² − 2y log η). A count above zero keeps η above zero; without one, η² is its own continuation below. */
function evaluateRoot(response: Float64Array, eta: Float64Array, weights: Float64Array, { first, second, third }: RowDerivatives): number {
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]!;
    if (y > 0 && !(x > 0)) return Infinity;
    const ratio = y > 0 ? y / x : 0;
    sum += weight * (y < LARGE_COUNT ? x * x - (y > 0 ? 2 * y * Math.log(x) : 0) : 0.5 * poissonDeviance(y, x * x));
    first[i] = 2 * weight * (x - ratio);
    second[i] = 2 * weight * (1 + (y > 0 ? ratio / x : 0));
    third[i] = y > 0 ? (-4 * weight * ratio) / (x * x) : 0;
  }
  return sum;
}

/** −ℓ = w (η − y log η) for η above zero. */
function evaluateIdentity(response: Float64Array, eta: Float64Array, weights: Float64Array, { first, second, third }: RowDerivatives): number {
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]!;
    if (!(x > 0)) return Infinity;
    const ratio = y / x;
    sum += weight * (y < LARGE_COUNT ? x - (y > 0 ? y * Math.log(x) : 0) : 0.5 * poissonDeviance(y, x));
    first[i] = weight * (1 - ratio);
    second[i] = (weight * ratio) / x;
    third[i] = (-2 * weight * ratio) / (x * x);
  }
  return sum;
}
