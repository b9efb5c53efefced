/** Reading files of tables that are not plain text. */
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import type { Value } from '../values.js';
import { optional, required, textArgument, textsArgument } from './describe.js';

export const readFileFunctions: readonly FunctionDescription[] = [
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
    call: readParquetFile,
  },
];

async function readParquetFile(given: CallArguments, context: CallContext): Promise<Value> {
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
