/** The engine's side of the line: one session, run on request. The same code in a Node worker thread and in a web worker. */
import { Cancelled, type Monitor } from '../../engine/estimation/monitor.js';
import { UserError, type Diagnostic } from '../../engine/language/syntax/diagnostic.js';
import type { FileAccess } from '../../engine/language/registry.js';
import { Rehearsal } from '../../engine/rehearsal.js';
import { reportWriters, type ReportResources } from '../../engine/report-writers.js';
import { pageParts } from '../../engine/report/html/html-report.js';
import type { Print } from '../../engine/report/print/print-input.js';
import { mimeBundle } from '../../engine/report/mime-bundle.js';
import type { FitProgress } from '../../engine/results.js';
import { Session } from '../../engine/session.js';
import { warmUp } from '../../engine/warm-up.js';
import type { Channel, FileOrigin, ReportOrder, ToHost, ToWorker } from './protocol.js';

/** How often a long computation looks for messages; a cancellation waits at most this long. */
const PAUSE_EVERY_MILLISECONDS = 50;

/** Answers the host's requests until the worker is ended. */
export function serve(channel: Channel<ToHost, ToWorker>): void {
  const files = new FilesByMessage(channel);
  const cancelled = new Set<number>();
  let session: Session | null = null;
  let rehearsal: { readonly of: Rehearsal; readonly settings: string } | null = null;

  const answer = async (request: number, work: () => Promise<ToHost>): Promise<void> => {
    try {
      channel.post(await work());
    } catch (fault) {
      channel.post({ type: 'failed', request, message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) });
    }
  };

  channel.onMessage(message => {
    switch (message.type) {
      case 'warmUp':
        void warmUp();
        return;
      case 'start':
        session = new Session({ files, settings: message.settings });
        return;
      case 'run':
        void answer(message.request, async () => {
          if (!session) throw new Error('The worker was asked to run a cell before it was started.');
          const monitor = new MessageMonitor(
            () => cancelled.has(message.request),
            progress => channel.post({ type: 'progress', request: message.request, progress }),
          );
          const outcome = await session.run(message.source, { monitor });
          cancelled.delete(message.request);
          const bundles = await Promise.all(outcome.outputs.map(mimeBundle));
          return { type: 'ran', request: message.request, run: { outcome, bundles, snapshot: session.snapshot() } };
        });
        return;
      case 'cancel':
        cancelled.add(message.request);
        return;
      case 'diagnose':
        void answer(message.request, async () => {
          const settings = JSON.stringify(message.settings);
          if (rehearsal?.settings !== settings) rehearsal = { of: new Rehearsal({ files, settings: message.settings }), settings };
          const diagnostics = await diagnose(rehearsal.of, message.cells, new MessageMonitor(() => cancelled.has(message.request)), new Set(message.inherited));
          cancelled.delete(message.request);
          return { type: 'diagnosed', request: message.request, diagnostics };
        });
        return;
      case 'forgetFiles':
        rehearsal = null;
        return;
      case 'report':
        void answer(message.request, async () => ({ type: 'reported', request: message.request, content: await writeReport(message.order, files) }));
        return;
      case 'preview':
        void answer(message.request, async () => ({ type: 'previewed', request: message.request, parts: await pageParts(message.order.input, message.order.options) }));
        return;
      case 'fileRead':
      case 'fileRefused':
        files.receive(message);
    }
  });
}

/** Null where a message cancelled it. */
async function diagnose(rehearsal: Rehearsal, cells: readonly string[], monitor: Monitor, inherited: ReadonlySet<string>): Promise<readonly (readonly Diagnostic[])[] | null> {
  try {
    return await rehearsal.diagnose(cells, { monitor, inherited });
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

function writeReport({ format, input, options }: ReportOrder, files: FilesByMessage): Promise<string | Uint8Array> {
  const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const resources: ReportResources = {
    pageScript: async () => decoded(await files.readProgram('report-runtime.js')),
    print: async (form, printed) => (await printing(files)).print(form, printed),
    readFont: name => files.readProgram(`fonts/${name}`),
    readDataset: async name => decoded(await files.readDataset(name)),
  };
  return reportWriters[format](input, options, resources);
}

/** What this script loads late: `importProgram` reads a module of `dist/` where the thread can; else its text is asked for and imported from a blob. */
async function printing(files: FilesByMessage): Promise<{ readonly print: Print }> {
  const { importProgram } = self as { readonly importProgram?: (name: string) => Promise<{ readonly print: Print }> };
  if (importProgram) return importProgram('print.js');
  const address = URL.createObjectURL(new Blob([new Uint8Array(await files.readProgram('print.js'))], { type: 'text/javascript' }));
  try {
    return (await import(address)) as { readonly print: Print };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Lets messages in about every 50 ms, and stops the computation when one of them was a cancellation. */
class MessageMonitor implements Monitor {
  #lastPause = performance.now();
  readonly #isCancelled: () => boolean;
  readonly #report: (progress: FitProgress) => void;

  constructor(isCancelled: () => boolean, report: (progress: FitProgress) => void = () => undefined) {
    this.#isCancelled = isCancelled;
    this.#report = report;
  }

  isDue(): boolean {
    return performance.now() - this.#lastPause >= PAUSE_EVERY_MILLISECONDS;
  }

  async pause(progress?: FitProgress): Promise<void> {
    if (progress) this.#report(progress);
    await new Promise(resume => setTimeout(resume, 0)); // a timer, not a microtask: messages arrive between tasks
    this.#lastPause = performance.now();
    if (this.#isCancelled()) throw new Cancelled();
  }
}

/** Files come from the host, which alone knows the notebook's folder and may read it. */
class FilesByMessage implements FileAccess {
  readonly #channel: Channel<ToHost, ToWorker>;
  readonly #waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>();
  #questions = 0;

  constructor(channel: Channel<ToHost, ToWorker>) {
    this.#channel = channel;
  }

  read(path: string): Promise<Uint8Array> {
    return this.#ask('notebook', path);
  }

  readDataset(fileName: string): Promise<Uint8Array> {
    return this.#ask('datasets', fileName);
  }

  readProgram(path: string): Promise<Uint8Array> {
    return this.#ask('program', path);
  }

  receive(message: Extract<ToWorker, { type: 'fileRead' | 'fileRefused' }>): void {
    const waiting = this.#waiting.get(message.question);
    this.#waiting.delete(message.question);
    if (message.type === 'fileRead') waiting?.resolve(message.bytes);
    else waiting?.reject(new UserError(message.refusal.code, message.refusal.message, { advice: message.refusal.advice }));
  }

  #ask(origin: FileOrigin, path: string): Promise<Uint8Array> {
    const question = ++this.#questions;
    return new Promise((resolve, reject) => {
      this.#waiting.set(question, { resolve, reject });
      this.#channel.post({ type: 'readFile', question, origin, path });
    });
  }
}
