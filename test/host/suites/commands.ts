/** Commands of the palette. */
import * as vscode from 'vscode';
import { equal, present } from '../expectations.js';
import { codeCells, runAll } from '../notebooks.js';

describe('commands', () => {
  it('a new notebook is untitled and runs as it stands', async () => {
    await vscode.commands.executeCommand('glmm.newNotebook');
    const notebook = present(vscode.window.activeNotebookEditor?.notebook, 'an editor');
    equal(notebook.isUntitled, true);
    await vscode.commands.executeCommand('notebook.selectKernel', { id: 'glmm-session', extension: 'glmm-notebooks.glmm-notebooks' });
    await runAll(notebook);
    for (const cell of codeCells(notebook)) equal(cell.executionSummary?.success, true, `cell ${cell.index}`);
  });

  it('every sample runs from top to bottom', async function () {
    this.timeout(90_000);
    for (const name of ['logistic.glmm', 'poisson.glmm', 'linear.glmm', 'charts.glmm']) {
      await vscode.commands.executeCommand('glmm.openSample', name);
      const notebook = present(vscode.window.activeNotebookEditor?.notebook, 'an editor');
      await vscode.commands.executeCommand('notebook.selectKernel', { id: 'glmm-session', extension: 'glmm-notebooks.glmm-notebooks' });
      await runAll(notebook);
      for (const cell of codeCells(notebook)) equal(cell.executionSummary?.success, true, `${name}, cell ${cell.index}`);
    }
  });
});
