// Cells that call the model functions, on bundled data. Numbers are of lme4 1.1.31 with tight tolerances unless said otherwise.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawFunctions } from '../../../engine/language/functions/draw.js';
import { familyFunctions } from '../../../engine/language/functions/family.js';
import { fitFunctions } from '../../../engine/language/functions/fit.js';
import { formulaFunctions } from '../../../engine/language/functions/formula.js';
import { lookFunctions } from '../../../engine/language/functions/look.js';
import type { FileAccess } from '../../../engine/language/registry.js';
import type { CellError, ModelResult, Result, TableResult, VectorResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';

const files: FileAccess = {
  read: () => Promise.reject(new Error('no files here')),
  readDataset: name => Promise.resolve(new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../engine/data/datasets', name)))),
};

async function outputsOf(source: string): Promise<readonly Result[]> {
  const outcome = await new Session({ files }).run(source);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs;
}

const lastOf = async <Kind extends Result>(source: string): Promise<Kind> => (await outputsOf(source)).at(-1) as Kind;

async function errorOf(source: string): Promise<CellError> {
  const outcome = await new Session({ files }).run(source);
  if (!outcome.error) throw new Error('the cell ran');
  return outcome.error;
}

const CBPP = 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';
const SLEEP = 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';

describe('every model function', () => {
  const described = [...fitFunctions, ...familyFunctions, ...formulaFunctions, ...lookFunctions, ...drawFunctions];

  test.each(described.map(description => [description.name, description.example] as const))('%s has an example that runs', async (_, example) => {
    expect(await outputsOf(example)).not.toEqual([]);
  });
});

describe('a fitted model', () => {
  test('knows how it was called and on what', async () => {
    const model = await lastOf<ModelResult>(`m1 <- ${CBPP}\nm1`);
    expect(model).toMatchObject({ kind: 'model', name: 'm1', function: 'glmer', call: CBPP, formula: 'cbind(incidence, size - incidence) ~ period + (1 | herd)', data: 'cbpp', family: 'binomial', link: 'logit', method: 'Laplace', nobs: 56 });
    expect(model.logLik).toBeCloseTo(-92.0262819, 5);
    expect(model.convergence.milliseconds).toBeGreaterThan(0);
  });

  test.each(['binomial', '"binomial"', 'binomial()', 'binomial(link = "logit")', 'binomial("logit")', 'binomial(logit)'])('is the same with family = %s', async family => {
    const model = await lastOf<ModelResult>(`glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, ${family})`);
    expect(model.logLik).toBeCloseTo(-92.0262819, 5);
  });

  test('is the same from counts, from proportions with weights, and from a formula that was kept', async () => {
    const kept = await lastOf<ModelResult>('f <- incidence / size ~ period + (1 | herd)\nglmer(f, data = cbpp, family = binomial, weights = size)');
    expect(kept.logLik).toBeCloseTo(-92.0262819, 5);
    expect(kept.formula).toBe('incidence/size ~ period + (1 | herd)');
    expect(kept.response).toMatchObject({ kind: 'proportion', trials: 842 });
  });

  test('takes its variables from the session without data', async () => {
    const model = await lastOf<ModelResult>('reaction <- sleepstudy$Reaction\ndays <- sleepstudy$Days\nsubject <- sleepstudy$Subject\nlmer(reaction ~ days + (days | subject))');
    expect(model.logLik).toBeCloseTo(-871.814135979, 6);
    expect(model.data).toBe('');
  });

  test('by glmer without a family is the one by lmer, as in lme4', async () => {
    const model = await lastOf<ModelResult>('glmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)');
    expect(model.method).toBe('REML');
    expect(model.logLik).toBeCloseTo(-871.814135979, 6);
  });

  test('takes an offset as a term and as an argument, and a subset', async () => {
    const [term, argument] = (await outputsOf('lmer(Reaction ~ Days + offset(5 * Days) + (1 | Subject), sleepstudy)\nlmer(Reaction ~ Days + (1 | Subject), sleepstudy, offset = 5 * Days)')) as ModelResult[];
    expect(argument!.logLik).toBeCloseTo(term!.logLik as number, 8);
    expect(argument!.fixed[1]!.estimate).toBeCloseTo(10.467285959596 - 5, 6);
    const some = await lastOf<ModelResult>('lmer(Reaction ~ Days + (1 | Subject), sleepstudy, subset = Days > 1)');
    expect(some.nobs).toBe(144);
  });

  test('says which arguments have no effect', async () => {
    const model = await lastOf<ModelResult>('lmer(Reaction ~ Days + (1 | Subject), sleepstudy, control = lmerControl(optimizer = "bobyqa"))');
    expect(model.notices.map(notice => notice.code)).toEqual(['GLMM306']);
  });
});

describe('looking at a model', () => {
  test('gives its parts as R does', async () => {
    const [fixef, deviance, nobs, residual, fitted] = (await outputsOf(`m <- ${CBPP}\nfixef(m)\ndeviance(m)\nnobs(m)\nresiduals(m)[1]\nfitted(m)[1]`)) as VectorResult[];
    expect(fixef!.names).toEqual(['(Intercept)', 'period2', 'period3', 'period4']);
    expect(fixef!.values[1]).toBeCloseTo(-0.9923328, 4);
    expect(nobs!.values).toEqual([56]);
    // lme4 with its default tolerance: deviance 73.47428, first deviance residual -1.4377078, first fitted value 0.30816472
    expect(deviance!.values[0]).toBeCloseTo(73.473, 2);
    expect(residual!.values[0]).toBeCloseTo(-1.4377, 2);
    expect(fitted!.values[0]).toBeCloseTo(0.30816, 3);
  });

  test('gives conditional modes as a list of data frames that shows with intervals', async () => {
    const [shown, frame] = await outputsOf(`m <- ${CBPP}\nranef(m)\nranef(m)$herd`);
    expect(shown).toMatchObject({ kind: 'randomEffects', group: 'herd' });
    expect((frame as TableResult).rows[0]![1]).toBeCloseTo(0.590, 2);
  });

  test('compares models by information criteria, in a table', async () => {
    const table = await lastOf<TableResult>('m1 <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy, REML = FALSE)\nm2 <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE)\nAIC(m1, m2)');
    // AIC() of lme4: 4 df 1802.079, 6 df 1763.939
    expect(table.rows.map(row => row[0])).toEqual(['m1', 'm2']);
    expect(table.rows[0]![2]).toBeCloseTo(1802.079, 3);
    expect(table.rows[1]![2]).toBeCloseTo(1763.939, 3);
  });

  test('lists variances and the residual', async () => {
    const table = await lastOf<TableResult>(`m <- ${SLEEP}\nVarCorr(m)`);
    expect(table.rows.map(row => [row[0], row[1], row[4]])).toEqual([['Subject', '(Intercept)', ''], ['Subject', 'Days', '0.07'], ['Residual', '', '']]);
    expect(table.rows[0]![2]).toBeCloseTo(612.0897, 2);
  });

  test('shows the model as its summary', async () => {
    expect((await lastOf<ModelResult>(`m <- ${SLEEP}\nsummary(m)`)).kind).toBe('model');
  });
});

describe('drawing', () => {
  test('makes one caterpillar plot a grouping factor, from the model or its random effects', async () => {
    const charts = await outputsOf('m <- lmer(diameter ~ 1 + (1 | plate) + (1 | sample), data = Penicillin)\ncaterpillar(m)\ndotplot(ranef(m))\ncaterpillar(m, "sample")');
    expect(charts.map(chart => chart.kind)).toEqual(Array(5).fill('chart'));
  });
});

describe('a call that cannot be carried out', () => {
  test.each([
    ['glmer(use ~ age + (1 | district), data = Contraception, family = binomial, nAGQ = 101)', 'GLMM250', 'nAGQ = 101 is not a number of points'],
    ['glmer(use ~ age + (livch + age | district), data = Contraception, family = binomial, nAGQ = 9)', 'GLMM419', 'this model has 5 effects a level in all, where 4 are the most'],
    ['glmer(use ~ age + (livch | district), data = Contraception, family = binomial, nAGQ = 30)', 'GLMM419', '810,000 nodes'],
    ['glmer(incidence ~ size + (1 | herd) + (1 | period), data = cbpp, family = poisson, nAGQ = 9)', 'GLMM419', 'two that are crossed, herd and period'],
    ['glmer(TICKS ~ YEAR + (1 | BROOD) + (1 | LOCATION) + (1 | INDEX), data = grouseticks, family = poisson, nAGQ = 9)', 'GLMM419', 'this model has 3, INDEX, BROOD, LOCATION'],
    ['glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "identity"), nAGQ = 9)', 'GLMM419', 'means that are not above 0'],
    ['glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "identity"))', 'GLMM418', 'every mean has to stay above 0'],
    ['glmer(use ~ age + (1 | district), data = Contraception, family = binomial(link = "inverse"))', 'GLMM252', 'no link "inverse"'],
    ['glmer(use ~ age + (1 | district), data = Contraception, family = "quasibinomial")', 'GLMM251', 'quasibinomial has no likelihood'],
    ['glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = negative.binomial)', 'GLMM251', 'needs its shape'],
    ['glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = negative.binomial(theta = -1))', 'GLMM250', 'above 0'],
    ['glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, link = "logit")', 'GLMM208', 'logit'],
    ['glmer.nb(Reaction ~ Days + (1 | Subject), data = sleepstudy)', 'GLMM314', 'is not a whole number'],
    ['lmer(Reaction ~ Days, data = sleepstudy)', 'GLMM243', 'no random-effects term'],
    ['lmer(sleepstudy, Reaction ~ Days + (1 | Subject))', 'GLMM242', 'not a formula'],
    ['lmer(Reaction ~ Days + (1 | Subject), data = c(1, 2))', 'GLMM254', 'not a data frame'],
    ['lmer(use ~ age + (1 | district), data = Contraception)', 'GLMM319', 'is a factor'],
    ['fixef(sleepstudy)', 'GLMM256', 'takes a fitted model'],
    [`confint(${CBPP}, method = "boot")`, 'GLMM255', 'Bootstrap intervals'],
    ['poly(c(1, 2, NA), 1)', 'GLMM253', 'element 3 is missing'],
    ['poly(c(1, 2, 2), 2)', 'GLMM253', 'more than 2 distinct values'],
  ])('%s says why', async (source, code, message) => {
    const error = await errorOf(source);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.line).toBe(1);
  });

  test('points to the variable in the formula, and to the name of a formula made in another place', async () => {
    const written = await errorOf('m <- lmer(Reaction ~ Dayz + (1 | Subject), data = sleepstudy)');
    expect([written.line, written.column]).toEqual([1, 22]);
    const kept = await errorOf('f <- Reaction ~ Dayz + (1 | Subject)\nm <- lmer(f, data = sleepstudy)');
    expect([kept.line, kept.column]).toEqual([2, 11]);
  });
});
