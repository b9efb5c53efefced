// Fits with other links than the canonical one and by quadrature, against R 4.2.2.
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../../engine/report/plain-text.js';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

async function fit(source: string): Promise<ModelResult> {
  const outcome = await new Session({ files: noFiles }).run(source);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.findLast(output => output.kind === 'model') as ModelResult;
}

const cbpp = (link: string, more = ''): string => `glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "${link}")${more})`;
const contraception = (link: string): string => `d <- Contraception\nd$age <- d$age / 10\nglmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = d, family = binomial(link = "${link}"))`;
const counts = (link: string): string =>
  `d <- data.frame(y = c(12, 15, 9, 20, 18, 25, 7, 11, 10, 16, 19, 14, 22, 27, 30, 13, 8, 12, 17, 21, 24, 9, 15, 13), g = factor(rep(1:8, each = 3)), x = rep(c(0, 1, 2), 8))\nglmer(y ~ x + (1 | g), data = d, family = poisson(link = "${link}"))`;
const toenail = (link: string, points: number): string =>
  `t <- toenail\nt$y <- as.integer(t$outcome != "none or mild")\nglmer(y ~ treatment * visit + (1 | patientID), data = t, family = binomial(link = "${link}"), nAGQ = ${points})`;

describe('the Laplace approximation with observed information', () => {
  test.each([
    ['glmmTMB', 'cbpp probit', cbpp('probit'), -92.5833377031766, [-0.83184917192112, -0.526597689426461, -0.615072682042278, -0.797944274335001], 0.338634618921667],
    ['glmmTMB', 'Contraception probit', contraception('probit'), -1185.92998503096, [-0.634000407494328, 0.0160449328864226, -0.273801703005957, 0.425341381040021, 0.492322806099361, 0.558925714736401, 0.559539068574654], 0.29007819976703],
    ['glmmTMB', 'Contraception cloglog', contraception('cloglog'), -1188.78875422042, [-1.15977772310761, 0.0418618893482358, -0.359446048608566, 0.498432176758901, 0.619980079153173, 0.682725258940199, 0.681742700835646], 0.345301454725461],
    // the Laplace approximation written out in R (optimize() for the modes, five-point second differences) and maximised by optim()
    ['a dense oracle', 'cbpp cauchit', cbpp('cauchit'), -91.00643279415, [-1.767, -2.2671, -2.3296, -5.0402], 1.1622],
    ['a dense oracle', 'cbpp log', cbpp('log'), -91.526637957566, [-1.661410765, -0.83423494, -0.936942699, -1.379703483], 0.524701514],
    ['a dense oracle', 'counts identity', counts('identity'), -70.19819038971, [15.077361422, 1.047683592], 4.905383278],
    ['a dense oracle', 'counts sqrt', counts('sqrt'), -69.815292561312, [3.814986493, 0.150349031], 0.621367976],
  ] as const)('agrees with %s on %s', async (_source, _name, source, logLikelihood, estimates, sd) => {
    const model = await fit(source);
    expect(model.convergence.converged).toBe(true);
    expect(Math.abs((model.logLik as number) - logLikelihood)).toBeLessThan(2e-7);
    model.fixed.forEach(({ estimate, standardError }, j) => expect(Math.abs((estimate as number) - estimates[j]!)).toBeLessThan(1e-3 * (standardError as number)));
    expect(model.random[0]!.sd[0]).toBeCloseTo(sd, 3);
  });
});

describe('adaptive Gauss–Hermite quadrature', () => {
  // lme4 1.1.31; its nodes are placed by expected information, which a hundred of them forget
  test.each([
    ['probit', -630.0731791786446, [-0.3026437093112, 0.0754077393883, -0.4024829086244, -0.1259159573186], [0.25518135876, 0.35300772837, 0.04139015220, 0.06067817198], 2.2066322716423, 1e-7],
    ['cloglog', -613.6295427015791, [-0.8532111564611, 0.0783474772522, -0.6258713041694, -0.1669612872911], [0.37513321159, 0.51748148307, 0.06468836048, 0.09479725806], 3.2389097533817, 2e-5],
  ] as const)('with a hundred points agrees with lme4 on the toenail data (%s)', async (link, logLikelihood, estimates, errors, sd, tolerance) => {
    const model = await fit(toenail(link, 100));
    expect(Math.abs((model.logLik as number) - logLikelihood)).toBeLessThan(tolerance);
    model.fixed.forEach(({ estimate, standardError }, j) => {
      expect(Math.abs((estimate as number) - estimates[j]!)).toBeLessThan(1e-3 * errors[j]!);
      expect((standardError as number) / errors[j]!).toBeCloseTo(1, 3);
    });
    expect(model.random[0]!.sd[0]).toBeCloseTo(sd, 3);
  });

  test('approaches the integral as points are added, and says how many there were', async () => {
    const [laplace, seven, twentyFive, fifty] = await Promise.all(['', ', nAGQ = 7', ', nAGQ = 25', ', nAGQ = 50'].map(more => fit(cbpp('logit', more))));
    const limit = fifty!.logLik as number;
    expect(Math.abs((seven!.logLik as number) - limit)).toBeLessThan(Math.abs((laplace!.logLik as number) - limit) / 100);
    expect(twentyFive!.logLik).toBeCloseTo(limit, 10);
    expect(twentyFive).toMatchObject({ method: 'AGQ', quadraturePoints: 25 });
    expect(laplace!.quadraturePoints).toBeUndefined();
    expect(toPlainText(twentyFive!)).toContain('Gauss-Hermite Quadrature, nAGQ = 25');
  });

  test('of a variance of zero reports a variance of zero', async () => {
    const model = await fit('d <- data.frame(y = rep(c(3, 5, 4, 6), 6), g = factor(rep(1:6, each = 4)))\nglmer(y ~ 1 + (1 | g), data = d, family = poisson, nAGQ = 9)');
    expect(model.random[0]!.sd[0]).toBe(0);
    expect(model.fixed[0]!.estimate).toBeCloseTo(Math.log(4.5), 6);
  });

  test('finds the same estimates whatever the order of the rows', async () => {
    const [one, two] = await Promise.all([fit(cbpp('logit', ', nAGQ = 9')), fit(`d <- cbpp[nrow(cbpp):1, ]\n${cbpp('logit', ', nAGQ = 9').replace('data = cbpp', 'data = d')}`)]);
    expect(two.logLik).toBeCloseTo(one.logLik as number, 9);
  });
});

describe('quadrature over several effects of a level', () => {
  // the integrals at the estimates by the trapezoid rule on 181 × 181 points in R 4.2.2, which is exact to rounding for such integrands
  test.each([
    ['an intercept and a slope', 'glmer(use ~ age + I(age^2) + urban + livch + (urban | district), data = Contraception, family = binomial, nAGQ = 25)', -1180.007741459, [0.626706726760752, 0.748989856264451], -0.791442469171546],
    ['counts of trials', 'glmer(cbind(incidence, size - incidence) ~ period + (1 + as.numeric(period) | herd), data = cbpp, family = binomial, nAGQ = 25)', -91.1641861290705, [0.990871386325779, 0.283352572174730], -0.846283729212959],
  ] as const)('gives the integral itself: %s', async (_name, source, logLikelihood, sd, correlation) => {
    const model = await fit(source);
    expect(model.convergence.converged).toBe(true);
    expect(model.logLik).toBeCloseTo(logLikelihood, 8);
    sd.forEach((value, i) => expect(model.random[0]!.sd[i]).toBeCloseTo(value, 6));
    expect(model.random[0]!.correlation[1]![0]).toBeCloseTo(correlation, 6);
  });

  test('takes independent effects written with a double bar', async () => {
    const model = await fit('glmer(cbind(incidence, size - incidence) ~ period + (as.numeric(period) || herd), data = cbpp, family = binomial, nAGQ = 9)');
    // the slope's variance is zero, which leaves the random intercept of lme4's nAGQ = 25
    expect(model.random.map(term => term.sd)).toEqual([[expect.closeTo(0.6475185, 4)], [0]]);
    expect(model.fixed[0]!.estimate).toBeCloseTo(-1.3992304, 4);
  });

  test('is settled by nine points where levels are large', async () => {
    const at = async (points: number): Promise<number> => (await fit(`glmer(use ~ urban + (urban | district), data = Contraception, family = binomial, nAGQ = ${points})`)).logLik as number;
    expect(Math.abs((await at(9)) - (await at(15)))).toBeLessThan(1e-6);
  });
});

describe('nAGQ = 0', () => {
  // lme4 1.1.31: bobyqa to 1e-9, PIRLS to 1e-12
  test.each([
    ['cbpp', cbpp('logit', ', nAGQ = 0'), -92.0542954728, [-1.36047176, -0.976177466, -1.111076888, -1.55968051], [0.2275746, 0.3032873, 0.3235118, 0.4244555], [0.641815098]],
    ['Contraception', 'glmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = Contraception, family = binomial, nAGQ = 0)', -1186.3922146, [-1.01527633279, 0.00351345537, -0.00448669546, 0.68440128932, 0.80188098711, 0.90101738815, 0.8994118], [0.173972405, 0.009210572, 0.000722835, 0.119684129, 0.16186662, 0.184770937, 0.185400796], [0.474688859]],
    ['Contraception with a slope', 'glmer(use ~ age + I(age^2) + urban + livch + (urban | district), data = Contraception, family = binomial, nAGQ = 0)', -1180.35799175, [-1.03536377458, 0.00301750687, -0.00438046297, 0.75078418011, 0.81299731578, 0.89185380051, 0.90770328465], [0.1841293307, 0.0092905541, 0.0007295142, 0.1604006164, 0.1631622453, 0.1864724788, 0.187466737], [0.619583058, 0.734037866]],
  ] as const)('agrees with lme4 on %s', async (_name, source, logLikelihood, estimates, errors, sd) => {
    const model = await fit(source);
    expect(model.method).toBe('PIRLS');
    expect(model.convergence.converged).toBe(true);
    expect(Math.abs((model.logLik as number) - logLikelihood)).toBeLessThan(1e-7);
    model.fixed.forEach(({ estimate, standardError }, j) => {
      expect(Math.abs((estimate as number) - estimates[j]!)).toBeLessThan(1e-4 * errors[j]!);
      expect(Math.abs((standardError as number) / errors[j]! - 1)).toBeLessThan(1e-4);
    });
    model.random[0]!.sd.forEach((value, i) => expect(Math.abs((value as number) - sd[i]!)).toBeLessThan(1e-5));
  });

  test('says in the summary what it is', async () => {
    expect(toPlainText(await fit(cbpp('logit', ', nAGQ = 0')))).toContain('Gauss-Hermite Quadrature, nAGQ = 0');
  });
});
