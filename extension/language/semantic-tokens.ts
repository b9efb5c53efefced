/** Colours for columns, grouping factors, data frames and models, which only the names around them tell apart. */
import * as vscode from 'vscode';
import { semanticTokensOf, semanticTokenTypes } from '../../engine/language/semantic-tokens.js';
import { LANGUAGE } from '../identifiers.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, SELECTOR } from './documents.js';

const LEGEND = new vscode.SemanticTokensLegend([...semanticTokenTypes], ['definition']);
/** What a cell says about names can change the colours of the cells below it; so long it is waited for the next key. */
const DEBOUNCE_MILLISECONDS = 400;

export function registerSemanticTokens(live: LiveNotebooks): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const recolour = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), DEBOUNCE_MILLISECONDS);
  };
  return vscode.Disposable.from(
    changed,
    { dispose: () => clearTimeout(timer) },
    live.onDidChange(recolour),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === LANGUAGE && live.ofCell(document)) recolour();
    }),
    vscode.languages.registerDocumentSemanticTokensProvider(SELECTOR, { onDidChangeSemanticTokens: changed.event, provideDocumentSemanticTokens: document => tokensOf(document, live) }, LEGEND),
  );
}

function tokensOf(document: vscode.TextDocument, live: LiveNotebooks): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(LEGEND);
  for (const { from, to, type, isDefinition } of semanticTokensOf(notebookText(document, live))) {
    const { line, character } = document.positionAt(from);
    builder.push(line, character, to - from, semanticTokenTypes.indexOf(type), isDefinition ? 1 : 0);
  }
  return builder.build();
}
