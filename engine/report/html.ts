/** A notebook with its results as one HTML page that needs nothing else: no network, and no script unless charts are to be interactive. */
import MarkdownIt from 'markdown-it';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { CellError, CellOutcome, ChartResult, Result } from '../results.js';
import { reportStyle } from './html-style.js';
import { toPlainText } from './plain-text.js';
import type { ReportCell, ReportInput } from './report-input.js';
import { compiledChartToSvg, escapeMarkup } from './svg.js';
import { ModelSummaryView } from './view/model-summary.js';
import { RandomEffectsView, TableView } from './view/result-table.js';

export interface ReportAssets {
  /** The script that makes charts interactive (built from renderers/report/runtime.ts); empty for a report without scripts. */
  readonly script: string;
}

/**
 * Prose, code and outputs in the order of the notebook, in light and dark after the reader's preference, ready to print.
 * What the user wrote is text: HTML in prose is shown, not run. The page's policy allows its own script by hash and nothing else.
 */
export async function htmlReport(notebook: ReportInput, assets: ReportAssets): Promise<string> {
  const cells = await Promise.all(notebook.cells.map(cellHtml));
  const first = notebook.cells[0];
  const hasHeading = first?.kind === 'markdown' && /^#\s/.test(first.text.trimStart());
  const script = await pageScript(notebook, assets.script);
  const title = escapeMarkup(notebook.title);
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${script === null ? "'none'" : `'sha256-${script.hash}'`}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="generator" content="GLMM Notebooks ${escapeMarkup(notebook.engine)}">`,
    `<title>${title}</title>`,
    `<style>${reportStyle}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...(hasHeading ? [] : [`<h1>${title}</h1>`]),
    ...cells,
    '</main>',
    `<footer>Made with GLMM Notebooks ${escapeMarkup(notebook.engine)}.</footer>`,
    ...(script === null ? [] : [`<script>${script.text}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const markdown = new MarkdownIt({ html: false, linkify: false });

async function cellHtml(cell: ReportCell, index: number): Promise<string> {
  if (cell.kind === 'markdown') return `<div class="prose">${markdown.render(cell.text)}</div>`;
  if (cell.source.trim() === '' && cell.outcome === null) return '';
  return `<section class="cell" aria-label="Cell ${index + 1}"><pre class="code"><code>${escapeMarkup(cell.source.trimEnd())}</code></pre>${await outcomeHtml(cell.outcome, index)}</section>`;
}

async function outcomeHtml(outcome: CellOutcome | null, cell: number): Promise<string> {
  if (outcome === null) return '<p class="remark">This cell was not run.</p>';
  const outputs = await Promise.all(outcome.outputs.map((result, place) => outputHtml(result, `c${cell + 1}-o${place + 1}`)));
  if (outcome.error !== undefined) outputs.push(errorHtml(outcome.error));
  else if (outcome.status === 'cancelled') outputs.push('<p class="remark">This cell was cancelled.</p>');
  else if (outcome.status === 'skipped') outputs.push('<p class="remark">This cell was not run, because a cell before it failed.</p>');
  return outputs.join('\n');
}

async function outputHtml(result: Result, id: string): Promise<string> {
  switch (result.kind) {
    case 'model': return renderToString(h(ModelSummaryView, { model: result, id }));
    case 'randomEffects': return renderToString(h(RandomEffectsView, { effects: result }));
    case 'table': return renderToString(h(TableView, { table: result }));
    case 'chart': return chartHtml(result, id);
    case 'vector':
    case 'text': return `<pre class="text" tabindex="0">${escapeMarkup(toPlainText(result))}</pre>`;
  }
}

/** The static drawing stands in the page; the script, where it runs, puts a live one in its place from the embedded result. */
async function chartHtml(chart: ChartResult, id: string): Promise<string> {
  const { compileChart } = await import('./charts/compile.js');
  const compiled = compileChart(chart);
  const svg = await compiledChartToSvg(compiled);
  return [
    `<figure class="g-output g-chart" id="${id}">`,
    `<div class="g-canvas">${svg}</div>`,
    `<figcaption class="g-note">${escapeMarkup(chart.description)}</figcaption>`,
    `<details><summary>View as table</summary>${renderToString(h(TableView, { table: chart.data }))}</details>`,
    `<script type="application/json">${escapeJson(JSON.stringify(compiled))}</script>`,
    '</figure>',
  ].join('');
}

function errorHtml(error: CellError): string {
  const advice = error.advice.length > 0 ? `<ul>${error.advice.map(each => `<li>${escapeMarkup(each)}</li>`).join('')}</ul>` : '';
  return `<div class="g-output"><div class="g-notice error" role="note"><code class="g-code">${escapeMarkup(error.code)}</code><b>${escapeMarkup(error.name)}</b>, line ${error.line}, column ${error.column}: ${escapeMarkup(error.message)}${advice}</div></div>`;
}

/** The script and its hash; null where there is none, nothing to draw, or no way to hash (a page without a secure context). */
async function pageScript(notebook: ReportInput, source: string): Promise<{ text: string; hash: string } | null> {
  const hasOutput = notebook.cells.some(cell => cell.kind === 'code' && (cell.outcome?.outputs.length ?? 0) > 0);
  if (source === '' || !hasOutput || globalThis.crypto?.subtle === undefined) return null;
  const text = source.replaceAll('</script', '\\x3C/script').replaceAll('<!--', '\\x3C!--');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return { text, hash: btoa(String.fromCharCode(...new Uint8Array(digest))) };
}

/** JSON that cannot end the element it stands in. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
