/** A model summary as rows and phrases, ready to be laid out: what the text, the Markdown and the rich view all show. Nothing is estimated here. */
import { simpleParts } from '../model/contrast-meaning.js';
import { fromJsonNumber, type CoefficientMeaning, type FixedEffect, type JsonNumber, type ModelResult, type Notice } from '../results.js';
import { decimalsFor, formatCount, formatDuration, formatFixed, formatP, formatPercentLevel, formatRatio, formatScientific, formatSignificant } from './numbers.js';
import { comparisonInSymbols, isReadFromCurve, readingFactor } from './words/comparisons.js';
import { familyInWords, groupsInWords, hasOffset, isLinear, joinConditions, levelsInWords } from './words/phrases.js';
import { effectScale, type EffectScale } from './words/scales.js';
import { ratioDecimals } from './words/amounts.js';

export interface Verdict {
  readonly tone: 'ok' | 'warning' | 'error';
  /** `converged`, `singular`, `not converged`. */
  readonly label: string;
  /** The label with its number: how much the log-likelihood could still rise. */
  readonly sentence: string;
}

/** One row of the table of fixed effects, every cell as it is shown. */
export interface CoefficientRow {
  readonly term: string;
  /** The variable alone, where the term is a contrast; otherwise the term. */
  readonly variable: string;
  /** What the contrast compares, such as `2 / 1`; empty otherwise. */
  readonly comparison: string;
  /** exp(β); empty where the link, or a column of a basis, gives it no reading. */
  readonly ratio: string;
  readonly ratioInterval: string;
  readonly ratioLimits: readonly [string, string];
  readonly estimate: string;
  readonly interval: string;
  readonly limits: readonly [string, string];
  /** The mean of the response where this row's covariate is changed, for a typical group; empty where there is none. */
  readonly mean: string;
  readonly meanInterval: string;
  /** Averaged over the random effects. */
  readonly averagedMean: string;
  /** On the scale of the response, for drawing; NaN where there is none. */
  readonly meanPosition: { readonly estimate: number; readonly lower: number; readonly upper: number };
  readonly standardError: string;
  readonly df: string;
  readonly statistic: string;
  readonly p: string;
  /** Link scale, for drawing; NaN where there is none. */
  readonly position: { readonly estimate: number; readonly lower: number; readonly upper: number };
}

/** One row of the table of random effects: one term of one grouping factor. */
export interface RandomRow {
  readonly group: string;
  /** Index of the term in the model's `random`. */
  readonly index: number;
  readonly isFirst: boolean;
  readonly term: string;
  readonly sd: string;
  readonly variance: string;
  /** Correlations with the terms above it. */
  readonly correlation: string;
  readonly levels: string;
  readonly icc: string;
  readonly medianRatio: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface ModelSummary {
  /** `Logistic mixed model`. */
  readonly title: string;
  readonly name: string;
  readonly formula: string;
  /** Data, n, groups, family, method, time. */
  readonly about: readonly string[];
  readonly verdict: Verdict;
  readonly notices: readonly Notice[];
  /** `odds of incidence, for a given herd · 95 % Wald`. */
  readonly fixedCaption: string;
  readonly ratioName: string | null;
  readonly linkName: string;
  /** What the response's scale is called, such as `probability`; null where the coefficients are on it, or means were not computed. */
  readonly meanName: string | null;
  /** `for a typical herd, at period 1 or with the change`. */
  readonly meanCaption: string;
  readonly intervalName: string;
  /** `z` or `t`. */
  readonly statisticName: string;
  readonly hasDf: boolean;
  /** How the degrees of freedom were found; null where there are none. */
  readonly dfMethod: string | null;
  readonly hasP: boolean;
  readonly fixed: readonly CoefficientRow[];
  /** Why a column that a reader looks for is not there; empty otherwise. */
  readonly fixedNote: string;
  readonly random: readonly RandomRow[];
  readonly hasCorrelation: boolean;
  readonly hasIcc: boolean;
  readonly medianRatioName: string | null;
  readonly facts: readonly Fact[];
  /** Convergence, data and method, in sentences. */
  readonly details: readonly Fact[];
}

/** Lays out a model result. */
export function summarizeModel(model: ModelResult): ModelSummary {
  const scale = effectScale(model);
  const hasP = model.fixed.some(effect => Number.isFinite(fromJsonNumber(effect.pValue)));
  return {
    title: titleOf(model),
    name: model.name,
    formula: model.formula,
    about: aboutModel(model),
    verdict: verdictOf(model),
    notices: model.notices,
    fixedCaption: `${modelledEvent(model, scale)}for a given ${groupsInWords(model)} · ${formatPercentLevel(model.confidenceLevel)} ${model.intervalMethod}`,
    ratioName: scale.ratio,
    linkName: scale.kind === 'difference' ? 'estimate' : scale.link,
    meanName: model.fixed.some(effect => effect.responseMean) ? meanName(model) : null,
    meanCaption: meanCaption(model),
    intervalName: `${formatPercentLevel(model.confidenceLevel)} CI`,
    statisticName: isLinear(model) ? 't' : 'z',
    hasDf: model.fixed.some(effect => Number.isFinite(fromJsonNumber(effect.df))),
    dfMethod: model.dfMethod ?? null,
    hasP,
    fixed: model.fixed.map(effect => coefficientRow(effect, scale)),
    fixedNote: isLinear(model) && !hasP && model.fixed.length > 0 ? NO_P_VALUES : '',
    random: randomRows(model),
    hasCorrelation: model.random.some(term => term.terms.length > 1 && term.structure === 'unstructured'),
    hasIcc: model.random.some(term => Number.isFinite(fromJsonNumber(term.icc))),
    medianRatioName: scale.ratio !== null && model.random.some(term => Number.isFinite(fromJsonNumber(term.medianRatio))) ? `median ${scale.ratio}` : null,
    facts: factsOf(model),
    details: detailsOf(model, hasP),
  };
}

/** Which of the two outcomes is modelled: the first thing to know of a logistic model. */
function modelledEvent({ response }: ModelResult, scale: EffectScale): string {
  if (response.event === null) return '';
  return `${scale.kind === 'odds' ? 'odds' : 'probability'} of ${response.event}, `;
}

function meanName(model: ModelResult): string {
  const { kind } = model.response;
  if (kind === 'binary' || kind === 'proportion') return 'probability';
  return kind === 'count' ? (hasOffset(model) ? 'rate' : 'expected count') : 'mean';
}

/** Where the covariates stand, of which each row changes one. */
function meanCaption(model: ModelResult): string {
  const conditions = (model.referencePoint ?? []).map(({ variable, value }) => (typeof value === 'string' ? [variable, value] as const : [variable, formatSignificant(value, 3)] as const));
  const where = conditions.length === 0 ? '' : ` ${joinConditions(conditions)}`;
  return `${model.response.event === null ? '' : `of ${model.response.event}, `}for a typical ${groupsInWords(model)}${where}, or one change from there`;
}

const NO_P_VALUES = 'No p-values: the degrees of freedom of t are not known exactly, nor approximated.';

/** `Linear mixed model`, `Logistic mixed model`, `Poisson mixed model`; others by family and link. */
export function titleOf(model: Pick<ModelResult, 'family' | 'link'>): string {
  const named: Readonly<Record<string, string>> = { 'gaussian identity': 'Linear mixed model', 'binomial logit': 'Logistic mixed model', 'poisson log': 'Poisson mixed model', 'negative.binomial log': 'Negative binomial mixed model' };
  return named[`${model.family} ${model.link}`] ?? `Generalized linear mixed model (${model.family === 'negative.binomial' ? 'negative binomial' : model.family}, ${model.link})`;
}

/** Whether the optimum was reached, and how sure that is. */
export function verdictOf(model: ModelResult): Verdict {
  const rise = fromJsonNumber(model.convergence.newtonDecrement);
  const bound = Number.isFinite(rise) ? `the log-likelihood could rise by at most ${formatRise(rise)}` : 'how far the log-likelihood could still rise is unknown';
  if (model.notices.some(notice => notice.code === SEPARATION)) return { tone: 'error', label: 'not converged', sentence: 'not converged: the fixed effects separate the response' };
  if (!model.convergence.converged) return { tone: 'error', label: 'not converged', sentence: `not converged: ${bound}` };
  if (isSingular(model)) return { tone: 'warning', label: 'singular', sentence: `converged to a singular fit: ${bound}` };
  return { tone: 'ok', label: 'converged', sentence: `converged: ${bound}` };
}

/** Singular is what the notice of that code says; what makes a fit so is not judged here. */
const SINGULAR = 'GLMM401';

/** Likewise; what the log-likelihood could still rise is next to nothing then, and beside the point. */
const SEPARATION = 'GLMM404';

const isSingular = (model: ModelResult): boolean => model.notices.some(notice => notice.code === SINGULAR);

/** A bound below the rounding of the log-likelihood itself would promise too much. */
const SMALLEST_RISE = 1e-12;

const formatRise = (rise: number): string => (rise < 1e-3 ? formatScientific(Math.max(rise, SMALLEST_RISE), 1) : formatSignificant(rise, 2));

function aboutModel(model: ModelResult): string[] {
  const rows = `${formatCount(model.nobs)} rows`;
  const methods: Readonly<Record<string, string>> = { REML: 'restricted maximum likelihood (REML)', ML: 'maximum likelihood (ML)', PIRLS: 'maximum likelihood (Laplace, fixed effects by penalised least squares)', Laplace: 'maximum likelihood (Laplace)', AGQ: `maximum likelihood (adaptive Gauss–Hermite quadrature, ${model.quadraturePoints} points)` };
  const groups = [...new Map(model.random.map(term => [term.group, term.levels]))];
  return [
    model.data,
    model.response.trials !== null && model.response.kind === 'proportion' ? `${formatCount(model.response.trials)} trials in ${rows}` : rows,
    ...(model.rowsDropped > 0 ? [`${formatCount(model.rowsDropped)} dropped`] : []),
    ...groups.map(([group, levels]) => `${formatCount(levels)} ${levelsInWords(group)}`),
    `${familyInWords(model.family, model.familyParameter?.estimate)}, ${model.link}`,
    methods[model.method] ?? model.method,
    formatDuration(model.convergence.milliseconds),
  ].filter(part => part !== '');
}

function coefficientRow(effect: FixedEffect, scale: EffectScale): CoefficientRow {
  const { meaning } = effect;
  // exp(β) of one column of a basis says nothing, and often has twenty digits; that of a share of a difference is no ratio of levels
  const hasRatio = scale.ratio !== null && readingFactor(meaning) === 1 && !simpleParts(meaning).some(isReadFromCurve);
  const decimals = decimalsFor(effect.standardError, 3);
  const exponential = (value: JsonNumber): string => (value === null ? 'NA' : formatRatio(Math.exp(fromJsonNumber(value)), ratioDecimals(effect)));
  const limits = [formatFixed(effect.lower, decimals), formatFixed(effect.upper, decimals)] as const;
  const ratioLimits = hasRatio ? [exponential(effect.lower), exponential(effect.upper)] as const : ['', ''] as const;
  return {
    term: effect.term,
    variable: meaning.kind === 'contrast' || meaning.kind === 'deviation' || meaning.kind === 'comparison' || meaning.kind === 'trend' ? meaning.variable : effect.term,
    comparison: comparisonOf(meaning, scale),
    ratio: hasRatio ? exponential(effect.estimate) : '',
    ratioInterval: hasRatio ? range(...ratioLimits) : '',
    ratioLimits,
    estimate: formatFixed(effect.estimate, decimals),
    interval: range(...limits),
    limits,
    ...meanOf(effect),
    standardError: formatFixed(effect.standardError, decimals),
    df: formatFixed(effect.df, 1),
    statistic: formatFixed(effect.statistic, 2),
    p: formatP(effect.pValue),
    position: { estimate: fromJsonNumber(effect.estimate), lower: fromJsonNumber(effect.lower), upper: fromJsonNumber(effect.upper) },
  };
}

/** As many decimals as the interval deserves. */
function meanOf({ responseMean }: FixedEffect): Pick<CoefficientRow, 'mean' | 'meanInterval' | 'averagedMean' | 'meanPosition'> {
  if (!responseMean) return { mean: '', meanInterval: '', averagedMean: '', meanPosition: { estimate: NaN, lower: NaN, upper: NaN } };
  const { estimate, lower, upper, averaged } = responseMean;
  const position = { estimate: fromJsonNumber(estimate), lower: fromJsonNumber(lower), upper: fromJsonNumber(upper) };
  const decimals = decimalsFor((position.upper - position.lower) / 4, 2);
  return {
    mean: formatFixed(estimate, decimals),
    meanInterval: range(formatFixed(lower, decimals), formatFixed(upper, decimals)),
    averagedMean: averaged === null ? '' : formatFixed(averaged, decimals),
    meanPosition: position,
  };
}

function comparisonOf(meaning: CoefficientMeaning, scale: EffectScale): string {
  if (meaning.kind !== 'intercept') return comparisonInSymbols(meaning);
  if (meaning.references.length !== 1 || meaning.means) return '';
  const where = joinConditions(meaning.references.map(({ variable, level }) => [variable, level] as const));
  return scale.kind === 'odds' ? `odds ${where}` : where;
}

/** `0.20 – 0.68`; a limit below zero would make the dash ambiguous, so then it is `−0.45 to 0.97`. */
const range = (lower: string, upper: string): string => (lower === 'NA' && upper === 'NA' ? 'NA' : lower.startsWith('−') || upper.startsWith('−') ? `${lower} to ${upper}` : `${lower} – ${upper}`);

function randomRows(model: ModelResult): RandomRow[] {
  const rows: RandomRow[] = model.random.flatMap((term, index) => term.terms.map((name, position) => ({
    group: term.group,
    index,
    isFirst: position === 0,
    term: name,
    sd: formatSignificant(term.sd[position] ?? null, 3),
    variance: formatSignificant(square(term.sd[position] ?? null), 3),
    correlation: term.structure === 'unstructured'
      ? Array.from({ length: position }, (_, above) => formatFixed(term.correlation[position]?.[above] ?? null, 2)).join('  ')
      : '',
    levels: position === 0 ? formatCount(term.levels) : '',
    icc: position === 0 ? formatOptional(term.icc, value => formatFixed(value, 3)) : '',
    medianRatio: position === 0 ? formatOptional(term.medianRatio, value => formatSignificant(value, 3)) : '',
  })));
  if (isLinear(model)) {
    rows.push({ group: 'Residual', index: -1, isFirst: true, term: '', sd: formatSignificant(model.sigma, 3), variance: formatSignificant(square(model.sigma), 3), correlation: '', levels: '', icc: '', medianRatio: '' });
  }
  return rows;
}

const square = (value: JsonNumber): JsonNumber => (typeof value === 'number' ? value * value : value === '-Inf' ? 'Inf' : value);

const formatOptional = (value: JsonNumber, format: (value: JsonNumber) => string): string => (value === null ? '' : format(value));

function factsOf(model: ModelResult): Fact[] {
  const facts: Fact[] = [
    { name: model.method === 'REML' ? 'REML log-likelihood' : 'log-likelihood', value: formatFixed(model.logLik, 3) },
    ...(model.remlCriterion === null ? [] : [{ name: 'REML criterion', value: formatFixed(model.remlCriterion, 1) }]),
    { name: 'AIC', value: formatFixed(model.aic, 1) },
    { name: 'BIC', value: formatFixed(model.bic, 1) },
  ];
  if (model.familyParameter) {
    const { name, symbol, estimate, lower, upper } = model.familyParameter;
    const interval = lower === null || upper === null ? '' : ` (${formatPercentLevel(model.confidenceLevel)} CI ${formatSignificant(lower, 3)} – ${formatSignificant(upper, 3)})`;
    facts.push({ name: `${name} ${symbol}`, value: `${formatSignificant(estimate, 3)}${interval}` });
  }
  if (model.rSquared !== null) {
    facts.push({ name: 'R² marginal', value: formatFixed(model.rSquared.marginal, 3) }, { name: 'R² conditional', value: formatFixed(model.rSquared.conditional, 3) });
  }
  facts.push({ name: 'residual df', value: formatCount(model.dfResidual) });
  return facts;
}

function detailsOf(model: ModelResult, hasP: boolean): Fact[] {
  const { iterations, evaluations, milliseconds } = model.convergence;
  const dropped = Object.entries(model.rowsDroppedBy).filter(([, count]) => count > 0).map(([column, count]) => `${formatCount(count)} with ${column} missing`);
  return [
    { name: 'Call', value: model.call },
    { name: 'Convergence', value: `${capitalize(verdictOf(model).sentence)}, after ${formatCount(iterations)} iteration${iterations === 1 ? '' : 's'} and ${formatCount(evaluations)} evaluation${evaluations === 1 ? '' : 's'} in ${formatDuration(milliseconds)}.` },
    { name: 'Data', value: `${formatCount(model.nobs)} rows used${model.rowsDropped > 0 ? `, ${formatCount(model.rowsDropped)} dropped${dropped.length > 0 ? ` (${dropped.join(', ')})` : ''}` : ', none dropped'}; ${formatCount(model.df)} parameters estimated.` },
    ...(model.response.event === null ? [] : [{ name: 'Response', value: `Modelled: ${model.response.event}${model.response.label === model.response.event ? '' : `, from ${model.response.label}`}.` }]),
    { name: 'Intervals', value: `Wald, ${formatPercentLevel(model.confidenceLevel)}: estimate ± ${model.fixed.some(effect => effect.df !== null) ? 't' : 'normal'} quantile × standard error.${hasP ? '' : ` ${NO_P_VALUES}`}` },
    ...(model.rSquared === null ? [] : [{ name: 'R²', value: 'Nakagawa, Johnson & Schielzeth (2017): marginal for the fixed effects, conditional for fixed and random effects together.' }]),
    ...(model.method === 'REML' ? [{ name: 'REML', value: 'Compare models that differ in their fixed effects by maximum likelihood, not by REML.' }] : []),
  ];
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
