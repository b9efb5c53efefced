/** Lets a language model add a cell, and tells it at once what is wrong with the code. */
import * as vscode from 'vscode';
import { checkCell } from '../../engine/language/check.js';
import { positionAt } from '../../engine/language/syntax/position.js';
import { notebookText } from '../language/documents.js';
import { insertCells } from '../notebook/cells.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { answer, notebookFor, numberOf, refuseWhenCancelled } from './tool.js';

interface Input {
  readonly text: string;
  readonly kind?: 'code' | 'markdown';
  /** Number of the cell below which the new one goes; 0 for the top. */
  readonly after?: number;
  readonly notebook?: string;
}

export function insertCell(live: LiveNotebooks): vscode.LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => ({
      invocationMessage: vscode.l10n.t('Adding a cell'),
      confirmationMessages: {
        title: vscode.l10n.t('Add a cell to the notebook?'),
        message: new vscode.MarkdownString().appendCodeblock(input.text, input.kind === 'markdown' ? 'markdown' : 'r'),
      },
    }),
    invoke: async ({ input }, token) => {
      refuseWhenCancelled(token);
      const { notebook } = notebookFor(live, input.notebook);
      const after = input.after ?? notebook.cellCount;
      if (!Number.isInteger(after) || after < 0 || after > notebook.cellCount) throw new Error(`"after" is the number of a cell from 0 to ${notebook.cellCount}, but it is ${after}.`);
      const kind = input.kind ?? 'code';
      await insertCells(notebook, [{ kind, text: input.text }], after);
      const cell = notebook.cellAt(after);
      const what = `Added as cell ${numberOf(cell)} of ${notebook.cellCount}.`;
      return answer(kind === 'markdown' ? what : [what, ...problemsOf(cell, live), 'It has not run; run it with glmm_run_cells.'].join('\n'));
    },
  };
}

function problemsOf(cell: vscode.NotebookCell, live: LiveNotebooks): string[] {
  const text = cell.document.getText();
  return checkCell(notebookText(cell.document, live)).map(({ severity, code, message, from }) => `${severity} ${code}, line ${positionAt(text, from).line}: ${message}`);
}
