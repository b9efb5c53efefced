/** Writes the notebook with its results as a file of one of the report formats. */
import * as vscode from 'vscode';
import { reportFormat, reportFormats, type ReportFormat, type ReportFormatName } from '../../engine/report/formats.js';
import type { DocumentOptions } from '../../engine/report/document/build-document.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { baseName, reportInput, runWhatIsMissing } from '../report/notebook-report.js';
import { reportOptions } from '../settings.js';
import type { LiveNotebook } from '../notebook/live-notebook.js';
import type { Command } from './command.js';

export function exportReport(live: LiveNotebooks, extension: vscode.Extension<unknown>): Command {
  return {
    id: 'glmm.exportReport',
    /** Without arguments it asks for the format and the file, and takes the notebook in front and its settings. */
    execute: async (format: unknown, target: unknown, notebook: unknown, options: unknown) => {
      const chosen = notebook instanceof vscode.Uri ? live.at(notebook) : live.active;
      if (!chosen) return;
      const asked = (typeof format === 'string' ? reportFormat(format) : undefined) ?? (await pickFormat());
      if (!asked) return;
      const file = target instanceof vscode.Uri ? target : await pickFile(chosen.notebook, asked);
      if (!file) return;
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing the report') }, () => write(chosen, asked, file, { extension, options: { ...reportOptions(chosen.notebook.uri), ...(options as Partial<DocumentOptions> | undefined) } }));
      if (!(target instanceof vscode.Uri)) await offerToOpen(file);
    },
  };
}

async function write(live: LiveNotebook, format: ReportFormat, file: vscode.Uri, { extension, options }: { readonly extension: vscode.Extension<unknown>; readonly options: DocumentOptions }): Promise<void> {
  if (format.hasResults) await runWhatIsMissing(live);
  const content = await live.kernel.report({ format: format.name, input: reportInput(live, extension), options });
  await vscode.workspace.fs.writeFile(file, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}

/** What each format is good for, in the language of the editor. */
const details = (): Readonly<Record<ReportFormatName, string>> => ({
  html: vscode.l10n.t('One self-contained page with interactive charts'),
  md: vscode.l10n.t('Text with tables and charts, for a repository or a paper'),
  docx: vscode.l10n.t('A document with native tables, headings and equations'),
  pdf: vscode.l10n.t('Pages to print or to send, tagged for screen readers'),
  tex: vscode.l10n.t('A paper to go on writing: booktabs, equations, charts in the file'),
  r: vscode.l10n.t('The cells as a script that R runs'),
  ipynb: vscode.l10n.t('For Jupyter with R’s kernel, outputs included'),
});

async function pickFormat(): Promise<ReportFormat | undefined> {
  const texts = details();
  const items = reportFormats.map(format => ({ format, label: format.title, description: `.${format.name}`, detail: texts[format.name] }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export Report') }))?.format;
}

async function pickFile(notebook: vscode.NotebookDocument, format: ReportFormat): Promise<vscode.Uri | undefined> {
  const name = `${notebook.isUntitled ? 'report' : baseName(notebook.uri)}.${format.name}`;
  const folder = notebook.isUntitled ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(notebook.uri, '..');
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Report'),
    filters: { [format.title]: [format.name] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('The report was written to {0}.', vscode.workspace.asRelativePath(file)), open);
  if (answer === open) await vscode.env.openExternal(file);
}
