/** Tail probabilities and quantiles for intervals and tests. */
import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';
import standardQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** Φ(x) for the standard normal; accurate in the lower tail. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/** Φ⁻¹(p), for 0 ≤ p ≤ 1; below 1e-16 polished by Newton's method on log Φ. */
export function normalQuantile(p: number): number {
  if (p > 0 && p < 1e-16) return deepLowerQuantile(p);
  return standardQuantile(p, 0, 1);
}

/** P(|Z| > |z|) for a standard normal Z. */
export function normalTwoSidedPValue(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** P(|T| > |t|) for Student's t with `df` degrees of freedom: I_x(df/2, ½) at x = df/(df + t²) (Abramowitz & Stegun 1972, 26.7.1). */
export function tTwoSidedPValue(t: number, df: number): number {
  if (df === Infinity) return normalTwoSidedPValue(t);
  return betainc(df / (df + t * t), df / 2, 0.5, true, false);
}

/**
 * P(X > x) for chi-square with a whole number of degrees of freedom, by its finite series of positive terms
 * (Abramowitz & Stegun 1972, 26.4.4 and 26.4.5). NaN for other degrees of freedom.
 */
export function chiSquareUpperTail(x: number, df: number): number {
  if (!Number.isInteger(df) || df < 1 || Number.isNaN(x)) return NaN;
  if (x <= 0) return 1;
  const half = x / 2;
  let term = df % 2 === 0 ? Math.exp(-half) : Math.exp(-half) * Math.sqrt((2 * x) / Math.PI);
  let sum = df % 2 === 0 ? 0 : erfc(Math.sqrt(half));
  for (let r = df % 2 === 0 ? 0 : 1; r < df - 1; r += 2) {
    sum += term;
    term *= x / (r + 2);
  }
  return Math.min(1, sum);
}

/** Newton's method on log Φ, where Φ itself is too small for differences. */
function deepLowerQuantile(p: number): number {
  const target = Math.log(p);
  let x = -Math.sqrt(-2 * target);
  for (let iteration = 0; iteration < 50; iteration++) {
    const cdf = normalCdf(x);
    const slope = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) / cdf;
    const step = (Math.log(cdf) - target) / slope;
    x -= step;
    if (Math.abs(step) < 1e-14 * Math.abs(x)) break;
  }
  return x;
}
