/** Summaries of a vector: sums, means, quantiles, extremes, and centring. */
import { characterVector, doubleVector, integerVector, isAtomic, isColumn, logicalVector, shapeOf } from '../../data/atomic.js';
import { asDouble, asLogical } from '../../data/coercion.js';
import { compareText } from '../../data/collation.js';
import { concatenate } from '../../data/data-frame.js';
import { LOGICAL_NA, type Column, type NumericVector, type Shape } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, logicalArgument, numberArgument, numbersArgument, optional, required, requiredValue } from './describe.js';
import { asMatrix } from './matrix-algebra.js';

const naRm = optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.');
const numbers = required('x', 'vector', 'Numbers or logical values.');
const group: FunctionGroup = 'mathematics';

export const statisticsFunctions: readonly FunctionDescription[] = [
  ofDots('sum', 'base', 'The sum of all numbers; of a logical vector, how many are TRUE.', 'sum(cbpp$incidence)\nsum(c(TRUE, FALSE, TRUE))', total),
  ofDots('prod', 'base', 'The product of all numbers.', 'prod(1:5)', column => doubleVector([asDouble(column).values.reduce((product, x) => product * x, 1)])),
  ofDots('max', 'base', 'The largest element.', 'max(cbpp$size)', column => extreme(column, 1)),
  ofDots('min', 'base', 'The smallest element.', 'min(cbpp$size)', column => extreme(column, -1)),
  ofDots('range', 'base', 'The smallest and the largest element.', 'range(cbpp$size)', column => concatenate([extreme(column, -1), extreme(column, 1)])),
  {
    name: 'mean',
    group,
    package: 'base',
    summary: 'The arithmetic mean.',
    help: 'NA when a value is missing, unless `na.rm = TRUE`. `trim` leaves out that share of the elements at either end.',
    example: 'mean(sleepstudy$Reaction)',
    parameters: [numbers, optional('trim', 'number', '0', 'The share that is left out at either end, at most 0.5.'), naRm],
    call: given => {
      const x = presentNumbers(given);
      const cut = Math.floor(x.length * Math.min(0.5, Math.max(0, numberArgument(given, 'trim', 0))));
      const average = averageOf(cut === 0 || x.some(Number.isNaN) ? x : 2 * cut >= x.length ? middleOf(x.slice().sort()) : x.slice().sort().slice(cut, x.length - cut));
      return { ...average, ...timeOf(columnArgument(given, 'x')) };
    },
  },
  {
    name: 'weighted.mean',
    group,
    package: 'stats',
    summary: 'The weighted mean.',
    help: 'The sum of the elements times their weights, over the sum of the weights.',
    example: 'weighted.mean(cbpp$incidence / cbpp$size, cbpp$size)',
    parameters: [numbers, optional('w', 'vector', '1', 'The weights.'), naRm],
    call: given => {
      const x = numbersArgument(given, 'x');
      const w = given.get('w') ? numbersArgument(given, 'w') : new Float64Array(x.length).fill(1);
      if (w.length !== x.length) throw new UserError('GLMM212', `There are ${x.length} elements but ${w.length} weights.`);
      const kept = Int32Array.from(x, (_, index) => index).filter(index => !logicalArgument(given, 'na.rm', false) || !Number.isNaN(x[index]));
      return doubleVector([sumOf(Float64Array.from(kept, index => x[index]! * w[index]!)) / sumOf(Float64Array.from(kept, index => w[index]!))]);
    },
  },
  ofVector('sd', 'stats', 'The standard deviation, with n − 1 in the denominator.', 'sd(sleepstudy$Reaction)', x => Math.sqrt(variance(x))),
  cumulative('cumsum', 'Running sums.', 'cumsum(1:5)', (sum, x) => sum + x),
  cumulative('cumprod', 'Running products.', 'cumprod(1:5)', (product, x) => product * x),
  cumulative('cummax', 'The largest element so far.', 'cummax(c(1, 3, 2))', (most, x) => (Number.isNaN(most) || Number.isNaN(x) ? NaN : Math.max(most, x))),
  cumulative('cummin', 'The smallest element so far.', 'cummin(c(3, 1, 2))', (least, x) => (Number.isNaN(least) || Number.isNaN(x) ? NaN : Math.min(least, x))),
  {
    name: 'scale',
    group,
    package: 'base',
    summary: 'Centres a vector, or each column of a matrix, at its mean and divides it by its standard deviation.',
    help: 'Gives a one-column matrix, as R does; `as.numeric(scale(x))` is a plain vector. Missing values stay missing and are left out of mean and standard deviation.',
    example: 'head(as.numeric(scale(grouseticks$HEIGHT)))',
    parameters: [
      required('x', 'any', 'Numbers; or a matrix or data frame of numbers.'),
      optional('center', 'vector', 'TRUE', 'Whether the means are subtracted; or what to subtract, one number for each column.'),
      optional('scale', 'vector', 'TRUE', 'Whether to divide by the standard deviations; or what to divide by, one number for each column.'),
    ],
    call: scaleColumns,
  },
  trueness('any', 'Whether any element is TRUE.', 'any(cbpp$incidence > 10)', 1),
  trueness('all', 'Whether all elements are TRUE.', 'all(cbpp$size > 0)', 0),
  parallelExtreme('pmin', 'The smaller of the elements at each position.', 'pmin(c(1, 5), c(3, 2))', Math.min),
  parallelExtreme('pmax', 'The larger of the elements at each position.', 'pmax(c(1, 5), c(3, 2))', Math.max),
];

/** 0/0 where there is none, as R has it. */
const averageOf = (x: Float64Array): NumericVector => (x.length === 0 ? { type: 'double', values: Float64Array.of(NaN), notANumber: Uint8Array.of(1) } : doubleVector([mean(x)]));

const middleOf = (sorted: Float64Array): Float64Array => sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);

/** Sum in extended precision (Neumaier 1974), then once more over the residuals, as R's mean does in long doubles. */
export function mean(x: Float64Array): number {
  if (x.length === 0) return NaN;
  return sumOf(x) / x.length;
}

export function variance(x: Float64Array): number {
  if (x.length < 2) return NaN;
  const centre = mean(x);
  return sumOf(x.map(value => (value - centre) ** 2)) / (x.length - 1);
}

/** Compensated summation (Neumaier 1974). */
export function sumOf(x: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of x) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  // an infinite sum leaves NaN in the compensation
  return Number.isFinite(sum) ? sum + lost : sum;
}

function ofVector(name: string, packageName: string, summary: string, example: string, compute: (x: Float64Array) => number): FunctionDescription {
  return {
    name,
    group,
    package: packageName,
    summary,
    help: `${summary} NA when a value is missing, unless \`na.rm = TRUE\`.`,
    example,
    parameters: [numbers, naRm],
    call: given => doubleVector([compute(presentNumbers(given))]),
  };
}

function ofDots(name: string, packageName: string, summary: string, example: string, compute: (column: Column) => Value): FunctionDescription {
  return {
    name,
    group,
    package: packageName,
    summary,
    help: `${summary} NA when a value is missing, unless \`na.rm = TRUE\`.`,
    example,
    parameters: [dots('Vectors.'), naRm],
    call: given => {
      const joined = concatenate(given.dots.flatMap(({ value }) => (value.type === 'null' ? [] : [requireOrdered(name, value)])));
      return compute(logicalArgument(given, 'na.rm', false) ? present(joined) : joined);
    },
  };
}

function requireOrdered(name: string, value: Value): Column {
  if (value.type === 'factor' && value.isOrdered && (name === 'max' || name === 'min' || name === 'range')) return value;
  if (isAtomic(value) && (value.type !== 'character' || name === 'max' || name === 'min' || name === 'range')) return { ...value, type: value.type } as Column;
  if (value.type === 'dataFrame' && [...value.columns.values()].every(column => column.type !== 'factor' && column.type !== 'character')) return concatenate([...value.columns.values()]);
  throw new UserError('GLMM215', `${name}() needs numbers, but this is ${describeValue(value)}.`);
}

function total(column: Column): Value {
  const x = asDouble(column).values;
  const sum = sumOf(x);
  if (column.type === 'double') return { type: 'double', values: Float64Array.of(sum), ...(Number.isNaN(sum) && !x.some(Number.isNaN) ? { notANumber: Uint8Array.of(1) } : {}) };
  return Math.abs(sum) <= 2147483647 ? integerVector([sum]) : { type: 'integer', values: Float64Array.of(NaN) };
}

function extreme(column: Column, direction: 1 | -1): Column {
  if (column.type === 'factor') {
    if (column.codes.includes(0)) return { ...column, codes: Int32Array.of(0) };
    const code = column.codes.reduce((best, each) => (best === 0 || direction * each > direction * best ? each : best), 0);
    return { ...column, codes: Int32Array.of(code) };
  }
  if (column.type === 'character') {
    if (column.values.includes(null)) return characterVector([null]);
    const sorted = column.values.filter(value => value !== null).sort(compareText);
    const chosen = direction === 1 ? sorted[sorted.length - 1] : sorted[0];
    if (chosen === undefined) throw new UserError('GLMM216', 'There is no largest or smallest text among none.');
    return characterVector([chosen]);
  }
  const x = asDouble(column).values;
  let best = -direction * Infinity;
  for (const value of x) {
    if (Number.isNaN(value)) return { type: column.type === 'double' ? 'double' : 'integer', values: Float64Array.of(NaN) };
    if (direction * value > direction * best) best = value;
  }
  return column.type === 'double' || x.length === 0 ? { ...doubleVector([best]), ...timeOf(column) } : integerVector([best]);
}

/** What the numbers measure, to be kept by a summary of them. */
export const timeOf = (column: Column): Pick<NumericVector, 'time'> => (column.type === 'double' && column.time ? { time: column.time } : {});

function present(column: Column): Column {
  if (column.type === 'character') return { type: 'character', values: column.values.filter(value => value !== null) };
  if (column.type === 'logical') return { type: 'logical', values: column.values.filter(value => value !== LOGICAL_NA) };
  if (column.type === 'factor') return { ...column, codes: column.codes.filter(code => code > 0) };
  return { type: column.type, values: column.values.filter(value => !Number.isNaN(value)), ...timeOf(column) };
}

function presentNumbers(given: CallArguments): Float64Array {
  const x = numbersArgument(given, 'x');
  return logicalArgument(given, 'na.rm', false) ? x.filter(value => !Number.isNaN(value)) : x;
}

const START: Readonly<Record<string, number>> = { cumsum: 0, cumprod: 1, cummax: -Infinity, cummin: Infinity };

function cumulative(name: string, summary: string, example: string, step: (sum: number, x: number) => number): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} From the first missing value on, all are missing.`,
    example,
    parameters: [numbers],
    call: given => {
      const column = columnArgument(given, 'x');
      const x = numbersArgument(given, 'x');
      const out = new Float64Array(x.length);
      let running = START[name] ?? 0;
      for (let index = 0; index < x.length; index++) out[index] = running = step(running, x[index]!);
      const names = column.names ? { names: column.names } : {};
      return column.type === 'double' || name === 'cumprod' ? doubleVector(out, names) : integerVector(out, names);
    },
  };
}

function scaleColumns(given: CallArguments): NumericVector {
  const value = requiredValue(given, 'x');
  const matrix = asMatrix(value, 'x');
  if (matrix.type === 'character') throw new UserError('GLMM215', `scale() needs numbers, but this is ${describeValue(value)}.`);
  const [rows, columns] = matrix.dim;
  const values = Float64Array.from(asDouble(matrix).values);
  const names = matrix.columnNames ? { names: matrix.columnNames } : {};
  const divisors = new Float64Array(columns);
  const centres = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const column = values.subarray(j * rows, (j + 1) * rows);
    const centre = (centres[j] = switchOrNumber(given, 'center', j, columns, () => mean(column.filter(x => !Number.isNaN(x)))) ?? 0);
    column.forEach((x, i) => (column[i] = x - centre));
    const centred = column.filter(x => !Number.isNaN(x));
    const divisor = (divisors[j] = switchOrNumber(given, 'scale', j, columns, () => Math.sqrt(sumOf(centred.map(x => x * x)) / Math.max(1, centred.length - 1))) ?? 1);
    column.forEach((x, i) => (column[i] = x / divisor));
  }
  const namesOf = (name: string): Shape => (given.get(name) && given.get(name)!.type !== 'logical' ? {} : names);
  const scaledBy = { ...(isOff(given, 'center') ? {} : { center: doubleVector(centres, namesOf('center')) }), ...(isOff(given, 'scale') ? {} : { scale: doubleVector(divisors, namesOf('scale')) }) };
  const basis = columns === 1 ? { basis: { kind: 'scale' as const, inputs: [given.expression('x')!], center: centres[0]!, scale: divisors[0]! } } : {};
  return { type: 'double', values, dim: [rows, columns], ...(matrix.rowNames ? { rowNames: matrix.rowNames } : {}), ...(matrix.columnNames ? { columnNames: matrix.columnNames } : {}), scaledBy, ...basis };
}

const isOff = (given: CallArguments, name: string): boolean => {
  const value = given.get(name);
  return value?.type === 'logical' && value.values[0] === 0;
};

/** The number for column j, computed where the argument is TRUE; null where it is FALSE. */
function switchOrNumber(given: CallArguments, name: string, j: number, columns: number, computed: () => number): number | null {
  const value = given.get(name);
  if (!value) return computed();
  if (!isAtomic(value) || value.type === 'character' || (value.values.length !== 1 && value.values.length !== columns) || (value.type === 'logical' && value.values.length !== 1)) throw new UserError('GLMM215', `\`${name}\` must be TRUE, FALSE or one number for each column.`);
  if (value.type === 'logical') return value.values[0] === 1 ? computed() : null;
  return value.values[j % value.values.length]!;
}

function trueness(name: string, summary: string, example: string, decisive: 0 | 1): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Missing values make the answer NA unless the others settle it.`,
    example,
    parameters: [dots('Logical vectors.'), naRm],
    call: given => {
      let isUnknown = false;
      for (const { value } of given.dots) {
        if (value.type === 'null') continue;
        if (!isColumn(value)) throw new UserError('GLMM215', `${name}() needs logical values, but this is ${describeValue(value)}.`);
        for (const code of asLogical(value).values) {
          if (code === decisive) return logicalVector([decisive === 1]);
          if (code === LOGICAL_NA) isUnknown = true;
        }
      }
      return logicalVector([isUnknown && !logicalArgument(given, 'na.rm', false) ? null : decisive === 0]);
    },
  };
}

function parallelExtreme(name: string, summary: string, example: string, choose: (a: number, b: number) => number): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Shorter vectors are recycled.`,
    example,
    parameters: [dots('Numeric vectors.'), naRm],
    call: given => {
      const parts = given.dots.map(({ value }) => {
        if (!isAtomic(value) || value.type === 'character') throw new UserError('GLMM215', `${name}() needs numbers, but this is ${describeValue(value)}.`);
        return value;
      });
      const length = parts.reduce((most, part) => Math.max(most, part.values.length), 0);
      const columns = parts.map(part => asDouble(part).values);
      const ignoresMissing = logicalArgument(given, 'na.rm', false);
      const values = Float64Array.from({ length }, (_, index) => columns.map(x => x[index % x.length]!).filter(x => !ignoresMissing || !Number.isNaN(x)).reduce((a, b) => choose(a, b)));
      const shape = parts[0] && parts[0].values.length === length ? shapeOf(parts[0]) : {};
      return parts.every(part => part.type !== 'double') ? integerVector(values, shape) : doubleVector(values, shape);
    },
  };
}
