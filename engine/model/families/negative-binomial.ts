import { log1pOfUnit } from '../../linalg/elementary-functions.js';
import { exponentiate } from '../../linalg/row-kernels.js';
import { log1pRemainder } from '../../probability/special-functions.js';
import { weightedMoments } from '../../linalg/vector-kernels.js';
import { tailsOf } from '../../probability/distributions.js';
import { randomPoisson } from '../../probability/random-counts.js';
import { randomGamma } from '../../probability/random-deviates.js';
import type { DispersionDerivatives, Family, RowDerivatives } from './family.js';
import { LARGE_COUNT, logCountConstant, poisson, poissonDeviance } from './poisson.js';
import { shapeSlopes, sumOfShapeParts } from './shape-parts.js';

/**
 * Counts with Y ~ NB(μ, θ), a Poisson mixture over gamma means: variance μ + μ²/θ; ψ = log θ with θ the shape. The links are those of the
 * Poisson family.
 *
 *     −ℓ = w [(y + θ) log(1 + μ/θ) − y log μ + log y! − log Γ(y + θ) + log Γ(θ) + y log θ].
 *
 * Lawless (1987); Venables & Ripley (2002), §7.4.
 */
export const negativeBinomial: Family = {
  name: 'negative.binomial',
  help: 'Counts that vary more than a Poisson distribution allows: variance μ + μ²/θ. `glmer.nb` estimates the shape θ; `negative.binomial(theta = 2)` as a family fixes it.',
  isCount: true,
  canonicalLink: 'log',
  links: ['log', 'sqrt', 'identity'],
  openLinks: new Map([['identity', 'above 0']]),
  dispersion: {
    name: 'shape',
    symbol: 'θ',
    isScale: false,
    /** Of the moments: θ = μ²/(variance − μ). */
    start(response, weights) {
      const { totalWeight, mean, squares } = weightedMoments(response, weights);
      const excess = squares / totalWeight - mean;
      return Math.log(Math.min(Math.max((mean * mean) / Math.max(excess, 0), 0.05), 50));
    },
    differentiate(response, eta, weights, link, psi, derivatives) {
      if (link.name === 'log') differentiateLog(response, eta, weights, psi, derivatives);
      else differentiateMean(response, eta, weights, link.name === 'sqrt', psi, derivatives);
    },
    limit: poisson,
  },
  merging: 'equal',
  fixedShape: null,
  evaluate(response, eta, weights, link, derivatives, psi) {
    if (link.name === 'log') return evaluateLog(response, eta, weights, derivatives, psi);
    return evaluateMean(response, eta, weights, link.name === 'sqrt', derivatives, psi);
  },
  logConstant: (y, weight) => weight * logCountConstant(y),
  variance: (mu, psi) => mu + mu * mu * Math.exp(-psi),
  unitDeviance: (y, mu, psi) => negativeBinomialDeviance(y, mu, Math.exp(psi)),
  cumulative(y, mu, weight, psi) {
    if (psi === Infinity) return poisson.cumulative(y, mu, weight, 0);
    const tails = tailsOf('nbinom', [Math.exp(psi), 1 / (1 + mu * Math.exp(-psi))]);
    return { below: tails.lower(y - 1), upTo: tails.lower(y) };
  },
  /** A Poisson count about a mean that is gamma distributed. */
  simulate: (mu, _weight, psi, stream) => randomPoisson(stream, psi === Infinity ? mu : mu * Math.exp(-psi) * randomGamma(stream, Math.exp(psi))),
  startingMean: y => y + 0.1,
  checkResponse(y, weight) {
    const problem = poisson.checkResponse(y, weight);
    return problem && { ...problem, advice: problem.problem === 'is negative' ? 'A negative binomial response counts events.' : problem.advice };
  },
};

/** Negative binomial counts with a known shape, as MASS has them; Poisson counts where it is infinite. */
export function negativeBinomialWithShape(theta: number): Family {
  if (theta === Infinity) return { ...poisson, name: negativeBinomial.name, fixedShape: theta };
  const psi = Math.log(theta);
  return {
    ...negativeBinomial,
    dispersion: null,
    fixedShape: theta,
    evaluate: (response, eta, weights, link, derivatives) => negativeBinomial.evaluate(response, eta, weights, link, derivatives, psi),
    variance: mu => negativeBinomial.variance(mu, psi),
    unitDeviance: (y, mu) => negativeBinomial.unitDeviance(y, mu, psi),
    cumulative: (y, mu, weight) => negativeBinomial.cumulative(y, mu, weight, psi),
    simulate: (mu, weight, _psi, stream) => negativeBinomial.simulate(mu, weight, psi, stream),
  };
}

/**
 * 2 [y log(y/μ) − (y + θ) log((y + θ)/(μ + θ))] without cancellation: with d = y − μ, the first logarithm less the second is log(1 + z) at
 * z = θd/(μ(y + θ)), the second log(1 + x) at x = d/(μ + θ), and yz − θx = θ²d²/(μ(y + θ)(μ + θ)).
 */
function negativeBinomialDeviance(y: number, mu: number, theta: number): number {
  if (theta === Infinity) return poissonDeviance(y, mu);
  if (y === 0) return 2 * theta * Math.log1p(mu / theta);
  const d = y - mu;
  const z = ((d / mu) * theta) / (y + theta);
  const x = d / (mu + theta);
  return 2 * (x * z * theta - y * log1pRemainder(z) + theta * log1pRemainder(x));
}

/** With p = μ/(μ + θ), the logistic function of η − ψ: e = (y + θ)p − y, w = (y + θ)pq, w′ = w(q − p). */
function evaluateLog(response: Float64Array, eta: Float64Array, weights: Float64Array, { first, second, third }: RowDerivatives, psi: number): number {
  const theta = Math.exp(psi);
  const n = response.length;
  for (let i = 0; i < n; i++) third[i] = -Math.abs(eta[i]! - psi);
  exponentiate(third, 0, n);
  let sum = sumOfShapeParts(response, weights, theta);
  for (let i = 0; i < n; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]! - psi;
    const t = third[i]!;
    const r = 1 / (1 + t);
    const p = x < 0 ? t * r : r;
    const q = x < 0 ? r : t * r;
    const total = weight * (y + theta);
    if (y < LARGE_COUNT) sum += total * (log1pOfUnit(t) + (x < 0 ? 0 : x)) - weight * y * eta[i]!;
    else sum += 0.5 * weight * negativeBinomialDeviance(y, Math.exp(eta[i]!), theta);
    first[i] = weight * (theta * p - y * q);
    second[i] = total * p * q;
    third[i] = total * p * q * (q - p);
  }
  return sum;
}

function differentiateLog(response: Float64Array, eta: Float64Array, weights: Float64Array, psi: number, { value, first, second }: DispersionDerivatives): void {
  const theta = Math.exp(psi);
  const slope = shapeSlopes(response, theta);
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]! - psi;
    const t = Math.exp(x < 0 ? x : -x);
    const r = 1 / (1 + t);
    const p = x < 0 ? t * r : r;
    const q = x < 0 ? r : t * r;
    value[i] = weight * (theta * log1pRemainder((y * q) / theta - p) + slope(y));
    first[i] = weight * p * (theta * p - y * q);
    second[i] = weight * p * q * (theta - (y + theta) * (q - p));
  }
}

/** The mean is η (identity) or η² (sqrt). A count above zero keeps η above zero under the root; without one, η² is its own continuation below. */
function evaluateMean(response: Float64Array, eta: Float64Array, weights: Float64Array, isRoot: boolean, { first, second, third }: RowDerivatives, psi: number): number {
  const theta = Math.exp(psi);
  let sum = sumOfShapeParts(response, weights, theta);
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]!;
    if (!(x > 0) && (!isRoot || y > 0)) return Infinity;
    const mu = isRoot ? x * x : x;
    const m1 = isRoot ? 2 * x : 1;
    const m2 = isRoot ? 2 : 0;
    const r = 1 / (mu + theta);
    const total = y + theta;
    // derivatives of −ℓ in μ
    const share = y > 0 ? y / mu : 0;
    const d1 = y > 0 ? (theta * (mu - y) * r) / mu : theta * r;
    const d2 = (y > 0 ? share / mu : 0) - total * r * r;
    const d3 = 2 * (total * r * r * r - (y > 0 ? share / (mu * mu) : 0));
    if (y < LARGE_COUNT) sum += weight * (total * Math.log1p(mu / theta) - (y > 0 ? y * Math.log(mu) : 0));
    else sum += 0.5 * weight * negativeBinomialDeviance(y, mu, theta);
    first[i] = weight * d1 * m1;
    second[i] = weight * (d2 * m1 * m1 + d1 * m2);
    third[i] = weight * (d3 * m1 * m1 * m1 + 3 * d2 * m1 * m2);
  }
  return sum;
}

function differentiateMean(response: Float64Array, eta: Float64Array, weights: Float64Array, isRoot: boolean, psi: number, { value, first, second }: DispersionDerivatives): void {
  const theta = Math.exp(psi);
  const slope = shapeSlopes(response, theta);
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]!;
    const mu = isRoot ? x * x : x;
    const m1 = isRoot ? 2 * x : 1;
    const m2 = isRoot ? 2 : 0;
    const r = 1 / (mu + theta);
    const d1 = theta * (mu - y) * r * r;
    const d2 = theta * (2 * y + theta - mu) * r * r * r;
    value[i] = weight * (theta * log1pRemainder((y - mu) * r) + slope(y));
    first[i] = weight * d1 * m1;
    second[i] = weight * (d2 * m1 * m1 + d1 * m2);
  }
}
