/** How uncertain the variance parameters of a linear mixed model are, and how the covariance of its fixed effects depends on them: what Satterthwaite's degrees of freedom are made of. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { innerProduct } from '../linalg/vector-kernels.js';
import { covarianceOnUserScale } from './describe-fit.js';
import { differentiateGradient } from './gradient-differences.js';
import { addCovarianceChange, type LinearMixedModel } from './linear-mixed-model.js';
import type { RandomEffects } from './random-effects.js';

export interface VarianceUncertainty {
  /** Covariance of the estimates of (θ, log σ), m × m, from the second derivatives of the (restricted) log-likelihood; zero in directions in which it has no maximum. */
  readonly covariance: Float64Array;
  /** For each of (θ, log σ) the derivative of the covariance of β̂, p × p by columns. */
  readonly slopes: readonly Float64Array[];
}

/** Multiplications beyond which the degrees of freedom would take longer than the fit. */
const DEAR = 2e9;

/** Whether the scores of so many fixed effects and random effects are cheap to multiply. */
export function isUncertaintyCheap({ structure, thetaFactor }: RandomEffects, p: number): boolean {
  return p * p * structure.size * Math.max(1, thetaFactor.length) < DEAR;
}

/**
 * At θ̂, σ profiled out and put back: with f the profiled criterion, C the inverse of its second derivatives and s = ∂ log σ̂/∂θ,
 * the covariance of (θ̂, log σ̂) is [C, Cs; s'C, s'Cs + 1/2df]. The model is left evaluated beside θ̂. Null where the likelihood cannot be computed there.
 */
export async function measureVarianceUncertainty(effects: RandomEffects, model: LinearMixedModel, inverseR: Float64Array, theta: Float64Array): Promise<VarianceUncertainty | null> {
  const count = theta.length;
  const gradient = new Float64Array(count);
  if (!Number.isFinite(await model.evaluate(theta, gradient))) return null;
  const squares = model.residualSumOfSquares;
  const df = model.degreesOfFreedom;
  const slopeOfScale = new Float64Array(count);
  model.differentiateSquares(slopeOfScale);
  for (let k = 0; k < count; k++) slopeOfScale[k] = slopeOfScale[k]! / (2 * squares);
  const slopes = covarianceSlopes(effects, model, inverseR, squares / df);
  const rough = model.information();
  const unit = Float64Array.from(theta, (_, k) => 1 / Math.sqrt(Math.max(rough.get(k, k), 1e-2)));
  const curvature = await differentiateGradient((x, target) => model.evaluate(x, target), theta, gradient, unit);
  const inner = positiveInverse(curvature, unit);
  const covariance = new Float64Array((count + 1) ** 2);
  let ofScale = 1 / (2 * df);
  for (let i = 0; i < count; i++) {
    let cross = 0;
    for (let j = 0; j < count; j++) {
      covariance[i * (count + 1) + j] = inner.get(i, j);
      cross += inner.get(i, j) * slopeOfScale[j]!;
    }
    covariance[i * (count + 1) + count] = covariance[count * (count + 1) + i] = cross;
    ofScale += cross * slopeOfScale[i]!;
  }
  covariance[(count + 1) ** 2 - 1] = ofScale;
  return { covariance, slopes };
}

/** ∂/∂θ_k σ²(X'V⁻¹X)⁻¹ = σ²(X'V⁻¹X)⁻¹ X'V⁻¹ ∂V/∂θ_k V⁻¹X (X'V⁻¹X)⁻¹, and twice the matrix itself for log σ. */
function covarianceSlopes(effects: RandomEffects, model: LinearMixedModel, inverseR: Float64Array, variance: number): Float64Array[] {
  const { structure, thetaFactor, thetaRow, thetaColumn } = effects;
  const scores = model.fixedEffectsScores();
  const p = scores.length;
  const inverse = model.fixedEffectsCovariance();
  const slopes = Array.from(thetaFactor, (f, k) => {
    const { offset, levelCount, effectCount } = structure.factors[f]!;
    const change = new Matrix(p, p);
    for (let c = 0; c < p; c++) {
      const moved = new Float64Array(structure.size);
      addCovarianceChange(model.lambda[f]!, effectCount, thetaRow[k]!, thetaColumn[k]!, scores[c]!, offset, levelCount, moved);
      for (let d = 0; d <= c; d++) {
        const product = innerProduct(moved, scores[d]!);
        change.set(c, d, product);
        change.set(d, c, product);
      }
    }
    return covarianceOnUserScale(inverse.mmul(change).mmul(inverse).mul(variance), inverseR);
  });
  return [...slopes, covarianceOnUserScale(inverse.clone().mul(2 * variance), inverseR)];
}

/** Eigenvalues below this, for parameters in units of about a standard error, are those of a direction without a maximum. */
const NO_MAXIMUM = 1e-6;

/** The inverse over the directions in which the curvature is positive. */
function positiveInverse(curvature: Matrix, unit: Float64Array): Matrix {
  const m = unit.length;
  const scaled = Matrix.zeros(m, m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) scaled.set(i, j, ((curvature.get(i, j) + curvature.get(j, i)) / 2) * unit[i]! * unit[j]!);
  const inverse = Matrix.zeros(m, m);
  if (m === 0) return inverse;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  for (let e = 0; e < m; e++) {
    if (!(realEigenvalues[e]! > NO_MAXIMUM)) continue;
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) inverse.set(i, j, inverse.get(i, j) + (eigenvectorMatrix.get(i, e) * eigenvectorMatrix.get(j, e) * unit[i]! * unit[j]!) / realEigenvalues[e]!);
  }
  return inverse;
}
