// A singular fit against the smaller models: R 4.2.2, lme4 1.1-31, 2 * (logLik(m) - logLik(smaller)) and pchisq(…, lower.tail = FALSE).
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const DATA = 'set.seed(1)\nd <- data.frame(g = rep(1:8, each = 6), x = rep(1:6, 8))\nb <- rnorm(8)\nd$y <- b[d$g] * (1 + d$x) + rnorm(48, 0, 4)\n';

async function singular(cell: string): Promise<Notice> {
  const { outputs, error } = await new Session({ files: noFiles }).run(cell);
  expect(error).toBeUndefined();
  const model = outputs.find(output => output.kind === 'model')!;
  return model.notices.find(({ code }) => code === 'GLMM401')!;
}

describe('a correlation of one', () => {
  it.each([
    ['REML', 'lmer(y ~ x + (x | g), data = d)', 4.929647, 25.13938],
    ['ML', 'lmer(y ~ x + (x | g), data = d, REML = FALSE)', 5.011117, 25.36959],
  ])('is tested against smaller models by %s as in R', async (_, call, uncorrelated, intercept) => {
    const { message, evidence } = await singular(DATA + call);
    expect(evidence['statisticAgainst_uncorrelated']).toBeCloseTo(uncorrelated, 3);
    expect(evidence['statisticAgainst_intercept']).toBeCloseTo(intercept, 3);
    // pchisq(4.929647, 1, lower.tail = FALSE) = 0.0264, pchisq(5.011117, 1, lower.tail = FALSE) = 0.0252
    expect(message).toContain(`against (x || g) χ² = ${uncorrelated.toFixed(2)} on 1 df, p = ${uncorrelated > 5 ? '0.025' : '0.026'}; against (1 | g) χ² = ${intercept.toFixed(2)} on 2 df, p < 0.001`);
  });
});

describe('a variance of zero', () => {
  it('is not fitted again, because the smaller model is the same', async () => {
    const { message, advice, evidence } = await singular('set.seed(2)\nd <- transform(sleepstudy, noise = rnorm(180), six = rep(1:6, 30))\nlmer(noise ~ Days + (1 | Subject) + (1 | six), data = d)');
    expect(message).not.toContain('χ²');
    expect(Object.keys(evidence).filter(key => key.startsWith('statistic'))).toEqual([]);
    expect(advice).toContain('Without it the log-likelihood is the same: the likelihood-ratio statistic is 0.');
  });
});
