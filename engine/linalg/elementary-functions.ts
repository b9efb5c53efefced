/**
 * e^x and log(1 + t) in plain arithmetic, so that every platform gives the same bits: ECMAScript leaves the last digits of `Math.exp` and
 * `Math.log1p` open. Argument reduction and the coefficients of the two approximations are those of Sun's fdlibm (e_exp.c and e_log.c, 1993).
 */

const LOG2_E = 1.4426950408889634;
/** log 2 in two parts; the first has so many zeros at its end that multiples up to 2²⁰ are exact. */
const LOG_TWO_HIGH = 6.93147180369123816490e-1;
const LOG_TWO_LOW = 1.90821492927058770002e-10;
/** 1.5 · 2⁵²: adding it and taking it away rounds to a whole number. */
const SHIFTER = 6755399441055744;
const ROOT_TWO_LESS_ONE = 0.41421356237309503;
/** Beyond these e^x is infinite or zero. */
const LOWEST = -746;
const HIGHEST = 710;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.65339022054652515390e-6;
const P5 = 4.13813679705723846039e-8;
const L1 = 6.666666666666735130e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;

/** What the WebAssembly twins of these functions read, in the order in which they number it; last the bias of an exponent as the bits of an integer. */
export const kernelConstants = Float64Array.of(
  LOWEST, HIGHEST, LOG2_E, SHIFTER, LOG_TWO_HIGH, LOG_TWO_LOW, 1, 2, 0.5, ROOT_TWO_LESS_ONE, P1, P2, P3, P4, P5, L1, L2, L3, L4, L5, L6, L7, new Float64Array(BigInt64Array.of(1023n).buffer)[0]!,
);

/** 2^(i − 540). */
const powersOfTwo = Float64Array.from({ length: 1080 }, (_, i) => 2 ** (i - 540));

/** e^x with an error below one unit in the last place: x = k log 2 + r, e^r = 1 + 2r/(R(r²) − r) (Remez), then two scalings by halves of 2^k. */
export function exponential(given: number): number {
  const x = given > HIGHEST ? HIGHEST : given < LOWEST ? LOWEST : given;
  const k = x * LOG2_E + SHIFTER - SHIFTER;
  const high = x - k * LOG_TWO_HIGH;
  const low = k * LOG_TWO_LOW;
  const r = high - low;
  const t = r * r;
  const tt = t * t;
  const c = r - t * (P1 + t * P2 + tt * (P3 + t * P4 + tt * P5));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  const half = k * 0.5 + SHIFTER - SHIFTER;
  return y * powersOfTwo[half + 540]! * powersOfTwo[k - half + 540]!;
}

const STEPS_PER_OCTAVE = 64;
const STEPS_LOG2_E = STEPS_PER_OCTAVE * LOG2_E;
/** (log 2)/64 in two parts. */
const STEP_HIGH = LOG_TWO_HIGH / STEPS_PER_OCTAVE;
const STEP_LOW = LOG_TWO_LOW / STEPS_PER_OCTAVE;
/** 2^(−i/64) for exponents down to that of the smallest normal number; an octave is another with other exponents. */
const stepsDown = new Float64Array(1022 * STEPS_PER_OCTAVE + 1);
for (let i = 0; i < stepsDown.length; i++) stepsDown[i] = i < STEPS_PER_OCTAVE ? exponential(-i * STEP_HIGH) * (1 - i * STEP_LOW) : stepsDown[i - STEPS_PER_OCTAVE]! / 2;

/** e^{−x} for x ≥ 0 from a table of 2^{−k/64} and six terms of the series, without a division: the error is below three units in the last place. Past x = 708 it is zero. */
export function exponentialOfMinus(x: number): number {
  if (!(x < 708)) return x >= 708 ? 0 : NaN;
  const k = x * STEPS_LOG2_E + SHIFTER - SHIFTER;
  const r = k * STEP_HIGH - x + k * STEP_LOW;
  return stepsDown[k]! * (1 + r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))));
}

/** log(1 + t) for 0 ≤ t ≤ 2⁻¹⁰ by five terms of its series, with an error below one unit in the last place. */
export const log1pOfTiny = (t: number): number => t * (1 - t * (0.5 - t * (1 / 3 - t * (0.25 - t * 0.2))));

/** log(1 + t) for 0 ≤ t ≤ 1, with an error below one unit in the last place; above √2 − 1 as log 2 + log((1 + t)/2). */
export function log1pOfUnit(t: number): number {
  const k = t > ROOT_TWO_LESS_ONE ? 1 : 0;
  const f = k === 1 ? (t - 1) * 0.5 : t;
  const s = f / (2 + f);
  const z = s * s;
  const zz = z * z;
  const remainder = z * (L1 + z * L2 + zz * (L3 + z * L4) + zz * zz * (L5 + z * L6 + zz * L7));
  const half = 0.5 * (f * f);
  return k * LOG_TWO_HIGH - (half - (s * (half + remainder) + k * LOG_TWO_LOW) - f);
}
