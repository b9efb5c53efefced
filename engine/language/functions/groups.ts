/** Summarising and splitting by groups. */
import { doubleVector, isColumn } from '../../data/atomic.js';
import { completeRows, concatenate, makeDataFrame, rowsOf, selectRows } from '../../data/data-frame.js';
import { asFactor, interaction } from '../../data/factor.js';
import { withExtents } from '../../data/extents.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame, type Factor } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { AppliedArgument, CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, frameArgument, logicalArgument, optional, required, requireColumn, requiredValue, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';
const furtherArguments = dots('Further arguments of the function.');

export const groupFunctions: readonly FunctionDescription[] = [
  {
    name: 'tapply',
    group,
    package: 'base',
    summary: 'Applies a function to each group of a vector.',
    help: 'Gives one number for each level of a factor, named by the levels; with several factors a matrix or array. A function that gives several values gives a list.',
    example: 'tapply(sleepstudy$Reaction, sleepstudy$Days, mean)',
    parameters: [required('X', 'vector', 'A vector.'), required('INDEX', 'factor', 'A factor, or a list of them.'), required('FUN', 'any', 'A function, such as mean.'), furtherArguments],
    call: applyByGroup,
  },
  {
    name: 'aggregate',
    group,
    package: 'stats',
    summary: 'Summarises columns of a data frame by groups.',
    help: '`aggregate(y ~ g, data, mean)` gives one row for each combination of groups that occurs; `cbind(y, z) ~ g + h` summarises several columns, `. ~ g` all the others. Rows with missing values are left out. Vectors and data frames are grouped by a list: `aggregate(d$y, by = list(g = d$g), FUN = mean)`.',
    example: 'aggregate(incidence ~ period, data = cbpp, FUN = sum)\naggregate(cbpp$size, by = list(period = cbpp$period), FUN = mean)',
    parameters: [
      required('x', 'formula', 'A formula, response ~ groups; or a vector or data frame.'),
      optional('data', 'dataFrame', 'NULL', 'A data frame, for a formula.'),
      optional('FUN', 'any', 'NULL', 'A function, such as mean.'),
      furtherArguments,
      optional('by', 'list', 'NULL', 'A list of groups, for a vector or data frame.'),
    ],
    call: (given, context) => (requiredValue(given, 'x').type === 'formula' ? aggregateByFormula(given, context) : aggregateByList(given, context)),
  },
  {
    name: 'split',
    group,
    package: 'base',
    summary: 'Parts a vector or data frame by groups.',
    help: 'A list with one element for each level, named by the levels; `sapply(split(x, g), f)` applies a function to each.',
    example: 'sapply(split(sleepstudy$Reaction, sleepstudy$Days), median)',
    parameters: [required('x', 'any', 'A vector or data frame.'), required('f', 'factor', 'A factor, or a list of them.'), optional('drop', 'logical', 'FALSE', 'Whether levels that do not occur are left out.'), optional('sep', 'string', '"."', 'What stands between the labels of several factors.')],
    call: split,
  },
  {
    name: 'ave',
    group,
    package: 'stats',
    summary: 'The mean of the group of each element, or another summary.',
    help: 'As long as `x`, each element replaced by the summary of its group: `x - ave(x, g)` centres within groups.',
    example: 'head(sleepstudy$Reaction - ave(sleepstudy$Reaction, sleepstudy$Subject))',
    parameters: [required('x', 'vector', 'Numbers.'), dots('Factors.'), optional('FUN', 'any', 'mean', 'A function; its name has to be written: FUN = median.')],
    call: averages,
  },
];

/** Of what the function gives for a group: one value. */
function requireOneValue(value: Value): Column {
  const column = requireColumn(value);
  if (lengthOf(column) === 1) return column;
  throw new UserError('GLMM217', `The function must give one value for each group, but it gave ${lengthOf(column)}.`);
}

const positionsByLevel = (factor: Factor): Int32Array[] => {
  const positions: number[][] = factor.levels.map(() => []);
  factor.codes.forEach((code, position) => {
    if (code > 0) positions[code - 1]!.push(position);
  });
  return positions.map(each => Int32Array.from(each));
};

const further = (given: CallArguments): AppliedArgument[] => given.dots.map(({ name, value }) => ({ name, value }));

const factorsOf = (value: Value): Factor[] => (value.type === 'list' ? value.values : value.type === 'dataFrame' ? [...value.columns.values()] : [value]).map(each => asFactor(requireColumn(each)));

async function applyByGroup(given: CallArguments, context: CallContext): Promise<Value> {
  const column = columnArgument(given, 'X');
  const index = requiredValue(given, 'INDEX');
  const factors = factorsOf(index);
  const wrong = factors.find(factor => factor.codes.length !== lengthOf(column));
  if (factors.length === 0) throw new UserError('GLMM217', 'tapply() needs a factor to group by.');
  if (wrong) throw new UserError('GLMM212', `\`X\` has ${lengthOf(column)} elements, but a group has ${wrong.codes.length}.`);
  const cells = factors.length > 1 ? interaction(factors, '\0', false, false) : factors[0]!;
  const results: (Value | null)[] = [];
  for (const positions of positionsByLevel(cells)) {
    results.push(positions.length === 0 ? null : await context.apply(requiredValue(given, 'FUN'), [{ name: null, value: takeElements(column, positions) }, ...further(given)], '`FUN`'));
  }
  const isSingle = results.every(result => result === null || (isColumn(result) && lengthOf(result) === 1));
  if (!isSingle) {
    if (factors.length > 1) throw new UserError('GLMM217', 'The function must give one value for each group of several factors.');
    return { type: 'list', values: results.map(result => result ?? { type: 'null' }), names: cells.levels };
  }
  const joined = concatenate(results.map(result => (result ? bare(requireColumn(result)) : doubleVector([NaN])))) as AtomicVector;
  const labels = factors.map(factor => factor.levels);
  const variables = index.type === 'list' ? (index.names ?? null) : index.type === 'dataFrame' ? [...index.columns.keys()] : null;
  return withExtents(joined, { sizes: labels.map(each => each.length), labels, variables, isTable: false });
}

function bare(column: Column): Column {
  const { names: _names, ...rest } = column;
  return rest;
}

async function aggregateByFormula(given: CallArguments, context: CallContext): Promise<Value> {
  const value = requiredValue(given, 'x');
  if (value.type !== 'formula' || !value.formula.left) throw new UserError('GLMM215', 'The formula of aggregate() has a response, such as incidence ~ period.', { advice: ['Write aggregate(y ~ g, data = d, FUN = mean).'] });
  const frame = frameArgument(given, 'data');
  const { left, right } = value.formula;
  const isDot = (expression: Expression): boolean => expression.kind === 'name' && expression.name === '.';
  const groupTerms = isDot(right) ? [] : termsOf(right);
  const responseTerms = left.kind === 'call' && left.callee.kind === 'name' && left.callee.name === 'cbind' ? left.arguments.flatMap(argument => argument.value ?? []) : [left];
  const evaluated = async (terms: readonly Expression[]): Promise<[string, Column][]> => {
    const made: [string, Column][] = [];
    for (const term of terms) made.push([term.kind === 'name' ? term.name : context.source.slice(term.from, term.to), requireColumn(await context.evaluate(term, frame))]);
    return made;
  };
  const others = (taken: readonly (readonly [string, Column])[]): [string, Column][] => [...frame.columns].filter(([name]) => !taken.some(([used]) => used === name));
  const groupsGiven = await evaluated(groupTerms);
  const responses = isDot(left) ? others(groupsGiven) : await evaluated(responseTerms);
  const groups = isDot(right) ? others(responses) : groupsGiven;
  const complete = completeCases([...groups, ...responses], frame.rowCount);
  return summariesByGroup(complete.slice(0, groups.length), complete.slice(groups.length), given, context);
}

async function aggregateByList(given: CallArguments, context: CallContext): Promise<Value> {
  const x = requiredValue(given, 'x');
  const by = given.get('by') ?? given.get('data');
  if (by?.type !== 'list' && by?.type !== 'dataFrame') throw new UserError('GLMM215', `aggregate() groups a vector or data frame by a list, but \`by\` is ${by ? describeValue(by) : 'missing'}.`, { advice: ['Write aggregate(d$y, by = list(g = d$g), FUN = mean), or aggregate(y ~ g, data = d, FUN = mean).'] });
  const groups: [string, Column][] = by.type === 'dataFrame' ? [...by.columns] : by.values.map((each, index) => [by.names?.[index] || `Group.${index + 1}`, requireColumn(each)]);
  const responses: [string, Column][] = x.type === 'dataFrame' ? [...x.columns] : [['x', requireColumn(x)]];
  const length = rowsOf(responses[0]?.[1] ?? requireColumn(x));
  const wrong = groups.find(([, column]) => lengthOf(column) !== length);
  if (wrong) throw new UserError('GLMM212', `The group \`${wrong[0]}\` has ${lengthOf(wrong[1])} elements, but there are ${length} rows.`);
  return summariesByGroup(groups, responses, given, context);
}

/** The rows without a missing value in any of the columns. */
function completeCases(columns: readonly (readonly [string, Column])[], rowCount: number): [string, Column][] {
  const frame: DataFrame = { type: 'dataFrame', rowCount, columns: new Map(columns.map(([, column], index) => [String(index), column])) };
  const kept = selectRows(frame, completeRows(frame));
  return [...kept.columns.values()].map((column, index) => [columns[index]![0], column]);
}

async function summariesByGroup(groups: readonly [string, Column][], responses: readonly [string, Column][], given: CallArguments, context: CallContext): Promise<DataFrame> {
  const chosen = requiredValue(given, 'FUN');
  const cells = interaction(groups.map(([, column]) => asFactor(column)), '\0', true, false);
  const rows = positionsByLevel(cells);
  const summaries: [string, Column][] = [];
  for (const [name, column] of responses) {
    const results: Column[] = [];
    for (const positions of rows) results.push(requireColumn(await context.apply(chosen, [{ name: null, value: takeElements(column, positions) }, ...further(given)], '`FUN`')));
    summaries.push([name, sideBySide(results)]);
  }
  const firstRows = Int32Array.from(rows, positions => positions[0]!);
  return makeDataFrame([...groups.map(([name, column]): [string, Column] => [name, takeElements(column, firstRows)]), ...summaries]);
}

/** Results of one value each as a column, of several as the rows of a matrix. */
function sideBySide(results: readonly Column[]): Column {
  const length = results[0] ? lengthOf(results[0]) : 1;
  if (length === 1) return concatenate(results.map(result => bare(requireOneValue(result))));
  if (results.some(result => lengthOf(result) !== length)) throw new UserError('GLMM217', 'The function must give equally many values for each group.');
  const joined = concatenate(results.map(bare)) as AtomicVector;
  const byColumn = takeElements(joined, Int32Array.from({ length: length * results.length }, (_, cell) => (cell % results.length) * length + Math.floor(cell / results.length)));
  const names = results[0]!.names;
  return { ...byColumn, dim: [results.length, length], ...(names ? { columnNames: names } : {}) };
}

function termsOf(expression: Expression): Expression[] {
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '*' || expression.operator === ':')) return [...termsOf(expression.left), ...termsOf(expression.right)];
  return expression.kind === 'parenthesised' ? termsOf(expression.inner) : [expression];
}

function split(given: CallArguments): Value {
  const x = requiredValue(given, 'x');
  const factors = factorsOf(requiredValue(given, 'f'));
  const isDropped = logicalArgument(given, 'drop', false);
  const length = x.type === 'dataFrame' ? x.rowCount : lengthOf(requireColumn(x));
  const recycled = factors.map(factor => (factor.codes.length === length || factor.codes.length === 0 ? factor : takeElements(factor, Int32Array.from({ length }, (_, index) => index % factor.codes.length))));
  const cells = interaction(recycled, textArgument(given, 'sep', '.'), isDropped, false);
  const values = positionsByLevel(cells).map((positions): Value => (x.type === 'dataFrame' ? selectRows(x, positions) : takeElements(requireColumn(x), positions)));
  return { type: 'list', values, names: cells.levels };
}

async function averages(given: CallArguments, context: CallContext): Promise<Value> {
  const x = columnArgument(given, 'x');
  const chosen = given.get('FUN') ?? ({ type: 'function', name: 'mean' } as const);
  const factors = given.dots.map(({ value }) => asFactor(requireColumn(value)));
  const groups = factors.length === 0 ? [Int32Array.from({ length: lengthOf(x) }, (_, index) => index)] : positionsByLevel(interaction(factors, '\0', true, false));
  const values = new Float64Array(lengthOf(x)).fill(NaN);
  for (const positions of groups) {
    const result = requireColumn(await context.apply(chosen, [{ name: null, value: takeElements(x, positions) }], '`FUN`'));
    if (result.type !== 'double' && result.type !== 'integer') throw new UserError('GLMM215', 'The function of ave() must give numbers.');
    positions.forEach((position, index) => (values[position] = result.values[index % result.values.length]!));
  }
  return doubleVector(values);
}
