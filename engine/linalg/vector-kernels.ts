/**
 * Loops over long vectors, one to a function: each is called from many places, so that it is compiled to machine code early and stays so.
 * A matrix is stored by columns, and `from` is where a column starts.
 */

/** x'y. */
export function innerProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** x'y for y a column. */
export function columnProduct(x: Float64Array, matrix: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * matrix[from + i]!;
  return sum;
}

/** Σ w x y. */
export function weightedProduct(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weights[i]! * x[i]! * y[i]!;
  return sum;
}

/** target += scale x. */
export function addScaled(target: Float64Array, scale: number, x: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + scale * x[i]!;
}

/** target += scale x for x a column. */
export function addScaledColumn(target: Float64Array, scale: number, matrix: Float64Array, from: number): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + scale * matrix[from + i]!;
}

/** target ← x + scale y. */
export function combine(x: Float64Array, scale: number, y: Float64Array, target: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = x[i]! + scale * y[i]!;
}

/** target ← w x, element by element, for x a column. */
export function weightColumn(weights: Float64Array, matrix: Float64Array, from: number, target: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = weights[i]! * matrix[from + i]!;
}

/** x ← w x, element by element. */
export function multiplyElements(x: Float64Array, weights: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = x[i]! * weights[i]!;
}

/** x ← scale x. */
export function scaleVector(x: Float64Array, scale: number): void {
  for (let i = 0; i < x.length; i++) x[i] = x[i]! * scale;
}

/** The elements of x at the given places. */
export function takeElements(x: Float64Array, places: Int32Array): Float64Array {
  const taken = new Float64Array(places.length);
  for (let i = 0; i < taken.length; i++) taken[i] = x[places[i]!]!;
  return taken;
}

/** As `takeElements`, for whole numbers. */
export function takeIntegers(x: Int32Array, places: Int32Array): Int32Array {
  const taken = new Int32Array(places.length);
  for (let i = 0; i < taken.length; i++) taken[i] = x[places[i]!]!;
  return taken;
}

/** Σ w, the weighted mean Σ wx / Σ w, and Σ w (x − mean)². */
export function weightedMoments(x: Float64Array, weights: Float64Array): { readonly totalWeight: number; readonly mean: number; readonly squares: number } {
  let totalWeight = 0;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    totalWeight += weights[i]!;
    sum += weights[i]! * x[i]!;
  }
  const mean = sum / totalWeight;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += weights[i]! * (x[i]! - mean) ** 2;
  return { totalWeight, mean, squares };
}
