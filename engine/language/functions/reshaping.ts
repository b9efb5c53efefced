/** Data frames from wide to long and back, lists of vectors as one column, and groups put together again. */
import { characterVector, integerVector, isColumn } from '../../data/atomic.js';
import { asCharacter, labelsOf } from '../../data/coercion.js';
import { concatenate, makeDataFrame, selectColumns, selectRows, unknownColumn } from '../../data/data-frame.js';
import { asFactor, interaction } from '../../data/factor.js';
import { takeElements } from '../../data/indexing.js';
import { lengthOf, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { elementsOf } from './apply.js';
import { columnArgument, dots, frameArgument, optional, required, requireColumn, requiredValue, textArgument, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const reshapingFunctions: readonly FunctionDescription[] = [
  {
    name: 'reshape',
    group,
    package: 'stats',
    summary: 'A data frame from wide to long, or from long to wide.',
    help: '`direction = "long"`: the columns `varying` of one variable at several times become one column, with one row for each time. Columns called `y.1`, `y.2` say their variable and time themselves (`sep` stands between). `direction = "wide"`: one row for each `idvar`, one column for each time.',
    example: 'wide <- data.frame(id = 1:2, y.1 = c(5, 6), y.2 = c(8, 9))\nreshape(wide, direction = "long", varying = c("y.1", "y.2"), idvar = "id")',
    parameters: [
      required('data', 'dataFrame', 'A data frame.'),
      optional('varying', 'any', 'NULL', 'Wide columns: names or numbers; a list of them for several variables.'),
      optional('v.names', 'vector', 'NULL', 'What the variable is called in the long form.'),
      optional('timevar', 'string', '"time"', 'The column of times in the long form.'),
      optional('idvar', 'vector', '"id"', 'The columns that tell who is measured.'),
      optional('ids', 'vector', '1:nrow(data)', 'Values of an id column that is made.'),
      optional('times', 'vector', 'NULL', 'The times, in the order of the columns.'),
      optional('drop', 'vector', 'NULL', 'Columns to leave out first.'),
      optional('direction', 'string', '"long"', 'Which form is wanted.', { allowed: ['long', 'wide'] }),
      optional('new.row.names', 'vector', 'NULL', 'Names of the rows of the long form.'),
      optional('sep', 'string', '"."', 'What stands between variable and time in names of columns.'),
    ],
    call: given => {
      const whole = frameArgument(given, 'data');
      const left = textsArgument(given, 'drop') ?? [];
      const frame = left.length > 0 ? selectColumns(whole, [...whole.columns.keys()].filter(name => !left.includes(name))) : whole;
      return textArgument(given, 'direction', 'long') === 'long' ? toLong(frame, given) : toWide(frame, given);
    },
  },
  {
    name: 'stack',
    group,
    package: 'utils',
    summary: 'The vectors of a list or data frame as one column, with a factor that says which.',
    help: 'The columns are called `values` and `ind`.',
    example: 'stack(list(a = 1:2, b = 3:4))',
    parameters: [required('x', 'any', 'A list with names, or a data frame.'), dots('Accepted and not needed.')],
    call: given => {
      const x = requiredValue(given, 'x');
      if (x.type !== 'list' && x.type !== 'dataFrame') throw new UserError('GLMM215', `stack() takes a list or a data frame, but this is ${describeValue(x)}.`);
      const parts = elementsOf(x).flatMap(({ name, value }) => (isColumn(value) && value.type !== 'factor' ? [{ name: name ?? '', column: value }] : []));
      if (parts.length === 0) throw new UserError('GLMM215', 'stack() finds no vectors to put together.');
      const levels = parts.map(({ name }) => name);
      const codes = parts.flatMap(({ column }, index) => Array.from({ length: lengthOf(column) }, () => index + 1));
      return makeDataFrame([['values', concatenate(parts.map(({ column }) => column))], ['ind', { type: 'factor', levels, isOrdered: false, codes: Int32Array.from(codes) }]]);
    },
  },
  {
    name: 'unstack',
    group,
    package: 'utils',
    summary: 'One column for each group: stack() undone.',
    help: 'Groups of equal size give a data frame, others a list. `form` says which column is parted by which, such as `y ~ g`.',
    example: 'unstack(stack(list(a = 1:2, b = 3:4)))',
    parameters: [required('x', 'dataFrame', 'A data frame.'), optional('form', 'formula', 'values ~ ind', 'Values ~ groups.')],
    call: unstacked,
  },
  {
    name: 'unsplit',
    group,
    package: 'base',
    summary: 'Puts the parts that split() made together again, in their old order.',
    help: 'Each part goes back to the places of its group in `f`.',
    example: 'unsplit(split(1:4, c("a", "b", "a", "b")), c("a", "b", "a", "b"))',
    parameters: [required('value', 'list', 'A list of parts.'), required('f', 'factor', 'The factor, or a list of them.')],
    call: given => {
      const value = requiredValue(given, 'value');
      const f = requiredValue(given, 'f');
      if (value.type !== 'list') throw new UserError('GLMM215', `unsplit() takes a list, but this is ${describeValue(value)}.`);
      const factors = (f.type === 'list' ? f.values : [f]).map(each => asFactor(requireColumn(each)));
      const codes = factors.length === 1 ? factors[0]!.codes : interaction(factors, '.', false, false).codes;
      const taken = value.values.map(() => 0);
      const parts = value.values.map(requireColumn);
      const starts = parts.map((_, k) => parts.slice(0, k).reduce((sum, part) => sum + lengthOf(part), 0));
      const positions = Int32Array.from(codes, code => (code === 0 ? -1 : starts[code - 1]! + taken[code - 1]!++));
      return takeElements(concatenate(parts), positions);
    },
  },
];

function toLong(frame: DataFrame, given: CallArguments): DataFrame {
  const { sets, times, variables } = wideColumns(frame, given);
  const timeVariable = textArgument(given, 'timevar', 'time');
  const idVariables = textsArgument(given, 'idvar') ?? ['id'];
  const wide = new Set(sets.flat());
  const constant = [...frame.columns.keys()].filter(name => !wide.has(name));
  const rows = frame.rowCount;
  const count = lengthOf(times);
  const repeated = Int32Array.from({ length: rows * count }, (_, index) => index % rows);
  const columns: [string, Column][] = constant.map(name => [name, takeElements(frame.columns.get(name)!, repeated)]);
  columns.push([timeVariable, takeElements(times, Int32Array.from({ length: rows * count }, (_, index) => Math.floor(index / rows)))]);
  sets.forEach((set, k) => columns.push([variables[k]!, concatenate(set.map(name => frame.columns.get(name)!))]));
  const isIdMade = idVariables.length === 1 && !constant.includes(idVariables[0]!);
  const ids: Column = given.get('ids') ? columnArgument(given, 'ids') : integerVector(Float64Array.from({ length: rows }, (_, row) => row + 1));
  if (isIdMade) columns.push([idVariables[0]!, takeElements(ids, repeated)]);
  const idLabels = isIdMade ? labelsOf(ids) : labelsOf(idVariables.length === 1 ? frame.columns.get(idVariables[0]!)! : asCharacter(interaction(idVariables.map(name => asFactor(columnNamed(frame, name))), '.', false, false)));
  const timeLabels = labelsOf(times);
  const rowNames = textsArgument(given, 'new.row.names') ?? Array.from({ length: rows * count }, (_, index) => `${idLabels[index % rows]}.${timeLabels[Math.floor(index / rows)]}`);
  return { ...makeDataFrame(columns), rowNames };
}

/** The columns of each variable in the order of times, the times, and what the variables are called. */
function wideColumns(frame: DataFrame, given: CallArguments): { sets: string[][]; times: Column; variables: string[] } {
  const varying = given.get('varying');
  if (!varying || varying.type === 'null') throw new UserError('GLMM206', 'reshape() needs the argument `varying`: the wide columns.', { advice: ['Write varying = c("y.1", "y.2"), or a list of such for several variables.'] });
  const named = textsArgument(given, 'v.names');
  const timesGiven = given.get('times') ? columnArgument(given, 'times') : null;
  const counted = (length: number): Column => timesGiven ?? integerVector(Float64Array.from({ length }, (_, index) => index + 1));
  const namesIn = (value: Value): string[] => {
    const column = requireColumn(value);
    if (column.type === 'double' || column.type === 'integer') return Array.from(column.values, number => [...frame.columns.keys()][number - 1] ?? String(number));
    return labelsOf(column).map(name => name ?? 'NA');
  };
  const checked = (sets: string[][], times: Column, variables: string[]): { sets: string[][]; times: Column; variables: string[] } => {
    for (const name of sets.flat()) columnNamed(frame, name);
    const odd = sets.find(set => set.length !== lengthOf(times));
    if (odd) throw new UserError('GLMM212', `There are ${lengthOf(times)} times, but ${odd.length} columns: ${odd.join(', ')}.`);
    return { sets, times, variables };
  };
  if (varying.type === 'list') {
    const sets = varying.values.map(namesIn);
    return checked(sets, counted(sets[0]?.length ?? 0), named ?? sets.map(set => set[0] ?? ''));
  }
  const all = namesIn(varying);
  if (named) {
    const sets = named.map((_, k) => all.filter((_name, index) => index % named.length === k));
    return checked(sets, counted(all.length / named.length), named);
  }
  return guessed(all, textArgument(given, 'sep', '.'), timesGiven, checked);
}

/** `y.1`, `y.2`: the variable before the separator, the time after it. */
function guessed(names: readonly string[], separator: string, timesGiven: Column | null, checked: (sets: string[][], times: Column, variables: string[]) => { sets: string[][]; times: Column; variables: string[] }): { sets: string[][]; times: Column; variables: string[] } {
  const parts = names.map(name => {
    if (separator === '') return /^(.*?[A-Za-z])(\d+)$/.exec(name)?.slice(1) ?? null;
    const at = name.indexOf(separator);
    return at < 0 ? null : [name.slice(0, at), name.slice(at + separator.length)];
  });
  const odd = parts.findIndex(part => part === null);
  if (odd >= 0) throw new UserError('GLMM215', `reshape() cannot tell the variable and the time of the column ${names[odd]}.`, { advice: ['Give v.names = "…" and times = …, or another sep = "…".'] });
  const variables = [...new Set(parts.map(part => part![0]!))];
  const times = [...new Set(parts.map(part => part![1]!))];
  const sets = variables.map(variable => times.map(time => names[parts.findIndex(part => part![0] === variable && part![1] === time)] ?? `${variable}${separator}${time}`));
  const numbers = times.map(Number);
  const column: Column = timesGiven ?? (numbers.some(Number.isNaN) ? characterVector(times) : numbers.every(Number.isInteger) ? integerVector(numbers) : { type: 'double', values: Float64Array.from(numbers) });
  return checked(sets, column, variables);
}

function toWide(frame: DataFrame, given: CallArguments): DataFrame {
  const timeVariable = textArgument(given, 'timevar', 'time');
  const idVariables = textsArgument(given, 'idvar') ?? ['id'];
  const times = columnNamed(frame, timeVariable);
  const separator = textArgument(given, 'sep', '.');
  const variables = textsArgument(given, 'v.names') ?? [...frame.columns.keys()].filter(name => name !== timeVariable && !idVariables.includes(name));
  const keys = rowKeys(idVariables.map(name => columnNamed(frame, name)));
  const firstOf = new Map<string, number>();
  keys.forEach((key, row) => {
    if (!firstOf.has(key)) firstOf.set(key, row);
  });
  const first = Int32Array.from(firstOf.values());
  const constant = selectRows(selectColumns(frame, [...frame.columns.keys()].filter(name => name !== timeVariable && !variables.includes(name))), first);
  const timeLabels = labelsOf(times).map(label => label ?? 'NA');
  const columns = new Map(constant.columns);
  for (const time of new Set(timeLabels)) {
    const rowOf = new Map<string, number>();
    keys.forEach((key, row) => {
      if (timeLabels[row] === time && !rowOf.has(key)) rowOf.set(key, row);
    });
    const positions = Int32Array.from(firstOf.keys(), key => rowOf.get(key) ?? -1);
    for (const variable of variables) columns.set(`${variable}${separator}${time}`, takeElements(columnNamed(frame, variable), positions));
  }
  const rowNames = Array.from(first, row => frame.rowNames?.[row] ?? String(row + 1));
  const areCounted = rowNames.every((name, row) => name === String(row + 1));
  return { type: 'dataFrame', rowCount: first.length, columns, ...(areCounted ? {} : { rowNames }) };
}

const rowKeys = (columns: readonly Column[]): string[] => {
  const labels = columns.map(labelsOf);
  return Array.from({ length: labels[0]?.length ?? 0 }, (_, row) => labels.map(each => each[row] ?? '\0').join('\u0001'));
};

function columnNamed(frame: DataFrame, name: string): Column {
  const column = frame.columns.get(name);
  if (column) return column;
  throw unknownColumn(frame, name);
}

async function unstacked(given: CallArguments, context: CallContext): Promise<Value> {
  const frame = frameArgument(given, 'x');
  const form = given.get('form');
  const [values, groups] =
    form?.type === 'formula' && form.formula.left
      ? [requireColumn(await context.evaluate(form.formula.left, frame)), requireColumn(await context.evaluate(form.formula.right, frame))]
      : [columnNamed(frame, 'values'), columnNamed(frame, 'ind')];
  const factor = asFactor(groups);
  const parts = factor.levels.map((_, level) => takeElements(values, Int32Array.from([...factor.codes.keys()].filter(row => factor.codes[row] === level + 1))));
  const areEqual = parts.every(part => lengthOf(part) === lengthOf(parts[0]!));
  if (areEqual && parts.length > 1) return makeDataFrame(parts.map((part, level) => [factor.levels[level]!, part]));
  return { type: 'list', values: parts, names: factor.levels };
}
