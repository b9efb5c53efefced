/** A family is a record: everything the engine and the editor need to know about a conditional distribution. */
import type { LinkDescription } from './link.js';

/** −ℓ at one row and its first three derivatives in η; written in place so that loops allocate nothing. */
export interface RowDerivatives {
  /** −ℓ without terms that depend on the data alone (those are `logConstant`). */
  value: number;
  /** e = −∂ℓ/∂η. */
  first: number;
  /** w = ∂e/∂η, the observed information. */
  second: number;
  /** w′ = ∂w/∂η. */
  third: number;
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
  /** True where φ (σ²) is estimated. */
  readonly hasDispersion: boolean;
  /** −ℓ and derivatives at one row: y the response (a proportion for the binomial), η, prior weight w. */
  evaluateRow(y: number, eta: number, weight: number, link: LinkDescription, derivatives: RowDerivatives): void;
  /** The part of ℓ at one row that does not depend on η: log C(m, my), −log y!. */
  logConstant(y: number, weight: number): number;
  variance(mu: number): number;
  /** A mean inside the support from which to start. */
  startingMean(y: number, weight: number): number;
  checkResponse(y: number, weight: number): ResponseProblem | null;
}
