/** The caterpillar plot: conditional modes with their intervals, levels in order, one panel a term. */
import { fromJsonNumber, type ChartResult, type ModelResult, type RandomEffectsResult, type TableResult } from '../../results.js';
import { formatCount, formatPercentLevel, formatSignificant } from '../numbers.js';
import { joinWords, levelsInWords } from '../words/phrases.js';
import { effectScale } from '../words/scales.js';

/** Past this many levels the plot shows an even choice of them: more cannot be told apart, and drawing them takes seconds. */
const MOST_LEVELS = 600;
/** Up to so many levels have their names on the axis; more come as a list too, which scrolls and can be searched. */
const MOST_NAMED_LEVELS = 120;

/** What the plot must know of the model; a ModelResult will do. */
export type CaterpillarContext = Pick<ModelResult, 'name' | 'link' | 'formula' | 'response' | 'confidenceLevel'>;

interface Point {
  readonly level: string;
  readonly term: string;
  readonly mode: number;
  readonly sd: number;
  readonly lower: number;
  readonly upper: number;
}

/** Levels are in the order of the first term's modes, highest on top; an interval that excludes zero stands out in colour. */
export function caterpillarChart(effects: RandomEffectsResult, context: CaterpillarContext): ChartResult {
  const points: Point[] = effects.rows.map(row => ({
    level: row.level, term: row.term, mode: fromJsonNumber(row.mode), sd: fromJsonNumber(row.sd), lower: fromJsonNumber(row.lower), upper: fromJsonNumber(row.upper),
  }));
  const terms = [...new Set(points.map(point => point.term))];
  const levels = points.filter(point => point.term === terms[0]).sort((a, b) => b.mode - a.mode).map(point => point.level);
  const shown = thin(levels);
  const rank = new Map(shown.map((level, place) => [level, place]));
  const drawn = points.filter(point => rank.has(point.level)).sort((a, b) => terms.indexOf(a.term) - terms.indexOf(b.term) || rank.get(a.level)! - rank.get(b.level)!);
  const scale = effectScale(context);
  const level = formatPercentLevel(context.confidenceLevel);
  return {
    kind: 'chart',
    title: `Conditional modes of ${effects.group}${context.name === '' ? '' : ` in ${context.name}`}`,
    description: describe(effects.group, points, terms, levels.length, shown.length, level, scale.link),
    ...(effects.fitId === undefined ? {} : { fitId: effects.fitId, levelColumns: { level: effects.group } }),
    ...(levels.length > MOST_NAMED_LEVELS ? { levels: { ...effects, order: 'mode' } } : {}),
    caption: `Conditional modes of ${formatCount(levels.length)} ${levelsInWords(effects.group)} with ${level} intervals, on the scale of ${scale.link}.`,
    spec: caterpillarSpec(effects.group, context.name, terms, shown.length, scale.kind === 'difference' ? `conditional mode, scale of ${scale.link}` : `conditional mode, ${scale.link}`, level),
    data: chartTable(effects.group, drawn, levels.length, shown.length),
  };
}

/** At most `MOST_LEVELS`, evenly over the order, both ends included. */
function thin(levels: readonly string[]): readonly string[] {
  if (levels.length <= MOST_LEVELS) return levels;
  const step = (levels.length - 1) / (MOST_LEVELS - 1);
  return Array.from({ length: MOST_LEVELS }, (_, place) => levels[Math.round(place * step)]!);
}

/** Field names are ours and constant; what the user named stands only in data and in literal titles. Levels keep the order of the data: a sort by values would make expressions of them. */
function caterpillarSpec(group: string, name: string, terms: readonly string[], count: number, axisTitle: string, confidence: string): Record<string, unknown> {
  const step = count <= 40 ? 17 : count <= MOST_NAMED_LEVELS ? 9 : Math.max(2.5, 1100 / count);
  const y = { field: 'level', type: 'nominal', sort: null, axis: { title: group, labelOverlap: 'greedy', labelSeparation: 2, ticks: count <= MOST_NAMED_LEVELS, grid: count <= 40 }, scale: { paddingOuter: 0.5 } };
  const colour = { field: 'interval', type: 'nominal', scale: { domain: ['excludes zero', 'includes zero'], range: 'ordinal' }, legend: null };
  const x = (field: string): object => ({ field, type: 'quantitative', title: axisTitle, axis: { grid: false, tickCount: 5 } });
  const tooltip = ['level', 'term', 'mode', 'sd', 'lower', 'upper'].map(field => ({ field, type: field === 'level' || field === 'term' ? 'nominal' : 'quantitative', ...(field === 'level' || field === 'term' ? {} : { format: '.3~f' }) }));
  const layer = [
    { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', style: 'reference', aria: false }, encoding: { x: { field: 'zero', type: 'quantitative' } } },
    { mark: { type: 'rule', style: 'interval', aria: false, ...(count > MOST_NAMED_LEVELS ? { strokeWidth: 1, opacity: 0.5 } : {}) }, encoding: { y, x: x('lower'), x2: { field: 'upper' }, color: colour, tooltip } },
    { mark: { type: 'point', style: 'estimate', aria: false, size: count <= 40 ? 42 : count <= MOST_NAMED_LEVELS ? 26 : 12 }, encoding: { y, x: x('mode'), color: colour, tooltip } },
  ];
  const title = {
    text: `Conditional modes of ${group}${name === '' ? '' : ` in ${name}`}`,
    subtitle: `${confidence} intervals; coloured where they exclude zero`,
  };
  const size = { width: terms.length > 1 ? 250 : 440, height: { step } };
  if (terms.length === 1) return { title, data: { name: 'table' }, ...size, layer };
  return {
    title,
    data: { name: 'table' },
    facet: { column: { field: 'term', type: 'nominal', sort: null, title: null } },
    spec: { ...size, layer },
    resolve: { scale: { x: 'independent' } },
  };
}

function chartTable(group: string, points: readonly Point[], all: number, shown: number): TableResult {
  const round = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  return {
    kind: 'table',
    title: `Conditional modes of ${group}`,
    columns: [
      { name: 'level', type: 'text' }, { name: 'term', type: 'text' }, { name: 'mode', type: 'number' }, { name: 'sd', type: 'number' },
      { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'interval', type: 'text' },
    ],
    rows: points.map(point => [point.level, point.term, round(point.mode), round(point.sd), round(point.lower), round(point.upper), point.lower > 0 || point.upper < 0 ? 'excludes zero' : 'includes zero']),
    notes: shown < all ? [`${formatCount(shown)} of ${formatCount(all)} levels, evenly spaced in the order of their modes.`] : [],
  };
}

function describe(group: string, points: readonly Point[], terms: readonly string[], all: number, shown: number, confidence: string, scale: string): string {
  const parts = terms.map(term => {
    const own = points.filter(point => point.term === term).sort((a, b) => a.mode - b.mode);
    const [lowest, highest] = [own[0], own.at(-1)];
    if (lowest === undefined || highest === undefined) return '';
    const apart = own.filter(point => point.lower > 0 || point.upper < 0).length;
    return `${term}: from ${formatSignificant(lowest.mode, 3)} (${lowest.level}) to ${formatSignificant(highest.mode, 3)} (${highest.level}); the ${confidence} interval excludes zero for ${apart === 0 ? 'none' : formatCount(apart)} of ${formatCount(own.length)}.`;
  });
  const thinned = shown < all ? ` ${formatCount(shown)} of the ${formatCount(all)} are drawn.` : '';
  return `Caterpillar plot of the conditional modes (${scale}) of ${formatCount(all)} ${levelsInWords(group)}, ${terms.length > 1 ? `one panel each for ${joinWords(terms)}, ` : ''}ordered by ${terms.length > 1 ? `the mode of ${terms[0]}` : 'mode'}.${thinned} ${parts.join(' ')}`.trim();
}
