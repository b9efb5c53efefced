/** Delimited text as the package readr reads it: names stay as they are, empty fields are missing, numbers are doubles. */
import { characterVector, isAtomic } from '../../data/atomic.js';
import { makeFactor } from '../../data/factor.js';
import type { ColumnClass } from '../../data/readers/column-types.js';
import { csvOptions, type DelimitedOptions } from '../../data/readers/delimited.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { readBytes } from './delimited-files.js';
import { logicalArgument, numberArgument, optional, required, textArgument, textsArgument } from './describe.js';

export const readrFunctions: readonly FunctionDescription[] = [
  reader('read_csv', 'Reads a comma-separated file into a data frame, as the package readr does.', { separator: ',', decimal: '.' }),
  reader('read_csv2', 'Reads a semicolon-separated file with decimal commas into a data frame, as the package readr does.', { separator: ';', decimal: ',' }),
  reader('read_tsv', 'Reads a tab-separated file into a data frame, as the package readr does.', { separator: '\t', decimal: '.' }),
  reader('read_delim', 'Reads a file with any separator into a data frame, as the package readr does.', { separator: null, decimal: '.' }),
  {
    name: 'locale',
    group: 'read',
    package: 'readr',
    summary: 'How numbers and letters are written in a file that readr reads.',
    help: 'Goes to `locale` of `read_csv` and its relatives.',
    example: 'd <- read_delim("a;b\\n1,5;x", delim = ";", locale = locale(decimal_mark = ","))\nd',
    parameters: [
      optional('date_names', 'string', '"en"', 'Accepted and not needed.'),
      optional('decimal_mark', 'string', '"."', 'The decimal point.'),
      optional('encoding', 'string', '"UTF-8"', 'The encoding of the file, such as "latin1".'),
    ],
    call: given => ({ type: 'list', values: [characterVector([textArgument(given, 'decimal_mark', '.')]), characterVector([textArgument(given, 'encoding', 'UTF-8')])], names: ['decimal_mark', 'encoding'] }),
  },
];

interface ReaderDefaults {
  /** Null where the call gives it. */
  readonly separator: string | null;
  readonly decimal: string;
}

function reader(name: string, summary: string, defaults: ReaderDefaults): FunctionDescription {
  const shown = defaults.separator === '\t' ? '\\t' : (defaults.separator ?? '|');
  return {
    name,
    group: 'read',
    package: 'readr',
    summary,
    help: "Names of columns stay as they are written, empty fields are missing, and numbers are never integers. The path is relative to the notebook's folder; a text with line ends is taken for the data themselves. Files may be compressed with gzip. Dates stay text.",
    example: `d <- ${name}("herd${shown}size\\na${shown}14\\nb${shown}"${defaults.separator === null ? ', delim = "|"' : ''})\nstr(d)`,
    parameters: [
      required('file', 'file', "The file's path, relative to the notebook's folder; or the data as text."),
      ...(defaults.separator === null ? [required('delim', 'string', 'The character between fields.')] : []),
      optional('col_names', 'vector', 'TRUE', 'Whether the first line holds the names of the columns; or the names.'),
      optional('col_types', 'string', 'NULL', 'One letter for each column: c text, i integer, d or n number, l logical, f factor, _ or - left out, ? guessed.'),
      optional('locale', 'list', 'locale()', 'Decimal point and encoding: locale(decimal_mark = ",", encoding = "latin1").'),
      optional('na', 'vector', 'c("", "NA")', 'Texts that stand for a missing value.'),
      optional('comment', 'string', '""', 'The character that starts a comment; empty for none.'),
      optional('trim_ws', 'logical', 'TRUE', 'Whether blanks around fields are removed.'),
      optional('skip', 'integer', '0', 'How many lines to pass over before reading.'),
      optional('n_max', 'number', 'Inf', 'How many rows to read at most.'),
      optional('show_col_types', 'logical', 'FALSE', 'Accepted and not needed.'),
    ],
    call: (given, context) => read(given, context, defaults),
  };
}

const LETTERS: Readonly<Record<string, ColumnClass>> = { c: 'character', i: 'integer', d: 'numeric', n: 'numeric', l: 'logical', f: 'character', _: 'skip', '-': 'skip', '?': 'guess' };

async function read(given: CallArguments, context: CallContext, defaults: ReaderDefaults): Promise<Value> {
  const file = textArgument(given, 'file', '');
  const isText = file.includes('\n');
  const letters = [...textArgument(given, 'col_types', '')];
  const options = optionsOf(given, letters, defaults);
  const bytes = isText ? new TextEncoder().encode(file) : await context.files.read(file);
  const frame = await readBytes(bytes, isText ? null : file, options, context);
  const kept = letters.filter(letter => LETTERS[letter] !== 'skip');
  const names = repairedNames([...frame.columns.keys()], options);
  const columns = [...frame.columns.values()].map((column, index): [string, Column] => [names[index]!, asReadr(column, kept[index] ?? '?')]);
  return { ...frame, columns: new Map(columns) } satisfies DataFrame;
}

function optionsOf(given: CallArguments, letters: readonly string[], { separator, decimal }: ReaderDefaults): DelimitedOptions {
  const names = given.get('col_names');
  const hasNames = names !== undefined && isAtomic(names) && names.type === 'character';
  const unknown = letters.find(letter => !Object.hasOwn(LETTERS, letter));
  if (unknown) throw new UserError('GLMM208', `\`col_types\` cannot have the letter "${unknown}".`, { advice: ['Its letters are c i d n l f _ - and ?, one for each column.'] });
  const most = given.get('n_max');
  return {
    ...csvOptions,
    separator: separator ?? textArgument(given, 'delim', ','),
    decimal: localeText(given, 'decimal_mark') ?? decimal,
    encoding: localeText(given, 'encoding') ?? 'UTF-8',
    hasHeader: hasNames ? false : logicalArgument(given, 'col_names', true),
    columnNames: hasNames ? textsArgument(given, 'col_names') : null,
    comment: textArgument(given, 'comment', ''),
    classes: letters.length > 0 ? { inOrder: letters.map(letter => LETTERS[letter]!) } : { byName: new Map() },
    missing: textsArgument(given, 'na') ?? ['', 'NA'],
    checksNames: false,
    guessing: 'readr',
    isWhiteStripped: logicalArgument(given, 'trim_ws', true),
    rowLimit: most && isAtomic(most) && most.values[0] === Infinity ? -1 : numberArgument(given, 'n_max', -1),
    skip: numberArgument(given, 'skip', 0),
  };
}

function localeText(given: CallArguments, name: string): string | null {
  const value = given.get('locale');
  if (!value || value.type === 'null') return null;
  const part = value.type === 'list' ? value.values[value.names?.indexOf(name) ?? -1] : undefined;
  if (part && isAtomic(part) && part.type === 'character') return part.values[0] ?? null;
  throw new UserError('GLMM215', `\`locale\` must be made by locale(), but it is ${describeValue(value)}.`);
}

/** Guessed whole numbers are doubles in readr, and the levels of a factor stand in order of appearance. */
function asReadr(column: Column, letter: string): Column {
  if (letter === 'f' && column.type === 'character') return makeFactor(column, { levels: [...new Set(column.values)].filter(level => level !== null) });
  return letter === '?' && column.type === 'integer' ? { ...column, type: 'double' } : column;
}

/** Columns without a header are X1, X2 …. */
function repairedNames(names: readonly string[], { hasHeader, columnNames }: DelimitedOptions): readonly string[] {
  return hasHeader === true || columnNames ? names : names.map((_, index) => `X${index + 1}`);
}
