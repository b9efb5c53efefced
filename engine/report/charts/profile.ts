/** Profile likelihoods: ζ, the signed root of the rise of the deviance, against each parameter, a panel each, with limits. */
import type { ProfileCurve } from '../../inference/profile/profile-curves.js';
import { toJsonNumber, type CellValue, type ChartResult, type ModelResult, type TableResult } from '../../results.js';
import { formatPercentLevel, formatSignificant } from '../numbers.js';
import { joinWords } from '../words/phrases.js';

/** What the plot must know of the model; a ModelResult will do. */
export type ProfileContext = Pick<ModelResult, 'name' | 'method' | 'formula' | 'fitId' | 'confidenceLevel'>;

const MOST_COLUMNS = 3;

/** One panel a parameter. Limits at each level are drawn as lines from the curve to ζ = 0. */
export function profileChart(curves: readonly ProfileCurve[], context: ProfileContext): ChartResult {
  const of = context.name === '' ? '' : ` of ${context.name}`;
  const levels = curves[0]?.limits.map(({ level }) => formatPercentLevel(level)) ?? [];
  const refitted = context.method === 'REML' ? ', by maximum likelihood' : '';
  return {
    kind: 'chart',
    title: `Profile likelihood${of}`,
    description: `Profile likelihood${of}${refitted}: ζ against ${curves.length === 1 ? curves[0]!.fullName : `each of ${curves.length} parameters`}. ${curves.map(describe).join(' ')}`,
    caption: `Profile likelihood of ${context.formula}${refitted}: the signed root ζ of the rise of the deviance as each parameter moves from its estimate, all others at their best. Vertical lines: confidence limits at ${joinWords(levels)}. A straight line would mean that Wald intervals serve.`,
    ...(context.fitId === undefined ? {} : { fitId: context.fitId }),
    spec: profileSpec(curves.length, `Profile likelihood${of}`),
    data: chartTable(curves),
  };
}

/** Field names are ours and constant; parameters stand only in data. */
function profileSpec(count: number, title: string): Record<string, unknown> {
  const x = { field: 'value', type: 'quantitative', title: null, scale: { zero: false, nice: false, padding: 4 }, axis: { grid: false, tickCount: 5 } };
  const y = { field: 'zeta', type: 'quantitative', title: 'ζ', axis: { grid: false, tickCount: 5 } };
  const only = (part: string): object[] => [{ filter: { field: 'part', equal: part } }];
  const tooltip = [{ field: 'parameter', type: 'nominal' }, { field: 'value', type: 'quantitative', format: '.4~g' }, { field: 'zeta', type: 'quantitative', format: '.3~f', title: 'ζ' }];
  const layer = [
    { transform: only('estimate'), mark: { type: 'rule', style: 'reference', aria: false }, encoding: { y } },
    { transform: only('limit'), mark: { type: 'rule', style: 'interval', aria: false, strokeWidth: 1 }, encoding: { x, y, y2: { field: 'base' }, opacity: { field: 'level', type: 'quantitative', scale: { domain: [0.5, 0.95], range: [0.35, 1] }, legend: null }, tooltip: [{ field: 'parameter', type: 'nominal' }, { field: 'level', type: 'quantitative', format: '.0%' }, { field: 'value', type: 'quantitative', format: '.4~g' }] } },
    { transform: only('curve'), mark: { type: 'line', style: 'line', aria: false }, encoding: { x, y, order: { field: 'zeta', type: 'quantitative' }, tooltip } },
    { transform: only('estimate'), mark: { type: 'point', style: 'estimate', aria: false, size: 42 }, encoding: { x, y, tooltip } },
  ];
  return {
    title,
    data: { name: 'table' },
    facet: { field: 'parameter', type: 'nominal', sort: { field: 'panel', op: 'min' }, title: null },
    columns: Math.min(count, MOST_COLUMNS),
    spec: { width: count === 1 ? 400 : 190, height: count === 1 ? 260 : 150, layer },
    resolve: { scale: { x: 'independent' } },
  };
}

function chartTable(curves: readonly ProfileCurve[]): TableResult {
  const round = (value: number): CellValue => (Number.isFinite(value) ? Number(value.toPrecision(6)) : toJsonNumber(value, true));
  const rows = curves.flatMap(({ fullName, estimate, points, limits }, panel): CellValue[][] => [
    [fullName, 'estimate', round(estimate), 0, null, 0, panel + 1],
    ...limits.flatMap(({ level, zeta, lower, upper }) => [
      ...(Number.isFinite(lower) ? [[fullName, 'limit', round(lower), round(-zeta), level, 0, panel + 1]] : []),
      ...(Number.isFinite(upper) ? [[fullName, 'limit', round(upper), round(zeta), level, 0, panel + 1]] : []),
    ]),
    ...points.map(({ zeta, value }) => [fullName, 'curve', round(value), round(zeta), null, 0, panel + 1]),
  ]);
  return {
    kind: 'table',
    title: 'Profile likelihood',
    columns: [
      { name: 'parameter', type: 'text' }, { name: 'part', type: 'text' }, { name: 'value', type: 'number' }, { name: 'zeta', type: 'number' }, { name: 'level', type: 'number' }, { name: 'base', type: 'number' }, { name: 'panel', type: 'integer' },
    ],
    rows,
    notes: [],
  };
}

function describe({ fullName, estimate, limits }: ProfileCurve): string {
  const wanted = limits.find(({ level }) => level === 0.95) ?? limits.at(-1)!;
  const side = (value: number): string => (Number.isFinite(value) ? formatSignificant(value, 3) : Number.isNaN(value) ? 'not found' : value < 0 ? '−∞' : '∞');
  return `${fullName}: ${formatSignificant(estimate, 3)}, ${formatPercentLevel(wanted.level)} from ${side(wanted.lower)} to ${side(wanted.upper)}.`;
}
