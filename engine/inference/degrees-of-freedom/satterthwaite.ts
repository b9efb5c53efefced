/**
 * Satterthwaite's approximation: l'β̂ / se is compared with a t distribution whose degrees of freedom give χ² the variance that the estimated
 * squared standard error v = l'Cl has, ν = 2v² / (g'Ag), with g the derivatives of v in the variance parameters and A the covariance of these
 * (Giesbrecht & Burns 1985, eq. 4; Fai & Cornelius 1996 for several combinations at once).
 */
import { EigenvalueDecomposition } from 'ml-matrix';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { VarianceUncertainty } from '../../estimation/variance-uncertainty.js';
import { combine, independentRows, sandwich, upperTailOfF, type ContrastTests } from './contrast-tests.js';

/** Degrees of freedom that differ by less count as equal. */
const EQUAL = 1e-8;

export function satterthwaiteTests(fit: MixedModelFit, { covariance, slopes }: VarianceUncertainty): ContrastTests {
  const m = slopes.length;
  const dfOf = (row: ArrayLike<number>): { readonly variance: number; readonly df: number } => {
    const variance = sandwich([row], fit.fixedEffectsCovariance).get(0, 0);
    const gradient = slopes.map(slope => sandwich([row], slope).get(0, 0));
    let uncertainty = 0;
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) uncertainty += gradient[i]! * covariance[i * m + j]! * gradient[j]!;
    return { variance, df: (2 * variance * variance) / uncertainty };
  };
  return {
    method: 'Satterthwaite',
    contrast: row => {
      const { variance, df } = dfOf(row);
      return { estimate: combine(row, fit.fixedEffects), standardError: Math.sqrt(variance), df };
    },
    hypothesis: combinations => {
      const rows = independentRows(combinations);
      const q = rows.length;
      const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(sandwich(rows, fit.fixedEffectsCovariance), { assumeSymmetric: true });
      const estimates = rows.map(row => combine(row, fit.fixedEffects));
      let sum = 0;
      const each: number[] = [];
      for (let e = 0; e < q; e++) {
        const direction = eigenvectorMatrix.getColumn(e);
        const row = Float64Array.from(rows[0]!, (_, i) => direction.reduce((total, weight, r) => total + weight * rows[r]![i]!, 0));
        sum += direction.reduce((total, weight, r) => total + weight * estimates[r]!, 0) ** 2 / realEigenvalues[e]!;
        each.push(dfOf(row).df);
      }
      const statistic = sum / q;
      const denominatorDf = jointDf(each);
      return { statistic, numeratorDf: q, denominatorDf, pValue: upperTailOfF(statistic, q, denominatorDf) };
    },
  };
}

/** The degrees of freedom that give F the mean of the average of independent squared t statistics (Fai & Cornelius 1996, eq. 6). */
function jointDf(each: readonly number[]): number {
  const first = each[0]!;
  if (each.every(df => Math.abs(df - first) < EQUAL * Math.max(1, first))) return first;
  if (each.some(df => df <= 2)) return 2;
  const mean = each.reduce((sum, df) => sum + df / (df - 2), 0);
  return mean > each.length ? (2 * mean) / (mean - each.length) : Infinity;
}
