/** The shape of the text: formatting, folding, growing selections, outlines. In cells and in plain files. */
import * as vscode from 'vscode';
import { cursorInFile, cursorInNotebook, type Cursor } from '../cursor.js';
import { equal, present } from '../expectations.js';

const OPTIONS: vscode.FormattingOptions = { tabSize: 2, insertSpaces: true };

for (const [where, cursorIn] of [['a cell', cursorInNotebook], ['a plain file', cursorInFile]] as const) {
  const name = (what: string): string => `${what}-${where.replaceAll(' ', '-')}`;

  describe(`layout of ${where}`, () => {
    it('formats a document', async () => {
      const { document } = await cursorIn(name('format'), '¦m<-lmer(y~x+(1|g), # the model\n data=d)\n\n\n\n\nm');
      await apply(document, await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, OPTIONS));
      equal(document.getText(), 'm <- lmer(y ~ x + (1 | g), # the model\n          data = d)\n\n\nm');
    });

    it('formats a selection and nothing else', async () => {
      const { document } = await cursorIn(name('format-range'), '¦a<-1\nb<-2\nc<-3');
      await apply(document, await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatRangeProvider', document.uri, new vscode.Range(1, 0, 1, 4), OPTIONS));
      equal(document.getText(), 'a<-1\nb <- 2\nc<-3');
    });

    it('formats the statement that a closing bracket ends', async () => {
      const { document, position } = await cursorIn(name('format-type'), 'a<-1\nb<-f( x )¦');
      await apply(document, await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatOnTypeProvider', document.uri, position, ')', OPTIONS));
      equal(document.getText(), 'a<-1\nb <- f(x)');
    });

    it('leaves a cell with a mistake alone', async () => {
      const { document } = await cursorIn(name('format-mistake'), '¦m  <-  lmer(y~x');
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', document.uri, OPTIONS);
      equal(edits?.length ?? 0, 0, 'edits');
    });

    it('folds calls, comments and sections', async () => {
      const { document } = await cursorIn(name('fold'), '¦# Data ----\n# one\n# two\nd <- f(\n  x\n)');
      const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
      equal(ranges.map(({ start, end }) => `${start}-${end}`).sort().join(), '0-5,1-2,3-4');
    });

    it('grows a selection by expressions', async () => {
      const cursor = await cursorIn(name('grow'), 'm <- lmer(y ~ x + (1 | he¦rd), data = d)');
      equal((await selections(cursor)).slice(0, 4).join('; '), 'herd; 1 | herd; (1 | herd); x + (1 | herd)');
    });

    it('lists what is made, models with their formulas', async () => {
      const { document } = await cursorIn(name('symbols'), '¦# Models ----\nm <- lmer(y ~ x + (1 | g), data = d)\nd$z <- 1');
      const [section] = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
      equal(section?.name, 'Models');
      equal(present(section, 'a section').children.map(symbol => `${symbol.name}: ${symbol.detail}`).join('; '), 'm: lmer: y ~ x + (1 | g); d$z: ');
    });

    it('finds what open notebooks and files make', async () => {
      const variable = `made_in_${where.replaceAll(' ', '_')}`;
      const { document } = await cursorIn(name('workspace'), `¦${variable} <- 1`);
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', variable.slice(0, 9));
      equal(found.some(symbol => symbol.name === variable && symbol.location.uri.toString() === document.uri.toString()), true, variable);
    });
  });
}

async function apply(document: vscode.TextDocument, edits: vscode.TextEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits);
  equal(await vscode.workspace.applyEdit(edit), true, 'edit applied');
}

async function selections({ document, position }: Cursor): Promise<string[]> {
  const [innermost] = await vscode.commands.executeCommand<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document.uri, [position]);
  const texts: string[] = [];
  for (let at: vscode.SelectionRange | undefined = innermost; at; at = at.parent) texts.push(document.getText(at.range));
  return texts;
}
