/**
 * Dense symmetric kernels on row-major n × n Float64Arrays, written as tiles of row-by-row dot products, so that every inner loop
 * runs along memory. Golub & Van Loan (2013), §4.2.
 */

/** Rows in a tile: two tiles of rows stay in the second-level cache up to several thousand columns. */
const TILE = 32;
/** Up to this size a kernel takes a few milliseconds and is not divided into steps. */
const SHORT = 256;

/**
 * Replaces the lower triangle of a symmetric positive definite matrix by L with A = LL'; the upper triangle is neither read nor written.
 * Returns false where A is not numerically positive definite.
 */
export function choleskyFactor(a: Float64Array, n: number): boolean {
  return runToEnd(choleskyFactorSteps(a, n));
}

/** `choleskyFactor` in steps of a few milliseconds, so that a long factorisation can be interrupted between them. */
export function* choleskyFactorSteps(a: Float64Array, n: number): Generator<void, boolean> {
  for (let i0 = 0; i0 < n; i0 += TILE) {
    if (!choleskyFactorRows(a, n, i0, Math.min(i0 + TILE, n))) return false;
    if (n > SHORT) yield;
  }
  return true;
}

/** Runs a computation in steps without a stop. */
export function runToEnd<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The rows i0 … i1 − 1 of L, those above being done. */
function choleskyFactorRows(a: Float64Array, n: number, i0: number, i1: number): boolean {
  for (let j0 = 0; j0 < i0; j0 += TILE) {
    const j1 = j0 + TILE;
    subtractRowProducts(a, n, i0, i1, j0, j1, j0);
    for (let i = i0; i < i1; i++) {
      for (let j = j0; j < j1; j++) {
        let sum = a[i * n + j]!;
        for (let k = j0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
        a[i * n + j] = sum / a[j * n + j]!;
      }
    }
  }
  subtractRowProducts(a, n, i0, i1, i0, i1, i0);
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

/** a[i, j] −= Σ_{k < end} a[i, k] a[j, k] for the tile of rows i and j, in 4 × 4 pieces held in registers. */
function subtractRowProducts(a: Float64Array, n: number, i0: number, i1: number, j0: number, j1: number, end: number): void {
  if (end === 0) return;
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    let j = j0;
    for (; j + 4 <= j1; j += 4) addFourByFour(a, a, n, i * n, j * n, 0, end, a, i * n + j, -1);
    for (; j < j1; j++) for (let r = i; r < i + 4; r++) a[r * n + j] = a[r * n + j]! - dot(a, r * n, a, j * n, end);
  }
  for (; i < i1; i++) for (let j = j0; j < j1; j++) a[i * n + j] = a[i * n + j]! - dot(a, i * n, a, j * n, end);
}

function dot(a: Float64Array, from: number, b: Float64Array, bFrom: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += a[from + k]! * b[bFrom + k]!;
  return sum;
}

/** log |A| = 2 Σ log L_ii. */
export function choleskyLogDeterminant(l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(l[i * n + i]!);
  return 2 * sum;
}

/** x ← L⁻¹x for the n elements of x that start at `from`. */
export function solveLower(l: Float64Array, n: number, x: Float64Array, from = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = x[from + i]!;
    const row = i * n;
    for (let k = 0; k < i; k++) sum -= l[row + k]! * x[from + k]!;
    x[from + i] = sum / l[row + i]!;
  }
}

/** x ← L⁻ᵀx for the n elements of x that start at `from`; column-oriented, so that L is still read by rows. */
export function solveLowerTransposed(l: Float64Array, n: number, x: Float64Array, from = 0): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = x[from + i]! / l[row + i]!;
    x[from + i] = value;
    for (let k = 0; k < i; k++) x[from + k] = x[from + k]! - l[row + k]! * value;
  }
}

/**
 * The whole symmetric inverse from the factor: U = L⁻ᵀ row by row, then A⁻¹ = UU'.
 * `u` (n × n) is workspace; `inverse` receives both triangles. About 2n³/3 multiply–adds.
 */
export function choleskyInverse(l: Float64Array, n: number, u: Float64Array, inverse: Float64Array): void {
  runToEnd(choleskyInverseSteps(l, n, u, inverse));
}

/** `choleskyInverse` in steps. */
export function* choleskyInverseSteps(l: Float64Array, n: number, u: Float64Array, inverse: Float64Array): Generator<void, void> {
  for (let i0 = 0; i0 < n; i0 += TILE) {
    invertFactorRows(l, n, u, i0, Math.min(i0 + TILE, n));
    if (n > SHORT) yield;
  }
  for (let i0 = 0; i0 < n; i0 += TILE) {
    const i1 = Math.min(i0 + TILE, n);
    for (let j0 = 0; j0 <= i0; j0 += TILE) multiplyRowsFromDiagonal(u, n, i0, i1, j0, Math.min(j0 + TILE, n), inverse);
    if (n > SHORT) yield;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j]!;
}

/** Row i of U holds column i of L⁻¹ (zero left of the diagonal): U[i, k] = −Σ_{i ≤ m < k} U[i, m] L[k, m] / L[k, k]. */
function invertFactorRows(l: Float64Array, n: number, u: Float64Array, i0: number, i1: number): void {
  for (let i = i0; i < i1; i++) {
    u.fill(0, i * n + i0, i * n + n);
    u[i * n + i] = 1 / l[i * n + i]!;
    for (let k = i + 1; k < i1; k++) {
      let sum = 0;
      for (let m = i; m < k; m++) sum += u[i * n + m]! * l[k * n + m]!;
      u[i * n + k] = -sum / l[k * n + k]!;
    }
  }
  for (let k0 = i1; k0 < n; k0 += TILE) {
    const k1 = Math.min(k0 + TILE, n);
    subtractCrossProducts(u, l, n, i0, i1, k0, k1, i0, k0);
    for (let i = i0; i < i1; i++) {
      for (let k = k0; k < k1; k++) {
        let sum = u[i * n + k]!;
        for (let m = k0; m < k; m++) sum -= u[i * n + m]! * l[k * n + m]!;
        u[i * n + k] = sum / l[k * n + k]!;
      }
    }
  }
}

/** u[i, k] −= Σ_{start ≤ m < end} u[i, m] l[k, m] over a tile. */
function subtractCrossProducts(u: Float64Array, l: Float64Array, n: number, i0: number, i1: number, k0: number, k1: number, start: number, end: number): void {
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    let k = k0;
    for (; k + 4 <= k1; k += 4) {
      addFourByFour(u, l, n, i * n, k * n, start, end, u, i * n + k, -1);
    }
    for (; k < k1; k++) for (let r = i; r < i + 4; r++) u[r * n + k] = u[r * n + k]! - dot(u, r * n + start, l, k * n + start, end - start);
  }
  for (; i < i1; i++) for (let k = k0; k < k1; k++) u[i * n + k] = u[i * n + k]! - dot(u, i * n + start, l, k * n + start, end - start);
}

/** inverse[i, j] = Σ_{k ≥ i0} u[i, k] u[j, k] for a tile with j ≤ i; what lies left of the diagonal within the tile is zero. */
function multiplyRowsFromDiagonal(u: Float64Array, n: number, i0: number, i1: number, j0: number, j1: number, inverse: Float64Array): void {
  for (let i = i0; i < i1; i++) inverse.fill(0, i * n + j0, i * n + j1);
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    let j = j0;
    for (; j + 4 <= j1; j += 4) addFourByFour(u, u, n, i * n, j * n, i0, n, inverse, i * n + j, 1);
    for (; j < j1; j++) for (let r = i; r < i + 4; r++) inverse[r * n + j] = dot(u, r * n + i0, u, j * n + i0, n - i0);
  }
  for (; i < i1; i++) for (let j = j0; j < j1; j++) inverse[i * n + j] = dot(u, i * n + i0, u, j * n + i0, n - i0);
}

function addFourByFour(
  x: Float64Array, y: Float64Array, n: number, rowX: number, rowY: number, start: number, end: number,
  out: Float64Array, target: number, sign: number,
): void {
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
  const i1 = rowX + n, i2 = i1 + n, i3 = i2 + n;
  const j1 = rowY + n, j2 = j1 + n, j3 = j2 + n;
  for (let k = start; k < end; k++) {
    const x0 = x[rowX + k]!, x1 = x[i1 + k]!, x2 = x[i2 + k]!, x3 = x[i3 + k]!;
    const y0 = y[rowY + k]!, y1 = y[j1 + k]!, y2 = y[j2 + k]!, y3 = y[j3 + k]!;
    s00 += x0 * y0; s01 += x0 * y1; s02 += x0 * y2; s03 += x0 * y3;
    s10 += x1 * y0; s11 += x1 * y1; s12 += x1 * y2; s13 += x1 * y3;
    s20 += x2 * y0; s21 += x2 * y1; s22 += x2 * y2; s23 += x2 * y3;
    s30 += x3 * y0; s31 += x3 * y1; s32 += x3 * y2; s33 += x3 * y3;
  }
  const t1 = target + n, t2 = t1 + n, t3 = t2 + n;
  out[target] = out[target]! + sign * s00; out[target + 1] = out[target + 1]! + sign * s01; out[target + 2] = out[target + 2]! + sign * s02; out[target + 3] = out[target + 3]! + sign * s03;
  out[t1] = out[t1]! + sign * s10; out[t1 + 1] = out[t1 + 1]! + sign * s11; out[t1 + 2] = out[t1 + 2]! + sign * s12; out[t1 + 3] = out[t1 + 3]! + sign * s13;
  out[t2] = out[t2]! + sign * s20; out[t2 + 1] = out[t2 + 1]! + sign * s21; out[t2 + 2] = out[t2 + 2]! + sign * s22; out[t2 + 3] = out[t2 + 3]! + sign * s23;
  out[t3] = out[t3]! + sign * s30; out[t3 + 1] = out[t3 + 1]! + sign * s31; out[t3 + 2] = out[t3 + 2]! + sign * s32; out[t3 + 3] = out[t3 + 3]! + sign * s33;
}
