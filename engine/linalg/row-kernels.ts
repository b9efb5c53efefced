/**
 * Loops over the rows of a generalized linear mixed model in which an exponential is taken: in WebAssembly where the platform has it, by
 * blocks that are copied in and out, and in TypeScript with the same operations in the same order, which gives the same bits.
 */
import { exponential, exponentialOfMinus, kernelConstants, log1pOfTiny, log1pOfUnit } from './elementary-functions.js';
import { kernelModule } from './web-assembly.js';

/** Rows in a block: its four columns stay in the first-level cache. */
const BLOCK = 512;
/** Fewer rows than this, such as those of one level in a quadrature, are done before they would be copied. */
const WORTH_COPYING = 64;

/** Up to this log(1 + t) is its series, and the sum with 1 is not used, so that a small log-likelihood keeps its digits. */
const TINY = 2 ** -10;

/** x[i] ← e^x[i] for from ≤ i < to. */
export function exponentiate(x: Float64Array, from: number, to: number): void {
  const blocks = to - from < WORTH_COPYING ? null : rowBlocks();
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(start + BLOCK, to);
    if (!blocks) {
      for (let i = start; i < end; i++) x[i] = exponential(x[i]!);
      continue;
    }
    blocks.store.set(x.subarray(start, end));
    blocks.exponentials(0, end - start);
    x.set(blocks.store.subarray(0, end - start), start);
  }
}

/**
 * −ℓ = Σ m (log(1 + e^η) − yη) and its first three derivatives by η in each row, by way of t = e^{−|η|}, which cannot overflow; 1 − μ is never
 * formed by subtraction. `weights` is m. McCullagh & Nelder (1989), §4.3.
 */
export function logisticRows(response: Float64Array, eta: Float64Array, weights: Float64Array, first: Float64Array, second: Float64Array, third: Float64Array): number {
  const n = response.length;
  if (n < WORTH_COPYING) return fewLogisticRows(response, eta, weights, first, second, third);
  const blocks = rowBlocks();
  let sum = 0;
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    sum += blocks ? blocks.logisticRows(from, to, [response, eta, weights], [first, second, third]) : logisticBlock(response, eta, weights, first, second, third, from, to);
  }
  return sum;
}

interface RowBlocks {
  readonly store: Float64Array;
  exponentials(at: number, count: number): void;
  logisticRows(from: number, to: number, read: readonly Float64Array[], written: readonly Float64Array[]): number;
}

interface RowExports {
  exponentials(x: number, count: number, constants: number): void;
  logisticRows(at: number, stride: number, count: number, constants: number): number;
}

let cached: RowBlocks | null | undefined;

/** One memory of four columns for all fits: nothing stays in it between two calls. */
function rowBlocks(): RowBlocks | null {
  cached ??= createRowBlocks();
  return cached;
}

function createRowBlocks(): RowBlocks | null {
  const instance = kernelModule()?.instantiate(8 * (4 * BLOCK + kernelConstants.length));
  if (!instance) return null;
  const kernels = instance.exports as unknown as RowExports;
  const store = new Float64Array(instance.memory.buffer, 0, 4 * BLOCK);
  const constants = store.byteLength;
  new Float64Array(instance.memory.buffer, constants).set(kernelConstants);
  const columns = [0, 1, 2].map(column => store.subarray(column * BLOCK, (column + 1) * BLOCK));
  const even = (count: number): number => (count + 1) & ~1;
  return {
    store,
    exponentials: (at, count) => kernels.exponentials(8 * at, even(count), constants),
    logisticRows(from, to, read, written) {
      const count = to - from;
      // A row without weight fills up the last pair.
      if (count % 2 === 1) for (const column of columns) column[count] = 0;
      for (let c = 0; c < 3; c++) columns[c]!.set(read[c]!.subarray(from, to));
      const value = kernels.logisticRows(0, 8 * BLOCK, even(count), constants);
      for (let c = 0; c < 3; c++) written[c]!.set(count === BLOCK ? columns[c]! : columns[c]!.subarray(0, count), from);
      return value;
    },
  };
}

/** Even and odd rows of a block are summed apart. */
function logisticBlock(
  response: Float64Array, eta: Float64Array, weights: Float64Array, first: Float64Array, second: Float64Array, third: Float64Array, from: number, to: number,
): number {
  let even = 0;
  let odd = 0;
  for (let i = from; i < to; i++) {
    const y = response[i]!;
    const x = eta[i]!;
    const m = weights[i]!;
    const t = exponential(-Math.abs(x));
    const r = 1 / (1 + t);
    const rt = r * t;
    let mu = r;
    let complement = rt;
    let success = 1;
    if (x < 0) {
      mu = rt;
      complement = r;
      success = 0;
    }
    const value = m * ((success - y) * x + log1pOfUnit(t));
    if (((i - from) & 1) === 0) even += value;
    else odd += value;
    const w = m * (r * rt);
    first[i] = m * ((1 - y) * mu - y * complement);
    second[i] = w;
    third[i] = w * (complement - mu);
  }
  return even + odd;
}

/** The rows of one level: of those with a weight of 1 the log of the product of all 1 + t is taken once, but for a t of which 1 + t would lose digits. */
function fewLogisticRows(response: Float64Array, eta: Float64Array, weights: Float64Array, first: Float64Array, second: Float64Array, third: Float64Array): number {
  let sum = 0;
  let product = 1;
  for (let i = 0; i < eta.length; i++) {
    const y = response[i]!;
    const x = eta[i]!;
    const m = weights[i]!;
    const t = exponentialOfMinus(Math.abs(x));
    const r = 1 / (1 + t);
    const rt = r * t;
    const isNegative = x < 0;
    const mu = isNegative ? rt : r;
    const complement = isNegative ? r : rt;
    sum += m * ((isNegative ? -y : 1 - y) * x);
    if (t <= TINY) sum += m * log1pOfTiny(t);
    else if (m === 1) product *= 1 + t;
    else sum += m * log1pOfUnit(t);
    const w = m * (r * rt);
    first[i] = m * ((1 - y) * mu - y * complement);
    second[i] = w;
    third[i] = w * (complement - mu);
  }
  return sum + Math.log(product);
}
