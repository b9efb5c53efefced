/** Tests of linear combinations of the fixed effects, by one of the methods for their degrees of freedom. */
import { Matrix } from 'ml-matrix';
import { tailsOf } from '../../probability/distributions.js';

export type DegreesOfFreedomMethod = 'Satterthwaite' | 'Kenward-Roger';

export interface ContrastTest {
  readonly estimate: number;
  readonly standardError: number;
  /** Infinite for a z test. */
  readonly df: number;
}

export interface HypothesisTest {
  /** F, or χ² divided by its degrees of freedom where the denominator has infinitely many. */
  readonly statistic: number;
  /** Before the scaling of Kenward and Roger; absent where there is none. */
  readonly unscaled?: number;
  /** The rank of the hypothesis. */
  readonly numeratorDf: number;
  readonly denominatorDf: number;
  readonly pValue: number;
}

/** Combinations are rows of length p on the user's scale. */
export interface ContrastTests {
  /** Null: by the normal distribution. */
  readonly method: DegreesOfFreedomMethod | null;
  /** Of l'β = 0. */
  contrast(combination: ArrayLike<number>): ContrastTest;
  /** Of Lβ = 0, all rows together; rows that others determine count once. */
  hypothesis(combinations: readonly ArrayLike<number>[]): HypothesisTest;
}

/** Rows that span those given, orthonormal: L = Q'L without what others determine. */
export function independentRows(rows: readonly ArrayLike<number>[]): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const row of rows) {
    const left = Float64Array.from(row);
    const before = Math.hypot(...left);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of kept) {
        const product = left.reduce((sum, value, i) => sum + value * other[i]!, 0);
        for (let i = 0; i < left.length; i++) left[i] = left[i]! - product * other[i]!;
      }
    }
    const length = Math.hypot(...left);
    if (!(length > 1e-9 * before)) continue;
    kept.push(left.map(value => value / length));
  }
  return kept;
}

/** LCL' for rows of L and a symmetric C, p × p by columns. */
export function sandwich(rows: readonly ArrayLike<number>[], covariance: Float64Array): Matrix {
  const p = Math.round(Math.sqrt(covariance.length));
  const l = new Matrix(rows.map(row => Array.from(row)));
  return l.mmul(Matrix.from1DArray(p, p, Array.from(covariance))).mmul(l.transpose());
}

/** l'β. */
export const combine = (combination: ArrayLike<number>, beta: Float64Array): number => beta.reduce((sum, value, i) => sum + value * combination[i]!, 0);

/** P(F > x); with infinitely many denominator degrees of freedom that of χ²/q. */
export function upperTailOfF(statistic: number, q: number, df: number): number {
  if (!(statistic >= 0) || Number.isNaN(df)) return NaN;
  return df === Infinity ? tailsOf('chisq', [q]).upper(statistic * q) : tailsOf('f', [q, df]).upper(statistic);
}
