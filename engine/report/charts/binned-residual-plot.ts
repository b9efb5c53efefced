/** Binned residuals: what a residual plot of binary data shows only on average. */
import type { ResidualBin } from '../../inference/binned-residuals.js';
import type { ChartResult } from '../../results.js';
import { formatCount, formatSignificant } from '../numbers.js';
import { chartTable, partOf, TABLE } from './axes.js';

export interface BinnedResidualPlot {
  readonly bins: readonly ResidualBin[];
  readonly title: string;
  /** Title of the axis: `fitted probability of use = Y`. */
  readonly fitted: string;
  readonly residual: string;
  readonly fitId: string | undefined;
}

/** Mean residuals in bins of the fitted values, between limits of two standard errors. */
export function binnedResidualPlot({ bins, title, fitted, residual, fitId }: BinnedResidualPlot): ChartResult {
  const outside = bins.filter(({ residual: mean, twoErrors }) => Math.abs(mean) > twoErrors).length;
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  const x = { field: 'fitted', type: 'quantitative', title: fitted, scale: { zero: false, nice: false, padding: 8 }, axis: { grid: false } };
  const y = { field: 'residual', type: 'quantitative', title: residual, axis: { grid: false } };
  return {
    kind: 'chart',
    title,
    description: `Mean residuals in ${formatCount(bins.length)} bins of the fitted values (${formatSignificant(bins[0]?.fitted ?? NaN, 2)} to ${formatSignificant(bins.at(-1)?.fitted ?? NaN, 2)}). ${outside === 0 ? 'None' : formatCount(outside)} of ${formatCount(bins.length)} lie outside the limits of two standard errors.`,
    caption: `Residuals of ${formatCount(rows)} rows averaged in ${formatCount(bins.length)} bins of about equally many rows by fitted value, with limits of ±2 standard errors. Where the model holds, about 95 % of the bins lie within them (Gelman & Hill 2007); here ${formatCount(bins.length - outside)} of ${formatCount(bins.length)} do.`,
    ...(fitId === undefined ? {} : { fitId }),
    spec: {
      title: { text: title },
      data: TABLE,
      width: 440,
      height: 300,
      layer: [
        { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', style: 'reference', aria: false }, encoding: { y: { field: 'zero', type: 'quantitative' } } },
        { transform: partOf('bin'), mark: { type: 'area', style: 'band', aria: false }, encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } } },
        {
          transform: partOf('bin'),
          mark: { type: 'point', style: 'estimate', aria: false, size: 36 },
          encoding: { x, y, color: { field: 'place', type: 'ordinal', scale: { domain: ['outside', 'inside'] }, legend: null }, tooltip: [{ field: 'fitted', type: 'quantitative', title: 'mean fitted', format: '.3~g' }, { field: 'residual', type: 'quantitative', title: 'mean residual', format: '.3~g' }, { field: 'rows', type: 'quantitative', title: 'rows' }] },
        },
      ],
    },
    data: chartTable(title, [{ name: 'part', type: 'text' }, { name: 'fitted', type: 'number' }, { name: 'residual', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' }, { name: 'rows', type: 'integer' }, { name: 'place', type: 'text' }],
      bins.map(bin => ['bin', bin.fitted, bin.residual, -bin.twoErrors, bin.twoErrors, bin.count, Math.abs(bin.residual) > bin.twoErrors ? 'outside' : 'inside'])),
  };
}
