/** Factors: making, recoding, cutting, crossing. */
import { characterVector, integerVector, isAtomic } from '../../data/atomic.js';
import { asCharacter, asDouble } from '../../data/coercion.js';
import { orderOf } from '../../data/data-frame.js';
import { asFactor, cutIntoIntervals, dropUnusedLevels, interaction, makeFactor, relevel } from '../../data/factor.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type Column, type Factor } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { numberAs } from './formatting.js';
import { columnArgument, dots, logicalArgument, NULL_VALUE, numberArgument, numbersArgument, optional, requireColumn, required, requiredValue, textArgument, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const factorFunctions: readonly FunctionDescription[] = [
  {
    name: 'gl',
    group,
    package: 'base',
    summary: 'A factor with levels in a regular pattern.',
    help: '`n` levels, each `k` times in a row, up to `length` elements.',
    example: 'gl(2, 3, labels = c("placebo", "drug"))',
    parameters: [required('n', 'integer', 'How many levels.'), required('k', 'integer', 'How often each in a row.'), optional('length', 'integer', 'n * k', 'How many elements.'), optional('labels', 'vector', '1:n', 'The levels.'), optional('ordered', 'logical', 'FALSE', 'Whether the levels are ordered.')],
    call: given => {
      const [n, k] = [numberArgument(given, 'n', 1), numberArgument(given, 'k', 1)];
      const length = numberArgument(given, 'length', n * k);
      if (!(n >= 1 && k >= 1 && length >= 0 && length <= 50_000_000 && n <= 50_000_000)) throw new UserError('GLMM215', '`n` and `k` of gl() are whole numbers from 1.');
      const levels = textsArgument(given, 'labels') ?? Array.from({ length: n }, (_, level) => String(level + 1));
      if (levels.length !== n) throw new UserError('GLMM222', `There are ${levels.length} labels for ${n} levels.`);
      return { type: 'factor', levels, isOrdered: logicalArgument(given, 'ordered', false), codes: Int32Array.from({ length }, (_, index) => (Math.floor(index / k) % n) + 1) };
    },
  },
  {
    name: 'factor',
    group,
    package: 'base',
    summary: 'Makes a factor.',
    help: 'A categorical variable. `levels` fixes which values there are and their order (otherwise they are sorted); the first is the reference. Values that are not among the levels become missing.',
    example: 'factor(c("low", "high", "low"), levels = c("low", "high"))\nfactor(c(1, 2), labels = c("before", "after"))',
    parameters: [
      optional('x', 'vector', 'character()', 'A vector or factor.'),
      optional('levels', 'vector', 'NULL', 'The values, in the order of the levels.'),
      optional('labels', 'vector', 'levels', 'What to call the levels.'),
      optional('exclude', 'vector', 'NA', 'Values that become missing.'),
      optional('ordered', 'logical', 'is.ordered(x)', 'Whether the order of the levels means something.'),
    ],
    call: given => {
      const column = given.get('x') ? columnArgument(given, 'x') : characterVector([]);
      return given.get('exclude')?.type === 'null' ? withMissingLevel(makeFactor(column, factorOptions(given))) : makeFactor(column, factorOptions(given));
    },
  },
  {
    name: 'ordered',
    group,
    package: 'base',
    summary: 'Makes an ordered factor.',
    help: 'The same as `factor(x, ordered = TRUE)`.',
    example: 'ordered(c("low", "high"), levels = c("low", "high"))',
    parameters: [required('x', 'vector', 'A vector or factor.'), optional('levels', 'vector', 'NULL', 'The values, from low to high.'), optional('labels', 'vector', 'levels', 'What to call the levels.')],
    call: given => makeFactor(columnArgument(given, 'x'), { ...factorOptions(given), isOrdered: true }),
  },
  {
    name: 'as.factor',
    group,
    package: 'base',
    summary: 'Makes a factor of a vector; a factor stays as it is.',
    help: 'The distinct values, sorted, become the levels.',
    example: 'as.factor(c(2, 1, 2))',
    parameters: [required('x', 'vector', 'A vector or factor.')],
    call: given => asFactor(columnArgument(given, 'x')),
  },
  {
    name: 'levels',
    group,
    package: 'base',
    summary: 'The levels of a factor. Assign to it to rename them.',
    help: 'The levels in order; the first is the reference of treatment contrasts. `levels(f) <- c(…)` renames them.',
    example: 'levels(cbpp$period)',
    parameters: [required('x', 'any', 'A factor.')],
    call: given => {
      const value = requiredValue(given, 'x');
      return value.type === 'factor' ? characterVector(value.levels) : NULL_VALUE;
    },
  },
  {
    name: 'nlevels',
    group,
    package: 'base',
    summary: 'How many levels a factor has.',
    help: 'Zero for anything but a factor.',
    example: 'nlevels(cbpp$herd)',
    parameters: [required('x', 'any', 'A factor.')],
    call: given => {
      const value = requiredValue(given, 'x');
      return integerVector([value.type === 'factor' ? value.levels.length : 0]);
    },
  },
  {
    name: 'relevel',
    group,
    package: 'stats',
    summary: 'Makes a level the reference.',
    help: 'Moves a level to the front, so that treatment contrasts compare with it.',
    example: 'levels(relevel(cbpp$period, ref = "4"))',
    parameters: [required('x', 'factor', 'A factor.'), required('ref', 'vector', 'The level, by name or number.')],
    call: given => {
      const factor = factorArgument(given, 'x');
      const reference = columnArgument(given, 'ref');
      if (reference.type === 'character') return relevel(factor, reference.values[0] ?? 'NA');
      const level = factor.levels[numberArgument(given, 'ref', 1) - 1];
      if (level === undefined) throw new UserError('GLMM221', `The factor has ${factor.levels.length} levels.`);
      return relevel(factor, level);
    },
  },
  {
    name: 'droplevels',
    group,
    package: 'base',
    summary: 'Removes levels that do not occur.',
    help: 'From a factor, or from every factor of a data frame.',
    example: 'd <- subset(cbpp, period != "4")\nlevels(droplevels(d)$period)',
    parameters: [required('x', 'any', 'A factor or a data frame.')],
    call: given => {
      const value = requiredValue(given, 'x');
      if (value.type !== 'dataFrame') return dropUnusedLevels(factorArgument(given, 'x'));
      const columns = new Map<string, Column>();
      for (const [name, column] of value.columns) columns.set(name, column.type === 'factor' ? dropUnusedLevels(column) : column);
      return { ...value, columns };
    },
  },
  {
    name: 'addNA',
    group,
    package: 'base',
    summary: 'Makes missing values a level of their own.',
    help: 'The level is called <NA> and comes last.',
    example: 'table(addNA(factor(c("a", NA, "a"))))',
    parameters: [required('x', 'factor', 'A factor or vector.'), optional('ifany', 'logical', 'FALSE', 'Whether the level is added only where a value is missing.')],
    call: given => {
      const factor = asFactor(columnArgument(given, 'x'));
      return logicalArgument(given, 'ifany', false) ? withMissingLevel(factor) : withMissingLevel(factor, true);
    },
  },
  {
    name: 'reorder',
    group,
    package: 'stats',
    summary: 'Puts the levels of a factor in the order of a summary.',
    help: 'The level with the smallest mean of `X` (or another summary, `FUN`) comes first.',
    example: 'levels(reorder(sleepstudy$Subject, sleepstudy$Reaction))[1:3]',
    parameters: [required('x', 'factor', 'A factor or vector.'), required('X', 'vector', 'Numbers.'), optional('FUN', 'any', 'mean', 'A function, such as median.'), dots('Further arguments of the function.')],
    call: reordered,
  },
  {
    name: 'interaction',
    group,
    package: 'base',
    summary: 'Crosses factors: every combination of levels becomes a level.',
    help: 'The levels of the first factor vary fastest; `drop = TRUE` leaves out combinations that do not occur.',
    example: 'levels(interaction(Pastes$batch, Pastes$cask))[1:3]',
    parameters: [
      dots('Factors.'),
      optional('drop', 'logical', 'FALSE', 'Whether unused combinations are left out.'),
      optional('sep', 'string', '"."', 'What stands between the labels.'),
      optional('lex.order', 'logical', 'FALSE', 'Whether the last factor varies fastest.'),
    ],
    call: given => {
      const factors = given.dots.flatMap(({ value }) => (value.type === 'dataFrame' ? [...value.columns.values()] : [requireColumn(value)])).map(asFactor);
      return interaction(factors, textArgument(given, 'sep', '.'), logicalArgument(given, 'drop', false), logicalArgument(given, 'lex.order', false));
    },
  },
  {
    name: 'cut',
    group,
    package: 'base',
    summary: 'Cuts numbers into intervals.',
    help: '`breaks` are the limits of the intervals, or how many equal ones to make. Intervals include their right limit unless `right = FALSE`.',
    example: 'table(cut(cbpp$size, breaks = c(0, 10, 20, 40)))',
    parameters: [
      required('x', 'vector', 'Numbers.'),
      required('breaks', 'vector', 'Limits of the intervals, or their number.'),
      optional('labels', 'vector', 'NULL', 'Labels of the intervals; FALSE for numbers.'),
      optional('include.lowest', 'logical', 'FALSE', 'Whether the outermost limit belongs to its interval.'),
      optional('right', 'logical', 'TRUE', 'Whether intervals include their right limit.'),
      optional('dig.lab', 'integer', '3', 'Significant digits of the limits in labels.'),
      optional('ordered_result', 'logical', 'FALSE', 'Whether the factor is ordered.'),
    ],
    call: given => cut(given),
  },
];

function withMissingLevel(factor: Factor, isAlways = false): Factor {
  if (!isAlways && !factor.codes.includes(0)) return factor;
  const code = factor.levels.length + 1;
  return { ...factor, levels: [...factor.levels, '<NA>'], codes: factor.codes.map(each => (each === 0 ? code : each)) };
}

async function reordered(given: CallArguments, context: CallContext): Promise<Value> {
  const factor = asFactor(columnArgument(given, 'x'));
  const values = columnArgument(given, 'X');
  if (lengthOf(values) !== factor.codes.length) throw new UserError('GLMM212', `The factor has ${factor.codes.length} elements, but \`X\` has ${lengthOf(values)}.`);
  const chosen = given.get('FUN') ?? ({ type: 'function', name: 'mean' } as const);
  const further = given.dots.map(({ name, value }) => ({ name, value }));
  const scores = new Float64Array(factor.levels.length).fill(NaN);
  for (let level = 0; level < scores.length; level++) {
    const positions = Int32Array.from(factor.codes, (_, index) => index).filter(index => factor.codes[index] === level + 1);
    if (positions.length === 0) continue;
    const score = requireColumn(await context.apply(chosen, [{ name: null, value: takeElements(values, positions) }, ...further], '`FUN`'));
    scores[level] = asDouble(score).values[0] ?? NaN;
  }
  const order = orderOf([{ column: { type: 'double', values: scores }, isDecreasing: false }]);
  return makeFactor(factor, { levels: Array.from(order, level => factor.levels[level]!) });
}

export function factorArgument(given: CallArguments, name: string): Factor {
  const value = requiredValue(given, name);
  if (value.type === 'factor') return value;
  throw new UserError('GLMM215', `\`${name}\` must be a factor, but it is ${describeValue(value)}.`, { advice: ['Make it one with factor(x).'] });
}

function factorOptions(given: CallArguments): Parameters<typeof makeFactor>[1] {
  const levels = given.get('levels');
  const labels = textsArgument(given, 'labels');
  const exclude = textsArgument(given, 'exclude');
  const wanted = levels && levels.type !== 'null' ? levelTexts(levels) : null;
  return {
    ...(wanted ? { levels: wanted } : {}),
    ...(labels ? { labels } : {}),
    ...(exclude ? { exclude } : {}),
    ...(given.get('ordered') ? { isOrdered: logicalArgument(given, 'ordered', false) } : {}),
  };
}

/** Missing values are no levels. */
function levelTexts(levels: Value): string[] {
  return asCharacter(requireColumn(levels)).values.filter(text => text !== null);
}

function cut(given: CallArguments): Value {
  const x = numbersArgument(given, 'x');
  const right = logicalArgument(given, 'right', true);
  const includeLowest = logicalArgument(given, 'include.lowest', false);
  const breaks = breaksOf(x, numbersArgument(given, 'breaks'));
  const labels = given.get('labels');
  const count = breaks.length - 1;
  const isCodes = labels && isAtomic(labels) && labels.type === 'logical' && labels.values[0] === 0;
  const texts = isCodes ? Array.from({ length: count }, (_, index) => String(index + 1)) : (labels && labels.type !== 'null' && labels.type !== 'logical' ? textsArgument(given, 'labels') : null) ?? intervalLabels(breaks, numberArgument(given, 'dig.lab', 3), right, includeLowest);
  if (texts.length !== count) throw new UserError('GLMM222', `There are ${count} intervals but ${texts.length} labels.`, { advice: ['Give one label for each interval: one fewer than breaks.'] });
  const factor = cutIntoIntervals(x, breaks, texts, right, includeLowest, logicalArgument(given, 'ordered_result', false));
  return isCodes ? integerVector(Float64Array.from(factor.codes, code => (code === 0 ? NaN : code))) : factor;
}

/** One number asks for so many intervals of equal width, a thousandth wider than the data at either end. */
function breaksOf(x: Float64Array, breaks: Float64Array): number[] {
  if (breaks.length > 1) return Array.from(breaks).sort((a, b) => a - b);
  const count = breaks[0] ?? NaN;
  if (!(count >= 2 && count <= 1e6)) throw new UserError('GLMM215', '`breaks` needs at least two limits, or a number of intervals from 2 to a million.');
  const present = x.filter(value => !Number.isNaN(value));
  const low = present.reduce((least, value) => Math.min(least, value), Infinity);
  const high = present.reduce((most, value) => Math.max(most, value), -Infinity);
  const width = high - low;
  const limits = Array.from({ length: count + 1 }, (_, index) => low + (width * index) / count);
  limits[0] = low - width / 1000;
  limits[count] = high + width / 1000;
  return limits;
}

function intervalLabels(breaks: readonly number[], digits: number, right: boolean, includeLowest: boolean): string[] {
  let texts: string[] = [];
  for (let shown = digits; shown <= Math.max(12, digits); shown++) {
    // R writes a positive infinity with a blank before it
    texts = breaks.map(limit => (limit === Infinity ? ' Inf' : numberAs(limit, 'g', shown)));
    if (new Set(texts).size === breaks.length) break;
  }
  const last = breaks.length - 2;
  return Array.from({ length: breaks.length - 1 }, (_, index) => {
    const open = right && !(includeLowest && index === 0) ? '(' : '[';
    const close = !right && !(includeLowest && index === last) ? ')' : ']';
    return `${open}${texts[index]},${texts[index + 1]}${close}`;
  });
}
