/** Reports that a notebook is exported as. */
import * as vscode from 'vscode';
import { equal, includes, until } from '../expectations.js';
import { CBPP, inWorkspace, readBytes, show, writeText } from '../notebooks.js';

describe('a report', () => {
  it('is written as HTML, Markdown, LaTeX and for Jupyter, with the charts', async () => {
    const notebook = await show(await writeText('report.glmm', `# A report\n\n\`\`\`{glmm}\ndata(cbpp)\n${CBPP}\nm1\ndotplot(ranef(m1))\n\`\`\`\n`));
    for (const format of ['html', 'md', 'tex', 'ipynb']) {
      const file = inWorkspace(`report.${format}`);
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('glmm.exportReport', format, file);
      const text = new TextDecoder().decode(await readBytes(file));
      includes(text, 'A report');
      includes(text, 'period2');
      includes(text, format === 'tex' ? 'tikzpicture' : 'svg');
    }
  });

  it('is written as Word and PDF', async () => {
    const notebook = await show(await writeText('printed.glmm', `# Printed\n\n\`\`\`{glmm}\ndata(cbpp)\n${CBPP}\nm1\n\`\`\`\n`));
    for (const [format, beginning] of [['docx', 'PK'], ['pdf', '%PDF']] as const) {
      const file = inWorkspace(`printed.${format}`);
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('glmm.exportReport', format, file);
      includes(new TextDecoder('latin1').decode((await readBytes(file)).slice(0, 4)), beginning);
    }
  });

  it('is shown beside its notebook, and goes with it', async () => {
    const notebook = await show(await writeText('shown.glmm', `# Shown\n\n\`\`\`{glmm}\n1 + 1\n\`\`\`\n`));
    const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => tab.input instanceof vscode.TabInputWebview);
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('glmm.previewReport');
    await vscode.commands.executeCommand('glmm.previewReport');
    await until(() => tabs().some(tab => tab.label.includes('shown')), 'the tab of the preview');
    equal(tabs().length, 1, 'number of previews');
    await vscode.window.tabGroups.close(tabs());
  });
});
