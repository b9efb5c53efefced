/** Another name for a variable or a column in all cells; VS Code shows the reason where it is refused. */
import * as vscode from 'vscode';
import { prepareRename, rename, type Refusal } from '../../engine/language/rename.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { family, notebookText, rangeIn, SELECTOR } from './documents.js';

export function registerRename(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerRenameProvider(SELECTOR, {
    prepareRename: (document, position) => {
      const { name, ...range } = accepted(prepareRename(notebookText(document, live), document.offsetAt(position)));
      return { range: rangeIn(document, range), placeholder: name };
    },
    provideRenameEdits: (document, position, newName) => {
      const edits = accepted(rename(notebookText(document, live), document.offsetAt(position), newName));
      const documents = family(document, live);
      const edit = new vscode.WorkspaceEdit();
      for (const { cell, insert, ...range } of edits) {
        const there = documents[cell];
        if (there) edit.replace(there.uri, rangeIn(there, range), insert);
      }
      return edit;
    },
  });
}

function accepted<T extends object>(answer: T | Refusal): T {
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer;
}
