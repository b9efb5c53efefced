/** Stale cells and what a cell needs, the view of models and variables, R code out and in. */
import * as vscode from 'vscode';
import { equal, includes, present, until } from '../expectations.js';
import { CBPP, codeCell, codeCells, extension, item, notebookOf, replaceText, runAll, writeText } from '../notebooks.js';

const order = (cell: vscode.NotebookCell): number => cell.executionSummary?.executionOrder ?? 0;
const orders = (notebook: vscode.NotebookDocument): string => codeCells(notebook).map(order).join(' ');
const shown = (cell: vscode.NotebookCell): string => item(cell, 'text/plain') ?? '';

describe('a cell and what it needs', () => {
  it('runs from the cells that make what it reads, and no other', async () => {
    const notebook = await notebookOf('needs.glmm', 'a <- 2', 'unused <- 1', 'b <- a * 3', 'b + 1');
    await vscode.commands.executeCommand('glmm.runWhatItNeeds', codeCell(notebook, 3));
    includes(await until(() => shown(codeCell(notebook, 3)), 'the output'), '7');
    equal(orders(notebook), '1 0 2 3', 'orders');
  });

  it('runs once more where something above it has changed', async () => {
    const notebook = await notebookOf('stale.glmm', 'a <- 2', 'b <- a * 3', 'b + 1', '"apart"');
    await runAll(notebook);
    await replaceText(codeCell(notebook, 0), 'a <- 5');
    await vscode.commands.executeCommand('glmm.runStaleCells');
    await until(() => shown(codeCell(notebook, 2)).includes('16'), 'the new output');
    equal(orders(notebook), '5 6 7 4', 'orders');
    await vscode.commands.executeCommand('glmm.runStaleCells');
    equal(orders(notebook), '5 6 7 4', 'orders when nothing is stale');
  });
});

describe('a moved cell', () => {
  it('makes stale what reads its variable, and runs again before it', async () => {
    const notebook = await notebookOf('moved-cell.glmm', 'a <- 1', 'a <- 2', 'a + 10');
    await runAll(notebook);
    present(vscode.window.activeNotebookEditor, 'an editor').selections = [new vscode.NotebookRange(0, 1)];
    await vscode.commands.executeCommand('notebook.cell.moveDown');
    await until(() => codeCell(notebook, 1).document.getText() === 'a <- 1', 'the cell to be moved');
    await vscode.commands.executeCommand('glmm.runStaleCells');
    await until(() => shown(codeCell(notebook, 2)).includes('11'), 'the new output');
    equal(orders(notebook), '2 4 5', 'orders');
  });
});

describe('the view of models and variables', () => {
  const groups = (): string => extension().exports.shownVariables().map(one => `${one.label} ${one.description}`).join(', ');

  it('shows models, data frames and the rest, and what they hold', async () => {
    const notebook = await notebookOf('view.glmm', 'data(cbpp)\nk <- c(1, 2)', CBPP);
    equal(groups(), '', 'groups before anything has run');
    await runAll(notebook);
    equal(groups(), 'Models 1, Data Frames 1, Variables 1');
    const [models, frames] = extension().exports.shownVariables();
    const model = present(models?.children[0], 'a model');
    includes(model.description, 'Logistic mixed model · converged');
    includes(model.tooltip, '| period2 |');
    equal(model.children.find(one => one.id.endsWith(':fixed'))?.children[1]?.label, 'period2');
    includes(present(model.children.find(one => one.id.endsWith(':random'))?.children[0]?.description, 'a random effect'), 'SD 0.642');
    equal(frames?.children[0]?.children.map(one => one.label).join(), 'herd,incidence,size,period');
    includes(present(frames?.children[0]?.children[3]?.tooltip, 'a tooltip'), 'Reference level: `1`');
  });

  it('leads to the cell that made a variable, and shows it in a new one', async () => {
    const notebook = await notebookOf('actions.glmm', 'data(cbpp)', CBPP, '1 + 1');
    await runAll(notebook);
    const model = present(extension().exports.shownVariables()[0]?.children[0], 'a model');
    await vscode.commands.executeCommand('glmm.revealVariable', model);
    equal(vscode.window.activeNotebookEditor?.selection.start, codeCell(notebook, 1).index, 'selected cell');
    await vscode.commands.executeCommand('glmm.showVariable', model);
    const added = codeCell(notebook, 2);
    equal(added.document.getText(), 'm1');
    includes(await until(() => shown(added), 'its output'), 'period2');
    await vscode.commands.executeCommand('glmm.copyVariableName', model);
    equal(await vscode.env.clipboard.readText(), 'm1');
  });
});

describe('R code', () => {
  it('of a cell goes to the clipboard with the packages and data that it needs', async () => {
    const notebook = await notebookOf('copy.glmm', 'data(spinal)', 'm <- glmer(y ~ visit + (1 | patient), data = spinal, family = binomial)\nplan(m)');
    await vscode.commands.executeCommand('glmm.copyCellAsR', codeCell(notebook, 1));
    const cell = await vscode.env.clipboard.readText();
    includes(cell, 'library(lme4)\n\n# Made from the published table');
    includes(cell, '\n\nm <- glmer(');
    includes(cell, '# plan(m)');
    await vscode.commands.executeCommand('glmm.copyNotebookAsR');
    includes(await vscode.env.clipboard.readText(), "text = 'patient,visit,y\n1,1,1\n");
  });

  it('of a script is imported as a notebook, prose and code', async () => {
    const file = await writeText('analysis.R', "#' # An analysis\nlibrary(lme4)\nx <- c(1, 3)\n\nmean(x)\n");
    await vscode.commands.executeCommand('glmm.importR', file);
    const notebook = present(vscode.window.activeNotebookEditor?.notebook, 'an editor');
    equal(notebook.isUntitled, true);
    equal(notebook.getCells().map(cell => cell.document.getText()).join(' | '), '# An analysis | library(lme4)\nx <- c(1, 3) | mean(x)');
    await vscode.commands.executeCommand('notebook.selectKernel', { id: 'glmm-session', extension: 'glmm-notebooks.glmm-notebooks' });
    await runAll(notebook);
    includes(shown(codeCell(notebook, 1)), '2');
  });

  it('of R Markdown in the clipboard becomes cells below the selected one', async () => {
    const notebook = await notebookOf('chunks.glmm', '1');
    await vscode.env.clipboard.writeText('Prose.\n\n```{r}\nx <- 2\n```\n');
    await vscode.commands.executeCommand('glmm.pasteRScript');
    equal(notebook.getCells().map(cell => cell.document.getText()).join(' | '), '1 | Prose. | x <- 2');
  });
});

describe('a setting', () => {
  it('says where random numbers start, how many digits are shown and how wide intervals are, from the next session on', async () => {
    const settings = vscode.workspace.getConfiguration('glmm');
    const values = { seed: 7, digits: 3, confidenceLevel: 0.9 };
    for (const [name, value] of Object.entries(values)) await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
    const notebook = await notebookOf('settings.glmm', 'x <- runif(1)\nset.seed(7)\nx == runif(1)', 'pi', `${CBPP}\nm1`);
    await runAll(notebook);
    for (const name of Object.keys(values)) await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
    includes(shown(codeCell(notebook, 0)), 'TRUE');
    equal(shown(codeCell(notebook, 1)), '[1] 3.14');
    // the limits of 90 % intervals stand under their tails
    includes(shown(codeCell(notebook, 2)), ' 5 %');
  });
});
