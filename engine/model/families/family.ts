/** A family is a record: everything the engine and the editor need to know about a conditional distribution. */
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

export interface ResponseProblem {
  /** Completes "row 7 of the response …": "is negative". */
  readonly problem: string;
  readonly advice: string;
}

export interface Family {
  readonly name: string;
  /** One paragraph for hover and documentation. */
  readonly help: string;
  readonly canonicalLink: string;
  /** Names of the links that it takes, the default first. */
  readonly links: readonly string[];
  /** Links under which η can give a mean that the family does not have, each with what the mean must be: `above 0`. */
  readonly openLinks: ReadonlyMap<string, string>;
  /** True where φ (σ²) is estimated. */
  readonly hasDispersion: boolean;
  /**
   * Σ −ℓ over the rows, without the part that `logConstant` gives, and the derivatives of each row.
   * `response` is y (a proportion for the binomial), `eta` η, `weights` the prior weights; all of one length.
   * Infinity where some η gives a mean outside the support; the derivatives mean nothing then.
   */
  evaluate(response: Float64Array, eta: Float64Array, weights: Float64Array, link: LinkDescription, derivatives: RowDerivatives): number;
  /** The part of ℓ at one row that does not depend on η: log C(m, my), −log y!. */
  logConstant(y: number, weight: number): number;
  variance(mu: number): number;
  /** A mean inside the support from which to start. */
  startingMean(y: number, weight: number): number;
  checkResponse(y: number, weight: number): ResponseProblem | null;
}
