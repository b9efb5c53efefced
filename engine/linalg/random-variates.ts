/** Random numbers of the distributions that families have, from a source of uniform ones. */
import { logFactorial } from './special-functions.js';

/** Gives numbers between 0 and 1, both excluded. */
export type Uniform = () => number;

/** Marsaglia's polar method (Marsaglia & Bray 1964). */
export function normalVariate(uniform: Uniform): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const s = x * x + y * y;
    if (s > 0 && s < 1) return x * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** With mean `shape` and scale 1 (Marsaglia & Tsang 2000). */
export function gammaVariate(shape: number, uniform: Uniform): number {
  // below 1 by Γ(a + 1) U^{1/a}
  const boost = shape < 1 ? uniform() ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalVariate(uniform);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return boost * d * v;
  }
}

/** With mean μ and shape λ (Michael, Schucany & Haas 1976); the smaller root is formed without cancellation. */
export function inverseGaussianVariate(mu: number, lambda: number, uniform: Uniform): number {
  const z = normalVariate(uniform);
  const r = (mu * z * z) / (2 * lambda);
  const smaller = mu / (1 + r + Math.sqrt(r * (2 + r)));
  return uniform() * (mu + smaller) <= mu ? smaller : (mu * mu) / smaller;
}

/** By inversion for a mean below 10, else by transformed rejection (Hörmann 1993, PTRS). */
export function poissonVariate(mu: number, uniform: Uniform): number {
  if (!(mu < Infinity)) return NaN;
  if (mu < 10) {
    let u = uniform();
    let probability = Math.exp(-mu);
    for (let k = 0; ; k++) {
      if (u <= probability || k > 1000) return k;
      u -= probability;
      probability *= mu / (k + 1);
    }
  }
  const b = 0.931 + 2.53 * Math.sqrt(mu);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const certain = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mu + 0.43);
    if (us >= 0.07 && v <= certain) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * Math.log(mu) - mu - logFactorial(k)) return k;
  }
}

/** Successes in a whole number of trials: by inversion for a mean below 10, else by transformed rejection (Hörmann 1993, BTRS). */
export function binomialVariate(trials: number, probability: number, uniform: Uniform): number {
  if (probability > 0.5) return trials - binomialVariate(trials, 1 - probability, uniform);
  if (trials * probability < 10) return binomialByInversion(trials, probability, uniform);
  const spread = Math.sqrt(trials * probability * (1 - probability));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const c = trials * probability + 0.5;
  const certain = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(probability / (1 - probability));
  const mode = Math.floor((trials + 1) * probability);
  const atMode = logFactorial(mode) + logFactorial(trials - mode);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= certain) return k;
    if (k < 0 || k > trials) continue;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= atMode - logFactorial(k) - logFactorial(trials - k) + (k - mode) * logOdds) return k;
  }
}

function binomialByInversion(trials: number, p: number, uniform: Uniform): number {
  let u = uniform();
  let probability = Math.exp(trials * Math.log1p(-p));
  const odds = p / (1 - p);
  for (let k = 0; k < trials; k++) {
    if (u <= probability) return k;
    u -= probability;
    probability *= ((trials - k) / (k + 1)) * odds;
  }
  return trials;
}
