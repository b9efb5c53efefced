// Fits of families with a dispersion or shape. The expected numbers come from the likelihood written out in R 4.2.2 (dgamma, dnorm, dnbinom and the
// inverse Gaussian density; optimize() and Newton steps for the modes, numerical second derivatives, Gauss–Hermite nodes from eigen()), maximised
// over all parameters jointly by optim(method = "BFGS", reltol = 1e-16), with standard errors from its numerical Hessian.
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

const sleep = (family: string, more = ''): string => `d <- sleepstudy\nd$R <- d$Reaction / 100\nd$w <- rep(1:3, 60)\nglmer(R ~ Days + (1 | Subject), data = d, family = ${family}${more})`;
const ticks = (more: string): string => `glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks${more})`;

describe('the Laplace approximation with a dispersion', () => {
  test.each([
    ['Gamma(identity)', sleep('Gamma(link = "identity")'), -62.08903820418, [2.561603605, 0.093503553], [0.08858975, 0.00766719], 0.339944697, 0.101825928],
    ['gaussian(inverse)', sleep('gaussian(link = "inverse")'), -56.669547235054, [0.398130727, -0.0119981104], [0.011833389, 0.000801453], 0.0450784171, 0.28399036],
    ['inverse.gaussian(log)', sleep('inverse.gaussian(link = "log")'), -53.689746240959, [0.93416238, 0.032587687], [0.03164187, 0.00250149], 0.12268703, 0.0562663556],
    ['inverse.gaussian(inverse)', sleep('inverse.gaussian(link = "inverse")'), -49.048108169874, [0.3949540775, -0.0113919703], [0.011531699, 0.000817322], 0.0449301307, 0.0542579751],
    ['inverse.gaussian(identity)', sleep('inverse.gaussian(link = "identity")'), -61.096184618163, [2.5797439257, 0.0884220203], [0.08658399, 0.00757952], 0.33230963, 0.0592674659],
    ['inverse.gaussian(1/mu^2)', sleep('inverse.gaussian'), -48.125604948993, [0.15512616835, -0.00753660506], [0.008337439, 0.000526754], 0.0325891535, 0.0534461687],
    ['weighted Gamma(log), shape w/σ²', sleep('Gamma(link = "log")', ', weights = w'), -69.389069467048, [0.9330707076, 0.0331652572], null, 0.124672598389, 0.141809207829],
    ['negative binomial', ticks(''), -916.50070123323, [0.418306425, 1.333959651, -0.914680865], [0.237393, 0.312209, 0.337152], 1.22840622, 3.30919286],
    ['negative binomial of known shape', 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = negative.binomial(theta = 0.9))', -948.67550038217, [0.592198639, 1.298410664, -0.93807958], [0.240456, 0.314909, 0.339688], 1.1048889, 0.9],
  ] as const)('is that of %s written out in R', async (_name, source, logLikelihood, estimates, errors, sd, parameter) => {
    const model = await fit(source);
    expect(model.convergence.converged).toBe(true);
    // at least R’s, and no more than its optimiser can have missed
    expect(model.logLik).toBeGreaterThan(logLikelihood - 1e-7);
    expect(model.logLik).toBeLessThan(logLikelihood + 3e-6);
    model.fixed.forEach(({ estimate, standardError }, j) => {
      expect(Math.abs((estimate as number) - estimates[j]!)).toBeLessThan(2e-3 * (standardError as number));
      if (errors) expect((standardError as number) / errors[j]!).toBeCloseTo(1, 2);
    });
    expect((model.random[0]!.sd[0] as number) / sd).toBeCloseTo(1, 3);
    expect((model.familyParameter!.estimate as number) / parameter).toBeCloseTo(1, 4);
  });
});

describe('adaptive quadrature with a dispersion', () => {
  test.each([
    ['Gamma(log)', sleep('Gamma(link = "log")', ', nAGQ = 25'), -54.646633665567, [0.92877486, 0.033845171], [0.03227151, 0.00250646], 0.124589041, 0.0966422152],
    ['gaussian(log)', sleep('gaussian(link = "log")', ', nAGQ = 25'), -60.736320122486, [0.915657532, 0.036466526], [0.03390543, 0.00255812], 0.128846004, 0.293339981],
    ['negative binomial', ticks(', nAGQ = 25'), -915.49152980741, [0.419297349, 1.332902986, -0.911200695], [0.239036, 0.314524, 0.340059], 1.23878225, 3.26095106],
  ] as const)('of 25 points is that of %s written out in R', async (_name, source, logLikelihood, estimates, errors, sd, parameter) => {
    const model = await fit(source);
    expect(model).toMatchObject({ method: 'AGQ', quadraturePoints: 25, convergence: { converged: true } });
    expect(Math.abs((model.logLik as number) - logLikelihood)).toBeLessThan(1e-6);
    model.fixed.forEach(({ estimate, standardError }, j) => {
      expect(Math.abs((estimate as number) - estimates[j]!)).toBeLessThan(1e-3 * errors[j]!);
      expect((standardError as number) / errors[j]!).toBeCloseTo(1, 3);
    });
    expect(model.random[0]!.sd[0]).toBeCloseTo(sd, 5);
    expect((model.familyParameter!.estimate as number) / parameter).toBeCloseTo(1, 5);
  });
});

describe('the parameter of a family', () => {
  test('is counted, and given with an interval formed on the scale of its logarithm', async () => {
    const model = await fit(ticks(''));
    const { name, symbol, estimate, standardError, lower, upper } = model.familyParameter!;
    expect([name, symbol, model.df]).toEqual(['shape', 'θ', 5]);
    // R: se of log θ from the Hessian of the likelihood written out, 0.17373
    expect((standardError as number) / (estimate as number)).toBeCloseTo(0.17373, 3);
    expect((lower as number) * (upper as number)).toBeCloseTo((estimate as number) ** 2, 8);
    expect(model.sigma).toBe(1);
  });

  test('names the family of a negative binomial model, as R does', async () => {
    const outcome = await new Session({ files: noFiles }).run(`m <- ${ticks('')}\nm\nfamily(m)`);
    const [summary, family] = outcome.outputs.map(toPlainText);
    expect(summary).toContain(' Family: Negative Binomial(3.309)  ( log )');
    expect(summary).toContain('rate ratio');
    expect(summary).toMatch(/shape θ 3\.309, 95 % CI 2\.355 to 4\.650/);
    expect(family).toContain('Family: Negative binomial(3.309)');
  });

  test('does not depend on the unit of the response, but for a factor', async () => {
    const source = (unit: number): string => `d <- sleepstudy\nd$R <- d$Reaction * ${unit}\nglmer(R ~ Days + (1 | Subject), data = d, family = Gamma)`;
    const [small, large] = await Promise.all([fit(source(1e-6)), fit(source(1e6))]);
    expect((small.fixed[1]!.estimate as number) / (large.fixed[1]!.estimate as number) / 1e12).toBeCloseTo(1, 8);
    expect((small.random[0]!.sd[0] as number) / (large.random[0]!.sd[0] as number) / 1e12).toBeCloseTo(1, 7);
    expect((small.familyParameter!.estimate as number) / (large.familyParameter!.estimate as number)).toBeCloseTo(1, 8);
    // the density of cy is that of y over c
    expect((small.logLik as number) - (large.logLik as number)).toBeCloseTo(180 * Math.log(1e12), 6);
  });

  test('of a shape that is known can be taken from another fit', async () => {
    const outcome = await new Session({ files: noFiles }).run(`m <- ${ticks('')}\nm\nglmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = family(m))`);
    const [estimated, known] = outcome.outputs as ModelResult[];
    expect(known!.logLik).toBeCloseTo(estimated!.logLik as number, 8);
    expect(known!.df).toBe(estimated!.df - 1);
    known!.fixed.forEach((effect, j) => expect(effect.estimate).toBeCloseTo(estimated!.fixed[j]!.estimate as number, 5));
  });
});

describe('counts that are not overdispersed', () => {
  const regular = 'd <- data.frame(y = c(3, 4, 2, 3, 6, 5, 6, 7, 4, 3, 5, 4, 9, 8, 10, 9, 5, 6, 5, 4), g = factor(rep(1:5, each = 4)), x = rep(c(0, 1), 10))';

  test.each([['Laplace', ''], ['quadrature', ', nAGQ = 7']])('have the Poisson fit, a parameter more and a notice (%s)', async (_name, more) => {
    const [negativeBinomial, poisson] = await Promise.all([fit(`${regular}\nglmer.nb(y ~ x + (1 | g), data = d${more})`), fit(`${regular}\nglmer(y ~ x + (1 | g), data = d, family = poisson${more})`)]);
    expect(negativeBinomial.familyParameter).toMatchObject({ estimate: 'Inf', standardError: null, lower: null });
    expect(negativeBinomial.notices.map(notice => notice.code)).toContain('GLMM405');
    expect(negativeBinomial.convergence.converged).toBe(true);
    expect(negativeBinomial.logLik).toBeCloseTo(poisson.logLik as number, 8);
    expect(negativeBinomial.df).toBe(poisson.df + 1);
    negativeBinomial.fixed.forEach((effect, j) => expect(effect.estimate).toBeCloseTo(poisson.fixed[j]!.estimate as number, 6));
  });
});

describe('a link whose limit the data reach', () => {
  test('ends with an error that names a link without one', async () => {
    // means over many orders of magnitude want reciprocals on both sides of zero
    const outcome = await new Session({ files: noFiles }).run('d <- sleepstudy\nd$R <- exp(d$Reaction / 20)\nglmer(R ~ Days + (1 | Subject), data = d, family = inverse.gaussian(link = "inverse"))');
    expect(outcome.error).toMatchObject({ code: 'GLMM418', advice: ['The log link has no such limit.'] });
  });
});

describe('a response that the effects reproduce', () => {
  test.each(['Gamma(link = "log")', 'inverse.gaussian(link = "log")', 'gaussian(link = "log")'])('has no residual variation, and is not called separated or unsettled (%s)', async family => {
    const model = await fit(`d <- data.frame(y = rep(c(1, 2, 3, 4, 6), each = 4), g = factor(rep(1:5, each = 4)), x = rep(c(0, 1), 10))\nglmer(y ~ x + (1 | g), data = d, family = ${family})`);
    expect(model.notices.map(notice => notice.code)).toContain('GLMM403');
    expect(model.notices.map(notice => notice.code)).not.toContain('GLMM402');
    expect(model.notices.map(notice => notice.code)).not.toContain('GLMM404');
  });
});
