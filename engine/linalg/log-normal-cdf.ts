import erfc from '@stdlib/math-base-special-erfc';

/** Below this the direct formulas lose digits to cancellation, and the continued fraction has them all. */
const TAIL = -5;
const LEVELS = 64;
const HALF_LOG_TWO_PI = 0.9189385332046727418;
const ROOT_TWO_PI = 2.506628274631000502;

/**
 * log Φ(x) and its first three derivatives, written to `into[0…3]`. With r = φ(x)/Φ(x):
 *
 *     r,   −r(x + r),   r[(x + r)(x + 2r) − 1].
 *
 * In the lower tail, at z = −x, r = z + δ with δ = 1/(z + 2ε), ε = 1/(z + 3γ), γ = 1/(z + 4/(z + …)) (Laplace's continued fraction,
 * Abramowitz & Stegun 1972, 26.2.14), where the derivatives are −rδ and 2rδ²ε(3γ − 2ε), so that nothing cancels. Relative error below 1e-12.
 */
export function logNormalCdf(x: number, into: Float64Array): void {
  if (x < TAIL) {
    const z = -x;
    let fraction = 0;
    for (let level = LEVELS; level > 4; level--) fraction = level / (z + fraction);
    const gamma = 1 / (z + 4 / (z + fraction));
    const epsilon = 1 / (z + 3 * gamma);
    const delta = 1 / (z + 2 * epsilon);
    const r = z + delta;
    into[0] = -0.5 * z * z - HALF_LOG_TWO_PI - Math.log(r);
    into[1] = r;
    into[2] = -r * delta;
    into[3] = 2 * r * delta * delta * epsilon * (3 * gamma - 2 * epsilon);
    return;
  }
  const upper = 0.5 * erfc(x / Math.SQRT2);
  const cdf = x < 0 ? 0.5 * erfc(-x / Math.SQRT2) : 1 - upper;
  const r = Math.exp(-0.5 * x * x) / (ROOT_TWO_PI * cdf);
  into[0] = x < 0 ? Math.log(cdf) : Math.log1p(-upper);
  into[1] = r;
  into[2] = -r * (x + r);
  into[3] = r * ((x + r) * (x + 2 * r) - 1);
}
