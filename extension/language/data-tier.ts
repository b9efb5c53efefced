/** What the data tell of the cells of open notebooks: asked of a worker of their own while nothing runs, and kept in place while the user types. */
import * as vscode from 'vscode';
import { movedWithEdit } from '../../engine/language/services/moved-diagnostics.js';
import type { Diagnostic } from '../../engine/language/syntax/diagnostic.js';
import { codeCells, type LiveNotebook } from '../notebook/live-notebook.js';

/** After the last key; what the text tells comes at once. */
const QUIET_MILLISECONDS = 250;

interface Told {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export class DataTier implements vscode.Disposable {
  readonly #told = new WeakMap<vscode.TextDocument, Told>();
  readonly #timers = new Map<LiveNotebook, ReturnType<typeof setTimeout>>();
  readonly #changed = new vscode.EventEmitter<readonly vscode.TextDocument[]>();
  readonly #watched = new WeakSet<LiveNotebook>();

  /** Something else is told of these documents. */
  get onDidChange(): vscode.Event<readonly vscode.TextDocument[]> {
    return this.#changed.event;
  }

  /** What the data told last, moved with what was typed since. */
  of(document: vscode.TextDocument): readonly Diagnostic[] {
    const told = this.#told.get(document);
    const text = document.getText();
    if (!told || told.text === text) return told?.diagnostics ?? [];
    const moved = { text, diagnostics: movedWithEdit(told.diagnostics, told.text, text) };
    this.#told.set(document, moved);
    return moved.diagnostics;
  }

  /** Asks the worker soon what the data tell of a notebook, unless it is asked again before. */
  ask(live: LiveNotebook): void {
    // reading files and evaluating cells that nobody ran is for folders that the user trusts
    if (!vscode.workspace.isTrusted) return;
    if (!this.#watched.has(live)) {
      this.#watched.add(live);
      live.files.onDidChange(() => live.rehearsal.forgetFiles());
    }
    clearTimeout(this.#timers.get(live));
    this.#timers.set(live, setTimeout(() => {
      this.#timers.delete(live);
      void this.#learn(live);
    }, QUIET_MILLISECONDS));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#changed.dispose();
  }

  async #learn(live: LiveNotebook): Promise<void> {
    if (live.notebook.isClosed || live.queue.isRunning) return; // when a cell has run, it is asked again
    const documents = codeCells(live.notebook).map(cell => cell.document);
    const texts = documents.map(document => document.getText());
    const answers = await live.rehearsal.diagnose(texts, live.snapshot.variables.map(({ name }) => name));
    if (!answers) return;
    const changed = documents.filter((document, index) => {
      // a cell that was typed in since is asked about again already
      if (document.isClosed || document.getText() !== texts[index]) return false;
      const diagnostics = answers[index] ?? [];
      const isSame = JSON.stringify(this.#told.get(document)?.diagnostics ?? []) === JSON.stringify(diagnostics);
      this.#told.set(document, { text: texts[index], diagnostics });
      return !isSame;
    });
    if (changed.length > 0) this.#changed.fire(changed);
  }
}
