/** The regularised incomplete gamma functions, also for large shapes. */
import { logPoissonDensity } from './saddle-point.js';

/** P(a, x), the probability that a gamma variable of shape a > 0 is at most x; relative error below 1e-12 where it is the smaller tail. */
export function lowerIncompleteGamma(x: number, shape: number): number {
  if (x <= 0) return 0;
  if (x === Infinity) return 1;
  return x < shape + 1 ? seriesBelow(x, shape) : 1 - fractionAbove(x, shape);
}

/** Q(a, x) = 1 − P(a, x), exact also where it is tiny. */
export function upperIncompleteGamma(x: number, shape: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return x < shape + 1 ? 1 - seriesBelow(x, shape) : fractionAbove(x, shape);
}

/** xᵃe⁻ˣ/Γ(a + 1) Σ xⁿ/((a + 1)…(a + n)) (Abramowitz & Stegun 1972, 6.5.29). */
function seriesBelow(x: number, shape: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return Math.min(1, Math.exp(logPoissonDensity(shape, x)) * sum);
}

/** xᵃe⁻ˣ/Γ(a) · 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)) (Abramowitz & Stegun 1972, 6.5.31), by Lentz's method. */
function fractionAbove(x: number, shape: number): number {
  const smallest = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / smallest;
  let d = 1 / (b === 0 ? smallest : b);
  let fraction = d;
  for (let n = 1; n < 1e7; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / nonzero(a * d + b, smallest);
    c = nonzero(b + a / c, smallest);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return Math.min(1, Math.exp(logPoissonDensity(shape, x)) * shape * fraction);
}

const nonzero = (value: number, smallest: number): number => (value === 0 ? smallest : value);
