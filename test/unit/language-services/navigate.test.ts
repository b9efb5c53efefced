import { describe, expect, it } from 'vitest';
import { definitionsAt, highlightsAt, referencesAt } from '../../../engine/language/navigate.js';
import type { NotebookText } from '../../../engine/language/notebook-text.js';
import { frameVariable, modelVariable, notebookOf } from './notebook.js';

/**
 * Cells in which `¦` is the cursor and guillemets stand around what is to be found.
 * Marks are taken out before the question is asked.
 */
function marked(cells: readonly string[]): { notebook: NotebookText; offset: number; found: string[] } {
  const found: string[] = [];
  let cursor = { cell: 0, offset: 0 };
  const texts = cells.map((text, cell) => {
    let plain = '';
    let from = 0;
    for (const character of text) {
      if (character === '«') from = plain.length;
      else if (character === '»') found.push(`${cell}:${from}-${plain.length}`);
      else if (character === '¦') cursor = { cell, offset: plain.length };
      else plain += character;
    }
    return plain;
  });
  return { notebook: { ...notebookOf(texts), cell: cursor.cell }, offset: cursor.offset, found };
}
const places = (list: readonly { cell: number; from: number; to: number }[]): string[] => list.map(({ cell, from, to }) => `${cell}:${from}-${to}`);

function expectReferences(...cells: string[]): void {
  const { notebook, offset, found } = marked(cells);
  expect(places(referencesAt(notebook, offset, true))).toEqual(found);
}

function expectDefinition(...cells: string[]): void {
  const { notebook, offset, found } = marked(cells);
  expect(places(definitionsAt(notebook, offset))).toEqual(found);
}

describe('the references of a variable', () => {
  it('are found in all cells below its definition', () => {
    expectReferences('«d» <- read.csv("a.csv")', 'head(«¦d»)\nm <- lmer(y ~ x + (1 | g), data = «d»)', 'nrow(«d») # d');
  });

  it('end where it is assigned again', () => {
    expectReferences('«d» <- read.csv("a.csv")', 'd <- subset(«¦d», x > 1)', 'head(d)');
    expectReferences('d <- read.csv("a.csv")', '«d» <- subset(d, x > 1)', 'head(«¦d»)');
  });

  it.each(['«¦x» = 1\n«x» + 1', '1 -> «x¦»\n«x»', '"«x" <- 1\nx'.replace('"«x"', '«"¦x"»').replace('\nx', '\n«x»'), '«`my x`» <- 1\nf <- «¦`my x`» + 1', '{ «x» <- 1; «¦x» }'])('are found however it is assigned: %s', text => {
    expectReferences(text);
  });

  it('include changes of its parts', () => {
    expectReferences('«¦d» <- read.csv("a.csv")\n«d»$z <- 1', '«d»[["w"]] <- 2\nlevels(«d»$f) <- c("a", "b")\nnames(«d») <- c("a", "b")', '«d»');
  });

  it('of a model are where functions take it', () => {
    expectReferences('data(cbpp)\n«m» <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)', 'summary(«¦m»)\nfixef(«m»)[["period2"]]');
  });

  it('are not in strings, comments, arguments’ names or columns of the same name', () => {
    expectReferences('«¦size» <- 3 # size\ndata(cbpp)\ncbpp$size\nplot(«size», main = "size")', 'lmer(incidence ~ size + (1 | herd), data = cbpp)\nf <- data.frame(size = «size»)');
  });

  it('of a bundled data set are found with and without data()', () => {
    expectReferences('head(«¦cbpp»)', 'summary(«cbpp»)');
    expectReferences('data(«cbpp»)', 'head(«¦cbpp»)');
  });
});

describe('the references of a column', () => {
  it('are found in formulas, after $ and [[, and in with, subset and transform', () => {
    expectReferences(
      'd <- read.csv("a.csv")\nd$«¦rate» <- d$count / d$hours',
      'm <- lmer(«rate» ~ x + (0 + «rate» | g), data = d, weights = «rate»)\nd[["w"]] <- d[[«"rate"»]]',
      'with(d, mean(«rate»))\nsubset(d, «rate» > 1, select = c(g, «rate»))\ntransform(d, twice = 2 * «rate»)\nd[order(d$«rate»), c(«"rate"», "g")]',
    );
  });

  it('of data go through what keeps them', () => {
    expectReferences('data(cbpp)\nsmall <- subset(cbpp, «period» == "1")\nnew <- transform(head(small), z = 1)', 'lmer(incidence ~ «¦period» + (1 | herd), data = new)\nlevels(cbpp$«period»)');
  });

  it('end where the column is assigned again', () => {
    expectReferences('d <- data.frame(«¦x» = 1:3)\nd$x <- d$«x» * 2', 'd$x');
    expectReferences('d <- data.frame(x = 1:3)\nd$«x» <- d$x * 2', 'd$«¦x»');
  });

  it('of another data frame are not taken for it', () => {
    expectReferences('a <- data.frame(«¦x» = 1)\nb <- data.frame(x = 2)', 'a$«x» + b$x\nlmer(y ~ «x», data = a)\nlmer(y ~ x, data = b)');
  });

  it('are found through a pipe', () => {
    expectReferences('d <- data.frame(«¦x» = 1:3) |> subset(«x» > 1)\nd |> with(«x»)\nd |> transform(y = «x») |> lmer(formula = y ~ «x»)');
  });

  it('made by within are found in it and in its result', () => {
    expectReferences('d <- read.csv("a.csv")\ne <- within(d, {\n  «¦q» <- x + 1\n  r <- «q» * 2\n})', 'e$«q»');
  });

  it('that merge finds in both data frames are one', () => {
    expectReferences('a <- data.frame(«id» = 1, x = 2)\nb <- data.frame(«id» = 1, y = 2)\nab <- merge(a, b, by = «"id"»)', 'ab$«¦id»');
  });

  it('of the data of a model are found where the model is asked about them', () => {
    expectReferences('d <- data.frame(y = 1, «¦x» = 2, g = 3)\nm <- lmer(y ~ «x» + (1 | g), data = d)');
  });

  it('are found in a formula that was written before the data were given to it', () => {
    expectReferences('d <- data.frame(y = 1, «x» = 2, g = 3)\ne <- transform(d, y = 2)\nf <- y ~ «¦x» + (1 | g)', 'lmer(f, data = d)\nlmer(f, data = e)\nd$«x»');
    expectReferences('a <- data.frame(«x» = 1)\nb <- data.frame(«x» = 2)\nf <- ~ log(«¦x»)', 'lmer(f, data = a)\nlmer(f, data = b)');
  });

  it('in data that are not known yet are at least those in the same data', () => {
    expectReferences('d <- read.csv("unread.csv")\nlmer(y ~ «¦x» + (1 | g), data = d)', 'summary(d$«x»)');
  });
});

describe('the definition', () => {
  it('of a variable is the one that reaches the cursor', () => {
    expectDefinition('d <- 1', '«d» <- 2', '¦d', 'd <- 3');
    expectDefinition('«d» <- 1\nd <- ¦d + 1');
  });

  it('of a column is where the notebook made it', () => {
    expectDefinition('d <- read.csv("a.csv")\nd$«z» <- log(d$x)', 'lmer(y ~ ¦z + (1 | g), data = d)');
    expectDefinition('d <- transform(read.csv("a.csv"), «z» = log(x))', 'd[["¦z"]]');
    expectDefinition('x <- 1:3\nd <- data.frame(«x», w = 2)', 'lmer(y ~ ¦x + (1 | g), data = d)');
  });

  it('of a column of data is where the notebook gets the data', () => {
    expectDefinition('«d» <- read.csv("a.csv")', 'lmer(y ~ ¦x + (1 | g), data = d)');
    expectDefinition('data(«cbpp»)', 'head(subset(cbpp, ¦period == "1"))');
  });

  it('of two columns that are put together is in two places', () => {
    expectDefinition('«a» <- read.csv("a.csv")\nb <- data.frame(«id» = 2)', 'merge(a, b, by = "¦id")');
    expectDefinition('a <- data.frame(«x» = 1)\nb <- data.frame(«x» = 2)\nd <- rbind(a, b)', 'd$¦x');
  });

  it.each(['¦lmer(y ~ x, data = d)', 'lmer(y ~ x, da¦ta = d)', 'head(cb¦pp)', '# d¦', '"d¦"', 'pi¦'])('is nowhere for %s', text => {
    expectDefinition(text);
  });

  it('is found in a half-typed cell', () => {
    expectDefinition('«d» <- read.csv("a.csv")', 'm <- lmer(y ~ x + (1 | g, data = ¦d');
  });
});

describe('highlights', () => {
  it('tell writing from reading, in their own cell', () => {
    const { notebook, offset } = marked(['d <- 1', 'd$x <- ¦d$y\nd']);
    expect(highlightsAt(notebook, offset).map(({ from, isWrite }) => [from, isWrite])).toEqual([[0, true], [7, false], [11, false]]);
  });
});

describe('a live session', () => {
  const frame = frameVariable('d', { y: [], x: [], g: ['a', 'b'] });

  it('tells columns from variables where the text does not', () => {
    const notebook = { ...notebookOf(['k <- 2', 'lmer(y ~ x + k + (1 | g), data = d)'], { variables: [frame] }), cell: 1 };
    expect(places(definitionsAt(notebook, notebook.cells[1]!.indexOf('k')))).toEqual(['0:0-1']);
  });

  it('does not take the parts of a model for columns', () => {
    const notebook = { ...notebookOf(['m$x', 'd$x'], { variables: [frame, modelVariable('m', {} as never)] }), cell: 1 };
    expect(places(referencesAt(notebook, 2, true))).toEqual(['1:2-3']);
  });
});
