import { describe, expect, test } from 'vitest';
import { dataFlowOf } from '../../../extension/notebook/data-flow.js';
import { staleCells } from '../../../extension/notebook/staleness.js';

/** Cells that ran in the order of the notebook, as they stand. */
const ranInOrder = (...texts: string[]) => texts.map((text, index) => ({ text, ran: { source: text, order: index + 1 } }));

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
  ])('%j', (source, reads, assigns) => {
    const flow = dataFlowOf(source);
    expect([...flow.reads].sort()).toEqual([...reads].sort());
    expect([...flow.assigns].sort()).toEqual([...assigns].sort());
  });
});

describe('a cell is stale', () => {
  test('in no notebook that has just run from top to bottom', () => {
    expect(staleCells(ranInOrder('d <- data.frame(x = 1)', 'd$y <- 2', 'summary(d)'))).toEqual([false, false, false]);
  });

  test('when its own text has changed since it ran', () => {
    expect(staleCells([{ text: 'a <- 2', ran: { source: 'a <- 1', order: 1 } }])).toEqual([true]);
  });

  test('when a cell that makes what it reads has changed, also through another cell', () => {
    const [first, ...rest] = ranInOrder('a <- 1', 'b <- a + 1', 'b', 'k <- 5');
    expect(staleCells([{ ...first!, text: 'a <- 2' }, ...rest])).toEqual([true, true, true, false]);
  });

  test('when a cell that makes what it reads ran again later', () => {
    const cells = ranInOrder('a <- 1', 'b <- a + 1');
    cells[0]!.ran.order = 3;
    expect(staleCells(cells)).toEqual([false, true]);
  });

  test('when a cell that makes what it reads was inserted and has not run', () => {
    const [first, last] = ranInOrder('d <- 1', 'd');
    expect(staleCells([first!, { text: 'd <- 2', ran: null }, last!])).toEqual([false, false, true]);
  });

  test('not when only a cell below changes what it reads', () => {
    expect(staleCells(ranInOrder('d <- 1', 'd + 1', 'd <- 2'))).toEqual([false, false, false]);
  });
});
