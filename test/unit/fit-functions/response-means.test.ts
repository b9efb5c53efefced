// Means of the response that a summary tells: plogis or exp of x'β̂ by hand in R 4.2.2 with lme4 1.1.31, intervals from x'Vx
// (vcov(m, use.hessian = TRUE), tolPwrss = 1e-12), averages by integrate() over the distribution of the random effect.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const files = { ...noFiles, readDataset: (name: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../engine/data/datasets', name)))) };

async function models(source: string): Promise<ModelResult[]> {
  const { outputs, error } = await new Session({ files }).run(source);
  expect(error).toBeUndefined();
  return outputs.filter(output => output.kind === 'model');
}

const fitted = async (source: string): Promise<ModelResult> => (await models(source))[0]!;

const meansOf = (model: ModelResult): (readonly unknown[] | null)[] => model.fixed.map(({ responseMean: mean }) => (mean ? [mean.estimate, mean.lower, mean.upper] : null));

function expectMeans(model: ModelResult, expected: readonly (readonly number[] | null)[], tolerance: number): void {
  const found = meansOf(model);
  expected.forEach((limits, j) => {
    if (limits === null) expect(found[j]).toBeNull();
    else limits.forEach((value, i) => expect(Math.abs(Number(found[j]![i]) / value - 1), `row ${j + 1}`).toBeLessThan(tolerance));
  });
}

describe('means of the response beside the coefficients', () => {
  test('are the probabilities at the reference and at each level, for a typical herd', async () => {
    const model = await fitted('glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)');
    expect(model.referencePoint).toEqual([{ variable: 'period', value: '1' }]);
    expectMeans(model, [[0.198049136, 0.135384197, 0.28031579], [0.083871952, 0.047476837, 0.14395068], [0.073972931, 0.040135492, 0.13240296], [0.048390742, 0.021420153, 0.10565412]], 1e-3);
  });

  test('hold numbers at their mean, and let a square move along with its variable', async () => {
    const model = await fitted('glmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = Contraception, family = binomial)');
    expect(model.referencePoint).toMatchObject([{ variable: 'age', value: expect.closeTo(0.00219788, 6) as unknown }, { variable: 'urban', value: 'N' }, { variable: 'livch', value: '0' }]);
    const [reference, age, square, urban] = model.fixed.map(effect => effect.responseMean);
    expect(reference!.estimate).toBeCloseTo(0.26210403, 3);
    expect(age!.estimate).toBeCloseTo(0.26190121, 3);
    expect(age!.upper).toBeCloseTo(0.33595700, 3);
    expect(square).toBeNull();
    expect(urban!.estimate).toBeCloseTo(0.41634578, 3);
    expect(reference!.averaged).toBeCloseTo(0.2717803173, 3);
    expect(urban!.averaged).toBeCloseTo(0.4205035272, 3);
  });

  test('are expected counts under a log link', async () => {
    const model = await fitted('glmer(TICKS ~ YEAR + HEIGHT + (1 | BROOD), data = grouseticks, family = poisson)');
    expectMeans(model, [[1.66392942, 1.15421878, 2.39873165], [5.18142962, 3.80584171, 7.05421164], [0.61143598, 0.41116878, 0.90924696], [1.62468833, 1.12674714, 2.34268372]], 1e-3);
  });

  test('take one unit of a function of a covariate, where nothing else moves with it', async () => {
    const means = async (formula: string): Promise<unknown> => meansOf(await fitted(`glmer(use ~ ${formula} + (1 | district), data = Contraception, family = binomial)`)).map(mean => mean !== null);
    expect(await means('scale(age) * urban')).toEqual([true, false, true, false]);
    expect(await means('scale(age) + urban')).toEqual([true, true, true]);
    expect(await means('poly(age, 2) + urban')).toEqual([true, false, false, true]);
    expect(await means('0 + livch')).toEqual([true, true, true, true]);
  });

  test('stand at a level that an interaction changes: the mean there, not the coefficient alone', async () => {
    const model = await fitted('glmer(use ~ urban * livch + (1 | district), data = Contraception, family = binomial)');
    const [intercept, urban] = model.fixed.map(effect => Number(effect.estimate));
    expect(model.fixed[1]!.responseMean!.estimate).toBeCloseTo(1 / (1 + Math.exp(-intercept! - urban!)), 12);
    expect(model.fixed.at(-1)!.responseMean).toBeNull();
  });

  test('are not there for a linear mixed model, whose coefficients are on the scale of the response', async () => {
    const model = await fitted('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
    expect(model.fixed.every(effect => effect.responseMean === undefined)).toBe(true);
    // the reference point is there all the same: the range across groups stands at it
    expect(model.referencePoint).toEqual([{ variable: 'Days', value: 4.5 }]);
  });
});

describe('a fit', () => {
  test('has the same name in all its results and when it is made again, and another when anything differs', async () => {
    const call = 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';
    const [first, again, other] = await models(`${call}\n${call}\nlmer(Reaction ~ Days + (Days | Subject), data = sleepstudy, REML = FALSE)`);
    expect(first!.fitId).toMatch(/^fit-[0-9a-f]{16}$/);
    expect(again!.fitId).toBe(first!.fitId);
    expect(other!.fitId).not.toBe(first!.fitId);
    const { outputs } = await new Session({ files }).run(`ranef(${call})`);
    expect(outputs[0]).toMatchObject({ kind: 'randomEffects', fitId: first!.fitId });
  });

  test('knows the quartiles of its scaled residuals as lme4’s summary prints them', async () => {
    const [linear, logistic] = await models('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nglmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)');
    // summary(m) in lme4 1.1.31
    const digits = (model: ModelResult): number[] => model.scaledResiduals!.map(value => Math.round(Number(value) * 1e3) / 1e3);
    expect(digits(linear!)).toEqual([-3.954, -0.463, 0.023, 0.463, 5.179]);
    expect(digits(logistic!).map((value, i) => Math.abs(value - [-2.382, -0.789, -0.203, 0.514, 2.879][i]!) < 2e-3)).toEqual([true, true, true, true, true]);
  });
});
