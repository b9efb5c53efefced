import { logFactorial } from '../../linalg/special-functions.js';
import type { Family } from './family.js';

/**
 * Counts, Y ~ Poisson(μ), variance μ. The canonical link is the log. McCullagh & Nelder (1989), §6.2.
 */
export const poisson: Family = {
  name: 'poisson',
  help: 'Counts of events without an upper limit, whose variance equals their mean. For a rate add offset(log(exposure)).',
  canonicalLink: 'log',
  links: ['log'],
  hasDispersion: false,

  /** −ℓ = w (e^η − yη); every higher derivative is w e^η. */
  evaluate(response, eta, weights, _link, { first, second, third }) {
    let sum = 0;
    for (let i = 0; i < response.length; i++) {
      const y = response[i]!;
      const weight = weights[i]!;
      const x = eta[i]!;
      const mu = Math.exp(x);
      sum += weight * (mu - y * x);
      first[i] = weight * (mu - y);
      second[i] = weight * mu;
      third[i] = weight * mu;
    }
    return sum;
  },

  logConstant: (y, weight) => -weight * logFactorial(y),
  variance: mu => mu,
  startingMean: y => y + 0.1,
  checkResponse(y) {
    if (!(y >= 0)) return { problem: 'is negative', advice: 'A Poisson response counts events. For a score use lmer.' };
    if (!Number.isFinite(y)) return { problem: 'is not a finite number', advice: 'Drop the row or mend the value.' };
    if (Math.abs(y - Math.round(y)) > 1e-7 * Math.max(1, y)) return { problem: 'is not a whole number', advice: 'For a rate, model the count and add offset(log(exposure)).' };
    return null;
  },
};
