/** Between the bytes of a `.glmm` file and VS Code's notebook: nothing that the file holds is lost. */
import * as vscode from 'vscode';
import { newNotebookMetadata, parseNotebook, serializeNotebook, type CellMetadata, type NotebookCell, type NotebookMetadata } from '../../engine/notebook-file.js';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { LANGUAGE, NOTEBOOK_TYPE } from '../identifiers.js';

export function registerSerializer(): vscode.Disposable {
  const serializer: vscode.NotebookSerializer = { deserializeNotebook: notebookData, serializeNotebook: notebookBytes };
  return vscode.workspace.registerNotebookSerializer(NOTEBOOK_TYPE, serializer, {
    transientOutputs: true, // results are made again by running; the file stays as it is
    transientCellMetadata: { inputCollapsed: true, outputCollapsed: true },
  });
}

/** Throws on what it cannot read: an empty notebook in its place would overwrite the file at the next save. */
export function notebookData(bytes: Uint8Array): vscode.NotebookData {
  const { cells, metadata } = parsed(bytes);
  const data = new vscode.NotebookData(cells.map(cellData));
  data.metadata = { [LAYOUT]: metadata };
  return data;
}

export function notebookBytes({ cells, metadata }: vscode.NotebookData): Uint8Array {
  const layout = metadata?.[LAYOUT] as NotebookMetadata | undefined;
  return serializeNotebook({ cells: cells.map(notebookCell), metadata: layout ?? newNotebookMetadata });
}

/** Under this key notebook and cells keep what the file says besides their text: line endings, fences, options, blank lines. */
const LAYOUT = 'glmm';

function parsed(bytes: Uint8Array): ReturnType<typeof parseNotebook> {
  try {
    return parseNotebook(bytes);
  } catch (error) {
    if (error instanceof UserError) throw new Error([error.message, ...error.advice].join(' '), { cause: error });
    throw error;
  }
}

function cellData({ kind, text, metadata }: NotebookCell): vscode.NotebookCellData {
  const data = kind === 'code' ? new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, LANGUAGE) : new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
  data.metadata = metadata ? { [LAYOUT]: metadata } : {};
  return data;
}

function notebookCell({ kind, value, metadata }: vscode.NotebookCellData): NotebookCell {
  const layout = metadata?.[LAYOUT] as CellMetadata | undefined;
  return { kind: kind === vscode.NotebookCellKind.Code ? 'code' : 'markdown', text: value, line: 0, ...(layout ? { metadata: layout } : {}) };
}
