/** What an estimator returns: numbers only, on the scale of the user's columns. */
import type { Plan } from '../linalg/plan.js';
import type { VarianceUncertainty } from './variance-uncertainty.js';

export interface MixedModelFit {
  /** `PIRLS`: the Laplace approximation at the fixed effects of the penalised least squares step, nAGQ = 0. */
  readonly method: 'REML' | 'ML' | 'PIRLS' | 'Laplace' | 'AGQ';
  /** Points of the adaptive Gauss–Hermite quadrature; 0 for `PIRLS`, 1 for the Laplace approximation, and absent for a linear mixed model. */
  readonly quadraturePoints?: number;
  /** β̂, length p. */
  readonly fixedEffects: Float64Array;
  /** Covariance of β̂, p × p by columns. */
  readonly fixedEffectsCovariance: Float64Array;
  /** For the degrees of freedom of a linear mixed model, where it was asked for and the likelihood has second derivatives. */
  readonly varianceUncertainty?: VarianceUncertainty;
  readonly random: readonly RandomTermFit[];
  /** σ̂; 1 where the family has no dispersion. */
  readonly sigma: number;
  /** ψ̂, the logarithm of the family's dispersion or shape, with its standard error; infinite where the likelihood rises towards the limiting family. Absent where the family has none, and for a linear mixed model. */
  readonly dispersion?: { readonly psi: number; readonly standardError: number };
  /** What the Laplace approximation leaves out, where that may matter or was asked for. */
  readonly laplaceError?: LaplaceErrorEstimate;
  /** The log-likelihood (for REML the restricted one), with all constants. */
  readonly logLikelihood: number;
  /** Free parameters: p, the entries of θ, and σ where it is estimated. */
  readonly parameterCount: number;
  /** η̂ = Xβ̂ + Zb̂ + offset, length n. */
  readonly linearPredictor: Float64Array;
  /** μ̂, length n. */
  readonly fittedValues: Float64Array;
  /** How the random effects were worked on. */
  readonly plan: Plan;
  readonly convergence: {
    readonly converged: boolean;
    readonly iterations: number;
    readonly evaluations: number;
    /** ½ g'I⁻¹g in log-likelihood units. */
    readonly newtonDecrement: number;
    /** What stopped it, when it did not converge; empty otherwise. */
    readonly problem: string;
  };
}

export interface LaplaceErrorEstimate {
  /** `correction`: a factor at a time by few points, where more would take longer than the fit. */
  readonly method: 'quadrature' | 'importance sampling' | 'correction';
  /** The log-likelihood less its Laplace approximation, at the Laplace estimates. */
  readonly difference: number;
  /** Of the difference, by Monte Carlo; 0 for quadrature. */
  readonly standardError: number;
  /** Of the weights, where they are least even; null for quadrature. */
  readonly effectiveSampleSize: number | null;
  /** How far the first Newton step towards the exact likelihood takes any combination of the estimates at most, in its standard errors. */
  readonly largestStep: number;
  /** That step for each coefficient and, by random term, for the entry of its covariance factor that moves most; in standard errors. */
  readonly coefficientSteps: Float64Array;
  readonly termSteps: readonly number[];
  /** Whether the step is long enough to matter. */
  readonly matters: boolean;
  /** The nAGQ of a quadrature that integrates the model; null where none does. */
  readonly quadraturePoints: number | null;
}

export interface RandomTermFit {
  /** σ²ΛΛ', k × k by columns: the covariance of b_j on the scale of the linear predictor. */
  readonly covariance: Float64Array;
  /** Relative covariance factor Λ (lower triangular), k × k by columns. */
  readonly factor: Float64Array;
  /** Conditional modes b̂, level by level: levels × k. */
  readonly modes: Float64Array;
  /** Conditional covariances of b, level by level: levels × k × k; given θ̂ and β̂, as lme4's `condVar`. */
  readonly conditionalCovariances: Float64Array;
  /** True when Λ has a (numerically) zero direction: a variance of zero or a correlation of ±1. */
  readonly isSingular: boolean;
}
