/** Problems as squiggles: what the text tells while one types, what the data tell a moment later, and what the last run found. */
import * as vscode from 'vscode';
import { checkCell } from '../../engine/language/check.js';
import type { NotebookText } from '../../engine/language/notebook-text.js';
import { mergeTiers } from '../../engine/language/services/merge-tiers.js';
import type { Diagnostic, Severity } from '../../engine/language/syntax/diagnostic.js';
import type { CellError } from '../../engine/results.js';
import { explanationOf } from '../commands/explain-diagnostic.js';
import { LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';
import { codeCells, type RanCell } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { DataTier } from './data-tier.js';
import { family, notebookText, openDocuments, rangeIn, textOfNotebook } from './documents.js';

/** Keys that come at once, as in pasting and undoing, are waited for; no more, as diagnostics should follow the key. */
const DEBOUNCE_MILLISECONDS = 15;
/** Longer cells are checked when they run, not at every key. */
const LONGEST_CHECKED = 300_000;

/** The diagnostics of the last check, with their mends, for the quick fixes. */
export type KnownDiagnostics = (document: vscode.TextDocument) => readonly Diagnostic[];

export function registerDiagnostics(live: LiveNotebooks): { readonly known: KnownDiagnostics; readonly disposable: vscode.Disposable } {
  const collection = vscode.languages.createDiagnosticCollection(LANGUAGE);
  const data = new DataTier();
  const found = new Map<string, Found>();
  const due = new Set<vscode.TextDocument>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const checkDue = (): void => {
    for (const { document, text, ran } of placesOf(due, live)) {
      const key = document.uri.toString();
      const next = check(document, text, ran, data, found.get(key));
      if (next === found.get(key)) continue;
      found.set(key, next);
      // set, never cleared first, so that nothing flickers
      collection.set(document.uri, [...next.diagnostics.map(one => toEditor(document, one)), ...ofLastRun(document, next.diagnostics, next.ran)]);
    }
    due.clear();
  };
  const schedule = (documents: readonly vscode.TextDocument[]): void => {
    for (const document of documents) if (document.languageId === LANGUAGE) due.add(document);
    clearTimeout(timer);
    timer = setTimeout(checkDue, DEBOUNCE_MILLISECONDS);
  };
  const scheduleWithData = (documents: readonly vscode.TextDocument[]): void => {
    schedule(documents);
    for (const one of new Set(documents.flatMap(document => live.ofCell(document)?.live ?? []))) data.ask(one);
  };
  const forget = (document: vscode.TextDocument): void => {
    found.delete(document.uri.toString());
    due.delete(document);
    collection.delete(document.uri);
  };

  scheduleWithData(openDocuments());
  return {
    known: document => {
      const one = found.get(document.uri.toString());
      // of a text that has changed since, the places are wrong
      return one?.text === document.getText() ? one.diagnostics : [];
    },
    disposable: vscode.Disposable.from(
      collection,
      data,
      { dispose: () => clearTimeout(timer) },
      data.onDidChange(schedule),
      vscode.workspace.onDidGrantWorkspaceTrust(() => scheduleWithData(openDocuments())),
      vscode.workspace.onDidOpenTextDocument(document => scheduleWithData([document])),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId !== LANGUAGE) return;
        schedule(family(document, live));
        const place = live.ofCell(document);
        if (place) data.ask(place.live);
      }),
      vscode.workspace.onDidCloseTextDocument(forget),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (notebook.notebookType !== NOTEBOOK_TYPE || contentChanges.length === 0) return;
        for (const cell of contentChanges.flatMap(change => change.removedCells)) forget(cell.document);
        schedule(notebook.getCells().map(cell => cell.document));
        data.ask(live.of(notebook));
      }),
      live.onDidChange(one => {
        schedule(one.notebook.getCells().map(cell => cell.document));
        data.ask(one);
      }),
    ),
  };
}

/** What was found in a document, and from what it follows. */
interface Found {
  readonly text: string;
  readonly written: readonly Diagnostic[];
  readonly told: readonly Diagnostic[];
  readonly ran: RanCell | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same find where nothing has changed. */
function check(document: vscode.TextDocument, notebook: NotebookText, ran: RanCell | null, data: DataTier, before: Found | undefined): Found {
  const text = notebook.cells[notebook.cell]!;
  const written = text.length > LONGEST_CHECKED ? [] : checkCell(notebook);
  const told = data.of(document);
  if (before?.text === text && before.written === written && before.told === told && before.ran === ran) return before;
  return { text, written, told, ran, diagnostics: mergeTiers(text, written, told) };
}

/** Open documents with the notebooks around them; each notebook is read once. */
function placesOf(documents: ReadonlySet<vscode.TextDocument>, live: LiveNotebooks): { document: vscode.TextDocument; text: NotebookText; ran: RanCell | null }[] {
  const open = [...documents].filter(document => !document.isClosed);
  const inNotebooks = vscode.workspace.notebookDocuments.filter(({ notebookType }) => notebookType === NOTEBOOK_TYPE).flatMap(notebook => {
    const cells = codeCells(notebook);
    if (!cells.some(({ document }) => documents.has(document))) return [];
    const one = live.of(notebook);
    const text = textOfNotebook(one, cells);
    return cells.flatMap((cell, index) => (documents.has(cell.document) && !cell.document.isClosed ? [{ document: cell.document, text: { ...text, cell: index }, ran: one.ranCell(cell) }] : []));
  });
  const placed = new Set(inNotebooks.map(({ document }) => document));
  return [...inNotebooks, ...open.filter(document => !placed.has(document)).map(document => ({ document, text: notebookText(document, live), ran: null }))];
}

function toEditor(document: vscode.TextDocument, { code, severity, message, from, to }: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeIn(document, { from, to }), message, SEVERITIES[severity]);
  diagnostic.code = { value: code, target: explanationOf(code) };
  diagnostic.source = 'glmm';
  return diagnostic;
}

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** The error of the last run, unless the text has changed since or the checker says the same. */
function ofLastRun(document: vscode.TextDocument, diagnostics: readonly Diagnostic[], ran: RanCell | null): vscode.Diagnostic[] {
  const error = ran?.outcome.error;
  if (!error || ran.source !== document.getText() || isOurs(error)) return [];
  const range = rangeOf(document, error);
  if (diagnostics.some(one => one.severity === 'error' && rangeIn(document, one).intersection(range))) return [];
  const diagnostic = new vscode.Diagnostic(range, [error.message, ...error.advice].join('\n'), vscode.DiagnosticSeverity.Error);
  diagnostic.code = { value: error.code, target: explanationOf(error.code) };
  diagnostic.source = 'glmm';
  return [diagnostic];
}

/** Faults and lost sessions say nothing about the text. */
const isOurs = (error: CellError): boolean => error.code.startsWith('GLMM9');

/** From the place of the error to the end of the word there. */
function rangeOf(document: vscode.TextDocument, { line, column }: CellError): vscode.Range {
  const start = document.validatePosition(new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)));
  return document.getWordRangeAtPosition(start) ?? new vscode.Range(start, start.translate(0, 1));
}
