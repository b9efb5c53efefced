import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/model-matrix.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import { asFactor } from '../../../engine/data/factor.js';
import type { Column, DataFrame } from '../../../engine/data/vectors.js';
import { standardContrasts, withContrasts } from '../../../engine/model/contrasts.js';
import { buildModelFrame } from '../../../engine/model/model-frame.js';
import { modelMatrix, type ModelMatrix } from '../../../engine/model/model-matrix.js';
import { independentColumns } from '../../../engine/model/rank.js';
import { readTerms, type Terms } from '../../../engine/model/terms.js';

interface Case {
  readonly data: string;
  readonly formula: string;
  readonly contrasts: Readonly<Record<string, string>> | null;
  readonly term_labels: readonly string[];
  readonly columns: readonly string[];
  readonly assign: readonly number[];
  readonly nrow: number;
  readonly rank: number;
  readonly first6: readonly (readonly number[])[];
  readonly colsums: readonly number[];
  readonly colsumsq: readonly number[];
}

const cases = ofR.cases as unknown as readonly Case[];

const withChosen = (columns: ReadonlyMap<string, Column>, contrasts: Case['contrasts']): ReadonlyMap<string, Column> =>
  new Map([...columns].map(([label, column]) => [label, contrasts?.[label] ? withContrasts(asFactor(column), contrasts[label]) : column]));

async function matrixOf(formula: string, frame: DataFrame, contrasts: Readonly<Record<string, string>> | null = null): Promise<{ terms: Terms; matrix: ModelMatrix; rowCount: number }> {
  const terms = readTerms(formulaOf(formula).right, { dot: null });
  const variables = [...new Map([...terms.terms.flatMap(term => term.variables), ...terms.offsets].map(variable => [variable.label, variable])).values()];
  const { columns, rowCount } = await buildModelFrame({
    variables,
    rowCount: frame.rowCount,
    subset: null,
    dataName: 'd',
    evaluate: variable => evaluateIn(frame, variable.expression),
  });
  return { terms, matrix: modelMatrix(terms, withChosen(columns, contrasts), rowCount, standardContrasts), rowCount };
}

describe('the model matrix', () => {
  test.each(cases.map(one => [`${one.data} ${one.formula}`, one] as const))('of %s is that of R’s model.matrix()', async (_, reference) => {
    const { terms, matrix, rowCount } = await matrixOf(reference.formula, referenceFrame(reference.data.replace('.csv', '')), reference.contrasts);
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
      const squares = reference.colsumsq[j]!;
      expect(Math.abs(column.reduce((a, b) => a + b * b, 0) - squares), `squares of ${reference.columns[j]}`).toBeLessThan(1e-9 * Math.max(1, squares));
    });
  });

  test.each(cases.map(one => [`${one.data} ${one.formula}`, one] as const))('of %s has the rank that R finds', async (_, reference) => {
    const { matrix, rowCount } = await matrixOf(reference.formula, referenceFrame(reference.data.replace('.csv', '')), reference.contrasts);
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
    expect((await meaningsOf('~ temperature', 'cake'))[1]).toEqual({ kind: 'trend', variable: 'temperature', degree: 1, step: Math.sqrt(12 / (6 * 35)) });
    const meanings = await meaningsOf('~ age * urban', 'Contraception');
    expect(meanings[3]).toEqual({ kind: 'interaction', parts: [{ kind: 'slope', variable: 'age', isIndicator: false }, { kind: 'contrast', variable: 'urban', level: 'Y', reference: 'N' }] });
  });
});
