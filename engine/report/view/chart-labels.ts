/** The words around charts and lists of levels, in English: they are not in the bundles of outputs that have neither. */
import { useContext } from 'preact/hooks';
import { LabelsContext, useLabels, type Labels } from './labels.js';

export const englishChartLabels = {
  viewAsTable: 'View as table',
  saveSvg: 'Save SVG',
  savePng: 'Save PNG',
  svgSaved: 'SVG saved.',
  pngSaved: 'PNG saved.',
  chartNotDrawn: 'The chart could not be drawn ({0}). Its numbers are in the table.',
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

export type ChartLabels = Labels & Readonly<Record<keyof typeof englishChartLabels, string>>;

export const useChartLabels = (): ChartLabels => ({ ...useLabels(), ...englishChartLabels, ...useContext(LabelsContext) });
