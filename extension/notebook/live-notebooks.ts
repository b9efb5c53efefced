/** The live notebooks of the window, made when first asked for and ended with their documents. */
import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import type { LiveNotebook } from './live-notebook.js';

export class LiveNotebooks implements vscode.Disposable {
  readonly #make: (notebook: vscode.NotebookDocument) => LiveNotebook;
  readonly #live = new Map<vscode.NotebookDocument, LiveNotebook>();
  readonly #changed = new vscode.EventEmitter<LiveNotebook>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(make: (notebook: vscode.NotebookDocument) => LiveNotebook) {
    this.#make = make;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.onDidCloseNotebookDocument(notebook => {
        this.#live.get(notebook)?.dispose();
        this.#live.delete(notebook);
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        const added = new Set(contentChanges.flatMap(change => change.addedCells)); // a move may be told as a removal here and an addition there
        const deleted = contentChanges.flatMap(change => change.removedCells).filter(cell => !added.has(cell));
        for (const cell of deleted) this.#live.get(notebook)?.forgetCell(cell);
        this.#live.get(notebook)?.forgetStaleness();
      }),
    ];
  }

  /** A cell ran in it, or its session was lost. */
  get onDidChange(): vscode.Event<LiveNotebook> {
    return this.#changed.event;
  }

  of(notebook: vscode.NotebookDocument): LiveNotebook {
    const known = this.#live.get(notebook);
    if (known) return known;
    const live = this.#make(notebook);
    live.onDidChange(() => this.#changed.fire(live));
    this.#live.set(notebook, live);
    return live;
  }

  /** The live notebook of the editor in front, if it is one of ours. */
  get active(): LiveNotebook | null {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    return notebook?.notebookType === NOTEBOOK_TYPE ? this.of(notebook) : null;
  }

  /** The live notebook of an address, where it is open and one of ours. */
  at(uri: vscode.Uri): LiveNotebook | null {
    const notebook = vscode.workspace.notebookDocuments.find(each => each.uri.toString() === uri.toString());
    return notebook?.notebookType === NOTEBOOK_TYPE ? this.of(notebook) : null;
  }

  /** The notebook that a document is a cell of. */
  ofCell(document: vscode.TextDocument): { live: LiveNotebook; cell: vscode.NotebookCell } | null {
    for (const notebook of vscode.workspace.notebookDocuments) {
      if (notebook.notebookType !== NOTEBOOK_TYPE) continue;
      const cell = notebook.getCells().find(one => one.document === document);
      if (cell) return { live: this.of(notebook), cell };
    }
    return null;
  }

  dispose(): void {
    for (const live of this.#live.values()) live.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
