/**
 * Logarithms of the binomial and Poisson densities without cancellation: the saddle-point expansion of Loader (2000), "Fast and accurate
 * computation of binomial probabilities". The densities of most other distributions are made of these two.
 */
import { logGamma } from './special-functions.js';

const HALF_LOG_TWO_PI = 0.9189385332046727418;
const LOG_TWO_PI = 1.837877066409345483560659472811;

/** log of the binomial density at x of n, with success probability p and q = 1 − p; x and n need not be whole. */
export function logBinomialDensity(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 0 : -Infinity;
  if (q === 0) return x === n ? 0 : -Infinity;
  if (x === 0) return n === 0 ? 0 : p < 0.1 ? -devianceTerm(n, n * q) - n * p : n * Math.log(q);
  if (x === n) return q < 0.1 ? -devianceTerm(n, n * p) - n * q : n * Math.log(p);
  if (x < 0 || x > n) return -Infinity;
  const terms = stirlingError(n) - stirlingError(x) - stirlingError(n - x) - devianceTerm(x, n * p) - devianceTerm(n - x, n * q);
  return terms - 0.5 * (LOG_TWO_PI + Math.log(x) + Math.log1p(-x / n));
}

/** log of the Poisson density at x, which need not be whole. */
export function logPoissonDensity(x: number, mean: number): number {
  if (mean === 0) return x === 0 ? 0 : -Infinity;
  if (!Number.isFinite(mean) || x < 0) return -Infinity;
  if (x <= mean * Number.MIN_VALUE) return -mean;
  if (mean < x * Number.MIN_VALUE) return Number.isFinite(x) ? -mean + x * Math.log(mean) - logGamma(x + 1) : -Infinity;
  return -0.5 * (LOG_TWO_PI + Math.log(x)) - stirlingError(x) - devianceTerm(x, mean);
}

/** log n! less Stirling's approximation √(2πn)(n/e)ⁿ. */
export function stirlingError(n: number): number {
  if (n === 0) return Infinity;
  return n <= LAST_TABLED && Number.isInteger(2 * n) ? halfWholeErrors[2 * n]! : n <= 16 ? logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI : stirlingSeries(n);
}

const LAST_TABLED = 16;

/** For n = 0, ½, 1, … where the direct formula would lose digits: downward from the series by log(1 + 1/n). */
const halfWholeErrors = tabulateErrors();

function tabulateErrors(): Float64Array {
  const errors = new Float64Array(2 * LAST_TABLED + 1);
  for (let twice = 2 * LAST_TABLED; twice > 0; twice--) {
    let n = twice / 2;
    let error = 0;
    // δ(n) − δ(n + 1) = (n + ½) log(1 + 1/n) − 1
    for (; n < 40; n++) error += (n + 0.5) * Math.log1p(1 / n) - 1;
    errors[twice] = error + stirlingSeries(n);
  }
  return errors;
}

function stirlingSeries(n: number): number {
  const n2 = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / n2) / n2) / n2) / n2) / n2) / n;
}

/** x log(x/m) + m − x, half the Poisson deviance, also where x and m are close. */
export function devianceTerm(x: number, m: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(m) || m === 0) return NaN;
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  // with v = (x − m)/(x + m) the logarithm is 2 artanh v, whose series loses nothing
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 3; j < 2000; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) return next;
    sum = next;
  }
  return sum;
}
