/** Gamma and beta functions, factorials and binomial coefficients, and functions of two numbers. */
import gamma from '@stdlib/math-base-special-gamma';
import { isAtomic, shapeOf } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { recycledLength } from '../../data/arithmetic.js';
import { digamma, logGamma, trigamma } from '../../probability/special-functions.js';
import type { CallContext, FunctionDescription } from '../registry.js';
import type { Value } from '../values.js';
import { columnArgument, numbersArgument, required, warnThrough } from './describe.js';

const group = 'mathematics';

export const specialFunctions: readonly FunctionDescription[] = [
  ofOne('gamma', 'The gamma function.', 'gamma(c(0.5, 5))', x => (x === 0 ? NaN : gamma(x))),
  ofOne('lgamma', 'The logarithm of the gamma function.', 'lgamma(c(0.5, 100))', logAbsoluteGamma),
  ofOne('digamma', 'The first derivative of lgamma.', 'digamma(1)', x => (x > 0 ? digamma(x) : Number.isInteger(x) ? NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * x))),
  ofOne('trigamma', 'The second derivative of lgamma.', 'trigamma(1)', x => (x > 0 ? trigamma(x) : Number.isInteger(x) ? Infinity : (Math.PI / Math.sin(Math.PI * x)) ** 2 - trigamma(1 - x))),
  ofOne('factorial', 'The factorial, gamma(x + 1).', 'factorial(0:5)', x => gamma(x + 1)),
  ofOne('lfactorial', 'The logarithm of the factorial.', 'lfactorial(100)', x => logAbsoluteGamma(x + 1)),
  ofTwo('beta', 'The beta function.', ['a', 'b'], 'beta(2, 3)', (a, b) => (a + b < 100 ? (gamma(a) / gamma(a + b)) * gamma(b) : Math.exp(logBeta(a, b)))),
  ofTwo('lbeta', 'The logarithm of the beta function.', ['a', 'b'], 'lbeta(2, 3)', logBeta),
  ofTwo('choose', 'The binomial coefficient: how many sets of k can be chosen out of n.', ['n', 'k'], 'choose(5, 0:5)', binomialCoefficient),
  ofTwo('lchoose', 'The logarithm of the binomial coefficient.', ['n', 'k'], 'lchoose(100, 50)', (n, k) => (k < 30 ? Math.log(Math.abs(binomialCoefficient(n, k))) : logAbsoluteGamma(n + 1) - logAbsoluteGamma(k + 1) - logAbsoluteGamma(n - k + 1))),
  ofTwo('atan2', 'The angle of a point (x, y), in radians.', ['y', 'x'], 'atan2(1, 1)', Math.atan2),
];

function logAbsoluteGamma(x: number): number {
  if (x > 0) return logGamma(x);
  if (Number.isInteger(x)) return Infinity;
  // the reflection formula (Abramowitz & Stegun 1972, 6.1.17)
  return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
}

function logBeta(a: number, b: number): number {
  return a < 0 || b < 0 ? NaN : a === 0 || b === 0 ? Infinity : logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Below so many factors the product is exact enough. */
const FEW = 30;

function binomialCoefficient(n: number, wanted: number): number {
  const isWhole = Number.isInteger(n);
  const k = Math.round(wanted);
  if (k < 0) return 0;
  if (isWhole && n >= 0 && k > n) return 0;
  const least = isWhole && n >= 0 ? Math.min(k, n - k) : k;
  if (least < FEW) {
    let product = 1;
    for (let j = 1; j <= least; j++) product *= (n - least + j) / j;
    return isWhole ? Math.round(product) : productDownward(n, k);
  }
  return Math.round(Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)));
}

function productDownward(n: number, k: number): number {
  let product = 1;
  for (let j = 1; j <= k; j++) product *= (n - j + 1) / j;
  return product;
}

function ofOne(name: string, summary: string, example: string, compute: (x: number) => number): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Works on each element; missing values stay missing.`,
    example,
    parameters: [required('x', 'vector', 'Numbers.')],
    call: (given, context) => {
      const column = columnArgument(given, 'x');
      return elements(name, [numbersArgument(given, 'x')], context, ([x]) => compute(x!), isAtomic(column) ? shapeOf(column) : {});
    },
  };
}

function ofTwo(name: string, summary: string, parameters: readonly [string, string], example: string, compute: (a: number, b: number) => number): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Works on each element; the shorter argument is recycled.`,
    example,
    parameters: parameters.map(parameter => required(parameter, 'vector', 'Numbers.')),
    call: (given, context) => {
      const columns = parameters.map(parameter => asDouble(columnArgument(given, parameter)));
      const longer = columns[1]!.values.length > columns[0]!.values.length ? columns[1]! : columns[0]!;
      return elements(name, parameters.map(parameter => numbersArgument(given, parameter)), context, ([a, b]) => compute(a!, b!), shapeOf(longer));
    },
  };
}

function elements(name: string, given: readonly Float64Array[], context: CallContext, compute: (values: readonly number[]) => number, shape: object): Value {
  const length = given.reduce((longest, each) => recycledLength(longest, each.length), given[0]!.length);
  let marks: Uint8Array | undefined;
  const values = Float64Array.from({ length }, (_, index) => {
    const numbers = given.map(each => each[index % each.length]!);
    if (numbers.some(Number.isNaN)) return NaN;
    const value = compute(numbers);
    if (Number.isNaN(value)) (marks ??= new Uint8Array(length))[index] = 1;
    return value;
  });
  if (marks) warnThrough(context)(`NaNs produced by ${name}()`);
  return { type: 'double', values, ...(marks ? { notANumber: marks } : {}), ...shape };
}
