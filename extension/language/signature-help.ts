/** The parameters of the function that is being called, and which one the cursor is at. */
import * as vscode from 'vscode';
import { signatureAt } from '../../engine/language/signature.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, SELECTOR } from './documents.js';

export function registerSignatureHelp(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerSignatureHelpProvider(
    SELECTOR,
    {
      provideSignatureHelp: (document, position) => {
        const found = signatureAt(notebookText(document, live), document.offsetAt(position));
        if (!found) return null;
        const signature = new vscode.SignatureInformation(found.label, new vscode.MarkdownString(found.documentation));
        signature.parameters = found.parameters.map(({ from, to, documentation }) => new vscode.ParameterInformation([from, to], new vscode.MarkdownString(documentation)));
        const help = new vscode.SignatureHelp();
        help.signatures = [signature];
        help.activeParameter = found.activeParameter ?? found.parameters.length; // past the end: none is marked
        return help;
      },
    },
    '(',
    ',',
  );
}
