/** From the estimates of a fit, on the user's scale, back to the coordinates that the estimators work in. */
import { Matrix } from 'ml-matrix';
import { lowerFactor } from './describe-fit.js';
import type { MixedModelFit } from './fit.js';
import type { RandomEffects } from './random-effects.js';

/** θ̂: for each term the lower triangular Λ̃ with TΛ̃Λ̃'T' = ΛΛ'. */
export function thetaOf({ terms, thetaFactor, thetaRow, thetaColumn }: RandomEffects, fit: MixedModelFit): Float64Array {
  const theta = new Float64Array(thetaFactor.length);
  terms.forEach(({ term, factor, firstEffect, transform }, i) => {
    const k = term.effectCount;
    const relative = Matrix.from1DArray(k, k, Array.from(fit.random[i]!.factor)).transpose();
    const inside = lowerFactor(solveUpper(transform, relative));
    for (let t = 0; t < theta.length; t++) {
      const a = thetaRow[t]! - firstEffect;
      if (thetaFactor[t] === factor && a >= 0 && a < k) theta[t] = inside.get(a, thetaColumn[t]! - firstEffect);
    }
  });
  return theta;
}

/** β̃ = Rβ, from R⁻¹ by rows. */
export function rotatedCoefficients(beta: Float64Array, inverseR: Float64Array): Float64Array {
  const p = beta.length;
  return Float64Array.from(solveUpper(inverseR, Matrix.columnVector(Array.from(beta))).to1DArray().slice(0, p));
}

/** U⁻¹B for an upper triangular U by rows. */
function solveUpper(u: Float64Array, b: Matrix): Matrix {
  const k = b.rows;
  const x = b.clone();
  for (let column = 0; column < b.columns; column++) {
    for (let i = k - 1; i >= 0; i--) {
      let sum = x.get(i, column);
      for (let j = i + 1; j < k; j++) sum -= u[i * k + j]! * x.get(j, column);
      x.set(i, column, sum / u[i * k + i]!);
    }
  }
  return x;
}
