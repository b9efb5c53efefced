import * as fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TILE, typeScriptKernels, webAssemblyKernels, type TileKernels, type TileLayout } from '../../../engine/linalg/tile-kernels.js';

const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });

/** Three tiles and a vector's worth of numbers; the second tile has a diagonal to divide by. */
const stores = (order: number): fc.Arbitrary<Float64Array> =>
  fc.array(numbers, { minLength: 3 * order * order, maxLength: 3 * order * order }).map(values => {
    const store = Float64Array.from(values);
    for (let i = 0; i < order; i++) store[order * order + i * (order + 1)] = 1 + Math.abs(values[i]!) + 1e3 * order;
    return store;
  });

const oneTile = (order: number): TileLayout => ({ order, count: 1, place: Int32Array.of(0), rowLists: new Int32Array(0) });
/** Two rows of tiles, all three tiles stored, and some of the rows. */
const twoByTwo: TileLayout = { order: TILE, count: 2, place: Int32Array.of(0, TILE ** 2, -1, 2 * TILE ** 2), rowLists: Int32Array.of(0, 7, 8, 31, 33, 40, 63) };

/** Tile t as a matrix. */
const tile = (store: Float64Array, order: number, t: number): Matrix => Matrix.from1DArray(order, order, store.subarray(t * order * order, (t + 1) * order * order)).transpose();
const lower = (matrix: Matrix): Matrix => new Matrix(matrix.to2DArray().map((row, i) => row.map((value, j) => (j <= i ? value : 0))));

interface Operation {
  readonly name: string;
  readonly run: (kernels: TileKernels, order: number) => void;
  /** What is left of tile 0, in terms of all three. */
  readonly expected: (c: Matrix, a: Matrix, b: Matrix) => Matrix;
}

const operations: readonly Operation[] = [
  { name: 'C − AB′', run: (k, n) => k.subtractProductTransposed(0, n * n, 2 * n * n, false), expected: (c, a, b) => Matrix.sub(c, a.mmul(b.transpose())) },
  { name: 'C − AB′ in the lower triangle', run: (k, n) => k.subtractProductTransposed(0, n * n, 2 * n * n, true), expected: (c, a, b) => Matrix.sub(c, a.mmul(b.transpose())) },
  { name: 'C − AB', run: (k, n) => k.subtractProduct(0, n * n, 2 * n * n), expected: (c, a, b) => Matrix.sub(c, a.mmul(b)) },
  { name: 'transposition', run: (k, n) => k.transpose(0, 2 * n * n), expected: (_c, _a, b) => b.transpose() },
];

describe.each([4, 12, TILE])('tiles of order %i', order => {
  test.each(operations)('$name is what ml-matrix makes of it', ({ name, run, expected }) => {
    fc.assert(fc.property(stores(order), values => {
      const kernels = typeScriptKernels(oneTile(order), values.length);
      kernels.store.set(values);
      run(kernels, order);
      const difference = Matrix.sub(tile(kernels.store, order, 0), expected(tile(values, order, 0), tile(values, order, 1), tile(values, order, 2)));
      expect((name.includes('lower') ? lower(difference) : difference).abs().max()).toBeLessThan(1e-6);
    }), { numRuns: 20 });
  });

  test('solutions multiplied by the triangle give back what was solved', () => {
    fc.assert(fc.property(stores(order), values => {
      const kernels = typeScriptKernels(oneTile(order), values.length);
      const before = tile(values, order, 2);
      const l = lower(tile(values, order, 1));
      kernels.store.set(values);
      kernels.solveTransposed(2 * order * order, order * order);
      expect(Matrix.sub(tile(kernels.store, order, 2).mmul(l.transpose()), before).abs().max()).toBeLessThan(1e-9);
      kernels.store.set(values);
      kernels.solve(2 * order * order, order * order);
      expect(Matrix.sub(tile(kernels.store, order, 2).mmul(l), before).abs().max()).toBeLessThan(1e-9);
    }), { numRuns: 20 });
  });

  test('vectors lose the product with a tile and with its transpose', () => {
    fc.assert(fc.property(stores(order), values => {
      const kernels = typeScriptKernels(oneTile(order), values.length);
      const [y, x] = [0, order];
      const vector = (from: number): Matrix => Matrix.columnVector(values.subarray(from, from + order));
      const a = tile(values, order, 2);
      for (const [subtract, expected] of [[kernels.subtractTimesVector, a], [kernels.subtractTransposedTimesVector, a.transpose()]] as const) {
        kernels.store.set(values);
        subtract(y, 2 * order * order, x);
        expect(Matrix.sub(Matrix.columnVector(kernels.store.subarray(y, y + order)), Matrix.sub(vector(y), expected.mmul(vector(x)))).abs().max()).toBeLessThan(1e-6);
      }
    }), { numRuns: 20 });
  });
});

// Compared also where the environment switches WebAssembly off: the module is compiled when it is first asked for.
describe('WebAssembly', () => {
  beforeAll(() => void vi.stubEnv('GLMM_NO_WASM', '0'));
  afterAll(() => void vi.unstubAllEnvs());

  const both: readonly (readonly [string, (kernels: TileKernels) => void])[] = [
    ...operations.map(({ name, run }) => [name, (kernels: TileKernels) => run(kernels, TILE)] as const),
    ['A L⁻ᵀ', kernels => kernels.solveTransposed(2 * TILE ** 2, TILE ** 2)],
    ['A L⁻¹', kernels => kernels.solve(2 * TILE ** 2, TILE ** 2)],
    ['y − Ax', kernels => kernels.subtractTimesVector(0, 2 * TILE ** 2, TILE)],
    ['A − xx′', kernels => kernels.subtractOuterProduct(0, 1, 7, 32)],
    ['y − Ax for a symmetric A', kernels => kernels.multiplySymmetric(0, 0, 7, TILE, 2 * TILE ** 2)],
    ['A − Σ xx′ on a run', kernels => kernels.subtractRuns(5 * (TILE + 1), 11, 6, TILE ** 2)],
    ['y − Ax on a run', kernels => kernels.multiplyRuns(5 * (TILE + 1), 11, 6, TILE ** 2, 2 * TILE ** 2)],
    ['y − Ax on a whole tile', kernels => kernels.multiplyRuns(0, TILE, 5, TILE ** 2, 2 * TILE ** 2)],
    ['y − A′x', kernels => kernels.subtractTransposedTimesVector(0, 2 * TILE ** 2, TILE)],
  ];

  test.each(both)('gives the bits that TypeScript gives: %s', (_, run) => {
    fc.assert(fc.property(stores(TILE), values => {
      const stored = [typeScriptKernels(twoByTwo, values.length), webAssemblyKernels(twoByTwo, values.length)].map(kernels => {
        if (!kernels) throw new Error('This platform has no WebAssembly.');
        kernels.store.set(values);
        run(kernels);
        return kernels.store;
      });
      expect(Buffer.compare(Buffer.from(Float64Array.from(stored[0]!).buffer), Buffer.from(Float64Array.from(stored[1]!).buffer))).toBe(0);
    }), { numRuns: 20 });
  });
});
