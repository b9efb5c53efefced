import { Matrix, inverse } from 'ml-matrix';
import type { MixedModelFit } from '../../estimation/fit.js';
import { combine, independentRows, sandwich, upperTailOfF, type ContrastTests } from './contrast-tests.js';

/** Wald's tests: estimates are normal with their estimated covariance, and a hypothesis of rank q is tested by χ² on q degrees of freedom, given as F = χ²/q. */
export function asymptoticTests(fit: MixedModelFit): ContrastTests {
  const { fixedEffects, fixedEffectsCovariance } = fit;
  return {
    method: null,
    contrast: row => ({ estimate: combine(row, fixedEffects), standardError: Math.sqrt(sandwich([row], fixedEffectsCovariance).get(0, 0)), df: Infinity }),
    hypothesis: combinations => {
      const rows = independentRows(combinations);
      const estimates = Matrix.columnVector(rows.map(row => combine(row, fixedEffects)));
      const statistic = estimates.transpose().mmul(inverse(sandwich(rows, fixedEffectsCovariance))).mmul(estimates).get(0, 0) / rows.length;
      return { statistic, numeratorDf: rows.length, denominatorDf: Infinity, pValue: upperTailOfF(statistic, rows.length, Infinity) };
    },
  };
}
