/** What a quadrature does with the k effects of a level and its rows; k is 1 to 4. */
import { solveBlockLower, solveBlockLowerTransposed } from '../linalg/small-blocks.js';

/**
 * K = ½ L⁻ᵀ(I − C)L⁻¹, k × k, where C is symmetric with the upper triangle of L⁻¹ G scale: the derivative of
 * ½ log |H| + Σ π ∇g'd(L⁻ᵀ)ξ with respect to H.
 */
export function writeStretchMatrix(g: Float64Array, scaleOfG: number, l: Float64Array, k: number, target: Float64Array, lAt = 0): Float64Array {
  // columns of G one after the other, solved in place: row c of `target` is column c of L⁻¹G
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) target[c * k + r] = scaleOfG * g[r * k + c]!;
    solveBlockLower(l, lAt, k, target, c * k);
  }
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const entry = 0.5 * ((a === b ? 1 : 0) - target[a * k + b]!); // row b, column a of B, b ≤ a
      target[a * k + b] = entry;
      target[b * k + a] = entry;
    }
  }
  // from the left on each column, then from the right by symmetry
  for (let c = 0; c < k; c++) solveBlockLowerTransposed(l, lAt, k, target, c * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) {
    const swap = target[a * k + b]!;
    target[a * k + b] = target[b * k + a]!;
    target[b * k + a] = swap;
  }
  for (let c = 0; c < k; c++) solveBlockLowerTransposed(l, lAt, k, target, c * k);
  return target;
}

/** x'Kx for the k elements of x at `at`. */
export function quadraticForm(matrix: Float64Array, x: Float64Array, at: number, k: number): number {
  let sum = 0;
  for (let a = 0; a < k; a++) {
    let row = 0;
    for (let b = 0; b < k; b++) row += matrix[a * k + b]! * x[at + b]!;
    sum += x[at + a]! * row;
  }
  return sum;
}

/** η ← f + s u by row. */
export function placeRows(eta: Float64Array, fixedPart: Float64Array, s: Float64Array, u: Float64Array, k: number): void {
  if (k === 1) {
    const only = u[0]!;
    for (let i = 0; i < eta.length; i++) eta[i] = fixedPart[i]! + only * s[i]!;
    return;
  }
  for (let i = 0, at = 0; i < eta.length; i++) {
    let sum = fixedPart[i]!;
    for (let a = 0; a < k; a++) sum += s[at++]! * u[a]!;
    eta[i] = sum;
  }
}

/** target ← Z'x. */
export function gatherRows(z: Float64Array, x: Float64Array, k: number, target: Float64Array): void {
  if (k === 1) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += z[i]! * x[i]!;
    target[0] = sum;
    return;
  }
  target.fill(0);
  for (let i = 0, at = 0; i < x.length; i++) for (let a = 0; a < k; a++) target[a] = target[a]! + z[at++]! * x[i]!;
}

/** target += weight x. */
export function addWeighted(target: Float64Array, weight: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) target[i] = target[i]! + weight * x[i]!;
}

/** x'x. */
export function squares(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return sum;
}

/** Σ x. */
export function sumOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum;
}
