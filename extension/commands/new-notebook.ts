/** A new, untitled notebook with a runnable start. */
import * as vscode from 'vscode';
import { starterNotebook } from '../../engine/starter.js';
import { notebookData } from '../notebook/serializer.js';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import type { Command } from './command.js';

export const newNotebook: Command = {
  id: 'glmm.newNotebook',
  execute: () => openUntitled(new TextEncoder().encode(starterNotebook)),
};

/** Opens a notebook's text as a copy that belongs to no file yet. */
export async function openUntitled(bytes: Uint8Array): Promise<vscode.NotebookEditor> {
  const notebook = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, notebookData(bytes));
  return vscode.window.showNotebookDocument(notebook);
}
