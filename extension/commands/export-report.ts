/** Writes the notebook with its results as one HTML page or as Markdown. */
import * as vscode from 'vscode';
import type { ReportInput } from '../../engine/report/report-input.js';
import { codeCells, type LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import type { Command } from './command.js';

type Format = 'html' | 'markdown';

export function exportReport(live: LiveNotebooks, extension: vscode.Extension<unknown>): Command {
  return {
    id: 'glmm.exportReport',
    /** Without arguments it asks for the format and the file. */
    execute: async (format: unknown, target: unknown) => {
      const notebook = live.active;
      if (!notebook) return;
      const chosen = isFormat(format) ? format : await pickFormat();
      if (!chosen) return;
      const file = target instanceof vscode.Uri ? target : await pickFile(notebook.notebook, chosen);
      if (!file) return;
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing the report') }, async () => {
        await runWhatIsMissing(notebook);
        const script = chosen === 'html' ? await readText(vscode.Uri.joinPath(extension.extensionUri, 'dist', 'report-runtime.js')) : '';
        const text = await notebook.kernel.report({ format: chosen, input: reportInput(notebook, engineVersion(extension)), script });
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      });
      if (!(target instanceof vscode.Uri)) await offerToOpen(file);
    },
  };
}

/** A report shows results of the text as it stands, so cells that never ran or are stale run first. */
async function runWhatIsMissing(live: LiveNotebook): Promise<void> {
  const cells = codeCells(live.notebook);
  const { stale } = live;
  const first = cells.findIndex(cell => stale.has(cell) || (!live.ranCell(cell) && cell.document.getText().trim() !== ''));
  if (first >= 0) await live.queue.add(cells.slice(first));
}

function reportInput(live: LiveNotebook, engine: string): ReportInput {
  const cells = live.notebook.getCells().map((cell): ReportInput['cells'][number] => {
    const text = cell.document.getText();
    if (cell.kind === vscode.NotebookCellKind.Markup) return { kind: 'markdown', text };
    return { kind: 'code', source: text, outcome: live.ranCell(cell)?.outcome ?? null };
  });
  return { title: titleOf(live.notebook), engine, cells };
}

function titleOf(notebook: vscode.NotebookDocument): string {
  const heading = notebook.getCells().flatMap(cell => (cell.kind === vscode.NotebookCellKind.Markup ? (/^#\s+(.+)$/m.exec(cell.document.getText())?.[1] ?? []) : []))[0];
  return heading?.trim() ?? baseName(notebook.uri);
}

const baseName = (uri: vscode.Uri): string => (uri.path.split('/').pop() ?? '').replace(/\.glmm$/, '');

function engineVersion(extension: vscode.Extension<unknown>): string {
  const { version } = extension.packageJSON as { version?: unknown };
  return typeof version === 'string' ? version : '';
}

const isFormat = (value: unknown): value is Format => value === 'html' || value === 'markdown';

async function pickFormat(): Promise<Format | undefined> {
  const formats: (vscode.QuickPickItem & { format: Format })[] = [
    { format: 'html', label: 'HTML', detail: vscode.l10n.t('One self-contained page with interactive charts') },
    { format: 'markdown', label: 'Markdown', detail: vscode.l10n.t('Text with tables and charts, for a repository or a paper') },
  ];
  return (await vscode.window.showQuickPick(formats, { title: vscode.l10n.t('Export Report') }))?.format;
}

async function pickFile(notebook: vscode.NotebookDocument, format: Format): Promise<vscode.Uri | undefined> {
  const extension = format === 'html' ? 'html' : 'md';
  const name = `${notebook.isUntitled ? 'report' : baseName(notebook.uri)}.${extension}`;
  const folder = notebook.isUntitled ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(notebook.uri, '..');
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Report'),
    filters: format === 'html' ? { HTML: ['html'] } : { Markdown: ['md'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('The report was written to {0}.', vscode.workspace.asRelativePath(file)), open);
  if (answer === open) await vscode.env.openExternal(file);
}

async function readText(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
