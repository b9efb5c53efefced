/** A first approximation to the information about θ, from the diagonal blocks alone; where the optimiser starts. */
import type { Matrix } from 'ml-matrix';
import type { RandomEffects } from './random-effects.js';

/**
 * ½ tr(V⁻¹V̇ₖV⁻¹V̇ₗ) with V̇ = Z(Λ̇Λ' + ΛΛ̇')Z' and Z'V⁻¹Z replaced by its diagonal blocks T = C − CΛPΛ'C:
 * for the entries (a, b) and (c, d) of one factor's Λ it is Σ_levels (TΛ)[c, b] (TΛ)[a, d] + T[c, a] (I − P)[b, d].
 * `c` and `p` hold the diagonal blocks of Z'WZ and of H⁻¹; written into `information` from row and column `at` on.
 */
export function addVarianceInformation(
  effects: RandomEffects, c: readonly Float64Array[], lambda: readonly Float64Array[], p: readonly Float64Array[], information: Matrix, at: number,
): void {
  const { structure, thetaFactor, thetaRow, thetaColumn } = effects;
  structure.factors.forEach(({ effectCount: k, levelCount }, f) => {
    const thetas = [...thetaFactor.keys()].filter(t => thetaFactor[t] === f);
    const cLambda = new Float64Array(k * k);
    const shrinkage = new Float64Array(k * k);
    const t = new Float64Array(k * k);
    const tLambda = new Float64Array(k * k);
    for (let j = 0; j < levelCount; j++) {
      const block = j * k * k;
      multiplySquare(c[f]!, block, lambda[f]!, 0, k, cLambda);
      multiplySquare(cLambda, 0, p[f]!, block, k, shrinkage);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          let sum = c[f]![block + a * k + b]!;
          for (let m = 0; m < k; m++) sum -= shrinkage[a * k + m]! * cLambda[b * k + m]!;
          t[a * k + b] = sum;
        }
      }
      multiplySquare(t, 0, lambda[f]!, 0, k, tLambda);
      for (const first of thetas) {
        const a = thetaRow[first]!;
        const b = thetaColumn[first]!;
        for (const second of thetas) {
          const row = thetaRow[second]!;
          const column = thetaColumn[second]!;
          const unit = b === column ? 1 : 0;
          const value = tLambda[row * k + b]! * tLambda[a * k + column]! + t[row * k + a]! * (unit - p[f]![block + b * k + column]!);
          information.set(at + first, at + second, information.get(at + first, at + second) + value);
        }
      }
    }
  });
  // A variance near zero has no first-order information; a little keeps the first step finite.
  for (let i = 0; i < thetaFactor.length; i++) information.set(at + i, at + i, information.get(at + i, at + i) * 1.001 + 0.1);
}

function multiplySquare(x: Float64Array, xAt: number, y: Float64Array, yAt: number, k: number, target: Float64Array): void {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let m = 0; m < k; m++) sum += x[xAt + a * k + m]! * y[yAt + m * k + b]!;
      target[a * k + b] = sum;
    }
  }
}
