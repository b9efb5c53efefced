/** Reading data: files of delimited text, and the bundled data sets. */
import { isAtomic } from '../../data/atomic.js';
import { readBundledDataset } from '../../data/datasets/bundled.js';
import { datasets } from '../../data/datasets/catalogue.js';
import type { ColumnClass } from '../../data/readers/column-types.js';
import { csvOptions, readDelimitedSteps, type DelimitedOptions } from '../../data/readers/delimited.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import { runPolitely } from '../../estimation/polite-steps.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, NOTHING_TO_SHOW, numberArgument, optional, required, textArgument, textsArgument } from './describe.js';

export const readFunctions: readonly FunctionDescription[] = [
  reader('read.csv', 'Reads a comma-separated file into a data frame.', { header: 'TRUE', sep: ',', quote: '"', dec: '.', comment: '' }),
  reader('read.csv2', 'Reads a semicolon-separated file with decimal commas into a data frame.', { header: 'TRUE', sep: ';', quote: '"', dec: ',', comment: '' }),
  reader('read.delim', 'Reads a tab-separated file into a data frame.', { header: 'TRUE', sep: '\t', quote: '"', dec: '.', comment: '' }),
  reader('read.table', 'Reads a file whose fields are parted by blanks into a data frame.', { header: 'guess', sep: '', quote: '"\'', dec: '.', comment: '#' }),
  {
    name: 'read_csv',
    group: 'read',
    package: 'readr',
    summary: 'Reads a comma-separated file into a data frame, as the package readr does.',
    help: "Names of columns stay as they are written, empty fields are missing, and numbers are never integers. The path is relative to the notebook's folder; a text with line ends is taken for the data themselves. Files may be compressed with gzip.",
    example: 'd <- read_csv("herd,size\\na,14\\nb,")\nstr(d)',
    parameters: [
      required('file', 'file', "The file's path, relative to the notebook's folder; or the data as text."),
      optional('col_names', 'vector', 'TRUE', 'Whether the first line holds the names of the columns; or the names.'),
      optional('col_types', 'string', 'NULL', 'One letter for each column: c text, i integer, d or n number, l logical, f factor, _ or - left out, ? guessed.'),
      optional('na', 'vector', 'c("", "NA")', 'Texts that stand for a missing value.'),
      optional('comment', 'string', '""', 'The character that starts a comment; empty for none.'),
      optional('trim_ws', 'logical', 'TRUE', 'Whether blanks around fields are removed.'),
      optional('skip', 'integer', '0', 'How many lines to pass over before reading.'),
      optional('n_max', 'number', 'Inf', 'How many rows to read at most.'),
      optional('show_col_types', 'logical', 'FALSE', 'Accepted and not needed.'),
    ],
    call: readAsReadr,
  },
  {
    name: 'read_parquet',
    group: 'read',
    package: 'arrow',
    summary: 'Reads a Parquet file into a data frame.',
    help: "The path is relative to the notebook's folder. Columns get the types that R's package arrow gives them: factors where Arrow or pandas wrote categories, doubles for decimals. Dates become days and times become seconds since 1 January 1970, as `as.numeric` of R's has them, and whole numbers beyond 2^53 become text; a note says so. Columns of lists or records are left out with `col_select`.",
    example: 'd <- read_parquet("factors.parquet")\nlevels(d$arm)',
    parameters: [
      required('file', 'file', "The file's path, relative to the notebook's folder."),
      optional('col_select', 'vector', 'NULL', 'Names of the columns to read; all of them when it is not given.'),
      optional('as_data_frame', 'logical', 'TRUE', 'Accepted and not needed.'),
    ],
    call: readAsArrow,
  },
  {
    name: 'data',
    group: 'read',
    package: 'utils',
    summary: 'Makes a bundled data set a variable, or lists them.',
    help: 'Binds the named data sets as variables. Bundled data can also be used by name alone, such as `data = cbpp`; `data()` without arguments lists them.',
    example: 'data(cbpp)\nhead(cbpp)',
    parameters: [dots('Names of bundled data sets.', { isLazy: true }), optional('package', 'string', 'NULL', 'The R package that a data set comes from; accepted and not needed.')],
    call: bindDatasets,
  },
];

interface ReaderDefaults {
  readonly header: 'TRUE' | 'guess';
  readonly sep: string;
  readonly quote: string;
  readonly dec: string;
  readonly comment: string;
}

function reader(name: string, summary: string, defaults: ReaderDefaults): FunctionDescription {
  return {
    name,
    group: 'read',
    package: 'utils',
    summary,
    help: `${summary} The path is relative to the notebook's folder. Files may be compressed with gzip. Columns become logical, integer, numeric or text, whichever holds all of their fields; \`colClasses\` overrides that. A record with too few or too many fields is an error that names its line, unless \`fill = TRUE\`.`,
    example: `d <- ${name}(text = "${exampleText(defaults)}", header = TRUE)\nstr(d)`,
    parameters: readerParameters(defaults),
    call: (given, context) => read(given, context, defaults),
  };
}

function exampleText({ sep }: ReaderDefaults): string {
  const separator = sep === '\t' ? '\\t' : sep === '' ? ' ' : sep;
  return ['herd', 'size'].join(separator) + '\\n' + ['a', '14'].join(separator) + '\\n' + ['b', '12'].join(separator);
}

function readerParameters(defaults: ReaderDefaults): ParameterDescription[] {
  return [
    optional('file', 'file', '""', "The file's path, relative to the notebook's folder."),
    optional('header', 'logical', defaults.header === 'TRUE' ? 'TRUE' : 'FALSE', 'Whether the first line holds the names of the columns.'),
    optional('sep', 'string', JSON.stringify(defaults.sep), 'The character between fields.'),
    optional('quote', 'string', JSON.stringify(defaults.quote), 'The characters that quote a field.'),
    optional('dec', 'string', JSON.stringify(defaults.dec), 'The decimal point.'),
    optional('fill', 'logical', 'FALSE', 'Whether short records are padded with missing values.'),
    optional('comment.char', 'string', JSON.stringify(defaults.comment), 'The character that starts a comment; empty for none.'),
    optional('colClasses', 'vector', 'NA', 'Classes of the columns, such as c(id = "character"): "logical", "integer", "numeric", "character", "factor", "NULL" to leave a column out, NA to guess.'),
    optional('na.strings', 'vector', '"NA"', 'Texts that stand for a missing value.'),
    optional('stringsAsFactors', 'logical', 'FALSE', 'Whether columns of text become factors.'),
    optional('check.names', 'logical', 'TRUE', 'Whether names of columns are made syntactic, such as `Body.weight`.'),
    optional('strip.white', 'logical', 'FALSE', 'Whether blanks around unquoted text are removed.'),
    optional('col.names', 'vector', 'NULL', 'Names of the columns, instead of those in the file.'),
    optional('nrows', 'integer', '-1', 'How many rows to read at most; -1 for all.'),
    optional('skip', 'integer', '0', 'How many lines to pass over before reading.'),
    optional('text', 'string', 'NULL', 'The data themselves as text, instead of a file.'),
    optional('encoding', 'string', '"UTF-8"', 'Accepted; files are read as UTF-8, or as UTF-16 with a byte order mark.'),
    optional('fileEncoding', 'string', '"UTF-8"', 'Accepted; files are read as UTF-8, or as UTF-16 with a byte order mark.'),
  ];
}

async function read(given: CallArguments, context: CallContext, defaults: ReaderDefaults): Promise<Value> {
  const text = textsArgument(given, 'text');
  const path = textArgument(given, 'file', '');
  if (!text && path === '') throw new UserError('GLMM206', 'The argument `file` is missing: the path of the file to read.');
  const bytes = text ? new TextEncoder().encode(text.join('\n')) : await context.files.read(path);
  const hasHeader = given.get('header') ? logicalArgument(given, 'header', true) : defaults.header === 'TRUE' ? true : 'guess';
  const options: DelimitedOptions = {
    ...csvOptions,
    hasHeader,
    separator: textArgument(given, 'sep', defaults.sep),
    quote: textArgument(given, 'quote', defaults.quote),
    decimal: textArgument(given, 'dec', defaults.dec),
    comment: textArgument(given, 'comment.char', defaults.comment),
    isFilled: logicalArgument(given, 'fill', false),
    classes: classesArgument(given),
    missing: textsArgument(given, 'na.strings') ?? ['NA'],
    textsAreFactors: logicalArgument(given, 'stringsAsFactors', false),
    checksNames: logicalArgument(given, 'check.names', true),
    isWhiteStripped: logicalArgument(given, 'strip.white', false),
    columnNames: textsArgument(given, 'col.names'),
    rowLimit: numberArgument(given, 'nrows', -1),
    skip: numberArgument(given, 'skip', 0),
  };
  return readBytes(bytes, text ? null : path, options, context);
}

/** `path` is null for data that were given as text. */
async function readBytes(bytes: Uint8Array, path: string | null, options: DelimitedOptions, context: CallContext): Promise<DataFrame> {
  const frame = await runPolitely(readDelimitedSteps(bytes, path ?? 'text', options), context.monitor);
  const other = frame.columns.size === 1 ? likelySeparator(bytes, options.separator) : null;
  if (other) context.display({ kind: 'text', text: `Note: ${path === null ? 'the text' : `"${path}"`} gives a single column, and its first line holds ${other.name}; ${other.reader} reads such files.` });
  return frame;
}

const LETTERS: Readonly<Record<string, ColumnClass>> = { c: 'character', i: 'integer', d: 'numeric', n: 'numeric', l: 'logical', f: 'factor', _: 'skip', '-': 'skip', '?': 'guess' };

async function readAsReadr(given: CallArguments, context: CallContext): Promise<Value> {
  const file = textArgument(given, 'file', '');
  const isText = file.includes('\n');
  const names = given.get('col_names');
  const hasNames = names && isAtomic(names) && names.type === 'character';
  const letters = [...textArgument(given, 'col_types', '')];
  const unknown = letters.find(letter => !Object.hasOwn(LETTERS, letter));
  if (unknown) throw new UserError('GLMM208', `\`col_types\` cannot have the letter "${unknown}".`, { advice: ['Its letters are c i d n l f _ - and ?, one for each column.'] });
  const most = given.get('n_max');
  const limit = most && isAtomic(most) && most.values[0] === Infinity ? -1 : numberArgument(given, 'n_max', -1);
  const options: DelimitedOptions = {
    ...csvOptions,
    hasHeader: hasNames ? false : logicalArgument(given, 'col_names', true),
    columnNames: hasNames ? textsArgument(given, 'col_names') : null,
    comment: textArgument(given, 'comment', ''),
    classes: letters.length > 0 ? { inOrder: letters.map(letter => LETTERS[letter]!) } : { byName: new Map() },
    missing: textsArgument(given, 'na') ?? ['', 'NA'],
    checksNames: false,
    isWhiteStripped: logicalArgument(given, 'trim_ws', true),
    rowLimit: limit,
    skip: numberArgument(given, 'skip', 0),
  };
  const bytes = isText ? new TextEncoder().encode(file) : await context.files.read(file);
  const frame = await readBytes(bytes, isText ? null : file, options, context);
  if (letters.length > 0) return frame;
  const columns = new Map([...frame.columns].map(([name, column]): [string, Column] => [name, column.type === 'integer' ? { ...column, type: 'double' } : column]));
  const renamed = hasNames || options.hasHeader ? columns : new Map([...columns.values()].map((column, index) => [`X${index + 1}`, column]));
  return { ...frame, columns: renamed };
}

async function readAsArrow(given: CallArguments, context: CallContext): Promise<Value> {
  const path = textArgument(given, 'file', '');
  const bytes = await context.files.read(path);
  const { readParquet } = await import('../../data/readers/parquet.js'); // large, and rarely needed
  const { frame, notes } = await readParquet(bytes, path, textsArgument(given, 'col_select'), pauseOf(context));
  showNotes(notes, context);
  return frame;
}

const pauseOf = ({ monitor }: CallContext) => async (): Promise<void> => {
  if (monitor.isDue()) await monitor.pause();
};

function showNotes(notes: readonly string[], context: CallContext): void {
  for (const note of notes) context.display({ kind: 'text', text: `Note: ${note}` });
}

/** The separator that a file of a single column most likely has; null when nothing speaks for another one. */
function likelySeparator(bytes: Uint8Array, separator: string): { readonly name: string; readonly reader: string } | null {
  const end = bytes.indexOf(10);
  const line = new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 1000)));
  const found = SEPARATORS.find(({ character }) => character !== separator && line.includes(character));
  return separator === '' ? null : (found ?? null);
}

const SEPARATORS = [
  { character: ';', name: 'semicolons', reader: 'read.csv2(), or sep = ";",' },
  { character: '\t', name: 'tabs', reader: 'read.delim()' },
  { character: ',', name: 'commas', reader: 'read.csv()' },
] as const;

const CLASSES: Readonly<Record<string, ColumnClass>> = { logical: 'logical', integer: 'integer', numeric: 'numeric', double: 'numeric', character: 'character', factor: 'factor', NULL: 'skip', NA: 'guess' };

function classesArgument(given: CallArguments): DelimitedOptions['classes'] {
  const value = given.get('colClasses');
  if (!value || value.type === 'null') return { byName: new Map() };
  if (!isAtomic(value)) throw new UserError('GLMM215', `\`colClasses\` must be a character vector, but it is ${describeValue(value)}.`);
  const texts = textsArgument(given, 'colClasses') ?? [];
  const classes = texts.map(text => {
    const known = Object.hasOwn(CLASSES, text) ? CLASSES[text] : undefined;
    if (!known) throw new UserError('GLMM208', `\`colClasses\` cannot be "${text}".`, { advice: [`It can be ${Object.keys(CLASSES).map(name => (name === 'NA' ? 'NA' : `"${name}"`)).join(', ')}.`] });
    return known;
  });
  if (!value.names) return { inOrder: classes };
  return { byName: new Map(value.names.map((name, index) => [name, classes[index]!])) };
}

async function bindDatasets(given: CallArguments, context: CallContext): Promise<Value> {
  if (given.dots.length === 0) {
    const rows = datasets.map(dataset => [dataset.name, dataset.title, dataset.rowCount, dataset.columns.map(column => column.name).join(', ')]);
    context.display({
      kind: 'table',
      title: 'Bundled data sets',
      columns: [{ name: 'name', type: 'text' }, { name: 'title', type: 'text' }, { name: 'rows', type: 'integer' }, { name: 'columns', type: 'text' }],
      rows,
      notes: [],
    });
    return NOTHING_TO_SHOW;
  }
  for (const { expression } of given.dots) {
    const name = expression.kind === 'name' ? expression.name : expression.kind === 'string' ? expression.value : null;
    if (name === null) throw new UserError('GLMM215', 'data() takes names of data sets, such as data(cbpp).', { range: expression });
    try {
      context.assign(name, await readBundledDataset(name, context.files));
    } catch (error) {
      throw error instanceof UserError ? error.at(expression) : error;
    }
  }
  return NOTHING_TO_SHOW;
}
