/** Vectors made by counting, repeating, or filled with one value. */
import { characterVector, doubleVector, integerVector, isAtomic, isColumn, logicalVector } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type AtomicVector, type Column, type NumericVector } from '../../data/vectors.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, lengthOfValue, NULL_VALUE, numberArgument, numbersArgument, optional, required, requiredValue } from './describe.js';
import { dateSequence } from './dates.js';

const group: FunctionGroup = 'shape';

export const sequenceFunctions: readonly FunctionDescription[] = [
  {
    name: 'rep',
    group,
    package: 'base',
    summary: 'Repeats the elements of a vector.',
    help: '`times` repeats the whole vector (or, with one number for each element, each element so often); `each` repeats each element first; `length.out` fixes the length.',
    example: 'rep(c("a", "b"), times = 3)\nrep(1:2, each = 3)',
    parameters: [
      required('x', 'any', 'A vector, a factor or a list.'),
      optional('times', 'vector', '1', 'How often; one number, or one for each element.'),
      optional('each', 'integer', '1', 'How often each element is repeated in place.'),
      optional('length.out', 'integer', 'NA', 'The length of the result.'),
    ],
    call: given => (given.get('x')?.type === 'null' ? NULL_VALUE : repeat(given)),
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
      optional('by', 'any', '1', 'The step; of dates also "day", "week", "month" or "year".'),
      optional('length.out', 'integer', 'NULL', 'How many numbers.'),
      optional('along.with', 'vector', 'NULL', 'A vector; the result counts its elements.'),
    ],
    call: given => (['from', 'to'].some(name => isDate(given.get(name))) ? dateSequence(given) : sequence(given)),
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
];

const isDate = (value: Value | undefined): boolean => value?.type === 'double' && value.time === 'date';

function repeat(given: CallArguments): Value {
  const x = given.get('x');
  if (x?.type !== 'list') return repeatColumn(columnArgument(given, 'x'), given);
  const places = repeatColumn(integerVector(Float64Array.from(x.values, (_, index) => index)), given) as NumericVector;
  return { type: 'list', values: Array.from(places.values, place => x.values[place] ?? { type: 'null' }), ...(x.names ? { names: Array.from(places.values, place => x.names![place] ?? '') } : {}) };
}

function repeatColumn(column: Column, given: CallArguments): Column {
  const each = numberArgument(given, 'each', 1);
  const length = lengthOf(column);
  limited(length * each);
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
  if (!(length <= 50_000_000)) throw new UserError('GLMM211', `The result would have ${length} elements, more than the 50 million that a vector may have here.`);
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
