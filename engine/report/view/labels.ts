/** The words around results, as headings and buttons, in English; the editor hands over those of another language. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const englishLabels = {
  fixedEffects: 'Fixed effects',
  randomEffects: 'Random effects',
  onResponseScale: 'on the scale of the response',
  onLinkScale: 'on the {0} scale',
  scaleOfFixedEffects: 'Scale of the fixed effects',
  term: 'term',
  estimate: 'estimate',
  standardErrorShort: 'SE',
  standardError: 'standard error',
  group: 'group',
  standardDeviationShort: 'SD',
  standardDeviation: 'standard deviation',
  variance: 'variance',
  correlation: 'correlation',
  levels: 'levels',
  intraclassCorrelationShort: 'ICC',
  intraclassCorrelation: 'intraclass correlation',
  note: 'Note',
  warning: 'Warning',
  error: 'Error',
  details: 'Convergence, data and method',
  inWords: 'In words',
  table: 'Table',
  noRows: 'No rows.',
  firstRows: 'The first {0} of {1} rows.',
  firstLevels: 'The first {0} of {1} levels.',
  conditionalModes: 'Conditional modes of {0}',
  mode: 'mode',
  conditionalStandardDeviation: 'conditional standard deviation',
  interval: 'interval',
  chart: 'Chart',
  viewAsTable: 'View as table',
  saveSvg: 'Save SVG',
  savePng: 'Save PNG',
  copy: 'Copy',
  copyAs: 'Copy as',
  plainText: 'Plain text',
  averaged: 'averaged',
  svgSaved: 'SVG saved.',
  pngSaved: 'PNG saved.',
  copied: 'Copied.',
  chartNotDrawn: 'The chart could not be drawn ({0}). Its numbers are in the table.',
  didNotWork: 'That did not work: {0}',
  intervalOf: '{0} interval',
  levelOrder: 'Order',
  orderOfData: 'as in the data',
  orderOfNames: 'by name',
  orderOfModes: 'by mode',
  orderOfModesOf: 'by mode of {0}',
  orderOfDeviations: 'by standard deviation',
  orderOfDeviationsOf: 'by standard deviation of {0}',
  reversed: 'Reversed',
  searchLevels: 'Search {0}',
  levelsFound: '{0} of {1} levels',
  noLevelFound: 'No level has “{0}” in its name.',
  rowsOfData: 'rows',
  rowsOfLevel: 'rows of the data: {0}',
  copyVegaLite: 'Copy Vega-Lite',
  vegaLiteCopied: 'Copied. The Vega editor opens it.',
  pointedLevel: '{0} {1}: rows drawn: {2}',
  stepThroughLevels: 'Arrow keys go through the levels of {0}',
} as const;

export type Labels = Readonly<Record<keyof typeof englishLabels, string>>;

export const LabelsContext = createContext<Labels>(englishLabels);

export const useLabels = (): Labels => useContext(LabelsContext);

/** `{0}`, `{1}` … stand for the values. */
export const filled = (label: string, ...values: readonly string[]): string => label.replaceAll(/\{(\d)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
