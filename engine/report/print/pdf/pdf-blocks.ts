/** Blocks of a document as pieces of pages. */
import type PDFDocument from 'pdfkit';
import type { StructureElement } from 'pdfkit';
import { plainInlines, type Block, type DocumentFigure, type DocumentTable, type Inline } from '../../document/document.js';
import { parseMathML } from '../mathml.js';
import type { PrintInput } from '../print-input.js';
import type { TextStyle } from '../typeset/fragments.js';
import { breakLines, oneLine, type BrokenText, type Line } from '../typeset/lines.js';
import { mathLines, type MathBox } from '../typeset/math-box.js';
import { printable, spansOf } from '../typeset/spans.js';
import type { Piece } from './flow.js';
import { GREY, HAIRLINE } from './pen.js';
import { part, tableRows, type Setting } from './pdf-table.js';

interface TextSetting {
  readonly style: TextStyle;
  /** From baseline to baseline, in points. */
  readonly leading: number;
  readonly before: number;
}

const BODY: TextSetting = { style: { family: 'serif', size: 10.4 }, leading: 14.4, before: 7 };
const CAPTION: TextSetting = { style: { family: 'serif', size: 9.6 }, leading: 12.6, before: 16 };
const NOTES: TextSetting = { style: { family: 'serif', size: 8.6, colour: '#333333' }, leading: 11, before: 4 };
const CODE: TextSetting = { style: { family: 'mono', size: 8.6 }, leading: 12.2, before: 12 };
const HEADINGS: readonly TextSetting[] = [
  { style: { family: 'serif', size: 19, isBold: true }, leading: 24, before: 26 },
  { style: { family: 'serif', size: 13.6, isBold: true }, leading: 17.5, before: 22 },
  { style: { family: 'serif', size: 11.4, isBold: true }, leading: 15, before: 17 },
  { style: { family: 'serif', size: 10.4, isBold: true }, leading: 14.4, before: 13 },
  { style: { family: 'serif', size: 10.4, isItalic: true }, leading: 14.4, before: 11 },
  { style: { family: 'serif', size: 10.4, isItalic: true }, leading: 14.4, before: 11 },
];
const OUTPUT = { most: 8.2, least: 5.4, leading: 1.36, before: 10 };
const STEP = 18;
const NOTICE = { information: '#2f6fb2', warning: '#b7791f', error: '#b3261e' } as const;
/** Of the page's text, what a figure may take. */
const HIGHEST_FIGURE = 0.82;

/** In points. */
export interface PageHeights {
  readonly textHeight: number;
  readonly pageHeight: number;
}

/** Pieces of a block; elements of the structure are made now, in the order of the document, and filled when they are drawn. */
export function blockPieces(block: Block, setting: Setting, input: PrintInput, heights: PageHeights): readonly Piece[] {
  const inner = (blocks: readonly Block[], within: Setting): readonly Piece[] => blocks.flatMap(each => blockPieces(each, within, input, heights));
  const { pdf, pen, parent, x, width } = setting;
  switch (block.kind) {
    case 'heading': return headingPieces(block.content, block.level, setting);
    case 'paragraph': return textPieces(block.content, BODY, part(pdf, parent, 'P'), setting);
    case 'code': return codePieces(block.text, setting);
    case 'output': return outputPieces(block.text, setting);
    case 'equation': return equationPieces(block, setting);
    case 'table': return tablePieces(block, setting);
    case 'figure': return figurePieces(block, setting, input, heights);
    case 'rule': return [{ height: 1, before: 16, keepsWithNext: false, draw: y => pen.artifact(() => pen.rule(x, y, width, 0.5, HAIRLINE)) }];
    case 'list': return listPieces(block, setting, inner);
    case 'quote': return inner(block.blocks, { ...setting, parent: part(pdf, parent, 'BlockQuote'), x: x + STEP, width: width - 2 * STEP });
    case 'notice': {
      const pieces = inner(block.blocks, { ...setting, parent: part(pdf, parent, 'Note'), x: x + 12, width: width - 12 });
      return pieces.map((piece, place) => ({
        ...piece,
        before: place === 0 ? Math.max(piece.before, 12) : piece.before,
        draw: (y, gap) => {
          const above = place === 0 ? 0 : gap;
          pen.artifact(() => pen.area(x, y - above, 2.4, piece.height + above, NOTICE[block.severity]));
          piece.draw(y, gap);
        },
      }));
    }
    case 'prose':
    case 'result': return inner(block.blocks, { ...setting, parent: part(pdf, parent, 'Div') });
  }
}

function headingPieces(content: readonly Inline[], level: number, setting: Setting): readonly Piece[] {
  const { pdf, parent } = setting;
  const [first, ...rest] = textPieces(content, HEADINGS[level - 1]!, part(pdf, parent, `H${level}`), setting);
  if (!first) return [];
  const marked: Piece = {
    ...first,
    draw: (y, gap) => {
      outlineOf(pdf).add(printable(plainInlines(content)), level);
      first.draw(y, gap);
    },
  };
  return [marked, ...rest].map(piece => ({ ...piece, keepsWithNext: true }));
}

/** The tree of bookmarks, which follows the levels of headings. */
class OutlineTree {
  readonly #open: { readonly level: number; readonly item: PDFDocument['outline'] }[] = [];
  readonly #root: PDFDocument['outline'];

  constructor(pdf: PDFDocument) {
    this.#root = pdf.outline;
  }

  add(title: string, level: number): void {
    while (this.#open.length > 0 && this.#open.at(-1)!.level >= level) this.#open.pop();
    const item = (this.#open.at(-1)?.item ?? this.#root).addItem(title, { expanded: level <= 2 });
    this.#open.push({ level, item });
  }
}

const outlines = new WeakMap<PDFDocument, OutlineTree>();

function outlineOf(pdf: PDFDocument): OutlineTree {
  let outline = outlines.get(pdf);
  if (!outline) outlines.set(pdf, (outline = new OutlineTree(pdf)));
  return outline;
}

/** A paragraph line by line; neither its first nor its last line stands alone on a page. */
function textPieces(content: readonly Inline[], text: TextSetting, element: StructureElement, { pen, faces, x, width }: Setting): readonly Piece[] {
  const broken = breakLines(spansOf(content, text.style), width, faces);
  return linePieces(broken.lines, text, (line, y) => pen.line(element, line, x + startOf(line, broken, width), y));
}

const startOf = (line: Line, { runsLeft }: BrokenText, width: number): number => (runsLeft ? width - line.width : 0);

function linePieces(lines: readonly Line[], { style, leading, before }: TextSetting, draw: (line: Line, baseline: number) => void): readonly Piece[] {
  return lines.map((line, place): Piece => ({
    height: leading,
    before: place === 0 ? before : 0,
    keepsWithNext: lines.length > 1 && (place === 0 || place === lines.length - 2),
    draw: y => draw(line, y + leading / 2 + style.size * 0.31),
  }));
}

function codePieces(text: string, { pdf, pen, faces, parent, x, width }: Setting): readonly Piece[] {
  const code = part(pdf, part(pdf, parent, 'P'), 'Code');
  const inset = 9;
  const { lines } = breakLines([{ text: printable(text), style: CODE.style }], width - 2 * inset, faces, { indent: 2 * CODE.style.size, isGreedy: true });
  const starts = continuations(text, lines);
  return lines.map((line, place): Piece => {
    const [above, below] = [place === 0 ? 5 : 0, place === lines.length - 1 ? 5 : 0];
    const height = CODE.leading + above + below;
    return {
      height,
      before: place === 0 ? CODE.before : 0,
      keepsWithNext: lines.length <= 12 ? place < lines.length - 1 : place === 0 || place === lines.length - 2,
      draw: y => {
        pen.artifact(() => {
          pen.area(x, y, width, height + (below === 0 ? 0.3 : 0), '#f4f5f7');
          pen.area(x, y, 1.6, height + (below === 0 ? 0.3 : 0), '#c4cad2');
        });
        pen.line(code, line, x + inset + (starts[place] ? 2 * CODE.style.size : 0), y + above + CODE.leading / 2 + CODE.style.size * 0.3);
      },
    };
  });
}

/** Which lines go on with the line of the source above them. */
function continuations(text: string, lines: readonly Line[]): readonly boolean[] {
  const found: boolean[] = [];
  for (const source of printable(text).split('\n')) {
    let left = source.replaceAll(/\s/g, '').length;
    let isFirst = true;
    do {
      const line = lines[found.length];
      if (!line) break;
      found.push(!isFirst);
      left -= line.fragments.reduce((sum, { text: shown, says }) => sum + (says ?? shown).replaceAll(/\s/g, '').length, 0);
      isFirst = false;
    } while (left > 0);
  }
  return found;
}

/** Printed text keeps its columns: it shrinks before it breaks. */
function outputPieces(text: string, { pdf, pen, faces, parent, x, width }: Setting): readonly Piece[] {
  const element = part(pdf, part(pdf, parent, 'P'), 'Code');
  const lines = printable(text).split('\n');
  const widest = Math.max(1, ...lines.map(line => oneLine([{ text: line, style: { family: 'mono', size: 10 } }], faces).width));
  const size = Math.max(OUTPUT.least, Math.min(OUTPUT.most, (10 * width) / widest));
  const style: TextStyle = { family: 'mono', size };
  // spaces at the beginning of a line are part of what was printed
  const broken = lines.flatMap(line => (line === '' ? [{ fragments: [], width: 0 }] : breakLines([{ text: line, style }], width + 0.1, faces, { isGreedy: true }).lines));
  return linePieces(broken, { style, leading: size * OUTPUT.leading, before: OUTPUT.before }, (line, y) => pen.line(element, line, x, y));
}

function equationPieces(block: Extract<Block, { kind: 'equation' }>, setting: Setting): readonly Piece[] {
  const { pdf, pen, faces, parent, x, width } = setting;
  const equation = parseMathML(block.mathml);
  if (!equation) return textPieces([{ kind: 'text', text: block.text }], BODY, part(pdf, parent, 'P'), setting);
  const formula = pdf.struct('Formula', { alt: printable(block.text), placement: 'Block' });
  parent.add(formula);
  const lines = mathLines(equation, BODY.style.size, width, faces);
  const widest = Math.max(...lines.map(line => line.width));
  const left = x + (width - widest) / 2;
  const height = lines.reduce((sum, { ascent, descent }) => sum + ascent + descent + 5, -5);
  return [{
    height, before: 12, keepsWithNext: false,
    draw: y => void formula.add(() => {
      let top = y;
      for (const line of lines) {
        drawMath(line, left, top + line.ascent, setting);
        top += line.ascent + line.descent + 5;
      }
    }),
  }, { height: 5, before: 0, keepsWithNext: false, draw: () => pen.artifact(() => undefined) }];
}

function drawMath({ parts }: MathBox, x: number, baseline: number, { pen }: Setting): void {
  for (const each of parts) {
    if (each.kind === 'text') pen.fragments(each.fragments, x + each.x, baseline + each.y);
    else if (each.kind === 'rule') pen.area(x + each.x, baseline + each.y - each.thickness / 2, each.width, each.thickness, '#111111');
    else pen.strokePath(each.points.map(([px, py], place) => `${place === 0 ? 'M' : 'L'}${x + px} ${baseline + py}`).join(''), each.thickness);
  }
}

function tablePieces(table: DocumentTable, setting: Setting): readonly Piece[] {
  const element = part(setting.pdf, setting.parent, 'Table');
  const caption = table.caption.length === 0 ? [] : textPieces(table.caption, CAPTION, part(setting.pdf, element, 'Caption'), setting);
  const rows = tableRows(table, element, setting);
  const first = rows[0] && caption.length === 0 ? [{ ...rows[0], before: 12 }, ...rows.slice(1)] : rows;
  const notes = table.notes.flatMap((note, place) => textPieces(note, place === 0 ? NOTES : { ...NOTES, before: 1 }, part(setting.pdf, setting.parent, 'P'), setting));
  const body = notes.length > 0 ? first.map((piece, place) => (place === first.length - 1 ? { ...piece, keepsWithNext: true } : piece)) : first;
  return [...caption.map(piece => ({ ...piece, keepsWithNext: true })), ...body, ...notes, space(6)];
}

/** Room below, which is lost at the end of a page. */
const space = (height: number): Piece => ({ height, before: 0, keepsWithNext: false, draw: () => undefined });

function figurePieces(figure: DocumentFigure, setting: Setting, { drawings }: PrintInput, { textHeight, pageHeight }: PageHeights): readonly Piece[] {
  const { pdf, pen, parent, x, width } = setting;
  const drawing = drawings.get(figure.number);
  if (!drawing) throw new Error(`Figure ${figure.number} was not drawn.`);
  // CSS pixels are 3/4 of a point
  const scale = 0.75 * Math.min(1, width / (drawing.width * 0.75), (textHeight * HIGHEST_FIGURE) / (drawing.height * 0.75));
  const [wide, high] = [drawing.width * scale, drawing.height * scale];
  const heading = figure.heading.length === 0 ? [] : textPieces(figure.heading, CAPTION, part(pdf, parent, 'P'), setting);
  const holder = part(pdf, parent, 'Div');
  const element = pdf.struct('Figure', { alt: printable(figure.chart.description) });
  holder.add(element);
  const picture: Piece = {
    height: high, before: 14, keepsWithNext: figure.caption.length > 0,
    draw: y => {
      element.dictionary.data['A'] = { O: 'Layout', Placement: 'Block', BBox: [x, pageHeight - y - high, x + wide, pageHeight - y] };
      element.add(() => pen.drawing(drawing, x, y, scale));
    },
  };
  const caption = figure.caption.length === 0 ? [] : textPieces(figure.caption, { ...CAPTION, before: 5 }, part(pdf, holder, 'Caption'), setting);
  return [...heading.map(piece => ({ ...piece, keepsWithNext: true })), picture, ...caption.map((piece, place) => ({ ...piece, keepsWithNext: place < caption.length - 1 })), space(8)];
}

function listPieces(list: Extract<Block, { kind: 'list' }>, setting: Setting, inner: (blocks: readonly Block[], within: Setting) => readonly Piece[]): readonly Piece[] {
  const { pdf, pen, faces, parent, x, width } = setting;
  const element = part(pdf, parent, 'L');
  return list.items.flatMap((item, place) => {
    const itemElement = part(pdf, element, 'LI');
    const label = oneLine([{ text: list.isOrdered ? `${list.start + place}.` : '•', style: { ...BODY.style, ...(list.isOrdered ? {} : { colour: GREY }) } }], faces);
    const labelElement = part(pdf, itemElement, 'Lbl');
    const [first, ...rest] = inner(item, { ...setting, parent: part(pdf, itemElement, 'LBody'), x: x + STEP, width: width - STEP });
    if (!first) return [];
    const start = x + STEP - 6 - (list.isOrdered ? label.width : label.width + 1);
    const labelled: Piece = {
      ...first,
      before: place === 0 ? 6 : Math.min(first.before, 3.5),
      draw: (y, gap) => {
        pen.line(labelElement, label, start, y + BODY.leading / 2 + BODY.style.size * 0.31);
        first.draw(y, gap);
      },
    };
    return [labelled, ...rest];
  });
}
