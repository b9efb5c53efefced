/** The words around results in the language of the editor, sent with each output to the renderers, which cannot look them up. */
import * as vscode from 'vscode';
import type { Labels } from '../../engine/report/view/labels.js';

/** Nothing for English, which the views speak by themselves. */
export const viewLabels = (): { readonly labels?: Labels } => (/^en\b/.test(vscode.env.language) ? {} : { labels: translated() });

const translated = (): Labels => ({
  fixedEffects: vscode.l10n.t('Fixed effects'),
  randomEffects: vscode.l10n.t('Random effects'),
  onResponseScale: vscode.l10n.t('on the scale of the response'),
  onLinkScale: vscode.l10n.t('on the {0} scale'),
  scaleOfFixedEffects: vscode.l10n.t('Scale of the fixed effects'),
  term: vscode.l10n.t('term'),
  estimate: vscode.l10n.t('estimate'),
  standardErrorShort: vscode.l10n.t('SE'),
  standardError: vscode.l10n.t('standard error'),
  group: vscode.l10n.t('group'),
  standardDeviationShort: vscode.l10n.t('SD'),
  standardDeviation: vscode.l10n.t('standard deviation'),
  variance: vscode.l10n.t('variance'),
  correlation: vscode.l10n.t('correlation'),
  levels: vscode.l10n.t('levels'),
  intraclassCorrelationShort: vscode.l10n.t('ICC'),
  intraclassCorrelation: vscode.l10n.t('intraclass correlation'),
  note: vscode.l10n.t('Note'),
  warning: vscode.l10n.t('Warning'),
  error: vscode.l10n.t('Error'),
  details: vscode.l10n.t('Convergence, data and method'),
  inWords: vscode.l10n.t('In words'),
  table: vscode.l10n.t('Table'),
  noRows: vscode.l10n.t('No rows.'),
  firstRows: vscode.l10n.t('The first {0} of {1} rows.'),
  firstLevels: vscode.l10n.t('The first {0} of {1} levels.'),
  conditionalModes: vscode.l10n.t('Conditional modes of {0}'),
  mode: vscode.l10n.t('mode'),
  conditionalStandardDeviation: vscode.l10n.t('conditional standard deviation'),
  interval: vscode.l10n.t('interval'),
  chart: vscode.l10n.t('Chart'),
  viewAsTable: vscode.l10n.t('View as table'),
  saveSvg: vscode.l10n.t('Save SVG'),
  savePng: vscode.l10n.t('Save PNG'),
  copy: vscode.l10n.t('Copy'),
  svgSaved: vscode.l10n.t('SVG saved.'),
  pngSaved: vscode.l10n.t('PNG saved.'),
  copied: vscode.l10n.t('Copied.'),
  chartNotDrawn: vscode.l10n.t('The chart could not be drawn ({0}). Its numbers are in the table.'),
  didNotWork: vscode.l10n.t('That did not work: {0}'),
});
