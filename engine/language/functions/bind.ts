/** Putting vectors together as data frames and matrices. */
import { bareVector, characterVector, isAtomic, isColumn, logicalVector, withShape } from '../../data/atomic.js';
import { asInteger, asType, commonType, labelsOf } from '../../data/coercion.js';
import { bindRows, concatenate, makeDataFrame, rowsOf } from '../../data/data-frame.js';
import { extentsOf, permuted, withExtents } from '../../data/extents.js';
import { takeElements } from '../../data/indexing.js';
import { distinctNames, syntacticName } from '../../data/readers/delimited.js';
import { makeFactor } from '../../data/factor.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { List, Value } from '../values.js';
import { countFrame } from './matrices.js';
import { asMatrix } from './matrix-algebra.js';
import { columnArgument, dots, logicalArgument, NULL_VALUE, optional, required, requiredValue, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const bindFunctions: readonly FunctionDescription[] = [
  {
    name: 'data.frame',
    group,
    package: 'base',
    summary: 'Makes a data frame of columns.',
    help: 'Each named argument becomes a column; shorter ones are recycled where they fit a whole number of times.',
    example: 'data.frame(x = 1:3, g = c("a", "b", "a"))',
    parameters: [
      dots('Columns, named; or data frames.'),
      optional('row.names', 'vector', 'NULL', 'Names of the rows.'),
      optional('stringsAsFactors', 'logical', 'FALSE', 'Whether text becomes factors.'),
      optional('check.names', 'logical', 'TRUE', 'Whether names are made syntactic and distinct.'),
    ],
    call: given => dataFrame(given),
  },
  bind('cbind', 'Puts vectors side by side as columns of a matrix, or columns into a data frame.', 'cbind(a = 1:2, b = 3:4)', bindColumns),
  bind('rbind', 'Puts data frames one below the other, or vectors as rows of a matrix.', 'rbind(cbpp[1:2, ], cbpp[5:6, ])', bindRowsOf),
  {
    name: 't',
    group,
    package: 'base',
    summary: 'Transposes a matrix.',
    help: 'Rows become columns; a vector becomes a matrix of one row.',
    example: 't(cbind(a = 1:2, b = 3:4))',
    parameters: [required('x', 'any', 'A matrix, vector or data frame.')],
    call: given => {
      const x = requiredValue(given, 'x');
      return transpose(x.type === 'dataFrame' ? asMatrix(x, 'x') : columnArgument(given, 'x'));
    },
  },
];

function dataFrame(given: CallArguments): DataFrame {
  const textsAreFactors = logicalArgument(given, 'stringsAsFactors', false);
  const columns: [string, Column][] = [];
  let rowNames: readonly string[] | undefined;
  for (const { name, value: part, expression } of given.dots) {
    const value = isAtomic(part) && part.tableOf ? countFrame(part) : part;
    if (value.type === 'dataFrame') {
      rowNames ??= value.rowNames;
      for (const [column, values] of value.columns) columns.push([name && value.columns.size > 1 ? `${name}.${column}` : (name ?? column), values]);
    } else if (value.type === 'list') {
      value.values.forEach((each, index) => columns.push([value.names?.[index] || `V${index + 1}`, frameColumn(each)]));
    } else if (value.type !== 'null') {
      const column = frameColumn(value);
      // R names the rows by the first vector that has names, where they differ
      if (!rowNames && column.names && new Set(column.names).size === column.names.length) rowNames = column.names;
      const parts = column.type !== 'factor' && column.dim ? matrixColumns(column, name ?? '') : [[name ?? columnTitle(expression), column] as [string, Column]];
      columns.push(...parts);
    }
  }
  const names = columns.map(([name]) => (logicalArgument(given, 'check.names', true) ? syntacticName(name) : name));
  const distinct = distinctNames(names);
  const frame = makeDataFrame(columns.map(([, column], index) => [distinct[index]!, textsAreFactors && column.type === 'character' ? makeFactor(column) : column]));
  const wanted = textsArgument(given, 'row.names');
  if (wanted && wanted.length !== frame.rowCount) throw new UserError('GLMM272', `The data have ${frame.rowCount} rows, but ${wanted.length} row names were given.`);
  if (wanted) return { ...frame, rowNames: wanted };
  return rowNames && rowNames.length === frame.rowCount ? { ...frame, rowNames } : frame;
}

const columnTitle = (expression: Expression): string => deparse(expression);

function frameColumn(value: Value): Column {
  if (isColumn(value)) return value;
  throw new UserError('GLMM271', `A column of a data frame is a vector or a factor, but this is ${describeValue(value)}.`);
}

function matrixColumns(matrix: AtomicVector, prefix: string): [string, Column][] {
  const [rows, columns] = matrix.dim ?? [0, 0];
  return Array.from({ length: columns }, (_, j): [string, Column] => {
    const name = matrix.columnNames?.[j] ?? (prefix ? String(j + 1) : `X${j + 1}`);
    return [prefix ? (columns === 1 ? prefix : `${prefix}.${name}`) : name, { ...bareVector(matrix), values: matrix.values.slice(j * rows, (j + 1) * rows) } as Column];
  });
}

function bind(name: string, summary: string, example: string, call: (given: CallArguments, context: CallContext) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: `${summary} Names come from the arguments' names.`, example, parameters: [dots('Vectors, matrices or data frames.')], call };
}

function bindColumns(given: CallArguments): Value {
  const parts = withoutEmpty(given.dots);
  if (parts.some(({ value }) => value.type === 'dataFrame')) return dataFrame({ ...given, dots: parts, get: name => (name === 'check.names' ? logicalVector([false]) : undefined) });
  const columns = parts.map(({ value }) => frameColumn(value)).map(column => (column.type === 'factor' ? asInteger(column) : column));
  if (columns.length === 0) return NULL_VALUE;
  const type = commonType(columns);
  const rows = columns.reduce((most, column) => Math.max(most, rowsOf(column)), 0);
  const blocks = columns.map((column, index) => {
    const width = column.dim ? column.dim[1] : 1;
    const length = lengthOf(column);
    const positions = Int32Array.from({ length: rows * width }, (_, cell) => (column.dim ? cell : cell % length));
    const names = column.dim ? (column.columnNames ?? Array.from({ length: width }, () => '')) : [bindName(parts[index]!)];
    return { values: takeElements(asType(withShape(column, {}), type), positions), names };
  });
  const joined = concatenate(blocks.map(block => block.values)) as AtomicVector;
  const names = blocks.flatMap(block => block.names);
  const rowNames = columns.find(column => column.rowNames)?.rowNames ?? columns.find(column => column.names && lengthOf(column) === rows)?.names;
  return { ...joined, dim: [rows, names.length], ...(names.some(Boolean) ? { columnNames: names } : {}), ...(rowNames ? { rowNames } : {}) };
}

/** NULL, and vectors without elements beside others that have some, take no part. */
function withoutEmpty(given: CallArguments['dots']): CallArguments['dots'] {
  const parts = given.filter(({ value }) => value.type !== 'null');
  const isEmpty = (value: Value): boolean => isColumn(value) && lengthOf(value) === 0 && !(isAtomic(value) && value.dim);
  return parts.every(({ value }) => isEmpty(value)) ? parts : parts.filter(({ value }) => !isEmpty(value));
}

/** A vector's column is called by its argument, or by the variable that it is. */
const bindName = ({ name, expression }: CallArguments['dots'][number]): string => name ?? (expression.kind === 'name' ? expression.name : '');

function bindRowsOf(given: CallArguments): Value {
  const parts = withoutEmpty(given.dots);
  if (parts.length === 0) return NULL_VALUE;
  if (parts.some(({ value }) => value.type === 'dataFrame')) {
    return bindRows(parts.map(({ name, value }) => (value.type === 'dataFrame' ? withRowsNamed(value, name) : value.type === 'list' ? listAsFrame(value, parts) : rowAsFrame(value, parts))));
  }
  return transpose(bindColumns({ ...given, dots: parts.map(part => ({ ...part, value: isAtomic(part.value) && part.value.dim ? transpose(part.value) : part.value })) }) as Column);
}

/** `rbind(a = x, b = y)` calls the rows a.1, a.2, …; a single one a. */
function withRowsNamed(frame: DataFrame, name: string | null): DataFrame {
  if (!name) return frame;
  const own = frame.rowNames ?? Array.from({ length: frame.rowCount }, (_, row) => String(row + 1));
  return { ...frame, rowNames: frame.rowCount === 1 ? [name] : own.map(each => `${name}.${each}`) };
}

/** The elements of a list without names go to the columns in order. */
function listAsFrame(list: List, parts: CallArguments['dots']): DataFrame {
  const frame = parts.find(part => part.value.type === 'dataFrame')?.value as DataFrame;
  const names = [...frame.columns.keys()];
  return makeDataFrame(list.values.map((each, index) => [list.names?.[index] || (names[index] ?? `V${index + 1}`), frameColumn(each)]));
}

function rowAsFrame(value: Value, parts: CallArguments['dots']): DataFrame {
  const frame = parts.find(part => part.value.type === 'dataFrame')?.value as DataFrame;
  const column = frameColumn(value);
  return makeDataFrame([...frame.columns.keys()].map((name, j) => [name, takeElements(column, Int32Array.of(j % lengthOf(column)))]));
}

function transpose(column: Column): Value {
  if (column.type === 'factor') return transpose(characterVector(labelsOf(column)));
  const extents = extentsOf(column) ?? { sizes: [lengthOf(column)], labels: [column.names ?? null], variables: null, isTable: false };
  if (extents.sizes.length > 2) throw new UserError('GLMM215', `t() takes a matrix, but this is ${describeValue(column)}.`, { advice: ['aperm(x) puts the dimensions of an array in another order.'] });
  if (extents.sizes.length === 2) return permuted(column, extents, [1, 0]);
  // a vector counts as one column
  return withExtents(column, { ...extents, sizes: [1, ...extents.sizes], labels: [null, ...extents.labels], variables: extents.variables && ['', ...extents.variables] });
}
