/** A first approximation to the information about θ; where the optimiser starts. */
import { inverse, Matrix } from 'ml-matrix';
import type { BlockMatrix } from '../linalg/block-matrix.js';
import { addSquares } from './effect-squares.js';
import type { RandomEffects } from './random-effects.js';

const FLOOR = 0.01;

/**
 * ½ tr(V⁻¹V̇ₖV⁻¹V̇ₗ) with V̇ = Z(Λ̇Λ' + ΛΛ̇')Z', of Z'V⁻¹Z only the diagonal blocks T_j being used. Since Λ'T_jΛ = I − P_jj for a block
 * of P = H⁻¹, they cost nothing more: for the entries (a, b) and (c, d) of one factor's Λ the information is
 * Σ_j (TΛ)[c, b] (TΛ)[a, d] + T[c, a] (I − P)[b, d].
 * Between two factors with one effect a level it is 2 Σ P²/(λ₁λ₂) over their blocks of P on the pattern.
 * Where Λ is nearly singular its small diagonal entries are replaced by `FLOOR`. Written into `information` from row and column `at` on.
 */
export function addVarianceInformation(effects: RandomEffects, lambda: readonly Float64Array[], inverseBlocks: BlockMatrix, information: Matrix, at: number): void {
  const { structure, thetaFactor, thetaRow, thetaColumn } = effects;
  const p = inverseBlocks.diagonal;
  if (structure.factors.length > 1 && structure.factors.every(({ effectCount }) => effectCount === 1)) addBetweenFactors(effects, lambda, inverseBlocks, information, at);
  structure.factors.forEach(({ effectCount: k, levelCount }, f) => {
    const thetas = [...thetaFactor.keys()].filter(t => thetaFactor[t] === f);
    if (k === 1) {
      addScalarInformation(p[f]!, lambda[f]![0]!, information, at + thetas[0]!);
      return;
    }
    const block = Matrix.from1DArray(k, k, lambda[f]!);
    for (let a = 0; a < k; a++) if (Math.abs(block.get(a, a)) < FLOOR) block.set(a, a, FLOOR);
    const inverseLambda = inverse(block);
    const unit = Matrix.eye(k);
    for (let j = 0; j < levelCount; j++) {
      const shrinkage = Matrix.sub(unit, Matrix.from1DArray(k, k, p[f]!.subarray(j * k * k, (j + 1) * k * k)));
      const tLambda = inverseLambda.transpose().mmul(shrinkage);
      const t = tLambda.mmul(inverseLambda);
      for (const first of thetas) {
        const a = thetaRow[first]!;
        const b = thetaColumn[first]!;
        for (const second of thetas) {
          const c = thetaRow[second]!;
          const d = thetaColumn[second]!;
          const value = tLambda.get(c, b) * tLambda.get(a, d) + t.get(c, a) * shrinkage.get(b, d);
          information.set(at + first, at + second, information.get(at + first, at + second) + value);
        }
      }
    }
  });
  // A variance near zero has no first-order information; a little keeps the first step finite.
  for (let i = 0; i < thetaFactor.length; i++) information.set(at + i, at + i, information.get(at + i, at + i) * 1.001 + 0.1);
}

/** All factors having one effect a level. */
function addBetweenFactors({ structure, thetaFactor }: RandomEffects, lambda: readonly Float64Array[], inverseBlocks: BlockMatrix, information: Matrix, at: number): void {
  const count = structure.factors.length;
  const squares = new Float64Array(count * count);
  addSquares(structure, inverseBlocks, Int32Array.from({ length: count }, (_, f) => f), squares, count);
  const thetaOf = Int32Array.from({ length: count }, (_, f) => at + thetaFactor.indexOf(f));
  const scale = lambda.map(block => Math.max(Math.abs(block[0]!), FLOOR) * Math.sign(block[0]! || 1));
  for (let g = 0; g < count; g++) {
    for (let f = 0; f < g; f++) {
      const value = (2 * squares[g * count + f]!) / (scale[f]! * scale[g]!);
      information.set(thetaOf[f]!, thetaOf[g]!, value);
      information.set(thetaOf[g]!, thetaOf[f]!, value);
    }
  }
}

/** For one effect a level: 2 Σ (1 − P)²/λ². */
function addScalarInformation(p: Float64Array, lambda: number, information: Matrix, at: number): void {
  let sum = 0;
  for (let j = 0; j < p.length; j++) sum += (1 - p[j]!) ** 2;
  information.set(at, at, information.get(at, at) + (2 * sum) / Math.max(lambda * lambda, FLOOR * FLOOR));
}
