/** Problems as squiggles: what the checker finds while one types, and what the last run found. */
import * as vscode from 'vscode';
import { checkCell } from '../../engine/language/check.js';
import type { NotebookText } from '../../engine/language/notebook-text.js';
import type { Diagnostic, Severity } from '../../engine/language/syntax/diagnostic.js';
import type { CellError } from '../../engine/results.js';
import { LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';
import { codeCells, type RanCell } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { family, notebookText, openDocuments, rangeIn, textOfNotebook } from './documents.js';

/** Keys that come at once, as in pasting and undoing, are waited for; no more, as diagnostics should follow the key. */
const DEBOUNCE_MILLISECONDS = 15;
/** Longer cells are checked when they run, not at every key. */
const LONGEST_CHECKED = 300_000;

/** The diagnostics of the last check, with their mends, for the quick fixes. */
export type KnownDiagnostics = (document: vscode.TextDocument) => readonly Diagnostic[];

export function registerDiagnostics(live: LiveNotebooks): { readonly known: KnownDiagnostics; readonly disposable: vscode.Disposable } {
  const collection = vscode.languages.createDiagnosticCollection(LANGUAGE);
  const found = new Map<string, Found>();
  const due = new Set<vscode.TextDocument>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const checkDue = (): void => {
    for (const { document, text, ran } of placesOf(due, live)) {
      const source = text.cells[text.cell]!;
      const diagnostics = source.length > LONGEST_CHECKED ? [] : checkCell(text);
      const key = document.uri.toString();
      const before = found.get(key);
      // the checker gives the same list where nothing changed
      if (before?.source === source && before.diagnostics === diagnostics && before.ran === ran) continue;
      found.set(key, { source, diagnostics, ran });
      collection.set(document.uri, [...diagnostics.map(one => toEditor(document, one)), ...ofLastRun(document, diagnostics, ran)]);
    }
    due.clear();
  };
  const schedule = (documents: readonly vscode.TextDocument[]): void => {
    for (const document of documents) if (document.languageId === LANGUAGE) due.add(document);
    clearTimeout(timer);
    timer = setTimeout(checkDue, DEBOUNCE_MILLISECONDS);
  };
  const forget = (document: vscode.TextDocument): void => {
    found.delete(document.uri.toString());
    due.delete(document);
    collection.delete(document.uri);
  };

  schedule(openDocuments());
  return {
    known: document => found.get(document.uri.toString())?.diagnostics ?? [],
    disposable: vscode.Disposable.from(
      collection,
      { dispose: () => clearTimeout(timer) },
      vscode.workspace.onDidOpenTextDocument(document => schedule([document])),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === LANGUAGE) schedule(family(document, live));
      }),
      vscode.workspace.onDidCloseTextDocument(forget),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (notebook.notebookType !== NOTEBOOK_TYPE || contentChanges.length === 0) return;
        for (const cell of contentChanges.flatMap(change => change.removedCells)) forget(cell.document);
        schedule(notebook.getCells().map(cell => cell.document));
      }),
      live.onDidChange(({ notebook }) => schedule(notebook.getCells().map(cell => cell.document))),
    ),
  };
}

/** What is shown of a document, and what it follows from. */
interface Found {
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly ran: RanCell | null;
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
  diagnostic.code = code;
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
  diagnostic.code = error.code;
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
