// Profile limits against what defines them: the deviance of the model with the parameter held there, found by other means.
import { describe, expect, test } from 'vitest';
import { Session } from '../../../../engine/session.js';
import type { ChartResult, TableResult } from '../../../../engine/results.js';
import { noFiles } from '../../../fixtures/no-files.js';

async function run(source: string): Promise<Session> {
  const session = new Session({ files: noFiles });
  const { error } = await session.run(source);
  expect(error).toBeUndefined();
  return session;
}

async function numbers(session: Session, expression: string): Promise<number[]> {
  const { outputs, error } = await session.run(`as.numeric(${expression})`);
  expect(error).toBeUndefined();
  const last = outputs.at(-1);
  return last?.kind === 'vector' ? last.values.map(Number) : [];
}

async function errorOf(source: string): Promise<{ readonly code: string; readonly message: string }> {
  const { error } = await new Session({ files: noFiles }).run(source);
  if (!error) throw new Error('the cell ran');
  return error;
}

/** χ² quantiles with one degree of freedom. */
const CHI_SQUARE = { 0.9: 2.705543454095404, 0.95: 3.841458820694124, 0.99: 6.634896601021214 };

/** Davies & Goldsmith (1972), table 6.2, and the data that Box & Tiao (1973), table 5.1.4, made without variation between batches; lme4's Dyestuff and Dyestuff2. */
const DYESTUFF = 'Dyestuff <- data.frame(Batch = gl(6, 5), Yield = c(1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560, 1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445))\n';
const DYESTUFF2 = 'Dyestuff2 <- data.frame(Batch = gl(6, 5), Yield = c(7.298, 3.846, 2.434, 9.566, 7.99, 5.22, 6.556, 0.608, 11.788, -0.892, 0.11, 10.386, 13.434, 5.51, 8.166, 2.212, 4.852, 7.092, 9.288, 4.98, 0.282, 9.014, 4.458, 9.446, 7.198, 1.722, 4.782, 8.106, 0.758, 3.758))\n';
const CBPP = 'd <- transform(cbpp, p2 = as.numeric(period == "2"), p3 = as.numeric(period == "3"), p4 = as.numeric(period == "4"), one = 1)\n';
const TICKS = 'd <- transform(subset(grouseticks, YEAR != "97"), late = as.numeric(YEAR == "96"), h = HEIGHT / 100 - 4.6)\n';

describe('at a limit of a fixed effect the deviance of the model refitted with an offset has risen by the quantile of χ²', () => {
  test.each([
    ['binomial, Laplace', `${CBPP}m <- glmer(cbind(incidence, size - incidence) ~ p2 + p3 + p4 + (1 | herd), data = d, family = binomial)`, 'p4', 'glmer(cbind(incidence, size - incidence) ~ p2 + p3 + (1 | herd) + offset(v * p4), data = d, family = binomial)'],
    ['binomial, quadrature', `${CBPP}m <- glmer(cbind(incidence, size - incidence) ~ p2 + p3 + p4 + (1 | herd), data = d, family = binomial, nAGQ = 9)`, 'p4', 'glmer(cbind(incidence, size - incidence) ~ p2 + p3 + (1 | herd) + offset(v * p4), data = d, family = binomial, nAGQ = 9)'],
    ['binomial, probit, the intercept', `${CBPP}m <- glmer(cbind(incidence, size - incidence) ~ p2 + (1 | herd), data = d, family = binomial(link = "probit"))`, '(Intercept)', 'glmer(cbind(incidence, size - incidence) ~ 0 + p2 + (1 | herd) + offset(v * one), data = d, family = binomial(link = "probit"))'],
    ['Poisson, one random intercept', `${TICKS}m <- glmer(TICKS ~ late + h + (1 | BROOD), data = d, family = poisson)`, 'h', 'glmer(TICKS ~ late + (1 | BROOD) + offset(v * h), data = d, family = poisson)'],
    ['Poisson, crossed factors', `${TICKS}m <- glmer(TICKS ~ late + h + (1 | BROOD) + (1 | LOCATION), data = d, family = poisson)`, 'late', 'glmer(TICKS ~ h + (1 | BROOD) + (1 | LOCATION) + offset(v * late), data = d, family = poisson)'],
    ['negative binomial with its shape estimated', `${TICKS}m <- glmer.nb(TICKS ~ late + h + (1 | BROOD), data = d)`, 'h', 'glmer.nb(TICKS ~ late + (1 | BROOD) + offset(v * h), data = d)'],
    ['linear, by REML', 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)', 'Days', 'lmer(Reaction ~ 1 + (Days | Subject) + offset(v * Days), data = sleepstudy, REML = FALSE)'],
    ['linear with weights', 'd <- transform(sleepstudy, w = 1 + Days %% 3)\nm <- lmer(Reaction ~ Days + (1 | Subject), data = d, weights = w, REML = FALSE)', 'Days', 'lmer(Reaction ~ 1 + (1 | Subject) + offset(v * Days), data = d, weights = w, REML = FALSE)'],
  ])('%s', async (_, fit, parameter, held) => {
    const session = await run(`${fit}\nci <- confint(m, parm = "${parameter}")\nfull <- ${fit.includes(' lmer(') ? 'update(m, REML = FALSE)' : 'm'}`);
    for (const side of [1, 2]) {
      const [rise] = await numbers(session, `2 * (as.numeric(logLik(full)) - as.numeric(logLik(${held.replace('v *', `ci[1, ${side}] *`)})))`);
      expect(rise).toBeCloseTo(CHI_SQUARE[0.95], 4);
    }
  });
});

describe('limits of variances', () => {
  test('of a balanced one-way layout are those of its closed likelihood', async () => {
    // −2ℓ = N log 2π + k(n−1) log σ² + k log(σ² + nσ_b²) + SSW/σ² + SSB/(σ² + nσ_b²) (Searle, Casella & McCulloch 1992, §3.7)
    const session = await run(`${DYESTUFF}m <- lmer(Yield ~ 1 + (1 | Batch), data = Dyestuff)\nci <- confint(m, level = 0.95)\nw <- ave(Dyestuff$Yield, Dyestuff$Batch)`);
    const [within, between, k, n] = [...(await numbers(session, 'c(sum((Dyestuff$Yield - w)^2), sum((w - mean(Dyestuff$Yield))^2))')), 6, 5] as [number, number, number, number];
    const deviance = (sb: number, s: number): number => k * (n - 1) * Math.log(s * s) + k * Math.log(s * s + n * sb * sb) + within / (s * s) + between / (s * s + n * sb * sb);
    const overSigma = (sb: number): number => lowest(s => deviance(sb, s), 20, 120);
    const overBatch = (s: number): number => lowest(sb => deviance(sb, s), 0, 300);
    const least = lowest(overSigma, 0, 300);
    const [lowerBatch, lowerSigma, upperBatch, upperSigma] = await numbers(session, 'ci[1:2, ]') as [number, number, number, number];
    for (const sb of [lowerBatch, upperBatch]) expect(overSigma(sb) - least).toBeCloseTo(CHI_SQUARE[0.95], 3);
    for (const s of [lowerSigma, upperSigma]) expect(overBatch(s) - least).toBeCloseTo(CHI_SQUARE[0.95], 3);
  });

  test('of a correlation are where lme4’s own deviance function, minimised with the correlation held, has risen by the quantile', async () => {
    // R: dd <- getME(lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE), "devfun"); optim over log sds of dd(c(s1, rho * s2, sqrt(1 - rho^2) * s2)); uniroot in rho, tol 1e-9
    const session = await run('m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
    expect((await numbers(session, 'confint(m, parm = ".sig02", level = 0.99)'))[1]).toBeCloseTo(0.8621748622, 5);
    expect((await numbers(session, 'confint(m, parm = ".sig02")'))[1]).toBeCloseTo(0.6850189685, 5);
  });

  test('of the shape of a negative binomial model are where the model with the shape given has the deviance', async () => {
    const session = await run(`${TICKS}m <- glmer.nb(TICKS ~ late + h + (1 | BROOD), data = d)\nci <- confint(m, parm = ".shape")`);
    for (const side of [1, 2]) {
      const [rise] = await numbers(session, `2 * (as.numeric(logLik(m)) - as.numeric(logLik(glmer(TICKS ~ late + h + (1 | BROOD), data = d, family = negative.binomial(ci[1, ${side}])))))`);
      expect(rise).toBeCloseTo(CHI_SQUARE[0.95], 4);
    }
  });

  test('end at zero where the likelihood does not fall as far on the way there', async () => {
    const session = await run(`${DYESTUFF}m <- lmer(Yield ~ 1 + (1 | Batch), data = Dyestuff)`);
    const limits = await numbers(session, 'confint(m, parm = "theta_", level = 0.99)');
    expect(limits[0]).toBe(0);
    // the deviance at zero is that of a model without batches: N log(2πs²) + N
    const [fall] = await numbers(session, 'c(30 * log(2 * pi * mean((Dyestuff$Yield - mean(Dyestuff$Yield))^2)) + 30 + 2 * as.numeric(logLik(update(m, REML = FALSE))))');
    expect(fall).toBeLessThan(CHI_SQUARE[0.99]);
    const [zeta] = await numbers(session, 'profile(m, which = 1)$.zeta[1]');
    expect(zeta).toBeCloseTo(-Math.sqrt(fall!), 6);
  });
});

describe('a profile', () => {
  test('holds at each of its points the constrained estimates of all parameters', async () => {
    const session = await run('m <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, REML = FALSE)\npr <- as.data.frame(profile(m, which = "Days"))\nrow <- pr[2, ]\nheld <- lmer(Reaction ~ 1 + (1 | Subject) + offset(row$Days * Days), data = sleepstudy, REML = FALSE)');
    const [intercept, fitted, sigma, own, ofSubjects, ofFit] = await numbers(session, 'c(row[["(Intercept)"]], fixef(held), row$.sigma, sigma(held), row$.sig01, as.data.frame(VarCorr(held))$sdcor[1])');
    expect(intercept).toBeCloseTo(fitted!, 3);
    expect(sigma).toBeCloseTo(own!, 3);
    expect(ofSubjects).toBeCloseTo(ofFit!, 3);
  });

  test('gives intervals of another level as confint does', async () => {
    const session = await run('m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\npr <- profile(m)');
    const [read, direct] = [await numbers(session, 'confint(pr, level = 0.85)'), await numbers(session, 'confint(m, level = 0.85)')];
    read.forEach((value, i) => expect(Math.abs(value - direct[i]!)).toBeLessThan(1e-4 * Math.abs(direct[i]! - direct[(i + 6) % 12]!)));
  });

  test('is drawn with a panel for each parameter and its limits among the data', async () => {
    const { outputs } = await new Session({ files: noFiles }).run('m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nprofile_plot(m)');
    const chart = outputs.at(-1) as ChartResult;
    expect(chart.description).toMatch(/sd_\(Intercept\)\|Subject: 23\.8, 95.% from 14\.4 to 37\.7\./);
    expect(chart.caption).toContain('by maximum likelihood');
    expect(new Set(chart.data.rows.map(row => row[0])).size).toBe(6);
    expect(chart.data.rows.filter(row => row[1] === 'limit')).toHaveLength(60);
  });

  test('is shown as a table with limits', async () => {
    const { outputs } = await new Session({ files: noFiles }).run(`${DYESTUFF}m <- lmer(Yield ~ 1 + (1 | Batch), data = Dyestuff)\nprofile(m)`);
    expect((outputs.at(-1) as TableResult).rows.map(row => row[0])).toEqual(['.sig01', '.sigma', '(Intercept)']);
  });
});

describe('where there is no profile the answer says why', () => {
  test.each([
    ['a singular fit', `${DYESTUFF2}confint(lmer(Yield ~ 1 + (1 | Batch), data = Dyestuff2))`, 'GLMM421', 'The fit is singular: the covariance matrix of (1 | Batch)'],
    ['a fit without the maximum over the fixed effects', 'profile(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, nAGQ = 0))', 'GLMM421', 'With nAGQ = 0'],
    ['a fit that did not converge', 'confint(glmer(I(Days > 4) ~ Days + (1 | Subject), data = sleepstudy, family = binomial))', 'GLMM421', 'did not converge'],
    ['a parameter that is not there', 'confint(lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy), parm = "days")', 'GLMM250', 'no parameter `days`'],
    ['a number that is not there', 'confint(lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy), parm = 9)', 'GLMM250', 'the model has 4'],
    ['no model', 'profile(sleepstudy)', 'GLMM256', 'takes a fitted model'],
  ])('%s', async (_, cell, code, message) => {
    const error = await errorOf(cell);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});

/** The minimum of a function with one minimum, by golden sections. */
function lowest(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  for (let i = 0; i < 80; i++) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(c) < f(d)) b = d;
    else a = c;
  }
  return f((a + b) / 2);
}
