/** Density, probability, quantile and random numbers of each distribution, by R's names: `dnorm`, `pnorm`, `qnorm`, `rnorm` and so on. */
import { integerVector, shapeOf } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { recycledLength } from '../../data/arithmetic.js';
import { lengthOf, type NumericVector } from '../../data/vectors.js';
import { distributions, type Distribution, type DistributionParameter } from '../../probability/distributions.js';
import type { TailProbabilities } from '../../probability/quantile-search.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { columnArgument, logicalArgument, numbersArgument, optional, required, warnThrough } from './describe.js';
import { countArgument } from './random.js';

const PAIRS = 'The same parameters are taken by the four functions that begin with d, p, q and r.';

/** Arguments of the examples for parameters without a default. */
const EXAMPLES: Readonly<Record<string, string>> = { size: '10', prob: '0.4', lambda: '3', shape: '2', shape1: '2', shape2: '3', df: '5', df1: '2', df2: '20' };

const lowerTail = optional('lower.tail', 'logical', 'TRUE', 'Whether probabilities are P(X ≤ x) rather than P(X > x).');

export const distributionFunctions: readonly FunctionDescription[] = distributions.flatMap(distribution => [
  density(distribution),
  probability(distribution),
  quantile(distribution),
  deviates(distribution),
]);

/** Values of the parameters for one element of the result; NaN where one of them is missing. */
type ParameterValues = number[];

function density(distribution: Distribution): FunctionDescription {
  const { name, title, isDiscrete } = distribution;
  const what = isDiscrete ? 'probability of a count' : 'density';
  return {
    name: `d${name}`,
    group: 'mathematics',
    package: 'stats',
    summary: `The ${what} under the ${title}.`,
    help: `${isDiscrete ? 'The probability of each count, zero for fractions' : 'The density at each number'}. Parameters may be vectors; shorter ones are recycled. ${PAIRS}`,
    example: `d${name}(${exampleValues(distribution)}${exampleParameters(distribution)})`,
    parameters: [required('x', 'vector', isDiscrete ? 'Counts.' : 'Numbers.'), ...parametersOf(distribution), logParameter('log')],
    call: (given, context) => {
      const isLog = logicalArgument(given, 'log', false);
      return mapOver(given, context, 'x', distribution, (x, parameters) => {
        if (isDiscrete && !isWhole(x)) {
          warnThrough(context)(`non-integer x = ${x.toFixed(6)}`);
          return isLog ? -Infinity : 0;
        }
        const logDensity = distribution.logDensity(isDiscrete ? Math.round(x) : x, parameters);
        return isLog ? logDensity : Math.exp(logDensity);
      });
    },
  };
}

function probability(distribution: Distribution): FunctionDescription {
  const { name, title } = distribution;
  return {
    name: `p${name}`,
    group: 'mathematics',
    package: 'stats',
    summary: `Cumulative probabilities of the ${title}.`,
    help: `P(X ≤ q), or P(X > q) with \`lower.tail = FALSE\`, which is exact also where it is tiny. Parameters may be vectors; shorter ones are recycled. ${PAIRS}`,
    example: `p${name}(${exampleValues(distribution)}${exampleParameters(distribution)})`,
    parameters: [required('q', 'vector', 'Numbers.'), ...parametersOf(distribution), lowerTail, logParameter('log.p')],
    call: (given, context) => {
      const isLower = logicalArgument(given, 'lower.tail', true);
      const isLog = logicalArgument(given, 'log.p', false);
      return mapOver(given, context, 'q', distribution, (q, parameters) => {
        const tails = distribution.tails(parameters);
        const x = distribution.isDiscrete ? Math.floor(q + 1e-7) : q;
        const lower = tails.lower(x);
        if (!isLog) return isLower ? lower : tails.upper(x);
        if (isLower) return lower > 0.5 ? Math.log1p(-tails.upper(x)) : (distribution.logLower?.(x, parameters) ?? Math.log(lower));
        return lower > 0.5 ? Math.log(tails.upper(x)) : Math.log1p(-lower);
      });
    },
  };
}

function quantile(distribution: Distribution): FunctionDescription {
  const { name, title } = distribution;
  return {
    name: `q${name}`,
    group: 'mathematics',
    package: 'stats',
    summary: `Quantiles of the ${title}.`,
    help: `${distribution.isDiscrete ? 'The smallest count with P(X ≤ x) ≥ p' : 'The number with P(X ≤ x) = p'}. Parameters may be vectors; shorter ones are recycled. ${PAIRS}`,
    example: `q${name}(c(0.025, 0.5, 0.975)${exampleParameters(distribution)})`,
    parameters: [required('p', 'vector', 'Probabilities.'), ...parametersOf(distribution), lowerTail, logParameter('log.p')],
    call: (given, context) => {
      const isLower = logicalArgument(given, 'lower.tail', true);
      const isLog = logicalArgument(given, 'log.p', false);
      return mapOver(given, context, 'p', distribution, (p, parameters) => {
        const asked = isLog ? Math.exp(p) : p;
        if (!(asked >= 0 && asked <= 1)) return NaN;
        const rest = isLog ? -Math.expm1(p) : 1 - p;
        const wanted: TailProbabilities = isLower ? { lower: asked, upper: rest } : { lower: rest, upper: asked };
        return distribution.quantile(wanted, parameters);
      });
    },
  };
}

function deviates(distribution: Distribution): FunctionDescription {
  const { name, title } = distribution;
  return {
    name: `r${name}`,
    group: 'mathematics',
    package: 'stats',
    summary: `Random numbers from the ${title}.`,
    help: `R's numbers: after \`set.seed(s)\` the same as R gives for that seed (Mersenne Twister, inversion, rejection). A session that sets no seed starts from the one in the settings. Parameters may be vectors; shorter ones are recycled. ${PAIRS}`,
    example: `set.seed(1)\nr${name}(5${exampleParameters(distribution)})`,
    parameters: [required('n', 'vector', 'How many; a vector of several elements asks for as many as it has.'), ...parametersOf(distribution)],
    call: (given, context) => {
      const count = countArgument(given, 'n');
      const at = parameterValues(given, distribution);
      const values = new Float64Array(count);
      let isMissing = false;
      for (let index = 0; index < count; index++) {
        const parameters = at(index);
        values[index] = parameters && distribution.isValid(parameters) ? distribution.random(context.random, parameters) : NaN;
        if (Number.isNaN(values[index])) isMissing = true;
      }
      if (isMissing) warnThrough(context)('NAs produced');
      return distribution.isDiscrete ? integerVector(values) : { type: 'double', values };
    },
  };
}

function parametersOf({ parameters }: Distribution): ParameterDescription[] {
  return parameters.flatMap(parameter => {
    const main = parameter.default !== undefined ? optional(parameter.name, 'vector', String(parameter.default), parameter.help) : parameter.alternative ? optional(parameter.name, 'vector', 'NULL', parameter.help) : required(parameter.name, 'vector', parameter.help);
    if (!parameter.alternative) return [main];
    return [main, optional(parameter.alternative.name, 'vector', parameter.default === undefined ? 'NULL' : `1/${parameter.name}`, parameter.alternative.help)];
  });
}

/** Applies a function to each element, with the parameters recycled; the result has the shape of the first argument where that is the longest. */
function mapOver(given: CallArguments, context: CallContext, name: string, distribution: Distribution, compute: (x: number, parameters: readonly number[]) => number): NumericVector {
  const column = columnArgument(given, name);
  const x = numbersArgument(given, name);
  const marks = column.type === 'double' ? column.notANumber : undefined;
  const at = parameterValues(given, distribution);
  const length = distribution.parameters.reduce((longest, parameter) => recycledLength(longest, lengthOfParameter(given, parameter)), x.length);
  const values = new Float64Array(length);
  let notANumber: Uint8Array | undefined;
  let hasMade = false;
  for (let index = 0; index < length; index++) {
    const value = x[index % x.length]!;
    const parameters = Number.isNaN(value) ? null : at(index);
    values[index] = !parameters ? NaN : distribution.isValid(parameters) ? compute(value, parameters) : NaN;
    const isMade = parameters !== null && Number.isNaN(values[index]);
    if (isMade) hasMade = true;
    if (isMade || marks?.[index % x.length]) (notANumber ??= new Uint8Array(length))[index] = 1;
  }
  if (hasMade) warnThrough(context)('NaNs produced');
  const shape = length === lengthOf(column) ? shapeOf(column) : {};
  return { type: 'double', values, ...(notANumber ? { notANumber } : {}), ...shape };
}

/** The parameters of the i-th element; null where one is missing. */
function parameterValues(given: CallArguments, distribution: Distribution): (index: number) => ParameterValues | null {
  const columns = distribution.parameters.map(parameter => givenValues(given, distribution, parameter));
  return index => {
    const values: number[] = [];
    for (const { numbers, convert } of columns) {
      const value = numbers[index % numbers.length]!;
      if (Number.isNaN(value)) return null;
      values.push(convert ? convert(value, values) : value);
    }
    return values;
  };
}

function givenValues(given: CallArguments, distribution: Distribution, parameter: DistributionParameter): { numbers: Float64Array; convert?: (value: number, others: readonly number[]) => number } {
  const { alternative } = parameter;
  const other = alternative && isGiven(given, alternative.name) ? alternative : null;
  if (isGiven(given, parameter.name)) {
    if (other) throw new UserError('GLMM205', `\`${parameter.name}\` and \`${other.name}\` say the same in two ways; give one of them.`);
    return { numbers: numbersArgument(given, parameter.name) };
  }
  if (other) return { numbers: numbersArgument(given, other.name), convert: other.convert.bind(other) };
  if (parameter.default !== undefined) return { numbers: Float64Array.of(parameter.default) };
  throw new UserError('GLMM206', `The ${distribution.title} needs \`${parameter.name}\`${alternative ? ` or \`${alternative.name}\`` : ''}.`);
}

function lengthOfParameter(given: CallArguments, { name, alternative }: DistributionParameter): number {
  const value = given.get(name) ?? (alternative ? given.get(alternative.name) : undefined);
  if (!value || value.type === 'null') return 1;
  if (value.type === 'double' || value.type === 'integer' || value.type === 'logical') return asDouble(value).values.length;
  throw new UserError('GLMM215', `\`${name}\` must be numbers, but it is ${describeValue(value)}.`);
}

const isGiven = (given: CallArguments, name: string): boolean => {
  const value = given.get(name);
  return value !== undefined && value.type !== 'null';
};

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) <= 1e-7 * Math.max(1, Math.abs(x));

function exampleValues({ isDiscrete, name }: Distribution): string {
  if (isDiscrete) return '0:4';
  return name === 'beta' || name === 'unif' ? 'c(0.1, 0.5)' : 'c(0.5, 1, 2)';
}

function exampleParameters({ parameters }: Distribution): string {
  return parameters.flatMap(({ name, default: value }) => (value === undefined ? [`, ${name} = ${EXAMPLES[name] ?? '1'}`] : [])).join('');
}

function logParameter(name: 'log' | 'log.p'): ParameterDescription {
  return optional(name, 'logical', 'FALSE', name === 'log' ? 'Whether the logarithm is given.' : 'Whether probabilities are given as logarithms.');
}
