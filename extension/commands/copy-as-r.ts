/** Puts a cell, or the whole notebook, into the clipboard as a script that R runs. */
import * as vscode from 'vscode';
import { rScript, type ScriptCell, type ScriptOptions } from '../../engine/language/services/r-script.js';
import { codeCells } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { chosenCell } from './chosen-cell.js';
import type { Command } from './command.js';

export function copyCellAsR(live: LiveNotebooks, extensionUri: vscode.Uri): Command {
  return {
    id: 'glmm.copyCellAsR',
    execute: async (where: unknown) => {
      const cell = chosenCell(where, live);
      if (!cell) return;
      const cells = codeCells(cell.notebook);
      const above = cells.filter(one => one.index < cell.index).map(one => one.document.getText());
      await vscode.env.clipboard.writeText(await rScript([scriptCell(cell)], { ...datasetsOf(extensionUri), above }));
      vscode.window.setStatusBarMessage(vscode.l10n.t('The cell was copied as R code.'), 4000);
    },
  };
}

export function copyNotebookAsR(live: LiveNotebooks, extensionUri: vscode.Uri): Command {
  return {
    id: 'glmm.copyNotebookAsR',
    execute: async () => {
      const notebook = live.active?.notebook;
      if (!notebook) return;
      await vscode.env.clipboard.writeText(await rScript(notebook.getCells().map(scriptCell), datasetsOf(extensionUri)));
      vscode.window.setStatusBarMessage(vscode.l10n.t('The notebook was copied as an R script.'), 4000);
    },
  };
}

const scriptCell = (cell: vscode.NotebookCell): ScriptCell => ({ kind: cell.kind === vscode.NotebookCellKind.Code ? 'code' : 'markdown', text: cell.document.getText() });

const datasetsOf = (extensionUri: vscode.Uri): Pick<ScriptOptions, 'readDataset'> => ({
  readDataset: async name => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'datasets', name))),
});
