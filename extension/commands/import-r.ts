/** R scripts, R Markdown and Quarto as cells: from the clipboard into the notebook, or from a file into a new one. */
import * as vscode from 'vscode';
import { firstProblem } from '../../engine/language/services/first-problem.js';
import { cellsOfR } from '../../engine/language/services/pasted-r.js';
import type { ScriptCell } from '../../engine/language/services/r-script.js';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import { cellDataOf } from '../notebook/cells.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import type { Command } from './command.js';

/** Below the selected cell; an empty cell that is selected is replaced. */
export function pasteRScript(live: LiveNotebooks): Command {
  return {
    id: 'glmm.pasteRScript',
    execute: async () => {
      const notebook = live.active?.notebook;
      const editor = vscode.window.activeNotebookEditor;
      if (!notebook || !editor) return;
      const { cells } = cellsOfR(await vscode.env.clipboard.readText());
      if (cells.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('The clipboard holds no text.'));
        return;
      }
      const at = Math.min(editor.selection.start, notebook.cellCount - 1);
      const isEmpty = at >= 0 && notebook.cellAt(at).document.getText().trim() === '';
      const start = isEmpty ? at : at + 1;
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(start, isEmpty ? start + 1 : start), cells.map(cellDataOf))]);
      await vscode.workspace.applyEdit(edit);
      tellFirstProblem(cells, notebook, start);
    },
  };
}

export const importR: Command = {
  id: 'glmm.importR',
  /** Without a file it asks for one. */
  execute: async (file: unknown) => {
    const chosen = file instanceof vscode.Uri ? file : await pickFile();
    if (!chosen) return;
    const { cells } = cellsOfR(new TextDecoder().decode(await vscode.workspace.fs.readFile(chosen)));
    const notebook = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, new vscode.NotebookData(cells.map(cellDataOf)));
    await vscode.window.showNotebookDocument(notebook);
    tellFirstProblem(cells, notebook, 0);
  },
};

async function pickFile(): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t('R scripts and documents')]: ['R', 'r', 'Rmd', 'rmd', 'qmd'] };
  return (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Import R Script or Document'), filters }))?.[0];
}

/** Names the first thing that the language cannot do, and leads to it. Not awaited: the message may stay as long as the reader likes. */
function tellFirstProblem(cells: readonly ScriptCell[], notebook: vscode.NotebookDocument, start: number): void {
  const problem = firstProblem(cells);
  if (!problem) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0} cells, and nothing in them that cells cannot do.', cells.length), 6000);
    return;
  }
  const show = vscode.l10n.t('Show');
  const message = problem.count === 1 ? vscode.l10n.t('One thing needs your attention: {0}', problem.message) : vscode.l10n.t('{0} things need your attention. The first: {1}', problem.count, problem.message);
  void vscode.window.showWarningMessage(message, show).then(async answer => {
    if (answer !== show || notebook.isClosed) return;
    const { document } = notebook.cellAt(start + problem.cell);
    const line = document.lineAt(Math.min(problem.line, document.lineCount) - 1);
    await vscode.window.showTextDocument(document, { selection: line.range });
  });
}
