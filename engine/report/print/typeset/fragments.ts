/** Text as fragments of one face, one style and one direction: what can be measured and drawn in one go. */
import bidiFactory from 'bidi-js';
import type { FaceName } from '../face-names.js';
import { seen, type Faces, type FaceStyle } from './faces.js';

export interface TextStyle extends FaceStyle {
  /** In points. */
  readonly size: number;
  /** Hexadecimal; the colour of text where absent. */
  readonly colour?: string;
  /** How far above the baseline, in points. */
  readonly rise?: number;
  readonly isStruck?: boolean;
  /** The address that the text leads to. */
  readonly link?: string;
}

export interface StyledText {
  readonly text: string;
  readonly style: TextStyle;
}

export interface Fragment {
  /** What is drawn; brackets are mirrored where the text runs to the left. */
  readonly text: string;
  readonly style: TextStyle;
  readonly face: FaceName;
  readonly width: number;
  /** Embedding level: odd where the text runs to the left. */
  readonly level: number;
  /** Of the text that it stands for, in code units. */
  readonly length: number;
  /** What the text says, where the drawing does not have all of it. */
  readonly says: string | null;
}

export interface FragmentedText {
  readonly fragments: readonly Fragment[];
  /** 1 where the paragraph runs to the left. */
  readonly baseLevel: number;
}

const runsLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f\u202b\u202e\u2067]|[\ud802\ud803\ud83a\ud83b]/;
const simple = /^[\x20-\x7e]*$/;
const bidi = bidiFactory();
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Fragments in the order of the text. A fragment also ends at each of `ends` (places in the text, ascending); no space shares one with a word that runs to the left. */
export function fragmentsOf(spans: readonly StyledText[], faces: Faces, ends: readonly number[] = [], base?: 'ltr' | 'rtl'): FragmentedText {
  const text = spans.map(span => span.text).join('');
  const embedding = runsLeft.test(text) ? bidi.getEmbeddingLevels(text, base) : null;
  const found: Fragment[] = [];
  const marks = new Set(ends);
  let place = 0;
  for (const { text: part, style } of spans) {
    let pending: { start: number; text: string; drawn: string; face: FaceName; isWhole: boolean; level: number } | null = null;
    const flush = (): void => {
      if (pending) found.push(fragment(pending.text, pending.drawn, style, pending.face, pending.isWhole, pending.level, faces));
      pending = null;
    };
    for (const { grapheme, index } of clusters(part)) {
      const level: number = embedding ? embedding.levels[place + index]! : 0;
      const chosen = faces.choose(grapheme, style);
      const own: FaceName | undefined = pending?.['face'];
      // a space goes with what it follows, so that a line is drawn in few pieces
      const face: FaceName = grapheme === ' ' && own !== undefined && faces.font(own).hasGlyphForCodePoint(0x20) ? own : (chosen ?? 'fallback');
      const shape = level % 2 === 1 ? (bidi.getMirroredCharacter(grapheme) ?? grapheme) : grapheme;
      const drawn = grapheme.includes('\n') ? '' : chosen === null ? missing(grapheme) : drawnWith(shape, face, faces);
      const isApart = (level % 2 === 1 && grapheme === ' ') || pending?.['text'] === ' ';
      if (pending === null || own !== face || pending['level'] !== level || marks.has(place + index) || isApart) {
        flush();
        pending = { start: place + index, text: '', drawn: '', face, isWhole: true, level };
      }
      const into: { text: string; drawn: string; isWhole: boolean } = pending;
      into.text += grapheme;
      into.drawn += drawn;
      if (drawn !== shape) into.isWhole = false;
    }
    flush();
    place += part.length;
  }
  return { fragments: found, baseLevel: embedding ? (embedding.paragraphs[0]?.level ?? 0) : 0 };
}

/** Fragments of one line from left to right: rule L2 of Unicode Standard Annex 9. */
export function inVisualOrder(fragments: readonly Fragment[]): readonly Fragment[] {
  const highest = fragments.reduce((most, { level }) => Math.max(most, level), 0);
  if (highest === 0) return fragments;
  const order = [...fragments];
  for (let level = highest; level >= 1; level--) {
    for (let start = 0; start < order.length; start++) {
      if (order[start]!.level < level) continue;
      let end = start;
      while (end + 1 < order.length && order[end + 1]!.level >= level) end++;
      order.splice(start, end - start + 1, ...order.slice(start, end + 1).reverse());
      start = end;
    }
  }
  return order;
}

function* clusters(text: string): Generator<{ grapheme: string; index: number }> {
  if (simple.test(text)) for (let index = 0; index < text.length; index++) yield { grapheme: text[index]!, index };
  else for (const { segment, index } of graphemes.segment(text)) yield { grapheme: segment, index };
}

function fragment(text: string, drawn: string, style: TextStyle, face: FaceName, isWhole: boolean, level: number, faces: Faces): Fragment {
  return { text: drawn, style, face, width: faces.width(face, drawn, style.size), level, length: text.length, says: isWhole || drawn === '' ? null : text };
}

/** Joiners stay where the face has them, because they shape what stands beside them. */
function drawnWith(grapheme: string, face: FaceName, faces: Faces): string {
  const has = [...grapheme].every(character => faces.font(face).hasGlyphForCodePoint(character.codePointAt(0)!));
  return has ? grapheme : seen(grapheme);
}

/** A box for each character that no face has. */
const missing = (grapheme: string): string => '□'.repeat(Math.max(1, [...seen(grapheme)].filter(character => !/\p{M}/u.test(character)).length));
