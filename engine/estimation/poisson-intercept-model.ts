/**
 * The Laplace approximation of a Poisson model with a log link and one random intercept, from sums over the rows of each level.
 * Of a level the inner problem needs Σ w e^{xβ + offset} and Σ wy, the gradient that sum times x and the Hessian times xx', so that a point costs one
 * exponential a row; both are exact.
 */
import { Matrix } from 'ml-matrix';
import { exponentiate } from '../linalg/row-kernels.js';
import { innerProduct } from '../linalg/vector-kernels.js';
import type { CentredColumns } from './centred-columns.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { PoissonLevel } from './poisson-level.js';

/** So many rows are worked on together: their linear predictors stay in the nearest cache. */
const CHUNK = 2048;

/** In any order of the rows: nothing is sorted or copied. */
export interface PoissonInterceptData {
  /** 0-based level of each row. */
  readonly levelOfRow: Int32Array;
  readonly levelCount: number;
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
  /** log e^{a + θû} at the last point, from which that of the next is found. */
  readonly #logMeans: Float64Array;
  /** P = H⁻¹ at the last point, diagonal here. */
  readonly inverse: Float64Array;
  readonly #data: PoissonInterceptData;
  readonly #monitor: Monitor;
  readonly #n: number;
  readonly #varying: number;
  /** w e^{xβ + offset} for the rows of a chunk. */
  readonly #rates = new Float64Array(CHUNK);
  /** The same times one column, and times two. */
  readonly #weighted = new Float64Array(CHUNK);
  readonly #products = new Float64Array(CHUNK);
  /**
   * By level Σ w e^{xβ + offset}, and then for each column j that varies that sum times x_j and times x_j x_k for k ≤ j: one record a level, so that
   * a row touches one place in memory.
   */
  readonly #sums: Float64Array;
  /** Elements of a record. */
  readonly #stride: number;
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
    const { columns, levelOfRow, levelCount } = data;
    this.#data = data;
    this.#monitor = monitor;
    this.#n = levelOfRow.length;
    this.#varying = columns.centres.length;
    this.#stride = recordLength(this.#varying);
    this.modes = new Float64Array(levelCount);
    this.#logMeans = new Float64Array(levelCount).fill(NaN);
    this.inverse = new Float64Array(levelCount);
    this.#sums = new Float64Array(levelCount * this.#stride);
    this.#byRate = new Float64Array(levelCount);
    this.#byAA = new Float64Array(levelCount);
    this.#byATheta = new Float64Array(levelCount);
    this.#slopes = new Float64Array(this.#varying);
    this.#point = new Float64Array(columns.firstVarying + this.#varying + 1).fill(NaN);
    this.#gradient = new Float64Array(this.#point.length);
    this.#addRows(0);
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
    for (let at = 0; at < this.#sums.length; at += this.#stride) expected += this.#sums[at]!;
    const rate = Math.max(totals.all, 0.5) / expected;
    let squares = 0;
    let excess = 0;
    for (let j = 0; j < totals.byLevel.length; j++) {
      const mean = this.#sums[j * this.#stride]! * rate;
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
      this.#sums.fill(0);
      for (let from = 0; from < this.#n; from += CHUNK) {
        if (this.#monitor.isDue()) await this.#monitor.pause();
        this.#addChunk(intercept, from);
      }
    }
    const { sum, byA, byTheta } = this.#visitLevels(theta);
    const value = sum - totals.all * intercept - innerProduct(totals.byColumn, this.#slopes) - totals.offset;
    if (!Number.isFinite(value)) return NaN;
    const bySlope = totals.byColumn.map((total, j) => this.#weightedSum(firstOf(j)) - total);
    if (firstVarying === 1) gradient[0] = byA - totals.all;
    multiplyTransposed(inverseVaryingR, bySlope, gradient, firstVarying);
    gradient[x.length - 1] = byTheta;
    return value;
  }

  /** Σ w e^{xβ + offset} of a level at the last point. */
  rateOf(level: number): number {
    return this.#sums[level * this.#stride]!;
  }

  /** The gradient at the last point of a function of a = log Σ w e^{xβ + offset} of each level and of θ, from its slopes. */
  gradientOf(byA: Float64Array, byTheta: number): Float64Array {
    const { firstVarying, inverseVaryingR } = this.#data.columns;
    const gradient = new Float64Array(this.#point.length);
    const bySlope = new Float64Array(this.#varying);
    for (let level = 0; level < byA.length; level++) {
      const at = level * this.#stride;
      if (byA[level] === 0 || this.#sums[at] === 0) continue;
      for (let j = 0; j < bySlope.length; j++) bySlope[j] = bySlope[j]! + (byA[level]! * this.#sums[at + firstOf(j)]!) / this.#sums[at]!;
    }
    if (firstVarying === 1) gradient[0] = byA.reduce((sum, slope) => sum + slope, 0);
    multiplyTransposed(inverseVaryingR, bySlope, gradient, firstVarying);
    gradient[gradient.length - 1] = byTheta;
    return gradient;
  }

  /** The exact Hessian at the last point. */
  information(): Matrix {
    const { firstVarying, inverseVaryingR } = this.#data.columns;
    const varying = this.#varying;
    const size = varying + 2;
    const full = Matrix.zeros(size, size);
    const add = (r: number, c: number, value: number): void => void full.set(r, c, full.get(r, c) + value);
    for (let level = 0, at = 0; level < this.#byRate.length; level++, at += this.#stride) {
      const sum = this.#sums[at]!;
      if (sum === 0) continue;
      const byAA = this.#byAA[level]!;
      const byATheta = this.#byATheta[level]!;
      const byRate = this.#byRate[level]!;
      // ∂f/∂a belongs to the variance of x within the level, ∂²f/∂a² to the square of its mean
      const difference = byAA / sum - byRate;
      add(0, 0, byAA);
      add(0, size - 1, byATheta);
      for (let j = 0; j < varying; j++) {
        const own = at + firstOf(j);
        const mean = this.#sums[own]! / sum;
        add(0, j + 1, byAA * mean);
        add(j + 1, size - 1, byATheta * mean);
        for (let k = 0; k <= j; k++) add(k + 1, j + 1, byRate * this.#sums[own + k + 1]! + difference * mean * this.#sums[at + firstOf(k)]!);
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

  #addRows(intercept: number): void {
    for (let from = 0; from < this.#n; from += CHUNK) this.#addChunk(intercept, from);
  }

  /** Adds the rows of one chunk to the sums of their levels. */
  #addChunk(intercept: number, from: number): void {
    const { x, columns, weights, offset, levelOfRow } = this.#data;
    const { centres } = columns;
    const rates = this.#rates;
    const count = Math.min(CHUNK, this.#n - from);
    place(rates, intercept, offset, from, count);
    for (let j = 0; j < this.#varying; j++) if (this.#slopes[j] !== 0) addColumn(rates, this.#slopes[j]!, x, this.#columnAt(j) + from, centres[j]!, count);
    exponentiate(rates, 0, count);
    if (weights) weigh(rates, weights, from, count);
    const isPaired = this.#varying > 1;
    if (isPaired) addTwoColumnsToRecords(rates, x, this.#columnAt(0) + from, centres[0]!, this.#columnAt(1) + from, centres[1]!, levelOfRow, from, count, this.#sums, this.#stride);
    else addToRecords(rates, levelOfRow, from, count, this.#sums, this.#stride, 0);
    for (let j = isPaired ? 2 : 0; j < this.#varying; j++) {
      const element = firstOf(j);
      addColumnToRecords(rates, x, this.#columnAt(j) + from, centres[j]!, levelOfRow, from, count, this.#sums, this.#stride, element, this.#weighted);
      for (let k = 0; k <= j; k++) addColumnToRecords(this.#weighted, x, this.#columnAt(k) + from, centres[k]!, levelOfRow, from, count, this.#sums, this.#stride, element + 1 + k, this.#products);
    }
  }

  /** Σ over the levels of ∂f/∂a / Σ w e^{xβ + offset} times an element of their records. */
  #weightedSum(element: number): number {
    let sum = 0;
    for (let level = 0, at = element; level < this.#byRate.length; level++, at += this.#stride) sum += this.#byRate[level]! * this.#sums[at]!;
    return sum;
  }

  #visitLevels(theta: number): { sum: number; byA: number; byTheta: number } {
    const level = new PoissonLevel();
    const sums = this.#sums;
    const { byLevel } = this.#data.totals;
    let sum = 0;
    let byA = 0;
    let byTheta = 0;
    let byThetaTheta = 0;
    for (let j = 0; j < byLevel.length; j++) {
      const rate = sums[j * this.#stride]!;
      level.evaluate(rate, byLevel[j]!, theta, this.#logMeans[j]);
      this.#logMeans[j] = level.logMean;
      this.modes[j] = level.mode;
      this.inverse[j] = 1 / level.curvature;
      this.#byRate[j] = rate === 0 ? 0 : level.byA / rate;
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

/** Elements of a record where so many columns vary. */
export const recordLength = (varying: number): number => firstOf(varying);

/** The place of Σ w e^{xβ + offset} x_j in a record. */
const firstOf = (j: number): number => 1 + (j * (j + 3)) / 2;

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

/** records[level, element] += value for the rows of a chunk; in the kernels below too, a record has `stride` elements. */
function addToRecords(values: Float64Array, levelOfRow: Int32Array, from: number, count: number, records: Float64Array, stride: number, element: number): void {
  for (let i = 0; i < count; i++) {
    const at = levelOfRow[from + i]! * stride + element;
    records[at] = records[at]! + values[i]!;
  }
}

/** values ← rates × (x − centre), added to the records. */
function addColumnToRecords(
  rates: Float64Array, x: Float64Array, column: number, centre: number, levelOfRow: Int32Array, from: number, count: number, records: Float64Array, stride: number, element: number, values: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const value = rates[i]! * (x[column + i]! - centre);
    const at = levelOfRow[from + i]! * stride + element;
    values[i] = value;
    records[at] = records[at]! + value;
  }
}

/** The rates and all that the first two columns need, in one visit to the record. */
function addTwoColumnsToRecords(
  rates: Float64Array, x: Float64Array, first: number, firstCentre: number, second: number, secondCentre: number, levelOfRow: Int32Array, from: number, count: number, records: Float64Array, stride: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = levelOfRow[from + i]! * stride;
    const rate = rates[i]!;
    const a = x[first + i]! - firstCentre;
    const b = x[second + i]! - secondCentre;
    const ra = rate * a;
    const rb = rate * b;
    records[at] = records[at]! + rate;
    records[at + 1] = records[at + 1]! + ra;
    records[at + 2] = records[at + 2]! + ra * a;
    records[at + 3] = records[at + 3]! + rb;
    records[at + 4] = records[at + 4]! + rb * a;
    records[at + 5] = records[at + 5]! + rb * b;
  }
}
