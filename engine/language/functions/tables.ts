/** Counting and summarising by groups. */
import { doubleVector, integerVector, isAtomic, isColumn } from '../../data/atomic.js';
import { concatenate, makeDataFrame } from '../../data/data-frame.js';
import { asFactor, interaction } from '../../data/factor.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type Column, type Factor, type NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Argument, Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, frameArgument, logicalArgument, numberArgument, optional, required, requireColumn, requiredValue } from './describe.js';

const group: FunctionGroup = 'shape';

export const tableFunctions: readonly FunctionDescription[] = [
  {
    name: 'table',
    group,
    package: 'base',
    summary: 'Counts how often each value, or pair of values, occurs.',
    help: 'One or two factors (or vectors, whose distinct values count), or a data frame with one or two columns. Missing values are left out; `useNA = "ifany"` counts them.',
    example: 'table(Contraception$use)\ntable(Contraception$urban, Contraception$use)',
    parameters: [dots('One or two vectors or factors.'), optional('useNA', 'string', '"no"', 'Whether missing values are counted.', { allowed: ['no', 'ifany', 'always'] })],
    call: given => contingencyTable(given),
  },
  {
    name: 'prop.table',
    group,
    package: 'base',
    summary: 'Shares of a table of counts.',
    help: 'Of the total, or of each row (`margin = 1`) or column (`margin = 2`).',
    example: 'prop.table(table(Contraception$use))',
    parameters: [required('x', 'vector', 'A table or matrix.'), optional('margin', 'integer', 'NULL', '1 for rows, 2 for columns.')],
    call: given => shares(columnArgument(given, 'x'), given.get('margin') ? numberArgument(given, 'margin', 0) : 0),
  },
  {
    name: 'tapply',
    group,
    package: 'base',
    summary: 'Applies a function to each group of a vector.',
    help: 'Gives one number for each level of a factor, named by the levels.',
    example: 'tapply(sleepstudy$Reaction, sleepstudy$Days, mean)',
    parameters: [required('X', 'vector', 'A vector.'), required('INDEX', 'factor', 'A factor, or a list of two.'), required('FUN', 'any', 'A function, such as mean.'), dots('Further arguments of the function.', { isLazy: true })],
    call: applyByGroup,
  },
  {
    name: 'sapply',
    group,
    package: 'base',
    summary: 'Applies a function to each element or column.',
    help: 'The results are joined into a vector when each is one value, otherwise they stay a list.',
    example: 'sapply(sleepstudy, class)',
    parameters: [required('X', 'any', 'A vector, list or data frame.'), required('FUN', 'any', 'A function, such as mean.'), dots('Further arguments of the function.', { isLazy: true })],
    call: (given, context) => applyToEach(given, context, true),
  },
  {
    name: 'lapply',
    group,
    package: 'base',
    summary: 'Applies a function to each element or column, and gives a list.',
    help: 'One element of the list for each element of `X`.',
    example: 'lapply(cbpp, class)',
    parameters: [required('X', 'any', 'A vector, list or data frame.'), required('FUN', 'any', 'A function, such as mean.'), dots('Further arguments of the function.', { isLazy: true })],
    call: (given, context) => applyToEach(given, context, false),
  },
  {
    name: 'aggregate',
    group,
    package: 'stats',
    summary: 'Summarises columns of a data frame by groups.',
    help: '`aggregate(y ~ g, data, mean)` gives one row for each combination of groups that occurs; `cbind(y, z) ~ g + h` summarises several columns. Rows with missing values are left out.',
    example: 'aggregate(incidence ~ period, data = cbpp, FUN = sum)',
    parameters: [required('x', 'formula', 'A formula, response ~ groups.'), optional('data', 'dataFrame', 'NULL', 'A data frame.'), optional('FUN', 'any', 'NULL', 'A function, such as mean.'), dots('Further arguments of the function.', { isLazy: true })],
    call: aggregate,
  },
  columnwise('colMeans', 'Means of the columns.', values => values.reduce((sum, x) => sum + x, 0) / values.length),
  columnwise('colSums', 'Sums of the columns.', values => values.reduce((sum, x) => sum + x, 0)),
];

function contingencyTable(given: CallArguments): Value {
  const useMissing = given.get('useNA');
  const counted = useMissing && isAtomic(useMissing) && useMissing.type === 'character' ? useMissing.values[0] : 'no';
  const parts = given.dots.flatMap(({ name, value, expression }) =>
    value.type === 'dataFrame' ? [...value.columns].map(([column, values]) => ({ name: column, factor: withMissingLevel(asFactor(values), counted) })) : [{ name: name ?? (expression.kind === 'name' ? expression.name : ''), factor: withMissingLevel(asFactor(requireColumn(value)), counted) }],
  );
  const [first, second] = parts;
  if (!first) throw new UserError('GLMM206', 'table() needs at least one vector.');
  if (parts.length > 2) throw new UserError('GLMM217', 'table() counts one or two variables here.', { advice: ['Combine some of them first: interaction(a, b).'] });
  const names = parts.map(part => part.name);
  const counts = (length: number): Float64Array => new Float64Array(length);
  if (!second) {
    const values = counts(first.factor.levels.length);
    for (const code of first.factor.codes) if (code > 0) values[code - 1]!++;
    return integerVector(values, { names: first.factor.levels, tableOf: names });
  }
  if (first.factor.codes.length !== second.factor.codes.length) throw new UserError('GLMM212', `The vectors have ${first.factor.codes.length} and ${second.factor.codes.length} elements; table() needs equally many.`);
  const rows = first.factor.levels.length;
  const values = counts(rows * second.factor.levels.length);
  for (let index = 0; index < first.factor.codes.length; index++) {
    const row = first.factor.codes[index]!;
    const column = second.factor.codes[index]!;
    if (row > 0 && column > 0) values[(column - 1) * rows + row - 1]!++;
  }
  return integerVector(values, { dim: [rows, second.factor.levels.length], rowNames: first.factor.levels, columnNames: second.factor.levels, tableOf: names });
}

function withMissingLevel(factor: Factor, counted: string | null | undefined): Factor {
  const isAny = factor.codes.includes(0);
  if (counted !== 'always' && !(counted === 'ifany' && isAny)) return factor;
  const code = factor.levels.length + 1;
  return { ...factor, levels: [...factor.levels, '<NA>'], codes: factor.codes.map(each => (each === 0 ? code : each)) };
}

function shares(column: Column, margin: number): Value {
  if (column.type === 'factor' || column.type === 'character') throw new UserError('GLMM215', `prop.table() needs a table of counts, but this is ${describeValue(column)}.`);
  const values = Float64Array.from(column.values);
  const [rows, columns] = column.dim ?? [values.length, 1];
  const groupOf = (cell: number): number => (margin === 1 ? cell % rows : margin === 2 ? Math.floor(cell / rows) : 0);
  const totals = new Float64Array(Math.max(rows, columns));
  values.forEach((value, cell) => (totals[groupOf(cell)]! += value));
  const { names, dim, rowNames, columnNames, tableOf } = column;
  return doubleVector(values.map((value, cell) => value / totals[groupOf(cell)]!), { ...(names ? { names } : {}), ...(dim ? { dim } : {}), ...(rowNames ? { rowNames } : {}), ...(columnNames ? { columnNames } : {}), ...(tableOf ? { tableOf } : {}) });
}

/** Calls a function that was given as a value, such as `mean` in `tapply(x, g, mean)`. */
async function callFunction(given: CallArguments, context: CallContext, value: Value): Promise<Value> {
  const expression = given.expression('FUN');
  const chosen = given.get('FUN');
  const name = chosen?.type === 'function' ? chosen.name : chosen?.type === 'character' ? chosen.values[0] : null;
  if (!expression || !name) throw new UserError('GLMM215', `\`FUN\` must be a function by its name, such as mean, but it is ${chosen ? describeValue(chosen) : 'missing'}.`);
  const place = { from: expression.from, to: expression.to };
  const argument = (argumentName: string | null, argumentValue: Expression): Argument => ({ name: argumentName, nameRange: null, value: argumentValue, ...place });
  const further = given.dots.map(dot => argument(dot.name, dot.expression));
  const first = argument(null, { kind: 'name', name: ELEMENT, ...place });
  const call: Expression = { kind: 'call', callee: { kind: 'name', name, ...place }, arguments: [first, ...further], argumentsRange: place, isClosed: true, ...place };
  if (isColumn(value)) return context.evaluate(call, { type: 'dataFrame', rowCount: lengthOf(value), columns: new Map([[ELEMENT, value]]) });
  throw new UserError('GLMM215', `A function is applied to vectors here, but this is ${describeValue(value)}.`);
}

/** No user can write this name. */
const ELEMENT = ' element';

async function applyByGroup(given: CallArguments, context: CallContext): Promise<Value> {
  const column = columnArgument(given, 'X');
  const index = requiredValue(given, 'INDEX');
  const factors = (index.type === 'list' ? index.values : [index]).map(value => asFactor(requireColumn(value)));
  const [first, second] = factors;
  if (!first || factors.length > 2) throw new UserError('GLMM217', 'tapply() groups by one or two factors here.');
  const cells = second ? interaction([first, second], '\0', false, false) : first;
  const values: Column[] = [];
  for (let level = 1; level <= cells.levels.length; level++) {
    const positions = positionsOfLevel(cells, level);
    if (positions.length === 0) values.push(doubleVector([NaN]));
    else values.push(requireOneValue(await callFunction(given, context, takeElements(column, positions))));
  }
  const joined = concatenate(values) as NumericVector;
  if (!second) return { ...joined, names: first.levels };
  return { ...joined, dim: [first.levels.length, second.levels.length], rowNames: first.levels, columnNames: second.levels };
}

function requireOneValue(value: Value): Column {
  const column = requireColumn(value);
  if (lengthOf(column) === 1) return column;
  throw new UserError('GLMM217', `The function must give one value for each group, but it gave ${lengthOf(column)}.`);
}

const positionsOfLevel = (factor: Factor, level: number): Int32Array => {
  const positions: number[] = [];
  factor.codes.forEach((code, position) => {
    if (code === level) positions.push(position);
  });
  return Int32Array.from(positions);
};

async function applyToEach(given: CallArguments, context: CallContext, isSimplified: boolean): Promise<Value> {
  const source = requiredValue(given, 'X');
  const elements: { name: string; value: Value }[] =
    source.type === 'dataFrame'
      ? [...source.columns].map(([name, value]) => ({ name, value }))
      : source.type === 'list'
        ? source.values.map((value, index) => ({ name: source.names?.[index] ?? '', value }))
        : Array.from({ length: lengthOf(requireColumn(source)) }, (_, index) => ({ name: nameOfElement(source, index), value: takeElements(requireColumn(source), Int32Array.of(index)) }));
  const results: Value[] = [];
  for (const { value } of elements) results.push(await callFunction(given, context, value));
  const names = elements.some(({ name }) => name) ? { names: elements.map(({ name }) => name) } : {};
  const isSimple = isSimplified && results.length > 0 && results.every(result => isColumn(result) && lengthOf(result) === 1);
  if (!isSimple) return { type: 'list', values: results, ...names };
  return { ...concatenate(results.map(requireColumn)), ...names };
}

function nameOfElement(source: Value, index: number): string {
  if (!isColumn(source)) return '';
  return source.names?.[index] ?? (source.type === 'character' ? (source.values[index] ?? 'NA') : '');
}

async function aggregate(given: CallArguments, context: CallContext): Promise<Value> {
  const formula = requiredValue(given, 'x');
  if (formula.type !== 'formula' || !formula.formula.left) throw new UserError('GLMM215', 'aggregate() takes a formula here, such as incidence ~ period.', { advice: ['Write aggregate(y ~ g, data = d, FUN = mean).'] });
  const frame = frameArgument(given, 'data');
  const { left, right } = formula.formula;
  const groupTerms = termsOf(right);
  const responseTerms = left.kind === 'call' && left.callee.kind === 'name' && left.callee.name === 'cbind' ? left.arguments.flatMap(argument => argument.value ?? []) : [left];
  const textOf = (expression: Expression): string => context.source.slice(expression.from, expression.to);
  const columns = async (terms: readonly Expression[]): Promise<[string, Column][]> => {
    const made: [string, Column][] = [];
    for (const term of terms) made.push([term.kind === 'name' ? term.name : textOf(term), requireColumn(await context.evaluate(term, frame))]);
    return made;
  };
  const groups = await columns(groupTerms);
  const responses = await columns(responseTerms);
  const cells = interaction(groups.map(([, column]) => asFactor(column)), '\0', true, false);
  const rows = cells.levels.map((_, level) => positionsOfLevel(cells, level + 1));
  const summaries: [string, Column][] = [];
  for (const [name, column] of responses) {
    const values: Column[] = [];
    for (const positions of rows) values.push(requireOneValue(await callFunction(given, context, takeElements(column, positions))));
    summaries.push([name, concatenate(values)]);
  }
  const firstRows = Int32Array.from(rows, positions => positions[0]!);
  return makeDataFrame([...groups.map(([name, column]): [string, Column] => [name, takeElements(column, firstRows)]), ...summaries]);
}

function termsOf(expression: Expression): Expression[] {
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '*' || expression.operator === ':')) return [...termsOf(expression.left), ...termsOf(expression.right)];
  return expression.kind === 'parenthesised' ? termsOf(expression.inner) : [expression];
}

function columnwise(name: string, summary: string, compute: (values: readonly number[]) => number): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Of a data frame with numeric columns, or a matrix.`,
    example: `${name}(cbpp[c("incidence", "size")])`,
    parameters: [required('x', 'any', 'A data frame or a matrix.'), optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.')],
    call: given => {
      const value = requiredValue(given, 'x');
      const skipsMissing = logicalArgument(given, 'na.rm', false);
      const columns: [string, number[]][] = [];
      if (value.type === 'dataFrame') {
        for (const [column, values] of value.columns) {
          if (values.type === 'character' || values.type === 'factor') throw new UserError('GLMM215', `Column \`${column}\` is not numeric.`, { advice: ['Choose the numeric columns: d[c("x", "y")].'] });
          columns.push([column, Array.from(values.values)]);
        }
      } else if (isAtomic(value) && value.type !== 'character' && value.dim) {
        const [rows, width] = value.dim;
        for (let j = 0; j < width; j++) columns.push([value.columnNames?.[j] ?? '', Array.from(value.values.slice(j * rows, (j + 1) * rows))]);
      } else throw new UserError('GLMM215', `${name}() takes a data frame or a matrix, but this is ${describeValue(value)}.`);
      const results = columns.map(([, values]) => compute(skipsMissing ? values.filter(x => !Number.isNaN(x)) : values));
      return doubleVector(results, columns.some(([column]) => column) ? { names: columns.map(([column]) => column) } : {});
    },
  };
}
