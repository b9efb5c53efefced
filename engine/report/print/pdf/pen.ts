/** Draws text, rules and charts on the pages of a PDF document, and says what they are in its structure tree. */
import type { StructureElement } from 'pdfkit';
import type { Drawing, Mark, Stroke } from '../../charts/shapes.js';
import { placedFragments } from '../figure/outlines.js';
import type { FaceName } from '../face-names.js';
import type { Faces } from '../typeset/faces.js';
import type { Fragment } from '../typeset/fragments.js';
import type { Line } from '../typeset/lines.js';
import type { SpeakingDocument } from './speaking-document.js';

/** Colours of print. */
export const INK = '#111111';
export const GREY = '#5a5a5a';
export const HAIRLINE = '#9a9a9a';

export class Pen {
  readonly #pdf: SpeakingDocument;
  readonly #faces: Faces;
  readonly #registered = new Set<FaceName>();

  constructor(pdf: SpeakingDocument, faces: Faces) {
    this.#pdf = pdf;
    this.#faces = faces;
  }

  /** Text of an element of the structure, its links with elements of their own. */
  line(element: StructureElement, line: Line, x: number, baseline: number): void {
    let left = x;
    for (const run of byLink(line.fragments)) {
      const width = run.fragments.reduce((sum, fragment) => sum + fragment.width, 0);
      const at = left;
      if (run.link === undefined) element.add(() => this.fragments(run.fragments, at, baseline));
      else this.#link(element, run.fragments, run.link, at, baseline, width);
      left += width;
    }
  }

  /** Text inside marked content that is already open. */
  fragments(fragments: readonly Fragment[], x: number, baseline: number): void {
    let left = x;
    for (const fragment of fragments) {
      this.#fragment(fragment, left, baseline - (fragment.style.rise ?? 0), fragment.style.colour ?? INK);
      left += fragment.width;
    }
  }

  /** What only adorns a page, or repeats what stands elsewhere: it is not read out. */
  artifact(draw: () => void, type: 'Pagination' | 'Layout' = 'Layout'): void {
    this.#pdf.markContent('Artifact', { type });
    draw();
    this.#pdf.endMarkedContent();
  }

  /** A horizontal rule; inside marked content, or in an artifact. */
  rule(x: number, y: number, width: number, thickness: number, colour = INK): void {
    this.#pdf.save().lineWidth(thickness).strokeColor(colour).moveTo(x, y).lineTo(x + width, y).stroke().restore();
  }

  area(x: number, y: number, width: number, height: number, colour: string): void {
    this.#pdf.save().fillColor(colour).rect(x, y, width, height).fill().restore();
  }

  /** A path of `M`, `L`, `C` and `Z`, stroked. */
  strokePath(path: string, thickness: number): void {
    this.#pdf.save().lineWidth(thickness).lineJoin('round').strokeColor(INK).path(path).stroke().restore();
  }

  /** A chart with its upper left corner at a place; inside marked content. */
  drawing(drawing: Drawing, x: number, y: number, scale: number): void {
    this.#pdf.save().translate(x, y).scale(scale);
    for (const mark of drawing.marks) this.#mark(mark);
    this.#pdf.restore();
  }

  #link(element: StructureElement, fragments: readonly Fragment[], address: string, x: number, baseline: number, width: number): void {
    const link = this.#pdf.struct('Link');
    element.add(link);
    link.add(() => this.fragments(fragments, x, baseline));
    const size = Math.max(...fragments.map(({ style }) => style.size));
    if (/^(https?|mailto):/i.test(address)) this.#pdf.link(x, baseline - size * 0.8, width, size * 1.05, encodeURI(decodeSafely(address)), { structParent: link, Contents: pdfText(fragments.map(({ says, text }) => says ?? text).join('')) });
    link.end(); // the page of the annotation is taken from the page that is current now
  }

  #fragment({ text, face, style, says, width }: Fragment, x: number, baseline: number, colour: string): void {
    if (text === '') return;
    if (!this.#registered.has(face)) this.#pdf.registerFont(face, this.#faces.font(face));
    this.#registered.add(face);
    const isOblique = style.isItalic === true && face !== 'serif-italic' && (style.isBold === true || style.family === 'sans');
    const draw = (): unknown => this.#pdf.font(face).fontSize(style.size).fillColor(colour).text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic', ...(isOblique ? { oblique: true } : {}) });
    if (says === null) draw();
    else this.#pdf.saying(says, draw);
    if (style.isStruck) this.rule(x, baseline - style.size * 0.26, width, style.size * 0.05, colour);
  }

  #mark(mark: Mark): void {
    const pdf = this.#pdf;
    pdf.save();
    switch (mark.kind) {
      case 'path':
        if (mark.fill) {
          pdf.fillColor(mark.fill.colour);
          if (mark.fill.opacity < 1) pdf.fillOpacity(mark.fill.opacity);
          pdf.path(mark.path).fill();
        }
        if (mark.stroke) {
          this.#strokeStyle(mark.stroke);
          pdf.path(mark.path).stroke();
        }
        break;
      case 'clip':
        pdf.path(mark.path).clip();
        for (const inner of mark.marks) this.#mark(inner);
        break;
      case 'text': {
        const [cos, sin] = [Math.cos(mark.angle), Math.sin(mark.angle)];
        if (mark.fill.opacity < 1) pdf.fillOpacity(mark.fill.opacity);
        if (mark.angle !== 0) pdf.transform(cos, sin, -sin, cos, mark.x, mark.y);
        const [x, y] = mark.angle === 0 ? [mark.x, mark.y] : [0, 0];
        for (const { fragment, along } of placedFragments(mark, this.#faces)) this.#fragment(fragment, x + along, y, mark.fill.colour);
        break;
      }
    }
    pdf.restore();
  }

  #strokeStyle({ colour, opacity, width, cap, join, dash, dashOffset }: Stroke): void {
    this.#pdf.strokeColor(colour).lineWidth(width).lineCap(cap).lineJoin(join);
    if (opacity < 1) this.#pdf.strokeOpacity(opacity);
    const hasGaps = dash.some((length, place) => place % 2 === 1 && length > 0) || dash.length === 1;
    if (hasGaps) this.#pdf.dash(dash.map(length => Math.max(length, 0.001)), { phase: dashOffset }); // a dash of no length is a fault in PDF
  }
}

function byLink(fragments: readonly Fragment[]): readonly { readonly link: string | undefined; readonly fragments: readonly Fragment[] }[] {
  const runs: { link: string | undefined; fragments: Fragment[] }[] = [];
  for (const fragment of fragments) {
    const last = runs.at(-1);
    if (last && last.link === fragment.style.link) last.fragments.push(fragment);
    else runs.push({ link: fragment.style.link, fragments: [fragment] });
  }
  return runs;
}

/** PDFKit takes a plain string for a name. */
const pdfText = (text: string): object => Object(text) as object;

/** Addresses in a PDF are plain ASCII. */
function decodeSafely(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
