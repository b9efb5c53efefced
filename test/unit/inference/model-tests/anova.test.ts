// anova() in cells. Likelihood-ratio tests are of lme4 1.1.31 (R: anova(m1, m2, m3), anova(g0, g1)); mixtures by R's pchisq.
import { describe, expect, test } from 'vitest';
import { Session } from '../../../../engine/session.js';
import { fromJsonNumber, type TableResult } from '../../../../engine/results.js';
import { noFiles } from '../../../fixtures/no-files.js';

async function tableOf(source: string): Promise<TableResult> {
  const { outputs, error } = await new Session({ files: noFiles }).run(source);
  expect(error).toBeUndefined();
  return outputs.at(-1) as TableResult;
}

async function columnOf(source: string, name: string): Promise<number[]> {
  const { columns, rows } = await tableOf(source);
  const at = columns.findIndex(column => column.name === name);
  expect(at, name).toBeGreaterThan(0);
  return rows.map(row => fromJsonNumber(row[at] as number | null));
}

const SLEEP = 'm1 <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\nm2 <- lmer(Reaction ~ Days + (Days || Subject), data = sleepstudy)\nm3 <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\n';
const CBPP = 'g0 <- glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd), data = cbpp, family = binomial)\ng1 <- update(g0, . ~ . + period)\n';

describe('several models', () => {
  test('by REML are compared by maximum likelihood, in the order of their parameters, and it is said', async () => {
    const table = await tableOf(`${SLEEP}anova(m3, m1, m2)`);
    expect(table.rows.map(row => row[0])).toEqual(['m1', 'm2', 'm3']);
    expect(table.notes.join(' ')).toContain('made again by maximum likelihood');
    const [, second, third] = await columnOf(`${SLEEP}anova(m1, m2, m3)`, 'Chisq');
    expect(second).toBeCloseTo(42.0753878606251, 4);
    expect(third).toBeCloseTo(0.0639106556097886, 4);
    const p = await columnOf(`${SLEEP}anova(m1, m2, m3)`, 'Pr(>Chisq)');
    expect(p[1]! / 8.78215850647638e-11).toBeCloseTo(1, 3);
    expect(p[2]).toBeCloseTo(0.800418464189206, 4);
    expect((await columnOf(`${SLEEP}anova(m1, m2, m3)`, 'AIC'))[0]).toBeCloseTo(1802.07864300523, 4);
    expect((await columnOf(`${SLEEP}anova(m1, m2, m3)`, 'BIC'))[2]).toBeCloseTo(1783.09708559433, 4);
  });

  test('of which one has one variance more are tested by the mixture too', async () => {
    // ½χ²(0) + ½χ²(1) for an independent slope, ½χ²(1) + ½χ²(2) for one with its correlation: R: (pchisq(x, 1, lower = FALSE) + pchisq(x, 2, lower = FALSE)) / 2
    const [, independent, correlation] = await columnOf(`${SLEEP}anova(m1, m2, m3)`, 'Pr(boundary)');
    expect(independent! / (8.78215850647638e-11 / 2)).toBeCloseTo(1, 3);
    expect(correlation).toBeNaN();
    const [statistic] = (await columnOf(`${SLEEP}anova(m1, m3)`, 'Chisq')).slice(1);
    const [mixed] = (await columnOf(`${SLEEP}anova(m1, m3)`, 'Pr(boundary)')).slice(1);
    const [upperTwo] = (await columnOf(`${SLEEP}anova(m1, m3)`, 'Pr(>Chisq)')).slice(1);
    expect(upperTwo).toBeCloseTo(Math.exp(-statistic! / 2), 14);
    expect(mixed!).toBeLessThan(upperTwo!);
    expect(mixed!).toBeGreaterThan(upperTwo! / 2);
  });

  test('of counts are compared by their own likelihoods', async () => {
    expect((await columnOf(`${CBPP}anova(g0, g1)`, 'Chisq'))[1]).toBeCloseTo(25.6100634447193, 3);
    expect((await columnOf(`${CBPP}anova(g0, g1)`, 'Pr(>Chisq)'))[1]! / 1.15093669430759e-5).toBeCloseTo(1, 3);
  });
});

describe('one generalized model', () => {
  test('has Wald’s χ² of its terms: the squared z where a term has one coefficient, the quadratic form of its covariance where it has more', async () => {
    // R: lme4 1.1.31, tight tolerances; b <- fixef(g1)[2:4]; b %*% solve(vcov(g1)[2:4, 2:4], b), here from the model's own estimates
    const session = new Session({ files: noFiles });
    const { outputs } = await session.run(`${CBPP}b <- fixef(g1)[2:4]\nas.numeric(t(b) %*% solve(vcov(g1)[2:4, 2:4]) %*% b)\nanova(g1)`);
    const [form, table] = outputs as [{ values: number[] }, TableResult];
    expect(table.rows[0]!.slice(0, 3)).toEqual(['period', expect.closeTo(form.values[0]!, 8), 3]);
  });
});

describe('what cannot be tested is refused', () => {
  test.each([
    ['models of different rows', `${SLEEP}anova(m1, lmer(Reaction ~ Days + (1 | Subject), data = subset(sleepstudy, Days > 0)))`, 'GLMM424'],
    ['restricted likelihoods with different fixed effects', `${SLEEP}anova(m1, update(m1, . ~ . + I(Days^2)), refit = FALSE)`, 'GLMM424'],
    ['likelihoods that are not computed alike', `${CBPP}anova(g0, update(g1, nAGQ = 9))`, 'GLMM424'],
    ['different responses', `${SLEEP}anova(m1, update(m1, log(.) ~ .))`, 'GLMM424'],
    ['type 3 of a model with an empty cell', 'm <- lmer(age ~ urban * livch + (1 | district), data = subset(Contraception, urban == "Y" | livch != "2"))\nanova(m)', 'GLMM423'],
    ['degrees of freedom of a generalized model', `${CBPP}anova(g1, ddf = "Kenward-Roger")`, 'GLMM422'],
    ['a type that is none', `${SLEEP}anova(m1, type = 4)`, 'GLMM250'],
  ])('%s', async (_, cell, code) => {
    const { error } = await new Session({ files: noFiles }).run(cell);
    expect(error?.code).toBe(code);
  });
});
