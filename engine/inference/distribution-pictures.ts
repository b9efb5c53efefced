/** Counts in intervals, and the five numbers of a box: what histograms and box plots show. */

export interface Histogram {
  readonly count: number;
  readonly bars: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

export interface Box {
  readonly count: number;
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  /** The farthest values within 1.5 box lengths. */
  readonly lowerWhisker: number;
  readonly upperWhisker: number;
  readonly outliers: readonly number[];
}

/** Intervals (a, b] of equal width with round limits, about as many as asked for or as Sturges (1926) has it, by R's rule for round numbers; the least value belongs to the first. */
export function histogramOf(values: Float64Array, wanted: number | null): Histogram {
  const finite = values.filter(value => Number.isFinite(value)).sort();
  const n = finite.length;
  if (n === 0) return { count: 0, bars: [] };
  const breaks = roundBreaks(finite[0]!, finite[n - 1]!, Math.max(1, Math.round(wanted ?? Math.ceil(Math.log2(n) + 1))));
  const tolerance = 1e-7 * (breaks[1]! - breaks[0]!);
  let at = 0;
  const bars = breaks.slice(1).map((to, i) => {
    const start = at;
    while (at < n && finite[at]! <= to + tolerance) at++;
    return { from: breaks[i]!, to, count: at - start };
  });
  return { count: n, bars };
}

/** Steps of 1, 2 or 5 times a power of ten, as R's `pretty` chooses them (with its bias towards larger ones). */
export function roundBreaks(least: number, most: number, wanted: number): number[] {
  const size = Math.max(Math.abs(least), Math.abs(most));
  const isPoint = most - least < 1e-10 * Math.max(size, 1e-300);
  const cell = isPoint ? (size > 0 ? size / wanted : 1) : (most - least) / wanted;
  const base = 10 ** Math.floor(Math.log10(cell));
  let unit = base;
  if (2 * base - cell < 1.5 * (cell - unit)) unit = 2 * base;
  if (5 * base - cell < 2.75 * (cell - unit)) unit = 5 * base;
  if (10 * base - cell < 1.5 * (cell - unit)) unit = 10 * base;
  let first = Math.floor(least / unit + 1e-7);
  let last = Math.ceil(most / unit - 1e-7);
  while (first * unit > least + 1e-7 * unit) first--;
  while (last * unit < most - 1e-7 * unit) last++;
  const fewest = Math.floor(wanted / 3);
  for (let missing = fewest - (last - first); missing > 0; missing -= 2) {
    last += 1;
    if (missing > 1) first -= 1;
  }
  if (last === first) last = first + 1;
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * unit).toPrecision(12)));
}

/** The hinges of Tukey (1977), medians of the lower and the upper half, as R's `boxplot.stats` takes them. */
export function boxOf(values: Float64Array): Box {
  const sorted = values.filter(value => Number.isFinite(value)).sort();
  const n = sorted.length;
  const at = (place: number): number => ((sorted[Math.floor(place) - 1] ?? NaN) + (sorted[Math.ceil(place) - 1] ?? NaN)) / 2;
  const depth = Math.floor((n + 3) / 2) / 2;
  const [lower, median, upper] = [at(depth), at((n + 1) / 2), at(n + 1 - depth)];
  const reach = 1.5 * (upper - lower);
  const within = sorted.filter(value => value >= lower - reach && value <= upper + reach);
  return { count: n, lower, median, upper, lowerWhisker: within[0] ?? NaN, upperWhisker: within.at(-1) ?? NaN, outliers: Array.from(sorted).filter(value => value < lower - reach || value > upper + reach) };
}
