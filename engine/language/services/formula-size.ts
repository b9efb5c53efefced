/** What the terms of a formula cost before anything is fitted: columns of X, variances and correlations, random effects. */
import type { Column } from '../../data/vectors.js';
import { standardContrasts } from '../../model/contrasts.js';
import { readModelFormula, type ModelFormula } from '../../model/formula.js';
import { modelMatrix } from '../../model/model-matrix.js';
import { groupingVariables, type RandomTermSyntax } from '../../model/random-terms.js';
import type { Terms, Variable } from '../../model/terms.js';
import type { ColumnSnapshot } from '../../results.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression, Formula } from '../syntax/tree.js';
import { code } from './markdown.js';
import type { Frame, Scope } from './scope.js';

/** Finds the column that a variable of the formula stands for; null where nothing is known of it. */
export type ColumnOf = (expression: Expression) => ColumnSnapshot | null;

export const columnsIn = (scope: Scope, data: Frame | null): ColumnOf => (expression) => scope.column(expression, data);

/** `3 columns of X: age, sexM, age:sexM`, of the terms with these labels; null where the types of their variables are not known. */
export function describeColumns(formula: Formula, labels: ReadonlySet<string>, columnOf: ColumnOf): string | null {
  const model = read(formula);
  const matrix = model && matrixOf(model.fixed, columnOf);
  if (!model || !matrix) return null;
  const names = matrix.names.filter((_, index) => labels.has(model.fixed.terms[matrix.assign[index]! - 1]?.label ?? ''));
  return names.length === 0 ? null : `${counted(names.length, 'column')} of X: ${listed(names)}.`;
}

/** What a random term, or the terms that a double bar or a slash stands for, adds to the model: a sentence for each. */
export function describeRandomCost(terms: readonly RandomTermSyntax[], columnOf: ColumnOf): string[] {
  return terms.map((term) => {
    const matrix = matrixOf(term.terms, columnOf);
    const levels = levelsOf(term, columnOf);
    const group = `${code(term.group)}${levels ? ` (${levels.isBound ? 'at most ' : ''}${counted(levels.count, 'level')})` : ''}`;
    if (!matrix) return `Effects that vary over ${group}.`;
    const k = matrix.names.length;
    const correlations = (k * (k - 1)) / 2;
    const cost = correlations === 0 ? counted(k, 'variance') : `${counted(k, 'variance')} and ${counted(correlations, 'correlation')}`;
    const effects = levels ? `; ${levels.isBound ? 'at most ' : ''}${counted(k * levels.count, 'random effect')}` : '';
    return `${listed(matrix.names)} ${k === 1 ? 'varies' : 'vary'} over ${group}: ${cost}${effects}.`;
  });
}

/** The whole model in one line; null where its variables are not known. */
export function describeModelSize(formula: Formula, columnOf: ColumnOf): string | null {
  const model = read(formula);
  const matrix = model && matrixOf(model.fixed, columnOf);
  if (!model || !matrix || model.random.length === 0) return null;
  const random = describeRandomCost(model.random, columnOf);
  return [`${counted(matrix.names.length, 'column')} of X: ${listed(matrix.names)}.`, ...random].join('\n\n');
}

function read(formula: Formula): ModelFormula | null {
  try {
    return readModelFormula(formula, null);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The model's own coding over a single row: its columns, without their values. */
function matrixOf(terms: Terms, columnOf: ColumnOf): { readonly names: readonly string[]; readonly assign: readonly number[] } | null {
  const frame = new Map<string, Column>();
  for (const variable of terms.variables) {
    const column = standIn(variable, columnOf);
    if (!column) return null;
    frame.set(variable.label, column);
  }
  try {
    return modelMatrix(terms, frame, 1, standardContrasts);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Calls that give several columns. */
const makesColumns = new Set(['poly', 'ns', 'bs', 'cbind', 'matrix', 'C']);

function standIn({ expression }: Variable, columnOf: ColumnOf): Column | null {
  if (expression.kind === 'call' && expression.callee.kind === 'name' && makesColumns.has(expression.callee.name)) return null;
  const column = columnOf(expression);
  switch (column?.type) {
    case 'double':
    case 'integer':
      return { type: 'double', values: Float64Array.of(1) };
    case 'logical':
      return { type: 'logical', values: Int8Array.of(1) };
    case 'factor':
    case 'ordered':
    case 'character': {
      const levels = levelsIn(column);
      return levels && levels.length > 1 ? { type: 'factor', codes: Int32Array.of(1), levels, isOrdered: column.type === 'ordered' } : null;
    }
    default:
      return null;
  }
}

/** All levels; of text only where every row has been seen. */
function levelsIn({ levels, values, distribution }: ColumnSnapshot): readonly string[] | null {
  if (levels.length > 0) return levels;
  return values && distribution ? values : null;
}

function levelsOf({ grouping }: RandomTermSyntax, columnOf: ColumnOf): { readonly count: number; readonly isBound: boolean } | null {
  const counts = groupingVariables(grouping).map(({ expression }) => {
    const column = columnOf(expression);
    const { distribution } = column ?? {};
    if (distribution?.kind === 'numbers') return distribution.distinct;
    return column ? (levelsIn(column)?.length ?? (distribution ? distribution.counts.length + distribution.others : null)) : null;
  });
  if (!counts.every((count) => count !== null && count > 0)) return null;
  return { count: (counts as number[]).reduce((product, count) => product * count, 1), isBound: counts.length > 1 };
}

const MOST_NAMES = 8;

const listed = (names: readonly string[]): string => `${names.slice(0, MOST_NAMES).map(code).join(', ')}${names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''}`;

const counted = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
