/** Tail probabilities and quantiles for intervals and tests. */
import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';

/** Φ(x) for the standard normal; accurate in the lower tail. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/**
 * Φ⁻¹(p), for 0 ≤ p ≤ 1, with a relative error of about 1e-16 in both tails: algorithm AS 241, PPND16, of Wichura (1988),
 * Applied Statistics 37, 477–484.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(CENTRAL, 0.180625 - q * q);
  const tail = Math.min(p, 1 - p);
  if (tail <= 0) return tail < 0 ? NaN : q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const x = r <= 5 ? rational(MIDDLE, r - 1.6) : rational(FAR, r - 5);
  return q < 0 ? -x : x;
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

/** Coefficients of a rational function, of numerator and denominator, from the constant up. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

function rational([numerator, denominator]: Rational, r: number): number {
  let above = 0;
  let below = 0;
  for (let k = numerator.length - 1; k >= 0; k--) {
    above = above * r + numerator[k]!;
    below = below * r + denominator[k]!;
  }
  return above / below;
}

const CENTRAL: Rational = [
  [3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727],
  [1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561],
];
const MIDDLE: Rational = [
  [1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4],
  [1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9],
];
const FAR: Rational = [
  [6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
  [1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15],
];
