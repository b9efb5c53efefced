/** Locally weighted regression, the smooth line of residual plots. */

export interface LowessOptions {
  /** Share of the points that each local line is fitted to. */
  readonly span: number;
  /** Robustness iterations. */
  readonly iterations: number;
  /** Within this distance of the last local line the next ones are interpolated; absent: a hundredth of the range of x. */
  readonly distance?: number;
}

export const defaultLowess: LowessOptions = { span: 2 / 3, iterations: 3 };

/**
 * The smooth at each point, for x in ascending order and without missing values: tricube-weighted local lines with bisquare robustness weights
 * (Cleveland 1979, 1981), by the conventions of R's `lowess`.
 */
export function lowess(x: Float64Array, y: Float64Array, { span, iterations, distance }: LowessOptions = defaultLowess): Float64Array {
  const n = x.length;
  const smooth = new Float64Array(n);
  if (n < 2) {
    smooth.set(y);
    return smooth;
  }
  const neighbours = Math.max(2, Math.min(n, Math.floor(span * n + 1e-7)));
  const delta = distance ?? 0.01 * (x[n - 1]! - x[0]!);
  const weights = new Float64Array(n);
  const robustness = new Float64Array(n).fill(1);
  const residuals = new Float64Array(n);
  for (let iteration = 0; iteration <= iterations; iteration++) {
    smoothOnce(x, y, neighbours, delta, weights, robustness, smooth);
    let absolute = 0;
    for (let i = 0; i < n; i++) {
      residuals[i] = Math.abs(y[i]! - smooth[i]!);
      absolute += residuals[i]!;
    }
    if (iteration === iterations) break;
    const limit = 6 * medianOf(residuals);
    if (limit < (1e-7 * absolute) / n) break;
    for (let i = 0; i < n; i++) robustness[i] = bisquare(residuals[i]!, limit);
  }
  return smooth;
}

/** One pass over the points, those near a fitted one interpolated. */
function smoothOnce(x: Float64Array, y: Float64Array, neighbours: number, delta: number, weights: Float64Array, robustness: Float64Array, smooth: Float64Array): void {
  const n = x.length;
  let first = 0;
  let last = -1;
  let at = 0;
  while (last < n - 1) {
    // the neighbourhood moves on while the point that would come in is nearer than the one that would go out
    while (first + neighbours < n && x[at]! - x[first]! > x[first + neighbours]! - x[at]!) first++;
    smooth[at] = localLine(x, y, x[at]!, first, first + neighbours - 1, weights, robustness) ?? y[at]!;
    for (let between = last + 1; between < at; between++) {
      const share = (x[between]! - x[last]!) / (x[at]! - x[last]!);
      smooth[between] = share * smooth[at]! + (1 - share) * smooth[last]!;
    }
    last = at;
    const reach = x[last]! + delta;
    let next = last + 1;
    for (; next < n && x[next]! <= reach; next++) {
      if (x[next] !== x[last]) continue;
      smooth[next] = smooth[last]!;
      last = next;
    }
    at = Math.max(last + 1, next - 1);
  }
}

/** The weighted line through points `first` … and those tied with `end`, at `place`; null where all weights are zero. */
function localLine(x: Float64Array, y: Float64Array, place: number, first: number, end: number, weights: Float64Array, robustness: Float64Array): number | null {
  const n = x.length;
  const width = Math.max(place - x[first]!, x[end]! - place);
  let total = 0;
  let stop = first;
  for (; stop < n; stop++) {
    const far = Math.abs(x[stop]! - place);
    weights[stop] = 0;
    if (far <= 0.999 * width) {
      weights[stop] = (far <= 0.001 * width ? 1 : (1 - (far / width) ** 3) ** 3) * robustness[stop]!;
      total += weights[stop]!;
    } else if (x[stop]! > place) break;
  }
  if (!(total > 0)) return null;
  let mean = 0;
  for (let i = first; i < stop; i++) {
    weights[i] = weights[i]! / total;
    mean += weights[i]! * x[i]!;
  }
  let spread = 0;
  for (let i = first; i < stop; i++) spread += weights[i]! * (x[i]! - mean) ** 2;
  // a line is fitted only where the points do not all lie at one place
  const slope = width > 0 && Math.sqrt(spread) > 0.001 * (x[n - 1]! - x[0]!) ? (place - mean) / spread : 0;
  let value = 0;
  for (let i = first; i < stop; i++) value += weights[i]! * (1 + slope * (x[i]! - mean)) * y[i]!;
  return value;
}

function bisquare(residual: number, limit: number): number {
  if (residual <= 0.001 * limit) return 1;
  return residual <= 0.999 * limit ? (1 - (residual / limit) ** 2) ** 2 : 0;
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half]! + sorted[half - 1]!) / 2;
}
