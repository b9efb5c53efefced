import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { TILE } from '../../../engine/linalg/tile-kernels.js';
import { analyseTiles, placeInTiles, tileWork } from '../../../engine/linalg/tile-pattern.js';
import { TiledCholesky } from '../../../engine/linalg/tiled-cholesky.js';

/** The sum of positive definite matrices on the cliques, so that it is zero wherever no clique has both row and column. */
const sumOverCliques = (n: number, cliques: readonly Int32Array[]): Matrix => {
  const matrix = Matrix.eye(n).mul(n / 10);
  cliques.forEach((clique, c) => {
    const root = Matrix.zeros(clique.length, clique.length);
    for (let i = 0; i < clique.length; i++) for (let j = 0; j < clique.length; j++) root.set(i, j, Math.sin(3 * i + j * j + c + 1));
    const block = root.mmul(root.transpose());
    clique.forEach((row, i) => clique.forEach((column, j) => matrix.set(row, column, matrix.get(row, column) + block.get(i, j))));
  });
  return matrix;
};

const run = <T>(steps: Generator<void, T>): T => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

// Sizes on both sides of the edges of the register kernel and of the tile.
const dense = [1, 2, 3, 4, 5, 31, 32, 33, 64, 67, 131].map(n => ({ name: `dense, of order ${n}`, n, cliques: [range(0, n)] }));
const sparse = [
  { name: 'in two separate parts', n: 150, cliques: [range(0, 70), range(70, 150)] },
  { name: 'with a border', n: 170, cliques: [Int32Array.of(...range(0, 40), ...range(160, 170)), Int32Array.of(...range(40, 100), ...range(160, 170)), range(100, 165)] },
  { name: 'that fills in', n: 200, cliques: [Int32Array.of(3, 70, 199), Int32Array.of(4, 130), range(60, 90), Int32Array.of(95, 140, 150), Int32Array.of(33, 96)] },
];

const small = dense.filter(({ n }) => n < TILE).map(one => ({ ...one, name: `${one.name} in a tile of its own`, isSmall: true }));

describe.each([...dense, ...sparse, ...small])('a matrix $name', ({ n, cliques, isSmall = false }: { n: number; cliques: readonly Int32Array[]; isSmall?: boolean }) => {
  const matrix = sumOverCliques(n, cliques);
  const pattern = analyseTiles(n, cliques, isSmall);
  const isStored = (i: number, j: number): boolean => pattern.place[Math.floor(j / TILE) * pattern.count + Math.floor(i / TILE)]! >= 0;
  const rows = cliques.at(-1)!;
  const cholesky = new TiledCholesky(pattern, rows);
  cholesky.values.fill(NaN);
  cholesky.inverse.fill(NaN);
  cholesky.clear();
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) if (matrix.get(i, j) !== 0) cholesky.values[placeInTiles(pattern, i, j)] = matrix.get(i, j);
  const factored = run(cholesky.factorSteps());

  test('has the Cholesky factor that ml-matrix finds, and nothing outside its tiles', () => {
    expect(factored).toBe(true);
    const expected = new CholeskyDecomposition(matrix).lowerTriangularMatrix;
    let worst = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) worst = Math.max(worst, Math.abs((isStored(i, j) ? cholesky.values[placeInTiles(pattern, i, j)]! : 0) - expected.get(i, j)));
    expect(worst).toBeLessThan(1e-10);
  });

  test('has the determinant that its factor in ml-matrix has', () => {
    const expected = 2 * new CholeskyDecomposition(matrix).lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
    expect(cholesky.logDeterminant()).toBeCloseTo(expected, 9);
  });

  test('has the inverse that ml-matrix finds, on those tiles', () => {
    run(cholesky.invertSteps());
    const expected = inverse(matrix);
    let worst = 0;
    let compared = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        if (!isStored(i, j)) continue;
        compared++;
        worst = Math.max(worst, Math.abs(cholesky.inverse[placeInTiles(pattern, i, j)]! - expected.get(i, j)));
        if (Math.floor(i / TILE) === Math.floor(j / TILE)) worst = Math.max(worst, Math.abs(cholesky.inverse[placeInTiles(pattern, j, i)]! - expected.get(i, j)));
      }
    }
    expect(compared).toBeGreaterThanOrEqual(n);
    expect(worst).toBeLessThan(1e-10);
  });

  test('multiplies its inverse with a vector on rows that meet', () => {
    run(cholesky.invertSteps());
    const expected = inverse(matrix).subMatrix(0, n - 1, 0, n - 1).selection([...rows], [...rows]);
    rows.forEach((row, i) => (cholesky.columns[i] = Math.sin(row)));
    cholesky.multiplyInverse(0, rows.length, 1);
    const product = expected.mmul(Matrix.columnVector([...rows].map(row => Math.sin(row))));
    for (let i = 0; i < rows.length; i++) expect(cholesky.products[i]).toBeCloseTo(product.get(i, 0), 9);
  });

  test('loses the outer product of a vector on rows that meet', () => {
    const other = new TiledCholesky(pattern, rows);
    rows.forEach((row, i) => (other.columns[i] = Math.cos(row)));
    other.subtractOuterProducts(0, rows.length, 1);
    let sum = 0;
    for (const i of rows) {
      for (const j of rows) {
        if (j > i) continue;
        expect(other.values[placeInTiles(pattern, i, j)]).toBe(-(Math.cos(j) * Math.cos(i)));
        sum += Math.abs(Math.cos(j) * Math.cos(i));
      }
    }
    let all = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) if (isStored(i, j)) all += Math.abs(other.values[placeInTiles(pattern, i, j)]!);
    expect(all).toBeCloseTo(sum, 9);
  });

  test('solves what it multiplies', () => {
    const x = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const b = Float64Array.from([NaN, ...matrix.mmul(Matrix.columnVector(x)).to1DArray()]);
    cholesky.solveForward(b, 1);
    cholesky.solveBackward(b, 1);
    for (let i = 0; i < n; i++) expect(b[i + 1]).toBeCloseTo(x[i]!, 9);
  });
});

test('two parts that never meet leave the tiles between them zero', () => {
  const { share } = tileWork(analyseTiles(4 * TILE, [range(0, 2 * TILE), range(2 * TILE, 4 * TILE)], false));
  expect(share).toBeCloseTo(6 / 10, 14);
});

test('a matrix that is not positive definite is refused', () => {
  const indefinite = new TiledCholesky(analyseTiles(2, [range(0, 2)], true), new Int32Array(0));
  indefinite.clear();
  indefinite.values.set([1, 2], 0);
  indefinite.values[placeInTiles(indefinite.pattern, 1, 1)] = 1;
  expect(run(indefinite.factorSteps())).toBe(false);
  const unknown = new TiledCholesky(analyseTiles(1, [], true), new Int32Array(0));
  unknown.clear();
  unknown.values[0] = NaN;
  expect(run(unknown.factorSteps())).toBe(false);
});

test('a long factorisation and inversion are offered in steps', () => {
  const n = 300;
  const cholesky = new TiledCholesky(analyseTiles(n, [range(0, n)], false), new Int32Array(0));
  cholesky.clear();
  for (let i = 0; i < n; i++) cholesky.values[placeInTiles(cholesky.pattern, i, i)] = 1;
  const { count } = cholesky.pattern;
  expect([...cholesky.factorSteps()].length).toBe((count * (count - 1)) / 2);
  expect([...cholesky.invertSteps()].length).toBe((count * (count + 1)) / 2);
});
