/** Text: joining, measuring, cutting, replacing. */
import { characterVector, integerVector, logicalVector, withShape } from '../../data/atomic.js';
import { asCharacter, labelsOf } from '../../data/coercion.js';
import { pasteTexts } from '../../data/arithmetic.js';
import { commonNumberFormat, formatNumber } from '../../data/number-format.js';
import { displayWidth } from '../../data/print.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, logicalArgument, numberArgument, optional, required, requireColumn, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const textFunctions: readonly FunctionDescription[] = [
  pasting('paste', '" "', ' ', 'paste("herd", 1:3)\npaste(c("a", "b"), collapse = ", ")'),
  pasting('paste0', '""', '', 'paste0("herd", 1:3)'),
  elementwise('toupper', 'In capital letters.', 'toupper("herd")', text => text.toUpperCase()),
  elementwise('tolower', 'In small letters.', 'tolower("HERD")', text => text.toLowerCase()),
  elementwise('trimws', 'Without blanks at either end.', 'trimws("  herd ")', text => text.trim()),
  {
    name: 'nchar',
    group,
    package: 'base',
    summary: 'How many characters each text has.',
    help: 'Counts characters; numbers are counted as they are written.',
    example: 'nchar(c("herd", ""))',
    parameters: [required('x', 'vector', 'Text.')],
    call: given => integerVector(labelsOf(columnArgument(given, 'x')).map(text => (text === null ? NaN : [...text].length))),
  },
  {
    name: 'substr',
    group,
    package: 'base',
    summary: 'A part of each text.',
    help: 'The characters from `start` to `stop`, counted from 1.',
    example: 'substr("contraception", 1, 6)',
    parameters: [required('x', 'vector', 'Text.'), required('start', 'integer', 'The first character.'), required('stop', 'integer', 'The last character.')],
    call: given => {
      const start = numberArgument(given, 'start', 1);
      const stop = numberArgument(given, 'stop', 1);
      return characterVector(labelsOf(columnArgument(given, 'x')).map(text => (text === null ? null : [...text].slice(Math.max(0, start - 1), Math.max(0, stop)).join(''))));
    },
  },
  replacing('sub', 'Replaces the first occurrence of a pattern in each text.', false),
  replacing('gsub', 'Replaces every occurrence of a pattern in each text.', true),
  {
    name: 'grepl',
    group,
    package: 'base',
    summary: 'Which texts contain a pattern.',
    help: 'The pattern is a regular expression, or plain text with `fixed = TRUE`.',
    example: 'grepl("Want", levels(VerbAgg$item))',
    parameters: [required('pattern', 'string', 'What to look for.'), required('x', 'vector', 'Text.'), optional('ignore.case', 'logical', 'FALSE', 'Whether case is ignored.'), optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.')],
    call: given => {
      const pattern = patternOf(given, false);
      return logicalVector(labelsOf(columnArgument(given, 'x')).map(text => text !== null && pattern.test(text)));
    },
  },
  {
    name: 'format',
    group,
    package: 'base',
    summary: 'Numbers as text of equal width.',
    help: 'Numbers share their decimals; `nsmall` asks for at least so many, `digits` for significant digits.',
    example: 'format(c(1.5, 10, 100))\nformat(3.14159, digits = 3)',
    parameters: [required('x', 'vector', 'A vector.'), optional('digits', 'integer', '7', 'Significant digits.'), optional('nsmall', 'integer', '0', 'At least so many decimals.')],
    call: given => formatted(given),
  },
];

function pasting(name: string, separatorSource: string, separator: string, example: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Joins texts element by element.',
    help: 'Numbers are written with up to 15 significant digits. `collapse` joins the elements of the result into one text.',
    example,
    parameters: [dots('Vectors.'), ...(name === 'paste' ? [optional('sep', 'string', separatorSource, 'What stands between.')] : []), optional('collapse', 'string', 'NULL', 'What stands between the elements when they are joined into one.')],
    call: given => {
      const parts = given.dots.filter(({ value }) => value.type !== 'null').map(({ value }) => labelsOf(requireColumn(value)).map(text => text ?? 'NA'));
      const texts = pasteTexts(parts, name === 'paste' ? textArgument(given, 'sep', separator) : '');
      const collapse = given.get('collapse');
      return characterVector(collapse && collapse.type !== 'null' ? [texts.join(textArgument(given, 'collapse', ''))] : texts);
    },
  };
}

function elementwise(name: string, summary: string, example: string, change: (text: string) => string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: summary,
    example,
    parameters: [required('x', 'vector', 'Text.')],
    call: given => {
      const column = asCharacter(columnArgument(given, 'x'));
      return { ...column, values: column.values.map(text => (text === null ? null : change(text))) };
    },
  };
}

function replacing(name: string, summary: string, isGlobal: boolean): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} The pattern is a regular expression, or plain text with \`fixed = TRUE\`; \`\\\\1\` in the replacement is what the first brackets matched.`,
    example: `${name}("[aeiou]", "-", "contraception")`,
    parameters: [
      required('pattern', 'string', 'What to look for.'),
      required('replacement', 'string', 'What to put there.'),
      required('x', 'vector', 'Text.'),
      optional('ignore.case', 'logical', 'FALSE', 'Whether case is ignored.'),
      optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.'),
    ],
    call: given => {
      const pattern = patternOf(given, isGlobal);
      const replacement = textArgument(given, 'replacement', '').replace(/\$/g, '$$$$').replace(/\\(\d)/g, (_, digit: string) => (digit === '0' ? '$&' : `$${digit}`));
      return characterVector(labelsOf(columnArgument(given, 'x')).map(text => (text === null ? null : text.replace(pattern, replacement))));
    },
  };
}

const MAX_PATTERN = 500;

function patternOf(given: CallArguments, isGlobal: boolean): RegExp {
  const text = textArgument(given, 'pattern', '');
  if (text.length > MAX_PATTERN) throw new UserError('GLMM215', `The pattern has ${text.length} characters; at most ${MAX_PATTERN} are allowed.`);
  const source = logicalArgument(given, 'fixed', false) ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : withPosixClasses(text);
  try {
    return new RegExp(source, `u${isGlobal ? 'g' : ''}${logicalArgument(given, 'ignore.case', false) ? 'i' : ''}`);
  } catch {
    throw new UserError('GLMM215', `"${text}" is not a regular expression.`, { advice: ['For plain text use fixed = TRUE.'] });
  }
}

const POSIX_CLASSES: Readonly<Record<string, string>> = { alpha: '\\p{L}', digit: '\\d', alnum: '\\p{L}\\p{N}', space: '\\s', upper: '\\p{Lu}', lower: '\\p{Ll}', punct: '\\p{P}\\p{S}', blank: ' \\t' };

const withPosixClasses = (text: string): string => text.replace(/\[:(\w+):\]/g, (whole, name: string) => (Object.hasOwn(POSIX_CLASSES, name) ? (POSIX_CLASSES[name] ?? whole) : whole));

function formatted(given: CallArguments): Value {
  const column = columnArgument(given, 'x');
  const smallest = numberArgument(given, 'nsmall', 0);
  if (column.type !== 'double' && column.type !== 'integer') {
    const labels = labelsOf(column).map(text => text ?? 'NA');
    const width = labels.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
    return characterVector(labels.map(text => (column.type === 'logical' ? text.padStart(width) : text.padEnd(width))));
  }
  const format = commonNumberFormat(column.values, numberArgument(given, 'digits', 7));
  const decimals = column.type === 'integer' ? 0 : format.isScientific ? format.decimals : Math.max(format.decimals, smallest);
  const texts = Array.from(column.values, (value, index) => (Number.isNaN(value) && !column.notANumber?.[index] ? 'NA' : formatNumber(value, { ...format, decimals })));
  const width = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return withShape(characterVector(texts.map(text => text.padStart(width))), column.names ? { names: column.names } : {});
}
