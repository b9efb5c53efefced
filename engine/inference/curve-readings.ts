/** What fitted curves do: contrasts between the quartiles of a number that several columns describe. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { BuiltDesign } from '../model/build-design.js';
import { toJsonNumber, type CurveReading } from '../results.js';
import type { CovariatePoints } from './covariate-points.js';
import { combinationTest, untestedCoefficient } from './degrees-of-freedom/coefficient-tests.js';
import type { ContrastTests } from './degrees-of-freedom/contrast-tests.js';
import { marginalMean } from './marginal-mean.js';
import { predictorAt, randomVarianceAt } from './population-average.js';
import type { ReferencePoints } from './reference-point.js';
import { quadraticForm } from './variance-components.js';

/**
 * l'β̂ with l the difference of two rows of the model matrix, at the upper and the lower quartile; with the interval of its test. Averaged: the difference of
 * g(E μ) between them, as of coefficients; random slopes of columns of the curve stand at their means, where their value at a quartile is not known.
 */
export function curveReadings({ built, fit, link, tests, confidenceLevel }: { readonly built: BuiltDesign; readonly fit: MixedModelFit; readonly link: string; readonly tests: ContrastTests | null; readonly confidenceLevel: number }, points: CovariatePoints, reference: ReferencePoints): CurveReading[] {
  const offset = built.design.offset ? built.design.offset.reduce((sum, value) => sum + value, 0) / built.design.rowCount : 0;
  return reference.curves.filter(({ rows }) => rows.every(row => row.every(Number.isFinite))).map(({ variable, quartiles, rows }) => {
    const [from, to] = rows;
    const combination = to.map((value, j) => value - from[j]!);
    const estimate = predictorAt(combination, fit);
    const test = tests ? combinationTest(tests, combination, confidenceLevel) : untestedCoefficient(estimate, Math.sqrt(quadraticForm(fit.fixedEffectsCovariance, combination, combination.length)), confidenceLevel);
    const average = (row: Float64Array, value: number): number => {
      const point = new Map([...points.pointOf(reference.conditions), [variable, value]]);
      return marginalMean(link, predictorAt(row, fit) + offset, Math.sqrt(randomVarianceAt({ built, fit }, points, point))).predictor;
    };
    const averaged = link === 'identity' ? estimate : average(to, quartiles[1]) - average(from, quartiles[0]);
    return { variable, quartiles, estimate: toJsonNumber(estimate), standardError: test.standardError, df: test.df, lower: test.lower, upper: test.upper, averaged: toJsonNumber(averaged, Number.isNaN(averaged)) };
  });
}
