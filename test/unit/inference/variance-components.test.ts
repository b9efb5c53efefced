// R² and ICC as the R package performance 0.10.2 gives them for lme4 1.1.31 fits (r2_nakagawa, icc by group).
import { describe, expect, test } from 'vitest';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import { statementOf } from '../../fixtures/model/formulas.js';
import { fitModel } from '../../fixtures/model/reference-fits.js';
import { withColumn } from '../../../engine/data/data-frame.js';
import type { DataFrame } from '../../../engine/data/vectors.js';

const withExpression = async (frame: DataFrame, name: string, text: string): Promise<DataFrame> => withColumn(frame, name, await evaluateIn(frame, statementOf(text)));

describe('R² and ICC agree with performance', () => {
  test.each([
    ['Reaction ~ Days + (Days | Subject)', 'sleepstudy', 'gaussian', 0.278652042562012, 0.799218896977232, { Subject: 0.260130292637813 }],
    ['Reaction ~ Days + (1 | Subject)', 'sleepstudy', 'gaussian', 0.279885634594619, 0.704255455194947, { Subject: 0.589308922286855 }],
    ['use ~ age + I(age^2) + urban + livch + (1 | district)', 'Contraception', 'binomial', 0.115275873454472, 0.172112047665326, { district: 0.0642416912860445 }],
    ['use ~ age + I(age^2) + urban + livch + (urban | district)', 'Contraception', 'binomial', 0.116861806581711, 0.197783506010202, { district: 0.106279539192172 }],
    ['y ~ lbase * trt + lage + V4 + (1 | subject)', 'epil', 'poisson', 0.589255688229342, 0.82831156255829, { subject: 0.582006536617425 }],
    ['TICKS ~ YEAR + sHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)', 'grouseticks', 'poisson', 0.518330669814097, 0.766446033180707, { INDEX: 0.179372431456246, BROOD: 0.344115279486636, LOCATION: 0.171000273481719 }],
  ] as const)('for %s', async (formula, data, family, marginal, conditional, icc) => {
    let frame = referenceFrame(data);
    if (data === 'Contraception') frame = await withExpression(frame, 'age', 'age / 10');
    if (data === 'grouseticks') frame = await withExpression(frame, 'sHEIGHT', 'as.numeric(scale(HEIGHT))');
    const { summary } = await fitModel(formula, frame, family);
    // lme4 stops a little short of the optimum, so its variances carry three to five digits
    expect(summary.rSquared?.marginal).toBeCloseTo(marginal, 3);
    expect(summary.rSquared?.conditional).toBeCloseTo(conditional, 3);
    for (const [group, value] of Object.entries(icc)) expect(summary.random.find(term => term.group === group)?.icc).toBeCloseTo(value, 3);
  });

  test.each([
    ['probit', 0.171838900957907, 0.433773917222694, 0.316285100287563],
    ['cloglog', 0.104269685599254, 0.253012262773367, 0.166057321922418],
  ] as const)('for a %s link', async (link, marginal, conditional, icc) => {
    const frame = referenceFrame('bacteria');
    const { summary } = await fitModel('y ~ trt + I(week > 2) + (1 | ID)', frame, 'binomial', 'REML', link);
    // lme4 has the Laplace approximation with expected information, whose variances differ a little
    expect(summary.rSquared?.marginal).toBeCloseTo(marginal, 1);
    expect(summary.rSquared?.conditional).toBeCloseTo(conditional, 1);
    expect(summary.random[0]?.icc).toBeCloseTo(icc, 1);
    const variance = (summary.random[0]!.sd[0] as number) ** 2;
    expect(summary.random[0]?.icc).toBeCloseTo(variance / (variance + (link === 'probit' ? 1 : Math.PI ** 2 / 6)), 12);
  });

  test('for the square root of counts with the distribution variance of a quarter', async () => {
    const { summary } = await fitModel('y ~ trt + (1 | subject)', referenceFrame('epil'), 'poisson', 'ML', 'sqrt');
    const variance = (summary.random[0]!.sd[0] as number) ** 2;
    // Nakagawa & Schielzeth (2010), table 2: σ²/(σ² + 0.25)
    expect(summary.random[0]!.icc).toBeCloseTo(variance / (variance + 0.25), 12);
  });

  test('and the marginal R² of a model without covariates is exactly zero', async () => {
    const { summary } = await fitModel('Yield ~ 1 + (1 | Batch)', referenceFrame('Dyestuff'));
    expect(summary.rSquared?.marginal).toBe(0);
  });
});
