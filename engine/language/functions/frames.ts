/** Choosing, changing, joining and completing the rows and columns of data frames. */
import { integerVector, isAtomic, isColumn, isMissingAt, logicalVector } from '../../data/atomic.js';
import { completeRows, selectColumns, selectRows, unknownColumn, withColumn } from '../../data/data-frame.js';
import { mergeFrames } from '../../data/merge.js';
import { allPositions, takeElements, takeRows } from '../../data/indexing.js';
import { lengthOf, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, frameArgument, logicalArgument, numberArgument, optional, required, requireColumn, requiredValue, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const frameFunctions: readonly FunctionDescription[] = [
  {
    name: 'head',
    group,
    package: 'utils',
    summary: 'The first rows or elements.',
    help: 'The first `n`; with a negative `n` all but the last ones.',
    example: 'head(cbpp)\nhead(letters, 3)',
    parameters: [required('x', 'any', 'A data frame, vector or list.'), optional('n', 'integer', '6', 'How many.')],
    call: given => part(requiredValue(given, 'x'), (length, n) => [0, n >= 0 ? Math.min(n, length) : Math.max(0, length + n)], numberArgument(given, 'n', 6)),
  },
  {
    name: 'tail',
    group,
    package: 'utils',
    summary: 'The last rows or elements.',
    help: 'The last `n`; with a negative `n` all but the first ones.',
    example: 'tail(cbpp)\ntail(letters, 3)',
    parameters: [required('x', 'any', 'A data frame, vector or list.'), optional('n', 'integer', '6', 'How many.')],
    call: given => part(requiredValue(given, 'x'), (length, n) => [n >= 0 ? Math.max(0, length - n) : Math.min(-n, length), length], numberArgument(given, 'n', 6)),
  },
  {
    name: 'subset',
    group,
    package: 'base',
    summary: 'Rows that meet a condition, and chosen columns.',
    help: 'The condition is written with the names of columns; rows where it is missing are left out. `select` takes columns by name, such as `c(herd, size)` or `-size`.',
    example: 'subset(cbpp, period == "1" & size > 15, select = c(herd, incidence))',
    parameters: [
      required('x', 'any', 'A data frame or a vector.'),
      optional('subset', 'column', 'TRUE', 'A condition on the columns.', { isLazy: true }),
      optional('select', 'columns', 'all', 'The columns to keep.', { isLazy: true }),
    ],
    call: subsetRows,
  },
  {
    name: 'with',
    group,
    package: 'base',
    summary: 'Evaluates an expression with the columns of a data frame.',
    help: 'Inside the expression columns are called by their names alone.',
    example: 'with(cbpp, sum(incidence) / sum(size))',
    parameters: [required('data', 'dataFrame', 'A data frame.'), required('expr', 'column', 'An expression in its columns.', { isLazy: true })],
    call: (given, context) => context.evaluate(lazyExpression(given, 'expr'), frameArgument(given, 'data')),
  },
  {
    name: 'transform',
    group,
    package: 'base',
    summary: 'Adds or changes columns of a data frame.',
    help: 'Each argument `name = expression` sets a column; expressions are written with the names of the columns as they were.',
    example: 'head(transform(cbpp, rate = incidence / size))',
    parameters: [required('_data', 'dataFrame', 'A data frame.'), dots('name = expression.', { isLazy: true })],
    call: async (given, context) => {
      const frame = frameArgument(given, '_data');
      let result = frame;
      for (const { name, expression } of given.dots) {
        if (!name) throw new UserError('GLMM215', 'Each column of transform() needs a name, as in rate = incidence / size.', { range: expression });
        const value = await context.evaluate(expression, frame);
        result = withColumn(result, name, value.type === 'null' ? null : requireColumn(value));
      }
      return result;
    },
  },
  {
    name: 'within',
    group,
    package: 'base',
    summary: 'Runs assignments inside a data frame.',
    help: 'In `within(d, { a <- x + 1; b <- a * 2 })` each assignment sets a column; later ones see earlier ones.',
    example: 'head(within(cbpp, { rate <- incidence / size }))',
    parameters: [required('data', 'dataFrame', 'A data frame.'), required('expr', 'any', 'Assignments in braces.', { isLazy: true })],
    call: async (given, context) => runWithin(frameArgument(given, 'data'), lazyExpression(given, 'expr'), context),
  },
  {
    name: 'merge',
    group,
    package: 'base',
    summary: 'Joins two data frames by common columns.',
    help: 'Rows of both frames that agree in the columns `by` are put together; rows without a partner are left out, unless `all`, `all.x` or `all.y` keep them with missing values. Frames without a common column give every row of the one with every row of the other.',
    example: 'sizes <- data.frame(herd = c("1", "2"), owner = c("A", "B"))\nmerge(cbpp, sizes, by = "herd")',
    parameters: [
      required('x', 'dataFrame', 'A data frame.'),
      required('y', 'dataFrame', 'Another.'),
      optional('by', 'vector', 'intersect(names(x), names(y))', 'Names of the common columns.'),
      optional('by.x', 'vector', 'by', 'Their names in x.'),
      optional('by.y', 'vector', 'by', 'Their names in y.'),
      optional('all', 'logical', 'FALSE', 'Whether rows without a partner are kept.'),
      optional('all.x', 'logical', 'all', 'Whether those of x are kept.'),
      optional('all.y', 'logical', 'all', 'Whether those of y are kept.'),
      optional('sort', 'logical', 'TRUE', 'Whether the result is sorted by the common columns.'),
      optional('suffixes', 'vector', 'c(".x", ".y")', 'Added to the names of other columns that both frames have.'),
    ],
    call: given => {
      const left = frameArgument(given, 'x');
      const right = frameArgument(given, 'y');
      const by = given.get('by')?.type === 'null' ? [] : textsArgument(given, 'by') ?? [...left.columns.keys()].filter(name => right.columns.has(name));
      const byLeft = textsArgument(given, 'by.x') ?? by;
      const byRight = textsArgument(given, 'by.y') ?? by;
      if (byLeft.length !== byRight.length) throw new UserError('GLMM274', `\`by.x\` names ${byLeft.length} columns and \`by.y\` ${byRight.length}; they go in pairs.`);
      if (byLeft.length === 0 && left.rowCount * right.rowCount > 10_000_000) throw new UserError('GLMM274', 'The data frames have no column in common, and every row with every other would be too many.', { advice: ['Name the columns to join by with by.x = "…", by.y = "…".'] });
      const keepsAll = logicalArgument(given, 'all', false);
      const [first = '.x', second = '.y'] = textsArgument(given, 'suffixes') ?? [];
      return mergeFrames(left, right, {
        byLeft,
        byRight,
        keepsLeft: logicalArgument(given, 'all.x', keepsAll),
        keepsRight: logicalArgument(given, 'all.y', keepsAll),
        isSorted: logicalArgument(given, 'sort', true),
        suffixes: [first, second],
      });
    },
  },
  {
    name: 'na.omit',
    group,
    package: 'stats',
    summary: 'Leaves out rows or elements that are missing.',
    help: 'Rows of a data frame with a missing value in any column, or missing elements of a vector.',
    example: 'na.omit(c(1, NA, 3))',
    parameters: [required('object', 'any', 'A data frame or a vector.')],
    call: given => {
      const value = requiredValue(given, 'object');
      if (value.type === 'dataFrame') return selectRows(value, completeRows(value));
      const column = columnArgument(given, 'object');
      return takeElements(column, allPositions(lengthOf(column)).filter(position => !isMissingAt(column, position)));
    },
  },
  {
    name: 'complete.cases',
    group,
    package: 'stats',
    summary: 'Which rows have no missing value.',
    help: 'TRUE for each row (or element) without a missing value.',
    example: 'sum(complete.cases(cbpp))',
    parameters: [dots('Data frames or vectors.')],
    call: given => {
      const columns = given.dots.flatMap(({ value }) => (value.type === 'dataFrame' ? [...value.columns.values()] : [requireColumn(value)]));
      const length = columns.reduce((most, column) => Math.max(most, lengthOf(column)), 0);
      return logicalVector(Array.from({ length }, (_, index) => columns.every(column => !isMissingAt(column, index))));
    },
  },
  {
    name: 'expand.grid',
    group,
    package: 'base',
    summary: 'A data frame of all combinations of values.',
    help: 'The first argument varies fastest. Text becomes factors.',
    example: 'expand.grid(dose = c(1, 2), sex = c("F", "M"))',
    parameters: [dots('Vectors, named.'), optional('stringsAsFactors', 'logical', 'TRUE', 'Whether text becomes factors.')],
    call: given => expandGrid(given),
  },
];

function lazyExpression(given: CallArguments, name: string): Expression {
  const expression = given.expression(name);
  if (expression) return expression;
  throw new UserError('GLMM206', `The argument \`${name}\` is missing.`);
}

function part(value: Value, bounds: (length: number, n: number) => [number, number], n: number): Value {
  const select = (length: number): Int32Array => {
    const [start, end] = bounds(length, Math.trunc(n));
    return Int32Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
  };
  if (value.type === 'null') return value;
  if (value.type === 'dataFrame') return selectRows(value, select(value.rowCount));
  if (value.type === 'list') {
    const chosen = select(value.values.length);
    return { type: 'list', values: Array.from(chosen, index => value.values[index]!), ...(value.names ? { names: Array.from(chosen, index => value.names?.[index] ?? '') } : {}) };
  }
  if (!isColumn(value)) throw new UserError('GLMM215', `This takes rows or elements of data, but it is ${describeValue(value)}.`);
  if (value.type !== 'factor' && value.dim) {
    const positions = select(value.dim[0]);
    const taken = takeRows(value, positions);
    return value.rowNames ? ({ ...taken, rowNames: Array.from(positions, row => value.rowNames?.[row] ?? '') }) : taken;
  }
  const taken = takeElements(value, select(lengthOf(value)));
  return value.type !== 'factor' && value.tableOf ? ({ ...taken, tableOf: value.tableOf } as Value) : taken;
}

async function subsetRows(given: CallArguments, context: CallContext): Promise<Value> {
  const value = requiredValue(given, 'x');
  const condition = given.expression('subset');
  if (value.type !== 'dataFrame') {
    const column = columnArgument(given, 'x');
    if (!condition) return column;
    const codes = conditionCodes(await context.evaluate(condition), condition, lengthOf(column));
    return takeElements(column, allPositions(lengthOf(column)).filter(index => codes[index] === 1));
  }
  let frame = value;
  if (condition) {
    const codes = conditionCodes(await context.evaluate(condition, value), condition, value.rowCount);
    frame = selectRows(value, allPositions(value.rowCount).filter(row => codes[row] === 1));
  }
  const select = given.expression('select');
  return select ? selectColumns(frame, await selectedNames(frame, select, context)) : frame;
}

function conditionCodes(value: Value, expression: Expression, length: number): Int8Array {
  if (!isAtomic(value) || value.type !== 'logical') {
    throw new UserError('GLMM215', `The condition of subset() must be TRUE or FALSE for each row, but it is ${describeValue(value)}.`, { range: expression, advice: ['Write a comparison, such as size > 10.'] });
  }
  if (value.values.length === length) return value.values;
  return Int8Array.from({ length }, (_, index) => value.values[index % value.values.length] ?? 0);
}

/** Column names stand for their positions, as in R, so that `c(a, b)`, `a:c` and `-a` work. */
export async function selectedNames(frame: DataFrame, select: Expression, context: CallContext): Promise<string[]> {
  const names = [...frame.columns.keys()];
  const positions = new Map<string, Column>(names.map((name, index) => [name, integerVector([index + 1])]));
  const chosen = requireColumn(await context.evaluate(select, { type: 'dataFrame', rowCount: 1, columns: positions }));
  if (chosen.type === 'character') {
    const unknown = chosen.values.find(name => name === null || !frame.columns.has(name));
    if (unknown !== undefined) throw unknownColumn(frame, unknown ?? 'NA').at(select);
    return chosen.values.filter(name => name !== null);
  }
  const numbers = chosen.type === 'logical' ? names.flatMap((_, index) => (chosen.values[index % chosen.values.length] === 1 ? [index + 1] : [])) : chosen.type === 'factor' ? [] : Array.from(chosen.values);
  return numbers.some(number => number < 0) ? names.filter((_, index) => !numbers.includes(-(index + 1))) : numbers.flatMap(number => names[number - 1] ?? []);
}

async function runWithin(frame: DataFrame, body: Expression, context: CallContext): Promise<DataFrame> {
  const statements = body.kind === 'block' ? body.statements : [body];
  let result = frame;
  const created: string[] = [];
  for (const statement of statements) {
    const removed = columnsRemoved(statement);
    if (removed) {
      for (const name of removed) if (result.columns.has(name)) result = withColumn(result, name, null);
      continue;
    }
    if (statement.kind !== 'assignment' || statement.target.kind !== 'name') throw new UserError('GLMM215', 'within() takes assignments of columns, such as { rate <- incidence / size }.', { range: statement });
    const value = await context.evaluate(statement.value, result);
    if (!result.columns.has(statement.target.name)) created.unshift(statement.target.name);
    result = withColumn(result, statement.target.name, value.type === 'null' ? null : requireColumn(value));
  }
  // R puts the new columns last to first
  const old = [...result.columns.keys()].filter(name => !created.includes(name));
  return selectColumns(result, [...old, ...created.filter(name => result.columns.has(name))]);
}

/** `rm(a, b)` among the assignments of within() takes columns away. */
function columnsRemoved(statement: Expression): string[] | null {
  if (statement.kind !== 'call' || statement.callee.kind !== 'name' || statement.callee.name !== 'rm') return null;
  return statement.arguments.flatMap(({ value }) => (value?.kind === 'name' ? [value.name] : value?.kind === 'string' ? [value.value] : []));
}

function expandGrid(given: CallArguments): DataFrame {
  const textsAreFactors = logicalArgument(given, 'stringsAsFactors', true);
  const parts = given.dots.map(({ name, value }, index) => [name ?? `Var${index + 1}`, requireColumn(value)] as const);
  const rowCount = parts.reduce((product, [, column]) => product * lengthOf(column), 1);
  if (rowCount > 10_000_000) throw new UserError('GLMM211', `The grid would have ${rowCount} rows, more than the 10 million that are allowed here.`);
  const columns = new Map<string, Column>();
  let repeats = 1;
  for (const [name, column] of parts) {
    const length = lengthOf(column);
    const each = repeats;
    const source: Column = textsAreFactors && column.type === 'character' ? { type: 'factor', isOrdered: false, ...levelsInOrder(column.values) } : column;
    columns.set(name, takeElements(source, Int32Array.from({ length: rowCount }, (_, row) => Math.floor(row / each) % length)));
    repeats *= length;
  }
  return { type: 'dataFrame', rowCount: parts.length === 0 ? 0 : rowCount, columns };
}

/** Levels in the order of appearance. */
function levelsInOrder(values: readonly (string | null)[]): { levels: string[]; codes: Int32Array } {
  const levels = [...new Set(values)].filter(value => value !== null);
  return { levels, codes: Int32Array.from(values, value => (value === null ? 0 : levels.indexOf(value) + 1)) };
}
