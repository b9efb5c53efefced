import { describe, expect, test, vi } from 'vitest';
import { Kernel, RESTARTED } from '../../../extension/kernel/kernel.js';
import type { CellRun, ToHost, ToWorker, WorkerHandle } from '../../../extension/kernel/protocol.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';

/** A worker whose answers the test writes. */
class ScriptedWorker implements WorkerHandle {
  readonly received: ToWorker[] = [];
  isTerminated = false;
  say: (message: ToHost) => void = () => undefined;
  die: (reason: string) => void = () => undefined;
  post(message: ToWorker): void {
    this.received.push(message);
  }
  onMessage(listener: (message: ToHost) => void): void {
    this.say = listener;
  }
  onDeath(listener: (reason: string) => void): void {
    this.die = listener;
  }
  terminate(): void {
    this.isTerminated = true;
  }
}

const ok: CellRun = { outcome: { status: 'ok', milliseconds: 1, outputs: [] }, bundles: [], snapshot: { variables: [] } };

function kernelWithWorkers() {
  const workers: ScriptedWorker[] = [];
  const onDidLoseSession = vi.fn();
  const kernel = new Kernel({
    spawn: () => {
      const worker = new ScriptedWorker();
      workers.push(worker);
      return worker;
    },
    files: {
      read: path => (path === 'a.csv' ? Promise.resolve(new Uint8Array([1, 2])) : Promise.reject(new UserError('GLMM261', 'There is no such file.', { advice: ['Look.'] }))),
      readDataset: () => Promise.resolve(new Uint8Array([3])),
    },
    readProgram: () => Promise.resolve(new Uint8Array([4])),
    settings: () => ({ digits: 5 }),
    onDidLoseSession,
    graceMilliseconds: 20,
    patienceMilliseconds: 20,
  });
  return { kernel, workers, onDidLoseSession };
}

describe('a kernel', () => {
  test('starts its worker with the settings when the first cell runs, and answers with what the worker found', async () => {
    const { kernel, workers } = kernelWithWorkers();
    expect(workers).toHaveLength(0);
    const run = kernel.run('1 + 1');
    expect(workers[0]?.received).toEqual([{ type: 'start', settings: { digits: 5 } }, { type: 'run', request: 1, source: '1 + 1' }]);
    workers[0]?.say({ type: 'ran', request: 1, run: ok });
    expect(await run).toBe(ok);
  });

  test('makes its worker ready when asked, and begins the session under the settings of the first cell', () => {
    const { kernel, workers } = kernelWithWorkers();
    kernel.prepare();
    kernel.prepare();
    expect(workers).toHaveLength(1);
    expect(workers[0]?.received).toEqual([{ type: 'warmUp' }]);
    void kernel.run('1');
    expect(workers).toHaveLength(1);
    expect(workers[0]?.received.slice(1)).toEqual([{ type: 'start', settings: { digits: 5 } }, { type: 'run', request: 1, source: '1' }]);
    kernel.restart();
    void kernel.run('2');
    expect(workers[1]?.received[0]).toEqual({ type: 'start', settings: { digits: 5 } });
  });

  test('reads files for the worker, and passes a refusal on with its advice', async () => {
    const { kernel, workers } = kernelWithWorkers();
    void kernel.run('read.csv("a.csv")');
    workers[0]?.say({ type: 'readFile', question: 7, origin: 'notebook', path: 'a.csv' });
    workers[0]?.say({ type: 'readFile', question: 8, origin: 'notebook', path: 'b.csv' });
    workers[0]?.say({ type: 'readFile', question: 9, origin: 'datasets', path: 'cbpp.csv' });
    await vi.waitFor(() => expect(workers[0]?.received).toHaveLength(5));
    expect(workers[0]?.received.slice(2)).toEqual([
      { type: 'fileRead', question: 7, bytes: new Uint8Array([1, 2]) },
      { type: 'fileRefused', question: 8, refusal: { code: 'GLMM261', message: 'There is no such file.', advice: ['Look.'] } },
      { type: 'fileRead', question: 9, bytes: new Uint8Array([3]) },
    ]);
  });

  test('asks a cancelled cell to stop and keeps the session when it does', async () => {
    const { kernel, workers, onDidLoseSession } = kernelWithWorkers();
    const abort = new AbortController();
    const run = kernel.run('slow', { signal: abort.signal });
    abort.abort();
    expect(workers[0]?.received.at(-1)).toEqual({ type: 'cancel', request: 1 });
    workers[0]?.say({ type: 'ran', request: 1, run: { ...ok, outcome: { ...ok.outcome, status: 'cancelled' } } });
    expect((await run).outcome.status).toBe('cancelled');
    await new Promise(resolve => setTimeout(resolve, 40));
    expect(workers[0]?.isTerminated).toBe(false);
    expect(onDidLoseSession).not.toHaveBeenCalled();
  });

  test('ends a worker that does not stop, says so, and starts a new one for the next cell', async () => {
    const { kernel, workers, onDidLoseSession } = kernelWithWorkers();
    const abort = new AbortController();
    const run = kernel.run('stuck', { signal: abort.signal });
    abort.abort();
    const { outcome } = await run;
    expect(outcome.status).toBe('cancelled');
    expect(outcome.error?.message).toContain(RESTARTED);
    expect(workers[0]?.isTerminated).toBe(true);
    expect(onDidLoseSession).toHaveBeenCalledOnce();
    void kernel.run('1');
    expect(workers).toHaveLength(2);
  });

  test('turns the death of a worker into an error on the running cell', async () => {
    const { kernel, workers, onDidLoseSession } = kernelWithWorkers();
    const run = kernel.run('1');
    workers[0]?.die('out of memory');
    const { outcome } = await run;
    expect(outcome.status).toBe('error');
    expect(outcome.error?.message).toContain('out of memory');
    expect(onDidLoseSession).toHaveBeenCalledOnce();
  });

  test('does not hear the last words of a worker that was restarted away', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const first = kernel.run('1');
    kernel.restart();
    expect((await first).outcome.status).toBe('error');
    const second = kernel.run('2');
    workers[0]?.say({ type: 'ran', request: 2, run: { ...ok, outcome: { ...ok.outcome, milliseconds: 99 } } });
    workers[1]?.say({ type: 'ran', request: 2, run: ok });
    expect(await second).toBe(ok);
  });

  test('does not begin a cell that was cancelled before its turn', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const { outcome } = await kernel.run('1', { signal: AbortSignal.abort() });
    expect(outcome).toEqual({ status: 'cancelled', milliseconds: 0, outputs: [] });
    expect(workers).toHaveLength(0);
  });

  test('starts no worker after its notebook was closed', async () => {
    const { kernel, workers } = kernelWithWorkers();
    kernel.dispose();
    expect((await kernel.run('1')).outcome.status).toBe('cancelled');
    await expect(kernel.report({ format: 'md', input: { title: '', engine: '', cells: [] }, options: {} })).rejects.toThrow('closed');
    expect(workers).toHaveLength(0);
  });

  test('shows a fault of the engine as a fault of ours', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const run = kernel.run('1');
    workers[0]?.say({ type: 'failed', request: 1, message: 'boom' });
    expect((await run).outcome.error).toMatchObject({ name: 'InternalError', code: 'GLMM900' });
  });
});

describe('a kernel that is asked what the data tell', () => {
  const told = [[{ code: 'GLMM303', severity: 'warning', message: '', from: 0, to: 1, fixes: [] }]] as const;

  test('asks its worker without beginning a session', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const answer = kernel.diagnose(['x'], ['y']);
    expect(workers[0]?.received).toEqual([{ type: 'diagnose', request: 1, cells: ['x'], inherited: ['y'], settings: { digits: 5 } }]);
    workers[0]?.say({ type: 'diagnosed', request: 1, diagnostics: told });
    expect(await answer).toEqual(told);
  });

  test('takes its question back when it is told to or a later question comes', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const first = kernel.diagnose(['x'], []);
    const second = kernel.diagnose(['y'], []);
    kernel.cancelDiagnosis();
    expect(workers[0]?.received.filter(({ type }) => type === 'cancel')).toEqual([{ type: 'cancel', request: 1 }, { type: 'cancel', request: 2 }]);
    workers[0]?.say({ type: 'diagnosed', request: 1, diagnostics: null });
    workers[0]?.say({ type: 'diagnosed', request: 2, diagnostics: null });
    expect([await first, await second]).toEqual([null, null]);
  });

  test('ends a worker that does not answer, and asks another', async () => {
    const { kernel, workers } = kernelWithWorkers();
    expect(await kernel.diagnose(['for ever'], [])).toBeNull();
    expect(workers[0]?.isTerminated).toBe(true);
    void kernel.diagnose(['x'], []);
    expect(workers[1]?.received.at(-1)).toMatchObject({ type: 'diagnose', cells: ['x'] });
  });

  test('answers nothing when the worker ends or breaks, or the notebook is closed', async () => {
    const { kernel, workers } = kernelWithWorkers();
    const broken = kernel.diagnose(['x'], []);
    workers[0]?.say({ type: 'failed', request: 1, message: 'a fault' });
    const lost = kernel.diagnose(['x'], []);
    workers[0]?.die('memory');
    expect([await broken, await lost]).toEqual([null, null]);
    kernel.dispose();
    expect(await kernel.diagnose(['x'], [])).toBeNull();
  });
});
