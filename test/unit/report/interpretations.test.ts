// The words of many models, fitted here, as one document that is read by people: interpretations.md.
import { expect, test } from 'vitest';
import { interpretFixedEffect, interpretRandomTerm } from '../../../engine/report/words.js';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const preparation = `
contraception <- transform(Contraception, married = age > 0, "age at birth" = age)
sleep <- transform(sleepstudy, R = Reaction / 100, phase = factor(ifelse(Days < 3, "early days", ifelse(Days < 7, "middle", "late days")), levels = c("early days", "middle", "late days")), speed = 1000 / Reaction)
ticks <- transform(grouseticks, height = HEIGHT / 100)
cows <- transform(cbpp, treated = as.numeric(herd) %% 2, time = as.numeric(period), pairs = factor(rep(1:4, 14)))
`;

/** What is shown of each: the rule of the link, the term or the family that it is there for. */
const models: readonly (readonly [what: string, call: string])[] = [
  ['Logit: a factor, a proportion', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)'],
  ['Logit: numbers, a square, a random contrast', 'glmer(use ~ age + I(age^2) + urban + (urban | district), data = Contraception, family = binomial)'],
  ['Logit: an interaction of a number and a factor', 'glmer(use ~ age * urban + (1 | district), data = Contraception, family = binomial)'],
  ['Logit: a logical covariate', 'glmer(use ~ married + (1 | district), data = contraception, family = binomial)'],
  ['Logit: an interaction of factors, one within the other', 'glmer(use ~ 0 + urban + urban:livch + (1 | district), data = Contraception, family = binomial)'],
  ['Logit: crossed groups, adaptive quadrature apart', 'glmer(r2 ~ Anger + Gender + btype + (1 | id) + (1 | item), data = VerbAgg, family = binomial)'],
  ['Logit: a polynomial', 'glmer(use ~ poly(age, 2) + (1 | district), data = Contraception, family = binomial)'],
  ['Logit: an indicator, a time and their interaction', 'glmer(cbind(incidence, size - incidence) ~ treated * time + (1 | herd), data = cows, family = binomial)'],
  ['Probit', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "probit"))'],
  ['Probit: a number with its slope', 'glmer(use ~ age + urban + (1 | district), data = Contraception, family = binomial("probit"))'],
  ['Complementary log-log', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "cloglog"))'],
  ['Cauchit', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "cauchit"))'],
  ['Poisson: counts in three groupings, a standardised number', 'glmer(TICKS ~ YEAR + scale(HEIGHT) + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)'],
  ['Poisson: a rate', 'glmer(incidence ~ period + offset(log(size)) + (1 | herd), data = cbpp, family = poisson)'],
  ['Poisson: a random slope', 'glmer(TICKS ~ height + (height | LOCATION), data = ticks, family = poisson)'],
  ['Poisson: square root', 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson("sqrt"))'],
  ['Negative binomial', 'glmer.nb(TICKS ~ YEAR + height + (1 | BROOD), data = ticks)'],
  ['Gamma: inverse', 'glmer(R ~ Days + (1 | Subject), data = sleep, family = Gamma)'],
  ['Gamma: log, a factor whose levels have blanks', 'glmer(R ~ phase + (1 | Subject), data = sleep, family = Gamma("log"))'],
  ['Inverse Gaussian', 'glmer(R ~ Days + (1 | Subject), data = sleep, family = inverse.gaussian)'],
  ['Normal errors, log of the mean', 'glmer(R ~ Days + (1 | Subject), data = sleep, family = gaussian("log"))'],
  ['Linear: a random slope', 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)'],
  ['Linear: a random slope apart from the intercept', 'lmer(Reaction ~ Days + (Days || Subject), data = sleepstudy)'],
  ['Linear: functions of a number', 'lmer(Reaction ~ log(Days + 1) + (1 | Subject), data = sleepstudy)'],
  ['Linear: twofold', 'lmer(Reaction ~ log2(speed) + scale(Days) + (1 | Subject), data = sleep)'],
  ['Linear: a spline', 'lmer(Reaction ~ ns(Days, df = 2) + (1 | Subject), data = sleepstudy)'],
  ['Linear: nested groups', 'lmer(strength ~ 1 + (1 | batch/cask), data = Pastes)'],
  ['Linear: ordered levels and their interaction with a number', 'lmer(Reaction ~ stage * speed + (1 | Subject), data = transform(sleep, stage = factor(phase, ordered = TRUE)))'],
  ['Logit: an interaction of factors', 'glmer(r2 ~ Gender * situ + (1 | id), data = VerbAgg, family = binomial)'],
  ['Linear: sum contrasts and a number', 'lmer(Reaction ~ phase * Days + (1 | Subject), data = sleep, contrasts = list(phase = "contr.sum"))'],
  ['Linear: Helmert contrasts', 'lmer(Reaction ~ phase + (1 | Subject), data = sleep, contrasts = list(phase = "contr.helmert"))'],
  ['Logit: Helmert contrasts', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, contrasts = list(period = "contr.helmert"))'],
  ['Logit: sum contrasts', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, contrasts = list(period = contr.sum))'],
  ['Linear: numbers with each other', 'lmer(Reaction ~ Days * speed + (1 | Subject), data = sleep)'],
  ['Linear: three factors', 'lmer(Reaction ~ phase * Days * speed + (1 | Subject), data = sleep)'],
  ['Linear: a mean of each level, crossed groups', 'lmer(diameter ~ 0 + factor(big) + (1 | plate) + (1 | sample), data = transform(Penicillin, big = as.numeric(plate) > 12))'],
  ['Logit: a mean of each level', 'glmer(cbind(incidence, size - incidence) ~ 0 + period + (1 | herd), data = cbpp, family = binomial)'],
  ['Logit: numbers as levels, quadrature', 'glmer(outcome ~ factor(treatment) + time + (1 | patientID), data = toenail, family = binomial, nAGQ = 5)'],
  ['Log probability', 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial("log"))'],
];

test('every kind of coefficient, link and random term in words', async () => {
  const session = new Session({ files: noFiles });
  expect((await session.run(preparation)).error).toBeUndefined();
  const sections: string[] = [];
  for (const [what, call] of models) {
    const outcome = await session.run(call);
    const lines = outcome.error ? [`${outcome.error.code}: ${outcome.error.message}`] : linesOf(outcome.outputs[0] as ModelResult);
    sections.push([`## ${what}`, `    ${call}`, ...lines].join('\n\n'));
  }
  await expect(`${sections.join('\n\n')}\n`).toMatchFileSnapshot('./interpretations.md');
}, 60_000);

const linesOf = (model: ModelResult): string[] => [
  ...model.fixed.map(({ term }, index) => `\`${term}\` ${interpretFixedEffect(model, index).text}`),
  ...model.random.map((_, index) => { const { subject, text } = interpretRandomTerm(model, index); return `\`${subject}\` ${text}`; }),
];
