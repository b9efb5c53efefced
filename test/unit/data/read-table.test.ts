// Tricky texts, read here and by R 4.2.2 and readr 2.1.4: read-table.R runs the calls of read-table-calls.txt and writes R's answers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { labelsOf } from '../../../engine/data/coercion.js';
import type { Column } from '../../../engine/data/vectors.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { frameAfter } from '../../fixtures/model/reference-frames.js';

interface Answer {
  readonly call: string;
  readonly error?: true;
  readonly rows: number;
  readonly rowNames?: readonly string[] | null;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly (string | null)[]; readonly levels?: readonly string[] | null }[];
}

const answers = JSON.parse(readFileSync(new URL('read-table.json', import.meta.url), 'utf8')) as readonly Answer[];
const readAs = async (call: string) => frameAfter('x\n1\n', [`d <- ${call}`]);

/** What is read otherwise on purpose: R's answer hides a mistake in the file, or needs a type that cells do not have. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ['read.csv(text = "a\\n1e\\n2\\n")', 'R takes 1e for 1; here it is no number'],
  ['read.csv(text = "a\\n1i\\n")', 'cells have no complex numbers'],
  ['read.table(text = "a b\\n\'x \'\'y\' 1\\n", header = TRUE)', 'R makes two fields of two quoted texts without a blank between; here the quote is a doubled one'],
  ['read.csv(text = "a,b\\n1,x\\n   \\n2,y\\n")', 'R makes a row of missing values of a line of blanks; here it is passed over'],
  ['read.csv(text = "a,b\\n1,x\\n", col.names = c("n"))', 'R makes names of rows of the column without a name; here it is refused'],
]);

/** Numbers are compared as numbers: R's text has 17 digits. */
const comparable = (type: string, text: string | null): string | number | null => (text === null || type !== 'double' ? text : text === 'NaN' ? 'NaN' : Number(text.replace('Inf', 'Infinity')));

function described(column: Column): { type: string; values: (string | number | null)[]; levels: readonly string[] | null } {
  const values = column.type === 'double' ? Array.from(column.values, (value, row) => (Number.isNaN(value) ? (column.notANumber?.[row] === 1 ? 'NaN' : null) : value)) : labelsOf(column);
  return { type: column.type, values, levels: column.type === 'factor' ? column.levels : null };
}

describe('reads as R does', () => {
  test.each(answers.filter(({ call, error }) => !error && !DIFFERENT.has(call)).map(answer => [answer.call, answer] as const))('%s', async (call, answer) => {
    const frame = await readAs(call);
    expect(frame.rowCount).toBe(answer.rows);
    expect([...frame.columns.keys()]).toEqual(answer.columns.map(({ name }) => name));
    expect([...frame.columns.values()].map(described)).toEqual(answer.columns.map(({ type, values, levels }) => ({ type, values: values.map(value => comparable(type, value)), levels: levels ?? null })));
    if (answer.rowNames) expect(frame.rowNames).toEqual(answer.rowNames);
  });
});

describe('refuses what R refuses', () => {
  test.each(answers.filter(({ error }) => error).map(({ call }) => call))('%s', async call => {
    await expect(readAs(call)).rejects.toBeInstanceOf(UserError);
  });
});

test('what differs on purpose is still among the calls', () => {
  expect([...DIFFERENT.keys()].filter(call => !answers.some(answer => answer.call === call))).toEqual([]);
});
