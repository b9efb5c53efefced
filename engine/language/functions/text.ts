/** Text: joining, measuring, cutting, replacing. */
import { characterVector, integerVector, logicalVector } from '../../data/atomic.js';
import { asCharacter, labelsOf } from '../../data/coercion.js';
import { pasteTexts } from '../../data/arithmetic.js';
import { boundedPattern } from '../../data/bounded-pattern.js';
import { takeElements } from '../../data/indexing.js';
import { distinctNames, syntacticName } from '../../data/readers/delimited.js';
import type { AtomicVector } from '../../data/vectors.js';
import { printColumn } from '../../data/print.js';
import { displayWidth } from '../../data/print-layout.js';
import { deparsed } from '../deparse-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { elementsOf } from './apply.js';
import { asColumn, columnArgument, dots, logicalArgument, numbersArgument, optional, required, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';
const perl = optional('perl', 'logical', 'FALSE', 'Whether `\\\\U`, `\\\\L` and `\\\\E` in a replacement change the case; patterns are the same either way.');

export const textFunctions: readonly FunctionDescription[] = [
  pasting('paste', '" "', ' ', 'paste("herd", 1:3)\npaste(c("a", "b"), collapse = ", ")'),
  pasting('paste0', '""', '', 'paste0("herd", 1:3)'),
  elementwise('toupper', 'In capital letters.', 'toupper("herd")', text => text.toUpperCase()),
  elementwise('tolower', 'In small letters.', 'tolower("HERD")', text => text.toLowerCase()),
  {
    name: 'trimws',
    group,
    package: 'base',
    summary: 'Without blanks at either end.',
    help: 'At both ends, or at the one that `which` names.',
    example: 'trimws("  herd ")',
    parameters: [required('x', 'vector', 'Text.'), optional('which', 'string', '"both"', 'Where blanks are taken away.', { allowed: ['both', 'left', 'right'] }), optional('whitespace', 'string', '"[ \\\\t\\\\r\\\\n]"', 'A regular expression for what is taken away.')],
    call: given => {
      const which = textArgument(given, 'which', 'both');
      const blank = regularExpression(textArgument(given, 'whitespace', '[ \\t\\r\\n]'), { isFixed: false, flags: 'u' }).source;
      const [start, end] = [new RegExp(`^(?:${blank})+`, 'u'), new RegExp(`(?:${blank})+$`, 'u')];
      return mapTexts(given, text => (which === 'left' ? text.replace(start, '') : which === 'right' ? text.replace(end, '') : text.replace(start, '').replace(end, '')));
    },
  },
  {
    name: 'nchar',
    group,
    package: 'base',
    summary: 'How many characters each text has.',
    help: 'Counts characters; numbers are counted as they are written.',
    example: 'nchar(c("herd", ""))',
    parameters: [required('x', 'vector', 'Text.'), optional('type', 'string', '"chars"', 'What is counted.', { allowed: ['chars', 'bytes', 'width'] })],
    call: given => {
      const type = textArgument(given, 'type', 'chars');
      const measure = (text: string): number => (type === 'bytes' ? new TextEncoder().encode(text).length : type === 'width' ? displayWidth(text) : [...text].length);
      const column = columnArgument(given, 'x');
      return integerVector(labelsOf(column).map(text => (text === null ? (type === 'bytes' ? 2 : NaN) : measure(text))), column.names ? { names: column.names } : {});
    },
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
      const starts = numbersArgument(given, 'start');
      const stops = numbersArgument(given, 'stop');
      if (starts.length === 0 || stops.length === 0) throw new UserError('GLMM215', '`start` and `stop` of substr() are numbers.');
      return characterVector(labelsOf(columnArgument(given, 'x')).map((text, index) => (text === null ? null : [...text].slice(Math.max(0, starts[index % starts.length]! - 1), Math.max(0, stops[index % stops.length]!)).join(''))));
    },
  },
  {
    name: 'substring',
    group,
    package: 'base',
    summary: 'Parts of texts, one for each pair of places.',
    help: 'The characters from `first` to `last`, counted from 1; all three are recycled. Without `last` the rest of the text.',
    example: 'substring("contraception", c(1, 7), c(6, 13))',
    parameters: [required('text', 'vector', 'Text.'), required('first', 'vector', 'The first characters.'), optional('last', 'vector', '1000000L', 'The last characters.')],
    call: given => {
      const texts = labelsOf(columnArgument(given, 'text'));
      const first = numbersArgument(given, 'first');
      const last = given.get('last') ? numbersArgument(given, 'last') : Float64Array.of(1e6);
      const length = texts.length === 0 ? 0 : Math.max(texts.length, first.length, last.length);
      return characterVector(Array.from({ length }, (_, index) => {
        const text = texts[index % texts.length];
        return text === null || text === undefined ? null : [...text].slice(Math.max(0, first[index % first.length]! - 1), Math.max(0, last[index % last.length]!)).join('');
      }));
    },
  },
  {
    name: 'strsplit',
    group,
    package: 'base',
    summary: 'Parts texts at a pattern.',
    help: 'A list with the parts of each text. The pattern is a regular expression, or plain text with `fixed = TRUE`; an empty one parts into characters.',
    example: 'strsplit("S1DoCurse", "Do")[[1]]',
    parameters: [required('x', 'vector', 'Text.'), required('split', 'string', 'What to part at.'), optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.'), perl],
    call: given => ({
      type: 'list',
      values: labelsOf(columnArgument(given, 'x')).map(text => characterVector(text === null ? [null] : partsOf(text, textArgument(given, 'split', '') === '' ? null : patternOf(given, true, 'split')))),
      ...(columnArgument(given, 'x').names ? { names: columnArgument(given, 'x').names! } : {}),
    }),
  },
  {
    name: 'strrep',
    group,
    package: 'base',
    summary: 'Repeats texts.',
    help: 'Each text so many times; both are recycled.',
    example: 'strrep("-", 1:3)',
    parameters: [required('x', 'vector', 'Text.'), required('times', 'vector', 'How many times.')],
    call: given => {
      const texts = labelsOf(columnArgument(given, 'x'));
      const times = numbersArgument(given, 'times');
      const length = texts.length === 0 || times.length === 0 ? 0 : Math.max(texts.length, times.length);
      return characterVector(Array.from({ length }, (_, index) => {
        const [text, count] = [texts[index % texts.length]!, times[index % times.length]!];
        if (text === null || Number.isNaN(count)) return null;
        if (!(count >= 0 && text.length * count <= LONGEST_TEXT)) throw new UserError('GLMM211', `strrep() would make a text of ${text.length * count} characters; at most ${LONGEST_TEXT} are made here.`);
        return text.repeat(Math.trunc(count));
      }));
    },
  },
  {
    name: 'casefold',
    group,
    package: 'base',
    summary: 'In small or capital letters.',
    help: 'Small letters, or capitals with `upper = TRUE`.',
    example: 'casefold("HERD")',
    parameters: [required('x', 'vector', 'Text.'), optional('upper', 'logical', 'FALSE', 'Whether capitals are wanted.')],
    call: given => mapTexts(given, text => (logicalArgument(given, 'upper', false) ? text.toUpperCase() : text.toLowerCase())),
  },
  inQuotes('sQuote', '‘’', "''"),
  inQuotes('dQuote', '“”', '""'),
  {
    name: 'file.path',
    group,
    package: 'base',
    summary: 'Names of folders and files as one path.',
    help: 'Joined by slashes.',
    example: 'file.path("data", "herds.csv")',
    parameters: [dots('Text.'), optional('fsep', 'string', '"/"', 'What stands between.')],
    call: given => characterVector(pasteTexts(given.dots.map(({ value }) => textsOf(value)), textArgument(given, 'fsep', '/'))),
  },
  elementwise('basename', 'The last part of a path: the name of the file.', 'basename("data/herds.csv")', text => text.replace(/\/+$/, '').replace(/^.*\//, '')),
  {
    name: 'noquote',
    group,
    package: 'base',
    summary: 'Shows text without quotes.',
    help: 'As print(x, quote = FALSE) does.',
    example: 'noquote(c("urban", "rural"))',
    parameters: [required('obj', 'vector', 'Text.')],
    call: given => ({ type: 'display', results: [{ kind: 'text', text: printColumn(columnArgument(given, 'obj'), { digits: 7, isQuoted: false }) }] }),
  },
  affix('startsWith', 'prefix', 'Which texts begin with another.', (text, part) => text.startsWith(part)),
  affix('endsWith', 'suffix', 'Which texts end with another.', (text, part) => text.endsWith(part)),
  {
    name: 'chartr',
    group,
    package: 'base',
    summary: 'Replaces characters by others.',
    help: 'Each character of `old` by the one at the same place in `new`.',
    example: 'chartr("abc", "xyz", "aabbcc")',
    parameters: [required('old', 'string', 'Characters.'), required('new', 'string', 'As many others.'), required('x', 'vector', 'Text.')],
    call: given => {
      const old = [...textArgument(given, 'old', '')];
      const others = [...textArgument(given, 'new', '')];
      if (old.length > others.length) throw new UserError('GLMM215', `\`old\` has ${old.length} characters, but \`new\` only ${others.length}.`);
      return mapTexts(given, text => [...text].map(character => others[old.lastIndexOf(character)] ?? character).join(''));
    },
  },
  {
    name: 'toString',
    group,
    package: 'base',
    summary: 'The elements as one text.',
    help: 'Parted by commas, or by `sep`.',
    example: 'toString(levels(cbpp$period))',
    parameters: [required('x', 'vector', 'A vector.'), optional('sep', 'string', '", "', 'What stands between the elements.')],
    call: given => characterVector([labelsOf(columnArgument(given, 'x')).map(text => text ?? 'NA').join(textArgument(given, 'sep', ', '))]),
  },
  {
    name: 'make.unique',
    group,
    package: 'base',
    summary: 'Texts made distinct by numbers.',
    help: 'The second `a` becomes `a.1`, the third `a.2`.',
    example: 'make.unique(c("a", "a", "b"))',
    parameters: [required('names', 'vector', 'Text.'), optional('sep', 'string', '"."', 'What stands before the number.')],
    call: given => characterVector(distinctNames(labelsOf(columnArgument(given, 'names')).map(text => text ?? 'NA'), textArgument(given, 'sep', '.'))),
  },
  {
    name: 'make.names',
    group,
    package: 'base',
    summary: 'Texts as names that need no back quotes.',
    help: 'Other characters become dots, and a name that begins with a digit gets an X, as the readers of files do with the names of columns.',
    example: 'make.names(c("body weight", "2nd"))',
    parameters: [required('names', 'vector', 'Text.')],
    call: given => characterVector(labelsOf(columnArgument(given, 'names')).map(text => syntacticName(text ?? 'NA.'))),
  },
  replacing('sub', 'Replaces the first occurrence of a pattern in each text.', false),
  replacing('gsub', 'Replaces every occurrence of a pattern in each text.', true),
  {
    name: 'grep',
    group,
    package: 'base',
    summary: 'The positions of the texts that contain a pattern.',
    help: 'The pattern is a regular expression, or plain text with `fixed = TRUE`; `value = TRUE` gives the texts themselves.',
    example: 'grep("Want", levels(VerbAgg$item), value = TRUE)[1:3]',
    parameters: [required('pattern', 'string', 'What to look for.'), required('x', 'vector', 'Text.'), optional('ignore.case', 'logical', 'FALSE', 'Whether case is ignored.'), perl, optional('value', 'logical', 'FALSE', 'Whether the texts are given, not their positions.'), optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.'), optional('invert', 'logical', 'FALSE', 'Whether the texts without the pattern are meant.')],
    call: given => {
      const pattern = patternOf(given, false);
      const column = columnArgument(given, 'x');
      const isInverted = logicalArgument(given, 'invert', false);
      const positions = labelsOf(column).flatMap((text, index) => ((text !== null && pattern.test(text)) !== isInverted ? [index] : []));
      if (!logicalArgument(given, 'value', false)) return integerVector(positions.map(position => position + 1));
      return takeElements(asCharacter(column), Int32Array.from(positions));
    },
  },
  {
    name: 'grepl',
    group,
    package: 'base',
    summary: 'Which texts contain a pattern.',
    help: 'The pattern is a regular expression, or plain text with `fixed = TRUE`.',
    example: 'grepl("Want", levels(VerbAgg$item))',
    parameters: [required('pattern', 'string', 'What to look for.'), required('x', 'vector', 'Text.'), optional('ignore.case', 'logical', 'FALSE', 'Whether case is ignored.'), perl, optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.')],
    call: given => {
      const pattern = patternOf(given, false);
      return logicalVector(labelsOf(columnArgument(given, 'x')).map(text => text !== null && pattern.test(text)));
    },
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
      const parts = given.dots.map(({ value }) => textsOf(value));
      const texts = pasteTexts(parts, name === 'paste' ? textArgument(given, 'sep', separator) : '');
      const collapse = given.get('collapse');
      return characterVector(collapse && collapse.type !== 'null' ? [texts.join(textArgument(given, 'collapse', ''))] : texts);
    },
  };
}

/** The texts of a vector; of a list one for each element, as R writes it. */
function textsOf(value: Value): string[] {
  if (value.type === 'list' || value.type === 'dataFrame') return elementsOf(value).map(({ value: element }) => deparsed(element));
  if (value.type === 'formula') return [value.text];
  return labelsOf(asColumn(value)).map(text => text ?? 'NA');
}

function elementwise(name: string, summary: string, example: string, change: (text: string) => string): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'vector', 'Text.')], call: given => mapTexts(given, change) };
}

function mapTexts(given: CallArguments, change: (text: string) => string): AtomicVector {
  const column = asCharacter(columnArgument(given, 'x'));
  return { ...column, values: column.values.map(text => (text === null ? null : change(text))) };
}

function affix(name: string, parameter: string, summary: string, holds: (text: string, part: string) => boolean): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Both are recycled.`,
    example: `${name}(c("urban", "rural"), "${name === 'startsWith' ? 'ur' : 'al'}")`,
    parameters: [required('x', 'vector', 'Text.'), required(parameter, 'vector', 'The other text.')],
    call: given => {
      const texts = labelsOf(columnArgument(given, 'x'));
      const others = labelsOf(columnArgument(given, parameter));
      const length = texts.length === 0 || others.length === 0 ? 0 : Math.max(texts.length, others.length);
      return logicalVector(Array.from({ length }, (_, index) => {
        const text = texts[index % texts.length]!;
        const part = others[index % others.length]!;
        return text === null || part === null ? null : holds(text, part);
      }));
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
      perl,
      optional('fixed', 'logical', 'FALSE', 'Whether the pattern is plain text.'),
    ],
    call: given => {
      const pattern = patternOf(given, isGlobal);
      const replacement = textArgument(given, 'replacement', '');
      const replaced = logicalArgument(given, 'fixed', false) ? () => replacement : replacer(replacement, logicalArgument(given, 'perl', false));
      return characterVector(labelsOf(columnArgument(given, 'x')).map(text => (text === null ? null : text.replace(pattern, replaced))));
    },
  };
}

const LONGEST_TEXT = 1_000_000;

function inQuotes(name: string, typographic: string, plain: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Texts in quotation marks.',
    help: 'Typographic ones, or plain ones with `q = FALSE`.',
    example: `${name}("herd", FALSE)`,
    parameters: [required('x', 'vector', 'Text.'), optional('q', 'logical', 'TRUE', 'Whether the marks are typographic.')],
    call: given => {
      const [open, close] = [...(logicalArgument(given, 'q', true) ? typographic : plain)];
      return characterVector(labelsOf(columnArgument(given, 'x')).map(text => `${open}${text ?? 'NA'}${close}`));
    },
  };
}

const MAX_PATTERN = 500;

/** The regular expression of an argument; `fixed` and `ignore.case` are read where the function has them. */
export function patternOf(given: CallArguments, isGlobal: boolean, name = 'pattern'): RegExp {
  const isFixed = given.get('fixed') !== undefined && logicalArgument(given, 'fixed', false);
  const ignoresCase = given.get('ignore.case') !== undefined && logicalArgument(given, 'ignore.case', false);
  return regularExpression(textArgument(given, name, ''), { isFixed, flags: `u${isGlobal ? 'g' : ''}${ignoresCase ? 'i' : ''}` });
}

function regularExpression(text: string, { isFixed, flags }: { readonly isFixed: boolean; readonly flags: string }): RegExp {
  if (text.length > MAX_PATTERN) throw new UserError('GLMM215', `The pattern has ${text.length} characters; at most ${MAX_PATTERN} are allowed.`);
  const source = isFixed ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : withoutForeignEscapes(withPosixClasses(text));
  try {
    return isFixed ? new RegExp(source, flags) : boundedPattern(source, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('GLMM215', `"${text}" is not a regular expression.`, { advice: ['For plain text use fixed = TRUE.'] });
  }
}

/** R lets any punctuation be escaped, and writes the ends of words `\<` and `\>`. */
const withoutForeignEscapes = (source: string): string => source.replace(/\\([\s\S])/g, (whole, escaped: string) => (escaped === '<' || escaped === '>' ? '\\b' : /[\w^$\\.*+?()[\]{}|/-]/.test(escaped) ? whole : escaped));

/** What a match is replaced by: `\1` stands for what the first brackets matched; with `changesCase`, `\U` and `\L` for capitals and small letters. */
function replacer(replacement: string, changesCase: boolean): (...match: unknown[]) => string {
  const parts = replacement.match(/\\[\s\S]|[^\\]+|\\$/g) ?? [];
  return (...match) => {
    let text = '';
    let letters: 'as they are' | 'upper' | 'lower' = 'as they are';
    const add = (piece: string): void => void (text += letters === 'upper' ? piece.toUpperCase() : letters === 'lower' ? piece.toLowerCase() : piece);
    for (const part of parts) {
      const escaped = part.startsWith('\\') ? part.slice(1) : null;
      if (escaped === null) add(part);
      else if (/\d/.test(escaped)) {
        const captured = match[Number(escaped)];
        add(typeof captured === 'string' ? captured : '');
      } else if (changesCase && 'ULE'.includes(escaped) && escaped !== '') letters = escaped === 'U' ? 'upper' : escaped === 'L' ? 'lower' : 'as they are';
      else add(escaped);
    }
    return text;
  };
}

/** The parts before, between and after the matches; R drops an empty last one, and a match of nothing parts off one character. */
function partsOf(text: string, pattern: RegExp | null): string[] {
  if (pattern === null) return [...text];
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    pattern.lastIndex = 0;
    const match = pattern.exec(rest);
    if (!match) break;
    const end = match.index + match[0].length;
    parts.push(end === 0 ? rest[0]! : rest.slice(0, match.index));
    rest = rest.slice(Math.max(1, end));
  }
  return rest === '' ? parts : [...parts, rest];
}

const POSIX_CLASSES: Readonly<Record<string, string>> = { alpha: '\\p{L}', digit: '\\d', alnum: '\\p{L}\\p{N}', space: '\\s', upper: '\\p{Lu}', lower: '\\p{Ll}', punct: '\\p{P}\\p{S}', blank: ' \\t' };

const withPosixClasses = (text: string): string => text.replace(/\[:(\w+):\]/g, (whole, name: string) => (Object.hasOwn(POSIX_CLASSES, name) ? (POSIX_CLASSES[name] ?? whole) : whole));
