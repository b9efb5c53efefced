/** How to compute the rows of a design at other data: what prediction needs of a model beside its estimates. */
import { asDouble, labelsOf } from '../data/coercion.js';
import { rowsOf } from '../data/data-frame.js';
import { asFactor } from '../data/factor.js';
import type { Column } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import { matrixAt, type MatrixRecipe } from './matrix-recipe.js';
import type { Grouping } from './random-terms.js';
import type { Variable } from './terms.js';

export interface DesignRecipe {
  readonly fixed: MatrixRecipe;
  /** One for each term of the design, in its order. */
  readonly random: readonly RandomTermRecipe[];
  /** Terms `offset(…)` of the formula, and the argument `offset =`. */
  readonly offsets: readonly Variable[];
}

export interface RandomTermRecipe {
  readonly effects: MatrixRecipe;
  /** For each effect the label of what it is an effect of: `urban` for `urbanY`, `1` for the intercept. */
  readonly labels: readonly string[];
  readonly grouping: Grouping;
}

/** Evaluates an expression in the other data. */
export type EvaluateAt = (expression: Expression) => Promise<Column>;

/** Of one random-effects term at other data. */
export interface RandomRows {
  /** By rows, as in a design: n × k. */
  readonly z: Float64Array;
  /** The label of each row's level, known to the model or not; null where it is missing. */
  readonly labels: readonly (string | null)[];
}

/** The sum of all offsets at other data; null where the model has none. NaN where one is missing. */
export async function offsetAt({ offsets }: DesignRecipe, rowCount: number, evaluate: EvaluateAt): Promise<Float64Array | null> {
  if (offsets.length === 0) return null;
  const total = new Float64Array(rowCount);
  for (const { label, expression } of offsets) {
    const column = await evaluate(expression);
    if (column.type === 'factor' || column.type === 'character') throw new UserError('GLMM319', `\`${label}\` is an offset of the model, and ${column.type === 'factor' ? 'a factor' : 'text'} in these data.`, { range: expression });
    const { values } = asDouble(column);
    if (values.length !== rowCount && values.length !== 1) throw differingRows(label, values.length, rowCount, expression);
    for (let i = 0; i < rowCount; i++) total[i]! += values[values.length === 1 ? 0 : i]!;
  }
  return total;
}

/** The effects of a term and the labels of its levels at other data. */
export async function randomRowsAt({ effects, grouping }: RandomTermRecipe, rowCount: number, evaluate: EvaluateAt): Promise<RandomRows> {
  const x = await matrixAt(effects, rowCount, evaluate);
  return { z: byRows(x, rowCount), labels: await groupingLabels(grouping, rowCount, evaluate) };
}

/** The effects alone, where no level is meant: n × k by rows. */
export async function randomEffectsAt({ effects }: RandomTermRecipe, rowCount: number, evaluate: EvaluateAt): Promise<Float64Array> {
  return byRows(await matrixAt(effects, rowCount, evaluate), rowCount);
}

/** The labels that the model gives to combinations of levels, `left:right`. */
async function groupingLabels(grouping: Grouping, rowCount: number, evaluate: EvaluateAt): Promise<(string | null)[]> {
  if (grouping.kind === 'interaction') {
    const left = await groupingLabels(grouping.left, rowCount, evaluate);
    const right = await groupingLabels(grouping.right, rowCount, evaluate);
    return left.map((label, i) => (label === null || right[i] === null ? null : `${label}:${right[i]}`));
  }
  const { label, expression } = grouping.variable;
  const column = await evaluate(expression);
  if (rowsOf(column) !== rowCount) throw differingRows(label, rowsOf(column), rowCount, expression);
  return labelsOf(asFactor(column));
}

const differingRows = (label: string, found: number, rowCount: number, range: Expression): UserError =>
  new UserError('GLMM318', `\`${label}\` has ${found} ${found === 1 ? 'value' : 'values'}, but the data have ${rowCount} rows.`, { range });

function byRows(x: Float64Array, n: number): Float64Array {
  const k = n === 0 ? 0 : x.length / n;
  if (k === 1) return x;
  const z = new Float64Array(x.length);
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) z[i * k + j] = x[j * n + i]!;
  return z;
}
