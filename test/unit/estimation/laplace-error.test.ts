import { describe, expect, test } from 'vitest';
import { conditionalCorrection } from '../../../engine/estimation/conditional-correction.js';
import { fitMixedModel } from '../../../engine/estimation/fit-mixed-model.js';
import { sampleDifference } from '../../../engine/estimation/importance-sampling.js';
import { LaplaceModel, type LaplaceData } from '../../../engine/estimation/laplace-model.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import { OneFactorQuadrature } from '../../../engine/estimation/one-factor-quadrature.js';
import { families } from '../../../engine/model/families/families.js';
import { links } from '../../../engine/model/families/links.js';
import type { ModelResult, VectorResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { coarse, expectExactGradient, fine, generalizedModel, intercept, rowCount, wave, withSlope } from '../../fixtures/estimation/generalized-model.js';
import { designOf } from '../../fixtures/estimation/mixed-model-design.js';
import { noFiles } from '../../fixtures/no-files.js';

const likelihoods = [['binomial', 'logit'], ['binomial', 'cloglog'], ['poisson', 'log'], ['Gamma', 'log'], ['negative.binomial', 'log']] as const;
const two = (offset: number): number[] => Array.from({ length: rowCount }, (_, i) => (wave(7 * i + offset) > 0 ? 1 : 0));

async function standing(data: LaplaceData, x: Float64Array): Promise<{ laplace: LaplaceModel; value: number }> {
  const laplace = new LaplaceModel(data, uninterrupted);
  return { laplace, value: await laplace.evaluate(x, new Float64Array(x.length)) };
}

describe('the correction of the Laplace approximation, a factor at a time', () => {
  test.each(likelihoods)('is the whole of it, with its gradient, where there is one factor (%s, %s)', async (name, link) => {
    const { data, x } = generalizedModel([intercept('a', 4, coarse)], name, link);
    const expected = new Float64Array(x.length);
    const gradient = new Float64Array(x.length);
    const { laplace } = await standing(data, x);
    const value = await laplace.evaluate(x, gradient);
    const exact = await new OneFactorQuadrature(data, laplace, 5, uninterrupted).evaluate(x, expected);
    const correction = conditionalCorrection(data, laplace, x);
    expect(correction.difference).toBeCloseTo(value - exact, 9);
    correction.gradient.forEach((there, i) => expect(there).toBeCloseTo(gradient[i]! - expected[i]!, 8));
  });

  test.each(likelihoods)('has the gradient of its numerical derivative where there are more (%s, %s)', async (name, link) => {
    for (const terms of [[intercept('fine', 16, fine), withSlope('coarse', 4, coarse)], [intercept('a', 4, coarse), intercept('b', 2, two(3))]]) {
      const { data, x } = generalizedModel(terms, name, link);
      const laplace = new LaplaceModel(data, uninterrupted);
      await expectExactGradient(async (at, gradient) => {
        await laplace.evaluate(at, new Float64Array(at.length));
        const correction = conditionalCorrection(data, laplace, at);
        gradient.set(correction.gradient);
        return correction.difference;
      }, x);
    }
  });
});

describe('importance sampling from the Laplace approximation', () => {
  test.each(likelihoods)('agrees with quadrature within its standard error, and so does its gradient (%s, %s)', async (name, link) => {
    const { data, x } = generalizedModel([withSlope('a', 4, coarse)], name, link);
    const { laplace, value } = await standing(data, x);
    const expected = new Float64Array(x.length);
    const exact = value - (await new OneFactorQuadrature(data, laplace, 25, uninterrupted).evaluate(x, expected));
    const { difference, standardError, gradients: [even, odd], effectiveSampleSize } = await sampleDifference(data, laplace, x, 4000, 1, uninterrupted);
    expect(standardError).toBeLessThan(0.02);
    expect(Math.abs(difference - exact)).toBeLessThan(4 * standardError);
    expect(effectiveSampleSize).toBeGreaterThan(1000);
    // the halves are independent: their spread is the yardstick of their mean
    expected.forEach((slope, i) => expect(Math.abs((even[i]! + odd[i]!) / 2 + slope)).toBeLessThan(0.02 * Math.max(1, Math.abs(slope)) + 2 * Math.abs(even[i]! - odd[i]!)));
  });

  test('agrees with the integral over a grid where factors are crossed', async () => {
    const { data, x } = generalizedModel([intercept('a', 2, two(0)), intercept('b', 2, two(3))], 'binomial', 'logit');
    const { laplace, value } = await standing(data, x);
    const { difference, standardError } = await sampleDifference(data, laplace, x, 4000, 1, uninterrupted);
    expect(standardError).toBeLessThan(0.01);
    expect(Math.abs(difference - (value - minusLogIntegral(data, x)))).toBeLessThan(4 * standardError);
  });

  test('gives the same numbers for the same seed, and others for another', async () => {
    const { data, x } = generalizedModel([intercept('a', 2, two(0)), intercept('b', 2, two(3))], 'poisson', 'log');
    const { laplace } = await standing(data, x);
    const at = async (seed: number): Promise<number> => (await sampleDifference(data, laplace, x, 50, seed, uninterrupted)).difference;
    expect(await at(1)).toBe(await at(1));
    expect(await at(2)).not.toBe(await at(1));
  });
});

/** −log ∫ of a model with two scalar factors of two levels each, by the trapezoid rule, which is exact to rounding for such integrands. */
function minusLogIntegral({ effects, q, offset, response, weights, family, link }: LaplaceData, x: Float64Array): number {
  const n = response.length;
  const room = { first: new Float64Array(n), second: new Float64Array(n), third: new Float64Array(n) };
  const fixed = offset.map((value, i) => value + x[0]! * q[i]! + x[1]! * q[n + i]!);
  const width = 0.6;
  const grid = Array.from({ length: 19 }, (_, i) => (i - 9) * width);
  const exponents: number[] = [];
  const [a, b] = effects.structure.factors;
  for (const u of grid) for (const v of grid) for (const s of grid) for (const t of grid) {
    const eta = fixed.map((value, i) => value + x[2]! * effects.z[0]![i]! * (a!.levelOfRow[i] === 0 ? u : v) + x[3]! * effects.z[1]![i]! * (b!.levelOfRow[i] === 0 ? s : t));
    exponents.push(-family.evaluate(response, eta, weights, link, room, 0) - (u * u + v * v + s * s + t * t) / 2);
  }
  const largest = exponents.reduce((most, value) => Math.max(most, value), -Infinity);
  const sum = exponents.reduce((total, value) => total + Math.exp(value - largest), 0);
  return -(largest + Math.log(sum) + 4 * Math.log(width) - 2 * Math.log(2 * Math.PI));
}

describe('the error of a Poisson model with one random intercept', () => {
  test('is the same from the sums of its levels as from its rows', async () => {
    const count = 180;
    const levelOfRow = Array.from({ length: count }, (_, i) => Math.floor(i / 3));
    const rare = (i: number): number => Math.max(0, Math.floor(-4 + 3.2 * Math.abs(wave(levelOfRow[i]! + 2)) * (1 + 0.4 * wave(5 * i))));
    const response = Array.from({ length: count }, (_, i) => (levelOfRow[i]! % 9 === 0 ? 4 + (i % 3) : rare(i)));
    const design = designOf({
      response, names: ['(Intercept)', 'x'], columns: [null, response.map((_, i) => wave(3 * i))], offset: response.map((_, i) => 0.2 * wave(i)), weights: response.map((_, i) => 1 + (i % 2)),
      terms: [intercept('g', 60, levelOfRow)],
    });
    const specification = { family: families.get('poisson')!, link: links.get('log')!, method: 'Laplace' as const };
    const { laplaceError: fromSums } = await fitMixedModel(design, specification, uninterrupted);
    const { laplaceError: fromRows } = await fitMixedModel(design, { ...specification, laplaceCheck: { pairs: 2 } }, uninterrupted);
    expect(fromSums?.matters).toBe(true);
    expect(fromSums!.difference).toBeCloseTo(fromRows!.difference, 6);
    expect(fromSums!.largestStep).toBeCloseTo(fromRows!.largestStep, 4);
    fromRows!.coefficientSteps.forEach((step, j) => expect(fromSums!.coefficientSteps[j]).toBeCloseTo(step, 4));
    expect(fromSums!.termSteps[0]).toBeCloseTo(fromRows!.termSteps[0]!, 4);
  });
});

describe('the notice about the Laplace approximation', () => {
  const fit = async (source: string): Promise<ModelResult> => {
    const outcome = await new Session({ files: noFiles }).run(source);
    expect(outcome.error).toBeUndefined();
    return outcome.outputs.findLast(output => output.kind === 'model') as ModelResult;
  };

  test.each([
    ['cbpp', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)'],
    ['Contraception', 'glmer(use ~ age + I(age^2) + urban + livch + (urban | district), data = Contraception, family = binomial)'],
    ['grouseticks', 'glmer(TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)'],
    ['VerbAgg', 'glmer(r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item), data = VerbAgg, family = binomial)'],
  ])('does not come with %s, whose estimates it hardly moves', async (_name, source) => {
    expect((await fit(source)).notices.map(({ code }) => code)).not.toContain('GLMM406');
  });

  test('comes with the toenail data, where quadrature moves the estimates, and names the mend', async () => {
    const model = await fit('t <- toenail\nt$y <- as.integer(t$outcome != "none or mild")\nglmer(y ~ treatment * visit + (1 | patientID), data = t, family = binomial)');
    const notice = model.notices.find(({ code }) => code === 'GLMM406');
    // −0.933 at the same estimates by the trapezoid rule on 1201 points in R 4.2.2, to which 25 points of a quadrature come near
    expect(Math.abs((notice?.evidence.difference as number) + 0.933)).toBeLessThan(0.06);
    expect(notice?.evidence.measuredBy).toBe('quadrature');
    expect(notice?.evidence.largestStep).toBeGreaterThan(1);
    expect(notice?.mend).toMatchObject({ argument: 'nAGQ', value: '25' });
  });

  test('rests on the quick correction where quadrature of all rows would take longer than the fit, and says that it is rough', async () => {
    const session = new Session({ files: noFiles });
    const { outputs } = await session.run(`set.seed(1)
g <- rep(1:17600, each = 7)
d <- data.frame(g = factor(g), x = rnorm(123200))
d$y <- rbinom(123200, 1, plogis(-1 + 0.5 * d$x + rnorm(17600, sd = 2.5)[g]))
m <- glmer(y ~ x + (1 | g), data = d, family = binomial)
m
laplace_error(m)$difference`);
    const notice = (outputs.find(({ kind }) => kind === 'model') as ModelResult).notices.find(({ code }) => code === 'GLMM406');
    expect(notice?.evidence.measuredBy).toBe('correction');
    expect(notice?.message).toContain('roughly');
    const measured = outputs.findLast(({ kind }) => kind === 'vector') as VectorResult;
    // 25 points of a quadrature over all levels, on demand
    expect((notice?.evidence.difference as number) / (measured.values[0] as number)).toBeGreaterThan(0.8);
    expect((notice?.evidence.difference as number) / (measured.values[0] as number)).toBeLessThan(1.2);
  });

  test('measures the error on demand', async () => {
    const session = new Session({ files: noFiles });
    const { outputs } = await session.run('m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nlaplace_error(m)$difference');
    // integrate() at the same estimates in R 4.2.2, herd by herd, less the Laplace approximation
    expect(outputs.at(-1)).toMatchObject({ kind: 'vector', values: [expect.closeTo(0.042483421, 7)] });
  });
});
