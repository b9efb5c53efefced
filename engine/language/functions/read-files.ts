/** Reading files of tables that are not plain text. */
import { isAtomic } from '../../data/atomic.js';
import { readExcelSteps, type ExcelOptions, type ExcelType } from '../../data/readers/excel.js';
import { runPolitely } from '../../estimation/polite-steps.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { logicalArgument, numberArgument, optional, required, textArgument, textsArgument } from './describe.js';

const excelParameters: readonly ParameterDescription[] = [
  required('path', 'file', "The file's path, relative to the notebook's folder."),
  optional('sheet', 'any', 'NULL', 'The name or number of the sheet; the first unless given.'),
  optional('range', 'string', 'NULL', 'The cells to read, such as "B2:D20" or "Data!B2:D20".'),
  optional('col_names', 'vector', 'TRUE', 'Whether the first row holds the names of the columns; or the names.'),
  optional('col_types', 'vector', 'NULL', 'For each column "guess", "logical", "numeric", "date", "text" or "skip"; one for all.'),
  optional('na', 'vector', '""', 'Texts that stand for a missing value.'),
  optional('trim_ws', 'logical', 'TRUE', 'Whether blanks around texts are removed.'),
  optional('skip', 'integer', '0', 'How many rows to pass over before reading.'),
  optional('n_max', 'number', 'Inf', 'How many rows to read at most.'),
  optional('guess_max', 'number', 'Inf', 'Accepted and not needed: all rows are looked at.'),
];

export const readFileFunctions: readonly FunctionDescription[] = [
  {
    name: 'read_parquet',
    group: 'read',
    package: 'arrow',
    summary: 'Reads a Parquet file into a data frame.',
    help: "The path is relative to the notebook's folder. Columns get the types that R's package arrow gives them: factors where Arrow or pandas wrote categories, doubles for decimals. Dates are dates. Times become seconds since 1 January 1970, as `as.numeric` of R's has them, and whole numbers beyond 2^53 become text; a note says so. Columns of lists or records are left out with `col_select`.",
    example: 'd <- read_parquet("factors.parquet")\nlevels(d$arm)',
    parameters: [
      required('file', 'file', "The file's path, relative to the notebook's folder."),
      optional('col_select', 'vector', 'NULL', 'Names of the columns to read; all of them when it is not given.'),
      optional('as_data_frame', 'logical', 'TRUE', 'Accepted and not needed.'),
    ],
    call: readParquetFile,
  },
  {
    name: 'read_excel',
    group: 'read',
    package: 'readxl',
    summary: 'Reads a sheet of an Excel workbook (.xlsx) into a data frame.',
    help: "The path is relative to the notebook's folder. A column takes the type that holds all of its cells: logical, date, number or text. Formulas give the values that were saved with them, errors such as #N/A are missing, and so are the cells of a merged one but the first. Empty rows and columns around the data are left aside. Dates become seconds since 1 January 1970, as `as.numeric` of R's has them; a note says so.",
    example: 'd <- read_excel("study.xlsx", sheet = "visits")\nstr(d)',
    parameters: excelParameters,
    call: readExcelFile,
  },
  ...['read_xlsx'].map((name): FunctionDescription => ({
    name,
    group: 'read',
    package: 'readxl',
    summary: 'Reads a sheet of an Excel workbook (.xlsx) into a data frame.',
    help: 'The same as `read_excel`.',
    example: `d <- ${name}("study.xlsx", sheet = 2)\nstr(d)`,
    parameters: excelParameters,
    call: readExcelFile,
  })),
];

async function readParquetFile(given: CallArguments, context: CallContext): Promise<Value> {
  const path = textArgument(given, 'file', '');
  const bytes = await context.files.read(path);
  const { readParquet } = await import('../../data/readers/parquet.js'); // large, and rarely needed
  const { frame, notes } = await readParquet(bytes, path, textsArgument(given, 'col_select'), pauseOf(context));
  showNotes(notes, context);
  return frame;
}

async function readExcelFile(given: CallArguments, context: CallContext): Promise<Value> {
  const path = textArgument(given, 'path', '');
  const names = given.get('col_names');
  const hasNames = names !== undefined && isAtomic(names) && names.type === 'character';
  const most = given.get('n_max');
  const options: ExcelOptions = {
    sheet: sheetArgument(given),
    range: given.get('range') ? textArgument(given, 'range', '') || null : null,
    names: hasNames ? (textsArgument(given, 'col_names') ?? []) : logicalArgument(given, 'col_names', true),
    types: typesArgument(given),
    missing: textsArgument(given, 'na') ?? [''],
    isWhiteStripped: logicalArgument(given, 'trim_ws', true),
    skip: numberArgument(given, 'skip', 0),
    rowLimit: most ? numberArgument(given, 'n_max', Infinity) : Infinity,
  };
  const { frame, notes } = await runPolitely(readExcelSteps(await context.files.read(path), path, options), context.monitor);
  showNotes(notes, context);
  return frame;
}

function sheetArgument(given: CallArguments): string | number | null {
  const value = given.get('sheet');
  if (!value || value.type === 'null') return null;
  return isAtomic(value) && value.type === 'character' ? textArgument(given, 'sheet', '') : numberArgument(given, 'sheet', 1);
}

const EXCEL_TYPES: readonly ExcelType[] = ['guess', 'logical', 'numeric', 'date', 'text', 'skip'];

function typesArgument(given: CallArguments): ExcelType[] {
  return (textsArgument(given, 'col_types') ?? []).map(text => {
    const type = EXCEL_TYPES.find(each => each === text);
    if (type) return type;
    throw new UserError('GLMM208', `\`col_types\` cannot be "${text}".`, { advice: [`It can be ${EXCEL_TYPES.map(each => `"${each}"`).join(', ')}.`] });
  });
}

const pauseOf = ({ monitor }: CallContext) => async (): Promise<void> => {
  if (monitor.isDue()) await monitor.pause();
};

export function showNotes(notes: readonly string[], context: CallContext): void {
  for (const note of notes) context.display({ kind: 'text', text: `Note: ${note}` });
}
