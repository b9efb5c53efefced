/**
 * The studentized range: that of k standard normal variables over an independent estimate of their standard deviation with ν degrees
 * of freedom. Tukey's adjustment of pairwise comparisons is its upper tail (Copenhaver & Holland 1988; Tukey 1953).
 */
import { normalCdf } from './tail-probabilities.js';
import { continuousQuantile } from './quantile-search.js';

/**
 * P(Q ≤ q) for the range of `count` ≥ 2 means with `df` > 0 degrees of freedom (infinite for a known variance), to about 1e-12; R's `ptukey` is off by up to 1e-4 where there are few degrees of freedom.
 *
 * P(Q ≤ q) = ∫ f_ν(s) W(qs) ds, where s² has the distribution χ²_ν/ν and W is that of the range itself. Both integrands are analytic and fall
 * like a Gaussian on a suitable scale, so that the trapezoidal rule converges faster than any power (Trefethen & Weideman 2014).
 */
export function studentizedRangeCdf(q: number, count: number, df: number): number {
  if (!(count >= 2) || !(df > 0) || Number.isNaN(q)) return NaN;
  if (q <= 0) return 0;
  if (q === Infinity) return 1;
  if (df > LARGEST_DF) return rangeCdf(q, count);
  // t = log s: the density is s^ν exp(−νs²/2) up to its constant, with its mode, put at 1, at t = 0 and a curvature of 2ν there
  const step = Math.min(0.12, 0.5 / Math.sqrt(2 * df));
  const density = (t: number): number => Math.exp(df * t - 0.5 * df * Math.expm1(2 * t));
  let sum = rangeCdf(q, count);
  let total = 1;
  for (const direction of [step, -step]) {
    for (let t = direction; density(t) > NEGLIGIBLE; t += direction) {
      const weight = density(t);
      sum += weight * rangeCdf(q * Math.exp(t), count);
      total += weight;
    }
  }
  return Math.min(1, sum / total);
}

/** P(Q > q). */
export const studentizedRangeUpperTail = (q: number, count: number, df: number): number => 1 - studentizedRangeCdf(q, count, df);

/** The q with P(Q ≤ q) = p. */
export function studentizedRangeQuantile(p: number, count: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(count >= 2) || !(df > 0)) return NaN;
  const tails = { lower: (q: number) => studentizedRangeCdf(q, count, df), upper: (q: number) => studentizedRangeUpperTail(q, count, df) };
  return continuousQuantile(tails, { lower: p, upper: 1 - p }, 3, 0, Infinity);
}

/** Beyond it the variance is as good as known. */
const LARGEST_DF = 1e8;
const NEGLIGIBLE = 1e-18;

/** Half the width over which φ matters, and the step, whose error is below 1e-14 for any range. */
const REACH = 8.5;
const STEP = 0.1;

/** W(w) = k ∫ φ(z) (Φ(z) − Φ(z − w))^(k−1) dz, z being the largest of the k. */
function rangeCdf(w: number, count: number): number {
  let sum = 0;
  for (let z = -REACH; z <= REACH; z += STEP) {
    const inside = normalCdf(z) - normalCdf(z - w);
    sum += Math.exp(-0.5 * z * z) * inside ** (count - 1);
  }
  return Math.min(1, (count * sum * STEP) / Math.sqrt(2 * Math.PI));
}
