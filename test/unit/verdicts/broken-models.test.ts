// Models that data cannot carry, each with the notice or error that says why, and sound neighbours of each without one.
import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../../fuzz/random-numbers.js';
import { fitInSession, numbersOf, type Columns } from '../../fixtures/session-fit.js';

const columns = simulated();
/** True of some of these small data, and no matter here: a singular fit, a Laplace approximation that is inexact, counts that vary too much. */
const aboutOthers = new Set(['GLMM401', 'GLMM406', 'GLMM420']);

const codesOf = async (call: string): Promise<readonly string[]> => (await fitInSession(columns, call)).codes;

describe('separation is told', () => {
  test.each([
    ['by a covariate, completely', 'glmer(above ~ x + (1 | g), data = d, family = binomial)'],
    ['with a probit link', 'glmer(above ~ x + (1 | g), data = d, family = binomial(link = "probit"))'],
    ['with a complementary log-log link', 'glmer(above ~ x + (1 | g), data = d, family = binomial(link = "cloglog"))'],
    ['with quadrature', 'glmer(above ~ x + (1 | g), data = d, family = binomial, nAGQ = 9)'],
    ['by a level of a factor without failures', 'glmer(never_a ~ f + (1 | g), data = d, family = binomial)'],
    ['by a level of a factor without counts', 'glmer(count_not_a ~ f + (1 | g), data = d, family = poisson)'],
    ['by a combination of two covariates', 'glmer(above_sum ~ x + z + (1 | g), data = d, family = binomial)'],
    ['quasi-completely, some rows on the border', 'glmer(quasi ~ step + (1 | g), data = d, family = binomial)'],
    ['by the levels of a factor that is fixed', 'glmer(all_in_two ~ factor(g) + (1 | h), data = d, family = binomial)'],
  ])('%s', async (_, call) => {
    const { codes, model } = await fitInSession(columns, call);
    expect(codes).toContain('GLMM404');
    expect(model?.convergence.converged).toBe(false);
  });

  test.each([
    ['by levels that each have one outcome', 'glmer(by_level ~ 1 + (1 | g), data = d, family = binomial)'],
    ['by levels that each have one outcome, with quadrature', 'glmer(by_level ~ x + (1 | g), data = d, family = binomial, nAGQ = 15)'],
    ['by a slope of each level', 'glmer(by_slope ~ 1 + (0 + x | g), data = d, family = binomial)'],
    ['by an intercept and a slope of each level', 'glmer(by_slope ~ x + (x | g), data = d, family = binomial)'],
  ])('where random effects make it: %s', async (_, call) => {
    expect(await codesOf(call)).toContain('GLMM407');
  });

  test.each(['', ', nAGQ = 15'])('where as many levels have only the one outcome as only the other%s', async points => {
    const halves = { y: Array.from({ length: 240 }, (_, i) => Number(i >= 120)), g: Array.from({ length: 240 }, (_, i) => Math.floor(i / 20) + 1) };
    expect((await fitInSession(halves, `glmer(y ~ 1 + (1 | g), data = d, family = binomial${points})`)).codes).toContain('GLMM407');
  });

  test.each([
    'glmer(b ~ x + (1 | g), data = d, family = binomial)',
    'glmer(all_in_two ~ x + (1 | g), data = d, family = binomial)',
    'glmer(never_a ~ x + (1 | g), data = d, family = binomial)',
    'glmer(count_not_a ~ x + (1 | g), data = d, family = poisson)',
    'glmer(count_not_a ~ 1 + (1 | f:g), data = d, family = poisson)',
  ])('and is not told where a random effect holds the estimates: %s', async call => {
    const { codes, model } = await fitInSession(columns, call);
    expect(codes.filter(code => !aboutOthers.has(code))).toEqual([]);
    expect(model?.convergence.converged).toBe(true);
  });
});

describe('a variance that the data do not determine is told', () => {
  test.each([
    ['a term given twice', 'lmer(y ~ x + (1 | g) + (1 | g), data = d)', 'GLMM308'],
    ['a term given twice, for counts', 'glmer(n ~ x + (1 | g) + (1 | g), data = d, family = poisson)', 'GLMM308'],
    ['an intercept in two terms of a factor', 'lmer(y ~ x + (1 | g) + (x | g), data = d)', 'GLMM308'],
    ['a factor under two names', 'lmer(y ~ x + (1 | g) + (1 | g_again), data = d)', 'GLMM308'],
    ['a factor that is fixed as well', 'lmer(y ~ x + factor(g) + (1 | g), data = d)', 'GLMM308'],
    ['a slope on two values, one a level', 'lmer(y ~ x + (odd | g), data = d)', 'GLMM308'],
    ['a slope on two values, one a level, for counts', 'glmer(n ~ x + (odd | g), data = d, family = poisson)', 'GLMM308'],
    ['an effect for each level of a factor that varies between groups', 'lmer(y ~ x + (0 + kind | g), data = d)', 'GLMM308'],
    ['effects that add up', 'lmer(y ~ x + (0 + x + z + sum_xz | g), data = d)', 'GLMM308'],
    ['an effect for every row, of single binary outcomes', 'glmer(b ~ x + (1 | id), data = d, family = binomial)', 'GLMM309'],
    ['an effect for every row beside another, of single binary outcomes', 'glmer(b ~ x + (1 | g) + (1 | id), data = d, family = binomial)', 'GLMM309'],
  ])('%s', async (_, call, code) => {
    const { codes, model } = await fitInSession(columns, call);
    expect(codes).toContain(code);
    expect(codes).not.toContain('GLMM402');
    expect(model?.convergence.converged).toBe(true);
  });

  test.each([
    ['an effect for every row', 'lmer(y ~ x + (1 | id), data = d)', 'GLMM315'],
    ['an effect for every row beside another', 'lmer(y ~ x + (1 | g) + (1 | id), data = d)', 'GLMM315'],
    ['more effects than rows', 'lmer(y ~ x + (x + z | g:h), data = d)', 'GLMM316'],
    ['a slope for each of two rows a level', 'lmer(y ~ x + (x | pair), data = d)', 'GLMM316'],
    ['a grouping factor with one level', 'lmer(y ~ x + (1 | one), data = d)', 'GLMM312'],
    ['a grouping factor with one level, for counts', 'glmer(n ~ x + (1 | one), data = d, family = poisson)', 'GLMM312'],
  ])('and refused where nothing could be estimated: %s', async (_, call, code) => {
    expect(await codesOf(call)).toEqual([code]);
  });

  test.each([
    'lmer(y ~ x + (x | g), data = d)',
    'lmer(y ~ x + (1 | g) + (1 | h), data = d)',
    'lmer(y ~ x + (1 | g) + (0 + x | g), data = d)',
    'lmer(y ~ x + (between | g), data = d)',
    'lmer(y ~ x + (1 | pair), data = d)',
    'glmer(n ~ x + (1 | id), data = d, family = poisson)',
    'glmer(cbind(k, 5 - k) ~ x + (1 | id), data = d, family = binomial)',
  ])('and nothing is told of a variance that they determine: %s', async call => {
    expect((await codesOf(call)).filter(code => !aboutOthers.has(code))).toEqual([]);
  });

  test('with the fit of the model without what is too much', async () => {
    const [twice, once] = [await fitInSession(columns, 'lmer(y ~ x + (1 | g) + (1 | g), data = d)'), await fitInSession(columns, 'lmer(y ~ x + (1 | g), data = d)')].map(numbersOf);
    expect(twice!.logLikelihood).toBeCloseTo(once!.logLikelihood, 8);
    expect(Math.hypot(...twice!.sd.flat())).toBeCloseTo(once!.sd[0]![0]!, 6);
    expect(twice!.estimates[1]).toBeCloseTo(once!.estimates[1]!, 7);
  });
});

describe('a variance of zero is told', () => {
  test.each([
    ['lmer(noise ~ x + (1 | balanced), data = d)', 'linear'],
    ['glmer(ones ~ x + (1 | g), data = d, family = poisson)', 'equal counts'],
    ['glmer(cbind(two, two) ~ x + (1 | g), data = d, family = binomial)', 'equal proportions'],
  ])('%s (%s)', async call => {
    const { codes, model } = await fitInSession(columns, call);
    expect(codes).toEqual(['GLMM401']);
    expect(model?.random[0]?.sd).toEqual([0]);
    expect(model?.convergence.converged).toBe(true);
  });
});

describe('too little data are told', () => {
  test.each([
    ['as many fixed effects as rows', 'lmer(y ~ factor(id) + (1 | g), data = d)', ['GLMM411']],
    ['three rows', 'lmer(y ~ 1 + (1 | g), data = d, subset = id < 3)', ['GLMM315']],
    ['two levels', 'lmer(y ~ x + (1 | two_levels), data = d)', ['GLMM303']],
    ['columns that add up', 'lmer(y ~ x + z + sum_xz + (1 | g), data = d)', ['GLMM302']],
    ['columns that are equal but for the last digits', 'lmer(y ~ x + x_nearly + (1 | g), data = d)', ['GLMM302']],
    ['a response that does not vary', 'lmer(ones ~ x + (1 | g), data = d)', ['GLMM317']],
    ['no success', 'glmer(zeros ~ x + (1 | g), data = d, family = binomial)', ['GLMM317']],
    ['no failure', 'glmer(ones ~ x + (1 | g), data = d, family = binomial)', ['GLMM317']],
    ['no count', 'glmer(zeros ~ x + (1 | g), data = d, family = poisson)', ['GLMM317']],
    ['a response that the levels reproduce', 'lmer(between ~ 1 + (1 | g), data = d)', ['GLMM403']],
    ['a response that the fixed effects reproduce', 'lmer(sum_xz ~ x + z + (1 | g), data = d)', ['GLMM413']],
  ])('%s', async (_, call, codes) => {
    expect(await codesOf(call)).toEqual(codes);
  });
});

function simulated(): Columns {
  const random = randomNumbers(20261121);
  const rows = Array.from({ length: 144 }, (_, i) => i);
  const g = rows.map(i => i % 12);
  const h = rows.map(i => Math.floor(i / 12) % 6);
  const x = rows.map(() => random.normal());
  const z = rows.map(() => random.normal());
  const levelEffect = g.map(level => Math.sin(3 * level + 1));
  const eta = rows.map(i => 0.3 + 0.8 * x[i]! + levelEffect[i]! + x[i]! * Math.cos(5 * g[i]!) * 0.5);
  const b = eta.map(value => (random.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
  const n = eta.map(value => random.poisson(Math.exp(value)));
  const f = rows.map(i => 'abc'[(i + Math.floor(i / 12)) % 3]!);
  // within a level the deviations add up to zero, so that levels vary less than chance makes them
  const deviation = rows.map(i => (Math.floor(i / 12) % 2 === 0 ? 1 : -1) * (1 + 0.3 * Math.sin(2.3 * Math.floor(i / 24) * (1 + g[i]!))));
  return {
    id: rows, g, h, x, z, f, b, n,
    g_again: g.map(level => `level${level}`),
    pair: rows.map(i => i % 72),
    one: rows.map(() => 'all'),
    two_levels: rows.map(i => (i % 2 === 0 ? 'u' : 'v')),
    odd: g.map(level => level % 2),
    kind: g.map(level => 'pqr'[level % 3]!),
    between: g.map(level => Math.cos(level)),
    sum_xz: rows.map(i => x[i]! + z[i]!),
    x_nearly: rows.map(i => x[i]! + 1e-9 * z[i]!),
    y: eta.map(value => value + random.normal()),
    noise: deviation, balanced: g,
    k: eta.map(value => Array.from({ length: 5 }, () => (random.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0)).reduce((sum: number, one) => sum + one, 0)),
    above: x.map(value => (value > 0.1 ? 1 : 0)),
    above_sum: rows.map(i => (x[i]! + z[i]! > 0.2 ? 1 : 0)),
    step: x.map(value => (value > 0.7 ? 1 : 0)),
    quasi: rows.map(i => (x[i]! > 0.7 ? 1 : b[i]!)),
    never_a: rows.map(i => (f[i] === 'a' ? 0 : b[i]!)),
    count_not_a: rows.map(i => (f[i] === 'a' ? 0 : n[i]!)),
    all_in_two: rows.map(i => (g[i]! < 2 ? 1 : b[i]!)),
    by_level: g.map(level => (Math.sin(level * level) > 0 ? 1 : 0)),
    by_slope: rows.map(i => (x[i]! * Math.cos(2 * g[i]!) > 0 ? 1 : 0)),
    ones: rows.map(() => 1), two: rows.map(() => 2), zeros: rows.map(() => 0),
  };
}
