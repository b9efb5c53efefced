/** Making vectors, lists and data frames, and their names and sizes. */
import { characterVector, doubleVector, integerVector, isAtomic, isColumn, logicalVector, withNames, withShape } from '../../data/atomic.js';
import { asCharacter, asDouble, asInteger, asLogical, asType, commonType, labelsOf } from '../../data/coercion.js';
import { bindRows, concatenate, makeDataFrame, rowsOf } from '../../data/data-frame.js';
import { allPositions, takeElements } from '../../data/indexing.js';
import { distinctNames, syntacticName } from '../../data/readers/delimited.js';
import { makeFactor } from '../../data/factor.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, lengthOfValue, logicalArgument, NULL_VALUE, numberArgument, numbersArgument, optional, required, requiredValue, warnThrough } from './describe.js';

const group: FunctionGroup = 'shape';

export const shapeFunctions: readonly FunctionDescription[] = [
  {
    name: 'c',
    group,
    package: 'base',
    summary: 'Joins values into one vector.',
    help: 'Joins vectors end to end, as the type that holds all of them: logical, integer, numeric or text. Arguments may be named. With a list among the arguments it gives a list.',
    example: 'c(1, 2, NA)\nc(a = 1, b = 2)',
    parameters: [dots('Vectors, factors or lists.')],
    call: given => combine(given),
  },
  {
    name: 'list',
    group,
    package: 'base',
    summary: 'Puts values into a list.',
    help: 'A list holds values of any kind, with or without names; take one out with `x$name` or `x[["name"]]`.',
    example: 'list(a = 1:3, b = "text")',
    parameters: [dots('Values, named or not.')],
    call: given => {
      const values = given.dots.map(({ value }) => value);
      return given.dots.some(({ name }) => name) ? { type: 'list', values, names: given.dots.map(({ name }) => name ?? '') } : { type: 'list', values };
    },
  },
  {
    name: 'data.frame',
    group,
    package: 'base',
    summary: 'Makes a data frame of columns.',
    help: 'Each named argument becomes a column; shorter ones are recycled where they fit a whole number of times.',
    example: 'data.frame(x = 1:3, g = c("a", "b", "a"))',
    parameters: [
      dots('Columns, named; or data frames.'),
      optional('stringsAsFactors', 'logical', 'FALSE', 'Whether text becomes factors.'),
      optional('check.names', 'logical', 'TRUE', 'Whether names are made syntactic and distinct.'),
    ],
    call: given => dataFrame(given),
  },
  {
    name: 'rep',
    group,
    package: 'base',
    summary: 'Repeats the elements of a vector.',
    help: '`times` repeats the whole vector (or, with one number for each element, each element so often); `each` repeats each element first; `length.out` fixes the length.',
    example: 'rep(c("a", "b"), times = 3)\nrep(1:2, each = 3)',
    parameters: [
      required('x', 'vector', 'A vector or a factor.'),
      optional('times', 'vector', '1', 'How often; one number, or one for each element.'),
      optional('each', 'integer', '1', 'How often each element is repeated in place.'),
      optional('length.out', 'integer', 'NA', 'The length of the result.'),
    ],
    call: given => repeat(given),
  },
  {
    name: 'seq',
    group,
    package: 'base',
    summary: 'A sequence of numbers.',
    help: 'From `from` to `to` in steps of `by`, or of `length.out` numbers in equal steps. `seq(n)` counts from 1 to n.',
    example: 'seq(0, 1, by = 0.25)\nseq(1, 10, length.out = 4)',
    parameters: [
      optional('from', 'number', '1', 'The first number.'),
      optional('to', 'number', '1', 'The last number.'),
      optional('by', 'number', '1', 'The step.'),
      optional('length.out', 'integer', 'NULL', 'How many numbers.'),
      optional('along.with', 'vector', 'NULL', 'A vector; the result counts its elements.'),
    ],
    call: given => sequence(given),
  },
  {
    name: 'seq_len',
    group,
    package: 'base',
    summary: 'Counts from 1 to a length.',
    help: 'The whole numbers 1, 2, …, n; nothing for n = 0.',
    example: 'seq_len(5)',
    parameters: [required('length.out', 'integer', 'How far to count.')],
    call: given => counted(numberArgument(given, 'length.out', 0)),
  },
  {
    name: 'seq_along',
    group,
    package: 'base',
    summary: 'Counts the elements of a vector.',
    help: 'The whole numbers from 1 to the length of a vector.',
    example: 'seq_along(c("a", "b", "c"))',
    parameters: [required('along.with', 'any', 'A vector.')],
    call: given => counted(lengthOfValue(requiredValue(given, 'along.with'))),
  },
  empty('numeric', 'zeros', 'numeric(3)', length => doubleVector(new Float64Array(length))),
  empty('integer', 'zeros', 'integer(3)', length => integerVector(new Float64Array(length))),
  empty('logical', 'FALSE', 'logical(2)', length => logicalVector(new Int8Array(length))),
  empty('character', 'empty texts', 'character(2)', length => characterVector(Array.from({ length }, () => ''))),
  size('length', 'How many elements a vector or list has, or columns a data frame.', 'length(1:5)', value => integerVector([lengthOfValue(value)])),
  size('nrow', 'How many rows a data frame or matrix has.', 'nrow(cbpp)', value => dimensionOf(value, 0)),
  size('ncol', 'How many columns a data frame or matrix has.', 'ncol(cbpp)', value => dimensionOf(value, 1)),
  size('dim', 'Rows and columns of a data frame or matrix.', 'dim(cbpp)', value => {
    const dimensions = dimensionsOf(value);
    return dimensions ? integerVector(dimensions) : NULL_VALUE;
  }),
  size('names', 'Names of the elements of a vector or list, or of the columns of a data frame. Assign to it to change them.', 'names(cbpp)', namesOf),
  size('colnames', 'Names of the columns of a data frame or matrix. Assign to it to change them.', 'colnames(cbpp)', columnNamesOf),
  size('rownames', 'Names of the rows of a data frame or matrix.', 'rownames(head(cbpp))', rowNamesOf),
  conversion('as.numeric', 'As numbers. A factor gives its codes; its labels as numbers are as.numeric(as.character(x)).', 'as.numeric(c("1", "2.5"))\nas.numeric(cbpp$period)', (column, warn) => bare(asDouble(column, warn))),
  conversion('as.double', 'As numbers, the same as as.numeric().', 'as.double("2.5")', (column, warn) => bare(asDouble(column, warn))),
  conversion('as.integer', 'As whole numbers, cut towards zero; TRUE is 1.', 'as.integer(c(1.9, -1.9))\nas.integer(Contraception$use == "Y")[1:5]', (column, warn) => bare(asInteger(column, warn))),
  conversion('as.logical', 'As TRUE or FALSE; zero is FALSE.', 'as.logical(c(0, 1, NA))', column => bare(asLogical(column))),
  conversion('as.character', 'As text; a factor gives its labels.', 'as.character(cbpp$herd[1:3])', column => bare(asCharacter(column))),
  conversion('as.vector', 'Without names and dimensions; a factor becomes text.', 'as.vector(scale(c(1, 2, 3)))', column => (column.type === 'factor' ? bare(asCharacter(column)) : bare(column))),
  test('is.na', 'Which elements are missing.', 'is.na(c(1, NA))', isMissing),
  kindTest('is.numeric', 'Whether a value is a numeric vector.', 'is.numeric(1)', value => value.type === 'double' || value.type === 'integer'),
  kindTest('is.character', 'Whether a value is text.', 'is.character("a")', value => value.type === 'character'),
  kindTest('is.logical', 'Whether a value is a logical vector.', 'is.logical(TRUE)', value => value.type === 'logical'),
  kindTest('is.factor', 'Whether a value is a factor.', 'is.factor(cbpp$herd)', value => value.type === 'factor'),
  kindTest('is.data.frame', 'Whether a value is a data frame.', 'is.data.frame(cbpp)', value => value.type === 'dataFrame'),
  kindTest('is.null', 'Whether a value is NULL.', 'is.null(NULL)', value => value.type === 'null'),
  {
    name: 'class',
    group,
    package: 'base',
    summary: 'What kind of value this is.',
    help: 'The class as R names it: "numeric", "integer", "factor", "data.frame" and so on.',
    example: 'class(cbpp)\nclass(cbpp$herd)',
    parameters: [required('x', 'any', 'Any value.')],
    call: given => characterVector(classOf(requiredValue(given, 'x'))),
  },
  bind('cbind', 'Puts vectors side by side as columns of a matrix, or columns into a data frame.', 'cbind(a = 1:2, b = 3:4)', bindColumns),
  bind('rbind', 'Puts data frames one below the other, or vectors as rows of a matrix.', 'rbind(cbpp[1:2, ], cbpp[5:6, ])', bindRowsOf),
  {
    name: 'rev',
    group,
    package: 'base',
    summary: 'The elements in reverse.',
    help: 'The last element first.',
    example: 'rev(1:3)',
    parameters: [required('x', 'vector', 'A vector or list.')],
    call: given => {
      const value = requiredValue(given, 'x');
      if (value.type === 'list') return { ...value, values: [...value.values].reverse(), ...(value.names ? { names: [...value.names].reverse() } : {}) };
      const column = columnArgument(given, 'x');
      return takeElements(column, allPositions(lengthOf(column)).reverse());
    },
  },
  {
    name: 't',
    group,
    package: 'base',
    summary: 'Transposes a matrix.',
    help: 'Rows become columns; a vector becomes a matrix of one row.',
    example: 't(cbind(a = 1:2, b = 3:4))',
    parameters: [required('x', 'vector', 'A matrix or vector.')],
    call: given => transpose(columnArgument(given, 'x')),
  },
];

/** Without names, dimensions and what a basis remembers. */
function bare(column: AtomicVector): AtomicVector {
  const { basis: _basis, ...rest } = withShape(column, {}) as AtomicVector & { basis?: unknown };
  return rest;
}

const isListLike = (value: Value): boolean => !isColumn(value) && value.type !== 'null';

function combine(given: CallArguments): Value {
  const parts = given.dots.filter(({ value }) => value.type !== 'null');
  if (parts.length === 0) return NULL_VALUE;
  if (parts.some(({ value }) => isListLike(value))) {
    const members = parts.flatMap(({ name, value }) =>
      value.type === 'list' ? value.values.map((each, index) => ({ name: value.names?.[index] ?? '', value: each })) : value.type === 'dataFrame' ? [...value.columns].map(([column, each]) => ({ name: column, value: each })) : [{ name: name ?? '', value }],
    );
    const names = members.some(({ name }) => name) ? { names: members.map(({ name }) => name) } : {};
    return { type: 'list', values: members.map(({ value }) => value), ...names };
  }
  const columns = parts.map(({ value }) => value as Column);
  const joined = columns[0]?.type === 'factor' && columns.some(column => column.type !== 'factor') ? concatenate(columns.map(column => (column.type === 'factor' ? asDouble(column) : column))) : concatenate(columns);
  const isNamed = parts.some(({ name, value }) => name || (isColumn(value) && value.names));
  return isNamed ? withNames(joined, parts.flatMap(({ name, value }) => combinedNames(name, value as Column))) : joined;
}

/** `c(a = 1:2)` names its elements a1 and a2. */
function combinedNames(prefix: string | null, column: Column): string[] {
  const length = lengthOf(column);
  return Array.from({ length }, (_, index) => {
    const inner = column.names?.[index] ?? '';
    if (!prefix) return inner;
    return inner ? `${prefix}.${inner}` : length === 1 ? prefix : `${prefix}${index + 1}`;
  });
}

function dataFrame(given: CallArguments): DataFrame {
  const textsAreFactors = logicalArgument(given, 'stringsAsFactors', false);
  const columns: [string, Column][] = [];
  let rowNames: readonly string[] | undefined;
  for (const { name, value, expression } of given.dots) {
    if (value.type === 'dataFrame') {
      rowNames ??= value.rowNames;
      for (const [column, values] of value.columns) columns.push([name && value.columns.size > 1 ? `${name}.${column}` : (name ?? column), values]);
    } else if (value.type === 'list') {
      value.values.forEach((each, index) => columns.push([value.names?.[index] || `V${index + 1}`, requireColumn(each)]));
    } else if (value.type !== 'null') {
      const column = requireColumn(value);
      const parts = column.type !== 'factor' && column.dim ? matrixColumns(column, name ?? '') : [[name ?? columnTitle(expression), column] as [string, Column]];
      columns.push(...parts);
    }
  }
  const names = columns.map(([name]) => (logicalArgument(given, 'check.names', true) ? syntacticName(name) : name));
  const distinct = distinctNames(names);
  const frame = makeDataFrame(columns.map(([, column], index) => [distinct[index]!, textsAreFactors && column.type === 'character' ? makeFactor(column) : column]));
  return rowNames && rowNames.length === frame.rowCount ? { ...frame, rowNames } : frame;
}

const columnTitle = (expression: Expression): string => deparse(expression);

function requireColumn(value: Value): Column {
  if (isColumn(value)) return value;
  throw new UserError('GLMM271', `A column of a data frame is a vector or a factor, but this is ${describeValue(value)}.`);
}

function matrixColumns(matrix: AtomicVector, prefix: string): [string, Column][] {
  const [rows, columns] = matrix.dim ?? [0, 0];
  return Array.from({ length: columns }, (_, j): [string, Column] => {
    const name = matrix.columnNames?.[j] ?? (prefix ? String(j + 1) : `X${j + 1}`);
    return [prefix ? (columns === 1 ? prefix : `${prefix}.${name}`) : name, { ...bare(matrix), values: matrix.values.slice(j * rows, (j + 1) * rows) } as Column];
  });
}

function repeat(given: CallArguments): Column {
  const column = columnArgument(given, 'x');
  const each = numberArgument(given, 'each', 1);
  const length = lengthOf(column);
  let positions = Array.from({ length: length * each }, (_, index) => Math.floor(index / each));
  const wanted = given.get('length.out');
  if (wanted && isAtomic(wanted) && !Number.isNaN(asDouble(wanted).values[0])) {
    const total = numberArgument(given, 'length.out', 0);
    const once = positions;
    return takeElements(column, Int32Array.from({ length: limited(total) }, (_, index) => once[index % once.length] ?? -1));
  }
  const times = given.get('times') ? numbersArgument(given, 'times') : Float64Array.of(1);
  if (times.some(count => !(count >= 0))) throw new UserError('GLMM215', '`times` must not be negative or missing.');
  if (times.length === 1) {
    const once = positions;
    return takeElements(column, Int32Array.from({ length: limited(once.length * Math.trunc(times[0]!)) }, (_, index) => once[index % once.length]!));
  }
  if (times.length !== positions.length) throw new UserError('GLMM215', `\`times\` has ${times.length} numbers, but there are ${positions.length} elements to repeat.`);
  limited(times.reduce((sum, count) => sum + count, 0));
  positions = positions.flatMap((position, index) => Array.from({ length: Math.trunc(times[index]!) }, () => position));
  return takeElements(column, Int32Array.from(positions));
}

function limited(length: number): number {
  if (length > 50_000_000) throw new UserError('GLMM211', `The result would have ${length} elements, more than the 50 million that a vector may have here.`);
  return Math.max(0, Math.trunc(length));
}

function counted(length: number): AtomicVector {
  if (!(length >= 0)) throw new UserError('GLMM215', 'The length must not be negative or missing.');
  return integerVector(Float64Array.from({ length: limited(length) }, (_, index) => index + 1));
}

function sequence(given: CallArguments): AtomicVector {
  const along = given.get('along.with');
  if (along) return counted(lengthOfValue(along));
  const first = given.get('from');
  const hasOnlyFrom = first !== undefined && !given.get('to') && !given.get('by') && !given.get('length.out');
  if (hasOnlyFrom) return isColumn(first) && lengthOf(first) !== 1 ? counted(lengthOf(first)) : countedTo(numberArgument(given, 'from', 1));
  const length = given.get('length.out') ? Math.ceil(numberArgument(given, 'length.out', 0)) : null;
  const isWhole = (name: string): boolean => {
    const value = given.get(name);
    return !value || (isAtomic(value) && (value.type === 'integer' || Number.isInteger(asDouble(value).values[0]!)));
  };
  if (length !== null) return sequenceOfLength(given, limited(length));
  const from = numberArgument(given, 'from', 1);
  const to = numberArgument(given, 'to', 1);
  const by = numberArgument(given, 'by', from <= to ? 1 : -1);
  if (by === 0 || (to - from) / by < 0) {
    if (from === to) return asDouble(integerVector([from]));
    throw new UserError('GLMM215', `seq() cannot go from ${from} to ${to} in steps of ${by}.`, { advice: ['The sign of `by` must point from `from` to `to`.'] });
  }
  const steps = Math.floor((to - from) / by + 1e-10);
  const values = Float64Array.from({ length: limited(steps + 1) }, (_, index) => from + index * by);
  const isInteger = given.get('by') ? isIntegerTyped(given.get('from')) && isIntegerTyped(given.get('by')) : isWhole('from');
  return isInteger ? integerVector(values) : { type: 'double', values };
}

const isIntegerTyped = (value: Value | undefined): boolean => value === undefined || value.type === 'integer';

function countedTo(n: number): AtomicVector {
  const length = Math.floor(Math.abs(n - 1) + 1e-10) + 1;
  return integerVector(Float64Array.from({ length: limited(length) }, (_, index) => (n >= 1 ? 1 + index : 1 - index)));
}

function sequenceOfLength(given: CallArguments, length: number): AtomicVector {
  const hasTo = given.get('to') !== undefined;
  const hasFrom = given.get('from') !== undefined;
  const step = given.get('by') !== undefined ? numberArgument(given, 'by', 1) : hasTo && hasFrom && length > 1 ? (numberArgument(given, 'to', 1) - numberArgument(given, 'from', 1)) / (length - 1) : 1;
  const from = hasFrom || !hasTo ? numberArgument(given, 'from', 1) : numberArgument(given, 'to', 1) - step * (length - 1);
  const values = Float64Array.from({ length }, (_, index) => from + index * step);
  return values.every(value => Number.isInteger(value)) ? integerVector(values) : { type: 'double', values };
}

function empty(name: string, content: string, example: string, make: (length: number) => Value): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: `A ${name} vector of a given length, filled with ${content}.`,
    help: `A ${name} vector of a given length, filled with ${content}; without a length an empty one.`,
    example,
    parameters: [optional('length', 'integer', '0', 'How many elements.')],
    call: given => make(limited(numberArgument(given, 'length', 0))),
  };
}

function size(name: string, summary: string, example: string, compute: (value: Value) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'A vector, list, data frame or matrix.')], call: given => compute(requiredValue(given, 'x')) };
}

export function dimensionsOf(value: Value): [number, number] | null {
  if (value.type === 'dataFrame') return [value.rowCount, value.columns.size];
  return isAtomic(value) && value.dim ? [value.dim[0], value.dim[1]] : null;
}

function dimensionOf(value: Value, index: 0 | 1): Value {
  const dimensions = dimensionsOf(value);
  return dimensions ? integerVector([dimensions[index]]) : NULL_VALUE;
}

function namesOf(value: Value): Value {
  if (value.type === 'dataFrame') return characterVector([...value.columns.keys()]);
  if ((isColumn(value) || value.type === 'list') && value.names) return characterVector(value.names);
  return NULL_VALUE;
}

function columnNamesOf(value: Value): Value {
  if (value.type === 'dataFrame') return characterVector([...value.columns.keys()]);
  return isAtomic(value) && value.columnNames ? characterVector(value.columnNames) : NULL_VALUE;
}

function rowNamesOf(value: Value): Value {
  if (value.type === 'dataFrame') return characterVector(value.rowNames ?? Array.from({ length: value.rowCount }, (_, row) => String(row + 1)));
  return isAtomic(value) && value.rowNames ? characterVector(value.rowNames) : NULL_VALUE;
}

function conversion(name: string, summary: string, example: string, convert: (column: Column, warn: (message: string) => void) => Value): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: summary,
    example,
    parameters: [required('x', 'vector', 'A vector or factor.')],
    call: (given, context) => convert(columnArgument(given, 'x'), warnThrough(context)),
  };
}

function test(name: string, summary: string, example: string, compute: (value: Value) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'A vector, factor or data frame.')], call: given => compute(requiredValue(given, 'x')) };
}

function kindTest(name: string, summary: string, example: string, holds: (value: Value) => boolean): FunctionDescription {
  return test(name, summary, example, value => logicalVector([holds(value)]));
}

function isMissing(value: Value): Value {
  if (isColumn(value)) return missingIn(value);
  if (value.type === 'dataFrame') {
    const columns = [...value.columns];
    const codes = new Int8Array(value.rowCount * columns.length);
    columns.forEach(([, column], j) => codes.set(missingIn(column).values as Int8Array, j * value.rowCount));
    return logicalVector(codes, { dim: [value.rowCount, columns.length], columnNames: columns.map(([name]) => name), ...(value.rowNames ? { rowNames: value.rowNames } : {}) });
  }
  if (value.type === 'null') return logicalVector([]);
  return logicalVector([false]);
}

function missingIn(column: Column): AtomicVector {
  const labels = column.type === 'factor' ? Array.from(column.codes, code => code === 0) : column.type === 'character' ? column.values.map(text => text === null) : Array.from(column.values, value => Number.isNaN(value) || (column.type === 'logical' && value === -1));
  return logicalVector(labels, column.names ? { names: column.names } : {});
}

export function classOf(value: Value): string[] {
  switch (value.type) {
    case 'double':
    case 'integer':
    case 'character':
    case 'logical':
      return value.dim ? (value.tableOf ? ['table'] : ['matrix', 'array']) : value.tableOf ? ['table'] : [value.type === 'double' ? 'numeric' : value.type];
    case 'factor':
      return value.isOrdered ? ['ordered', 'factor'] : ['factor'];
    case 'dataFrame':
      return ['data.frame'];
    case 'null':
      return ['NULL'];
    case 'model':
      return [value.model.summary.function === 'lmer' ? 'lmerMod' : 'glmerMod'];
    default:
      return [value.type];
  }
}

function bind(name: string, summary: string, example: string, call: (given: CallArguments, context: CallContext) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: `${summary} Names come from the arguments' names.`, example, parameters: [dots('Vectors, matrices or data frames.')], call };
}

function bindColumns(given: CallArguments): Value {
  const parts = given.dots.filter(({ value }) => value.type !== 'null');
  if (parts.some(({ value }) => value.type === 'dataFrame')) return dataFrame({ ...given, dots: parts, get: name => (name === 'check.names' ? logicalVector([false]) : undefined) });
  const columns = parts.map(({ value }) => requireColumn(value)).map(column => (column.type === 'factor' ? asInteger(column) : column));
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

/** A vector's column is called by its argument, or by the variable that it is. */
const bindName = ({ name, expression }: CallArguments['dots'][number]): string => name ?? (expression.kind === 'name' ? expression.name : '');

function bindRowsOf(given: CallArguments): Value {
  const parts = given.dots.filter(({ value }) => value.type !== 'null');
  if (parts.some(({ value }) => value.type === 'dataFrame')) {
    return bindRows(parts.map(({ value }) => (value.type === 'dataFrame' ? value : value.type === 'list' ? makeDataFrame(value.values.map((each, index) => [value.names?.[index] ?? '', requireColumn(each)])) : rowAsFrame(value, parts))));
  }
  return transpose(bindColumns({ ...given, dots: parts.map(part => ({ ...part, value: isAtomic(part.value) && part.value.dim ? transpose(part.value) : part.value })) }) as Column);
}

function rowAsFrame(value: Value, parts: CallArguments['dots']): DataFrame {
  const frame = parts.find(part => part.value.type === 'dataFrame')?.value as DataFrame;
  const column = requireColumn(value);
  return makeDataFrame([...frame.columns.keys()].map((name, j) => [name, takeElements(column, Int32Array.of(j % lengthOf(column)))]));
}

function transpose(column: Column): Value {
  if (column.type === 'factor') return transpose(characterVector(labelsOf(column)));
  const [rows, columns] = column.dim ?? [lengthOf(column), 1];
  const positions = Int32Array.from({ length: rows * columns }, (_, cell) => Math.floor(cell / columns) + (cell % columns) * rows);
  const rowNames = column.dim ? column.rowNames : column.names;
  const shape = { dim: [columns, rows] as const, ...(column.columnNames ? { rowNames: column.columnNames } : {}), ...(rowNames ? { columnNames: rowNames } : {}) };
  return withShape(takeElements(withShape(column, {}), positions), shape);
}
