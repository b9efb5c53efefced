/** The density of a sample by normal kernels, as density() in R draws it. */

export interface KernelDensity {
  readonly bandwidth: number;
  readonly at: Float64Array;
  readonly density: Float64Array;
}

/** More values than this are gathered in as many bins as there are points: the sum over all would take seconds. */
const MOST_SUMMED = 5000;

/**
 * Silverman's bandwidth (1986, eq. 3.31: 0.9 min(s, IQR/1.34) n^(−1/5), R's `bw.nrd0`) at `points` places from three bandwidths below the
 * least value to three above the greatest. Summed exactly, where R bins linearly and transforms; long samples are binned to a 4000th of the range.
 */
export function kernelDensity(values: Float64Array, points: number): KernelDensity {
  const sorted = values.slice().sort();
  const bandwidth = silvermanBandwidth(sorted);
  const from = sorted[0]! - 3 * bandwidth;
  const step = (sorted.at(-1)! + 3 * bandwidth - from) / (points - 1);
  const at = Float64Array.from({ length: points }, (_, point) => from + point * step);
  const { centres, weights } = sorted.length > MOST_SUMMED ? binned(sorted, 4000) : { centres: sorted, weights: new Float64Array(sorted.length).fill(1) };
  const scale = 1 / (sorted.length * bandwidth * Math.sqrt(2 * Math.PI));
  const density = at.map(place => {
    let sum = 0;
    for (let i = 0; i < centres.length; i++) {
      const distance = (place - centres[i]!) / bandwidth;
      if (distance > -9 && distance < 9) sum += weights[i]! * Math.exp(-0.5 * distance * distance);
    }
    return scale * sum;
  });
  return { bandwidth, at, density };
}

function silvermanBandwidth(sorted: Float64Array): number {
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const quartile = (probability: number): number => {
    const place = (count - 1) * probability;
    return sorted[Math.floor(place)]! + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - sorted[Math.floor(place)]!);
  };
  const spread = Math.min(deviation, (quartile(0.75) - quartile(0.25)) / 1.34) || deviation || Math.abs(sorted[0]!) || 1;
  return 0.9 * spread * count ** -0.2;
}

function binned(sorted: Float64Array, bins: number): { readonly centres: Float64Array; readonly weights: Float64Array } {
  const [least, width] = [sorted[0]!, (sorted.at(-1)! - sorted[0]!) / bins];
  const weights = new Float64Array(bins);
  for (const value of sorted) weights[Math.min(bins - 1, Math.floor((value - least) / width))]! += 1;
  return { centres: Float64Array.from({ length: bins }, (_, bin) => least + (bin + 0.5) * width), weights };
}
