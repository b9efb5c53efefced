/** Reading the files of R, Stata and SPSS. */
import { readRdaSteps, readRdsSteps } from '../../data/readers/r-files.js';
import { wholeFile, type ForeignFile, type ForeignOptions } from '../../data/readers/foreign-columns.js';
import { readSpssSteps } from '../../data/readers/spss.js';
import { readStataSteps } from '../../data/readers/stata.js';
import { runPolitely } from '../../estimation/polite-steps.js';
import { characterVector, isAtomic } from '../../data/atomic.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { numberArgument, optional, required, textArgument } from './describe.js';
import { selectedNames } from './frames.js';
import { showNotes } from './read-files.js';

const TIMES = 'Points in time become seconds since 1 January 1970, as `as.numeric` of R has them; a note says so.';

export const foreignFunctions: readonly FunctionDescription[] = [
  {
    name: 'readRDS',
    group: 'read',
    package: 'base',
    summary: 'Reads an R object from an .rds file.',
    help: `Data frames, tibbles, vectors, factors with their contrasts, matrices and lists, as \`saveRDS\` wrote them. ${TIMES} Fitted models and functions are refused by name; those within a list are left out. The path is relative to the notebook's folder.`,
    example: 'd <- readRDS("herds.rds")\nstr(d)',
    parameters: [required('file', 'file', "The file's path, relative to the notebook's folder."), optional('refhook', 'any', 'NULL', 'Accepted and not needed.')],
    call: async (given, context) => {
      const path = textArgument(given, 'file', '');
      const { content, notes } = await runPolitely(readRdsSteps(await context.files.read(path), path), context.monitor);
      showNotes(notes, context);
      return content;
    },
  },
  {
    name: 'load',
    group: 'read',
    package: 'base',
    summary: 'Makes the variables that an .rda or .RData file holds.',
    help: `Binds every variable that \`save\` wrote and that can be a value here, and gives their names. What cannot, such as fitted models and functions, is left out with a note. ${TIMES}`,
    example: 'load("herds.rda")\nhead(herds)',
    isInvisible: true,
    parameters: [required('file', 'file', "The file's path, relative to the notebook's folder."), optional('envir', 'any', 'NULL', 'Accepted and not needed.'), optional('verbose', 'logical', 'FALSE', 'Accepted and not needed.')],
    call: async (given, context) => {
      const path = textArgument(given, 'file', '');
      const { content, notes } = await runPolitely(readRdaSteps(await context.files.read(path), path), context.monitor);
      for (const [name, data] of content) context.assign(name, data);
      showNotes(notes, context);
      return characterVector(content.map(([name]) => name));
    },
  },
  statisticsReader('read_dta', 'Reads a Stata file into a data frame.', 'Stata 8 to 18 (formats 113 to 119).', 'herds.dta', readStataSteps),
  statisticsReader('read_stata', 'Reads a Stata file into a data frame.', 'The same as `read_dta`.', 'herds.dta', readStataSteps),
  statisticsReader('read_sav', 'Reads an SPSS file into a data frame.', 'Files of type .sav and .zsav; values that SPSS was told to take for missing are missing.', 'herds.sav', readSpssSteps),
  statisticsReader('read_spss', 'Reads an SPSS file into a data frame.', 'The same as `read_sav`.', 'herds.sav', readSpssSteps),
];

type Reader = (bytes: Uint8Array, fileName: string, options: ForeignOptions) => Generator<void, ForeignFile>;

function statisticsReader(name: string, summary: string, help: string, exampleFile: string, reader: Reader): FunctionDescription {
  const userMissing = reader === readSpssSteps ? [optional('user_na', 'logical', 'FALSE', 'Only FALSE: values that SPSS was told to take for missing are missing.', { allowed: ['FALSE'] })] : [];
  return {
    name,
    group: 'read',
    package: 'haven',
    summary,
    help: `${help} Numbers are doubles, and keep their value labels; \`as_factor\` makes factors of them. ${TIMES} The path is relative to the notebook's folder.`,
    example: `d <- ${name}("${exampleFile}")\nas_factor(d)`,
    parameters: [
      required('file', 'file', "The file's path, relative to the notebook's folder."),
      optional('encoding', 'string', 'NULL', 'The encoding of its text, such as "latin1", where it is another one than the file says.'),
      ...userMissing,
      optional('col_select', 'columns', 'all', 'The columns to read, by name, such as `c(herd, size)` or `-size`.', { isLazy: true }),
      optional('skip', 'integer', '0', 'How many rows to pass over.'),
      optional('n_max', 'number', 'Inf', 'How many rows to read at most.'),
      optional('.name_repair', 'string', '"unique"', 'Accepted and not needed.'),
    ],
    call: (given, context) => readStatistics(given, context, reader),
  };
}

async function readStatistics(given: CallArguments, context: CallContext, reader: Reader): Promise<Value> {
  const path = textArgument(given, 'file', '');
  const encoding = textArgument(given, 'encoding', '');
  const options = { ...wholeFile, encoding: encoding === '' ? null : encoding, skip: countArgument(given, 'skip', 0), rowLimit: countArgument(given, 'n_max', -1) };
  const bytes = await context.files.read(path);
  const select = given.expression('col_select');
  const columns = select ? await selectedNames((await runPolitely(reader(bytes, path, { ...options, rowLimit: 0 }), context.monitor)).frame, select, context) : null;
  const { frame, notes } = await runPolitely(reader(bytes, path, { ...options, columns }), context.monitor);
  showNotes(notes, context);
  return frame;
}

/** A number of rows; `Inf` and what is not given stand for the fallback. */
function countArgument(given: CallArguments, name: string, fallback: number): number {
  const value = given.get(name);
  if (value && isAtomic(value) && value.values[0] === Infinity) return fallback;
  const count = numberArgument(given, name, fallback);
  if (count === fallback || (Number.isInteger(count) && count >= 0)) return count;
  throw new UserError('GLMM215', `\`${name}\` must be a number of rows, but it is ${count}.`);
}
