/** Samples of the positions 1 … n, drawn from the uniform stream in the very order that R's `sample()` draws them. */
import type { MersenneTwister } from './mersenne-twister.js';

/** From so many positions on, half of them or fewer are drawn by rejecting repeats. */
const MANY = 1e7;

/** `size` of the positions 1 … `count`, each as likely. */
export function sampleEqually(stream: MersenneTwister, count: number, size: number, isReplaced: boolean): Float64Array {
  if (isReplaced || size < 2) return Float64Array.from({ length: size }, () => stream.index(count) + 1);
  if (count > MANY && size <= count / 2) return sampleByRejection(stream, count, size);
  const left = Float64Array.from({ length: count }, (_, index) => index + 1);
  let remaining = count;
  return Float64Array.from({ length: size }, () => {
    const index = stream.index(remaining);
    const chosen = left[index]!;
    left[index] = left[--remaining]!;
    return chosen;
  });
}

/** From so many likely positions on, R draws by an alias table. */
const ALIAS_FROM = 200;

/** `size` of the positions, with probabilities in proportion to `weights`; without replacement, of what is left. */
export function sampleByWeight(stream: MersenneTwister, weights: Float64Array, size: number, isReplaced: boolean): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map(weight => weight / total);
  if (!isReplaced) return withoutReplacement(stream, probabilities, size);
  const likely = probabilities.filter(probability => probability * weights.length > 0.1).length;
  return likely > ALIAS_FROM ? byAlias(stream, probabilities, size) : withReplacement(stream, probabilities, size);
}

function sampleByRejection(stream: MersenneTwister, count: number, size: number): Float64Array {
  const seen = new Set<number>();
  return Float64Array.from({ length: size }, () => {
    let position = stream.index(count) + 1;
    while (seen.has(position)) position = stream.index(count) + 1;
    seen.add(position);
    return position;
  });
}

function withReplacement(stream: MersenneTwister, probabilities: Float64Array, size: number): Float64Array {
  const positions = sortDescending(probabilities);
  for (let index = 1; index < probabilities.length; index++) probabilities[index]! += probabilities[index - 1]!;
  const last = probabilities.length - 1;
  return Float64Array.from({ length: size }, () => {
    const u = stream.uniform();
    let index = 0;
    while (index < last && u > probabilities[index]!) index++;
    return positions[index]!;
  });
}

function withoutReplacement(stream: MersenneTwister, probabilities: Float64Array, size: number): Float64Array {
  const positions = sortDescending(probabilities);
  let mass = 1;
  let last = probabilities.length - 1;
  return Float64Array.from({ length: size }, () => {
    const wanted = mass * stream.uniform();
    let reached = 0;
    let index = 0;
    for (; index < last; index++) {
      reached += probabilities[index]!;
      if (wanted <= reached) break;
    }
    const chosen = positions[index]!;
    mass -= probabilities[index]!;
    probabilities.copyWithin(index, index + 1, last + 1);
    positions.copyWithin(index, index + 1, last + 1);
    last--;
    return chosen;
  });
}

/** The alias method of Walker (1977), ACM Transactions on Mathematical Software 3, 253–256. */
function byAlias(stream: MersenneTwister, probabilities: Float64Array, size: number): Float64Array {
  const n = probabilities.length;
  const threshold = probabilities.map(probability => probability * n);
  const alias = new Int32Array(n);
  // positions that have too little from the front on, those that have too much from the back
  const queue = new Int32Array(n);
  let small = 0;
  let large = n;
  threshold.forEach((value, index) => (value < 1 ? (queue[small++] = index) : (queue[--large] = index)));
  if (small > 0 && large < n) {
    for (let next = 0; next < n - 1; next++) {
      const poor = queue[next]!;
      const rich = queue[large]!;
      alias[poor] = rich;
      threshold[rich]! += threshold[poor]! - 1;
      if (threshold[rich]! < 1) large++;
      if (large >= n) break;
    }
  }
  return Float64Array.from({ length: size }, () => {
    const index = stream.index(n);
    return (stream.uniform() < threshold[index]! ? index : alias[index]!) + 1;
  });
}

/**
 * Sorts in place, largest first, and gives the 1-based positions that the sorted values had. A heap sort (Williams 1964): which of
 * equal values comes first decides which position a uniform number chooses, so ties fall as they do in R.
 */
function sortDescending(values: Float64Array): Float64Array {
  const positions = Float64Array.from(values, (_, index) => index + 1);
  const swapInto = (to: number, from: number): void => {
    values[to] = values[from]!;
    positions[to] = positions[from]!;
  };
  const sift = (root: number, length: number, value: number, position: number): void => {
    let hole = root;
    for (let child = 2 * hole + 1; child < length; child = 2 * hole + 1) {
      if (child + 1 < length && values[child]! > values[child + 1]!) child++;
      if (value <= values[child]!) break;
      swapInto(hole, child);
      hole = child;
    }
    values[hole] = value;
    positions[hole] = position;
  };
  const n = values.length;
  for (let root = Math.floor(n / 2) - 1; root >= 0; root--) sift(root, n, values[root]!, positions[root]!);
  for (let length = n - 1; length > 0; length--) {
    const value = values[length]!;
    const position = positions[length]!;
    swapInto(length, 0);
    sift(0, length, value, position);
  }
  return positions;
}
