/** Ordering, finding, matching and choosing elements. */
import { integerVector, isMissingAt, logicalVector, shapeOf } from '../../data/atomic.js';
import { asLogical, asType, commonType, labelsOf } from '../../data/coercion.js';
import { orderOf, selectRows } from '../../data/data-frame.js';
import { allPositions, takeElements } from '../../data/indexing.js';
import { LOGICAL_NA, lengthOf, type AtomicVector, type Column } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, logicalArgument, optional, required, requireColumn, requiredValue } from './describe.js';

const group: FunctionGroup = 'shape';

export const elementFunctions: readonly FunctionDescription[] = [
  {
    name: 'order',
    group,
    package: 'base',
    summary: 'The positions that sort one or several vectors.',
    help: '`d[order(d$x), ]` sorts the rows of `d`. Ties are broken by the next vector; missing values come last.',
    example: 'cbpp[order(cbpp$size), ][1:3, ]',
    parameters: [dots('Vectors.'), optional('decreasing', 'logical', 'FALSE', 'Whether the largest come first.'), optional('na.last', 'logical', 'TRUE', 'TRUE puts missing values last, FALSE first, NA leaves them out.'), optional('method', 'string', '"auto"', 'Accepted; the order is the same by any.')],
    call: positionsInOrder,
  },
  {
    name: 'sort',
    group,
    package: 'base',
    summary: 'The elements in order.',
    help: 'Missing values are left out, unless `na.last` says where they go.',
    example: 'sort(c(3, 1, 2), decreasing = TRUE)',
    parameters: [required('x', 'vector', 'A vector or factor.'), optional('decreasing', 'logical', 'FALSE', 'Whether the largest comes first.'), optional('na.last', 'logical', 'NA', 'TRUE puts missing values last, FALSE first.')],
    call: given => {
      const column = columnArgument(given, 'x');
      const positions = orderOf([{ column, isDecreasing: logicalArgument(given, 'decreasing', false) }]);
      const present = positions.filter(position => !isMissingAt(column, position));
      const missing = positions.filter(position => isMissingAt(column, position));
      const sorted = takeElements(column, placeOfMissing(given) === null ? present : Int32Array.from(placeOfMissing(given) ? [...present, ...missing] : [...missing, ...present]));
      return column.type !== 'factor' && column.tableOf ? ({ ...sorted, tableOf: column.tableOf } as Value) : sorted;
    },
  },
  {
    name: 'unique',
    group,
    package: 'base',
    summary: 'The distinct elements, or the distinct rows of a data frame.',
    help: 'In the order of their first appearance.',
    example: 'unique(c(2, 1, 2))\nnrow(unique(cbpp["herd"]))',
    parameters: [required('x', 'any', 'A vector, factor or data frame.')],
    call: given => {
      const value = requiredValue(given, 'x');
      if (value.type === 'null') return value;
      const positions = allPositions(value.type === 'dataFrame' ? value.rowCount : lengthOf(columnArgument(given, 'x'))).filter(firstOccurrences(value));
      if (value.type === 'dataFrame') return selectRows(value, positions);
      const { names: _names, ...bare } = takeElements(columnArgument(given, 'x'), positions);
      return bare;
    },
  },
  {
    name: 'duplicated',
    group,
    package: 'base',
    summary: 'Which elements or rows have occurred before.',
    help: 'FALSE at the first occurrence, TRUE at the others.',
    example: 'duplicated(c(2, 1, 2))',
    parameters: [required('x', 'any', 'A vector, factor or data frame.')],
    call: given => {
      const value = requiredValue(given, 'x');
      const isFirst = firstOccurrences(value);
      const length = value.type === 'dataFrame' ? value.rowCount : lengthOf(columnArgument(given, 'x'));
      return logicalVector(Array.from({ length }, (_, index) => !isFirst(index)));
    },
  },
  {
    name: 'which',
    group,
    package: 'base',
    summary: 'The positions where a condition is TRUE.',
    help: 'Missing values count as FALSE.',
    example: 'which(cbpp$incidence > 7)',
    parameters: [required('x', 'vector', 'A logical vector.')],
    call: given => {
      const column = columnArgument(given, 'x');
      if (column.type !== 'logical') throw new UserError('GLMM215', `which() needs a logical vector, but this is ${describeValue(column)}.`);
      const positions = allPositions(column.values.length).filter(position => column.values[position] === 1);
      const names = column.names ? { names: Array.from(positions, position => column.names?.[position] ?? '') } : {};
      return integerVector(Float64Array.from(positions, position => position + 1), names);
    },
  },
  whichExtreme('which.max', 'The position of the largest element.', 1),
  whichExtreme('which.min', 'The position of the smallest element.', -1),
  {
    name: 'ifelse',
    group,
    package: 'base',
    summary: 'Chooses between two vectors, element by element.',
    help: 'Where the condition is TRUE the element of `yes`, where FALSE that of `no`, where missing NA. A factor gives its codes, as in R.',
    example: 'ifelse(cbpp$size[1:4] > 10, "large", "small")',
    parameters: [required('test', 'vector', 'A condition.'), required('yes', 'vector', 'Where it is TRUE.'), required('no', 'vector', 'Where it is FALSE.')],
    call: given => choose(columnArgument(given, 'test'), columnArgument(given, 'yes'), columnArgument(given, 'no')),
  },
  {
    name: 'match',
    group,
    package: 'base',
    summary: 'The position of each element in a table.',
    help: 'NA where an element does not occur.',
    example: 'match(c("b", "z"), letters)',
    parameters: [required('x', 'vector', 'What to look for.'), required('table', 'vector', 'Where to look.')],
    call: given => {
      const positions = new Map<string | null, number>();
      labelsOf(columnArgument(given, 'table')).forEach((label, index) => {
        if (!positions.has(label)) positions.set(label, index + 1);
      });
      return integerVector(labelsOf(columnArgument(given, 'x')).map(label => positions.get(label) ?? NaN));
    },
  },
];

/** Of `sort`: true last, false first, null nowhere. */
function placeOfMissing(given: CallArguments): boolean | null {
  const placed = given.get('na.last');
  return placed?.type === 'logical' && placed.values[0] !== LOGICAL_NA ? placed.values[0] === 1 : null;
}

function positionsInOrder(given: CallArguments): Value {
  const isDecreasing = logicalArgument(given, 'decreasing', false);
  const columns = given.dots.map(({ value }) => requireColumn(value));
  const length = columns[0] ? lengthOf(columns[0]) : 0;
  const other = columns.find(column => lengthOf(column) !== length);
  if (other) throw new UserError('GLMM212', `The vectors have ${length} and ${lengthOf(other)} elements; order() needs equally many.`);
  const positions = orderOf(columns.map(column => ({ column, isDecreasing })));
  const placed = given.get('na.last');
  const code = placed?.type === 'logical' ? placed.values[0]! : 1;
  const isMissing = (position: number): boolean => columns.some(column => isMissingAt(column, position));
  const present = positions.filter(position => !isMissing(position));
  const chosen = code === 1 ? positions : code === LOGICAL_NA ? present : Int32Array.from([...positions.filter(isMissing), ...present]);
  return integerVector(Float64Array.from(chosen, position => position + 1));
}

function firstOccurrences(value: Value): (index: number) => boolean {
  const parts = value.type === 'dataFrame' ? [...value.columns.values()].map(labelsOf) : [labelsOf(requireColumn(value))];
  const seen = new Map<string, number>();
  const length = parts[0]?.length ?? 0;
  const isFirst = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const key = parts.length === 1 ? `${parts[0]![index] === null ? '\0' : '='}${parts[0]![index]}` : parts.map(labels => `${labels[index] === null ? '\0' : '='}${labels[index]}`).join('\u0001');
    if (seen.has(key)) continue;
    seen.set(key, index);
    isFirst[index] = 1;
  }
  return index => isFirst[index] === 1;
}

function whichExtreme(name: string, summary: string, direction: 1 | -1): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Missing values are passed over.`,
    example: `${name}(cbpp$size)`,
    parameters: [required('x', 'vector', 'Numbers.')],
    call: given => {
      const column = columnArgument(given, 'x');
      if (column.type === 'character' || column.type === 'factor') throw new UserError('GLMM215', `${name}() needs numbers, but this is ${describeValue(column)}.`);
      let best = -1;
      for (let index = 0; index < column.values.length; index++) {
        if (isMissingAt(column, index)) continue;
        if (best < 0 || direction * column.values[index]! > direction * column.values[best]!) best = index;
      }
      if (best < 0) return integerVector([]);
      return integerVector([best + 1], column.names ? { names: [column.names[best] ?? ''] } : {});
    },
  };
}

function choose(test: Column, yes: Column, no: Column): AtomicVector {
  const condition = asLogical(test).values;
  const plain = (column: Column): AtomicVector => (column.type === 'factor' ? integerVector(Float64Array.from(column.codes, code => (code === 0 ? NaN : code))) : column);
  const isAnyTrue = condition.includes(1);
  const isAnyFalse = condition.includes(0);
  const options = [...(isAnyTrue ? [plain(yes)] : []), ...(isAnyFalse ? [plain(no)] : [])];
  const type = commonType([logicalVector([]), ...options]);
  const a = asType(plain(yes), isAnyTrue ? type : plain(yes).type);
  const b = asType(plain(no), isAnyFalse ? type : plain(no).type);
  const pick = (index: number): number | string | null => (condition[index] === 1 ? (a.values[index % a.values.length] ?? null) : (b.values[index % b.values.length] ?? null));
  const shape = shapeOf(test);
  const length = condition.length;
  if (type === 'character') return { type, values: Array.from({ length }, (_, index) => (condition[index] === LOGICAL_NA ? null : (pick(index) as string | null))), ...shape };
  if (type === 'logical') return { type, values: Int8Array.from({ length }, (_, index) => (condition[index] === LOGICAL_NA ? LOGICAL_NA : ((pick(index) as number | null) ?? LOGICAL_NA))), ...shape };
  return { type, values: Float64Array.from({ length }, (_, index) => (condition[index] === LOGICAL_NA ? NaN : ((pick(index) as number | null) ?? NaN))), ...shape };
}
