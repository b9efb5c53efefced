/** How the elements of a column are spread: quartiles and a histogram of numbers, counts of levels and texts. */
import type { ColumnDistribution } from '../results.js';
import type { Column } from './vectors.js';

/** Longer columns are not sorted: their quartiles and distinct values are left out. */
const MOST_SORTED = 50_000;
const BINS = 12;
const MOST_VALUES = 12;

/** Null for a matrix, and where no element is there. */
export function distributionOf(column: Column): ColumnDistribution | null {
  switch (column.type) {
    case 'factor':
      return ofLevels(column.codes, column.levels);
    case 'character':
      return ofTexts(column.values);
    case 'logical':
      return ofTexts(Array.from(column.values, (value) => (value < 0 ? null : value === 1 ? 'TRUE' : 'FALSE')));
    default:
      return column.dim ? null : ofNumbers(column.values);
  }
}

function ofNumbers(values: Float64Array): ColumnDistribution | null {
  let least = Infinity;
  let most = -Infinity;
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
    sum += value;
    count++;
  }
  if (count === 0 || !Number.isFinite(least) || !Number.isFinite(most)) return null;
  const sorted = count <= MOST_SORTED ? values.filter((value) => !Number.isNaN(value)).sort() : null;
  return {
    kind: 'numbers',
    count,
    missing: values.length - count,
    least,
    most,
    mean: sum / count,
    quantiles: sorted && [0, 0.25, 0.5, 0.75, 1].map((probability) => quantile(sorted, probability)),
    bins: binned(values, least, most),
    distinct: sorted && sorted.reduce((different, value, index) => different + (index === 0 || value !== sorted[index - 1] ? 1 : 0), 0),
  };
}

/** R's `quantile(type = 7)`, which is Hyndman & Fan (1996), definition 7. */
function quantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const [lower, upper] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return lower === upper ? lower : lower + (position - below) * (upper - lower);
}

function binned(values: Float64Array, least: number, most: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = (most - least) / BINS;
  if (!(width > 0)) return [];
  for (const value of values) if (!Number.isNaN(value)) bins[Math.min(BINS - 1, Math.floor((value - least) / width))]!++;
  return bins;
}

function ofLevels(codes: Int32Array, levels: readonly string[]): ColumnDistribution | null {
  const counts = new Int32Array(levels.length + 1);
  for (const code of codes) counts[code]!++;
  const missing = counts[0]!;
  if (missing === codes.length) return null;
  const shown = levels.slice(0, MOST_VALUES).map((value, index) => ({ value, count: counts[index + 1]! }));
  return { kind: 'categories', count: codes.length - missing, missing, counts: shown, others: levels.length - shown.length };
}

function ofTexts(texts: readonly (string | null)[]): ColumnDistribution | null {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const text of texts) {
    if (text === null) missing++;
    else counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES);
  return { kind: 'categories', count: texts.length - missing, missing, counts: sorted.map(([value, count]) => ({ value, count })), others: counts.size - sorted.length };
}
