/** What the tools for language models share: which notebook they are about, and how they answer. */
import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import type { LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';

/** The notebook that an input names by the end of its path; otherwise the one in front, or the only one that is open. */
export function notebookFor(live: LiveNotebooks, path: string | undefined): LiveNotebook {
  const open = vscode.workspace.notebookDocuments.filter(({ notebookType, isClosed }) => notebookType === NOTEBOOK_TYPE && !isClosed);
  const names = open.map(({ uri }) => vscode.workspace.asRelativePath(uri));
  if (path !== undefined) {
    const named = open.filter(({ uri }) => uri.toString() === path || uri.path.endsWith(path));
    if (named.length === 1) return live.of(named[0]!);
    throw new Error(`${named.length === 0 ? 'No open GLMM notebook has' : 'Several open GLMM notebooks have'} the path "${path}". Open: ${listed(names)}.`);
  }
  if (live.active) return live.active;
  if (open.length === 1) return live.of(open[0]!);
  throw new Error(open.length === 0 ? 'No GLMM notebook is open. Open a .glmm file, or make one with the command "New GLMM Notebook".' : `Several GLMM notebooks are open: ${listed(names)}. Name one in "notebook".`);
}

export const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

export const answer = (text: string): vscode.LanguageModelToolResult => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);

export const refuseWhenCancelled = (token: vscode.CancellationToken): void => {
  if (token.isCancellationRequested) throw new vscode.CancellationError();
};

/** Cells are counted from 1, prose included, as a reader would. */
export function cellNumbered(notebook: vscode.NotebookDocument, number: number): vscode.NotebookCell {
  if (!Number.isInteger(number) || number < 1 || number > notebook.cellCount) throw new Error(`There is no cell ${number}: the notebook has cells 1 to ${notebook.cellCount}.`);
  return notebook.cellAt(number - 1);
}

export const numberOf = (cell: vscode.NotebookCell): number => cell.index + 1;
