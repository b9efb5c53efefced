/** Lists, and putting values together and apart. */
import { characterVector, doubleVector, integerVector, isAtomic, isColumn, logicalVector, withNames } from '../../data/atomic.js';
import { asCharacter, asDouble } from '../../data/coercion.js';
import { concatenate } from '../../data/data-frame.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type Column } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { List, Value } from '../values.js';
import { elementsOf } from './apply.js';
import { columnArgument, lengthOfValue, logicalArgument, NULL_VALUE, numberArgument, optional, required, requiredValue, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const listFunctions: readonly FunctionDescription[] = [
  {
    name: 'unlist',
    group,
    package: 'base',
    summary: 'The elements of a list as one vector.',
    help: 'Lists within the list are opened too. Names are put together as R does: `unlist(list(a = 1:2))` has a1 and a2.',
    example: 'unlist(list(a = 1, b = 2:3))',
    parameters: [required('x', 'any', 'A list, or a vector.'), optional('recursive', 'logical', 'TRUE', 'Accepted; lists within the list are always opened.'), optional('use.names', 'logical', 'TRUE', 'Whether the result is named.')],
    call: given => unlisted(requiredValue(given, 'x'), logicalArgument(given, 'use.names', true)),
  },
  {
    name: 'as.list',
    group,
    package: 'base',
    summary: 'A list of the elements of a vector, or of the columns of a data frame.',
    help: 'Names are kept.',
    example: 'as.list(1:2)',
    parameters: [required('x', 'any', 'A vector, list or data frame.')],
    call: given => {
      const x = requiredValue(given, 'x');
      if (x.type === 'list') return x;
      const elements = elementsOf(x);
      const names = elements.some(({ name }) => name) ? { names: elements.map(({ name }) => name ?? '') } : {};
      return { type: 'list', values: elements.map(({ value }) => value), ...names };
    },
  },
  {
    name: 'setNames',
    group,
    package: 'stats',
    summary: 'A value with other names.',
    help: 'The same as `names(x) <- names` on a copy.',
    example: 'setNames(1:3, c("a", "b", "c"))',
    parameters: [required('object', 'any', 'A vector or list.'), optional('nm', 'vector', 'NULL', 'The names.')],
    call: given => named(requiredValue(given, 'object'), given.get('nm')),
  },
  {
    name: 'unname',
    group,
    package: 'base',
    summary: 'A value without its names.',
    help: 'Of a vector or list; of a matrix without the names of its rows and columns.',
    example: 'unname(c(a = 1, b = 2))',
    parameters: [required('obj', 'any', 'A vector, list or matrix.')],
    call: given => {
      const value = named(requiredValue(given, 'obj'), NULL_VALUE);
      if (!isAtomic(value) || !value.dim) return value;
      const { rowNames: _rows, columnNames: _columns, ...bare } = value;
      return bare;
    },
  },
  {
    name: 'append',
    group,
    package: 'base',
    summary: 'Joins vectors, the second after a given place of the first.',
    help: 'At the end, unless `after` says otherwise.',
    example: 'append(1:3, 99, after = 1)',
    parameters: [required('x', 'any', 'A vector or list.'), required('values', 'any', 'What to put in.'), optional('after', 'integer', 'length(x)', 'How many elements of x come before.')],
    call: appended,
  },
  {
    name: 'vector',
    group,
    package: 'base',
    summary: 'A vector or list of a given length.',
    help: 'Filled with zeros, FALSE, empty texts, or NULL for a list.',
    example: 'vector("numeric", 3)',
    parameters: [optional('mode', 'string', '"logical"', 'What kind of vector.', { allowed: ['logical', 'integer', 'numeric', 'double', 'character', 'list'] }), optional('length', 'integer', '0', 'How many elements.')],
    call: given => emptyVector(textArgument(given, 'mode', 'logical'), numberArgument(given, 'length', 0)),
  },
  {
    name: 'lengths',
    group,
    package: 'base',
    summary: 'The length of each element of a list.',
    help: 'Named as the list is.',
    example: 'lengths(list(a = 1:3, b = "x"))',
    parameters: [required('x', 'any', 'A list or vector.')],
    call: given => {
      const elements = elementsOf(requiredValue(given, 'x'));
      return integerVector(elements.map(({ value }) => lengthOfValue(value)), elements.some(({ name }) => name) ? { names: elements.map(({ name }) => name ?? '') } : {});
    },
  },
];

interface Leaf {
  readonly name: string;
  readonly column: Column;
}

function unlisted(value: Value, isNamed: boolean): Value {
  if (value.type !== 'list' && value.type !== 'dataFrame') return isColumn(value) && !isNamed ? withNames(value, undefined) : value;
  const leaves = leavesOf(value, '');
  if (leaves.length === 0) return NULL_VALUE;
  if (leaves.some(leaf => leaf === null)) return value;
  const columns = (leaves as Leaf[]).map(({ column }) => column);
  const areFactors = columns.every(column => column.type === 'factor');
  const joined = concatenate(areFactors ? columns : columns.map(column => (column.type === 'factor' && columns.some(other => other.type === 'character') ? asCharacter(column) : column.type === 'factor' ? asDouble(column) : column)));
  const names = (leaves as Leaf[]).flatMap(({ name, column }) => elementNames(name, column));
  const { names: _names, ...bare } = joined;
  return isNamed && names.some(Boolean) ? ({ ...bare, names }) : (bare);
}

/** The vectors in a list with the names that lead to them; null for what is no vector. */
function leavesOf(value: Value, path: string): (Leaf | null)[] {
  if (value.type === 'null') return [];
  if (isColumn(value)) return [{ name: path, column: value }];
  if (value.type !== 'list' && value.type !== 'dataFrame') return [null];
  const elements = elementsOf(value);
  return elements.flatMap(({ name, value: element }, index) => {
    const own = name ? name : path && elements.length > 1 ? String(index + 1) : '';
    return leavesOf(element, path && name ? `${path}.${own}` : path ? `${path}${own}` : own);
  });
}

function elementNames(prefix: string, column: Column): string[] {
  const length = lengthOf(column);
  return Array.from({ length }, (_, index) => {
    const inner = column.names?.[index] ?? '';
    if (!prefix) return inner;
    return inner ? `${prefix}.${inner}` : length === 1 ? prefix : `${prefix}${index + 1}`;
  });
}

function named(value: Value, names: Value | undefined): Value {
  const isBare = !names || names.type === 'null';
  if (value.type === 'list') {
    const { names: _names, ...bare } = value;
    return isBare ? bare : { ...bare, names: namesFor(names, value.values.length) };
  }
  if (!isColumn(value)) throw new UserError('GLMM237', `Names cannot be set for ${describeValue(value)}.`);
  return withNames(value, isBare ? undefined : namesFor(names, lengthOf(value)));
}

function namesFor(names: Value, length: number): string[] {
  if (!isColumn(names)) throw new UserError('GLMM237', `Names are text, but this is ${describeValue(names)}.`);
  const texts = asCharacter(names).values;
  return Array.from({ length }, (_, index) => texts[index] ?? '<NA>');
}

function appended(given: CallArguments): Value {
  const x = requiredValue(given, 'x');
  const values = requiredValue(given, 'values');
  const length = lengthOfValue(x);
  const after = Math.max(0, Math.min(length, Math.trunc(numberArgument(given, 'after', length))));
  if (x.type === 'list' || values.type === 'list') {
    const first = elementsOf(x);
    const all = [...first.slice(0, after), ...elementsOf(values), ...first.slice(after)];
    return { type: 'list', values: all.map(({ value }) => value), ...(all.some(({ name }) => name) ? { names: all.map(({ name }) => name ?? '') } : {}) };
  }
  const column = columnArgument(given, 'x');
  const added = columnArgument(given, 'values');
  const part = (from: number, to: number): Column => takeElements(column, Int32Array.from({ length: to - from }, (_, index) => from + index));
  const joined = concatenate([part(0, after), added, part(after, length)]);
  if (!column.names && !added.names) return joined;
  const names = [...(column.names ?? Array<string>(length).fill(''))];
  names.splice(after, 0, ...(added.names ?? Array<string>(lengthOf(added)).fill('')));
  return withNames(joined, names);
}

function emptyVector(mode: string, length: number): Value {
  if (!(length >= 0 && length <= 50_000_000)) throw new UserError('GLMM211', `A vector cannot have ${length} elements here.`);
  switch (mode) {
    case 'list':
      return { type: 'list', values: Array.from({ length }, () => NULL_VALUE) } satisfies List;
    case 'character':
      return characterVector(Array.from({ length }, () => ''));
    case 'integer':
      return integerVector(new Float64Array(length));
    case 'logical':
      return logicalVector(new Int8Array(length));
    default:
      return doubleVector(new Float64Array(length));
  }
}
