/**
 * Random numbers of the continuous distributions, drawn from the uniform stream in the very order that R draws them, so that a seed
 * gives R's numbers.
 */
import { normalQuantile } from './tail-probabilities.js';
import type { MersenneTwister } from './mersenne-twister.js';

/** R draws a normal number from 2²⁷ cells, and a second uniform number places it within its cell. */
const NORMAL_CELLS = 134217728;

/** Standard normal, by inversion. */
export function randomNormal(stream: MersenneTwister): number {
  const cell = Math.floor(NORMAL_CELLS * stream.uniform());
  return normalQuantile((cell + stream.uniform()) / NORMAL_CELLS);
}

/** Σ (log 2)ⁱ/i! for i = 1 … k, until it rounds to 1. */
const exponentialSteps = tabulateExponentialSteps();

/** Exponential with mean 1: algorithm SA of Ahrens & Dieter (1972), Communications of the ACM 15, 873–882. */
export function randomExponential(stream: MersenneTwister): number {
  const logTwo = exponentialSteps[0]!;
  let whole = 0;
  let u = 2 * stream.uniform();
  while (u <= 1) {
    whole += logTwo;
    u *= 2;
  }
  u -= 1;
  if (u <= logTwo) return whole + u;
  let least = stream.uniform();
  let step = 0;
  do {
    least = Math.min(least, stream.uniform());
    step++;
  } while (u > exponentialSteps[step]!);
  return whole + least * logTwo;
}

/** Gamma with a shape and scale 1: algorithm GD of Ahrens & Dieter (1982) for shapes of at least 1, GS of Ahrens & Dieter (1974) below. */
export function randomGamma(stream: MersenneTwister, shape: number): number {
  if (shape === 0) return 0;
  if (shape === Infinity) return Infinity;
  return shape < 1 ? gammaBelowOne(stream, shape) : gammaFromOne(stream, shape);
}

/** Beta: algorithms BB and BC of Cheng (1978), Communications of the ACM 21, 317–322. */
export function randomBeta(stream: MersenneTwister, first: number, second: number): number {
  if (first === Infinity || second === Infinity || first === 0 || second === 0) return degenerateBeta(stream, first, second);
  return Math.min(first, second) <= 1 ? betaBelowOne(stream, first, second) : betaAboveOne(stream, first, second);
}

function gammaBelowOne(stream: MersenneTwister, shape: number): number {
  const e = 1 + Math.exp(-1) * shape;
  for (;;) {
    const p = e * stream.uniform();
    if (p >= 1) {
      const x = -Math.log((e - p) / shape);
      if (randomExponential(stream) >= (1 - shape) * Math.log(x)) return x;
    } else {
      const x = Math.exp(Math.log(p) / shape);
      if (randomExponential(stream) >= x) return x;
    }
  }
}

/** Coefficients of Ahrens & Dieter (1982), to the digits that R computes with: of q₀ in 1/shape, and of the quotient's logarithm in v. */
const Q = [0.04166669, 0.02083148, 0.00801191, 0.00144121, -7.388e-5, 2.4511e-4, 2.424e-4] as const;
const A = [0.3333333, -0.250003, 0.2000062, -0.1662921, 0.1423657, -0.1367177, 0.1233795] as const;

function gammaFromOne(stream: MersenneTwister, shape: number): number {
  const s2 = shape - 0.5;
  const s = Math.sqrt(s2);
  const t = randomNormal(stream);
  const x = s + 0.5 * t;
  if (t >= 0) return x * x;
  const u = stream.uniform();
  if ((5.656854 - s * 12) * u <= t * t * t) return x * x;

  const q0 = seriesWithoutConstant(Q, 1 / shape);
  const logQuotient = (deviate: number): number => {
    const v = deviate / (s + s);
    return Math.abs(v) <= 0.25 ? q0 + 0.5 * deviate * deviate * seriesWithoutConstant(A, v) : q0 - s * deviate + 0.25 * deviate * deviate + (s2 + s2) * Math.log(1 + v);
  };
  if (x > 0 && Math.log(1 - u) <= logQuotient(t)) return x * x;
  const { b, si, c } = doubleExponentialHat(shape, s, s2);
  for (;;) {
    const e = randomExponential(stream);
    const signed = 2 * stream.uniform() - 1;
    const deviate = signed < 0 ? b - si * e : b + si * e;
    if (deviate < -0.71874483771719) continue;
    const q = logQuotient(deviate);
    if (q <= 0) continue;
    if (c * Math.abs(signed) <= Math.expm1(q) * Math.exp(e - 0.5 * deviate * deviate)) return (s + 0.5 * deviate) ** 2;
  }
}

function doubleExponentialHat(shape: number, s: number, s2: number): { b: number; si: number; c: number } {
  if (shape <= 3.686) return { b: 0.463 + s + 0.178 * s2, si: 1.235, c: 0.195 / s - 0.079 + 0.16 * s };
  if (shape <= 13.022) return { b: 1.654 + 0.0076 * s2, si: 1.68 / s + 0.275, c: 0.062 / s + 0.024 };
  return { b: 1.77, si: 0.75, c: 0.1515 / s };
}

/** c₁x + c₂x² + …, by Horner's rule. */
function seriesWithoutConstant(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = (sum + coefficients[k]!) * x;
  return sum;
}

const LOG_FOUR = 1.3862944;
const ONE_PLUS_LOG_FIVE = 2.609438;

function betaBelowOne(stream: MersenneTwister, first: number, second: number): number {
  const a = Math.min(first, second);
  const b = Math.max(first, second);
  const alpha = a + b;
  const beta = 1 / a;
  const delta = 1 + b - a;
  const k1 = (delta * (0.0138889 + 0.0416667 * a)) / (b * beta - 0.777778);
  const k2 = 0.25 + (0.5 + 0.25 / delta) * a;
  for (;;) {
    const u1 = stream.uniform();
    const u2 = stream.uniform();
    let z: number;
    let isSure = false;
    if (u1 < 0.5) {
      const y = u1 * u2;
      z = u1 * y;
      if (0.25 * u2 + z - y >= k1) continue;
    } else {
      z = u1 * u1 * u2;
      isSure = z <= 0.25;
      if (!isSure && z >= k2) continue;
    }
    const v = beta * Math.log(u1 / (1 - u1));
    const w = boundedExponential(b, v);
    if (isSure || alpha * (Math.log(alpha / (a + w)) + v) - LOG_FOUR >= Math.log(z)) return first === a ? a / (a + w) : w / (a + w);
  }
}

function betaAboveOne(stream: MersenneTwister, first: number, second: number): number {
  const a = Math.min(first, second);
  const b = Math.max(first, second);
  const alpha = a + b;
  const beta = Math.sqrt((alpha - 2) / (2 * a * b - alpha));
  const gamma = a + 1 / beta;
  for (;;) {
    const u1 = stream.uniform();
    const u2 = stream.uniform();
    const v = beta * Math.log(u1 / (1 - u1));
    const w = boundedExponential(a, v);
    const z = u1 * u1 * u2;
    const r = gamma * v - LOG_FOUR;
    const s = a + r - w;
    const t = Math.log(z);
    if (s + ONE_PLUS_LOG_FIVE >= 5 * z || s > t || r + alpha * Math.log(alpha / (b + w)) >= t) return first === a ? w / (b + w) : b / (b + w);
  }
}

/** factor · eᵛ, at most the largest double. */
const boundedExponential = (factor: number, v: number): number => Math.min(Number.MAX_VALUE, v <= 1024 * Math.LN2 ? factor * Math.exp(v) : Infinity);

function degenerateBeta(stream: MersenneTwister, first: number, second: number): number {
  if (first === Infinity && second === Infinity) return 0.5;
  if (first === 0 && second === 0) return stream.uniform() < 0.5 ? 0 : 1;
  return first === Infinity || second === 0 ? 1 : 0;
}

function tabulateExponentialSteps(): Float64Array {
  const steps: number[] = [];
  let term = 1;
  let sum = 0;
  for (let k = 1; sum < 1; k++) {
    term *= Math.LN2 / k;
    sum += term;
    steps.push(sum);
    if (k > 16) break;
  }
  steps.push(1);
  return Float64Array.from(steps);
}
