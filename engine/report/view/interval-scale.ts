/** The common axis of the intervals drawn in a table, on the link scale. */
export interface IntervalScale {
  /** Where a value stands, from 0 to 100. */
  readonly place: (value: number) => number;
  /** Whether an interval lies on the axis. */
  readonly holds: (position: IntervalPosition) => boolean;
  readonly domain: readonly [number, number];
}

export interface IntervalPosition {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

const MARGIN = 4;

/**
 * An axis for the intervals at `comparisons`, zero always on it; those at `levels` (the intercept) widen it only
 * while that leaves the comparisons at least half of it, and are otherwise not drawn. Null where there is nothing to draw.
 */
export function intervalScale(comparisons: readonly IntervalPosition[], levels: readonly IntervalPosition[]): IntervalScale | null {
  const own = comparisons.filter(isFinitePosition);
  let low = Math.min(0, ...own.map(position => position.lower));
  let high = Math.max(0, ...own.map(position => position.upper));
  for (const position of levels.filter(isFinitePosition)) {
    const [wideLow, wideHigh] = [Math.min(low, position.lower), Math.max(high, position.upper)];
    if (own.length === 0 || wideHigh - wideLow <= 2 * (high - low)) [low, high] = [wideLow, wideHigh];
  }
  if (!(high > low)) return null;
  const place = (value: number): number => MARGIN + ((value - low) / (high - low)) * (100 - 2 * MARGIN);
  return { place, domain: [low, high], holds: position => isFinitePosition(position) && position.lower >= low && position.upper <= high };
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round values of the link scale. */
export function linearTicks([low, high]: readonly [number, number]): readonly Tick[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough) ?? rough;
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) {
    ticks.push({ at: index * step, label: (index * step).toFixed(decimals).replace('-', '−').replace(/^−(0(\.0+)?)$/, '$1') });
  }
  return ticks;
}

/** Round ratios, placed at their logarithms, 1 always among them. */
export function ratioTicks([low, high]: readonly [number, number]): readonly Tick[] {
  const candidates = [1, 2, 5].flatMap(digit => Array.from({ length: 13 }, (_, power) => digit * 10 ** (power - 6)));
  const inside = candidates.filter(ratio => Math.log(ratio) >= low && Math.log(ratio) <= high).sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)));
  const near = 0.16 * (high - low);
  const ticks: Tick[] = [];
  for (const ratio of inside) {
    const at = Math.log(ratio);
    if (ticks.every(tick => Math.abs(tick.at - at) >= near)) ticks.push({ at, label: String(Number(ratio.toPrecision(1))) });
  }
  return ticks.length < 2 ? linearTicks([Math.exp(low), Math.exp(high)]).filter(tick => tick.at > 0).map(tick => ({ at: Math.log(tick.at), label: tick.label })) : ticks;
}

const isFinitePosition = (position: IntervalPosition): boolean => Number.isFinite(position.estimate) && Number.isFinite(position.lower) && Number.isFinite(position.upper);
