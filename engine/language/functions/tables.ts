/** Contingency tables. */
import { doubleVector, isAtomic } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { asFactor } from '../../data/factor.js';
import type { Column, Factor, NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, frameArgument, numberArgument, optional, required, requireColumn, requiredValue, textsArgument } from './describe.js';
import { sumOf } from './statistics.js';

const group: FunctionGroup = 'shape';

export const tableFunctions: readonly FunctionDescription[] = [
  {
    name: 'table',
    group,
    package: 'base',
    summary: 'Counts how often each value, or pair of values, occurs.',
    help: 'One or two factors (or vectors, whose distinct values count), or a data frame with one or two columns. Missing values are left out; `useNA = "ifany"` counts them.',
    example: 'table(Contraception$use)\ntable(Contraception$urban, Contraception$use)',
    parameters: [dots('One or two vectors or factors.'), optional('useNA', 'string', '"no"', 'Whether missing values are counted.', { allowed: ['no', 'ifany', 'always'] }), optional('dnn', 'vector', 'NULL', 'What the variables are called.')],
    call: contingencyTable,
  },
  ...['prop.table', 'proportions'].map(sharesFunction),
  {
    name: 'xtabs',
    group,
    package: 'stats',
    summary: 'A contingency table by a formula.',
    help: '`xtabs(~ a + b, data)` counts, `xtabs(y ~ a + b, data)` sums y in each cell. Rows with a missing value are left out.',
    example: 'xtabs(~ urban + use, data = Contraception)\nxtabs(incidence ~ period, data = cbpp)',
    parameters: [required('formula', 'formula', 'What to sum ~ the factors, one or two.'), optional('data', 'dataFrame', 'NULL', 'A data frame.')],
    call: crossTabulation,
  },
  {
    name: 'addmargins',
    group,
    package: 'stats',
    summary: 'A table with its sums.',
    help: 'Adds a row and a column of sums, called Sum.',
    example: 'addmargins(table(Contraception$urban, Contraception$use))',
    parameters: [required('A', 'vector', 'A table of one or two variables.')],
    call: given => withMargins(tableArgument(given, 'A')),
  },
  ...['margin.table', 'marginSums'].map(marginFunction),
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
  const wanted = textsArgument(given, 'dnn');
  const names = parts.map((part, index) => wanted?.[index] ?? part.name);
  if (second && first.factor.codes.length !== second.factor.codes.length) throw new UserError('GLMM212', `The vectors have ${first.factor.codes.length} and ${second.factor.codes.length} elements; table() needs equally many.`);
  const factors = parts.map(part => part.factor);
  return tableOfCells(factors, names, cellSums(factors, () => 1), true);
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

function sharesFunction(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Shares of a table of counts.',
    help: 'Of the total, or of each row (`margin = 1`) or column (`margin = 2`).',
    example: `${name}(table(Contraception$use))`,
    parameters: [required('x', 'vector', 'A table or matrix.'), optional('margin', 'integer', 'NULL', '1 for rows, 2 for columns.')],
    call: given => shares(columnArgument(given, 'x'), given.get('margin') ? numberArgument(given, 'margin', 0) : 0),
  };
}

function marginFunction(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Sums over the rows or columns of a table.',
    help: 'For each row (`margin = 1`) or column (`margin = 2`); without a margin the total.',
    example: `${name}(table(Contraception$urban, Contraception$use), 1)`,
    parameters: [required('x', 'vector', 'A table or matrix.'), optional('margin', 'integer', 'NULL', '1 for rows, 2 for columns.')],
    call: given => marginSums(tableArgument(given, 'x'), given.get('margin') ? numberArgument(given, 'margin', 0) : 0),
  };
}

function tableArgument(given: CallArguments, name: string): NumericVector {
  const value = columnArgument(given, name);
  if (value.type === 'double' || value.type === 'integer') return value;
  throw new UserError('GLMM215', `\`${name}\` must be a table of numbers, but it is ${describeValue(value)}.`);
}

async function crossTabulation(given: CallArguments, context: CallContext): Promise<Value> {
  const formula = requiredValue(given, 'formula');
  if (formula.type !== 'formula') throw new UserError('GLMM215', `xtabs() takes a formula, such as ~ a + b, but this is ${describeValue(formula)}.`);
  const data = given.get('data');
  const frame = data && data.type !== 'null' ? frameArgument(given, 'data') : undefined;
  const evaluated = async (expression: Expression): Promise<Column> => requireColumn(await context.evaluate(expression, frame));
  const terms = termsOfSum(formula.formula.right);
  if (terms.length > 2) throw new UserError('GLMM217', 'xtabs() counts by one or two factors here.', { advice: ['Combine some of them first: interaction(a, b).'] });
  const factors: Factor[] = [];
  for (const term of terms) factors.push(asFactor(await evaluated(term)));
  const names = terms.map(term => context.source.slice(term.from, term.to));
  const summed = formula.formula.left ? await evaluated(formula.formula.left) : null;
  if (summed && (summed.type === 'character' || summed.type === 'factor')) throw new UserError('GLMM215', `xtabs() sums numbers, but the left side is ${describeValue(summed)}.`);
  const weights = summed ? asDouble(summed).values : null;
  const counts = cellSums(factors, index => (weights ? weights[index]! : 1));
  return tableOfCells(factors, names, counts, !summed || summed.type === 'integer');
}

/** Terms of `a + b`. */
function termsOfSum(expression: Expression): Expression[] {
  if (expression.kind === 'binary' && expression.operator === '+') return [...termsOfSum(expression.left), ...termsOfSum(expression.right)];
  return expression.kind === 'parenthesised' ? termsOfSum(expression.inner) : [expression];
}

/** Sums over the cells of one or two factors, the first varying fastest; a missing level or weight counts nowhere. */
function cellSums([first, second]: readonly Factor[], weight: (index: number) => number): Float64Array {
  const rows = first!.levels.length;
  const sums = new Float64Array(rows * (second ? second.levels.length : 1));
  for (let index = 0; index < first!.codes.length; index++) {
    const row = first!.codes[index]!;
    const column = second ? second.codes[index]! : 1;
    const value = weight(index);
    if (row > 0 && column > 0 && !Number.isNaN(value)) sums[(column - 1) * rows + row - 1]! += value;
  }
  return sums;
}

function tableOfCells([first, second]: readonly Factor[], names: readonly string[], values: Float64Array, isInteger: boolean): Value {
  const type = isInteger ? 'integer' : 'double';
  if (!second) return { type, values, names: first!.levels, tableOf: names };
  return { type, values, dim: [first!.levels.length, second.levels.length], rowNames: first!.levels, columnNames: second.levels, tableOf: names };
}

function marginSums(table: NumericVector, margin: number): Value {
  const [rows, columns] = table.dim ?? [table.values.length, 1];
  if (margin === 0) return { type: table.type, values: Float64Array.of(sumOf(table.values)) };
  if (margin !== 1 && margin !== 2) throw new UserError('GLMM215', '`margin` is 1 for rows or 2 for columns.');
  const length = margin === 1 ? rows : columns;
  const values = new Float64Array(length);
  table.values.forEach((value, cell) => (values[margin === 1 ? cell % rows : Math.floor(cell / rows)]! += value));
  const names = margin === 1 ? (table.dim ? table.rowNames : table.names) : table.columnNames;
  return { type: table.type, values, ...(names ? { names } : {}), ...(table.tableOf ? { tableOf: [table.tableOf[margin - 1] ?? ''] } : {}) };
}

function withMargins(table: NumericVector): Value {
  const { type, tableOf } = table;
  const variables = tableOf ? { tableOf } : { tableOf: ['', ''] };
  if (!table.dim) return { type, values: Float64Array.of(...table.values, sumOf(table.values)), names: [...(table.names ?? []), 'Sum'], ...variables };
  const [rows, columns] = table.dim;
  const values = new Float64Array((rows + 1) * (columns + 1));
  for (let cell = 0; cell < rows * columns; cell++) {
    const i = cell % rows;
    const j = Math.floor(cell / rows);
    for (const place of [j * (rows + 1) + i, j * (rows + 1) + rows, columns * (rows + 1) + i, columns * (rows + 1) + rows]) values[place]! += table.values[cell]!;
  }
  return { type, values, dim: [rows + 1, columns + 1], rowNames: [...(table.rowNames ?? []), 'Sum'], columnNames: [...(table.columnNames ?? []), 'Sum'], ...variables };
}
