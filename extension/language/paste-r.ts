/** R code from elsewhere, pasted into a cell: chunks become cells, a transcript of the console loses its prompts. */
import * as vscode from 'vscode';
import { firstProblem } from '../../engine/language/services/first-problem.js';
import { cellsOfR, type PastedR } from '../../engine/language/services/pasted-r.js';
import type { ScriptCell } from '../../engine/language/services/r-script.js';
import { cellDataOf } from '../notebook/cells.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { SELECTOR } from './documents.js';

const KIND = vscode.DocumentDropOrPasteEditKind.Empty.append('glmm', 'r');
/** A longer text is pasted as it is. */
const LONGEST = 500_000;

export function registerPasteR(live: LiveNotebooks): vscode.Disposable {
  const provider: vscode.DocumentPasteEditProvider = {
    provideDocumentPasteEdits: async (document, ranges, dataTransfer, _context, token) => {
      const text = (await dataTransfer.get('text/plain')?.asString()) ?? '';
      const place = live.ofCell(document);
      if (token.isCancellationRequested || ranges.length !== 1 || text.length > LONGEST || !text.includes('\n')) return [];
      const pasted = cellsOfR(text);
      return pasted.form === 'transcript' ? [cleaned(pasted)] : place ? asCells(pasted, place.cell) : [];
    },
  };
  return vscode.languages.registerDocumentPasteEditProvider(SELECTOR, provider, { pasteMimeTypes: ['text/plain'], providedPasteEditKinds: [KIND] });
}

function cleaned({ cells }: PastedR): vscode.DocumentPasteEdit {
  const text = cells.map(cell => (cell.kind === 'code' ? cell.text : cell.text.replaceAll(/^/gm, "#' "))).join('\n\n');
  return new vscode.DocumentPasteEdit(text, titled(vscode.l10n.t('Paste R without prompts'), cells), KIND);
}

/** The first code goes into the cell itself, what stands before it above, the rest below. A plain script is only offered as cells. */
function asCells({ form, cells }: PastedR, cell: vscode.NotebookCell): vscode.DocumentPasteEdit[] {
  const first = cells.findIndex(({ kind }) => kind === 'code');
  if (cells.length < 2 || first < 0) return [];
  const edit = new vscode.DocumentPasteEdit(cells[first]!.text, titled(vscode.l10n.t('Paste R as {0} cells', cells.length), cells), KIND.append('cells'));
  edit.additionalEdit = new vscode.WorkspaceEdit();
  edit.additionalEdit.set(cell.notebook.uri, [
    vscode.NotebookEdit.insertCells(cell.index + 1, cells.slice(first + 1).map(cellDataOf)),
    ...(first > 0 ? [vscode.NotebookEdit.insertCells(cell.index, cells.slice(0, first).map(cellDataOf))] : []),
  ]);
  if (form === 'script') edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
  return [edit];
}

/** What the cells cannot do is told before they are there; the squiggles tell it afterwards. */
function titled(title: string, cells: readonly ScriptCell[]): string {
  const problem = firstProblem(cells);
  return problem ? `${title} · ${vscode.l10n.t('{0} problems, first: {1}', problem.count, problem.message)}` : title;
}
