/** Cells as VS Code has them: made, inserted, brought into view. */
import * as vscode from 'vscode';
import type { ScriptCell } from '../../engine/language/services/r-script.js';
import { LANGUAGE } from '../identifiers.js';

/** A cell that is still to be inserted. */
export function cellDataOf({ kind, text }: ScriptCell): vscode.NotebookCellData {
  return kind === 'code' ? new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, LANGUAGE) : new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
}

/** The new cell at an index among all cells. */
export async function insertCodeCell(notebook: vscode.NotebookDocument, text: string, index: number): Promise<vscode.NotebookCell> {
  await insertCells(notebook, [{ kind: 'code', text }], index);
  return notebook.cellAt(index);
}

export async function insertCells(notebook: vscode.NotebookDocument, cells: readonly ScriptCell[], index: number): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index, cells.map(cellDataOf))]);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The notebook cannot be edited.'));
}

/** Selects a cell and scrolls to it, where its notebook is in front. */
export function revealCell(cell: vscode.NotebookCell): void {
  const editor = vscode.window.visibleNotebookEditors.find(one => one.notebook === cell.notebook);
  if (!editor) return;
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  editor.selections = [range];
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}
