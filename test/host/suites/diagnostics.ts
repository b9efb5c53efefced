/** Squiggles and their quick fixes while one types. */
import * as vscode from 'vscode';
import { equal, present, until } from '../expectations.js';
import { codeCell, diagnosticsOf, fixTitles, notebookOf, writeText } from '../notebooks.js';

describe('diagnostics', () => {
  for (const [what, source, squiggle, fixed] of [
    ['an unknown function', 'meen(c(1, 2))', 'meen', 'mean(c(1, 2))'],
    ['an unknown argument', 'data(cbpp)\nm <- lmer(size ~ 1 + (1 | herd), dta = cbpp)', 'dta', 'data(cbpp)\nm <- lmer(size ~ 1 + (1 | herd), data = cbpp)'],
    ['an unknown data frame', 'data(cbpp)\nhead(cbp)', 'cbp', 'data(cbpp)\nhead(cbpp)'],
    ['an unknown column', 'data(cbpp)\nm <- lmer(size ~ 1 + (1 | hurd), data = cbpp)', 'hurd', 'data(cbpp)\nm <- lmer(size ~ 1 + (1 | herd), data = cbpp)'],
    ['an unclosed bracket', 'mean(c(1, 2)', null, 'mean(c(1, 2))'],
  ] as const) {
    it(`${what} is underlined, and a quick fix mends it`, async () => {
      const notebook = await notebookOf(`typing-${what.replaceAll(' ', '-')}.glmm`, source);
      const cell = codeCell(notebook, 0);
      const diagnostic = present((await diagnosticsOf(cell)).find(one => one.severity === vscode.DiagnosticSeverity.Error), 'an error');
      if (squiggle) equal(cell.document.getText(diagnostic.range), squiggle, 'underlined');
      const fixes = await fixTitles(cell, diagnostic);
      const edit = present(fixes[0]?.edit, 'a quick fix');
      equal(await vscode.workspace.applyEdit(edit), true, 'fix applied');
      equal(cell.document.getText(), fixed);
      await until(() => vscode.languages.getDiagnostics(cell.document.uri).length === 0, 'the squiggle to go');
    });
  }

  it('works in a plain file of the language', async () => {
    const document = await vscode.workspace.openTextDocument(await writeText('plain.glmmcell', 'meen(1)\n'));
    equal(document.languageId, 'glmm');
    await until(() => vscode.languages.getDiagnostics(document.uri).length > 0, 'a squiggle');
  });
});
