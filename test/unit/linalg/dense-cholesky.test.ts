import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { choleskyFactor, choleskyLogDeterminant, solveLower, solveLowerTransposed } from '../../../engine/linalg/dense-cholesky.js';

/** Positive definite, with entries of every size and sign. */
const example = (n: number): Matrix => {
  const root = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) root.set(i, j, Math.sin(3 * i + j * j + 1));
  return root.mmul(root.transpose()).add(Matrix.eye(n).mul(n / 10));
};

describe.each([1, 2, 3, 5, 31])('a dense matrix of order %d', n => {
  const matrix = example(n);
  const l = Float64Array.from(matrix.to1DArray());
  const factored = choleskyFactor(l, n);

  test('has the Cholesky factor that ml-matrix finds', () => {
    expect(factored).toBe(true);
    const expected = new CholeskyDecomposition(matrix).lowerTriangularMatrix;
    let worst = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) worst = Math.max(worst, Math.abs(l[i * n + j]! - expected.get(i, j)));
    expect(worst).toBeLessThan(1e-10);
  });

  test('solves what it multiplies', () => {
    const x = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const b = Float64Array.from(matrix.mmul(Matrix.columnVector(x)).to1DArray());
    solveLower(l, n, b);
    solveLowerTransposed(l, n, b);
    for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i]!, 9);
  });
});

test('a matrix that is not positive definite is refused', () => {
  expect(choleskyFactor(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
  expect(choleskyFactor(Float64Array.of(NaN), 1)).toBe(false);
});

test('the log-determinant of a diagonal matrix is the sum of its logarithms', () => {
  const l = Float64Array.of(2, 0, 0, 5);
  choleskyFactor(l, 2);
  expect(choleskyLogDeterminant(l, 2)).toBeCloseTo(Math.log(10), 14);
});
