import { describe, expect, test } from 'vitest';
import { ExecutionQueue, type QueuedCell } from '../../../extension/notebook/execution-queue.js';

/** A cell that records what happens to it and ends when the test says so. */
class RecordedCell implements QueuedCell<string> {
  readonly cell: string;
  readonly #log: string[];
  #finish: (mayGoOn: boolean) => void = () => undefined;

  constructor(cell: string, log: string[]) {
    this.cell = cell;
    this.#log = log;
    log.push(`${cell} pending`);
  }

  run(): Promise<boolean> {
    this.#log.push(`${this.cell} runs`);
    return new Promise(resolve => (this.#finish = resolve));
  }

  finish(mayGoOn: boolean): Promise<void> {
    this.#log.push(`${this.cell} ${mayGoOn ? 'succeeds' : 'fails'}`);
    this.#finish(mayGoOn);
    return new Promise(resolve => setTimeout(resolve));
  }

  cancel(): void {
    this.#log.push(`${this.cell} is cancelled`);
    this.#finish(false);
  }

  abandon(): void {
    this.#log.push(`${this.cell} ends without a mark`);
  }
}

function recorded() {
  const log: string[] = [];
  const cells = new Map<string, RecordedCell>();
  const queue = new ExecutionQueue<string>(cell => {
    const made = new RecordedCell(cell, log);
    cells.set(cell, made);
    return made;
  });
  const cell = (name: string): RecordedCell => {
    const found = cells.get(name);
    if (!found) throw new Error(`no cell ${name}`);
    return found;
  };
  return { log, queue, cell };
}

describe('the execution queue', () => {
  test('shows every cell as pending at once and runs one after the other', async () => {
    const { log, queue, cell } = recorded();
    const done = queue.add(['a', 'b']);
    expect(log).toEqual(['a pending', 'b pending', 'a runs']);
    await cell('a').finish(true);
    expect(log.slice(3)).toEqual(['a succeeds', 'b runs']);
    await cell('b').finish(true);
    await done;
  });

  test('stops at the first failure and ends the rest without a mark', async () => {
    const { log, queue, cell } = recorded();
    const done = queue.add(['a', 'b', 'c']);
    await cell('a').finish(false);
    await done;
    expect(log.slice(4)).toEqual(['a fails', 'b ends without a mark', 'c ends without a mark']);
  });

  test('takes more cells while it runs, and none twice', async () => {
    const { log, queue, cell } = recorded();
    void queue.add(['a']);
    const done = queue.add(['a', 'b', 'b']);
    await cell('a').finish(true);
    await cell('b').finish(true);
    await done;
    expect(log.filter(line => line.endsWith('pending'))).toEqual(['a pending', 'b pending']);
  });

  test('cancels a running cell that is removed, and goes no further', async () => {
    const { log, queue } = recorded();
    const done = queue.add(['a', 'b']);
    queue.remove('a');
    await done;
    expect(log.slice(3)).toEqual(['a is cancelled', 'b ends without a mark']);
  });

  test('lets the others run when a waiting cell is removed', async () => {
    const { log, queue, cell } = recorded();
    const done = queue.add(['a', 'b', 'c']);
    queue.remove('b');
    await cell('a').finish(true);
    expect(log.at(-1)).toBe('c runs');
    await cell('c').finish(true);
    await done;
  });

  test('works again after a failure', async () => {
    const { log, queue, cell } = recorded();
    const failed = queue.add(['a']);
    await cell('a').finish(false);
    await failed;
    void queue.add(['b']);
    expect(log.at(-1)).toBe('b runs');
    await cell('b').finish(true);
  });
});
