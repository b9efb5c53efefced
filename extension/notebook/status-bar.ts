/** What a cell's last run means, in one line under the cell. */
import * as vscode from 'vscode';
import type { Command } from '../commands/command.js';
import { NOTEBOOK_TYPE } from '../identifiers.js';
import { codeCells, type LiveNotebook } from './live-notebook.js';
import type { LiveNotebooks } from './live-notebooks.js';
import { modelStatus, type ModelStatus } from './model-status.js';
import { staleReasonInWords } from './stale-reason.js';

export function registerStatusBar(live: LiveNotebooks): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const refresh = (): void => changed.fire();
  return vscode.Disposable.from(
    changed,
    live.onDidChange(refresh),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => {
      if (notebook.notebookType === NOTEBOOK_TYPE) refresh();
    }),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider(NOTEBOOK_TYPE, {
      onDidChangeCellStatusBarItems: changed.event,
      provideCellStatusBarItems: cell => (cell.notebook.isClosed ? [] : items(live.of(cell.notebook), cell)),
    }),
  );
}

/** Where a click on the status of a model leads: to its notices, or to the output when there are none. */
export function showNotices(live: LiveNotebooks): Command {
  return {
    id: 'glmm.showNotices',
    execute: async (index: unknown) => {
      const active = live.active;
      if (!active || typeof index !== 'number') return;
      const cell = active.notebook.cellAt(index);
      const notices = active.ranCell(cell)?.models.flatMap(model => model.notices.map(notice => ({ model, notice }))) ?? [];
      if (notices.length === 0) {
        await vscode.commands.executeCommand('notebook.cell.focusInOutput', { ranges: [{ start: index, end: index + 1 }], document: active.notebook.uri });
        return;
      }
      await vscode.window.showQuickPick(
        notices.map(({ model, notice }) => ({
          label: `${icon(notice.severity === 'information')} ${notice.message}`,
          description: model.name,
          detail: notice.advice.join(' '),
        })),
        { title: vscode.l10n.t('Notices'), placeHolder: vscode.l10n.t('What the fit found, and what would help') },
      );
    },
  };
}

function items(live: LiveNotebook, cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
  const ran = live.ranCell(cell);
  if (!ran) return [];
  const models = ran.models.map(model => modelItem(modelStatus(model), cell.index));
  const reason = live.stale.get(cell);
  return reason ? [...models, staleItem(cell, staleReasonInWords(reason, codeCells(cell.notebook)))] : models;
}

function modelItem(status: ModelStatus, index: number): vscode.NotebookCellStatusBarItem {
  const item = new vscode.NotebookCellStatusBarItem(`${icon(status.isSound)} ${status.text}`, vscode.NotebookCellStatusBarAlignment.Left);
  const notices = status.notices.map(notice => notice.message);
  item.tooltip = notices.length > 0 ? notices.join('\n') : vscode.l10n.t('The fit converged and has no notices. Click to go to the output.');
  item.accessibilityInformation = { label: [status.text, ...notices].join('. ') };
  item.command = { command: 'glmm.showNotices', title: vscode.l10n.t('Show notices'), arguments: [index] };
  return item;
}

function staleItem(cell: vscode.NotebookCell, why: string): vscode.NotebookCellStatusBarItem {
  const item = new vscode.NotebookCellStatusBarItem(`$(history) ${vscode.l10n.t('stale')}`, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = `${why}\n${vscode.l10n.t('Click to run this cell and what it needs.')}`;
  item.accessibilityInformation = { label: `${vscode.l10n.t('stale')}. ${item.tooltip}`, role: 'button' };
  item.command = { command: 'glmm.runWhatItNeeds', title: vscode.l10n.t('Run this cell and what it needs'), arguments: [cell.index] };
  return item;
}

const icon = (isSound: boolean): string => (isSound ? '$(check)' : '$(warning)');
