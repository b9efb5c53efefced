/** Begins the session of the notebook in front anew. */
import * as vscode from 'vscode';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import type { Command } from './command.js';

export function restartKernel(live: LiveNotebooks): Command {
  return {
    id: 'glmm.restartKernel',
    execute: () => {
      if (!live.active) return;
      live.active.restart();
      vscode.window.setStatusBarMessage(vscode.l10n.t('The session was restarted: its variables are gone.'), 4000);
    },
  };
}
