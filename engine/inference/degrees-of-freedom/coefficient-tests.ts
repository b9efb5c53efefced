import { normalQuantile, normalTwoSidedPValue, tTwoSidedPValue } from '../../probability/tail-probabilities.js';
import { upperStudentQuantile } from '../../probability/distributions.js';
import { toJsonNumber, type FixedEffect } from '../../results.js';
import type { ContrastTests } from './contrast-tests.js';

type CoefficientTest = Pick<FixedEffect, 'standardError' | 'df' | 'statistic' | 'pValue' | 'lower' | 'upper'>;

/** The test and the Wald interval of coefficient `j` of `p`, both from the same distribution. */
export const coefficientTest = (tests: ContrastTests, j: number, p: number, confidenceLevel: number): CoefficientTest => combinationTest(tests, Float64Array.from({ length: p }, (_, i) => (i === j ? 1 : 0)), confidenceLevel);

/** Those of a linear combination, length p. */
export function combinationTest(tests: ContrastTests, combination: Float64Array, confidenceLevel: number): CoefficientTest {
  const { estimate, standardError, df } = tests.contrast(combination);
  const statistic = estimate / standardError;
  const isNormal = df === Infinity;
  const quantile = isNormal ? normalQuantile(0.5 + confidenceLevel / 2) : upperStudentQuantile(0.5 + confidenceLevel / 2, df);
  return {
    standardError: toJsonNumber(standardError),
    df: isNormal ? null : toJsonNumber(df),
    statistic: toJsonNumber(statistic),
    pValue: toJsonNumber(isNormal ? normalTwoSidedPValue(statistic) : tTwoSidedPValue(statistic, df)),
    lower: toJsonNumber(estimate - quantile * standardError),
    upper: toJsonNumber(estimate + quantile * standardError),
  };
}

/** The interval of a linear mixed model whose degrees of freedom are not wanted: estimate ± normal quantile × standard error, and no p-value. */
export function untestedCoefficient(estimate: number, standardError: number, confidenceLevel: number): CoefficientTest {
  const half = normalQuantile(0.5 + confidenceLevel / 2) * standardError;
  return { standardError: toJsonNumber(standardError), df: null, statistic: toJsonNumber(estimate / standardError), pValue: null, lower: toJsonNumber(estimate - half), upper: toJsonNumber(estimate + half) };
}
