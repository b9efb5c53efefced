// Lines as lectures have them run as they are. Numbers are those of R 4.2.2 with lme4 1.1-31 (glmer with tolPwrss = 1e-13, rhoend = 1e-9).
import { beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

let live: Session;
beforeEach(async () => {
  live = new Session({ files: noFiles });
  await live.run(`suppressPackageStartupMessages(library(lme4)); require(lme4)
    m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)
    s <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = F)`);
});

async function shown(source: string): Promise<readonly Result[]> {
  const { outputs, error } = await live.run(source);
  expect(error, source).toBeUndefined();
  return outputs;
}

async function numbers(source: string): Promise<number[]> {
  const [result] = await shown(source);
  if (result?.kind !== 'vector') throw new Error(`${source} shows ${result?.kind ?? 'nothing'}`);
  return result.values.map(Number);
}

const near = (found: readonly number[], expected: readonly number[], digits: number): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
};

describe('parts of a model', () => {
  test('the table of summary(m) is taken with $, and by coef()', async () => {
    near(await numbers('summary(m)$coefficients[, "Estimate"]'), [-1.39853214, -0.99233268, -1.12867204, -1.5803139], 5);
    near(await numbers('coef(summary(m))[, 2]'), [0.23247176, 0.30664207, 0.32663741, 0.42743582], 4);
    near(await numbers('coef(summary(s))[, "t value"]'), [37.906, 6.968], 2);
    expect((await shown('summary(m)'))[0]).toMatchObject({ kind: 'model' });
    expect((await shown('print(summary(m), corr = FALSE)'))[0]).toMatchObject({ kind: 'model' });
  });

  test('standard errors are the roots of the diagonal of vcov', async () => {
    expect(await numbers('sqrt(diag(vcov(s))) - coef(summary(s))[, "Std. Error"]')).toEqual([0, 0]);
  });

  test('variances are a table, a list of matrices, and a data frame', async () => {
    expect((await shown('VarCorr(s)'))[0]).toMatchObject({ kind: 'table', title: 'Random effects' });
    near(await numbers('as.data.frame(VarCorr(s))$vcov'), [565.4769, 32.68179, 11.05544, 654.9424], 1);
    near(await numbers('as.data.frame(VarCorr(s))$sdcor'), [23.77976, 5.716798, 0.0813211, 25.59182], 2);
    near(await numbers('VarCorr(s)$Subject[2, 2]'), [32.68179], 1);
    expect(await numbers('ngrps(s)')).toEqual([18]);
  });

  test('conditional modes are a data frame for each grouping factor', async () => {
    expect((await shown('head(ranef(m, condVar = TRUE)$herd, 2)'))[0]).toMatchObject({ kind: 'table', rows: [['1', expect.closeTo(0.590020, 4)], ['2', expect.closeTo(-0.298897, 4)]] });
    expect((await shown('ranef(m)'))[0]).toMatchObject({ kind: 'randomEffects', group: 'herd' });
    expect((await shown('print(ranef(m))'))[0]).toMatchObject({ kind: 'randomEffects' });
  });

  test('formula and family of a model are values', async () => {
    expect((await shown('formula(s)'))[0]).toEqual({ kind: 'text', text: 'Reaction ~ Days + (Days | Subject)' });
    expect((await shown('family(m)'))[0]).toMatchObject({ text: expect.stringContaining('binomial') as string });
    near(await numbers('logLik(lmer(formula(s), data = sleepstudy, REML = FALSE)) - logLik(s)'), [0], 9);
    near(await numbers('logLik(lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, REML = FALSE)) - logLik(s)'), [0], 9);
  });

  test('resid is residuals', async () => {
    expect(await numbers('sum(abs(resid(m, type = "pearson") - residuals(m, type = "pearson")))')).toEqual([0]);
  });
});

describe('calls of models', () => {
  test.each([
    ['family = "binomial"'],
    ['family = binomial("logit")'],
    ['family = binomial(link = logit)'],
    ['family = binomial(), nAGQ = 1L'],
    ['family = binomial, control = glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 2e5))'],
  ])('%s is the same model', async options => {
    near(await numbers(`logLik(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, ${options})) - logLik(m)`), [0], 9);
  });

  test('control = is read over, and that is told', async () => {
    const [model] = await shown('lmer(Reaction ~ Days + (1 | Subject), sleepstudy, control = lmerControl(optimizer = "Nelder_Mead"))');
    expect(model).toMatchObject({ notices: [{ code: 'GLMM306' }] });
  });

  test('a column for each row is added and used', async () => {
    const [result] = await shown('cbpp$obs <- seq_len(nrow(cbpp))\nlogLik(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd) + (1 | obs), cbpp, family = binomial))');
    expect(result).toMatchObject({ values: [expect.closeTo(-87.31916, 4)] });
  });
});

describe('packages', () => {
  test('those of R and lme4 are silent, another one gets a note', async () => {
    expect(await shown('library(lme4); library("stats"); require(lme4)')).toEqual([]);
    expect(await shown('library(tidyverse)')).toEqual([{ kind: 'text', text: expect.stringContaining('tidyverse was not loaded') as string }]);
    expect(await shown('library(lme5)')).toEqual([{ kind: 'text', text: expect.stringContaining('Did you mean `lme4`?') as string }]);
  });
});

describe('data frames of tables', () => {
  test('as.data.frame counts in long form', async () => {
    expect((await shown('as.data.frame(table(cbpp$period))'))[0]).toMatchObject({ rows: [['1', 15], ['2', 14], ['3', 14], ['4', 13]], columns: [{ name: 'Var1' }, { name: 'Freq' }] });
  });
});
