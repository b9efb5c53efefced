/** What writes a notebook with its results in each of the formats of engine/report/formats.ts. */
import { rCells, rScript, type ScriptCell } from './language/services/r-script.js';
import { buildDocument, type DocumentOptions } from './report/document/build-document.js';
import { figuresIn } from './report/document/document.js';
import type { ReportFormatName } from './report/formats.js';
import { htmlReport } from './report/html/html-report.js';
import { jupyterNotebook } from './report/jupyter-notebook.js';
import { latexReport } from './report/latex/latex-report.js';
import { markdownReport } from './report/markdown-report.js';
import { faceNames } from './report/print/face-names.js';
import type { Print, PrintedForm, PrintInput } from './report/print/print-input.js';
import type { ReportInput } from './report/report-input.js';

export type ReportWriter = (notebook: ReportInput, options: DocumentOptions, resources: ReportResources) => Promise<string | Uint8Array>;

/** What lies beside the engine, and is read only by the formats that need it. */
export interface ReportResources {
  /** The script that makes the charts of an HTML page interactive; empty where there is none. */
  readonly pageScript: () => Promise<string>;
  /** What writes printed forms (engine/report/print/print.ts): as large as the rest of the engine, and read when it is first asked for. */
  readonly print: Print;
  /** A font file for printed forms, such as `sans.ttf`. */
  readonly readFont: (fileName: string) => Promise<Uint8Array>;
  /** Text of a bundled data set's file, such as `spinal.csv`. */
  readonly readDataset: (fileName: string) => Promise<string>;
}

export const reportWriters: Readonly<Record<ReportFormatName, ReportWriter>> = {
  html: async (notebook, options, { pageScript }) => htmlReport(notebook, { script: await pageScript() }, options),
  md: (notebook, options) => markdownReport(notebook, options),
  docx: (notebook, options, resources) => printed('docx', notebook, options, resources),
  pdf: (notebook, options, resources) => printed('pdf', notebook, options, resources),
  tex: (notebook, options) => latexReport(buildDocument(notebook, options)),
  r: (notebook, _options, { readDataset }) => rScript(scriptCells(notebook), { readDataset }),
  ipynb: jupyter,
};

const scriptCells = ({ cells }: ReportInput): readonly ScriptCell[] => cells.map(cell => ({ kind: cell.kind, text: cell.kind === 'markdown' ? cell.text : cell.source }));

async function jupyter(notebook: ReportInput, _options: DocumentOptions, { readDataset }: ReportResources): Promise<string> {
  const { setup, bodies } = await rCells(scriptCells(notebook), { readDataset });
  return jupyterNotebook(notebook, { setup: setup.join('\n\n'), sources: bodies });
}

async function printed(form: PrintedForm, notebook: ReportInput, options: DocumentOptions, { print, readFont }: ReportResources): Promise<Uint8Array> {
  // vega is set up when a first chart is drawn
  const { drawChart } = await import('./report/charts/draw-chart.js');
  const document = buildDocument(notebook, options);
  const drawings = new Map(await Promise.all(figuresIn(document.blocks).map(async ({ number, chart }) => [number, await drawChart(chart)] as const)));
  const fonts = Object.fromEntries(await Promise.all(faceNames.map(async name => [name, await readFont(`${name}.ttf`)] as const))) as PrintInput['fonts'];
  return print(form, { document, drawings, fonts });
}
