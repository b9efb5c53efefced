/** A document of the cell language together with the cells around it and the session it runs in. */
import * as vscode from 'vscode';
import type { NotebookText } from '../../engine/language/notebook-text.js';
import type { TextRange } from '../../engine/language/syntax/diagnostic.js';
import { LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';
import { EMPTY_SNAPSHOT } from '../kernel/kernel.js';
import { codeCells, type LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';

/** Cells of notebooks and plain files alike. */
export const SELECTOR: vscode.DocumentSelector = { language: LANGUAGE };

/** A plain file is a notebook of one cell. */
export function notebookText(document: vscode.TextDocument, live: LiveNotebooks): NotebookText {
  const place = live.ofCell(document);
  if (!place) return { cells: [document.getText()], cell: 0, snapshot: EMPTY_SNAPSHOT };
  const cells = codeCells(place.live.notebook);
  return { ...textOfNotebook(place.live, cells), cell: Math.max(0, cells.indexOf(place.cell)) };
}

/** The text of a notebook, to ask about several of its cells. */
export function textOfNotebook(live: LiveNotebook, cells: readonly vscode.NotebookCell[]): Omit<NotebookText, 'cell'> {
  const texts = cells.map(cell => cell.document.getText());
  return { cells: texts, snapshot: live.snapshot, files: live.files.of(texts) };
}

export function rangeIn(document: vscode.TextDocument, { from, to }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}

/** The documents whose meaning may change with this one: the cells of its notebook, or itself. */
export function family(document: vscode.TextDocument, live: LiveNotebooks): vscode.TextDocument[] {
  const place = live.ofCell(document);
  return place ? codeCells(place.live.notebook).map(cell => cell.document) : [document];
}

/** Every open document of the language; cells are named by their notebooks, which may list a cell before its document has opened. */
export function openDocuments(): vscode.TextDocument[] {
  const cells = vscode.workspace.notebookDocuments.filter(notebook => notebook.notebookType === NOTEBOOK_TYPE).flatMap(codeCells);
  const plain = vscode.workspace.textDocuments.filter(document => document.languageId === LANGUAGE && document.uri.scheme !== 'vscode-notebook-cell');
  return [...cells.map(cell => cell.document).filter(document => document.languageId === LANGUAGE), ...plain];
}
