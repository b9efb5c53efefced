/** Joining values, and asking for or changing their names, sizes and types. */
import { bareVector, characterVector, integerVector, isAtomic, isColumn, logicalVector, withNames } from '../../data/atomic.js';
import { asCharacter, asDouble, asInteger, asLogical } from '../../data/coercion.js';
import { concatenate } from '../../data/data-frame.js';
import { allPositions, takeElements } from '../../data/indexing.js';
import { lengthOf, type AtomicVector, type Column } from '../../data/vectors.js';
import { deparsed } from '../deparse-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import type { Value } from '../values.js';
import { elementsOf } from './apply.js';
import { inUnit } from './dates.js';
import { asColumn, columnArgument, dots, lengthOfValue, NULL_VALUE, optional, required, requiredValue, textArgument, warnThrough } from './describe.js';

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
  size('length', 'How many elements a vector or list has, or columns a data frame.', 'length(1:5)', value => integerVector([lengthOfValue(value)])),
  size('names', 'Names of the elements of a vector or list, or of the columns of a data frame. Assign to it to change them.', 'names(cbpp)', namesOf),
  size('colnames', 'Names of the columns of a data frame or matrix. Assign to it to change them.', 'colnames(cbpp)', columnNamesOf),
  ...['rownames', 'row.names'].map(name => size(name, 'Names of the rows of a data frame or matrix. Assign to it to change them.', `${name}(head(cbpp))`, rowNamesOf)),
  ...['as.numeric', 'as.double'].map((name): FunctionDescription => ({
    name,
    group,
    package: 'base',
    summary: 'As numbers. A factor gives its codes; its labels as numbers are as.numeric(as.character(x)).',
    help: 'Text is read as numbers, a date becomes days since 1 January 1970, a length of time numbers in its own unit or in `units`.',
    example: `${name}(c("1", "2.5"))\n${name}(cbpp$period)`,
    parameters: [required('x', 'vector', 'A vector or factor.'), optional('units', 'string', '"auto"', 'The unit of a length of time.', { allowed: ['auto', 'secs', 'mins', 'hours', 'days', 'weeks'] })],
    call: (given, context) => bareVector(inUnit(asDouble(asColumn(requiredValue(given, 'x')), warnThrough(context)), textArgument(given, 'units', 'auto'))),
  })),
  conversion('as.integer', 'As whole numbers, cut towards zero; TRUE is 1.', 'as.integer(c(1.9, -1.9))\nas.integer(Contraception$use == "Y")[1:5]', (column, warn) => bareVector(asInteger(column, warn))),
  conversion('as.logical', 'As TRUE or FALSE; zero is FALSE.', 'as.logical(c(0, 1, NA))', column => bareVector(asLogical(column))),
  conversion('as.character', 'As text; a factor gives its labels.', 'as.character(cbpp$herd[1:3])', column => bareVector(asCharacter(column))),
  conversion('as.vector', 'Without names and dimensions; a factor becomes text.', 'as.vector(scale(c(1, 2, 3)))', column => (column.type === 'factor' ? bareVector(asCharacter(column)) : bareVector(column))),
  test('is.na', 'Which elements are missing.', 'is.na(c(1, NA))', isMissing),
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
      if (value.type === 'null') return value;
      if (value.type === 'dataFrame') return { ...value, columns: new Map([...value.columns].reverse()) };
      if (value.type === 'list') return { ...value, values: [...value.values].reverse(), ...(value.names ? { names: [...value.names].reverse() } : {}) };
      const column = columnArgument(given, 'x');
      const reversed = takeElements(column, allPositions(lengthOf(column)).reverse());
      return column.type !== 'factor' && column.tableOf && !column.dim ? ({ ...reversed, tableOf: column.tableOf } as Value) : reversed;
    },
  },
];

const isListLike = (value: Value): boolean => !isColumn(value) && value.type !== 'null';

function combine(given: CallArguments): Value {
  const parts = given.dots.filter(({ value }) => value.type !== 'null');
  if (parts.length === 0) return NULL_VALUE;
  if (parts.some(({ value }) => isListLike(value))) {
    const members = parts.flatMap(({ name, value }) => {
      if (value.type !== 'list' && value.type !== 'dataFrame' && !isColumn(value)) return [{ name: name ?? '', value }];
      const elements = elementsOf(value);
      return elements.map(({ name: inner, value: each }, index) => ({ name: name ? (inner ? `${name}.${inner}` : elements.length === 1 ? name : `${name}${index + 1}`) : (inner ?? ''), value: each }));
    });
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

function size(name: string, summary: string, example: string, compute: (value: Value) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'A vector, list, data frame or matrix.')], call: given => compute(requiredValue(given, 'x')) };
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
    call: (given, context) => {
      const x = requiredValue(given, 'x');
      // text of a list is one for each element, as R writes it
      if (name === 'as.character' && x.type === 'list') return characterVector(x.values.map(deparsed));
      return convert(asColumn(x), warnThrough(context));
    },
  };
}

function test(name: string, summary: string, example: string, compute: (value: Value) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'A vector, factor or data frame.')], call: given => compute(requiredValue(given, 'x')) };
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

/** The class as R names it. */
export function classOf(value: Value): string[] {
  switch (value.type) {
    case 'double':
    case 'integer':
    case 'character':
    case 'logical':
      if (value.type === 'double' && value.time) return [value.time === 'date' ? 'Date' : 'difftime'];
      if (value.array) return [value.tableOf ? 'table' : 'array'];
      return value.dim ? (value.tableOf ? ['table'] : ['matrix', 'array']) : value.tableOf ? ['table'] : [value.type === 'double' ? 'numeric' : value.type];
    case 'factor':
      return value.isOrdered ? ['ordered', 'factor'] : ['factor'];
    case 'dataFrame':
      return ['data.frame'];
    case 'null':
      return ['NULL'];
    case 'model':
      return [value.model.summary.function === 'lmer' ? 'lmerMod' : 'glmerMod'];
    case 'display':
      return ['list'];
    default:
      return [value.type];
  }
}
