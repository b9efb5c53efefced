/** The forms that a notebook with its results is written in: one record each, read by the command line, the worker and the editor's export. */
import { rCells, rScript, type ScriptCell } from './language/services/r-script.js';
import { buildDocument, type DocumentOptions } from './report/document/build-document.js';
import { figuresIn } from './report/document/document.js';
import { htmlReport } from './report/html/html-report.js';
import { jupyterNotebook } from './report/jupyter-notebook.js';
import { latexReport } from './report/latex/latex-report.js';
import { markdownReport } from './report/markdown-report.js';
import type { PrintInput } from './report/print/print-input.js';
import type { ReportInput } from './report/report-input.js';

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
  readonly write: (notebook: ReportInput, options: DocumentOptions, resources: ReportResources) => Promise<string | Uint8Array>;
}

export type ReportFormatName = 'html' | 'md' | 'docx' | 'tex' | 'r' | 'ipynb';

/** What lies beside the engine, and is read only by the formats that need it. */
export interface ReportResources {
  /** The script that makes the charts of an HTML page interactive; empty where there is none. */
  readonly pageScript: () => Promise<string>;
  /** A font file for printed forms, such as `sans.ttf`. */
  readonly readFont: (fileName: string) => Promise<Uint8Array>;
  /** Text of a bundled data set's file, such as `spinal.csv`. */
  readonly readDataset: (fileName: string) => Promise<string>;
}

export const reportFormats: readonly ReportFormat[] = [
  { name: 'html', title: 'HTML', isBinary: false, hasResults: true, hasStyle: true, write: async (notebook, options, { pageScript }) => htmlReport(notebook, { script: await pageScript() }, options) },
  { name: 'md', title: 'Markdown', isBinary: false, hasResults: true, hasStyle: true, write: (notebook, options) => markdownReport(notebook, options) },
  { name: 'docx', title: 'Word', isBinary: true, hasResults: true, hasStyle: true, write: word },
  { name: 'tex', title: 'LaTeX', isBinary: false, hasResults: true, hasStyle: true, write: (notebook, options) => latexReport(buildDocument(notebook, options)) },
  { name: 'r', title: 'R script', isBinary: false, hasResults: false, hasStyle: false, write: (notebook, _options, { readDataset }) => rScript(scriptCells(notebook), { readDataset }) },
  { name: 'ipynb', title: 'Jupyter notebook', isBinary: false, hasResults: true, hasStyle: false, write: jupyter },
];

/** The record of a format; undefined for a name that is none. */
export const reportFormat = (name: string): ReportFormat | undefined => reportFormats.find(format => format.name === name);

const scriptCells = ({ cells }: ReportInput): readonly ScriptCell[] => cells.map(cell => ({ kind: cell.kind, text: cell.kind === 'markdown' ? cell.text : cell.source }));

async function jupyter(notebook: ReportInput, _options: DocumentOptions, { readDataset }: ReportResources): Promise<string> {
  const { setup, bodies } = await rCells(scriptCells(notebook), { readDataset });
  return jupyterNotebook(notebook, { setup: setup.join('\n\n'), sources: bodies });
}

/** What prints is half of the engine's code: it is read when it is first asked for. */
async function word(notebook: ReportInput, options: DocumentOptions, resources: ReportResources): Promise<Uint8Array> {
  const { wordReport } = await import('./report/print/word/word-report.js');
  return wordReport(await printInput(notebook, options, resources));
}

async function printInput(notebook: ReportInput, options: DocumentOptions, { readFont }: ReportResources): Promise<PrintInput> {
  const [{ drawChart }, { faceNames }] = await Promise.all([import('./report/charts/draw-chart.js'), import('./report/print/typeset/faces.js')]);
  const document = buildDocument(notebook, options);
  const drawings = new Map(await Promise.all(figuresIn(document.blocks).map(async ({ number, chart }) => [number, await drawChart(chart)] as const)));
  const fonts = Object.fromEntries(await Promise.all(faceNames.map(async name => [name, await readFont(`${name}.ttf`)] as const))) as PrintInput['fonts'];
  return { document, drawings, fonts };
}
