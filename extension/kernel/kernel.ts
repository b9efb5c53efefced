/** The host's side of a session: starts its worker, sends it cells, answers its questions, and replaces it when it must be ended. */
import { UserError, type Diagnostic } from '../../engine/language/syntax/diagnostic.js';
import type { FileAccess, SessionSettings } from '../../engine/language/registry.js';
import type { CellError, FitProgress, SessionSnapshot } from '../../engine/results.js';
import type { PageParts } from '../../engine/report/html/html-report.js';
import type { CellRun, FileRefusal, ReportOrder, ToHost, ToWorker, WorkerHandle } from './protocol.js';

export const RESTARTED = 'The session was restarted; run the cells above again.';
export const EMPTY_SNAPSHOT: SessionSnapshot = { variables: [] };

/** How long a fit may take to stop by itself before its worker is ended. */
const GRACE_MILLISECONDS = 2000;

/** How long the data may take to be looked at; each statement is cut short much sooner where it can be. */
const PATIENCE_MILLISECONDS = 15_000;

export interface KernelOptions {
  readonly spawn: () => WorkerHandle;
  readonly files: FileAccess;
  /** A file of the extension's own, by its path in `dist/`. */
  readonly readProgram: (path: string) => Promise<Uint8Array>;
  readonly settings: () => Partial<SessionSettings>;
  /** Told when the session has lost its variables without being asked to. */
  readonly onDidLoseSession: () => void;
  readonly graceMilliseconds?: number;
  readonly patienceMilliseconds?: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
}

export class Kernel {
  readonly #options: KernelOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: WorkerHandle | null = null;
  #requests = 0;
  #isStarted = false;
  #isDisposed = false;
  #diagnosing: number | null = null;

  constructor(options: KernelOptions) {
    this.#options = options;
  }

  /** Makes the worker ready while nobody waits for it. Its session begins with the first cell, under the settings of that moment. */
  prepare(): void {
    if (this.#isDisposed || this.#worker) return;
    this.#worker = this.#spawn();
    this.#worker.post({ type: 'warmUp' });
  }

  /** Runs a cell. Always settles with a run: a mistake, a cancellation and a lost session are outcomes. */
  run(source: string, { signal, onProgress }: RunOptions = {}): Promise<CellRun> {
    if (this.#isDisposed || signal?.aborted) return Promise.resolve(NOT_BEGUN);
    const request = ++this.#requests;
    return new Promise(resolve => {
      let grace: ReturnType<typeof setTimeout> | undefined;
      const cancel = (): void => {
        this.#worker?.post({ type: 'cancel', request });
        grace = setTimeout(() => this.#lose(sessionEnded('GLMM902', `The cell did not stop when asked. ${RESTARTED}`)), this.#options.graceMilliseconds ?? GRACE_MILLISECONDS);
      };
      const settle = (run: CellRun): void => {
        clearTimeout(grace);
        signal?.removeEventListener('abort', cancel);
        resolve(run);
      };
      this.#waiting.set(request, {
        message: message => {
          if (message.type === 'progress') onProgress?.(message.progress);
          if (message.type === 'ran') settle(message.run);
          if (message.type === 'failed') settle(failedRun(fault(message.message)));
        },
        lost: error => settle(failedRun(error, signal?.aborted)),
      });
      signal?.addEventListener('abort', cancel);
      this.#post({ type: 'run', request, source });
    });
  }

  /**
   * What the data tell of the cells, one list a cell; `inherited` names what the session has. Null where it is not told: it was taken back,
   * a later question has come, or the worker has ended. A worker that gives no answer for long is ended, so that it should not be the one
   * that holds the session.
   */
  diagnose(cells: readonly string[], inherited: readonly string[]): Promise<readonly (readonly Diagnostic[])[] | null> {
    this.cancelDiagnosis();
    if (this.#isDisposed) return Promise.resolve(null);
    this.#worker ??= this.#spawn();
    const worker = this.#worker;
    const request = ++this.#requests;
    this.#diagnosing = request;
    return new Promise(resolve => {
      const patience = setTimeout(() => {
        if (worker === this.#worker) this.#end(sessionEnded('GLMM902', 'The data took too long to look at.'));
      }, this.#options.patienceMilliseconds ?? PATIENCE_MILLISECONDS);
      const settle = (diagnostics: readonly (readonly Diagnostic[])[] | null): void => {
        clearTimeout(patience);
        if (this.#diagnosing === request) this.#diagnosing = null;
        resolve(diagnostics);
      };
      this.#waiting.set(request, { message: message => settle(message.type === 'diagnosed' ? message.diagnostics : null), lost: () => settle(null) });
      worker.post({ type: 'diagnose', request, cells, inherited, settings: this.#options.settings() });
    });
  }

  /** Takes a question about the data back. */
  cancelDiagnosis(): void {
    if (this.#diagnosing !== null) this.#worker?.post({ type: 'cancel', request: this.#diagnosing });
    this.#diagnosing = null;
  }

  /** A file that a cell reads has changed. */
  forgetFiles(): void {
    this.#worker?.post({ type: 'forgetFiles' });
  }

  /** Writes a report from what cells have already given. */
  async report(order: ReportOrder): Promise<string | Uint8Array> {
    const answer = await this.#ask(request => ({ type: 'report', request, order }));
    return answer.type === 'reported' ? answer.content : '';
  }

  /** The same report as the parts of a page. */
  async preview(order: Omit<ReportOrder, 'format'>): Promise<PageParts> {
    const answer = await this.#ask(request => ({ type: 'preview', request, order }));
    return answer.type === 'previewed' ? answer.parts : { contents: '', main: '' };
  }

  #ask(question: (request: number) => ToWorker): Promise<Exclude<ToHost, { type: 'readFile' }>> {
    if (this.#isDisposed) return Promise.reject(new Error('The notebook was closed before its report was written.'));
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, {
        message: message => (message.type === 'failed' ? reject(new Error(message.message)) : resolve(message)),
        lost: error => reject(new Error(error.message)),
      });
      this.#post(question(request));
    });
  }

  /** Ends the worker; the next cell starts a new session. A running cell ends as cancelled. */
  restart(): void {
    this.#end(sessionEnded('GLMM903', 'The session was restarted while this cell ran.'));
  }

  /** Ends the worker for good: no later run, of a cell that was just about to begin, starts another. */
  dispose(): void {
    this.#isDisposed = true;
    this.restart();
  }

  #post(message: Parameters<WorkerHandle['post']>[0]): void {
    this.#worker ??= this.#spawn();
    if (!this.#isStarted) this.#worker.post({ type: 'start', settings: this.#options.settings() });
    this.#isStarted = true;
    this.#worker.post(message);
  }

  #spawn(): WorkerHandle {
    this.#isStarted = false;
    const worker = this.#options.spawn();
    worker.onMessage(message => this.#receive(worker, message));
    worker.onDeath(reason => {
      if (worker === this.#worker) this.#lose(sessionEnded('GLMM901', `The session ended unexpectedly (${reason}). ${RESTARTED}`));
    });
    return worker;
  }

  #receive(worker: WorkerHandle, message: ToHost): void {
    if (worker !== this.#worker) return; // the last words of a worker that was ended
    if (message.type === 'readFile') {
      void this.#readFile(worker, message);
      return;
    }
    const waiting = this.#waiting.get(message.request);
    if (message.type !== 'progress') this.#waiting.delete(message.request);
    waiting?.message(message);
  }

  async #readFile(worker: WorkerHandle, { question, origin, path }: Extract<ToHost, { type: 'readFile' }>): Promise<void> {
    try {
      const { files, readProgram } = this.#options;
      const read = await (origin === 'program' ? readProgram(path) : origin === 'datasets' ? files.readDataset(path) : files.read(path));
      const bytes = new Uint8Array(read); // a copy of its own, so that the buffer can be handed over
      worker.post({ type: 'fileRead', question, bytes }, [bytes.buffer]);
    } catch (error) {
      worker.post({ type: 'fileRefused', question, refusal: refusalOf(error, path) });
    }
  }

  #lose(error: CellError): void {
    this.#end(error);
    this.#options.onDidLoseSession();
  }

  #end(error: CellError): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#diagnosing = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of lost) waiting.lost(error);
  }
}

interface Waiting {
  readonly message: (message: Exclude<ToHost, { type: 'readFile' }>) => void;
  readonly lost: (error: CellError) => void;
}

const NOT_BEGUN: CellRun = { outcome: { status: 'cancelled', milliseconds: 0, outputs: [] }, bundles: [], snapshot: EMPTY_SNAPSHOT };

function failedRun(error: CellError, isCancelled = false): CellRun {
  return { outcome: { status: isCancelled ? 'cancelled' : 'error', milliseconds: 0, outputs: [], error }, bundles: [], snapshot: EMPTY_SNAPSHOT };
}

function sessionEnded(code: string, message: string): CellError {
  return { name: 'SessionEnded', code, message, line: 1, column: 1, advice: [] };
}

function fault(message: string): CellError {
  return {
    name: 'InternalError',
    code: 'GLMM900',
    message: `This is a fault in GLMM Notebooks, not in your notebook: ${message}`,
    line: 1,
    column: 1,
    advice: ['The session and its variables are still there.'],
  };
}

function refusalOf(error: unknown, path: string): FileRefusal {
  if (error instanceof UserError) return { code: error.code, message: error.message, advice: error.advice };
  return { code: 'GLMM261', message: `The file "${path}" cannot be read: ${error instanceof Error ? error.message : String(error)}.`, advice: [] };
}
