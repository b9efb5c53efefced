import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEdits, formatted, formatTyped } from '../../../engine/language/format.js';
import { leavesOf } from '../../../engine/language/syntax/leaves.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import { parseNotebook } from '../../../engine/notebook-file.js';
import corpus from '../../fixtures/syntax/expressions.json' with { type: 'json' };

const format = (text: string): string => formatted(text, { indentation: 2 });

// What is good in the tidyverse style guide (style.tidyverse.org, sections 2.2 to 2.5 and 4.2, read in 2026), and what it calls bad.
describe('white space is that of the tidyverse style guide:', () => {
  it.each([
    ['x[,1]', 'x[, 1]'],
    ['x[ ,1]', 'x[, 1]'],
    ['x[1 ,]', 'x[1, ]'],
    ['mean (x, na.rm=TRUE)', 'mean(x, na.rm = TRUE)'],
    ['mean( x,na.rm = TRUE )', 'mean(x, na.rm = TRUE)'],
    ['height<-(feet*12)+inches', 'height <- (feet * 12) + inches'],
    ['sqrt(x ^ 2+y ^ 2)', 'sqrt(x^2 + y^2)'],
    ['df $ z', 'df$z'],
    ['x <- 1 : 10', 'x <- 1:10'],
    ['lme4 :: lmer', 'lme4::lmer'],
    ['- 1+x', '-1 + x'],
    ['y~x', 'y ~ x'],
    ['~ foo', '~foo'],
    ['~.x+.y', '~ .x + .y'],
    ['if(debug) x', 'if (debug) x'],
    ['function (x) {x}', 'function(x) { x }'],
    ['d|>subset(a==1)', 'd |> subset(a == 1)'],
    ['x %in%c(1,2)', 'x %in% c(1, 2)'],
    ['x<- -1', 'x <- -1'],
    ['! a&&b', '!a && b'],
  ])('%s becomes %s', (written, laidOut) => {
    expect(format(written)).toBe(laidOut);
  });
});

describe('a formula of a mixed model', () => {
  it('has spaces around its bars, single and double', () => {
    expect(format('m<-lmer(y~x+(1+x|g)+(0+z||h),data=d)')).toBe('m <- lmer(y ~ x + (1 + x | g) + (0 + z || h), data = d)');
  });
});

describe('lines', () => {
  it('below a bracket with something after it are aligned with that', () => {
    expect(format('m <- glmer(y ~ x,\ndata = d,\n      family = binomial)')).toBe('m <- glmer(y ~ x,\n           data = d,\n           family = binomial)');
  });

  it('below a bracket that ends its line are indented, and its closing bracket is not', () => {
    expect(format('m <- glmer(\ny ~ x, # the model\n      data = d\n   )')).toBe('m <- glmer(\n  y ~ x, # the model\n  data = d\n)');
    expect(format('with(d, {\na <- 1\n  b\n})')).toBe('with(d, {\n  a <- 1\n  b\n})');
    expect(formatted('f(\nx\n)', { indentation: 4 })).toBe('f(\n    x\n)');
  });

  it('that go on with an expression are indented once more', () => {
    expect(format('x <-\n1\ny')).toBe('x <-\n  1\ny');
    expect(format('d |>\nsubset(a) |>\nhead()')).toBe('d |>\n  subset(a) |>\n  head()');
    expect(format('lmer(\ny ~ a +\nb,\nd)')).toBe('lmer(\n  y ~ a +\n    b,\n  d)');
  });

  it('are parted by at most two blank lines, inside brackets by one; none stand at the top', () => {
    expect(format('\n\na\n\n\n\nb\n\n\nf(\n\n\nx)')).toBe('a\n\n\nb\n\n\nf(\n\n  x)');
  });

  it('keep their line ends', () => {
    expect(format('a<-1\r\n\r\nf(\r\nb)\r\n')).toBe('a <- 1\r\n\r\nf(\r\n  b)\r\n');
  });

  it('of comments stand where the code around them stands, with their text untouched', () => {
    expect(format('   # a  comment\nf(\n# first\nx\n# last\n)   #end  ')).toBe('# a  comment\nf(\n  # first\n  x\n  # last\n)   #end');
  });
});

describe('what is left alone:', () => {
  it.each(['f(a, ', 'x  <-  (1 | g', 'a b', '"never closed', 'y ~', 'x = = 2'])('a cell with a mistake in its syntax, as in %s', source => {
    expect(formatEdits(source, { indentation: 2 })).toEqual([]);
  });

  it('strings, also those of several lines', () => {
    expect(format('x<-"a  b\n   c"')).toBe('x <- "a  b\n   c"');
  });

  it('a cell that is laid out already', () => {
    expect(formatEdits('m <- lmer(y ~ x, data = d)\n\nsummary(m)', { indentation: 2 })).toEqual([]);
  });
});

describe('while typing', () => {
  const typed = (text: string): string => {
    const offset = text.indexOf('¦');
    const source = text.replace('¦', '');
    let result = source;
    for (const { from, to, insert } of formatTyped(source, offset, { indentation: 2 }).toReversed()) result = result.slice(0, from) + insert + result.slice(to);
    return result;
  };

  it('a closing bracket lays its statement out, up to the cursor and no other', () => {
    expect(typed('a<-1\nb<-f( x )¦\nc<-2')).toBe('a<-1\nb <- f(x)\nc<-2');
    expect(typed('b<-f( x )¦+g( y )')).toBe('b <- f(x)+g( y )');
  });

  it('a line end lays the statement above it out, and indents the rest of a line that was parted', () => {
    expect(typed('a<-1\n¦\n\nb<-2')).toBe('a <- 1\n\n\nb<-2');
    expect(typed('m<-f(x,\n¦y)')).toBe('m <- f(x,\n       y)');
    expect(typed('m<-f(x,\n     ¦)')).toBe('m <- f(x,\n     )');
  });
});

/** What a program says, without where it says it. */
function meaning(source: string): unknown {
  const withoutPlaces = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withoutPlaces);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (['from', 'to', 'nameRange', 'argumentsRange', 'operatorRange'].includes(key) ? [] : [[key, withoutPlaces(part)]])));
  };
  return withoutPlaces(parseProgram(source).program.statements);
}

const comments = (source: string): string[] => (leavesOf(source) ?? []).flatMap(({ kind, from, to }) => (kind === 'Comment' ? [source.slice(from, to).trimEnd()] : []));

function expectSameProgram(source: string): void {
  const once = format(source);
  expect(meaning(once), source).toEqual(meaning(source));
  expect(comments(once), source).toEqual(comments(source));
  expect(format(once), source).toBe(once);
}

const root = path.join(import.meta.dirname, '../../..');
const samples = readdirSync(path.join(root, 'samples')).filter(name => name.endsWith('.glmm'));
const cellsOfSamples = samples.flatMap(name => parseNotebook(readFileSync(path.join(root, 'samples', name))).cells.flatMap(({ kind, text }) => (kind === 'code' ? [text] : [])));
const expressionsOfR = readFileSync(path.join(root, 'test/fixtures/r-values/expressions.txt'), 'utf8').split('\n').filter(line => line !== '' && !line.startsWith('#'));
const programs = [...corpus.expressions.map(({ source }) => source), ...expressionsOfR, ...cellsOfSamples].filter(source => leavesOf(source) !== null);

describe('laying out keeps the program, keeps every comment, and done twice changes nothing more,', () => {
  it('for the samples and every expression that R was asked about', () => {
    expect(programs.length).toBeGreaterThan(600);
    for (const program of programs) expectSameProgram(program);
  });

  it('whatever white space and comments stand between the tokens', () => {
    const between = fc.array(fc.constantFrom('', ' ', '  ', '\t', '\n', '\n\n\n\n', ' # a comment (\n', '\r\n'), { minLength: 1, maxLength: 12 });
    let compared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.constantFrom(...programs), between, (first, second, gaps) => {
        const source = scattered(`${first}\n${second}`, gaps);
        if (leavesOf(source) === null) return;
        compared++;
        expectSameProgram(source);
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});

/** A program with other white space between its tokens. */
function scattered(source: string, gaps: readonly string[]): string {
  let count = 0;
  let end = 0;
  return (leavesOf(source) ?? []).filter(({ kind }) => kind !== 'Separator').map(({ kind, from, to }) => {
    const written = source.slice(end, from);
    const gap = kind === 'Comment' || written.includes('\n') ? written : gaps[count++ % gaps.length]!;
    end = to;
    return (gap === '' ? written : gap) + source.slice(from, to);
  }).join('');
}
