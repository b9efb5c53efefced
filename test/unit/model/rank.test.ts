import fc from 'fast-check';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { independentColumns } from '../../../engine/model/rank.js';

const byColumns = (columns: readonly (readonly number[])[]): Float64Array => Float64Array.from(columns.flat());

describe('independent columns', () => {
  test('drop the later of two dependent ones, whatever their units', () => {
    const one = [1, 1, 1, 1];
    const x = [1, 2, 3, 5];
    expect(independentColumns(byColumns([one, x, x.map(value => 1e9 * value + 1e3), [0, 1, 0, 2]]), 4, 4)).toEqual([0, 1, 3]);
    expect(independentColumns(byColumns([one, x.map(value => 1e-12 * value), [0, 0, 0, 0]]), 4, 3)).toEqual([0, 1]);
  });

  test('keep a column that differs from another by little, as R does with its tolerance of 1e-7', () => {
    const x = [1, 2, 3, 5];
    expect(independentColumns(byColumns([x, x.map((value, i) => value + (i === 0 ? 1e-5 : 0))]), 4, 2)).toEqual([0, 1]);
    expect(independentColumns(byColumns([x, x.map((value, i) => value + (i === 0 ? 1e-9 : 0))]), 4, 2)).toEqual([0]);
  });

  test('are as many as the singular values say', () => {
    const small = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.array(small, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 8 }), columns => {
        const rank = new SingularValueDecomposition(new Matrix(columns).transpose(), { autoTranspose: true }).rank;
        expect(independentColumns(byColumns(columns), 6, columns.length)).toHaveLength(rank);
      }),
    );
  });
});
