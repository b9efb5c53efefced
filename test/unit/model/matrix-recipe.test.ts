import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/matrix-recipes.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { evaluateIn } from '../../fixtures/model/reference-frames.js';
import { makeDataFrame } from '../../../engine/data/data-frame.js';
import { makeFactor } from '../../../engine/data/factor.js';
import type { Column, DataFrame } from '../../../engine/data/vectors.js';
import { standardContrasts } from '../../../engine/model/contrasts.js';
import { matrixAt, matrixRecipe, type MatrixRecipe } from '../../../engine/model/matrix-recipe.js';
import { buildModelFrame } from '../../../engine/model/model-frame.js';
import { modelMatrix, type ModelMatrix } from '../../../engine/model/model-matrix.js';
import { readTerms } from '../../../engine/model/terms.js';

interface Columns {
  readonly x: readonly number[];
  readonly z: readonly number[];
  readonly f: readonly string[];
  readonly o: readonly string[];
  readonly l: readonly boolean[];
}

const text = (values: readonly string[]): Column => ({ type: 'character', values });

function frameOf({ x, z, f, o, l }: Columns, isModelled: boolean): DataFrame {
  return makeDataFrame([
    ['x', { type: 'double', values: Float64Array.from(x) }],
    ['z', { type: 'double', values: Float64Array.from(z) }],
    ['f', isModelled ? makeFactor(text(f)) : text(f)],
    ['o', isModelled ? makeFactor(text(o), { levels: ofR.levels, isOrdered: true }) : text(o)],
    ['l', { type: 'logical', values: Int8Array.from(l, Number) }],
  ]);
}

const data = frameOf(ofR.data, true);

async function modelled(formula: string): Promise<{ matrix: ModelMatrix; recipe: MatrixRecipe }> {
  const terms = readTerms(formulaOf(formula).right, { dot: null });
  const { columns } = await buildModelFrame({ variables: terms.variables, rowCount: data.rowCount, subset: null, dataName: 'd', evaluate: variable => evaluateIn(data, variable.expression) });
  const matrix = modelMatrix(terms, columns, data.rowCount, standardContrasts);
  return { matrix, recipe: matrixRecipe(terms, columns, standardContrasts, matrix.names.map((_, j) => j)) };
}

function expectColumns(x: Float64Array, rows: readonly (readonly number[])[]): void {
  rows.forEach((row, i) => row.forEach((value, j) => {
    const ours = x[j * rows.length + i]!;
    expect(Math.abs(ours - value), `row ${i + 1}, column ${j + 1}: ${ours} for ${value}`).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
  }));
}

describe('the columns of a model', () => {
  test.each(ofR.cases)('$formula are those of R at the data', async ({ formula, columns, fitted }) => {
    const { matrix } = await modelled(formula);
    expect(matrix.names).toEqual(columns);
    expectColumns(matrix.x, fitted);
  });

  test.each(ofR.cases)('$formula are computed at other data from the knots, centres and levels of the first', async ({ formula, at }) => {
    const { recipe } = await modelled(formula);
    const other = frameOf(ofR.new, false);
    expectColumns(await matrixAt(recipe, other.rowCount, expression => evaluateIn(other, expression)), at);
  });

  test('are missing at other data where a variable is', async () => {
    const { recipe } = await modelled('~ f + ns(x, 3) + poly(z, 2)');
    const other = makeDataFrame([['x', { type: 'double', values: Float64Array.of(1, NaN, 1) }], ['z', { type: 'double', values: Float64Array.of(NaN, 1, 1) }], ['f', { type: 'character', values: ['b', 'b', null] }]]);
    const x = await matrixAt(recipe, 3, expression => evaluateIn(other, expression));
    const isMissing = Array.from({ length: 8 }, (_, j) => [0, 1, 2].map(i => Number.isNaN(x[j * 3 + i])));
    expect(isMissing).toEqual([...[0], ...[1, 1], ...[2, 2, 2], ...[3, 3]].map(kind => [kind === 3, kind === 2, kind === 1]));
  });

  test('say which level is new', async () => {
    const { recipe } = await modelled('~ f');
    const other = makeDataFrame([['f', { type: 'character', values: ['a', 'q'] }]]);
    await expect(matrixAt(recipe, 2, expression => evaluateIn(other, expression))).rejects.toThrow('`f` has the level "q", which the data of the model do not have.');
  });
});
