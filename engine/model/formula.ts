/** The formula of a mixed model, read: response, fixed terms, random-effects terms, offsets. */
import { deparse } from '../language/syntax/deparse.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression, Formula } from '../language/syntax/tree.js';
import { childrenOf } from '../language/syntax/walk.js';
import { splitRandomTerms, type RandomTermSyntax } from './random-terms.js';
import { readTerms, type Terms, type Variable } from './terms.js';

export interface ModelFormula {
  readonly response: Variable;
  readonly fixed: Terms;
  readonly random: readonly RandomTermSyntax[];
  readonly syntax: Formula;
}

/** Reads a two-sided formula; `columns` are those of the data, for `.`; null without data. Throws `UserError`. */
export function readModelFormula(formula: Formula, columns: readonly string[] | null): ModelFormula {
  if (!formula.left || formula.left.kind === 'missing') {
    throw new UserError('GLMM242', 'The formula of a model has its response on the left of ~.', { range: formula, advice: ['Write y ~ x + (1 | g).'] });
  }
  const response = { label: deparse(formula.left), expression: formula.left };
  const { fixed: fixedPart, random } = splitRandomTerms(formula.right);
  const namesOfResponse = namesIn(formula.left);
  const dot = columns?.filter(name => !namesOfResponse.has(name)) ?? null;
  const fixed = readTerms(fixedPart, { dot });
  const repeated = fixed.terms.flatMap(term => term.variables).find(variable => variable.label === response.label);
  if (repeated) {
    throw new UserError('GLMM242', `\`${response.label}\` is the response, and stands on the right of ~ as well.`, {
      range: repeated.expression,
      advice: [`Remove ${response.label} from the right-hand side.`],
    });
  }
  return { response, fixed, random, syntax: formula };
}

/** All names that occur in an expression, those of called functions left out. */
export function namesIn(expression: Expression): ReadonlySet<string> {
  if (expression.kind === 'name') return new Set([expression.name]);
  const parts = expression.kind === 'call' ? childrenOf(expression).slice(1) : childrenOf(expression);
  return new Set(parts.flatMap(part => [...namesIn(part)]));
}
