/** Box plots, one for each level. */
import type { Box } from '../../inference/distribution-pictures.js';
import type { ChartResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { chartTable, partOf, TABLE } from './axes.js';

export interface BoxPlot {
  readonly boxes: readonly (Box & { readonly level: string })[];
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

export function boxPlot({ boxes, title, x, y }: BoxPlot): ChartResult {
  const xChannel = { field: 'level', type: 'nominal', sort: null, title: x === '' ? null : x, axis: { labelAngle: 0, labelOverlap: 'greedy', ...(x === '' ? { labels: false, ticks: false } : {}) } };
  const yChannel = (field: string) => ({ field, type: 'quantitative', title: y, scale: { zero: false }, axis: { grid: false } });
  const medians = boxes.map(({ level, median }) => `${level === '' ? '' : `${level} `}${formatSignificant(median, 3)}`);
  const outside = boxes.reduce((sum, { outliers }) => sum + outliers.length, 0);
  const tooltip = ['level', 'lower', 'median', 'upper', 'rows'].map(field => ({ field, type: field === 'level' ? 'nominal' : 'quantitative' }));
  return {
    kind: 'chart',
    title,
    description: `Box plot${boxes.length > 1 ? `s of ${y} for ${formatCount(boxes.length)} levels of ${x}` : ` of ${y}`}. ${boxes.length > 1 ? 'Medians' : 'Median'}: ${medians.join(', ')}. ${outside === 0 ? 'No value lies' : `${formatCount(outside)} ${outside === 1 ? 'value lies' : 'values lie'}`} beyond the whiskers.`,
    caption: `${y}${x === '' ? '' : ` by ${x}`}: boxes hold the middle half of the values, with the median; whiskers reach to the farthest value within 1.5 box lengths, values beyond are drawn.`,
    spec: {
      title: { text: title }, data: TABLE, width: { step: Math.max(18, Math.min(64, 600 / boxes.length)) }, height: 300,
      layer: [
        ...[['lowerWhisker', 'lower'], ['upper', 'upperWhisker']].map(([from, to]) => ({ transform: partOf('box'), mark: { type: 'rule', style: 'interval', aria: false }, encoding: { x: xChannel, y: yChannel(from!), y2: { field: to } } })),
        { transform: partOf('box'), mark: { type: 'bar', style: 'density', aria: false, width: { band: 0.6 } }, encoding: { x: xChannel, y: yChannel('lower'), y2: { field: 'upper' }, tooltip } },
        { transform: partOf('box'), mark: { type: 'tick', style: 'estimate', aria: false, thickness: 2, width: { band: 0.6 } }, encoding: { x: xChannel, y: yChannel('median'), tooltip } },
        { transform: partOf('outlier'), mark: { type: 'point', style: 'observation', aria: false }, encoding: { x: xChannel, y: yChannel('median') } },
      ],
    },
    data: chartTable(title, [{ name: 'part', type: 'text' }, { name: 'level', type: 'text' }, { name: 'median', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'lowerWhisker', type: 'number' }, { name: 'upperWhisker', type: 'number' }, { name: 'rows', type: 'integer' }], [
      ...boxes.map(box => ['box', box.level, box.median, box.lower, box.upper, box.lowerWhisker, box.upperWhisker, box.count]),
      ...boxes.flatMap(({ level, outliers }) => outliers.slice(0, 200).map(value => ['outlier', level, value, null, null, null, null, null])),
    ]),
  };
}
