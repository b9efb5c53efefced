/** R's argument matching: exact names, then partial ones, then by position; what is left goes to `...` or is an error. */
import { nearestName, suggestion } from './syntax/nearest-name.js';
import type { FunctionDescription, ParameterDescription } from './registry.js';
import { UserError } from './syntax/diagnostic.js';
import type { Argument } from './syntax/tree.js';

export interface MatchedArguments {
  readonly named: ReadonlyMap<string, Argument>;
  /** What `...` collects, in order. */
  readonly dots: readonly Argument[];
}

export function matchArguments(description: FunctionDescription, given: readonly Argument[]): MatchedArguments {
  const parameters = description.parameters.filter(parameter => parameter.type !== 'dots');
  const dotsAt = description.parameters.findIndex(parameter => parameter.type === 'dots');
  const beforeDots = dotsAt < 0 ? parameters : parameters.slice(0, dotsAt);
  const named = new Map<string, Argument>();
  const taken = new Set<Argument>();

  const take = (parameter: ParameterDescription, argument: Argument): void => {
    if (named.has(parameter.name)) {
      throw new UserError('GLMM205', `${description.name}() got the argument \`${parameter.name}\` twice.`, { range: argument });
    }
    named.set(parameter.name, argument);
    taken.add(argument);
  };

  for (const argument of given) {
    const exact = argument.name === null ? undefined : parameters.find(parameter => parameter.name === argument.name);
    if (exact) take(exact, argument);
  }
  for (const argument of given) {
    const name = argument.name;
    if (name === null || name === '' || taken.has(argument)) continue;
    const partial = beforeDots.filter(parameter => parameter.name.startsWith(name) && !named.has(parameter.name));
    if (partial.length === 1) take(partial[0]!, argument);
    else if (partial.length > 1 && dotsAt < 0) {
      throw new UserError('GLMM203', `\`${name}\` could be ${partial.map(parameter => `\`${parameter.name}\``).join(' or ')} in ${description.name}().`, { range: argument.nameRange ?? argument });
    }
  }
  const free = beforeDots.filter(parameter => !named.has(parameter.name));
  const dots: Argument[] = [];
  for (const argument of given) {
    if (taken.has(argument)) continue;
    const next = argument.name === null ? free.shift() : undefined;
    if (next) take(next, argument);
    else if (dotsAt >= 0) dots.push(argument);
    else throw unexpectedArgument(description, parameters, argument);
  }
  return { named: withoutEmpty(named), dots: dots.filter(argument => argument.value !== null) };
}

/** `f(x, )`: an empty argument is one that was not given. */
const withoutEmpty = (named: ReadonlyMap<string, Argument>): Map<string, Argument> => new Map([...named].filter(([, argument]) => argument.value !== null));

function unexpectedArgument(description: FunctionDescription, parameters: readonly ParameterDescription[], argument: Argument): UserError {
  const names = parameters.map(parameter => parameter.name);
  const takes = names.length === 0 ? 'It takes no arguments.' : `Its arguments are ${names.map(name => `\`${name}\``).join(', ')}.`;
  if (argument.name === null) {
    const most = names.length === 0 ? 'no arguments' : names.length === 1 ? 'one argument' : `at most ${names.length} arguments`;
    return new UserError('GLMM203', `${description.name}() takes ${most}.`, { range: argument, advice: [takes] });
  }
  return new UserError('GLMM203', `${description.name}() has no argument \`${argument.name}\`.${suggestion(nearestName(argument.name, names))}`, { range: argument.nameRange ?? argument, advice: [takes] });
}
