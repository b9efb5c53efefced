/** Charts of fitted models, from the model and what was asked for to the result: `plot(m)`, `effects_plot(m, "x")` and the types of `plot_model` are made of them. */
import { isNumeric } from '../../data/atomic.js';
import { binnedResiduals } from '../../inference/binned-residuals.js';
import { averagedRows, effectPoints, effectRows, levelCurves, type EvaluateIn } from '../../inference/effect-curves.js';
import { covariate, covariatesOf, effectGrid, factorShares, focalValues, isContinuous, lineValues, type FocalValues } from '../../inference/effect-grid.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { normalQuantiles } from '../../inference/normal-quantiles.js';
import { observedPoints } from '../../inference/observed-points.js';
import { quantileResiduals, residualsOf } from '../../inference/residuals.js';
import { evenly, scatterOf } from '../../inference/scatter.js';
import { MersenneTwister } from '../../probability/mersenne-twister.js';
import { fittedTitle } from '../../report/charts/axes.js';
import { binnedResidualPlot } from '../../report/charts/binned-residual-plot.js';
import { effectPlot } from '../../report/charts/effect-plot.js';
import { groupCurvesPlot, type GroupCurve } from '../../report/charts/group-curves-plot.js';
import { quantilePlot, randomEffectsQuantilePlot } from '../../report/charts/quantile-plot.js';
import { residualPlot } from '../../report/charts/residual-plot.js';
import { formatCount, formatSignificant } from '../../report/numbers.js';
import { fromJsonNumber, type ChartResult, type ModelResult } from '../../results.js';
import { UserError } from '../syntax/diagnostic.js';

/** A model with the name of the variable that holds it. */
export interface NamedModel {
  readonly model: MixedModel;
  readonly summary: ModelResult;
}

/** More lines than this hide each other. */
const MOST_LINES = 80;
const MOST_PANELS = 24;
const LINE_POINTS = 25;

/** Residuals against fitted values; of a binary response, whose residuals lie on two curves, their means in bins. */
export function residualChart({ model, summary }: NamedModel): ChartResult {
  if (summary.response.kind === 'binary') return binnedChart({ model, summary });
  return residualPlot({ kind: 'residual', scatter: scatterOf(model.fit.fittedValues, residualsOf(model, 'pearson')), residual: isLinear(model) ? 'residual' : 'Pearson residual', ...rowsOf(model) }, summary);
}

/** Roots of the absolute standardised Pearson residuals against fitted values. */
export function scaleLocationChart({ model, summary }: NamedModel): ChartResult {
  const sizes = residualsOf(model, 'pearson').map(residual => Math.sqrt(Math.abs(residual) / model.fit.sigma));
  return residualPlot({ kind: 'scale', scatter: scatterOf(model.fit.fittedValues, sizes), residual: isLinear(model) ? 'standardised residual' : 'Pearson residual', ...rowsOf(model) }, summary);
}

export function binnedChart({ model, summary }: NamedModel): ChartResult {
  const title = `Binned residuals${summary.name === '' ? '' : ` of ${summary.name}`}`;
  return binnedResidualPlot({ bins: binnedResiduals(model.fit.fittedValues, residualsOf(model, 'response')), title, fitted: fittedTitle(summary.response), residual: 'mean residual', fitId: summary.fitId });
}

/** Quantile residuals against normal quantiles; for discrete responses they are drawn with the session's seed, so that a picture stays the same. */
export function residualQuantileChart({ model, summary }: NamedModel, level: number, seed: number): ChartResult {
  const residuals = quantileResiduals(model, new MersenneTwister(seed));
  const isDrawn = model.family.isCount || model.family.name === 'binomial';
  const kind = isLinear(model) ? 'Standardised residuals' : isDrawn ? 'Randomised quantile residuals' : 'Quantile residuals';
  return quantilePlot({
    title: `Normal quantiles of the residuals${summary.name === '' ? '' : ` of ${summary.name}`}`,
    value: `${kind.toLowerCase().replace(/s$/, '')}`,
    subject: `${kind} of ${formatCount(residuals.length)} rows`,
    quantiles: normalQuantiles(residuals, level),
    level,
    grouping: rowsOf(model).grouping,
    fitId: summary.fitId,
  });
}

/** One chart for each grouping factor. */
export function randomEffectsQuantileCharts({ model, summary }: NamedModel): ChartResult[] {
  return model.randomEffects.map(effects => {
    const terms = [...new Set(effects.rows.map(row => row.term))];
    const quantiles = terms.map(term => [term, normalQuantiles(Float64Array.from(effects.rows.filter(row => row.term === term), row => fromJsonNumber(row.mode)), summary.confidenceLevel)] as const);
    return randomEffectsQuantilePlot(effects, new Map(quantiles), summary);
  });
}

export interface EffectChartRequest {
  /** One to three covariates: along the axis, as lines, as panels. */
  readonly terms: readonly { readonly name: string; readonly values: readonly number[] | null }[];
  readonly hasData: boolean;
  /** Whether other factors are averaged over their levels as they occur, rather than held at their reference. */
  readonly areFactorsAveraged: boolean;
  readonly level: number;
}

export async function effectChart({ model, summary }: NamedModel, { terms, hasData, areFactorsAveraged, level }: EffectChartRequest, evaluate: EvaluateIn): Promise<ChartResult> {
  const focal = terms.map(({ name, values }, place): FocalValues => (values && isContinuous(model, name) ? { name, values } : place === 0 ? focalValues(model, name) : lineValues(model, name)));
  const [along, by, panel] = terms.map(({ name }) => name);
  const shares = areFactorsAveraged ? factorShares(model, new Set(focal.map(({ name }) => name))) : [];
  const { frame, held } = effectGrid(model, [...focal, ...shares.map(({ values }) => values)]);
  const count = focal.reduce((product, { values }) => product * values.length, 1);
  const rows = await effectRows(model, frame, evaluate);
  const points = effectPoints(model, shares.length > 0 ? averagedRows(rows, count, productOf(shares.map(each => each.shares))) : rows, level);
  const every = focal[0]!.values.length;
  const lines = focal[1]?.values.length ?? 1;
  const text = (values: FocalValues | undefined, at: number): string => (values ? labelOf(model, values.name, values.values[at]!) : '');
  const isAlong = isContinuous(model, along!);
  const isTold = (name: string | undefined): boolean => name === undefined || !isContinuous(model, name);
  const observed = hasData && isTold(by) && isTold(panel) ? observedPoints(model, { name: along!, isContinuous: isAlong }, by ?? null, panel ?? null) : null;
  const { grouping } = rowsOf(model);
  return effectPlot({
    focal: { name: along!, isContinuous: isAlong },
    by: by ?? null,
    panel: panel ?? null,
    points: points.map((effect, i) => ({ at: isAlong ? focal[0]!.values[i % every]! : String(focal[0]!.values[i % every]!), by: text(focal[1], Math.floor(i / every) % lines), panel: text(focal[2], Math.floor(i / (every * lines))), effect })),
    observed: observed?.points.map(point => ({ at: point.at, by: point.by, panel: point.panel, value: point.value, rows: point.rows, level: point.row < 0 ? '' : grouping.levelOf(point.row) })) ?? [],
    observedAs: observed?.kind ?? 'none',
    held: [...held, ...shares.map(({ values }) => ({ name: values.name, value: '', is: 'reference' as const }))],
    areFactorsAveraged,
    level,
    group: grouping.group,
  }, summary);
}

export interface GroupCurvesRequest {
  /** The covariate along the axis; null for one whose effect varies over levels, or the first that is a number. */
  readonly name: string | null;
  /** The grouping factor; null for one over whose levels the effect of the covariate varies, or the first. */
  readonly group: string | null;
  /** `level`: a panel a level, with its data, where the levels are few; `part`: a panel for each random effect and one for all. */
  readonly panels: 'none' | 'level' | 'part';
}

export async function groupCurvesChart({ model, summary }: NamedModel, request: GroupCurvesRequest, evaluate: EvaluateIn): Promise<ChartResult> {
  const name = request.name ?? slopeOf(model);
  covariate(model, name);
  if (!isContinuous(model, name)) throw new UserError('GLMM275', `\`${name}\` is a factor in the model, and curves run along a number.`, { advice: ['effects_plot() shows factors.'] });
  const group = groupFor(model, name, request.group);
  const { design } = model;
  const term = design.random.find(each => each.group === group)!;
  const range = focalValues(model, name).values as number[];
  const focal: FocalValues = { name, values: Array.from({ length: LINE_POINTS }, (_, i) => range[0]! + ((range.at(-1)! - range[0]!) * i) / (LINE_POINTS - 1)) };
  const { frame, held } = effectGrid(model, [focal]);
  const rows = await effectRows(model, frame, evaluate);
  const panels = request.panels === 'level' && term.levels.length > MOST_PANELS ? 'none' : request.panels;
  const parts = panels === 'part' ? partsOf(model, group) : [{ panel: '', takesPart: () => true }];
  const chosen = chosenLevels(model, group, Math.floor(MOST_LINES / parts.length));
  const curve = (level: string, panel: string, means: ArrayLike<number>): GroupCurve => ({ level, panel, points: focal.values.map((at, i) => ({ at: Number(at), mean: means[i]! })) });
  const ownPanel = (level: string, panel: string): string => (panels === 'level' ? level : panel);
  const curves = parts.flatMap(({ panel, takesPart }) => levelCurves(model, rows, group, chosen, takesPart).map((means, i) => curve(term.levels[chosen[i]!]!, ownPanel(term.levels[chosen[i]!]!, panel), means)));
  const places = panels === 'level' ? chosen.map(level => term.levels[level]!) : parts.map(({ panel }) => panel);
  const effects = parts.map(({ takesPart }) => effectPoints(model, rows, summary.confidenceLevel, (t, a) => takesPart(t, a) && (panels !== 'part' || design.random[t]!.group === group)));
  const typical = places.map((panel, i) => curve('', panel, effects[panels === 'level' ? 0 : i]!.map(point => point.typical.mean)));
  const population = panels === 'level' || summary.link === 'identity' ? [] : places.map((panel, i) => curve('', panel, effects[i]!.map(point => point.population.mean)));
  return groupCurvesPlot({ focal: name, group, curves, typical, population, observed: panels === 'level' ? observedIn(model, name, term.levels, term.levelOfRow) : [], panels, levelCount: term.levels.length, held }, summary);
}

/** The random effects of a group one by one, and together. */
function partsOf({ design }: MixedModel, group: string): { panel: string; takesPart: (term: number, effect: number) => boolean }[] {
  const single = design.random.flatMap((term, t) => (term.group !== group ? [] : term.effectNames.map((effect, a) => ({ panel: effect === '(Intercept)' ? 'random intercept alone' : `random slope of ${effect} alone`, takesPart: (at: number, of: number) => at === t && of === a }))));
  return single.length < 2 ? [{ panel: single[0]?.panel.replace(' alone', '') ?? '', takesPart: () => true }] : [...single, { panel: single.length === 2 ? 'both' : 'all together', takesPart: (at: number) => design.random[at]!.group === group }];
}

/** Levels evenly over the order of their first conditional modes. */
function chosenLevels({ design, fit }: MixedModel, group: string, most: number): number[] {
  const t = design.random.findIndex(term => term.group === group);
  const { levels, effectCount } = design.random[t]!;
  const order = Int32Array.from(levels.keys());
  if (levels.length <= most) return [...order];
  return [...evenly(order.sort((a, b) => fit.random[t]!.modes[a * effectCount]! - fit.random[t]!.modes[b * effectCount]!), most)].sort((a, b) => a - b);
}

function observedIn(model: MixedModel, name: string, levels: readonly string[], levelOfRow: Int32Array): { at: number; value: number; level: string; panel: string }[] {
  const column = model.predictors.get(name)!;
  const { values } = model.design.response;
  const rows = evenly(Int32Array.from({ length: values.length }, (_, row) => row), 3000);
  return isNumeric(column) ? Array.from(rows, row => ({ at: column.values[row]!, value: values[row]!, level: levels[levelOfRow[row]!]!, panel: levels[levelOfRow[row]!]! })) : [];
}

function slopeOf(model: MixedModel): string {
  const effects = model.design.random.flatMap(({ effectNames }) => effectNames);
  const numbers = covariatesOf(model).filter(name => isContinuous(model, name));
  const found = numbers.find(name => effects.includes(name)) ?? numbers[0];
  if (found !== undefined) return found;
  throw new UserError('GLMM275', 'The model has no covariate that is a number, and curves run along one.', { advice: ['effects_plot(m) shows the effects of factors.'] });
}

function groupFor({ design }: MixedModel, name: string, wanted: string | null): string {
  const groups = [...new Set(design.random.map(({ group }) => group))];
  if (wanted === null) return design.random.find(({ effectNames }) => effectNames.includes(name))?.group ?? groups[0]!;
  if (groups.includes(wanted)) return wanted;
  throw new UserError('GLMM256', `The model has no grouping factor ${wanted}.`, { advice: [`It has ${groups.join(', ')}.`] });
}

/** The shares of all combinations, the first varying fastest. */
const productOf = (shares: readonly (readonly number[])[]): number[] => shares.reduce<number[]>((products, next) => next.flatMap(share => products.map(product => product * share)), [1]);

function labelOf(model: MixedModel, name: string, value: number | string): string {
  return isContinuous(model, name) ? formatSignificant(Number(value), 3) : String(value);
}

const isLinear = ({ fit }: MixedModel): boolean => fit.method === 'REML' || fit.method === 'ML';

/** The rows of a model by their place in the data and their level of the first grouping factor. */
function rowsOf({ design }: MixedModel): { grouping: { group: string; levelOf: (index: number) => string }; rowOf: (index: number) => number } {
  const { group, levels, levelOfRow } = design.random[0]!;
  return { grouping: { group, levelOf: index => levels[levelOfRow[index]!]! }, rowOf: index => design.rows[index]! + 1 };
}
