import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContrastMatrix, Factor } from '../../../engine/data/vectors.js';
import { baselineIn, contrastMeanings } from '../../../engine/model/contrast-meaning.js';
import { contrastRule, contrastRules, numberedLevels } from '../../../engine/model/contrast-rules.js';
import { contrastMatrixOf, standardContrasts, withContrasts } from '../../../engine/model/contrasts.js';
import type { CoefficientMeaning } from '../../../engine/results.js';

const letters = (count: number): string[] => Array.from({ length: count }, (_, i) => 'abcdefgh'[i]!);
const factorOf = (levels: readonly string[], isOrdered = false): Factor => ({ type: 'factor', codes: Int32Array.from(levels, (_, i) => i + 1), levels, isOrdered });

/** γ of m = (1 C)γ: the coefficients of a model whose levels have the means m. */
function coefficientsOf(means: readonly number[], { values, columnCount }: ContrastMatrix): number[] {
  const k = means.length;
  return solve(means.map((_, i) => [1, ...Array.from({ length: columnCount }, (__, j) => values[j * k + i]!)]), means);
}

/** Solves a square system by elimination with pivoting. */
function solve(rows: readonly (readonly number[])[], right: readonly number[]): number[] {
  const system = rows.map((row, i) => [...row, right[i]!]);
  const n = system.length;
  for (let j = 0; j < n; j++) {
    const pivot = system.slice(j).reduce((best, row, i) => (Math.abs(row[j]!) > Math.abs(system[best]![j]!) ? i + j : best), j);
    [system[j], system[pivot]] = [system[pivot]!, system[j]!];
    for (let i = 0; i < n; i++) {
      const multiple = system[i]![j]! / system[j]![j]!;
      if (i !== j) system[i] = system[i]!.map((value, column) => value - multiple * system[j]![column]!);
    }
  }
  return system.map((row, i) => row[n]! / row[i]!);
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a meaning says a coefficient is, computed from the means of the levels. */
function claimOf(meaning: CoefficientMeaning, levels: readonly string[], means: readonly number[]): number {
  const at = (level: string): number => means[levels.indexOf(level)]!;
  switch (meaning.kind) {
    case 'contrast':
      return at(meaning.level) - at(meaning.reference);
    case 'deviation':
      return at(meaning.level) - average(means);
    case 'comparison':
      return meaning.factor * (average(meaning.over.map(at)) - average(meaning.against.map(at)));
    default:
      throw new Error(`no claim is known for ${meaning.kind}`);
  }
}

const someMeans = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 8 });

describe('what a contrast means', () => {
  test.each([...contrastRules.keys()].filter(name => name !== 'contr.poly'))('is for %s what the coefficient is, whatever the means of the levels', name => {
    fc.assert(
      fc.property(someMeans, means => {
        const levels = letters(means.length);
        const [intercept, ...coefficients] = coefficientsOf(means, contrastRule(name).matrix(levels));
        const meanings = contrastRule(name).meanings('f', levels);
        meanings.forEach((meaning, j) => expect(coefficients[j]).toBeCloseTo(claimOf(meaning, levels, means), 9));
        const baseline = baselineIn(meanings[0]!)!;
        expect(intercept).toBeCloseTo(baseline.kind === 'level' ? means[levels.indexOf(baseline.level)]! : average(means), 9);
      }),
    );
  });

  test.each([...contrastRules.keys()].filter(name => name !== 'contr.poly'))('is found for the matrix of %s as for its name', name => {
    for (let k = 2; k <= 6; k++) {
      const found = contrastMeanings('f', letters(k), contrastRule(name).matrix(letters(k)));
      // with two levels, half a difference is as well the deviation from their mean
      if (k === 2 && name === 'contr.helmert') expect(found).toEqual([{ kind: 'deviation', variable: 'f', level: 'b' }]);
      else expect(found).toEqual(contrastRule(name).meanings('f', letters(k)));
    }
  });

  test('is for contr.poly a trend, whose step is the rise from level to level of means on a line', () => {
    for (let k = 2; k <= 8; k++) {
      const means = Array.from({ length: k }, (_, i) => 2 + 0.7 * i);
      const [, linear, ...bends] = coefficientsOf(means, contrastRule('contr.poly').matrix(letters(k)));
      const [trend] = contrastRule('contr.poly').meanings('f', letters(k));
      expect(trend).toMatchObject({ kind: 'trend', degree: 1 });
      expect(linear! * (trend as { step: number }).step).toBeCloseTo(0.7, 10);
      for (const bend of bends) expect(bend).toBeCloseTo(0, 9);
    }
  });

  test('is a difference between two means for a matrix of one’s own that is one', () => {
    // the inverse of (1 C) of a treatment–control design: control against the mean of both treatments, and these against each other
    const values = Float64Array.of(-2 / 3, 1 / 3, 1 / 3, 0, -0.5, 0.5);
    const meanings = contrastMeanings('f', ['control', 'low', 'high'], { values, columnCount: 2, columnNames: null });
    const mean = { kind: 'mean' };
    expect(meanings).toEqual([
      { kind: 'comparison', variable: 'f', over: ['low', 'high'], against: ['control'], factor: 1, baseline: mean },
      { kind: 'comparison', variable: 'f', over: ['high'], against: ['low'], factor: 1, baseline: mean },
    ]);
  });

  test('is left open where weights differ within a side, or where there are fewer columns than contrasts', () => {
    const uneven = { values: Float64Array.of(-3, 1, 2, 1, -1, 0), columnCount: 2, columnNames: null };
    expect(contrastMeanings('f', letters(3), uneven)).toContainEqual({ kind: 'basis', variable: 'f' });
    const single = { values: Float64Array.of(-1, 0, 1), columnCount: 1, columnNames: null };
    expect(contrastMeanings('f', letters(3), single)).toEqual([{ kind: 'basis', variable: 'f' }]);
  });
});

describe('setting contrasts', () => {
  const matrixOf = (factor: Factor): ContrastMatrix => contrastMatrixOf(factor, standardContrasts);

  test('takes the rule for the kind of factor where there are none', () => {
    expect(matrixOf(factorOf(letters(3))).columnNames).toEqual(['b', 'c']);
    expect(matrixOf(factorOf(letters(3), true)).columnNames).toEqual(['.L', '.Q']);
  });

  test('by name follows the names of the levels, by function their numbers, as in R', () => {
    expect(matrixOf(withContrasts(factorOf(letters(3)), 'contr.SAS')).columnNames).toEqual(['a', 'b']);
    expect(matrixOf(withContrasts(factorOf(letters(3)), { ruleOfCount: 'contr.SAS' })).columnNames).toEqual(['1', '2']);
  });

  test('completes a matrix with too few columns as R does', () => {
    // contrasts(f) <- c(1, 0, -1) of R 4.2.2
    const { values, columnCount } = matrixOf(withContrasts(factorOf(letters(3)), { values: Float64Array.of(1, 0, -1), columnCount: 1, columnNames: null }));
    expect(columnCount).toBe(2);
    [1, 0, -1, 0.4082483, -0.8164966, 0.4082483].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 7));
  });

  test('says what does not fit', () => {
    const three = factorOf(letters(3));
    expect(() => withContrasts(three, 'contr.sums')).toThrow('There are no contrasts `contr.sums`. Did you mean `contr.sum`?');
    expect(() => withContrasts(three, { values: new Float64Array(4), columnCount: 1, columnNames: null })).toThrow('The contrast matrix has 4 rows, but the factor has 3 levels.');
    expect(() => withContrasts(three, { values: Float64Array.of(1, 1, 1), columnCount: 1, columnNames: null })).toThrow('linearly dependent');
    expect(() => contrastRule('contr.treatment').matrix(numberedLevels(3), { base: 4 })).toThrow('base = 4 is not one of the 3 levels.');
    expect(() => contrastRule('contr.poly').matrix(numberedLevels(3), { scores: [1, 1, 2] })).toThrow('must all be different');
  });
});
