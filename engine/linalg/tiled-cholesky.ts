/**
 * Cholesky factorisation and selected inverse of a symmetric positive definite matrix of which whole tiles may be zero; only the
 * others are stored. Golub & Van Loan (2013), §4.2.
 */
import { createTileKernels, type TileKernels } from './tile-kernels.js';
import { placeInTiles, type TilePattern } from './tile-pattern.js';

export class TiledCholesky {
  readonly pattern: TilePattern;
  /** The lower triangle of A at the places that the pattern gives and, after `factorSteps`, of L. The upper triangle of a tile on the diagonal is undefined. */
  readonly values: Float64Array;
  /** After `invertSteps` the lower triangle of A⁻¹ at the same places; tiles on the diagonal have both triangles. */
  readonly inverse: Float64Array;
  /** A value for each entry of the row lists: what the outer products are made of, and what `multiplyInverse` makes of them. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  readonly #kernels: TileKernels;
  /** Where in the store of the kernels the inverse starts, the tiles Y and Y' of one column, two single tiles, and a vector. */
  readonly #inverseAt: number;
  readonly #scaledAt: number;
  readonly #transposedAt: number;
  readonly #unitAt: number;
  readonly #workAt: number;
  readonly #vectorAt: number;
  readonly #columnsAt: number;
  readonly #productsAt: number;
  readonly #rowLists: Int32Array;

  /** `rowLists` holds, one after the other, ascending lists of rows that meet. */
  constructor(pattern: TilePattern, rowLists: Int32Array) {
    this.pattern = pattern;
    const { order, count, length } = pattern;
    const column = count * order * order;
    this.#inverseAt = length;
    this.#scaledAt = 2 * length;
    this.#transposedAt = this.#scaledAt + column;
    this.#unitAt = this.#transposedAt + column;
    this.#workAt = this.#unitAt + order * order;
    this.#vectorAt = this.#workAt + order * order;
    this.#columnsAt = this.#vectorAt + count * order;
    this.#productsAt = this.#columnsAt + rowLists.length;
    this.#rowLists = rowLists;
    this.#kernels = createTileKernels({ ...pattern, rowLists }, this.#productsAt + rowLists.length);
    this.columns = this.#kernels.store.subarray(this.#columnsAt, this.#productsAt);
    this.products = this.#kernels.store.subarray(this.#productsAt);
    this.values = this.#kernels.store.subarray(0, length);
    this.inverse = this.#kernels.store.subarray(length, 2 * length);
  }

  get isWebAssembly(): boolean {
    return this.#kernels.isWebAssembly;
  }

  /** A ← 0, but for the ones on the diagonal past the size. */
  clear(): void {
    const { size, order, count, place } = this.pattern;
    this.values.fill(0);
    for (let row = size; row < count * order; row++) this.values[place[count * count - 1]! + (row % order) * (order + 1)] = 1;
  }

  /** A −= Σ x_l x_l' for `levels` lists of equal length from entry `from` on, the first of them up to `to`; more than one only where the lists are the same and `isRun`. */
  subtractOuterProducts(from: number, to: number, levels: number): void {
    const run = this.#runAt(from, to);
    if (run === -1) this.#kernels.subtractOuterProduct(0, from, to, this.#columnsAt + from);
    else this.#kernels.subtractRuns(run, to - from, levels, this.#columnsAt + from);
  }

  /** Writes A⁻¹x_l to `products` for the same lists. */
  multiplyInverse(from: number, to: number, levels: number): void {
    const run = this.#runAt(from, to);
    if (run === -1) this.#kernels.multiplySymmetric(this.#inverseAt, from, to, this.#columnsAt + from, this.#productsAt + from);
    else this.#kernels.multiplyRuns(this.#inverseAt + run, to - from, levels, this.#columnsAt + from, this.#productsAt + from);
  }

  /** Whether the rows of a list follow each other within one tile; then equal lists can be worked on together. */
  isRun(from: number, to: number): boolean {
    return this.#runAt(from, to) !== -1;
  }

  /** The diagonal element of the first of such rows; −1 where they are none. */
  #runAt(from: number, to: number): number {
    const first = this.#rowLists[from]!;
    const last = this.#rowLists[to - 1]!;
    if (last - first !== to - from - 1 || first >> 5 !== last >> 5) return -1;
    return placeInTiles(this.pattern, first, first);
  }

  /** A ← L with A = LL'. Returns false where A is not numerically positive definite. Steps of well under a millisecond to a few. */
  *factorSteps(): Generator<void, boolean> {
    const { order, count, place, start, rows } = this.pattern;
    const kernels = this.#kernels;
    for (let column = 0; column < count; column++) {
      const diagonal = place[column * count + column]!;
      if (!factorDiagonalTile(this.values, diagonal, order)) return false;
      const to = start[column + 1]!;
      for (let r = start[column]! + 1; r < to; r++) kernels.solveTransposed(place[column * count + rows[r]!]!, diagonal);
      for (let c = start[column]! + 1; c < to; c++) {
        const right = place[column * count + rows[c]!]!;
        for (let r = c; r < to; r++) kernels.subtractProductTransposed(place[rows[c]! * count + rows[r]!]!, place[column * count + rows[r]!]!, right, r === c);
        yield;
      }
    }
    return true;
  }

  /** log |A|, from L. */
  logDeterminant(): number {
    const { size, order, count, place } = this.pattern;
    let sum = 0;
    for (let row = 0; row < size; row++) {
      const tile = (row / order) | 0;
      sum += Math.log(this.values[place[tile * (count + 1)]! + (row % order) * (order + 1)]!);
    }
    return 2 * sum;
  }

  /** x ← L⁻¹x for the elements of x from `from` on. */
  solveForward(x: Float64Array, from: number): void {
    const { order, count, place, start, rows } = this.pattern;
    const { store } = this.#kernels;
    const vector = this.#load(x, from);
    for (let column = 0; column < count; column++) {
      const own = vector + column * order;
      solveTileForward(store, place[column * (count + 1)]!, order, own);
      for (let r = start[column]! + 1; r < start[column + 1]!; r++) this.#kernels.subtractTimesVector(vector + rows[r]! * order, place[column * count + rows[r]!]!, own);
    }
    this.#unload(x, from);
  }

  /** x ← L⁻ᵀx. */
  solveBackward(x: Float64Array, from: number): void {
    const { order, count, place, start, rows } = this.pattern;
    const { store } = this.#kernels;
    const vector = this.#load(x, from);
    for (let column = count - 1; column >= 0; column--) {
      const own = vector + column * order;
      for (let r = start[column]! + 1; r < start[column + 1]!; r++) this.#kernels.subtractTransposedTimesVector(own, place[column * count + rows[r]!]!, vector + rows[r]! * order);
      solveTileBackward(store, place[column * (count + 1)]!, order, own);
    }
    this.#unload(x, from);
  }

  /**
   * A⁻¹ on the pattern of L, from the last column of tiles J to the first (Takahashi, Fagan & Chin 1973): with N the tiles of L below the
   * diagonal and Y = L_NJ L_JJ⁻¹,  P_NJ = −P_NN Y  and  P_JJ = (L_JJ L_JJ')⁻¹ − Y'P_NJ.  Of P_NN the lower triangle is stored: what a tile
   * gives as its own mirror image is summed as (Y'P)' first.
   */
  *invertSteps(): Generator<void, void> {
    const { order, count, place, start, rows } = this.pattern;
    const kernels = this.#kernels;
    const { store } = kernels;
    const square = order * order;
    const inverseOf = (row: number, column: number): number => this.#inverseAt + place[column * count + row]!;
    for (let column = count - 1; column >= 0; column--) {
      const diagonal = place[column * (count + 1)]!;
      const from = start[column]! + 1;
      const to = start[column + 1]!;
      for (let r = from; r < to; r++) {
        const scaled = this.#scaledAt + (r - from) * square;
        const below = place[column * count + rows[r]!]!;
        store.copyWithin(scaled, below, below + square);
        kernels.solve(scaled, diagonal);
        kernels.transpose(this.#transposedAt + (r - from) * square, scaled);
      }
      for (let k = from; k < to; k++) {
        const target = inverseOf(rows[k]!, column);
        store.fill(0, this.#workAt, this.#workAt + square);
        for (let i = k + 1; i < to; i++) kernels.subtractProduct(this.#workAt, this.#transposedAt + (i - from) * square, inverseOf(rows[i]!, rows[k]!));
        kernels.transpose(target, this.#workAt);
        for (let i = from; i <= k; i++) kernels.subtractProduct(target, inverseOf(rows[k]!, rows[i]!), this.#scaledAt + (i - from) * square);
        yield;
      }
      const own = inverseOf(column, column);
      invertFactoredTile(store, diagonal, order, this.#unitAt, own);
      for (let k = from; k < to; k++) kernels.subtractProduct(own, this.#transposedAt + (k - from) * square, inverseOf(rows[k]!, column));
      mirrorLowerTriangle(store, own, order);
      yield;
    }
  }

  #load(x: Float64Array, from: number): number {
    const { size, order, count } = this.pattern;
    const { store } = this.#kernels;
    const at = this.#vectorAt;
    for (let i = 0; i < size; i++) store[at + i] = x[from + i]!;
    for (let i = size; i < count * order; i++) store[at + i] = 0;
    return at;
  }

  #unload(x: Float64Array, from: number): void {
    const { store } = this.#kernels;
    for (let i = 0; i < this.pattern.size; i++) x[from + i] = store[this.#vectorAt + i]!;
  }
}

function factorDiagonalTile(a: Float64Array, at: number, order: number): boolean {
  for (let j = 0; j < order; j++) {
    const column = at + j * order;
    for (let k = 0; k < j; k++) {
      const earlier = at + k * order;
      const factor = a[earlier + j]!;
      for (let i = j; i < order; i++) a[column + i] = a[column + i]! - a[earlier + i]! * factor;
    }
    const pivot = a[column + j]!;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[column + j] = root;
    const reciprocal = 1 / root;
    for (let i = j + 1; i < order; i++) a[column + i] = a[column + i]! * reciprocal;
  }
  return true;
}

function solveTileForward(s: Float64Array, l: number, order: number, x: number): void {
  for (let j = 0; j < order; j++) {
    const value = s[x + j]! / s[l + j * (order + 1)]!;
    s[x + j] = value;
    for (let i = j + 1; i < order; i++) s[x + i] = s[x + i]! - s[l + j * order + i]! * value;
  }
}

function solveTileBackward(s: Float64Array, l: number, order: number, x: number): void {
  for (let j = order - 1; j >= 0; j--) {
    let sum = s[x + j]!;
    for (let i = j + 1; i < order; i++) sum -= s[l + j * order + i]! * s[x + i]!;
    s[x + j] = sum / s[l + j * (order + 1)]!;
  }
}

/** target ← (LL')⁻¹ = M'M, lower triangle, with M = L⁻¹ written by rows to `work`. */
function invertFactoredTile(s: Float64Array, l: number, order: number, work: number, target: number): void {
  for (let i = 0; i < order; i++) {
    const row = work + i * order;
    const reciprocal = 1 / s[l + i * (order + 1)]!;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= s[l + k * order + i]! * s[work + k * order + j]!;
      s[row + j] = sum * reciprocal;
    }
    s[row + i] = reciprocal;
  }
  for (let j = 0; j < order; j++) for (let i = j; i < order; i++) s[target + j * order + i] = 0;
  for (let k = 0; k < order; k++) {
    for (let j = 0; j <= k; j++) {
      const factor = s[work + k * order + j]!;
      for (let i = j; i <= k; i++) s[target + j * order + i] = s[target + j * order + i]! + s[work + k * order + i]! * factor;
    }
  }
}

function mirrorLowerTriangle(s: Float64Array, at: number, order: number): void {
  for (let j = 0; j < order; j++) for (let i = j + 1; i < order; i++) s[at + i * order + j] = s[at + j * order + i]!;
}
