import { describe, expect, test } from 'vitest';
import { fromJsonNumber, type ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

async function fit(call: string): Promise<ModelResult> {
  const outcome = await new Session({ files: noFiles }).run(call);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs[0] as ModelResult;
}

const Z = 1.959963984540054; // qnorm(0.975)
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const near = (values: readonly number[]): unknown[] => values.map(value => expect.closeTo(value, 9) as unknown);

describe('the range across groups', () => {
  test('is that of the estimated normal distribution, through the link, at the reference levels', async () => {
    for (const contrasts of ['', ', contrasts = list(period = contr.sum)']) {
      const model = await fit(`glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial${contrasts})`);
      const [estimate, first] = model.fixed.map(effect => fromJsonNumber(effect.estimate)) as [number, number];
      const sd = fromJsonNumber(model.random[0]!.sd[0]!);
      const at = contrasts === '' ? estimate : estimate + first;
      expect(model.random[0]!.groupRange!.means).toEqual(near([logistic(at - Z * sd), logistic(at + Z * sd)]));
      expect(model.random[0]!.groupRange!.coefficients[0]).toEqual(near([estimate - Z * sd, estimate + Z * sd]));
    }
  });

  test('of a random slope is about the fixed slope, and the means stand at the mean of the variable', async () => {
    const model = await fit('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
    const [intercept, slope] = model.fixed.map(effect => fromJsonNumber(effect.estimate)) as [number, number];
    const [s0, s1] = model.random[0]!.sd.map(fromJsonNumber) as [number, number];
    const covariance = s0 * s1 * fromJsonNumber(model.random[0]!.correlation[0]![1]!);
    const spread = Z * Math.sqrt(s0 ** 2 + 2 * 4.5 * covariance + (4.5 * s1) ** 2);
    const centre = intercept + 4.5 * slope;
    expect(model.random[0]!.groupRange).toEqual({ coverage: 0.95, means: near([centre - spread, centre + spread]), coefficients: [near([intercept - Z * s0, intercept + Z * s0]), near([slope - Z * s1, slope + Z * s1])] });
  });

  test('of two terms of one factor has the means of both together, on the first', async () => {
    const model = await fit('lmer(Reaction ~ Days + (Days || Subject), data = sleepstudy)');
    const [intercept, slope] = model.fixed.map(effect => fromJsonNumber(effect.estimate)) as [number, number];
    const [s0, s1] = model.random.map(term => fromJsonNumber(term.sd[0]!)) as [number, number];
    const spread = Z * Math.sqrt(s0 ** 2 + (4.5 * s1) ** 2);
    expect(model.random.map(term => term.groupRange!.means)).toEqual([near([intercept + 4.5 * slope - spread, intercept + 4.5 * slope + spread]), null]);
  });

  test('turns round under a link that falls, and is not there where a mean would be infinite', async () => {
    const d = 'd <- transform(sleepstudy, R = Reaction / 100)\n';
    const model = await fit(`${d}glmer(R ~ 1 + (1 | Subject), data = d, family = Gamma)`);
    const [eta, sd] = [fromJsonNumber(model.fixed[0]!.estimate), fromJsonNumber(model.random[0]!.sd[0]!)];
    expect(model.random[0]!.groupRange!.means).toEqual(near([1 / (eta + Z * sd), 1 / (eta - Z * sd)]));
    const wide = await fit('glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson("sqrt"))');
    expect(wide.random[0]!.groupRange!.means).toBeNull();
  });
});

describe('the mean that an intercept is', () => {
  test('is that of its linear predictor, with its limits and averaged over the groups', async () => {
    const model = await fit('glmer(use ~ age + (1 | district), data = Contraception, family = binomial)');
    const { estimate, lower, upper, averaged, levelMean } = model.fixed[0]!;
    expect(levelMean).toEqual({ estimate: near([logistic(fromJsonNumber(estimate))])[0], lower: near([logistic(fromJsonNumber(lower))])[0], upper: near([logistic(fromJsonNumber(upper))])[0], averaged: near([logistic(fromJsonNumber(averaged))])[0] });
    expect(model.fixed[1]!.levelMean).toBeUndefined();
  });

  test('has its limits in order under a link that falls', async () => {
    const model = await fit('d <- transform(sleepstudy, R = Reaction / 100)\nglmer(R ~ Days + (1 | Subject), data = d, family = Gamma)');
    const { estimate, lower, upper } = model.fixed[0]!.levelMean!;
    expect([lower, estimate, upper].map(value => fromJsonNumber(value))).toEqual([lower, estimate, upper].map(value => fromJsonNumber(value)).sort((a, b) => a - b));
  });
});
