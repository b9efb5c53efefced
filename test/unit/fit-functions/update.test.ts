// What update() fits is what the call written out fits; its formulas are compared with R in test/unit/model/update-formula.test.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CellError, ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const files = { ...noFiles, readDataset: (name: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../engine/data/datasets', name)))) };
const before = `m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)
g <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)
f <- Reaction ~ 1 + (1 | Subject)
byName <- lmer(formula = f, data = sleepstudy, REML = FALSE)
short <- subset(sleepstudy, Days < 5)
`;

async function fitted(call: string): Promise<ModelResult> {
  const { outputs, error } = await new Session({ files }).run(before + call);
  expect(error).toBeUndefined();
  return outputs.at(-1) as ModelResult;
}

test.each([
  ['update(m, . ~ . - (Days | Subject) + (1 | Subject))', 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)'],
  ['update(m, REML = FALSE)', 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy, REML = FALSE)'],
  ['update(m, log(.) ~ ., data = short)', 'lmer(log(Reaction) ~ Days + (Days | Subject), data = short)'],
  ['m |> update(data = short)', 'lmer(Reaction ~ Days + (Days | Subject), data = short)'],
  ['update(byName, ~ . + Days, REML = NULL)', 'lmer(formula = Reaction ~ (1 | Subject) + Days, data = sleepstudy)'],
  ['update(update(g, . ~ . - period), nAGQ = 9)', 'glmer(cbind(incidence, size - incidence) ~ (1 | herd), data = cbpp, family = binomial, nAGQ = 9)'],
  ['update(g, "~ 1 + (1 | herd)", family = binomial(link = "probit"))', 'glmer(cbind(incidence, size - incidence) ~ (1 | herd), data = cbpp, family = binomial(link = "probit"))'],
])('%s fits what the call written out fits', async (changed, written) => {
  const { convergence: { milliseconds: _, ...convergence }, ...model } = await fitted(changed);
  const { convergence: { milliseconds: __, ...expected }, ...same } = await fitted(written);
  expect({ ...model, convergence }).toEqual({ ...same, convergence: expected });
});

test('update of a formula is a formula', async () => {
  const { outputs } = await new Session({ files }).run(`${before}update(f, . ~ . + Days)`);
  expect(outputs).toMatchObject([{ kind: 'text', text: 'Reaction ~ (1 | Subject) + Days' }]);
});

test.each([
  ['update(m, . ~ . + hurd)', 'GLMM204', 'hurd'],
  ['update(3, . ~ .)', 'GLMM256', 'a number'],
  ['update(m, 3)', 'GLMM242', 'not a formula'],
  ['update(m, . ~ ., 5)', 'GLMM203', 'by their names'],
  ['update(m, evaluate = FALSE)', 'GLMM215', 'evaluate'],
])('%s is refused at its place', async (call, code, words) => {
  const { error } = await new Session({ files }).run(before + call) as { error: CellError };
  expect(error).toMatchObject({ code, line: 6 });
  expect(error.message).toContain(words);
});
