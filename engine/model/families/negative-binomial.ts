import { negativeBinomialCdf } from '../../linalg/distributions.js';
import { gammaVariate, poissonVariate } from '../../linalg/random-variates.js';
import { logFactorial, log1pOfUnit, log1pRemainder } from '../../linalg/special-functions.js';
import type { DispersionDerivatives, Family, RowDerivatives } from './family.js';
import { poisson, poissonDeviance } from './poisson.js';
import { risingFactorials } from './rising-factorial.js';

/**
 * Counts with Y ~ NB(μ, θ), a Poisson mixture over gamma means: variance μ + μ²/θ; ψ = log θ with θ the shape. The links are those of the
 * Poisson family. With x = μ/θ and A(y) = Σ_{j<y} log(1 + j/θ)
 *
 *     −ℓ = w [(y + θ) log(1 + x) − y log μ − A(y)] + constant.
 *
 * Lawless (1987); Venables & Ripley (2002), §7.4.
 */
export const negativeBinomial: Family = {
  name: 'negative.binomial',
  help: 'Counts that vary more than a Poisson distribution allows: variance μ + μ²/θ. `glmer.nb` estimates the shape θ; `negative.binomial(theta = 2)` as a family fixes it.',
  canonicalLink: 'log',
  links: ['log', 'sqrt', 'identity'],
  openLinks: new Map([['identity', 'above 0']]),
  dispersion: {
    name: 'shape',
    symbol: 'θ',
    isScale: false,
    /** Of the moments: θ = μ²/(variance − μ). */
    start(response, weights) {
      let total = 0;
      let sum = 0;
      for (let i = 0; i < response.length; i++) {
        total += weights[i]!;
        sum += weights[i]! * response[i]!;
      }
      const mean = sum / total;
      let squares = 0;
      for (let i = 0; i < response.length; i++) squares += weights[i]! * (response[i]! - mean) ** 2;
      const excess = squares / total - mean;
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
  logConstant: (y, weight) => -weight * logFactorial(y),
  variance: (mu, psi) => mu + mu * mu * Math.exp(-psi),
  /** 2 [y log(y/μ) − (y + θ) log((y + θ)/(μ + θ))], as that of the Poisson family and what it takes off. */
  unitDeviance(y, mu, psi) {
    if (psi === Infinity) return poissonDeviance(y, mu);
    const total = mu + Math.exp(psi);
    const x = (y - mu) / total;
    return poissonDeviance(y, mu) + 2 * total * ((1 + x) * log1pRemainder(x) - x * x);
  },
  cumulative: (y, mu, _weight, psi) => ({ below: negativeBinomialCdf(y - 1, mu, psi), upTo: negativeBinomialCdf(y, mu, psi) }),
  /** A Poisson count about a mean that is gamma distributed. */
  simulate: (mu, _weight, psi, uniform) => poissonVariate(psi === Infinity ? mu : mu * Math.exp(-psi) * gammaVariate(Math.exp(psi), uniform), uniform),
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
    simulate: (mu, weight, _psi, uniform) => negativeBinomial.simulate(mu, weight, psi, uniform),
  };
}

/** With p = μ/(μ + θ), the logistic function of η − ψ: e = (y + θ)p − y, w = (y + θ)pq, w′ = w(q − p). */
function evaluateLog(response: Float64Array, eta: Float64Array, weights: Float64Array, { first, second, third }: RowDerivatives, psi: number): number {
  const theta = Math.exp(psi);
  const { logs } = risingFactorials(theta, response);
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const x = eta[i]! - psi;
    const t = Math.exp(x < 0 ? x : -x);
    const r = 1 / (1 + t);
    const p = x < 0 ? t * r : r;
    const q = x < 0 ? r : t * r;
    const total = weight * (y + theta);
    sum += total * (log1pOfUnit(t) + (x < 0 ? 0 : x)) - weight * (y * eta[i]! + logs(y));
    first[i] = weight * (theta * p - y * q);
    second[i] = total * p * q;
    third[i] = total * p * q * (q - p);
  }
  return sum;
}

function differentiateLog(response: Float64Array, eta: Float64Array, weights: Float64Array, psi: number, { value, first, second }: DispersionDerivatives): void {
  const theta = Math.exp(psi);
  const { slopes } = risingFactorials(theta, response);
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    const weight = weights[i]!;
    const ratio = Math.exp(eta[i]! - psi);
    const p = ratio === Infinity ? 1 : ratio / (1 + ratio);
    const q = 1 / (1 + ratio);
    value[i] = weight * (shapeSlope(theta, ratio) - y * p + slopes(y));
    first[i] = weight * p * (theta * p - y * q);
    second[i] = weight * p * q * (theta - (y + theta) * (q - p));
  }
}

/** θ [log(1 + x) − x/(1 + x)], from x²/(1 + x) less x − log(1 + x) where those are small. */
function shapeSlope(theta: number, x: number): number {
  if (x === Infinity) return Infinity;
  return x < 0.25 ? theta * ((x * x) / (1 + x) - log1pRemainder(x)) : theta * (Math.log1p(x) - x / (1 + x));
}

/** The mean is η (identity) or η² (sqrt). A count above zero keeps η above zero under the root; without one, η² is its own continuation below. */
function evaluateMean(response: Float64Array, eta: Float64Array, weights: Float64Array, isRoot: boolean, { first, second, third }: RowDerivatives, psi: number): number {
  const theta = Math.exp(psi);
  const { logs } = risingFactorials(theta, response);
  let sum = 0;
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
    const d1 = total * r - share;
    const d2 = (y > 0 ? share / mu : 0) - total * r * r;
    const d3 = 2 * (total * r * r * r - (y > 0 ? share / (mu * mu) : 0));
    sum += weight * (total * Math.log1p(mu / theta) - (y > 0 ? y * Math.log(mu) : 0) - logs(y));
    first[i] = weight * d1 * m1;
    second[i] = weight * (d2 * m1 * m1 + d1 * m2);
    third[i] = weight * (d3 * m1 * m1 * m1 + 3 * d2 * m1 * m2);
  }
  return sum;
}

function differentiateMean(response: Float64Array, eta: Float64Array, weights: Float64Array, isRoot: boolean, psi: number, { value, first, second }: DispersionDerivatives): void {
  const theta = Math.exp(psi);
  const { slopes } = risingFactorials(theta, response);
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
    value[i] = weight * (shapeSlope(theta, mu / theta) - y * mu * r + slopes(y));
    first[i] = weight * d1 * m1;
    second[i] = weight * (d2 * m1 * m1 + d1 * m2);
  }
}
