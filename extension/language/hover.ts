/** What a word of a cell means: a function, a column, a coefficient's term, a random term, an operator of a formula. */
import * as vscode from 'vscode';
import { hoverAt } from '../../engine/language/hover.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, rangeIn, SELECTOR } from './documents.js';

export function registerHover(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    provideHover: (document, position) => {
      const hover = hoverAt(notebookText(document, live), document.offsetAt(position));
      return hover && new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeIn(document, hover));
    },
  });
}
