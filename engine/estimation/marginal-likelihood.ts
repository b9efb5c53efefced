import type { Matrix } from 'ml-matrix';

/** A marginal log-likelihood as the optimiser takes it: a function of x = (β̃, θ, ψ), ψ having one element where the family has a dispersion or shape to estimate, and none otherwise. */
export interface MarginalLikelihood {
  /** −ℓ without the part that depends on the data alone; writes its gradient, of the length of x. NaN where it cannot be computed. */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
  /** An approximation to the information about x at the last point evaluated; null where there is none. */
  information(): Matrix | null;
}
