import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { choleskyFactor, choleskyInverse, choleskyInverseSteps, choleskyLogDeterminant, solveLower, solveLowerTransposed } from '../../../engine/linalg/dense-cholesky.js';

/** Positive definite, with entries of every size and sign. */
const example = (n: number): Matrix => {
  const root = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) root.set(i, j, Math.sin(3 * i + j * j + 1));
  return root.mmul(root.transpose()).add(Matrix.eye(n).mul(n / 10));
};

// Sizes on both sides of the edges of the 4 × 4 kernel and of the tile of 32 rows.
describe.each([1, 2, 3, 4, 5, 31, 32, 33, 64, 67, 131])('a dense matrix of order %d', n => {
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

  test('has the inverse that ml-matrix finds', () => {
    const result = new Float64Array(n * n).fill(NaN);
    choleskyInverse(l, n, new Float64Array(n * n).fill(NaN), result);
    const expected = inverse(matrix);
    expect(Matrix.from1DArray(n, n, result).sub(expected).abs().max()).toBeLessThan(1e-10);
  });

  test('solves what it multiplies', () => {
    const x = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const b = Float64Array.from([NaN, ...matrix.mmul(Matrix.columnVector(x)).to1DArray()]);
    solveLower(l, n, b, 1);
    solveLowerTransposed(l, n, b, 1);
    for (let i = 0; i < n; i++) expect(b[i + 1]).toBeCloseTo(x[i]!, 9);
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

test('a long inversion is offered in steps', () => {
  const n = 300;
  const l = Float64Array.from(Matrix.eye(n).to1DArray());
  expect([...choleskyInverseSteps(l, n, new Float64Array(n * n), new Float64Array(n * n))].length).toBeGreaterThan(10);
});
