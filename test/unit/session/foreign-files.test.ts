// Models of data that come in files of R, Stata and SPSS: the same as of the bundled data, whose fit is checked against lme4 elsewhere.
import { describe, expect, test } from 'vitest';
import { columnsOfFiles } from '../../../engine/language/file-columns.js';
import { checkCell } from '../../../engine/language/check.js';
import { fromJsonNumber, type ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import type { FileAccess } from '../../../engine/language/registry.js';
import { recordedAnswers, recordedFile } from '../../fixtures/foreign/recorded.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

const call = 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = herds, family = binomial)';

async function run(cell: string) {
  const { outputs, error } = await new Session({ files: sampleFiles }).run(cell);
  if (error) throw new Error(`${error.code} ${error.message}`);
  return outputs;
}

async function fit(preparation: string): Promise<number[]> {
  const model = (await run(`${preparation}\n${call}`)).find((output): output is ModelResult => output.kind === 'model')!;
  return [model.logLik, ...model.fixed.flatMap(({ estimate, standardError }) => [estimate, standardError]), ...model.random.flatMap(({ sd }) => sd)].map(fromJsonNumber);
}

describe('a model of the herds in', () => {
  test.each([
    ['an .rds file', 'herds <- readRDS("herds.rds")'],
    ['an .rda file', 'load("herds.rda")'],
    ['a Stata file', 'herds <- as_factor(read_dta("herds.dta"))'],
    ['an SPSS file', 'herds <- read_sav("herds.sav") |> as_factor()'],
    ['an SPSS file, by its other name and with labels as factors', 'herds <- read_spss("herds.sav")\nherds$period <- as_factor(herds$period)'],
  ])('%s is that of cbpp', async (_, preparation) => {
    const expected = await fit('herds <- cbpp');
    expect(expected[0]).toBeCloseTo(-92.0262819, 5); // lme4 1.1-31, with a tightened optimiser
    const found = await fit(preparation);
    expect(found).toEqual(expected);
  });
});

const recordedFiles: FileAccess = { ...sampleFiles, read: name => Promise.resolve(recordedFile(name)) };

describe('as_factor', () => {
  const asked = Object.keys(recordedAnswers).filter(name => name.startsWith('as_factor'));

  test.each(asked)('%s gives what haven gives', async name => {
    const [, levels, column] = name.split(' ');
    const session = new Session({ files: recordedFiles });
    const { outputs, error } = await session.run(`f <- as_factor(read_sav("labelled.sav")$${column}, levels = "${levels}")\nlevels(f)\nifelse(is.na(f), 0, as.integer(f))`);
    expect(error).toBeUndefined();
    const answer = recordedAnswers[name] as { levels: string[]; values: number[] };
    expect(outputs).toMatchObject([{ values: answer.levels }, { values: answer.values }]);
  });

  test('of a data frame takes the columns with labels alone', async () => {
    const { outputs } = await new Session({ files: recordedFiles }).run('d <- as_factor(read_sav("labelled.sav"))\nsapply(d, class)\nsapply(zap_labels(read_sav("labelled.sav")), class)');
    expect(outputs).toMatchObject([{ values: ['factor', 'factor', 'character'] }, { values: ['numeric', 'numeric', 'character'] }]);
  });
});

test('dates of files are dates', async () => {
  const { outputs, error } = await new Session({ files: recordedFiles }).run('d <- read_dta("stata-14.dta")\nclass(d$day)\nformat(d$day[1])\nas.numeric(d$day[1] - as.Date("2024-02-01"))');
  expect(error).toBeUndefined();
  expect(outputs.slice(1)).toMatchObject([{ values: ['Date'] }, { values: ['2024-02-29'] }, { values: [28] }]);
});

test('load() shows nothing, and gives the names of what it made', async () => {
  expect(await run('load("herds.rda")')).toEqual([]);
  expect(await run('loaded <- load("herds.rda")\nloaded')).toMatchObject([{ kind: 'vector', values: ['herds'] }]);
});

test('columns are chosen as in subset()', async () => {
  const values = ['size', 'period'];
  expect(await run('names(read_dta("herds.dta", col_select = c(size, period)))')).toMatchObject([{ values }]);
  expect(await run('names(read_sav("herds.sav", col_select = -c(herd, incidence), n_max = 3))')).toMatchObject([{ values }]);
});

test('columns of files are known before a cell has run, also where as_factor makes factors of them', async () => {
  const cell = 'd <- as_factor(read_dta("herds.dta"))\nm <- glmer(cbind(incidence, size - incidence) ~ peroid + (1 | herd), data = d, family = binomial)';
  const begin = async (path: string) => ({ bytes: await sampleFiles.read(path), isWhole: true });
  const files = await columnsOfFiles([cell], { begin, readDataset: name => sampleFiles.readDataset(name) });
  expect(checkCell({ cells: [cell], cell: 0, snapshot: { variables: [] }, files })).toMatchObject([{ code: 'GLMM204', fixes: [{ edits: [{ insert: 'period' }] }] }]);
  const right = cell.replace('peroid', 'period');
  expect(checkCell({ cells: [right], cell: 0, snapshot: { variables: [] }, files })).toEqual([]);
});

test('after load() no name is called wrong, since the text does not tell what there is', () => {
  const check = (...cells: string[]) => checkCell({ cells, cell: cells.length - 1, snapshot: { variables: [] } }).map(({ code }) => code);
  expect(check('load("herds.rda")\nhead(herds)')).toEqual([]);
  expect(check('load("herds.rda")', `${call}`)).toEqual([]);
  expect(check('d <- read_dta("herds.dta", col_select = c(herd, size))')).toEqual([]);
  expect(check('head(herds)')).toEqual(['GLMM201']);
  expect(check('head(herds)\nload("herds.rda")')).toEqual(['GLMM201']);
});

test('what columns and their values mean stands with them', async () => {
  const session = new Session({ files: recordedFiles });
  await session.run('d <- read_sav("spss-byte.sav")');
  const columns = session.snapshot().variables.find(({ name }) => name === 'd')!.columns;
  expect(columns.find(({ name }) => name === 'pain')?.summary).toBe('numeric, 0 to 9, mean 3.333, 1 missing; 0 = no pain, 1 = some ü, 9 = very much; “Pain at night”');
});
