// What would take more memory than there is is refused with its size before any of it is made, and the session goes on.
import { expect, test } from 'vitest';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const tooMuch = [
  'rep(1:10, 1e9)',
  'outer(1:1e5, 1:1e5)',
  'expand.grid(1:1e4, 1:1e4, 1:10)',
  'matrix(0, 1e5, 1e5)',
  'array(0, c(1e3, 1e3, 1e3))',
  '1:1e12',
  'seq(0, 1, by = 1e-12)',
  'seq(as.Date("2024-01-01"), by = "day", length.out = 1e9)',
  'numeric(1e10)',
  'strrep("a", 1e9)',
  'table(1:1e5, 1:1e5)',
  'interaction(1:1e5, 1:1e5)',
  'combn(60, 30)',
  'rnorm(1e10)',
  'crossprod(matrix(0, 2, 1e5))',
  'merge(data.frame(a = rep(1, 1e5)), data.frame(a = rep(1, 1e5)))',
];

test.each(tooMuch)('%s is refused', async expression => {
  const session = new Session({ files: noFiles });
  const { error } = await session.run(`x <- 1\n${expression}`);
  expect(error?.code).toMatch(/^GLMM(211|274)$/);
  expect(error?.message).toMatch(/\d{5}|too large|more than/);
  const { outputs } = await session.run('x');
  expect(outputs).toMatchObject([{ kind: 'vector', values: [1] }]);
});

test('combinations of very many levels are named where only those that occur are wanted', async () => {
  const { outputs, error } = await new Session({ files: noFiles }).run('nlevels(interaction(1:1e5, 1e5:1, drop = TRUE))');
  expect(error).toBeUndefined();
  expect(outputs).toMatchObject([{ kind: 'vector', values: [100_000] }]);
});
