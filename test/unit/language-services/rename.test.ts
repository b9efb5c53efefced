import { describe, expect, it } from 'vitest';
import { prepareRename, rename } from '../../../engine/language/rename.js';
import type { NotebookText } from '../../../engine/language/notebook-text.js';
import type { SessionSnapshot } from '../../../engine/results.js';
import { frameVariable, notebookOf } from './notebook.js';

/** Cells, one of which holds the cursor `¦`. */
function asked(cells: readonly string[], snapshot?: SessionSnapshot): { notebook: NotebookText; offset: number } {
  const cell = cells.findIndex(text => text.includes('¦'));
  return { notebook: { ...notebookOf(cells.map(text => text.replace('¦', '')), snapshot), cell }, offset: cells[cell]!.indexOf('¦') };
}

/** The cells after the rename, or why it is refused. */
function renamed(cells: readonly string[], name: string, snapshot?: SessionSnapshot): readonly string[] | string {
  const { notebook, offset } = asked(cells, snapshot);
  const edits = rename(notebook, offset, name);
  if ('refusal' in edits) return edits.refusal;
  return notebook.cells.map((text, cell) => edits.filter(edit => edit.cell === cell).sort((a, b) => b.from - a.from).reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text));
}

const refusal = (...cells: string[]): string => {
  const { notebook, offset } = asked(cells);
  const prepared = prepareRename(notebook, offset);
  return 'refusal' in prepared ? prepared.refusal : '';
};

describe('renaming a variable', () => {
  it('changes it in all cells, also where it is assigned again, and nothing else of that name', () => {
    expect(renamed(['d <- read.csv("d.csv") # d', 'd <- subset(d, x > 1)\nd$d <- 1', 'm <- lmer(y ~ x + (1 | g), data = ¦d)'], 'polls')).toEqual([
      'polls <- read.csv("d.csv") # d', 'polls <- subset(polls, x > 1)\npolls$d <- 1', 'm <- lmer(y ~ x + (1 | g), data = polls)',
    ]);
  });

  it('keeps quotes where names stand in them, and takes back quotes away', () => {
    expect(renamed(['"x" <- 1\n`x` + ¦x'], 'y')).toEqual(['"y" <- 1\ny + y']);
  });

  it('changes the column that data.frame() names after it', () => {
    expect(renamed(['¦x <- 1:3\nd <- data.frame(x, g = 4)', 'lmer(y ~ x + (1 | g), data = d)\nd$x'], 'days')).toEqual(['days <- 1:3\nd <- data.frame(days, g = 4)', 'lmer(y ~ days + (1 | g), data = d)\nd$days']);
  });

  it('works after the session has run, whose data do not know the new name yet', () => {
    const session = { variables: [frameVariable('d', { y: [], x: [], g: ['a'] })] };
    expect(renamed(['¦d <- readRDS("d.rds")', 'k <- 2\nlmer(y ~ x + k + (1 | g), data = d)'], 'polls', session)).toEqual(['polls <- readRDS("d.rds")', 'k <- 2\nlmer(y ~ x + k + (1 | g), data = polls)']);
  });
});

describe('renaming a column that the notebook made', () => {
  it('changes it in formulas, after $, in strings that name columns, and in what is made of its data frame', () => {
    expect(renamed(
      ['data(cbpp)\nd <- cbpp\nd$¦rate <- d$incidence / d$size', 'm <- lmer(rate ~ period + (1 | herd), data = d)\ns <- subset(d, rate > 0.1)\nplot(s$rate, ylab = "rate")', 's[["rate"]]\nrate <- 3'], 'share',
    )).toEqual(['data(cbpp)\nd <- cbpp\nd$share <- d$incidence / d$size', 'm <- lmer(share ~ period + (1 | herd), data = d)\ns <- subset(d, share > 0.1)\nplot(s$share, ylab = "rate")', 's[["share"]]\nrate <- 3']);
  });

  it('changes it in a formula that was written before', () => {
    expect(renamed(['f <- y ~ x + (1 | g)', 'd <- data.frame(y = 1, ¦x = 2, g = 3)\nlmer(f, data = d)'], 'days')).toEqual(['f <- y ~ days + (1 | g)', 'd <- data.frame(y = 1, days = 2, g = 3)\nlmer(f, data = d)']);
  });

  it('changes it where it is assigned again', () => {
    expect(renamed(['d <- data.frame(x = 1:3)', 'd$x <- d$x * 2\nd$¦x'], 'z')).toEqual(['d <- data.frame(z = 1:3)', 'd$z <- d$z * 2\nd$z']);
  });

  it('changes it in all data frames that are put together by the names of their columns', () => {
    expect(renamed(['a <- data.frame(¦x = 1, id = 1)\nb <- data.frame(x = 2, id = 2)', 'nrow(rbind(a, b))'], 'z')).toEqual(['a <- data.frame(z = 1, id = 1)\nb <- data.frame(z = 2, id = 2)', 'nrow(rbind(a, b))']);
    expect(renamed(['data(cbpp)\nmore <- data.frame(herd = "1", ¦size = 3)', 'merge(cbpp, more)'], 'heads')).toContain('column of the data');
  });

  it('changes it where one of the data has its name from outside', () => {
    expect(renamed(['data(cbpp)\ncbpp$¦w <- 1', 'transform(cbpp, v = w)'], 'z')).toEqual(['data(cbpp)\ncbpp$z <- 1', 'transform(cbpp, v = z)']);
  });
});

describe('what cannot be renamed says why:', () => {
  it.each([
    [['¦lmer(y ~ x, data = d)'], 'function'],
    [['lmer(y ~ x, ¦data = d)'], 'argument of lmer()'],
    [['head(¦cbpp)'], 'bundled data set'],
    [['data(¦cbpp)'], 'bundled data set'],
    [['data(cbpp)', 'cbpp$¦period'], 'column of the data'],
    [['d <- read.csv("a.csv")\nd$x <- d$¦x * 100'], 'column of the data'],
    [['nowhere', '# ¦d'], 'no name here'],
    [['f <- y ~ x', 'd <- data.frame(y = 1)\nd$¦x <- 2'], 'cell 1, line 1'],
    [['x <- 1\nd <- read.csv("a.csv")', 'y <- 2\nlmer(y ~ ¦x, data = d)'], 'column of the data'],
    [['¦d <- data.frame(x = 1)', 'sapply(1:3, function(i) d$x[i])'], 'cell 2, line 1'],
    [['¦x <- 1\nd <- read.csv("a.csv")', '\nlmer(y ~ x, data = d)'], 'cell 2, line 2'],
  ])('%j', (cells, part) => {
    expect(refusal(...cells)).toContain(part);
  });
});

describe('a new name', () => {
  it.each(['my data', '1x', '', 'TRUE', 'if', 'a-b', '.1a', '_x'])('that is no name is refused: %j', name => {
    expect(renamed(['¦x <- 1'], name)).toContain('is not a name');
  });

  it.each(['é', '.x', 'x.2', 'x_1', '`z`'])('may be any that needs no quotes: %s', name => {
    expect(renamed(['¦x <- 1\nx'], name)).toEqual([`${name.replaceAll('`', '')} <- 1\n${name.replaceAll('`', '')}`]);
  });

  it('that another variable has is refused', () => {
    expect(renamed(['¦x <- 1\nz <- 2', 'x + z'], 'z')).toBe('There is a `z` already, in cell 1, line 2; the two would be taken for each other.');
  });

  it('that a variable has which is no longer used is refused too, since cells can run in any order', () => {
    expect(renamed(['data(cbpp)\nd <- cbpp', 'head(¦d)'], 'cbpp')).toContain('There is a `cbpp` already, in cell 1, line 1');
  });

  it('that a column would hide, or that would hide a column, is refused', () => {
    expect(renamed(['data(cbpp)\n¦k <- 2', 'lmer(incidence ~ k + (1 | herd), data = cbpp)'], 'size')).toContain('would be taken for something else');
    expect(renamed(['d <- data.frame(y = 1, ¦x = 2)\nw <- 3', 'lmer(y ~ x + w, data = d)'], 'w')).toContain('There is a `w` already');
    expect(renamed(['d <- data.frame(y = 1, ¦x = 2)', 'with(d, sapply(x, mean))'], 'mean')).toContain('There is a `mean` already');
  });

  it('that a variable elsewhere has may be given to a column that is never looked up with it', () => {
    expect(renamed(['d <- data.frame(¦x = 2)\nw <- 3', 'd$x'], 'w')).toEqual(['d <- data.frame(w = 2)\nw <- 3', 'd$w']);
  });

  it('that is the old one changes nothing', () => {
    expect(renamed(['¦x <- 1'], 'x')).toEqual(['x <- 1']);
  });
});
