/** Applying a function to parts of a value. */
import { characterVector, integerVector, isAtomic, isColumn, isNumeric, withShape } from '../../data/atomic.js';
import { asLogical } from '../../data/coercion.js';
import { concatenate } from '../../data/data-frame.js';
import { chosenExtents, marginPositions, withExtents } from '../../data/extents.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type AtomicVector, type Column } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { AppliedArgument, CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { List, Value } from '../values.js';
import { dots, logicalArgument, NULL_VALUE, numberArgument, optional, required, requireColumn, requiredValue } from './describe.js';
import { arrayArgument, marginArgument } from './arrays.js';

const group: FunctionGroup = 'shape';
const furtherArguments = dots('Further arguments of the function.');
const aFunction = required('FUN', 'any', 'A function by its name, such as mean.');
const parts = required('X', 'any', 'A vector, list or data frame.');

export const applyFunctions: readonly FunctionDescription[] = [
  {
    name: 'sapply',
    group,
    package: 'base',
    summary: 'Applies a function to each element or column.',
    help: 'Results of one value each are joined into a vector, results of equal length into the columns of a matrix; otherwise they stay a list.',
    example: 'sapply(sleepstudy, class)',
    parameters: [parts, aFunction, furtherArguments, optional('simplify', 'logical', 'TRUE', 'Whether results are joined.'), optional('USE.NAMES', 'logical', 'TRUE', 'Whether texts become the names of the results.')],
    call: async (given, context) => {
      const results = await applyToEach(given, context, logicalArgument(given, 'USE.NAMES', true));
      return logicalArgument(given, 'simplify', true) ? simplified(results) : results;
    },
  },
  {
    name: 'vapply',
    group,
    package: 'base',
    summary: 'Applies a function to each element or column, each result of a given kind.',
    help: 'The same as sapply; `FUN.VALUE` shows what each result is, such as `numeric(1)`.',
    example: 'vapply(cbpp[c("incidence", "size")], mean, numeric(1))',
    parameters: [parts, aFunction, required('FUN.VALUE', 'vector', 'A vector of the kind and length of each result.'), furtherArguments],
    call: async (given, context) => {
      const results = await applyToEach(given, context, true);
      const length = lengthOf(requireColumn(requiredValue(given, 'FUN.VALUE')));
      const odd = results.values.find(value => !isColumn(value) || lengthOf(value) !== length);
      if (odd) throw new UserError('GLMM217', `Each result must have ${length} ${length === 1 ? 'element' : 'elements'}, but one is ${describeValue(odd)}.`);
      return simplified(results);
    },
  },
  {
    name: 'lapply',
    group,
    package: 'base',
    summary: 'Applies a function to each element or column, and gives a list.',
    help: 'One element of the list for each element of `X`.',
    example: 'lapply(cbpp, class)',
    parameters: [parts, aFunction, furtherArguments],
    call: (given, context) => applyToEach(given, context, false),
  },
  several('mapply', 'Applies a function to the first elements of several vectors, to the second ones, and so on.', 'mapply(rep, 1:3, 3:1)', (given, context) => given.get('SIMPLIFY') && !logicalArgument(given, 'SIMPLIFY', true) ? applyToSeveral(given, context) : applyToSeveral(given, context).then(simplified), optional('SIMPLIFY', 'logical', 'TRUE', 'Whether results are joined.')),
  several('Map', 'Applies a function to the first elements of several vectors, to the second ones, and so on, and gives a list.', 'Map(sum, 1:2, 3:4)', applyToSeveral),
  {
    name: 'apply',
    group,
    package: 'base',
    summary: 'Applies a function to each row or column of a matrix.',
    help: 'To the rows with `MARGIN = 1`, to the columns with `MARGIN = 2`, to each combination with `MARGIN = c(1, 2)`. A data frame counts as the matrix that `as.matrix` makes of it.',
    example: 'apply(table(Contraception$urban, Contraception$use), 1, sum)',
    parameters: [required('X', 'any', 'A matrix, table or data frame.'), required('MARGIN', 'vector', '1 for rows, 2 for columns.'), aFunction, furtherArguments],
    call: applyToMargin,
  },
  {
    name: 'do.call',
    group,
    package: 'base',
    summary: 'Calls a function with the elements of a list as its arguments.',
    help: 'Names of the list become the names of the arguments: `do.call(rbind, parts)` puts the data frames of a list one below the other.',
    example: 'do.call(rbind, list(cbpp[1:2, ], cbpp[5:6, ]))',
    parameters: [required('what', 'any', 'A function by its name.'), optional('args', 'list', 'list()', 'A list of arguments.')],
    call: (given, context) => context.apply(requiredValue(given, 'what'), membersOf(given.get('args') ?? { type: 'list', values: [] }), '`what`'),
  },
  {
    name: 'Reduce',
    group,
    package: 'base',
    summary: 'Joins the elements of a list or vector two at a time.',
    help: '`Reduce(rbind, parts)` is rbind of the first two, then of that and the third, and so on. Operators are written in quotes or back quotes.',
    example: 'Reduce("+", 1:4)',
    parameters: [required('f', 'any', 'A function of two arguments, or an operator such as "+".'), required('x', 'any', 'A list or vector.'), optional('init', 'any', 'NULL', 'What to begin with.'), optional('accumulate', 'logical', 'FALSE', 'Whether all partial results are given.')],
    call: reduce,
  },
  {
    name: 'Filter',
    group,
    package: 'base',
    summary: 'The elements for which a function is TRUE.',
    help: 'Of a vector, a list, or the columns of a data frame: `Filter(is.numeric, d)` keeps the numeric columns.',
    example: 'names(Filter(is.factor, cbpp))',
    parameters: [required('f', 'any', 'A function that gives TRUE or FALSE.'), required('x', 'any', 'A vector, list or data frame.')],
    call: async (given, context) => {
      const source = requiredValue(given, 'x');
      const isKept: boolean[] = [];
      for (const { value } of elementsOf(source)) isKept.push(asLogical(requireColumn(await context.apply(requiredValue(given, 'f'), [{ name: null, value }], '`f`'))).values[0] === 1);
      const chosen = isKept.flatMap((kept, index) => (kept ? [index] : []));
      if (source.type === 'dataFrame') return { ...source, columns: new Map([...source.columns].filter((_, index) => isKept[index])) };
      if (source.type === 'list') return { type: 'list', values: chosen.map(index => source.values[index]!), ...(source.names ? { names: chosen.map(index => source.names![index]!) } : {}) };
      return takeElements(requireColumn(source), Int32Array.from(chosen));
    },
  },
  {
    name: 'combn',
    group,
    package: 'utils',
    summary: 'Every choice of m elements.',
    help: 'The columns of a matrix; `FUN` names a function of each choice.',
    example: 'combn(c("a", "b", "c"), 2)\ncombn(4, 2, FUN = sum)',
    parameters: [required('x', 'vector', 'A vector, or how many to choose from.'), required('m', 'integer', 'How many are chosen.'), optional('FUN', 'any', 'NULL', 'A function by its name.'), optional('simplify', 'logical', 'TRUE', 'Whether results are joined.'), furtherArguments],
    call: choices,
  },
  {
    name: 'outer',
    group,
    package: 'base',
    summary: 'A function of every pair of elements, as a matrix.',
    help: 'The product of each element of `X` with each of `Y`; `FUN` names another function or operator that works on whole vectors.',
    example: 'outer(1:3, 1:4)\nouter(1:2, 1:3, "+")',
    parameters: [required('X', 'vector', 'A vector: the rows.'), required('Y', 'vector', 'A vector: the columns.'), optional('FUN', 'any', '"*"', 'A function by its name, or an operator in quotes.')],
    call: async (given, context) => {
      const x = requireColumn(requiredValue(given, 'X'));
      const y = requireColumn(requiredValue(given, 'Y'));
      return outerMatrix(x, y, (left, right) => context.apply(given.get('FUN') ?? characterVector(['*']), [{ name: null, value: left }, { name: null, value: right }], '`FUN`'));
    },
  },
];

async function choices(given: CallArguments, context: CallContext): Promise<Value> {
  const x = requireColumn(requiredValue(given, 'x'));
  const isCount = isNumeric(x) && x.values.length === 1 && x.values[0]! >= 1;
  if (isCount && x.values[0]! > MOST_CHOICES) throw new UserError('GLMM211', `combn() chooses from at most ${MOST_CHOICES} elements.`);
  const elements: Column = isCount ? integerVector(Float64Array.from({ length: Math.trunc(x.values[0]!) }, (_, index) => index + 1)) : x;
  const n = lengthOf(elements);
  const m = numberArgument(given, 'm', 0);
  if (!(Number.isInteger(m) && m >= 0 && m <= n)) throw new UserError('GLMM215', `\`m\` of combn() is a whole number from 0 to ${n}.`);
  const places = Array.from({ length: m }, (_, index) => index);
  const values: Value[] = [];
  for (;;) {
    if (values.length * Math.max(1, m) >= MOST_CHOICES) throw new UserError('GLMM211', `combn() would make more than ${MOST_CHOICES} elements.`);
    const chosen = takeElements(elements, Int32Array.from(places));
    values.push(given.get('FUN') ? await context.apply(requiredValue(given, 'FUN'), [{ name: null, value: chosen }, ...given.dots.map(({ name, value }) => ({ name, value }))], '`FUN`') : chosen);
    let last = m - 1;
    while (last >= 0 && places[last] === n - m + last) last--;
    if (last < 0) break;
    places[last]!++;
    for (let next = last + 1; next < m; next++) places[next] = places[next - 1]! + 1;
  }
  const list: List = { type: 'list', values };
  if (!logicalArgument(given, 'simplify', true)) return list;
  const joined = simplified(list);
  return isAtomic(joined) && !given.get('FUN') && !joined.dim ? { ...joined, dim: [m, values.length] } : joined;
}

const MOST_CHOICES = 5_000_000;

/** What a function that is applied gives for pairs of elements, each row of `x` with each column of `y`. */
export async function outerMatrix(x: Column, y: Column, compute: (left: Value, right: Value) => Promise<Value>): Promise<Value> {
  const rows = lengthOf(x);
  const columns = lengthOf(y);
  if (rows * columns > 50_000_000) throw new UserError('GLMM211', `The result would have ${rows * columns} elements, more than the 50 million that a matrix may have here.`);
  const left = takeElements({ ...x, names: undefined }, Int32Array.from({ length: rows * columns }, (_, cell) => cell % rows));
  const right = takeElements({ ...y, names: undefined }, Int32Array.from({ length: rows * columns }, (_, cell) => Math.floor(cell / rows)));
  const result = await compute(left, right);
  if (!isAtomic(result) || result.values.length !== rows * columns) throw new UserError('GLMM217', `The function of outer() must give one value for each pair, but it gave ${describeValue(result)}.`);
  return { ...result, dim: [rows, columns], ...(x.names ? { rowNames: x.names } : {}), ...(y.names ? { columnNames: y.names } : {}) };
}

/** Results of one value each as a vector, of equal lengths as the columns of a matrix, otherwise the list as it is. */
export function simplified(list: List): Value {
  const { values, names } = list;
  const [first] = values;
  if (!first || !values.every(value => isColumn(value))) return list;
  const columns = values;
  const length = lengthOf(columns[0]!);
  if (length === 0 || columns.some(column => lengthOf(column) !== length)) return list;
  const plain = columns.map(column => (column.type === 'factor' && length === 1 ? takeElements(column, Int32Array.of(0)) : column));
  const joined = concatenate(plain);
  if (length === 1) {
    const inner = columns.map(column => column.names?.[0] ?? '');
    const outer = names ?? [];
    const joinedNames = columns.map((_, index) => [outer[index] ?? '', inner[index]!].filter(Boolean).join('.'));
    return joinedNames.some(Boolean) ? { ...joined, names: joinedNames } : joined;
  }
  const rowNames = columns[0]!.names;
  return { ...(joined as AtomicVector), dim: [length, columns.length], ...(rowNames ? { rowNames } : {}), ...(names ? { columnNames: names } : {}) };
}

/** The elements of a vector or list, or the columns of a data frame, with their names. */
export function elementsOf(source: Value): AppliedArgument[] {
  if (source.type === 'dataFrame') return [...source.columns].map(([name, value]) => ({ name, value }));
  if (source.type === 'list') return source.values.map((value, index) => ({ name: source.names?.[index] ?? null, value }));
  if (source.type === 'null') return [];
  const column = requireColumn(source);
  const { names, ...bare } = column;
  return Array.from({ length: lengthOf(column) }, (_, index) => ({ name: names?.[index] ?? null, value: takeElements(bare as Column, Int32Array.of(index)) }));
}

const membersOf = (list: Value): AppliedArgument[] => elementsOf(list).map(({ name, value }) => ({ name: name === '' ? null : name, value }));

async function applyToEach(given: CallArguments, context: CallContext, usesTextsAsNames: boolean): Promise<List> {
  const source = requiredValue(given, 'X');
  const chosen = requiredValue(given, 'FUN');
  const elements = elementsOf(source);
  const further = given.dots.map(({ name, value }): AppliedArgument => ({ name, value }));
  const values: Value[] = [];
  for (const { value } of elements) values.push(await context.apply(chosen, [{ name: null, value }, ...further], '`FUN`'));
  const names = elements.map(({ name }, index) => name ?? (usesTextsAsNames && source.type === 'character' ? (source.values[index] ?? 'NA') : ''));
  return { type: 'list', values, ...(names.some(Boolean) ? { names } : {}) };
}

async function applyToSeveral(given: CallArguments, context: CallContext): Promise<List> {
  const chosen = given.get('FUN') ?? requiredValue(given, 'f');
  const sources = given.dots.map(({ name, value }) => ({ name, elements: elementsOf(value), isText: value.type === 'character' }));
  const length = sources.some(({ elements }) => elements.length === 0) ? 0 : sources.reduce((most, { elements }) => Math.max(most, elements.length), 0);
  const values: Value[] = [];
  for (let index = 0; index < length; index++) {
    values.push(await context.apply(chosen, sources.map(({ name, elements }) => ({ name, value: elements[index % elements.length]!.value })), '`FUN`'));
  }
  const first = given.dots[0]?.value;
  const names = sources[0]?.elements.map(({ name }, index) => name ?? (first?.type === 'character' ? (first.values[index] ?? 'NA') : '')) ?? [];
  return { type: 'list', values, ...(names.some(Boolean) && names.length === length ? { names } : {}) };
}

function several(name: string, summary: string, example: string, call: (given: CallArguments, context: CallContext) => Promise<Value>, ...more: FunctionDescription['parameters']): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: 'Shorter vectors are recycled. Named arguments are passed on by their names.',
    example,
    parameters: [required(name === 'Map' ? 'f' : 'FUN', 'any', 'A function by its name.'), dots('Vectors or lists.'), ...more],
    call,
  };
}

async function applyToMargin(given: CallArguments, context: CallContext): Promise<Value> {
  const { array, extents } = arrayArgument(given, 'X');
  const places = marginArgument(given, 'MARGIN', extents);
  const others = extents.sizes.flatMap((_, k) => (places.includes(k) ? [] : [k]));
  const margin = chosenExtents(extents, places);
  const inner = { ...chosenExtents(extents, others), isTable: false, variables: null };
  const positions = marginPositions(extents.sizes, places);
  const length = margin.sizes.reduce((product, size) => product * size, 1);
  const cells: number[][] = Array.from({ length }, () => []);
  positions.forEach((position, cell) => cells[position]!.push(cell));
  const further = given.dots.map(({ name, value }): AppliedArgument => ({ name, value }));
  const values: Value[] = [];
  for (const chosen of cells) {
    const part = takeElements(withShape(array, {}), Int32Array.from(chosen));
    values.push(await context.apply(requiredValue(given, 'FUN'), [{ name: null, value: others.length > 0 ? withExtents(part, inner) : part }, ...further], '`FUN`'));
  }
  // names of the margin, not those that each result has
  const isSingle = values.every(value => isColumn(value) && lengthOf(value) === 1);
  const names = places.length === 1 ? (margin.labels[0] ?? null) : null;
  const unnamed = isSingle ? values.map(value => ({ ...value, names: undefined }) as unknown as Value) : values;
  const joined = simplified({ type: 'list', values: unnamed, ...(names ? { names } : {}) });
  if (!isAtomic(joined)) return joined;
  if (isSingle) return places.length > 1 ? withExtents(joined, { ...margin, isTable: false }) : joined;
  const size = joined.values.length / length;
  const labels = [joined.rowNames ?? null, ...margin.labels];
  const variables = margin.variables?.some(Boolean) ? ['', ...margin.variables] : null;
  return places.length > 1 || variables ? withExtents(joined, { sizes: [size, ...margin.sizes], labels, variables, isTable: false }) : joined;
}

async function reduce(given: CallArguments, context: CallContext): Promise<Value> {
  const chosen = requiredValue(given, 'f');
  const initial = given.get('init');
  const elements = elementsOf(requiredValue(given, 'x')).map(({ value }) => value);
  const all = initial && initial.type !== 'null' ? [initial, ...elements] : elements;
  let [result = NULL_VALUE] = all;
  const partial: Value[] = all.length > 0 ? [result] : [];
  for (const value of all.slice(1)) {
    result = await context.apply(chosen, [{ name: null, value: result }, { name: null, value }], '`f`');
    partial.push(result);
  }
  return logicalArgument(given, 'accumulate', false) ? simplified({ type: 'list', values: partial }) : result;
}
