/** A notebook with its results as one Markdown file. */
import type { CellError, CellOutcome, ChartResult, ModelResult, Result } from '../results.js';
import { fence, inlineCode, toMarkdown } from './markdown.js';
import type { ReportInput } from './report-input.js';
import { chartToSvg } from './svg.js';
import { escapeMarkdown, interpretFixedEffect, interpretRandomTerm, type Interpretation } from './words.js';

/**
 * Prose as it stands, code in fences, results as tables. A chart is an image inside the file (a data address, its description
 * as alternative text) with its numbers folded below, for viewers such as GitHub that show no images from within a file. Below the
 * tables of a model stands, folded, what each of its terms says.
 */
export async function markdownReport(notebook: ReportInput): Promise<string> {
  const blocks: string[] = [];
  const first = notebook.cells[0];
  if (!(first?.kind === 'markdown' && /^#\s/.test(first.text.trimStart()))) blocks.push(`# ${escapeMarkdown(notebook.title)}`);
  for (const cell of notebook.cells) {
    if (cell.kind === 'markdown') {
      blocks.push(cell.text.trim());
    } else if (cell.source.trim() !== '' || cell.outcome !== null) {
      blocks.push(fence(cell.source.trimEnd(), 'r'), ...(await outcomeBlocks(cell.outcome)));
    }
  }
  blocks.push('---', `Made with GLMM Notebooks ${notebook.engine}.`);
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

async function outcomeBlocks(outcome: CellOutcome | null): Promise<string[]> {
  if (outcome === null) return [];
  const outputs = await Promise.all(outcome.outputs.map(outputBlock));
  if (outcome.error !== undefined) outputs.push(errorBlock(outcome.error));
  else if (outcome.status === 'cancelled') outputs.push('*This cell was cancelled.*');
  else if (outcome.status === 'skipped') outputs.push('*This cell was not run, because a cell before it failed.*');
  return outputs;
}

function outputBlock(result: Result): Promise<string> {
  if (result.kind === 'chart') return chartBlock(result);
  return Promise.resolve(result.kind === 'model' ? `${toMarkdown(result)}\n\n${inWords(result)}` : toMarkdown(result));
}

function inWords(model: ModelResult): string {
  const line = (term: string, { markdown }: Interpretation): string => `- ${inlineCode(term)}: ${markdown.replace(/\n+/g, ' ')}`;
  const fixed = model.fixed.map(({ term }, index) => line(term, interpretFixedEffect(model, index)));
  const random = model.random.map(({ group }, index) => line(`(… | ${group})`, interpretRandomTerm(model, index)));
  return ['<details><summary>In words</summary>', [...fixed, ...random].join('\n'), '</details>'].join('\n\n');
}

async function chartBlock(chart: ChartResult): Promise<string> {
  const alternative = escapeMarkdown(`${chart.title}. ${chart.description}`).replace(/\s+/g, ' ');
  return [
    `![${alternative}](data:image/svg+xml;base64,${toBase64(await chartToSvg(chart))})`,
    '<details><summary>The numbers of this chart</summary>',
    toMarkdown(chart.data),
    '</details>',
  ].join('\n\n');
}

function errorBlock(error: CellError): string {
  return [`> **${escapeMarkdown(error.name)}** ${error.code} at line ${error.line}, column ${error.column}: ${escapeMarkdown(error.message)}`, ...error.advice.map(advice => `> - ${escapeMarkdown(advice)}`)].join('\n').replaceAll(/\n(?!>)/g, '\n> ');
}

function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
