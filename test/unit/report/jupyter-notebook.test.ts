import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { reportWriters } from '../../../engine/report-writers.js';
import type { ReportInput } from '../../../engine/report/report-input.js';
import type { CellOutcome, Result } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects } from './fixtures.js';

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });
const model = readModel('cbpp');
const chart = caterpillarChart(readRandomEffects('cbpp-herd'), model);
const input: ReportInput = { title: 'Cattle', engine: '0.1.0', cells: [
  { kind: 'markdown', text: '# Herds\n\nFifteen.' },
  { kind: 'code', source: 'data(cbpp)\nm1 <- glmer(y ~ 1 + (1 | herd), cbpp, binomial)\nm1', outcome: ran(model, chart, { kind: 'text', text: HOSTILE }) },
  { kind: 'code', source: 'x', outcome: { ...ran(), status: 'error', error: { name: 'NameError', message: 'There is no x.', line: 1, column: 1, code: 'GLMM201', advice: ['Assign it.'] } } },
  { kind: 'code', source: 'y', outcome: null },
] };

interface Cell { readonly cell_type: string; readonly id: string; readonly source: readonly string[]; readonly metadata: object; readonly execution_count?: number | null; readonly outputs?: readonly Output[] }
interface Output { readonly output_type: string; readonly data?: Readonly<Record<string, readonly string[]>>; readonly [key: string]: unknown }

async function written(notebook: ReportInput): Promise<{ readonly cells: readonly Cell[]; readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>; readonly nbformat: number; readonly nbformat_minor: number }> {
  const resources = { pageScript: () => Promise.resolve(''), print: () => Promise.resolve(new Uint8Array(0)), readFont: () => Promise.resolve(new Uint8Array(0)), readDataset: () => Promise.resolve('') };
  return JSON.parse(String(await reportWriters.ipynb(notebook, {}, resources))) as Awaited<ReturnType<typeof written>>;
}

describe('a Jupyter notebook', () => {
  // The rules of nbformat/v4/nbformat.v4.5.schema.json: the keys of each kind of cell and output, all required and no others.
  test('is of the format 4.5', async () => {
    const notebook = await written(input);
    expect(Object.keys(notebook).sort()).toEqual(['cells', 'metadata', 'nbformat', 'nbformat_minor']);
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.metadata['kernelspec']).toMatchObject({ name: 'ir', display_name: 'R' });
    expect(notebook.metadata['language_info']).toMatchObject({ name: 'R' });
    const keys: Readonly<Record<string, readonly string[]>> = {
      markdown: ['cell_type', 'id', 'metadata', 'source'],
      code: ['cell_type', 'execution_count', 'id', 'metadata', 'outputs', 'source'],
      display_data: ['data', 'metadata', 'output_type'],
      error: ['ename', 'evalue', 'output_type', 'traceback'],
    };
    for (const cell of notebook.cells) {
      expect(Object.keys(cell).sort()).toEqual(keys[cell.cell_type]);
      expect(cell.id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
      expect(cell.source.every((line, place) => typeof line === 'string' && (line.endsWith('\n') || place === cell.source.length - 1))).toBe(true);
      for (const output of cell.outputs ?? []) {
        expect(Object.keys(output).sort()).toEqual(keys[output.output_type]);
        for (const lines of Object.values(output.data ?? {})) expect(lines.every(line => typeof line === 'string')).toBe(true);
      }
    }
    expect(new Set(notebook.cells.map(cell => cell.id)).size).toBe(notebook.cells.length);
  });

  test('runs in R: what the cells need comes first', async () => {
    const { cells } = await written(input);
    expect(cells.map(cell => [cell.id, cell.cell_type, cell.source.join('')])).toEqual([
      ['setup', 'code', 'library(lme4)'],
      ['cell-1', 'markdown', '# Herds\n\nFifteen.'],
      ['cell-2', 'code', 'data(cbpp)\nm1 <- glmer(y ~ 1 + (1 | herd), cbpp, binomial)\nm1'],
      ['cell-3', 'code', 'x'],
      ['cell-4', 'code', 'y'],
    ]);
  });

  test('shows results before anything is run: tables as Markdown, charts as pictures, all as text', async () => {
    const { cells } = await written(input);
    const outputs = cells[2]!.outputs!;
    expect(outputs.map(output => Object.keys(output.data ?? {}))).toEqual([['text/markdown', 'text/plain'], ['image/svg+xml', 'text/plain'], ['text/plain']]);
    expect(outputs[0]!.data!['text/markdown']!.join('')).toContain('| 0.37 |');
    expect(outputs[1]!.data!['image/svg+xml']!.join('')).toMatch(/^<svg[\s\S]*<\/svg>$/);
    expect(outputs[2]!.data!['text/plain']).toEqual([HOSTILE]);
    expect(cells.map(cell => cell.execution_count)).toEqual([null, undefined, 1, 2, null]);
  });

  test('keeps errors with their advice', async () => {
    const { cells } = await written(input);
    expect(cells[3]!.outputs).toEqual([{ output_type: 'error', ename: 'NameError', evalue: 'There is no x.', traceback: ['NameError GLMM201, line 1, column 1: There is no x.', 'Assign it.'] }]);
  });
});
