/**
 * A notebook with its results as a Jupyter notebook for R's kernel, in the notebook format 4.5
 * (https://nbformat.readthedocs.io/en/latest/format_description.html).
 */
import type { CellOutcome, Result } from '../results.js';
import { toMarkdown } from './markdown.js';
import { toPlainText } from './plain-text.js';
import type { ReportInput } from './report-input.js';
import { chartToSvg } from './svg.js';

export interface JupyterCode {
  /** What must run before the cells; no cell is made of an empty text. */
  readonly setup: string;
  /** The source of each cell as R's kernel runs it, in the order of the notebook. */
  readonly sources: readonly string[];
}

/** The text of the file. Outputs carry text, and beside it Markdown or a picture, so that they are seen before anything is run again. */
export async function jupyterNotebook(notebook: ReportInput, code: JupyterCode): Promise<string> {
  let count = 0;
  const cells: object[] = code.setup === '' ? [] : [codeCell('setup', code.setup, null, [])];
  for (const [place, cell] of notebook.cells.entries()) {
    const source = code.sources[place] ?? '';
    const id = `cell-${place + 1}`;
    if (cell.kind === 'markdown') cells.push({ cell_type: 'markdown', id, metadata: {}, source: linesOf(cell.text) });
    else cells.push(codeCell(id, source, cell.outcome === null ? null : ++count, cell.outcome === null ? [] : await outputsOf(cell.outcome)));
  }
  return `${JSON.stringify({ cells, metadata: { kernelspec: { display_name: 'R', language: 'R', name: 'ir' }, language_info: { codemirror_mode: 'r', file_extension: '.r', mimetype: 'text/x-r-source', name: 'R', pygments_lexer: 'r' }, title: notebook.title }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

const codeCell = (id: string, source: string, count: number | null, outputs: readonly object[]): object => ({ cell_type: 'code', execution_count: count, id, metadata: {}, outputs, source: linesOf(source) });

async function outputsOf({ outputs, error }: CellOutcome): Promise<readonly object[]> {
  const shown = await Promise.all(outputs.map(async result => ({ output_type: 'display_data', data: await mimeBundle(result), metadata: {} })));
  return error === undefined ? shown : [...shown, { output_type: 'error', ename: error.name, evalue: error.message, traceback: [`${error.name} ${error.code}, line ${error.line}, column ${error.column}: ${error.message}`, ...error.advice] }];
}

/** Viewers show the richest that they know: a picture goes before Markdown, so a chart has no Markdown. */
async function mimeBundle(result: Result): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = { 'text/plain': linesOf(toPlainText(result)) };
  if (result.kind === 'chart') return { 'image/svg+xml': linesOf(await chartToSvg(result)), ...text };
  return (result.kind === 'text' && result.markdown === undefined) || result.kind === 'vector' ? text : { 'text/markdown': linesOf(toMarkdown(result)), ...text };
}

/** Lines with their ends, as the format keeps long texts, so that files can be compared. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
