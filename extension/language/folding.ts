/** Calls over several lines, comments, sections and regions as what can be folded. */
import * as vscode from 'vscode';
import { foldsIn, type Fold } from '../../engine/language/folding.js';
import { rangeIn, SELECTOR } from './documents.js';

export function registerFolding(): vscode.Disposable {
  return vscode.languages.registerFoldingRangeProvider(SELECTOR, {
    provideFoldingRanges: document =>
      foldsIn(document.getText()).map(fold => {
        const { start, end } = rangeIn(document, fold);
        return new vscode.FoldingRange(start.line, end.line, KINDS[fold.kind]);
      }),
  });
}

const KINDS: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = { code: undefined, comment: vscode.FoldingRangeKind.Comment, region: vscode.FoldingRangeKind.Region };
