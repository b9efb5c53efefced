/** The tables of a model as a journal prints them: fixed effects, random effects, fit. The numbers are those of its result. */
import { fromJsonNumber, type FixedEffect, type JsonNumber, type ModelResult } from '../../results.js';
import { decimalsFor, formatCount, formatFixed, formatRatio, formatSignificant } from '../numbers.js';
import { summarizeModel, type CoefficientRow, type ModelSummary } from '../summary.js';
import { ratioDecimals } from '../words/amounts.js';
import { groupsInWords } from '../words/phrases.js';
import type { DocumentColumn, DocumentRow, Inline } from './document.js';
import type { JournalStyle } from './journal-styles.js';
import { cell, heading, titleOf, type TitlePart, type UnnumberedTable } from './table-parts.js';

/** Fixed effects, random effects and fit statistics, in this order. */
export function modelTables(model: ModelResult, style: JournalStyle): readonly UnnumberedTable[] {
  const summary = summarizeModel(model);
  return [...(model.fixed.length > 0 ? [fixedEffectsTable(model, summary, style)] : []), ...(model.random.length > 0 ? [randomEffectsTable(model, summary, style)] : []), fitTable(model, summary, style)];
}

/** A column of the table of fixed effects: what a coefficient shows in it, and what its reference level does. */
interface CoefficientColumn {
  readonly head: string;
  readonly align: DocumentColumn['align'];
  readonly of: (effect: FixedEffect, row: CoefficientRow) => string;
  readonly reference?: string;
}

function fixedEffectsTable(model: ModelResult, summary: ModelSummary, style: JournalStyle): UnnumberedTable {
  const columns = coefficientColumns(model, summary, style);
  return {
    title: titleOf(style, 'Fixed effects of', model.name === '' ? 'the model' : { name: model.name }, ...outcomeOf(model, summary)),
    columns: [{ head: heading(style, 'term'), align: 'left' }, ...columns.map(({ head, align }) => ({ head: heading(style, head), align }))],
    rows: style.namesReference ? rowsByFactor(model, summary, columns) : model.fixed.map((effect, place) => coefficientRow(effect.term, effect, summary.fixed[place]!, columns)),
    notes: style.notes(abbreviationsIn(columns.map(({ head }) => head)), fixedRemarks(model, summary, style)),
  };
}

const outcomeOf = ({ response: { event, label } }: ModelResult, { ratioName }: ModelSummary): readonly TitlePart[] =>
  (event === null ? ['on', { text: label }] : ratioName === 'odds ratio' ? ['on the odds of', { text: event }] : ['on', { text: event }]);

function coefficientColumns(model: ModelResult, summary: ModelSummary, style: JournalStyle): readonly CoefficientColumn[] {
  const intervalName = style.intervalName(model.confidenceLevel);
  const hasRatio = summary.ratioName !== null;
  const ratio: CoefficientColumn = { head: summary.ratioName ?? '', align: 'decimal', of: (effect, row) => (row.ratio === '' ? '' : formatExponential(effect.estimate, effect)), reference: '1' };
  const ratioInterval: CoefficientColumn = { head: intervalName, align: 'centre', of: (effect, row) => (row.ratio === '' ? '' : intervalOf(effect, value => formatExponential(value, effect), style)) };
  const estimate: CoefficientColumn = { head: summary.linkName, align: 'decimal', of: effect => formatFixed(effect.estimate, decimalsFor(effect.standardError, style.digits)), ...(hasRatio ? {} : { reference: '0' }) };
  const interval: CoefficientColumn = { head: intervalName, align: 'centre', of: effect => intervalOf(effect, value => formatFixed(value, decimalsFor(effect.standardError, style.digits)), style) };
  // Where every coefficient has a ratio, the interval of the ratio says all; a column of a basis has none.
  const hasRatioEverywhere = summary.fixed.every(row => row.ratio !== '');
  const onLinkScale = hasRatioEverywhere ? [estimate] : withInterval(estimate, interval, style);
  const shown = hasRatio ? [...withInterval(ratio, ratioInterval, style), ...onLinkScale] : onLinkScale;
  return [
    ...shown,
    { head: 'SE', align: 'decimal', of: effect => formatFixed(effect.standardError, decimalsFor(effect.standardError, style.digits)) },
    ...(summary.hasDf ? [{ head: 'df', align: 'decimal' as const, of: (effect: FixedEffect) => formatFixed(effect.df, 1) }] : []),
    { head: summary.statisticName, align: 'decimal', of: effect => formatFixed(effect.statistic, 2) },
    ...(summary.hasP ? [{ head: style.names['p'] ?? 'p', align: 'decimal' as const, of: (effect: FixedEffect) => style.p(effect.pValue) }] : []),
  ];
}

/** An estimate and its interval: two columns, or one of the form `0.37 (0.20-0.68)`. */
function withInterval(estimate: CoefficientColumn, interval: CoefficientColumn, style: JournalStyle): readonly CoefficientColumn[] {
  if (!style.joinsInterval) return [estimate, interval];
  const of: CoefficientColumn['of'] = (effect, row) => {
    const [value, limits] = [estimate.of(effect, row), interval.of(effect, row)];
    return value === '' || limits === '' ? value : `${value} (${limits})`;
  };
  return [{ head: `${estimate.head} (${interval.head})`, align: 'left', of, ...(estimate.reference === undefined ? {} : { reference: `${estimate.reference} [Reference]` }) }];
}

const formatExponential = (value: JsonNumber, effect: FixedEffect): string => (value === null ? 'NA' : formatRatio(Math.exp(fromJsonNumber(value)), ratioDecimals(effect)));

function intervalOf({ lower, upper }: FixedEffect, format: (value: JsonNumber) => string, style: JournalStyle): string {
  return lower === null && upper === null ? 'NA' : style.interval(format(lower), format(upper));
}

const coefficientRow = (head: string, effect: FixedEffect, row: CoefficientRow, columns: readonly CoefficientColumn[]): DocumentRow => ({ cells: [cell(head), ...columns.map(({ of }) => cell(of(effect, row)))] });

/** Contrasts of one factor against its reference stand together below the factor's name, the reference first. */
function rowsByFactor(model: ModelResult, summary: ModelSummary, columns: readonly CoefficientColumn[]): readonly DocumentRow[] {
  const rows: DocumentRow[] = [];
  let factor: string | null = null;
  for (const [place, effect] of model.fixed.entries()) {
    const { meaning } = effect;
    if (meaning.kind === 'contrast') {
      if (factor !== meaning.variable) {
        rows.push({ isGroup: true, cells: [cell(meaning.variable), ...columns.map(() => [])] });
        rows.push({ cells: [cell(`${INDENT}${meaning.reference}`), ...columns.map(({ reference }) => cell(reference ?? ''))] });
      }
      factor = meaning.variable;
    } else {
      factor = null;
    }
    rows.push(coefficientRow(meaning.kind === 'contrast' ? `${INDENT}${meaning.level}` : effect.term, effect, summary.fixed[place]!, columns));
  }
  return rows;
}

/** Levels stand a little in from their factor: two en spaces, which every form keeps. */
const INDENT = '\u2002\u2002';

const LONG: Readonly<Record<string, string>> = { CI: 'confidence interval', SE: 'standard error', SD: 'standard deviation', ICC: 'intraclass correlation', df: 'degrees of freedom', AIC: 'Akaike information criterion', BIC: 'Bayesian information criterion', REML: 'restricted maximum likelihood' };

const abbreviationsIn = (heads: readonly string[]): readonly (readonly [string, string])[] =>
  Object.entries(LONG).filter(([short]) => heads.some(head => new RegExp(`(?:^|[ (])${short}(?:$|[ )])`).test(head))).sort(([a], [b]) => a.localeCompare(b, 'en'));

/** A journal's table stands alone, so it also says of which model it is. */
function fixedRemarks(model: ModelResult, summary: ModelSummary, style: JournalStyle): readonly string[] {
  const scope = `Effects hold for a given ${groupsInWords(model)}; ${model.intervalMethod} intervals.`;
  return [style.name === 'plain' ? scope : `${summary.title}: ${summary.formula}. ${scope}`, ...(summary.fixedNote === '' ? [] : [summary.fixedNote])];
}

function randomEffectsTable(model: ModelResult, summary: ModelSummary, style: JournalStyle): UnnumberedTable {
  const columns: readonly { readonly head: string; readonly align: DocumentColumn['align']; readonly of: (row: ModelSummary['random'][number]) => string }[] = [
    { head: 'variance', align: 'decimal', of: row => row.variance },
    { head: 'SD', align: 'decimal', of: row => row.sd },
    ...(summary.hasCorrelation ? [{ head: 'correlation', align: 'decimal' as const, of: (row: ModelSummary['random'][number]) => row.correlation.split('  ').map(style.share).join('  ') }] : []),
    { head: 'levels', align: 'right', of: row => row.levels },
    ...(summary.hasIcc ? [{ head: 'ICC', align: 'decimal' as const, of: (row: ModelSummary['random'][number]) => style.share(row.icc) }] : []),
    ...(summary.medianRatioName === null ? [] : [{ head: summary.medianRatioName, align: 'decimal' as const, of: (row: ModelSummary['random'][number]) => row.medianRatio }]),
  ];
  return {
    title: titleOf(style, 'Random effects of', model.name === '' ? 'the model' : { name: model.name }, ...(summary.linkName === 'estimate' ? [] : [`on the scale of ${summary.linkName}`])),
    columns: [{ head: heading(style, 'group'), align: 'left' }, { head: heading(style, 'term'), align: 'left' }, ...columns.map(({ head, align }) => ({ head: heading(style, head), align }))],
    rows: summary.random.map(row => ({ cells: [cell(row.isFirst ? row.group : ''), cell(row.term), ...columns.map(({ of }) => cell(of(row)))] })),
    notes: style.notes(abbreviationsIn(columns.map(({ head }) => head)), []),
  };
}

/** One row: how well the model fits, and how much data it was fitted to. */
function fitTable(model: ModelResult, summary: ModelSummary, style: JournalStyle): UnnumberedTable {
  const isShare = (name: string): boolean => name.startsWith('R²');
  const facts = [{ name: 'rows', value: formatCount(model.nobs) }, ...summary.facts.map(({ name, value }) => ({ name, value: isShare(name) ? style.share(value) : value }))];
  return {
    title: titleOf(style, 'Fit of', model.name === '' ? 'the model' : { name: model.name }),
    columns: facts.map(({ name }): DocumentColumn => ({ head: factHeading(style, name), align: 'centre' })),
    rows: [{ cells: facts.map(({ value }) => cell(value)) }],
    notes: style.notes(abbreviationsIn(facts.map(({ name }) => name)), [`Fitted by ${methodInWords(model)}${model.sigma !== null && model.family === 'gaussian' ? `; residual standard deviation ${formatSignificant(model.sigma, 3)}` : ''}.`]),
  };
}

function factHeading(style: JournalStyle, name: string): readonly Inline[] {
  const [, symbol, rest] = /^(R²)( .*)$/.exec(name) ?? [];
  return symbol === undefined ? heading(style, name) : [...heading(style, symbol), { kind: 'text', text: rest! }];
}

function methodInWords({ method, quadraturePoints }: ModelResult): string {
  const words: Readonly<Record<string, string>> = {
    REML: 'restricted maximum likelihood', ML: 'maximum likelihood', PIRLS: 'maximum likelihood with the Laplace approximation, the fixed effects by penalised least squares',
    Laplace: 'maximum likelihood with the Laplace approximation', AGQ: `maximum likelihood by adaptive Gauss–Hermite quadrature with ${quadraturePoints} points`,
  };
  return words[method] ?? method;
}
