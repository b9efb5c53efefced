/** What the extension host and the worker that holds a session say to each other. Plain data, the same in Node and on the web. */
import type { ReportFormatName } from '../../engine/report/formats.js';
import type { DocumentOptions } from '../../engine/report/document/build-document.js';
import type { PageParts } from '../../engine/report/html/html-report.js';
import type { ReportInput } from '../../engine/report/report-input.js';
import type { CellError, CellOutcome, FitProgress, SessionSnapshot } from '../../engine/results.js';
import type { SessionSettings } from '../../engine/language/registry.js';
import type { Diagnostic } from '../../engine/language/syntax/diagnostic.js';

export type ToWorker =
  /** Before anything else, while nobody waits: compile what the first fits will run. */
  | { readonly type: 'warmUp' }
  /** The session begins with it. */
  | { readonly type: 'start'; readonly settings: Partial<SessionSettings> }
  | { readonly type: 'run'; readonly request: number; readonly source: string }
  | { readonly type: 'cancel'; readonly request: number }
  /** What the data tell of the cells, without running them; `inherited` names what the session has. */
  | { readonly type: 'diagnose'; readonly request: number; readonly cells: readonly string[]; readonly inherited: readonly string[]; readonly settings: Partial<SessionSettings> }
  /** A file that a cell reads has changed. */
  | { readonly type: 'forgetFiles' }
  | { readonly type: 'report'; readonly request: number; readonly order: ReportOrder }
  /** The report as parts of a page, to be shown beside the notebook. */
  | { readonly type: 'preview'; readonly request: number; readonly order: Omit<ReportOrder, 'format'> }
  | { readonly type: 'fileRead'; readonly question: number; readonly bytes: Uint8Array }
  | { readonly type: 'fileRefused'; readonly question: number; readonly refusal: FileRefusal };

export type ToHost =
  | { readonly type: 'progress'; readonly request: number; readonly progress: FitProgress }
  | { readonly type: 'readFile'; readonly question: number; readonly origin: FileOrigin; readonly path: string }
  | { readonly type: 'ran'; readonly request: number; readonly run: CellRun }
  /** One list a cell; null where the work was cancelled. */
  | { readonly type: 'diagnosed'; readonly request: number; readonly diagnostics: readonly (readonly Diagnostic[])[] | null }
  | { readonly type: 'reported'; readonly request: number; readonly content: string | Uint8Array }
  | { readonly type: 'previewed'; readonly request: number; readonly parts: PageParts }
  /** A fault of ours, not the user's. */
  | { readonly type: 'failed'; readonly request: number; readonly message: string };

/** A result in every form in which it can be shown: MIME type → text. */
export type MimeBundle = Readonly<Record<string, string>>;

/** What running a cell gave. */
export interface CellRun {
  readonly outcome: CellOutcome;
  /** One for each of the outcome's outputs. */
  readonly bundles: readonly MimeBundle[];
  readonly snapshot: SessionSnapshot;
}

/** The notebook's folder, the data sets that come with the extension, or its other files: what `dist/` holds. */
export type FileOrigin = 'notebook' | 'datasets' | 'program';

/** A `UserError` on its way through a message. */
export type FileRefusal = Pick<CellError, 'code' | 'message' | 'advice'>;

export interface ReportOrder {
  readonly format: ReportFormatName;
  readonly input: ReportInput;
  readonly options: DocumentOptions;
}

/** One end of the line between host and worker. */
export interface Channel<Outgoing, Incoming> {
  post(message: Outgoing, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: Incoming) => void): void;
}

/** The host's end, which can also end the worker. */
export interface WorkerHandle extends Channel<ToWorker, ToHost> {
  /** Called once when the worker has died of itself. */
  onDeath(listener: (reason: string) => void): void;
  terminate(): void;
}
