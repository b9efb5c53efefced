/**
 * The Laplace approximation of a Poisson model with a log link and one random intercept, from sums over the rows of each level.
 * The inner problem needs of a level only Σ w e^{xβ + offset} and Σ wy, so that a point costs one exponential a row; gradient and Hessian are exact.
 */
import { Matrix } from 'ml-matrix';
import { exponentiate } from '../linalg/exponential.js';
import { innerProduct } from '../linalg/vector-kernels.js';
import type { CentredColumns } from './centred-columns.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { PoissonLevel } from './poisson-level.js';

/** At least so many rows are worked on together, by whole levels; their linear predictors stay in the nearest cache. */
const CHUNK = 2048;

/** Rows in the order of their levels. */
export interface PoissonInterceptData {
  /** The rows of level j are start[j] … start[j + 1] − 1. */
  readonly start: Int32Array;
  /** Columns of X, n × p by columns; those that vary begin at `columns.firstVarying`. */
  readonly x: Float64Array;
  readonly columns: CentredColumns;
  readonly counts: Float64Array;
  /** Prior weights; null where all are 1. */
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
}

export class PoissonInterceptModel implements MarginalLikelihood {
  /** û at the last point. */
  readonly modes: Float64Array;
  /** P = H⁻¹ at the last point, diagonal here. */
  readonly inverse: Float64Array;
  readonly #data: PoissonInterceptData;
  readonly #monitor: Monitor;
  readonly #n: number;
  readonly #varying: number;
  /** Levels at which the chunks begin, and their number. */
  readonly #chunks: Int32Array;
  /** For each row w e^{xβ + offset}. */
  readonly #rates: Float64Array;
  /** By level Σ wy, Σ w e^{xβ + offset}, and for each column that varies Σ w e^{xβ + offset} x. */
  readonly #totals: Float64Array;
  readonly #sums: Float64Array;
  readonly #columnSums: readonly Float64Array[];
  /** By level (∂f/∂a) / Σ w e^{xβ + offset}, ∂²f/∂a² and ∂²f/∂a∂θ. */
  readonly #byRate: Float64Array;
  readonly #byAA: Float64Array;
  readonly #byATheta: Float64Array;
  #byThetaTheta = 0;
  /** Σ wy over all rows, Σ wyx for each column that varies, and Σ wy offset. */
  #total = 0;
  readonly #columnTotals: Float64Array;
  #offsetTotal = 0;
  /** Coefficients of the columns that vary. */
  readonly #slopes: Float64Array;
  readonly #weighted: Float64Array;
  /** The last point with its value and gradient: what is asked for again, as at the end of a fit, is not computed again. */
  readonly #point: Float64Array;
  readonly #gradient: Float64Array;
  #value = NaN;

  constructor(data: PoissonInterceptData, monitor: Monitor) {
    const { columns, counts, start } = data;
    const levelCount = start.length - 1;
    this.#data = data;
    this.#monitor = monitor;
    this.#n = counts.length;
    this.#varying = columns.centres.length;
    this.#chunks = chunksOf(start);
    this.modes = new Float64Array(levelCount);
    this.inverse = new Float64Array(levelCount);
    this.#rates = new Float64Array(this.#n);
    this.#totals = new Float64Array(levelCount);
    this.#sums = new Float64Array(levelCount);
    this.#columnSums = Array.from(columns.centres, () => new Float64Array(levelCount));
    this.#byRate = new Float64Array(levelCount);
    this.#byAA = new Float64Array(levelCount);
    this.#byATheta = new Float64Array(levelCount);
    this.#columnTotals = new Float64Array(this.#varying);
    this.#slopes = new Float64Array(this.#varying);
    this.#point = new Float64Array(columns.firstVarying + this.#varying + 1).fill(NaN);
    this.#gradient = new Float64Array(this.#point.length);
    this.#weighted = new Float64Array(this.#chunks.reduce((longest, level, c) => Math.max(longest, start[level]! - start[this.#chunks[c - 1] ?? 0]!), 0));
    this.#addUpCounts();
  }

  /**
   * A point to start from: slopes of zero, and the intercept and θ by moments (the variance of Y_j is its expectation plus the square of that times
   * e^{θ²} − 1).
   */
  start(): Float64Array {
    const { firstVarying } = this.#data.columns;
    const x = new Float64Array(firstVarying + this.#varying + 1);
    this.#slopes.fill(0);
    for (let c = 0; c + 1 < this.#chunks.length; c++) this.#addChunk(c, 0, false);
    let expected = 0;
    for (let j = 0; j < this.#sums.length; j++) expected += this.#sums[j]!;
    const rate = Math.max(this.#total, 0.5) / expected;
    let squares = 0;
    let excess = 0;
    for (let j = 0; j < this.#sums.length; j++) {
      const mean = this.#sums[j]! * rate;
      squares += mean * mean;
      excess += (this.#totals[j]! - mean) ** 2 - this.#totals[j]!;
    }
    const theta = Math.min(1.5, Math.max(0.1, Math.sqrt(Math.log1p(Math.max(0, excess / squares)))));
    const level = Math.log(rate) - 0.5 * theta * theta;
    if (firstVarying === 1) x[0] = level;
    else this.#projectConstant(level, x);
    x[x.length - 1] = theta;
    return x;
  }

  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    if (x.some((value, i) => value !== this.#point[i])) {
      this.#value = await this.#evaluateAt(x, this.#gradient);
      this.#point.set(x);
    }
    gradient.set(this.#gradient);
    return this.#value;
  }

  async #evaluateAt(x: Float64Array, gradient: Float64Array): Promise<number> {
    const { inverseVaryingR, firstVarying } = this.#data.columns;
    const intercept = firstVarying === 1 ? x[0]! : 0;
    const theta = x[x.length - 1]!;
    this.#readSlopes(x);
    for (let c = 0; c + 1 < this.#chunks.length; c++) {
      if (this.#monitor.isDue()) await this.#monitor.pause();
      this.#addChunk(c, intercept, true);
    }
    const { sum, byA, byTheta } = this.#visitLevels(theta);
    const value = sum - this.#total * intercept - innerProduct(this.#columnTotals, this.#slopes) - this.#offsetTotal;
    if (!Number.isFinite(value)) return NaN;
    const bySlope = Float64Array.from(this.#columnSums, (sums, j) => innerProduct(this.#byRate, sums) - this.#columnTotals[j]!);
    if (firstVarying === 1) gradient[0] = byA - this.#total;
    multiplyTransposed(inverseVaryingR, bySlope, gradient, firstVarying);
    gradient[x.length - 1] = byTheta;
    return value;
  }

  /** The exact Hessian at the last point. */
  information(): Matrix {
    const { firstVarying, inverseVaryingR } = this.#data.columns;
    const varying = this.#varying;
    const size = varying + 2;
    const moments = this.#secondMoments();
    const full = Matrix.zeros(size, size);
    for (let level = 0; level < this.#sums.length; level++) {
      const sum = this.#sums[level]!;
      if (sum === 0) continue;
      const byAA = this.#byAA[level]!;
      const byATheta = this.#byATheta[level]!;
      // the moments hold ∂f/∂a times that of x about zero, where ∂f/∂a belongs to the variance of x and ∂²f/∂a² to the square of its mean
      const difference = byAA / sum - this.#byRate[level]!;
      full.set(0, 0, full.get(0, 0) + byAA);
      full.set(0, size - 1, full.get(0, size - 1) + byATheta);
      for (let j = 0; j < varying; j++) {
        const columnSum = this.#columnSums[j]![level]!;
        const mean = columnSum / sum;
        full.set(0, j + 1, full.get(0, j + 1) + byAA * mean);
        full.set(j + 1, size - 1, full.get(j + 1, size - 1) + byATheta * mean);
        for (let k = 0; k <= j; k++) moments[k * varying + j] = moments[k * varying + j]! + difference * mean * this.#columnSums[k]![level]!;
      }
    }
    full.set(size - 1, size - 1, this.#byThetaTheta);
    for (let j = 0; j < varying; j++) for (let k = 0; k <= j; k++) full.set(k + 1, j + 1, moments[k * varying + j]!);
    for (let r = 0; r < size; r++) for (let c = 0; c < r; c++) full.set(r, c, full.get(c, r));
    const transform = Matrix.eye(size);
    for (let r = 0; r < varying; r++) for (let c = 0; c < varying; c++) transform.set(r + 1, c + 1, inverseVaryingR[r * varying + c]!);
    const information = transform.transpose().mmul(full).mmul(transform);
    return firstVarying === 1 ? information : information.subMatrix(1, size - 1, 1, size - 1);
  }

  #addUpCounts(): void {
    const { start, columns, counts, weights, offset } = this.#data;
    const weighted = this.#weighted;
    for (let c = 0; c + 1 < this.#chunks.length; c++) {
      const firstLevel = this.#chunks[c]!;
      const lastLevel = this.#chunks[c + 1]!;
      const from = start[firstLevel]!;
      const to = start[lastLevel]!;
      takeWeighted(counts, weights, from, to, weighted);
      sumByLevel(weighted, -from, start, firstLevel, lastLevel, this.#totals);
      for (let level = firstLevel; level < lastLevel; level++) this.#total += this.#totals[level]!;
      for (let j = 0; j < this.#varying; j++) this.#columnTotals[j] = this.#columnTotals[j]! + productWithColumn(weighted, this.#data.x, this.#columnAt(j), columns.centres[j]!, from, to);
      if (offset) this.#offsetTotal += productWithColumn(weighted, offset, 0, 0, from, to);
    }
  }

  /** Where the j-th column that varies begins in x. */
  #columnAt(j: number): number {
    return (this.#data.columns.firstVarying + j) * this.#n;
  }

  /** Slopes γ = R⁻¹β̃. */
  #readSlopes(x: Float64Array): void {
    const { inverseVaryingR, firstVarying } = this.#data.columns;
    for (let j = 0; j < this.#varying; j++) {
      let sum = 0;
      for (let k = j; k < this.#varying; k++) sum += inverseVaryingR[j * this.#varying + k]! * x[firstVarying + k]!;
      this.#slopes[j] = sum;
    }
  }

  /** Rates and sums of the levels of one chunk. */
  #addChunk(c: number, intercept: number, hasColumns: boolean): void {
    const { x, start, columns, weights, offset } = this.#data;
    const rates = this.#rates;
    const firstLevel = this.#chunks[c]!;
    const lastLevel = this.#chunks[c + 1]!;
    const from = start[firstLevel]!;
    const to = start[lastLevel]!;
    place(rates, intercept, offset, from, to);
    for (let j = 0; j < this.#varying; j++) if (this.#slopes[j] !== 0) addColumn(rates, this.#slopes[j]!, x, this.#columnAt(j), columns.centres[j]!, from, to);
    exponentiate(rates, from, to);
    if (weights) weigh(rates, weights, from, to);
    sumByLevel(rates, 0, start, firstLevel, lastLevel, this.#sums);
    if (!hasColumns) return;
    for (let j = 0; j < this.#varying; j++) sumColumnByLevel(rates, x, this.#columnAt(j), columns.centres[j]!, start, firstLevel, lastLevel, this.#columnSums[j]!);
  }

  #visitLevels(theta: number): { sum: number; byA: number; byTheta: number } {
    const level = new PoissonLevel();
    const sums = this.#sums;
    let sum = 0;
    let byA = 0;
    let byTheta = 0;
    let byThetaTheta = 0;
    for (let j = 0; j < sums.length; j++) {
      level.evaluate(sums[j]!, this.#totals[j]!, theta);
      this.modes[j] = level.mode;
      this.inverse[j] = 1 / level.curvature;
      this.#byRate[j] = sums[j] === 0 ? 0 : level.byA / sums[j]!;
      this.#byAA[j] = level.byAA;
      this.#byATheta[j] = level.byATheta;
      sum += level.value;
      byA += level.byA;
      byTheta += level.byTheta;
      byThetaTheta += level.byThetaTheta;
    }
    this.#byThetaTheta = byThetaTheta;
    return { sum, byA, byTheta };
  }

  /** Σ (∂f/∂a / Σ w e^{xβ + offset}) w e^{xβ + offset} x_k x_j over the rows, for k ≤ j; the other triangle is zero. */
  #secondMoments(): Float64Array {
    const { x, start, columns } = this.#data;
    const varying = this.#varying;
    const weighted = this.#weighted;
    const moments = new Float64Array(varying * varying);
    for (let c = 0; c + 1 < this.#chunks.length; c++) {
      const from = start[this.#chunks[c]!]!;
      const to = start[this.#chunks[c + 1]!]!;
      for (let j = 0; j < varying; j++) {
        weighColumn(this.#rates, this.#byRate, x, this.#columnAt(j), columns.centres[j]!, start, this.#chunks[c]!, this.#chunks[c + 1]!, weighted);
        for (let k = 0; k <= j; k++) moments[k * varying + j] = moments[k * varying + j]! + productWithColumn(weighted, x, this.#columnAt(k), columns.centres[k]!, from, to);
      }
    }
    return moments;
  }

  /** Without an intercept: the β̃ whose linear predictor is nearest to the same value in every row. */
  #projectConstant(value: number, target: Float64Array): void {
    const { x, columns, weights } = this.#data;
    let total = 0;
    const sums = new Float64Array(this.#varying);
    for (let i = 0; i < this.#n; i++) {
      const weight = weights ? weights[i]! : 1;
      total += weight;
      for (let j = 0; j < sums.length; j++) sums[j] = sums[j]! + weight * x[this.#columnAt(j) + i]!;
    }
    multiplyTransposed(columns.inverseVaryingR, sums, target, 0);
    for (let j = 0; j < sums.length; j++) target[j] = (target[j]! * value) / total;
  }
}

/** Levels from which to which a chunk goes: the first of each, and their number at the end. */
function chunksOf(start: Int32Array): Int32Array {
  const levelCount = start.length - 1;
  const chunks = [0];
  for (let level = 1; level < levelCount; level++) if (start[level]! - start[chunks.at(-1)!]! >= CHUNK) chunks.push(level);
  chunks.push(levelCount);
  return Int32Array.from(chunks);
}

/** target[at + c] ← Σ_r a[r, c] x_r for a square matrix by rows. */
function multiplyTransposed(a: Float64Array, x: Float64Array, target: Float64Array, at: number): void {
  const size = x.length;
  for (let c = 0; c < size; c++) {
    let sum = 0;
    for (let r = 0; r < size; r++) sum += a[r * size + c]! * x[r]!;
    target[at + c] = sum;
  }
}

function place(rates: Float64Array, intercept: number, offset: Float64Array | null, from: number, to: number): void {
  if (!offset) rates.fill(intercept, from, to);
  else for (let i = from; i < to; i++) rates[i] = intercept + offset[i]!;
}

function addColumn(rates: Float64Array, slope: number, x: Float64Array, column: number, centre: number, from: number, to: number): void {
  for (let i = from; i < to; i++) rates[i] = rates[i]! + slope * (x[column + i]! - centre);
}

/** A row without weight counts nothing, even where its exponential overflows. */
function weigh(rates: Float64Array, weights: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) rates[i] = weights[i] === 0 ? 0 : weights[i]! * rates[i]!;
}

function takeWeighted(counts: Float64Array, weights: Float64Array | null, from: number, to: number, weighted: Float64Array): void {
  for (let i = from; i < to; i++) weighted[i - from] = weights ? weights[i]! * counts[i]! : counts[i]!;
}

/** sums[level] ← Σ values[shift + i] over the rows i of the level. */
function sumByLevel(values: Float64Array, shift: number, start: Int32Array, firstLevel: number, lastLevel: number, sums: Float64Array): void {
  for (let level = firstLevel; level < lastLevel; level++) {
    let sum = 0;
    for (let i = start[level]!, end = start[level + 1]!; i < end; i++) sum += values[shift + i]!;
    sums[level] = sum;
  }
}

function sumColumnByLevel(
  rates: Float64Array, x: Float64Array, column: number, centre: number, start: Int32Array, firstLevel: number, lastLevel: number, sums: Float64Array,
): void {
  for (let level = firstLevel; level < lastLevel; level++) {
    let sum = 0;
    for (let i = start[level]!, end = start[level + 1]!; i < end; i++) sum += rates[i]! * (x[column + i]! - centre);
    sums[level] = sum;
  }
}

/** The rates of the chunk's rows times x and what `factor` has for their level, from weighted[0] on. */
function weighColumn(
  rates: Float64Array, factor: Float64Array, x: Float64Array, column: number, centre: number, start: Int32Array, firstLevel: number, lastLevel: number, weighted: Float64Array,
): void {
  const shift = -start[firstLevel]!;
  for (let level = firstLevel; level < lastLevel; level++) {
    const scale = factor[level]!;
    for (let i = start[level]!, end = start[level + 1]!; i < end; i++) weighted[shift + i] = scale * rates[i]! * (x[column + i]! - centre);
  }
}

/** Σ weighted (x − centre) over the rows from … to − 1, the first of which is weighted[0]. */
function productWithColumn(weighted: Float64Array, x: Float64Array, column: number, centre: number, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += weighted[i - from]! * (x[column + i]! - centre);
  return sum;
}
