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

function stirling(z: number): number {
  const r = 1 / z;
  const r2 = r * r;
  const series = r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 * (1 / 1680 - r2 * (1 / 1188 - r2 * (691 / 360360))))));
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series;
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
