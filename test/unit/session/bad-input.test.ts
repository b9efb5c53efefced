// What a session says of data, formulas and calls that cannot be used: the code, the place in the cell, what was found, what would work.
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { Session } from '../../../engine/session.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { noFiles } from '../../fixtures/no-files.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const utf16 = (content: string, mark: boolean): Uint8Array => Uint8Array.from(Buffer.from(`${mark ? '\uFEFF' : ''}${content}`, 'utf16le'));

const packed = new Uint8Array(gzipSync(text('a,b\n1,2\n3,4\n'.repeat(500))));
const rows = Array.from({ length: 24 }, (_, i) => [(Math.sin(i) * 3).toFixed(3), i % 7, 'abcdef'[i % 6], i % 2, 'NA', 'one', 'pqr'[i % 3], i % 5, i - 3, i + 0.5, `t${i % 2}`].join(','));

const files: Readonly<Record<string, Uint8Array>> = {
  'd.csv': text(`y,x,g,b,na,one,r3,cnt,neg,frac,txt\n${rows.join('\n')}\n`),
  'ragged.csv': text('a,b,c\n1,2,3\n4,5\n6,7,8\n'),
  'empty.csv': text(''),
  'blank.csv': text('\n\n\n'),
  'header.csv': text('y,x,g\n'),
  'latin1.csv': Uint8Array.from([...text('name,y\nM'), 0xfc, ...text('ller,1\n')]),
  'utf16.csv': utf16('name,y\nMüller,1\n', true),
  'utf16-unmarked.csv': utf16('name,y\nMuller,1\n', false),
  'nul.csv': text('a,b\n1,2\n\x00\x003,4\n'),
  'truncated.csv.gz': packed.subarray(0, Math.floor(packed.length / 2)),
  'corrupt.csv.gz': packed.map((byte, i) => (i > 14 && i < 30 ? byte ^ 0x55 : byte)),
  'quote.csv': text('a,b\n1,"x\n2,y\n'),
  'sheet.csv': Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]),
  'twice.csv': text('a,a,b\n1,2,3\n'),
  'semicolons.csv': text('a;b\n1,5;2\n'),
  'long.csv': text(`a,b\n1,"${'q'.repeat(1_000_000)}"\n`),
  'fields.csv': text('a,'.repeat(200_000)),
};

let live: Session;
beforeEach(() => {
  live = new Session({
    files: {
      read: path => (files[path] ? Promise.resolve(files[path]) : Promise.reject(new UserError('GLMM261', `There is no file "${path}".`))),
      readDataset: name => noFiles.readDataset(name),
    },
  });
});

/** Runs a cell that fails, and the next one, which must not. */
async function mistake(source: string): Promise<{ code: string; place: string; message: string; advice: string }> {
  await live.run('d <- read.csv("d.csv", stringsAsFactors = TRUE)');
  const { status, error } = await live.run(source);
  expect(status, source).toBe('error');
  expect((await live.run('nrow(d)')).outputs).toEqual([{ kind: 'vector', type: 'integer', values: [24], names: [] }]);
  return { code: error!.code, place: `${error!.line}:${error!.column}`, message: error!.message, advice: error!.advice.join(' ') };
}

describe('a file that cannot be used', () => {
  test.each([
    ['nofile.csv', 'GLMM261', 'no file "nofile.csv"'],
    ['ragged.csv', 'GLMM285', 'Line 3 of "ragged.csv" has 2 fields, but 3 were expected'],
    ['empty.csv', 'GLMM289', 'empty'],
    ['blank.csv', 'GLMM289', 'empty'],
    ['latin1.csv', 'GLMM284', 'line 2, column 2 holds the byte 0xFC'],
    ['nul.csv', 'GLMM280', 'line 3, column 1 holds a zero byte'],
    ['truncated.csv.gz', 'GLMM283', 'damaged gzip file'],
    ['corrupt.csv.gz', 'GLMM283', 'damaged gzip file'],
    ['quote.csv', 'GLMM286', 'The quote that opens on line 2'],
    ['sheet.csv', 'GLMM281', 'is a zip archive, not a text file'],
    ['fields.csv', 'GLMM282', 'Line 1 of "fields.csv" has more than 100000 fields'],
  ])('%s is refused with its reason', async (file, code, message) => {
    const found = await mistake(`x <- 1\ny <- read.csv("${file}")`);
    expect(found).toMatchObject({ code, place: '2:6' });
    expect(found.message).toContain(message);
  });

  test('UTF-16 is read with a byte order mark and without, and so are columns of the same name', async () => {
    expect((await live.run('read.csv("utf16-unmarked.csv")')).outputs).toMatchObject([{ kind: 'table', rows: [['Muller', 1]] }]);
    expect((await live.run('read.csv("utf16.csv")')).outputs).toMatchObject([{ kind: 'table', rows: [['Müller', 1]] }]);
    expect((await live.run('names(read.csv("twice.csv"))')).outputs).toMatchObject([{ values: ['a', 'a.1', 'b'] }]);
  });

  test('a file with another separator is read with a note of the reader that it needs', async () => {
    const { outputs } = await live.run('s <- read.csv("semicolons.csv")');
    expect(outputs).toEqual([{ kind: 'text', text: expect.stringContaining('read.csv2()') as string }]);
  });

  test('a cell of a million characters is shown by its beginning', async () => {
    const { outputs } = await live.run('read.csv("long.csv")');
    expect(JSON.stringify(outputs).length).toBeLessThan(1000);
  });
});

describe('data that cannot be fitted', () => {
  test.each([
    ['h <- read.csv("header.csv"); lmer(y ~ x + (1 | g), data = h)', 'GLMM310', '1:30', '`h` has no rows'],
    ['lmer(na ~ x + (1 | g), data = d)', 'GLMM311', '1:6', 'All 24 values of `na` are missing'],
    ['lmer(y ~ na + (1 | g), data = d)', 'GLMM311', '1:10', 'All 24 values of `na` are missing'],
    ['lmer(y ~ x + (1 | na), data = d)', 'GLMM311', '1:19', 'All 24 values of `na` are missing'],
    ['lmer(y ~ one + (1 | g), data = d)', 'GLMM312', '1:10', 'only one level'],
    ['lmer(y ~ x + (1 | one), data = d)', 'GLMM312', '1:15', 'only one level'],
    ['glmer(I(2 * b) ~ x + (1 | g), data = d, family = binomial)', 'GLMM314', '1:7', 'is 2 in row 2'],
    ['glmer(neg ~ x + (1 | g), data = d, family = poisson)', 'GLMM314', '1:7', 'is -3 in row 1'],
    ['glmer(frac ~ x + (1 | g), data = d, family = poisson)', 'GLMM314', '1:7', 'is 0.5 in row 1'],
    ['glmer(txt ~ x + (1 | g), data = d, family = poisson)', 'GLMM319', '1:7', 'is a factor'],
    ['glmer(as.character(txt) ~ x + (1 | g), data = d, family = binomial)', 'GLMM319', '1:7', 'is text'],
    ['lmer(y ~ log(cnt) + (1 | g), data = d)', 'GLMM313', '1:10', '-Inf in row 1'],
    ['lmer(y ~ x + (1 | g),\n  data = d,\n  weights = neg)', 'GLMM320', '3:13', 'is -3 in row 1'],
    ['lmer(y ~ x + (1 | g), data = d, weights = 0 * cnt)', 'GLMM415', '1:43', 'are zero'],
    ['lmer(y ~ x + (1 | g), data = d, weights = 1:3)', 'GLMM318', '1:43', '3 values'],
    ['glmer(cnt ~ x + (1 | g), data = d, family = poisson, offset = na)', 'GLMM311', '1:63', 'are missing'],
    ['lmer(y ~ x + (1 | y), data = d)', 'GLMM315', '1:15', '24 levels in 24 rows'],
    ['lmer(y ~ factor(seq_len(24)) + (1 | g), data = d)', 'GLMM411', '1:1', '24 rows for 24 fixed effects'],
    ['lmer(y ~ x + (1 | g), data = d, subset = x > 100)', 'GLMM310', '1:42', 'leaves no rows'],
  ])('%s', async (source, code, place, message) => {
    const found = await mistake(source);
    expect(found).toMatchObject({ code, place });
    expect(found.message).toContain(message);
  });

  test('a factor with three outcomes is fitted, and the split is told', async () => {
    await live.run('d <- read.csv("d.csv", stringsAsFactors = TRUE)');
    const { outputs } = await live.run('glmer(r3 ~ x + (1 | g), data = d, family = binomial)');
    expect(outputs).toMatchObject([{ kind: 'model', notices: expect.arrayContaining([expect.objectContaining({ code: 'GLMM305' })]) as unknown }]);
  });

  test('a response that the covariates reproduce is told to be a perfect fit', async () => {
    await live.run('d <- data.frame(g = rep(1:10, each = 5), x = rep(1:5, 10))\nd$y <- 1 + 2 * d$x + sin(d$g)');
    const { outputs } = await live.run('lmer(y ~ x + (1 | g), data = d)');
    expect(outputs).toMatchObject([{ kind: 'model', notices: [{ code: 'GLMM403', severity: 'warning' }] }]);
  });

  test('a covariate that separates the outcomes is told to do so, and not that the optimiser was slow', async () => {
    await live.run('d <- data.frame(g = rep(1:10, each = 12), q = rep(c(0, 0, 0, 0, 0, 1), 20), s = rep(c(0, 1, 0, 1, 1), 24))\nd$b <- ifelse(d$q == 1, 1, d$s)');
    const { outputs } = await live.run('glmer(b ~ q + (1 | g), data = d, family = binomial)');
    expect(outputs).toMatchObject([{ kind: 'model', convergence: { converged: false } }]);
    const codes = outputs.flatMap(output => (output.kind === 'model' ? output.notices.map(notice => notice.code) : []));
    expect(codes[0]).toBe('GLMM404');
    expect(codes).not.toContain('GLMM402');
  });

  test('thousands of columns are fitted at once, and named by the first few', async () => {
    const { outputs } = await live.run('w <- data.frame(y = sin(1:40), g = rep(1:8, 5), x = rep(1, 40))\nlmer(y ~ x + (1 | g), data = w)');
    expect(outputs).toMatchObject([{ kind: 'model', notices: expect.arrayContaining([expect.objectContaining({ code: 'GLMM302', term: 'x' })]) as unknown }]);
  });
});

describe('a call that cannot be carried out', () => {
  test.each([
    ['lmer(y ~ x + (1 | g, data = d)', 'GLMM101', '1:14', 'never closed', ''],
    ['lmer(y ~ x + (1 | "g), data = d)', 'GLMM103', '1:19', 'string', ''],
    ['lmer(y ~ x, data = d)', 'GLMM243', '1:6', 'no random-effects term', '(1 | g)'],
    ['glmer(b ~ x, data = d, family = binomial)', 'GLMM243', '1:7', 'no random-effects term', '(1 | g)'],
    ['lmer(~ x + (1 | g), data = d)', 'GLMM242', '1:6', 'response', 'y ~ x'],
    ['lmer(y ~ y + (1 | g), data = d)', 'GLMM242', '1:10', 'right of ~ as well', 'Remove y'],
    ['lmer(y ~ hurd + (1 | g), data = d)', 'GLMM204', '1:10', '`hurd`', '`cnt`'],
    ['lmer(y ~ x + (1 | g), data = NULL)', 'GLMM201', '1:6', '`y`', 'add data ='],
    ['lmer(y ~ x + (1 | g))', 'GLMM201', '1:6', '`y`', 'add data ='],
    ['lmer(y ~ x + (1 | g), data = 1:3)', 'GLMM254', '1:30', 'a numeric vector of 3', 'data.frame()'],
    ['lmer(y ~ x + (1 | g), data = list(y = 1))', 'GLMM254', '1:30', 'a list', 'data.frame()'],
    ['cnt2 <- d; lmer(cnt2 ~ x + (1 | g), data = d)', 'GLMM319', '1:17', 'no column `cnt2`', '`cnt`'],
    ['lmer("y ~ x + (1 |", data = d)', 'GLMM242', '1:6', 'is not a formula', 'y ~ x'],
    ['f <- y ~ xx + (1 | g)\nlmer(f, data = d)', 'GLMM204', '2:6', 'Did you mean `x`?', '`cnt`'],
    ['glmer(b ~ x + (1 | g), data = d, family = bimomial)', 'GLMM251', '1:43', 'Did you mean `binomial`?', 'poisson'],
    ['glmer(b ~ x + (1 | g), data = d, family = Gamma)', 'GLMM314', '1:7', 'is not above 0', 'above zero in every row'],
    ['glmer(b ~ x + (1 | g), data = d, family = quasipoisson)', 'GLMM251', '1:43', 'has no likelihood', 'glmer.nb'],
    ['glmer(b ~ x + (1 | g), data = d, family = nbinom2)', 'GLMM200', '1:43', 'planned', 'poisson'],
    ['glmer(b ~ x + (1 | g), data = d, family = 3)', 'GLMM251', '1:43', 'a number', ''],
    ['glmer(b ~ x + (1 | g), data = d, famly = binomial)', 'GLMM203', '1:34', 'Did you mean `family`?', ''],
    ['lmer(y ~ x + (1 | g), data = d)$foo', 'GLMM235', '1:1', 'a fitted model', 'fixef(m)'],
    ['undefined <- undefined + 1', 'GLMM201', '1:14', '`undefined`', ''],
    ['seq(1, 1e12)', 'GLMM211', '1:1', '50 million', ''],
    ['rep("a", times = 1e9)', 'GLMM211', '1:1', '50 million', ''],
    [`${'('.repeat(70)}1${')'.repeat(70)}`, 'GLMM108', '1:65', 'deep', ''],
    ['d %>% head()', 'GLMM209', '1:3', '`|>`', '|>'],
    ['drop1(d)', 'GLMM200', '1:1', 'planned', 'anova'],
    ['setwd("/data")', 'GLMM202', '1:1', 'do not have', "notebook's folder"],
  ])('%s', async (source, code, place, message, advice) => {
    const found = await mistake(source);
    expect(found).toMatchObject({ code, place });
    expect(found.message).toContain(message);
    expect(found.advice).toContain(advice);
  });
});
