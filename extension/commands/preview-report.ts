/** Shows the report of the notebook in front beside it. */
import type * as vscode from 'vscode';
import type { LiveNotebook } from '../notebook/live-notebook.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { PreviewPanel } from '../report/preview-panel.js';
import type { Command } from './command.js';

export function previewReport(live: LiveNotebooks, extension: vscode.Extension<unknown>): Command {
  const panels = new Map<LiveNotebook, PreviewPanel>();
  return {
    id: 'glmm.previewReport',
    execute: () => {
      const notebook = live.active;
      if (!notebook) return;
      const open = panels.get(notebook);
      if (open) open.reveal();
      else panels.set(notebook, new PreviewPanel(notebook, extension, () => panels.delete(notebook)));
    },
  };
}
