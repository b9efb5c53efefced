/** From a name to the cell that gives it its value. */
import * as vscode from 'vscode';
import { definitionsAt } from '../../engine/language/navigate.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, SELECTOR } from './documents.js';
import { locationsOf } from './places.js';

export function registerDefinition(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(SELECTOR, {
    provideDefinition: (document, position) => locationsOf(definitionsAt(notebookText(document, live), document.offsetAt(position)), document, live),
  });
}
