import { describe, expect, test } from 'vitest';
import { fitModel } from '../../fixtures/model/reference-fits.js';
import { referenceFrame } from '../../fixtures/model/reference-frames.js';
import { makeFactor } from '../../../engine/data/factor.js';
import { withColumn } from '../../../engine/data/data-frame.js';
import type { RandomEffectsResult } from '../../../engine/results.js';

describe('tests and intervals', () => {
  test('of a GLMM are Wald’s z, as lme4 and broom.mixed give them', async () => {
    const { summary } = await fitModel('cbind(incidence, size - incidence) ~ period + (1 | herd)', referenceFrame('cbpp'), 'binomial');
    const period2 = summary.fixed[1]!;
    // glmer with tolPwrss = 1e-12: estimate -0.992332794, SE 0.306642106, z -3.236127, p 0.00121163
    expect(period2.estimate).toBeCloseTo(-0.992332794, 4);
    expect(period2.statistic).toBeCloseTo(-3.236127, 2);
    expect((period2.pValue as number) / 0.00121163).toBeCloseTo(1, 1);
    expect(period2.lower).toBeCloseTo(-0.992332794 - 1.959963985 * 0.306642106, 3);
    expect(period2.df).toBeNull();
    expect(summary.dfResidual).toBe(51);
    expect(summary.random[0]!.medianRatio).toBeCloseTo(Math.exp(Math.SQRT2 * 0.6744897501960817 * 0.642261386), 4);
  });

  test('of a linear mixed model have t, and no p while no degrees of freedom are chosen', async () => {
    const { summary } = await fitModel('Reaction ~ Days + (Days | Subject)', referenceFrame('sleepstudy'));
    expect(summary.fixed[1]!.statistic).toBeCloseTo(6.77148460569085, 4);
    expect(summary.fixed[1]!.pValue).toBeNull();
    expect(summary.fixed[1]!.df).toBeNull();
    expect(summary.bic).toBeCloseTo(1774.78601306383, 5);
    expect(summary.remlCriterion).toBeCloseTo(1743.62827195849, 5);
  });

  test('of a fit by maximum likelihood leave the REML criterion out', async () => {
    const { summary } = await fitModel('Reaction ~ Days + (Days | Subject)', referenceFrame('sleepstudy'), 'gaussian', 'ML');
    expect(summary.remlCriterion).toBeNull();
    expect(summary.method).toBe('ML');
  });
});

describe('conditional modes', () => {
  test('have the conditional standard deviations of lme4’s condVar and intervals around them', async () => {
    const { randomEffects } = await fitModel('Reaction ~ Days + (Days | Subject)', referenceFrame('sleepstudy'));
    expect(randomEffects.map(effects => effects.group)).toEqual(['Subject']);
    const [intercept, days] = randomEffects[0]!.rows;
    expect(intercept).toMatchObject({ level: '308', term: '(Intercept)', observations: 10 });
    expect(intercept!.mode).toBeCloseTo(2.25856550059349, 3);
    expect(intercept!.sd).toBeCloseTo(Math.sqrt(145.705093987278), 3);
    expect(days!.mode).toBeCloseTo(9.19897190422548, 3);
    expect(days!.sd).toBeCloseTo(Math.sqrt(5.31227349584403), 3);
    expect((days!.upper as number) - (days!.mode as number)).toBeCloseTo(1.959963985 * (days!.sd as number), 6);
  });

  test('of two terms with one grouping factor stand together', async () => {
    const { randomEffects } = await fitModel('Reaction ~ Days + (Days || Subject)', referenceFrame('sleepstudy'));
    const rows: RandomEffectsResult['rows'] = randomEffects[0]!.rows;
    expect(randomEffects).toHaveLength(1);
    expect(rows).toHaveLength(36);
    expect(rows.slice(0, 2).map(row => [row.level, row.term])).toEqual([['308', '(Intercept)'], ['308', 'Days']]);
  });
});

describe('notices', () => {
  test('say which variance collapsed to zero and what to do', async () => {
    // Dyestuff2 was made so that its batch variance is estimated as zero (Box & Tiao 1973)
    const { summary } = await fitModel('Yield ~ 1 + (1 | Batch)', referenceFrame('Dyestuff2'));
    const singular = summary.notices.find(notice => notice.code === 'GLMM401');
    expect(singular?.term).toBe('(1 | Batch)');
    expect(singular?.message).toContain('(Intercept) between levels of Batch is estimated as 0');
    expect(singular?.advice.length).toBeGreaterThan(0);
  });

  test('tell a correlation of one from a variance of zero', async () => {
    // two effects per level that are the same number: perfectly correlated by construction
    const frame = referenceFrame('sleepstudy');
    const { summary } = await fitModel('Reaction ~ Days + (Days | Subject)', withColumn(frame, 'Reaction', slopesThatFollowIntercepts()));
    const singular = summary.notices.find(notice => notice.code === 'GLMM401');
    expect(singular?.message).toContain('(Intercept) and Days are estimated as perfectly correlated (+1)');
    expect(singular?.advice[0]).toContain('(Days || Subject)');
  });

  test('count dropped rows, name dropped columns and warn of few levels', async () => {
    const frame = referenceFrame('sleepstudy');
    const reaction = frame.columns.get('Reaction')!;
    if (reaction.type !== 'double') throw new Error('sleepstudy has numbers');
    const withMissing = Float64Array.from(reaction.values);
    withMissing[3] = NaN;
    withMissing[7] = NaN;
    const half = makeFactor({ type: 'character', values: Array.from({ length: 180 }, (_, i) => (i % 3 === 0 ? 'a' : i % 3 === 1 ? 'b' : 'c')) });
    const columns = withColumn(withColumn(frame, 'Reaction', { type: 'double', values: withMissing }), 'third', half);
    const { summary } = await fitModel('Reaction ~ Days + I(2 * Days) + (1 | Subject) + (1 | third)', columns);
    const codes = summary.notices.map(notice => notice.code);
    expect(codes).toEqual(expect.arrayContaining(['GLMM301', 'GLMM302', 'GLMM303']));
    expect(summary.notices.find(notice => notice.code === 'GLMM301')?.message).toBe('2 rows with missing values were left out; 178 remain. Missing: Reaction 2.');
    expect(summary.notices.find(notice => notice.code === 'GLMM302')?.message).toContain('I(2 * Days)');
    expect(summary.notices.find(notice => notice.code === 'GLMM303')?.message).toContain('third has only 3 levels');
    expect(summary.rowsDroppedBy).toEqual({ Reaction: 2 });
  });
});

/** 18 subjects × 10 days: intercepts 250 + 20 t, slopes 10 + 4 t with the same t, and small alternating noise. */
function slopesThatFollowIntercepts(): { type: 'double'; values: Float64Array } {
  const values = Float64Array.from({ length: 180 }, (_, i) => {
    const t = Math.sin(1 + Math.floor(i / 10));
    const day = i % 10;
    return 250 + 20 * t + (10 + 4 * t) * day + 8 * Math.sin(7.3 * i);
  });
  return { type: 'double', values };
}
