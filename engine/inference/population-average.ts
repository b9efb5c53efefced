/** Coefficients averaged over the random effects: what remains of them for the population. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { BuiltDesign } from '../model/build-design.js';
import { CovariatePoints, type Comparison, type CovariatePoint } from './covariate-points.js';
import { marginalMean } from './marginal-mean.js';
import { quadraticForm } from './variance-components.js';

/**
 * The population-averaged counterpart of each fixed coefficient on the link scale, NaN where there is none.
 *
 * A coefficient is a weighted sum of the linear predictor at some points of the covariates, weights +1 and −1 for a slope or a treatment contrast; its
 * counterpart is the same sum of g(E μ), the expectations taken over the random effects at each point, random slopes included.
 * Other factors stand at their baseline and other numbers at their mean, but at zero where the coefficient has an interaction with them,
 * because that is where it holds. An intercept or the mean of a level has all numbers at zero. One column of a basis compares nothing and has no counterpart,
 * save that under a log link a model without random slopes keeps all its coefficients but the intercept.
 * Zeger, Liang & Albert (1988), §2; Fitzmaurice, Laird & Ware (2011), ch. 16.
 */
export function populationAveraged({ built, fit, link }: { readonly built: BuiltDesign; readonly fit: MixedModelFit; readonly link: string }, points = new CovariatePoints(built)): Float64Array {
  const { fixed } = built.design;
  const offset = meanOf(built.design.offset);
  const predictorOf = (point: CovariatePoint, isAtZero: boolean): number => {
    const eta = predictorAt(points.fixedRow(point, isAtZero), fit) + (isAtZero ? 0 : offset);
    return marginalMean(link, eta, Math.sqrt(randomVarianceAt({ built, fit }, points, point, isAtZero))).predictor;
  };
  return Float64Array.from(fixed.meanings, (meaning, j) => {
    const estimate = fit.fixedEffects[j]!;
    if (link === 'identity') return estimate;
    const comparison = meaning.kind === 'intercept' ? atBaseline : points.comparisonOf(j);
    if (!comparison) return link === 'log' && !hasRandomSlopes(built) ? estimate : NaN;
    const isLevel = meaning.kind === 'intercept' || meaning.kind === 'cell';
    return comparison.reduce((sum, { weight, point }) => sum + weight * predictorOf(point, isLevel), 0);
  });
}

const atBaseline: Comparison = [{ weight: 1, point: new Map() }];

/** η at a row of X. */
export function predictorAt(row: Float64Array, { fixedEffects }: MixedModelFit): number {
  let eta = 0;
  for (let i = 0; i < row.length; i++) eta += row[i]! * fixedEffects[i]!;
  return eta;
}

/** Var(z'b) at a point, summed over the random terms, or over those of one grouping factor. */
export function randomVarianceAt({ built: { design }, fit }: { readonly built: BuiltDesign; readonly fit: MixedModelFit }, points: CovariatePoints, point: CovariatePoint, isAtZero = false, group?: string): number {
  return design.random.reduce((total, term, t) => (group === undefined || term.group === group ? total + Math.max(0, quadraticForm(fit.random[t]!.covariance, points.randomRow(t, point, isAtZero), term.effectCount)) : total), 0);
}

const meanOf = (values: Float64Array | null): number => (values ? values.reduce((sum, value) => sum + value, 0) / values.length : 0);

const hasRandomSlopes = ({ design }: BuiltDesign): boolean => design.random.some(term => term.effectNames.some(name => name !== '(Intercept)'));
