// The bundled data, against their catalogue and against what is known of them.
import { describe, expect, test } from 'vitest';
import { summarizeColumn } from '../../../engine/data/column-summary.js';
import { readBundledDataset } from '../../../engine/data/datasets/bundled.js';
import { datasets } from '../../../engine/data/datasets/catalogue.js';
import { noFiles } from '../../fixtures/no-files.js';

describe('the catalogue says what the files hold', () => {
  test.each(datasets.map(dataset => [dataset.name, dataset] as const))('%s', async (name, dataset) => {
    const frame = await readBundledDataset(name, noFiles);
    expect(frame.rowCount).toBe(dataset.rowCount);
    expect([...frame.columns].map(([column, values]) => summarizeColumn(column, values)).map(({ name: column, type, levels, summary }) => ({ name: column, type, levels, summary }))).toEqual(dataset.columns.map(({ name: column, type, levels, summary }) => ({ name: column, type, levels, summary })));
    for (const column of frame.columns.values()) if (column.type === 'factor') expect(column.codes.includes(0)).toBe(false);
  });
});

test('spinal holds the transitions that were published: 63, 16, 12 and 35 of 126 patients', async () => {
  const frame = await readBundledDataset('spinal', noFiles);
  const patient = frame.columns.get('patient');
  const visit = frame.columns.get('visit');
  const y = frame.columns.get('y');
  if (patient?.type !== 'factor' || visit?.type !== 'factor' || y?.type !== 'integer') throw new Error('other types were expected');
  const answers = new Map<number, number[]>();
  patient.codes.forEach((code, row) => {
    const pair = answers.get(code) ?? [];
    pair[visit.codes[row]! - 1] = y.values[row]!;
    answers.set(code, pair);
  });
  const transitions = new Map<string, number>();
  for (const [first, second] of answers.values()) transitions.set(`${first}${second}`, (transitions.get(`${first}${second}`) ?? 0) + 1);
  // 1 is no pain
  expect(Object.fromEntries(transitions)).toEqual({ '11': 63, '10': 16, '01': 12, '00': 35 });
});
