/** Matrices, and data frames made of them. */
import { isAtomic, isColumn } from '../../data/atomic.js';
import { asCharacter, asDouble } from '../../data/coercion.js';
import { makeDataFrame } from '../../data/data-frame.js';
import { extentsOf, stridesOf, withExtents } from '../../data/extents.js';
import { takeElements } from '../../data/indexing.js';
import { LOGICAL_NA, type AtomicVector, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { dimensionLabels } from '../replacement.js';
import type { Value } from '../values.js';
import { logicalArgument, NULL_VALUE, numberArgument, optional, required, requiredValue, textArgument } from './describe.js';
import { profileFrame } from './intervals.js';
import { conditionalModeFrame, varianceFrame } from './model-parts.js';

const group: FunctionGroup = 'shape';

export const matrixFunctions: readonly FunctionDescription[] = [
  {
    name: 'diag',
    group,
    package: 'base',
    summary: 'The diagonal of a matrix, or a diagonal matrix.',
    help: 'Of a matrix the diagonal as a vector, with the names of the rows where they are those of the columns: `sqrt(diag(vcov(m)))` are the standard errors of a model. One number gives the identity matrix of that size, a vector the matrix that has it on its diagonal.',
    example: 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\nsqrt(diag(vcov(m)))\ndiag(2)',
    parameters: [required('x', 'any', 'A matrix, a size, or a vector.')],
    call: given => diagonal(requiredValue(given, 'x')),
  },
  {
    name: 'matrix',
    group,
    package: 'base',
    summary: 'A matrix of the elements of a vector.',
    help: 'Filled column by column, or row by row with `byrow = TRUE`; elements are used again from the first where there are too few.',
    example: 'matrix(c(1, 0, -1, 1, -2, 1), nrow = 3)\nmatrix(1:4, 2, byrow = TRUE, dimnames = list(c("a", "b"), c("x", "y")))',
    parameters: [
      optional('data', 'vector', 'NA', 'The elements.'),
      optional('nrow', 'integer', '1', 'How many rows.'),
      optional('ncol', 'integer', '1', 'How many columns.'),
      optional('byrow', 'logical', 'FALSE', 'Whether to fill row by row.'),
      optional('dimnames', 'list', 'NULL', 'A list of the names of the rows and of the columns.'),
    ],
    call: matrixOf,
  },
  {
    name: 'as.data.frame',
    group,
    package: 'base',
    summary: 'A value as a data frame.',
    help: 'A matrix gives one column for each of its columns, a contingency table one row for each count, a list one column for each element, `VarCorr(m)` one row for each variance and covariance, and `ranef(m)` one row for each conditional mode with its standard deviation.',
    example: 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nas.data.frame(VarCorr(m))',
    parameters: [required('x', 'any', 'A matrix, table, list, vector or data frame.'), optional('responseName', 'string', '"Freq"', 'What the column of counts of a table is called.'), optional('stringsAsFactors', 'logical', 'TRUE', 'Whether text of a list becomes factors.')],
    call: (given, context) => asDataFrame(requiredValue(given, 'x'), logicalArgument(given, 'stringsAsFactors', true), textArgument(given, 'responseName', 'Freq'), given.expression('x')?.kind === 'name' ? context.source.slice(given.expression('x')!.from, given.expression('x')!.to) : 'x'),
  },
];

function matrixOf(given: CallArguments): Value {
  const value = given.get('data') ?? { type: 'logical', values: Int8Array.of(LOGICAL_NA) };
  if (!isAtomic(value)) throw new UserError('GLMM215', `matrix() takes a vector, but this is ${describeValue(value)}.`);
  const length = value.values.length;
  const [rowsGiven, columnsGiven] = ['nrow', 'ncol'].map(name => (given.get(name) ? sizeArgument(given, name) : null));
  const rows = rowsGiven ?? (columnsGiven ? Math.ceil(length / columnsGiven) : length);
  const columns = columnsGiven ?? (rowsGiven ? Math.ceil(length / rowsGiven) : 1);
  if (Math.max(rows * columns, rows, columns) > MOST_CELLS) throw new UserError('GLMM211', `A matrix of ${rows} × ${columns} is too large.`);
  if (length === 0 && rows * columns > 0) throw new UserError('GLMM212', 'matrix() has no elements to fill it with.');
  if (length > 1 && Math.max(rows * columns, length) % Math.min(rows * columns, length) !== 0) {
    throw new UserError('GLMM212', `${length} elements do not fill a matrix of ${rows} × ${columns}.`, { advice: ['Give one element for each cell, or a number that divides them.'] });
  }
  const isByRow = logicalArgument(given, 'byrow', false);
  const cells = Int32Array.from({ length: rows * columns }, (_, cell) => (isByRow ? (cell % rows) * columns + Math.floor(cell / rows) : cell) % length);
  const sizes = [rows, columns];
  return withExtents(plainVector(takeElements(value, cells)) as AtomicVector, { sizes, ...dimensionLabels(given.get('dimnames') ?? NULL_VALUE, sizes), isTable: false });
}

/** So many cells a matrix or array may have. */
export const MOST_CELLS = 50_000_000;

function sizeArgument(given: CallArguments, name: string): number {
  const size = numberArgument(given, name, 1);
  if (Number.isInteger(size) && size >= 0) return size;
  throw new UserError('GLMM215', `\`${name}\` of matrix() is a whole number, but it is ${size}.`);
}

function diagonal(value: Value): Value {
  if (!isAtomic(value) || value.type === 'character') throw new UserError('GLMM215', `diag() takes a matrix, a size or numbers, but this is ${describeValue(value)}.`);
  if (!value.dim) return diagonalMatrix(asDouble(value).values);
  const [rows, columns] = value.dim;
  const taken = takeElements(value, Int32Array.from({ length: Math.min(rows, columns) }, (_, i) => i * rows + i));
  const { rowNames, columnNames } = value;
  return rowNames && columnNames && rowNames.every((name, i) => name === columnNames[i]) ? { ...taken, names: rowNames } : taken;
}

function diagonalMatrix(numbers: Float64Array): Value {
  const size = numbers.length === 1 ? Math.max(0, Math.trunc(numbers[0]!)) : numbers.length;
  if (!(size * size <= MOST_CELLS)) throw new UserError('GLMM211', `A matrix of ${size} × ${size} is too large.`);
  const entries = numbers.length === 1 ? new Float64Array(size).fill(1) : numbers;
  const values = new Float64Array(size * size);
  entries.forEach((entry, i) => (values[i * (size + 1)] = entry));
  return { type: 'double', values, dim: [size, size] };
}

function asDataFrame(value: Value, areFactors: boolean, countName: string, name: string): DataFrame {
  if (value.type === 'dataFrame') return value;
  if (value.type === 'list') return value.varianceComponentsOf ? varianceFrame(value.varianceComponentsOf) : value.randomEffectsOf ? conditionalModeFrame(value.randomEffectsOf) : value.profileOf ? profileFrame(value.profileOf) : listFrame(value.values, value.names);
  if (!isColumn(value)) throw new UserError('GLMM215', `as.data.frame() takes a matrix, a list or a vector, but this is ${describeValue(value)}.`);
  if (value.type === 'factor' || (!value.dim && !value.tableOf)) return makeDataFrame([[name, value]]);
  if (value.tableOf) return areFactors ? countFrame(value, countName) : withTexts(countFrame(value, countName));
  const [rows, columns] = value.dim!;
  const parts = Array.from({ length: columns }, (_, j): [string, Column] => [value.columnNames?.[j] ?? `V${j + 1}`, columnOfMatrix(value, rows, j)]);
  return makeDataFrame(parts, value.rowNames);
}

function listFrame(values: readonly Value[], names: readonly string[] | undefined): DataFrame {
  return makeDataFrame(
    values.map((element, i): [string, Column] => {
      if (!isColumn(element)) throw new UserError('GLMM215', `Element ${i + 1} of the list is ${describeValue(element)}, which cannot be a column.`);
      return [names?.[i] || `V${i + 1}`, element];
    }),
  );
}

/** `Var1`, `Var2` (or the names that were counted by) and `Freq`, the first varying fastest. */
export function countFrame(table: AtomicVector, countName = 'Freq'): DataFrame {
  const { sizes, labels, variables } = extentsOf(table)!;
  const length = table.values.length;
  const strides = stridesOf(sizes);
  const factors = sizes.map((size, k): [string, Column] => {
    const levels = labels[k] ?? Array.from({ length: size }, (_, i) => String(i + 1));
    return [variables?.[k] || `Var${k + 1}`, { type: 'factor', levels, isOrdered: false, codes: Int32Array.from({ length }, (_, i) => (Math.floor(i / strides[k]!) % size) + 1) }];
  });
  return makeDataFrame([...factors, [countName, plainVector(table)]]);
}

const withTexts = (frame: DataFrame): DataFrame => ({ ...frame, columns: new Map([...frame.columns].map(([name, column]) => [name, column.type === 'factor' ? asCharacter(column) : column])) });

const columnOfMatrix = (matrix: AtomicVector, rows: number, j: number): Column => plainVector(takeElements<AtomicVector>(matrix, Int32Array.from({ length: rows }, (_, i) => j * rows + i)));

export function plainVector({ type, values }: AtomicVector): Column {
  return { type, values } as Column;
}
