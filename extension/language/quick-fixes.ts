/** The mends that diagnostics carry, as quick fixes. */
import * as vscode from 'vscode';
import type { KnownDiagnostics } from './diagnostics.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerQuickFixes(known: KnownDiagnostics): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, { diagnostics }) =>
      known(document)
        .filter(one => rangeIn(document, one).intersection(range))
        .flatMap(({ code, message, fixes }) =>
          fixes.map((fix, index) => {
            const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.set(document.uri, fix.edits.map(edit => vscode.TextEdit.replace(rangeIn(document, edit), edit.insert)));
            action.diagnostics = diagnostics.filter(shown => codeOf(shown) === code && shown.message === message);
            action.isPreferred = index === 0 && fixes.length === 1;
            return action;
          }),
        ),
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

/** A code that leads somewhere is an object. */
const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);
