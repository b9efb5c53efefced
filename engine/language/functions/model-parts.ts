/** Parts of a fitted model as R's `summary` and `VarCorr` give them. */
import { bindRows, makeDataFrame } from '../../data/data-frame.js';
import { makeFactor } from '../../data/factor.js';
import type { Column, DataFrame, NumericVector } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { residualsOf } from '../../inference/residuals.js';
import { fromJsonNumber, toJsonNumber, type CellValue, type TableResult } from '../../results.js';
import type { List, Value } from '../values.js';

/** What `summary(m)` is: shown as the whole model, its parts by R's names. */
export function summaryOfModel(model: MixedModel): List {
  const { summary, fit } = model;
  const isLinear = fit.method === 'REML' || fit.method === 'ML';
  const criteria: [string, number][] = [['AIC', fromJsonNumber(summary.aic)], ['BIC', fromJsonNumber(summary.bic)], ['logLik', fit.logLikelihood], ['-2*log(L)', -2 * fit.logLikelihood], ['df.resid', summary.dfResidual]];
  const parts: [string, Value][] = [
    ['call', { type: 'character', values: [summary.call] }],
    ['family', { type: 'character', values: [summary.family] }],
    ['link', { type: 'character', values: [summary.link] }],
    ['logLik', number(fit.logLikelihood)],
    ['AICtab', fit.method === 'REML' ? numbers([['REML', -2 * fit.logLikelihood]]) : numbers(criteria)],
    ['coefficients', coefficientTable(model)],
    ['sigma', number(fit.sigma)],
    ['vcov', covarianceOfFixedEffects(model)],
    ['varcor', varianceComponents(model)],
    ['ngrps', levelCounts(model)],
    ['residuals', { type: 'double', values: residualsOf(model, isLinear ? 'response' : 'deviance') }],
  ];
  return { type: 'list', names: parts.map(([name]) => name), values: parts.map(([, value]) => value), shownAs: [summary] };
}

/** The covariance matrix of the fixed-effects estimates, p × p. */
export function covarianceOfFixedEffects({ design, fit }: MixedModel): NumericVector {
  const { names, columnCount } = design.fixed;
  return { type: 'double', values: fit.fixedEffectsCovariance, dim: [columnCount, columnCount], rowNames: names, columnNames: names };
}

/** Numbers of levels by grouping factor. */
export function levelCounts({ design }: MixedModel): NumericVector {
  const counts = new Map(design.random.map(term => [term.group, term.levels.length]));
  return { type: 'integer', values: Float64Array.from(counts.values()), names: [...counts.keys()] };
}

/** What `VarCorr(m)` is: shown as a table, one covariance matrix a term by the name of its grouping factor. */
export function varianceComponents(model: MixedModel): List {
  const { design, fit } = model;
  const matrices = design.random.map(({ effectCount: k, effectNames }, i): NumericVector => ({ type: 'double', values: fit.random[i]!.covariance, dim: [k, k], rowNames: effectNames, columnNames: effectNames }));
  return { type: 'list', names: namesOfTerms(model), values: matrices, varianceComponentsOf: model, shownAs: [varianceTable(model)] };
}

/** `as.data.frame(VarCorr(m))`: variances, then covariances, a term at a time, and the residual. */
export function varianceFrame(model: MixedModel): DataFrame {
  const rows: { grp: string; var1: string | null; var2: string | null; vcov: number; sdcor: number }[] = [];
  const groups = namesOfTerms(model);
  model.design.random.forEach(({ effectCount: k, effectNames }, t) => {
    const { covariance } = model.fit.random[t]!;
    const sd = effectNames.map((_, i) => Math.sqrt(Math.max(0, covariance[i * k + i]!)));
    effectNames.forEach((name, i) => rows.push({ grp: groups[t]!, var1: name, var2: null, vcov: covariance[i * k + i]!, sdcor: sd[i]! }));
    for (let j = 0; j < k; j++) {
      for (let i = j + 1; i < k; i++) rows.push({ grp: groups[t]!, var1: effectNames[j]!, var2: effectNames[i]!, vcov: covariance[i * k + j]!, sdcor: covariance[i * k + j]! / (sd[i]! * sd[j]!) });
    }
  });
  if (model.family.dispersion?.isScale) rows.push({ grp: 'Residual', var1: null, var2: null, vcov: model.fit.sigma ** 2, sdcor: model.fit.sigma });
  const texts = (values: (string | null)[]): Column => ({ type: 'character', values });
  const doubles = (values: number[]): Column => ({ type: 'double', values: Float64Array.from(values) });
  return makeDataFrame([
    ['grp', texts(rows.map(row => row.grp))],
    ['var1', texts(rows.map(row => row.var1))],
    ['var2', texts(rows.map(row => row.var2))],
    ['vcov', doubles(rows.map(row => row.vcov))],
    ['sdcor', doubles(rows.map(row => row.sdcor))],
  ]);
}

/** `as.data.frame(ranef(m))`: the conditional modes, a grouping factor and a term at a time; levels in the order of their modes in the first term. */
export function conditionalModeFrame({ randomEffects }: MixedModel): DataFrame {
  const frames = randomEffects.map(({ group, rows }) => {
    const terms = [...new Set(rows.map(row => row.term))];
    const sorted = [...rows].sort((a, b) => terms.indexOf(a.term) - terms.indexOf(b.term));
    const levels = rows.filter(row => row.term === terms[0]).sort((a, b) => fromJsonNumber(a.mode) - fromJsonNumber(b.mode)).map(row => row.level);
    const factor = (labels: readonly string[], order: readonly string[]): Column => makeFactor({ type: 'character', values: labels }, { levels: order });
    const numbers = (values: readonly number[]): Column => ({ type: 'double', values: Float64Array.from(values) });
    return makeDataFrame([
      ['grpvar', { type: 'character', values: sorted.map(() => group) }],
      ['term', factor(sorted.map(row => row.term), terms)],
      ['grp', factor(sorted.map(row => row.level), levels)],
      ['condval', numbers(sorted.map(row => fromJsonNumber(row.mode)))],
      ['condsd', numbers(sorted.map(row => fromJsonNumber(row.sd)))],
    ]);
  });
  return bindRows(frames);
}

/** The second term of a grouping factor is `g.1`, as R has it. */
function namesOfTerms({ design }: MixedModel): string[] {
  const seen = new Map<string, number>();
  return design.random.map(({ group }) => {
    const times = seen.get(group) ?? 0;
    seen.set(group, times + 1);
    return times === 0 ? group : `${group}.${times}`;
  });
}

/** Estimates, standard errors and tests of the fixed effects, p × 3 to p × 5: with degrees of freedom the columns of lmerTest. */
function coefficientTable({ design, summary }: MixedModel): NumericVector {
  const { names, columnCount: p } = design.fixed;
  const hasTests = summary.fixed.some(effect => effect.pValue !== null);
  const hasDf = summary.fixed.some(effect => effect.df !== null);
  const letter = hasTests && !hasDf ? 'z' : 't';
  const columns = [
    { name: 'Estimate', values: summary.fixed.map(effect => effect.estimate) },
    { name: 'Std. Error', values: summary.fixed.map(effect => effect.standardError) },
    ...(hasDf ? [{ name: 'df', values: summary.fixed.map(effect => effect.df) }] : []),
    { name: `${letter} value`, values: summary.fixed.map(effect => effect.statistic) },
    ...(hasTests ? [{ name: `Pr(>|${letter}|)`, values: summary.fixed.map(effect => effect.pValue) }] : []),
  ];
  return { type: 'double', values: Float64Array.from(columns.flatMap(column => column.values.map(fromJsonNumber))), dim: [p, columns.length], rowNames: names, columnNames: columns.map(column => column.name) };
}

function varianceTable({ family, summary }: MixedModel): TableResult {
  const rows: CellValue[][] = summary.random.flatMap(term =>
    term.terms.map((name, i) => [
      term.group,
      name,
      toJsonNumber(fromJsonNumber(term.sd[i]!) ** 2),
      term.sd[i]!,
      term.correlation[i]!.slice(0, i).map(value => (value === null ? 'NA' : fromJsonNumber(value).toFixed(2))).join(' '),
    ]),
  );
  if (family.dispersion?.isScale) rows.push(['Residual', '', summary.dispersion, summary.sigma, '']);
  return {
    kind: 'table',
    title: 'Random effects',
    columns: [
      { name: 'group', type: 'text' },
      { name: 'term', type: 'text' },
      { name: 'variance', type: 'number' },
      { name: 'standard deviation', type: 'number' },
      { name: 'correlation', type: 'text' },
    ],
    rows,
    notes: [],
  };
}

const number = (value: number): NumericVector => ({ type: 'double', values: Float64Array.of(value) });
const numbers = (entries: readonly (readonly [string, number])[]): NumericVector => ({ type: 'double', values: Float64Array.from(entries, ([, value]) => value), names: entries.map(([name]) => name) });
