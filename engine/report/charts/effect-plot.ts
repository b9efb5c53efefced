/** Effects of covariates on the mean response, with the data: for a typical level of the grouping factors and on average over them. */
import type { EffectPoint } from '../../inference/effect-curves.js';
import type { HeldValue } from '../../inference/effect-grid.js';
import type { ChartResult, ModelResult } from '../../results.js';
import { formatCount, formatPercentLevel, formatSignificant } from '../numbers.js';
import { joinWords, levelsInWords } from '../words/phrases.js';
import { chartTable, fitIdOf, meanTitle, ofModel, partOf, POINTED, TABLE } from './axes.js';
import { dashRange } from './theme.js';

export interface ObservedPoint {
  readonly at: number | string;
  readonly by: string;
  readonly panel: string;
  readonly value: number;
  /** How many rows it is a mean of; 1 for a row. */
  readonly rows: number;
  /** Of a row, its level; empty for means. */
  readonly level: string;
}

export interface EffectPlot {
  readonly focal: { readonly name: string; readonly isContinuous: boolean };
  /** What the lines are told by; null for one line. */
  readonly by: string | null;
  /** What the panels are told by. */
  readonly panel: string | null;
  readonly points: readonly { readonly at: number | string; readonly by: string; readonly panel: string; readonly effect: EffectPoint }[];
  readonly observed: readonly ObservedPoint[];
  /** `rows`: a point a row; `means`: of rows at one value or near it; `choice`: an even choice of the rows. */
  readonly observedAs: 'rows' | 'means' | 'choice' | 'none';
  /** Where the other covariates stand; `averaged`: factors at the mean of their levels, each counted as often as it occurs. */
  readonly held: readonly HeldValue[];
  readonly areFactorsAveraged: boolean;
  readonly level: number;
  /** A grouping factor, whose levels rows are told by. */
  readonly group: string;
}

export function effectPlot(plot: EffectPlot, context: ModelResult): ChartResult {
  const mean = meanTitle(context.response);
  const names = namesOfCurves(context);
  // under a linear link with normal errors both are one curve
  const hasPopulation = plot.points.some(({ effect }) => Math.abs(effect.population.mean - effect.typical.mean) > 1e-9 * Math.max(1e-3, Math.abs(effect.typical.mean)));
  const title = `Effect of ${joinWords([plot.focal.name, plot.by, plot.panel].filter(name => name !== null))}${context.name === '' ? '' : ` in ${context.name}`}`;
  return {
    kind: 'chart',
    title,
    description: description(plot, mean, names, hasPopulation),
    caption: caption(plot, mean, names, hasPopulation, ofModel(context)),
    ...fitIdOf(context),
    ...(plot.observedAs === 'rows' || plot.observedAs === 'choice' ? { levelColumns: { level: plot.group } } : {}),
    spec: spec(plot, title, mean, names, hasPopulation),
    data: table(plot, title, names, hasPopulation),
  };
}

interface CurveNames {
  readonly typical: string;
  readonly population: string;
  /** As part of a sentence: `for a typical herd`. */
  readonly forTypical: string;
}

/** `typical herd`, `average over herds`. */
export function namesOfCurves({ random }: Pick<ModelResult, 'random'>): CurveNames {
  const groups = [...new Set(random.map(({ group }) => group))];
  const [only] = groups;
  return groups.length === 1 && only !== undefined
    ? { typical: `typical ${only}`, population: `average over ${levelsInWords(only)}`, forTypical: `for a typical ${only}` }
    : { typical: 'typical levels', population: 'average over all levels', forTypical: 'for typical levels of all grouping factors' };
}

function table(plot: EffectPlot, title: string, names: CurveNames, hasPopulation: boolean): ChartResult['data'] {
  const curves = hasPopulation ? (['typical', 'population'] as const) : (['typical'] as const);
  const panels = [...new Set(plot.points.map(({ panel }) => panel))];
  const rows = curves.flatMap(curve => plot.points.map(({ at, by, panel, effect }) => ['curve', at, names[curve], by, panel, effect[curve].mean, effect[curve].lower, effect[curve].upper, null, '', 0, panels.indexOf(panel), placeOf(by, names[curve])]));
  const observed = plot.observed.map(({ at, by, panel, value, rows: count, level }, i) => ['observation', at, '', by, panel, value, null, null, count, level, jitter(i), panels.indexOf(panel), placeOf(by, names.typical)]);
  return chartTable(title, [
    { name: 'part', type: 'text' }, { name: 'at', type: plot.focal.isContinuous ? 'number' : 'text' }, { name: 'curve', type: 'text' }, { name: 'by', type: 'text' }, { name: 'panel', type: 'text' },
    { name: 'mean', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'rows', type: 'integer' }, { name: 'level', type: 'text' }, { name: 'jitter', type: 'number' }, { name: 'place', type: 'integer' }, { name: 'offset', type: 'text' },
  ], [...rows, ...observed]);
}

/** Beside which estimate of its level a mark stands. */
const placeOf = (by: string, curve: string): string => `${by} ${curve}`;

/** Fractions that fill an interval evenly (multiples of the golden ratio), so that a picture is the same every time. */
const jitter = (i: number): number => ((i * 0.6180339887498949) % 1) - 0.5;

function spec(plot: EffectPlot, title: string, mean: string, names: CurveNames, hasPopulation: boolean): Record<string, unknown> {
  const { focal, by, panel } = plot;
  const domain = hasPopulation ? [names.typical, names.population] : [names.typical];
  const lines = [...new Set(plot.points.map(point => point.by))];
  const legend = focal.isContinuous ? { ...BELOW, symbolType: 'stroke', symbolSize: 220 } : BELOW;
  const told = by === null
    ? { field: 'curve', type: 'nominal', scale: { domain }, title: null, legend: hasPopulation ? legend : null }
    : { field: 'by', type: 'nominal', scale: { domain: lines }, title: by, legend };
  const curve = { field: 'curve', type: 'nominal', title: null, legend: hasPopulation ? legend : null };
  const y = { field: 'mean', type: 'quantitative', title: mean, scale: { zero: false }, axis: { grid: false } };
  const layer = focal.isContinuous ? continuousLayers(plot, { told, curve, domain, y }) : factorLayers(plot, { told, curve, domain, y });
  const size = { width: focal.isContinuous ? 400 : { step: Math.max(56, 18 * lines.length * domain.length), for: 'position' }, height: 300 };
  const common = { title: { text: title }, data: TABLE, params: [POINTED] };
  if (panel === null) return { ...common, ...size, layer };
  return { ...common, facet: { column: { field: 'panel', type: 'nominal', sort: { field: 'place', op: 'min' }, title: panel } }, spec: { ...size, ...(focal.isContinuous ? { width: 240 } : {}), layer } };
}

/** Where there is room for long names. */
export const BELOW = { orient: 'bottom', direction: 'horizontal', labelLimit: 260, columnPadding: 24 };

interface Encodings {
  readonly told: Readonly<Record<string, unknown>>;
  readonly curve: Readonly<Record<string, unknown>>;
  readonly domain: readonly string[];
  readonly y: Readonly<Record<string, unknown>>;
}

const TOOLTIP = [{ field: 'curve', type: 'nominal' }, { field: 'mean', type: 'quantitative', format: '.4~g' }, { field: 'lower', type: 'quantitative', format: '.4~g' }, { field: 'upper', type: 'quantitative', format: '.4~g' }];

function continuousLayers(plot: EffectPlot, { told, curve, domain, y }: Encodings): object[] {
  const x = { field: 'at', type: 'quantitative', title: plot.focal.name, scale: { zero: false, nice: false, padding: 6 }, axis: { grid: false } };
  const detail = [{ field: 'curve', type: 'nominal' }, { field: 'by', type: 'nominal' }];
  return [
    ...observedLayers(plot, x, y, told),
    { transform: partOf('curve'), mark: { type: 'area', style: 'band', aria: false }, encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' }, color: told, detail } },
    { transform: partOf('curve'), mark: { type: 'line', style: 'line', aria: false }, encoding: { x, y, color: told, strokeDash: { ...curve, scale: { domain, range: dashRange(domain.length) } }, detail, tooltip: [{ field: 'at', type: 'quantitative', format: '.4~g' }, ...TOOLTIP] } },
  ];
}

function factorLayers(plot: EffectPlot, { told, curve, domain, y }: Encodings): object[] {
  const x = { field: 'at', type: 'nominal', title: plot.focal.name, axis: { grid: false, labelAngle: 0 }, scale: { domain: [...new Set(plot.points.map(({ at }) => at))], paddingInner: 0.3 } };
  const lines = [...new Set(plot.points.map(({ by }) => by))];
  const places = lines.flatMap(by => domain.map(name => placeOf(by, name)));
  // each estimate has a place of its own beside the others of its level
  const transform = partOf('curve');
  const xOffset = { field: 'offset', type: 'nominal', scale: { domain: places } };
  return [
    ...observedLayers(plot, x, y, told, plot.by === null ? {} : { xOffset }),
    { transform, mark: { type: 'rule', style: 'interval', aria: false }, encoding: { x, xOffset, y: { ...y, field: 'lower' }, y2: { field: 'upper' }, color: told } },
    { transform, mark: { type: 'point', style: 'estimate', size: 60, aria: false }, encoding: { x, xOffset, y, color: told, shape: { ...curve, scale: { domain } }, tooltip: [{ field: 'at', type: 'nominal' }, ...TOOLTIP] } },
  ];
}

function observedLayers(plot: EffectPlot, x: object, y: object, told: Readonly<Record<string, unknown>>, besideOwnLine: object = {}): object[] {
  if (plot.observed.length === 0) return [];
  const isMean = plot.observedAs === 'means';
  const size = isMean
    ? { field: 'rows', type: 'quantitative', scale: { range: [14, 140] }, legend: null }
    : { condition: { test: 'datum.level === pointed', value: 70 }, value: 20 };
  return [{
    transform: partOf('observation'),
    mark: { type: 'point', style: 'observation', aria: false },
    encoding: {
      x, y, size,
      ...(plot.by === null ? {} : { color: told }),
      ...(plot.focal.isContinuous ? {} : isMean || plot.by !== null ? besideOwnLine : { xOffset: { field: 'jitter', type: 'quantitative', scale: { domain: [-1, 1] } } }),
      opacity: isMean ? { value: 0.55 } : { condition: { test: 'datum.level === pointed', value: 1 }, value: 0.3 },
      tooltip: [{ field: 'at', type: plot.focal.isContinuous ? 'quantitative' : 'nominal' }, { field: 'mean', type: 'quantitative', title: 'observed', format: '.4~g' }, isMean ? { field: 'rows', type: 'quantitative' } : { field: 'level', type: 'nominal' }],
    },
  }];
}

/** `age at its mean 0.02 and urban = N`. */
export function heldInWords(held: readonly HeldValue[], areFactorsAveraged: boolean): string {
  const numbers = held.flatMap(({ name, value, is }) => (is === 'mean' ? [`${name} at its mean, ${formatSignificant(Number(value), 3)}`] : is === 'zero' ? [`${name} at 0`] : []));
  const factors = held.filter(({ is }) => is === 'reference');
  const averaged = factors.length === 0 ? [] : [`${joinWords(factors.map(({ name }) => name))} averaged over ${factors.length > 1 ? 'their' : 'its'} levels as they occur`];
  return joinWords([...numbers, ...(areFactorsAveraged ? averaged : factors.map(({ name, value }) => `${name} = ${value}`))]);
}

function caption(plot: EffectPlot, mean: string, names: CurveNames, hasPopulation: boolean, ofModelName: string): string {
  const percent = formatPercentLevel(plot.level);
  const held = plot.held.length === 0 ? '' : `, with ${heldInWords(plot.held, plot.areFactorsAveraged)}`;
  const what = hasPopulation
    ? `${names.forTypical} (random effects zero) and on ${names.population} (random effects integrated out)`
    : `${names.forTypical}, which is also the ${names.population}`;
  const data = { rows: ' Points are the rows of the data.', choice: ` Points are ${formatCount(plot.observed.length)} rows of the data, evenly chosen.`, means: ' Points are observed means, larger where they are of more rows.', none: '' }[plot.observedAs];
  return `${capitalised(mean)} by ${joinWords([plot.focal.name, plot.by, plot.panel].filter(name => name !== null))}${ofModelName}, ${what}${held}. ${plot.focal.isContinuous ? 'Bands' : 'Lines'} are pointwise ${percent} Wald intervals${hasPopulation ? ', those of the average given the estimated variances' : ''}.${data}`;
}

function description(plot: EffectPlot, mean: string, names: CurveNames, hasPopulation: boolean): string {
  const groups = new Map<string, typeof plot.points[number][]>();
  for (const point of plot.points) {
    const key = [point.panel, point.by].filter(part => part !== '').join(', ');
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const sentences = Array.from(groups, ([key, points]) => {
    const told = key === '' ? '' : `${key}: `;
    if (!plot.focal.isContinuous) return `${told}${points.map(({ at, effect }) => `${at} ${formatSignificant(effect.typical.mean, 3)}${hasPopulation ? ` (average ${formatSignificant(effect.population.mean, 3)})` : ''}`).join(', ')}.`;
    const [first, last] = [points[0]!, points.at(-1)!];
    const from = (curve: 'typical' | 'population'): string => `from ${formatSignificant(first.effect[curve].mean, 3)} at ${formatSignificant(Number(first.at), 3)} to ${formatSignificant(last.effect[curve].mean, 3)} at ${formatSignificant(Number(last.at), 3)}`;
    return `${told}${key === '' ? capitalised(names.typical) : names.typical} ${from('typical')}${hasPopulation ? `; ${names.population} ${from('population')}` : ''}.`;
  });
  return `${capitalised(mean)} by ${plot.focal.name}${plot.by === null ? '' : `, one line for each ${plot.by}`}${plot.panel === null ? '' : `, one panel for each ${plot.panel}`}. ${sentences.join(' ')}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
