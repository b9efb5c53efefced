/** Notebooks for the suite: written into the workspace, opened, run and read. */
import * as vscode from 'vscode';
import type { GlmmExtension } from '../../extension/extension.js';
import type { ModelResult } from '../../engine/results.js';
import { equal, present, until } from './expectations.js';

export const EXTENSION = 'glmm-notebooks.glmm-notebooks';

export const extension = (): vscode.Extension<GlmmExtension> => present(vscode.extensions.getExtension<GlmmExtension>(EXTENSION), EXTENSION);

/** A model that every sample machine fits in a moment. */
export const CBPP = 'm1 <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';

export const inWorkspace = (name: string): vscode.Uri => vscode.Uri.joinPath(present(vscode.workspace.workspaceFolders?.[0], 'workspace folder').uri, name);

export const readBytes = async (uri: vscode.Uri): Promise<Uint8Array> => new Uint8Array(await vscode.workspace.fs.readFile(uri));

export const writeText = (name: string, text: string): Promise<vscode.Uri> => writeBytes(name, new TextEncoder().encode(text));

export async function writeBytes(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
  const uri = inWorkspace(name);
  await vscode.workspace.fs.writeFile(uri, bytes);
  return uri;
}

export const sampleBytes = (name: string): Promise<Uint8Array> => readBytes(vscode.Uri.joinPath(extension().extensionUri, 'samples', name));

const made = new Set<string>();

/** A notebook file of code cells, shown in an editor. Its name must be new: of one that is open already the editor would show the older text. */
export async function notebookOf(name: string, ...cells: readonly string[]): Promise<vscode.NotebookDocument> {
  if (made.has(name)) throw new Error(`There is another test's notebook ${name}`);
  made.add(name);
  const text = cells.map(cell => `\`\`\`{glmm}\n${cell}\n\`\`\`\n`).join('\n');
  return show(await writeText(name, text));
}

export async function show(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  await vscode.commands.executeCommand('notebook.selectKernel', { id: 'glmm-session', extension: EXTENSION });
  return notebook;
}

export const codeCells = (notebook: vscode.NotebookDocument): vscode.NotebookCell[] => notebook.getCells().filter(cell => cell.kind === vscode.NotebookCellKind.Code);

export const codeCell = (notebook: vscode.NotebookDocument, index: number): vscode.NotebookCell => present(codeCells(notebook)[index], `code cell ${index}`);

/** Runs every cell and waits until the last one has ended, or one has failed. */
export async function runAll(notebook: vscode.NotebookDocument): Promise<void> {
  const began = Date.now();
  await vscode.commands.executeCommand('notebook.execute');
  const hasEnded = ({ executionSummary }: vscode.NotebookCell): boolean => (executionSummary?.timing?.endTime ?? 0) >= began;
  await until(() => {
    const cells = codeCells(notebook);
    return cells.every(hasEnded) || cells.some(cell => hasEnded(cell) && cell.executionSummary?.success === false);
  }, 'the cells to run', 25_000);
}

export const ended = (cell: vscode.NotebookCell): Promise<number> => until(() => cell.executionSummary?.timing?.endTime, `the end of cell ${cell.index}`, 25_000);

export function item(cell: vscode.NotebookCell, mime: string): string | null {
  for (const output of cell.outputs) {
    const found = output.items.find(one => one.mime.toLowerCase() === mime.toLowerCase());
    if (found) return new TextDecoder().decode(found.data);
  }
  return null;
}

export function model(cell: vscode.NotebookCell): ModelResult {
  return JSON.parse(present(item(cell, 'application/vnd.glmm.model.v1+json'), `a model under cell ${cell.index}`)) as ModelResult;
}

export function errorOf(cell: vscode.NotebookCell): { name: string; message: string; stack: string } {
  const found = present(item(cell, 'application/vnd.code.notebook.error'), `an error under cell ${cell.index}`);
  return JSON.parse(found) as { name: string; message: string; stack: string };
}

export const diagnosticsOf = (cell: vscode.NotebookCell): Promise<vscode.Diagnostic[]> =>
  until(() => nonEmpty(vscode.languages.getDiagnostics(cell.document.uri)), `diagnostics of cell ${cell.index}`);

const nonEmpty = <T>(list: T[]): T[] | null => (list.length > 0 ? list : null);

export async function fixTitles(cell: vscode.NotebookCell, diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', cell.document.uri, diagnostic.range, vscode.CodeActionKind.QuickFix.value);
  return actions.filter(action => action.edit);
}

/** Puts another text into a cell. */
export async function replaceText(cell: vscode.NotebookCell, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(cell.document.uri, new vscode.Range(0, 0, cell.document.lineCount, 0), text);
  equal(await vscode.workspace.applyEdit(edit), true, 'edit applied');
}
