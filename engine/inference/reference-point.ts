/** Points of the covariates at which the mean of the response is told: the reference, and one step away from it for each coefficient. */
import { isNumeric } from '../data/atomic.js';
import { makeDataFrame } from '../data/data-frame.js';
import { asFactor } from '../data/factor.js';
import type { Column, DataFrame } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import { namesIn } from '../language/syntax/walk.js';
import type { BuiltDesign } from '../model/build-design.js';
import { matrixAt } from '../model/matrix-recipe.js';
import type { CoefficientMeaning } from '../results.js';

export interface ReferencePoints {
  /** Where each covariate stands at the reference: a level, or a number (0 for an indicator, otherwise the mean). */
  readonly conditions: readonly { readonly variable: string; readonly value: string | number }[];
  /** The row of the model matrix at the reference, length p. */
  readonly reference: Float64Array;
  /** For each coefficient the row where what it compares has been changed; null where no one covariate makes its step. */
  readonly steps: readonly (Float64Array | null)[];
  /** Of each number that several columns describe (a polynomial, a spline, a square beside it) the rows at its lower and its upper quartile. */
  readonly curves: readonly { readonly variable: string; readonly quartiles: readonly [number, number]; readonly rows: readonly [Float64Array, Float64Array] }[];
}

/** Evaluates an expression among the columns of a data frame. */
export type Evaluate = (expression: Expression, frame: DataFrame) => Promise<Column>;

/**
 * Factors stand at their first level, indicators at zero and other numbers at their mean over the rows used. A contrast leads to its level, a slope one
 * unit up; columns that are functions of a covariate (interactions, powers, splines) go with it, as they do in the data.
 * Null where a covariate is no plain column.
 */
export async function referencePoints(built: BuiltDesign, evaluate: Evaluate): Promise<ReferencePoints | null> {
  try {
    const covariates = covariatesOf(built);
    return covariates && (await gridOf(built, covariates, evaluate));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

interface Covariate {
  readonly name: string;
  readonly reference: string | number;
  /** Of numbers that are no codes of a factor. */
  readonly isNumber: boolean;
  readonly isLogical: boolean;
}

async function gridOf(built: BuiltDesign, covariates: readonly Covariate[], evaluate: Evaluate): Promise<ReferencePoints> {
  const { fixed } = built.design;
  const p = fixed.columnCount;
  const atReference = new Map(covariates.map(({ name, reference }) => [name, reference]));
  const changes = fixed.meanings.map(meaning => changeOf(meaning, built, covariates));
  const curves = covariates.flatMap(covariate => (isCurved(covariate, built) ? [{ variable: covariate.name, quartiles: quartilesOf(built.predictors.get(covariate.name)!) }] : []));
  const points = [
    atReference,
    ...changes.map(change => (change ? new Map([...atReference, change]) : atReference)),
    ...curves.flatMap(({ variable, quartiles }) => quartiles.map(quartile => new Map([...atReference, [variable, quartile] as const]))),
  ];
  const frame = makeDataFrame(covariates.map(covariate => [covariate.name, columnAt(covariate, points.map(point => point.get(covariate.name)!))]));
  const x = await matrixAt(built.recipe.fixed, points.length, expression => evaluate(expression, frame));
  const rowAt = (i: number): Float64Array => Float64Array.from({ length: p }, (_, j) => x[j * points.length + i]!);
  const reference = rowAt(0);
  return {
    conditions: covariates.map(({ name, reference: value }) => ({ variable: name, value })),
    reference,
    steps: fixed.meanings.map((meaning, j) => {
      const isReference = meaning.kind === 'intercept' && !meaning.means;
      const row = changes[j] ? rowAt(j + 1) : isReference ? reference : alone(built, j, reference);
      return row?.every(Number.isFinite) ? row : null;
    }),
    curves: curves.map((curve, i) => ({ ...curve, rows: [rowAt(changes.length + 1 + 2 * i), rowAt(changes.length + 2 + 2 * i)] as const })),
  };
}

/** Whether a number enters by a basis, or by more than one expression of it. */
function isCurved({ name, isNumber }: Covariate, { recipe, design }: BuiltDesign): boolean {
  const made = recipe.fixed.variables.filter(({ variable }) => namesIn(variable.expression).includes(name)).map(({ variable }) => variable.label);
  return isNumber && (made.length > 1 || design.fixed.meanings.some(meaning => meaning.kind === 'basis' && made.includes(meaning.variable)));
}

/** Lower and upper, R's type 7. */
function quartilesOf(column: Column): readonly [number, number] {
  const sorted = isNumeric(column) ? Float64Array.from(column.values).filter(value => !Number.isNaN(value)).sort() : new Float64Array();
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? NaN;
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? below) - below);
  };
  return [at(0.25), at(0.75)];
}

/** The covariates of the fixed effects, each where it stands at the reference. */
function covariatesOf({ recipe, predictors }: BuiltDesign): Covariate[] | null {
  const names = [...new Set(recipe.fixed.variables.flatMap(({ variable }) => namesIn(variable.expression)))];
  const covariates: Covariate[] = [];
  for (const name of names) {
    const column = predictors.get(name);
    // a value of the session, such as the knots of a spline, is none
    if (column === undefined) continue;
    if (column.type !== 'factor' && (column.dim || column.array)) return null;
    const codes = recipe.fixed.variables.find(each => each.kind === 'factor' && each.variable.label !== name && namesIn(each.variable.expression).includes(name));
    const isLogical = column.type === 'logical';
    const isNumber = isNumeric(column) && codes === undefined;
    covariates.push({ name, isLogical, isNumber, reference: isNumeric(column) ? (codes?.kind === 'factor' ? Number(codes.levels[0]) : centre(column.values)) : isLogical ? 0 : (asFactor(column).levels[0] ?? '') });
  }
  return covariates;
}

function centre(values: Float64Array): number {
  if (values.every(value => value === 0 || value === 1)) return 0;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function columnAt({ isLogical }: Covariate, values: readonly (string | number)[]): Column {
  if (isLogical) return { type: 'logical', values: Int8Array.from(values, Number) };
  return typeof values[0] === 'string' ? { type: 'character', values: values.map(String) } : { type: 'double', values: Float64Array.from(values, Number) };
}

/** What becomes of which covariate; null where no change of one makes the step of the coefficient. */
function changeOf(meaning: CoefficientMeaning, { recipe }: BuiltDesign, covariates: readonly Covariate[]): readonly [string, string | number] | null {
  if (meaning.kind === 'slope') {
    const own = covariates.find(({ name, isNumber }) => isNumber && name === meaning.variable);
    return own ? [own.name, Number(own.reference) + 1] : null;
  }
  if (meaning.kind !== 'contrast' && meaning.kind !== 'deviation' && meaning.kind !== 'cell') return null;
  const factor = recipe.fixed.variables.find(({ variable }) => variable.label === meaning.variable);
  const inside = factor ? namesIn(factor.variable.expression) : [];
  const own = inside.length === 1 ? covariates.find(({ name }) => name === inside[0]) : undefined;
  if (!own) return null;
  if (own.isLogical) return [own.name, meaning.level === 'TRUE' ? 1 : 0];
  if (typeof own.reference === 'string') return [own.name, meaning.level];
  const code = Number(meaning.level);
  return Number.isFinite(code) ? [own.name, code] : null;
}

/** One unit more in a column that no other moves along with, such as `log(dose)` or `scale(age)`. */
function alone({ design, recipe }: BuiltDesign, j: number, reference: Float64Array): Float64Array | null {
  const { fixed } = design;
  if (fixed.meanings[j]!.kind !== 'slope') return null;
  const namesOf = (column: number): string[] => (recipe.fixed.terms.terms[fixed.assign[column]! - 1]?.variables ?? []).flatMap(({ expression }) => namesIn(expression));
  const own = namesOf(j);
  if (fixed.names.some((_, i) => i !== j && namesOf(i).some(name => own.includes(name)))) return null;
  const row = Float64Array.from(reference);
  row[j]! += 1;
  return row;
}
