import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orthogonalPolynomials } from '../../../engine/model/polynomial.js';

describe('orthogonal polynomials', () => {
  test('are those of R’s poly(), with the coefficients that it keeps', () => {
    // poly(c(1, 2, 4, 7, 11), 3) of R 4.2.2
    const { columns, recurrence } = orthogonalPolynomials([1, 2, 4, 7, 11], 3);
    const ofR = { columns: [ -0.49236596391733101, -0.36927447293799798, -0.12309149097933275, 0.24618298195866542, 0.73854894587599640, 0.47599729681315067, 0.07933288280219178, -0.44955300254575337, -0.58177447388273951, 0.47599729681315062, -0.44038550605054411, 0.33028912953790807, 0.55048188256318042, -0.60553007081949839, 0.16514456476895417 ], alpha: [ 5, 7, 5.90909090909091 ], norm2: [ 1, 5, 66, 514.8, 2454.54545454545 ] };
    ofR.columns.forEach((value, i) => expect(columns[i]).toBeCloseTo(value, 13));
    ofR.alpha.forEach((value, i) => expect(recurrence.alpha[i]).toBeCloseTo(value, 12));
    ofR.norm2.forEach((value, i) => expect(recurrence.norm2[i]! / value).toBeCloseTo(1, 12));
  });

  test('are orthonormal, also to the constant', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4 }), (x, degree) => {
        const { columns } = orthogonalPolynomials(x, degree);
        const n = x.length;
        const column = (j: number): Float64Array => (j === 0 ? new Float64Array(n).fill(1 / Math.sqrt(n)) : columns.subarray((j - 1) * n, j * n));
        for (let i = 0; i <= degree; i++) {
          for (let j = 0; j <= i; j++) expect(column(i).reduce((sum, value, row) => sum + value * column(j)[row]!, 0)).toBeCloseTo(i === j ? 1 : 0, 10);
        }
      }),
    );
  });
});
