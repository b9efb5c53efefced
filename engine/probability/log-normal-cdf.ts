import { exponential, log1pOfUnit } from '../linalg/elementary-functions.js';

/** Below this the direct formulas lose digits to cancellation, and the continued fraction has them all. */
const TAIL = -5;
const LEVELS = 64;
const HALF_LOG_TWO_PI = 0.9189385332046727418;
/** √(2/π) and 1/√(2π). */
const ROOT_TWO_OVER_PI = 0.79788456080286535588;
const PEAK = 0.39894228040143267794;

/**
 * log Φ(x) and its first three derivatives, written to `into[0…3]`. With r = φ(x)/Φ(x):
 *
 *     r,   −r(x + r),   r[(x + r)(x + 2r) − 1].
 *
 * In the lower tail, at z = −x, r = z + δ with δ = 1/(z + 2ε), ε = 1/(z + 3γ), γ = 1/(z + 4/(z + …)) (Laplace's continued fraction,
 * Abramowitz & Stegun 1972, 26.2.14), where the derivatives are −rδ and 2rδ²ε(3γ − 2ε), so that nothing cancels. Else Φ comes from
 * e^{z²} erfc(z) at z = |x|/√2, below zero without an exponential. Relative error below 1e-12.
 */
export function logNormalCdf(x: number, into: Float64Array): void {
  if (x < TAIL) return inTail(-x, into);
  let r: number;
  const z = Math.abs(x) * Math.SQRT1_2;
  if (z <= MIDDLE) {
    const twice = 1 + errorFunction(x * Math.SQRT1_2);
    into[0] = Math.log(0.5 * twice);
    r = (2 * PEAK * exponential(-0.5 * x * x)) / twice;
  } else if (x < 0) {
    const scaled = scaledComplement(z);
    into[0] = Math.log(0.5 * scaled) - 0.5 * x * x;
    r = ROOT_TWO_OVER_PI / scaled;
  } else {
    const density = exponential(-0.5 * x * x);
    const upper = 0.5 * density * scaledComplement(z);
    into[0] = -log1pOfUnit(upper / (1 - upper));
    r = (PEAK * density) / (1 - upper);
  }
  into[1] = r;
  into[2] = -r * (x + r);
  into[3] = r * ((x + r) * (x + 2 * r) - 1);
}

function inTail(z: number, into: Float64Array): void {
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
}

/** Up to here the error function itself is approximated, above it the scaled complement; from `FAR` on in 1/z². */
const MIDDLE = 0.46875;
const FAR = 4;
const ONE_OVER_ROOT_PI = 0.56418958354775628695;

/** erf(z) for |z| ≤ 0.46875 (Cody 1969, a rational function of z²). */
function errorFunction(z: number): number {
  const y = z * z;
  const above = (((0.185777706184603153 * y + 3.1611237438705656) * y + 113.864154151050156) * y + 377.485237685302021) * y + 3209.37758913846947;
  const below = (((y + 23.6012909523441209) * y + 244.024637934444173) * y + 1282.61652607737228) * y + 2844.23683343917062;
  return (z * above) / below;
}

/** e^{z²} erfc(z) for z > 0.46875 (Cody 1969, rational functions of z and of 1/z²); relative error below 1e-15. */
function scaledComplement(z: number): number {
  if (z <= FAR) {
    const above = (((((((2.15311535474403846e-8 * z + 0.564188496988670089) * z + 8.88314979438837594) * z + 66.1191906371416295) * z + 298.635138197400131) * z + 881.95222124176909) * z + 1712.04761263407058) * z + 2051.07837782607147) * z + 1230.33935479799725;
    const below = (((((((z + 15.7449261107098347) * z + 117.693950891312499) * z + 537.181101862009858) * z + 1621.38957456669019) * z + 3290.79923573345963) * z + 4362.61909014324716) * z + 3439.36767414372164) * z + 1230.33935480374942;
    return above / below;
  }
  const y = 1 / (z * z);
  const above = ((((0.0163153871373020978 * y + 0.305326634961232344) * y + 0.360344899949804439) * y + 0.125781726111229246) * y + 0.0160837851487422766) * y + 6.58749161529837803e-4;
  const below = ((((y + 2.56852019228982242) * y + 1.87295284992346047) * y + 0.527905102951428412) * y + 0.0605183413124413191) * y + 0.00233520497626869185;
  return (ONE_OVER_ROOT_PI - (y * above) / below) / z;
}
