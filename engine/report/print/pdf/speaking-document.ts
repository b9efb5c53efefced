/** PDFKit's document, which can also say what a drawn text stands for. */
import PDFDocument from 'pdfkit';

export class SpeakingDocument extends PDFDocument {
  #says: string | null = null;

  /** Draws with `draw` a text whose shapes stand for the characters of `says` (ISO 32000-1, 14.9.4). */
  saying(says: string, draw: () => void): void {
    this.#says = says;
    draw();
    this.#says = null;
  }

  /** The mark goes around the text object itself: readers take its place from the transformation that holds at its end, which outside is another. */
  override addContent(content: string): this {
    if (this.#says !== null && content === 'BT') super.addContent(`/Span <</ActualText <${utf16(this.#says)}>>> BDC`);
    super.addContent(content);
    if (this.#says !== null && content === 'ET') super.addContent('EMC');
    return this;
  }
}

/** A text string in hexadecimal: UTF-16BE behind a byte order mark (ISO 32000-1, 7.9.2.2). */
function utf16(text: string): string {
  return `feff${Array.from({ length: text.length }, (_, place) => text.charCodeAt(place).toString(16).padStart(4, '0')).join('')}`;
}
