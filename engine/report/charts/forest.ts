/** The forest plot: fixed effects with their intervals, as ratios on a logarithmic axis where the link makes them so; several models side by side. */
import { fromJsonNumber, toJsonNumber, type ChartResult, type FixedEffect, type JsonNumber, type ModelResult, type TableResult } from '../../results.js';
import { decimalsFor, formatCount, formatFixed, formatPercentLevel, formatRatio } from '../numbers.js';
import { linearTicks, ratioTicks } from '../view/interval-scale.js';
import { ratioDecimals } from '../words/amounts.js';
import { comparisonInSymbols } from '../words/comparisons.js';
import { groupsInWords, joinWords } from '../words/phrases.js';
import { effectScale } from '../words/scales.js';

export interface ForestChoices {
  /** Intercepts are levels, not effects; they are drawn where this is true. */
  readonly hasIntercept: boolean;
  /** Terms from the largest estimate to the smallest, instead of in the order of the model. */
  readonly isSorted: boolean;
  /** Effects on the scale of the link though they have a reading as ratios. */
  readonly isOnLinkScale: boolean;
}

/** An interval this many times as wide as the middle one does not set the axis: it is drawn as far as it is seen. */
const WIDEST = 12;

interface Estimate {
  readonly label: string;
  readonly model: string;
  /** On the scale of the axis: logarithms of ratios. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly text: string;
}

/** Models are told apart by their `name`; their effects must be on one scale (`effectScale(…).ratio` and `.link` the same). */
export function forestChart(models: readonly ModelResult[], choices: ForestChoices): ChartResult {
  const first = models[0]!;
  const scale = effectScale(first);
  const isRatio = scale.ratio !== null && !choices.isOnLinkScale;
  const estimates = models.flatMap(model => model.fixed.filter(effect => choices.hasIntercept || effect.meaning.kind !== 'intercept').map(effect => estimateOf(model, effect, isRatio)));
  const labels = [...new Set(sorted(estimates, choices.isSorted).map(({ label }) => label))];
  const drawn = sorted(estimates, choices.isSorted).filter(({ estimate, lower, upper }) => [estimate, lower, upper].every(Number.isFinite));
  const [low, high] = axisOf(drawn);
  const cut = drawn.filter(({ lower, upper }) => lower < low || upper > high);
  const noun = isRatio ? `${scale.ratio}s` : scale.kind === 'difference' ? 'fixed effects' : `fixed effects (${scale.link})`;
  const level = formatPercentLevel(first.confidenceLevel);
  const names = models.map(({ name }) => name).filter(name => name !== '');
  const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}${names.length > 0 ? ` of ${joinWords(names)}` : ''}`;
  const notes = [
    ...(cut.length > 0 ? [`Intervals that run past the axis: ${joinWords(cut.map(({ label }) => label))}.`] : []),
    ...(drawn.length < estimates.length ? [`Not drawn, without finite limits: ${joinWords(estimates.filter(estimate => !drawn.includes(estimate)).map(({ label }) => label))}.`] : []),
  ];
  return {
    kind: 'chart',
    title,
    description: describe(title, drawn, labels.length, models.length, level, isRatio, notes),
    caption: `${title}, each for a given ${groupsInWords(first)}, with ${level} ${first.intervalMethod} intervals; the dashed line marks no effect${isRatio ? ' (a ratio of 1, on a logarithmic axis)' : ''}.${notes.length > 0 ? ` ${notes.join(' ')}` : ''}`,
    ...(models.length === 1 && first.fitId !== undefined ? { fitId: first.fitId } : {}),
    spec: forestSpec({ title, subtitle: `for a given ${groupsInWords(first)}; ${level} ${first.intervalMethod} intervals`, axisTitle: isRatio ? scale.ratio : scale.kind === 'difference' ? `difference in ${scale.quantity}` : scale.link, isRatio, domain: [low, high], rows: labels.length, models: models.map(({ name }) => name) }),
    data: chartTable(title, drawn, { isRatio, isSeveral: models.length > 1 }, notes),
  };
}

function estimateOf(model: ModelResult, effect: FixedEffect, isRatio: boolean): Estimate {
  const [estimate, lower, upper] = [effect.estimate, effect.lower, effect.upper].map(fromJsonNumber) as [number, number, number];
  const decimals = isRatio ? ratioDecimals(effect) : decimalsFor(effect.standardError, 2);
  const shown = (value: number): string => (isRatio ? formatRatio(Math.exp(value), decimals) : formatFixed(value, decimals));
  return { label: labelOf(effect), model: model.name, estimate, lower, upper, text: Number.isFinite(lower) && Number.isFinite(upper) ? `${shown(estimate)} (${shown(lower)} to ${shown(upper)})` : shown(estimate) };
}

/** `period 2 / 1` for a contrast, as the summary has it; otherwise the term. */
function labelOf({ term, meaning }: FixedEffect): string {
  const comparison = comparisonInSymbols(meaning);
  return comparison === '' || !('variable' in meaning) ? term : `${meaning.variable} ${comparison}`;
}

const sorted = (estimates: readonly Estimate[], isSorted: boolean): readonly Estimate[] => (isSorted ? [...estimates].sort((a, b) => b.estimate - a.estimate) : estimates);

/** From the least lower limit to the greatest upper one, no effect always between; intervals far wider than the others do not count, their estimates do. */
function axisOf(estimates: readonly Estimate[]): readonly [number, number] {
  const widths = estimates.map(({ lower, upper }) => upper - lower).sort((a, b) => a - b);
  const widest = WIDEST * (widths[widths.length >> 1] ?? 0);
  let [low, high] = [0, 0];
  for (const { estimate, lower, upper } of estimates) {
    const isWide = widths.length > 2 && upper - lower > widest;
    low = Math.min(low, isWide ? Math.max(lower, estimate - widest) : lower);
    high = Math.max(high, isWide ? Math.min(upper, estimate + widest) : upper);
  }
  const room = high > low ? 0.04 * (high - low) : 1;
  return [low - room, high + room];
}

interface ForestLayout {
  readonly title: string;
  readonly subtitle: string;
  readonly axisTitle: string;
  readonly isRatio: boolean;
  readonly domain: readonly [number, number];
  readonly rows: number;
  readonly models: readonly string[];
}

/** Positions are on the scale of the axis, so that the labels of a logarithmic one can be ratios without the data being powers that overflow. */
function forestSpec({ title, subtitle, axisTitle, isRatio, domain, rows, models }: ForestLayout): Record<string, unknown> {
  const ticks = isRatio ? ratioTicks(domain) : linearTicks(domain);
  const isSeveral = models.length > 1;
  const [estimate, lower, upper] = isRatio ? LOGARITHMS : ['estimate', 'lower', 'upper'];
  const y = { field: 'term', type: 'nominal', sort: null, axis: { title: null, grid: rows <= 40, ticks: false, labelLimit: 320, domain: false, labelPadding: 8 }, scale: { padding: 0.35 } };
  const offset = isSeveral ? { yOffset: { field: 'model', type: 'nominal', scale: { domain: models } } } : {};
  // Labels are looked up by place among constants of ours; an expression of numbers alone.
  const labelExpression = `[${ticks.map(({ label }) => JSON.stringify(label)).join(',')}][indexof([${ticks.map(({ at }) => at).join(',')}], datum.value)]`;
  const x = (field: string): object => ({ field, type: 'quantitative', title: axisTitle, scale: { domain, nice: false, zero: false }, axis: { grid: false, values: ticks.map(({ at }) => at), labelExpr: labelExpression } });
  const colour = isSeveral ? { color: { field: 'model', type: 'nominal', scale: { domain: models }, legend: { title: null, orient: 'top' } } } : {};
  const shape = isSeveral ? { shape: { field: 'model', type: 'nominal', scale: { domain: models }, legend: { title: null, orient: 'top' } } } : {};
  const tooltip = [...(isSeveral ? ['model'] : []), 'term', 'interval'].map(field => ({ field, type: 'nominal' }));
  const text = { mark: { type: 'text', style: 'remark', align: 'left', clip: false, aria: false }, encoding: { y, ...offset, x: { value: 374 }, text: { field: 'interval', type: 'nominal' } } };
  return {
    title: { text: title, subtitle },
    data: { name: 'table' },
    width: 360,
    height: { step: isSeveral ? 15 : 26, ...(isSeveral ? { for: 'offset' } : {}) },
    layer: [
      { data: { values: [{ none: 0 }] }, mark: { type: 'rule', style: 'reference', aria: false }, encoding: { x: { field: 'none', type: 'quantitative' } } },
      { mark: { type: 'rule', style: 'interval', strokeWidth: 2, clip: true, aria: false }, encoding: { y, ...offset, x: x(lower!), x2: { field: upper }, ...colour, tooltip } },
      { mark: { type: 'point', style: 'estimate', size: 48, clip: true, aria: false }, encoding: { y, ...offset, x: x(estimate!), ...colour, ...shape, tooltip } },
      text,
    ],
  };
}

/** Ratios have their logarithms beside them, which is where they are drawn. */
function chartTable(title: string, estimates: readonly Estimate[], { isRatio, isSeveral }: { isRatio: boolean; isSeveral: boolean }, notes: readonly string[]): TableResult {
  const shown = (value: number): JsonNumber => toJsonNumber(isRatio ? Number(Math.exp(value).toPrecision(6)) : value);
  const numbers = (...names: string[]): TableResult['columns'] => names.map(name => ({ name, type: 'number' }));
  return {
    kind: 'table',
    title,
    columns: [{ name: 'term', type: 'text' }, ...(isSeveral ? [{ name: 'model', type: 'text' } as const] : []), ...numbers('estimate', 'lower', 'upper'), ...(isRatio ? numbers(...LOGARITHMS) : []), { name: 'interval', type: 'text' }],
    rows: estimates.map(({ label, model, estimate, lower, upper, text }) => [label, ...(isSeveral ? [model] : []), shown(estimate), shown(lower), shown(upper), ...(isRatio ? [estimate, lower, upper] : []), text]),
    notes,
  };
}

const LOGARITHMS = ['log_estimate', 'log_lower', 'log_upper'];

function describe(title: string, estimates: readonly Estimate[], terms: number, models: number, level: string, isRatio: boolean, notes: readonly string[]): string {
  const none = isRatio ? '1' : '0';
  const apart = estimates.filter(({ lower, upper }) => lower > 0 || upper < 0).length;
  const listed = estimates.slice(0, 12).map(({ label, model, text }) => `${label}${models > 1 ? ` in ${model}` : ''} ${text}`);
  const rest = estimates.length > listed.length ? `; and ${formatCount(estimates.length - listed.length)} more` : '';
  return [
    `Forest plot of the ${title.charAt(0).toLowerCase()}${title.slice(1)}: ${formatCount(terms)} ${terms === 1 ? 'term' : 'terms'} with ${level} intervals.`,
    ...(listed.length > 0 ? [`${listed.join('; ')}${rest}.`, `The interval leaves out ${none} for ${apart === estimates.length ? 'all' : apart === 0 ? 'none' : `${formatCount(apart)} of ${formatCount(estimates.length)}`}.`] : []),
    ...notes,
  ].join(' ');
}
