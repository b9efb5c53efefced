/** The buttons of a summary that mend what a notice tells of: offered with the output, made in the cell that fitted the model. */
import * as vscode from 'vscode';
import { mendsOfModel, type ModelMends } from '../../engine/language/services/model-mends.js';
import type { ModelResult, Result } from '../../engine/results.js';
import { runCells } from '../commands/run-cells.js';
import { rangeIn } from '../language/documents.js';
import { codeCells, type LiveNotebook } from './live-notebook.js';
import type { LiveNotebooks } from './live-notebooks.js';
import type { RendererMessage } from './renderer-messages.js';

/** What an output carries so that its summary can offer mends: by notice, the titles of their buttons. */
export interface OfferedMends {
  /** The cell that shows the model. */
  readonly cell: string;
  readonly mends: readonly (readonly string[])[];
}

export function offeredMends(result: Result, cell: vscode.NotebookCell, live: LiveNotebook): OfferedMends | null {
  if (result.kind !== 'model' || result.notices.length === 0) return null;
  const found = mendsOf(result, cell, live);
  return found?.mends.some(each => each.length > 0) ? { cell: cell.document.uri.toString(), mends: found.mends.map(each => each.map(({ title }) => title)) } : null;
}

/** Listens for pressed buttons: edits the cell, and offers to run it. */
export function mendCells(messages: vscode.Event<RendererMessage>, live: LiveNotebooks): vscode.Disposable {
  return messages(({ message }) => {
    if (isPressed(message)) void mend(message, live);
  });
}

interface Pressed {
  readonly kind: 'mend';
  readonly cell: string;
  readonly fitId: string;
  readonly notice: number;
  readonly title: string;
}

function isPressed(message: unknown): message is Pressed {
  const { kind, cell, notice, title, fitId } = (message ?? {}) as Partial<Record<keyof Pressed, unknown>>;
  return kind === 'mend' && typeof cell === 'string' && typeof notice === 'number' && typeof title === 'string' && typeof fitId === 'string';
}

async function mend({ cell: uri, fitId, notice, title }: Pressed, live: LiveNotebooks): Promise<void> {
  const place = vscode.workspace.notebookDocuments.flatMap(codeCells).find(cell => cell.document.uri.toString() === uri);
  const notebook = place && live.of(place.notebook);
  const model = notebook?.ranCell(place!)?.outcome.outputs.find((output): output is ModelResult => output.kind === 'model' && output.fitId === fitId);
  const found = model && mendsOf(model, place!, notebook!);
  const fix = found?.mends[notice]?.find(each => each.title === title);
  if (!place || !notebook || !found || !fix) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The cell no longer holds the call that fitted this model, so nothing was changed.'));
    return;
  }
  const cell = codeCells(notebook.notebook)[found.cell]!;
  const edit = new vscode.WorkspaceEdit();
  edit.set(cell.document.uri, fix.edits.map(one => vscode.TextEdit.replace(rangeIn(cell.document, one), one.insert)));
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The notebook cannot be edited.'));
  const run = vscode.l10n.t('Run It');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('{0}: the cell was changed.', title), run);
  if (answer === run) await runCells(notebook, notebook.neededFor(place).length > 0 ? notebook.neededFor(place) : [place]);
}

function mendsOf(model: ModelResult, cell: vscode.NotebookCell, live: LiveNotebook): ModelMends | null {
  const cells = codeCells(live.notebook);
  const data = live.snapshot.variables.find(({ name, kind }) => kind === 'dataFrame' && name === model.data);
  return mendsOfModel(cells.map(({ document }) => document.getText()), cells.indexOf(cell), model, data && new Set(data.columns.map(({ name }) => name)));
}
