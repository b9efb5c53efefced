/** A notebook with its results as one Markdown file. */
import { buildDocument, type DocumentOptions } from './document/build-document.js';
import { plainInlines, type Block, type DocumentFigure, type DocumentTable, type Inline } from './document/document.js';
import { fence, inlineCode, markdownTable, toMarkdown } from './markdown.js';
import type { ReportInput } from './report-input.js';
import { chartToSvg } from './svg.js';
import { escapeMarkdown } from './words.js';

/**
 * Prose as it stands, code in fences, tables that GitHub and Pandoc read. A chart is an image inside the file (a data address, its
 * description as alternative text) with its numbers folded below, for viewers such as GitHub that show no images from within a file.
 */
export async function markdownReport(notebook: ReportInput, options: DocumentOptions = {}): Promise<string> {
  return `${await blocksMarkdown(buildDocument(notebook, options).blocks)}\n`;
}

async function blocksMarkdown(blocks: readonly Block[]): Promise<string> {
  return (await Promise.all(blocks.map(block => blockMarkdown(block)))).filter(block => block !== '').join('\n\n');
}

async function blockMarkdown(block: Block): Promise<string> {
  switch (block.kind) {
    case 'heading': return `${'#'.repeat(block.level)} ${inlinesMarkdown(block.content)}`;
    case 'paragraph': return paragraph(block.content);
    case 'list': return listMarkdown(block);
    case 'quote': return quoted(await blocksMarkdown(block.blocks));
    case 'notice': return quoted(await blocksMarkdown(block.blocks));
    case 'code': return fence(block.text, block.language);
    case 'output': return fence(block.text);
    case 'equation': return `$$\n${block.latex}\n$$`;
    case 'table': return tableMarkdown(block);
    case 'figure': return figureMarkdown(block);
    case 'rule': return '---';
    case 'prose': return block.markdown;
    case 'result': return blocksMarkdown(block.blocks);
  }
}

/** What would begin a list, a heading or a rule at the start of a line is kept from it. */
const paragraph = (content: readonly Inline[]): string => inlinesMarkdown(content).replace(/^(\s*)([-+=]|\d+(?=[.)]))/gm, (_, space: string, mark: string) => (/\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`));

const quoted = (text: string): string => text.split('\n').map(line => `> ${line}`.trimEnd()).join('\n');

async function listMarkdown({ isOrdered, start, items }: Extract<Block, { kind: 'list' }>): Promise<string> {
  const isTight = items.every(item => item.length === 1);
  const texts = await Promise.all(items.map(blocksMarkdown));
  return texts.map((text, place) => {
    const mark = isOrdered ? `${start + place}. ` : '- ';
    return mark + text.replaceAll('\n', `\n${' '.repeat(mark.length)}`).replaceAll(/\n +(?=\n)/g, '\n');
  }).join(isTight ? '\n' : '\n\n');
}

function tableMarkdown({ caption, columns, rows, notes }: DocumentTable): string {
  const cellText = (content: readonly Inline[], isStrong = false): string => {
    const text = inlinesMarkdown(content).replace(/ *\n/g, '<br>');
    return isStrong && text !== '' ? `**${text}**` : text;
  };
  return [
    ...(caption.length === 0 ? [] : [paragraph(caption)]),
    markdownTable(columns.map(({ head }) => cellText(head)), rows.map(({ cells, isGroup }) => cells.map(content => cellText(content, isGroup))), column => columns[column]?.align === 'left'),
    ...notes.map(paragraph),
  ].join('\n\n');
}

async function figureMarkdown({ heading, caption, chart }: DocumentFigure): Promise<string> {
  const alternative = escapeMarkdown(`${chart.title}. ${chart.description}`).replace(/\s+/g, ' ');
  return [
    ...(heading.length === 0 ? [] : [paragraph(heading)]),
    `![${alternative}](data:image/svg+xml;base64,${toBase64(await chartToSvg(chart))})`,
    paragraph(caption),
    '<details><summary>The numbers of this chart</summary>',
    toMarkdown(chart.data),
    '</details>',
  ].filter(part => part !== '').join('\n\n');
}

function inlinesMarkdown(content: readonly Inline[]): string {
  return content.map(inlineMarkdown).join('');
}

function inlineMarkdown(run: Inline): string {
  switch (run.kind) {
    case 'text': {
      if (run.isCode) return marked(inlineCode(run.text.replace(/\s*\n\s*/g, ' ')), run);
      // Marks of emphasis must touch a letter: spaces stay outside them.
      const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text) ?? [];
      return inner === '' ? run.text : before + marked(escapeMarkdown(inner), run) + after;
    }
    case 'symbol': return run.isStrong ? `***${escapeMarkdown(run.text)}***` : `*${escapeMarkdown(run.text)}*`;
    case 'subscript': return `<sub>${escapeMarkdown(run.text)}</sub>`;
    case 'superscript': return `<sup>${escapeMarkdown(run.text)}</sup>`;
    case 'link': return `[${inlinesMarkdown(run.content)}](<${run.href.replaceAll(/[<>\\\n]/g, encodeURIComponent)}>)`;
    case 'image': return escapeMarkdown(plainInlines([run]));
    case 'break': return '  \n';
  }
}

function marked(text: string, { isStrong, isEmphasis, isStruck }: Extract<Inline, { kind: 'text' }>): string {
  const mark = `${isStrong ? '**' : ''}${isEmphasis ? '*' : ''}`;
  return `${isStruck ? '~~' : ''}${mark}${text}${mark}${isStruck ? '~~' : ''}`;
}

function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
