// Degrees of freedom where references of fits with all variances above zero do not reach. Numbers of lmerTest 3.1.3 and pbkrtest 0.5.2, calls cited.
import { describe, expect, test } from 'vitest';
import { Session } from '../../../../engine/session.js';
import { fromJsonNumber, type ModelResult } from '../../../../engine/results.js';
import { noFiles } from '../../../fixtures/no-files.js';

async function modelOf(source: string, degreesOfFreedom: 'Satterthwaite' | 'Kenward-Roger' | 'none' = 'Satterthwaite'): Promise<ModelResult> {
  const { outputs, error } = await new Session({ files: noFiles, settings: { degreesOfFreedom } }).run(source);
  expect(error).toBeUndefined();
  return outputs.at(-1) as ModelResult;
}

const dfOf = (model: ModelResult): number[] => model.fixed.map(({ df }) => fromJsonNumber(df));

// R: m <- lmer(Reaction ~ Days + (1 | Days) + (1 | Subject), sleepstudy); coef(summary(m)); coef(summary(m, ddf = "Kenward-Roger"))
const SINGULAR = 'lmer(Reaction ~ Days + (1 | Days) + (1 | Subject), data = sleepstudy)';

describe('a variance that is estimated as zero', () => {
  test('takes no degrees of freedom by Satterthwaite', async () => {
    const [intercept, days] = dfOf(await modelOf(SINGULAR));
    expect(intercept).toBeCloseTo(22.810197, 3);
    expect(days).toBeCloseTo(161, 3);
  });

  test('takes its uncertainty into account by Kenward and Roger', async () => {
    const model = await modelOf(SINGULAR, 'Kenward-Roger');
    const [intercept, days] = dfOf(model);
    expect(intercept! / 20.640352).toBeCloseTo(1, 3);
    expect(days! / 8).toBeCloseTo(1, 3);
    expect(fromJsonNumber(model.fixed[1]!.standardError)).toBeCloseTo(0.80422143, 4);
  });
});

test('intervals have the quantile of the t distribution that the p-value is of', async () => {
  // R: 10.4672859596 + c(-1, 1) * qt(0.975, 16.99998) * 1.545790; lmerTest: df 17.000, p 3.26e-06
  const days = (await modelOf('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)')).fixed[1]!;
  expect(fromJsonNumber(days.lower)).toBeCloseTo(10.4672859596 - 2.109816 * 1.54579, 4);
  expect(fromJsonNumber(days.upper)).toBeCloseTo(10.4672859596 + 2.109816 * 1.54579, 4);
  expect(fromJsonNumber(days.pValue) / 3.263789e-6).toBeCloseTo(1, 2);
});

test('without a method there is a t statistic alone, as in lme4', async () => {
  const model = await modelOf('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)', 'none');
  expect(model.dfMethod ?? null).toBeNull();
  expect(model.fixed[1]).toMatchObject({ df: null, pValue: null });
});

test('options choose the method for the fits that follow', async () => {
  const model = await modelOf('options(glmm.ddf = "Kenward-Roger")\nlmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
  expect(model.dfMethod).toBe('Kenward-Roger');
  expect(dfOf(model)[1]).toBeCloseTo(17, 4);
});

test('a fit by maximum likelihood keeps Satterthwaite’s where Kenward and Roger’s is the setting', async () => {
  expect((await modelOf('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy, REML = FALSE)', 'Kenward-Roger')).dfMethod).toBe('Satterthwaite');
});
