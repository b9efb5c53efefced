/** Effects of covariates as curves: for a typical level of the grouping factors, on average over their levels, and for single levels. */
import type { Column, DataFrame } from '../data/vectors.js';
import { links } from '../model/families/links.js';
import { offsetAt, randomEffectsAt } from '../model/design-recipe.js';
import { matrixAt } from '../model/matrix-recipe.js';
import { normalQuantile } from '../probability/tail-probabilities.js';
import type { Expression } from '../language/syntax/tree.js';
import { marginalMean } from './marginal-mean.js';
import type { MixedModel } from './mixed-model.js';
import { quadraticForm } from './variance-components.js';

/** Evaluates a variable of the model in a data frame. */
export type EvaluateIn = (expression: Expression, frame: DataFrame) => Promise<Column>;

/** A mean of the response with its limits. */
export interface MeanWithLimits {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface EffectPoint {
  /** With all random effects at zero. */
  readonly typical: MeanWithLimits;
  /** Averaged over the random effects; its limits hold given their estimated variances. */
  readonly population: MeanWithLimits;
  /** Standard deviation of the linear predictor between levels at this point. */
  readonly sd: number;
}

/** The covariates at some points as the model's matrices. */
export interface EffectRows {
  readonly rowCount: number;
  /** By columns. */
  readonly x: Float64Array;
  readonly offset: Float64Array | null;
  /** For each random-effects term its effects by rows. */
  readonly z: readonly Float64Array[];
}

export async function effectRows({ recipe }: MixedModel, frame: DataFrame, evaluate: EvaluateIn): Promise<EffectRows> {
  const at = (expression: Expression): Promise<Column> => evaluate(expression, frame);
  const x = await matrixAt(recipe.fixed, frame.rowCount, at);
  const offset = await offsetAt(recipe, frame.rowCount, at);
  const z: Float64Array[] = [];
  for (const term of recipe.random) z.push(await randomEffectsAt(term, frame.rowCount, at));
  return { rowCount: frame.rowCount, x, offset, z };
}

/**
 * The mean response at each row, for a typical level and for the population. With η = x'β̂ and s² = Σ z'Σ̂z over the terms, the typical mean is g⁻¹(η) and that of the
 * population E g⁻¹(η + sZ) (Zeger, Liang & Albert 1988, §2). Wald limits are formed on the scale of the linear predictor, for the population on that of g(E μ) by the delta method.
 */
export function effectPoints(model: MixedModel, rows: EffectRows, level: number, takesPart: (term: number, effect: number) => boolean = () => true): EffectPoint[] {
  const { fit, summary } = model;
  const link = links.get(summary.link)!;
  const p = fit.fixedEffects.length;
  const quantile = normalQuantile(0.5 + level / 2);
  const x = new Float64Array(p);
  return Array.from({ length: rows.rowCount }, (_, i) => {
    let eta = rows.offset?.[i] ?? 0;
    for (let j = 0; j < p; j++) {
      x[j] = rows.x[j * rows.rowCount + i]!;
      eta += x[j]! * fit.fixedEffects[j]!;
    }
    const half = quantile * Math.sqrt(Math.max(0, quadraticForm(fit.fixedEffectsCovariance, x, p)));
    const sd = Math.sqrt(Math.max(0, randomVariance(model, rows, i, takesPart)));
    return { typical: ordered(link.inverse(eta), link.inverse(eta - half), link.inverse(eta + half)), population: populationMean(summary.link, eta, sd, half), sd };
  });
}

/** Mean responses of single levels: one array a level with one value a row, the random effects of other factors at zero. */
export function levelCurves(model: MixedModel, rows: EffectRows, group: string, levels: readonly number[], takesPart: (term: number, effect: number) => boolean = () => true): Float64Array[] {
  const { design, fit, summary } = model;
  const link = links.get(summary.link)!;
  return levels.map(level => {
    const eta = rows.offset ? Float64Array.from(rows.offset) : new Float64Array(rows.rowCount);
    for (let j = 0; j < fit.fixedEffects.length; j++) for (let i = 0; i < rows.rowCount; i++) eta[i]! += fit.fixedEffects[j]! * rows.x[j * rows.rowCount + i]!;
    design.random.forEach((term, t) => {
      if (term.group !== group) return;
      const k = term.effectCount;
      for (let i = 0; i < rows.rowCount; i++) for (let a = 0; a < k; a++) if (takesPart(t, a)) eta[i]! += rows.z[t]![i * k + a]! * fit.random[t]!.modes[level * k + a]!;
    });
    return eta.map(value => link.inverse(value));
  });
}

function randomVariance({ design, fit }: MixedModel, rows: EffectRows, i: number, takesPart: (term: number, effect: number) => boolean): number {
  return design.random.reduce((sum, { effectCount: k }, t) => {
    const z = Float64Array.from({ length: k }, (_, a) => (takesPart(t, a) ? rows.z[t]![i * k + a]! : 0));
    return sum + quadraticForm(fit.random[t]!.covariance, z, k);
  }, 0);
}

function populationMean(name: string, eta: number, sd: number, half: number): MeanWithLimits {
  const link = links.get(name)!;
  const { mean, predictor } = marginalMean(name, eta, sd);
  const step = 1e-3;
  const slope = (marginalMean(name, eta + step, sd).predictor - marginalMean(name, eta - step, sd).predictor) / (2 * step);
  return ordered(mean, link.inverse(predictor - half * slope), link.inverse(predictor + half * slope));
}

/** A link that falls turns limits round. */
const ordered = (mean: number, a: number, b: number): MeanWithLimits => ({ mean, lower: Math.min(a, b), upper: Math.max(a, b) });

/** Means of rows that differ in what is averaged over: the first `count` points stand in a block for each of the weights, which add up to one. */
export function averagedRows(rows: EffectRows, count: number, weights: readonly number[]): EffectRows {
  const average = (values: Float64Array, columns: number, at: (i: number, j: number, n: number) => number): Float64Array => {
    const means = new Float64Array(count * columns);
    weights.forEach((weight, block) => {
      for (let i = 0; i < count; i++) for (let j = 0; j < columns; j++) means[at(i, j, count)]! += weight * values[at(block * count + i, j, rows.rowCount)]!;
    });
    return means;
  };
  return {
    rowCount: count,
    x: average(rows.x, rows.x.length / rows.rowCount, (i, j, n) => j * n + i),
    offset: rows.offset && average(rows.offset, 1, i => i),
    z: rows.z.map(z => {
      const k = z.length / rows.rowCount;
      return average(z, k, (i, j) => i * k + j);
    }),
  };
}
