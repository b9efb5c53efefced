// R 4.2.2, lme4 1.1-31: r <- sum(residuals(m, "pearson")^2); d <- df.residual(m); r/d; pchisq(r, d, lower.tail = FALSE)
import { describe, expect, it } from 'vitest';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

async function fitted(call: string): Promise<ModelResult> {
  const { outputs, error } = await new Session({ files: noFiles }).run(call);
  expect(error).toBeUndefined();
  return outputs.find(output => output.kind === 'model')!;
}

const notice = ({ notices }: ModelResult) => notices.find(({ code }) => code === 'GLMM420');

describe('overdispersion', () => {
  it.each([
    ['glmer(TICKS ~ YEAR + (1 | LOCATION), data = grouseticks, family = poisson)', 1071.982529, 399, 5.17302e-63],
    ['glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson)', 675.104687, 399, 1.6342e-16],
    ['glmer(cbind(incidence, size - incidence) ~ 1 + (1 | fifth), data = transform(cbpp, fifth = as.integer(herd) %% 5), family = binomial)', 139.068148, 54, 1.95474e-9],
  ])('of %s is measured as in R', async (call, pearson, degreesOfFreedom, pValue) => {
    const evidence = notice(await fitted(call))!.evidence as Record<string, number>;
    expect(evidence['pearson']! / pearson).toBeCloseTo(1, 4);
    expect(evidence['degreesOfFreedom']).toBe(degreesOfFreedom);
    expect(evidence['ratio']! / (pearson / degreesOfFreedom)).toBeCloseTo(1, 4);
    expect(Math.log(evidence['pValue']!) / Math.log(pValue)).toBeCloseTo(1, 3);
  });

  it.each([
    // ratios of 1.24 (p = 0.12) and 1.12 (p = 0.26) in R
    'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)',
    'glmer(incidence ~ period + (1 | herd), data = cbpp, family = poisson, offset = log(size))',
    // a random effect for each row takes it up
    'glmer(TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)',
    // single outcomes cannot show it
    'glmer(use ~ age + (1 | district), data = Contraception, family = binomial)',
    'glmer.nb(TICKS ~ YEAR + (1 | LOCATION), data = grouseticks)',
    'lmer(TICKS ~ YEAR + (1 | LOCATION), data = grouseticks)',
  ])('is not seen in %s', async call => {
    expect(notice(await fitted(call))).toBeUndefined();
  });

  it('is rarely seen in counts that have none, however small their means', async () => {
    const seen: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const model = await fitted(`set.seed(${seed})\nd <- data.frame(g = rep(1:20, each = 15), x = rep(1:15, 20))\nd$y <- rpois(300, exp(-2.5 + 0.05 * d$x + rnorm(20, 0, 0.5)[d$g]))\nglmer(y ~ x + (1 | g), data = d, family = poisson)`);
      if (notice(model)) seen.push(seed);
    }
    expect(seen.length).toBeLessThan(2);
  });
});
