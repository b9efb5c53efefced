/** Matrix algebra, and sums and means of rows and columns. */
import { doubleVector, isAtomic, isColumn } from '../../data/atomic.js';
import { asDouble, asType, commonType, labelsOf } from '../../data/coercion.js';
import { crossProduct, determinantOf, solveSystem } from '../../data/matrix-algebra.js';
import { formatElements } from '../../data/print-layout.js';
import type { AtomicVector, Column, DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { logicalArgument, optional, required, requiredValue } from './describe.js';
import { mean, sumOf } from './statistics.js';

export type MatrixValue = AtomicVector & { readonly dim: readonly [number, number] };

const A = 'matrix(c(2, 1, 1, 3), 2)';

export const matrixAlgebraFunctions: readonly FunctionDescription[] = [
  {
    name: 'as.matrix',
    group: 'shape',
    package: 'base',
    summary: 'A value as a matrix.',
    help: 'The columns of a data frame side by side: numbers where all are numbers, otherwise text. A vector becomes one column.',
    example: 'head(as.matrix(cbpp[c("incidence", "size")]), 3)',
    parameters: [required('x', 'any', 'A data frame, matrix or vector.')],
    call: given => matrixArgument(given, 'x'),
  },
  cross('crossprod', 'The product t(x) %*% y.', true),
  cross('tcrossprod', 'The product x %*% t(y).', false),
  {
    name: 'solve',
    group: 'mathematics',
    package: 'base',
    summary: 'Solves a system of linear equations, or inverts a matrix.',
    help: 'The x for which `a %*% x` is `b`; without `b` the inverse of `a`.',
    example: `solve(${A})\nsolve(${A}, c(1, 2))`,
    parameters: [required('a', 'vector', 'A square matrix.'), optional('b', 'vector', 'NULL', 'The right side: a vector or matrix.')],
    call: given => {
      const b = given.get('b');
      return solveSystem(numericMatrix(given, 'a'), b && b.type !== 'null' ? numericMatrix(given, 'b', false) : null);
    },
  },
  {
    name: 'det',
    group: 'mathematics',
    package: 'base',
    summary: 'The determinant of a matrix.',
    help: 'Of a square matrix, from its LU decomposition.',
    example: `det(${A})`,
    parameters: [required('x', 'vector', 'A square matrix.')],
    call: given => doubleVector([determinantOf(numericMatrix(given, 'x'))]),
  },
  margin('colSums', 'Sums of the columns.', 2, sumOf),
  margin('colMeans', 'Means of the columns.', 2, mean),
  margin('rowSums', 'Sums of the rows.', 1, sumOf),
  margin('rowMeans', 'Means of the rows.', 1, mean),
];

/** A matrix as it is; a data frame as R's `as.matrix` makes one of it; a vector as one column. */
export function matrixArgument(given: CallArguments, name: string): MatrixValue {
  return asMatrix(requiredValue(given, name), name);
}

export function asMatrix(value: Value, name: string): MatrixValue {
  if (value.type === 'dataFrame') return frameAsMatrix(value);
  if (!isColumn(value)) throw new UserError('GLMM215', `\`${name}\` must be a matrix or a data frame, but it is ${describeValue(value)}.`);
  const vector: AtomicVector = value.type === 'factor' ? { type: 'character', values: labelsOf(value) } : value;
  if (vector.dim) return vector as MatrixValue;
  const { names, tableOf: _table, ...bare } = vector;
  return { ...bare, dim: [vector.values.length, 1], ...(names ? { rowNames: names } : {}) };
}

function frameAsMatrix(frame: DataFrame): MatrixValue {
  const isNumeric = [...frame.columns.values()].every(column => column.type !== 'character' && column.type !== 'factor');
  const columns: [string, AtomicVector][] = [...frame.columns].flatMap(([name, column]) => (isNumeric ? columnsOf(name, column as AtomicVector) : [[name, textColumn(column)]]));
  const type = commonType(columns.map(([, column]) => column));
  const parts = columns.map(([, column]) => asType(column, type));
  const dim = [frame.rowCount, columns.length] as const;
  const names = { columnNames: columns.map(([name]) => name), ...(frame.rowNames ? { rowNames: frame.rowNames } : {}) };
  if (type === 'character') return { type, values: parts.flatMap(part => part.values as readonly (string | null)[]), dim, ...names };
  const values = type === 'logical' ? new Int8Array(dim[0] * dim[1]) : new Float64Array(dim[0] * dim[1]);
  parts.forEach((part, j) => values.set(part.values as Float64Array, j * frame.rowCount));
  return { type, values, dim, ...names } as MatrixValue;
}

function columnsOf(name: string, column: AtomicVector): [string, AtomicVector][] {
  if (!column.dim) return [[name, column]];
  const [rows, width] = column.dim;
  return Array.from({ length: width }, (_, j) => [`${name}.${column.columnNames?.[j] ?? j + 1}`, { type: column.type, values: column.values.slice(j * rows, (j + 1) * rows) } as AtomicVector]);
}

/** Numbers among texts are written with a common number of decimals, as R does. */
function textColumn(column: Column): AtomicVector {
  if (column.type === 'double' || column.type === 'integer') {
    const texts = formatElements(column, { digits: 7 });
    const width = texts.reduce((most, text) => Math.max(most, text.length), 0);
    return { type: 'character', values: texts.map((text, index) => (Number.isNaN(column.values[index]) ? null : text.padStart(width))) };
  }
  return { type: 'character', values: labelsOf(column) };
}

function numericMatrix(given: CallArguments, name: string, isMatrix = true): AtomicVector {
  const value = requiredValue(given, name);
  if (value.type === 'dataFrame') return asMatrix(value, name);
  if (!isAtomic(value) || value.type === 'character' || (isMatrix && !value.dim && value.values.length !== 1)) throw new UserError('GLMM215', `\`${name}\` must be a numeric matrix, but it is ${describeValue(value)}.`);
  return isMatrix && !value.dim ? ({ ...value, dim: [1, 1] }) : value;
}

function cross(name: string, summary: string, isFirstTransposed: boolean): FunctionDescription {
  return {
    name,
    group: 'mathematics',
    package: 'base',
    summary,
    help: `${summary} Without \`y\` the product of x with itself.`,
    example: `${name}(${A})`,
    parameters: [required('x', 'vector', 'A matrix.'), optional('y', 'vector', 'x', 'Another matrix.')],
    call: given => {
      const x = numericMatrix(given, 'x', false);
      const y = given.get('y');
      return crossProduct(x, y && y.type !== 'null' ? numericMatrix(given, 'y', false) : x, isFirstTransposed);
    },
  };
}

function margin(name: string, summary: string, side: 1 | 2, compute: (values: Float64Array) => number): FunctionDescription {
  return {
    name,
    group: 'shape',
    package: 'base',
    summary,
    help: `${summary} Of a data frame with numeric columns, or a matrix.`,
    example: `${name}(cbpp[1:3, c("incidence", "size")])`,
    parameters: [required('x', 'any', 'A data frame or a matrix.'), optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.')],
    call: given => {
      const value = requiredValue(given, 'x');
      if (value.type === 'dataFrame') requireNumericColumns(value);
      else if (!isAtomic(value) || value.type === 'character' || !value.dim) throw new UserError('GLMM215', `${name}() takes a data frame or a matrix, but this is ${describeValue(value)}.`);
      const matrix = asMatrix(value, 'x');
      const [rows, columns] = matrix.dim;
      const numbers = asDouble(matrix).values;
      const skipsMissing = logicalArgument(given, 'na.rm', false);
      const parts = side === 2 ? Array.from({ length: columns }, (_, j) => numbers.slice(j * rows, (j + 1) * rows)) : Array.from({ length: rows }, (_, i) => Float64Array.from({ length: columns }, (_cell, j) => numbers[j * rows + i]!));
      const results = parts.map(part => compute(skipsMissing ? part.filter(x => !Number.isNaN(x)) : part));
      const names = side === 2 ? matrix.columnNames : matrix.rowNames;
      return doubleVector(results, names ? { names } : {});
    },
  };
}

function requireNumericColumns(frame: DataFrame): void {
  for (const [name, column] of frame.columns) {
    if (column.type === 'character' || column.type === 'factor') throw new UserError('GLMM215', `Column \`${name}\` is not numeric.`, { advice: ['Choose the numeric columns: d[c("x", "y")].'] });
  }
}
