/** Mends: which one is preferred, and those that are made all at once. In cells and in plain files. */
import * as vscode from 'vscode';
import { cursorInFile, cursorInNotebook, type Cursor } from '../cursor.js';
import { equal, present, until } from '../expectations.js';

for (const [where, cursorIn] of [['a cell', cursorInNotebook], ['a plain file', cursorInFile]] as const) {
  const name = (what: string): string => `${what}-${where.replaceAll(' ', '-')}`;

  describe(`quick fixes in ${where}`, () => {
    it('replace what is underlined, the first of them preferred', async () => {
      const { document } = await cursorIn(name('preferred'), '¦m <- lmer(strength ~ 1 + (1 | batch/cask), data = Pastez)');
      const [first] = await actionsAt(document, 'Pastez', vscode.CodeActionKind.QuickFix);
      equal(first?.title, 'Replace by Pastes');
      equal(first?.isPreferred, true, 'preferred');
      equal(await vscode.workspace.applyEdit(present(first?.edit, 'an edit')), true, 'fixed');
      equal(document.getText(), 'm <- lmer(strength ~ 1 + (1 | batch/cask), data = Pastes)');
      await until(() => vscode.languages.getDiagnostics(document.uri).length === 0, 'the squiggle to go');
    });

    it('give a choice where there are several, and prefer none of a hint', async () => {
      const { document } = await cursorIn(name('several'), '¦m <- lmer(strength ~ batch + (1 | batch), data = Pastes)');
      const actions = await actionsAt(document, '1 | batch', vscode.CodeActionKind.QuickFix);
      equal(actions.some(({ title }) => title === 'Remove the fixed effect batch'), true, 'the fixed effect');
      equal(actions.some(({ title }) => title === 'Remove this random-effects term'), true, 'the random effect');
    });

    it('that can only be meant in one way are made all at once', async () => {
      const { document } = await cursorIn(name('all'), '¦m <- lmer(Reaction ~ Days + (1 | Subject)， data = sleepstudy, REML = False)\nsubset(sleepstudy, Days =< 3)\nhead(sleepstud)');
      const [action, ...others] = await actionsAt(document, 'm <- lmer', vscode.CodeActionKind.SourceFixAll);
      equal(others.length, 0, 'other actions');
      equal(present(action?.kind, 'a kind').value, 'source.fixAll.glmm');
      equal(await vscode.workspace.applyEdit(present(action?.edit, 'an edit')), true, 'fixed');
      equal(document.getText().replaceAll('\r\n', '\n'), 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, REML = FALSE)\nsubset(sleepstudy, Days <= 3)\nhead(sleepstud)');
    });
  });
}

/** The actions of a kind at a piece of the text, once it is underlined. */
async function actionsAt(document: Cursor['document'], piece: string, kind: vscode.CodeActionKind): Promise<vscode.CodeAction[]> {
  const at = document.getText().indexOf(piece);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + piece.length));
  await until(() => vscode.languages.getDiagnostics(document.uri).length > 0, 'a squiggle');
  return until(async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind.value);
    const ours = actions.filter(({ edit }) => edit);
    return ours.length > 0 ? ours : null;
  }, `an action at ${piece}`);
}
