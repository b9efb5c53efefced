/** A report as a Word document (Office Open XML): native headings, captions, tables and equations, pictures with alternative texts. */
import { AlignmentType, BorderStyle, Document as WordDocument, Footer, HeadingLevel, ImageRun, LevelFormat, Packer, PageNumber, Paragraph, TextRun, type FileChild, type IBordersOptions, type IParagraphOptions } from 'docx';
import { plainInlines, type Block, type ContainerBlock, type DocumentFigure, type Inline } from '../../document/document.js';
import { outlined } from '../figure/outlines.js';
import { pngPicture } from '../figure/png-picture.js';
import { svgPicture } from '../figure/svg-picture.js';
import { parseMathML } from '../mathml.js';
import type { PrintInput } from '../print-input.js';
import { Faces } from '../typeset/faces.js';
import { printable } from '../typeset/spans.js';
import { beginsLeft, wordInlines, wordText } from './word-inlines.js';
import { wordMath } from './word-math.js';
import { wordStyles } from './word-styles.js';
import { captionRuns, wordTable } from './word-table.js';

/** A4 in twips, and its margins. */
const PAGE = { width: 11906, height: 16838, margin: 1417 };
/** Of the text, in points. */
const TEXT_WIDTH = (PAGE.width - 2 * PAGE.margin) / 20;
const TEXT_HEIGHT = (PAGE.height - 2 * PAGE.margin) / 20;
/** Pixels of the PNG a CSS pixel. */
const SHARPNESS = 2;
const STEP = 360;

export async function wordReport(input: PrintInput): Promise<Uint8Array> {
  const { document } = input;
  const writer = new Writer(input);
  const children = document.blocks.flatMap(block => writer.block(block, { indent: 0 }));
  const word = new WordDocument({
    title: printable(document.title),
    creator: '',
    lastModifiedBy: '',
    description: `Made with GLMM Notebooks ${document.engine}`,
    styles: wordStyles(document.language),
    numbering: { config: writer.lists },
    sections: [{
      properties: { page: { size: { width: PAGE.width, height: PAGE.height }, margin: { top: PAGE.margin, right: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin } } },
      footers: { default: new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: [PageNumber.CURRENT], size: 18 })] })] }) },
      children,
    }],
  });
  return new Uint8Array(await (await Packer.toBlob(word)).arrayBuffer());
}

/** What a container gives to the blocks in it. */
interface Surroundings {
  /** In twips. */
  readonly indent: number;
  readonly style?: string;
  readonly border?: IBordersOptions;
}

interface ListDefinition {
  readonly reference: string;
  readonly levels: readonly object[];
}

class Writer {
  readonly lists: (ListDefinition & { readonly levels: never[] })[] = [];
  readonly #drawings: PrintInput['drawings'];
  readonly #faces: Faces;

  constructor({ drawings, fonts }: PrintInput) {
    this.#drawings = drawings;
    this.#faces = new Faces(fonts);
  }

  block(block: Block, around: Surroundings): readonly FileChild[] {
    switch (block.kind) {
      case 'heading': return [new Paragraph({ heading: headings[block.level - 1]!, ...direction(block.content), children: wordInlines(block.content) })];
      case 'paragraph': return [this.#paragraph(block.content, around)];
      case 'code': return [new Paragraph({ style: 'SourceCode', ...indented(around), children: wordText(block.text, {}) })];
      case 'output': return [new Paragraph({ style: 'Output', ...indented(around), children: wordText(block.text, { size: outputSize(block.text, TEXT_WIDTH - around.indent / 20) }) })];
      case 'equation': {
        const equation = parseMathML(block.mathml);
        return [new Paragraph({ style: 'Equation', ...indented(around), children: equation ? [wordMath(equation)] : wordText(block.text, {}) })];
      }
      case 'table': return wordTable(block, TEXT_WIDTH - around.indent / 20, this.#faces);
      case 'figure': return this.#figure(block);
      case 'rule': return [new Paragraph({ border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: 'A0A0A0', space: 1 } }, spacing: { before: 120, after: 160 }, children: [] })];
      default: return this.#container(block, around);
    }
  }

  #container(block: ContainerBlock, around: Surroundings): readonly FileChild[] {
    switch (block.kind) {
      case 'list': return this.#list(block, around);
      case 'quote': return block.blocks.flatMap(inner => this.block(inner, { ...around, indent: around.indent + STEP, style: 'Quote' }));
      case 'notice': return block.blocks.flatMap(inner => this.block(inner, { ...around, indent: around.indent + STEP / 2, border: { left: { style: BorderStyle.SINGLE, size: 18, space: 8, color: noticeColours[block.severity] } } }));
      case 'prose':
      case 'result': return block.blocks.flatMap(inner => this.block(inner, around));
    }
  }

  #paragraph(content: readonly Inline[], around: Surroundings, more: IParagraphOptions = {}): Paragraph {
    return new Paragraph({ ...(around.style ? { style: around.style } : {}), ...(around.border ? { border: around.border } : {}), ...indented(around), ...direction(content), ...more, children: wordInlines(content) });
  }

  /** The first paragraph of an item has its number or bullet; what follows in the item is indented as far. */
  #list(list: Extract<Block, { kind: 'list' }>, around: Surroundings): readonly FileChild[] {
    const indent = around.indent + STEP;
    const reference = `list-${this.lists.length + 1}`;
    const level = { level: 0, start: list.start, alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: indent, hanging: STEP } } } };
    this.lists.push({ reference, levels: [list.isOrdered ? { ...level, format: LevelFormat.DECIMAL, text: '%1.' } : { ...level, format: LevelFormat.BULLET, text: '•' }] as never[] });
    return list.items.flatMap(item => {
      const [first, ...rest] = item;
      const isText = first?.kind === 'paragraph';
      const head = this.#paragraph(isText ? first.content : [], { ...around, indent: 0 }, { numbering: { reference, level: 0 }, spacing: { after: 60 } });
      return [head, ...(isText ? rest : item).flatMap(block => this.block(block, { ...around, indent }))];
    });
  }

  #figure(figure: DocumentFigure): readonly FileChild[] {
    const drawing = this.#drawings.get(figure.number);
    if (!drawing) throw new Error(`Figure ${figure.number} was not drawn.`);
    const shapes = outlined(drawing, this.#faces);
    // CSS pixels are 3/4 of a point
    const shrink = Math.min(1, TEXT_WIDTH / (drawing.width * 0.75), (TEXT_HEIGHT * 0.86) / (drawing.height * 0.75));
    const transformation = { width: Math.round(drawing.width * shrink), height: Math.round(drawing.height * shrink) };
    const picture = new ImageRun({
      type: 'svg',
      data: new TextEncoder().encode(svgPicture(shapes)),
      fallback: { type: 'png', data: pngPicture(shapes, SHARPNESS) },
      transformation,
      altText: { name: `Figure ${figure.number}`, title: printable(figure.chart.title), description: printable(figure.chart.description) },
    });
    return [
      ...(figure.heading.length > 0 ? [new Paragraph({ style: 'Caption', keepNext: true, children: captionRuns(figure.heading, 'Figure', figure.number) })] : []),
      new Paragraph({ style: 'Figure', ...(figure.caption.length > 0 ? {} : { keepNext: false }), children: [picture] }),
      ...(figure.caption.length > 0 ? [new Paragraph({ style: 'Caption', spacing: { before: 40, after: 240 }, children: captionRuns(figure.caption, 'Figure', figure.heading.length > 0 ? null : figure.number) })] : []),
    ];
  }
}

const headings = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3, HeadingLevel.HEADING_4, HeadingLevel.HEADING_5, HeadingLevel.HEADING_6] as const;

const noticeColours = { information: '2F6FB2', warning: 'B7791F', error: 'B3261E' } as const;

const direction = (content: readonly Inline[]): { readonly bidirectional?: true } => (beginsLeft(plainInlines(content)) ? { bidirectional: true } : {});

const indented = ({ indent }: Surroundings): { readonly indent?: { readonly left: number } } => (indent > 0 ? { indent: { left: indent } } : {});

/** Half-points at which the longest line of a printed output fits, as far as it can be read: a letter of Consolas is 0.55 of its size wide. */
function outputSize(text: string, width: number): number {
  const longest = text.split('\n').reduce((most, line) => Math.max(most, line.length), 1);
  return Math.max(12, Math.min(17, Math.floor((width / longest / 0.55) * 2)));
}
