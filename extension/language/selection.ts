/** Selections that grow from a word to its expression, its argument, its call. */
import * as vscode from 'vscode';
import { selectionsAt } from '../../engine/language/selection.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerSelectionRanges(): vscode.Disposable {
  return vscode.languages.registerSelectionRangeProvider(SELECTOR, {
    provideSelectionRanges: (document, positions) => positions.map(position => nested(document, position)),
  });
}

function nested(document: vscode.TextDocument, position: vscode.Position): vscode.SelectionRange {
  const outsideIn = selectionsAt(document.getText(), document.offsetAt(position)).toReversed();
  return outsideIn.reduce<vscode.SelectionRange | undefined>((parent, range) => new vscode.SelectionRange(rangeIn(document, range), parent), undefined) ?? new vscode.SelectionRange(new vscode.Range(position, position));
}
