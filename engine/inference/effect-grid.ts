/** Points of the covariates at which effects are shown: some vary, the others stand where they are typical. */
import { isNumeric } from '../data/atomic.js';
import { labelsOf } from '../data/coercion.js';
import { makeDataFrame } from '../data/data-frame.js';
import { asFactor } from '../data/factor.js';
import type { Column, DataFrame } from '../data/vectors.js';
import { namesIn } from '../model/formula.js';
import { groupingVariables } from '../model/random-terms.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModel } from './mixed-model.js';

/** A covariate and the values that it takes in a picture; labels of levels, or numbers. */
export interface FocalValues {
  readonly name: string;
  readonly values: readonly (number | string)[];
}

/** Where a covariate that does not vary stands. */
export interface HeldValue {
  readonly name: string;
  readonly value: number | string;
  readonly is: 'mean' | 'reference' | 'zero';
}

/** A curve is drawn through so many points. */
const CURVE_POINTS = 41;

/** The covariates of the fixed effects by name: what can be shown. Throws nothing. */
export function covariatesOf({ recipe, predictors }: MixedModel): string[] {
  const expressions = [...recipe.fixed.terms.variables, ...recipe.random.flatMap(({ effects }) => effects.terms.variables)].map(({ expression }) => expression);
  return [...new Set(expressions.flatMap(expression => [...namesIn(expression)]))].filter(name => predictors.has(name));
}

/** Whether a covariate is a number in the model, and not coded by its levels: `factor(x)` and `x` of text are not. */
export function isContinuous({ recipe, predictors }: MixedModel, name: string): boolean {
  const column = predictors.get(name);
  if (!column || !isNumeric(column)) return false;
  return !recipe.fixed.variables.some(each => each.kind === 'factor' && namesIn(each.variable.expression).has(name));
}

/** A grid over the range of a number, or all levels of a factor. Throws `UserError` for what is no covariate of the model. */
export function focalValues(model: MixedModel, name: string): FocalValues {
  const column = covariate(model, name);
  if (!isContinuous(model, name)) return { name, values: isNumeric(column) ? sortedNumbers(column.values) : levelsOf(column) };
  const [least, most] = rangeOf((column as Extract<Column, { type: 'double' | 'integer' }>).values);
  return { name, values: Array.from({ length: CURVE_POINTS }, (_, i) => least + ((most - least) * i) / (CURVE_POINTS - 1)) };
}

/** What stands for a covariate in the lines of a picture: its levels, or a number at its mean and a standard deviation to either side. */
export function lineValues(model: MixedModel, name: string): FocalValues {
  const column = covariate(model, name);
  if (!isContinuous(model, name)) return focalValues(model, name);
  const { values } = column as Extract<Column, { type: 'double' | 'integer' }>;
  const distinct = sortedNumbers(values);
  if (distinct.length <= 3) return { name, values: distinct };
  const mean = meanOf(values);
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return { name, values: [mean - sd, mean, mean + sd] };
}

/** The grid of all combinations, the first varying fastest, as data for the variables of the model; and where the others stand. */
export function effectGrid(model: MixedModel, focal: readonly FocalValues[]): { readonly frame: DataFrame; readonly held: readonly HeldValue[] } {
  const rowCount = focal.reduce((product, { values }) => product * values.length, 1);
  const focalNames = new Set(focal.map(({ name }) => name));
  let repeat = 1;
  const columns: [string, Column][] = focal.map(({ name, values }) => {
    const every = repeat;
    repeat *= values.length;
    return [name, columnOf(covariate(model, name), Array.from({ length: rowCount }, (_, i) => values[Math.floor(i / every) % values.length]!))];
  });
  const held = heldValues(model).filter(({ name }) => !focalNames.has(name));
  for (const { name, value } of held) columns.push([name, columnOf(model.predictors.get(name)!, Array.from({ length: rowCount }, () => value))]);
  return { frame: makeDataFrame(columns), held };
}

/** The factors among the covariates, with the share of the rows that each of their levels has: what an average over levels as they occur takes. */
export function factorShares(model: MixedModel, except: ReadonlySet<string>): { readonly values: FocalValues; readonly shares: readonly number[] }[] {
  return heldValues(model).filter(({ name, is }) => is === 'reference' && !except.has(name)).map(({ name }) => {
    const values = focalValues(model, name);
    const labels = labelsOf(model.predictors.get(name)!);
    const counts = values.values.map(value => labels.filter(label => label === String(value)).length);
    return { values, shares: counts.map(count => count / labels.length) };
  });
}

/** Numbers at their mean (indicators at zero), factors at their reference. */
export function heldValues(model: MixedModel): HeldValue[] {
  const grouping = new Set(model.recipe.random.flatMap(term => groupingVariables(term.grouping).map(({ label }) => label)));
  return [...new Set([...covariatesOf(model), ...offsetNames(model)])].filter(name => !grouping.has(name) || isFixed(model, name)).map((name): HeldValue => {
    const column = model.predictors.get(name)!;
    if (!isNumeric(column)) return { name, value: levelsOf(column)[0] ?? '', is: 'reference' };
    if (!isContinuous(model, name)) return { name, value: sortedNumbers(column.values)[0] ?? NaN, is: 'reference' };
    return column.values.every(value => value === 0 || value === 1) ? { name, value: 0, is: 'zero' } : { name, value: meanOf(column.values), is: 'mean' };
  });
}

const isFixed = ({ recipe }: MixedModel, name: string): boolean => recipe.fixed.terms.variables.some(({ expression }) => namesIn(expression).has(name));

const offsetNames = ({ recipe, predictors }: MixedModel): string[] => recipe.offsets.flatMap(({ expression }) => [...namesIn(expression)]).filter(name => predictors.has(name));

/** Throws `UserError` where the model has no such covariate. */
export function covariate(model: MixedModel, name: string): Column {
  const names = covariatesOf(model);
  const column = names.includes(name) ? model.predictors.get(name) : undefined;
  if (column && (column.type === 'factor' || (!column.dim && !column.array))) return column;
  throw new UserError('GLMM275', `The model has no covariate \`${name}\`.`, { advice: names.length > 0 ? [`It has ${names.map(each => `\`${each}\``).join(', ')}.`] : ['Its fixed effects are an intercept alone.'] });
}

function levelsOf(column: Column): readonly string[] {
  if (column.type === 'logical') return ['FALSE', 'TRUE'];
  return column.type === 'factor' ? column.levels : asFactor(column).levels;
}

function columnOf(like: Column, values: readonly (number | string)[]): Column {
  if (like.type === 'factor') {
    const codes = new Map(like.levels.map((level, i) => [level, i + 1]));
    return { type: 'factor', codes: Int32Array.from(values, value => codes.get(String(value)) ?? 0), levels: like.levels, isOrdered: like.isOrdered, ...(like.contrasts ? { contrasts: like.contrasts } : {}) };
  }
  if (like.type === 'character') return { type: 'character', values: values.map(String) };
  if (like.type === 'logical') return { type: 'logical', values: Int8Array.from(values, value => Number(value === 'TRUE' || value === 1)) };
  return { type: 'double', values: Float64Array.from(values, Number) };
}

const sortedNumbers = (values: Float64Array): number[] => [...new Set(values)].filter(value => Number.isFinite(value)).sort((a, b) => a - b);
const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function rangeOf(values: Float64Array): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
