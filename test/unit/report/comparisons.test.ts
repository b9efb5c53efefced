import { describe, expect, test } from 'vitest';
import { summarizeModel, type CoefficientRow } from '../../../engine/report/summary.js';
import type { CoefficientMeaning } from '../../../engine/results.js';
import { readModel, withEffect } from './fixtures.js';

const rowOf = (meaning: CoefficientMeaning): CoefficientRow => summarizeModel(withEffect(readModel('cbpp'), 1, { meaning, term: 'period1' })).fixed[1]!;

describe('a row of the table of fixed effects', () => {
  const mean = { kind: 'mean' } as const;

  test.each([
    [{ kind: 'contrast', variable: 'period', level: '2', reference: '1' }, '2 / 1'],
    [{ kind: 'deviation', variable: 'period', level: '2' }, '2 / mean'],
    [{ kind: 'comparison', variable: 'period', over: ['3'], against: ['2'], factor: 1, baseline: mean }, '3 / 2'],
    [{ kind: 'comparison', variable: 'period', over: ['3'], against: ['1', '2'], factor: 1 / 3, baseline: mean }, '0.333 × (3 / 1, 2)'],
    [{ kind: 'trend', variable: 'period', degree: 1, step: 0.4 }, 'linear'],
    [{ kind: 'trend', variable: 'period', degree: 4, step: null }, 'degree 4'],
  ] as const)('names the variable and what is compared for %j', (meaning, comparison) => {
    expect(rowOf(meaning)).toMatchObject({ variable: 'period', comparison });
  });

  test('gives exp(β) where it is a ratio of two levels or means, and leaves it out where it is none', () => {
    expect(rowOf({ kind: 'deviation', variable: 'period', level: '2' }).ratio).toBe('0.37');
    expect(rowOf({ kind: 'comparison', variable: 'period', over: ['3'], against: ['2'], factor: 1, baseline: mean }).ratio).toBe('0.37');
    expect(rowOf({ kind: 'comparison', variable: 'period', over: ['3'], against: ['1', '2'], factor: 1 / 3, baseline: mean }).ratio).toBe('');
    expect(rowOf({ kind: 'trend', variable: 'period', degree: 1, step: 0.4 }).ratio).toBe('');
    expect(rowOf({ kind: 'trend', variable: 'period', degree: 2, step: null }).ratio).toBe('');
  });
});
