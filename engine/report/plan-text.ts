/** The plan of a fit in words. */
import type { MixedModelFit } from '../estimation/fit.js';

/** Several lines: each grouping factor and how it is eliminated, the Schur complement, arithmetic and memory; `rowCount` rows were fitted. */
export function planText({ plan, method }: MixedModelFit, rowCount: number): string {
  const { factors, schurComplement, multiplyAdds, bytes } = plan;
  const size = factors.reduce((sum, { levelCount, effectCount }) => sum + levelCount * effectCount, 0);
  const rows = counted(rowCount, 'row');
  return [
    `${counted(size, 'random effect')} in ${counted(factors.length, 'grouping factor')}`,
    ...factors.map(({ group, levelCount, effectCount, isEliminated, neighbourCount }) => {
      const blocks = `  ${group}: ${counted(levelCount, 'block')} of ${effectCount} × ${effectCount}`;
      if (!isEliminated) return `${blocks}, in the Schur complement`;
      return neighbourCount === 0 ? `${blocks}, each eliminated by itself` : `${blocks}, eliminated one by one, with ${whole(neighbourCount)} neighbouring columns`;
    }),
    ...(schurComplement
      ? [
          `  Schur complement: ${whole(schurComplement.size)} × ${whole(schurComplement.size)}, ${Math.round(100 * schurComplement.filled)} % of its tiles filled`,
          `  Kernels: ${schurComplement.isWebAssembly ? 'WebAssembly with SIMD' : 'TypeScript'}`,
        ]
      : []),
    `  One factorisation with its selected inverse: ${quantity(multiplyAdds, ['', ' thousand', ' million', ' billion'])} multiply-adds; matrices of ${quantity(bytes, [' bytes', ' kB', ' MB', ' GB'])}`,
    method === 'ML' || method === 'REML' ? `  The ${rows} are read once, into cross-products` : `  Each evaluation passes over the ${rows}`,
  ].join('\n');
}

const whole = (value: number): string => value.toLocaleString('en');
const counted = (value: number, noun: string): string => `${whole(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Three digits and a unit of the thousands. */
function quantity(value: number, units: readonly string[]): string {
  const unit = Math.min(units.length - 1, value < 1000 ? 0 : Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** unit).toPrecision(3))}${units[unit]!}`;
}
