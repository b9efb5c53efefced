/** An open notebook as what a report is made of. */
import * as vscode from 'vscode';
import { seedOfResults } from '../../engine/language/services/random-seed.js';
import type { ReportInput } from '../../engine/report/report-input.js';
import { codeCells, type LiveNotebook } from '../notebook/live-notebook.js';
import { sessionSettings } from '../settings.js';

/** What the cells have given by now. */
export function reportInput(live: LiveNotebook, extension: vscode.Extension<unknown>): ReportInput {
  const cells = live.notebook.getCells().map((cell): ReportInput['cells'][number] => {
    const text = cell.document.getText();
    if (cell.kind === vscode.NotebookCellKind.Markup) return { kind: 'markdown', text };
    return { kind: 'code', source: text, outcome: live.ranCell(cell)?.outcome ?? null };
  });
  const sources = codeCells(live.notebook).map(cell => cell.document.getText());
  return { title: titleOf(live.notebook), engine: engineVersion(extension), seed: seedOfResults(sources, sessionSettings(live.notebook.uri).seed ?? 1), cells };
}

/** A report shows results of the text as it stands, so cells that never ran or are stale run first. */
export async function runWhatIsMissing(live: LiveNotebook): Promise<void> {
  const cells = codeCells(live.notebook);
  const { stale } = live;
  const first = cells.findIndex(cell => stale.has(cell) || (!live.ranCell(cell) && cell.document.getText().trim() !== ''));
  if (first >= 0) await live.queue.add(cells.slice(first));
}

/** The name of a notebook's file without its ending. */
export const baseName = (uri: vscode.Uri): string => (uri.path.split('/').pop() ?? '').replace(/\.glmm$/, '');

function titleOf(notebook: vscode.NotebookDocument): string {
  const heading = notebook.getCells().flatMap(cell => (cell.kind === vscode.NotebookCellKind.Markup ? (/^#\s+(.+)$/m.exec(cell.document.getText())?.[1] ?? []) : []))[0];
  return heading?.trim() ?? baseName(notebook.uri);
}

function engineVersion(extension: vscode.Extension<unknown>): string {
  const { version } = extension.packageJSON as { version?: unknown };
  return typeof version === 'string' ? version : '';
}
