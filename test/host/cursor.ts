/** Places in a text that the tests ask about: a `¦` is the cursor, because `|` is a sign of the language. */
import * as vscode from 'vscode';
import { present } from './expectations.js';
import { codeCell, notebookOf, writeText } from './notebooks.js';

export interface Cursor {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
}

/** A new notebook, one of whose cells holds the cursor. */
export async function cursorInNotebook(name: string, ...cells: readonly string[]): Promise<Cursor> {
  const notebook = await notebookOf(`${name}.glmm`, ...cells.map(withoutCursor));
  const index = cells.findIndex(cell => cell.includes(MARK));
  return cursorIn(codeCell(notebook, index).document, present(cells[index], 'a cell with a cursor'));
}

/** A new plain file of the language with the cells' text one below the other. */
export async function cursorInFile(name: string, ...cells: readonly string[]): Promise<Cursor> {
  const text = cells.join('\n');
  const document = await vscode.workspace.openTextDocument(await writeText(`${name}.glmmcell`, withoutCursor(text)));
  return cursorIn(document, text);
}

/** The cursor in a piece of a document's text, of which there is one. */
export function cursorIn(document: vscode.TextDocument, piece: string): Cursor {
  const at = document.getText().indexOf(withoutCursor(piece));
  const within = piece.indexOf(MARK);
  if (at < 0 || within < 0) throw new Error(`"${piece}" with a cursor is not in ${document.uri.toString()}`);
  return { document, position: document.positionAt(at + within) };
}

const MARK = '¦';
const withoutCursor = (text: string): string => text.replace(MARK, '');

export async function hoverText({ document, position }: Cursor): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap(hover => hover.contents.map(content => (typeof content === 'string' ? content : content.value))).join('\n');
}

export async function completions({ document, position }: Cursor): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
  return list.items.map(one => (typeof one.label === 'string' ? one.label : one.label.label));
}

export async function signatureHelp({ document, position }: Cursor): Promise<vscode.SignatureHelp> {
  return vscode.commands.executeCommand<vscode.SignatureHelp>('vscode.executeSignatureHelpProvider', document.uri, position, '(');
}
