/** An open notebook with its session: the queue of its cells, the kernel, and what each cell last gave. */
import * as vscode from 'vscode';
import type { CellOutcome, ModelResult, SessionSnapshot } from '../../engine/results.js';
import { EMPTY_SNAPSHOT, type Kernel } from '../kernel/kernel.js';
import type { CellRun } from '../kernel/protocol.js';
import { dataFlowOf, type DataFlow } from './data-flow.js';
import type { ExecutionQueue } from './execution-queue.js';
import { staleCells } from './staleness.js';

/** What a cell gave when it last ran. */
export interface RanCell {
  readonly source: string;
  readonly order: number;
  readonly outcome: CellOutcome;
  /** The models that the cell fitted: those it names and those it only shows. */
  readonly models: readonly ModelResult[];
}

export class LiveNotebook implements vscode.Disposable {
  readonly notebook: vscode.NotebookDocument;
  readonly kernel: Kernel;
  readonly queue: ExecutionQueue<vscode.NotebookCell>;
  readonly #ran = new Map<vscode.NotebookCell, RanCell>();
  readonly #changed = new vscode.EventEmitter<void>();
  #snapshot = EMPTY_SNAPSHOT;
  /** What the cells' texts read and assign: each cell asks for it at every key, and only one text has changed. */
  #flows: ReadonlyMap<string, DataFlow> = new Map();
  #order = 0;

  constructor(notebook: vscode.NotebookDocument, make: { kernel: (live: LiveNotebook) => Kernel; queue: (live: LiveNotebook) => ExecutionQueue<vscode.NotebookCell> }) {
    this.notebook = notebook;
    this.kernel = make.kernel(this);
    this.queue = make.queue(this);
  }

  /** A cell ran, or the session was lost. */
  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  get snapshot(): SessionSnapshot {
    return this.#snapshot;
  }

  nextOrder(): number {
    return ++this.#order;
  }

  ranCell(cell: vscode.NotebookCell): RanCell | null {
    return this.#ran.get(cell) ?? null;
  }

  begin(cell: vscode.NotebookCell): void {
    this.#ran.delete(cell);
    this.#changed.fire();
  }

  record(cell: vscode.NotebookCell, source: string, order: number, { outcome, snapshot }: CellRun): void {
    if (snapshot !== EMPTY_SNAPSHOT) this.#snapshot = snapshot;
    // A cancelled cell gave nothing to rely on: for a report, or for the cells below, it has not run.
    if (outcome.status !== 'cancelled') this.#ran.set(cell, { source, order, outcome, models: modelsOf(source, outcome, snapshot) });
    this.#changed.fire();
  }

  /** The code cells whose results no longer follow from the notebook's text. */
  stale(): ReadonlySet<vscode.NotebookCell> {
    const cells = codeCells(this.notebook);
    const flows = new Map<string, DataFlow>();
    const flowOf = (source: string): DataFlow => {
      const flow = flows.get(source) ?? this.#flows.get(source) ?? dataFlowOf(source);
      flows.set(source, flow);
      return flow;
    };
    const marks = staleCells(cells.map(cell => ({ text: cell.document.getText(), ran: this.ranCell(cell) })), flowOf);
    this.#flows = flows;
    return new Set(cells.filter((_, index) => marks[index]));
  }

  /** Takes a cell that was deleted out of the queue and drops its results. */
  forgetCell(cell: vscode.NotebookCell): void {
    this.queue.remove(cell);
    this.#ran.delete(cell);
  }

  forgetSession(): void {
    this.#snapshot = EMPTY_SNAPSHOT;
    this.#ran.clear();
    this.#order = 0;
    this.#changed.fire();
  }

  /** Stops what runs and begins anew: no variables, no results to rely on. */
  restart(): void {
    this.queue.clear();
    this.kernel.restart();
    this.forgetSession();
  }

  dispose(): void {
    this.queue.clear();
    this.kernel.dispose();
    this.#changed.dispose();
  }
}

export function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook.getCells().filter(cell => cell.kind === vscode.NotebookCellKind.Code);
}

function modelsOf(source: string, outcome: CellOutcome, snapshot: SessionSnapshot): ModelResult[] {
  const { assigns } = dataFlowOf(source);
  const named = snapshot.variables.flatMap(({ name, model }) => (model && assigns.has(name) ? [{ ...model, name }] : []));
  const shown = outcome.outputs.filter(output => output.kind === 'model');
  return [...named, ...shown.filter(model => !named.some(other => other.name === model.name))];
}
