/** Cells in the session: what they show, how they fail, are cancelled and forgotten. */
import * as vscode from 'vscode';
import { close, equal, includes, present, until } from '../expectations.js';
import { CBPP, codeCell, diagnosticsOf, ended, errorOf, extension, item, model, notebookOf, replaceText, runAll, writeText } from '../notebooks.js';

describe('running', () => {
  it('shows the summary of a logistic mixed model with lme4’s numbers, in every form', async () => {
    const notebook = await notebookOf('run.glmm', 'data(cbpp)', `${CBPP}\nm1`, 'dotplot(ranef(m1))');
    await runAll(notebook);
    const cell = codeCell(notebook, 1);
    const shown = model(cell);
    // test/reference/models/glmm_cbpp_laplace.json: lme4 1.1-31, optimised to the end
    close(Number(shown.fixed[1]?.estimate), -0.992332794, 1e-5, 'period2');
    close(Number(shown.random[0]?.sd[0]), 0.642261386, 1e-5, 'sd of herd');
    close(Number(shown.logLik), -92.026281871, 1e-6, 'logLik');
    includes(present(item(cell, 'text/plain'), 'plain text'), 'period2');
    includes(present(item(cell, 'text/markdown'), 'Markdown'), 'period2');
    equal(cell.executionSummary?.success, true);
    equal(cell.executionSummary?.executionOrder, 2, 'order');
    const chart = codeCell(notebook, 2);
    includes(present(item(chart, 'application/vnd.glmm.chart.v1+json'), 'chart'), '"kind":"chart"');
    includes(present(item(chart, 'image/svg+xml'), 'picture'), '<svg');
    equal(notebook.isDirty, false, 'dirty after running');
  });

  it('draws the outputs with the renderers', async () => {
    const rendered = new Set<string>();
    const listening = extension().exports.onDidReceiveRendererMessage(({ renderer, message }) => {
      if ((message as { kind?: unknown }).kind === 'rendered') rendered.add(renderer);
    });
    const notebook = await notebookOf('draw.glmm', 'data(cbpp)', `${CBPP}\nm1`, 'dotplot(ranef(m1))');
    await runAll(notebook);
    await until(() => rendered.has('glmm-model-renderer') && rendered.has('glmm-chart-renderer'), 'both renderers', 25_000);
    listening.dispose();
  });

  it('stops at the cell that fails, says where, and keeps what came before', async () => {
    const notebook = await notebookOf('fail.glmm', 'a <- 41', 'a\na + nowhere', 'b <- 1');
    await vscode.commands.executeCommand('notebook.execute');
    const failing = codeCell(notebook, 1);
    await ended(failing);
    equal(failing.executionSummary?.success, false);
    const error = errorOf(failing);
    includes(error.stack, `Cell In[${failing.executionSummary?.executionOrder}], line 2`);
    includes(error.message, 'nowhere');
    const diagnostics = await diagnosticsOf(failing);
    equal(diagnostics.some(one => one.range.start.line === 1), true, 'diagnostic on the second line');
    equal(codeCell(notebook, 2).executionSummary?.executionOrder, undefined, 'order of the cell after it');
    await replaceText(failing, 'a + 1');
    await vscode.commands.executeCommand('notebook.execute');
    await ended(codeCell(notebook, 2));
    includes(present(item(failing, 'text/plain'), 'output'), '42');
  });

  it('refuses bad input with a message that names it, and goes on', async () => {
    await writeText('ragged.csv', 'x,y\n1,2\n1,2,3\n');
    for (const [what, source, part] of [
      ['missing', 'read.csv("missing.csv")', 'missing.csv'], ['ragged', 'read.csv("ragged.csv")', '3'], ['outside', 'read.csv("/etc/hostname")', 'outside'], ['open', 'x <- (1', 'closed'],
    ] as const) {
      const notebook = await notebookOf(`bad-${what}.glmm`, source);
      await runAll(notebook);
      includes(`${errorOf(codeCell(notebook, 0)).message}`, part);
      await replaceText(codeCell(notebook, 0), '1 + 1');
      await runAll(notebook);
      await until(() => item(codeCell(notebook, 0), 'text/plain')?.includes('2'), 'the session to go on');
    }
  });

  it('reads a file that lies next to the notebook', async () => {
    await writeText('small.csv', 'g,y\na,1\nb,2\n');
    const notebook = await notebookOf('reads.glmm', 'd <- read.csv("small.csv")\nnrow(d)');
    await runAll(notebook);
    includes(present(item(codeCell(notebook, 0), 'text/plain'), 'output'), '2');
  });

  it('cancels a long fit at once and keeps the variables', async function () {
    this.timeout(90_000);
    await writeText('long.csv', crossedRows(400_000));
    const notebook = await notebookOf('long.glmm', 'kept <- 7\nd <- read.csv("long.csv")', 'm <- glmer(y ~ x + (1 | a) + (1 | b), data = d, family = binomial)', 'kept');
    const execution = vscode.commands.executeCommand('notebook.execute'); // settles when the queue is empty
    const fit = codeCell(notebook, 1);
    await ended(codeCell(notebook, 0));
    equal(codeCell(notebook, 0).executionSummary?.success, true, `reading the data (${item(codeCell(notebook, 0), 'application/vnd.code.notebook.error') ?? ''})`);
    let fastest = await cancelWhileFitting(fit);
    await execution;
    equal(fit.executionSummary?.success, undefined, 'mark of the cancelled cell');
    equal(codeCell(notebook, 2).executionSummary?.executionOrder, undefined, 'order of the cell after it');
    // Other work on the machine only ever adds to the time, so the fastest of a few tries is what the extension takes.
    for (let attempt = 0; attempt < 3 && fastest >= 500; attempt++) {
      const again = vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 1, end: 2 }], document: notebook.uri });
      await until(() => fit.executionSummary?.timing === undefined, 'the fit to run again');
      fastest = Math.min(fastest, await cancelWhileFitting(fit));
      await again;
    }
    equal(fastest < 500, true, `cancelled within 0.5 s (${fastest} ms)`);
    await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 2, end: 3 }], document: notebook.uri });
    await ended(codeCell(notebook, 2));
    includes(present(item(codeCell(notebook, 2), 'text/plain'), 'output'), '7');
  });

  it('goes on when the running cell is moved', async function () {
    this.timeout(90_000);
    await writeText('moved.csv', crossedRows(400_000));
    const notebook = await notebookOf('moved.glmm', 'd <- read.csv("moved.csv")\nm <- glmer(y ~ x + (1 | a) + (1 | b), data = d, family = binomial)\nnobs(m)', '# below');
    const fit = codeCell(notebook, 0);
    const execution = vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 0, end: 1 }], document: notebook.uri });
    await until(() => item(fit, 'text/plain'), 'the fit to tell how it fares', 20_000);
    present(vscode.window.activeNotebookEditor, 'editor').selection = new vscode.NotebookRange(0, 1);
    await vscode.commands.executeCommand('notebook.cell.moveDown');
    equal(codeCell(notebook, 1), fit, 'second cell');
    equal(fit.executionSummary?.timing?.endTime, undefined, 'end of the cell when it has moved');
    await execution;
    equal(fit.executionSummary?.success, true, 'mark of the moved cell');
    includes(present(item(fit, 'text/plain'), 'output'), '400000');
  });

  it('forgets everything when the session restarts, and counts from one again', async () => {
    const notebook = await notebookOf('restart.glmm', 'a <- 1', 'a');
    await runAll(notebook);
    await vscode.commands.executeCommand('glmm.restartKernel');
    await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 1, end: 2 }], document: notebook.uri });
    await until(() => codeCell(notebook, 1).executionSummary?.success === false, 'the cell to fail');
    equal(codeCell(notebook, 1).executionSummary?.executionOrder, 1);
    equal(errorOf(codeCell(notebook, 1)).name, 'UserError');
  });
});

/** Cancels a fit once it has told how it fares; how many milliseconds it then took to end. */
async function cancelWhileFitting(fit: vscode.NotebookCell): Promise<number> {
  const progress = await until(() => item(fit, 'text/plain'), 'the fit to tell how it fares', 20_000);
  includes(progress, 'Laplace');
  const began = Date.now();
  await vscode.commands.executeCommand('notebook.cancelExecution');
  const milliseconds = (await ended(fit)) - began;
  console.log(`    cancelled after ${milliseconds} ms`);
  return milliseconds;
}

/** Binary responses with two crossed factors, the same every time. */
function crossedRows(rows: number): string {
  let state = 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647; // Park & Miller (1988)
  const effects = Array.from({ length: 1000 }, () => random() + random() - 1);
  const lines = ['y,x,a,b'];
  for (let row = 0; row < rows; row++) {
    const a = Math.floor(random() * 1000);
    const b = Math.floor(random() * 500);
    const x = random();
    const eta = x - 0.5 + 2 * (effects[a] ?? 0) + 2 * (effects[999 - b] ?? 0);
    lines.push(`${random() < 1 / (1 + Math.exp(-eta)) ? 1 : 0},${x.toFixed(4)},a${a},b${b}`);
  }
  return `${lines.join('\n')}\n`;
}
