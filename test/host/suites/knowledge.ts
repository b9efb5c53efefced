/** What the editor knows before anything has run: completion, hover and signature help at a cursor. */
import * as vscode from 'vscode';
import { completions, cursorIn, cursorInNotebook, hoverText, signatureHelp, type Cursor } from '../cursor.js';
import { equal, includes, present, until } from '../expectations.js';
import { codeCell, diagnosticsOf, notebookOf, writeText } from '../notebooks.js';

async function items({ document, position }: Cursor): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position, undefined, 20);
  return list.items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

describe('before anything has run', () => {
  it('the columns of a file that a cell reads are offered and checked', async () => {
    await writeText('known-herds.csv', 'herd,size,kind\n1,14,zebu\n2,12,ox\n');
    const notebook = await notebookOf('known.glmm', 'd <- read.csv("known-herds.csv", stringsAsFactors = TRUE)', 'x <- d$', 'm <- lmer(size ~ kind + (1 | hurd), data = d)\ny <- d$kind == ""');
    const column = cursorIn(codeCell(notebook, 1).document, 'd$¦');
    await until(async () => (await completions(column)).includes('herd'), 'the columns of the file');
    const unknown = await until(async () => (await diagnosticsOf(codeCell(notebook, 2))).find(({ code }) => (typeof code === 'object' ? code.value : code) === 'GLMM204'), 'an unknown column');
    equal(codeCell(notebook, 2).document.getText(unknown.range), 'hurd');
    equal((await completions(cursorIn(codeCell(notebook, 2).document, 'kind == "¦"'))).join(), 'ox,zebu');
  });

  it('data files are offered where a path is written', async () => {
    await writeText('known-polls.csv', 'a,b\n1,2\n');
    includes((await completions(await cursorInNotebook('paths', 'd <- read.csv("¦")'))).join(), 'known-polls.csv');
  });

  it('grouping factors come first behind a bar, and a word is replaced as a whole', async () => {
    const cursor = await cursorInNotebook('places', 'data(cbpp)', 'm <- glmer(incidence ~ period + (1 | pe¦rod), data = cbpp, family = poisson)');
    const [first, second] = (await items(cursor)).filter(({ kind }) => kind === vscode.CompletionItemKind.Field);
    equal([first, second].map(one => labelOf(present(one, 'a column'))).join(), 'herd,period');
    const range = present(first, 'a column').range;
    if (!range || range instanceof vscode.Range) throw new Error('two ranges were expected');
    equal(cursor.document.getText(range.inserting), 'pe');
    equal(cursor.document.getText(range.replacing), 'perod');
    includes((present(first, 'a column').documentation as vscode.MarkdownString).value, 'Herd');
  });

  it('levels that a cell above made are offered behind a comparison', async () => {
    const cursor = await cursorInNotebook('levels', 'd <- cbpp\nd$age <- cut(d$size, c(0, 10, 40), labels = c("young", "old"))', 'x <- d[d$age == "¦", ]');
    equal((await completions(cursor)).join(), 'young,old');
  });

  it('nothing is offered in comments, in texts, and where an operator must follow', async () => {
    for (const [name, text] of [['comment', 'x <- 1 # cbpp$¦'], ['operator', 'x <- cbpp ¦']] as const) equal((await items(await cursorInNotebook(`nothing-${name}`, text))).filter(({ kind }) => kind !== vscode.CompletionItemKind.Text).length, 0, text);
  });

  it('hover tells what a formula, a random term and an operator cost', async () => {
    const call = 'm <- lmer(Reaction ~ Days + (Days || Subject), data = sleepstudy)';
    const notebook = await notebookOf('cost.glmm', call);
    const { document } = codeCell(notebook, 0);
    includes(await hoverText(cursorIn(document, 'Reaction ¦~')), '2 columns of X');
    const bars = await hoverText(cursorIn(document, 'Days ¦||'));
    includes(bars, '(1 | Subject) + (0 + Days | Subject)');
    includes(bars, '18 random effects');
  });

  it('hover shows how a bundled column is spread', async () => {
    const notebook = await notebookOf('spread.glmm', 'x <- mean(sleepstudy$Reaction)');
    const cursor = cursorIn(codeCell(notebook, 0).document, '$Reac¦tion');
    await until(async () => (await hoverText(cursor)).includes('upper quartile'), 'quartiles');
  });

  it('signature help marks the parameter in nested calls, by name and behind a pipe', async () => {
    for (const [name, text, parameter] of [
      ['nested', 'x <- round(mean(¦cbpp$size), 1)', 'x'],
      ['named', 'lmer(data = cbpp, ¦)', 'formula'],
      ['third', 'lmer(size ~ 1 + (1 | herd), cbpp, ¦)', 'REML = TRUE'],
      ['piped', 'cbpp |> lmer(formula = size ~ 1 + (1 | herd), ¦)', 'REML = TRUE'],
    ] as const) {
      const help = await signatureHelp(await cursorInNotebook(`parameters-${name}`, text));
      const signature = present(help.signatures[0], 'a signature');
      const label = present(signature.parameters[help.activeParameter ?? -1], `a parameter in ${text}`).label;
      equal(typeof label === 'string' ? label : signature.label.slice(label[0], label[1]), parameter, text);
    }
  });
});
