/** Adjusting p-values and intervals of one family of tests for how many there are. */
import { studentizedRangeQuantile, studentizedRangeUpperTail } from '../../probability/studentized-range.js';
import { normalQuantile } from '../../probability/tail-probabilities.js';
import { tailsOf } from '../../probability/distributions.js';
import { continuousQuantile } from '../../probability/quantile-search.js';

export type Adjustment = 'none' | 'tukey' | 'bonferroni' | 'holm' | 'hochberg' | 'fdr' | 'BY' | 'sidak' | 'scheffe';

/** What is adjusted for. */
export interface Family {
  /** Tests in the family. */
  readonly tests: number;
  /** Means that they compare pairwise, for Tukey's method. */
  readonly means: number;
  /** Rank of their linear functions, for Scheffé's method. */
  readonly rank: number;
}

interface AdjustmentDescription {
  /** In the note below a table. */
  readonly words: (family: Family) => string;
  /** What intervals use, where the method has none of its own. */
  readonly forIntervals: Adjustment;
}

export const adjustments: Readonly<Record<Adjustment, AdjustmentDescription>> = {
  none: { words: () => 'none', forIntervals: 'none' },
  tukey: { words: ({ means }) => `Tukey’s method for comparing ${means} means`, forIntervals: 'tukey' },
  bonferroni: { words: ({ tests }) => `Bonferroni’s method for ${tests} tests`, forIntervals: 'bonferroni' },
  holm: { words: ({ tests }) => `Holm’s method for ${tests} tests`, forIntervals: 'bonferroni' },
  hochberg: { words: ({ tests }) => `Hochberg’s method for ${tests} tests`, forIntervals: 'bonferroni' },
  fdr: { words: ({ tests }) => `the false discovery rate (Benjamini & Hochberg) of ${tests} tests`, forIntervals: 'bonferroni' },
  BY: { words: ({ tests }) => `the false discovery rate (Benjamini & Yekutieli) of ${tests} tests`, forIntervals: 'bonferroni' },
  sidak: { words: ({ tests }) => `Šidák’s method for ${tests} tests`, forIntervals: 'sidak' },
  scheffe: { words: ({ rank }) => `Scheffé’s method with rank ${rank}`, forIntervals: 'scheffe' },
};

/** Adjusted p-values in the order given; `statistics` are t or z with `df` degrees of freedom, infinite for z. NaN stays NaN and counts as no test. */
export function adjustedPValues(method: Adjustment, pValues: readonly number[], statistics: readonly number[], df: readonly number[], family: Family): number[] {
  switch (method) {
    case 'none':
      return [...pValues];
    case 'tukey':
      return statistics.map((t, i) => (Number.isNaN(t) ? NaN : Math.min(1, Math.max(0, studentizedRangeUpperTail(Math.SQRT2 * Math.abs(t), family.means, df[i]!)))));
    case 'scheffe':
      return statistics.map((t, i) => (Number.isNaN(t) ? NaN : fUpperTail((t * t) / family.rank, family.rank, df[i]!)));
    case 'bonferroni':
      return pValues.map(p => Math.min(1, p * family.tests));
    case 'sidak':
      return pValues.map(p => -Math.expm1(family.tests * Math.log1p(-p)));
    default:
      return stepwise(method, pValues);
  }
}

/** The multiplier of a standard error for intervals that hold together at `level`. */
export function criticalValue(method: Adjustment, level: number, df: number, family: Family): number {
  const alpha = 1 - level;
  switch (adjustments[method].forIntervals) {
    case 'tukey':
      return studentizedRangeQuantile(level, family.means, df) / Math.SQRT2;
    case 'scheffe':
      return Math.sqrt(family.rank * fQuantile(level, family.rank, df));
    case 'bonferroni':
      return tQuantile(1 - alpha / (2 * family.tests), df);
    case 'sidak':
      return tQuantile(1 + Math.expm1(Math.log(level) / family.tests) / 2, df);
    default:
      return tQuantile(1 - alpha / 2, df);
  }
}

/** Holm (1979), Hochberg (1988), Benjamini & Hochberg (1995), Benjamini & Yekutieli (2001), as R's `p.adjust` has them. */
function stepwise(method: 'holm' | 'hochberg' | 'fdr' | 'BY', pValues: readonly number[]): number[] {
  const order = pValues.map((p, i) => ({ p, i })).filter(({ p }) => !Number.isNaN(p)).sort((a, b) => a.p - b.p);
  const n = order.length;
  const harmonic = Array.from({ length: n }, (_, k) => 1 / (k + 1)).reduce((sum, value) => sum + value, 0);
  const factor = (rank: number): number => (method === 'fdr' ? n / (rank + 1) : method === 'BY' ? (harmonic * n) / (rank + 1) : n - rank);
  const adjusted = pValues.map(() => NaN);
  let bound = method === 'holm' ? 0 : 1;
  for (let step = 0; step < n; step++) {
    // Holm goes up from the smallest, the others down from the largest
    const rank = method === 'holm' ? step : n - 1 - step;
    const { p, i } = order[rank]!;
    bound = method === 'holm' ? Math.max(bound, Math.min(1, p * factor(rank))) : Math.min(bound, p * factor(rank));
    adjusted[i] = bound;
  }
  return adjusted;
}

/** The quantile of t, of the normal for infinite degrees of freedom. */
export function tQuantile(p: number, df: number): number {
  if (df === Infinity) return normalQuantile(p);
  return continuousQuantile(tailsOf('t', [df]), { lower: p, upper: 1 - p }, normalQuantile(p), -Infinity, Infinity);
}

/** P(F > x) with `numerator` and `denominator` degrees of freedom; an infinite denominator is χ²/numerator. */
export function fUpperTail(x: number, numerator: number, denominator: number): number {
  if (denominator === Infinity) return tailsOf('chisq', [numerator]).upper(x * numerator);
  return tailsOf('f', [numerator, denominator]).upper(x);
}

function fQuantile(p: number, numerator: number, denominator: number): number {
  if (denominator === Infinity) return continuousQuantile(tailsOf('chisq', [numerator]), { lower: p, upper: 1 - p }, numerator, 0, Infinity) / numerator;
  return continuousQuantile(tailsOf('f', [numerator, denominator]), { lower: p, upper: 1 - p }, 1, 0, Infinity);
}
