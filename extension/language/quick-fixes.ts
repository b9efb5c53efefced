/** The mends that diagnostics carry: one by one as quick fixes, and the safe ones of a document all at once. */
import * as vscode from 'vscode';
import { safeEdits } from '../../engine/language/services/fix-all.js';
import type { Diagnostic, TextEdit } from '../../engine/language/syntax/diagnostic.js';
import type { KnownDiagnostics } from './diagnostics.js';
import { rangeIn, SELECTOR } from './documents.js';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('glmm');

export function registerQuickFixes(known: KnownDiagnostics): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, { diagnostics, only }) => {
      if (only?.contains(FIX_ALL)) return fixAll(document, known(document));
      return known(document)
        .filter(one => rangeIn(document, one).intersection(range))
        .flatMap(one => quickFixes(document, one, diagnostics));
    },
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL] });
}

function quickFixes(document: vscode.TextDocument, diagnostic: Diagnostic, shown: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  const range = rangeIn(document, diagnostic);
  const linked = shown.filter(one => codeOf(one) === diagnostic.code && one.range.isEqual(range));
  return diagnostic.fixes.map((fix, index) => {
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.edit = editOf(document, fix.edits);
    action.diagnostics = linked;
    // hints and information tell of what may well be meant
    action.isPreferred = index === 0 && (diagnostic.severity === 'error' || diagnostic.severity === 'warning');
    return action;
  });
}

function fixAll(document: vscode.TextDocument, diagnostics: readonly Diagnostic[]): vscode.CodeAction[] {
  const edits = safeEdits(diagnostics);
  if (edits.length === 0) return [];
  const action = new vscode.CodeAction(vscode.l10n.t('Fix all that can only be meant in one way'), FIX_ALL);
  action.edit = editOf(document, edits);
  return [action];
}

function editOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits.map(one => vscode.TextEdit.replace(rangeIn(document, one), one.insert)));
  return edit;
}

const codeOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'object' ? String(code.value) : String(code));
