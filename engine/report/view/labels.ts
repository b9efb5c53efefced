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
  copy: 'Copy',
  copyAs: 'Copy as',
  plainText: 'Plain text',
  averaged: 'averaged',
  copied: 'Copied.',
  didNotWork: 'That did not work: {0}',
} as const;

export type Labels = Readonly<Record<keyof typeof englishLabels, string>>;

/** What the editor hands over, of these and of the labels of charts; empty in English. */
export const LabelsContext = createContext<Readonly<Record<string, string>>>({});

export const useLabels = (): Labels => ({ ...englishLabels, ...useContext(LabelsContext) });

/** `{0}`, `{1}` … stand for the values. */
export const filled = (label: string, ...values: readonly string[]): string => label.replaceAll(/\{(\d)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
