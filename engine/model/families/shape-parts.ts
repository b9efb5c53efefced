/**
 * What a negative binomial log-likelihood has of its shape θ beside the mean, a function of the count alone. With δ the remainder of Stirling's formula
 *
 *     c(y) = log Γ(θ) + y log θ − log Γ(y + θ) = −Σ_{j<y} log(1 + j/θ)                      for small counts,
 *     c(y) = −½ log(θ/(y + θ)) − δ(y + θ) + δ(θ)                                           for large ones,
 *
 * the latter going with a log-likelihood that is taken relative to the saturated one (Loader 2000). Neither cancels as y or θ grows.
 */
import { digammaMinusLog, log1pRemainder } from '../../probability/special-functions.js';
import { stirlingError } from '../../probability/saddle-point.js';
import { LARGE_COUNT } from './poisson.js';

/** The last sum of each response, which the many evaluations at one θ share. */
const sums = new WeakMap<Float64Array, { readonly weights: Float64Array; readonly theta: number; readonly sum: number }>();

/** Σ w c(y). */
export function sumOfShapeParts(response: Float64Array, weights: Float64Array, theta: number): number {
  const known = sums.get(response);
  if (known && known.theta === theta && known.weights === weights) return known.sum;
  fillTables(response, theta);
  let sum = 0;
  for (let i = 0; i < response.length; i++) {
    const y = response[i]!;
    sum += weights[i]! * (y < LARGE_COUNT ? values[Math.round(y)]! : 0.5 * Math.log1p(y / theta) - stirlingError(y + theta) + stirlingError(theta));
  }
  sums.set(response, { weights, theta, sum });
  return sum;
}

/**
 * The derivative of the saturated −ℓ in ψ = log θ as a function of y: Σ_{j<y} j/(j + θ) − θ(x − log(1 + x)) at x = y/θ.
 * What is left of ∂(−ℓ)/∂ψ vanishes at μ = y. It holds until it is asked for another θ.
 */
export function shapeSlopes(response: Float64Array, theta: number): (y: number) => number {
  fillTables(response, theta);
  return y => (y < LARGE_COUNT ? slopes[Math.round(y)]! : theta * (remainder(y + theta) - remainder(theta)) - (0.5 * y) / (y + theta));
}

const values = new Float64Array(LARGE_COUNT);
const slopes = new Float64Array(LARGE_COUNT);
let tabledShape = NaN;
let tabledUntil = 0;
/** Σ_{j<y} j/(j + θ) at the last entry. */
let lastSum = 0;

function fillTables(response: Float64Array, theta: number): void {
  if (tabledShape !== theta) {
    tabledShape = theta;
    tabledUntil = 0;
    lastSum = 0;
  }
  let largest = 0;
  for (let i = 0; i < response.length; i++) if (response[i]! > largest && response[i]! < LARGE_COUNT) largest = response[i]!;
  for (; tabledUntil < largest; tabledUntil++) {
    const y = tabledUntil + 1;
    values[y] = values[tabledUntil]! - Math.log1p(tabledUntil / theta);
    lastSum += tabledUntil / (tabledUntil + theta);
    slopes[y] = lastSum - theta * log1pRemainder(y / theta);
  }
}

/** log x − 1/(2x) − ϝ(x), about 1/(12x²). */
const remainder = (x: number): number => -digammaMinusLog(x) - 0.5 / x;
