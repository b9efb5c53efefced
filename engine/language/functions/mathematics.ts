/** Elementwise mathematics. Sums, means and other summaries are in `statistics.ts`. */
import { isAtomic, shapeOf } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { roundTo, significantTo } from '../../data/rounding.js';
import type { Column, NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { numberArgument, optional, required, requiredValue, warnThrough } from './describe.js';

interface Elementwise {
  readonly name: string;
  readonly summary: string;
  readonly compute: (x: number) => number;
  readonly example: string;
  /** Integers stay integers. */
  readonly keepsIntegers?: boolean;
}

const elementwise: readonly Elementwise[] = [
  { name: 'exp', summary: 'The exponential function.', compute: Math.exp, example: 'exp(c(0, 1, 2))' },
  { name: 'expm1', summary: 'exp(x) − 1, accurate near zero.', compute: Math.expm1, example: 'expm1(1e-10)' },
  { name: 'log2', summary: 'The logarithm to base 2.', compute: Math.log2, example: 'log2(c(1, 2, 8))' },
  { name: 'log10', summary: 'The logarithm to base 10.', compute: Math.log10, example: 'log10(c(1, 10, 1000))' },
  { name: 'log1p', summary: 'log(1 + x), accurate near zero.', compute: Math.log1p, example: 'log1p(1e-10)' },
  { name: 'sqrt', summary: 'The square root.', compute: Math.sqrt, example: 'sqrt(c(1, 4, 2))' },
  { name: 'abs', summary: 'The absolute value.', compute: Math.abs, example: 'abs(c(-1, 2))', keepsIntegers: true },
  { name: 'floor', summary: 'The largest whole number that is not larger.', compute: Math.floor, example: 'floor(c(-1.5, 2.7))' },
  { name: 'ceiling', summary: 'The smallest whole number that is not smaller.', compute: Math.ceil, example: 'ceiling(c(-1.5, 2.2))' },
  { name: 'trunc', summary: 'The whole number towards zero.', compute: Math.trunc, example: 'trunc(c(-1.5, 2.7))' },
  { name: 'sign', summary: 'The sign: −1, 0 or 1.', compute: Math.sign, example: 'sign(c(-3, 0, 2))', keepsIntegers: true },
  { name: 'sin', summary: 'The sine of an angle in radians.', compute: Math.sin, example: 'sin(pi / 2)' },
  { name: 'cos', summary: 'The cosine of an angle in radians.', compute: Math.cos, example: 'cos(0)' },
  { name: 'tan', summary: 'The tangent of an angle in radians.', compute: Math.tan, example: 'tan(pi / 4)' },
  { name: 'asin', summary: 'The arc sine, in radians.', compute: Math.asin, example: 'asin(1)' },
  { name: 'acos', summary: 'The arc cosine, in radians.', compute: Math.acos, example: 'acos(1)' },
  { name: 'atan', summary: 'The arc tangent, in radians.', compute: Math.atan, example: 'atan(1)' },
  { name: 'sinh', summary: 'The hyperbolic sine.', compute: Math.sinh, example: 'sinh(1)' },
  { name: 'cosh', summary: 'The hyperbolic cosine.', compute: Math.cosh, example: 'cosh(1)' },
  { name: 'asinh', summary: 'The inverse hyperbolic sine.', compute: Math.asinh, example: 'asinh(1)' },
  { name: 'acosh', summary: 'The inverse hyperbolic cosine.', compute: Math.acosh, example: 'acosh(2)' },
  { name: 'atanh', summary: 'The inverse hyperbolic tangent.', compute: Math.atanh, example: 'atanh(0.5)' },
  { name: 'tanh', summary: 'The hyperbolic tangent.', compute: Math.tanh, example: 'tanh(1)' },
];

export const mathematicsFunctions: readonly FunctionDescription[] = [
  ...elementwise.map(describeElementwise),
  {
    name: 'log',
    group: 'mathematics',
    package: 'base',
    summary: 'The natural logarithm, or that to another base.',
    help: 'The logarithm of each element; the logarithm of a negative number is NaN, with a warning.',
    example: 'log(c(1, 10))\nlog(8, base = 2)',
    parameters: [required('x', 'vector', 'Numbers.'), optional('base', 'number', 'exp(1)', 'The base.')],
    call: (given, context) => {
      const base = given.get('base') ? numberArgument(given, 'base', Math.E) : null;
      const compute = base === null ? Math.log : base === 2 ? Math.log2 : base === 10 ? Math.log10 : (x: number) => Math.log(x) / Math.log(base);
      return mapNumbers(given, context, 'log', compute, false);
    },
  },
  rounding('round', 'Rounds to a number of decimals.', 'round(c(1.234, 2.5, -0.5), 1)\nround(2.5)', 'The number of decimals; may be negative.', 0, roundTo),
  rounding('signif', 'Rounds to a number of significant digits.', 'signif(123456, 2)', 'The number of significant digits.', 6, significantTo),
];

function describeElementwise(entry: Elementwise): FunctionDescription {
  return {
    name: entry.name,
    group: 'mathematics',
    package: 'base',
    summary: entry.summary,
    help: `${entry.summary} Works on each element; missing values stay missing.`,
    example: entry.example,
    parameters: [required('x', 'vector', 'Numbers.')],
    call: (given, context) => mapNumbers(given, context, entry.name, entry.compute, entry.keepsIntegers === true),
  };
}

function rounding(name: string, summary: string, example: string, digitsHelp: string, digitsDefault: number, compute: (x: number, digits: number) => number): FunctionDescription {
  return {
    name,
    group: 'mathematics',
    package: 'base',
    summary,
    help: `${summary} Applied to a data frame it rounds its numeric columns.`,
    example,
    parameters: [required('x', 'vector', 'Numbers, or a data frame.'), optional('digits', 'integer', String(digitsDefault), digitsHelp)],
    call: (given, context) => {
      const digits = numberArgument(given, 'digits', digitsDefault);
      const value = requiredValue(given, 'x');
      if (value.type !== 'dataFrame') return mapNumbers(given, context, name, x => compute(x, digits), true);
      const columns = new Map<string, Column>();
      for (const [column, values] of value.columns) columns.set(column, values.type === 'double' ? { ...values, values: values.values.map(x => compute(x, digits)) } : values);
      return { ...value, columns };
    },
  };
}

/** Applies a function to each number of the first argument; NaN that it makes of a number is announced, as R does. */
function mapNumbers(given: CallArguments, context: CallContext, name: string, compute: (x: number) => number, keepsIntegers: boolean): Value {
  const value = given.get('x') ?? given.get('q') ?? given.get('p');
  if (!value || !isAtomic(value) || value.type === 'character') {
    throw new UserError('GLMM215', `${name}() needs numbers, but this is ${value ? describeValue(value) : 'missing'}.`, value?.type === 'factor' ? { advice: ['A factor with numeric labels becomes numbers by as.numeric(as.character(x)).'] } : {});
  }
  const source = asDouble(value);
  const { values } = source;
  const result = new Float64Array(values.length);
  let marks: Uint8Array | undefined;
  let isNew = false;
  for (let index = 0; index < values.length; index++) {
    const x = values[index]!;
    const y = compute(x);
    result[index] = y;
    if (!Number.isNaN(y)) continue;
    if (!Number.isNaN(x)) isNew = true;
    if (!Number.isNaN(x) || source.notANumber?.[index]) (marks ??= new Uint8Array(values.length))[index] = 1;
  }
  if (isNew) warnThrough(context)(`NaNs produced by ${name}()`);
  const type = keepsIntegers && value.type !== 'double' ? 'integer' : 'double';
  const vector: NumericVector = { type, values: result, ...shapeOf(value) };
  return marks ? { ...vector, notANumber: marks } : vector;
}
