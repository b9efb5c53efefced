/** The seed of random numbers, and random samples. Random numbers of distributions are in `distributions.ts`. */
import { integerVector, isAtomic } from '../../data/atomic.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type NumericVector } from '../../data/vectors.js';
import { sampleByWeight, sampleEqually } from '../../probability/random-sample.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, lengthOfValue, logicalArgument, NOTHING_TO_SHOW, numberArgument, numbersArgument, optional, required, requiredValue } from './describe.js';

const group: FunctionGroup = 'mathematics';

const HOW = "R's numbers: after `set.seed(s)` the same as R gives for that seed.";

export const randomFunctions: readonly FunctionDescription[] = [
  {
    name: 'set.seed',
    isInvisible: true,
    group,
    package: 'base',
    summary: 'Starts the stream of random numbers from a seed.',
    help: 'The same seed gives the same numbers, and the numbers that R gives for it (Mersenne Twister, inversion, rejection: the defaults of R since 3.6.0).',
    example: 'set.seed(42)\nrnorm(3)',
    parameters: [required('seed', 'integer', 'A whole number.')],
    call: (given, context) => {
      const seed = Math.trunc(numberArgument(given, 'seed', 0));
      if (Math.abs(seed) > 2147483647) throw new UserError('GLMM215', `A seed is a whole number of at most 2147483647, but this is ${seed}.`);
      context.random.seed(seed);
      return NOTHING_TO_SHOW;
    },
  },
  {
    name: 'sample',
    group,
    package: 'base',
    summary: 'A random sample, or the elements in random order.',
    help: `Draws \`size\` elements of \`x\`, without replacement unless \`replace = TRUE\`; a single number n stands for 1, 2, …, n. ${HOW}`,
    example: 'set.seed(1)\nsample(letters, 3)\nsample(5)',
    parameters: [
      required('x', 'any', 'A vector, factor or list; or a number n for 1, …, n.'),
      optional('size', 'integer', 'length(x)', 'How many elements.'),
      optional('replace', 'logical', 'FALSE', 'Whether an element can be drawn again.'),
      optional('prob', 'vector', 'NULL', 'Weights of the elements; they need not sum to 1.'),
    ],
    call: (given, context) => sampleOf(given, context),
  },
  {
    name: 'sample.int',
    group,
    package: 'base',
    summary: 'A random sample of the numbers 1 to n.',
    help: `The same as \`sample\` of 1, 2, …, n. ${HOW}`,
    example: 'set.seed(1)\nsample.int(10, 3)',
    parameters: [
      required('n', 'integer', 'The largest number.'),
      optional('size', 'integer', 'n', 'How many numbers.'),
      optional('replace', 'logical', 'FALSE', 'Whether a number can be drawn again.'),
      optional('prob', 'vector', 'NULL', 'Weights of the numbers; they need not sum to 1.'),
    ],
    call: (given, context) => numbered(positionsDrawn(given, context, numberArgument(given, 'n', 0))),
  },
];

/** How many random numbers are asked for: `n`, or the length of a vector of several elements. */
export function countArgument(given: CallArguments, name: string): number {
  const column = columnArgument(given, name);
  const count = lengthOf(column) === 1 ? Math.trunc(numberArgument(given, name, 0)) : lengthOf(column);
  if (count < 0) throw new UserError('GLMM215', `\`${name}\` must not be negative.`);
  if (count > 50_000_000) throw new UserError('GLMM211', `The result would have ${count} elements, more than the 50 million that a vector may have here.`);
  return count;
}

function sampleOf(given: CallArguments, context: CallContext): Value {
  const x = requiredValue(given, 'x');
  if ((x.type === 'double' || x.type === 'integer') && x.values.length === 1 && x.values[0]! >= 1) return numbered(positionsDrawn(given, context, Math.trunc(x.values[0]!)));
  const positions = positionsDrawn(given, context, lengthOfValue(x));
  if (x.type === 'list') return { type: 'list', values: Array.from(positions, position => x.values[position - 1]!), ...(x.names ? { names: Array.from(positions, position => x.names![position - 1]!) } : {}) };
  if (!isAtomic(x) && x.type !== 'factor') throw new UserError('GLMM215', `sample() draws from a vector, but this is ${describeValue(x)}.`, { advice: x.type === 'dataFrame' ? ['Draw rows by their numbers: d[sample(nrow(d), 10), ].'] : [] });
  return takeElements(x, Int32Array.from(positions, position => position - 1));
}

/** Whole numbers, as doubles where they are too large for R's integers. */
const numbered = (positions: Float64Array): NumericVector => (positions.some(position => position > 2147483647) ? { type: 'double', values: positions } : integerVector(positions));

function positionsDrawn(given: CallArguments, context: CallContext, count: number): Float64Array {
  if (!(count >= 0 && count <= 2 ** 52)) throw new UserError('GLMM215', `A sample is drawn from 1, 2, …, n, but n is ${count}.`);
  const size = Math.trunc(numberArgument(given, 'size', count));
  const isReplaced = logicalArgument(given, 'replace', false);
  const weights = weightsArgument(given, count);
  if (size < 0 || (count === 0 && size > 0)) throw new UserError('GLMM215', count === 0 ? 'There is nothing to draw from.' : '`size` must not be negative.');
  const available = !weights || isReplaced ? count : weights.reduce((most, weight) => most + (weight > 0 ? 1 : 0), 0);
  if (!isReplaced && size > available) {
    const those = available < count ? ' with a positive weight' : '';
    throw new UserError('GLMM215', `A sample of ${size} without replacement needs as many elements, but there are ${available}${those}.`, { advice: ['Draw fewer, or write replace = TRUE.'] });
  }
  if (size > 50_000_000) throw new UserError('GLMM211', `The sample would have ${size} elements, more than the 50 million that a vector may have here.`);
  return weights ? sampleByWeight(context.random, weights, size, isReplaced) : sampleEqually(context.random, count, size, isReplaced);
}

function weightsArgument(given: CallArguments, count: number): Float64Array | null {
  const value = given.get('prob');
  if (!value || value.type === 'null') return null;
  const weights = numbersArgument(given, 'prob');
  if (weights.length !== count) throw new UserError('GLMM212', `There are ${count} elements but ${weights.length} weights in \`prob\`.`);
  if (weights.some(weight => !(weight >= 0) || weight === Infinity)) throw new UserError('GLMM215', 'The weights in `prob` must be numbers that are not negative.');
  return weights;
}
