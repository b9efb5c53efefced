/** Residuals against fitted values, and the square roots of their sizes (scale–location), with a smooth line. */
import type { Scatter } from '../../inference/scatter.js';
import type { ChartResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { chartTable, fitIdOf, fittedTitle, ofModel, partOf, POINTED, TABLE, type ChartColumn, type ModelContext } from './axes.js';

export interface ResidualPlot {
  /** `scale`: roots of the absolute standardised residuals. */
  readonly kind: 'residual' | 'scale';
  readonly scatter: Scatter;
  /** Such as `Pearson residual`. */
  readonly residual: string;
  /** A grouping factor, with the level of each row of the design; null for none. */
  readonly grouping: { readonly group: string; readonly levelOf: (index: number) => string } | null;
  /** Number of a row in the data, from 1. */
  readonly rowOf: (index: number) => number;
}

const COLUMNS: readonly ChartColumn[] = [{ name: 'part', type: 'text' }, { name: 'fitted', type: 'number' }, { name: 'residual', type: 'number' }];

/** One point a row, or cells shaded by how many rows they hold where there are too many. */
export function residualPlot(plot: ResidualPlot, context: ModelContext): ChartResult {
  const { scatter, kind, grouping } = plot;
  const { points, cells, smooth, count } = scatter;
  const title = kind === 'scale' ? `Scale–location plot${ofModel(context)}` : `Residuals against fitted values${ofModel(context)}`;
  const yTitle = kind === 'scale' ? `√|${plot.residual}|` : plot.residual;
  const line = smooth.map(({ x, y }) => ['smooth', x, y]);
  const data = points
    ? chartTable(title, [...COLUMNS, { name: 'row', type: 'integer' }, { name: 'level', type: 'text' }], [
        ...points.map(({ index, x, y }) => ['observation', x, y, plot.rowOf(index), grouping?.levelOf(index) ?? '']),
        ...line.map(row => [...row, null, '']),
      ])
    : chartTable(title, [...COLUMNS, { name: 'right', type: 'number' }, { name: 'top', type: 'number' }, { name: 'rows', type: 'integer' }], [
        ...cells!.map(cell => ['cell', cell.left, cell.bottom, cell.right, cell.top, cell.count]),
        ...line.map(row => [...row, null, null, null]),
      ]);
  return {
    kind: 'chart',
    title,
    description: description(plot, yTitle, fittedTitle(context.response)),
    caption: caption(plot, count),
    ...fitIdOf(context),
    ...(grouping && points ? { levelColumns: { level: grouping.group } } : {}),
    spec: spec(plot, title, fittedTitle(context.response), yTitle),
    data,
  };
}

function spec({ kind, scatter, grouping }: ResidualPlot, title: string, xTitle: string, yTitle: string): Record<string, unknown> {
  const x = { field: 'fitted', type: 'quantitative', title: xTitle, scale: { zero: false, nice: false, padding: 8 }, axis: { grid: false } };
  const y = { field: 'residual', type: 'quantitative', title: yTitle, scale: { zero: kind === 'scale' }, axis: { grid: false } };
  const cloud = scatter.points
    ? {
        transform: partOf('observation'),
        mark: { type: 'point', style: 'observation', aria: false },
        encoding: {
          x, y,
          ...(grouping ? { opacity: { condition: { test: 'datum.level === pointed', value: 1 }, value: 0.4 }, size: { condition: { test: 'datum.level === pointed', value: 60 }, value: 22 } } : {}),
          tooltip: [
            ...(grouping ? [{ field: 'level', type: 'nominal', title: 'level' }] : []),
            { field: 'row', type: 'quantitative', title: 'row' },
            { field: 'fitted', type: 'quantitative', title: 'fitted', format: '.4~g' },
            { field: 'residual', type: 'quantitative', title: 'residual', format: '.4~g' },
          ],
        },
      }
    : {
        transform: partOf('cell'),
        mark: { type: 'rect', aria: false },
        encoding: { x, x2: { field: 'right' }, y, y2: { field: 'top' }, opacity: { field: 'rows', type: 'quantitative', scale: { type: 'sqrt', range: [0.12, 1] }, legend: { title: 'rows' } }, tooltip: [{ field: 'rows', type: 'quantitative', title: 'rows' }] },
      };
  const layer = [
    ...(kind === 'residual' ? [{ data: { values: [{ zero: 0 }] }, mark: { type: 'rule', style: 'reference', aria: false }, encoding: { y: { field: 'zero', type: 'quantitative' } } }] : []),
    cloud,
    { transform: partOf('smooth'), mark: { type: 'line', style: 'line', aria: false, ...(scatter.points ? {} : { style: ['line', 'population'] }) }, encoding: { x, y } },
  ];
  return { title: { text: title }, data: TABLE, ...(scatter.points && grouping ? { params: [POINTED] } : {}), width: 440, height: 300, layer };
}

function caption({ kind, scatter, residual }: ResidualPlot, count: number): string {
  const what = kind === 'scale' ? `Square roots of the absolute ${residual}s` : `${residual}s`;
  const shown = scatter.points ? `of ${formatCount(count)} rows` : `of ${formatCount(count)} rows, counted in cells`;
  const smooth = scatter.smooth.length === 0 ? '' : ` The line is a robust local regression (lowess)${scatter.smoothedCount < count ? ` through ${formatCount(scatter.smoothedCount)} rows evenly spaced by fitted value` : ''}.`;
  const reading = kind === 'scale' ? 'A level line means that the spread does not change with the mean.' : 'A line near zero means that the mean is modelled well throughout.';
  return `${capitalised(what)} ${shown} against fitted values, random effects included.${smooth} ${reading}`;
}

function description({ kind, scatter, residual }: ResidualPlot, yTitle: string, mean: string): string {
  const { smooth } = scatter;
  const range = (values: readonly number[]): string => `${formatSignificant(Math.min(...values), 3)} to ${formatSignificant(Math.max(...values), 3)}`;
  const xs = scatter.points?.map(({ x }) => x) ?? scatter.cells!.flatMap(({ left, right }) => [left, right]);
  const ys = scatter.points?.map(({ y }) => y) ?? scatter.cells!.flatMap(({ bottom, top }) => [bottom, top]);
  const cloud = `${kind === 'scale' ? `Scatter plot of ${yTitle}` : `Scatter plot of the ${residual}s`} of ${formatCount(scatter.count)} rows (${range(ys)}) against ${mean} (${range(xs)}).`;
  if (smooth.length === 0) return cloud;
  return `${cloud} The smooth line runs from ${formatSignificant(smooth[0]!.y, 2)} at the lowest to ${formatSignificant(smooth.at(-1)!.y, 2)} at the highest fitted value, between ${formatSignificant(Math.min(...smooth.map(({ y }) => y)), 2)} and ${formatSignificant(Math.max(...smooth.map(({ y }) => y)), 2)}.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
