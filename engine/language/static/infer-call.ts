/** What a call gives, as far as its text tells: the columns of the data frame it makes, the type and levels of its vector. */
import { matchArguments } from '../arguments.js';
import { functions } from '../functions.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Argument, Call, Expression } from '../syntax/tree.js';
import { infer, type Names } from './infer.js';
import { factorResults } from './infer-factors.js';
import { frameResults } from './infer-frames.js';
import { modelResults } from './infer-models.js';
import { vectorResults } from './infer-vectors.js';
import { frameOf, unknown, type StaticValue } from './values.js';

/** The arguments of a call after R's matching, for the rules that say what it gives. */
export interface Given {
  readonly call: Call;
  readonly names: Names;
  readonly dots: readonly Argument[];
  readonly expression: (name: string) => Expression | null;
  /** `unknown` where the argument is not given. */
  readonly value: (name: string) => StaticValue;
}

/** What a call of a function gives. */
export type ResultRule = (given: Given) => StaticValue;

const rules: ReadonlyMap<string, ResultRule> = new Map(Object.entries({ ...vectorResults, ...factorResults, ...frameResults, ...modelResults }));

export function inferCall(call: Call, names: Names): StaticValue {
  const name = call.callee.kind === 'name' || call.callee.kind === 'namespace' ? call.callee.name : '';
  const description = functions.get(name);
  if (!description) return unknown;
  if (description.group === 'read') {
    const columns = names.file(deparse(call));
    return columns ? frameOf(columns) : unknown;
  }
  const rule = rules.get(name) ?? (description.group === 'fit' ? rules.get('lmer') : undefined);
  if (!rule) return unknown;
  let matched: ReturnType<typeof matchArguments>;
  try {
    matched = matchArguments(description, call.arguments);
  } catch (error) {
    if (error instanceof UserError) return unknown;
    throw error;
  }
  const expression = (parameter: string): Expression | null => matched.named.get(parameter)?.value ?? null;
  return rule({
    call,
    names,
    dots: matched.dots,
    expression,
    value: (parameter) => {
      const given = expression(parameter);
      return given ? infer(given, names) : unknown;
    },
  });
}
