/** Functions, arguments, columns, levels and variables, as the engine's language services find them. */
import * as vscode from 'vscode';
import { completeAt, type Completion } from '../../engine/language/complete.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { notebookText, rangeIn, SELECTOR } from './documents.js';

/** Besides letters, what opens a place where only some words fit. */
const TRIGGERS = ['$', '(', ',', '~', '"', "'", '|', '+', ' '];

export function registerCompletion(live: LiveNotebooks): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      provideCompletionItems: (document, position) =>
        completeAt(notebookText(document, live), document.offsetAt(position)).map((completion, index) => itemOf(document, completion, index)),
    },
    ...TRIGGERS,
  );
}

function itemOf(document: vscode.TextDocument, completion: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.label, KINDS[completion.kind]);
  item.detail = completion.detail;
  item.documentation = new vscode.MarkdownString(completion.documentation);
  item.insertText = completion.insert;
  item.range = rangeIn(document, completion);
  item.sortText = String(index).padStart(5, '0'); // the engine's order: what fits best first
  return item;
}

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  function: vscode.CompletionItemKind.Function,
};
