/** Functions, arguments, columns, levels and variables, as the engine's language services find them. */
import * as vscode from 'vscode';
import { asksForFile, completeAt, type Completion } from '../../engine/language/complete.js';
import type { CompletionKind } from '../../engine/language/services/candidates.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, rangeIn, SELECTOR } from './documents.js';

/** Besides letters, what opens a place where only some words fit. */
const TRIGGERS = ['$', '(', ',', '~', '"', "'", '|', '+', ' '];

export function registerCompletion(live: LiveNotebooks): vscode.Disposable {
  const completions = new WeakMap<vscode.CompletionItem, Completion>();
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position) => {
      const text = notebookText(document, live);
      const offset = document.offsetAt(position);
      const fileNames = asksForFile(text, offset) ? await live.ofCell(document)?.live.files.names() : undefined;
      return completeAt(fileNames ? { ...text, fileNames } : text, offset).map(completion => {
        const item = itemOf(document, completion, position);
        completions.set(item, completion);
        return item;
      });
    },
    resolveCompletionItem: item => {
      const documentation = completions.get(item)?.documentation() ?? '';
      if (documentation !== '') item.documentation = new vscode.MarkdownString(documentation);
      return item;
    },
  };
  return vscode.languages.registerCompletionItemProvider(SELECTOR, provider, ...TRIGGERS);
}

function itemOf(document: vscode.TextDocument, completion: Completion, position: vscode.Position): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.label, KINDS[completion.kind]);
  const replacing = rangeIn(document, completion);
  item.detail = completion.detail;
  item.insertText = completion.isSnippet ? new vscode.SnippetString(completion.insert) : completion.insert;
  item.range = { inserting: replacing.with({ end: position }), replacing };
  item.sortText = completion.sortKey;
  // a term such as (1 | herd) is found by the name of its factor too
  if (completion.kind === 'term') item.filterText = `${completion.label} ${completion.label.replace(/^\(1 \| /, '')}`;
  return item;
}

const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  argument: vscode.CompletionItemKind.Property,
  column: vscode.CompletionItemKind.Field,
  level: vscode.CompletionItemKind.EnumMember,
  value: vscode.CompletionItemKind.Value,
  constant: vscode.CompletionItemKind.Constant,
  term: vscode.CompletionItemKind.Snippet,
  file: vscode.CompletionItemKind.File,
  family: vscode.CompletionItemKind.Class,
  variable: vscode.CompletionItemKind.Variable,
  dataFrame: vscode.CompletionItemKind.Struct,
  model: vscode.CompletionItemKind.Event,
  dataset: vscode.CompletionItemKind.Struct,
  function: vscode.CompletionItemKind.Function,
};
