// Summaries as text against what R prints of the same models (test/fixtures/summaries/record.R made the record).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { abbreviate } from '../../../engine/report/text/abbreviate.js';
import { formatPValues } from '../../../engine/report/text/coefficient-matrix.js';
import { toPlainText } from '../../../engine/report/plain-text.js';
import { Session } from '../../../engine/session.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

interface Recorded {
  readonly summaries: readonly { readonly call: string; readonly printed: readonly string[] }[];
  /** Of linear mixed models, by lmerTest. */
  readonly tested: readonly { readonly call: string; readonly printed: readonly string[] }[];
  readonly pValues: readonly { readonly values: readonly number[] | number; readonly text: readonly string[] }[];
  readonly abbreviations: readonly { readonly names: readonly string[]; readonly six: readonly string[]; readonly eleven: readonly string[] }[];
}

const record = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/summaries/summaries.json'), 'utf8')) as Recorded;

/** R writes out what a double bar stands for, and leaves two blanks in a title. */
const asWritten = (line: string): string => line.trimEnd().replace('((1 | Subject) + (0 + Days | Subject))', '(Days || Subject)').replace("likelihood  ['", "likelihood ['");

const layout = (line: string): string => line.replaceAll(/\d/g, '#');
const numbersIn = (line: string): number[] => [...line.matchAll(/-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g)].map(([number]) => Number(number));

/** lme4 stops a little short of the optimum, which shows in the last digit. */
function isSame(here: string, there: string): boolean {
  const numbers = numbersIn(there);
  return layout(here) === layout(there) && numbersIn(here).every((number, place) => Math.abs(number - numbers[place]!) <= Math.max(2e-4 * Math.abs(numbers[place]!), 1.01 * lastPlace(there, place)));
}

function lastPlace(line: string, place: number): number {
  const [, decimals = '', exponent = '0'] = /\.(\d+)(?:e([-+]\d+))?/.exec([...line.matchAll(/-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g)][place]![0]) ?? [];
  return 10 ** (Number(exponent) - decimals.length);
}

describe('a summary has every line that R prints, in its order, column for column', () => {
  // the title of lmerTest is broken in two, with a blank before the full stop
  test.each([
    ...record.summaries.map(({ call, printed }) => ['lme4', call, printed, { degreesOfFreedom: 'none' }] as const),
    ...record.tested.map(({ call, printed }) => ['lmerTest', call, printed.slice(printed.findIndex(line => line.startsWith('Formula'))), {}] as const),
  ])('%s: %s', async (_, call, printed, settings) => {
    const { outputs, error } = await new Session({ files: sampleFiles, settings }).run(call);
    expect(error).toBeUndefined();
    const lines = toPlainText(outputs[0]!).split('\n');
    let from = 0;
    for (const line of printed.map(asWritten)) {
      const found = lines.findIndex((here, index) => index >= from && isSame(here, line));
      expect(found, `after line ${from}: ${line}\n${lines.slice(from).join('\n')}`).toBeGreaterThanOrEqual(from);
      from = found + 1;
    }
  });
});

test.each(record.pValues.map(({ values, text }) => [[values].flat(), text] as const))('p-values %j are %j, as format.pval writes them', (values, text) => {
  expect(formatPValues(values)).toEqual(text);
});

test.each(record.abbreviations.map(each => [each.names, each] as const))('%j are shortened as by abbreviate()', (names, { six, eleven }) => {
  expect(abbreviate(names, 6)).toEqual(six);
  expect(abbreviate(names, 11)).toEqual(eleven);
});
