/** Lets a language model run cells, after the user has agreed, and read what they gave. */
import * as vscode from 'vscode';
import { toPlainText } from '../../engine/report/plain-text.js';
import { runCells } from '../commands/run-cells.js';
import { codeCells, type LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { answer, cellNumbered, notebookFor, numberOf, refuseWhenCancelled } from './tool.js';

interface Input {
  /** Numbers of cells; without them every cell runs. */
  readonly cells?: readonly number[];
  readonly notebook?: string;
}

export function runCellsTool(live: LiveNotebooks): vscode.LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => {
      const title = input.cells ? vscode.l10n.t('Run {0} cells and what they need?', input.cells.length) : vscode.l10n.t('Run every cell of the notebook?');
      const texts = input.cells ? chosenCells(notebookFor(live, input.notebook), input.cells).map(cell => cell.document.getText()) : [];
      return { invocationMessage: vscode.l10n.t('Running cells'), confirmationMessages: { title, message: new vscode.MarkdownString().appendCodeblock(texts.join('\n\n'), 'r') } };
    },
    invoke: async ({ input }, token) => {
      refuseWhenCancelled(token);
      const notebook = notebookFor(live, input.notebook);
      const cells = chosenCells(notebook, input.cells);
      const cancelling = token.onCancellationRequested(() => cells.forEach(cell => notebook.queue.remove(cell)));
      try {
        await shown(notebook.notebook);
        await runCells(notebook, cells);
      } finally {
        cancelling.dispose();
      }
      refuseWhenCancelled(token);
      return answer(cells.map(cell => gave(notebook, cell)).join('\n\n'));
    },
  };
}

/** Those named with what they need above, or all. */
function chosenCells(live: LiveNotebook, numbers: readonly number[] | undefined): readonly vscode.NotebookCell[] {
  if (!numbers) return codeCells(live.notebook);
  const cells = numbers.map(number => cellNumbered(live.notebook, number));
  const prose = cells.find(cell => cell.kind !== vscode.NotebookCellKind.Code);
  if (prose) throw new Error(`Cell ${numberOf(prose)} is prose; cells of code are ${codeCells(live.notebook).map(numberOf).join(', ')}.`);
  const needed = new Set(cells.flatMap(cell => live.neededFor(cell)));
  return codeCells(live.notebook).filter(cell => needed.has(cell));
}

/** A notebook runs in its editor. */
async function shown(notebook: vscode.NotebookDocument): Promise<void> {
  if (!vscode.window.visibleNotebookEditors.some(editor => editor.notebook === notebook)) await vscode.window.showNotebookDocument(notebook, { preserveFocus: true });
}

function gave(live: LiveNotebook, cell: vscode.NotebookCell): string {
  const heading = `Cell ${numberOf(cell)}:`;
  const ran = live.ranCell(cell);
  if (!ran) return `${heading} did not run.`;
  const { outputs, error } = ran.outcome;
  const shownOutputs = outputs.map(toPlainText);
  if (error) return [heading, ...shownOutputs, `Error ${error.code} in line ${error.line}: ${error.message}`, ...error.advice].join('\n');
  return [shownOutputs.length > 0 ? heading : `${heading} ran and shows nothing.`, ...shownOutputs].join('\n');
}
