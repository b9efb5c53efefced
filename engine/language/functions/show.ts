/** Showing values: print, str, summary, cat. */
import { characterVector, isAtomic, isColumn } from '../../data/atomic.js';
import { asDouble, labelsOf } from '../../data/coercion.js';
import { formatOneNumber } from '../../data/number-format.js';
import type { Column } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import { displayValue, printValue } from '../display.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { nearestName, suggestion } from '../syntax/nearest-name.js';
import type { DisplayValue, Value } from '../values.js';
import { summaryOfModel } from './model-parts.js';
import { retested } from './model-tests.js';
import { dots, logicalArgument, NOTHING_TO_SHOW, numberArgument, optional, required, requireColumn, requiredValue, textArgument } from './describe.js';
import { structureOf } from './structure.js';
import { frameSummaryText, listSummaryText, summarizeVector, tableSummaryText } from './summaries.js';

const group: FunctionGroup = 'look';

export const showFunctions: readonly FunctionDescription[] = [
  {
    name: 'print',
    isInvisible: true,
    group,
    package: 'base',
    summary: 'Shows a value as text.',
    help: 'Lays out vectors, factors, lists and data frames as R does; a model shows its summary.',
    example: 'print(cbpp[1:3, ])\nprint(pi, digits = 3)',
    parameters: [required('x', 'any', 'Any value.'), optional('digits', 'integer', '7', 'Significant digits.'), optional('quote', 'logical', 'TRUE', 'Whether text is shown in quotes.'), dots('Accepted and not needed.')],
    call: (given, context) => {
      const value = requiredValue(given, 'x');
      const expression = given.expression('x');
      if (value.type === 'model') context.display({ ...value.model.summary, name: expression?.kind === 'name' ? expression.name : '' });
      else if (value.type === 'display' || (value.type === 'list' && value.shownAs)) displayValue(value, '', context.settings).forEach(result => context.display(result));
      else context.display({ kind: 'text', text: printValue(value, digitsOf(given, context), logicalArgument(given, 'quote', true)) });
      return value;
    },
  },
  {
    name: 'str',
    isInvisible: true,
    group,
    package: 'utils',
    summary: 'Shows how a value is built.',
    help: 'One line for each column or element: its type and first values.',
    example: 'str(cbpp)',
    parameters: [required('object', 'any', 'Any value.'), dots('Accepted and not needed.')],
    call: (given, context) => {
      context.display({ kind: 'text', text: structureOf(requiredValue(given, 'object')) });
      return NOTHING_TO_SHOW;
    },
  },
  {
    name: 'summary',
    group,
    package: 'base',
    summary: 'Summarises a vector, a data frame or a fitted model.',
    help: 'Quartiles and mean of numbers, counts of a factor, one block for each column of a data frame; of a fitted model its estimates, standard errors, tests and intervals, variances and notices.',
    example: 'summary(cbpp)\nsummary(sleepstudy$Reaction)',
    parameters: [
      required('object', 'any', 'A vector, factor, data frame or fitted model.'),
      optional('ddf', 'string', '"Satterthwaite"', 'Degrees of freedom of a linear mixed model; "lme4" for none.', { allowed: ['Satterthwaite', 'Kenward-Roger', 'lme4'] }),
      dots('Accepted and not needed.'),
    ],
    call: async (given, context) => {
      const value = requiredValue(given, 'object');
      return value.type === 'model' && given.get('ddf') ? summaryOfModel(await retested(value.model, given, context)) : summarize(value);
    },
  },
  {
    name: 'cat',
    isInvisible: true,
    group,
    package: 'base',
    summary: 'Shows texts and numbers one after the other.',
    help: 'Without quotes and line numbers; `\\n` starts a new line.',
    example: 'cat("herds:", nlevels(cbpp$herd), "\\n")',
    parameters: [dots('Vectors.'), optional('sep', 'string', '" "', 'What stands between.')],
    call: (given, context) => {
      const separator = textArgument(given, 'sep', ' ');
      const texts = given.dots.flatMap(({ value }) => (value.type === 'null' ? [] : plainTexts(requireColumn(value), context.settings.digits)));
      // R puts no blank after a text that ends its line
      const text = texts.reduce((line, each, index) => line + (index > 0 && !(separator === ' ' && line.endsWith('\n')) ? separator : '') + each, '');
      context.display({ kind: 'text', text: text.replace(/\n$/, '') });
      return NOTHING_TO_SHOW;
    },
  },
  {
    name: 'invisible',
    isInvisible: true,
    group,
    package: 'base',
    summary: 'A value that is not shown.',
    help: 'Gives its argument without displaying it.',
    example: 'invisible(1)',
    parameters: [optional('x', 'any', 'NULL', 'Any value.')],
    call: given => given.get('x') ?? NOTHING_TO_SHOW,
  },
  {
    name: 'message',
    isInvisible: true,
    group,
    package: 'base',
    summary: 'Shows a text.',
    help: 'Its arguments one after the other, without anything between them.',
    example: 'message("herds: ", nlevels(cbpp$herd))',
    parameters: [dots('Vectors.')],
    call: (given, context) => {
      context.display({ kind: 'text', text: given.dots.flatMap(({ value }) => plainTexts(requireColumn(value), context.settings.digits)).join('') });
      return NOTHING_TO_SHOW;
    },
  },
  attaching('library'),
  attaching('require'),
  quietly('suppressPackageStartupMessages'),
  quietly('suppressMessages'),
  quietly('suppressWarnings'),
];

/** Digits that were asked for also hold for summaries, which otherwise show fewer. */
function digitsOf(given: CallArguments, context: CallContext): { readonly digits: number; readonly summaryDigits?: number } {
  const digits = numberArgument(given, 'digits', context.settings.digits);
  return given.get('digits') ? { digits, summaryDigits: digits } : { digits };
}

/** Notes and warnings of cells are part of the results, so that these only pass their argument on. */
function quietly(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Accepted, so that R code runs as it is; gives its argument.',
    help: 'Notes and warnings are part of the results of a cell and are shown all the same.',
    example: `${name}(library(lme4))`,
    parameters: [required('expr', 'any', 'Any expression.')],
    call: given => requiredValue(given, 'expr'),
  };
}

/** What the functions here come from; more than that cannot be attached. */
const KNOWN_PACKAGES = ['base', 'stats', 'utils', 'graphics', 'methods', 'datasets', 'lme4', 'Matrix', 'lattice'];

function attaching(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Accepted, so that R code runs as it is; the functions of lme4 are always there.',
    isInvisible: true,
    help: 'Cells attach no packages: the functions of the function list are always there, those of lme4 among them. Another package gets a note.',
    example: `${name}(lme4)`,
    parameters: [required('package', 'any', 'The name of a package.', { isLazy: true }), dots('Accepted and not needed.', { isLazy: true })],
    call: (given, context) => {
      const expression = given.expression('package');
      const asked = expression?.kind === 'name' ? expression.name : expression?.kind === 'string' ? expression.value : null;
      if (asked === null) throw new UserError('GLMM215', `${name}() takes the name of a package.`);
      if (!KNOWN_PACKAGES.includes(asked)) context.display({ kind: 'text', text: `Note: cells attach no packages, so ${asked} was not loaded.${suggestion(nearestName(asked, KNOWN_PACKAGES))} Only the functions of the function list are there.` });
      return NOTHING_TO_SHOW;
    },
  };
}

function summarize(value: Value): Value {
  if (value.type === 'model') return summaryOfModel(value.model);
  if (value.type === 'dataFrame') return { type: 'display', results: [{ kind: 'text', text: frameSummaryText(value) }] } satisfies DisplayValue;
  if (isAtomic(value) && value.tableOf && (value.type === 'integer' || value.type === 'double')) return { type: 'display', results: [{ kind: 'text', text: tableSummaryText(value) }] };
  if (isColumn(value)) return summarizeVector(value);
  if (value.type === 'list') return { type: 'display', results: [{ kind: 'text', text: listSummaryText(value) }] };
  if (value.type === 'null') return characterVector(['0', 'NULL', 'NULL'], { names: ['Length', 'Class', 'Mode'], printedDigits: 4 });
  throw new UserError('GLMM215', `summary() takes a vector, a data frame or a fitted model, but this is ${describeValue(value)}.`);
}

function plainTexts(column: Column, digits: number): string[] {
  if (column.type === 'factor') return Array.from(column.codes, code => (code === 0 ? 'NA' : String(code)));
  if (column.type !== 'double') return labelsOf(column).map(text => text ?? 'NA');
  return Array.from(asDouble(column).values, (value, index) => (Number.isNaN(value) && !column.notANumber?.[index] ? 'NA' : formatOneNumber(value, digits)));
}
