import { expect, test, vi } from 'vitest';
import type { CellOutcome } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { warmUp } from '../../../engine/warm-up.js';

test('warming up fits, without a mistake, the kinds of models that the program mentions', async () => {
  const run = vi.spyOn(Session.prototype, 'run');
  await warmUp('x <- 1');
  expect(run).not.toHaveBeenCalled();
  await warmUp('m <- glmer.nb(y ~ x + (1 | g), data = d)');
  expect(run).toHaveBeenCalledTimes(2);
  await warmUp();
  expect(run).toHaveBeenCalledTimes(5);
  const outcomes: CellOutcome[] = await Promise.all(run.mock.results.map(({ value }) => value as Promise<CellOutcome>));
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(outcomes.flatMap(({ outputs }) => outputs).map(({ kind }) => kind)).toEqual(['model', 'model', 'model']);
  run.mockRestore();
});
