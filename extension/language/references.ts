/** Where else a name is used: in all cells as references, in its own cell as highlights. */
import * as vscode from 'vscode';
import { highlightsAt, referencesAt } from '../../engine/language/navigate.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, rangeIn, SELECTOR } from './documents.js';
import { locationsOf } from './places.js';

export function registerReferences(live: LiveNotebooks): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerReferenceProvider(SELECTOR, {
      provideReferences: (document, position, { includeDeclaration }) => locationsOf(referencesAt(notebookText(document, live), document.offsetAt(position), includeDeclaration), document, live),
    }),
    vscode.languages.registerDocumentHighlightProvider(SELECTOR, {
      provideDocumentHighlights: (document, position) =>
        highlightsAt(notebookText(document, live), document.offsetAt(position)).map(
          highlight => new vscode.DocumentHighlight(rangeIn(document, highlight), highlight.isWrite ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read),
        ),
    }),
  );
}
