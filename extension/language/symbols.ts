/** What a cell assigns, for the outline and for going to a name. */
import * as vscode from 'vscode';
import { parseProgram } from '../../engine/language/syntax/parse.js';
import type { Expression } from '../../engine/language/syntax/tree.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerDocumentSymbols(): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
    provideDocumentSymbols: document => parseProgram(document.getText()).program.statements.flatMap(statement => symbolOf(document, statement)),
  });
}

/** `m <- lmer(…)` gives `m`, described by the function that makes it. */
function symbolOf(document: vscode.TextDocument, statement: Expression): vscode.DocumentSymbol[] {
  if (statement.kind !== 'assignment' || statement.target.kind !== 'name') return [];
  const { target, value } = statement;
  const maker = value.kind === 'call' && value.callee.kind === 'name' ? value.callee.name : '';
  return [new vscode.DocumentSymbol(target.name, maker, vscode.SymbolKind.Variable, rangeIn(document, statement), rangeIn(document, target))];
}
