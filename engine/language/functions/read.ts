/** Reading data: files of delimited text, and the bundled data sets. */
import { characterVector, isAtomic, isColumn, isNumeric } from '../../data/atomic.js';
import { labelsOf } from '../../data/coercion.js';
import { readBundledDataset } from '../../data/datasets/bundled.js';
import { datasets } from '../../data/datasets/catalogue.js';
import type { ColumnClass } from '../../data/readers/column-types.js';
import { csvOptions, type DelimitedOptions } from '../../data/readers/delimited.js';
import { lengthOf, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { namesListed, nearestName, suggestion } from '../syntax/nearest-name.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, NOTHING_TO_SHOW, numberArgument, optional, textArgument, textsArgument } from './describe.js';
import { readBytes } from './delimited-files.js';

export const readFunctions: readonly FunctionDescription[] = [
  reader('read.csv', 'Reads a comma-separated file into a data frame.', { header: 'TRUE', sep: ',', quote: '"', dec: '.', comment: '' }),
  reader('read.csv2', 'Reads a semicolon-separated file with decimal commas into a data frame.', { header: 'TRUE', sep: ';', quote: '"', dec: ',', comment: '' }),
  reader('read.delim2', 'Reads a tab-separated file with decimal commas into a data frame.', { header: 'TRUE', sep: '\t', quote: '"', dec: ',', comment: '' }),
  reader('read.delim', 'Reads a tab-separated file into a data frame.', { header: 'TRUE', sep: '\t', quote: '"', dec: '.', comment: '' }),
  reader('read.table', 'Reads a file whose fields are parted by blanks into a data frame.', { header: 'guess', sep: '', quote: '"\'', dec: '.', comment: '#' }),
  {
    name: 'data',
    isInvisible: true,
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
    optional('row.names', 'any', 'NULL', 'The column that names the rows, by its name or number; or the names. With a header that has one name fewer than there are columns, the first column names the rows.'),
    optional('nrows', 'integer', '-1', 'How many rows to read at most; -1 for all.'),
    optional('skip', 'integer', '0', 'How many lines to pass over before reading.'),
    optional('text', 'string', 'NULL', 'The data themselves as text, instead of a file.'),
    optional('fileEncoding', 'string', '""', `The encoding of the file, such as "latin1" or "UTF-16LE"; UTF-8 unless given. A byte order mark goes before it.`),
    optional('encoding', 'string', '"unknown"', 'The same; `fileEncoding` goes before it.'),
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
    rowLimit: Math.max(0, numberArgument(given, 'nrows', -1)) || -1, // 0 is all, as in R
    skip: numberArgument(given, 'skip', 0),
    encoding: text ? 'UTF-8' : textArgument(given, 'fileEncoding', '') || textArgument(given, 'encoding', ''),
  };
  return withRowNames(await readBytes(bytes, text ? null : path, options, context), given);
}

/** Names of rows from one of the columns, which then goes, or as they were given. */
function withRowNames(frame: DataFrame, given: CallArguments): DataFrame {
  const chosen = given.get('row.names');
  if (!chosen) return frame;
  if (chosen.type === 'null') return frame.rowNames ? { ...frame, columns: new Map([['row.names', characterVector(frame.rowNames)], ...frame.columns]), rowNames: undefined } : frame;
  const names = isColumn(chosen) && lengthOf(chosen) !== 1 ? labelsOf(chosen) : null;
  const column = names ? null : nameOfColumn(frame, chosen);
  const rowNames = (names ?? labelsOf(frame.columns.get(column!)!)).map(name => name ?? 'NA');
  if (rowNames.length !== frame.rowCount) throw new UserError('GLMM272', `row.names gives ${rowNames.length} names, but the data have ${frame.rowCount} rows.`);
  const repeated = rowNames.find((name, row) => rowNames.indexOf(name) < row);
  if (repeated !== undefined) throw new UserError('GLMM272', `Two rows would be called "${repeated}"; names of rows are each used once.`, { advice: ['Leave row.names out, and keep the column.'] });
  return { ...frame, columns: new Map([...frame.columns].filter(([name]) => name !== column)), rowNames };
}

function nameOfColumn(frame: DataFrame, chosen: Value): string {
  const names = [...frame.columns.keys()];
  const label = isColumn(chosen) ? (labelsOf(chosen)[0] ?? 'NA') : '';
  const found = isColumn(chosen) && isNumeric(chosen) ? names[Number(label) - 1] : names.find(name => name === label);
  if (found !== undefined) return found;
  throw new UserError('GLMM204', `row.names = ${label} names no column of the file.${suggestion(nearestName(label, names))}`, { advice: [`Its columns are ${namesListed(names)}.`] });
}

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
