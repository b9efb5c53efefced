/**
 * Arithmetic on tiles, which is where the time of a large factorisation goes: in WebAssembly with SIMD where the platform has it, and
 * in TypeScript. Both do the same operations on every element in the same order, and so give the same bits.
 */
import { largestMemory, kernelModule } from './web-assembly.js';

/** Rows and columns of a tile: three of them fit into a first-level cache of 32 kB. */
export const TILE = 32;

/**
 * Operations on tiles of one store. A tile is `order` × `order` by columns, its element (i, k) at `start + order k + i`; a vector has
 * `order` elements. All arguments are places in the store.
 */
export interface TileKernels {
  readonly store: Float64Array;
  readonly isWebAssembly: boolean;
  /** C −= A B'; with `isLower` only in the lower triangle, and the upper one is undefined. */
  readonly subtractProductTransposed: (c: number, a: number, b: number, isLower: boolean) => void;
  /** C −= A B. */
  readonly subtractProduct: (c: number, a: number, b: number) => void;
  /** A ← A L⁻ᵀ, with L in the lower triangle. */
  readonly solveTransposed: (a: number, l: number) => void;
  /** A ← A L⁻¹. */
  readonly solve: (a: number, l: number) => void;
  /** y −= A x. */
  readonly subtractTimesVector: (y: number, a: number, x: number) => void;
  /** y −= A'x. */
  readonly subtractTransposedTimesVector: (y: number, a: number, x: number) => void;
  /** target ← source'. */
  readonly transpose: (target: number, source: number) => void;
  /** A −= xx' on the rows number `from` … `to` − 1 of the lists, for the lower triangle of the matrix of tiles at `a`. */
  readonly subtractOuterProduct: (a: number, from: number, to: number, x: number) => void;
  /** y ← Ax on those rows, for a symmetric A of which the lower triangle is stored. */
  readonly multiplySymmetric: (a: number, from: number, to: number, x: number, y: number) => void;
  /** A −= Σ x_l x_l' for `levels` vectors of `length` elements at `x`, on as many rows of one tile, from the diagonal element at `a` on; of the upper triangle a part is undefined. */
  readonly subtractRuns: (a: number, length: number, levels: number, x: number) => void;
  /** y_l ← A x_l on those rows, for a tile with both triangles. */
  readonly multiplyRuns: (a: number, length: number, levels: number, x: number, y: number) => void;
}

/** What the kernels must know of a matrix of tiles. */
export interface TileLayout {
  readonly order: number;
  /** Rows of tiles. */
  readonly count: number;
  /** At J × count + I: where tile (I, J) starts in a matrix. */
  readonly place: Int32Array;
  /** Lists of rows of the matrix, each ascending, one after the other. */
  readonly rowLists: Int32Array;
}

/** Kernels with a zeroed store of `length` doubles; the order is a multiple of 4. A single small tile is not worth a WebAssembly memory. */
export function createTileKernels(layout: TileLayout, length: number): TileKernels {
  return (layout.order === TILE ? webAssemblyKernels(layout, length) : null) ?? typeScriptKernels(layout, length);
}

interface TileExports {
  subtractProductTransposed(c: number, a: number, b: number, isLower: boolean): void;
  subtractProduct(c: number, a: number, b: number): void;
  solveTransposed(a: number, l: number): void;
  solve(a: number, l: number): void;
  subtractTimesVector(y: number, a: number, x: number): void;
  subtractTransposedTimesVector(y: number, a: number, x: number): void;
  transpose(target: number, source: number): void;
  subtractOuterProduct(a: number, place: number, count: number, rows: number, rowCount: number, x: number): void;
  multiplySymmetric(a: number, place: number, count: number, rows: number, rowCount: number, x: number, y: number): void;
  subtractRuns(a: number, length: number, levels: number, x: number): void;
  multiplyRuns(a: number, length: number, levels: number, x: number, y: number): void;
}

/** A memory and an instance of its own for each store, so that both are reclaimed with it. Null where there is no WebAssembly. */
export function webAssemblyKernels({ count, place, rowLists }: TileLayout, length: number): TileKernels | null {
  const placeAt = 8 * length;
  const rowsAt = placeAt + 4 * place.length;
  const bytes = rowsAt + 4 * rowLists.length;
  const instance = bytes <= largestMemory ? kernelModule()?.instantiate(bytes) : null;
  if (!instance) return null;
  new Int32Array(instance.memory.buffer, placeAt, place.length).set(place);
  new Int32Array(instance.memory.buffer, rowsAt, rowLists.length).set(rowLists);
  // The module declares exactly these functions; the test of the kernels would fail otherwise.
  const kernels = instance.exports as unknown as TileExports;
  return {
    store: new Float64Array(instance.memory.buffer, 0, length),
    isWebAssembly: true,
    subtractProductTransposed: (c, a, b, isLower) => kernels.subtractProductTransposed(8 * c, 8 * a, 8 * b, isLower),
    subtractProduct: (c, a, b) => kernels.subtractProduct(8 * c, 8 * a, 8 * b),
    solveTransposed: (a, l) => kernels.solveTransposed(8 * a, 8 * l),
    solve: (a, l) => kernels.solve(8 * a, 8 * l),
    subtractTimesVector: (y, a, x) => kernels.subtractTimesVector(8 * y, 8 * a, 8 * x),
    subtractTransposedTimesVector: (y, a, x) => kernels.subtractTransposedTimesVector(8 * y, 8 * a, 8 * x),
    transpose: (target, source) => kernels.transpose(8 * target, 8 * source),
    subtractOuterProduct: (a, from, to, x) => kernels.subtractOuterProduct(8 * a, placeAt, count, rowsAt + 4 * from, to - from, 8 * x),
    multiplySymmetric: (a, from, to, x, y) => kernels.multiplySymmetric(8 * a, placeAt, count, rowsAt + 4 * from, to - from, 8 * x, 8 * y),
    subtractRuns: (a, runLength, levels, x) => kernels.subtractRuns(8 * a, runLength, levels, 8 * x),
    multiplyRuns: (a, runLength, levels, x, y) => kernels.multiplyRuns(8 * a, runLength, levels, 8 * x, 8 * y),
  };
}

export function typeScriptKernels(layout: TileLayout, length: number): TileKernels {
  const { order } = layout;
  const store = new Float64Array(length);
  return {
    store,
    isWebAssembly: false,
    subtractProductTransposed: (c, a, b, isLower) => subtractProducts(store, order, c, a, b, 1, order, isLower),
    subtractProduct: (c, a, b) => subtractProducts(store, order, c, a, b, order, 1, false),
    solveTransposed: (a, l) => solveTransposed(store, order, a, l),
    solve: (a, l) => solve(store, order, a, l),
    subtractTimesVector: (y, a, x) => subtractTimesVector(store, order, y, a, x),
    subtractTransposedTimesVector: (y, a, x) => subtractTransposedTimesVector(store, order, y, a, x),
    transpose: (target, source) => transpose(store, order, target, source),
    subtractOuterProduct: (a, from, to, x) => subtractOuterProduct(store, layout, a, from, to, x),
    multiplySymmetric: (a, from, to, x, y) => multiplySymmetric(store, layout, a, from, to, x, y),
    subtractRuns: (a, runLength, levels, x) => subtractRuns(store, order, a, runLength, levels, x),
    multiplyRuns: (a, runLength, levels, x, y) => multiplyRuns(store, order, a, runLength, levels, x, y),
  };
}

/** C −= A Op, where element (k, j) of Op is at `b + strideJ j + strideK k`, in pieces of 4 × 4 held in registers. */
function subtractProducts(s: Float64Array, order: number, c: number, a: number, b: number, strideJ: number, strideK: number, isLower: boolean): void {
  for (let j = 0; j < order; j += 4) {
    for (let i = isLower ? j : 0; i < order; i += 4) subtractPiece(s, order, c + j * order + i, a + i, b + j * strideJ, strideJ, strideK);
  }
}

function subtractPiece(s: Float64Array, order: number, c0: number, a: number, b: number, strideJ: number, strideK: number): void {
  const c1 = c0 + order, c2 = c1 + order, c3 = c2 + order;
  let s00 = s[c0]!, s10 = s[c0 + 1]!, s20 = s[c0 + 2]!, s30 = s[c0 + 3]!;
  let s01 = s[c1]!, s11 = s[c1 + 1]!, s21 = s[c1 + 2]!, s31 = s[c1 + 3]!;
  let s02 = s[c2]!, s12 = s[c2 + 1]!, s22 = s[c2 + 2]!, s32 = s[c2 + 3]!;
  let s03 = s[c3]!, s13 = s[c3 + 1]!, s23 = s[c3 + 2]!, s33 = s[c3 + 3]!;
  const strideJ2 = 2 * strideJ, strideJ3 = 3 * strideJ;
  for (let x = a, y = b, end = a + order * order; x < end; x += order, y += strideK) {
    const x0 = s[x]!, x1 = s[x + 1]!, x2 = s[x + 2]!, x3 = s[x + 3]!;
    const y0 = s[y]!, y1 = s[y + strideJ]!, y2 = s[y + strideJ2]!, y3 = s[y + strideJ3]!;
    s00 -= x0 * y0; s10 -= x1 * y0; s20 -= x2 * y0; s30 -= x3 * y0;
    s01 -= x0 * y1; s11 -= x1 * y1; s21 -= x2 * y1; s31 -= x3 * y1;
    s02 -= x0 * y2; s12 -= x1 * y2; s22 -= x2 * y2; s32 -= x3 * y2;
    s03 -= x0 * y3; s13 -= x1 * y3; s23 -= x2 * y3; s33 -= x3 * y3;
  }
  s[c0] = s00; s[c0 + 1] = s10; s[c0 + 2] = s20; s[c0 + 3] = s30;
  s[c1] = s01; s[c1 + 1] = s11; s[c1 + 2] = s21; s[c1 + 3] = s31;
  s[c2] = s02; s[c2 + 1] = s12; s[c2 + 2] = s22; s[c2 + 3] = s32;
  s[c3] = s03; s[c3 + 1] = s13; s[c3 + 2] = s23; s[c3 + 3] = s33;
}

function solveTransposed(s: Float64Array, order: number, a: number, l: number): void {
  for (let j = 0; j < order; j++) {
    const column = a + j * order;
    for (let k = 0; k < j; k++) subtractColumn(s, order, column, a + k * order, s[l + k * order + j]!);
    scaleColumn(s, order, column, 1 / s[l + j * order + j]!);
  }
}

function solve(s: Float64Array, order: number, a: number, l: number): void {
  for (let j = order - 1; j >= 0; j--) {
    const column = a + j * order;
    for (let k = j + 1; k < order; k++) subtractColumn(s, order, column, a + k * order, s[l + j * order + k]!);
    scaleColumn(s, order, column, 1 / s[l + j * order + j]!);
  }
}

function subtractTimesVector(s: Float64Array, order: number, y: number, a: number, x: number): void {
  for (let k = 0; k < order; k++) subtractColumn(s, order, y, a + k * order, s[x + k]!);
}

function subtractColumn(s: Float64Array, order: number, target: number, column: number, factor: number): void {
  for (let i = 0; i < order; i++) s[target + i] = s[target + i]! - s[column + i]! * factor;
}

function scaleColumn(s: Float64Array, order: number, column: number, factor: number): void {
  for (let i = 0; i < order; i++) s[column + i] = s[column + i]! * factor;
}

function subtractTransposedTimesVector(s: Float64Array, order: number, y: number, a: number, x: number): void {
  for (let k = 0; k < order; k++) {
    const column = a + k * order;
    let even = 0;
    let odd = 0;
    for (let i = 0; i < order; i += 2) {
      even += s[column + i]! * s[x + i]!;
      odd += s[column + i + 1]! * s[x + i + 1]!;
    }
    s[y + k] = s[y + k]! - (even + odd);
  }
}

function transpose(s: Float64Array, order: number, target: number, source: number): void {
  for (let k = 0; k < order; k++) for (let i = 0; i < order; i++) s[target + i * order + k] = s[source + k * order + i]!;
}

function subtractOuterProduct(s: Float64Array, { order, count, place, rowLists }: TileLayout, a: number, from: number, to: number, x: number): void {
  for (let d = from; d < to; d++) {
    const column = rowLists[d]!;
    const tiles = (column >> 5) * count;
    const within = a + (column & 31) * order;
    const factor = s[x + d - from]!;
    for (let e = d, other = x + d - from; e < to; e++, other++) {
      const row = rowLists[e]!;
      const at = within + place[tiles + (row >> 5)]! + (row & 31);
      s[at] = s[at]! - factor * s[other]!;
    }
  }
}

function multiplySymmetric(s: Float64Array, { order, count, place, rowLists }: TileLayout, a: number, from: number, to: number, x: number, y: number): void {
  s.fill(0, y, y + to - from);
  for (let d = from; d < to; d++) {
    const column = rowLists[d]!;
    const tiles = (column >> 5) * count;
    const within = a + (column & 31) * order;
    const factor = s[x + d - from]!;
    let sum = s[within + place[tiles + (column >> 5)]! + (column & 31)]! * factor;
    for (let e = d + 1; e < to; e++) {
      const row = rowLists[e]!;
      const value = s[within + place[tiles + (row >> 5)]! + (row & 31)]!;
      sum += value * s[x + e - from]!;
      s[y + e - from] = s[y + e - from]! + value * factor;
    }
    s[y + d - from] = s[y + d - from]! + sum;
  }
}

function subtractRuns(s: Float64Array, order: number, a: number, length: number, levels: number, x: number): void {
  for (let vector = x; vector < x + levels * length; vector += length) {
    for (let d = 0; d < length; d++) subtractRun(s, a + d * order, vector, s[vector + d]!, d & ~1, length);
  }
}

function subtractRun(s: Float64Array, column: number, x: number, factor: number, from: number, to: number): void {
  for (let e = from; e < to; e++) s[column + e] = s[column + e]! - factor * s[x + e]!;
}

function multiplyRuns(s: Float64Array, order: number, a: number, length: number, levels: number, x: number, y: number): void {
  for (let l = 0; l < levels; l++) multiplyRun(s, order, a, length, x + l * length, y + l * length);
}

/** By columns, as the lanes of the other twin do: every element sums over d from 0 on. */
function multiplyRun(s: Float64Array, order: number, a: number, length: number, x: number, y: number): void {
  s.fill(0, y, y + length);
  for (let d = 0; d < length; d++) {
    const factor = s[x + d]!;
    const column = a + d * order;
    for (let e = 0; e < length; e++) s[y + e] = s[y + e]! + s[column + e]! * factor;
  }
}
