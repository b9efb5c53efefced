/** Names across cells: definition, references, highlights, rename, colours, links to files. */
import * as vscode from 'vscode';
import { cursorIn, cursorInFile, cursorInNotebook, type Cursor } from '../cursor.js';
import { equal, includes, present } from '../expectations.js';
import { codeCell, codeCells, inWorkspace, notebookOf, writeText } from '../notebooks.js';

const CELLS = ['data(cbpp)\nd <- cbpp', 'd$rate <- d$incidence / d$size', 'm <- lmer(rate ~ period + (1 | herd), data = d)'];

describe('names across cells', () => {
  it('definition goes to the cell that makes a variable, and a column', async () => {
    const notebook = await notebookOf('definition.glmm', ...CELLS);
    const last = codeCell(notebook, 2).document;
    equal(await definition(cursorIn(last, 'data = ¦d')), `${codeCell(notebook, 0).document.uri.toString()} 1:0-1`);
    equal(await definition(cursorIn(last, 'lmer(ra¦te')), `${codeCell(notebook, 1).document.uri.toString()} 0:2-6`);
    equal(await definition(cursorIn(last, '¦lmer')), '');
  });

  it('references are found in all cells', async () => {
    const notebook = await notebookOf('references.glmm', ...CELLS);
    const found = await locations('vscode.executeReferenceProvider', cursorIn(codeCell(notebook, 1).document, '¦rate'));
    equal(found.map(({ uri }) => codeCells(notebook).findIndex(cell => cell.document.uri.toString() === uri.toString())).join(), '1,2');
  });

  it('highlights tell writing from reading', async () => {
    const { document, position } = await cursorInNotebook('highlights', 'd <- data.frame(x = 1)\nhead(¦d)');
    const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', document.uri, position);
    equal(highlights.map(({ range, kind }) => `${range.start.line} ${kind === vscode.DocumentHighlightKind.Write ? 'write' : 'read'}`).join(), '0 write,1 read');
  });

  it('a rename changes all cells', async () => {
    const notebook = await notebookOf('rename.glmm', ...CELLS);
    const cursor = cursorIn(codeCell(notebook, 2).document, 'lmer(ra¦te');
    const prepared = await vscode.commands.executeCommand<{ range: vscode.Range; placeholder: string }>('vscode.prepareRename', cursor.document.uri, cursor.position);
    equal(prepared.placeholder, 'rate');
    equal(await vscode.workspace.applyEdit(await renameAt(cursor, 'share')), true, 'applied');
    equal(codeCells(notebook).map(cell => cell.document.getText()).join('\n'), CELLS.join('\n').replaceAll('rate', 'share'));
  });

  it('a rename that cannot be done says why', async () => {
    const notebook = await notebookOf('refused.glmm', ...CELLS);
    const last = codeCell(notebook, 2).document;
    includes(await refusal(renameAt(cursorIn(last, 'per¦iod'), 'time')), 'column of the data');
    includes(await refusal(renameAt(cursorIn(last, 'data = ¦d'), 'cbpp')), 'already');
  });

  it('colours tell columns, grouping factors, models and data frames apart', async () => {
    const notebook = await notebookOf('colours.glmm', ...CELLS);
    const { document } = codeCell(notebook, 2);
    equal((await colours(document)).join(' '), 'm:model lmer:function rate:column period:column herd:groupingFactor data:parameter d:dataFrame');
  });

  it('the file that a cell reads is a link', async () => {
    const file = await writeText('linked.csv', 'x,y\n1,2\n');
    const { document } = await cursorInNotebook('links', '¦d <- read.csv("linked.csv")\nplot("linked.csv")');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
    equal(links.map(({ range, target }) => `${document.getText(range)} ${target?.toString()}`).join(), `linked.csv ${file.toString()}`);
  });

  it('all of it works in a plain file', async () => {
    const cursor = await cursorInFile('plain-names', 'd <- data.frame(x = 1)\nd$z <- d$x', 'with(¦d, z)');
    equal(await definition(cursor), `${cursor.document.uri.toString()} 0:0-1`);
    equal((await locations('vscode.executeReferenceProvider', cursor)).length, 4, 'references');
    equal(await vscode.workspace.applyEdit(await renameAt(cursor, 'polls')), true, 'applied');
    equal(cursor.document.getText(), 'polls <- data.frame(x = 1)\npolls$z <- polls$x\nwith(polls, z)');
    equal((await colours(cursor.document)).slice(-3).join(' '), 'with:function polls:dataFrame z:column');
    await vscode.workspace.fs.delete(inWorkspace('plain-names.glmmcell'));
  });
});

async function locations(command: string, { document, position }: Cursor): Promise<vscode.Location[]> {
  return (await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(command, document.uri, position)).map(one => ('uri' in one ? one : new vscode.Location(one.targetUri, one.targetSelectionRange ?? one.targetRange)));
}

async function definition(cursor: Cursor): Promise<string> {
  const [found] = await locations('vscode.executeDefinitionProvider', cursor);
  return found ? `${found.uri.toString()} ${found.range.start.line}:${found.range.start.character}-${found.range.end.character}` : '';
}

const renameAt = ({ document, position }: Cursor, name: string): Thenable<vscode.WorkspaceEdit> => vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, position, name);

const refusal = (renaming: Thenable<unknown>): Thenable<string> => renaming.then(() => 'not refused', (error: unknown) => (error instanceof Error ? error.message : String(error)));

/** `text:type` of each token. */
async function colours(document: vscode.TextDocument): Promise<string[]> {
  const legend = present(await vscode.commands.executeCommand<vscode.SemanticTokensLegend | undefined>('vscode.provideDocumentSemanticTokensLegend', document.uri), 'a legend');
  const { data } = present(await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens', document.uri), 'tokens');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0] = data.subarray(at, at + 4);
    character = lines > 0 ? characters : character + characters;
    line += lines;
    found.push(`${document.getText(new vscode.Range(line, character, line, character + length))}:${legend.tokenTypes[type]}`);
  }
  return found;
}
