/** Comparisons and levels that cannot be meant: a text that is no level of the factor, a comparison with NA. */
import type { ColumnSnapshot } from '../../results.js';
import type { Diagnostic, QuickFix, Severity, TextRange } from '../syntax/diagnostic.js';
import { deparseString } from '../syntax/deparse.js';
import { nearestName, suggestion } from '../syntax/nearest-name.js';
import type { Argument, Binary, Expression } from '../syntax/tree.js';
import { textOf } from './scope.js';

/** `period == "5"` where period has no such level; `column` is that of the left side, as far as it is known. */
export function checkComparedLevels({ right }: Binary, column: ColumnSnapshot | undefined): Diagnostic[] {
  if (!column || column.levels.length === 0) return [];
  return elementsOf(right).flatMap((text) => {
    // a number is compared by its text, as in R
    const value = text.kind === 'string' ? text.value : text.kind === 'number' && Number.isInteger(text.value) ? String(text.value) : null;
    if (value === null || column.levels.includes(value)) return [];
    const near = text.kind === 'string' ? nearestName(value, column.levels) : null;
    return [diagnostic('GLMM224', 'warning', `The factor ${column.name} has no level "${value}".${near ? suggestion(near) : ` ${itsLevels(column)}`}`, text, replacing(text, near))];
  });
}

/** `x == NA` is NA for every x. */
export function checkMissingCompared({ left, operator, right, from, to }: Binary, source: string): Diagnostic[] {
  if (operator !== '==' && operator !== '!=') return [];
  const [tested, constant] = isMissingValue(right) ? [left, right] : [right, left];
  if (!isMissingValue(constant) || tested.kind === 'constant' || tested.kind === 'number' || tested.kind === 'string') return [];
  const insert = `${operator === '!=' ? '!' : ''}is.na(${source.slice(tested.from, tested.to)})`;
  return [diagnostic('GLMM258', 'warning', `A comparison with NA is NA for every value; ${operator === '!=' ? '!' : ''}is.na() tells which are missing.`, { from, to }, [{ title: `Write ${insert}`, edits: [{ from, to, insert }] }])];
}

/** `relevel(x, ref = "…")` with a text that is no level of x. */
export function checkReference(reference: Expression | undefined, column: ColumnSnapshot | undefined): Diagnostic[] {
  if (reference?.kind !== 'string' || !column || column.levels.length === 0 || column.levels.includes(reference.value)) return [];
  const near = nearestName(reference.value, column.levels);
  return [diagnostic('GLMM221', 'error', `"${reference.value}" is not a level of ${column.name}.${near ? suggestion(near) : ` ${itsLevels(column)}`}`, reference, replacing(reference, near))];
}

/** `factor(x, levels = …, labels = …)`: as many labels as levels, and levels that x has. */
export function checkFactorLevels(named: ReadonlyMap<string, Argument>, column: ColumnSnapshot | undefined): Diagnostic[] {
  const levels = named.get('levels')?.value ?? undefined;
  const labels = named.get('labels')?.value ?? undefined;
  const [levelCount, labelCount] = [countOf(levels), countOf(labels)];
  if (labels && levelCount !== null && labelCount !== null && labelCount > 1 && labelCount !== levelCount) {
    return [diagnostic('GLMM222', 'error', `There are ${levelCount} levels but ${labelCount} labels; each level has one label, in the order of the levels.`, labels, [])];
  }
  if (!column || column.levels.length === 0 || !levels) return [];
  const texts = textsIn(levels);
  if (texts.length !== levelCount) return [];
  const given = new Set(texts.map(({ value }) => value));
  const forgotten = column.levels.filter((level) => !given.has(level));
  if (forgotten.length === 0) return [];
  // a level that is new stands where one that there is was meant: its rows would become missing
  return texts.flatMap((text) => {
    const near = column.levels.includes(text.value) ? null : nearestName(text.value, forgotten);
    return near === null ? [] : [diagnostic('GLMM224', 'warning', `No value of ${column.name} is "${text.value}", and those that are "${near}" would become missing.${suggestion(near)}`, text, replacing(text, near))];
  });
}

type Text = Extract<Expression, { kind: 'string' }>;

/** The texts of `"a"` or `c("a", "b")`. */
const textsIn = (expression: Expression): Text[] => elementsOf(expression).filter((part): part is Text => part.kind === 'string');

const elementsOf = (expression: Expression): Expression[] =>
  expression.kind === 'call' && textOf(expression.callee) === 'c' ? expression.arguments.flatMap(({ value }) => value ?? []) : [expression];

/** How many elements a literal vector has; null for anything else. */
function countOf(expression: Expression | undefined): number | null {
  if (!expression) return null;
  if (expression.kind === 'binary' && expression.operator === ':' && expression.left.kind === 'number' && expression.right.kind === 'number') return Math.abs(expression.right.value - expression.left.value) + 1;
  const elements = elementsOf(expression);
  return elements.every(({ kind }) => kind === 'string' || kind === 'number') && (elements.length > 1 || expression.kind === 'call') ? elements.length : null;
}

const isMissingValue = (expression: Expression): boolean => expression.kind === 'constant' && expression.name.startsWith('NA') && expression.name !== 'NaN';

const itsLevels = ({ levels }: ColumnSnapshot): string => `Its levels are ${levels.slice(0, 8).join(', ')}${levels.length > 8 ? ' …' : ''}.`;

const replacing = ({ from, to }: TextRange, near: string | null): QuickFix[] => (near === null ? [] : [{ title: `Replace by ${near}`, edits: [{ from, to, insert: deparseString(near) }] }]);

const diagnostic = (code: string, severity: Severity, message: string, { from, to }: TextRange, fixes: readonly QuickFix[]): Diagnostic => ({ code, severity, message, from, to, fixes });
