/** Orthogonal polynomials, for `poly()` and for the contrasts of ordered factors. */
import type { Recurrence } from '../data/basis.js';

/**
 * Polynomials of degree 1 … `degree` in `x`, orthonormal over its elements and to the constant; by columns, n × degree.
 * Three-term recurrence of Forsythe (1957), as in Kennedy & Gentle (1980), pp. 343–344; the sign is that of a positive leading coefficient.
 */
export function orthogonalPolynomials(x: ArrayLike<number>, degree: number): { readonly columns: Float64Array; readonly recurrence: Recurrence } {
  const n = x.length;
  const alpha: number[] = [];
  const norm2: number[] = [1, n];
  const columns = new Float64Array(n * degree);
  let previous = new Float64Array(n);
  let current = new Float64Array(n).fill(1);
  for (let power = 1; power <= degree; power++) {
    let weightedSum = 0;
    for (let i = 0; i < n; i++) weightedSum += x[i]! * current[i]! * current[i]!;
    const squaredNorm = norm2[power]!;
    const centre = weightedSum / squaredNorm;
    const ratio = power === 1 ? 0 : squaredNorm / norm2[power - 1]!;
    alpha.push(centre);
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) next[i] = (x[i]! - centre) * current[i]! - ratio * previous[i]!;
    // rounding leaves a trace of the lower degrees behind; taking it out once more keeps high degrees orthogonal
    orthogonalise(next, columns, norm2, power - 1);
    let norm = 0;
    for (let i = 0; i < n; i++) norm += next[i]! * next[i]!;
    norm2.push(norm);
    const scale = 1 / Math.sqrt(norm);
    for (let i = 0; i < n; i++) columns[(power - 1) * n + i] = next[i]! * scale;
    previous = current;
    current = next;
  }
  return { columns, recurrence: { alpha, norm2 } };
}

/** The polynomials of a recurrence at other points, of degree 1 … `degree`; by columns, n × degree. */
export function polynomialsAt({ alpha, norm2 }: Recurrence, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  const degree = alpha.length;
  const columns = new Float64Array(n * degree);
  for (let i = 0; i < n; i++) {
    let previous = 0;
    let current = 1;
    for (let power = 1; power <= degree; power++) {
      const ratio = power === 1 ? 0 : norm2[power]! / norm2[power - 1]!;
      const next = (x[i]! - alpha[power - 1]!) * current - ratio * previous;
      columns[(power - 1) * n + i] = next / Math.sqrt(norm2[power + 1]!);
      previous = current;
      current = next;
    }
  }
  return columns;
}

function orthogonalise(vector: Float64Array, columns: Float64Array, norm2: readonly number[], count: number): void {
  const n = vector.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += vector[i]!;
  mean /= norm2[1]!;
  for (let i = 0; i < n; i++) vector[i]! -= mean;
  for (let j = 0; j < count; j++) {
    let product = 0;
    for (let i = 0; i < n; i++) product += vector[i]! * columns[j * n + i]!;
    for (let i = 0; i < n; i++) vector[i]! -= product * columns[j * n + i]!;
  }
}
