/** A family is a record: everything the engine and the editor need to know about a conditional distribution. */
import type { MersenneTwister } from '../../probability/mersenne-twister.js';
import type { LinkDescription } from './link.js';

/**
 * −ℓ and its first three derivatives in η over all rows, for e = −∂ℓ/∂η, w = ∂e/∂η (the observed information) and w′ = ∂w/∂η.
 * The arrays have one element a row and are written in place, so that a fit allocates nothing for them.
 */
export interface RowDerivatives {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly third: Float64Array;
}

/** How each row depends on ψ at its present η: ∂(−ℓ)/∂ψ, ∂e/∂ψ and ∂w/∂ψ, one element a row, written in place. */
export interface DispersionDerivatives {
  readonly value: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The parameter of a family beside its mean. ψ is its logarithm, which is free of bounds. */
export interface DispersionParameter {
  /** Such as `residual standard deviation`. */
  readonly name: string;
  /** Such as `σ`. */
  readonly symbol: string;
  /** True where e^ψ is σ, the root of the factor that multiplies the variance function. */
  readonly isScale: boolean;
  /** A ψ from which to start, from the response alone. */
  start(response: Float64Array, weights: Float64Array): number;
  /** The derivatives in ψ at η inside the support. */
  differentiate(response: Float64Array, eta: Float64Array, weights: Float64Array, link: LinkDescription, psi: number, derivatives: DispersionDerivatives): void;
  /** The family that this one tends to as ψ grows without bound; absent where there is none. */
  readonly limit?: Family;
}

/** Alike for a continuous family; between them lies a randomised quantile residual (Dunn & Smyth 1996). */
export interface CumulativeProbability {
  /** P(Y < y). */
  readonly below: number;
  /** P(Y ≤ y). */
  readonly upTo: number;
}

export interface ResponseProblem {
  /** Completes "row 7 of the response …": "is negative". */
  readonly problem: string;
  readonly advice: string;
}

export interface Family {
  readonly name: string;
  /** One paragraph for hover and documentation. */
  readonly help: string;
  /** True for counts without an upper limit. */
  readonly isCount: boolean;
  readonly canonicalLink: string;
  /** Names of the links that it takes, the default first. */
  readonly links: readonly string[];
  /** Links under which η can give a mean that the family does not have, each with what the mean must be: `above 0`. */
  readonly openLinks: ReadonlyMap<string, string>;
  /** The parameter beside the mean that is estimated; null where there is none. */
  readonly dispersion: DispersionParameter | null;
  /**
   * What rows with the same linear predictor have to have in common to be put together without changing the likelihood. `mean`: nothing, it needs of them Σw and
   * Σwy alone; `equal`: the response, weights add up; `none`: weights are not repetitions.
   */
  readonly merging: 'mean' | 'equal' | 'none';
  /** A shape that is known, as in `negative.binomial(theta = 2)`; null otherwise. */
  readonly fixedShape: number | null;
  /**
   * Σ −ℓ over the rows, without the part that `logConstant` gives, and the derivatives of each row.
   * `response` is y (a proportion for the binomial), `eta` η, `weights` the prior weights; all of one length.
   * `psi` is ψ of the dispersion, 0 where the family has none.
   * Infinity where some η gives a mean outside the support; the derivatives mean nothing then.
   */
  evaluate(response: Float64Array, eta: Float64Array, weights: Float64Array, link: LinkDescription, derivatives: RowDerivatives, psi: number): number;
  /** The part of ℓ at one row that depends neither on η nor on ψ: log C(m, my), −log y!. */
  logConstant(y: number, weight: number): number;
  /** V(μ), so that the variance of a row is V σ²/w where ψ = log σ and V/w otherwise. */
  variance(mu: number, psi: number): number;
  /** 2(ℓ(y; y) − ℓ(μ; y)) for a weight of 1 and σ = 1 (McCullagh & Nelder 1989, §2.3). */
  unitDeviance(y: number, mu: number, psi: number): number;
  /** The distribution function at y and just below it. Prior weights count where they are part of the distribution: numbers of trials, and divisors of σ². */
  cumulative(y: number, mu: number, weight: number, psi: number): CumulativeProbability;
  /** A response with this mean; weights as for `cumulative`. */
  simulate(mu: number, weight: number, psi: number, stream: MersenneTwister): number;
  /** A mean inside the support from which to start. */
  startingMean(y: number, weight: number): number;
  checkResponse(y: number, weight: number): ResponseProblem | null;
}
