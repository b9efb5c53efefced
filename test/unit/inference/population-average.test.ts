import { describe, expect, test } from 'vitest';
import { fitModel } from '../../fixtures/model/reference-fits.js';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import { statementOf } from '../../fixtures/model/formulas.js';
import { withColumn } from '../../../engine/data/data-frame.js';
import { marginalMean } from '../../../engine/inference/marginal-mean.js';
import { links } from '../../../engine/model/families/links.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { normalQuantile } from '../../../engine/probability/tail-probabilities.js';

describe('the mean over a normal random effect', () => {
  test.each([
    // R 4.2.2: integrate(function(z) inv(eta + sd * z) * dnorm(z), -Inf, Inf, rel.tol = 1e-12), inv being plogis, pnorm, function(x) -expm1(-exp(x)), pcauchy, function(x) x^2;
    // for 1/x over eta + sd * z > 0.01 eta; for 1/sqrt(x) as integrate(function(u) 2 * dnorm((u^2 - eta) / sd) / sd, 0, Inf)
    ['cloglog', -1.4, 0.64, 0.2463010682583],
    ['cloglog', 0.5, 2.5, 0.6453306545079],
    ['cloglog', -6, 1, 0.004064295469399],
    ['cloglog', 2, 5, 0.6906261963281],
    ['cauchit', -1.4, 0.64, 0.2192995439423],
    ['cauchit', 0.5, 2.5, 0.559276944449],
    ['cauchit', -6, 1, 0.05408639379669],
    ['cauchit', 2, 5, 0.6339394955553],
    ['sqrt', 1.4, 0.64, 2.3696],
    ['inverse', 0.4, 0.045, 2.53292563426],
    ['inverse', 2, 0.2, 0.5051580782459],
    ['1/mu^2', 0.155, 0.02, 2.55648295642],
    ['1/mu^2', 2, 0.45, 0.7225139211869],
  ])('under the %s link at η = %d and standard deviation %d is what R’s integrate() finds', (link, eta, sd, expected) => {
    const { mean, predictor } = marginalMean(link, eta, sd);
    expect(Math.abs(mean / expected - 1)).toBeLessThan(2e-11);
    expect(links.get(link)!.inverse(predictor) / expected).toBeCloseTo(1, 11);
  });

  test.each([
    // qlogis(integrate(function(z) plogis(eta + sd * z) * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value) of R 4.2.2
    [-1.4, 0.64, -1.290638419499],
    [0.5, 2.5, 0.262442543767],
    [3, 5, 0.914673262443],
    [-6, 1, -5.506804656745],
    [2, 12, 0.263318891978],
  ])('has at η = %d and standard deviation %d the log odds that R’s integrate() finds', (eta, sd, expected) => {
    expect(marginalMean('logit', eta, sd).predictor).toBeCloseTo(expected, 9);
  });

  test('has under a probit link the closed form that integrate() finds', () => {
    // qnorm(integrate(function(z) pnorm(-1.4 + 0.64 * z) * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value) of R 4.2.2
    expect(marginalMean('probit', -1.4, 0.64).predictor).toBeCloseTo(-1.17917996093, 10);
  });

  test('keeps its digits far out in the tails', () => {
    const at = (link: string, eta: number, sd: number): number => marginalMean(link, eta, sd).predictor;
    expect(at('logit', 30, 2)).toBeCloseTo(-at('logit', -30, 2), 12);
    // far out the logistic and 1 − exp(−eˣ) are exponentials, for which E exp(η + sZ) = exp(η + s²/2)
    expect(at('logit', -40, 1)).toBeCloseTo(-39.5, 9);
    expect(at('cloglog', -40, 1)).toBeCloseTo(-39.5, 9);
    expect(at('logit', -80, 10)).toBeCloseTo(-at('logit', 80, 10), 9);
    expect(at('cauchit', -1e6, 1)).toBeCloseTo(-1e6, 3);
  });

  test('does not change with the scale of a power of the mean', () => {
    // 1/(cη + csZ) is 1/c times 1/(η + sZ)
    expect(marginalMean('inverse', 4e5, 4e4).mean * 1e5).toBeCloseTo(marginalMean('inverse', 4, 0.4).mean, 12);
    expect(marginalMean('1/mu^2', 4e-6, 5e-7).mean * 1e-3).toBeCloseTo(marginalMean('1/mu^2', 4, 0.5).mean, 12);
  });

  test('is not there where the mean would be infinite or negative in more than a few levels', () => {
    for (const link of ['inverse', '1/mu^2']) for (const eta of [0.3, -2]) expect(marginalMean(link, eta, 0.1)).toEqual({ mean: NaN, predictor: NaN });
  });

  test.each([...links.keys()])('under the %s link without random effects is the mean itself', link => {
    expect(marginalMean(link, 0.7, 0)).toEqual({ mean: links.get(link)!.inverse(0.7), predictor: 0.7 });
    expect(marginalMean(link, 0.7, 1e-5).predictor).toBeCloseTo(0.7, 9);
  });
});

describe('the population-averaged coefficient', () => {
  test('is the coefficient itself for an identity link', async () => {
    const { summary } = await fitModel('Reaction ~ Days + (Days | Subject)', referenceFrame('sleepstudy'));
    expect(summary.fixed.map(effect => effect.averaged)).toEqual(summary.fixed.map(effect => effect.estimate));
  });

  test('for a log link differs from it in the intercept alone, by half the variance', async () => {
    const { summary } = await fitModel('TICKS ~ YEAR + (1 | BROOD)', referenceFrame('grouseticks'), 'poisson');
    const [intercept, ...others] = summary.fixed;
    expect(intercept!.averaged).toBeCloseTo((intercept!.estimate as number) + (summary.random[0]!.sd[0] as number) ** 2 / 2, 10);
    for (const effect of others) expect(effect.averaged).toBeCloseTo(effect.estimate as number, 10);
  });

  test('for one factor and a logit link is close to the log odds ratio of the raw proportions, which the model averages to', async () => {
    // spinal: no pain at visit 1 in 79 of 126, at visit 2 in 75 of 126
    const frame = withColumn(referenceFrame('spinal'), 'second', await evaluateIn(referenceFrame('spinal'), statementOf('as.integer(visit == 2)')));
    const { summary } = await fitModel('pain ~ second + (1 | patient)', frame, 'binomial');
    const logOdds = (successes: number): number => Math.log(successes / (126 - successes));
    const raw = logOdds(75) - logOdds(79);
    const sign = Math.sign((summary.fixed[1]!.averaged as number) * raw);
    expect(sign * (summary.fixed[1]!.averaged as number)).toBeCloseTo(raw, 1);
    expect(Math.abs(summary.fixed[1]!.estimate as number)).toBeGreaterThan(1.5 * Math.abs(raw));
  });

  test('counts the variance of a random slope at the level that has it', async () => {
    const { summary, fit } = await fitModel('use ~ urban + (urban | district)', referenceFrame('Contraception'), 'binomial');
    const [[v00, v01, , v11], beta] = [Array.from(fit.random[0]!.covariance), fit.fixedEffects];
    const average = (eta: number, sd: number): number => marginalMean('logit', eta, sd).predictor;
    const rural = average(beta[0]!, Math.sqrt(v00!));
    const urban = average(beta[0]! + beta[1]!, Math.sqrt(v00! + 2 * v01! + v11!));
    expect(summary.fixed[0]!.averaged).toBeCloseTo(rural, 10);
    expect(summary.fixed[1]!.averaged).toBeCloseTo(urban - rural, 10);
  });

  const use = (right: string): ReturnType<typeof fitModel> => fitModel(`use ~ ${right} + (1 | district)`, referenceFrame('Contraception'), 'binomial');
  const averages = async (right: string): Promise<number[]> => (await use(right)).summary.fixed.map(effect => effect.averaged as number);

  test('of an interaction of factors is the contrast of contrasts of the averaged cells', async () => {
    // the same model by its cells: livch 0 … 3+ in rural, then in urban districts
    const cells = await averages('0 + livch:urban');
    const names = (await use('0 + livch:urban')).summary.fixed.map(effect => effect.term);
    const cell = (livch: string, urban: string): number => cells[names.indexOf(`livch${livch}:urban${urban}`)]!;
    const { summary } = await use('livch * urban');
    const average = (term: string): number => summary.fixed.find(effect => effect.term === term)!.averaged as number;
    expect(average('livch1:urbanY')).toBeCloseTo(cell('1', 'Y') - cell('1', 'N') - cell('0', 'Y') + cell('0', 'N'), 6);
    expect(average('livch2')).toBeCloseTo(cell('2', 'N') - cell('0', 'N'), 6);
    expect(average('(Intercept)')).toBeCloseTo(cell('0', 'N'), 6);
  });

  test.each([
    // rows of (1 C)⁻¹: level less the mean of all four; (k·level − levels before it)/(k(k + 1)) of Helmert
    ['contr.sum', 1, [0.75, -0.25, -0.25, -0.25]],
    ['contr.helmert', 2, [-1 / 6, -1 / 6, 1 / 3, 0]],
    ['contr.poly', 1, [-3, -1, 1, 3].map(score => score / Math.sqrt(20))],
  ] as const)('of a contrast by %s weighs the averaged levels as the contrast does', async (rule, column, weights) => {
    const frame = withColumn(referenceFrame('Contraception'), 'children', await evaluateIn(referenceFrame('Contraception'), statementOf(`C(livch, ${rule})`)));
    const { summary } = await fitModel('use ~ children + (1 | district)', frame, 'binomial');
    const levels = await averages('0 + livch');
    expect(summary.fixed[column]!.averaged).toBeCloseTo(levels.reduce((sum, level, l) => sum + weights[l]! * level, 0), 6);
  });

  test('of a slope is one unit about the mean of its variable', async () => {
    const frame = referenceFrame('Contraception');
    const { summary, fit } = await fitModel('use ~ age + (1 | district)', frame, 'binomial');
    const ages = (frame.columns.get('age') as { values: Float64Array }).values;
    const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length;
    const deviation = Math.sqrt(ages.reduce((sum, age) => sum + (age - mean) ** 2, 0) / (ages.length - 1));
    const [intercept, slope] = fit.fixedEffects as unknown as [number, number];
    const at = (age: number): ReturnType<typeof marginalMean> => marginalMean('logit', intercept + slope * age, Math.sqrt(fit.random[0]!.covariance[0]!));
    expect(summary.fixed[1]!.averaged).toBeCloseTo(at(mean + 0.5).predictor - at(mean - 0.5).predictor, 10);
    expect(summary.fixed[1]!.meaning).toMatchObject({ sd: expect.closeTo(deviation, 9) as number });
  });

  test('of an interaction with a number is one unit about its mean in both levels, and of a main effect where that number is zero', async () => {
    const { summary, fit } = await use('age * urban');
    const [b0, b1, b2, b3] = fit.fixedEffects as unknown as [number, number, number, number];
    // mean(Contraception$age) in R
    const mean = 0.002197880041;
    const at = (age: number, urban: number): number => marginalMean('logit', b0 + b1 * age + b2 * urban + b3 * age * urban, Math.sqrt(fit.random[0]!.covariance[0]!)).predictor;
    const effect = (urban: number): number => at(mean + 0.5, urban) - at(mean - 0.5, urban);
    expect(summary.fixed[3]!.averaged).toBeCloseTo(effect(1) - effect(0), 6);
    expect(summary.fixed[2]!.averaged).toBeCloseTo(at(0, 1) - at(0, 0), 10);
    expect(summary.fixed.map(each => each.isConditionalOnOthers)).toEqual([false, true, true, false]);
  });

  test('of a number beside its square is one unit about zero, where alone it holds', async () => {
    const { summary, fit } = await use('age + I(age^2)');
    const [b0, b1] = fit.fixedEffects as unknown as [number, number];
    const at = (age: number): number => marginalMean('logit', b0 + b1 * age, Math.sqrt(fit.random[0]!.covariance[0]!)).predictor;
    expect(summary.fixed[1]!.averaged).toBeCloseTo(at(0.5) - at(-0.5), 10);
  });

  test('is not there for a column of a polynomial under a logit link', async () => {
    const { summary } = await use('poly(age, 2)');
    expect(summary.fixed.map(effect => effect.averaged === null)).toEqual([false, true, true]);
  });

  test('agrees with the mean over simulated districts', async () => {
    const { summary, fit } = await fitModel('use ~ urban + (urban | district)', referenceFrame('Contraception'), 'binomial');
    const [v00, v01, , v11] = Array.from(fit.random[0]!.covariance) as [number, number, number, number];
    const random = new MersenneTwister(1);
    const draws = 200_000;
    let [rural, urban] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const [z0, z1] = [normalQuantile(random.uniform()), normalQuantile(random.uniform())];
      const u0 = Math.sqrt(v00) * z0;
      const u1 = (v01 / Math.sqrt(v00)) * z0 + Math.sqrt(v11 - (v01 * v01) / v00) * z1;
      rural += 1 / (1 + Math.exp(-(fit.fixedEffects[0]! + u0))) / draws;
      urban += 1 / (1 + Math.exp(-(fit.fixedEffects[0]! + fit.fixedEffects[1]! + u0 + u1))) / draws;
    }
    // the standard error of such a mean is about 0.15/√200000 = 0.0003
    const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
    const [atRural, difference] = summary.fixed.map(effect => effect.averaged as number) as [number, number];
    expect(Math.abs(logistic(atRural) - rural)).toBeLessThan(0.0015);
    expect(Math.abs(logistic(atRural + difference) - urban)).toBeLessThan(0.0015);
  });
});
