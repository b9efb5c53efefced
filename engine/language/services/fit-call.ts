/** The call of a function that fits a model, as text that can be mended: where its parts stand, and edits that change them. */
import { readModelFormula, type ModelFormula } from '../../model/formula.js';
import type { RandomTermSyntax } from '../../model/random-terms.js';
import { readTerms } from '../../model/terms.js';
import { UserError, type QuickFix, type TextEdit, type TextRange } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import type { Call, Expression, Formula } from '../syntax/tree.js';
import { childrenOf, descendants, isBar } from '../syntax/walk.js';

export interface FitCall {
  readonly call: Call;
  /** The arguments by the names of their parameters. */
  readonly given: ReadonlyMap<string, Expression>;
  /** The statement of the cell that the call stands in; absent where it is not known. */
  readonly statement?: TextRange;
  /** The names of the data's columns; absent where they are not known. */
  readonly columns?: ReadonlySet<string>;
}

/** The formula, where it is written in the call itself. */
export function formulaOf({ given }: FitCall): Formula | null {
  const written = given.get('formula');
  return written?.kind === 'formula' ? written : null;
}

/** The formula read; null where it is not written in the call or cannot be read. */
export function modelOf(fit: FitCall): ModelFormula | null {
  const formula = formulaOf(fit);
  try {
    return formula && readModelFormula(formula, fit.columns ? [...fit.columns] : null);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** A random-effects term as written, with its brackets. */
export interface WrittenTerm {
  readonly range: TextRange;
  readonly bar: Extract<Expression, { kind: 'binary' }>;
  /** What it stands for: several terms for `(x || g)` and `(1 | a/b)`. */
  readonly terms: readonly RandomTermSyntax[];
}

export function writtenTerms(fit: FitCall): WrittenTerm[] {
  const formula = formulaOf(fit);
  const model = modelOf(fit);
  if (!formula || !model) return [];
  return [...descendants(formula.right)].flatMap((part): WrittenTerm[] => {
    if (part.kind !== 'parenthesised' || !isBar(part.inner)) return [];
    const bar = part.inner;
    const terms = model.random.filter(({ range }) => range.from === bar.from && range.to === bar.to);
    return terms.length > 0 ? [{ range: { from: part.from, to: part.to }, bar, terms }] : [];
  });
}

/** The smallest part of the right-hand side that gives a term of the fixed effects; `label` as R has it, `age:sex`. */
export function fixedTerm(fit: FitCall, label: string): Expression | null {
  const formula = formulaOf(fit);
  const wanted = label.split(':').sort().join('\0');
  const gives = (part: Expression): boolean => {
    try {
      return readTerms(part, { dot: fit.columns ? [...fit.columns] : null }).terms.some(term => term.variables.map(variable => variable.label).sort().join('\0') === wanted);
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  };
  const search = (part: Expression): Expression | null => {
    const isAlgebra = part.kind === 'parenthesised' || (part.kind === 'binary' && ALGEBRA.has(part.operator));
    const inner = isAlgebra ? childrenOf(part).map(search).find(found => found !== null) : undefined;
    return inner ?? (holdsBar(part) || !gives(part) ? null : part);
  };
  return formula && search(formula.right);
}

const ALGEBRA: ReadonlySet<string> = new Set(['+', '-', '*', ':', '/', '^', '%in%']);

const holdsBar = (part: Expression): boolean => [...descendants(part)].some(isBar);

/** Takes a summand out of a sum with the plus sign beside it; null where it is all there is, or no summand. */
export function withoutSummand(formula: Formula, { from, to }: TextRange): TextEdit | null {
  for (const part of descendants(formula.right)) {
    if (part.kind !== 'binary' || part.operator !== '+') continue;
    if (part.right.from === from && part.right.to === to) return { from: part.left.to, to, insert: '' };
    if (part.left.from === from && part.left.to === to) return { from, to: part.right.from, insert: '' };
  }
  return null;
}

/** Gives an argument a value, in place of the one that it has. */
export function settingArgument({ call, given }: FitCall, name: string, value: string): TextEdit {
  const present = given.get(name);
  if (present) return { from: present.from, to: present.to, insert: value };
  const at = call.arguments.at(-1)?.value?.to ?? call.argumentsRange.from + 1;
  return { from: at, to: at, insert: `, ${name} = ${value}` };
}

/** Takes an argument out of the call with its comma; null where it is not there, or stands first. */
export function withoutArgument({ call, given }: FitCall, name: string): TextEdit | null {
  const value = given.get(name);
  const index = value ? call.arguments.findIndex(argument => argument.value === value) : -1;
  const before = call.arguments[index - 1];
  return index > 0 && before ? { from: before.to, to: call.arguments[index]!.to, insert: '' } : null;
}

/** A data frame that is called by a name, and all names of the call that are columns of it; null where either is not known. */
export function namedData({ given, columns }: FitCall): { readonly name: string; readonly expression: Expression; readonly used: readonly string[] } | null {
  const expression = given.get('data');
  if (expression?.kind !== 'name' || !columns) return null;
  const parts = ['formula', 'weights', 'offset'].flatMap(argument => given.get(argument) ?? []).flatMap(part => [...descendants(part)]);
  const names = new Set(parts.flatMap(part => (part.kind === 'name' ? [part.name] : [])));
  if (names.has('.')) return null;
  return { name: deparse(expression), expression, used: [...names].filter(name => columns.has(name)) };
}

/** A quick fix of the edits that there are; none where one of them could not be made. */
export const fix = (title: string, ...edits: readonly (TextEdit | null)[]): QuickFix[] => (edits.every(edit => edit !== null) ? [{ title, edits }] : []);
