import { describe, expect, test } from 'vitest';
import { formulaOf, statementOf } from '../../fixtures/model/formulas.js';
import { makeDataFrame } from '../../../engine/data/data-frame.js';
import { makeFactor } from '../../../engine/data/factor.js';
import type { Column, DataFrame, Factor, NumericVector } from '../../../engine/data/vectors.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { buildDesign, type BuiltDesign } from '../../../engine/model/build-design.js';
import { families } from '../../../engine/model/families/families.js';
import { readModelFormula } from '../../../engine/model/formula.js';
import type { Variable } from '../../../engine/model/terms.js';

const numbers = (values: readonly number[]): NumericVector => ({ type: 'double', values: Float64Array.from(values) });
const factor = (labels: readonly (string | null)[], levels?: readonly string[]): Factor => makeFactor({ type: 'character', values: labels }, levels ? { levels } : {});
const counts = (successes: readonly number[], failures: readonly number[]): NumericVector => ({ type: 'double', values: Float64Array.from([...successes, ...failures]), dim: [successes.length, 2] });

interface Options {
  readonly family?: string;
  readonly weights?: string;
  readonly offset?: string;
  readonly subset?: string;
}

/** Columns are found by the label of the expression, so a column may be called `log(x)` or `cbind(s, f)`. */
function design(formula: string, columns: Record<string, Column>, { family = 'gaussian', ...expressions }: Options = {}): Promise<BuiltDesign> {
  const frame: DataFrame = makeDataFrame(Object.entries(columns));
  const variable = (text: string | undefined): Variable | null => (text === undefined ? null : { label: text, expression: statementOf(text) });
  return buildDesign({
    formula: readModelFormula(formulaOf(formula), [...frame.columns.keys()]),
    family: families.get(family)!,
    weights: variable(expressions.weights),
    offset: variable(expressions.offset),
    subset: variable(expressions.subset),
    rowCount: frame.rowCount,
    dataName: 'd',
    evaluate: wanted => Promise.resolve(frame.columns.get(wanted.label)!),
  });
}

const g = factor(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b']);
const x = numbers([1, 2, 3, 4, 5, 6, 7, 8]);
const y = numbers([3, 1, 4, 1, 5, 9, 2, 6]);

async function refusal(...call: Parameters<typeof design>): Promise<UserError> {
  try {
    await design(...call);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the design was built');
}

describe('rows with missing values', () => {
  test('are dropped over response, covariates, groups, weights and offset, and counted by column', async () => {
    const columns = {
      y: numbers([NaN, 1, 4, 1, 5, 9, 2, 6]),
      x: numbers([NaN, NaN, 3, 4, 5, 6, 7, 8]),
      g: factor(['a', 'b', null, 'a', 'b', 'a', 'a', 'b']),
      w: numbers([1, 1, 1, NaN, 1, 1, 1, 1]),
      o: numbers([0, 0, 0, 0, NaN, 0, 0, 0]),
      unused: numbers([1, 1, 1, 1, 1, NaN, 1, 1]),
    };
    const { design: built } = await design('y ~ x + (1 | g)', columns, { weights: 'w', offset: 'o' });
    expect(Array.from(built.rows)).toEqual([5, 6, 7]);
    expect(built.dropped).toEqual({ count: 5, byColumn: { y: 1, x: 2, g: 1, w: 1, o: 1 } });
  });

  test('take with them the levels that only they had', async () => {
    const columns = { y: numbers([NaN, 1, 4, 1, 5, 9, 2, 6]), f: factor(['u', 'v', 'w', 'v', 'w', 'v', 'w', 'v']), g };
    const { design: built } = await design('y ~ f + (1 | g)', columns);
    expect(built.fixed.names).toEqual(['(Intercept)', 'fw']);
  });
});

describe('a subset', () => {
  test('keeps the rows for which the condition holds, and not those for which it is missing', async () => {
    const condition: Column = { type: 'logical', values: Int8Array.of(1, 1, 1, 0, -1, 1, 1, 1) };
    const { design: built } = await design('y ~ x + (1 | g)', { y, x, g, condition }, { subset: 'condition' });
    expect(Array.from(built.rows)).toEqual([0, 1, 2, 5, 6, 7]);
    expect(built.dropped.count).toBe(0);
  });
});

describe('text and logical columns', () => {
  test('are factors, as covariates and as groups', async () => {
    const columns = { y, t: { type: 'character', values: ['v', 'u', 'v', 'u', 'w', 'u', 'v', 'w'] }, l: { type: 'logical', values: Int8Array.of(1, 0, 1, 1, 0, 0, 1, 1) }, h: { type: 'character', values: ['b', 'a', 'B', 'b', 'a', 'B', 'b', 'a'] } } as const;
    const { design: built } = await design('y ~ t + l + (1 | h)', columns);
    expect(built.fixed.names).toEqual(['(Intercept)', 'tv', 'tw', 'lTRUE']);
    expect(built.random[0]!.levels).toEqual(['a', 'b', 'B']);
  });
});

describe('columns that others determine', () => {
  test('are left out, the later ones, and named', async () => {
    const { design: built } = await design('y ~ x + f + z + (1 | g)', { y, x, g, f: factor(['u', 'u', 'v', 'v', 'u', 'v', 'u', 'v']), z: numbers([1, 2, 3, 4, 5, 6, 7, 8].map(value => 2000 * value - 1)) });
    expect(built.fixed.names).toEqual(['(Intercept)', 'x', 'fv']);
    expect(built.fixed.droppedColumns).toEqual(['z']);
    expect(built.fixed.assign).toEqual([0, 1, 2]);
  });
});

describe('a binomial response', () => {
  const binomial = { family: 'binomial' };

  test('may be a factor: the first level is failure', async () => {
    const { design: built } = await design('r ~ x + (1 | g)', { r: factor(['no', 'yes', 'no', 'no', 'yes', 'no', 'no', 'no']), x, g }, binomial);
    expect(Array.from(built.response.values)).toEqual([0, 1, 0, 0, 1, 0, 0, 0]);
    expect(built.response.description).toEqual({ label: 'r', kind: 'binary', event: 'r = yes', trials: null });
  });

  test('with more levels counts all but the first as success, and says so', async () => {
    const { design: built, remarks } = await design('r ~ x + (1 | g)', { r: factor(['a', 'b', 'c', 'a', 'a', 'b', 'c', 'a']), x, g }, binomial);
    expect(Array.from(built.response.values)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect(remarks.responseLevels).toEqual(['a', 'b', 'c']);
  });

  test('may be 0 and 1 or a logical vector', async () => {
    const zeroOne = [0, 1, 1, 0, 0, 1, 1, 0];
    const numeric = await design('r ~ x + (1 | g)', { r: numbers(zeroOne), x, g }, binomial);
    expect(numeric.design.response.description).toEqual({ label: 'r', kind: 'binary', event: 'r = 1', trials: null });
    const logical = await design('r ~ x + (1 | g)', { r: { type: 'logical', values: Int8Array.from(zeroOne) }, x, g }, binomial);
    expect(Array.from(logical.design.response.values)).toEqual(zeroOne);
    expect(logical.design.response.description.event).toBe('r = TRUE');
  });

  test('may be counts of successes and failures: proportions weighted by trials', async () => {
    const r = counts([1, 0, 2, 3, 1, 0, 0, 2], [3, 4, 2, 0, 1, 5, 0, 2]);
    const { design: built } = await design('cbind(s, f) ~ x + (1 | g)', { 'cbind(s, f)': r, x, g }, binomial);
    expect(Array.from(built.response.values)).toEqual([0.25, 0, 0.5, 1, 0.5, 0, 0, 0.5]);
    expect(Array.from(built.weights)).toEqual([4, 4, 4, 3, 2, 5, 0, 4]);
    expect(built.response.description).toEqual({ label: 'cbind(s, f)', kind: 'proportion', event: 's', trials: 26 });
  });

  test('may be a proportion with trials as weights', async () => {
    const { design: built } = await design('p ~ x + (1 | g)', { p: numbers([0.25, 0.5, 0, 1, 0.75, 0.5, 0.5, 0.25]), n: numbers([4, 4, 4, 4, 4, 2, 2, 4]), x, g }, { ...binomial, weights: 'n' });
    expect(built.response.description).toMatchObject({ kind: 'proportion', trials: 28 });
    expect(Array.from(built.weights)).toEqual([4, 4, 4, 4, 4, 2, 2, 4]);
  });
});

describe('data that no model fits are refused', () => {
  test.each<[string, Parameters<typeof design>, string, RegExp]>([
    ['a frame without rows', ['y ~ x + (1 | g)', { y: numbers([]), x: numbers([]), g: factor([]) }], 'GLMM310', /`d` has no rows/],
    ['a column of NA', ['y ~ x + (1 | g)', { y, x: numbers(Array<number>(8).fill(NaN)), g }], 'GLMM311', /All 8 values of `x` are missing/],
    ['no complete row', ['y ~ x + (1 | g)', { y: numbers([NaN, NaN, NaN, NaN, 1, 2, 3, 4]), x: numbers([1, 2, 3, 4, NaN, NaN, NaN, NaN]), g }], 'GLMM310', /\(y 4, x 4\)/],
    ['a factor of one level', ['y ~ f + (1 | g)', { y, f: factor(Array<string>(8).fill('only')), g }], 'GLMM312', /`f` has only one level in the rows used: only/],
    ['a grouping factor of one level', ['y ~ x + (1 | f)', { y, x, f: factor(Array<string>(8).fill('only')) }], 'GLMM312', /grouping factor `f` has only one level/],
    ['an infinite covariate', ['y ~ log(x) + (1 | g)', { y, 'log(x)': numbers([0, 1, -Infinity, 2, 3, 4, 5, 6]), g }], 'GLMM313', /`log\(x\)` is -Inf in row 3/],
    ['as many levels as rows', ['y ~ x + (1 | i)', { y, x, i: numbers([1, 2, 3, 4, 5, 6, 7, 8]) }], 'GLMM315', /number of levels of each grouping factor must be smaller than the number of observations/],
    ['more effects than rows', ['y ~ x + (x | h)', { y, x, h: factor(['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd']) }], 'GLMM316', /8 in all, but there are only 8 rows/],
    ['a factor where numbers are needed', ['r ~ x + (1 | g)', { r: { type: 'factor', codes: Int32Array.of(1, 2, 1, 2, 1, 2, 1, 2), levels: ['l', 'h'], isOrdered: false }, x, g }], 'GLMM319', /response `r` is a factor/],
    ['a text response', ['r ~ x + (1 | g)', { r: { type: 'character', values: ['l', 'h', 'l', 'h', 'l', 'h', 'l', 'h'] }, x, g }, { family: 'binomial' }], 'GLMM319', /response `r` is text/],
    ['a constant response', ['r ~ x + (1 | g)', { r: numbers(Array<number>(8).fill(2)), x, g }], 'GLMM317', /`r` is 2 in every row/],
    ['only failures', ['r ~ x + (1 | g)', { r: numbers(Array<number>(8).fill(0)), x, g }, { family: 'binomial' }], 'GLMM317', /r = 1 never happened/],
    ['a 2 in a binomial response', ['r ~ x + (1 | g)', { r: numbers([0, 1, 2, 0, 0, 1, 1, 0]), x, g }, { family: 'binomial' }], 'GLMM314', /`r` is 2 in row 3/],
    ['a negative count', ['r ~ x + (1 | g)', { r: numbers([0, 1, 2, 0, -4, 1, 1, 0]), x, g }, { family: 'poisson' }], 'GLMM314', /`r` is -4 in row 5/],
    ['a negative number of failures', ['cbind(s, n - s) ~ x + (1 | g)', { 'cbind(s, n - s)': counts([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 1, -2, 1, 1]), x, g }, { family: 'binomial' }], 'GLMM314', /`n - s` in row 6 is -2/],
    ['a negative weight', ['y ~ x + (1 | g)', { y, x, g, w: numbers([1, 1, 1, 1, 1, 1, -1, 1]) }, { weights: 'w' }], 'GLMM320', /`w` is -1 in row 7/],
    ['a matrix as an offset', ['y ~ log(z) + (1 | g)', { y, g, 'log(z)': { type: 'double', values: new Float64Array(16), dim: [8, 2] } }, { offset: 'log(z)' }], 'GLMM319', /cannot be used as an offset/],
    ['no random effect', ['y ~ x', { y, x }], 'GLMM243', /no random-effects term/],
  ])('%s', async (_, call, code, message) => {
    const error = await refusal(...call);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('but as many levels as rows are welcome where the family has no residual variance', async () => {
    const { design: built } = await design('r ~ x + (1 | i)', { r: numbers([0, 1, 2, 0, 4, 1, 1, 0]), x, i: numbers([1, 2, 3, 4, 5, 6, 7, 8]) }, { family: 'poisson' });
    expect(built.random[0]!.levels).toHaveLength(8);
  });
});

describe('a coefficient is conditional on others', () => {
  test('when an interaction or a power contains its term', async () => {
    const { design: built, remarks } = await design('y ~ x + z + x:f + I(z^2) + (1 | g)', { y, x, g, z: numbers([1, 0, 3, 2, 5, 1, 2, 8]), 'I(z^2)': numbers([1, 0, 9, 4, 25, 1, 4, 64]), f: factor(['u', 'u', 'v', 'v', 'u', 'v', 'u', 'v']) });
    expect(Object.fromEntries(built.fixed.names.map((name, j) => [name, remarks.isConditionalOnOthers[j]]))).toEqual({ '(Intercept)': false, x: true, z: true, 'I(z^2)': false, 'x:fv': false });
  });
});

describe('what the variables are made of', () => {
  test('is kept by name in the rows of the design, and a constant of a call is not', async () => {
    const missing: NumericVector = { type: 'double', values: Float64Array.of(1, NaN, 3, 4, 5, 6, 7, 8) };
    const { predictors } = await design('y ~ f(x, k) + (1 | g)', { y: missing, 'f(x, k)': x, x, g });
    expect([...predictors.keys()].sort()).toEqual(['g', 'x', 'y']);
    expect([...(predictors.get('x') as NumericVector).values]).toEqual([1, 3, 4, 5, 6, 7, 8]);
  });
});
