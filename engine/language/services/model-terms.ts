/** Which coefficients and random terms of a fitted model belong to a place in its formula. */
import { inModelOrder, splitRandomTerms } from '../../model/random-terms.js';
import { labelOf } from '../../model/terms.js';
import type { CoefficientMeaning, ModelResult } from '../../results.js';
import type { Expression, Formula } from '../syntax/tree.js';
import { isBar } from '../syntax/walk.js';

/** Indices of the fixed effects of the term that the last expression of `path` stands in; `path` leads there from the formula. */
export function fixedEffectsAt(model: ModelResult, formula: Formula, path: readonly Expression[]): number[] {
  const inside = path.slice(path.indexOf(formula) + 1);
  if (inside.length === 0 || inside[0] === formula.left) return [];
  const leafAt = inside.findIndex((part) => !isTermAlgebra(part));
  const leaf = inside[leafAt];
  if (!leaf) return [];
  if (leaf.kind === 'number') return leaf.value === 1 ? indicesOf(model, ({ kind }) => kind === 'intercept') : [];
  const product = inside.slice(0, leafAt).find((part) => part.kind === 'binary' && part.operator === ':');
  const variables = product ? operandsOf(product, ':') : [labelOf(leaf)];
  return termIndices(model, variables);
}

/** Indices of the interactions that `a * b` or `a : b` makes. */
export const interactionEffects = (model: ModelResult, operation: Expression): number[] => termIndices(model, operation.kind === 'binary' ? operandsOf(operation, operation.operator) : []);

const termIndices = (model: ModelResult, variables: readonly string[]): number[] => {
  const wanted = [...variables].sort().join('\0');
  return indicesOf(model, (meaning) => variablesOf(meaning).sort().join('\0') === wanted);
};

const indicesOf = (model: ModelResult, matches: (meaning: CoefficientMeaning) => boolean): number[] => model.fixed.flatMap(({ meaning }, index) => (matches(meaning) ? [index] : []));

/** Indices of the random terms that a term in brackets, such as `(x || g)`, stands for. */
export function randomTermsAt(model: ModelResult, formula: Formula, bracketed: Expression): number[] {
  const levels = new Map(model.random.map((term) => [term.group, term.levels]));
  const inOrder = inModelOrder(splitRandomTerms(formula.right).random, ({ group }) => levels.get(group) ?? 0);
  return inOrder.flatMap(({ group, range }, index) => (bracketed.from <= range.from && range.to <= bracketed.to && model.random[index]?.group === group ? [index] : []));
}

const algebra = new Set(['+', '-', '*', ':', '/', '^', '%in%']);

const isTermAlgebra = (part: Expression): boolean => (part.kind === 'binary' && algebra.has(part.operator)) || part.kind === 'parenthesised';

function operandsOf(expression: Expression, operator: string): string[] {
  if (expression.kind === 'parenthesised' && !isBar(expression.inner)) return operandsOf(expression.inner, operator);
  if (expression.kind === 'binary' && expression.operator === operator) return [...operandsOf(expression.left, operator), ...operandsOf(expression.right, operator)];
  return [labelOf(expression)];
}

function variablesOf(meaning: CoefficientMeaning): string[] {
  if (meaning.kind === 'intercept') return [];
  return meaning.kind === 'interaction' ? meaning.parts.flatMap(variablesOf) : [meaning.variable];
}
