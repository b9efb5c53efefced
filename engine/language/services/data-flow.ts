/** Which variables a cell reads and which it leaves behind, seen from its syntax tree. */
import type { Argument, Call, Expression } from '../syntax/tree.js';
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

/** Names inside a formula count as read, since a variable is looked up in the session where the data have no such column. */
export const dataFlowOf = (source: string): DataFlow => dataFlowOfStatements(parsed(source).program.statements);

export function dataFlowOfStatements(statements: readonly Expression[]): DataFlow {
  const reads = new Set<string>();
  const assigns = new Set<string>();
  const assign = (name: string): void => void assigns.add(name);
  const read = (name: string): void => {
    if (!assigns.has(name)) reads.add(name);
  };
  for (const statement of statements) visit(statement, read, assign);
  return { reads, assigns };
}

type Note = (name: string) => void;

function visit(expression: Expression, read: Note, assign: Note): void {
  const visitArguments = (list: readonly Argument[]): void => {
    for (const { value } of list) if (value) visit(value, read, assign);
  };
  switch (expression.kind) {
    case 'name':
      return read(expression.name);
    case 'assignment':
      visit(expression.value, read, assign);
      return visitTarget(expression.target, read, assign);
    case 'call':
      if (calledName(expression) === 'data') return assignDatasets(expression.arguments, assign);
      if (expression.callee.kind !== 'name') visit(expression.callee, read, assign);
      visitArguments(expression.arguments);
      return noteRandomNumbers(calledName(expression), read, assign);
    case 'index':
      visit(expression.object, read, assign);
      return visitArguments(expression.arguments);
    case 'member':
      return visit(expression.object, read, assign);
    case 'unary':
      return visit(expression.operand, read, assign);
    case 'binary':
      visit(expression.left, read, assign);
      return visit(expression.right, read, assign);
    case 'formula':
      if (expression.left) visit(expression.left, read, assign);
      return visit(expression.right, read, assign);
    case 'parenthesised':
      return visit(expression.inner, read, assign);
    case 'block':
      for (const statement of expression.statements) visit(statement, read, assign);
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

/** `set.seed()` begins the stream; a function that draws goes on from where it stands. */
function noteRandomNumbers(name: string, read: Note, assign: Note): void {
  if (drawingFunctions.has(name)) read(RANDOM_STREAM);
  if (drawingFunctions.has(name) || name === 'set.seed') assign(RANDOM_STREAM);
}

/** `d$x <- …`, `d[1, ] <- …` and `levels(d$x) <- …` change `d`: they read it and leave it behind. */
function visitTarget(target: Expression, read: Note, assign: Note): void {
  switch (target.kind) {
    case 'name':
      return assign(target.name);
    case 'string':
      return assign(target.value);
    case 'member':
    case 'index':
    case 'call': {
      visit(target, read, assign);
      const changed = target.kind === 'call' ? target.arguments[0]?.value : target.object;
      if (changed) visitTarget(changed, read, assign);
      return;
    }
    default:
      visit(target, read, assign);
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
