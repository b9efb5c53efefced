/** How a column is spread, in a few lines of Markdown: quartiles with a histogram, or levels with their counts. */
import { formatOneNumber } from '../../data/number-format.js';
import type { ColumnDistribution } from '../../results.js';
import { code } from './markdown.js';

export function describeDistribution(distribution: ColumnDistribution): string {
  const { missing, count } = distribution;
  const rows = `${count.toLocaleString('en')} values${missing > 0 ? `, ${missing.toLocaleString('en')} missing` : ', none missing'}`;
  if (distribution.kind === 'categories') {
    const most = Math.max(...distribution.counts.map((one) => one.count));
    const lines = distribution.counts.map((one) => `| ${code(one.value)} | ${one.count.toLocaleString('en')} | ${bar(one.count / most)} |`);
    const others = distribution.others > 0 ? [`… and ${distribution.others.toLocaleString('en')} more`] : [];
    return [['| value | rows | |', '|---|---:|---|', ...lines].join('\n'), ...others, rows].join('\n\n');
  }
  const { quantiles, least, most, mean, bins } = distribution;
  const shown = quantiles ?? [least, most];
  const heads = quantiles ? ['least', 'lower quartile', 'median', 'upper quartile', 'most'] : ['least', 'most'];
  const table = [`| ${[...heads, 'mean'].join(' | ')} |`, `|${'---:|'.repeat(heads.length + 1)}`, `| ${[...shown, mean].map((value) => formatOneNumber(value, 4)).join(' | ')} |`].join('\n');
  return [...(bins.length > 0 ? [code(histogram(bins))] : []), table, rows].join('\n\n');
}

const HEIGHTS = '▁▂▃▄▅▆▇█';

/** One sign a bin, its height in proportion to the count; an empty bin stays empty. */
function histogram(bins: readonly number[]): string {
  const most = Math.max(...bins);
  return bins.map((count) => (count === 0 ? ' ' : HEIGHTS[Math.min(HEIGHTS.length - 1, Math.ceil((count / most) * HEIGHTS.length) - 1)]!)).join('').replaceAll(' ', '\u2007');
}

const bar = (share: number): string => '█'.repeat(Math.round(share * 12)) || (share > 0 ? '▏' : '');
