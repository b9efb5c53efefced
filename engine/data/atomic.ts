/** Making vectors and looking at single elements. */
import { LOGICAL_NA, lengthOf, type AtomicVector, type CharacterVector, type Column, type LogicalVector, type NumericVector, type Shape } from './vectors.js';

export function doubleVector(values: Float64Array | readonly number[], shape: Shape = {}): NumericVector {
  return { type: 'double', values: values instanceof Float64Array ? values : Float64Array.from(values), ...shape };
}

export function integerVector(values: Float64Array | readonly number[], shape: Shape = {}): NumericVector {
  return { type: 'integer', values: values instanceof Float64Array ? values : Float64Array.from(values), ...shape };
}

/** Takes 0, 1 and `LOGICAL_NA`, or booleans. */
export function logicalVector(values: Int8Array | readonly (boolean | null)[], shape: Shape = {}): LogicalVector {
  const codes = values instanceof Int8Array ? values : Int8Array.from(values, value => (value === null ? LOGICAL_NA : value ? 1 : 0));
  return { type: 'logical', values: codes, ...shape };
}

export function characterVector(values: readonly (string | null)[], shape: Shape = {}): CharacterVector {
  return { type: 'character', values, ...shape };
}

/** True for NA, and for R's NaN, as `is.na` has it. */
export function isMissingAt(column: Column, index: number): boolean {
  switch (column.type) {
    case 'factor':
      return column.codes[index] === 0;
    case 'logical':
      return column.values[index] === LOGICAL_NA;
    case 'character':
      return column.values[index] === null;
    default:
      return Number.isNaN(column.values[index]);
  }
}

/** Whether `isMissingAt` is true anywhere; a pass over typed values without a call for each. */
export function hasMissing(column: Column): boolean {
  switch (column.type) {
    case 'factor':
      return column.codes.includes(0);
    case 'logical':
      return column.values.includes(LOGICAL_NA);
    case 'character':
      return column.values.includes(null);
    default:
      return hasNaN(column.values);
  }
}

function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

export function missingCount(column: Column): number {
  let count = 0;
  for (let index = 0; index < lengthOf(column); index++) if (isMissingAt(column, index)) count++;
  return count;
}

/** The attributes that elementwise operations keep. */
export function shapeOf(column: Column): Shape {
  const shape: { -readonly [Key in keyof Shape]: Shape[Key] } = {};
  if (column.names) shape.names = column.names;
  if (column.type === 'factor') return shape;
  if (column.dim) shape.dim = column.dim;
  if (column.rowNames) shape.rowNames = column.rowNames;
  if (column.columnNames) shape.columnNames = column.columnNames;
  if (column.array) shape.array = column.array;
  if (column.tableOf) shape.tableOf = column.tableOf;
  if (column.dimensionNames) shape.dimensionNames = column.dimensionNames;
  if (column.printedDigits !== undefined) shape.printedDigits = column.printedDigits;
  return shape;
}

/** The same elements with other names and dimensions. */
export function withShape<Vector extends AtomicVector>(vector: Vector, shape: Shape): Vector {
  const { names: _names, dim: _dim, rowNames: _rowNames, columnNames: _columnNames, array: _array, tableOf: _tableOf, dimensionNames: _dimensionNames, printedDigits: _digits, ...bare } = vector;
  return { ...bare, ...shape } as Vector;
}

/** The same elements without names, dimensions and what a basis remembers. */
export function bareVector(column: AtomicVector): AtomicVector {
  const { basis: _basis, scaledBy: _scaledBy, time: _time, ...rest } = withShape(column, {}) as AtomicVector & Partial<NumericVector>;
  return rest;
}

/** The same elements with other names; undefined removes them. */
export function withNames<Kind extends Column>(column: Kind, names: readonly string[] | undefined): Kind {
  const { names: _names, ...bare } = column;
  return (names ? { ...bare, names } : bare) as Kind;
}

export const isNumeric = (column: { readonly type: string }): column is NumericVector => column.type === 'double' || column.type === 'integer';
export const isAtomic = (value: { readonly type: string }): value is AtomicVector =>
  value.type === 'double' || value.type === 'integer' || value.type === 'logical' || value.type === 'character';
export const isColumn = (value: { readonly type: string }): value is Column => isAtomic(value) || value.type === 'factor';
