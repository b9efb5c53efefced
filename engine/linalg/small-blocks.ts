/** Kernels on k × k blocks that lie one after another in a large array, row by row; k is 1 to 4 as a rule. */

/** Replaces the lower triangle of the block at `at` by its Cholesky factor; false where it is not positive definite. */
export function factorBlock(a: Float64Array, at: number, k: number): boolean {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[at + i * k + j]!;
      for (let m = 0; m < j; m++) sum -= a[at + i * k + m]! * a[at + j * k + m]!;
      if (i === j) {
        if (!(sum > 0)) return false;
        a[at + i * k + i] = Math.sqrt(sum);
      } else {
        a[at + i * k + j] = sum / a[at + j * k + j]!;
      }
    }
  }
  return true;
}

/** x ← L⁻¹x for the k elements at `xAt`, with L the block at `at`. */
export function solveBlockLower(l: Float64Array, at: number, k: number, x: Float64Array, xAt: number): void {
  for (let i = 0; i < k; i++) {
    let sum = x[xAt + i]!;
    for (let m = 0; m < i; m++) sum -= l[at + i * k + m]! * x[xAt + m]!;
    x[xAt + i] = sum / l[at + i * k + i]!;
  }
}

/** x ← L⁻ᵀx. */
export function solveBlockLowerTransposed(l: Float64Array, at: number, k: number, x: Float64Array, xAt: number): void {
  for (let i = k - 1; i >= 0; i--) {
    let sum = x[xAt + i]!;
    for (let m = i + 1; m < k; m++) sum -= l[at + m * k + i]! * x[xAt + m]!;
    x[xAt + i] = sum / l[at + i * k + i]!;
  }
}

/** Writes (LL')⁻¹, both triangles, into the block of `inverse` at the same place. */
export function invertFactoredBlock(l: Float64Array, at: number, k: number, inverse: Float64Array): void {
  for (let c = 0; c < k; c++) {
    // Column c of the inverse is row c by symmetry, so it can be solved for in place.
    for (let i = 0; i < k; i++) inverse[at + c * k + i] = i === c ? 1 : 0;
    solveBlockLower(l, at, k, inverse, at + c * k);
    solveBlockLowerTransposed(l, at, k, inverse, at + c * k);
  }
}
