/** What the data and the last fit tell, at its place in the cell, with the mend and the page on the code. */
import * as vscode from 'vscode';
import { equal, includes, present, until } from '../expectations.js';
import { codeCell, fixTitles, notebookOf, replaceText, runAll, writeText } from '../notebooks.js';

describe('what the data tell', () => {
  it('is there before anything has run, follows the text without gaps, and is mended by a quick fix', async () => {
    await writeText('counts.csv', 'y,g\n2,a\n0,a\n1,b\n3,b\n0,c\n1,c\n');
    const notebook = await notebookOf('data-tier.glmm', 'd <- read.csv("counts.csv")', 'm <- glmer(y ~ 1 + (1 | g), data = d, family = binomial)');
    const cell = codeCell(notebook, 1);
    const found = await told(cell, 'GLMM314');
    equal(cell.document.getText(found.range), 'y', 'underlined');
    includes(found.message, 'is 2 in row 1');
    includes(targetOf(found), 'command:glmm.explainDiagnostic');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(cell.document.uri, new vscode.Position(0, 0), '# the counts of\n');
    await vscode.workspace.applyEdit(edit);
    await until(() => cell.document.getText(vscode.languages.getDiagnostics(cell.document.uri).find(one => codeOf(one) === 'GLMM314')?.range) === 'y', 'the squiggle to move along');
    const fixes = await fixTitles(cell, await told(cell, 'GLMM314'));
    await vscode.workspace.applyEdit(present(fixes[0]?.edit, 'a quick fix'));
    includes(cell.document.getText(), 'family = poisson');
    await until(() => !vscode.languages.getDiagnostics(cell.document.uri).some(one => codeOf(one) === 'GLMM314'), 'the squiggle to go');
    await told(cell, 'GLMM303');
  });

  it('is told anew when the file changes', async () => {
    await writeText('changing.csv', 'y,g\n0,a\n1,a\n1,b\n0,b\n1,c\n0,c\n0,d\n1,d\n1,e\n0,e\n');
    const notebook = await notebookOf('changing.glmm', 'd <- read.csv("changing.csv")\nglmer(y ~ 1 + (1 | g), data = d, family = binomial)\nsqrt("a")');
    const cell = codeCell(notebook, 0);
    await told(cell, 'GLMM215');
    equal(vscode.languages.getDiagnostics(cell.document.uri).some(one => codeOf(one) === 'GLMM314'), false, 'nothing outside the support yet');
    await writeText('changing.csv', 'y,g\n0,a\n7,a\n1,b\n0,b\n1,c\n0,c\n0,d\n1,d\n1,e\n0,e\n');
    await until(() => vscode.languages.getDiagnostics(cell.document.uri).find(one => codeOf(one) === 'GLMM314'), 'the new value to be told', 20_000);
  });

  it('waits while a cell runs, and the last fit is told at its term with the smaller model', async () => {
    const notebook = await notebookOf('singular.glmm', 'set.seed(2)\nd <- transform(sleepstudy, noise = rnorm(180), h = rep(1:6, 30))\nm <- lmer(noise ~ Days + (1 | Subject) + (1 | h), data = d)');
    const cell = codeCell(notebook, 0);
    await runAll(notebook);
    const found = await told(cell, 'GLMM401');
    equal(cell.document.getText(found.range), '(1 | Subject)', 'underlined');
    const fixes = await fixTitles(cell, found);
    await vscode.workspace.applyEdit(present(fixes[0]?.edit, 'a quick fix'));
    includes(cell.document.getText(), 'noise ~ Days + (1 | h)');
    await replaceText(cell, '1 + 1');
    await until(() => vscode.languages.getDiagnostics(cell.document.uri).length === 0, 'nothing to be left');
  });

  it('has a page on every code that opens offline', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'glmm-diagnostic', path: '/GLMM314.md' }));
    includes(page.getText(), 'Response outside its support');
    await vscode.commands.executeCommand('glmm.explainDiagnostic', 'GLMM314');
    await until(() => vscode.window.tabGroups.all.some(group => group.tabs.some(tab => tab.label.includes('GLMM314'))), 'the page');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});

function told(cell: vscode.NotebookCell, code: string): Promise<vscode.Diagnostic> {
  return until(() => vscode.languages.getDiagnostics(cell.document.uri).find(one => codeOf(one) === code), `${code} in cell ${cell.index}`, 20_000);
}

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);
const targetOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'object' ? code.target.toString(true) : '');
