/** Where in a program an offset stands: in which argument of which call, and which data frame its names come from. */
import { matchArguments } from '../arguments.js';
import { functions } from '../functions.js';
import type { NotebookText } from '../notebook-text.js';
import type { FunctionDescription, ParameterDescription } from '../registry.js';
import type { Argument, Call, Expression, Program } from '../syntax/tree.js';
import { descendants } from '../syntax/walk.js';
import { dataOf, piped } from './calls.js';
import { Scope, textOf, type Frame } from './scope.js';

export interface CallPlace {
  readonly call: Call;
  readonly description: FunctionDescription;
  /** The parameter that the argument at the offset goes to; null if it goes to none. */
  readonly parameter: ParameterDescription | null;
  readonly argument: Argument | null;
  /** Parameters that the other arguments go to. */
  readonly taken: ReadonlySet<string>;
}

/** The calls of known functions whose brackets hold an offset, innermost first. */
export function callsAt(program: Program, offset: number): CallPlace[] {
  const places: CallPlace[] = [];
  for (const call of callsAround(program, offset).reverse()) {
    const description = functions.get(textOf(call.callee));
    if (description) places.push(placeIn(call, description, offset));
  }
  return places;
}

function callsAround(program: Program, offset: number): Call[] {
  const calls: Call[] = [];
  for (const statement of program.statements) {
    if (offset < statement.from || offset > statement.to) continue;
    const throughPipes = new Map<Expression, Call>();
    for (const part of descendants(statement)) {
      const call = part.kind === 'binary' ? piped(part) : null;
      if (call && part.kind === 'binary') throughPipes.set(part.right, call);
      if (part.kind === 'call' && part.argumentsRange.from < offset && (offset < part.argumentsRange.to || (!part.isClosed && offset <= part.argumentsRange.to))) calls.push(throughPipes.get(part) ?? part);
    }
  }
  return calls;
}

function placeIn(call: Call, description: FunctionDescription, offset: number): CallPlace {
  const inside = call.arguments.filter(({ from }) => from >= call.argumentsRange.from);
  const argument = inside.find(({ from, to }) => from <= offset && offset <= to) ?? inside.filter(({ from }) => from <= offset).at(-1) ?? inside[0] ?? null;
  // An argument that is still empty takes part in the matching as if something stood there.
  const standIn: Argument = argument && argument.value !== null ? argument : { name: argument?.name ?? null, nameRange: argument?.nameRange ?? null, value: { kind: 'missing', from: offset, to: offset }, from: offset, to: offset };
  const given = argument ? call.arguments.map((one) => (one === argument ? standIn : one)) : [...call.arguments, standIn];
  const matched = matchedOrNull(description, given);
  if (!matched) return { call, description, parameter: null, argument, taken: new Set() };
  const entries = [...matched.named];
  const name = entries.find(([, one]) => one === standIn)?.[0] ?? (matched.dots.includes(standIn) ? '...' : null);
  return {
    call,
    description,
    argument,
    parameter: description.parameters.find((parameter) => parameter.name === name) ?? null,
    taken: new Set(entries.filter(([, one]) => one !== standIn).map(([taken]) => taken)),
  };
}

function matchedOrNull(description: FunctionDescription, given: readonly Argument[]): ReturnType<typeof matchArguments> | null {
  try {
    return matchArguments(description, given);
  } catch {
    return null;
  }
}

/** Functions whose expressions see the columns of their data frame. */
const evaluatesInData = new Set(['with', 'within', 'transform']);

/** The data frame whose columns stand for names at an offset: `data =` of the call around it, wherever that is written. */
export function frameAt(notebook: NotebookText, program: Program, offset: number): Frame | null {
  const scope = Scope.at(notebook, program.statements, offset);
  for (const { call, description, parameter } of callsAt(program, offset)) {
    const isLookedUp = parameter?.type === 'formula' || parameter?.type === 'column' || parameter?.type === 'columns';
    if (!isLookedUp && !(parameter?.isLazy && evaluatesInData.has(description.name))) continue;
    const matched = matchedOrNull(description, call.arguments);
    const data = matched && dataOf(description, matched.named, scope);
    if (data?.isGiven) return data.frame;
  }
  return null;
}
