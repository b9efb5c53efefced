/** The report of a notebook beside it, brought up to date as cells run and as the text changes. */
import * as vscode from 'vscode';
import { journalStyles, type StyleName } from '../../engine/report/document/journal-styles.js';
import type { LiveNotebook } from '../notebook/live-notebook.js';
import { reportOptions } from '../settings.js';
import { baseName, reportInput } from './notebook-report.js';
import { previewPage, type PreviewMessage, type PreviewState } from './preview-page.js';

/** How long the text must rest before the preview follows it. */
const REST_MILLISECONDS = 400;

export class PreviewPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #live: LiveNotebook;
  readonly #extension: vscode.Extension<unknown>;
  readonly #subscriptions: vscode.Disposable[];
  #options: PreviewState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReady = false;

  constructor(live: LiveNotebook, extension: vscode.Extension<unknown>, onDidClose: () => void) {
    this.#live = live;
    this.#extension = extension;
    this.#options = reportOptions(live.notebook.uri);
    this.#panel = vscode.window.createWebviewPanel('glmm.reportPreview', vscode.l10n.t('Report: {0}', baseName(live.notebook.uri)), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [vscode.Uri.joinPath(extension.extensionUri, 'dist')],
    });
    this.#subscriptions = [
      this.#panel,
      this.#panel.webview.onDidReceiveMessage((message: PreviewMessage) => this.#receive(message)),
      live.onDidChange(() => this.#refreshSoon()),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => {
        if (notebook === live.notebook) this.#refreshSoon();
      }),
      vscode.workspace.onDidCloseNotebookDocument(notebook => {
        if (notebook === live.notebook) this.dispose();
      }),
    ];
    this.#panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const subscription of this.#subscriptions) subscription.dispose();
      onDidClose();
    });
    this.#panel.webview.html = previewPage(this.#panel.webview, extension.extensionUri, this.#options);
  }

  /** Brings the panel to the front. */
  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #receive(message: PreviewMessage): void {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        void this.#refresh();
        return;
      case 'options':
        if (Object.hasOwn(journalStyles, message.style)) this.#options = { style: message.style as StyleName, showsCode: message.showsCode };
        void this.#refresh();
        return;
      case 'export':
        void vscode.commands.executeCommand('glmm.exportReport', message.format, undefined, this.#live.notebook.uri, this.#options);
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), REST_MILLISECONDS);
  }

  async #refresh(): Promise<void> {
    if (!this.#isReady) return;
    try {
      const parts = await this.#live.kernel.preview({ input: reportInput(this.#live, this.#extension), options: this.#options });
      await this.#panel.webview.postMessage({ type: 'report', ...parts });
    } catch {
      // The notebook was closed or its session ended meanwhile; the next change asks again.
    }
  }
}
