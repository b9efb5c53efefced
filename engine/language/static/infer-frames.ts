/** The columns of data frames that calls make. */
import { syntacticName } from '../../data/readers/delimited.js';
import type { ColumnSnapshot } from '../../results.js';
import { deparse } from '../syntax/deparse.js';
import type { Argument, Assignment, Expression } from '../syntax/tree.js';
import { namesIn } from '../syntax/walk.js';
import { columnsAt, infer, masked, memberOf, selection, textsIn, withoutCounts, type Names } from './infer.js';
import type { Given, ResultRule } from './infer-call.js';
import { asColumn, frameOf, isSame, recounted, unknown, vectorOf, type StaticFrame, type StaticValue } from './values.js';

/** The same columns, other rows; vectors keep type and levels. */
const rowsOf: ResultRule = (given) => {
  const from = first(given);
  if (from.kind === 'dataFrame') return withoutCounts(from);
  return from.kind === 'vector' ? vectorOf(from.type, { levels: from.levels, ...(from.values ? { values: from.values } : {}) }) : unknown;
};

export const frameResults: Readonly<Record<string, ResultRule>> = {
  'data.frame': ({ call, names }) => frameFrom(call.arguments, names),
  'as.data.frame': (given) => {
    const from = first(given);
    return from.kind === 'dataFrame' ? from : unknown;
  },
  'expand.grid': ({ dots, names }) => gridOf(dots, names),
  cbind: ({ dots, call, names }) => {
    const given = dots.length > 0 ? dots : call.arguments;
    return given.some(({ value }) => value !== null && infer(value, names).kind === 'dataFrame') ? frameFrom(given, names) : unknown;
  },
  rbind: stacked,
  head: rowsOf,
  tail: rowsOf,
  'na.omit': rowsOf,
  unique: rowsOf,
  subset: subsetOf,
  transform: transformed,
  with: (given) => {
    const data = given.value('data');
    const body = given.expression('expr');
    return data.kind === 'dataFrame' && body ? infer(body, masked(data, given.names)) : unknown;
  },
  within: changedWithin,
  merge: merged,
  aggregate: aggregated,
};

const first = ({ call, names }: Given): StaticValue => (call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown);

const settings = new Set(['stringsAsFactors', 'check.names', 'row.names', 'check.rows', 'deparse.level', 'make.row.names', 'KEEP.OUT.ATTRS']);

/** What `data.frame` makes of its arguments. */
function frameFrom(given: readonly Argument[], names: Names): StaticFrame {
  const isChecked = !given.some(({ name, value }) => name === 'check.names' && value?.kind === 'constant' && value.name.startsWith('F'));
  const columnName = (name: string | null, expression: Expression): string => (isChecked ? syntacticName(name ?? deparse(expression)) : (name ?? deparse(expression)));
  const areFactors = given.some(({ name, value }) => name === 'stringsAsFactors' && value?.kind === 'constant' && value.name.startsWith('T'));
  const columns: ColumnSnapshot[] = [];
  let isComplete = true;
  for (const { name, value: expression } of given) {
    if (!expression || (name !== null && settings.has(name))) continue;
    const value = infer(expression, names);
    if (value.kind === 'dataFrame' && name === null) {
      columns.push(...value.columns.values());
      isComplete &&= value.isComplete;
    } else if (value.kind === 'vector') columns.push(asColumn(columnName(name, expression), areFactors && value.type === 'character' ? vectorOf('factor') : value));
    else {
      // a matrix or a data frame gives several columns
      if (name !== null || expression.kind === 'name') columns.push(asColumn(columnName(name, expression), value));
      isComplete = false;
    }
  }
  const isRepeated = new Set(columns.map(({ name }) => name)).size < columns.length;
  return frameOf(columns, isComplete && !isRepeated);
}

const textOf = (expression: Expression): string => (expression.kind === 'name' ? expression.name : '');

function gridOf(given: readonly Argument[], names: Names): StaticValue {
  const columns = given.flatMap(({ name, value }): ColumnSnapshot[] => {
    if (name === null || !value) return [];
    const axis = infer(value, names);
    if (axis.kind !== 'vector' || axis.type !== 'character') return [asColumn(name, axis)];
    const levels = [...new Set((axis.elements ?? []).filter((one) => typeof one === 'string'))];
    return [asColumn(name, vectorOf('factor', { levels }))];
  });
  return frameOf(columns, columns.length === given.length);
}

/** `rbind` of data frames: the columns of the first; levels of factors are joined. */
function stacked({ dots, call, names }: Given): StaticValue {
  const values = (dots.length > 0 ? dots : call.arguments).flatMap(({ name, value }) => (value && !(name !== null && settings.has(name)) ? [infer(value, names)] : []));
  const frames = values.filter((value) => value.kind === 'dataFrame');
  const [top] = frames;
  if (!top) return unknown;
  const isKnown = frames.length === values.length;
  const columns = [...top.columns.values()].map((column): ColumnSnapshot => {
    const others = frames.slice(1).map((frame) => frame.columns.get(column.name));
    if (!isKnown || !others.every((other) => other?.type === column.type)) return asColumn(column.name, unknown);
    const isFactor = column.type === 'factor' && [column, ...others].every((one) => one!.levels.length > 0);
    return asColumn(column.name, vectorOf(column.type, isFactor ? { levels: [...new Set([column, ...others].flatMap((one) => one!.levels))] } : {}));
  });
  return frameOf(columns, top.isComplete);
}

function subsetOf(given: Given): StaticValue {
  const from = rowsOf(given);
  const select = given.expression('select');
  if (from.kind !== 'dataFrame' || !select) return from;
  const chosen = selectedColumns(select, from, given.names);
  return chosen ? selection(from, chosen) : unknown;
}

/** `select = c(a, b)`, `-x`, `a:c`, `c("a", "b")`. */
function selectedColumns(select: Expression, frame: StaticFrame, names: Names): string[] | null {
  const all = [...frame.columns.keys()];
  if (select.kind === 'parenthesised') return selectedColumns(select.inner, frame, names);
  if (select.kind === 'name' && frame.columns.has(select.name)) return [select.name];
  if (select.kind === 'unary' && select.operator === '-') {
    const dropped = selectedColumns(select.operand, frame, names);
    return dropped && frame.isComplete ? all.filter((name) => !dropped.includes(name)) : null;
  }
  if (select.kind === 'binary' && select.operator === ':' && select.left.kind === 'name' && select.right.kind === 'name') {
    const [from, to] = [all.indexOf(select.left.name), all.indexOf(select.right.name)];
    return from < 0 || to < from || !frame.isComplete ? null : all.slice(from, to + 1);
  }
  if (select.kind === 'call' && textOf(select.callee) === 'c' && select.arguments.every(({ name, value }) => name === null && value)) {
    const parts = select.arguments.map(({ value }) => selectedColumns(value!, frame, names));
    const isRemoval = select.arguments.some(({ value }) => value?.kind === 'unary');
    return !isRemoval && parts.every((part) => part !== null) ? parts.flat() : null;
  }
  return columnsAt(select, frame, names);
}

function transformed(given: Given): StaticValue {
  const from = given.value('_data');
  if (from.kind !== 'dataFrame') return unknown;
  const inside = masked(from, given.names);
  const columns = new Map(from.columns);
  for (const { name, value } of given.dots) if (name !== null && value) setColumn(columns, name, infer(value, inside));
  return { ...from, columns };
}

/** `within(d, { a <- …; rm(b) })`. */
function changedWithin(given: Given): StaticValue {
  const from = given.value('data');
  const body = given.expression('expr');
  if (from.kind !== 'dataFrame' || !body) return unknown;
  const columns = new Map(from.columns);
  let isComplete = from.isComplete;
  for (const statement of body.kind === 'block' ? body.statements : [body]) {
    if (statement.kind === 'assignment') isComplete &&= assignInside(statement, columns, given.names);
    else if (statement.kind === 'call' && textOf(statement.callee) === 'rm') for (const { value } of statement.arguments) if (value) columns.delete(textOf(value));
  }
  // R puts the new columns last, the one that was assigned last first
  const names = [...[...columns.keys()].filter((name) => from.columns.has(name)), ...[...columns.keys()].filter((name) => !from.columns.has(name)).reverse()];
  return { kind: 'dataFrame', columns: new Map(names.map((name) => [name, columns.get(name)!])), isComplete };
}

/** False where what is assigned cannot be told. */
function assignInside({ target, value }: Assignment, columns: Map<string, ColumnSnapshot>, names: Names): boolean {
  const inside = masked({ kind: 'dataFrame', columns, isComplete: true }, names);
  if (target.kind === 'name') setColumn(columns, target.name, infer(value, inside));
  else if (target.kind === 'string') setColumn(columns, target.value, infer(value, inside));
  else {
    const changed = namesIn(target)[0];
    if (changed !== undefined) setColumn(columns, changed, unknown);
    return changed !== undefined;
  }
  return true;
}

export function setColumn(columns: Map<string, ColumnSnapshot>, name: string, value: StaticValue): void {
  if (value.kind === 'null') columns.delete(name);
  else columns.set(name, asColumn(name, value));
}

function merged(given: Given): StaticValue {
  const [x, y] = [given.value('x'), given.value('y')];
  if (x.kind !== 'dataFrame' || y.kind !== 'dataFrame') return unknown;
  const common = [...x.columns.keys()].filter((name) => y.columns.has(name));
  const written = (parameter: string): string[] | null | undefined => {
    const expression = given.expression(parameter);
    return expression ? textsIn(expression, given.names) : undefined;
  };
  const by = written('by');
  const [byX, byY] = [written('by.x') ?? by ?? (by === undefined ? common : null), written('by.y') ?? by ?? (by === undefined ? common : null)];
  const suffixes = given.expression('suffixes') ? textsIn(given.expression('suffixes')!, given.names) : ['.x', '.y'];
  if (!byX || !byY || !suffixes || !x.isComplete || !y.isComplete) return frameOf([...x.columns.values(), ...y.columns.values()].map(recounted), false);
  const [restX, restY] = [[...x.columns.values()].filter(({ name }) => !byX.includes(name)), [...y.columns.values()].filter(({ name }) => !byY.includes(name))];
  const clash = new Set(restX.map(({ name }) => name).filter((name) => restY.some((other) => other.name === name)));
  const rest = (columns: readonly ColumnSnapshot[], suffix: string): ColumnSnapshot[] => columns.map((column) => ({ ...recounted(column), name: clash.has(column.name) ? column.name + suffix : column.name }));
  const keys = byX.map((name, index) => {
    const [left, right] = [x.columns.get(name), y.columns.get(byY[index] ?? '')];
    return left && right && left.type === right.type && isSame(left.levels, right.levels) ? recounted(left) : asColumn(name, unknown);
  });
  return frameOf([...keys, ...rest(restX, suffixes[0] ?? ''), ...rest(restY, suffixes[1] ?? '')]);
}

/** `aggregate(y ~ a + b, data = d, FUN = mean)` and `aggregate(x, by = list(g = d$g), FUN = mean)`. */
function aggregated(given: Given): StaticValue {
  const x = given.expression('x');
  const result = averaging.has(textOf(given.expression('FUN') ?? given.call)) ? vectorOf('double') : unknown;
  if (x?.kind === 'formula') {
    const data = given.value('data');
    const grouping = summands(x.right);
    const responses = x.left?.kind === 'call' && textOf(x.left.callee) === 'cbind' ? x.left.arguments.flatMap(({ value }) => value ?? []) : x.left ? [x.left] : [];
    if (![...grouping, ...responses].every((part) => part.kind === 'name' && part.name !== '.')) return unknown;
    const groups = grouping.map((part) => asColumn(textOf(part), data.kind === 'dataFrame' ? memberOf(data, textOf(part)) : unknown)).map(recounted);
    return frameOf([...groups, ...responses.map((part) => asColumn(textOf(part), result))]);
  }
  const by = given.expression('by') ? given.value('by') : unknown;
  if (!x || by.kind !== 'list' || !by.isComplete) return unknown;
  const values = infer(x, given.names);
  const groups = [...by.elements].map(([name, value]) => recounted(asColumn(name, value)));
  if (values.kind === 'dataFrame') return frameOf([...groups, ...[...values.columns.keys()].map((name) => asColumn(name, result))], values.isComplete);
  return values.kind === 'vector' ? frameOf([...groups, asColumn('x', result)]) : unknown;
}

/** Functions of several numbers that give one. */
const averaging = new Set(['mean', 'median', 'sd', 'var', 'min', 'max', 'sum', 'IQR']);

const summands = (expression: Expression): Expression[] =>
  expression.kind === 'binary' && expression.operator === '+' ? [...summands(expression.left), ...summands(expression.right)] : [expression];

