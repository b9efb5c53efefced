/** Calls as the evaluator will see them: piped arguments in place, and the data frame that an argument's names come from. */
import type { FunctionDescription } from '../registry.js';
import type { Argument, Binary, Call, Expression } from '../syntax/tree.js';
import type { Frame, Scope } from './scope.js';

/** `x |> f(y)` as `f(x, y)`; null for any other operator. */
export function piped({ operator, left, right }: Binary): Call | null {
  if (operator !== '|>' || right.kind !== 'call') return null;
  return { ...right, arguments: [{ name: null, nameRange: null, value: left, from: left.from, to: left.to }, ...right.arguments] };
}

/** Whether a call is given a data frame, and which, as far as that is known. */
export function dataOf(description: FunctionDescription, named: ReadonlyMap<string, Argument>, scope: Scope): { isGiven: boolean; frame: Frame | null } {
  const value = dataArgument(description, named);
  if (!value || value.kind === 'missing' || (value.kind === 'constant' && value.name === 'NULL')) return { isGiven: value?.kind === 'missing', frame: null };
  return { isGiven: true, frame: scope.frame(value) };
}

/** What stands where a function takes its data frame; null where nothing does. */
export function dataArgument({ parameters }: FunctionDescription, named: ReadonlyMap<string, Argument>): Expression | null {
  // subset(x, condition) takes vectors too, so that its first parameter is of any type.
  const parameter = parameters.find(({ type, name }) => type === 'dataFrame' && name === 'data') ?? parameters.find(({ type }) => type === 'dataFrame') ?? parameters[0];
  return (parameter && named.get(parameter.name)?.value) ?? null;
}
