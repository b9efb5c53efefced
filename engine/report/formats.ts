/** The forms that a notebook with its results is written in, one record each: what the command line and the editor offer. What writes them is in engine/report-writers.ts. */

export interface ReportFormat {
  /** As it is asked for, and the extension of its files. */
  readonly name: ReportFormatName;
  /** As people call it. */
  readonly title: string;
  /** Whether it is bytes rather than text. */
  readonly isBinary: boolean;
  /** Whether it shows what the cells gave; otherwise they need not run. */
  readonly hasResults: boolean;
  /** Whether it has tables that a journal's style changes. */
  readonly hasStyle: boolean;
}

export type ReportFormatName = 'html' | 'md' | 'docx' | 'pdf' | 'tex' | 'r' | 'ipynb';

export const reportFormats: readonly ReportFormat[] = [
  { name: 'html', title: 'HTML', isBinary: false, hasResults: true, hasStyle: true },
  { name: 'md', title: 'Markdown', isBinary: false, hasResults: true, hasStyle: true },
  { name: 'docx', title: 'Word', isBinary: true, hasResults: true, hasStyle: true },
  { name: 'pdf', title: 'PDF', isBinary: true, hasResults: true, hasStyle: true },
  { name: 'tex', title: 'LaTeX', isBinary: false, hasResults: true, hasStyle: true },
  { name: 'r', title: 'R script', isBinary: false, hasResults: false, hasStyle: false },
  { name: 'ipynb', title: 'Jupyter notebook', isBinary: false, hasResults: true, hasStyle: false },
];

/** The record of a format; undefined for a name that is none. */
export const reportFormat = (name: string): ReportFormat | undefined => reportFormats.find(format => format.name === name);
