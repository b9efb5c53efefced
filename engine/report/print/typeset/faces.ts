/** The faces that print is set in, and which of them has a character. */
import { create, type Font, type GlyphRun } from 'fontkit';
import type { FaceName, FontFiles } from '../face-names.js';

export interface FaceStyle {
  readonly family: 'serif' | 'sans' | 'mono';
  readonly isBold?: boolean;
  readonly isItalic?: boolean;
}

/** Characters that are told by the shape of others, or not at all; a face need not have them. */
const unseen = /^\p{Default_Ignorable_Code_Point}$/u;

export class Faces {
  readonly #files: FontFiles;
  readonly #fonts = new Map<FaceName, Font>();
  readonly #runs = new Map<string, GlyphRun>();
  readonly #choices = new Map<string, FaceName | null>();

  constructor(files: FontFiles) {
    this.#files = files;
  }

  font(name: FaceName): Font {
    let font = this.#fonts.get(name);
    if (!font) this.#fonts.set(name, (font = create(this.#files[name])));
    return font;
  }

  /** Glyphs and their places, in units of the face; in visual order. */
  glyphs(face: FaceName, text: string): GlyphRun {
    const key = `${face}\n${text}`;
    let run = this.#runs.get(key);
    if (!run) this.#runs.set(key, (run = this.font(face).layout(text)));
    return run;
  }

  /** Width in the unit of `size`. As in PDFKit, a word is kerned against the space behind it, and not against the next. */
  width(face: FaceName, text: string, size: number): number {
    const words = text.match(/[^ ]* |[^ ]+/g) ?? [];
    return (words.reduce((sum, word) => sum + this.glyphs(face, word).advanceWidth, 0) / this.font(face).unitsPerEm) * size;
  }

  /** How far the ink of a text reaches above and below its baseline, in the unit of `size`. */
  ink(face: FaceName, text: string, size: number): { readonly above: number; readonly below: number } {
    const { glyphs, positions } = this.glyphs(face, text);
    const scale = size / this.font(face).unitsPerEm;
    let [above, below] = [0, 0];
    for (const [place, { bbox }] of glyphs.entries()) {
      if (!Number.isFinite(bbox.maxY) || bbox.maxX <= bbox.minX) continue;
      above = Math.max(above, (bbox.maxY + positions[place]!.yOffset) * scale);
      below = Math.max(below, -(bbox.minY + positions[place]!.yOffset) * scale);
    }
    return { above, below };
  }

  /** The first face in the order of a style that has all of a grapheme; null where none has. */
  choose(grapheme: string, style: FaceStyle): FaceName | null {
    const key = `${style.family}${style.isBold ? 'b' : ''}${style.isItalic ? 'i' : ''}\n${grapheme}`;
    let choice = this.#choices.get(key);
    if (choice === undefined) {
      const codes = [...grapheme].filter(character => !unseen.test(character)).map(character => character.codePointAt(0)!);
      choice = order(style).find(name => codes.every(code => this.font(name).hasGlyphForCodePoint(code))) ?? null;
      this.#choices.set(key, choice);
    }
    return choice;
  }
}

/** The parts of a grapheme that have a shape. */
export function seen(grapheme: string): string {
  return [...grapheme].filter(character => !unseen.test(character)).join('');
}

/** A style's own face first, then those that have what it lacks. */
function order({ family, isBold = false, isItalic = false }: FaceStyle): readonly FaceName[] {
  switch (family) {
    case 'serif': return [isBold ? 'serif-bold' : isItalic ? 'serif-italic' : 'serif', 'serif', 'mathematics', 'fallback', 'emoji'];
    case 'sans': return [isBold ? 'sans-bold' : 'sans', 'sans', 'mathematics', 'serif', 'fallback', 'emoji'];
    case 'mono': return ['mono', 'fallback', 'serif', 'mathematics', 'emoji'];
  }
}
