/** Bases of curves, for formulas: polynomials and splines. */
import { isColumn } from '../../data/atomic.js';
import type { Recurrence, Spline } from '../../data/basis.js';
import { asDouble } from '../../data/coercion.js';
import type { NumericVector } from '../../data/vectors.js';
import { basisColumns, degreesUpTo, productsOfPowers } from '../../model/basis.js';
import { orthogonalPolynomials } from '../../model/polynomial.js';
import { splineColumnCount } from '../../model/splines.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, numberArgument, numbersArgument, optional, required, warnThrough } from './describe.js';
import { quantileOf } from './order-statistics.js';

const polynomialParameters: readonly ParameterDescription[] = [
  dots('Further covariates, for products of their powers; one number alone is the degree.'),
  optional('degree', 'integer', '1', 'The highest degree, of products their total degree.'),
  optional('raw', 'logical', 'FALSE', 'Plain powers in place of orthogonal polynomials?'),
];

const splineParameters = (more: readonly ParameterDescription[]): ParameterDescription[] => [
  required('x', 'vector', 'The covariate.'),
  optional('df', 'integer', 'NULL', 'How many columns; the knots are then put at quantiles of the covariate.'),
  optional('knots', 'vector', 'NULL', 'Interior knots, where the pieces of the curve meet.'),
  ...more,
  optional('intercept', 'logical', 'FALSE', 'Whether the columns contain the constant; leave it out beside an intercept.'),
  optional('Boundary.knots', 'vector', 'range(x)', 'Where the curve ends, and beyond which it is continued.'),
];

export const basisFunctions: readonly FunctionDescription[] = [
  {
    name: 'poly',
    group: 'formula',
    package: 'stats',
    summary: 'Polynomials of a covariate, orthogonal unless raw = TRUE.',
    help: 'Columns of degree 1 to `degree`. Orthogonal columns are uncorrelated with each other, so a higher degree does not change the lower coefficients; with `raw = TRUE` they are the plain powers. With several covariates, `poly(x, z, degree = 2)`, the columns are all products of their polynomials up to that total degree.',
    example: 'lmer(Reaction ~ poly(Days, 2) + (1 | Subject), data = sleepstudy)',
    parameters: [required('x', 'vector', 'The covariate, without missing values.'), ...polynomialParameters],
    call: poly,
  },
  {
    name: 'ns',
    group: 'formula',
    package: 'splines',
    summary: 'A natural cubic spline of a covariate.',
    help: 'Columns that together describe a smooth curve: cubic between the knots and straight beyond the outermost ones. `df` columns allow `df − 1` bends, and three or four are enough for most curves. The columns have no reading one by one; read the fitted curve.',
    example: 'lmer(Reaction ~ ns(Days, df = 3) + (1 | Subject), data = sleepstudy)',
    parameters: splineParameters([]),
    call: (given, context) => spline(given, context, 'ns', 3),
  },
  {
    name: 'bs',
    group: 'formula',
    package: 'splines',
    summary: 'A B-spline of a covariate.',
    help: 'Columns that together describe a piecewise polynomial of a degree, cubic unless `degree` says otherwise. A natural spline, `ns()`, behaves better at the ends. The columns have no reading one by one; read the fitted curve.',
    example: 'lmer(Reaction ~ bs(Days, df = 4) + (1 | Subject), data = sleepstudy)',
    parameters: splineParameters([optional('degree', 'integer', '3', 'Degree of the pieces.')]),
    call: (given, context) => spline(given, context, 'bs', degreeOf(given, 3)),
  },
];

interface Input {
  readonly values: Float64Array;
  readonly expression: Expression;
}

function poly(given: CallArguments): NumericVector {
  const [only] = given.dots;
  const isDegree = given.dots.length === 1 && isColumn(only!.value) && only!.value.type !== 'factor' && only!.value.values.length === 1;
  const others = isDegree ? [] : given.dots;
  const degree = isDegree ? wholeNumber(only!.value, only!.expression) : degreeOf(given, 1);
  const inputs = [{ value: given.get('x')!, expression: given.expression('x')! }, ...others].flatMap(({ value, expression }) => columnsOfInput(value, expression));
  const n = inputs[0]!.values.length;
  const uneven = inputs.find(({ values }) => values.length !== n);
  if (uneven) throw new UserError('GLMM253', `The covariates of poly() have ${n} and ${uneven.values.length} values.`, { range: uneven.expression, advice: ['They need one value a row each.'] });
  const degrees = degreesUpTo(degree, inputs.length);
  const columnNames = degrees.map(powers => powers.join('.'));
  const shape = { dim: [n, degrees.length] as const, columnNames };
  if (logicalArgument(given, 'raw', false)) {
    const powers = inputs.map(({ values }) => Float64Array.from({ length: n * degree }, (_, cell) => values[cell % n]! ** (Math.floor(cell / n) + 1)));
    return { type: 'double', values: productsOfPowers(powers, degrees, n), ...shape };
  }
  const fitted = inputs.map(input => orthogonal(input, degree));
  const recurrences: Recurrence[] = fitted.map(({ recurrence }) => recurrence);
  const values = productsOfPowers(fitted.map(({ columns }) => columns), degrees, n);
  const expressions = [given.expression('x')!, ...others.map(({ expression }) => expression)];
  return { type: 'double', values, ...shape, basis: { kind: 'polynomial', inputs: expressions, recurrences, degrees } };
}

/** A vector, or the columns of a matrix. */
function columnsOfInput(value: Value, expression: Expression): Input[] {
  if (!isColumn(value) || value.type === 'factor' || value.type === 'character') {
    throw new UserError('GLMM253', `poly() takes numbers, but this is ${describeValue(value)}.`, { range: expression });
  }
  const { values } = asDouble(value);
  const missing = values.findIndex(element => Number.isNaN(element));
  if (missing >= 0) {
    throw new UserError('GLMM253', `poly() takes no missing values, and element ${missing + 1} is missing.`, { range: expression, advice: ['Leave out incomplete rows first, with na.omit() or subset().'] });
  }
  const [rows, columns] = value.dim ?? [values.length, 1];
  return Array.from({ length: columns }, (_, j) => ({ values: values.subarray(j * rows, (j + 1) * rows), expression }));
}

function orthogonal({ values, expression }: Input, degree: number): ReturnType<typeof orthogonalPolynomials> {
  const distinct = new Set<number>();
  for (let i = 0; i < values.length && distinct.size <= degree; i++) distinct.add(values[i]!);
  if (distinct.size > degree) return orthogonalPolynomials(values, degree);
  throw new UserError('GLMM253', `A polynomial of degree ${degree} needs more than ${degree} distinct values, and there ${distinct.size === 1 ? 'is 1' : `are ${distinct.size}`}.`, { range: expression, advice: ['Choose a lower degree.'] });
}

function degreeOf(given: CallArguments, fallback: number): number {
  const value = given.get('degree');
  return value ? wholeNumber(value, given.expression('degree')!) : fallback;
}

function wholeNumber(value: Value, expression: Expression): number {
  const degree = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(degree) && degree >= 1 && degree <= 100) return degree;
  throw new UserError('GLMM253', 'The degree is a whole number from 1 to 100.', { range: expression });
}

function spline(given: CallArguments, context: CallContext, name: 'ns' | 'bs', degree: number): NumericVector {
  const x = numbersArgument(given, 'x');
  const expression = given.expression('x')!;
  const range = rangeOf(x);
  if (!range) throw new UserError('GLMM253', `${name}() has no value to put knots at: all are missing.`, { range: expression });
  const boundary = boundaryKnots(given, range);
  const hasIntercept = logicalArgument(given, 'intercept', false);
  const smallest = (name === 'ns' ? 1 : degree) + (hasIntercept ? 1 : 0);
  const knots = hasValue(given, 'knots') ? givenKnots(given, boundary) : hasValue(given, 'df') ? knotsAtQuantiles(given, context, x.filter(value => value >= boundary[0] && value <= boundary[1]), smallest) : [];
  const fitted: Spline = { isNatural: name === 'ns', degree, knots, boundary, hasIntercept };
  const count = splineColumnCount(fitted);
  const basis = { kind: 'spline', inputs: [expression], spline: fitted } as const;
  return { type: 'double', values: basisColumns(basis, [x]), dim: [x.length, count], columnNames: Array.from({ length: count }, (_, j) => String(j + 1)), basis };
}

const hasValue = (given: CallArguments, name: string): boolean => (given.get(name) ?? { type: 'null' }).type !== 'null';

/** Smallest and largest of the values that are there; null when none is. */
function rangeOf(x: Float64Array): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < low) low = x[i]!;
    if (x[i]! > high) high = x[i]!;
  }
  return low > high ? null : [low, high];
}

function boundaryKnots(given: CallArguments, present: readonly [number, number]): [number, number] {
  const range = given.expression('Boundary.knots') ?? given.expression('x')!;
  const ends = hasValue(given, 'Boundary.knots') ? numbersArgument(given, 'Boundary.knots') : present;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low < high) return [low, high];
  if (!hasValue(given, 'Boundary.knots')) throw new UserError('GLMM253', `All values are ${low}, so there is nothing for a spline to follow.`, { range });
  throw new UserError('GLMM253', 'Boundary.knots = takes two different numbers.', { range, advice: ['Give where the curve ends, as in Boundary.knots = c(0, 10).'] });
}

function givenKnots(given: CallArguments, [low, high]: readonly [number, number]): number[] {
  const knots = Array.from(numbersArgument(given, 'knots')).sort((a, b) => a - b);
  const outside = knots.find(knot => !(knot > low && knot < high));
  if (outside === undefined) return knots;
  throw new UserError('GLMM253', `The knot ${outside} does not lie between the boundary knots ${low} and ${high}.`, { range: given.expression('knots') ?? null, advice: ['Interior knots lie within the data, or within Boundary.knots =.'] });
}

/** As many interior knots as `df` leaves, at equally spaced quantiles. */
function knotsAtQuantiles(given: CallArguments, context: CallContext, inside: Float64Array, smallest: number): number[] {
  const df = numberArgument(given, 'df', smallest);
  if (!Number.isInteger(df) || df < 1 || df > 500) throw new UserError('GLMM253', 'df = takes a whole number of columns, from 1.', { range: given.expression('df') ?? null });
  if (df < smallest) warnThrough(context)(`df = ${df} is too small; ${smallest} was used`);
  const count = Math.max(0, df - smallest);
  const sorted = inside.sort();
  return Array.from({ length: count }, (_, i) => quantileOf(sorted, (i + 1) / (count + 1)));
}
