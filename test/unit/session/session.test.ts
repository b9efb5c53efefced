// What a session promises: variables stay, mistakes have places, cancelling is safe, results are plain JSON.
import { describe, expect, test } from 'vitest';
import { cooperativeMonitor } from '../../../engine/cooperative-monitor.js';
import { Cancelled, type Monitor } from '../../../engine/estimation/monitor.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const session = () => new Session({ files: noFiles });

describe('a session', () => {
  test('keeps what was assigned before an error, and what was shown', async () => {
    const live = session();
    const outcome = await live.run('a <- 1\na\nb <- nope\nc <- 3');
    expect(outcome.status).toBe('error');
    expect(outcome.outputs).toHaveLength(1);
    expect(outcome.error).toMatchObject({ line: 3, column: 6, code: 'GLMM201' });
    expect(live.snapshot().variables.map(({ name }) => name)).toEqual(['a']);
    expect((await live.run('a + 1')).outputs).toEqual([{ kind: 'vector', type: 'double', values: [2], names: [] }]);
  });

  test('runs nothing of a cell that does not parse', async () => {
    const live = session();
    const outcome = await live.run('a <- 1\nb <- (2');
    expect(outcome.status).toBe('error');
    expect(outcome.error?.line).toBe(2);
    expect(live.snapshot().variables).toEqual([]);
  });

  test('stops when cancelled, with its variables intact', async () => {
    const live = session();
    await live.run('a <- 1');
    const cancelling: Monitor = { isDue: () => true, pause: () => Promise.reject(new Cancelled()) };
    expect((await live.run('b <- 2', { monitor: cancelling })).status).toBe('cancelled');
    expect((await live.run('a')).outputs).toHaveLength(1);
    expect((await live.run('b')).error?.code).toBe('GLMM201');
  });

  test('calls its own bugs bugs, and goes on', async () => {
    const broken = new Session({ files: { read: () => Promise.reject(new TypeError('no such thing')), readDataset: name => noFiles.readDataset(name) } });
    const outcome = await broken.run('x <- 1\nread.csv("a.csv")');
    expect(outcome.error).toMatchObject({ code: 'GLMM900', name: 'InternalError' });
    expect(outcome.error?.message).toContain('bug of ours');
    expect((await broken.run('x')).status).toBe('ok');
  });

  test('refuses a cell of 5 MB with a place', async () => {
    const outcome = await session().run(`x <- c(${'1, '.repeat(1_700_000)}1)`);
    expect(outcome.error?.line).toBe(1);
    expect(outcome.error?.code).toMatch(/^GLMM1/);
  });

  test('answers every kind of loop and condition with a sentence', async () => {
    for (const source of ['for (i in 1:3) i', 'while (TRUE) 1', 'if (TRUE) 1', 'f <- function(x) x']) {
      const { error } = await session().run(source);
      expect(error?.code, source).toMatch(/^GLMM1/);
    }
  });

  test('shadows bundled data by variables', async () => {
    const live = session();
    await live.run('cbpp <- 5');
    expect((await live.run('cbpp')).outputs).toEqual([{ kind: 'vector', type: 'double', values: [5], names: [] }]);
    await live.run('data(cbpp)');
    expect((await live.run('nrow(cbpp)')).outputs).toEqual([{ kind: 'vector', type: 'integer', values: [56], names: [] }]);
  });

  test('shows the first rows of a data frame and says how many there are', async () => {
    const [table] = (await session().run('cbpp')).outputs;
    expect(table).toMatchObject({ kind: 'table', title: 'cbpp', notes: ['56 rows, 4 columns; the first 20 rows are shown.'] });
    expect(table?.kind === 'table' ? table.rows.length : 0).toBe(20);
  });

  test('gives results that survive JSON', async () => {
    const { outputs } = await session().run('c(NA, NaN, Inf, -Inf, 1.5)\nc(TRUE, NA)\nc("a", NA)\nfactor(c("u", NA))\ndata.frame(x = c(1, NA), s = c("a", NA))');
    expect(JSON.parse(JSON.stringify(outputs))).toEqual(outputs);
    expect(outputs[0]).toEqual({ kind: 'vector', type: 'double', values: [null, 'NaN', 'Inf', '-Inf', 1.5], names: [] });
    expect(outputs[1]).toEqual({ kind: 'vector', type: 'logical', values: [true, null], names: [] });
    expect(outputs[3]).toEqual({ kind: 'vector', type: 'factor', values: ['u', null], names: [] });
  });

  test('names a model by the variable that holds it', async () => {
    const { outputs } = await session().run('m1 <- lmer(strength ~ 1 + (1 | sample), data = Pastes)\nm1');
    expect(outputs).toHaveLength(1);
    expect(outputs[0]).toMatchObject({ kind: 'model', name: 'm1' });
  });

  test('describes its variables for completion and hover', async () => {
    const live = session();
    await live.run('d <- cbpp\nx <- c(1, 2, NA)\nf <- factor(c("a", "b"))\nl <- list(1)');
    const { variables } = live.snapshot();
    expect(variables.map(({ name, kind, summary }) => [name, kind, summary])).toEqual([
      ['d', 'dataFrame', '56 rows × 4 columns'],
      ['x', 'vector', '3 elements; numeric, 1 to 2, mean 1.5, 1 missing'],
      ['f', 'factor', 'factor, 2 levels: a (1), b (1)'],
      ['l', 'list', 'a list of 1'],
    ]);
    expect(variables[0]?.columns[3]).toEqual({ name: 'period', type: 'factor', levels: ['1', '2', '3', '4'], summary: 'factor, 4 levels: 1 (15), 2 (14), 3 (14), 4 (13)', distribution: {
      kind: 'categories', count: 56, missing: 0, counts: [{ value: '1', count: 15 }, { value: '2', count: 14 }, { value: '3', count: 14 }, { value: '4', count: 13 }], others: 0,
    } });
  });
});

describe('the monitor of a live session', () => {
  test('is due after 50 ms and lets waiting messages arrive', async () => {
    let isCancelled = false;
    const monitor = cooperativeMonitor({ isCancelled: () => isCancelled });
    expect(monitor.isDue()).toBe(false);
    const start = performance.now();
    while (!monitor.isDue() && performance.now() - start < 2000);
    expect(performance.now() - start).toBeGreaterThan(45);
    setTimeout(() => (isCancelled = true), 0);
    await expect(monitor.pause().then(() => monitor.pause())).rejects.toBeInstanceOf(Cancelled);
  });
});
