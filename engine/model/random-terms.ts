/**
 * Random-effects terms of a formula: found, expanded, and taken out of it.
 * `(x || g)` becomes `(1 | g) + (0 + x | g)`, `(x | a/b)` becomes `(x | b:a) + (x | a)`; Bates et al. 2015, table 2.
 */
import { deparse } from '../language/syntax/deparse.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Binary, Expression, Formula } from '../language/syntax/tree.js';
import { descendants } from '../language/syntax/walk.js';
import { readTerms, type Term, type Terms, type Variable } from './terms.js';

/** A grouping factor: one variable, or the combinations of two groupings; in `b:a` the levels of b vary slowest. */
export type Grouping =
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'interaction'; readonly left: Grouping; readonly right: Grouping };

export interface RandomTermSyntax {
  /** `(0 + Days | Subject)`: the expanded term. */
  readonly label: string;
  readonly terms: Terms;
  readonly grouping: Grouping;
  /** `cask:batch`. */
  readonly group: string;
  /** From a double bar, which keeps apart what the terms before it give. */
  readonly isUncorrelated: boolean;
  /** Where the term as written stands in the cell. */
  readonly range: { readonly from: number; readonly to: number };
}

/** Splits the right-hand side of a formula into its fixed part and its random-effects terms, in the order written. */
export function splitRandomTerms(rightHandSide: Expression): { readonly fixed: Expression; readonly random: readonly RandomTermSyntax[] } {
  const bars: Bar[] = [];
  const fixed = withoutBars(rightHandSide, bars);
  const { from, to } = rightHandSide;
  return {
    fixed: fixed ?? { kind: 'number', value: 1, isInteger: false, from, to },
    random: bars.flatMap(expand),
  };
}

/** lme4's order: as written where no later factor has more levels than an earlier one; else by decreasing number of levels, and of equal ones the last first. */
export function inModelOrder<Item>(terms: readonly Item[], levelCount: (term: Item) => number): Item[] {
  const isDecreasing = terms.every((term, i) => i === 0 || levelCount(term) <= levelCount(terms[i - 1]!));
  return isDecreasing ? [...terms] : terms.toReversed().sort((a, b) => levelCount(b) - levelCount(a));
}

/** The mistake of a formula without a random-effects term: most often none was written, or its brackets became those of a call. */
export function noRandomTerm(formula: Formula): UserError {
  for (const part of descendants(formula.right)) {
    if (part.kind !== 'call') continue;
    const bar = part.arguments.map(({ value }) => value).find(value => value !== null && isBar(value));
    if (!bar) continue;
    const name = deparse(part.callee);
    return new UserError('GLMM241', `The bar in ${deparse(part)} stands inside a call of ${name}, where it means “or”; the formula has no random-effects term.`, { range: bar, advice: [`Give the term brackets of its own, joined by +: + (${deparse(bar)}).`] });
  }
  return new UserError('GLMM243', 'The formula has no random-effects term.', { range: formula, advice: ['Add one, such as + (1 | g) for an intercept that varies over the levels of g.'] });
}

/** The name of a grouping as lme4 prints it: `b:a`, `c:(b:a)`. */
function groupingLabel(grouping: Grouping): string {
  if (grouping.kind === 'variable') return grouping.variable.label;
  const right = groupingLabel(grouping.right);
  return `${groupingLabel(grouping.left)}:${grouping.right.kind === 'interaction' ? `(${right})` : right}`;
}

/** The variables from which a grouping is made. */
export function groupingVariables(grouping: Grouping): readonly Variable[] {
  return grouping.kind === 'variable' ? [grouping.variable] : [...groupingVariables(grouping.left), ...groupingVariables(grouping.right)];
}

type Bar = Binary & { readonly operator: '|' | '||' };

const isBar = (expression: Expression): expression is Bar =>
  expression.kind === 'binary' && (expression.operator === '|' || expression.operator === '||');

/** The expression with its random-effects terms moved to `bars`; null when nothing remains. */
function withoutBars(expression: Expression, bars: Bar[]): Expression | null {
  if (!containsBar(expression)) return expression;
  if (isBar(expression)) {
    throw new UserError('GLMM241', 'A random-effects term stands in brackets of its own.', {
      range: expression,
      advice: ['Put brackets around it, as in y ~ x + (1 | g).'],
    });
  }
  if (expression.kind === 'parenthesised') {
    if (isBar(expression.inner)) {
      bars.push(expression.inner);
      return null;
    }
    const inner = withoutBars(expression.inner, bars);
    return inner && { ...expression, inner };
  }
  if (expression.kind === 'unary' && expression.operator === '+') return withoutBars(expression.operand, bars);
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) {
    if (expression.operator === '-' && containsBar(expression.right)) {
      throw new UserError('GLMM241', 'A random-effects term can be added to a formula, not subtracted from it.', { range: expression.right });
    }
    const left = withoutBars(expression.left, bars);
    const right = withoutBars(expression.right, bars);
    if (left && right) return { ...expression, left, right };
    if (!left && right && expression.operator === '-') return { kind: 'unary', operator: '-', operand: right, from: right.from, to: right.to };
    return left ?? right;
  }
  throw new UserError('GLMM241', 'A random-effects term is joined to the rest of the formula by +.', {
    range: expression,
    advice: ['Write it as + (1 | g).'],
  });
}

/** A bar where a random-effects term may stand; `I(a | b)` is arithmetic. */
function containsBar(expression: Expression): boolean {
  switch (expression.kind) {
    case 'binary':
      return isBar(expression) || containsBar(expression.left) || containsBar(expression.right);
    case 'parenthesised':
      return containsBar(expression.inner);
    case 'unary':
      return containsBar(expression.operand);
    default:
      return false;
  }
}

function expand(bar: Bar): RandomTermSyntax[] {
  if (bar.left.kind === 'missing' || bar.right.kind === 'missing') {
    throw new UserError('GLMM241', 'A random-effects term has effects before the bar and a grouping factor after it.', {
      range: bar,
      advice: ['Write (1 | g) for an intercept that varies over the levels of g.'],
    });
  }
  const terms = readTerms(bar.left, { dot: null });
  if (terms.offsets.length > 0) {
    throw new UserError('GLMM241', 'An offset belongs to the fixed part of the formula, not inside a random-effects term.', { range: bar });
  }
  const parts = bar.operator === '||' ? separate(terms) : [{ terms, label: deparse(bar.left) }];
  if (parts.length === 0 || (terms.terms.length === 0 && !terms.hasIntercept)) {
    throw new UserError('GLMM241', `The random-effects term (${deparse(bar)}) has no effect before its bar.`, {
      range: bar,
      advice: [`Write (1 | ${deparse(bar.right)}).`],
    });
  }
  const groupings = nestedGroupings(bar.right);
  const range = { from: bar.from, to: bar.to };
  return parts.flatMap(part =>
    groupings.map(grouping => {
      // brackets around a grouping stay part of its name, as in lme4
      const group = groupings.length === 1 && bar.right.kind === 'parenthesised' ? deparse(bar.right) : groupingLabel(grouping);
      return { label: `(${part.label} | ${group})`, terms: part.terms, grouping, group, isUncorrelated: bar.operator === '||', range };
    }),
  );
}

/** One part for each effect, so that they are uncorrelated; the dummy columns of one factor stay together, as in lme4. */
function separate(terms: Terms): { terms: Terms; label: string }[] {
  const alone = (term: Term) => ({ terms: { terms: [term], hasIntercept: false, offsets: [], variables: term.variables }, label: `0 + ${term.label}` });
  const intercept = terms.hasIntercept ? [{ terms: { terms: [], hasIntercept: true, offsets: [], variables: [] }, label: '1' }] : [];
  return [...intercept, ...terms.terms.map(alone)];
}

/** `a/b` is b within a, and a. Innermost first. */
function nestedGroupings(expression: Expression): Grouping[] {
  if (expression.kind === 'parenthesised') return nestedGroupings(expression.inner);
  if (expression.kind === 'binary' && expression.operator === '/') {
    const outer = nestedGroupings(expression.left);
    const outermost = outer[0];
    if (!outermost) return [];
    return [...nestedGroupings(expression.right).map((inner): Grouping => ({ kind: 'interaction', left: inner, right: outermost })), ...outer];
  }
  return [readGrouping(expression)];
}

function readGrouping(expression: Expression): Grouping {
  if (expression.kind === 'parenthesised') return readGrouping(expression.inner);
  if (expression.kind === 'binary') {
    if (expression.operator === ':') return { kind: 'interaction', left: readGrouping(expression.left), right: readGrouping(expression.right) };
    const left = deparse(expression.left);
    const right = deparse(expression.right);
    const text = `${left} ${expression.operator} ${right}`;
    if (expression.operator === '+' || expression.operator === '*') {
      const separately = `(1 | ${left}) + (1 | ${right})`;
      throw new UserError('GLMM241', `${text} is not one grouping factor.`, {
        range: expression,
        advice: [`Write ${expression.operator === '*' ? `${separately} + (1 | ${left}:${right})` : separately}.`],
      });
    }
  }
  if (expression.kind === 'name' || expression.kind === 'call' || expression.kind === 'member' || expression.kind === 'index') {
    return { kind: 'variable', variable: { label: deparse(expression), expression } };
  }
  throw new UserError('GLMM241', `${deparse(expression)} cannot be a grouping factor.`, {
    range: expression,
    advice: ['After the bar stands a column, a:b for combinations, or a/b for b within a.'],
  });
}
