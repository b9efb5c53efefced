/** How far chains of draws agree, and how many independent draws they are worth: Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021. */
import { normalQuantile } from '../probability/tail-probabilities.js';

/** One array a chain, all of one length. */
export type Chains = readonly Float64Array[];

export interface PosteriorDiagnostics {
  /** Rank-normalised split R̂, the greater of that of the draws and that of their distances from the median (eq. 14 and section 4.2). */
  readonly rhat: number;
  /** Effective sample size for the centre: of rank-normalised split chains (section 4.3). */
  readonly essBulk: number;
  /** The lesser effective sample size of the quantiles 0.05 and 0.95 (section 4.3). */
  readonly essTail: number;
}

/** NaN where a chain is too short, does not move or holds a value that is not finite. */
export function posteriorDiagnostics(chains: Chains): PosteriorDiagnostics {
  const length = chains[0]?.length ?? 0;
  const pooled = pool(chains);
  const isConstant = pooled.every(value => value === pooled[0]);
  if (length < 6 || isConstant || !pooled.every(Number.isFinite)) return { rhat: NaN, essBulk: NaN, essTail: NaN };
  const halves = split(chains);
  const sorted = pooled.slice().sort();
  const middle = quantile(pool(halves).sort(), 0.5);
  const folded = halves.map(chain => chain.map(value => Math.abs(value - middle)));
  const tails = [0.05, 0.95].map(probability => {
    const limit = quantile(sorted, probability);
    return effectiveSampleSize(split(chains.map(chain => chain.map(value => Number(value <= limit)))));
  });
  return { rhat: Math.max(potentialScaleReduction(rankNormalised(halves)), potentialScaleReduction(rankNormalised(folded))), essBulk: effectiveSampleSize(rankNormalised(halves)), essTail: Math.min(...tails) };
}

/** √(((N − 1)/N · W + B/N) / W), eq. 3 and 4. */
function potentialScaleReduction(chains: Chains): number {
  const length = chains[0]!.length;
  const within = mean(chains.map(variance));
  return Math.sqrt((length - 1) / length + variance(Float64Array.from(chains, mean)) / within);
}

/** N·M / τ̂ with Geyer's initial monotone sequence of the autocorrelations of all chains (eq. 10 to 13); no more than N·M log₁₀(N·M). */
function effectiveSampleSize(chains: Chains): number {
  const [length, count] = [chains[0]!.length, chains.length];
  const total = length * count;
  const autocovariances = chains.map(chain => autocovarianceOf(chain));
  const within = (mean(autocovariances.map(lagged => lagged(0))) * length) / (length - 1);
  const overall = (within * (length - 1)) / length + (count > 1 ? variance(Float64Array.from(chains, mean)) : 0);
  const correlation = (lag: number): number => (lag === 0 ? 1 : 1 - (within - mean(autocovariances.map(lagged => lagged(lag)))) / overall);
  let [even, odd] = [1, correlation(1)];
  const kept = [even, odd];
  let lag = 0;
  while (lag < length - 5 && even + odd > 0) {
    lag += 2;
    [even, odd] = [correlation(lag), correlation(lag + 1)];
    if (even + odd >= 0) kept.push(even, odd);
    else kept.push(0, 0);
  }
  // Sums of pairs never rise.
  for (let pair = 2; pair <= lag - 2; pair += 2) {
    const before = kept[pair - 2]! + kept[pair - 1]!;
    if (kept[pair]! + kept[pair + 1]! > before) kept[pair] = kept[pair + 1] = before / 2;
  }
  let sum = 0;
  for (let each = 0; each < lag; each++) sum += kept[each]!;
  const time = -1 + 2 * sum + Math.max(0, even);
  return total / Math.max(time, 1 / Math.log10(total));
}

/** (1/N) Σ (x_i − x̄)(x_{i+lag} − x̄), computed lag by lag: the sequence ends early. */
function autocovarianceOf(chain: Float64Array): (lag: number) => number {
  const centre = mean(chain);
  const centred = chain.map(value => value - centre);
  return lag => {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
    return sum / centred.length;
  };
}

/** First and second halves of every chain; the draw in the middle of an odd number is left out. */
function split(chains: Chains): Float64Array[] {
  const half = Math.floor(chains[0]!.length / 2);
  return chains.flatMap(chain => [chain.slice(0, half), chain.slice(chain.length - half)]);
}

/** Φ⁻¹((r − 3/8)/(S + 1/4)) of the ranks among all draws, ties at their mean rank. */
function rankNormalised(chains: Chains): Float64Array[] {
  const values = pool(chains);
  const order = Uint32Array.from(values, (_, place) => place).sort((a, b) => values[a]! - values[b]!);
  const scores = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    const score = normalQuantile(((from + 1 + to) / 2 - 3 / 8) / (values.length + 1 / 4));
    for (; from < to; from += 1) scores[order[from]!] = score;
  }
  const length = chains[0]!.length;
  return chains.map((_, chain) => scores.slice(chain * length, (chain + 1) * length));
}

function pool(chains: Chains): Float64Array {
  const length = chains[0]?.length ?? 0;
  const pooled = new Float64Array(length * chains.length);
  chains.forEach((chain, place) => pooled.set(chain, place * length));
  return pooled;
}

/** R's type 7. */
function quantile(sorted: Float64Array, probability: number): number {
  const at = (sorted.length - 1) * probability;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (at - Math.floor(at)) * (high - low);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}
