/**
 * What is kept of a model matrix so that its columns can be computed at other data: the knots of splines, the recurrences of
 * polynomials, centres, levels and contrasts; what R keeps as `predvars`, `xlevels` and `contrasts`.
 */
import type { Basis } from '../data/basis.js';
import { asDouble, labelsOf } from '../data/coercion.js';
import { rowsOf } from '../data/data-frame.js';
import { asFactor, quotedList } from '../data/factor.js';
import type { Column, Contrasts, NumericVector } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import { basisColumns } from './basis.js';
import type { DefaultContrasts } from './contrasts.js';
import { modelMatrix } from './model-matrix.js';
import type { Terms, Variable } from './terms.js';

export interface MatrixRecipe {
  readonly terms: Terms;
  readonly defaults: DefaultContrasts;
  readonly variables: readonly VariableRecipe[];
  /** Of all columns that the terms give, the indices of those that the model has. */
  readonly kept: readonly number[];
}

type VariableRecipe =
  | { readonly kind: 'number'; readonly variable: Variable }
  | { readonly kind: 'basis'; readonly variable: Variable; readonly basis: Basis; readonly columnNames: readonly string[] | null }
  | { readonly kind: 'factor'; readonly variable: Variable; readonly levels: readonly string[]; readonly isOrdered: boolean; readonly contrasts: Contrasts | null };

/** The recipe of the matrix that `terms` give over a model frame. */
export function matrixRecipe(terms: Terms, frame: ReadonlyMap<string, Column>, defaults: DefaultContrasts, kept: readonly number[]): MatrixRecipe {
  const variables = new Map(terms.terms.flatMap(term => term.variables.map(variable => [variable.label, variable])));
  return { terms, defaults, kept, variables: Array.from(variables.values(), variable => variableRecipe(variable, frame.get(variable.label)!)) };
}

/**
 * The model's columns at other data, rows × columns, by columns; NaN in the rows where a variable is missing.
 * Throws `UserError` for a level that the model does not know, and for a variable of another type.
 */
export async function matrixAt(recipe: MatrixRecipe, rowCount: number, evaluate: (expression: Expression) => Promise<Column>): Promise<Float64Array> {
  const frame = new Map<string, Column>();
  for (const variable of recipe.variables) frame.set(variable.variable.label, await columnAt(variable, rowCount, evaluate));
  const { x } = modelMatrix(recipe.terms, frame, rowCount, recipe.defaults);
  const chosen = new Float64Array(rowCount * recipe.kept.length);
  recipe.kept.forEach((j, k) => chosen.set(x.subarray(j * rowCount, (j + 1) * rowCount), k * rowCount));
  return chosen;
}

function variableRecipe(variable: Variable, column: Column): VariableRecipe {
  if (column.type !== 'double' && column.type !== 'integer') {
    const { levels, isOrdered, contrasts = null } = column.type === 'logical' ? { levels: ['FALSE', 'TRUE'], isOrdered: false } : asFactor(column);
    return { kind: 'factor', variable, levels, isOrdered, contrasts };
  }
  return column.basis ? { kind: 'basis', variable, basis: column.basis, columnNames: column.columnNames ?? null } : { kind: 'number', variable };
}

async function columnAt(recipe: VariableRecipe, rowCount: number, evaluate: (expression: Expression) => Promise<Column>): Promise<Column> {
  const { label, expression } = recipe.variable;
  if (recipe.kind === 'basis') {
    const inputs: Float64Array[] = [];
    for (const input of recipe.basis.inputs) inputs.push(...vectorsOf(numbersAt(await evaluate(input), label, rowCount, input), rowCount));
    const values = basisColumns(recipe.basis, inputs);
    return { type: 'double', values, dim: [rowCount, values.length / rowCount], ...(recipe.columnNames ? { columnNames: recipe.columnNames } : {}) };
  }
  const column = await evaluate(expression);
  if (recipe.kind === 'number') return numbersAt(column, label, rowCount, expression);
  requireRows(column, label, rowCount, expression);
  const { levels, isOrdered, contrasts } = recipe;
  const codeOf = new Map(levels.map((level, i) => [level, i + 1]));
  const codes = Int32Array.from(labelsOf(asFactor(column)), level => {
    if (level === null) return 0;
    const code = codeOf.get(level);
    if (code !== undefined) return code;
    throw new UserError('GLMM321', `\`${label}\` has the level "${level}", which the data of the model do not have.`, { range: expression, advice: [`The levels of the model are ${quotedList(levels)}.`] });
  });
  return { type: 'factor', codes, levels, isOrdered, ...(contrasts ? { contrasts } : {}) };
}

function numbersAt(column: Column, label: string, rowCount: number, range: Expression): NumericVector {
  if (column.type === 'factor' || column.type === 'character') throw new UserError('GLMM319', `\`${label}\` is a number in the model, but ${column.type === 'factor' ? 'a factor' : 'text'} in these data.`, { range });
  requireRows(column, label, rowCount, range);
  return asDouble(column);
}

function requireRows(column: Column, label: string, rowCount: number, range: Expression): void {
  if (rowsOf(column) !== rowCount) throw new UserError('GLMM318', `\`${label}\` has ${rowsOf(column)} values, but the data have ${rowCount} rows.`, { range });
}

/** The columns of a matrix; a vector is one. */
function vectorsOf({ values, dim }: NumericVector, rowCount: number): Float64Array[] {
  return Array.from({ length: dim ? dim[1] : 1 }, (_, j) => values.subarray(j * rowCount, (j + 1) * rowCount));
}
