/** Why the data do not determine a column of the fixed effects. */
import { asFactor } from '../data/factor.js';
import type { Column, Factor } from '../data/vectors.js';
import type { BuiltDesign } from '../model/build-design.js';

/** So many empty combinations are named. */
const NAMED = 2;
/** Larger tables are not searched. */
const MOST_CELLS = 100_000;

/** A sentence on the first column that was dropped: combinations of levels that no row has, or a covariate that does not vary, at all or within a level; null where none of these is the reason. */
export function reasonForDropping({ remarks, terms, columns }: BuiltDesign): string | null {
  const term = terms.terms.find(({ label }) => label === remarks.droppedTerms[0]);
  if (!term) return null;
  const variables = term.variables.map(({ label }) => ({ label, column: columns.get(label)! }));
  const [only, ...others] = variables;
  if (only && others.length === 0) return isConstant(only.column) ? `${only.label} has the same value in all rows.` : null;
  const factors = variables.flatMap(({ label, column }) => (isCategorical(column) ? [{ label, factor: asFactor(column) }] : []));
  if (factors.length < variables.length) return reasonWithinLevels(variables.filter(({ column }) => !isCategorical(column)), factors);
  const empty = emptyCells(factors.map(({ factor }) => factor));
  if (empty.length === 0) return null;
  const named = empty.slice(0, NAMED).map(cell => factors.map(({ label, factor }, i) => `${label} = ${factor.levels[cell[i]!]}`).join(' and '));
  const more = empty.length > NAMED ? `, and ${empty.length - NAMED} more combinations have none either` : '';
  return `No row has ${named.join(', nor ')}${more}.`;
}

/** An interaction of one covariate and one factor: in some level the covariate takes a single value. */
function reasonWithinLevels(covariates: readonly { readonly label: string; readonly column: Column }[], factors: readonly { readonly label: string; readonly factor: Factor }[]): string | null {
  const [covariate, otherCovariate] = covariates;
  const [grouping, otherGrouping] = factors;
  if (!covariate || otherCovariate || !grouping || otherGrouping || covariate.column.type === 'factor' || covariate.column.dim) return null;
  const { values } = covariate.column;
  const { codes, levels } = grouping.factor;
  const first = new Map<number, unknown>();
  const varying = new Set<number>();
  codes.forEach((code, row) => {
    if (!first.has(code)) first.set(code, values[row]);
    else if (first.get(code) !== values[row]) varying.add(code);
  });
  const at = levels.findIndex((_, level) => first.has(level + 1) && !varying.has(level + 1));
  return at < 0 ? null : `${covariate.label} has a single value in all rows with ${grouping.label} = ${levels[at]}.`;
}

const isCategorical = (column: Column): boolean => column.type === 'factor' || column.type === 'character' || column.type === 'logical';

function isConstant(column: Column): boolean {
  if (column.type === 'factor' || (column.dim && column.dim[1] !== 1)) return false;
  const [first] = column.values;
  return column.values.every((value: unknown) => value === first);
}

/** The combinations of levels that do not occur, each as 0-based levels, the first factor's varying slowest. */
function emptyCells(factors: readonly Factor[]): number[][] {
  const size = factors.reduce((product, { levels }) => product * levels.length, 1);
  if (size > MOST_CELLS) return [];
  const isUsed = new Uint8Array(size);
  const rows = factors[0]!.codes.length;
  for (let row = 0; row < rows; row++) isUsed[factors.reduce((cell, { codes, levels }) => cell * levels.length + codes[row]! - 1, 0)] = 1;
  const empty: number[][] = [];
  isUsed.forEach((used, cell) => {
    if (used === 1) return;
    const levels: number[] = [];
    for (let rest = cell, i = factors.length - 1; i >= 0; i--) {
      levels.unshift(rest % factors[i]!.levels.length);
      rest = Math.floor(rest / factors[i]!.levels.length);
    }
    empty.push(levels);
  });
  return empty;
}
