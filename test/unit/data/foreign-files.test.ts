// Files of R, Stata and SPSS against what R 4.2.2, haven 2.5.1 and foreign 0.8 say is in them (test/fixtures/foreign/record.R).
import { describe, expect, test } from 'vitest';
import { wholeFile, type ForeignFile, type ForeignOptions } from '../../../engine/data/readers/foreign-columns.js';
import { readRdaSteps, readRdsSteps, type RFile } from '../../../engine/data/readers/r-files.js';
import type { RData } from '../../../engine/data/readers/r-data.js';
import { readSpssSteps } from '../../../engine/data/readers/spss.js';
import { readStataSteps } from '../../../engine/data/readers/stata.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { encoded, recordedAnswers, recordedFile, shortest } from '../../fixtures/foreign/recorded.js';

function finished<Content>(steps: Generator<void, Content>): Content {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

const rds = (name: string): RFile<RData> => finished(readRdsSteps(recordedFile(name), name));
const stata = (name: string): ForeignFile => finished(readStataSteps(recordedFile(name), name, wholeFile));
const spss = (name: string): ForeignFile => finished(readSpssSteps(recordedFile(name), name, wholeFile));

function contentOf(name: string): RData {
  if (name.endsWith('.rds')) return rds(name).content;
  if (name.endsWith('.dta')) return stata(name).frame;
  if (!name.endsWith('.rda')) return spss(name).frame;
  const { content } = finished(readRdaSteps(recordedFile(name), name));
  return { type: 'list', names: content.map(([variable]) => variable), values: content.map(([, data]) => data) };
}

describe('the values in', () => {
  test.each(Object.keys(recordedAnswers).filter(name => name.includes('.')))('%s are those that R has', name => {
    expect(encoded(contentOf(name))).toEqual(shortest(recordedAnswers[name]));
  });
});

test.each(['wide.rds', 'wide.dta.gz', 'wide.sav.gz'])('%s has 2,000 columns', name => {
  const bytes = recordedFile(name);
  const frame = name.includes('.dta') ? finished(readStataSteps(bytes, name, wholeFile)).frame : name.includes('.sav') ? finished(readSpssSteps(bytes, name, wholeFile)).frame : rds(name).content;
  if (frame.type !== 'dataFrame') throw new Error('no data frame');
  expect([...frame.columns].map(([column]) => column)).toEqual(Array.from({ length: 2000 }, (_, j) => `V${j + 1}`));
  expect([...frame.columns.values()].flatMap(column => (column.type === 'double' ? [...column.values] : []))).toEqual(Array.from({ length: 4000 }, (_, index) => index + 1));
});

test('a contingency table keeps what it counts', () => {
  expect(rds('table.rds').content).toMatchObject({ type: 'integer', names: ['c', 'b', 'a', 'unused'], tableOf: [''] });
});

describe('what cannot be a value here', () => {
  test('is named when it is the whole of an .rds file', () => {
    const held = (name: string): string => mistake(() => rds(name)).message;
    expect(held('lmer.rds')).toBe('"lmer.rds" holds a model of class lmerMod, fitted by lme4; cells read data: vectors, factors, matrices, lists and data frames.');
    expect(held('lm.rds')).toContain('a model of class lm, fitted by stats');
    expect(held('function.rds')).toContain('holds a function;');
  });

  test('is left out of a list, with a note, and what follows is read', () => {
    const { notes } = rds('among.rds');
    const left = Object.fromEntries(notes.map(note => /^`among\$(.*)` is (.*), and was left out\.$/.exec(note)!.slice(1, 3) as [string, string]));
    expect(left).toEqual({
      compiled: 'a function', circle: 'an environment', call: 'a piece of R code', formula: 'an object of class formula', raw: 'a vector of raw bytes', complex: 'a vector of complex numbers',
      package: 'a package', global: 'an environment', builtin: 'a function', special: 'a function', expression: 'a piece of R code',
    });
  });

  test('is left out of a data frame, and points in time are numbers, with notes', () => {
    expect(rds('held.rds').notes).toEqual([
      '`held$at` holds times, as seconds since 1970-01-01 00:00 UTC.',
      'Column `parts` of held is a list, and was left out.',
    ]);
    expect(finished(readRdaSteps(recordedFile('variables.rda'), 'variables.rda')).notes).toEqual(['`third` is a function, and was left out.']);
  });

  test('points in time of Stata and SPSS are told of', () => {
    expect(spss('dates.sav').notes).toEqual(['`a_DATETIME20` holds times, as seconds since 1970-01-01 00:00 UTC.']);
    expect(stata('stata-14.dta').notes).toEqual(['`at` holds times, as seconds since 1970-01-01 00:00 UTC.']);
  });
});

describe('rows and columns are chosen', () => {
  const frameOf = (options: Partial<ForeignOptions>, name = 'stata-14.dta') => (name.endsWith('.dta') ? finished(readStataSteps(recordedFile(name), name, { ...wholeFile, ...options })) : finished(readSpssSteps(recordedFile(name), name, { ...wholeFile, ...options }))).frame;

  test.each(['stata-14.dta', 'spss-byte.sav', 'spss-none.sav', 'spss-zsav.zsav'])('from %s', name => {
    expect(encoded(frameOf({ skip: 1, rowLimit: 2, columns: ['text', 'id'] }, name))).toEqual({
      type: 'dataFrame', rows: 2, rowNames: null,
      columns: [{ name: 'text', value: { type: 'character', values: ['日本語 😀', ''] } }, { name: 'id', value: { type: 'double', values: ['2', 'NA'] } }],
    });
    expect(frameOf({ skip: 10 }, name).rowCount).toBe(0);
    expect(mistake(() => frameOf({ columns: ['scroe'] }, name))).toMatchObject({ code: 'GLMM204', message: `"${name}" has no column \`scroe\`. Did you mean \`score\`?` });
  });

  test('texts of old Stata files are Windows-1252, unless another encoding is given', () => {
    const nameIn = (encoding: string | null) => frameOf({ encoding, columns: ['s'] }, 'little-114.dta').columns.get('s');
    expect(nameIn(null)).toMatchObject({ values: ['Mül', 'abcde', ''], label: 'größe' });
    expect(nameIn('windows-1251')).toMatchObject({ values: ['Mьl', 'abcde', ''] });
    expect(mistake(() => nameIn('klingon')).code).toBe('GLMM208');
  });
});

describe('files of another kind are named', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  test.each([
    ['readRDS of an .rda', () => rds('variables.rda'), 'GLMM281', 'load("variables.rda")'],
    ['load of an .rds', () => finished(readRdaSteps(recordedFile('columns-3.rds'), 'd.rds')), 'GLMM281', 'readRDS("d.rds")'],
    ['readRDS of a Stata file', () => finished(readRdsSteps(recordedFile('stata-14.dta'), 'd.dta')), 'GLMM281', 'read_dta("d.dta")'],
    ['read_dta of an SPSS file', () => finished(readStataSteps(recordedFile('spss-byte.sav'), 'd.sav', wholeFile)), 'GLMM281', 'read_sav("d.sav")'],
    ['read_sav of a Stata file', () => finished(readSpssSteps(recordedFile('little-114.dta'), 'd.dta', wholeFile)), 'GLMM281', 'read_dta("d.dta")'],
    ['readRDS of text', () => finished(readRdsSteps(bytes('a,b\n1,2\n'), 'd.csv')), 'GLMM281', 'read.csv()'],
    ['read_sav of text', () => finished(readSpssSteps(bytes('a,b\n1,2\n'), 'd.csv', wholeFile)), 'GLMM281', 'read.csv()'],
    ['a Stata file of version 7', () => stata('stata-7.dta'), 'GLMM294', 'saveold'],
    ['an empty file', () => finished(readRdsSteps(bytes(''), 'd.rds')), 'GLMM289', ''],
    ['a version of R that is to come', () => finished(readRdsSteps(Uint8Array.of(0x58, 10, 0, 0, 0, 4, 0, 9, 0, 0, 0, 9, 0, 0), 'd.rds')), 'GLMM294', 'version = 3'],
  ])('%s', (_, read, code, advice) => {
    const error = mistake(read);
    expect(error.code).toBe(code);
    expect(error.advice.join(' ')).toContain(advice);
  });
});

function mistake(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
