import { beforeAll, describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/random-formulas.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { evaluateIn, frameAfter } from '../../fixtures/model/reference-frames.js';
import type { DataFrame } from '../../../engine/data/vectors.js';
import { standardContrasts, withChosenContrasts } from '../../../engine/model/contrasts.js';
import { readModelFormula } from '../../../engine/model/formula.js';
import { buildRandomTerms } from '../../../engine/model/grouping.js';
import { buildModelFrame } from '../../../engine/model/model-frame.js';
import { modelMatrix } from '../../../engine/model/model-matrix.js';
import { groupingVariables } from '../../../engine/model/random-terms.js';
import { independentColumns } from '../../../engine/model/rank.js';
import { readTerms } from '../../../engine/model/terms.js';

interface Case {
  readonly formula: string;
  readonly contrasts: Readonly<Record<string, string>> | null;
  readonly labels: readonly string[] | null;
  readonly columns: readonly string[];
  readonly assign: readonly number[];
  readonly rows: number;
  readonly sums: readonly number[];
  readonly sizes: readonly number[];
  readonly kept: readonly string[];
  readonly random: readonly { readonly group: string; readonly effects: readonly string[]; readonly levels: readonly string[]; readonly sum: number; readonly size: number }[] | null;
}

/** `random-formulas.R` made them and ran them in R: one for each function, and many at random. */
const cases = ofR.cases as unknown as readonly Case[];
let data: DataFrame;
beforeAll(async () => void (data = await frameAfter(ofR.data, ofR.setup)));

const closeTo = (value: number, expected: number, size: number): boolean => Math.abs(value - expected) <= 1e-9 * Math.max(1, size);

describe('a formula', () => {
  test.each(cases.map(one => [one.contrasts ? `${one.formula} with ${JSON.stringify(one.contrasts)}` : one.formula, one] as const))('%s gives what R and lme4 make of it', async (_, reference) => {
    const formula = formulaOf(reference.formula);
    const { fixed, random } = reference.random ? readModelFormula(formula, [...data.columns.keys()]) : { fixed: readTerms(formula.right, { dot: null }), random: [] };
    const variables = [...fixed.variables, ...random.flatMap(term => [...term.terms.variables, ...groupingVariables(term.grouping)])];
    const { columns, rowCount: n } = await buildModelFrame({
      variables: [...new Map(variables.map(variable => [variable.label, variable])).values()],
      rowCount: data.rowCount,
      subset: null,
      dataName: 'd',
      evaluate: variable => evaluateIn(data, variable.expression),
    });
    const { x, names, assign } = modelMatrix(fixed, withChosenContrasts(columns, new Map(Object.entries(reference.contrasts ?? {}).filter(([label]) => columns.has(label))), null), n, standardContrasts);
    if (reference.labels) expect(fixed.terms.map(term => term.label)).toEqual(reference.labels);
    expect(names).toEqual(reference.columns);
    expect(assign).toEqual(reference.assign);
    expect(n).toBe(reference.rows);
    names.forEach((name, j) => {
      const column = x.subarray(j * n, (j + 1) * n);
      expect(closeTo(column.reduce((total, value, i) => total + value * (i + 1), 0), reference.sums[j]!, reference.sizes[j]! * n), `sum of ${name}`).toBe(true);
      expect(closeTo(column.reduce((total, value) => total + Math.abs(value), 0), reference.sizes[j]!, reference.sizes[j]!), `size of ${name}`).toBe(true);
    });
    expect(independentColumns(x, n, names.length).map(j => names[j])).toEqual(reference.kept);
    if (!reference.random) return;
    const terms = buildRandomTerms(random, columns, n, false, standardContrasts).map(({ term }) => term);
    expect(terms.map(term => term.group)).toEqual(reference.random.map(term => term.group));
    terms.forEach(({ effectNames, levels, effectCount: k, z, levelOfRow }, t) => {
      const expected = reference.random![t]!;
      expect(effectNames).toEqual(expected.effects);
      expect(levels).toEqual(expected.levels);
      let sum = 0;
      for (let i = 0; i < n; i++) for (let e = 0; e < k; e++) sum += z[i * k + e]! * (levelOfRow[i]! * k + e + 1) * (i + 1);
      expect(closeTo(sum, expected.sum, expected.size * n * levels.length * k), `entries of ${expected.group}`).toBe(true);
      expect(closeTo(z.reduce((total, value) => total + Math.abs(value), 0), expected.size, expected.size), `size of ${expected.group}`).toBe(true);
    });
  });
});
