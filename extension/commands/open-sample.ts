/** Opens one of the bundled teaching notebooks as an untitled copy. */
import * as vscode from 'vscode';
import type { Command } from './command.js';
import { openUntitled } from './new-notebook.js';

export function openSample(extensionUri: vscode.Uri): Command {
  const samples = [
    { file: 'logistic.glmm', label: vscode.l10n.t('Logistic'), detail: vscode.l10n.t('Disease in herds of cattle: counts out of totals, a random intercept, odds ratios') },
    { file: 'poisson.glmm', label: vscode.l10n.t('Poisson'), detail: vscode.l10n.t('Ticks on grouse chicks: counts, nested random effects, rate ratios') },
    { file: 'linear.glmm', label: vscode.l10n.t('Linear'), detail: vscode.l10n.t('Reaction times under sleep deprivation: random slopes, REML') },
    { file: 'charts.glmm', label: vscode.l10n.t('Pictures'), detail: vscode.l10n.t('Pictures of a model: residuals, effects with the data, curves of levels and of the population') },
  ];
  return {
    id: 'glmm.openSample',
    execute: async (file: unknown) => {
      const chosen = typeof file === 'string' ? { file } : await vscode.window.showQuickPick(samples, { title: vscode.l10n.t('Open Sample Notebook'), matchOnDetail: true });
      if (!chosen || !samples.some(sample => sample.file === chosen.file)) return;
      await openUntitled(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'samples', chosen.file)));
    },
  };
}
