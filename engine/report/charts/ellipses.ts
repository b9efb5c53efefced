/** Correlation of random effects: the conditional modes of two effects against each other, and the normal distribution that was estimated for them. */
import { fromJsonNumber, type ChartResult, type ModelResult, type RandomEffectsResult, type RandomEffectsTerm, type TableResult } from '../../results.js';
import { formatCount, formatFixed, formatPercentLevel } from '../numbers.js';
import { joinWords, levelsInWords } from '../words/phrases.js';
import { effectScale } from '../words/scales.js';

/** Two effects of a term, by place, with the outlines that hold shares of their distribution; none where it has no correlation. */
export interface EffectPair {
  readonly first: number;
  readonly second: number;
  readonly outlines: readonly { readonly share: number; readonly points: readonly (readonly [number, number])[] }[];
}

export type EllipsesContext = Pick<ModelResult, 'name' | 'link' | 'formula' | 'response'>;

/** Levels have their names beside them up to so many. */
const MOST_NAMED_LEVELS = 24;
/** More levels than this are drawn as an even choice. */
const MOST_LEVELS = 2000;

/** One panel a pair. `effects` holds the modes of the term's grouping factor; `hasIntervals` draws those of both effects through each point. */
export function ellipsesChart(effects: RandomEffectsResult, term: RandomEffectsTerm, pairs: readonly EffectPair[], context: EllipsesContext, hasIntervals: boolean): ChartResult {
  const table = modesByLevel(effects, term);
  const scale = effectScale(context);
  const title = `Random effects of ${effects.group}${context.name === '' ? '' : ` in ${context.name}`}, two by two`;
  const correlations = pairs.map(({ first, second }) => ({ names: joinWords([term.terms[first]!, term.terms[second]!]), value: term.correlation[first]?.[second] ?? null }));
  const told = correlations.map(({ names, value }) => (value === null ? `${names}: no correlation, as a variance is zero` : `${names}: estimated correlation ${formatFixed(value, 2)}`)).join('; ');
  const shares = joinWords([...new Set(pairs.flatMap(({ outlines }) => outlines.map(({ share }) => formatPercentLevel(share))))]);
  const ellipses = shares === '' ? '' : ` Ellipses hold ${shares} of the levels of a population with the estimated covariance; modes are drawn towards zero, so that they spread less.`;
  const intervals = hasIntervals && effects.confidenceLevel !== undefined ? ` Lines through the points are ${formatPercentLevel(effects.confidenceLevel)} intervals.` : '';
  return {
    kind: 'chart',
    title,
    description: `Scatter plot of the conditional modes (${scale.link}) of ${formatCount(term.levels)} ${levelsInWords(effects.group)}, ${pairs.length === 1 ? 'one panel' : `${formatCount(pairs.length)} panels`}. ${told}.`,
    caption: `Conditional modes of ${formatCount(term.levels)} ${levelsInWords(effects.group)}, on the scale of ${scale.link}; ${told}.${ellipses}${intervals}`,
    ...(effects.fitId === undefined ? {} : { fitId: effects.fitId, levelColumns: { level: effects.group } }),
    spec: {
      title: { text: title, subtitle: shares === '' ? 'conditional modes' : `conditional modes; ellipses hold ${shares} of the estimated distribution` },
      data: { name: 'table' },
      columns: 2,
      concat: pairs.map(pair => panel(pair, term, table.rows.length, hasIntervals)),
    },
    data: { ...table, title: `Conditional modes of ${effects.group}` },
  };
}

/** Effects are told by place in the names of columns: what the user called them stands in titles alone. */
const columnOf = (part: 'mode' | 'lower' | 'upper', effect: number): string => `${part}_${effect + 1}`;

function panel({ first, second, outlines }: EffectPair, term: RandomEffectsTerm, levels: number, hasIntervals: boolean): Record<string, unknown> {
  const [x, y] = [first, second].map(effect => ({ type: 'quantitative', title: `conditional mode of ${term.terms[effect]!}`, axis: { grid: false, tickCount: 5 }, scale: { zero: false } })) as [object, object];
  const points = { x: { ...x, field: columnOf('mode', first) }, y: { ...y, field: columnOf('mode', second) } };
  const tooltip = [{ field: 'level', type: 'nominal' }, ...[first, second].map(effect => ({ field: columnOf('mode', effect), type: 'quantitative', title: term.terms[effect]!, format: '.3~f' }))];
  const zero = (encoding: object): object => ({ data: { values: [{ zero: 0 }] }, mark: { type: 'rule', style: 'reference', aria: false }, encoding });
  return {
    width: 300,
    height: 260,
    layer: [
      zero({ x: { field: 'zero', type: 'quantitative' } }),
      zero({ y: { field: 'zero', type: 'quantitative' } }),
      ...outlines.map(({ points: outline }, place) => ({
        data: { values: outline.map(([across, up], order) => ({ across, up, order })) },
        mark: { type: 'line', style: 'line', strokeWidth: 1.5, strokeDash: place === 0 ? [1, 0] : [5, 3], aria: false },
        encoding: { x: { ...x, field: 'across' }, y: { ...y, field: 'up' }, order: { field: 'order', type: 'quantitative' } },
      })),
      ...(hasIntervals
        ? [
            { mark: { type: 'rule', style: 'interval', opacity: 0.4, strokeWidth: 1, aria: false }, encoding: { ...points, x: { ...x, field: columnOf('lower', first) }, x2: { field: columnOf('upper', first) } } },
            { mark: { type: 'rule', style: 'interval', opacity: 0.4, strokeWidth: 1, aria: false }, encoding: { ...points, y: { ...y, field: columnOf('lower', second) }, y2: { field: columnOf('upper', second) } } },
          ]
        : []),
      { mark: { type: 'point', style: 'estimate', size: levels <= 100 ? 40 : 14, opacity: levels <= 300 ? 0.9 : 0.45, aria: false }, encoding: { ...points, tooltip } },
      ...(levels <= MOST_NAMED_LEVELS ? [{ mark: { type: 'text', style: 'remark', align: 'left', dx: 6, dy: -5, aria: false }, encoding: { ...points, text: { field: 'level', type: 'nominal' } } }] : []),
    ],
  };
}

function modesByLevel(effects: RandomEffectsResult, term: RandomEffectsTerm): TableResult {
  const byLevel = new Map<string, (number | null)[]>();
  const parts = ['mode', 'lower', 'upper'] as const;
  const width = term.terms.length * parts.length;
  const finite = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  for (const row of effects.rows) {
    const effect = term.terms.indexOf(row.term);
    if (effect < 0) continue;
    if (!byLevel.has(row.level)) byLevel.set(row.level, new Array<number | null>(width).fill(null));
    parts.forEach((part, place) => { byLevel.get(row.level)![effect * parts.length + place] = finite(fromJsonNumber(row[part])); });
  }
  const all = [...byLevel];
  const shown = all.length <= MOST_LEVELS ? all : Array.from({ length: MOST_LEVELS }, (_, place) => all[Math.floor((place * all.length) / MOST_LEVELS)]!);
  return {
    kind: 'table',
    title: '',
    columns: [{ name: 'level', type: 'text' }, ...term.terms.flatMap((_, effect) => parts.map(part => ({ name: columnOf(part, effect), type: 'number' as const })))],
    rows: shown.map(([level, values]) => [level, ...values]),
    notes: [
      ...(shown.length < all.length ? [`${formatCount(shown.length)} of ${formatCount(all.length)} levels are drawn.`] : []),
      ...(term.terms.length > 0 ? [`Effects: ${term.terms.map((name, effect) => `${effect + 1} is ${name}`).join(', ')}.`] : []),
    ],
  };
}
