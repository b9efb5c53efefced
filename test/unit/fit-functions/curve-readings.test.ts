import { describe, expect, test } from 'vitest';
import { fromJsonNumber, type ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

async function fit(call: string): Promise<ModelResult> {
  const outcome = await new Session({ files: noFiles }).run(call);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs[0] as ModelResult;
}

describe('what a fitted curve does between the quartiles', () => {
  test('is the contrast of its polynomial, with the standard error of that', async () => {
    const model = await fit('glmer(use ~ age + I(age^2) + urban + (1 | district), data = Contraception, family = binomial)');
    const [curve] = model.curves!;
    // quantile(Contraception$age, c(0.25, 0.75)) in R
    expect(curve!.quartiles).toEqual([expect.closeTo(-7.5599, 4), expect.closeTo(6.44, 4)]);
    const [q1, q3] = curve!.quartiles;
    const l = [0, q3 - q1, q3 ** 2 - q1 ** 2, 0];
    const beta = model.fixed.map(effect => fromJsonNumber(effect.estimate));
    const variance = l.reduce((sum, a, i) => sum + l.reduce((row, b, j) => row + a * b * fromJsonNumber(model.vcov[i]![j]!), 0), 0);
    expect(curve!.estimate).toBeCloseTo(l.reduce((sum, a, i) => sum + a * beta[i]!, 0), 9);
    expect(curve!.standardError).toBeCloseTo(Math.sqrt(variance), 9);
    expect(curve!.upper).toBeCloseTo(fromJsonNumber(curve!.estimate) + 1.959963984540054 * Math.sqrt(variance), 9);
    expect(curve!.df).toBeNull();
    expect(Math.abs(fromJsonNumber(curve!.averaged))).toBeLessThan(Math.abs(fromJsonNumber(curve!.estimate)));
  });

  test('does not depend on how the polynomial is written', async () => {
    const [orthogonal, raw, powers] = await Promise.all(['poly(age, 2)', 'poly(age, 2, raw = TRUE)', 'age + I(age^2)'].map(right => fit(`glmer(use ~ ${right} + (1 | district), data = Contraception, family = binomial)`)));
    for (const other of [raw, powers]) {
      for (const part of ['estimate', 'standardError', 'averaged'] as const) expect(other!.curves![0]![part]).toBeCloseTo(fromJsonNumber(orthogonal!.curves![0]![part]), 6);
    }
  });

  test('of a spline in a linear mixed model has the interval of its t test', async () => {
    const model = await fit('lmer(Reaction ~ ns(Days, df = 2) + (1 | Subject), data = sleepstudy)');
    const { quartiles, estimate, averaged, df, lower, upper, standardError } = model.curves![0]!;
    expect(quartiles).toEqual([2, 7]);
    expect(averaged).toBe(estimate);
    expect(fromJsonNumber(df)).toBeGreaterThan(100);
    expect((fromJsonNumber(upper) - fromJsonNumber(lower)) / 2 / fromJsonNumber(standardError)).toBeGreaterThan(1.959963984540054);
  });

  test('is not told of what can be read alone', async () => {
    for (const right of ['Days', 'scale(Days)', 'log(Days + 1)']) expect((await fit(`lmer(Reaction ~ ${right} + (1 | Subject), data = sleepstudy)`)).curves).toBeUndefined();
  });
});
