/** Runs a cell with the cells above it that it needs, and all cells whose results are stale. */
import * as vscode from 'vscode';
import type { LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { chosenCell } from './chosen-cell.js';
import type { Command } from './command.js';

export function runWhatItNeeds(live: LiveNotebooks): Command {
  return {
    id: 'glmm.runWhatItNeeds',
    execute: async (where: unknown) => {
      const cell = chosenCell(where, live);
      if (cell?.kind !== vscode.NotebookCellKind.Code) return;
      const notebook = live.of(cell.notebook);
      await runCells(notebook, notebook.neededFor(cell));
    },
  };
}

export function runStaleCells(live: LiveNotebooks): Command {
  return {
    id: 'glmm.runStaleCells',
    execute: async () => {
      const notebook = live.active;
      if (!notebook) return;
      const cells = notebook.staleToRun();
      if (cells.length === 0) vscode.window.setStatusBarMessage(vscode.l10n.t('No cell is stale.'), 4000);
      else await runCells(notebook, cells);
    },
  };
}

/** Through the editor, which takes care that the notebook has a kernel. Settles when the cells have run. */
export async function runCells({ notebook }: LiveNotebook, cells: readonly vscode.NotebookCell[]): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.execute', { ranges: cells.map(({ index }) => ({ start: index, end: index + 1 })), document: notebook.uri });
}
