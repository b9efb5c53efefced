/** An open notebook with its session: the queue of its cells, the kernel, and what each cell last gave. */
import * as vscode from 'vscode';
import { datasetNamed } from '../../engine/data/datasets/catalogue.js';
import { dataFlowOf, type DataFlow, type HasColumn } from '../../engine/language/services/data-flow.js';
import { cellsToRun, staleToRun, type SessionKnowledge } from '../../engine/language/services/run-plan.js';
import { SessionHistory, staleCells, type CellRun as EndedRun, type CodeCell, type StaleReason } from '../../engine/language/services/staleness.js';
import type { CellOutcome, ModelResult, SessionSnapshot } from '../../engine/results.js';
import { EMPTY_SNAPSHOT, type Kernel } from '../kernel/kernel.js';
import type { CellRun } from '../kernel/protocol.js';
import type { FileColumns } from '../language/file-columns.js';
import type { ExecutionQueue } from './execution-queue.js';

/** What a cell gave when it last ran. */
export interface RanCell extends EndedRun {
  readonly outcome: CellOutcome;
  /** The models that the cell fitted: those it names and those it only shows. */
  readonly models: readonly ModelResult[];
}

export class LiveNotebook implements vscode.Disposable {
  readonly notebook: vscode.NotebookDocument;
  readonly kernel: Kernel;
  /** Looks at the data while the user types, apart from the session, which nothing that is only typed may hold up. */
  readonly rehearsal: Kernel;
  readonly queue: ExecutionQueue<vscode.NotebookCell>;
  /** What is known of the files that its cells read. */
  readonly files: FileColumns;
  readonly #ran = new Map<vscode.NotebookCell, RanCell>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #history = new SessionHistory();
  #snapshot = EMPTY_SNAPSHOT;
  /** Kept until a text or a run changes: each cell of the notebook asks for it. */
  #stale: ReadonlyMap<vscode.NotebookCell, StaleReason> | null = null;
  /** Kept until the session has changed: every key asks for those of all cells. */
  #flows = new Map<string, DataFlow>();
  #order = 0;

  constructor(notebook: vscode.NotebookDocument, make: { kernel: (live: LiveNotebook) => Kernel; rehearsal: Kernel; queue: (live: LiveNotebook) => ExecutionQueue<vscode.NotebookCell>; files: FileColumns }) {
    this.notebook = notebook;
    this.files = make.files;
    this.files.onDidChange(() => this.#changed.fire());
    this.kernel = make.kernel(this);
    this.rehearsal = make.rehearsal;
    this.queue = make.queue(this);
  }

  /** A cell ran, the session was lost, or a file that a cell reads became known. */
  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  get snapshot(): SessionSnapshot {
    return this.#snapshot;
  }

  ranCell(cell: vscode.NotebookCell): RanCell | null {
    return this.#ran.get(cell) ?? null;
  }

  /** A cell begins to run; what it reads is what the session holds now. */
  begin(cell: vscode.NotebookCell, source: string): Pick<RanCell, 'source' | 'order' | 'inputs'> {
    this.rehearsal.cancelDiagnosis();
    const order = ++this.#order;
    const flow = dataFlowOf(source);
    const inputs = this.#history.inputsOf(flow, this.ranCell(cell));
    this.#history.note(flow, order);
    this.#ran.delete(cell);
    this.#notify();
    return { source, order, inputs };
  }

  record(cell: vscode.NotebookCell, begun: Pick<RanCell, 'source' | 'order' | 'inputs'>, { outcome, snapshot }: CellRun): void {
    if (snapshot !== EMPTY_SNAPSHOT) this.#snapshot = snapshot;
    // A cancelled cell gave nothing to rely on: for a report, or for the cells below, it has not run.
    if (outcome.status !== 'cancelled') this.#ran.set(cell, { ...begun, isFailed: outcome.status === 'error', outcome, models: modelsOf(begun.source, outcome, snapshot) });
    this.#notify();
  }

  /** The code cells whose results no longer follow from the notebook's text, and why. */
  get stale(): ReadonlyMap<vscode.NotebookCell, StaleReason> {
    if (this.#stale) return this.#stale;
    const cells = codeCells(this.notebook);
    const reasons = staleCells(cells.map(cell => this.#codeCell(cell)), this.#flowOf);
    this.#flows = new Map(cells.map(cell => cell.document.getText()).map(text => [text, this.#flowOf(text)])); // those of texts that are gone go
    this.#stale = new Map(cells.flatMap((cell, index): [vscode.NotebookCell, StaleReason][] => (reasons[index] ? [[cell, reasons[index]]] : [])));
    return this.#stale;
  }

  /** The cell that made the value which a variable has now; null where none did, or it is gone. */
  makerOf(variable: string): vscode.NotebookCell | null {
    const order = this.#history.makerOf(variable);
    return codeCells(this.notebook).find(cell => order !== null && this.ranCell(cell)?.order === order) ?? null;
  }

  /** A cell with the cells above it that must run first, in order. */
  neededFor(cell: vscode.NotebookCell): readonly vscode.NotebookCell[] {
    return this.#choose((cells, session) => cellsToRun(cells, [codeCells(this.notebook).indexOf(cell)], session));
  }

  /** The stale cells and what they need, in order. */
  staleToRun(): readonly vscode.NotebookCell[] {
    return this.#choose(staleToRun);
  }

  /** A cell's text has changed, or cells were added, removed or moved. */
  forgetStaleness(): void {
    this.#stale = null;
  }

  /** Takes a cell that was deleted out of the queue and drops its results. */
  forgetCell(cell: vscode.NotebookCell): void {
    this.queue.remove(cell);
    this.#ran.delete(cell);
    this.#stale = null;
  }

  forgetSession(): void {
    this.#snapshot = EMPTY_SNAPSHOT;
    this.#history.clear();
    this.#ran.clear();
    this.#order = 0;
    this.#notify();
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
    this.rehearsal.dispose();
    this.files.dispose();
    this.#changed.dispose();
  }

  #notify(): void {
    this.#stale = null;
    this.#flows.clear();
    this.#changed.fire();
  }

  readonly #flowOf = (text: string): DataFlow => {
    const flow = this.#flows.get(text) ?? dataFlowOf(text, this.#hasColumn);
    this.#flows.set(text, flow);
    return flow;
  };

  readonly #hasColumn: HasColumn = (data, name) => {
    if (data.kind !== 'name') return false;
    const columns = this.#snapshot.variables.find(variable => variable.name === data.name)?.columns ?? datasetNamed(data.name)?.columns ?? [];
    return columns.some(column => column.name === name);
  };

  #codeCell(cell: vscode.NotebookCell): CodeCell {
    return { text: cell.document.getText(), ran: this.ranCell(cell) };
  }

  #choose(plan: (cells: readonly CodeCell[], session: SessionKnowledge) => readonly number[]): readonly vscode.NotebookCell[] {
    const cells = codeCells(this.notebook);
    return plan(cells.map(cell => this.#codeCell(cell)), { makerOf: variable => this.#history.makerOf(variable), flowOf: this.#flowOf }).flatMap(index => cells[index] ?? []);
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
