import { expect, test } from 'vitest';
import type { MixedModelFit } from '../../../engine/estimation/fit.js';
import type { Plan } from '../../../engine/linalg/plan.js';
import { planText } from '../../../engine/report/plan-text.js';

const textOf = (plan: Plan, method: MixedModelFit['method']): string => planText({ plan, method } as MixedModelFit, 7584);

test('a plan names the factors, the dense part, arithmetic and memory', () => {
  const plan: Plan = {
    factors: [{ group: 'id', levelCount: 316, effectCount: 1, isEliminated: true, neighbourCount: 7584 }, { group: 'item', levelCount: 24, effectCount: 1, isEliminated: false, neighbourCount: 0 }],
    schurComplement: { size: 24, filled: 1, isWebAssembly: true },
    multiplyAdds: 321_000, bytes: 140_000,
  };
  expect(textOf(plan, 'Laplace')).toBe([
    '340 random effects in 2 grouping factors',
    '  id: 316 blocks of 1 × 1, eliminated one by one, with 7,584 neighbouring columns',
    '  item: 24 blocks of 1 × 1, in the Schur complement',
    '  Schur complement: 24 × 24, 100 % of its tiles filled',
    '  Kernels: WebAssembly with SIMD',
    '  One factorisation with its selected inverse: 321 thousand multiply-adds; matrices of 140 kB',
    '  Each evaluation passes over the 7,584 rows',
  ].join('\n'));
});

test('a plan of one factor says that its levels are separate, and that a linear model reads its rows once', () => {
  const plan: Plan = { factors: [{ group: 'Subject', levelCount: 1, effectCount: 2, isEliminated: true, neighbourCount: 0 }], schurComplement: null, multiplyAdds: 8, bytes: 64 };
  expect(textOf(plan, 'REML')).toBe([
    '2 random effects in 1 grouping factor',
    '  Subject: 1 block of 2 × 2, each eliminated by itself',
    '  One factorisation with its selected inverse: 8 multiply-adds; matrices of 64 bytes',
    '  The 7,584 rows are read once, into cross-products',
  ].join('\n'));
});
