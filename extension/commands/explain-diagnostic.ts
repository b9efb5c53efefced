/** The page of the documentation on a code, which comes with the extension and opens offline. */
import * as vscode from 'vscode';
import type { Command } from './command.js';

const COMMAND = 'glmm.explainDiagnostic';
const SCHEME = 'glmm-diagnostic';

/** Where the code of a diagnostic leads. */
export const explanationOf = (code: string): vscode.Uri => vscode.Uri.parse(`command:${COMMAND}?${encodeURIComponent(JSON.stringify(code))}`);

export const explainDiagnostic: Command = {
  id: COMMAND,
  execute: async code => {
    if (typeof code !== 'string') return;
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` }));
  },
};

/** Serves the pages to the preview of Markdown. */
export function registerDiagnosticPages(extensionUri: vscode.Uri): vscode.Disposable {
  let pages: Promise<Readonly<Record<string, string>>> | null = null;
  const load = async (): Promise<Readonly<Record<string, string>>> => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'diagnostic-pages.json'));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>;
  };
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      pages ??= load();
      const name = path.slice(path.lastIndexOf('/') + 1);
      return (await pages)[name] ?? vscode.l10n.t('There is no page on this code.');
    },
  });
}
