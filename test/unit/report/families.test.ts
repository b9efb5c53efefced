// What a model of each family and link says of itself, from fits of bundled data.
import { describe, expect, test } from 'vitest';
import { summarizeModel, titleOf } from '../../../engine/report/summary.js';
import { equationText } from '../../../engine/report/equation/equation-text.js';
import { interpretFixedEffect, interpretRandomTerm } from '../../../engine/report/words.js';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

async function fit(call: string): Promise<ModelResult> {
  const outcome = await new Session({ files: noFiles }).run(`d <- sleepstudy\nd$R <- d$Reaction / 100\n${call}`);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs[0] as ModelResult;
}

const sleep = (family: string): Promise<ModelResult> => fit(`glmer(R ~ Days + (1 | Subject), data = d, family = ${family})`);
const fact = (model: ModelResult, name: string): string | undefined => summarizeModel(model).facts.find(each => each.name === name)?.value;

describe('under an inverse link', () => {
  test('a coefficient is read as a difference of reciprocals, and its direction is named', async () => {
    const model = await sleep('Gamma');
    const { reading, remarks } = interpretFixedEffect(model, 1);
    // R, glmmTMB: −0.0116012655511096, SE 0.000807768653287022
    expect(reading.map(piece => piece.text).join('')).toMatch(/^For a given Subject, the reciprocal of the mean of R is 0\.01160 lower for each unit more of Days \(difference −0\.01160, 95 % CI −0\.01318 to −0\.01002, Wald\)\.$/);
    expect(remarks).toContain('A lower reciprocal is a higher mean; by how much depends on the other terms.');
    expect(remarks.join(' ')).not.toContain('times');
    // 1/0.395985899556186
    expect(interpretFixedEffect(model, 0).remarks).toContain('That is a mean of 2.53.');
    expect(equationText(model)).toBe('R_i | u ~ Gamma(μ_i, σ = 0.0933);  1/μ_i = β₀ + β₁ Days_i + u_Subject[i];  u_Subject ~ N(0, 0.0451²)');
    expect(model.rSquared).toBeNull();
    expect(model.random[0]!.medianRatio).toBeNull();
  });

  test('the square of the mean comes back as a mean', async () => {
    const model = await sleep('inverse.gaussian');
    // 1/√0.15512616835, from the likelihood written out in R
    expect(interpretFixedEffect(model, 0).text).toContain('the reciprocal of the square of the mean of R');
    expect(interpretFixedEffect(model, 0).remarks).toContain('That is a mean of 2.54.');
    expect(equationText(model)).toContain('1/μ_i² = ');
  });
});

describe('under a log link', () => {
  test('a gamma model has ratios of means, its coefficient of variation, and Nakagawa’s R²', async () => {
    const model = await sleep('Gamma(link = "log")');
    // R, glmmTMB: exp(0.0338450611537555)
    expect(interpretFixedEffect(model, 1).text).toContain('1.0344 times');
    expect(summarizeModel(model).ratioName).toBe('ratio of means');
    expect(fact(model, 'coefficient of variation σ')).toMatch(/^0\.0966 \(95 % CI 0\.0867 – 0\.108\)$/);
    // R: s2 <- 0.124586828851739^2; f <- var(0.0338450611537555 * sleepstudy$Days); e <- trigamma(1/0.0966416737090369^2); c(f, f + s2)/(f + s2 + e)
    expect(model.rSquared!.marginal).toBeCloseTo(0.276185355294698, 7);
    expect(model.rSquared!.conditional).toBeCloseTo(0.727293720847798, 7);
    expect(summarizeModel(model).random.map(row => row.group)).toEqual(['Subject']);
  });

  test('a gaussian model has no residual row, since its residuals are not on the scale of the effects', async () => {
    const model = await sleep('gaussian(link = "log")');
    expect(summarizeModel(model).statisticName).toBe('z');
    expect(fact(model, 'residual standard deviation σ')).toMatch(/^0\.293 /);
    expect(summarizeModel(model).random.map(row => row.group)).toEqual(['Subject']);
    expect(interpretRandomTerm(model, 0).text).toContain('the logarithm of the mean of R varies with a standard deviation of 0.129');
  });

  test('a negative binomial model has rate ratios, and the variance of its counts in R² and intraclass correlation', async () => {
    const model = await fit('glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks)');
    expect(titleOf(model)).toBe('Negative binomial mixed model');
    expect(summarizeModel(model).ratioName).toBe('rate ratio');
    expect(interpretFixedEffect(model, 1).text).toContain('the expected number of TICKS');
    // with λ = exp(β₀) of the model without YEAR: log(1 + 1/λ + 1/θ) (Nakagawa, Johnson & Schielzeth 2017, table 2)
    const empty = await fit('glmer.nb(TICKS ~ 1 + (1 | BROOD), data = grouseticks)');
    const distribution = Math.log(1 + Math.exp(-(empty.fixed[0]!.estimate as number)) + 1 / (model.familyParameter!.estimate as number));
    const between = (model.random[0]!.sd[0] as number) ** 2;
    expect(model.random[0]!.icc).toBeCloseTo(between / (between + distribution), 8);
  });
});

describe('glmer with the gaussian family and the identity link', () => {
  test('is lmer, and says so', async () => {
    const [generalized, linear] = await Promise.all([sleep('gaussian'), fit('lmer(R ~ Days + (1 | Subject), data = d)')]);
    expect(generalized.notices).toMatchObject([{ code: 'GLMM408', severity: 'information' }]);
    expect(generalized.logLik).toBe(linear.logLik);
    expect(linear.notices).toEqual([]);
  });
});
