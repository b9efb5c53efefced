import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/model-matrix.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import type { DataFrame } from '../../../engine/data/vectors.js';
import { buildModelFrame } from '../../../engine/model/model-frame.js';
import { modelMatrix, type ModelMatrix } from '../../../engine/model/model-matrix.js';
import { independentColumns } from '../../../engine/model/rank.js';
import { readTerms, type Terms } from '../../../engine/model/terms.js';

/** Splines and contrasts other than the default ones have no function here. */
const isHere = ({ formula, contrasts }: { formula: string; contrasts: unknown }): boolean => contrasts === null && !/\b(ns|bs|C)\(/.test(formula);

const cases = ofR.cases.filter(isHere);

async function matrixOf(formula: string, frame: DataFrame): Promise<{ terms: Terms; matrix: ModelMatrix; rowCount: number }> {
  const terms = readTerms(formulaOf(formula).right, { dot: null });
  const variables = [...new Map([...terms.terms.flatMap(term => term.variables), ...terms.offsets].map(variable => [variable.label, variable])).values()];
  const { columns, rowCount } = await buildModelFrame({
    variables,
    rowCount: frame.rowCount,
    subset: null,
    dataName: 'd',
    evaluate: variable => evaluateIn(frame, variable.expression),
  });
  return { terms, matrix: modelMatrix(terms, columns, rowCount), rowCount };
}

describe('the model matrix', () => {
  test('is compared with R in most of the cases', () => {
    expect(cases.length).toBeGreaterThan(40);
  });

  test.each(cases.map(one => [`${one.data} ${one.formula}`, one] as const))('of %s is that of R’s model.matrix()', async (_, reference) => {
    const { terms, matrix, rowCount } = await matrixOf(reference.formula, referenceFrame(reference.data.replace('.csv', '')));
    expect(terms.terms.map(term => term.label)).toEqual(reference.term_labels);
    expect(matrix.names).toEqual(reference.columns);
    expect(matrix.assign).toEqual(reference.assign);
    expect(rowCount).toBe(reference.nrow);
    reference.first6.forEach((row, i) => {
      row.forEach((value, j) => expect(matrix.x[j * rowCount + i], `row ${i + 1} of ${reference.columns[j]}`).toBeCloseTo(value, 10));
    });
    reference.colsums.forEach((sum, j) => {
      const column = matrix.x.subarray(j * rowCount, (j + 1) * rowCount);
      expect(Math.abs(column.reduce((a, b) => a + b, 0) - sum), `sum of ${reference.columns[j]}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(sum)));
    });
  });

  test.each(cases.map(one => [`${one.data} ${one.formula}`, one] as const))('of %s has the rank that R finds', async (_, reference) => {
    const { matrix, rowCount } = await matrixOf(reference.formula, referenceFrame(reference.data.replace('.csv', '')));
    expect(independentColumns(matrix.x, rowCount, matrix.names.length)).toHaveLength(reference.rank);
  });
});

describe('what a column means', () => {
  const meaningsOf = async (formula: string, data: string): Promise<ModelMatrix['meanings']> => (await matrixOf(formula, referenceFrame(data))).matrix.meanings;

  test('is a contrast with the reference level for a factor, and the intercept knows the references', async () => {
    const [intercept, urban] = await meaningsOf('~ urban + age', 'Contraception');
    expect(intercept).toEqual({ kind: 'intercept', references: [{ variable: 'urban', level: 'N' }] });
    expect(urban).toEqual({ kind: 'contrast', variable: 'urban', level: 'Y', reference: 'N' });
  });

  test('is the mean of a level without an intercept', async () => {
    expect(await meaningsOf('~ 0 + Machine', 'Machines')).toEqual(['A', 'B', 'C'].map(level => ({ kind: 'cell', variable: 'Machine', level })));
  });

  test('is a slope for a number, an indicator if it is only 0 or 1, and a contrast for a condition', async () => {
    expect(await meaningsOf('~ 0 + age', 'Contraception')).toEqual([{ kind: 'slope', variable: 'age', isIndicator: false }]);
    expect((await meaningsOf('~ as.numeric(urban == "Y")', 'Contraception'))[1]).toMatchObject({ kind: 'slope', isIndicator: true });
    expect((await meaningsOf('~ I(age > 0)', 'Contraception'))[1]).toEqual({ kind: 'contrast', variable: 'I(age > 0)', level: 'TRUE', reference: 'FALSE' });
  });

  test('is a column of a basis for polynomials and ordered factors, and has parts for an interaction', async () => {
    expect((await meaningsOf('~ poly(Days, 1)', 'sleepstudy'))[1]).toEqual({ kind: 'basis', variable: 'poly(Days, 1)' });
    expect((await meaningsOf('~ temperature', 'cake'))[1]).toEqual({ kind: 'basis', variable: 'temperature' });
    const meanings = await meaningsOf('~ age * urban', 'Contraception');
    expect(meanings[3]).toEqual({ kind: 'interaction', parts: [{ kind: 'slope', variable: 'age', isIndicator: false }, { kind: 'contrast', variable: 'urban', level: 'Y', reference: 'N' }] });
  });
});
