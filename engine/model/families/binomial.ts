import { exponentiate } from '../../linalg/exponential.js';
import { log1pOfUnit, logGamma } from '../../linalg/special-functions.js';
import { tailsOf } from '../../probability/distributions.js';
import { randomBinomial } from '../../probability/random-counts.js';
import type { Family, RowDerivatives } from './family.js';
import { outcomeProbabilities, type OutcomeProbabilities } from './outcome-probabilities.js';

/**
 * mY ~ Binomial(m, μ), with y the proportion and the weight m the number of trials; variance of y μ(1 − μ)/m.
 * The canonical link is the logit. McCullagh & Nelder (1989), §4.3.
 */
export const binomial: Family = {
  name: 'binomial',
  help: 'A response with two outcomes: 0/1, a factor (its first level is failure), counts as cbind(successes, failures), or a proportion with the numbers of trials as weights.',
  isCount: false,
  canonicalLink: 'logit',
  links: ['logit', 'probit', 'cloglog', 'cauchit', 'log'],
  openLinks: new Map([['log', 'below 1']]),
  dispersion: null,
  merging: 'mean',
  fixedShape: null,

  /**
   * With a logit link −ℓ = m (log(1 + e^η) − yη), by way of t = e^{−|η|}, which cannot overflow; 1 − μ is never formed by subtraction.
   * For single trials the log of the product of all 1 + t is taken once.
   */
  evaluate(response, eta, weights, link, derivatives) {
    const probabilities = link.name === 'logit' ? undefined : outcomeProbabilities.get(link.name);
    if (probabilities) return evaluateOutcomes(response, eta, weights, probabilities, derivatives);
    const { first, second, third } = derivatives;
    const n = response.length;
    for (let i = 0; i < n; i++) third[i] = -Math.abs(eta[i]!);
    exponentiate(third, 0, n);
    let sum = 0;
    let product = 1;
    for (let i = 0; i < response.length; i++) {
      const y = response[i]!;
      const m = weights[i]!;
      const x = eta[i]!;
      const t = third[i]!;
      const r = 1 / (1 + t);
      const rt = r * t;
      const mu = x < 0 ? rt : r;
      const complement = x < 0 ? r : rt;
      sum += m * (x < 0 ? -y * x : (1 - y) * x);
      if (m === 1) product *= 1 + t;
      else sum += m * log1pOfUnit(t);
      if (product > LARGE) {
        sum += Math.log(product);
        product = 1;
      }
      const w = m * r * rt;
      first[i] = m * ((1 - y) * mu - y * complement);
      second[i] = w;
      third[i] = w * (complement - mu);
    }
    return sum + Math.log(product);
  },

  logConstant: (y, weight) => (y === 0 || y === 1 ? 0 : logGamma(weight + 1) - logGamma(weight * y + 1) - logGamma(weight * (1 - y) + 1)),
  variance: mu => mu * (1 - mu),
  unitDeviance: (y, mu) => 2 * (yLog(y, mu) + yLog(1 - y, 1 - mu)),
  cumulative(y, mu, weight) {
    const count = Math.round(weight * y);
    const tails = tailsOf('binom', [Math.round(weight), mu]);
    return { below: tails.lower(count - 1), upTo: tails.lower(count) };
  },
  simulate: (mu, weight, _psi, stream) => randomBinomial(stream, Math.round(weight), mu) / weight,
  /** As McCullagh & Nelder (1989), §4.4.1: half a success and half a failure are added. */
  startingMean: (y, weight) => (weight * y + 0.5) / (weight + 1),
  checkResponse(y, weight) {
    if (!(y >= 0 && y <= 1)) return { problem: 'is not between 0 and 1', advice: 'Give 0 and 1, a factor with two levels, a proportion with weights, or cbind(successes, failures).' };
    const successes = weight * y;
    if (Math.abs(successes - Math.round(successes)) > 1e-3) return { problem: 'does not give a whole number of successes', advice: 'For a proportion, give the number of trials of each row as weights.' };
    return null;
  },
};

const yLog = (y: number, mu: number): number => (y === 0 ? 0 : y * Math.log(y / mu));

const LARGE = 1e300;
const successes = new Float64Array(4);
const failures = new Float64Array(4);

/** −ℓ = −m (y log μ + (1 − y) log(1 − μ)). */
function evaluateOutcomes(
  response: Float64Array, eta: Float64Array, weights: Float64Array, { success, failure }: OutcomeProbabilities, { first, second, third }: RowDerivatives,
): number {
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const m = weights[i]!;
    const made = m * response[i]!;
    const missed = m - made;
    successes.fill(0);
    failures.fill(0);
    if (made > 0) success(eta[i]!, successes);
    if (missed > 0) failure(eta[i]!, failures);
    sum -= made * successes[0]! + missed * failures[0]!;
    first[i] = -(made * successes[1]! + missed * failures[1]!);
    second[i] = -(made * successes[2]! + missed * failures[2]!);
    third[i] = -(made * successes[3]! + missed * failures[3]!);
  }
  return sum;
}
