/**
 * The reference grid of a model: every combination of the levels of its factors with typical values of its covariates, and the rows of the
 * model matrix there. Estimated marginal means are averages over it (Searle, Speed & Milliken 1980; Lenth 2016).
 */
import { asDouble, labelsOf } from '../../data/coercion.js';
import { sortedDistinctLabels } from '../../data/factor.js';
import { takeRows } from '../../data/indexing.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import { UserError, type TextRange } from '../../language/syntax/diagnostic.js';
import type { Expression } from '../../language/syntax/tree.js';
import { namesIn } from '../../language/syntax/walk.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../linalg/dense-cholesky.js';
import { offsetAt, randomEffectsAt, type EvaluateAt } from '../../model/design-recipe.js';
import { matrixAt, type MatrixRecipe } from '../../model/matrix-recipe.js';
import type { MixedModel } from '../mixed-model.js';
import { quadraticForm } from '../variance-components.js';

export interface GridVariable {
  readonly name: string;
  /** One element a value. */
  readonly values: Column;
  readonly labels: readonly string[];
  readonly isCovariate: boolean;
}

export interface ReferenceGrid {
  /** The first varies fastest. */
  readonly variables: readonly GridVariable[];
  readonly rowCount: number;
  /** For each variable which of its values stands in each row. */
  readonly positions: readonly Int32Array[];
  /** Rows of the model matrix, rowCount × p, by columns. */
  readonly x: Float64Array;
  /** The offset of the formula at each row; zero where there is none. */
  readonly offset: Float64Array;
  /** For each row whether the data determine its mean; columns that others determine may leave it open. */
  readonly isEstimable: Uint8Array;
  /** The variance of z′b at each row, summed over the random terms; null where it was not asked for. */
  readonly randomVariance: Float64Array | null;
}

/** Evaluates an expression of the model's formula with the columns of a data frame. */
export type EvaluateIn = (expression: Expression, frame: DataFrame) => Promise<Column>;

export interface GridRequest {
  /** Values that the caller sets, by the name of the variable. */
  readonly at: ReadonlyMap<string, Column>;
  /** What stands for a covariate that the caller does not set: its mean, or two values one below and above, so that its effect shows. */
  readonly covariates: 'mean' | 'interval';
  /** Whether the random effects matter, so that their variables stand in the grid as well. */
  readonly hasRandomEffects: boolean;
}

/** More rows than this are a slip, such as a covariate among the factors. */
const MOST_ROWS = 100_000;

/** Throws `UserError` for a name in `at` that is no predictor, and for a grid that is too large. */
export async function referenceGrid(model: MixedModel, request: GridRequest, evaluate: EvaluateIn): Promise<ReferenceGrid> {
  const names = [...new Set([...predictorNames(model), ...(request.hasRandomEffects ? effectNames(model) : [])])];
  for (const name of request.at.keys()) if (!names.includes(name)) throw notAPredictor(name, names);
  const variables = names.map(name => gridVariable(model, name, request));
  const rowCount = variables.reduce((product, { labels }) => product * labels.length, 1);
  if (rowCount > MOST_ROWS) throw new UserError('GLMM262', `The reference grid would have ${rowCount} rows: ${variables.map(({ name, labels }) => `${labels.length} of ${name}`).join(' × ')}.`, { advice: ['Set some of them with at = list(name = value).'] });
  const positions: Int32Array[] = [];
  let repeat = 1;
  for (const { labels } of variables) {
    const each = repeat;
    positions.push(Int32Array.from({ length: rowCount }, (_, row) => Math.floor(row / each) % labels.length));
    repeat *= labels.length;
  }
  const frame: DataFrame = { type: 'dataFrame', rowCount, columns: new Map(variables.map(({ name, values }, v) => [name, takeRows(values, positions[v]!)])) };
  const evaluateHere = (expression: Expression): Promise<Column> => evaluate(expression, frame);
  const x = await matrixAt(model.recipe.fixed, rowCount, evaluateHere);
  return {
    variables,
    rowCount,
    positions,
    x,
    offset: (await offsetAt(model.recipe, rowCount, evaluateHere)) ?? new Float64Array(rowCount),
    isEstimable: await estimableRows(model, x, rowCount, evaluateHere),
    randomVariance: request.hasRandomEffects ? await randomVarianceAt(model, rowCount, evaluateHere) : null,
  };
}

/** Columns of the data that the fixed effects are made of, in the order of the formula. */
export function predictorNames({ recipe, predictors }: MixedModel): string[] {
  const variables = [...recipe.fixed.terms.terms.flatMap(term => term.variables), ...recipe.offsets];
  return [...new Set(variables.flatMap(({ expression }) => namesIn(expression)))].filter(name => predictors.has(name));
}

/** Those that random effects vary with, such as the slope of a covariate. */
const effectNames = ({ recipe, predictors }: MixedModel): string[] =>
  recipe.random.flatMap(({ effects }) => effects.variables.flatMap(({ variable }) => namesIn(variable.expression))).filter(name => predictors.has(name));

async function randomVarianceAt({ recipe, fit, design }: MixedModel, rowCount: number, evaluate: EvaluateAt): Promise<Float64Array> {
  const total = new Float64Array(rowCount);
  for (const [t, term] of recipe.random.entries()) {
    const z = await randomEffectsAt(term, rowCount, evaluate);
    const k = design.random[t]!.effectCount;
    for (let row = 0; row < rowCount; row++) total[row]! += quadraticForm(fit.random[t]!.covariance, z, k, row * k);
  }
  return total;
}

export function notAPredictor(name: string, names: readonly string[], range: TextRange | null = null): UserError {
  return new UserError('GLMM263', `The fixed effects of the model have no variable \`${name}\`.`, { range, advice: [names.length > 0 ? `They have ${names.join(', ')}.` : 'They have an intercept alone.'] });
}

/** Covariates with no more distinct values than this keep them, as indicators do. */
const FEW_VALUES = 2;

function gridVariable(model: MixedModel, name: string, { at, covariates }: GridRequest): GridVariable {
  const column = model.predictors.get(name)!;
  const given = at.get(name);
  if (column.type === 'factor' || column.type === 'character' || column.type === 'logical') {
    const levels = levelsOf(model.recipe.fixed, name) ?? sortedDistinctLabels(column);
    const labels = given ? labelsOf(given).map(label => label ?? 'NA') : levels;
    const unknown = labels.find(label => !levels.includes(label));
    if (unknown !== undefined) throw new UserError('GLMM263', `\`${name}\` has no level "${unknown}" in the model.`, { advice: [`Its levels are ${levels.join(', ')}.`] });
    return { name, values: asColumn(column, labels), labels, isCovariate: false };
  }
  const isDiscrete = model.recipe.fixed.variables.some(({ kind, variable }) => kind === 'factor' && namesIn(variable.expression).includes(name));
  const values = given ? numbersGiven(given, name) : covariateValues(asDouble(column).values, isDiscrete, covariates);
  return { name, values: { type: 'double', values }, labels: Array.from(values, value => String(Number(value.toPrecision(7)))), isCovariate: !isDiscrete };
}

function covariateValues(values: Float64Array, isDiscrete: boolean, covariates: GridRequest['covariates']): Float64Array {
  const distinct = new Set<number>();
  for (const value of values) {
    distinct.add(value);
    if (distinct.size > FEW_VALUES && !isDiscrete) break;
  }
  if (isDiscrete || distinct.size <= FEW_VALUES) return Float64Array.from(distinct).sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return covariates === 'mean' ? Float64Array.of(mean) : Float64Array.of(mean - 1, mean + 1);
}

function numbersGiven(given: Column, name: string): Float64Array {
  if (given.type === 'factor' || given.type === 'character') throw new UserError('GLMM263', `\`${name}\` is a number in the model, but at = gives text.`);
  const { values } = asDouble(given);
  if (values.length === 0 || values.some(value => !Number.isFinite(value))) throw new UserError('GLMM263', `at = must give numbers for \`${name}\`.`);
  return values;
}

/** Levels in the order of the model; null where the name is no factor of it by itself. */
function levelsOf(recipe: MatrixRecipe, name: string): readonly string[] | null {
  for (const each of recipe.variables) if (each.kind === 'factor' && each.variable.label === name) return each.levels;
  return null;
}

/** Labels in the type of the predictor, so that expressions such as `factor(x)` or `x == "a"` can be evaluated. */
function asColumn(like: Column, labels: readonly string[]): Column {
  if (like.type === 'logical') return { type: 'logical', values: Int8Array.from(labels, label => Number(label === 'TRUE')) };
  if (like.type === 'character') return { type: 'character', values: labels };
  const { levels, isOrdered } = like as Extract<Column, { type: 'factor' }>;
  return { type: 'factor', codes: Int32Array.from(labels, label => levels.indexOf(label) + 1), levels, isOrdered };
}

/**
 * A row is estimable when its dropped columns stand to the kept ones as they do in the data, x_d = X_k D: only then is its mean the same
 * whichever columns had been dropped.
 */
async function estimableRows({ design, recipe: { fixed: recipe }, variables }: MixedModel, x: Float64Array, rowCount: number, evaluate: EvaluateAt): Promise<Uint8Array> {
  const isEstimable = new Uint8Array(rowCount).fill(1);
  const { fixed, rowCount: n } = design;
  const p = fixed.columnCount;
  if (fixed.droppedColumns.length === 0) return isEstimable;
  const total = p + fixed.droppedColumns.length;
  const dropped = Array.from({ length: total }, (_, j) => j).filter(j => !recipe.kept.includes(j));
  const inData = await matrixAt({ ...recipe, kept: dropped }, n, expression => Promise.resolve(variables.get(labelIn(recipe, expression))!));
  const atGrid = await matrixAt({ ...recipe, kept: dropped }, rowCount, evaluate);
  const crossProduct = crossProductOf(fixed.x, n, p);
  dropped.forEach((_, d) => {
    const coefficients = coefficientsOn(crossProduct, fixed.x, inData.subarray(d * n, (d + 1) * n), n, p);
    for (let row = 0; row < rowCount; row++) {
      let expected = 0;
      let size = 1;
      for (let j = 0; j < p; j++) {
        expected += x[j * rowCount + row]! * coefficients[j]!;
        size += Math.abs(x[j * rowCount + row]! * coefficients[j]!);
      }
      if (Math.abs(atGrid[d * rowCount + row]! - expected) > 1e-7 * size) isEstimable[row] = 0;
    }
  });
  return isEstimable;
}

const labelIn = (recipe: MatrixRecipe, expression: Expression): string => recipe.variables.find(({ variable }) => variable.expression === expression)!.variable.label;

/** The Cholesky factor of X'X. */
function crossProductOf(x: Float64Array, n: number, p: number): Float64Array {
  const product = new Float64Array(p * p);
  for (let j = 0; j < p; j++) for (let k = 0; k <= j; k++) product[j * p + k] = dot(x.subarray(j * n, (j + 1) * n), x.subarray(k * n, (k + 1) * n));
  choleskyFactor(product, p);
  return product;
}

/** Coefficients of a column that lies in the span of X. */
function coefficientsOn(crossProduct: Float64Array, x: Float64Array, y: Float64Array, n: number, p: number): Float64Array {
  const coefficients = Float64Array.from({ length: p }, (_, j) => dot(x.subarray(j * n, (j + 1) * n), y));
  solveLower(crossProduct, p, coefficients);
  solveLowerTransposed(crossProduct, p, coefficients);
  return coefficients;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
