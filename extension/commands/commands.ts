/** Every command of the extension. */
import type * as vscode from 'vscode';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { showNotices } from '../notebook/status-bar.js';
import type { Command } from './command.js';
import { copyCellAsR, copyNotebookAsR } from './copy-as-r.js';
import { explainDiagnostic } from './explain-diagnostic.js';
import { exportReport } from './export-report.js';
import { importR, pasteRScript } from './import-r.js';
import { newNotebook } from './new-notebook.js';
import { openSample } from './open-sample.js';
import { previewReport } from './preview-report.js';
import { restartKernel } from './restart-kernel.js';
import { runStaleCells, runWhatItNeeds } from './run-cells.js';
import { copyVariableName, revealVariable, showVariable } from './variable-actions.js';

export function allCommands(live: LiveNotebooks, extension: vscode.Extension<unknown>): readonly Command[] {
  const { extensionUri } = extension;
  return [
    newNotebook, openSample(extensionUri), importR, restartKernel(live), runWhatItNeeds(live), runStaleCells(live), showNotices(live),
    copyCellAsR(live, extensionUri), copyNotebookAsR(live, extensionUri), pasteRScript(live), exportReport(live, extension), previewReport(live, extension),
    showVariable(live), revealVariable(live), copyVariableName, explainDiagnostic,
  ];
}
