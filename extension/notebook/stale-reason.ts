/** Why a cell is stale, in a sentence. */
import * as vscode from 'vscode';
import type { StaleReason } from '../../engine/language/services/staleness.js';

/** @param cells the code cells of the notebook, which the reason counts */
export function staleReasonInWords(reason: StaleReason, cells: readonly vscode.NotebookCell[]): string {
  const above = 'cell' in reason && reason.cell !== null ? firstLine(cells[reason.cell]) : '';
  switch (reason.kind) {
    case 'edited':
      return vscode.l10n.t('The text of this cell has changed since it ran.');
    case 'upstreamStale':
      return vscode.l10n.t('It reads {0}, and the cell above that makes it ({1}) has changed or is stale itself.', reason.variable, above);
    case 'upstreamRanAgain':
      return vscode.l10n.t('It reads {0}, and the cell above that makes it ({1}) has run again since.', reason.variable, above);
    case 'upstreamNotRun':
      return vscode.l10n.t('It reads {0}, and the cell above that makes it ({1}) has not run.', reason.variable, above);
    case 'madeElsewhere':
      return reason.cell === null
        ? vscode.l10n.t('It read {0} as a cell made it that no longer stands above.', reason.variable)
        : vscode.l10n.t('It read {0} from somewhere else than the cell above that makes it ({1}).', reason.variable, above);
    case 'randomStreamMoved':
      return vscode.l10n.t('It drew random numbers that went on from an earlier run, not from the cell above ({0}).', above);
  }
}

const LONGEST = 50;

/** The first line that is no comment, by which the reader knows a cell. */
function firstLine(cell: vscode.NotebookCell | undefined): string {
  const lines = (cell?.document.getText() ?? '').split('\n').map(line => line.trim());
  const line = lines.find(one => one !== '' && !one.startsWith('#')) ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
