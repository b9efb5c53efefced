/**
 * Families of the form −ℓ = ν D(y; η) + c(ν) + a(y), with ν = w/σ², D half the unit deviance and ψ = log σ: the normal, gamma and
 * inverse Gaussian distributions (Jørgensen 1987). Every derivative in η is ν times that of D, and ν alone depends on ψ: dν/dψ = −2ν.
 */
import { weightedMoments } from '../../linalg/vector-kernels.js';
import type { LinkDescription } from './link.js';
import type { DispersionDerivatives, RowDerivatives } from './family.js';

/** Writes D(y; η) and its first three derivatives in η to `into[0…3]`; the value is Infinity where η gives no mean of the family. */
export type HalfDeviance = (y: number, eta: number, into: Float64Array) => void;

export interface ExponentialDispersion {
  /** By the name of the link. */
  readonly halfDeviance: ReadonlyMap<string, HalfDeviance>;
  /** c(ν). */
  readonly normaliser: (nu: number) => number;
  /** c′(ν). */
  readonly normaliserSlope: (nu: number) => number;
}

const row = new Float64Array(4);

/** Σ ν D + c(ν) over the rows and the derivatives of each, as `Family.evaluate` has it. */
export function evaluateRows(
  { halfDeviance, normaliser }: ExponentialDispersion, response: Float64Array, eta: Float64Array, weights: Float64Array, link: LinkDescription,
  { first, second, third }: RowDerivatives, psi: number,
): number {
  const deviance = halfDeviance.get(link.name)!;
  const precision = Math.exp(-2 * psi);
  let sum = 0;
  let weight = NaN;
  let constant = 0;
  for (let i = 0; i < response.length; i++) {
    if (weights[i] !== weight) {
      weight = weights[i]!;
      constant = normaliser(precision * weight);
    }
    const nu = precision * weight;
    deviance(response[i]!, eta[i]!, row);
    sum += nu * row[0]! + constant;
    first[i] = nu * row[1]!;
    second[i] = nu * row[2]!;
    third[i] = nu * row[3]!;
  }
  return sum;
}

/** How each row depends on ψ, as `DispersionParameter.differentiate` has it. */
export function differentiateRows(
  { halfDeviance, normaliserSlope }: ExponentialDispersion, response: Float64Array, eta: Float64Array, weights: Float64Array, link: LinkDescription,
  psi: number, { value, first, second }: DispersionDerivatives,
): void {
  const deviance = halfDeviance.get(link.name)!;
  const precision = Math.exp(-2 * psi);
  let weight = NaN;
  let slope = 0;
  for (let i = 0; i < response.length; i++) {
    if (weights[i] !== weight) {
      weight = weights[i]!;
      slope = normaliserSlope(precision * weight);
    }
    const change = -2 * precision * weight;
    deviance(response[i]!, eta[i]!, row);
    value[i] = change * (row[0]! + slope);
    first[i] = change * row[1]!;
    second[i] = change * row[2]!;
  }
}

/** ψ of the spread of the response about its mean, relative to √V at the mean; where it does not vary, 0. */
export function startingLogDeviation(response: Float64Array, weights: Float64Array, variance: (mean: number) => number): number {
  const { mean, squares } = weightedMoments(response, weights);
  const ratio = squares / response.length / variance(mean);
  return ratio > 0 && ratio < Infinity ? Math.log(ratio) / 2 : 0;
}
