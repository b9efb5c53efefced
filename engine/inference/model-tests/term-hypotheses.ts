/** What the tests of an analysis of variance say of the coefficients, a hypothesis Lβ = 0 for each term. */
import { Matrix, inverse } from 'ml-matrix';
import type { Column } from '../../data/vectors.js';
import { UserError } from '../../language/syntax/diagnostic.js';
import { choleskyFactor } from '../../linalg/dense-cholesky.js';
import { columnProduct } from '../../linalg/vector-kernels.js';
import { modelMatrix } from '../../model/model-matrix.js';
import type { Term } from '../../model/terms.js';
import type { MixedModel } from '../mixed-model.js';

export interface TermHypothesis {
  readonly term: string;
  /** Rows of L, of length p. */
  readonly rows: readonly Float64Array[];
}

/**
 * Type 1: each term after those before it. Type 2: each after all terms that do not contain it, where a term contains another that has the
 * same numeric variables and a part of its factors. Type 3: each after all others, factors coded by contrasts that sum to zero, so that an
 * effect is one averaged over the levels of the factors that it interacts with (SAS Institute 1978, chapter on the four types of estimable functions).
 */
export function termHypotheses(model: MixedModel, type: 1 | 2 | 3): TermHypothesis[] {
  const { termLabels, assign } = model.design.fixed;
  const present = termLabels.map((label, position) => ({ label, position })).filter(({ position }) => assign.includes(position + 1));
  if (type === 3) return averagedHypotheses(model, present);
  const columnsOf = (isWanted: (term: number) => boolean): number[] => assign.flatMap((term, j) => (isWanted(term) ? [j] : []));
  const gram = crossProducts(model.design.fixed.x, model.design.rowCount, assign.length);
  return present.map(({ label, position }) => {
    const own = columnsOf(term => term === position + 1);
    const before = type === 1 ? columnsOf(term => term <= position) : columnsOf(term => term !== position + 1 && (term === 0 || !contains(model, term - 1, position)));
    const rest = assign.flatMap((_, j) => (own.includes(j) || before.includes(j) ? [] : [j]));
    return { term: label, rows: sequentialRows(gram, before, own, rest) };
  });
}

/** Whether the term at `outer` contains the one at `inner`. */
function contains(model: MixedModel, outer: number, inner: number): boolean {
  const { terms } = model.recipe.fixed.terms;
  const parts = (term: Term): { readonly numbers: string[]; readonly factors: string[] } => {
    const labels = term.variables.map(({ label }) => label);
    return { numbers: labels.filter(label => isNumeric(model.variables.get(label)!)), factors: labels.filter(label => !isNumeric(model.variables.get(label)!)) };
  };
  const [a, b] = [parts(terms[outer]!), parts(terms[inner]!)];
  return a.numbers.length === b.numbers.length && b.numbers.every(label => a.numbers.includes(label)) && a.factors.length > b.factors.length && b.factors.every(label => a.factors.includes(label));
}

const isNumeric = (column: Column): boolean => column.type === 'double' || column.type === 'integer';

/** X'X, p × p by rows, for X by columns. */
function crossProducts(x: Float64Array, n: number, p: number): Float64Array {
  const gram = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) gram[i * p + j] = gram[j * p + i] = columnProduct(x.subarray(i * n, (i + 1) * n), x, j * n);
  return gram;
}

/** The rows of R of the columns `own` in X = QR with the columns in the order before, own, rest: what is left of them after those before. */
function sequentialRows(gram: Float64Array, before: readonly number[], own: readonly number[], rest: readonly number[]): Float64Array[] {
  const order = [...before, ...own, ...rest];
  const p = order.length;
  const ordered = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) ordered[i * p + j] = gram[order[i]! * p + order[j]!]! / Math.sqrt(gram[order[i]! * (p + 1)]! * gram[order[j]! * (p + 1)]!);
  if (!choleskyFactor(ordered, p)) throw new Error('the columns of the fixed effects are not independent');
  return own.map((_, r) => {
    const row = new Float64Array(p);
    const at = before.length + r;
    for (let j = at; j < p; j++) row[order[j]!] = ordered[j * p + at]! * Math.sqrt(gram[order[j]! * (p + 1)]!);
    return row;
  });
}

/** With X = X*M for X* in contrasts that sum to zero, β* = Mβ: the hypothesis of a term are its rows of M. */
function averagedHypotheses({ design, recipe, variables }: MixedModel, present: readonly { readonly label: string; readonly position: number }[]): TermHypothesis[] {
  const { x, columnCount: p, droppedColumns } = design.fixed;
  const n = design.rowCount;
  if (droppedColumns.length > 0) {
    throw new UserError('GLMM423', `Tests of type 3 average effects over all combinations of levels, and some have no rows, so that ${droppedColumns[0]} has no estimate.`, { advice: ['Ask for type = 2, or leave out the interaction that the data do not determine.'] });
  }
  const plain = new Map([...variables].map(([label, column]) => [label, column.type === 'factor' ? { ...column, contrasts: undefined } : column] as [string, Column]));
  const summed = modelMatrix(recipe.fixed.terms, plain, n, { unordered: 'contr.sum', ordered: 'contr.sum' });
  const columns = (values: Float64Array, j: number): Float64Array => values.subarray(j * n, (j + 1) * n);
  const own = Matrix.zeros(p, p);
  const cross = Matrix.zeros(p, p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      own.set(i, j, columnProduct(columns(summed.x, i), summed.x, j * n));
      cross.set(i, j, columnProduct(columns(summed.x, i), x, j * n));
    }
  }
  const change = inverse(own).mmul(cross);
  return present.map(({ label, position }) => ({
    term: label,
    rows: summed.assign.flatMap((term, i) => (term === position + 1 ? [Float64Array.from(change.getRow(i))] : [])),
  }));
}
