/** Results as notebook outputs: each in every form that it has, the richest first. */
import * as vscode from 'vscode';
import type { CellError, FitProgress, Result } from '../../engine/results.js';
import type { MimeBundle } from '../kernel/protocol.js';
import { errorStack } from './error-stack.js';
import type { OfferedMends } from './model-mends.js';
import { viewLabels } from './view-labels.js';

export function resultOutput(result: Result, bundle: MimeBundle, offered: OfferedMends | null): vscode.NotebookCellOutput {
  const items = Object.entries(bundle).map(([mime, text]) => vscode.NotebookCellOutputItem.text(text, mime));
  // The built-in image output takes its alternative text from here.
  const metadata = result.kind === 'chart' ? { vscode_altText: result.description } : {};
  return new vscode.NotebookCellOutput(items, { ...metadata, ...viewLabels(), ...(offered ? { offered } : {}), kind: result.kind });
}

export function errorOutput(error: CellError, source: string, order: number): vscode.NotebookCellOutput {
  const shown = { name: error.name, message: error.message, stack: errorStack(error, source, order) };
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error(shown)]);
}

export function progressOutput(progress: FitProgress, seconds: number): vscode.NotebookCellOutput {
  const elapsed = vscode.l10n.t('{0} s', seconds.toFixed(1));
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(`${progress.message} · ${elapsed}`)]);
}
