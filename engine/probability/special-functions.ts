/** Special functions in plain arithmetic, so that every platform gives the same bits up to its `log`. */

const HALF_LOG_TWO_PI = 0.9189385332046727418;
/** Above this the five-term Stirling series is exact to a double. */
const STIRLING_FROM = 16;
const LARGEST_TABLED_FACTORIAL = 170;

const logFactorials = tabulateLogFactorials();

/**
 * log n!, for n ≥ 0; a fraction is taken as log Γ(n + 1).
 * Relative error below 1e-14. Whole numbers up to 170 come from a table.
 */
export function logFactorial(n: number): number {
  if (n <= LARGEST_TABLED_FACTORIAL && Number.isInteger(n)) return n < 0 ? Infinity : logFactorials[n]!;
  return logGamma(n + 1);
}

/**
 * log Γ(x) for x > 0: Stirling's series (Abramowitz & Stegun 1972, 6.1.41), reached from small x by Γ(x + 1) = xΓ(x).
 * Absolute error below 1e-14 near the zeros at 1 and 2, relative error below 1e-14 elsewhere. NaN for x < 0.
 */
export function logGamma(x: number): number {
  if (x === Infinity || x === 0) return Infinity;
  if (!(x > 0)) return NaN;
  let product = 1;
  let z = x;
  while (z < STIRLING_FROM) {
    product *= z;
    z += 1;
  }
  return stirling(z) - (product === 1 ? 0 : Math.log(product));
}

/** ϝ(x) = d log Γ(x)/dx for x > 0: its asymptotic series (Abramowitz & Stegun 1972, 6.3.18), reached from small x by ϝ(x + 1) = ϝ(x) + 1/x. Absolute error below 1e-14 relative to the largest term. */
export function digamma(x: number): number {
  return Math.log(x) + digammaMinusLog(x);
}

/** ϝ(x) − log x for x > 0, about −1/(2x): without the cancellation of large x. */
export function digammaMinusLog(x: number): number {
  if (!(x > 0)) return NaN;
  let shift = 0;
  let z = x;
  while (z < STIRLING_FROM) {
    shift += 1 / z;
    z += 1;
  }
  const r = 1 / z;
  const series = -0.5 * r - digammaSeries(r * r);
  return z === x ? series : series + Math.log(z / x) - shift;
}

/** ϝ′(x) = d² log Γ(x)/dx² for x > 0: its asymptotic series (Abramowitz & Stegun 1972, 6.4.12), reached from small x by ϝ′(x) = ϝ′(x + 1) + 1/x². Relative error below 1e-13. */
export function trigamma(x: number): number {
  if (!(x > 0)) return NaN;
  let shift = 0;
  let z = x;
  while (z < STIRLING_FROM) {
    shift += 1 / (z * z);
    z += 1;
  }
  const r = 1 / z;
  const r2 = r * r;
  return shift + r + r2 / 2 + r * r2 * (1 / 6 - r2 * (1 / 30 - r2 * (1 / 42 - r2 * (1 / 30 - r2 * (5 / 66 - r2 * (691 / 2730))))));
}

/** x − log(1 + x) for x > −1, about x²/2 near zero, without cancellation. Relative error below 1e-14. */
export function log1pRemainder(x: number): number {
  if (Math.abs(x) > 0.25) return x - Math.log1p(x);
  // with r = x/(2 + x), log(1 + x) = 2 artanh r (Abramowitz & Stegun 1972, 4.1.27) and x = 2r/(1 − r) leave r x − 2(r³/3 + r⁵/5 + …)
  const r = x / (2 + x);
  const square = r * r;
  let tail = 0;
  for (let k = 17; k >= 3; k -= 2) tail = square * (1 / k + tail);
  return r * (x - 2 * tail);
}

function stirling(z: number): number {
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + stirlingSeries(z);
}

function stirlingSeries(z: number): number {
  const r = 1 / z;
  const r2 = r * r;
  return r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 * (1 / 1680 - r2 * (1 / 1188 - r2 * (691 / 360360))))));
}

/** 1/(12z²) − 1/(120z⁴) + … as a function of 1/z². */
function digammaSeries(r2: number): number {
  return r2 * (1 / 12 - r2 * (1 / 120 - r2 * (1 / 252 - r2 * (1 / 240 - r2 * (1 / 132 - r2 * (691 / 32760))))));
}

function tabulateLogFactorials(): Float64Array {
  const table = new Float64Array(LARGEST_TABLED_FACTORIAL + 1);
  let factorial = 1;
  for (let n = 2; n <= LARGEST_TABLED_FACTORIAL; n++) {
    factorial *= n;
    table[n] = Math.log(factorial);
  }
  return table;
}
