// The formula language in calls of lmer, against lme4 (test/fixtures/model/model-language.R), and what is said of formulas that mean nothing.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import ofR from '../../fixtures/model/model-language.json' with { type: 'json' };
import type { FileAccess } from '../../../engine/language/registry.js';
import { fromJsonNumber, type CellOutcome, type ModelResult, type VectorResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';

const files: FileAccess = {
  read: () => Promise.reject(new Error('no files here')),
  readDataset: name => Promise.resolve(new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../engine/data/datasets', name)))),
};

const session = new Session({ files });
beforeAll(async () => void (await session.run(`${ofR.prepare}; s$one <- factor("a"); s$row <- factor(1:180); s$text <- as.character(s$week)`)));

const run = (source: string): Promise<CellOutcome> => session.run(source);

async function modelOf(source: string): Promise<ModelResult> {
  const { outputs, error } = await run(source);
  expect(error).toBeUndefined();
  return outputs.at(-1) as ModelResult;
}

describe('a model written in the formula language', () => {
  test.each(ofR.fits.map(fit => [fit.call, fit] as const))('%s is fitted as lme4 fits it', async (call, reference) => {
    const model = await modelOf(call);
    expect(model.nobs).toBe(reference.n);
    expect(model.fixed.map(effect => effect.term)).toEqual(reference.names);
    expect(fromJsonNumber(model.logLik)).toBeGreaterThan(reference.logLik - 1e-6);
    expect(fromJsonNumber(model.logLik)).toBeCloseTo(reference.logLik, 4);
    model.fixed.forEach((effect, j) => {
      const error = reference.errors[j]!;
      expect(Math.abs(fromJsonNumber(effect.estimate) - reference.estimates[j]!), effect.term).toBeLessThan(1e-4 * error);
      expect(fromJsonNumber(effect.standardError) / error, effect.term).toBeCloseTo(1, 4);
    });
    const sd = [...model.random.flatMap(term => term.sd), model.sigma].map(fromJsonNumber);
    expect(sd).toHaveLength(reference.sd.length);
    sd.forEach((value, i) => expect(Math.abs(value / reference.sd[i]! - 1)).toBeLessThan(1e-4));
  });
});

describe('options(contrasts)', () => {
  test('codes factors in later calls, and is given back', async () => {
    const own = new Session({ files });
    await own.run('before <- options(contrasts = c("contr.sum", "contr.helmert"))');
    const { outputs } = await own.run('glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)');
    expect((outputs[0] as ModelResult).fixed.map(effect => effect.meaning)).toEqual([
      { kind: 'intercept', references: [], means: [{ variable: 'period', baseline: 'mean' }] },
      ...['1', '2', '3'].map(level => ({ kind: 'deviation', variable: 'period', level })),
    ]);
    await own.run('options(contrasts = before$contrasts)');
    const later = await own.run('names(fixef(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)))');
    expect((later.outputs[0] as VectorResult).values).toEqual(['(Intercept)', 'period2', 'period3', 'period4']);
  });
});

describe('na.action = na.exclude', () => {
  test('keeps the places of incomplete rows in fitted values and residuals', async () => {
    await run('m <- lmer(Reaction ~ gap + (1 | Subject), data = s, na.action = na.exclude, subset = Days > 1)');
    const missing = await run('c(length(fitted(m)), nobs(m), sum(is.na(fitted(m))), sum(is.na(residuals(m))))');
    // of 8 days in each of 18 subjects one is missing
    expect((missing.outputs[0] as VectorResult).values).toEqual([144, 126, 18, 18]);
    const where = await run('c(which(is.na(fitted(m)))[1:3], sum(abs(fitted(m) + residuals(m) - s$Reaction[s$Days > 1]), na.rm = TRUE) < 1e-9)');
    expect((where.outputs[0] as VectorResult).values).toEqual([2, 10, 18, 1]);
  });
});

describe('a notice', () => {
  const codesOf = async (call: string): Promise<string[]> => (await modelOf(call)).notices.map(notice => notice.code);

  test('tells that contrasts went with levels that do not occur', async () => {
    const { notices, fixed } = await modelOf('lmer(Reaction ~ wave + (1 | Subject), data = s, subset = Days < 6)');
    expect(fixed.map(effect => effect.term)).toEqual(['(Intercept)', 'wavemiddle']);
    expect(notices.find(notice => notice.code === 'GLMM307')?.message).toBe('Some levels of wave do not occur in the rows used, and its contrasts went with them: the default ones were used.');
  });

  test('tells of contrasts for a name that the model does not have', async () => {
    expect(await codesOf('lmer(Reaction ~ Days + (1 | Subject), data = s, contrasts = list(weak = "contr.sum"))')).toContain('GLMM322');
  });

  test('tells that a double bar leaves the columns of a factor correlated, and says nothing of numbers', async () => {
    expect(await codesOf('lmer(Reaction ~ Days + (0 + half || Subject), data = s)')).toContain('GLMM323');
    expect(await codesOf('lmer(Reaction ~ Days + (Days || Subject), data = s)')).not.toContain('GLMM323');
  });

  test('names the columns that others determine', async () => {
    const { notices, fixed } = await modelOf('lmer(Reaction ~ Days + I(2 * Days) + week + half:week + (1 | Subject), data = s)');
    expect(fixed.map(effect => effect.term)).toEqual(['(Intercept)', 'Days', 'weekmiddle', 'weeklate', 'weekmiddle:halfTRUE']);
    expect(notices.find(notice => notice.code === 'GLMM302')?.evidence).toEqual({ dropped: ['I(2 * Days)', 'weekearly:halfTRUE', 'weeklate:halfTRUE'], fixedTerm: 'I(2 * Days)' });
  });
});

/** What R 4.2.2 with lme4 1.1-31 leaves of columns that nearly depend on each other. */
const keptByR: readonly (readonly [fixed: string, terms: readonly string[]])[] = [
  ['year + I(year^2)', ['(Intercept)', 'year', 'I(year^2)']],
  ['I(year^3) + I(year^2) + year', ['(Intercept)', 'I(year^3)', 'I(year^2)']],
  ['poly(year, 4, raw = TRUE)', ['(Intercept)', 'poly(year, 4, raw = TRUE)1', 'poly(year, 4, raw = TRUE)2', 'poly(year, 4, raw = TRUE)4']],
  ['poly(year, 4)', ['(Intercept)', 'poly(year, 4)1', 'poly(year, 4)2', 'poly(year, 4)3', 'poly(year, 4)4']],
  ['x + I(x + 1e-8 * z)', ['(Intercept)', 'x']],
  ['x + I(x + 3e-7 * z)', ['(Intercept)', 'x', 'I(x + 3e-07 * z)']],
  ['x + I(1e-9 * z)', ['(Intercept)', 'x', 'I(1e-09 * z)']],
  ['I(0 * x) + z', ['(Intercept)', 'z']],
  ['0 + x + I(x + 1) + I(x + 2)', ['x', 'I(x + 1)']],
];

describe('of columns that nearly depend on each other', () => {
  test.each(keptByR)('%s keeps those that R keeps', async (fixed, terms) => {
    await run('k <- data.frame(year = rep(1990:2019, 6), g = factor(rep(1:6, each = 30))); k$y <- sin(1:180) + k$year / 100; k$x <- cos(1:180); k$z <- sin(1:180)');
    const { outputs } = await run(`names(fixef(lmer(y ~ ${fixed} + (1 | g), data = k)))`);
    expect((outputs[0] as VectorResult).values).toEqual(terms);
  });
});

describe('model.matrix', () => {
  test('gives the columns of a model at other data, with its knots and levels', async () => {
    await run('m <- lmer(Reaction ~ ns(Days, 3) + week + (1 | Subject), data = s)');
    const same = await run('max(abs(model.matrix(m, data = s[c(4, 100), ]) - model.matrix(m)[c(4, 100), ]))');
    expect((same.outputs[0] as VectorResult).values).toEqual([0]);
    const { error } = await run('model.matrix(m, data = data.frame(Days = 1, week = "never"))');
    expect(error?.message).toBe('`week` has the level "never", which the data of the model do not have.');
  });
});

/** A call, what is marked in it, and what is said of it. */
const mistakes: readonly (readonly [call: string, marked: string, message: string])[] = [
  ['lmer(Reaction ~ Dayz + (1 | Subject), data = s)', 'Dayz', 'There is no column or variable `Dayz`. Did you mean `Days`?'],
  ['lmer(Reaction ~ Days + (1 | Subjekt), data = s)', 'Subjekt', 'There is no column or variable `Subjekt`. Did you mean `Subject`?'],
  ['lmer(Reaction ~ one + (1 | Subject), data = s)', 'one', '`one` has only one level in the rows used: a.'],
  ['lmer(Reaction ~ Days + (1 | one), data = s)', '1 | one', 'The grouping factor `one` has only one level'],
  ['lmer(Reaction ~ Days + (1 | row), data = s)', '1 | row', 'The grouping factor `row` has 180 levels in 180 rows'],
  ['lmer(Reaction ~ Days + 1 | Subject, data = s)', 'Days + 1 | Subject', 'A random-effects term stands in brackets of its own.'],
  ['lmer(Reaction ~ Days + log(Days | Subject), data = s)', 'Days | Subject', 'The bar in log(Days | Subject) stands inside a call of log'],
  ['lmer(Reaction ~ Days (1 | Subject), data = s)', '1 | Subject', 'The bar in Days(1 | Subject) stands inside a call of Days'],
  ['lmer(Reaction ~ Days, data = s)', 'Reaction ~ Days', 'The formula has no random-effects term.'],
  ['lmer(Reaction ~ Days * Reaction + (1 | Subject), data = s)', 'Reaction + (', '`Reaction` is the response, and stands on the right of ~ as well.'],
  ['lmer(~ Days + (1 | Subject), data = s)', '~ Days', 'The formula of a model has its response on the left of ~.'],
  ['lmer(Reaction ~ Days + (1 | Subject + week), data = s)', 'Subject + week', 'Subject + week is not one grouping factor.'],
  ['lmer(Reaction ~ Days * (1 | Subject), data = s)', 'Days * (1 | Subject)', 'A random-effects term is joined to the rest of the formula by +.'],
  ['lmer(Reaction ~ Days - (1 | Subject), data = s)', '(1 | Subject)', 'A random-effects term can be added to a formula, not subtracted from it.'],
  ['lmer(Reaction ~ Days + (0 | Subject), data = s)', '0 | Subject', 'The random-effects term (0 | Subject) has no effect before its bar.'],
  ['lmer(Reaction ~ 3 * Days + (1 | Subject), data = s)', '3', 'The number 3 has no meaning as a term of a formula'],
  ['lmer(Reaction ~ Days^0.5 + (1 | Subject), data = s)', '0.5', 'In a formula ^ takes a whole number'],
  ['lmer(text ~ Days + (1 | Subject), data = s)', 'text', 'The response `text` is text, but the gaussian family needs numbers.'],
  ['lmer(cbind(Reaction, Days) ~ 1 + (1 | Subject), data = s)', 'cbind(Reaction, Days)', 'The response `cbind(Reaction, Days)` is a matrix with 2 columns'],
  ['lmer(Reaction ~ poly(gap, 2) + (1 | Subject), data = s)', 'gap', 'poly() takes no missing values, and element 4 is missing.'],
  ['lmer(Reaction ~ poly(Days, 10) + (1 | Subject), data = s)', 'Days', 'A polynomial of degree 10 needs more than 10 distinct values, and there are 10.'],
  ['lmer(Reaction ~ poly(Days, 0) + (1 | Subject), data = s)', '0', 'The degree is a whole number from 1 to 100.'],
  ['lmer(Reaction ~ bs(Days, knots = 12) + (1 | Subject), data = s)', '12', 'The knot 12 does not lie between the boundary knots 0 and 9.'],
  ['lmer(Reaction ~ ns(Days, Boundary.knots = 3) + (1 | Subject), data = s)', '3', 'Boundary.knots = takes two different numbers.'],
  ['lmer(Reaction ~ week + (1 | Subject), data = s, contrasts = list(week = "contr.summ"))', 'list(week', 'There are no contrasts `contr.summ`. Did you mean `contr.sum`?'],
  ['lmer(Reaction ~ week + (1 | Subject), data = s, contrasts = list(week = matrix(1:4, 2)))', 'list(week', 'The contrast matrix has 2 rows, but the factor has 3 levels.'],
  ['lmer(Reaction ~ Days + (1 | Subject), data = s, contrasts = list(Days = "contr.sum"))', 'list(Days', 'contrasts = sets those of `Days`, which is no factor but a number.'],
  ['lmer(Reaction ~ Days + (1 | Subject), data = s, contrasts = "contr.sum")', '"contr.sum"', 'contrasts = takes a list with a name for each variable.'],
  ['lmer(Reaction ~ C(week, contr.mean) + (1 | Subject), data = s)', 'contr.mean', 'There is no column or variable `contr.mean`.'],
  ['lmer(Reaction ~ gap + (1 | Subject), data = s, na.action = na.fail)', 'na.fail', '18 rows have missing values (gap 18), and na.action = na.fail refuses that.'],
  ['lmer(Reaction ~ gap + (1 | Subject), data = s, na.action = na.keep)', 'na.keep', 'na.action = na.keep is not there.'],
];

describe('a formula that means nothing', () => {
  test.each(mistakes)('%s is marked at “%s”', async (call, marked, message) => {
    const { error } = await run(call);
    expect(error?.message).toContain(message);
    expect(call.slice(error!.column - 1, error!.column - 1 + marked.length)).toBe(marked);
  });
});
