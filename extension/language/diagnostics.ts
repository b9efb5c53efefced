/** Problems as squiggles: what the checker finds while one types, and what the last run found. */
import * as vscode from 'vscode';
import { checkCell } from '../../engine/language/check.js';
import type { Diagnostic, Severity } from '../../engine/language/syntax/diagnostic.js';
import type { CellError } from '../../engine/results.js';
import { LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { family, notebookText, openDocuments, rangeIn } from './documents.js';

const DEBOUNCE_MILLISECONDS = 200;
/** Longer cells are checked when they run, not at every key. */
const LONGEST_CHECKED = 300_000;

/** The diagnostics of the last check, with their mends, for the quick fixes. */
export type KnownDiagnostics = (document: vscode.TextDocument) => readonly Diagnostic[];

export function registerDiagnostics(live: LiveNotebooks): { readonly known: KnownDiagnostics; readonly disposable: vscode.Disposable } {
  const collection = vscode.languages.createDiagnosticCollection(LANGUAGE);
  const found = new Map<string, readonly Diagnostic[]>();
  const due = new Set<vscode.TextDocument>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const checkDue = (): void => {
    for (const document of due) {
      if (document.isClosed) continue;
      const diagnostics = check(document, live);
      found.set(document.uri.toString(), diagnostics);
      collection.set(document.uri, [...diagnostics.map(one => toEditor(document, one)), ...ofLastRun(document, diagnostics, live)]);
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
    known: document => found.get(document.uri.toString()) ?? [],
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

function check(document: vscode.TextDocument, live: LiveNotebooks): readonly Diagnostic[] {
  return document.getText().length > LONGEST_CHECKED ? [] : checkCell(notebookText(document, live));
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
function ofLastRun(document: vscode.TextDocument, diagnostics: readonly Diagnostic[], live: LiveNotebooks): vscode.Diagnostic[] {
  const place = live.ofCell(document);
  const ran = place?.live.ranCell(place.cell);
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
