/** Ways through a syntax tree. */
import type { Argument, Binary, Expression, Formula, Program } from './tree.js';

/** The parts of an expression, in the order of the text; the function of a call comes before its arguments. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return [expression.callee, ...valuesOf(expression.arguments)];
    case 'index':
      return [expression.object, ...valuesOf(expression.arguments)];
    case 'member':
      return [expression.object];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'formula':
      return expression.left ? [expression.left, expression.right] : [expression.right];
    case 'assignment':
      return [expression.target, expression.value];
    case 'parenthesised':
      return [expression.inner];
    case 'block':
      return expression.statements;
    default:
      return [];
  }
}

const valuesOf = (list: readonly Argument[]): Expression[] => list.flatMap(({ value }) => (value ? [value] : []));

/** The expression with each of its parts replaced; statements and assignments stay as they are. */
export function mapChildren(expression: Expression, change: (part: Expression) => Expression): Expression {
  const ofArguments = (list: readonly Argument[]): readonly Argument[] => list.map(argument => (argument.value ? { ...argument, value: change(argument.value) } : argument));
  switch (expression.kind) {
    case 'call':
      return { ...expression, arguments: ofArguments(expression.arguments) };
    case 'index':
      return { ...expression, object: change(expression.object), arguments: ofArguments(expression.arguments) };
    case 'member':
      return { ...expression, object: change(expression.object) };
    case 'unary':
      return { ...expression, operand: change(expression.operand) };
    case 'binary':
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case 'formula':
      return { ...expression, left: expression.left && change(expression.left), right: change(expression.right) };
    case 'parenthesised':
      return { ...expression, inner: change(expression.inner) };
    default:
      return expression;
  }
}

/** An expression and all within it, outside in. */
export function* descendants(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* descendants(child);
}

/** The names in an expression, those of called functions left out. */
export function namesIn(expression: Expression): string[] {
  if (expression.kind === 'name') return [expression.name];
  const parts = expression.kind === 'call' ? childrenOf(expression).slice(1) : childrenOf(expression);
  return parts.flatMap(namesIn);
}

/** The expressions that an offset lies in or touches, outside in; between two neighbours the one that ends there is left for the one that begins. */
export function pathAt(program: Program, offset: number): readonly Expression[] {
  const path: Expression[] = [];
  let among: readonly Expression[] = program.statements;
  for (;;) {
    const touching = among.filter(({ from, to }) => from <= offset && offset <= to);
    const next = touching.find(({ from, to }) => from <= offset && offset < to && to > from) ?? touching.at(-1);
    if (!next) return path;
    path.push(next);
    among = childrenOf(next);
  }
}

/** `effects | grouping factor`, with one bar or two. */
export const isBar = (expression: Expression): expression is Binary => expression.kind === 'binary' && (expression.operator === '|' || expression.operator === '||');

/** The formula among the expressions of a path that the last of them stands in. */
export const formulaIn = (path: readonly Expression[]): Formula | null => (path.filter(({ kind }) => kind === 'formula').at(-1) as Formula | undefined) ?? null;
