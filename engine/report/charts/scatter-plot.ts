/** Two numbers against each other, with a smooth line. */
import type { Scatter } from '../../inference/scatter.js';
import type { ChartResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { chartTable, partOf, TABLE } from './axes.js';

export interface ScatterPlot {
  readonly scatter: Scatter;
  /** Whether the points are joined in their order. */
  readonly isJoined?: boolean;
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

/** Point by point, or cells shaded by how many points they hold where those are too many. */
export function scatterPlot({ scatter, title, x, y, isJoined = false }: ScatterPlot): ChartResult {
  const { points, cells, smooth, count } = scatter;
  const xChannel = { field: 'x', type: 'quantitative', title: x, scale: { zero: false, nice: false, padding: 8 }, axis: { grid: false } };
  const yChannel = { field: 'y', type: 'quantitative', title: y, scale: { zero: false }, axis: { grid: false } };
  const cloud = points
    ? { transform: partOf('observation'), mark: { type: 'point', style: 'observation', aria: false }, encoding: { x: xChannel, y: yChannel, tooltip: ['x', 'y'].map(field => ({ field, type: 'quantitative', format: '.5~g' })) } }
    : { transform: partOf('cell'), mark: { type: 'rect', aria: false }, encoding: { x: xChannel, x2: { field: 'right' }, y: yChannel, y2: { field: 'top' }, opacity: { field: 'count', type: 'quantitative', scale: { type: 'sqrt', range: [0.12, 1] }, legend: { title: 'count' } } } };
  const xs = points?.map(point => point.x) ?? cells!.flatMap(({ left, right }) => [left, right]);
  const ys = points?.map(point => point.y) ?? cells!.flatMap(({ bottom, top }) => [bottom, top]);
  const range = (values: readonly number[]): string => `${formatSignificant(Math.min(...values), 3)} to ${formatSignificant(Math.max(...values), 3)}`;
  const hasLine = smooth.length > 5 && !isJoined;
  return {
    kind: 'chart',
    title,
    description: `Scatter plot of ${formatCount(count)} points: ${y} (${range(ys)}) against ${x} (${range(xs)}).${hasLine ? ` The smooth line runs from ${formatSignificant(smooth[0]!.y, 3)} to ${formatSignificant(smooth.at(-1)!.y, 3)}.` : ''}`,
    caption: `${y} against ${x}, ${formatCount(count)} points${points ? (isJoined ? ' joined in their order' : '') : ' counted in cells'}.${hasLine ? ` The line is a robust local regression (lowess)${scatter.smoothedCount < count ? ` through ${formatCount(scatter.smoothedCount)} of them` : ''}.` : ''}`,
    spec: {
      title: { text: title }, data: TABLE, width: 440, height: 300,
      layer: [cloud, ...(isJoined ? [{ transform: partOf('observation'), mark: { type: 'line', style: 'line', aria: false }, encoding: { x: xChannel, y: yChannel, order: { field: 'order', type: 'quantitative' } } }] : []), ...(hasLine ? [{ transform: partOf('smooth'), mark: { type: 'line', style: points ? 'line' : 'population', aria: false }, encoding: { x: xChannel, y: yChannel } }] : [])],
    },
    data: points
      ? chartTable(title, [{ name: 'part', type: 'text' }, { name: 'x', type: 'number' }, { name: 'y', type: 'number' }, { name: 'order', type: 'integer' }], [...points.map(point => ['observation', point.x, point.y, point.index + 1]), ...(hasLine ? smooth.map(point => ['smooth', point.x, point.y, null]) : [])])
      : chartTable(title, [{ name: 'part', type: 'text' }, { name: 'x', type: 'number' }, { name: 'y', type: 'number' }, { name: 'right', type: 'number' }, { name: 'top', type: 'number' }, { name: 'count', type: 'integer' }], [...cells!.map(cell => ['cell', cell.left, cell.bottom, cell.right, cell.top, cell.count]), ...(hasLine ? smooth.map(point => ['smooth', point.x, point.y, null, null, null]) : [])]),
  };
}
