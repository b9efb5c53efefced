/** Variances to set out from, by the method of moments. */
import type { BlockMatrix } from '../linalg/block-matrix.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../linalg/dense-cholesky.js';
import { factorBlock, invertFactoredBlock, solveBlockLower, solveBlockLowerTransposed } from '../linalg/small-blocks.js';
import { innerProduct } from '../linalg/vector-kernels.js';
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
const LEAST = 0.03;
const LARGEST = 10;
/** Where the moments say nothing. */
const OTHERWISE = 0.7;

/** θ from the regressions within levels where there is one grouping factor with rows enough in most levels, else by `uncorrelatedStart`. */
export function startingVariances(effects: RandomEffects, moments: ResidualMoments): Float64Array {
  return randomCoefficientStart(effects, moments) ?? uncorrelatedStart(effects, moments);
}

/**
 * With the residuals' own coefficients b̂_j = C_j⁻¹Z_j'Wr, C_j = Z_j'WZ_j, in each of J levels: σ̂² from what they leave, and the covariance
 * Σ_j b̂_jb̂_j'/(J − 1) − σ̂² Σ_j C_j⁻¹/J of the coefficients (Swamy 1970), which are those of REML where the levels are alike. Null where
 * there are several factors, too few levels in which all coefficients can be estimated, or no positive definite covariance.
 */
function randomCoefficientStart(effects: RandomEffects, { crossProduct, fixed, residual, residualSquares, degreesOfFreedom }: ResidualMoments): Float64Array | null {
  const { structure, thetaRow, thetaColumn } = effects;
  if (structure.factors.length !== 1) return null;
  const { effectCount: k, levelCount } = structure.factors[0]!;
  const blocks = Float64Array.from(crossProduct.diagonal[0]!);
  const inverses = new Float64Array(blocks.length);
  const products = new Float64Array(k * k);
  const spread = new Float64Array(k * k);
  const coefficients = new Float64Array(k);
  let within = residualSquares;
  let left = degreesOfFreedom;
  let used = 0;
  for (let j = 0; j < levelCount; j++) {
    if (!hasRank(crossProduct.diagonal[0]!, j * k * k, k) || !factorBlock(blocks, j * k * k, k)) continue;
    used++;
    left -= k;
    for (const column of fixed) {
      // what the level's own coefficients take of a fixed effect is not lost twice
      for (let a = 0; a < k; a++) coefficients[a] = column[j * k + a]!;
      solveBlockLower(blocks, j * k * k, k, coefficients, 0);
      left += innerProduct(coefficients, coefficients);
    }
    for (let a = 0; a < k; a++) coefficients[a] = residual[j * k + a]!;
    solveBlockLower(blocks, j * k * k, k, coefficients, 0);
    within -= innerProduct(coefficients, coefficients);
    solveBlockLowerTransposed(blocks, j * k * k, k, coefficients, 0);
    invertFactoredBlock(blocks, j * k * k, k, inverses);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        products[a * k + b] = products[a * k + b]! + coefficients[a]! * coefficients[b]!;
        spread[a * k + b] = spread[a * k + b]! + inverses[(j * k + a) * k + b]!;
      }
    }
  }
  const variance = within / left;
  if (used < Math.max(levelCount / 2, k + 2) || !(left > 0.5) || !(variance > 0)) return null;
  const covariance = new Float64Array(k * k);
  for (let t = 0; t < thetaRow.length; t++) {
    const at = thetaRow[t]! * k + thetaColumn[t]!;
    covariance[at] = products[at]! / (used - 1) / variance - spread[at]! / used;
  }
  if (!hasRank(covariance, 0, k) || !factorBlock(covariance, 0, k)) return null;
  return Float64Array.from(thetaRow, (row, t) => covariance[row * k + thetaColumn[t]!]!);
}

/** Whether the Cholesky factor of the k × k block at `at`, of which the lower triangle is read, keeps some digits of every pivot. */
function hasRank(a: Float64Array, at: number, k: number): boolean {
  const factor = a.slice(at, at + k * k);
  if (!factorBlock(factor, 0, k)) return false;
  for (let i = 0; i < k; i++) if (!(factor[i * k + i]! ** 2 > 1e-3 * a[at + i * k + i]!)) return false;
  return true;
}

/**
 * θ with uncorrelated effects: their variances and σ² solve E r'Z_dZ_d'r = r'Z_dZ_d'r for every effect d, and E r'r = r'r (MINQUE(0), Rao 1971;
 * the loss of degrees of freedom to the fixed effects is reckoned with on the side of σ² alone).
 */
function uncorrelatedStart(effects: RandomEffects, moments: ResidualMoments): Float64Array {
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
