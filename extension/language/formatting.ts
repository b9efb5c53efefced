/** Lays out a cell: all of it, a selection, or the statement that is being typed. */
import * as vscode from 'vscode';
import { formatEdits, formatTyped } from '../../engine/language/format.js';
import type { TextEdit } from '../../engine/language/syntax/diagnostic.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerFormatting(): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDocumentFormattingEditProvider(SELECTOR, {
      provideDocumentFormattingEdits: (document, options) => edits(document, formatEdits(document.getText(), layout(options))),
    }),
    languages.registerDocumentRangeFormattingEditProvider(SELECTOR, {
      provideDocumentRangeFormattingEdits: (document, range, options) => edits(document, formatEdits(document.getText(), layout(options))).filter(edit => range.contains(edit.range)),
    }),
    languages.registerOnTypeFormattingEditProvider(
      SELECTOR,
      { provideOnTypeFormattingEdits: (document, position, _, options) => edits(document, formatTyped(document.getText(), document.offsetAt(position), layout(options))) },
      ')',
      '\n',
    ),
  );
}

const layout = ({ tabSize }: vscode.FormattingOptions): { indentation: number } => ({ indentation: tabSize });

const edits = (document: vscode.TextDocument, changes: readonly TextEdit[]): vscode.TextEdit[] => changes.map(change => vscode.TextEdit.replace(rangeIn(document, change), change.insert));
