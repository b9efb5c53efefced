/** What is learned of files before a cell runs, against what reading the whole file gives. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { completeAt } from '../../../engine/language/complete.js';
import { columnsOfFiles, fileReadsIn } from '../../../engine/language/file-columns.js';
import { nodeFileBeginnings, nodeFiles } from '../../../engine/node/node-files.js';
import { Session } from '../../../engine/session.js';
import { notebookOf } from './notebook.js';

let folder = '';
const write = (name: string, content: string | Uint8Array): void => writeFileSync(path.join(folder, name), content);
const long = `id,group,score,remark\n${Array.from({ length: 30_000 }, (_, row) => `${row},${row < 100 ? 'a' : 'b'},${row < 29_000 ? row : 'none'},"no\nremark"\n`).join('')}`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'glmm-files-'));
  write('herds.csv', 'herd,size,kind,ok\n1,14,zebu,TRUE\n2,12.5,ox,FALSE\n3,NA,zebu,NA\n');
  write('semicolon.csv', '# from the field\nName der Herde;Größe\nA;1,5\nB;2,5\n');
  write('long.csv', long);
  write('packed.csv.gz', gzipSync('x,y\n1,2\n'));
  write('wide.csv', Buffer.from('x,y\n1,é\n', 'utf16le'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const columnsOf = (...cells: string[]) => columnsOfFiles(cells, nodeFileBeginnings(folder));

describe('the columns of a file', () => {
  it.each([
    'read.csv("herds.csv")',
    'read.csv("herds.csv", stringsAsFactors = TRUE)',
    'read.csv("herds.csv", colClasses = c(herd = "factor"), na.strings = c("NA", "14"))',
    'read.csv("herds.csv", header = FALSE, skip = 1, col.names = c("a", "b", "c", "d"))',
    'read.csv2("semicolon.csv", skip = 1)',
    'read.table("semicolon.csv", sep = ";", dec = ",", header = TRUE, comment.char = "#")',
    'read_csv("herds.csv")',
    'read.csv("packed.csv.gz")',
    'read.csv(text = "a,b\\n1,x")',
    'read.csv(paste0("her", "ds.csv"))',
  ])('are those that %s gives when it runs', async (call) => {
    const session = new Session({ files: nodeFiles(folder) });
    expect((await session.run(`d <- ${call}`)).error).toBeUndefined();
    expect((await columnsOf(`d <- ${call}`)).get(call)).toEqual(session.snapshot().variables[0]!.columns);
  });

  it('are known by name alone where only the beginning was read, whatever follows', async () => {
    const [id, group, score, remark] = (await columnsOf('read.csv("long.csv")')).get('read.csv("long.csv")')!;
    expect([id, group, score, remark].map((column) => column!.name)).toEqual(['id', 'group', 'score', 'remark']);
    // score is text further down, and group has a level that the beginning need not hold
    expect(group).toMatchObject({ type: 'character', levels: [], values: ['a', 'b'] });
    expect(id).toMatchObject({ levels: [], summary: 'numeric, by its first rows' });
  });

  it('are not asked for where the path is only known by running', () => {
    expect(fileReadsIn(['d <- read.csv(path)', 'd <- read.csv("a.csv"', 'd <- read.csv(rep("x", 1e9))'])).toEqual([]);
    expect(fileReadsIn(['d <- "a.csv" |> read.csv(sep = ";")', 'head(cbpp)']).map(({ key }) => key)).toEqual(['read.csv("a.csv", sep = ";")', 'cbpp']);
  });

  it('are missing where the file is not there or is something else', async () => {
    expect([...(await columnsOf('read.csv("nowhere.csv")\nread.csv("herds.csv", nrow = "x")')).keys()]).toEqual([]);
  });

  it('make unknown columns and levels wrong, and known ones offered, in the cells below', async () => {
    const cells = ['d <- read.csv("herds.csv", stringsAsFactors = TRUE)\nd$big <- d$size > 13', 'm <- lmer(size ~ kind + big + (1 | hurd), data = d)\nx <- d$kind == "camel"'];
    const files = await columnsOf(...cells);
    expect(checkCell({ ...notebookOf(cells), files }).map(({ code, fixes }) => [code, fixes[0]?.title])).toEqual([['GLMM204', 'Replace by herd'], ['GLMM224', undefined]]);
    const text = 'x <- d$';
    expect(completeAt({ ...notebookOf([cells[0]!, text]), files }, text.length).map(({ label }) => label)).toEqual(['herd', 'size', 'kind', 'ok', 'big']);
  });

  it('make nothing wrong that the rest of a long file may hold', async () => {
    const cells = ['d <- read.csv("long.csv", stringsAsFactors = TRUE)', 'x <- d[d$group == "c" & d$score == "none", ]'];
    expect(checkCell({ ...notebookOf(cells), files: await columnsOf(...cells) })).toEqual([]);
  });
});

describe('a bundled data set', () => {
  it('is read for how its columns are spread', async () => {
    const columns = (await columnsOf('lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)')).get('sleepstudy')!;
    // R: quantile(sleepstudy$Reaction)
    const [reaction] = columns;
    expect(reaction!.distribution).toMatchObject({ kind: 'numbers', count: 180, missing: 0, distinct: 180 });
    const quantiles = reaction!.distribution?.kind === 'numbers' ? (reaction!.distribution.quantiles ?? []) : [];
    [194.3322, 255.375825, 288.6508, 336.752075, 466.3535].forEach((expected, index) => expect(quantiles[index]).toBeCloseTo(expected, 9));
  });
});
