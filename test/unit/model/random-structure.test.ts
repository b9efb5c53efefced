import { describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/random-structure.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import { buildDesign } from '../../../engine/model/build-design.js';
import { families } from '../../../engine/model/families/families.js';
import type { MixedModelDesign } from '../../../engine/model/design.js';
import { readModelFormula } from '../../../engine/model/formula.js';

async function designOf(formula: string, data: string): Promise<MixedModelDesign> {
  const frame = referenceFrame(data);
  const built = await buildDesign({
    formula: readModelFormula(formulaOf(formula), [...frame.columns.keys()]),
    family: families.get(data === 'Contraception' ? 'binomial' : 'gaussian')!,
    weights: null,
    offset: null,
    subset: null,
    rowCount: frame.rowCount,
    dataName: data,
    evaluate: variable => evaluateIn(frame, variable.expression),
  });
  return built.design;
}

/** Names that R wrote as an object keyed by grouping factor. */
const levelsOfR = (levels: unknown): Record<string, readonly string[]> => levels as Record<string, readonly string[]>;

describe('the random-effects structure', () => {
  test.each(ofR.cases.map(one => [`${one.data} ${one.formula}`, one] as const))('of %s is that of lme4', async (_, reference) => {
    const { random, rowCount } = await designOf(reference.formula, reference.data.replace('.csv', ''));
    expect(random.map(term => term.group)).toEqual(reference.groups_in_order);
    expect(random.map(term => term.effectNames)).toEqual(reference.cnms);
    expect(random.reduce((count, term) => count + term.levels.length * term.effectCount, 0)).toBe(reference.Zt_dim[0]);
    expect(rowCount).toBe(reference.Zt_dim[1]);
    expect(random.reduce((count, term) => count + term.z.filter(value => value !== 0).length, 0)).toBe(reference.Zt_nnz);
    for (const term of random) {
      expect(term.levels).toHaveLength((reference.n_levels as unknown as Record<string, number>)[term.group]!);
      expect(term.levels.slice(0, 8)).toEqual(levelsOfR(reference.first_levels)[term.group]);
    }
  });

  test('is in order of decreasing number of levels', async () => {
    const { random } = await designOf('strength ~ 1 + (1 | batch) + (1 | sample)', 'Pastes');
    expect(random.map(term => term.group)).toEqual(['sample', 'batch']);
  });

  test('has of terms with equally many levels the last first, where an earlier factor has fewer, as lme4 has it', async () => {
    // lFormula(angle ~ temp + (1 | recipe) + (1 | replicate) + (0 + temp | replicate), cake) of lme4 1.1-31
    const { random } = await designOf('angle ~ temp + (1 | recipe) + (1 | replicate) + (0 + temp | replicate)', 'cake');
    expect(random.map(term => [term.group, ...term.effectNames])).toEqual([['replicate', 'temp'], ['replicate', '(Intercept)'], ['recipe', '(Intercept)']]);
  });

  test('has in each row the entries of its model matrix and the level of its group', async () => {
    const { random } = await designOf('Reaction ~ Days + (Days | Subject)', 'sleepstudy');
    const [term] = random;
    expect(Array.from(term!.z.slice(0, 6))).toEqual([1, 0, 1, 1, 1, 2]);
    expect(Array.from(term!.levelOfRow.slice(8, 12))).toEqual([0, 0, 1, 1]);
  });
});
