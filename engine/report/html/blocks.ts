/** The blocks of a document as HTML. Every text is escaped here, and nothing but what stands here becomes an element. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Block, DocumentColumn, DocumentFigure, DocumentTable, Inline } from '../document/document.js';
import { plainInlines } from '../document/document.js';
import { compiledChartToSvg, escapeMarkup } from '../svg.js';
import { ModelSummaryView } from '../view/model-summary.js';
import { RandomEffectsView, TableView } from '../view/result-table.js';
import type { Result } from '../../results.js';
import { isolated } from './bidi.js';
import type { AnchoredBlock } from './contents.js';

export interface BlockOptions {
  /** Whether results are shown as in the notebook, by its views; otherwise as the tables of the document. */
  readonly hasViews: boolean;
}

/** The blocks one after the other. */
export async function blocksHtml(blocks: readonly AnchoredBlock[], options: BlockOptions): Promise<string> {
  return (await Promise.all(blocks.map(block => blockHtml(block, options)))).join('\n');
}

async function blockHtml(block: AnchoredBlock, options: BlockOptions): Promise<string> {
  switch (block.kind) {
    case 'heading': return `<h${block.level}${block.anchor === undefined ? '' : ` id="${escapeMarkup(block.anchor)}"`}>${inlinesHtml(block.content)}</h${block.level}>`;
    case 'paragraph': return `<p>${inlinesHtml(block.content)}</p>`;
    case 'list': return listHtml(block, options);
    case 'quote': return `<blockquote>${await blocksHtml(block.blocks, options)}</blockquote>`;
    case 'code': return `<pre class="code"><code>${escapeMarkup(block.text)}</code></pre>`;
    case 'output': return `<pre class="text" tabindex="0" role="group" aria-label="Output">${escapeMarkup(block.text)}</pre>`;
    case 'equation': return `<div class="equation">${block.mathml}</div>`;
    case 'notice': return `<div class="g-output"><div class="g-notice ${block.severity}" role="note">${await blocksHtml(block.blocks, options)}</div></div>`;
    case 'table': return tableHtml(block);
    case 'figure': return figureHtml(block);
    case 'rule': return '<hr>';
    case 'prose': return `<div class="prose">${await blocksHtml(block.blocks, options)}</div>`;
    case 'result': return (options.hasViews ? viewHtml(block.result, block.id) : null) ?? `<section class="result" aria-label="Output ${escapeMarkup(block.id)}">${await blocksHtml(block.blocks, options)}</section>`;
  }
}

/** The view of the notebook; null for a result that has none of its own. */
function viewHtml(result: Result, id: string): string | null {
  switch (result.kind) {
    case 'model': return isolated(renderToString(h(ModelSummaryView, { model: result, id })));
    case 'randomEffects': return isolated(renderToString(h(RandomEffectsView, { effects: result })));
    case 'table': return isolated(renderToString(h(TableView, { table: result })));
    default: return null;
  }
}

async function listHtml({ isOrdered, start, items }: Extract<Block, { kind: 'list' }>, options: BlockOptions): Promise<string> {
  const tag = isOrdered ? 'ol' : 'ul';
  // A paragraph alone in its item is set close to its mark.
  const contents = await Promise.all(items.map(([first, ...rest]) => (first?.kind === 'paragraph' && rest.every(block => block.kind === 'list') ? blocksHtml(rest, options).then(html => inlinesHtml(first.content) + html) : blocksHtml([...(first ? [first] : []), ...rest], options))));
  return `<${tag}${start === 1 ? '' : ` start="${start}"`}>${contents.map(item => `<li>${item}</li>`).join('')}</${tag}>`;
}

function inlinesHtml(content: readonly Inline[]): string {
  return content.map(inlineHtml).join('');
}

function inlineHtml(run: Inline): string {
  switch (run.kind) {
    case 'text': {
      const marks = [...(run.isStruck ? ['s'] : []), ...(run.isStrong ? ['strong'] : []), ...(run.isEmphasis ? ['em'] : []), ...(run.isCode ? ['code'] : [])];
      return `${marks.map(mark => `<${mark}>`).join('')}${isolated(escapeMarkup(run.text))}${[...marks].reverse().map(mark => `</${mark}>`).join('')}`;
    }
    case 'symbol': return run.isStrong ? `<b><i>${escapeMarkup(run.text)}</i></b>` : `<i>${escapeMarkup(run.text)}</i>`;
    case 'subscript': return `<sub>${escapeMarkup(run.text)}</sub>`;
    case 'superscript': return `<sup>${escapeMarkup(run.text)}</sup>`;
    case 'link': return `<a href="${escapeMarkup(run.href)}" rel="noreferrer">${inlinesHtml(run.content)}</a>`;
    case 'image': return /^data:image\//i.test(run.src) ? `<img src="${escapeMarkup(run.src)}" alt="${escapeMarkup(run.text)}">` : `<span class="remark">[picture: ${escapeMarkup(run.text === '' ? run.src : run.text)}]</span>`;
    case 'break': return '<br>';
  }
}

/** Numbers whose points should stand under each other get digits after them that are not seen. */
function tableHtml({ caption, columns, rows, notes }: DocumentTable): string {
  const aligned = columns.map((column, place) => (column.align === 'decimal' ? Math.max(0, ...rows.map(row => decimals(plainInlines(row.cells[place] ?? [])))) : 0));
  const cellHtml = (content: readonly Inline[], place: number): string => {
    const text = plainInlines(content);
    const padding = (aligned[place] ?? 0) - decimals(text);
    return inlinesHtml(content) + (columns[place]?.align === 'decimal' && padding > 0 && /^[−<> ]*[\d.]+$/.test(text) ? `<span class="g-pad" aria-hidden="true">${decimals(text) === 0 ? `.${'0'.repeat(padding - 1)}` : '0'.repeat(padding)}</span>` : '');
  };
  const head = columns.map((column, place) => `<th scope="col" class="${alignment(column)}">${inlinesHtml(column.head)}${place === 0 && column.head.length === 0 ? '<span class="g-spoken">row</span>' : ''}</th>`).join('');
  const body = rows.map(row => (row.isGroup
    ? `<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${inlinesHtml(row.cells[0] ?? [])}</th></tr>`
    : `<tr>${row.cells.map((content, place) => (place === 0 ? `<th scope="row" class="${alignment(columns[0]!)}">${cellHtml(content, place)}</th>` : `<td class="${alignment(columns[place]!)}">${cellHtml(content, place)}</td>`)).join('')}</tr>`)).join('');
  const label = plainInlines(caption);
  return [
    `<div class="table"><div class="wide" tabindex="0" role="group" aria-label="${escapeMarkup(label === '' ? 'Table' : label)}">`,
    `<table>${caption.length === 0 ? '' : `<caption>${inlinesHtml(caption)}</caption>`}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`,
    ...notes.map(note => `<p class="note">${inlinesHtml(note)}</p>`),
    '</div>',
  ].join('');
}

const alignment = ({ align }: DocumentColumn): string => (align === 'left' ? 'left' : align === 'centre' ? 'centre' : 'right');

/** Characters from the decimal point on. */
const decimals = (text: string): number => (/^[−<> ]*\d*\.\d+$/.test(text) ? text.length - text.indexOf('.') : 0);

/** The static drawing stands in the page; the script, where it runs, puts a live one in its place from the embedded result. */
async function figureHtml({ number, heading, caption, chart }: DocumentFigure): Promise<string> {
  // Compiling charts takes most of the engine's code: it is read when a first one is drawn.
  const { compileChart } = await import('../charts/compile.js');
  const compiled = compileChart(chart);
  const svg = await compiledChartToSvg(compiled);
  return [
    `<figure class="g-output g-chart" id="figure-${number}">`,
    heading.length === 0 ? '' : `<p class="heading">${inlinesHtml(heading)}</p>`,
    `<div class="g-canvas">${svg}</div>`,
    `<figcaption class="g-note">${inlinesHtml(caption)}</figcaption>`,
    `<details><summary>View as table</summary>${isolated(renderToString(h(TableView, { table: chart.data })))}</details>`,
    `<script type="application/json">${escapeJson(JSON.stringify(compiled))}</script>`,
    '</figure>',
  ].join('');
}

/** JSON that cannot end the element it stands in. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
