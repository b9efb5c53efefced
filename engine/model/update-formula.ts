/** A formula made from another one by `. ~ . + x`. */
import { deparse } from '../language/syntax/deparse.js';
import type { Expression, Formula } from '../language/syntax/tree.js';
import { isBar, mapChildren } from '../language/syntax/walk.js';
import { readTerms } from './terms.js';

/**
 * The text of `change` with each dot replaced by that side of `formula`, and its terms put in order: R's `update.formula`, where a bar
 * term counts as one variable, so that `. ~ . - (1 | g)` takes it out. Throws `UserError` where a side has no reading.
 */
export function updateFormula(formula: Formula, change: Formula): string {
  const response = change.left === null ? formula.left : formula.left && withoutDots(change.left, formula.left);
  const bars = new Map<string, string>();
  const { terms, hasIntercept, offsets } = readTerms(withNamedBars(withoutDots(change.right, formula.right), bars), { dot: null });
  const labels = terms.map(({ variables }) => {
    const text = variables.map(({ label }) => bars.get(label) ?? label).join(':');
    return variables.some(({ label }) => bars.has(label)) ? `(${text})` : text;
  });
  const right = [...labels, ...offsets.map(({ label }) => label)].join(' + ') || '1';
  return `${response ? `${deparse(response)} ` : ''}~ ${right}${hasIntercept ? '' : ' - 1'}`;
}

function withoutDots(expression: Expression, meaning: Expression): Expression {
  if (expression.kind !== 'name' || expression.name !== '.') return mapChildren(expression, child => enclosed(withoutDots(child, meaning), child, expression));
  return meaning;
}

/** What took the place of a dot next to an operator keeps together. */
function enclosed(made: Expression, child: Expression, parent: Expression): Expression {
  const isDot = child.kind === 'name' && child.name === '.';
  const { from, to } = child;
  return isDot && made.kind === 'binary' && (parent.kind === 'binary' || parent.kind === 'unary') ? { kind: 'parenthesised', inner: made, from, to } : made;
}

/** `(1 | g)` as a variable of that name; `bars` tells the text of each by its label. */
function withNamedBars(expression: Expression, bars: Map<string, string>): Expression {
  if (expression.kind !== 'parenthesised' || !isBar(expression.inner)) return mapChildren(expression, child => withNamedBars(child, bars));
  const { from, to } = expression;
  const name: Expression = { kind: 'name', name: deparse(expression.inner), from, to };
  bars.set(deparse(name), name.name);
  return name;
}
