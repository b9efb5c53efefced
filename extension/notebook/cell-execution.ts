/** One run of one cell, from pending to its mark. */
import type * as vscode from 'vscode';
import type { FitProgress } from '../../engine/results.js';
import type { CellRun } from '../kernel/protocol.js';
import type { QueuedCell } from './execution-queue.js';
import type { LiveNotebook } from './live-notebook.js';
import { offeredMends } from './model-mends.js';
import { errorOutput, progressOutput, resultOutput } from './outputs.js';

/** A fit that is done sooner shows no progress. */
const QUIET_MILLISECONDS = 700;
const BETWEEN_PROGRESS_MILLISECONDS = 300;

export class CellExecution implements QueuedCell<vscode.NotebookCell> {
  readonly cell: vscode.NotebookCell;
  readonly #live: LiveNotebook;
  readonly #execution: vscode.NotebookCellExecution;
  readonly #abort = new AbortController();
  #isOver = false;

  constructor(live: LiveNotebook, controller: vscode.NotebookController, cell: vscode.NotebookCell) {
    this.cell = cell;
    this.#live = live;
    this.#execution = controller.createNotebookCellExecution(cell);
    this.#execution.token.onCancellationRequested(() => live.queue.remove(cell));
  }

  async run(): Promise<boolean> {
    const execution = this.#execution;
    const source = this.cell.document.getText();
    const begun = this.#live.begin(this.cell, source);
    const { order } = begun;
    let succeeded: boolean | undefined = false;
    execution.executionOrder = order;
    execution.start(Date.now());
    try {
      await execution.clearOutput();
      const progress = new ProgressOutput(execution);
      const run = await this.#live.kernel.run(source, { signal: this.#abort.signal, onProgress: update => progress.show(update) });
      await progress.end();
      if (!this.cell.notebook.isClosed) await execution.replaceOutput(this.#outputsOf(run, source, order));
      this.#live.record(this.cell, begun, run);
      succeeded = run.outcome.status === 'cancelled' ? undefined : run.outcome.status === 'ok';
    } finally {
      this.#end(succeeded, Date.now());
    }
    return succeeded === true;
  }

  cancel(): void {
    this.#abort.abort();
  }

  abandon(): void {
    this.#end(undefined);
  }

  #outputsOf({ outcome, bundles }: CellRun, source: string, order: number): vscode.NotebookCellOutput[] {
    const shown = outcome.outputs.map((result, index) => resultOutput(result, bundles[index] ?? {}, offeredMends(result, this.cell, this.#live)));
    return outcome.error ? [...shown, errorOutput(outcome.error, source, order)] : shown;
  }

  #end(succeeded: boolean | undefined, time?: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#execution.end(succeeded, time);
  }
}

/** One output that tells how a long fit fares, renewed in place. */
class ProgressOutput {
  readonly #execution: vscode.NotebookCellExecution;
  readonly #began = Date.now();
  #shownAt = 0;
  #writing: Thenable<void> = Promise.resolve();

  constructor(execution: vscode.NotebookCellExecution) {
    this.#execution = execution;
  }

  show(progress: FitProgress): void {
    const now = Date.now();
    if (now - this.#began < QUIET_MILLISECONDS || now - this.#shownAt < BETWEEN_PROGRESS_MILLISECONDS) return;
    this.#shownAt = now;
    this.#writing = this.#execution.replaceOutput(progressOutput(progress, (now - this.#began) / 1000));
  }

  /** Resolves when the last update is written, so that it cannot overwrite what follows. */
  async end(): Promise<void> {
    this.#shownAt = Infinity;
    await this.#writing;
  }
}
