/**
 * A model in the layout of R's `summary` for mixed models, which readers of output know by heart: the same blocks, columns and digits, and
 * beside them what lme4 leaves to other packages: the verdict with its number, notices, intervals, ratios, ICC and R².
 */
import { commonNumberFormat, formatNumber } from '../../data/number-format.js';
import { blocks, namedLines, padStart, type TextColumn } from '../../data/print-layout.js';
import { roundTo } from '../../data/rounding.js';
import { fromJsonNumber, type JsonNumber, type ModelResult, type Notice, type RandomEffectsTerm } from '../../results.js';
import { formatCount, formatFixed, formatPercentLevel, formatSignificant, toAscii } from '../numbers.js';
import { summarizeModel, type ModelSummary } from '../summary.js';
import { familyInWords, groupsInWords, isLinear } from '../words/phrases.js';
import { effectScale } from '../words/scales.js';
import { abbreviate } from './abbreviate.js';
import { alignColumns } from './align.js';
import { coefficientMatrix, type CoefficientColumn } from './coefficient-matrix.js';

const WIDTH = 80;
/** Significant digits of `print(summary(m))`. */
const DIGITS = 4;

/** Lines end in `\n`; the last one does not. */
export function modelText(model: ModelResult): string {
  const summary = summarizeModel(model);
  const parts = [
    heading(model),
    criteria(model),
    [sentence(summary.verdict.sentence), ...summary.notices.map(noticeText)].join('\n'),
    residualQuantiles(model),
    randomEffects(model, summary),
    ...(model.fixed.length === 0 ? [] : [`Fixed effects:\n${coefficients(model)}${summary.fixedNote === '' ? '' : `\n${summary.fixedNote}`}`, intervals(model, summary), correlations(model)]),
  ];
  return parts.filter(part => part !== '').map(withoutTrailingBlanks).join('\n\n');
}

const withoutTrailingBlanks = (text: string): string => text.replaceAll(/ +$/gm, '');

const sentence = (text: string): string => toAscii(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);

function heading(model: ModelResult): string {
  const given = model.arguments ?? {};
  const lines: (readonly [string, string])[] = [
    ['Formula', model.formula],
    ...(model.data === '' ? [] : [['   Data', model.data] as const]),
    ...([['Weights', 'weights'], [' Offset', 'offset'], [' Subset', 'subset']] as const).flatMap(([label, name]) => (given[name] === undefined ? [] : [[label, given[name]] as const])),
  ];
  const family = model.family === 'negative.binomial' ? familyInWords(model.family, model.familyParameter?.estimate).replace('binomial', 'Binomial') : model.family;
  return [methodTitle(model), ...(isLinear(model) ? [] : [` Family: ${family}  ( ${model.link} )`]), ...lines.map(([label, text]) => `${label}: ${text}`)].join('\n');
}

function methodTitle(model: ModelResult): string {
  const likelihood: Readonly<Record<string, string>> = {
    REML: 'REML',
    ML: 'maximum likelihood',
    PIRLS: 'maximum likelihood (Adaptive Gauss-Hermite Quadrature, nAGQ = 0)',
    Laplace: 'maximum likelihood (Laplace Approximation)',
    AGQ: `maximum likelihood (Adaptive Gauss-Hermite Quadrature, nAGQ = ${model.quadraturePoints})`,
  };
  const tests = model.dfMethod ? `. t-tests use ${model.dfMethod === 'Satterthwaite' ? 'Satterthwaite’s' : 'Kenward-Roger’s'} method` : '';
  const title = `${isLinear(model) ? 'Linear' : 'Generalized linear'} mixed model fit by ${likelihood[model.method] ?? model.method}${tests}`.replace('’', "'");
  const kind = isLinear(model) ? 'lmerMod' : 'glmerMod';
  return title.length + 5 + kind.length > WIDTH ? `${wrapped(title.split(' '), ' ', WIDTH - 3, '  ')} [${kind}]` : `${title} ['${kind}']`;
}

function criteria(model: ModelResult): string {
  const entries: readonly (readonly [string, JsonNumber])[] = [['AIC', model.aic], ['BIC', model.bic], ['logLik', model.logLik], ...(model.method === 'REML' ? [] : [['deviance', model.deviance] as const])];
  const cells = [...entries.map(([, value]) => toAscii(formatFixed(value, 1))), String(model.dfResidual)];
  const table = namedLines(cells, [...entries.map(([name]) => name), 'df.resid'], WIDTH);
  return model.method === 'REML' ? `REML criterion at convergence: ${toAscii(formatFixed(model.remlCriterion, 1)).replace(/\.0$/, '')}\n\n${table}` : table;
}

function noticeText(notice: Notice): string {
  const name = notice.severity === 'information' ? 'Note' : notice.severity === 'warning' ? 'Warning' : 'Error';
  const lines = [wrapped(`${name} ${notice.code}: ${notice.message}`.split(' '), ' ', WIDTH, '  '), ...notice.advice.map(advice => wrapped(`  - ${advice}`.split(' '), ' ', WIDTH, '    '))];
  return `\n${lines.join('\n')}`;
}

function residualQuantiles({ scaledResiduals }: ModelResult): string {
  if (!scaledResiduals) return '';
  const values = scaledResiduals.map(fromJsonNumber);
  const largest = Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
  // R's zapsmall with five digits, then print with four
  const decimals = largest > 0 ? Math.max(0, Math.round(DIGITS + 1 - Math.log10(largest))) : DIGITS + 1;
  return `Scaled residuals:\n${namedLines(inCommon(values.map(value => roundTo(value, decimals))), ['Min', '1Q', 'Median', '3Q', 'Max'], WIDTH)}`;
}

/** As many digits as R's `format` gives, in a common format and width. */
function inCommon(values: readonly number[]): string[] {
  const format = commonNumberFormat(values, DIGITS);
  const texts = values.map(value => (Number.isNaN(value) ? 'NA' : formatNumber(value, format)));
  const width = Math.max(...texts.map(text => text.length));
  return texts.map(text => padStart(text, width));
}

/** Families that have a residual variance, or a dispersion that stands in its place. */
const WITH_RESIDUAL = new Set(['gaussian', 'Gamma', 'inverse.gaussian']);

function randomEffects(model: ModelResult, summary: ModelSummary): string {
  const terms = model.random.flatMap((term, place) => term.terms.map((name, effect) => ({ term, place, name, effect })));
  const residual = WITH_RESIDUAL.has(model.family);
  const sd = [...terms.map(({ term, effect }) => fromJsonNumber(term.sd[effect] ?? null)), ...(residual ? [fromJsonNumber(model.sigma)] : [])];
  const column = (header: string, cells: readonly string[], isLeftAligned = true): TextColumn => ({ header, cells, isLeftAligned });
  const most = Math.max(0, ...model.random.map(term => (term.structure === 'unstructured' ? term.terms.length - 1 : 0)));
  const correlation = Array.from({ length: most }, (_, above) => column(above === 0 ? 'Corr' : '', [...terms.map(({ term, effect }) => correlationText(term, effect, above)), ...(residual ? [''] : [])]));
  const table = blocks(sd.map(() => ''), [
    column('Groups', [...terms.map(({ place, effect }) => (effect === 0 ? groupNames(model)[place]! : '')), ...(residual ? ['Residual'] : [])]),
    column('Name', [...terms.map(({ name }) => name), ...(residual ? [''] : [])]),
    column('Variance', inCommon(sd.map(value => value * value))),
    column('Std.Dev.', inCommon(sd)),
    ...correlation,
  ], WIDTH);
  const groups = [...new Map(model.random.map(term => [term.group, term.levels]))].map(([group, levels]) => `${group}, ${levels}`).join('; ');
  const dropped = Object.entries(model.rowsDroppedBy).filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    'Random effects:',
    table,
    `Number of obs: ${model.nobs}, groups:  ${groups}`,
    ...(model.rowsDropped > 0 ? [`(${formatCount(model.rowsDropped)} ${model.rowsDropped === 1 ? 'row' : 'rows'} dropped${dropped === '' ? '' : `; missing: ${dropped}`})`] : []),
    ...shares(model, summary),
  ].join('\n');
}

/** Two decimals, as wide as the widest of the term's own matrix. */
function correlationText({ correlation, structure }: RandomEffectsTerm, effect: number, above: number): string {
  if (structure !== 'unstructured' || above >= effect) return '';
  const text = (value: JsonNumber): string => toAscii(formatFixed(value, 2));
  return padStart(text(correlation[effect]?.[above] ?? null), Math.max(...correlation.flat().map(value => text(value).length)));
}

/** The second term of a grouping factor is `g.1`, as lme4 has it. */
function groupNames({ random }: ModelResult): string[] {
  return random.map(({ group }, place) => {
    const before = random.slice(0, place).filter(other => other.group === group).length;
    return before === 0 ? group : `${group}.${before}`;
  });
}

function shares(model: ModelResult, summary: ModelSummary): string[] {
  const named = (value: (term: RandomEffectsTerm) => JsonNumber, format: (value: JsonNumber) => string): string =>
    model.random.filter(term => Number.isFinite(fromJsonNumber(value(term)))).map(term => `${term.group} ${toAscii(format(value(term)))}`).join(', ');
  const icc = named(term => term.icc, value => formatFixed(value, 3));
  const ratio = summary.medianRatioName === null ? '' : named(term => term.medianRatio, value => formatSignificant(value, 3));
  const { rSquared, familyParameter } = model;
  return [
    ...(icc === '' ? [] : [`Intraclass correlation: ${icc}`]),
    ...(ratio === '' ? [] : [`${summary.medianRatioName!.charAt(0).toUpperCase()}${summary.medianRatioName!.slice(1)}: ${ratio}`]),
    ...(rSquared === null ? [] : [`R² marginal ${formatFixed(rSquared.marginal, 3)}, conditional ${formatFixed(rSquared.conditional, 3)}`]),
    ...(familyParameter === undefined || familyParameter.lower === null ? [] : [toAscii(`${familyParameter.name} ${familyParameter.symbol} ${formatSignificant(familyParameter.estimate, 4)}, ${formatPercentLevel(model.confidenceLevel)} CI ${formatSignificant(familyParameter.lower, 4)} to ${formatSignificant(familyParameter.upper, 4)}`)]),
  ];
}

function coefficients(model: ModelResult): string {
  const numbers = (value: (effect: ModelResult['fixed'][number]) => JsonNumber): number[] => model.fixed.map(effect => fromJsonNumber(value(effect)));
  const isKnown = (values: readonly number[]): boolean => values.some(Number.isFinite);
  const statistic = isLinear(model) ? 't' : 'z';
  const columns: CoefficientColumn[] = [
    { header: 'Estimate', kind: 'estimate', values: numbers(effect => effect.estimate) },
    { header: 'Std. Error', kind: 'estimate', values: numbers(effect => effect.standardError) },
    { header: 'df', kind: 'estimate', values: numbers(effect => effect.df) },
    { header: `${statistic} value`, kind: 'statistic', values: numbers(effect => effect.statistic) },
    { header: `Pr(>|${statistic}|)`, kind: 'pValue', values: numbers(effect => effect.pValue) },
  ];
  return coefficientMatrix(model.fixed.map(effect => effect.term), columns.filter(({ header, kind, values }) => (header !== 'df' && kind !== 'pValue') || isKnown(values)), WIDTH);
}

function intervals(model: ModelResult, summary: ModelSummary): string {
  const [lower, upper] = [(1 - model.confidenceLevel) / 2, (1 + model.confidenceLevel) / 2].map(share => `${Number((share * 100).toPrecision(4))} %`);
  const ratio = summary.ratioName;
  const event = effectScale(model).kind === 'odds' && model.response.event !== null ? `, of ${model.response.event}` : '';
  const what = ratio === null ? '' : ` and ${ratio}s, for a given ${groupsInWords(model)}${event}`;
  const rows = summary.fixed.map(row => [row.term, ...row.limits, ...(ratio === null ? [] : [row.ratio, ...row.ratioLimits])].map((cell, column) => (column === 0 ? cell : toAscii(cell))));
  return `Confidence intervals (${model.intervalMethod})${what}:\n${alignColumns([['', lower!, upper!, ...(ratio === null ? [] : [ratio, lower!, upper!])], ...rows], column => column === 0)}`;
}

/** Models of more coefficients show no correlations unless they are asked for: lme4's limit. */
const MOST_CORRELATED = 12;

function correlations(model: ModelResult): string {
  const p = model.fixed.length;
  if (p < 2 || model.vcov.length !== p) return '';
  if (p > MOST_CORRELATED) return `Correlation matrix of the fixed effects not shown, as p = ${p} > ${MOST_CORRELATED}; vcov() has their covariances.`;
  const covariance = model.vcov.map(row => row.map(fromJsonNumber));
  const r = (i: number, j: number): number => roundTo(covariance[i]![j]! / Math.sqrt(covariance[i]![i]! * covariance[j]![j]!), 3);
  const names = model.fixed.map(effect => effect.term);
  const [rows, heads] = [abbreviate(names, 11), abbreviate(names, 6)];
  const text = (i: number, j: number): string => (Number.isNaN(r(i, j)) ? 'NA' : padStart(r(i, j).toFixed(3), 6));
  const columns = heads.slice(0, -1).map((header, j): TextColumn => ({ header, isLeftAligned: true, cells: names.slice(1).map((_, i) => (i >= j ? text(i + 1, j) : '')) }));
  return `Correlation of Fixed Effects:\n${blocks(rows.slice(1), columns, WIDTH)}`;
}

/** Words joined into lines of at most `width` characters. */
function wrapped(words: readonly string[], separator: string, width: number, indent: string): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + separator.length + word.length < width) lines[lines.length - 1] = `${last}${separator}${word}`;
    else lines.push(lines.length === 0 ? word : indent + word);
  }
  return lines.join('\n');
}
