/** Bases that are computed from data: at the data that a model is fitted to, and again at others. */
import type { Basis, Recurrence } from '../data/basis.js';
import { polynomialsAt } from './polynomial.js';
import { splineColumns } from './splines.js';

/** The columns of a basis at one vector for each of its covariates, all of length n; by columns. */
export function basisColumns(basis: Basis, inputs: readonly Float64Array[]): Float64Array {
  const first = inputs[0]!;
  switch (basis.kind) {
    case 'scale':
      return first.map(value => (value - basis.center) / basis.scale);
    case 'spline':
      return splineColumns(basis.spline, first);
    case 'polynomial':
      return productsOfPowers(basis.recurrences.map((recurrence: Recurrence, k) => polynomialsAt(recurrence, inputs[k]!)), basis.degrees, first.length);
  }
}

/**
 * For each column the product of one power of each variable; `powers` holds those of degree 1 … of each variable, by columns,
 * and `degrees` which of them a column takes, 0 for none.
 */
export function productsOfPowers(powers: readonly Float64Array[], degrees: readonly (readonly number[])[], n: number): Float64Array {
  const columns = new Float64Array(n * degrees.length);
  degrees.forEach((degreesOfColumn, j) => {
    const column = columns.subarray(j * n, (j + 1) * n).fill(1);
    degreesOfColumn.forEach((degree, k) => {
      if (degree === 0) return;
      const offset = (degree - 1) * n;
      for (let i = 0; i < n; i++) column[i]! *= powers[k]![offset + i]!;
    });
  });
  return columns;
}

/** All degrees in `count` variables that add up to 1 … `degree`, the first variable varying fastest; R's order. */
export function degreesUpTo(degree: number, count: number): number[][] {
  let combinations: number[][] = [[]];
  for (let k = 0; k < count; k++) combinations = Array.from({ length: degree + 1 }, (_, power) => combinations.map(before => [...before, power])).flat();
  return combinations.filter(degrees => {
    const total = degrees.reduce((sum, power) => sum + power, 0);
    return total > 0 && total <= degree;
  });
}
