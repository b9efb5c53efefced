/** Reads CSV and its relatives into a data frame, as R's `read.table` family does. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import type { Column, DataFrame } from '../vectors.js';
import { ColumnBuilder, fieldText, type ColumnClass, type Guessing } from './column-types.js';
import { openTable, type Record, type Table } from './fields.js';
import { textBytesSteps } from './text-bytes.js';

export interface DelimitedOptions {
  /** `guess`: a first line with one field fewer than the second is a header, as `read.table` has it. */
  readonly hasHeader: boolean | 'guess';
  /** One character; empty for any run of blanks. */
  readonly separator: string;
  readonly quote: string;
  readonly decimal: string;
  /** Empty for none. */
  readonly comment: string;
  readonly missing: readonly string[];
  /** A class for named columns, or (recycled) for all. */
  readonly classes: { readonly byName: ReadonlyMap<string, ColumnClass> } | { readonly inOrder: readonly ColumnClass[] };
  readonly skip: number;
  /** Negative for all. */
  readonly rowLimit: number;
  readonly isFilled: boolean;
  readonly isWhiteStripped: boolean;
  readonly textsAreFactors: boolean;
  readonly checksNames: boolean;
  readonly columnNames: readonly string[] | null;
  /** By the name that R has for it. */
  readonly encoding: string;
  readonly guessing: Guessing;
}

export const csvOptions: DelimitedOptions = {
  hasHeader: true,
  separator: ',',
  quote: '"',
  decimal: '.',
  comment: '',
  missing: ['NA'],
  classes: { byName: new Map() },
  skip: 0,
  rowLimit: -1,
  isFilled: false,
  isWhiteStripped: false,
  textsAreFactors: false,
  checksNames: true,
  columnNames: null,
  encoding: 'UTF-8',
  guessing: 'base',
};

export function readDelimited(file: Uint8Array, fileName: string, options: DelimitedOptions): DataFrame {
  const steps = readDelimitedSteps(file, fileName, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** `readDelimited` in steps of some milliseconds, between which a long reading can be interrupted. */
export function* readDelimitedSteps(file: Uint8Array, fileName: string, options: DelimitedOptions): Generator<void, DataFrame> {
  const bytes = yield* textBytesSteps(file, fileName, options.encoding);
  yield;
  const table = openTable(bytes, options.hasHeader, {
    separator: options.separator === '' ? null : byteOf(options.separator, 'sep'),
    quotes: Array.from(options.quote, quote => byteOf(quote, 'quote')),
    comment: options.comment === '' ? null : byteOf(options.comment, 'comment.char'),
    skip: options.skip,
    limit: options.rowLimit < 0 ? Infinity : options.rowLimit,
    isFilled: options.isFilled,
    fileName,
  });
  const header = table.header ? textsOf(bytes, table.header) : null;
  const hasRowNames = header !== null && header.length === table.columnCount - 1;
  const names = columnNames(header, table.columnCount, hasRowNames, options);
  return yield* assembleSteps(bytes, table, names, hasRowNames, fileName, options);
}

function* assembleSteps(bytes: Uint8Array, table: Table, names: readonly string[], hasRowNames: boolean, fileName: string, options: DelimitedOptions): Generator<void, DataFrame> {
  const conversion = {
    missing: options.missing,
    decimal: byteOf(options.decimal, 'dec'),
    isWhiteStripped: options.isWhiteStripped || options.separator === '',
    textsAreFactors: options.textsAreFactors,
    guessing: options.guessing,
    fileName,
  };
  const classes = classesOf(names, fileName, options);
  const first = hasRowNames ? 1 : 0;
  const builders = new Map<string, ColumnBuilder>();
  names.forEach((name, index) => {
    const wanted = classes[index] ?? 'guess';
    if (wanted !== 'skip') builders.set(name, new ColumnBuilder(bytes, index + first, name, wanted, conversion));
  });
  const rowNameBuilder = hasRowNames ? new ColumnBuilder(bytes, 0, 'row.names', 'character', conversion) : null;
  const rowCount = yield* readRecordsSteps(table, [...builders.values(), ...(rowNameBuilder ? [rowNameBuilder] : [])], options.rowLimit);
  if (!table.header && rowCount === 0) throw new UserError('GLMM289', `"${fileName}" is empty: there is neither a header nor a row.`);
  const columns = new Map<string, Column>();
  for (const [name, builder] of builders) {
    columns.set(name, builder.finish(rowCount));
    yield;
  }
  const rowNames = rowNameBuilder?.finish(rowCount);
  return { type: 'dataFrame', rowCount, columns, ...(rowNames?.type === 'character' ? { rowNames: rowNames.values.map(name => name ?? 'NA') } : {}) };
}

/** Passes over the records until every column has all of them as what it turned out to be; mostly that is one pass. */
function* readRecordsSteps(table: Table, builders: readonly ColumnBuilder[], rowLimit: number): Generator<void, number> {
  let rowCount = 0;
  for (const block of table.blocks()) {
    // the mean length of the records so far tells how many there are, and a little more room spares growing
    const expected = Math.ceil((1.02 * (rowCount + block.recordCount) * block.bytes.length) / block.end);
    for (const builder of builders) builder.add(block, rowCount, rowLimit < 0 ? expected : Math.min(expected, rowLimit));
    rowCount += block.recordCount;
    yield;
  }
  for (;;) {
    const pending = builders.filter(builder => builder.missingBefore > 0);
    if (pending.length === 0) return rowCount;
    const until = pending.map(builder => builder.missingBefore);
    for (const builder of pending) builder.readAgain();
    let first = 0;
    for (const block of table.blocks()) {
      pending.forEach((builder, index) => { if (first < until[index]!) builder.add(block, first, rowCount); });
      first += block.recordCount;
      if (until.every(end => first >= end)) break;
      yield;
    }
  }
}

function columnNames(header: readonly string[] | null, columnCount: number, hasRowNames: boolean, options: DelimitedOptions): string[] {
  const width = hasRowNames ? columnCount - 1 : columnCount;
  const raw = options.columnNames ?? header ?? Array.from({ length: width }, (_, index) => `V${index + 1}`);
  if (options.columnNames && options.columnNames.length !== width) {
    throw new UserError('GLMM272', `The file has ${width} columns, but col.names gives ${options.columnNames.length} names.`);
  }
  const names = options.checksNames ? raw.map(syntacticName) : raw.map((name, index) => name || `V${index + 1}`);
  return distinctNames(names);
}

/** R's `make.names`: letters, digits, dots and underscores, not starting with a digit. */
export function syntacticName(name: string): string {
  if (name === '') return 'X';
  const replaced = name.replace(/[^\p{L}\p{N}._]/gu, '.');
  const valid = /^(\p{L}|\.(?!\d))/u.test(replaced) ? replaced : `X${replaced}`;
  return RESERVED_WORDS.has(valid) ? `${valid}.` : valid;
}

const RESERVED_WORDS = new Set(['if', 'else', 'repeat', 'while', 'function', 'for', 'next', 'break', 'TRUE', 'FALSE', 'NULL', 'Inf', 'NaN', 'NA', 'NA_integer_', 'NA_real_', 'NA_character_', 'in']);

/** R's `make.unique`: the second `x` becomes `x.1`. */
export function distinctNames(names: readonly string[], separator = '.'): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return names.map(name => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let count = counts.get(name) ?? 1;
    while (taken.has(name + separator + String(count))) count++;
    counts.set(name, count + 1);
    const distinct = name + separator + String(count);
    taken.add(distinct);
    return distinct;
  });
}

function classesOf(names: readonly string[], fileName: string, options: DelimitedOptions): ColumnClass[] {
  const { classes } = options;
  if ('inOrder' in classes) return names.map((_, index) => classes.inOrder[index % classes.inOrder.length] ?? 'guess');
  for (const name of classes.byName.keys()) {
    if (!names.includes(name)) {
      throw new UserError('GLMM204', `colClasses names the column \`${name}\`, but "${fileName}" has none.${suggestion(nearestName(name, names))}`, { advice: [`Its columns are ${names.map(each => `\`${each}\``).join(', ')}.`] });
    }
  }
  return names.map(name => classes.byName.get(name) ?? 'guess');
}

const textsOf = (bytes: Uint8Array, record: Record): string[] => record.fields.map(field => fieldText(bytes, field.start, field.end, field.quoting).trim());

function byteOf(character: string, argument: string): number {
  const code = character.charCodeAt(0);
  if (character.length !== 1 || code > 127) throw new UserError('GLMM208', `\`${argument}\` must be one plain character, but it is "${character}".`);
  return code;
}
