/** A histogram. */
import type { Histogram } from '../../inference/distribution-pictures.js';
import type { ChartResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { chartTable, TABLE } from './axes.js';

export function histogram({ bars, count, title, x }: Histogram & { readonly title: string; readonly x: string }): ChartResult {
  const highest = bars.reduce((best, bar) => (bar.count > best.count ? bar : best), bars[0] ?? { from: NaN, to: NaN, count: 0 });
  const limits = (value: number): string => formatSignificant(value, 4).replace(/\.?0+$/, '');
  return {
    kind: 'chart',
    title,
    description: `Histogram of ${formatCount(count)} values of ${x} in ${formatCount(bars.length)} intervals from ${limits(bars[0]?.from ?? NaN)} to ${limits(bars.at(-1)?.to ?? NaN)}; most, ${formatCount(highest.count)}, lie between ${limits(highest.from)} and ${limits(highest.to)}.`,
    caption: `${x}: ${formatCount(count)} values counted in intervals of width ${limits(highest.to - highest.from)}.`,
    spec: {
      title: { text: title }, data: TABLE, width: 440, height: 260,
      mark: { type: 'bar', aria: false, binSpacing: 1 },
      encoding: {
        x: { field: 'from', type: 'quantitative', title: x, bin: { binned: true }, axis: { grid: false } }, x2: { field: 'to' },
        y: { field: 'count', type: 'quantitative', title: 'count', axis: { tickMinStep: 1 } },
        tooltip: ['from', 'to', 'count'].map(field => ({ field, type: 'quantitative' })),
      },
    },
    data: chartTable(title, [{ name: 'from', type: 'number' }, { name: 'to', type: 'number' }, { name: 'count', type: 'integer' }], bars.map(bar => [bar.from, bar.to, bar.count])),
  };
}
