/** A notebook as a file: opened, saved, refused. */
import * as vscode from 'vscode';
import { equal, includes } from '../expectations.js';
import { codeCell, inWorkspace, readBytes, sampleBytes, writeText } from '../notebooks.js';

describe('a notebook file', () => {
  for (const sample of ['logistic.glmm', 'poisson.glmm', 'linear.glmm', 'charts.glmm']) {
    it(`${sample} opens as prose and cells, and saves without a changed byte`, async () => {
      const bytes = await sampleBytes(sample);
      const file = inWorkspace(`copy-${sample}`);
      await vscode.workspace.fs.writeFile(file, bytes);
      const notebook = await vscode.workspace.openNotebookDocument(file);
      equal(notebook.notebookType, 'glmm-notebook');
      equal(codeCell(notebook, 0).document.languageId, 'glmm');
      const edit = new vscode.WorkspaceEdit(); // an edit and its reverse, so that saving really writes
      const first = codeCell(notebook, 0).document;
      edit.insert(first.uri, new vscode.Position(0, 0), '#');
      equal(await vscode.workspace.applyEdit(edit), true, 'edit applied');
      const undo = new vscode.WorkspaceEdit();
      undo.delete(first.uri, new vscode.Range(0, 0, 0, 1));
      await vscode.workspace.applyEdit(undo);
      equal(await notebook.save(), true, 'saved');
      equal(new TextDecoder().decode(await readBytes(file)), new TextDecoder().decode(bytes));
    });
  }

  it('keeps a byte order mark, Windows line endings, options and long fences when another cell is edited', async () => {
    const text = '\uFEFF# Title\r\n\r\n````{glmm, echo=FALSE}\r\nx <- 1\r\n````\r\n\r\n<!-- cell -->\r\n\r\nEnd, no newline';
    const file = await writeText('crlf.glmm', text);
    const notebook = await vscode.workspace.openNotebookDocument(file);
    const edit = new vscode.WorkspaceEdit();
    const cell = codeCell(notebook, 0);
    edit.insert(cell.document.uri, new vscode.Position(0, 6), '0');
    await vscode.workspace.applyEdit(edit);
    equal(await notebook.save(), true, 'saved');
    equal(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readBytes(file)), text.replace('x <- 1', 'x <- 10'));
  });

  it('that is not UTF-8 is refused and left as it was', async () => {
    const bytes = new Uint8Array([0x23, 0x20, 0xe9, 0xff, 0xfe, 0x0a]);
    const file = inWorkspace('latin1.glmm');
    await vscode.workspace.fs.writeFile(file, bytes);
    const refusal = await vscode.workspace.openNotebookDocument(file).then(() => '', (error: unknown) => String(error));
    includes(refusal, 'UTF-8');
    equal((await readBytes(file)).join(), bytes.join());
  });

  it('that is empty is a notebook without cells', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(await writeText('empty.glmm', ''));
    equal(notebook.cellCount, 0);
  });
});
