/** Where a pattern matches in texts, and the texts that it matches. */
import { characterVector, integerVector } from '../../data/atomic.js';
import { labelsOf } from '../../data/coercion.js';
import type { NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, logicalArgument, optional, required, requiredValue } from './describe.js';
import { patternOf } from './text.js';

const group: FunctionGroup = 'shape';
const pattern = [
  required('pattern', 'string', 'What to look for.'),
  required('text', 'vector', 'Text.'),
  optional('ignore.case', 'logical', 'FALSE', 'Whether case is ignored.'),
  optional('perl', 'logical', 'FALSE', 'Accepted; patterns are the same either way.'),
  optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.'),
];

export const matchFunctions: readonly FunctionDescription[] = [
  {
    name: 'regexpr',
    group,
    package: 'base',
    summary: 'Where a pattern first matches in each text.',
    help: 'Positions counted from 1, −1 where it does not match; regmatches() takes what was matched.',
    example: 'regmatches("S1DoCurse", regexpr("[0-9]+", "S1DoCurse"))',
    parameters: pattern,
    call: given => {
      const matches = matchesOf(given).map(each => each?.[0] ?? null);
      return withLengths(matches.map(match => match?.index ?? -1), matches.map(match => match?.length ?? -1));
    },
  },
  {
    name: 'gregexpr',
    group,
    package: 'base',
    summary: 'Where a pattern matches in each text, every time.',
    help: 'A list with the positions for each text; regmatches() takes what was matched.',
    example: 'regmatches("a1b22", gregexpr("[0-9]+", "a1b22"))[[1]]',
    parameters: pattern,
    call: given => ({
      type: 'list',
      values: matchesOf(given).map(matches => (matches === null || matches.length === 0 ? withLengths([matches === null ? NaN : -1], [matches === null ? NaN : -1]) : withLengths(matches.map(({ index }) => index), matches.map(({ length }) => length)))),
    }),
  },
  {
    name: 'regmatches',
    group,
    package: 'base',
    summary: 'The parts of texts that a pattern matched.',
    help: 'With regexpr() one text for each that matches, with gregexpr() a list of all of them.',
    example: 'unlist(regmatches(c("a1", "b22"), gregexpr("[0-9]+", c("a1", "b22"))))',
    parameters: [required('x', 'vector', 'Text.'), required('m', 'any', 'What regexpr() or gregexpr() gave.'), optional('invert', 'logical', 'FALSE', 'Whether the parts between are wanted; not here.')],
    call: matchedParts,
  },
];

interface Match {
  /** Counted from 1, in characters. */
  readonly index: number;
  readonly length: number;
}

/** Every match in each text; null for a missing one. */
function matchesOf(given: CallArguments): (Match[] | null)[] {
  const expression = patternOf(given, true);
  return labelsOf(columnArgument(given, 'text')).map(text => {
    if (text === null) return null;
    const characters = (part: string): number => [...part].length;
    return [...text.matchAll(expression)].map(match => ({ index: characters(text.slice(0, match.index)) + 1, length: characters(match[0]) }));
  });
}

function withLengths(positions: readonly number[], lengths: readonly number[]): NumericVector {
  return integerVector(positions, { matchLengths: Float64Array.from(lengths) });
}

function matchedParts(given: CallArguments): Value {
  if (logicalArgument(given, 'invert', false)) throw new UserError('GLMM215', '`invert` of regmatches() is not taken here.', { advice: ['strsplit(x, pattern) gives the parts between.'] });
  const texts = labelsOf(columnArgument(given, 'x'));
  const found = requiredValue(given, 'm');
  if (found.type === 'list') return { type: 'list', values: texts.map((text, index) => characterVector(partsAt(text, placed(found.values[index])))) };
  const positions = placed(found);
  return characterVector(texts.flatMap((text, index) => partsAt(text, { ...positions, values: positions.values.subarray(index, index + 1), matchLengths: positions.matchLengths!.subarray(index, index + 1) })));
}

function placed(value: Value | undefined): NumericVector {
  if (value?.type === 'integer' && value.matchLengths) return value;
  throw new UserError('GLMM215', `\`m\` must be what regexpr() or gregexpr() gave, but it is ${value ? describeValue(value) : 'missing'}.`);
}

function partsAt(text: string | null, { values, matchLengths }: NumericVector): string[] {
  if (text === null) return [];
  const characters = [...text];
  return Array.from(values, (position, k) => (position > 0 ? characters.slice(position - 1, position - 1 + matchLengths![k]!).join('') : null)).filter(part => part !== null);
}
