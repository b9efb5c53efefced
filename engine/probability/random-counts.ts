/** Random counts, drawn from the uniform stream in the very order that R draws them, so that a seed gives R's numbers. */
import type { MersenneTwister } from './mersenne-twister.js';
import { randomExponential, randomNormal } from './random-deviates.js';

/** Poisson with a mean: algorithm PD of Ahrens & Dieter (1982), ACM Transactions on Mathematical Software 8, 163–179; by a table for means below 10. */
export function randomPoisson(stream: MersenneTwister, mean: number): number {
  if (!Number.isFinite(mean)) return NaN;
  if (mean === 0) return 0;
  return mean < 10 ? poissonByTable(stream, mean) : poissonFromNormal(stream, mean);
}

/** Binomial: algorithm BTPE of Kachitvichyanukul & Schmeiser (1988), Communications of the ACM 31, 216–222; by inversion where the mean is below 30. */
export function randomBinomial(stream: MersenneTwister, size: number, probability: number): number {
  if (!Number.isFinite(size)) return NaN;
  if (size === 0 || probability === 0) return 0;
  if (probability === 1) return size;
  const p = Math.min(probability, 1 - probability);
  const drawn = size * p < 30 ? binomialByInversion(stream, size, p) : binomialByRejection(stream, size, p);
  return probability > 0.5 ? size - drawn : drawn;
}

const TABLE_LENGTH = 35;

function poissonByTable(stream: MersenneTwister, mean: number): number {
  const atZero = Math.exp(-mean);
  for (;;) {
    const u = stream.uniform();
    let p = atZero;
    let cumulative = atZero;
    if (u <= cumulative) return 0;
    for (let k = 1; k <= TABLE_LENGTH; k++) {
      p *= mean / k;
      cumulative += p;
      if (u <= cumulative) return k;
    }
  }
}

/** Coefficients of Ahrens & Dieter (1982), to the digits that R computes with. */
const A = [-0.5, 0.3333333, -0.2500068, 0.2000118, -0.1661269, 0.1421878, -0.1384794, 0.125006] as const;
const FACTORIALS = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880] as const;
const DENSITY_AT_ZERO = 0.398942280401432677939946059934;

function poissonFromNormal(stream: MersenneTwister, mean: number): number {
  const s = Math.sqrt(mean);
  const normal = mean + s * randomNormal(stream);
  let u = 0;
  if (normal >= 0) {
    const count = Math.floor(normal);
    if (count >= Math.floor(mean - 1.1484)) return count;
    u = stream.uniform();
    if (6 * mean * mean * u >= (mean - count) ** 3) return count;
  }
  const b1 = 1 / 24 / mean;
  const b2 = 0.3 * b1 * b1;
  const c3 = (1 / 7) * b1 * b2;
  const c2 = b2 - 15 * c3;
  const c1 = b1 - 6 * b2 + 45 * c3;
  const c0 = 1 - b1 + 3 * b2 - 15 * c3;
  const omega = DENSITY_AT_ZERO / s;
  const normalApproximation = (count: number): { fx: number; fy: number } => {
    const x = ((0.5 - (mean - count)) / s) ** 2;
    return { fx: -0.5 * x, fy: omega * (((c3 * x + c2) * x + c1) * x + c0) };
  };
  if (normal >= 0) {
    const count = Math.floor(normal);
    const { px, py } = poissonDensity(count, mean);
    const { fx, fy } = normalApproximation(count);
    if (fy - u * fy <= py * Math.exp(px - fx)) return count;
  }
  for (;;) {
    const e = randomExponential(stream);
    u = 2 * stream.uniform() - 1;
    const t = 1.8 + (u >= 0 ? e : -e);
    if (t <= -0.6744) continue;
    const count = Math.floor(mean + s * t);
    const { px, py } = poissonDensity(count, mean);
    const { fx, fy } = normalApproximation(count);
    if ((0.1069 / mean) * Math.abs(u) <= py * Math.exp(px + e) - fy * Math.exp(fx + e)) return count;
  }
}

/** The density at a count is py · e^px. */
function poissonDensity(count: number, mean: number): { px: number; py: number } {
  if (count < 10) return { px: -mean, py: mean ** count / FACTORIALS[count]! };
  const twelfth = 1 / 12 / count;
  const correction = twelfth * (1 - 4.8 * twelfth * twelfth);
  const difference = mean - count;
  const v = difference / count;
  let series = 0;
  for (let k = A.length - 1; k >= 0; k--) series = series * v + A[k]!;
  const px = Math.abs(v) <= 0.25 ? count * v * v * series - correction : count * Math.log(1 + v) - difference - correction;
  return { px, py: DENSITY_AT_ZERO / Math.sqrt(count) };
}

/** Past this count R's inversion starts afresh. */
const LONGEST_SEARCH = 110;

function binomialByInversion(stream: MersenneTwister, size: number, p: number): number {
  const q = 1 - p;
  const odds = p / q;
  const g = odds * (size + 1);
  const atZero = wholePower(q, size);
  for (;;) {
    let u = stream.uniform();
    let f = atZero;
    for (let count = 0; ; ) {
      if (u < f) return count;
      if (count > LONGEST_SEARCH) break;
      u -= f;
      count++;
      f *= g / count - odds;
    }
  }
}

function binomialByRejection(stream: MersenneTwister, size: number, p: number): number {
  const q = 1 - p;
  const np = size * p;
  const npq = np * q;
  const odds = p / q;
  const g = odds * (size + 1);
  const fm = np + p;
  const mode = Math.trunc(fm);
  // areas of the triangle, the parallelograms and the two tails
  const p1 = Math.trunc(2.195 * Math.sqrt(npq) - 4.6 * q) + 0.5;
  const xm = mode + 0.5;
  const xl = xm - p1;
  const xr = xm + p1;
  const c = 0.134 + 20.5 / (15.3 + mode);
  const left = (fm - xl) / (fm - xl * p);
  const rateLeft = left * (1 + 0.5 * left);
  const right = (xr - fm) / (xr * q);
  const rateRight = right * (1 + 0.5 * right);
  const p2 = p1 * (1 + c + c);
  const p3 = p2 + c / rateLeft;
  const p4 = p3 + c / rateRight;
  for (;;) {
    const u = stream.uniform() * p4;
    let v = stream.uniform();
    let count: number;
    if (u <= p1) return Math.trunc(xm - p1 * v + u);
    if (u <= p2) {
      const x = xl + (u - p1) / c;
      v = v * c + 1 - Math.abs(xm - x) / p1;
      if (v > 1 || v <= 0) continue;
      count = Math.trunc(x);
    } else if (u > p3) {
      count = Math.trunc(xr - Math.log(v) / rateRight);
      if (count > size) continue;
      v *= (u - p3) * rateRight;
    } else {
      count = Math.trunc(xl + Math.log(v) / rateLeft);
      if (count < 0) continue;
      v *= (u - p2) * rateLeft;
    }
    const distance = Math.abs(count - mode);
    if (distance <= 20 || distance >= npq / 2 - 1) {
      if (v <= relativeDensity(count, mode, g, odds)) return count;
      continue;
    }
    const spread = (distance / npq) * ((distance * (distance / 3 + 0.625) + 0.1666666666666) / npq + 0.5);
    const normal = (-distance * distance) / (2 * npq);
    const logV = Math.log(v);
    if (logV < normal - spread) return count;
    if (logV > normal + spread) continue;
    const bound =
      xm * Math.log((fm + 1) / (count + 1)) +
      (size - mode + 0.5) * Math.log((size + 1 - fm) / (size - count + 1)) +
      (count - mode) * Math.log(((size - count + 1) * p) / ((count + 1) * q)) +
      stirlingTail(fm + 1) + stirlingTail(size + 1 - fm) + stirlingTail(count + 1) + stirlingTail(size - count + 1);
    if (logV <= bound) return count;
  }
}

/** The density at `count` over that at the mode. */
function relativeDensity(count: number, mode: number, g: number, odds: number): number {
  let f = 1;
  for (let i = mode + 1; i <= count; i++) f *= g / i - odds;
  for (let i = count + 1; i <= mode; i++) f /= g / i - odds;
  return f;
}

function stirlingTail(x: number): number {
  const x2 = x * x;
  return (13860 - (462 - (132 - (99 - 140 / x2) / x2) / x2) / x2) / x / 166320;
}

/** xⁿ by repeated squaring, which R rounds by. */
function wholePower(x: number, n: number): number {
  let power = 1;
  for (let square = x, rest = n; rest > 0; rest = Math.floor(rest / 2), square *= square) if (rest % 2 === 1) power *= square;
  return power;
}
