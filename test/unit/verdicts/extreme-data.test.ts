// Data at the edge of what doubles hold, each fitted to an answer that is known from elsewhere: a closed form, the same model
// written in another way, or a limit in which two families agree.
import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../../fuzz/random-numbers.js';
import { fitInSession, numbersOf, type Columns } from '../../fixtures/session-fit.js';

const numbers = async (columns: Columns, call: string): Promise<ReturnType<typeof numbersOf>> => {
  const found = numbersOf(await fitInSession(columns, call));
  expect(found.isConverged, call).toBe(true);
  return found;
};

const rows = Array.from({ length: 120 }, (_, i) => i);
const g = rows.map(i => i % 12);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sdOf = (values: readonly number[]): number => Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)));
const relative = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

function simulated(seed: number): { x: number[]; eta: number[]; y: number[]; n: number[]; b: number[] } {
  const random = randomNumbers(seed);
  const effect = Array.from({ length: 12 }, () => 0.8 * random.normal());
  const x = rows.map(() => random.normal());
  const eta = rows.map(i => 0.5 + 0.6 * x[i]! + effect[g[i]!]!);
  return { x, eta, y: eta.map(value => value + random.normal()), n: eta.map(value => random.poisson(Math.exp(value))), b: eta.map(value => (random.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0)) };
}

describe('large counts', () => {
  // With counts so large the Poisson error vanishes, log y is normal about β with variance θ², and maximum likelihood has a closed form.
  test.each([1e6, 1e9])('of about %d, one a level, give the mean and the spread of their logarithms', async size => {
    const logs = rows.slice(0, 40).map(i => Math.log(size) + 0.5 * Math.sin(7 * i));
    const n = logs.map(value => Math.round(Math.exp(value)));
    const { estimates, standardErrors, sd, logLikelihood } = await numbers({ n, id: n.map((_, i) => i) }, 'glmer(n ~ 1 + (1 | id), data = d, family = poisson)');
    const exact = n.map(Math.log);
    const tolerance = Math.max(1e-7, 10 / size);
    expect(relative(estimates[0]!, mean(exact))).toBeLessThan(tolerance);
    expect(relative(sd[0]![0]!, sdOf(exact))).toBeLessThan(tolerance);
    expect(relative(standardErrors[0]!, sdOf(exact) / Math.sqrt(n.length))).toBeLessThan(1e-5);
    // a lognormal density: that of log y, over y
    const density = exact.reduce((sum, value) => sum - Math.log(sdOf(exact) * Math.sqrt(2 * Math.PI)) - 0.5 * ((value - mean(exact)) / sdOf(exact)) ** 2 - value, 0);
    expect(Math.abs(logLikelihood - density)).toBeLessThan(Math.max(1e-6, 100 / size));
  });

  test('of a billion within levels give the pooled logarithms of the sums', async () => {
    const level = [0, 0.3, -0.4, 0.9, -0.2, 0.1].map(value => 21 + value);
    const n = rows.slice(0, 60).map(i => Math.round(Math.exp(level[i % 6]!)));
    const { estimates, standardErrors, sd } = await numbers({ n, g: n.map((_, i) => i % 6) }, 'glmer(n ~ 1 + (1 | g), data = d, family = poisson)');
    expect(Math.abs(estimates[0]! - mean(level)) / standardErrors[0]!).toBeLessThan(1e-5);
    expect(relative(sd[0]![0]!, sdOf(level))).toBeLessThan(1e-5);
  });

  test('of trials, a billion a row, give the mean and the spread of the logits', async () => {
    const logits = rows.slice(0, 30).map(i => -1 + 0.8 * Math.cos(3 * i));
    const s = logits.map(value => Math.round(1e9 / (1 + Math.exp(-value))));
    const exact = s.map(value => Math.log(value / (1e9 - value)));
    const { estimates, sd } = await numbers({ s, f: s.map(value => 1e9 - value), id: s.map((_, i) => i) }, 'glmer(cbind(s, f) ~ 1 + (1 | id), data = d, family = binomial)');
    expect(Math.abs(estimates[0]! - mean(exact))).toBeLessThan(1e-7);
    expect(relative(sd[0]![0]!, sdOf(exact))).toBeLessThan(1e-7);
  });
});

describe('rare events', () => {
  // For p near zero a binomial count is Poisson, and logit p, log(−log(1 − p)) and log p are the same.
  test.each(['logit', 'cloglog', 'log'])('with probabilities of 1e-12 are those of a Poisson model with the trials as exposure (%s)', async link => {
    const { x, n } = simulated(3);
    const trials = 1e12;
    const columns = { x, n, g, rest: n.map(value => trials - value), exposure: n.map(() => trials) };
    const poisson = await numbers(columns, 'glmer(n ~ x + offset(log(exposure)) + (1 | g), data = d, family = poisson)');
    const binomial = await numbers(columns, `glmer(cbind(n, rest) ~ x + (1 | g), data = d, family = binomial(link = "${link}"))`);
    expect(poisson.estimates[0]).toBeLessThan(-26);
    binomial.estimates.forEach((value, j) => {
      expect(Math.abs(value - poisson.estimates[j]!) / poisson.standardErrors[j]!).toBeLessThan(1e-5);
      expect(relative(binomial.standardErrors[j]!, poisson.standardErrors[j]!)).toBeLessThan(1e-5);
    });
    expect(relative(binomial.sd[0]![0]!, poisson.sd[0]![0]!)).toBeLessThan(1e-5);
  });
});

describe('offsets', () => {
  test.each([-600, -40, 40, 600])('of %d on the scale of logarithms are taken from the intercept and leave the rest', async shift => {
    const { x, n } = simulated(4);
    const columns = { x, n, g, o: n.map(() => shift) };
    const plain = await numbers(columns, 'glmer(n ~ x + (1 | g), data = d, family = poisson)');
    const moved = await numbers(columns, 'glmer(n ~ x + offset(o) + (1 | g), data = d, family = poisson)');
    expect(Math.abs(moved.estimates[0]! + shift - plain.estimates[0]!) / plain.standardErrors[0]!).toBeLessThan(1e-6);
    expect(moved.estimates[1]).toBeCloseTo(plain.estimates[1]!, 7);
    expect(Math.abs(moved.logLikelihood - plain.logLikelihood)).toBeLessThan(1e-8 * Math.abs(shift));
  });

  test('that span twenty orders of magnitude of exposure are taken up by the counts', async () => {
    const exposure = rows.map(i => 10 ** ((i % 21) - 10));
    // two events for each unit of expected ones: rates of exactly 2
    const n = exposure.map(value => Math.round(2 * value));
    const kept = rows.filter(i => n[i]! > 0);
    const pick = (values: readonly number[]): number[] => kept.map(i => values[i]!);
    const { estimates, sd } = await numbers({ n: pick(n), e: pick(exposure), g: pick(g) }, 'glmer(n ~ 1 + offset(log(e)) + (1 | g), data = d, family = poisson)');
    expect(estimates[0]).toBeCloseTo(Math.log(2), 8);
    expect(sd[0]![0]).toBeLessThan(1e-5);
  });

  test('of a hundred million in a linear model leave what is left of the digits', async () => {
    const { x, y } = simulated(5);
    const columns = { x, y, far: y.map(value => value + 1e8), o: y.map(() => 1e8), g };
    const plain = await numbers(columns, 'lmer(y ~ x + (1 | g), data = d)');
    for (const call of ['lmer(far ~ x + offset(o) + (1 | g), data = d)', 'lmer(far ~ x + (1 | g), data = d)']) {
      const moved = await numbers(columns, call);
      expect(moved.logLikelihood).toBeCloseTo(plain.logLikelihood, 5);
      expect(moved.estimates[1]).toBeCloseTo(plain.estimates[1]!, 6);
      expect(moved.sd[0]![0]).toBeCloseTo(plain.sd[0]![0]!, 6);
    }
  });
});

describe('units', () => {
  const { x, y, n, b } = simulated(6);
  test.each([1e-12, 1e12, 1e100])('of %d of a covariate, fixed and random, change nothing but the unit of its coefficient', async unit => {
    const columns = { x, u: x.map(value => value * unit), y, n, b, g };
    for (const call of ['lmer(y ~ x + (x | g), data = d, REML = FALSE)', 'glmer(n ~ x + (x | g), data = d, family = poisson)', 'glmer(b ~ x + (1 | g), data = d, family = binomial)']) {
      const [plain, scaled] = [await numbers(columns, call), await numbers(columns, call.replaceAll('x', 'u'))];
      expect(scaled.logLikelihood, call).toBeCloseTo(plain.logLikelihood, 8);
      expect(relative(scaled.estimates[1]! * unit, plain.estimates[1]!), call).toBeLessThan(1e-6);
      expect(relative(scaled.standardErrors[1]! * unit, plain.standardErrors[1]!), call).toBeLessThan(1e-5);
    }
  });

  test.each([1e-9, 1e9, 1e150])('of %d of the response of a linear model scale all that has its unit', async unit => {
    const columns = { x, y, u: y.map(value => value * unit), g };
    const [plain, scaled] = [await numbers(columns, 'lmer(y ~ x + (1 | g), data = d)'), await numbers(columns, 'lmer(u ~ x + (1 | g), data = d)')];
    expect(relative(scaled.sigma, unit * plain.sigma)).toBeLessThan(1e-8);
    expect(relative(scaled.sd[0]![0]!, unit * plain.sd[0]![0]!)).toBeLessThan(1e-7);
    expect(relative(scaled.estimates[1]!, unit * plain.estimates[1]!)).toBeLessThan(1e-8);
    expect(scaled.logLikelihood + (rows.length - 2) * Math.log(unit)).toBeCloseTo(plain.logLikelihood, 6);
  });

  test('of a year, and its square, are fitted as those of the time since the first', async () => {
    const year = rows.map(i => 1990 + (i % 30));
    const columns = { y, t: year.map(value => value - 1990), year, g };
    const near = await numbers(columns, 'lmer(y ~ t + I(t^2) + (1 | g), data = d, REML = FALSE)');
    const far = await numbers(columns, 'lmer(y ~ year + I(year^2) + (1 | g), data = d, REML = FALSE)');
    expect(far.logLikelihood).toBeCloseTo(near.logLikelihood, 7);
    expect(relative(far.estimates[2]!, near.estimates[2]!)).toBeLessThan(1e-6);
    expect(relative(far.standardErrors[2]!, near.standardErrors[2]!)).toBeLessThan(1e-6);
  });
});

describe('nearly collinear columns', () => {
  test.each([1e-3, 1e-5])('that differ by a share of %d are fitted as their difference is', async share => {
    const { x, y, n } = simulated(7);
    const difference = rows.map(i => Math.sin(11 * i));
    const columns = { y, n, x, difference, twin: x.map((value, i) => value + share * difference[i]!), g };
    for (const [near, apart] of [['lmer(y ~ x + twin + (1 | g), data = d, REML = FALSE)', 'lmer(y ~ x + difference + (1 | g), data = d, REML = FALSE)'], ['glmer(n ~ x + twin + (1 | g), data = d, family = poisson)', 'glmer(n ~ x + difference + (1 | g), data = d, family = poisson)']] as const) {
      const [twins, single] = [await numbers(columns, near), await numbers(columns, apart)];
      expect(twins.logLikelihood, near).toBeCloseTo(single.logLikelihood, 7);
      expect(Math.abs(twins.estimates[2]! * share - single.estimates[2]!) / single.standardErrors[2]!, near).toBeLessThan(1e-5);
      expect(relative(twins.standardErrors[2]! * share, single.standardErrors[2]!), near).toBeLessThan(1e-5);
    }
  });
});

describe('a response without variation', () => {
  test('of equal counts gives their logarithm, and the error of a Poisson mean', async () => {
    const { estimates, standardErrors, sd, logLikelihood } = await numbers({ n: rows.map(() => 3), g }, 'glmer(n ~ 1 + (1 | g), data = d, family = poisson)');
    expect(estimates[0]).toBeCloseTo(Math.log(3), 10);
    expect(standardErrors[0]).toBeCloseTo(1 / Math.sqrt(3 * rows.length), 8);
    expect(sd[0]).toEqual([0]);
    expect(logLikelihood).toBeCloseTo(rows.length * (3 * Math.log(3) - 3 - Math.log(6)), 8);
  });

  test('of equal proportions gives their logit, and the error of a binomial one', async () => {
    const { estimates, standardErrors, sd } = await numbers({ s: rows.map(() => 2), f: rows.map(() => 6), g }, 'glmer(cbind(s, f) ~ 1 + (1 | g), data = d, family = binomial)');
    expect(estimates[0]).toBeCloseTo(Math.log(1 / 3), 10);
    expect(standardErrors[0]).toBeCloseTo(1 / Math.sqrt(rows.length * 8 * 0.25 * 0.75), 8);
    expect(sd[0]).toEqual([0]);
  });
});

describe('few rows and many levels', () => {
  test('ten thousand levels with a row each are a hundred copies of a hundred such levels', async () => {
    const random = randomNumbers(8);
    const x = Array.from({ length: 100 }, () => random.normal());
    const n = x.map(value => random.poisson(Math.exp(1 + 0.4 * value + 0.7 * random.normal())));
    const copies = Array.from({ length: 10_000 }, (_, i) => i);
    const few = await numbers({ x, n, id: x.map((_, i) => i) }, 'glmer(n ~ x + (1 | id), data = d, family = poisson)');
    const many = await numbers({ x: copies.map(i => x[i % 100]!), n: copies.map(i => n[i % 100]!), id: copies }, 'glmer(n ~ x + (1 | id), data = d, family = poisson)');
    expect(Math.abs(many.logLikelihood / 100 - few.logLikelihood)).toBeLessThan(1e-8);
    many.estimates.forEach((value, j) => {
      expect(Math.abs(value - few.estimates[j]!) / few.standardErrors[j]!).toBeLessThan(1e-6);
      expect(relative(many.standardErrors[j]! * 10, few.standardErrors[j]!)).toBeLessThan(1e-6);
    });
    expect(relative(many.sd[0]![0]!, few.sd[0]![0]!)).toBeLessThan(1e-6);
  });

  test('two levels give the balanced analysis of variance', async () => {
    // REML in a balanced one-way layout: θ̂² = (mean square between − mean square within) / rows a level (Searle, Casella & McCulloch 1992, §3.8)
    const y = rows.map(i => (i % 2 === 0 ? 1.7 : -0.4) + Math.sin(5 * i));
    const level = (j: number): number[] => y.filter((_, i) => i % 2 === j);
    const within = (rows.length / 2) * (sdOf(level(0)) ** 2 + sdOf(level(1)) ** 2) / (rows.length - 2);
    const between = (rows.length / 2) * (mean(level(0)) - mean(level(1))) ** 2 / 2;
    const { sd, sigma, standardErrors } = await numbers({ y, g: rows.map(i => i % 2) }, 'lmer(y ~ 1 + (1 | g), data = d)');
    expect(sigma).toBeCloseTo(Math.sqrt(within), 8);
    expect(sd[0]![0]).toBeCloseTo(Math.sqrt((between - within) / (rows.length / 2)), 6);
    expect(standardErrors[0]).toBeCloseTo(Math.sqrt(between / rows.length), 6);
  });

  test('nearly as many fixed effects as rows leave the residual mean square of the few degrees of freedom', async () => {
    // two rows a cell, each pair in the same level: the differences within pairs alone carry σ, the levels are taken up by the cells
    const y = rows.slice(0, 24).map(i => Math.floor(i / 2) + Math.sin(9 * i));
    const cells = y.map((_, i) => `c${Math.floor(i / 2)}`);
    const differences = Array.from({ length: 12 }, (_, j) => y[2 * j]! - y[2 * j + 1]!);
    const { sigma } = await numbers({ y, cells, g: y.map((_, i) => Math.floor(i / 6)) }, 'lmer(y ~ cells + (1 | g), data = d)');
    expect(sigma).toBeCloseTo(Math.sqrt(differences.reduce((sum, value) => sum + (value * value) / 2, 0) / 12), 8);
  });

  test('rows of weight zero say nothing, even where they are all of a level', async () => {
    const { x, n } = simulated(9);
    const w = g.map(level => (level === 4 ? 0 : 1));
    const kept = rows.filter(i => g[i] !== 4);
    const all = await numbers({ x, n, g, w }, 'glmer(n ~ x + (1 | g), data = d, family = poisson, weights = w)');
    const some = await numbers({ x: kept.map(i => x[i]!), n: kept.map(i => n[i]!), g: kept.map(i => g[i]!) }, 'glmer(n ~ x + (1 | g), data = d, family = poisson)');
    expect(all.logLikelihood).toBeCloseTo(some.logLikelihood, 8);
    expect(all.estimates[1]).toBeCloseTo(some.estimates[1]!, 8);
    expect(all.sd[0]![0]).toBeCloseTo(some.sd[0]![0]!, 7);
  });
});
