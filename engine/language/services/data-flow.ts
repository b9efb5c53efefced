/** Which variables a cell reads and which it leaves behind, seen from its syntax tree. */
import { matchArguments } from '../arguments.js';
import { functions } from '../functions.js';
import type { ParameterDescription } from '../registry.js';
import type { Argument, Call, Expression } from '../syntax/tree.js';
import { dataArgument } from './calls.js';
import { parsed } from './parsed.js';

export interface DataFlow {
  /** Names whose value must come from an earlier cell. */
  readonly reads: ReadonlySet<string>;
  readonly assigns: ReadonlySet<string>;
}

/** The name under which the stream of random numbers flows from cell to cell, as R calls it. */
export const RANDOM_STREAM = '.Random.seed';

/** The functions that draw random numbers, and so move the stream on. */
export const drawingFunctions: ReadonlySet<string> = new Set([
  'rbeta', 'rbinom', 'rcauchy', 'rchisq', 'rexp', 'rf', 'rgamma', 'rgeom', 'rlnorm', 'rlogis', 'rnbinom', 'rnorm', 'rpois', 'rt', 'runif', 'rweibull', 'sample', 'sample.int',
]);

/** Whether the data frame that an expression stands for surely has a column of a name. */
export type HasColumn = (data: Expression, name: string) => boolean;

/** A name inside a formula counts as read unless it surely is a column of the data: otherwise it would be looked up among the variables. */
export const dataFlowOf = (source: string, hasColumn?: HasColumn): DataFlow => dataFlowOfStatements(parsed(source).program.statements, hasColumn);

export function dataFlowOfStatements(statements: readonly Expression[], hasColumn: HasColumn = () => false): DataFlow {
  const reads = new Set<string>();
  const assigns = new Set<string>();
  const assign = (name: string): void => void assigns.add(name);
  const read = (name: string): void => {
    if (!assigns.has(name)) reads.add(name);
  };
  for (const statement of statements) visit(statement, { read, assign, hasColumn });
  return { reads, assigns };
}

type Note = (name: string) => void;

interface Visit {
  readonly read: Note;
  readonly assign: Note;
  readonly hasColumn: HasColumn;
}

function visit(expression: Expression, way: Visit): void {
  const { read, assign } = way;
  const visitArguments = (list: readonly Argument[]): void => {
    for (const { value } of list) if (value) visit(value, way);
  };
  switch (expression.kind) {
    case 'name':
      return read(expression.name);
    case 'assignment':
      visit(expression.value, way);
      return visitTarget(expression.target, way);
    case 'call':
      if (calledName(expression) === 'data') return assignDatasets(expression.arguments, assign);
      if (expression.callee.kind !== 'name') visit(expression.callee, way);
      for (const argument of expression.arguments) if (argument.value) visit(argument.value, withColumns(expression, argument, way));
      return noteRandomNumbers(expression, way);
    case 'index':
      visit(expression.object, way);
      return visitArguments(expression.arguments);
    case 'member':
      return visit(expression.object, way);
    case 'unary':
      return visit(expression.operand, way);
    case 'binary':
      visit(expression.left, way);
      return visit(expression.right, way);
    case 'formula':
      if (expression.left) visit(expression.left, way);
      return visit(expression.right, way);
    case 'parenthesised':
      return visit(expression.inner, way);
    case 'block':
      for (const statement of expression.statements) visit(statement, way);
      return;
    case 'number':
    case 'string':
    case 'constant':
    case 'namespace':
    case 'unsupported':
    case 'missing':
  }
}

const calledName = ({ callee }: Call): string => (callee.kind === 'name' || callee.kind === 'namespace' ? callee.name : '');

/** Where an argument is looked up in the data of its call first, names of columns are not read from the session. */
function withColumns(call: Call, argument: Argument, way: Visit): Visit {
  const description = functions.get(calledName(call));
  if (!description) return way;
  const { named, dots } = matchedOrNothing(call);
  const data = dataArgument(description, named);
  const parameter = [...named].find(([, given]) => given === argument)?.[0] ?? (dots.includes(argument) ? '...' : '');
  const isMasked = description.parameters.some(one => (one.name === parameter || (parameter === '...' && one.type === 'dots')) && isLookedUpInData(one));
  return data && isMasked && argument.value !== data ? { ...way, read: name => void (way.hasColumn(data, name) || way.read(name)) } : way;
}

const isLookedUpInData = ({ isLazy, type }: ParameterDescription): boolean => isLazy === true || type === 'formula' || type === 'column' || type === 'columns';

function matchedOrNothing(call: Call): ReturnType<typeof matchArguments> {
  try {
    return matchArguments(functions.get(calledName(call))!, call.arguments);
  } catch {
    return { named: new Map(), dots: [] };
  }
}

/** `set.seed()` begins the stream; a function that draws goes on from where it stands. */
function noteRandomNumbers(call: Call, { read, assign }: Visit): void {
  const name = calledName(call);
  const draws = drawingFunctions.has(name) || drawsQuantileResiduals(call);
  if (draws) read(RANDOM_STREAM);
  if (draws || name === 'set.seed') assign(RANDOM_STREAM);
}

/** `residuals(m, type = "quantile")`, of which the family may be discrete. */
const drawsQuantileResiduals = (call: Call): boolean =>
  /^resid(uals)?$/.test(calledName(call)) && call.arguments.some(({ value }) => value?.kind === 'string' && value.value === 'quantile');

/** `d$x <- …`, `d[1, ] <- …` and `levels(d$x) <- …` change `d`: they read it and leave it behind. */
function visitTarget(target: Expression, way: Visit): void {
  const { assign } = way;
  switch (target.kind) {
    case 'name':
      return assign(target.name);
    case 'string':
      return assign(target.value);
    case 'member':
    case 'index':
    case 'call': {
      visit(target, way);
      const changed = target.kind === 'call' ? target.arguments[0]?.value : target.object;
      if (changed) visitTarget(changed, way);
      return;
    }
    default:
      visit(target, way);
  }
}

/** `data(cbpp)` binds `cbpp`. */
function assignDatasets(list: readonly Argument[], assign: Note): void {
  for (const { name, value } of list) {
    if (name !== null) continue;
    if (value?.kind === 'name') assign(value.name);
    if (value?.kind === 'string') assign(value.value);
  }
}
