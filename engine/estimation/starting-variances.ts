/** Variances to set out from, by the method of moments. */
import type { BlockMatrix } from '../linalg/block-matrix.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../linalg/dense-cholesky.js';
import { addSquares } from './effect-squares.js';
import type { RandomEffects } from './random-effects.js';

export interface ResidualMoments {
  /** Z'WZ. */
  readonly crossProduct: BlockMatrix;
  /** Z'WQ, p vectors of length q, for Q'WQ = I. */
  readonly fixed: readonly Float64Array[];
  /** Z'Wr for the residuals r of the fixed effects alone. */
  readonly residual: Float64Array;
  /** r'Wr. */
  readonly residualSquares: number;
  /** n − p. */
  readonly degreesOfFreedom: number;
}

/** Standard deviations of the linear predictor relative to σ between which a search may set out. */
const LEAST = 0.1;
const LARGEST = 10;
/** Where the moments say nothing. */
const OTHERWISE = 0.7;

/**
 * θ with uncorrelated effects: their variances and σ² solve E r'Z_dZ_d'r = r'Z_dZ_d'r for every effect d, and E r'r = r'r (MINQUE(0), Rao 1971;
 * the loss of degrees of freedom to the fixed effects is reckoned with on the side of σ² alone).
 */
export function startingVariances(effects: RandomEffects, moments: ResidualMoments): Float64Array {
  const { structure, thetaFactor, thetaRow, thetaColumn } = effects;
  const firstOf = new Int32Array(structure.factors.length);
  let count = 0;
  structure.factors.forEach(({ effectCount }, f) => {
    firstOf[f] = count;
    count += effectCount;
  });
  const size = count + 1;
  const products = new Float64Array(size * size);
  addSquares(structure, moments.crossProduct, firstOf, products, size);
  const solution = new Float64Array(size);
  structure.factors.forEach(({ effectCount: k, levelCount, offset }, f) => {
    for (let a = 0; a < k; a++) {
      const d = firstOf[f]! + a;
      let trace = 0;
      for (let j = 0; j < levelCount; j++) {
        const at = offset + j * k + a;
        trace += moments.crossProduct.diagonal[f]![(j * k + a) * k + a]!;
        for (const column of moments.fixed) trace -= column[at]! * column[at]!;
        solution[d] = solution[d]! + moments.residual[at]! * moments.residual[at]!;
      }
      products[count * size + d] = trace;
    }
  });
  products[size * size - 1] = moments.degreesOfFreedom;
  solution[count] = moments.residualSquares;
  const isSolved = choleskyFactor(products, size);
  if (isSolved) {
    solveLower(products, size, solution);
    solveLowerTransposed(products, size, solution);
  }
  const theta = new Float64Array(thetaFactor.length);
  for (let t = 0; t < theta.length; t++) {
    if (thetaRow[t] !== thetaColumn[t]) continue;
    const ratio = solution[firstOf[thetaFactor[t]!]! + thetaRow[t]!]! / solution[count]!;
    theta[t] = isSolved && solution[count]! > 0 ? Math.min(Math.max(Math.sqrt(Math.max(ratio, 0)), LEAST), LARGEST) : OTHERWISE;
  }
  return theta;
}
