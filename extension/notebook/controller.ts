/** Offers the session to VS Code as the notebook's kernel. */
import * as vscode from 'vscode';
import { CONTROLLER, LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';
import type { LiveNotebooks } from './live-notebooks.js';

/** Cancellation goes through each execution's token; with an interrupt handler the tokens would never fire. */
export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(CONTROLLER, NOTEBOOK_TYPE, 'GLMM');
  controller.description = vscode.l10n.t('Mixed models in a subset of R, without R');
  controller.supportedLanguages = [LANGUAGE];
  controller.supportsExecutionOrder = true;
  return controller;
}

/** The cells of a notebook go to its queue; its worker is made ready when the notebook takes this kernel. */
export function runWith(controller: vscode.NotebookController, live: LiveNotebooks): vscode.Disposable {
  controller.executeHandler = (cells, notebook) => live.of(notebook).queue.add(cells);
  return controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
    if (selected) live.of(notebook).kernel.prepare();
  });
}
