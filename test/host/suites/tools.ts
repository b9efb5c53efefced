/** The tools for language models, called as a chat would call them. */
import * as vscode from 'vscode';
import { equal, includes } from '../expectations.js';
import { CBPP, codeCell, codeCells, notebookOf, runAll } from '../notebooks.js';

async function invoke(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map(part => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

const refusal = (name: string, input: object): Promise<string> => invoke(name, input).then(text => `no refusal: ${text}`, (error: unknown) => String(error));

describe('tools for language models', () => {
  it('are offered, each with a description and a schema', () => {
    const ours = vscode.lm.tools.filter(tool => tool.name.startsWith('glmm_'));
    equal(ours.map(tool => tool.name).sort().join(), 'glmm_describe_data,glmm_get_model_summary,glmm_insert_cell,glmm_run_cells');
    equal(ours.every(tool => tool.description.length > 50 && tool.inputSchema !== undefined), true);
  });

  it('describe data of the session and bundled data', async () => {
    const notebook = await notebookOf('tool-data.glmm', 'd <- data.frame(g = factor(c("b", "a", "b")), y = c(1, NA, 3))');
    includes(await invoke('glmm_describe_data', {}), 'No cell has run yet');
    await runAll(notebook);
    includes(await invoke('glmm_describe_data', { name: 'd' }), '- g: factor, 2 levels: a (1), b (2); reference level a\n- y: numeric, 1 to 3, mean 2, 1 missing');
    includes(await invoke('glmm_describe_data', { name: 'cbpp' }), '- period: factor, 4 levels');
    includes(await refusal('glmm_describe_data', { name: 'nothing' }), 'There is no variable "nothing" in the session (there: d)');
  });

  it('give the summary of a model, in numbers and in words', async () => {
    const notebook = await notebookOf('tool-model.glmm', CBPP);
    includes(await refusal('glmm_get_model_summary', {}), 'No model has been fitted');
    await runAll(notebook);
    const summary = await invoke('glmm_get_model_summary', {});
    includes(summary, 'period2');
    includes(summary, 'For a given herd, the odds of incidence in period 2 are 0.37 times');
    includes(await refusal('glmm_get_model_summary', { name: 'm2' }), 'Models of the session: m1.');
  });

  it('add a cell, with what is wrong in it, and run cells with what they need', async () => {
    const notebook = await notebookOf('tool-run.glmm', 'a <- 2');
    includes(await invoke('glmm_insert_cell', { text: 'a * 21', after: 1 }), 'Added as cell 2 of 2.');
    includes(await invoke('glmm_insert_cell', { text: 'ggplot(a)' }), 'error GLMM202, line 1: ggplot()');
    equal(codeCells(notebook).length, 3);
    includes(await invoke('glmm_run_cells', { cells: [2] }), 'Cell 1: ran and shows nothing.\n\nCell 2:\n[1] 42');
    equal(codeCell(notebook, 2).executionSummary?.executionOrder, undefined, 'order of the cell that was not asked for');
    includes(await invoke('glmm_run_cells', { cells: [3] }), 'Error GLMM202 in line 1');
    includes(await refusal('glmm_run_cells', { cells: [9] }), 'the notebook has cells 1 to 3');
    includes(await refusal('glmm_insert_cell', { text: '1', after: 7 }), 'from 0 to 3');
  });

  it('do nothing once they are cancelled', async () => {
    const notebook = await notebookOf('tool-cancel.glmm', '1 + 1');
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const outcome = await Promise.resolve(vscode.lm.invokeTool('glmm_run_cells', { input: {}, toolInvocationToken: undefined }, source.token)).then(() => 'done', () => 'refused');
    equal(outcome, 'refused');
    equal(codeCell(notebook, 0).executionSummary?.executionOrder, undefined, 'order');
  });
});
