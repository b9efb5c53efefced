/** What writes a notebook with its results in each of the formats of engine/report/formats.ts. */
import { rCells, rScript, type ScriptCell } from './language/services/r-script.js';
import { buildDocument, type DocumentOptions } from './report/document/build-document.js';
import { figuresIn } from './report/document/document.js';
import type { ReportFormatName } from './report/formats.js';
import { htmlReport } from './report/html/html-report.js';
import { jupyterNotebook } from './report/jupyter-notebook.js';
import { latexReport } from './report/latex/latex-report.js';
import { markdownReport } from './report/markdown-report.js';
import type { PrintInput } from './report/print/print-input.js';
import type { ReportInput } from './report/report-input.js';

export type ReportWriter = (notebook: ReportInput, options: DocumentOptions, resources: ReportResources) => Promise<string | Uint8Array>;

/** What lies beside the engine, and is read only by the formats that need it. */
export interface ReportResources {
  /** The script that makes the charts of an HTML page interactive; empty where there is none. */
  readonly pageScript: () => Promise<string>;
  /** A font file for printed forms, such as `sans.ttf`. */
  readonly readFont: (fileName: string) => Promise<Uint8Array>;
  /** Text of a bundled data set's file, such as `spinal.csv`. */
  readonly readDataset: (fileName: string) => Promise<string>;
}

export const reportWriters: Readonly<Record<ReportFormatName, ReportWriter>> = {
  html: async (notebook, options, { pageScript }) => htmlReport(notebook, { script: await pageScript() }, options),
  md: (notebook, options) => markdownReport(notebook, options),
  docx: word,
  pdf,
  tex: (notebook, options) => latexReport(buildDocument(notebook, options)),
  r: (notebook, _options, { readDataset }) => rScript(scriptCells(notebook), { readDataset }),
  ipynb: jupyter,
};

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

async function pdf(notebook: ReportInput, options: DocumentOptions, resources: ReportResources): Promise<Uint8Array> {
  const { pdfReport } = await import('./report/print/pdf/pdf-report.js');
  return pdfReport(await printInput(notebook, options, resources));
}

async function printInput(notebook: ReportInput, options: DocumentOptions, { readFont }: ReportResources): Promise<PrintInput> {
  const [{ drawChart }, { faceNames }] = await Promise.all([import('./report/charts/draw-chart.js'), import('./report/print/typeset/faces.js')]);
  const document = buildDocument(notebook, options);
  const drawings = new Map(await Promise.all(figuresIn(document.blocks).map(async ({ number, chart }) => [number, await drawChart(chart)] as const)));
  const fonts = Object.fromEntries(await Promise.all(faceNames.map(async name => [name, await readFont(`${name}.ttf`)] as const))) as PrintInput['fonts'];
  return { document, drawings, fonts };
}
