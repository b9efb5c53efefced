import { describe, expect, test } from 'vitest';
import { functions } from '../../../engine/language/functions.js';
import { dataFlowOf, drawingFunctions } from '../../../engine/language/services/data-flow.js';
import { cellsToRun, staleToRun } from '../../../engine/language/services/run-plan.js';
import { SessionHistory, staleCells, type CellRun, type StaleReason } from '../../../engine/language/services/staleness.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

/** A notebook whose cells are run, edited, moved and deleted by index, as in the editor. */
class Notebook {
  readonly #history = new SessionHistory();
  #cells: { text: string; ran: CellRun | null }[];
  #order = 0;

  constructor(...texts: string[]) {
    this.#cells = texts.map(text => ({ text, ran: null }));
  }

  run(...indices: number[]): this {
    for (const index of indices) this.#run(index, false);
    return this;
  }

  runAll(): this {
    return this.run(...this.#cells.keys());
  }

  fail(index: number): this {
    this.#run(index, true);
    return this;
  }

  edit(index: number, text: string): this {
    this.#cells[index]!.text = text;
    return this;
  }

  insert(index: number, text: string): this {
    this.#cells.splice(index, 0, { text, ran: null });
    return this;
  }

  delete(index: number): this {
    this.#cells.splice(index, 1);
    return this;
  }

  move(from: number, to: number): this {
    this.#cells.splice(to, 0, ...this.#cells.splice(from, 1));
    return this;
  }

  get stale(): number[] {
    return this.reasons.flatMap((reason, index) => (reason ? [index] : []));
  }

  get reasons(): readonly (StaleReason | null)[] {
    return staleCells(this.#cells);
  }

  needed(index: number): readonly number[] {
    return cellsToRun(this.#cells, [index], { makerOf: variable => this.#history.makerOf(variable) });
  }

  get staleAndNeeded(): readonly number[] {
    return staleToRun(this.#cells, { makerOf: variable => this.#history.makerOf(variable) });
  }

  #run(index: number, isFailed: boolean): void {
    const cell = this.#cells[index]!;
    const order = ++this.#order;
    const flow = dataFlowOf(cell.text);
    const inputs = this.#history.inputsOf(flow, cell.ran);
    this.#history.note(flow, order);
    cell.ran = { source: cell.text, order, isFailed, inputs };
  }
}

describe('the data flow of a cell', () => {
  test.each([
    ['m <- lmer(y ~ x, data = d)', ['y', 'x', 'd'], ['m']],
    ['d$z <- d$x + 1', ['d'], ['d']],
    ['levels(d$f) <- c("a", "b")', ['d'], ['d']],
    ['a <- 1\nb <- a + k', ['k'], ['a', 'b']],
    ['data(cbpp)\nhead(cbpp)', [], ['cbpp']],
    ['x -> y', ['x'], ['y']],
    ['lme4::lmer(y ~ 1, d)', ['y', 'd'], []],
    ['m <- glmer(y ~ x', ['y', 'x'], ['m']],
    ['set.seed(1)', [], ['.Random.seed']],
    ['x <- stats::rnorm(n)', ['n', '.Random.seed'], ['x', '.Random.seed']],
    ['set.seed(1); sample(5)', [], ['.Random.seed']],
  ])('%j', (source, reads, assigns) => {
    const flow = dataFlowOf(source);
    expect([...flow.reads].sort()).toEqual([...reads].sort());
    expect([...flow.assigns].sort()).toEqual([...assigns].sort());
  });

  test.each([
    ['m <- lmer(y ~ x + z + (1 | g), data = d, weights = w)', ['z', 'd']],
    ['lmer(y ~ x, d); y', ['d', 'y']],
    ['subset(d, x > k)', ['d', 'k']],
    ['with(d, mean(x) + z)', ['d', 'z']],
    ['d$q <- x', ['x', 'd']],
    ['lmer(y ~ x, data = e)', ['y', 'x', 'e']],
  ])('of %j reads no column that the data surely have', (source, reads) => {
    const columns = new Set(['x', 'y', 'g', 'w']);
    const flow = dataFlowOf(source, (data, name) => data.kind === 'name' && data.name === 'd' && columns.has(name));
    expect([...flow.reads].sort()).toEqual([...reads].sort());
  });

  test('names just the functions that move the stream of random numbers on', async () => {
    const draws = (example: string): boolean => [...drawingFunctions].some(name => new RegExp(`\\b${name}\\(`).test(example));
    const next = new MersenneTwister(7).uniform();
    for (const { name, example } of functions.values()) {
      if (/mer|plot/.test(example)) continue; // fits draw nothing
      const session = new Session({ files: noFiles });
      await session.run('set.seed(7)');
      await session.run(example.replaceAll(/set\.seed\([^)]*\)/g, ''));
      const { outputs } = await session.run('runif(1)');
      const found = outputs[0]?.kind === 'vector' ? Number(outputs[0].values[0]) : NaN;
      expect(Math.abs(found - next) > 1e-12, name).toBe(draws(example));
    }
    expect([...drawingFunctions].filter(name => !functions.has(name))).toEqual([]);
  });
});

describe('a cell is stale', () => {
  test('in no notebook that has just run from top to bottom', () => {
    expect(new Notebook('d <- data.frame(x = 1)', 'd$y <- 2', 'summary(d)').runAll().stale).toEqual([]);
  });

  test('when its own text has changed since it ran', () => {
    expect(new Notebook('a <- 1').runAll().edit(0, 'a <- 2').reasons).toEqual([{ kind: 'edited' }]);
  });

  test('when a cell that makes what it reads has changed, also through another cell', () => {
    expect(new Notebook('a <- 1', 'b <- a + 1', 'b', 'k <- 5').runAll().edit(0, 'a <- 2').reasons).toEqual([
      { kind: 'edited' },
      { kind: 'upstreamStale', variable: 'a', cell: 0 },
      { kind: 'upstreamStale', variable: 'b', cell: 1 },
      null,
    ]);
  });

  test('not any more when the change is undone', () => {
    expect(new Notebook('a <- 1', 'a').runAll().edit(0, 'a <- 2').edit(0, 'a <- 1').stale).toEqual([]);
  });

  test('when a cell that makes what it reads ran again later', () => {
    expect(new Notebook('a <- 1', 'b <- a + 1').runAll().run(0).reasons).toEqual([null, { kind: 'upstreamRanAgain', variable: 'a', cell: 0 }]);
  });

  test('when a cell that makes what it reads was inserted and has not run, or failed', () => {
    expect(new Notebook('d <- 1', 'd').runAll().insert(1, 'd <- 2').reasons).toEqual([null, null, { kind: 'upstreamNotRun', variable: 'd', cell: 1 }]);
    expect(new Notebook('d <- 1', 'd').runAll().fail(0).stale).toEqual([1]);
  });

  test('when the cell that made what it read is deleted, or moved below it', () => {
    expect(new Notebook('a <- 1', 'a <- 2', 'a').runAll().delete(1).reasons).toEqual([null, { kind: 'madeElsewhere', variable: 'a', cell: 0 }]);
    expect(new Notebook('a <- 1', 'a').runAll().delete(0).reasons).toEqual([{ kind: 'madeElsewhere', variable: 'a', cell: null }]);
    expect(new Notebook('a <- 1', 'a').runAll().move(0, 1).reasons).toEqual([{ kind: 'madeElsewhere', variable: 'a', cell: null }, null]);
  });

  test('not when a cell that has nothing to do with it is moved, deleted or inserted', () => {
    expect(new Notebook('a <- 1', 'b <- 2', 'a').runAll().move(1, 0).insert(0, 'k <- 1').delete(1).stale).toEqual([]);
  });

  test('when it read what a cell below had made', () => {
    expect(new Notebook('d <- 1', 'd + 1', 'd <- 2').runAll().run(1).reasons).toEqual([null, { kind: 'madeElsewhere', variable: 'd', cell: 0 }, null]);
  });

  test('not when only a cell below changes what it reads', () => {
    expect(new Notebook('d <- 1', 'd + 1', 'd <- 2').runAll().stale).toEqual([]);
  });

  test('not when it changes a variable in place and runs twice; what reads the variable below is', () => {
    expect(new Notebook('d <- 1', 'd <- d + 1', 'd').runAll().run(1).stale).toEqual([2]);
  });

  test('when it draws random numbers again without going back to the seed', () => {
    const notebook = new Notebook('set.seed(1)', 'x <- rnorm(3)', 'mean(x)').runAll();
    expect(notebook.stale).toEqual([]);
    expect(notebook.run(1).reasons).toEqual([null, { kind: 'randomStreamMoved', cell: 0 }, { kind: 'upstreamStale', variable: 'x', cell: 1 }]);
    expect(notebook.run(0, 1, 2).stale).toEqual([]);
  });

  test('not when it draws without a seed above it', () => {
    expect(new Notebook('x <- rnorm(3)', 'x').runAll().run(0, 1).stale).toEqual([]);
  });
});

describe('what a cell needs', () => {
  test('is nothing but itself where all above it ran as it stands', () => {
    expect(new Notebook('a <- 1', 'b <- a', 'b').runAll().needed(2)).toEqual([2]);
  });

  test('is every cell that makes what it reads, where none has run, and no other', () => {
    expect(new Notebook('a <- 1', 'k <- 2', 'b <- a', 'k', 'b').needed(4)).toEqual([0, 2, 4]);
  });

  test('is what is stale or failed above it', () => {
    expect(new Notebook('a <- 1', 'b <- a', 'b').runAll().edit(0, 'a <- 2').needed(2)).toEqual([0, 1, 2]);
    expect(new Notebook('a <- 1', 'b <- a', 'b').runAll().edit(1, 'b <- a + 1').needed(2)).toEqual([1, 2]);
    expect(new Notebook('a <- 1', 'b <- a').run(0).fail(0).needed(1)).toEqual([0, 1]);
  });

  test('includes the cell that makes a variable which another cell has replaced since', () => {
    expect(new Notebook('d <- 1', 'd', 'd <- 2').runAll().needed(1)).toEqual([0, 1]);
  });

  test('includes the cell before a change in place, which would otherwise be made twice', () => {
    expect(new Notebook('d <- 1', 'd <- d + 1', 'd').runAll().edit(1, 'd <- d + 2').needed(2)).toEqual([0, 1, 2]);
  });

  test('includes the seed of its random numbers', () => {
    expect(new Notebook('set.seed(1)', 'x <- rnorm(3)').runAll().needed(1)).toEqual([0, 1]);
  });

  test('includes what a needed cell replaces on the way', () => {
    expect(new Notebook('a <- 1; b <- 1', 'b <- 2', 'a + b').runAll().edit(0, 'a <- 3; b <- 1').needed(2)).toEqual([0, 1, 2]);
  });

  test('of all stale cells at once leaves none stale', () => {
    const notebook = new Notebook('a <- 1', 'b <- a', 'k <- 1', 'b', 'never <- 1').run(0, 1, 2, 3).edit(0, 'a <- 2');
    expect(notebook.staleAndNeeded).toEqual([0, 1, 3]);
    expect(notebook.run(...notebook.staleAndNeeded).stale).toEqual([]);
  });
});
