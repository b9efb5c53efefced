/** Which cell a command is about: it is called from a cell's menu with the cell, from a status with its index, or by a key with nothing. */
import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';

export function chosenCell(where: unknown, live: LiveNotebooks): vscode.NotebookCell | null {
  if (isCell(where)) return where.notebook.notebookType === NOTEBOOK_TYPE ? where : null;
  const editor = vscode.window.activeNotebookEditor;
  if (!live.active || !editor) return null;
  const index = typeof where === 'number' ? where : editor.selection.start;
  return index < live.active.notebook.cellCount ? live.active.notebook.cellAt(index) : null;
}

/** VS Code hands over its own cell object from menus. */
function isCell(value: unknown): value is vscode.NotebookCell {
  return typeof value === 'object' && value !== null && 'notebook' in value && 'document' in value && 'index' in value;
}
