import { describe, expect, test } from 'vitest';
import { fitModel } from '../../fixtures/model/reference-fits.js';
import { evaluateIn, referenceFrame } from '../../fixtures/model/reference-frames.js';
import { statementOf } from '../../fixtures/model/formulas.js';
import { withColumn } from '../../../engine/data/data-frame.js';
import { marginalPredictor } from '../../../engine/inference/population-average.js';

describe('the expected probability over a normal random effect', () => {
  test.each([
    // qlogis(integrate(function(z) plogis(eta + sd * z) * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value) of R 4.2.2
    [-1.4, 0.64, -1.290638419499],
    [0.5, 2.5, 0.262442543767],
    [3, 5, 0.914673262443],
    [-6, 1, -5.506804656745],
    [2, 12, 0.263318891978],
  ])('has at η = %d and standard deviation %d the log odds that R’s integrate() finds', (eta, sd, expected) => {
    expect(marginalPredictor('logit')!(eta, sd)).toBeCloseTo(expected, 9);
  });

  test('has under a probit link the closed form that integrate() finds', () => {
    // qnorm(integrate(function(z) pnorm(-1.4 + 0.64 * z) * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value) of R 4.2.2
    expect(marginalPredictor('probit')!(-1.4, 0.64)).toBeCloseTo(-1.17917996093, 10);
  });

  test('is symmetric and keeps its digits far out in the tails', () => {
    const average = marginalPredictor('logit')!;
    expect(average(30, 2)).toBeCloseTo(-average(-30, 2), 12);
    // far out the logistic is an exponential, for which E exp(η + sZ) = exp(η + s²/2)
    expect(average(-40, 1)).toBeCloseTo(-39.5, 9);
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
    const average = marginalPredictor('logit')!;
    const rural = average(beta[0]!, Math.sqrt(v00!));
    const urban = average(beta[0]! + beta[1]!, Math.sqrt(v00! + 2 * v01! + v11!));
    expect(summary.fixed[0]!.averaged).toBeCloseTo(rural, 10);
    expect(summary.fixed[1]!.averaged).toBeCloseTo(urban - rural, 10);
  });

  test('has no reading for an interaction under a logit link', async () => {
    const { summary } = await fitModel('use ~ age * urban + (1 | district)', referenceFrame('Contraception'), 'binomial');
    expect(summary.fixed[3]!.averaged).toBeNull();
    expect(summary.fixed.map(effect => effect.isConditionalOnOthers)).toEqual([false, true, true, false]);
  });
});
