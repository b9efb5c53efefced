/** Normal quantile plots: of residuals, of any numbers, and of random effects with their intervals. */
import type { NormalQuantiles } from '../../inference/normal-quantiles.js';
import type { ChartResult, RandomEffectsResult } from '../../results.js';
import { fromJsonNumber } from '../../results.js';
import { formatCount, formatPercentLevel, formatSignificant } from '../numbers.js';
import { joinWords, levelsInWords } from '../words/phrases.js';
import { effectScale } from '../words/scales.js';
import { chartTable, fitIdOf, ofModel, partOf, POINTED, TABLE, type ModelContext } from './axes.js';

export interface QuantilePlot {
  readonly title: string;
  /** What is sorted, such as `quantile residual`: the title of the axis. */
  readonly value: string;
  /** What the values are, in a sentence: `Quantile residuals of 56 rows`. */
  readonly subject: string;
  readonly quantiles: NormalQuantiles;
  readonly level: number;
  /** Of a model, the level of each value's row; null for other numbers. */
  readonly grouping: { readonly group: string; readonly levelOf: (index: number) => string } | null;
  readonly fitId: string | undefined;
}

const X = { field: 'theoretical', type: 'quantitative', title: 'standard normal quantile', axis: { grid: false } };

/** Points on a line are normal; the band says how far a normal sample of this size strays at each place. */
export function quantilePlot({ title, value, subject, quantiles, level, grouping, fitId }: QuantilePlot): ChartResult {
  const { points, line, count } = quantiles;
  const outside = points.filter(point => point.value < point.lower || point.value > point.upper).length;
  const percent = formatPercentLevel(level);
  const thinned = points.length < count ? ` Of the middle only ${formatCount(points.length)} points are drawn.` : '';
  const y = { field: 'value', type: 'quantitative', title: value, axis: { grid: false } };
  const ends = points.length > 0 ? [points[0]!, points.at(-1)!] : [];
  return {
    kind: 'chart',
    title,
    description: `Normal quantile plot: ${subject}, from ${formatSignificant(points[0]?.value ?? NaN, 3)} to ${formatSignificant(points.at(-1)?.value ?? NaN, 3)}. ${outside === 0 ? 'All' : formatCount(points.length - outside)} of ${formatCount(points.length)} points lie within the pointwise ${percent} band about the line through the quartiles (slope ${formatSignificant(line.slope, 3)}).`,
    caption: `${subject} against normal quantiles, with the line through the quartiles and the limits within which ${percent} of normal samples lie at each place.${thinned} Points along the line are what a normal distribution gives.`,
    ...(fitId === undefined ? {} : { fitId }),
    ...(grouping ? { levelColumns: { level: grouping.group } } : {}),
    spec: {
      title: { text: title },
      data: TABLE,
      ...(grouping ? { params: [POINTED] } : {}),
      width: 360,
      height: 320,
      layer: [
        { transform: partOf('value'), mark: { type: 'area', style: 'band', aria: false }, encoding: { x: X, y: { ...y, field: 'lower' }, y2: { field: 'upper' } } },
        { transform: partOf('line'), mark: { type: 'line', style: 'reference', aria: false }, encoding: { x: X, y } },
        {
          transform: partOf('value'),
          mark: { type: 'point', style: 'estimate', aria: false, size: count > 200 ? 14 : 26, ...(count > 60 ? { opacity: 0.7 } : {}) },
          encoding: {
            x: X, y,
            ...(grouping ? { size: { condition: { test: 'datum.level === pointed', value: 90 }, value: count > 200 ? 14 : 26 } } : {}),
            tooltip: [...(grouping ? [{ field: 'level', type: 'nominal', title: 'level' }] : []), { field: 'value', type: 'quantitative', title: 'value', format: '.4~g' }, { field: 'theoretical', type: 'quantitative', title: 'normal quantile', format: '.3~f' }],
          },
        },
      ],
    },
    data: chartTable(title, [{ name: 'part', type: 'text' }, { name: 'theoretical', type: 'number' }, { name: 'value', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'level', type: 'text' }], [
      ...points.map(point => ['value', point.theoretical, point.value, point.lower, point.upper, grouping?.levelOf(point.index) ?? '']),
      ...ends.map(({ theoretical }) => ['line', theoretical, line.intercept + line.slope * theoretical, null, null, '']),
    ], points.length < count ? [`${formatCount(points.length)} of ${formatCount(count)} values: all at the ends, an even choice between.`] : []),
  };
}

/** Conditional modes with their intervals against normal quantiles, one panel a term, as `qqmath(ranef(m))`; `quantiles` has one for each term. */
export function randomEffectsQuantilePlot(effects: RandomEffectsResult, quantiles: ReadonlyMap<string, NormalQuantiles>, context: ModelContext): ChartResult {
  const terms = [...quantiles.keys()];
  const title = `Normal quantiles of the random effects of ${effects.group}${context.name === '' ? '' : ` in ${context.name}`}`;
  const percent = formatPercentLevel(context.confidenceLevel);
  const scale = effectScale(context);
  const rows = terms.flatMap(term => {
    const own = effects.rows.filter(row => row.term === term);
    const { points, line } = quantiles.get(term)!;
    const ends = points.length > 0 ? [points[0]!, points.at(-1)!] : [];
    return [
      ...points.map(({ index, theoretical }) => {
        const { level, mode, lower, upper } = own[index]!;
        return ['value', term, theoretical, fromJsonNumber(mode), fromJsonNumber(lower), fromJsonNumber(upper), level];
      }),
      ...ends.map(({ theoretical }) => ['line', term, theoretical, line.intercept + line.slope * theoretical, null, null, '']),
    ];
  });
  const count = quantiles.get(terms[0] ?? '')?.count ?? 0;
  const y = { field: 'value', type: 'quantitative', title: `conditional mode, ${scale.kind === 'difference' ? `scale of ${scale.link}` : scale.link}`, axis: { grid: false } };
  const layer = [
    { transform: partOf('line'), mark: { type: 'line', style: 'reference', aria: false }, encoding: { x: X, y } },
    { transform: partOf('value'), mark: { type: 'rule', style: 'interval', aria: false, opacity: count > 60 ? 0.25 : 0.5 }, encoding: { x: X, y: { ...y, field: 'lower' }, y2: { field: 'upper' } } },
    {
      transform: partOf('value'),
      mark: { type: 'point', style: 'estimate', aria: false },
      encoding: { x: X, y, size: { condition: { test: 'datum.level === pointed', value: 90 }, value: count > 200 ? 14 : 26 }, tooltip: [{ field: 'level', type: 'nominal', title: 'level' }, ...['value', 'lower', 'upper'].map(field => ({ field, type: 'quantitative', title: field === 'value' ? 'mode' : field, format: '.4~g' }))] },
    },
  ];
  const size = { width: terms.length > 1 ? 250 : 360, height: 300 };
  return {
    kind: 'chart',
    title,
    description: `Normal quantile plot of the conditional modes of ${formatCount(count)} ${levelsInWords(effects.group)}${terms.length > 1 ? `, one panel each for ${joinWords(terms)}` : ''}. ${terms.map(term => range(term, quantiles.get(term)!)).join(' ')}`,
    caption: `Conditional modes of ${formatCount(count)} ${levelsInWords(effects.group)}${ofModel(context)} with ${percent} intervals against normal quantiles, with the line through the quartiles. The model takes the random effects to be normal; their modes are drawn towards zero, the more the fewer rows a level has.`,
    ...fitIdOf(context),
    levelColumns: { level: effects.group },
    spec: terms.length > 1
      ? { title: { text: title }, data: TABLE, params: [POINTED], facet: { column: { field: 'term', type: 'nominal', sort: null, title: null } }, spec: { ...size, layer }, resolve: { scale: { y: 'independent' } } }
      : { title: { text: title }, data: TABLE, params: [POINTED], ...size, layer },
    data: chartTable(title, [{ name: 'part', type: 'text' }, { name: 'term', type: 'text' }, { name: 'theoretical', type: 'number' }, { name: 'value', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'level', type: 'text' }], rows),
  };
}

const range = (term: string, { points }: NormalQuantiles): string => `${term}: from ${formatSignificant(points[0]?.value ?? NaN, 3)} to ${formatSignificant(points.at(-1)?.value ?? NaN, 3)}.`;
