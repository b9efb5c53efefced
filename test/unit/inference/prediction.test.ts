// Predictions, standard errors and residuals against R (test/fixtures/predictions/record.R) and against a dense inverse.
import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import contraception from '../../fixtures/predictions/pred_contraception.json' with { type: 'json' };
import ticks from '../../fixtures/predictions/pred_grouseticks.json' with { type: 'json' };
import sleepstudy from '../../fixtures/predictions/pred_sleepstudy.json' with { type: 'json' };
import ofR from '../../fixtures/predictions/predictions.json' with { type: 'json' };
import { noFiles } from '../../fixtures/no-files.js';
import { uninterrupted } from '../../../engine/estimation/monitor.js';
import type { MixedModel } from '../../../engine/inference/mixed-model.js';
import { allEffects, designRows } from '../../../engine/inference/prediction.js';
import { predictionVariances } from '../../../engine/inference/prediction-variance.js';
import { quantileResiduals } from '../../../engine/inference/residuals.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { fromJsonNumber } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { fittedModel } from '../../fixtures/fitted-model.js';

const column = (values: readonly unknown[]): string => `c(${values.map(value => JSON.stringify(value)).join(', ')})`;
const frame = (columns: Readonly<Record<string, readonly unknown[]>>): string => `data.frame(${Object.entries(columns).map(([name, values]) => `${name} = ${column(values)}`).join(', ')})`;
const ofRows = (rows: readonly Readonly<Record<string, unknown>>[]): string => frame(Object.fromEntries(Object.keys(rows[0]!).map(name => [name, rows.map(row => row[name])])));

async function sessionAfter(source: string): Promise<Session> {
  const session = new Session({ files: noFiles });
  expect((await session.run(source)).error).toBeUndefined();
  return session;
}

async function numbers(session: Session, expression: string): Promise<number[]> {
  const { outputs, error } = await session.run(expression);
  expect(error).toBeUndefined();
  const [vector] = outputs;
  if (vector?.kind !== 'vector') throw new Error(`${expression} is no vector`);
  return vector.values.map(value => fromJsonNumber(value as number));
}

function expectClose(ours: readonly number[], reference: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(reference.length);
  ours.forEach((value, i) => expect(Math.abs(value - reference[i]!), `element ${i + 1}: ${value} for ${reference[i]}`).toBeLessThan(tolerance * Math.max(1, Math.abs(reference[i]!))));
}

const TOLERANCE = 1e-6;

describe.each([
  { reference: sleepstudy, prepare: '', fit: 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)' },
  { reference: contraception, prepare: 'Contraception$age <- Contraception$age / 10\n', fit: 'glmer(use ~ age + I(age^2) + urban + livch + (urban | district), data = Contraception, family = binomial)' },
  // lme4 stops 2e-5 below the log-likelihood that glmmTMB reaches with these data
  { reference: ticks, prepare: 'grouseticks$sHEIGHT <- as.numeric(scale(grouseticks$HEIGHT))\n', fit: 'glmer(TICKS ~ YEAR + sHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)', tolerance: 2e-5 },
])('predictions of $reference.name', ({ reference, prepare, fit, tolerance = TOLERANCE }) => {
  const source = `${prepare}m <- ${fit}\nnew <- ${ofRows(reference.newdata)}`;

  test('are those of lme4 with and without random effects, on both scales', async () => {
    const session = await sessionAfter(source);
    expectClose(await numbers(session, 'predict(m, new, re.form = NA)'), reference.link_reNA, tolerance);
    expectClose(await numbers(session, 'predict(m, new, re.form = NA, type = "response")'), reference.response_reNA, tolerance);
    expectClose(await numbers(session, 'predict(m, new, allow.new.levels = TRUE)'), reference.link_reNULL_allow_new, tolerance);
    expectClose(await numbers(session, 'predict(m, new, allow.new.levels = TRUE, type = "response")'), reference.response_reNULL_allow_new, tolerance);
  });

  test('have the standard errors of the fixed effects where those alone take part', async () => {
    const session = await sessionAfter(source);
    // lme4's covariance of a glmer fit comes from finite differences of its deviance
    expectClose(await numbers(session, 'predict(m, new, re.form = NA, se.fit = TRUE)$se.fit'), reference.se_fit_link_reNA, fit.startsWith('lmer') ? 1e-6 : 2e-3);
  });

  test('refuse new levels unless they are allowed', async () => {
    const { error } = await (await sessionAfter(source)).run('predict(m, new)');
    expect(error?.code).toBe('GLMM321');
    expect(error?.message).toContain(/detected in newdata: ([^,]+)/.exec(reference.reNULL_disallow_new)![1]);
  });
});

describe('predictions of a linear mixed model', () => {
  const fit = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';
  const source = `${fit}\nnew <- ${frame(ofR.sleep.new)}`;

  test('take the random effects that re.form names', async () => {
    const session = await sessionAfter(source);
    expectClose(await numbers(session, 'predict(m, new)'), ofR.sleep.link, TOLERANCE);
    expectClose(await numbers(session, 'predict(m, new, re.form = ~(1 | Subject))'), ofR.sleep.intercepts, TOLERANCE);
    expectClose(await numbers(session, 'predict(m, new, re.form = ~0)'), ofR.sleep.none, TOLERANCE);
    expectClose(await numbers(session, 'predict(m, new, random.only = TRUE)'), ofR.sleep.randomOnly, TOLERANCE);
  });

  test('have the standard errors of Henderson’s equations', async () => {
    const session = await sessionAfter(source);
    expectClose(await numbers(session, 'predict(m, new, se.fit = TRUE)$se.fit'), ofR.sleep.errors, TOLERANCE);
    expectClose(await numbers(session, 'predict(m, new, re.form = NA, se.fit = TRUE)$se.fit'), ofR.sleep.fixedErrors, TOLERANCE);
  });

  test('of crossed factors have them too', async () => {
    const session = await sessionAfter(`m <- lmer(diameter ~ 1 + (1 | plate) + (1 | sample), data = Penicillin)\nnew <- ${frame(ofR.crossed.new)}`);
    expectClose(await numbers(session, 'predict(m, new)'), ofR.crossed.link, TOLERANCE);
    expectClose(await numbers(session, 'predict(m, new, se.fit = TRUE)$se.fit'), ofR.crossed.errors, TOLERANCE);
  });

  test('take up the offset at the new data, and compute a polynomial from its recurrence there', async () => {
    const session = await sessionAfter(`m <- lmer(Reaction ~ poly(Days, 2) + offset(2 * Days) + (Days || Subject), data = sleepstudy, weights = 1 + Days / 3)\nnew <- ${frame(ofR.sleep.new)}`);
    expectClose(await numbers(session, 'predict(m, new)'), ofR.weighted.link, 2e-6);
    expectClose(await numbers(session, 'predict(m, new, re.form = NA)'), ofR.weighted.none, 2e-6);
  });

  test('without new data are the fitted values', async () => {
    const session = await sessionAfter(source);
    expectClose(await numbers(session, 'predict(m)'), await numbers(session, 'fitted(m)'), 1e-14);
  });

  test('are missing where a variable is, and keep the places of rows that na.exclude left out', async () => {
    const session = await sessionAfter(`${fit}\nd <- sleepstudy\nd$Reaction[2] <- NA\nk <- update(m, data = d, na.action = na.exclude)`);
    expect((await numbers(session, 'predict(m, data.frame(Days = c(1, NA), Subject = c("308", "308")))'))[1]).toBeNaN();
    expect(await numbers(session, 'which(is.na(predict(k)))')).toEqual([2]);
  });

  test('of a level without data have the variance of its grouping factor', async () => {
    const session = await sessionAfter('m <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\nnew <- data.frame(Days = 3, Subject = "999")');
    const [error] = await numbers(session, 'predict(m, new, allow.new.levels = TRUE, se.fit = TRUE)$se.fit');
    const [expected] = await numbers(session, 'sqrt(predict(m, new, re.form = NA, se.fit = TRUE)$se.fit^2 + VarCorr(m)$Subject[1, 1])');
    expect(error).toBeCloseTo(expected!, 10);
  });
});

describe('predictions of a generalized linear mixed model', () => {
  test('of counts with an offset are those of lme4, a new level at zero', async () => {
    const session = await sessionAfter(`m <- glmer(TICKS ~ YEAR + offset(log(HEIGHT)) + (1 | BROOD), data = grouseticks, family = poisson)\nnew <- ${frame(ofR.ticks.new)}`);
    expectClose(await numbers(session, 'predict(m, new, allow.new.levels = TRUE)'), ofR.ticks.link, 2e-5);
    expectClose(await numbers(session, 'predict(m, new, allow.new.levels = TRUE, type = "response")'), ofR.ticks.response, 2e-5);
  });

  test.each([
    ['nested', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "probit"))'],
    ['crossed', 'glmer(TICKS ~ YEAR + (1 | BROOD) + (1 | LOCATION) + (1 | INDEX), data = grouseticks[seq(1, 403, by = 6), ], family = poisson)'],
  ])('have the joint covariance of fixed effects and modes, %s', async (_, source) => {
    const model = await fittedModel(source);
    const ours = await predictionVariances(model, designRows(model, allEffects(model)), uninterrupted);
    denseVariances(model).forEach((variance, i) => expect(ours[i]! / variance).toBeCloseTo(1, 8));
  });
});

/** [x z] C [x z]' with C from dense matrices: Σ⁻¹ + Z'WZ inverted, W by a difference of the family's first derivatives. */
function denseVariances(model: MixedModel): number[] {
  const { design, fit } = model;
  const n = design.rowCount;
  const p = design.fixed.columnCount;
  const x = new Matrix(n, p);
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) x.set(i, j, design.fixed.x[j * n + i]!);
  const q = design.random.reduce((sum, { levels }) => sum + levels.length, 0);
  const z = Matrix.zeros(n, q);
  const prior = new Float64Array(q);
  let at = 0;
  design.random.forEach(({ levels, levelOfRow }, t) => {
    for (let i = 0; i < n; i++) z.set(i, at + levelOfRow[i]!, 1);
    prior.fill(1 / fit.random[t]!.covariance[0]!, at, at + levels.length);
    at += levels.length;
  });
  const weights = workingWeights(model);
  const wz = z.clone();
  for (let i = 0; i < n; i++) wz.mulRow(i, weights[i]!);
  const inner = inverse(Matrix.add(z.transpose().mmul(wz), Matrix.diag([...prior])));
  const response = inner.mmul(wz.transpose().mmul(x)).mul(-1);
  const covariance = Matrix.from1DArray(p, p, fit.fixedEffectsCovariance);
  return Array.from({ length: n }, (_, i) => {
    const row = Matrix.rowVector(z.getRow(i));
    const gradient = Matrix.add(Matrix.rowVector(x.getRow(i)), row.mmul(response));
    return row.mmul(inner).mmul(row.transpose()).get(0, 0) + gradient.mmul(covariance).mmul(gradient.transpose()).get(0, 0);
  });
}

/** μ for counts under the log link; of proportions under the probit −∂²ℓ/∂η² from the log-likelihood itself. */
function workingWeights({ design, fit, family }: MixedModel): number[] {
  if (family.name === 'poisson') return [...fit.fittedValues];
  const logLikelihood = (i: number, eta: number): number => {
    const mu = 0.5 * (1 + erf(eta / Math.SQRT2));
    const y = design.response.values[i]!;
    return design.weights[i]! * (y * Math.log(mu) + (1 - y) * Math.log(1 - mu));
  };
  const h = 1e-3;
  return Array.from(fit.linearPredictor, (eta, i) => {
    const second = (step: number): number => (logLikelihood(i, eta + step) - 2 * logLikelihood(i, eta) + logLikelihood(i, eta - step)) / (step * step);
    return -(4 * second(h) - second(2 * h)) / 3;
  });
}

/** By its power series, for small arguments (Abramowitz & Stegun 1972, 7.1.5). */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 80; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('residuals', () => {
  const fit = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';

  test.each(['response', 'pearson', 'deviance', 'working'] as const)('of type %s are those of lme4', async type => {
    expectClose(await numbers(await sessionAfter(fit), `residuals(m, type = "${type}")`), ofR.cbpp.residuals[type], 1e-5);
  });

  test('of type quantile are those of the stream of R’s runif()', async () => {
    expectClose(await numbers(await sessionAfter(fit), 'set.seed(7)\nresid(m, type = "quantile")'), ofR.cbpp.quantile, 1e-5);
  });

  test('of type quantile are standardised response residuals of a normal response', async () => {
    const model = await fittedModel('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
    const stream = new MersenneTwister(1);
    const before = stream.save();
    quantileResiduals(model, stream).forEach((residual, i) => expect(residual).toBeCloseTo((model.design.response.values[i]! - model.fit.fittedValues[i]!) / model.fit.sigma, 8));
    expect(stream.isAt(before)).toBe(true);
  });
});
