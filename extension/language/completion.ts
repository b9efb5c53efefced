/** Functions, arguments, columns, levels and variables, as the engine's language services find them. */
import * as vscode from 'vscode';
import { completeAt, type Completion, type CompletionKind } from '../../engine/language/complete.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, rangeIn, SELECTOR } from './documents.js';

/** Besides letters, what opens a place where only some words fit. */
const TRIGGERS = ['$', '(', ',', '~', '"', "'", '|', '+', ' '];

export function registerCompletion(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      provideCompletionItems: (document, position) =>
        completeAt(notebookText(document, live), document.offsetAt(position)).map(completion => itemOf(document, completion, position)),
    },
    ...TRIGGERS,
  );
}

function itemOf(document: vscode.TextDocument, completion: Completion, position: vscode.Position): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.label, KINDS[completion.kind]);
  const replacing = rangeIn(document, completion);
  item.detail = completion.detail;
  item.documentation = new vscode.MarkdownString(completion.documentation);
  item.insertText = completion.isSnippet ? new vscode.SnippetString(completion.insert) : completion.insert;
  item.range = { inserting: replacing.with({ end: position }), replacing };
  item.sortText = completion.sortKey;
  return item;
}

const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  argument: vscode.CompletionItemKind.Property,
  column: vscode.CompletionItemKind.Field,
  level: vscode.CompletionItemKind.EnumMember,
  value: vscode.CompletionItemKind.Value,
  family: vscode.CompletionItemKind.Class,
  variable: vscode.CompletionItemKind.Variable,
  dataFrame: vscode.CompletionItemKind.Struct,
  model: vscode.CompletionItemKind.Event,
  dataset: vscode.CompletionItemKind.File,
  function: vscode.CompletionItemKind.Function,
};
