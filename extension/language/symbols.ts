/** What cells make, for the outline and for going to a name in the open notebooks. */
import * as vscode from 'vscode';
import { outlineOf, type OutlineEntry } from '../../engine/language/outline.js';
import { openDocuments, rangeIn, SELECTOR } from './documents.js';

export function registerSymbols(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
      provideDocumentSymbols: document => outlineOf(document.getText()).map(entry => symbolOf(document, entry)),
    }),
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: query => openDocuments().flatMap(document => all(outlineOf(document.getText())).filter(({ name }) => matches(name, query)).map(entry => informationOf(document, entry))),
    }),
  );
}

function symbolOf(document: vscode.TextDocument, { name, detail, kind, range, nameRange, children }: OutlineEntry): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(name, detail, KINDS[kind], rangeIn(document, range), rangeIn(document, nameRange));
  symbol.children = children.map(child => symbolOf(document, child));
  return symbol;
}

const informationOf = (document: vscode.TextDocument, { name, detail, kind, nameRange }: OutlineEntry): vscode.SymbolInformation =>
  new vscode.SymbolInformation(name, KINDS[kind], detail, new vscode.Location(document.uri, rangeIn(document, nameRange)));

const all = (entries: readonly OutlineEntry[]): OutlineEntry[] => entries.flatMap(entry => [entry, ...all(entry.children)]);

/** As VS Code asks for it: the letters of the query occur in this order. */
function matches(name: string, query: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const KINDS: Readonly<Record<OutlineEntry['kind'], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.String,
  model: vscode.SymbolKind.Class,
  data: vscode.SymbolKind.Struct,
  column: vscode.SymbolKind.Field,
  variable: vscode.SymbolKind.Variable,
};
