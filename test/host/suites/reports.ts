/** Reports that a notebook is exported as. */
import * as vscode from 'vscode';
import { includes } from '../expectations.js';
import { CBPP, inWorkspace, readBytes, show, writeText } from '../notebooks.js';

describe('a report', () => {
  it('is written as HTML and as Markdown, with the charts', async () => {
    const notebook = await show(await writeText('report.glmm', `# A report\n\n\`\`\`{glmm}\ndata(cbpp)\n${CBPP}\nm1\ndotplot(ranef(m1))\n\`\`\`\n`));
    for (const format of ['html', 'markdown']) {
      const file = inWorkspace(`report.${format}`);
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('glmm.exportReport', format, file);
      const text = new TextDecoder().decode(await readBytes(file));
      includes(text, 'A report');
      includes(text, 'period2');
      includes(text, 'svg');
    }
  });
});
