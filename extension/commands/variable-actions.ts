/** What one can do with a variable in the view: show it, go to the cell that made it, copy its name. */
import * as vscode from 'vscode';
import { insertCodeCell, revealCell } from '../notebook/cells.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import type { VariableNode } from '../views/variable-nodes.js';
import type { Command } from './command.js';
import { runCells } from './run-cells.js';

/** In a new cell below the selected one, which runs at once: a table of the first rows, or the summary of a model. */
export function showVariable(live: LiveNotebooks): Command {
  return {
    id: 'glmm.showVariable',
    execute: async (node: unknown) => {
      const notebook = live.active;
      if (!notebook || !isNode(node)) return;
      const selected = vscode.window.activeNotebookEditor?.selection.end ?? notebook.notebook.cellCount;
      const cell = await insertCodeCell(notebook.notebook, node.role === 'dataFrame' ? `head(${node.name}, 20)` : node.name, selected);
      revealCell(cell);
      await runCells(notebook, [cell]);
    },
  };
}

export function revealVariable(live: LiveNotebooks): Command {
  return {
    id: 'glmm.revealVariable',
    execute: (node: unknown) => {
      const cell = isNode(node) ? live.active?.makerOf(node.label) : null;
      if (cell) revealCell(cell);
      else vscode.window.setStatusBarMessage(vscode.l10n.t('No cell that is still there made it.'), 4000);
    },
  };
}

export const copyVariableName: Command = {
  id: 'glmm.copyVariableName',
  execute: async (node: unknown) => {
    if (isNode(node)) await vscode.env.clipboard.writeText(node.name);
  },
};

const isNode = (value: unknown): value is VariableNode => typeof value === 'object' && value !== null && 'role' in value && 'name' in value;
