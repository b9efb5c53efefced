/** Cells of the engine as cells of VS Code that are still to be inserted. */
import * as vscode from 'vscode';
import type { ScriptCell } from '../../engine/language/services/r-script.js';
import { LANGUAGE } from '../identifiers.js';

export function cellDataOf({ kind, text }: ScriptCell): vscode.NotebookCellData {
  return kind === 'code' ? new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, LANGUAGE) : new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
}
