/** Asking what a value is, and whether values are the same. */
import { characterVector, isAtomic, isColumn, isMissingAt, logicalVector, shapeOf } from '../../data/atomic.js';
import { asDouble, asLogical, labelsOf } from '../../data/coercion.js';
import { formatOneNumber } from '../../data/number-format.js';
import { LOGICAL_NA, lengthOf, type Column } from '../../data/vectors.js';
import type { FunctionDescription, FunctionGroup } from '../registry.js';
import type { Value } from '../values.js';
import { columnArgument, dots, numberArgument, optional, required, requireColumn, requiredValue, textsArgument } from './describe.js';
import { elementsOf } from './apply.js';
import { classOf } from './shape.js';

const group: FunctionGroup = 'shape';

export const kindFunctions: readonly FunctionDescription[] = [
  kindTest('is.numeric', 'Whether a value is a numeric vector.', 'is.numeric(1)', value => (value.type === 'double' && !value.time) || value.type === 'integer'),
  kindTest('is.integer', 'Whether a value is a vector of whole numbers that are stored as such.', 'is.integer(1L)', value => value.type === 'integer'),
  kindTest('is.double', 'Whether a value is a vector of numbers that may have fractions.', 'is.double(1)', value => value.type === 'double'),
  kindTest('is.character', 'Whether a value is text.', 'is.character("a")', value => value.type === 'character'),
  kindTest('is.logical', 'Whether a value is a logical vector.', 'is.logical(TRUE)', value => value.type === 'logical'),
  kindTest('is.factor', 'Whether a value is a factor.', 'is.factor(cbpp$herd)', value => value.type === 'factor'),
  kindTest('is.ordered', 'Whether a value is an ordered factor.', 'is.ordered(ordered(c("a", "b")))', value => value.type === 'factor' && value.isOrdered),
  kindTest('is.vector', 'Whether a value is a vector or list without a shape of its own.', 'is.vector(1:3)', value => value.type === 'list' || (isAtomic(value) && !value.dim && !value.tableOf)),
  kindTest('is.atomic', 'Whether a value is a vector rather than a list.', 'is.atomic(1:3)', value => isColumn(value)),
  kindTest('is.list', 'Whether a value is a list; a data frame is one.', 'is.list(list(1))', value => value.type === 'list' || value.type === 'dataFrame'),
  kindTest('is.matrix', 'Whether a value is a matrix.', 'is.matrix(matrix(1:4, 2))', value => isAtomic(value) && value.dim !== undefined),
  kindTest('is.data.frame', 'Whether a value is a data frame.', 'is.data.frame(cbpp)', value => value.type === 'dataFrame'),
  kindTest('is.function', 'Whether a value is a function.', 'is.function(mean)', value => value.type === 'function'),
  kindTest('is.null', 'Whether a value is NULL.', 'is.null(NULL)', value => value.type === 'null'),
  kindTest('isTRUE', 'Whether a value is TRUE and nothing else.', 'isTRUE(all.equal(1, 1 + 1e-10))', value => isSingle(value, 1)),
  kindTest('isFALSE', 'Whether a value is FALSE and nothing else.', 'isFALSE(1 > 2)', value => isSingle(value, 0)),
  numberTest('is.finite', 'Which numbers are neither missing nor infinite.', 'is.finite(c(1, Inf, NA))', Number.isFinite),
  numberTest('is.infinite', 'Which numbers are infinite.', 'is.infinite(c(1, -Inf))', x => x === Infinity || x === -Infinity),
  {
    name: 'is.nan',
    group,
    package: 'base',
    summary: 'Which numbers are not numbers, such as 0/0.',
    help: 'NA is not among them.',
    example: 'is.nan(c(0/0, NA))',
    parameters: [required('x', 'vector', 'Numbers.')],
    call: given => {
      const column = columnArgument(given, 'x');
      const marks = column.type === 'double' ? column.notANumber : undefined;
      return logicalVector(Int8Array.from({ length: lengthOf(column) }, (_, index) => marks?.[index] ?? 0), shapeOf(column));
    },
  },
  {
    name: 'anyNA',
    group,
    package: 'base',
    summary: 'Whether anything is missing.',
    help: 'In a vector, or in any column of a data frame.',
    example: 'anyNA(c(1, NA))',
    parameters: [required('x', 'any', 'A vector, list or data frame.')],
    call: given => {
      const x = requiredValue(given, 'x');
      const columns = isColumn(x) ? [x] : elementsOf(x).flatMap(({ value }) => (isColumn(value) && (x.type === 'dataFrame' || lengthOf(value) === 1) ? [value] : []));
      return logicalVector([columns.some(column => Array.from({ length: lengthOf(column) }, (_, index) => index).some(index => isMissingAt(column, index)))]);
    },
  },
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
  {
    name: 'inherits',
    group,
    package: 'base',
    summary: 'Whether a value is of a class.',
    help: 'Of any of the classes that are named.',
    example: 'inherits(cbpp, "data.frame")',
    parameters: [required('x', 'any', 'Any value.'), required('what', 'vector', 'Names of classes.')],
    call: given => {
      const classes = classOf(requiredValue(given, 'x'));
      return logicalVector([(textsArgument(given, 'what') ?? []).some(name => classes.includes(name))]);
    },
  },
  {
    name: 'typeof',
    group,
    package: 'base',
    summary: 'How the elements of a value are stored.',
    help: '"double", "integer", "logical", "character" or "list"; a factor is stored as integers, a data frame as a list.',
    example: 'typeof(cbpp$herd)',
    parameters: [required('x', 'any', 'Any value.')],
    call: given => characterVector([storageOf(requiredValue(given, 'x'))]),
  },
  {
    name: 'mode',
    group,
    package: 'base',
    summary: 'What elements a value has.',
    help: '"numeric", "logical", "character" or "list".',
    example: 'mode(1L)',
    parameters: [required('x', 'any', 'Any value.')],
    call: given => {
      const storage = storageOf(requiredValue(given, 'x'));
      return characterVector([storage === 'double' || storage === 'integer' ? 'numeric' : storage === 'closure' ? 'function' : storage === 'language' ? 'call' : storage]);
    },
  },
  {
    name: 'identical',
    group,
    package: 'base',
    summary: 'Whether two values are exactly the same.',
    help: 'In type, elements, names and shape. For numbers that were computed all.equal is kinder.',
    example: 'identical(c(1, 2), c(1, 2))',
    parameters: [required('x', 'any', 'A value.'), required('y', 'any', 'Another.')],
    call: given => logicalVector([areIdentical(requiredValue(given, 'x'), requiredValue(given, 'y'))]),
  },
  {
    name: 'all.equal',
    group,
    package: 'base',
    summary: 'Whether numbers are nearly the same.',
    help: 'TRUE where the mean relative difference is below `tolerance`, otherwise a text that says what differs; `isTRUE(all.equal(x, y))` is a condition.',
    example: 'all.equal(1, 1 + 1e-10)',
    parameters: [required('target', 'any', 'A vector.'), required('current', 'any', 'Another.'), optional('tolerance', 'number', '1.5e-8', 'The largest mean relative difference.'), dots('Accepted and not needed.')],
    call: given => compared(requiredValue(given, 'target'), requiredValue(given, 'current'), numberArgument(given, 'tolerance', 1.5e-8)),
  },
  {
    name: 'xor',
    group,
    package: 'base',
    summary: 'Which of two conditions hold without the other.',
    help: 'TRUE where exactly one of them is TRUE.',
    example: 'xor(TRUE, c(TRUE, FALSE))',
    parameters: [required('x', 'vector', 'A condition.'), required('y', 'vector', 'Another.')],
    call: given => {
      const x = asLogical(columnArgument(given, 'x')).values;
      const y = asLogical(columnArgument(given, 'y')).values;
      const length = x.length === 0 || y.length === 0 ? 0 : Math.max(x.length, y.length);
      return logicalVector(Int8Array.from({ length }, (_, index) => {
        const a = x[index % x.length]!;
        const b = y[index % y.length]!;
        return a === LOGICAL_NA || b === LOGICAL_NA ? LOGICAL_NA : a === b ? 0 : 1;
      }));
    },
  },
];

function kindTest(name: string, summary: string, example: string, holds: (value: Value) => boolean): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'Any value.')], call: given => logicalVector([holds(requiredValue(given, 'x'))]) };
}

function numberTest(name: string, summary: string, example: string, holds: (x: number) => boolean): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} False for text.`,
    example,
    parameters: [required('x', 'vector', 'Numbers.')],
    call: given => {
      const column = columnArgument(given, 'x');
      if (column.type === 'character') return logicalVector(new Int8Array(lengthOf(column)), shapeOf(column));
      return logicalVector(Int8Array.from(asDouble(column).values, x => (holds(x) ? 1 : 0)), shapeOf(column));
    },
  };
}

const isSingle = (value: Value, code: number): boolean => value.type === 'logical' && value.values.length === 1 && value.values[0] === code;

function storageOf(value: Value): string {
  switch (value.type) {
    case 'double':
    case 'integer':
    case 'logical':
    case 'character':
      return value.type;
    case 'factor':
      return 'integer';
    case 'null':
      return 'NULL';
    case 'function':
      return 'closure';
    case 'formula':
      return 'language';
    case 'model':
      return 'S4';
    default:
      return 'list';
  }
}

function areIdentical(x: Value, y: Value): boolean {
  if (isColumn(x) && isColumn(y)) return sameColumn(x, y);
  if ((x.type === 'list' && y.type === 'list') || (x.type === 'dataFrame' && y.type === 'dataFrame')) {
    const first = elementsOf(x);
    const second = elementsOf(y);
    return first.length === second.length && first.every(({ name, value }, index) => (name ?? '') === (second[index]!.name ?? '') && areIdentical(value, second[index]!.value));
  }
  if (x.type === 'function' && y.type === 'function') return x.name === y.name;
  if (x.type === 'formula' && y.type === 'formula') return x.text === y.text;
  return x.type === 'null' ? y.type === 'null' : x === y;
}

function sameColumn(x: Column, y: Column): boolean {
  if (x.type !== y.type || lengthOf(x) !== lengthOf(y)) return false;
  if (JSON.stringify(shapeOf(x)) !== JSON.stringify(shapeOf(y))) return false;
  if (x.type === 'factor' && y.type === 'factor' && (x.isOrdered !== y.isOrdered || x.levels.join('\0') !== y.levels.join('\0'))) return false;
  if (x.type === 'double' && y.type === 'double') return x.values.every((value, index) => Object.is(value + 0, y.values[index]! + 0) && (x.notANumber?.[index] ?? 0) === (y.notANumber?.[index] ?? 0));
  const first = labelsOf(x);
  const second = labelsOf(y);
  return first.every((label, index) => label === second[index]);
}

/** What `all.equal` says: TRUE, or what differs. */
function compared(target: Value, current: Value, tolerance: number): Value {
  const isNumeric = (value: Value): boolean => value.type === 'double' || value.type === 'integer';
  if (!isNumeric(target) || !isNumeric(current)) return areIdentical(target, current) ? logicalVector([true]) : characterVector(['The values differ']);
  const x = asDouble(requireColumn(target)).values;
  const y = asDouble(requireColumn(current)).values;
  if (x.length !== y.length) return characterVector([`Numeric: lengths (${x.length}, ${y.length}) differ`]);
  let difference = 0;
  let size = 0;
  let isMismatched = 0;
  x.forEach((value, index) => {
    const other = y[index]!;
    if (Number.isNaN(value) !== Number.isNaN(other)) isMismatched++;
    else if (value !== other && !Number.isNaN(value)) {
      difference += Math.abs(value - other);
      size += Math.abs(value);
    }
  });
  if (isMismatched > 0) return characterVector([`'is.NA' value mismatch: ${y.filter(Number.isNaN).length} in current ${x.filter(Number.isNaN).length} in target`]);
  if (difference === 0) return logicalVector([true]);
  const isRelative = Number.isFinite(size) && size > tolerance;
  const measured = isRelative ? difference / size : difference / x.length;
  return measured <= tolerance ? logicalVector([true]) : characterVector([`Mean ${isRelative ? 'relative' : 'absolute'} difference: ${formatOneNumber(measured, 7)}`]);
}
