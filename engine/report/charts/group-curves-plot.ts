/** One curve for each level of a grouping factor, beside that of a typical level and that of the population. */
import type { HeldValue } from '../../inference/effect-grid.js';
import type { ChartResult, ModelResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { joinWords, levelsInWords } from '../words/phrases.js';
import { chartTable, fitIdOf, meanTitle, partOf, POINTED, TABLE } from './axes.js';
import { BELOW, heldInWords } from './effect-plot.js';

export interface GroupCurve {
  readonly level: string;
  /** The panel it stands in; empty for one panel. */
  readonly panel: string;
  readonly points: readonly { readonly at: number; readonly mean: number }[];
}

export interface GroupCurvesPlot {
  readonly focal: string;
  readonly group: string;
  readonly curves: readonly GroupCurve[];
  /** With all random effects at zero, one for each panel. */
  readonly typical: readonly GroupCurve[];
  /** Averaged over the random effects; empty where that is the typical curve. */
  readonly population: readonly GroupCurve[];
  readonly observed: readonly { readonly at: number; readonly value: number; readonly level: string; readonly panel: string }[];
  /** `level`: a panel a level; `part`: which of the effects vary. */
  readonly panels: 'none' | 'level' | 'part';
  /** Levels in all, more than curves where those were chosen. */
  readonly levelCount: number;
  readonly held: readonly HeldValue[];
}

export function groupCurvesPlot(plot: GroupCurvesPlot, context: ModelResult): ChartResult {
  const { focal, group, curves, typical, population, observed } = plot;
  const names = { each: `each ${group}`, typical: `typical ${group}`, population: `average over ${levelsInWords(group)}` };
  const mean = meanTitle(context.response);
  const title = `Curves over ${focal} for each ${group}${context.name === '' ? '' : ` in ${context.name}`}`;
  const places = typical.map(({ panel }) => panel);
  const rowsOf = (part: string, curve: string, of: readonly GroupCurve[]) => of.flatMap(({ level, panel, points }) => points.map(({ at, mean: value }) => [part, at, value, curve, level, panel, places.indexOf(panel), part === 'population' ? curve : '']));
  return {
    kind: 'chart',
    title,
    description: description(plot, names),
    caption: caption(plot, context, names),
    ...fitIdOf(context),
    levelColumns: { level: group },
    spec: spec(plot, title, mean, names),
    data: chartTable(title, [{ name: 'part', type: 'text' }, { name: 'at', type: 'number' }, { name: 'mean', type: 'number' }, { name: 'curve', type: 'text' }, { name: 'level', type: 'text' }, { name: 'panel', type: 'text' }, { name: 'place', type: 'integer' }, { name: 'average', type: 'text' }], [
      ...rowsOf('level', names.each, curves),
      ...rowsOf('typical', names.typical, typical),
      ...rowsOf('population', names.population, population),
      ...observed.map(({ at, value, level, panel }) => ['observation', at, value, '', level, panel, places.indexOf(panel), '']),
    ], curves.length < plot.levelCount && plot.panels !== 'part' ? [`${formatCount(new Set(curves.map(({ level }) => level)).size)} of ${formatCount(plot.levelCount)} levels.`] : []),
  };
}

interface CurveNames {
  readonly each: string;
  readonly typical: string;
  readonly population: string;
}

function spec(plot: GroupCurvesPlot, title: string, mean: string, names: CurveNames): Record<string, unknown> {
  const { panels, population, observed } = plot;
  const isPanelOfLevel = panels === 'level';
  const x = { field: 'at', type: 'quantitative', title: plot.focal, scale: { zero: false, nice: false, padding: 4 }, axis: { grid: false, tickCount: panels === 'none' ? 6 : 3 } };
  const y = { field: 'mean', type: 'quantitative', title: mean, scale: { zero: false }, axis: { grid: false, tickCount: isPanelOfLevel ? 3 : 6 } };
  // what a panel is about stands out there; in one picture of all levels the typical one does
  const domain = isPanelOfLevel ? [names.each, names.typical] : [names.typical, names.each];
  const color = { field: 'curve', type: 'ordinal', scale: { domain }, title: null, legend: BELOW };
  const tooltip = [{ field: 'level', type: 'nominal' }, { field: 'at', type: 'quantitative', format: '.4~g' }, { field: 'mean', type: 'quantitative', format: '.4~g' }];
  const layer = [
    ...(observed.length > 0 ? [{ transform: partOf('observation'), mark: { type: 'point', style: 'observation', aria: false }, encoding: { x, y, tooltip } }] : []),
    {
      transform: partOf('level'),
      mark: { type: 'line', aria: false, strokeWidth: isPanelOfLevel ? 2 : 1 },
      encoding: { x, y, detail: [{ field: 'level', type: 'nominal' }], color, opacity: { condition: { test: 'datum.level === pointed', value: 1 }, value: isPanelOfLevel ? 1 : 0.5 }, tooltip },
    },
    // the level that is pointed at once more, in front
    ...(isPanelOfLevel ? [] : [{ transform: [...partOf('level'), { filter: 'datum.level === pointed' }], mark: { type: 'line', style: ['line', 'pointed'], aria: false, strokeWidth: 3 }, encoding: { x, y, detail: [{ field: 'level', type: 'nominal' }] } }]),
    { transform: partOf('typical'), mark: { type: 'line', aria: false, strokeWidth: isPanelOfLevel ? 1.2 : 3.5 }, encoding: { x, y, color } },
    ...(population.length > 0 ? [{ transform: partOf('population'), mark: { type: 'line', style: 'population', aria: false }, encoding: { x, y, strokeDash: { field: 'average', type: 'nominal', title: null, scale: { domain: [names.population], range: [[7, 4]] }, legend: BELOW } } }] : []),
  ];
  const common = { title: { text: title }, data: TABLE, params: [POINTED] };
  if (panels === 'none') return { ...common, width: 440, height: 300, layer };
  const field = { field: 'panel', type: 'nominal', sort: { field: 'place', op: 'min' }, title: null };
  if (panels === 'part') return { ...common, facet: { column: field }, spec: { width: 220, height: 240, layer } };
  return { ...common, facet: field, columns: 6, spec: { width: 92, height: 92, layer }, spacing: 12 };
}

function caption(plot: GroupCurvesPlot, context: ModelResult, names: CurveNames): string {
  const shown = new Set(plot.curves.map(({ level }) => level)).size;
  const which = shown < plot.levelCount ? `${formatCount(shown)} of ${formatCount(plot.levelCount)} ${levelsInWords(plot.group)}, evenly chosen in the order of their conditional modes` : `${formatCount(shown)} ${levelsInWords(plot.group)}`;
  const held = plot.held.length === 0 ? '' : `, with ${heldInWords(plot.held, false)}`;
  const model = context.name === '' ? '' : ` of ${context.name}`;
  const others = plot.population.length > 0
    ? `The curve of the ${names.typical} (random effects zero) is steeper than that of the ${names.population}: a mean of many curves that are shifted against each other is flatter than each of them.`
    : `The line of the ${names.typical} (random effects zero) is also the ${names.population}.`;
  if (plot.panels === 'level') return `${capitalised(meanTitle(context.response))}: data and fitted line of each ${plot.group}${model}${held}, beside the line of a ${names.typical}, whose random effects are zero.`;
  const panels = plot.panels === 'part' ? ' The panels show what each of the random effects does alone, and both together.' : '';
  return `${capitalised(meanTitle(context.response))}: fitted curves${model} for ${which}${held}. ${isFlatter(plot) || plot.population.length === 0 ? others : `The ${names.typical} has random effects of zero; the ${names.population} integrates them out.`}${panels}`;
}

/** Whether the population's curves rise or fall by less than the typical ones. */
function isFlatter({ typical, population }: GroupCurvesPlot): boolean {
  return population.length > 0 && population.every((curve, i) => Math.abs(spanOf(curve)) < Math.abs(spanOf(typical[i]!)));
}

const spanOf = ({ points }: GroupCurve): number => (points.at(-1)?.mean ?? NaN) - (points[0]?.mean ?? NaN);

function description({ curves, typical, population, focal, group, levelCount, panels }: GroupCurvesPlot, names: CurveNames): string {
  const from = (curve: GroupCurve): string => `from ${formatSignificant(curve.points[0]!.mean, 3)} at ${formatSignificant(curve.points[0]!.at, 3)} to ${formatSignificant(curve.points.at(-1)!.mean, 3)} at ${formatSignificant(curve.points.at(-1)!.at, 3)}`;
  const last = panels === 'part' ? curves.filter(({ panel }) => panel === curves.at(-1)!.panel) : curves;
  const ends = last.map(({ points }) => points.at(-1)!.mean);
  const kinds = [`${names.typical} ${from(typical.at(-1)!)}`, ...(population.length > 0 ? [`${names.population} ${from(population.at(-1)!)}`] : [])];
  return `Curves over ${focal} for ${formatCount(levelCount)} ${levelsInWords(group)}${panels === 'part' ? `, in panels for ${joinWords([...new Set(curves.map(({ panel }) => panel))])}` : panels === 'level' ? ', one panel each with its data' : ''}. ${capitalised(kinds.join('; '))}. At the highest ${focal} the levels lie between ${formatSignificant(Math.min(...ends), 3)} and ${formatSignificant(Math.max(...ends), 3)}.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
