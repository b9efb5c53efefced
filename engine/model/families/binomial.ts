import { logisticRows } from '../../linalg/row-kernels.js';
import { logGamma } from '../../probability/special-functions.js';
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

  evaluate(response, eta, weights, link, derivatives) {
    const probabilities = link.name === 'logit' ? undefined : outcomeProbabilities.get(link.name);
    if (probabilities) return evaluateOutcomes(response, eta, weights, probabilities, derivatives);
    return logisticRows(response, eta, weights, derivatives.first, derivatives.second, derivatives.third);
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

/** A log-probability and its derivatives at the row at hand. */
const row = new Float64Array(4);

/** −ℓ = −m (y log μ + (1 − y) log(1 − μ)). */
function evaluateOutcomes(
  response: Float64Array, eta: Float64Array, weights: Float64Array, { success, failure }: OutcomeProbabilities, { first, second, third }: RowDerivatives,
): number {
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const m = weights[i]!;
    const made = m * response[i]!;
    const missed = m - made;
    let e = 0;
    let w = 0;
    let slope = 0;
    if (made > 0) {
      success(eta[i]!, row);
      sum -= made * row[0]!;
      e = -made * row[1]!;
      w = -made * row[2]!;
      slope = -made * row[3]!;
    }
    if (missed > 0) {
      failure(eta[i]!, row);
      sum -= missed * row[0]!;
      e -= missed * row[1]!;
      w -= missed * row[2]!;
      slope -= missed * row[3]!;
    }
    first[i] = e;
    second[i] = w;
    third[i] = slope;
  }
  return sum;
}
