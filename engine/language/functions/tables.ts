/** Contingency tables of any number of variables. */
import { doubleVector, isAtomic } from '../../data/atomic.js';
import { asDouble, asLogical } from '../../data/coercion.js';
import { chosenExtents, extentsOf, marginPositions, stridesOf, withExtents, type Extents } from '../../data/extents.js';
import { selectRows } from '../../data/data-frame.js';
import { asFactor, dropUnusedLevels } from '../../data/factor.js';
import { allPositions } from '../../data/indexing.js';
import type { AtomicVector, Column, Factor, NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { columnArgument, dots, frameArgument, logicalArgument, numbersArgument, optional, required, requireColumn, requiredValue, textArgument, textsArgument } from './describe.js';
import { flatTable } from './flat-table.js';

const group: FunctionGroup = 'shape';
const margin = optional('margin', 'vector', 'NULL', 'Which variables: 1 for rows, 2 for columns, or several.');

export const tableFunctions: readonly FunctionDescription[] = [
  {
    name: 'table',
    group,
    package: 'base',
    summary: 'Counts how often each value, or combination of values, occurs.',
    help: 'Factors (or vectors, whose distinct values count), or the columns of a data frame. Missing values are left out; `useNA = "ifany"` counts them.',
    example: 'table(Contraception$use)\ntable(Contraception$urban, Contraception$use)',
    parameters: [dots('Vectors or factors.'), optional('exclude', 'vector', 'c(NA, NaN)', 'Values that are not counted; NULL counts the missing ones too.'), optional('useNA', 'string', '"no"', 'Whether missing values are counted.', { allowed: ['no', 'ifany', 'always'] }), optional('dnn', 'vector', 'NULL', 'What the variables are called.')],
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
    parameters: [required('formula', 'formula', 'What to sum ~ the factors.'), optional('data', 'dataFrame', 'NULL', 'A data frame.'), optional('subset', 'column', 'TRUE', 'A condition on the rows.', { isLazy: true }), optional('sparse', 'logical', 'FALSE', 'Accepted; the table is the same.'), optional('drop.unused.levels', 'logical', 'FALSE', 'Whether levels that do not occur are left out.')],
    call: crossTabulation,
  },
  {
    name: 'ftable',
    group,
    package: 'stats',
    summary: 'Shows a table of several variables flat, in rows and columns.',
    help: 'The last variable goes across, the others down; `row.vars` and `col.vars` choose by number or name.',
    example: 'ftable(xtabs(~ urban + livch + use, data = Contraception))',
    parameters: [dots('A table, or factors to count by.'), optional('row.vars', 'vector', 'NULL', 'The variables of the rows.'), optional('col.vars', 'vector', 'NULL', 'The variables of the columns.')],
    call: given => {
      const [first] = given.dots;
      const isCounted = given.dots.length === 1 && first && isAtomic(first.value) && (first.value.tableOf || first.value.dim || first.value.array);
      const table = (isCounted ? first.value : contingencyTable(given)) as AtomicVector;
      return { type: 'display', results: [{ kind: 'text', text: flatTable(table, extentsOf(table)!, given.get('row.vars'), given.get('col.vars')) }] };
    },
  },
  {
    name: 'addmargins',
    group,
    package: 'stats',
    summary: 'A table with its sums.',
    help: 'Adds sums, called Sum, over every variable or over those that `margin` gives.',
    example: 'addmargins(table(Contraception$urban, Contraception$use))',
    parameters: [required('A', 'vector', 'A table.'), margin],
    call: given => {
      const { table, extents } = tableArgument(given, 'A');
      return placesArgument(given, 'margin', extents, extents.sizes.map((_, k) => k)).reduce((sum: { table: NumericVector; extents: Extents }, place) => withSums(sum.table, sum.extents, place), { table, extents }).table;
    },
  },
  ...['margin.table', 'marginSums'].map(marginFunction),
];

function contingencyTable(given: CallArguments): Value {
  const excluded = given.get('exclude');
  const counted = textArgument(given, 'useNA', excluded?.type === 'null' ? 'ifany' : 'no');
  const left = excluded && excluded.type !== 'null' ? new Set(textsArgument(given, 'exclude')) : null;
  const levelled = (column: Column): Factor => withMissingLevel(left ? withoutLevels(asFactor(column), left) : asFactor(column), counted);
  const parts = given.dots.flatMap(({ name, value, expression }) => {
    if (value.type === 'dataFrame') return [...value.columns].map(([column, values]) => ({ name: column, factor: levelled(values) }));
    if (value.type === 'list') return value.values.map((each, k) => ({ name: value.names?.[k] ?? '', factor: levelled(requireColumn(each)) }));
    return [{ name: name ?? (expression.kind === 'name' ? expression.name : ''), factor: levelled(requireColumn(value)) }];
  });
  const [first] = parts;
  if (!first) throw new UserError('GLMM206', 'table() needs at least one vector.');
  const wanted = textsArgument(given, 'dnn');
  const names = parts.map((part, index) => wanted?.[index] ?? part.name);
  const other = parts.find(({ factor }) => factor.codes.length !== first.factor.codes.length);
  if (other) throw new UserError('GLMM212', `The vectors have ${first.factor.codes.length} and ${other.factor.codes.length} elements; table() needs equally many.`);
  const factors = parts.map(part => part.factor);
  return tableOfCells(factors, names, cellSums(factors, () => 1), true);
}

function withoutLevels(factor: Factor, excluded: ReadonlySet<string>): Factor {
  const levels = factor.levels.filter(level => !excluded.has(level));
  const codes = factor.levels.map(level => levels.indexOf(level) + 1);
  return { ...factor, levels, codes: factor.codes.map(code => (code === 0 ? 0 : codes[code - 1]!)) };
}

function withMissingLevel(factor: Factor, counted: string): Factor {
  const isAny = factor.codes.includes(0);
  if (counted !== 'always' && !(counted === 'ifany' && isAny)) return factor;
  const code = factor.levels.length + 1;
  return { ...factor, levels: [...factor.levels, '<NA>'], codes: factor.codes.map(each => (each === 0 ? code : each)) };
}

function sharesFunction(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Shares of a table of counts.',
    help: 'Of the total, or of each row (`margin = 1`), column (`margin = 2`) or combination (`margin = c(1, 2)`).',
    example: `${name}(table(Contraception$use))`,
    parameters: [required('x', 'vector', 'A table or matrix.'), margin],
    call: given => {
      const column = columnArgument(given, 'x');
      if (column.type === 'factor' || column.type === 'character') throw new UserError('GLMM215', `${name}() needs a table of counts, but this is ${describeValue(column)}.`);
      const extents = extentsOf(column) ?? plainExtents(column);
      const positions = marginPositions(extents.sizes, placesArgument(given, 'margin', extents, []));
      const values = Float64Array.from(column.values);
      const totals = new Float64Array(values.length);
      values.forEach((value, cell) => (totals[positions[cell]!]! += value));
      const shares = values.map((value, cell) => value / totals[positions[cell]!]!);
      const marks = shares.some(Number.isNaN) ? { notANumber: Uint8Array.from(shares, (share, cell) => (Number.isNaN(share) && !Number.isNaN(values[cell]) ? 1 : 0)) } : {};
      return { ...withExtents(doubleVector(shares), extents), ...marks };
    },
  };
}

function marginFunction(name: string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary: 'Sums over variables of a table.',
    help: 'For each row (`margin = 1`), column (`margin = 2`) or combination (`margin = c(1, 2)`); without a margin the total.',
    example: `${name}(table(Contraception$urban, Contraception$use), 1)`,
    parameters: [required('x', 'vector', 'A table or matrix.'), margin],
    call: given => {
      const { table, extents } = tableArgument(given, 'x');
      const places = placesArgument(given, 'margin', extents, []);
      const positions = marginPositions(extents.sizes, places);
      const sums = new Float64Array(places.reduce((product, place) => product * extents.sizes[place]!, 1));
      table.values.forEach((value, cell) => (sums[positions[cell]!]! += value));
      const sum: NumericVector = { type: table.type, values: sums };
      return places.length === 0 ? sum : withExtents(sum, chosenExtents(extents, places));
    },
  };
}

function tableArgument(given: CallArguments, name: string): { table: NumericVector; extents: Extents } {
  const value = columnArgument(given, name);
  if (value.type === 'double' || value.type === 'integer') return { table: value, extents: extentsOf(value) ?? plainExtents(value) };
  throw new UserError('GLMM215', `\`${name}\` must be a table of numbers, but it is ${describeValue(value)}.`);
}

const plainExtents = (vector: AtomicVector): Extents => ({ sizes: [vector.values.length], labels: [vector.names ?? null], variables: null, isTable: false });

/** Dimensions, 0-based, that an argument gives by number or by name. */
function placesArgument(given: CallArguments, name: string, { sizes, variables }: Extents, otherwise: readonly number[]): readonly number[] {
  const value = given.get(name);
  if (!value || value.type === 'null') return otherwise;
  const places = value.type === 'character' ? value.values.map(text => variables?.indexOf(text ?? '') ?? -1) : [...numbersArgument(given, name)].map(number => number - 1);
  if (places.every(place => Number.isInteger(place) && place >= 0 && place < sizes.length)) return places;
  throw new UserError('GLMM215', `\`${name}\` gives ${sizes.length === 1 ? 'the number 1' : `numbers from 1 to ${sizes.length}`}${variables?.some(Boolean) ? `, or ${variables.map(variable => `"${variable}"`).join(', ')}` : ''}${sizes.length === 2 ? ': 1 for rows, 2 for columns' : ''}.`);
}

async function crossTabulation(given: CallArguments, context: CallContext): Promise<Value> {
  const formula = requiredValue(given, 'formula');
  if (formula.type !== 'formula') throw new UserError('GLMM215', `xtabs() takes a formula, such as ~ a + b, but this is ${describeValue(formula)}.`);
  const data = given.get('data');
  const whole = data && data.type !== 'null' ? frameArgument(given, 'data') : undefined;
  const condition = given.expression('subset');
  const chosen = condition && whole ? asLogical(requireColumn(await context.evaluate(condition, whole))).values : null;
  const frame = chosen && whole ? selectRows(whole, allPositions(whole.rowCount).filter(row => chosen[row % chosen.length] === 1)) : whole;
  const evaluated = async (expression: Expression): Promise<Column> => requireColumn(await context.evaluate(expression, frame));
  const terms = termsOfSum(formula.formula.right);
  const factors: Factor[] = [];
  const areDropped = logicalArgument(given, 'drop.unused.levels', false);
  for (const term of terms) {
    const factor = asFactor(await evaluated(term));
    factors.push(areDropped ? dropUnusedLevels(factor) : factor);
  }
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

const MOST_CELLS = 50_000_000;

/** Sums over the cells of factors, the first varying fastest; a missing level or weight counts nowhere. */
function cellSums(factors: readonly Factor[], weight: (index: number) => number): Float64Array {
  const sizes = factors.map(factor => factor.levels.length);
  const cells = sizes.reduce((product, size) => product * size, 1);
  if (cells > MOST_CELLS) throw new UserError('GLMM211', `The table would have ${cells} cells, more than the 50 million that one may have here.`);
  const strides = stridesOf(sizes);
  const sums = new Float64Array(cells);
  for (let index = 0; index < factors[0]!.codes.length; index++) {
    let cell = 0;
    let isCounted = true;
    for (let k = 0; k < factors.length; k++) {
      const code = factors[k]!.codes[index]!;
      if (code === 0) isCounted = false;
      else cell += (code - 1) * strides[k]!;
    }
    const value = weight(index);
    if (isCounted && !Number.isNaN(value)) sums[cell]! += value;
  }
  return sums;
}

function tableOfCells(factors: readonly Factor[], names: readonly string[], values: Float64Array, isInteger: boolean): Value {
  const labels = factors.map(factor => factor.levels);
  return withExtents({ type: isInteger ? 'integer' : 'double', values } satisfies NumericVector, { sizes: labels.map(each => each.length), labels, variables: names, isTable: true });
}

/** With the sums over one variable as a last cell along it. */
function withSums(table: NumericVector, extents: Extents, place: number): { table: NumericVector; extents: Extents } {
  const sizes = extents.sizes.map((size, k) => (k === place ? size + 1 : size));
  const [stride, wider] = [stridesOf(extents.sizes)[place]!, stridesOf(sizes)[place]!];
  const size = extents.sizes[place]!;
  const values = new Float64Array(sizes.reduce((product, each) => product * each, 1));
  table.values.forEach((value, cell) => {
    const inner = cell % stride;
    const outer = Math.floor(cell / (stride * size)) * wider * (size + 1);
    values[outer + (Math.floor(cell / stride) % size) * wider + inner]! += value;
    values[outer + size * wider + inner]! += value;
  });
  const labels = extents.labels.map((each, k) => (k === place ? [...(each ?? Array.from({ length: size }, () => '')), 'Sum'] : each));
  const summed: Extents = { sizes, labels, variables: extents.variables ?? sizes.map(() => ''), isTable: true };
  return { table: withExtents({ type: table.type, values }, summed), extents: summed };
}
