// What a fit says of itself, at the term that it is about, and the call as each quick fix leaves it.
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import type { QuickFix } from '../../../engine/language/syntax/diagnostic.js';
import { Rehearsal } from '../../../engine/rehearsal.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

function apply(text: string, { edits }: QuickFix): string {
  return [...edits].sort((a, b) => b.from - a.from).reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text);
}

/** Of a cell that has run: what the last fits say, in the editor. */
async function said(cell: string): Promise<{ code: string; at: string; mended: string[] }[]> {
  const session = new Session({ files: noFiles });
  const { error } = await session.run(cell);
  expect(error).toBeUndefined();
  const written = checkCell({ cells: [cell], cell: 0, snapshot: session.snapshot() });
  return written.flatMap(({ code, from, to, fixes }) => (code.startsWith('GLMM4') ? [{ code, at: cell.slice(from, to), mended: fixes.map(fix => apply(cell, fix)) }] : []));
}

const NOISE = 'set.seed(2)\nd <- transform(sleepstudy, noise = rnorm(180), six = rep(1:6, 30))\n';

describe('a variance of zero', () => {
  it('is told at its term, which goes where others stay', async () => {
    const [found] = await said(`${NOISE}m <- lmer(noise ~ Days + (1 | Subject) + (1 | six), data = d)`);
    expect(found).toMatchObject({ code: 'GLMM401', at: '(1 | Subject)', mended: [`${NOISE}m <- lmer(noise ~ Days + (1 | six), data = d)`] });
  });

  it('of the only term is told without a mend, because what is left is another model', async () => {
    expect(await said(`${NOISE}m <- lmer(noise ~ Days + (1 | Subject), data = d)`)).toMatchObject([{ code: 'GLMM401', at: '(1 | Subject)', mended: [] }]);
  });

  it('of a slope leaves the intercept, written with one bar or two', async () => {
    // lme4 1.1-31 too: isSingular(m) with θ = 2.04751 and 0
    const flat = 'set.seed(1)\nd <- data.frame(g = rep(1:20, each = 10), x = rep(1:10, 20))\nd$y <- rnorm(20, 0, 2)[d$g] + rnorm(200)\n';
    const double = await said(`${flat}m <- lmer(y ~ x + (x || g), data = d)`);
    expect(double).toMatchObject([{ code: 'GLMM401', at: '(x || g)' }]);
    expect(double[0]?.mended).toEqual([`${flat}m <- lmer(y ~ x + (1 | g), data = d)`]);
    expect(await said(double[0]!.mended[0]!)).toEqual([]);
  });

  it('of one of two nested factors leaves the other', async () => {
    const [found] = await said(`${NOISE}d$half <- rep(rep(1:2, each = 5), 18)\nm <- lmer(noise ~ Days + Reaction + (1 | Subject/half), data = d)`);
    expect(found).toMatchObject({ code: 'GLMM401', at: '(1 | Subject/half)' });
    expect(found?.mended[0]).toMatch(/\+ \(1 \| (?:Subject|half:Subject)\), data/);
  });
});

describe('a correlation of one', () => {
  it('offers uncorrelated effects and the intercept alone', async () => {
    // lme4 1.1-31 too: isSingular(m) with a correlation of −1 and standard deviations of 2.555681 and 1.790143
    const line = 'set.seed(1)\nd <- data.frame(g = rep(1:8, each = 6), x = rep(1:6, 8))\nb <- rnorm(8)\nd$y <- b[d$g] * (1 + d$x) + rnorm(48, 0, 4)\n';
    const found = await said(`${line}m <- lmer(y ~ x + (x | g), data = d)`);
    expect(found).toMatchObject([{ code: 'GLMM401', at: '(x | g)', mended: [`${line}m <- lmer(y ~ x + (x || g), data = d)`, `${line}m <- lmer(y ~ x + (1 | g), data = d)`] }]);
  });
});

describe('overdispersion', () => {
  it('is told at the family, and mended by a random effect for each row or a negative binomial model', async () => {
    const call = 'm <- glmer(TICKS ~ YEAR + (1 | LOCATION), data = grouseticks, family = poisson)';
    const [found] = await said(call);
    expect(found).toMatchObject({ code: 'GLMM420', at: 'poisson' });
    expect(found?.mended).toEqual([
      'grouseticks$obs <- factor(seq_len(nrow(grouseticks)))\nm <- glmer(TICKS ~ YEAR + (1 | LOCATION) + (1 | obs), data = grouseticks, family = poisson)',
      'm <- glmer.nb(TICKS ~ YEAR + (1 | LOCATION), data = grouseticks)',
    ]);
    for (const mended of found!.mended) expect((await said(mended)).map(({ code }) => code)).not.toContain('GLMM420');
  });
});

describe('the Laplace approximation', () => {
  it('that is too coarse is replaced by quadrature in the call', async () => {
    const cell = 'm <- glmer(outcome ~ treatment + visit + (1 | patientID), data = toenail, family = binomial)';
    const found = (await said(cell)).find(({ code }) => code === 'GLMM406');
    expect(found?.at).toBe('glmer');
    expect(found?.mended[0]).toMatch(/family = binomial, nAGQ = \d+\)$/);
  });
});

it('the same is told of fits that are made to check a notebook', async () => {
  const cell = `${NOISE}m <- lmer(noise ~ Days + (1 | Subject) + (1 | six), data = d)`;
  const [rehearsed = []] = await new Rehearsal({ files: noFiles, fits: true }).diagnose([cell]);
  expect(rehearsed.filter(({ code }) => code.startsWith('GLMM4')).map(({ code, from, to, fixes }) => ({ code, at: cell.slice(from, to), mended: fixes.map(fix => apply(cell, fix)) }))).toEqual(await said(cell));
});
