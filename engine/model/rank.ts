/** Which columns of a matrix are linearly independent. */

import { choleskyFactor } from '../linalg/dense-cholesky.js';

/** A column counts as dependent when what earlier ones leave of it is shorter than this share of its length; R's and lme4's. */
const TOLERANCE = 1e-7;

/**
 * Indices of the columns of `x` (n × p, by columns) that earlier ones do not determine, in order: a column is measured
 * against its own length, so units do not matter, and it is the later one of two that goes, as in R's `qr`.
 * Gram–Schmidt with reorthogonalisation (Giraud, Langou & Rozložník 2005: twice is enough).
 */
export function independentColumns(x: Float64Array, n: number, p: number): number[] {
  return areClearlyIndependent(x, n, p) ? Array.from({ length: p }, (_, j) => j) : selectIndependent(x, n, p);
}

/** So much of a column's squared length, at least, must earlier columns leave; far above the rounding of a cross-product, and above the square of the tolerance. */
const CLEAR = 1e-8;

/** By the pivots of the Cholesky factor of X'X, columns scaled to length one: a few passes and no copy of X, which settles nearly every model. */
function areClearlyIndependent(x: Float64Array, n: number, p: number): boolean {
  const gram = new Float64Array(p * p);
  const lengths = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    lengths[j] = Math.sqrt(productOfColumns(x, n, j, j));
    if (!(lengths[j]! > 1e-100 && lengths[j]! < 1e100)) return false;
    for (let k = 0; k <= j; k++) gram[j * p + k] = k === j ? 1 : productOfColumns(x, n, j, k) / (lengths[j]! * lengths[k]!);
  }
  if (!choleskyFactor(gram, p)) return false;
  for (let j = 0; j < p; j++) if (gram[j * p + j]! ** 2 < CLEAR) return false;
  return true;
}

function productOfColumns(x: Float64Array, n: number, j: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[j * n + i]! * x[k * n + i]!;
  return sum;
}

/** Whether a vector of length n is a combination of the columns of `x` (n × p, by columns), asked as often as needed. */
export function spanOf(x: Float64Array, n: number, p: number): (vector: Float64Array) => boolean {
  const basis: Float64Array[] = [];
  const remainderOf = (vector: Float64Array): { readonly residual: Float64Array; readonly size: number } => {
    const residual = Float64Array.from(vector);
    const length = norm(residual);
    if (!(length > 0)) return { residual, size: 0 };
    scale(residual, 1 / length);
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) subtractProjection(residual, direction);
    return { residual, size: norm(residual) };
  };
  for (let j = 0; j < p; j++) {
    const { residual, size } = remainderOf(x.subarray(j * n, (j + 1) * n));
    if (size < TOLERANCE) continue;
    scale(residual, 1 / size);
    basis.push(residual);
  }
  return vector => remainderOf(vector).size < TOLERANCE;
}

function selectIndependent(x: Float64Array, n: number, p: number): number[] {
  const kept: number[] = [];
  const basis: Float64Array[] = [];
  for (let j = 0; j < p; j++) {
    const residual = x.slice(j * n, (j + 1) * n);
    const length = norm(residual);
    if (!(length > 0)) continue;
    scale(residual, 1 / length);
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) subtractProjection(residual, direction);
    const remaining = norm(residual);
    if (remaining < TOLERANCE) continue;
    scale(residual, 1 / remaining);
    basis.push(residual);
    kept.push(j);
  }
  return kept;
}

function subtractProjection(vector: Float64Array, direction: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= product * direction[i]!;
}

function norm(vector: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

function scale(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
}
