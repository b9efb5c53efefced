// What is right is not called wrong: nothing is said of the models of the references, of the varied data and of the documentation.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { functions } from '../../../engine/language/functions.js';
import { cellOf, referenceFits } from '../../reference/reference-fits.js';

const root = new URL('../../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

/** What is said of a cell, hints included. */
const said = (text: string): string[] => checkCell({ cells: [text], cell: 0, snapshot: { variables: [] } }).map(({ code, from, to, message }) => `${code} at ${text.slice(from, to)}: ${message}`);

/** Models that lme4's own examples and lectures fit although an effect has no average, or a group is fixed too; a hint says so. */
const hinted = /GLMM24[57] /;

describe('the models of the references', () => {
  it.each(referenceFits.map((fit) => [fit.name, cellOf(fit)] as const))('%s', (_, text) => {
    expect(said(text).filter((one) => !hinted.test(one))).toEqual([]);
  });
});

it('the models of the varied data', () => {
  const models = JSON.parse(read('test/fixtures/varied-models/models.json')) as { call: string }[];
  expect(models.flatMap(({ call }) => said(`d <- read.csv("data.csv")\nm <- ${call}`)).filter((one) => !hinted.test(one))).toEqual([]);
});

describe('the blocks of lectures', () => {
  const blocks = read('test/fixtures/lecture-blocks/blocks.R').split(/^#### /m).slice(1).map((block) => {
    const [title = '', ...lines] = block.split('\n');
    const expected = /\| (GLMM\d+) at line (\d+)/.exec(title);
    return { title, text: lines.join('\n'), expected: expected ? `${expected[1]!} at line ${expected[2]!}` : null };
  });
  const told = (text: string): string[] => checkCell({ cells: [text], cell: 0, snapshot: { variables: [] } }).map(({ code, from }) => `${code} at line ${text.slice(0, from).split('\n').length}`);

  it.each(blocks.filter(({ expected }) => expected === null))('$title', ({ text }) => {
    expect(told(text)).toEqual([]);
  });

  // that a file is not there shows when the block runs
  it.each(blocks.filter(({ expected }) => expected !== null && !expected.startsWith('GLMM261')))('$title, told before it runs', ({ text, expected }) => {
    expect(told(text)[0]).toBe(expected);
  });
});

it('the formulas that lme4 was asked to read are no errors', () => {
  const { cases } = JSON.parse(read('test/fixtures/model/random-formulas.json')) as { cases: { formula: string; random: unknown }[] };
  const formulas = cases.filter(({ random }) => random !== null).map(({ formula }) => formula.replace(/^~/, 'y ~'));
  expect(formulas.length).toBeGreaterThan(50);
  const errors = (text: string): string[] => checkCell({ cells: [text], cell: 0, snapshot: { variables: [] } }).flatMap(({ code, severity, message }) => (severity === 'error' ? [`${text}: ${code} ${message}`] : []));
  expect(formulas.flatMap((formula) => errors(`d <- read.csv("data.csv")\nm <- lmer(${formula}, data = d)`))).toEqual([]);
});

it('the examples of the functions, one after the other in a notebook', () => {
  const cells = [...functions.values()].flatMap(({ example }) => (example === '' ? [] : [example]));
  expect(cells.flatMap((text, cell) => checkCell({ cells, cell, snapshot: { variables: [] } }).map(({ code, message }) => `${text}: ${code} ${message}`))).toEqual([]);
});
