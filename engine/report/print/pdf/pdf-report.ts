/** A report as a tagged PDF: real text in reading order, headings, tables, lists, formulas and figures told apart, charts as vectors. */
import type { PrintInput } from '../print-input.js';
import { Faces } from '../typeset/faces.js';
import { oneLine } from '../typeset/lines.js';
import { printable } from '../typeset/spans.js';
import { blockPieces } from './pdf-blocks.js';
import { setPages } from './flow.js';
import { GREY, Pen } from './pen.js';
import { SpeakingDocument } from './speaking-document.js';

/** A4 in points. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = { side: 74, top: 72, bottom: 84 };
const FOLIO = { size: 8.6, up: 46 };

/** PDF 1.7 (ISO 32000-1), with the structure that assistive technology reads (14.8). */
export async function pdfReport(input: PrintInput): Promise<Uint8Array> {
  const { document, fonts } = input;
  const title = printable(document.title);
  const pdf = new SpeakingDocument({
    size: [PAGE.width, PAGE.height], margin: 0, font: null, pdfVersion: '1.7', tagged: true, lang: document.language, displayTitle: true,
    autoFirstPage: false, bufferPages: true, info: { Title: title, Creator: `GLMM Notebooks ${document.engine}` },
  });
  const written = collect(pdf);
  const faces = new Faces(fonts);
  const pen = new Pen(pdf, faces);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const setting = { pdf, pen, faces, parent: root, x: MARGIN.side, width: PAGE.width - 2 * MARGIN.side };
  const frame = { top: MARGIN.top, bottom: PAGE.height - MARGIN.bottom };
  const heights = { textHeight: frame.bottom - frame.top, pageHeight: PAGE.height };
  const pieces = document.blocks.flatMap((block, place) => {
    const own = blockPieces(block, setting, input, heights);
    // the source of a cell stands with what it gave
    return block.kind === 'code' && document.blocks[place + 1]?.kind === 'result' ? own.map((piece, at) => (at === own.length - 1 ? { ...piece, keepsWithNext: true } : piece)) : own;
  });
  setPages(pieces, { ...frame, newPage: () => void pdf.addPage() });
  numberPages(pdf, pen, faces, title);
  root.end();
  pdf.end();
  return written;
}

/** The number of each page, and from the second on the title, below the text. */
function numberPages(pdf: SpeakingDocument, pen: Pen, faces: Faces, title: string): void {
  const { start, count } = pdf.bufferedPageRange();
  const y = PAGE.height - FOLIO.up;
  const width = PAGE.width - 2 * MARGIN.side;
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    pen.artifact(() => {
      const folio = oneLine([{ text: `${page + 1}`, style: { family: 'serif', size: FOLIO.size, colour: GREY } }], faces);
      pen.fragments(folio.fragments, MARGIN.side + width - folio.width, y);
      if (page > start) pen.fragments(oneLine([{ text: shortened(title, width - 40, faces), style: { family: 'serif', size: FOLIO.size, isItalic: true, colour: GREY } }], faces).fragments, MARGIN.side, y);
    }, 'Pagination');
  }
}

function shortened(title: string, width: number, faces: Faces): string {
  const fits = (text: string): boolean => oneLine([{ text, style: { family: 'serif', size: FOLIO.size, isItalic: true } }], faces).width <= width;
  if (fits(title)) return title;
  const words = title.split(' ');
  while (words.length > 1 && !fits(`${words.join(' ')} …`)) words.pop();
  return fits(`${words.join(' ')} …`) ? `${words.join(' ')} …` : '';
}

function collect(pdf: SpeakingDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', chunk => void chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => {
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let place = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, place);
        place += chunk.length;
      }
      resolve(bytes);
    });
  });
}
