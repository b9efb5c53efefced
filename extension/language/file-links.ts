/** The files that cells read, as links that open them. */
import * as vscode from 'vscode';
import { fileLinksIn } from '../../engine/language/file-links.js';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { locateWithin } from '../kernel/notebook-files.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerFileLinks(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(SELECTOR, {
    provideDocumentLinks: document =>
      fileLinksIn(document.getText()).flatMap(link => {
        const target = targetOf(link.path, document, live);
        return target ? [new vscode.DocumentLink(rangeIn(document, link), target)] : [];
      }),
  });
}

/** Null for a file that the cell may not read. */
function targetOf(path: string, document: vscode.TextDocument, live: LiveNotebooks): vscode.Uri | null {
  const place = live.ofCell(document);
  if (!place) return document.isUntitled ? null : vscode.Uri.joinPath(document.uri, '..', path);
  try {
    return locateWithin(path, place.live.notebook);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
