/** Hover, completion and signature help. */
import * as vscode from 'vscode';
import { completions, cursorIn, cursorInNotebook, hoverText, signatureHelp } from '../cursor.js';
import { equal, includes, present } from '../expectations.js';
import { codeCell, notebookOf, runAll } from '../notebooks.js';

describe('help while typing', () => {
  it('hover reads a coefficient and a random term in words', async () => {
    const notebook = await notebookOf('hover.glmm', 'data(spinal)', 'm <- glmer(y ~ visit + (1 | patient), data = spinal, family = binomial)\nm');
    await runAll(notebook);
    const { document } = codeCell(notebook, 1);
    const visit = await hoverText(cursorIn(document, 'vi¦sit'));
    includes(visit, 'odds');
    includes(visit, '95');
    includes(await hoverText(cursorIn(document, '(1 ¦| patient)')), 'patient');
  });

  it('completion offers functions, arguments and columns', async () => {
    const notebook = await notebookOf('complete.glmm', 'data(cbpp)\ngl', 'glmer(incidence ~ pe, data = cbpp, fam)');
    await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 0, end: 1 }], document: notebook.uri });
    const { document } = codeCell(notebook, 1);
    equal((await completions(cursorIn(codeCell(notebook, 0).document, 'gl¦'))).includes('glmer'), true, 'function');
    equal((await completions(cursorIn(document, '~ pe¦'))).includes('period'), true, 'column');
    equal((await completions(cursorIn(document, ', fam¦'))).some(label => label.startsWith('family')), true, 'argument');
  });

  it('signature help tells the parameters', async () => {
    const help = await signatureHelp(await cursorInNotebook('signature', 'lmer(¦y ~ x, )'));
    includes(present(help.signatures[0], 'a signature').label, 'formula');
  });
});
