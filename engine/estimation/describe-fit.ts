/** From the internal coordinates back to the user's: effects, covariances and the linear predictor. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { MixedModelDesign } from '../model/design.js';
import type { LinkDescription } from '../model/families/link.js';
import type { RandomTermFit } from './fit.js';
import type { RandomEffects, TermLayout } from './random-effects.js';

/** Standard deviation of the linear predictor (relative to σ) below which a direction of Λ counts as zero. */
export const SINGULAR = 1e-4;

/** What the estimators know about the random effects when they stop. */
export interface RandomEffectsEstimate {
  readonly effects: RandomEffects;
  /** Λ̃ by factor. */
  readonly lambda: readonly Float64Array[];
  /** û in elimination order. */
  readonly u: Float64Array;
  /** Diagonal blocks of P by factor. */
  readonly inverse: readonly Float64Array[];
  readonly sigma: number;
}

/** One fit for each term of the design, in its order. */
export function describeRandomTerms(estimate: RandomEffectsEstimate): RandomTermFit[] {
  return estimate.effects.terms.map(layout => describeTerm(estimate, layout));
}

function describeTerm({ effects, lambda, u, inverse, sigma }: RandomEffectsEstimate, { term, factor: f, firstEffect, transform }: TermLayout): RandomTermFit {
  const k = term.effectCount;
  const { effectCount: blockSize, offset, placeOfLevel } = effects.structure.factors[f]!;
  const internal = new Matrix(k, k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) internal.set(a, b, lambda[f]![(firstEffect + a) * blockSize + firstEffect + b]!);
  const scaled = rowsToMatrix(transform, k).mmul(internal);
  const levels = term.levels.length;
  const modes = new Float64Array(levels * k);
  const conditionalCovariances = new Float64Array(levels * k * k);
  const p = new Matrix(k, k);
  for (let j = 0; j < levels; j++) {
    const place = placeOfLevel[j]!;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) modes[j * k + a] = modes[j * k + a]! + scaled.get(a, b) * u[offset + place * blockSize + firstEffect + b]!;
      for (let b = 0; b < k; b++) p.set(a, b, inverse[f]![(place * blockSize + firstEffect + a) * blockSize + firstEffect + b]!);
    }
    if (k === 1) {
      conditionalCovariances[j] = (sigma * scaled.get(0, 0)) ** 2 * p.get(0, 0);
      continue;
    }
    const covariance = scaled.mmul(p).mmul(scaled.transpose());
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) conditionalCovariances[(j * k + b) * k + a] = sigma * sigma * covariance.get(a, b);
  }
  const relative = scaled.mmul(scaled.transpose()).mul(sigma * sigma);
  return {
    covariance: matrixByColumns(relative),
    factor: matrixByColumns(lowerFactor(scaled)),
    modes,
    conditionalCovariances,
    isSingular: smallestSingularValue(internal) < SINGULAR,
  };
}

/** L lower triangular with LL' = AA' and a diagonal that is not negative, by rotations of the columns of A; A may be singular. */
export function lowerFactor(a: Matrix): Matrix {
  const k = a.rows;
  const l = a.clone();
  for (let row = 0; row < k; row++) {
    for (let column = row + 1; column < k; column++) {
      const x = l.get(row, row);
      const y = l.get(row, column);
      const length = Math.hypot(x, y);
      if (y === 0 || length === 0) continue;
      for (let i = 0; i < k; i++) {
        const left = l.get(i, row);
        const right = l.get(i, column);
        l.set(i, row, (x * left + y * right) / length);
        l.set(i, column, (x * right - y * left) / length);
      }
      l.set(row, column, 0);
    }
    if (l.get(row, row) < 0) for (let i = 0; i < k; i++) l.set(i, row, -l.get(i, row));
  }
  for (let row = 0; row < k; row++) for (let column = 0; column < k; column++) if (column > row || l.get(row, column) === 0) l.set(row, column, 0);
  return l;
}

function smallestSingularValue(a: Matrix): number {
  const eigen = new EigenvalueDecomposition(a.mmul(a.transpose()), { assumeSymmetric: true });
  return Math.sqrt(Math.max(0, Math.min(...eigen.realEigenvalues)));
}

/** R⁻¹ C R⁻ᵀ, from the coordinates of Q to those of X, by columns. */
export function covarianceOnUserScale(covariance: Matrix, inverseR: Float64Array): Float64Array {
  const p = covariance.rows;
  if (p === 0) return new Float64Array(0);
  const r = rowsToMatrix(inverseR, p);
  return matrixByColumns(r.mmul(covariance).mmul(r.transpose()));
}

/** R⁻¹β̃. */
export function coefficientsOnUserScale(beta: Float64Array, inverseR: Float64Array): Float64Array {
  const p = beta.length;
  return beta.map((_, i) => {
    let sum = 0;
    for (let j = i; j < p; j++) sum += inverseR[i * p + j]! * beta[j]!;
    return sum;
  });
}

/** η̂ = Xβ̂ + Zb̂ + offset for every row of the design. */
export function linearPredictor(design: MixedModelDesign, beta: Float64Array, random: readonly RandomTermFit[]): Float64Array {
  const n = design.rowCount;
  const eta = design.offset ? Float64Array.from(design.offset) : new Float64Array(n);
  for (let j = 0; j < beta.length; j++) for (let i = 0; i < n; i++) eta[i] = eta[i]! + beta[j]! * design.fixed.x[j * n + i]!;
  design.random.forEach((term, t) => {
    const k = term.effectCount;
    const { modes } = random[t]!;
    for (let i = 0; i < n; i++) {
      const level = term.levelOfRow[i]! * k;
      let sum = 0;
      for (let a = 0; a < k; a++) sum += term.z[i * k + a]! * modes[level + a]!;
      eta[i] = eta[i]! + sum;
    }
  });
  return eta;
}

/** What a fit says of each row, computed when it is first asked for: of many millions of rows it takes time and memory that the summary does not need. */
export class RowValues {
  readonly #compute: () => Float64Array;
  readonly #link: LinkDescription;
  #linearPredictor: Float64Array | null = null;
  #fittedValues: Float64Array | null = null;

  constructor(design: MixedModelDesign, beta: Float64Array, random: readonly RandomTermFit[], link: LinkDescription) {
    this.#compute = () => linearPredictor(design, beta, random);
    this.#link = link;
  }

  /** η̂. */
  get linearPredictor(): Float64Array {
    this.#linearPredictor ??= this.#compute();
    return this.#linearPredictor;
  }

  /** μ̂. */
  get fittedValues(): Float64Array {
    this.#fittedValues ??= this.linearPredictor.map(eta => this.#link.inverse(eta));
    return this.#fittedValues;
  }
}

/** A square matrix from its rows. */
function rowsToMatrix(rows: Float64Array, k: number): Matrix {
  return Matrix.from1DArray(k, k, rows);
}

function matrixByColumns(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.transpose().to1DArray());
}
