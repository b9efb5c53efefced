/** The formula of a mixed model, read: response, fixed terms, random-effects terms, offsets. */
import { deparse } from '../language/syntax/deparse.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression, Formula } from '../language/syntax/tree.js';
import { splitRandomTerms, type RandomTermSyntax } from './random-terms.js';
import { readTerms, type Terms, type Variable } from './terms.js';

export interface ModelFormula {
  readonly response: Variable;
  readonly fixed: Terms;
  readonly random: readonly RandomTermSyntax[];
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
  if (fixed.terms.some(term => term.variables.some(variable => variable.label === response.label))) {
    throw new UserError('GLMM242', `${response.label} is the response, and stands on the right of ~ as well.`, {
      range: formula,
      advice: [`Remove ${response.label} from the right-hand side.`],
    });
  }
  return { response, fixed, random };
}

/** All names that occur in an expression, function names left out. */
export function namesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visit(expression, part => {
    if (part.kind === 'name') names.add(part.name);
  });
  return names;
}

/** Calls `see` for an expression and all within it; not for the names of called functions. */
export function visit(expression: Expression, see: (part: Expression) => void): void {
  see(expression);
  switch (expression.kind) {
    case 'call':
    case 'index':
      if (expression.kind === 'index') visit(expression.object, see);
      for (const argument of expression.arguments) if (argument.value) visit(argument.value, see);
      return;
    case 'member':
      return visit(expression.object, see);
    case 'unary':
      return visit(expression.operand, see);
    case 'binary':
      visit(expression.left, see);
      return visit(expression.right, see);
    case 'parenthesised':
      return visit(expression.inner, see);
    case 'formula':
      if (expression.left) visit(expression.left, see);
      return visit(expression.right, see);
    default:
  }
}
