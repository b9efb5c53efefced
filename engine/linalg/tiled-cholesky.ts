/**
 * Cholesky factorisation and selected inverse of a symmetric matrix that is stored in full, by rows, but of which whole tiles may be
 * zero. Every inner loop is a product of rows and runs along memory. Golub & Van Loan (2013), §4.2.
 */

/** Rows in a tile: two tiles of rows stay in the second-level cache up to several thousand columns. */
export const TILE = 32;

/** Where L is not zero, by tiles. */
export interface TilePattern {
  /** Rows of the matrix. */
  readonly size: number;
  /** Rows of tiles. */
  readonly count: number;
  /** For I ≥ J, 1 at I × count + J where tile (I, J) of L is not zero. */
  readonly isFilled: Uint8Array;
}

/** The pattern of L for a matrix in which, for every list of `cliques`, all rows and columns of the list meet. */
export function analyseTiles(size: number, cliques: Iterable<Int32Array>): TilePattern {
  const count = Math.ceil(size / TILE);
  const isFilled = new Uint8Array(count * count);
  for (let i = 0; i < count; i++) isFilled[i * count + i] = 1;
  const met = new Uint8Array(count);
  for (const clique of cliques) {
    met.fill(0);
    for (const row of clique) met[(row / TILE) | 0] = 1;
    fillClique(met, 0, isFilled, count);
  }
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < count; i++) met[i] = i > k ? isFilled[i * count + k]! : 0;
    fillClique(met, k + 1, isFilled, count);
  }
  return { size, count, isFilled };
}

function fillClique(met: Uint8Array, from: number, isFilled: Uint8Array, count: number): void {
  for (let i = from; i < count; i++) {
    if (met[i] === 0) continue;
    for (let j = from; j <= i; j++) if (met[j] === 1) isFilled[i * count + j] = 1;
  }
}

/** Multiply–adds of one factorisation with its selected inverse, and the share of tiles that are not zero. */
export function tileWork({ count, isFilled }: TilePattern): { multiplyAdds: number; share: number } {
  let multiplyAdds = 0;
  let filled = 0;
  for (let j = 0; j < count; j++) {
    let below = 0;
    for (let i = j; i < count; i++) below += isFilled[i * count + j]!;
    filled += below;
    multiplyAdds += 1.5 * TILE ** 3 * below ** 2;
  }
  return { multiplyAdds, share: count === 0 ? 0 : filled / ((count * (count + 1)) / 2) };
}

/**
 * Replaces the lower triangle of a positive definite matrix by L with A = LL', a row of tiles a step; the upper triangle is neither
 * read nor written. Returns false where A is not numerically positive definite.
 */
export function* factorTilesSteps(a: Float64Array, pattern: TilePattern): Generator<void, boolean> {
  const { size: n, count } = pattern;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < row; column++) {
      if (pattern.isFilled[row * count + column] === 0) continue;
      subtractEarlierProducts(a, pattern, row, column);
      solveTile(a, n, row * TILE, Math.min(row * TILE + TILE, n), column * TILE);
    }
    subtractEarlierProducts(a, pattern, row, row);
    if (!factorDiagonalTile(a, n, row * TILE, Math.min(row * TILE + TILE, n))) return false;
    yield;
  }
  return true;
}

/** a_IJ −= Σ_{K < J} a_IK a_JK', over runs of tiles where neither factor is zero. */
function subtractEarlierProducts(a: Float64Array, { size: n, count, isFilled }: TilePattern, row: number, column: number): void {
  const i0 = row * TILE;
  const i1 = Math.min(i0 + TILE, n);
  const j0 = column * TILE;
  const j1 = Math.min(j0 + TILE, n);
  for (let k = 0; k < column; k++) {
    if (isFilled[row * count + k] === 0 || isFilled[column * count + k] === 0) continue;
    const first = k;
    while (k + 1 < column && isFilled[row * count + k + 1] === 1 && isFilled[column * count + k + 1] === 1) k++;
    addRowProducts(a, n, i0, i1, a, n, j0, j1, first * TILE, (k + 1) * TILE, a, n, i0, j0, -1);
  }
}

/** a_IJ ← a_IJ L_JJ⁻ᵀ. */
function solveTile(a: Float64Array, n: number, i0: number, i1: number, j0: number): void {
  for (let i = i0; i < i1; i++) {
    for (let j = j0; j < j0 + TILE; j++) {
      let sum = a[i * n + j]!;
      for (let k = j0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / a[j * n + j]!;
    }
  }
}

function factorDiagonalTile(a: Float64Array, n: number, i0: number, i1: number): boolean {
  for (let i = i0; i < i1; i++) {
    for (let j = i0; j < i; j++) {
      let sum = a[i * n + j]!;
      for (let k = i0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / a[j * n + j]!;
    }
    let pivot = a[i * n + i]!;
    for (let k = i0; k < i; k++) pivot -= a[i * n + k]! * a[i * n + k]!;
    if (!(pivot > 0)) return false;
    a[i * n + i] = Math.sqrt(pivot);
  }
  return true;
}

/** x ← L⁻¹x for the elements of x from `from` on. */
export function solveTilesForward(l: Float64Array, { size: n, count, isFilled }: TilePattern, x: Float64Array, from: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const tile = (i / TILE) | 0;
    let sum = x[from + i]!;
    for (let t = 0; t <= tile; t++) {
      if (isFilled[tile * count + t] === 0) continue;
      const end = t === tile ? i : t * TILE + TILE;
      for (let k = t * TILE; k < end; k++) sum -= l[row + k]! * x[from + k]!;
    }
    x[from + i] = sum / l[row + i]!;
  }
}

/** x ← L⁻ᵀx; column-oriented, so that L is still read by rows. */
export function solveTilesBackward(l: Float64Array, { size: n, count, isFilled }: TilePattern, x: Float64Array, from: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const tile = (i / TILE) | 0;
    const value = x[from + i]! / l[row + i]!;
    x[from + i] = value;
    for (let t = 0; t <= tile; t++) {
      if (isFilled[tile * count + t] === 0) continue;
      const end = t === tile ? i : t * TILE + TILE;
      for (let k = t * TILE; k < end; k++) x[from + k] = x[from + k]! - l[row + k]! * value;
    }
  }
}

/**
 * A⁻¹ on the pattern of L, both triangles, from the last column of tiles J to the first (Takahashi, Fagan & Chin 1973): with N the
 * tiles of L below the diagonal and Y = L_NJ L_JJ⁻¹,  P_NJ = −P_NN Y  and  P_JJ = (L_JJ L_JJ')⁻¹ − Y'P_NJ.
 * `work` holds Y', tile × n. Outside the pattern `inverse` is left alone. A column of tiles a step.
 */
export function* invertTilesSteps(l: Float64Array, pattern: TilePattern, work: Float64Array, inverse: Float64Array): Generator<void, void> {
  const { size: n, count, isFilled } = pattern;
  for (let column = count - 1; column >= 0; column--) {
    const j0 = column * TILE;
    const j1 = Math.min(j0 + TILE, n);
    for (let i = column + 1; i < count; i++) {
      if (isFilled[i * count + column] === 1) solveForTransposed(l, n, i * TILE, Math.min(i * TILE + TILE, n), j0, work);
    }
    invertDiagonalTile(l, n, j0, j1, inverse);
    for (let i = column + 1; i < count; i++) {
      if (isFilled[i * count + column] === 0) continue;
      const i0 = i * TILE;
      const i1 = Math.min(i0 + TILE, n);
      for (let r = i0; r < i1; r++) inverse.fill(0, r * n + j0, r * n + j1);
      addProductsBelow(inverse, n, i0, i1, pattern, column, work, inverse, i0, j0);
      for (let r = i0; r < i1; r++) for (let c = j0; c < j1; c++) inverse[c * n + r] = inverse[r * n + c]!;
    }
    addProductsBelow(inverse, n, j0, j1, pattern, column, work, inverse, j0, j0);
    yield;
  }
}

/** out_IJ −= x_IN (Y')_JN' over the tiles N of L below the diagonal of a column. */
function addProductsBelow(
  x: Float64Array, n: number, i0: number, i1: number, { count, isFilled }: TilePattern, column: number, work: Float64Array, out: Float64Array, row: number, j0: number,
): void {
  const width = Math.min(TILE, n - j0);
  for (let k = column + 1; k < count; k++) {
    if (isFilled[k * count + column] === 0) continue;
    const first = k;
    while (k + 1 < count && isFilled[(k + 1) * count + column] === 1) k++;
    addRowProducts(x, n, i0, i1, work, n, 0, width, first * TILE, Math.min((k + 1) * TILE, n), out, n, row, j0, -1);
  }
}

/** Y'[·, m] for the rows m of a tile: y L_JJ = L_mJ. */
function solveForTransposed(l: Float64Array, n: number, m0: number, m1: number, j0: number, work: Float64Array): void {
  for (let m = m0; m < m1; m++) {
    for (let j = TILE - 1; j >= 0; j--) {
      let sum = l[m * n + j0 + j]!;
      for (let k = j + 1; k < TILE; k++) sum -= work[k * n + m]! * l[(j0 + k) * n + j0 + j]!;
      work[j * n + m] = sum / l[(j0 + j) * n + j0 + j]!;
    }
  }
}

/** (L_JJ L_JJ')⁻¹, both triangles: column by column, each solved for where it is to stand as a row. */
function invertDiagonalTile(l: Float64Array, n: number, j0: number, j1: number, inverse: Float64Array): void {
  for (let c = j0; c < j1; c++) {
    const row = c * n;
    inverse.fill(0, row + j0, row + j1);
    inverse[row + c] = 1;
    for (let i = c; i < j1; i++) {
      let sum = inverse[row + i]!;
      for (let k = c; k < i; k++) sum -= l[i * n + k]! * inverse[row + k]!;
      inverse[row + i] = sum / l[i * n + i]!;
    }
    for (let i = j1 - 1; i >= j0; i--) {
      let sum = inverse[row + i]!;
      for (let k = i + 1; k < j1; k++) sum -= l[k * n + i]! * inverse[row + k]!;
      inverse[row + i] = sum / l[i * n + i]!;
    }
  }
}

/**
 * out[row + i − i0, column + j − j0] += sign Σ_{start ≤ k < end} x[i, k] y[j, k] for i0 ≤ i < i1 and j0 ≤ j < j1, in 4 × 4 pieces held
 * in registers. The three strides are the lengths of rows.
 */
function addRowProducts(
  x: Float64Array, strideX: number, i0: number, i1: number, y: Float64Array, strideY: number, j0: number, j1: number, start: number, end: number,
  out: Float64Array, strideOut: number, row: number, column: number, sign: number,
): void {
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    const at = (row + i - i0) * strideOut + column;
    let j = j0;
    for (; j + 4 <= j1; j += 4) addFourByFour(x, i * strideX, strideX, y, j * strideY, strideY, start, end, out, at + j - j0, strideOut, sign);
    for (; j < j1; j++) for (let r = 0; r < 4; r++) addDot(x, (i + r) * strideX, y, j * strideY, start, end, out, at + r * strideOut + j - j0, sign);
  }
  for (; i < i1; i++) for (let j = j0; j < j1; j++) addDot(x, i * strideX, y, j * strideY, start, end, out, (row + i - i0) * strideOut + column + j - j0, sign);
}

function addDot(x: Float64Array, rowX: number, y: Float64Array, rowY: number, start: number, end: number, out: Float64Array, target: number, sign: number): void {
  let sum = 0;
  for (let k = start; k < end; k++) sum += x[rowX + k]! * y[rowY + k]!;
  out[target] = out[target]! + sign * sum;
}

function addFourByFour(
  x: Float64Array, rowX: number, strideX: number, y: Float64Array, rowY: number, strideY: number, start: number, end: number,
  out: Float64Array, target: number, strideOut: number, sign: number,
): void {
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
  const i1 = rowX + strideX, i2 = i1 + strideX, i3 = i2 + strideX;
  const j1 = rowY + strideY, j2 = j1 + strideY, j3 = j2 + strideY;
  for (let k = start; k < end; k++) {
    const x0 = x[rowX + k]!, x1 = x[i1 + k]!, x2 = x[i2 + k]!, x3 = x[i3 + k]!;
    const y0 = y[rowY + k]!, y1 = y[j1 + k]!, y2 = y[j2 + k]!, y3 = y[j3 + k]!;
    s00 += x0 * y0; s01 += x0 * y1; s02 += x0 * y2; s03 += x0 * y3;
    s10 += x1 * y0; s11 += x1 * y1; s12 += x1 * y2; s13 += x1 * y3;
    s20 += x2 * y0; s21 += x2 * y1; s22 += x2 * y2; s23 += x2 * y3;
    s30 += x3 * y0; s31 += x3 * y1; s32 += x3 * y2; s33 += x3 * y3;
  }
  const t1 = target + strideOut, t2 = t1 + strideOut, t3 = t2 + strideOut;
  out[target] = out[target]! + sign * s00; out[target + 1] = out[target + 1]! + sign * s01; out[target + 2] = out[target + 2]! + sign * s02; out[target + 3] = out[target + 3]! + sign * s03;
  out[t1] = out[t1]! + sign * s10; out[t1 + 1] = out[t1 + 1]! + sign * s11; out[t1 + 2] = out[t1 + 2]! + sign * s12; out[t1 + 3] = out[t1 + 3]! + sign * s13;
  out[t2] = out[t2]! + sign * s20; out[t2 + 1] = out[t2 + 1]! + sign * s21; out[t2 + 2] = out[t2 + 2]! + sign * s22; out[t2 + 3] = out[t2 + 3]! + sign * s23;
  out[t3] = out[t3]! + sign * s30; out[t3 + 1] = out[t3 + 1]! + sign * s31; out[t3 + 2] = out[t3 + 2]! + sign * s32; out[t3 + 3] = out[t3 + 3]! + sign * s33;
}
