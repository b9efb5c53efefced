/**
 * The Laplace approximation of a Poisson model with a log link and one random intercept, from sums over the rows of each level.
 * Of a level the inner problem needs Σ w e^{xβ + offset} and Σ wy, the gradient that sum times x and the Hessian times xx', so that a point costs one
 * exponential a row; both are exact.
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
  readonly totals: CountTotals;
  /** Prior weights; null where all are 1. */
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
}

/** All that a log link needs of the counts. */
export interface CountTotals {
  /** Σ wy by level. */
  readonly byLevel: Float64Array;
  /** Σ wy. */
  readonly all: number;
  /** Σ wyx for each column that varies, centred. */
  readonly byColumn: Float64Array;
  /** Σ wy offset. */
  readonly offset: number;
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
  /** w e^{xβ + offset} for the rows of a chunk. */
  readonly #rates: Float64Array;
  /** The same times one column. */
  readonly #weighted: Float64Array;
  /** By level Σ w e^{xβ + offset}; that times x for each column that varies, and times the products of columns j and k ≤ j at j(j + 1)/2 + k. */
  readonly #sums: Float64Array;
  readonly #columnSums: readonly Float64Array[];
  readonly #productSums: readonly Float64Array[];
  /** Σ w e^offset by level, where no column varies and the rows are not needed again. */
  readonly #exposures: Float64Array | null;
  /** By level (∂f/∂a) / Σ w e^{xβ + offset}, ∂²f/∂a² and ∂²f/∂a∂θ. */
  readonly #byRate: Float64Array;
  readonly #byAA: Float64Array;
  readonly #byATheta: Float64Array;
  #byThetaTheta = 0;
  /** Coefficients of the columns that vary. */
  readonly #slopes: Float64Array;
  /** The last point with its value and gradient: what is asked for again, as at the end of a fit, is not computed again. */
  readonly #point: Float64Array;
  readonly #gradient: Float64Array;
  #value = NaN;

  constructor(data: PoissonInterceptData, monitor: Monitor) {
    const { columns, start } = data;
    const levelCount = start.length - 1;
    const sumsByLevel = (): Float64Array => new Float64Array(levelCount);
    this.#data = data;
    this.#monitor = monitor;
    this.#n = start[levelCount]!;
    this.#varying = columns.centres.length;
    this.#chunks = chunksOf(start);
    this.modes = new Float64Array(levelCount);
    this.inverse = new Float64Array(levelCount);
    this.#sums = new Float64Array(levelCount);
    this.#columnSums = Array.from(columns.centres, sumsByLevel);
    this.#productSums = Array.from({ length: (this.#varying * (this.#varying + 1)) / 2 }, sumsByLevel);
    this.#byRate = new Float64Array(levelCount);
    this.#byAA = new Float64Array(levelCount);
    this.#byATheta = new Float64Array(levelCount);
    this.#slopes = new Float64Array(this.#varying);
    this.#point = new Float64Array(columns.firstVarying + this.#varying + 1).fill(NaN);
    this.#gradient = new Float64Array(this.#point.length);
    this.#rates = new Float64Array(this.#chunks.reduce((longest, level, c) => Math.max(longest, start[level]! - start[this.#chunks[c - 1] ?? 0]!), 0));
    this.#weighted = new Float64Array(this.#rates.length);
    this.#addLevels(0, false);
    this.#exposures = this.#varying === 0 ? Float64Array.from(this.#sums) : null;
  }

  /**
   * A point to start from, before any other is evaluated: slopes of zero, and the intercept and θ by moments (the variance of Y_j is its expectation plus the square of that times
   * e^{θ²} − 1).
   */
  start(): Float64Array {
    const { firstVarying } = this.#data.columns;
    const x = new Float64Array(firstVarying + this.#varying + 1);
    const { totals } = this.#data;
    let expected = 0;
    for (let j = 0; j < this.#sums.length; j++) expected += this.#sums[j]!;
    const rate = Math.max(totals.all, 0.5) / expected;
    let squares = 0;
    let excess = 0;
    for (let j = 0; j < this.#sums.length; j++) {
      const mean = this.#sums[j]! * rate;
      squares += mean * mean;
      excess += (totals.byLevel[j]! - mean) ** 2 - totals.byLevel[j]!;
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
    const { totals } = this.#data;
    const { inverseVaryingR, firstVarying } = this.#data.columns;
    const intercept = firstVarying === 1 ? x[0]! : 0;
    const theta = x[x.length - 1]!;
    this.#readSlopes(x);
    if (this.#monitor.isDue()) await this.#monitor.pause();
    if (this.#exposures) scaleInto(this.#exposures, Math.exp(intercept), this.#sums);
    else {
      for (let c = 0; c + 1 < this.#chunks.length; c++) {
        if (this.#monitor.isDue()) await this.#monitor.pause();
        this.#addChunk(c, intercept, true);
      }
    }
    const { sum, byA, byTheta } = this.#visitLevels(theta);
    const value = sum - totals.all * intercept - innerProduct(totals.byColumn, this.#slopes) - totals.offset;
    if (!Number.isFinite(value)) return NaN;
    const bySlope = Float64Array.from(this.#columnSums, (sums, j) => innerProduct(this.#byRate, sums) - totals.byColumn[j]!);
    if (firstVarying === 1) gradient[0] = byA - totals.all;
    multiplyTransposed(inverseVaryingR, bySlope, gradient, firstVarying);
    gradient[x.length - 1] = byTheta;
    return value;
  }

  /** The exact Hessian at the last point. */
  information(): Matrix {
    const { firstVarying, inverseVaryingR } = this.#data.columns;
    const varying = this.#varying;
    const size = varying + 2;
    const full = Matrix.zeros(size, size);
    const add = (r: number, c: number, value: number): void => void full.set(r, c, full.get(r, c) + value);
    for (let level = 0; level < this.#sums.length; level++) {
      const sum = this.#sums[level]!;
      if (sum === 0) continue;
      const byAA = this.#byAA[level]!;
      const byATheta = this.#byATheta[level]!;
      const byRate = this.#byRate[level]!;
      // ∂f/∂a belongs to the variance of x within the level, ∂²f/∂a² to the square of its mean
      const difference = byAA / sum - byRate;
      add(0, 0, byAA);
      add(0, size - 1, byATheta);
      for (let j = 0; j < varying; j++) {
        const mean = this.#columnSums[j]![level]! / sum;
        add(0, j + 1, byAA * mean);
        add(j + 1, size - 1, byATheta * mean);
        for (let k = 0; k <= j; k++) add(k + 1, j + 1, byRate * this.#productSums[(j * (j + 1)) / 2 + k]![level]! + difference * mean * this.#columnSums[k]![level]!);
      }
    }
    full.set(size - 1, size - 1, this.#byThetaTheta);
    for (let r = 0; r < size; r++) for (let c = 0; c < r; c++) full.set(r, c, full.get(c, r));
    const transform = Matrix.eye(size);
    for (let r = 0; r < varying; r++) for (let c = 0; c < varying; c++) transform.set(r + 1, c + 1, inverseVaryingR[r * varying + c]!);
    const information = transform.transpose().mmul(full).mmul(transform);
    return firstVarying === 1 ? information : information.subMatrix(1, size - 1, 1, size - 1);
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

  #addLevels(intercept: number, hasColumns: boolean): void {
    for (let c = 0; c + 1 < this.#chunks.length; c++) this.#addChunk(c, intercept, hasColumns);
  }

  /** The sums of the levels of one chunk. */
  #addChunk(c: number, intercept: number, hasColumns: boolean): void {
    const { x, start, columns, weights, offset } = this.#data;
    const { centres } = columns;
    const rates = this.#rates;
    const firstLevel = this.#chunks[c]!;
    const lastLevel = this.#chunks[c + 1]!;
    const from = start[firstLevel]!;
    const count = start[lastLevel]! - from;
    place(rates, intercept, offset, from, count);
    for (let j = 0; j < this.#varying; j++) if (this.#slopes[j] !== 0) addColumn(rates, this.#slopes[j]!, x, this.#columnAt(j) + from, centres[j]!, count);
    exponentiate(rates, 0, count);
    if (weights) weigh(rates, weights, from, count);
    sumByLevel(rates, start, firstLevel, lastLevel, this.#sums);
    if (!hasColumns) return;
    for (let j = 0; j < this.#varying; j++) {
      const column = this.#columnAt(j) + from;
      multiplyByColumn(rates, x, column, centres[j]!, count, this.#weighted);
      sumByLevel(this.#weighted, start, firstLevel, lastLevel, this.#columnSums[j]!);
      for (let k = 0; k <= j; k++) sumColumnByLevel(this.#weighted, x, this.#columnAt(k) + from, centres[k]!, start, firstLevel, lastLevel, this.#productSums[(j * (j + 1)) / 2 + k]!);
    }
  }

  #visitLevels(theta: number): { sum: number; byA: number; byTheta: number } {
    const level = new PoissonLevel();
    const sums = this.#sums;
    const { byLevel } = this.#data.totals;
    let sum = 0;
    let byA = 0;
    let byTheta = 0;
    let byThetaTheta = 0;
    for (let j = 0; j < sums.length; j++) {
      level.evaluate(sums[j]!, byLevel[j]!, theta);
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

function scaleInto(x: Float64Array, scale: number, target: Float64Array): void {
  for (let i = 0; i < x.length; i++) target[i] = scale * x[i]!;
}

// In what follows a chunk has `count` rows, of which the first is `rates[0]`; `from` and `column` are the places of that row.

function place(rates: Float64Array, intercept: number, offset: Float64Array | null, from: number, count: number): void {
  if (!offset) rates.fill(intercept, 0, count);
  else for (let i = 0; i < count; i++) rates[i] = intercept + offset[from + i]!;
}

function addColumn(rates: Float64Array, slope: number, x: Float64Array, column: number, centre: number, count: number): void {
  for (let i = 0; i < count; i++) rates[i] = rates[i]! + slope * (x[column + i]! - centre);
}

/** A row without weight counts nothing, even where its exponential overflows. */
function weigh(rates: Float64Array, weights: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) rates[i] = weights[from + i] === 0 ? 0 : weights[from + i]! * rates[i]!;
}

function multiplyByColumn(rates: Float64Array, x: Float64Array, column: number, centre: number, count: number, target: Float64Array): void {
  for (let i = 0; i < count; i++) target[i] = rates[i]! * (x[column + i]! - centre);
}

/** sums[level] ← the sum over the rows of the level. */
function sumByLevel(values: Float64Array, start: Int32Array, firstLevel: number, lastLevel: number, sums: Float64Array): void {
  const first = start[firstLevel]!;
  for (let level = firstLevel; level < lastLevel; level++) {
    let sum = 0;
    for (let i = start[level]! - first, end = start[level + 1]! - first; i < end; i++) sum += values[i]!;
    sums[level] = sum;
  }
}

/** sums[level] ← the sum of value × (x − centre) over the rows of the level. */
function sumColumnByLevel(values: Float64Array, x: Float64Array, column: number, centre: number, start: Int32Array, firstLevel: number, lastLevel: number, sums: Float64Array): void {
  const first = start[firstLevel]!;
  for (let level = firstLevel; level < lastLevel; level++) {
    let sum = 0;
    for (let i = start[level]! - first, end = start[level + 1]! - first; i < end; i++) sum += values[i]! * (x[column + i]! - centre);
    sums[level] = sum;
  }
}
