/** Residuals of binary data, averaged in bins. */

export interface ResidualBin {
  /** Mean of the fitted values. */
  readonly fitted: number;
  /** Mean of the residuals. */
  readonly residual: number;
  /** Twice the standard error of that mean. */
  readonly twoErrors: number;
  readonly count: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Means of residuals in bins of about equally many rows in the order of the fitted values, with limits of ±2 standard errors, within
 * which about 95 % of the bins lie where the model holds (Gelman & Hill 2007, §5.6). √n bins from 100 rows on, ten below, half as many as rows below ten.
 */
export function binnedResiduals(fitted: Float64Array, residuals: Float64Array, bins = binCount(fitted.length)): ResidualBin[] {
  const order = Int32Array.from(fitted.keys()).filter(index => Number.isFinite(fitted[index]!) && Number.isFinite(residuals[index]!)).sort((a, b) => fitted[a]! - fitted[b]!);
  const sorted = Float64Array.from(order, index => fitted[index]!);
  const breaks = Array.from({ length: bins - 1 }, (_, i) => {
    const place = Math.floor(((i + 1) * sorted.length) / bins);
    return breakAt(sorted, place);
  });
  const edges = [-Infinity, ...new Set(breaks), Infinity];
  const result: ResidualBin[] = [];
  let at = 0;
  for (const edge of edges.slice(1)) {
    const from = at;
    while (at < sorted.length && sorted[at]! <= edge) at++;
    if (at > from) result.push(binOf(order.subarray(from, at), fitted, residuals));
  }
  return result;
}

/** Halfway to the next fitted value; equal ones stay together, in the bin above. */
function breakAt(sorted: Float64Array, place: number): number {
  const above = sorted[place] ?? NaN;
  let below = place - 1;
  while (below >= 0 && sorted[below] === above) below--;
  return below < 0 ? -Infinity : (sorted[below]! + above) / 2;
}

const binCount = (n: number): number => (n >= 100 ? Math.floor(Math.sqrt(n)) : n > 10 ? 10 : Math.max(1, Math.floor(n / 2)));

function binOf(members: Int32Array, fitted: Float64Array, residuals: Float64Array): ResidualBin {
  const count = members.length;
  let meanFitted = 0;
  let mean = 0;
  for (const index of members) {
    meanFitted += fitted[index]! / count;
    mean += residuals[index]! / count;
  }
  let sum = 0;
  for (const index of members) sum += (residuals[index]! - mean) ** 2;
  return { fitted: meanFitted, residual: mean, twoErrors: count > 1 ? (2 * Math.sqrt(sum / (count - 1))) / Math.sqrt(count) : 0, count, least: fitted[members[0]!]!, most: fitted[members.at(-1)!]! };
}
