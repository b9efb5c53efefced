/** Sorted values beside the quantiles of a normal distribution. */
import { distributions } from '../probability/distributions.js';
import { normalQuantile } from '../probability/tail-probabilities.js';

export interface NormalQuantiles {
  /** Number of values, more than points where those were thinned. */
  readonly count: number;
  /** In ascending order. */
  readonly points: readonly NormalQuantilePoint[];
  /** Through the quartiles. */
  readonly line: { readonly intercept: number; readonly slope: number };
}

export interface NormalQuantilePoint {
  /** Index of the value in what was given. */
  readonly index: number;
  readonly theoretical: number;
  readonly value: number;
  /** Limits that a normal sample with the same line has at this place, each by itself. */
  readonly lower: number;
  readonly upper: number;
}

/** Past this many values the middle ones are thinned: they could not be told apart. */
const MOST_POINTS = 1200;
/** At each end so many values are kept. */
const KEPT_AT_ENDS = 150;

/**
 * Values against the normal quantiles at R's `ppoints`, (i − a)/(n + 1 − 2a) with a = 3/8 up to ten values and 1/2 beyond; the line through the quartiles as
 * `qqline` has it. The limits are those of the order statistics, Φ⁻¹ of the quantiles of a beta distribution with i and n + 1 − i, pointwise.
 */
export function normalQuantiles(values: Float64Array, level: number): NormalQuantiles {
  const order = Int32Array.from(values.keys()).filter(index => Number.isFinite(values[index]!)).sort((a, b) => values[a]! - values[b]!);
  const n = order.length;
  const line = quartileLine(Float64Array.from(order, index => values[index]!));
  const beta = distributions.find(({ name }) => name === 'beta')!;
  const limit = (tail: { lower: number; upper: number }, i: number): number => line.intercept + line.slope * normalQuantile(beta.quantile(tail, [i, n + 1 - i]));
  const half = (1 - level) / 2;
  const shift = n <= 10 ? 3 / 8 : 1 / 2;
  const points = keptPlaces(n).map((place): NormalQuantilePoint => {
    const index = order[place]!;
    const theoretical = normalQuantile((place + 1 - shift) / (n + 1 - 2 * shift));
    return { index, theoretical, value: values[index]!, lower: limit({ lower: half, upper: 1 - half }, place + 1), upper: limit({ lower: 1 - half, upper: half }, place + 1) };
  });
  return { count: n, points, line };
}

/** R's `qqline`: through the first and third quartile (type 7). */
function quartileLine(sorted: Float64Array): { intercept: number; slope: number } {
  const quartile = (probability: number): number => {
    const place = (sorted.length - 1) * probability;
    const below = sorted[Math.floor(place)] ?? NaN;
    return below + (place % 1) * ((sorted[Math.ceil(place)] ?? NaN) - below);
  };
  const [low, high] = [quartile(0.25), quartile(0.75)];
  const slope = (high - low) / (2 * normalQuantile(0.75));
  return { intercept: (low + high) / 2, slope };
}

function keptPlaces(n: number): number[] {
  const all = Array.from({ length: Math.min(n, MOST_POINTS) }, (_, place) => place);
  if (n <= MOST_POINTS) return all;
  const middle = MOST_POINTS - 2 * KEPT_AT_ENDS;
  return all.map(place => {
    if (place < KEPT_AT_ENDS) return place;
    if (place >= MOST_POINTS - KEPT_AT_ENDS) return n - MOST_POINTS + place;
    return Math.round(KEPT_AT_ENDS + ((place - KEPT_AT_ENDS) * (n - 2 * KEPT_AT_ENDS)) / middle);
  });
}
