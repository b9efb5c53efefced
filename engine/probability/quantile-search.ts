/** Quantiles of distributions whose cumulative probabilities have no inverse in closed form. */

/** P(X ≤ x) and P(X > x); each is accurate where it is small. */
export interface Tails {
  lower(x: number): number;
  upper(x: number): number;
}

/** Probabilities of the two tails that the quantile parts; they sum to 1, and the smaller one is exact. */
export interface TailProbabilities {
  readonly lower: number;
  readonly upper: number;
}

/** The quantile of a continuous distribution on (least, most), between which the tails are monotone: bracketing, then bisection with secant steps. */
export function continuousQuantile(tails: Tails, wanted: TailProbabilities, start: number, least: number, most: number): number {
  if (wanted.lower <= 0) return least;
  if (wanted.upper <= 0) return most;
  const isLower = wanted.lower <= wanted.upper;
  // log tails are nearly straight far out, which is where the bisection would be slow
  const excess = (x: number): number => (isLower ? Math.log(tails.lower(x)) - Math.log(wanted.lower) : Math.log(wanted.upper) - Math.log(tails.upper(x)));
  let [low, high] = bracket(excess, start, least, most);
  let atLow = excess(low);
  let atHigh = excess(high);
  for (let step = 0; step < 200 && high - low > 1e-16 * Math.abs(low + high); step++) {
    const secant = low - (atLow * (high - low)) / (atHigh - atLow);
    const isInside = step % 3 < 2 && secant > low && secant < high;
    const middle = isInside ? secant : betweenOf(low, high);
    if (middle === low || middle === high) break;
    const value = excess(middle);
    if (value === 0) return middle;
    if (value < 0) {
      low = middle;
      atLow = value;
    } else {
      high = middle;
      atHigh = value;
    }
  }
  return Math.abs(atLow) < Math.abs(atHigh) ? low : high;
}

/** R's allowance for the rounding of a cumulative probability. */
const FUZZ = 64 * Number.EPSILON;

/** The smallest whole number x ≥ 0 with P(X ≤ x) ≥ the wanted lower probability. */
export function discreteQuantile(tails: Tails, wanted: TailProbabilities, start: number, most: number): number {
  if (wanted.lower <= 0) return 0;
  if (wanted.upper <= 0) return most;
  const isLower = wanted.lower <= wanted.upper;
  const isReached = (x: number): boolean => (isLower ? tails.lower(x) >= wanted.lower * (1 - FUZZ) : tails.upper(x) <= wanted.upper * (1 + FUZZ));
  let high = Math.min(most, Math.max(0, Math.floor(start)));
  let width = 1;
  while (high < most && !isReached(high)) {
    high = Math.min(most, high + width);
    width *= 2;
  }
  let low = high;
  for (width = 1; low >= 0 && isReached(low); width *= 2) {
    high = low;
    low -= width;
  }
  low = Math.max(-1, low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function bracket(excess: (x: number) => number, start: number, least: number, most: number): [number, number] {
  let low = start;
  let high = start;
  for (let width = Math.max(1e-3, Math.abs(start)); excess(low) > 0; width *= 2) low = least === -Infinity ? low - width : least + (low - least) / 16;
  for (let width = Math.max(1e-3, Math.abs(start)); excess(high) < 0; width *= 2) high = most === Infinity ? high + width : most - (most - high) / 16;
  return [low, high];
}

/** The geometric mean where both have the same sign, so that tiny quantiles are found to their last digit. */
function betweenOf(low: number, high: number): number {
  if (low > 0 && high / low > 4) return Math.sqrt(low) * Math.sqrt(high);
  if (high < 0 && low / high > 4) return -Math.sqrt(-low) * Math.sqrt(-high);
  return low + (high - low) / 2;
}
