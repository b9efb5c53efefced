// The data preparation and the models of a lecture on election polls (Gelman & Hill 2007, chapter 14), as they are written there, on
// simulated data of the same shape. What the preparation prints is compared with R in r-values.test.ts.
import { describe, expect, test } from 'vitest';
import { Session } from '../../../engine/session.js';
import type { ModelResult, Result } from '../../../engine/results.js';
import { noFiles } from '../../fixtures/no-files.js';

const simulated = `set.seed(1988); n <- 800
polls <- data.frame(state = sample(1:51, n, TRUE), edu = sample(1:4, n, TRUE), age = sample(1:4, n, TRUE), female = rbinom(n, 1, 0.5), black = rbinom(n, 1, 0.1), v_prev = runif(n, 0.4, 0.6))
polls$bush <- rbinom(n, 1, plogis(0.4 - 1.5 * polls$black + rnorm(51, 0, 0.4)[polls$state]))
polls$bush[sample(n, 60)] <- NA`;

const prepared = `polls$v_prev <- polls$v_prev*100
state_abbr <- c(state.abb[1:8], "DC", state.abb[9:50])
polls$state_label <- factor(polls$state, levels = 1:51, labels = state_abbr)
polls$edu_label <- factor(polls$edu, levels = 1:4, labels = c("no HS", "HS", "some college", "college"))
polls$age_label <- factor(polls$age, levels = 1:4, labels = c("18-29", "30-44", "45-64", "65+"))`;

describe('the election polls', () => {
  test('are fitted without the rows that have no vote, and it is said how many', async () => {
    const model = await fitted(['sum(complete.cases(polls))', 'glmer(bush ~ black + female + (1 | state_label), data = polls, family = binomial(link = "logit"))']);
    expect(model.nobs).toBe(740);
    expect(messagesOf(model)).toMatch(/60 rows with missing values were left out; 740 remain\. Missing: bush 60\./);
    expect(model.fixed.length).toBe(3);
  });

  test('lose the columns of an interaction that no respondent is in, and it is said which', async () => {
    const model = await fitted([
      'some <- subset(polls, !(edu_label == "college" & age_label == "65+"))',
      'glmer(bush ~ black + female + edu_label*age_label + (1 | state_label), data = some, family = binomial(link = "logit"))',
    ]);
    expect(model.fixed.length).toBe(17);
    expect(messagesOf(model)).toContain('edu_labelcollege:age_label65+');
  });
});

async function fitted(statements: readonly string[]): Promise<ModelResult> {
  const outcome = await new Session({ files: noFiles }).run([simulated, prepared, ...statements].join('\n'));
  expect(outcome.error).toBeUndefined();
  const isModel = (result: Result): result is ModelResult => result.kind === 'model';
  return outcome.outputs.find(isModel)!;
}

const messagesOf = (model: ModelResult): string => model.notices.map(notice => notice.message).join('\n');
