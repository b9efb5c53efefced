/** Paragraphs broken into lines. */
import LineBreaker from 'linebreak';
import type { Faces } from './faces.js';
import { fragmentsOf, inVisualOrder, type Fragment, type StyledText } from './fragments.js';

export interface Line {
  /** From left to right. */
  readonly fragments: readonly Fragment[];
  readonly width: number;
}

export interface BrokenText {
  readonly lines: readonly Line[];
  /** Whether the paragraph runs to the left, so that its lines begin at the right. */
  readonly runsLeft: boolean;
}

/** What stands between two places where a line may break, and the spaces behind it, which a line's end swallows. */
interface Unit {
  readonly content: readonly Fragment[];
  readonly width: number;
  readonly spaces: readonly Fragment[];
  readonly spaceWidth: number;
  readonly isLast: boolean;
}

/**
 * Breaks where Unicode allows it (Standard Annex 14), so that the lines of a paragraph are as equally filled as they can be: the sum of
 * squared spaces at their ends is least. A word longer than a line breaks anywhere. `indent`: of all lines but the first.
 */
export function breakLines(spans: readonly StyledText[], width: number, faces: Faces, { indent = 0, isGreedy = false }: { readonly indent?: number; readonly isGreedy?: boolean } = {}): BrokenText {
  const text = spans.map(span => span.text).join('');
  const places = breakPlaces(text);
  const { fragments, baseLevel } = fragmentsOf(spans, faces, places.flatMap(({ content, end }) => [content, end]));
  const lines: Line[] = [];
  let paragraph: Unit[] = [];
  for (const unit of unitsOf(fragments, places)) {
    paragraph.push(...(unit.width > width - indent ? inPieces(unit, width - indent, faces) : [unit]));
    if (!unit.isLast) continue;
    lines.push(...fill(paragraph, width, lines.length === 0 ? 0 : indent, indent, isGreedy, faces));
    paragraph = [];
  }
  return { lines, runsLeft: baseLevel % 2 === 1 };
}

/** The text in one line, however long. */
export function oneLine(spans: readonly StyledText[], faces: Faces): Line {
  return lineFrom(fragmentsOf(spans, faces).fragments, faces);
}

interface BreakPlace {
  /** Where the spaces before it begin. */
  readonly content: number;
  readonly end: number;
  readonly isRequired: boolean;
}

function breakPlaces(text: string): readonly BreakPlace[] {
  const breaker = new LineBreaker(text);
  const places: BreakPlace[] = [];
  let start = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    const end = next.position;
    // a percent sign stays with its number
    if (!next.required && /^\s%/.test(text.slice(end - 1, end + 1))) continue;
    places.push({ content: start + text.slice(start, end).trimEnd().length, end, isRequired: next.required || end === text.length });
    start = end;
  }
  return places;
}

function unitsOf(fragments: readonly Fragment[], places: readonly BreakPlace[]): readonly Unit[] {
  let [at, next] = [0, 0];
  return places.map(({ content: contentEnd, end, isRequired }) => {
    const content: Fragment[] = [];
    const spaces: Fragment[] = [];
    while (next < fragments.length && at < end) {
      const fragment = fragments[next++]!;
      (at < contentEnd ? content : spaces).push(fragment);
      at += fragment.length;
    }
    return { content, width: widthOf(content), spaces, spaceWidth: widthOf(spaces), isLast: isRequired };
  });
}

function inPieces(unit: Unit, width: number, faces: Faces): readonly Unit[] {
  const pieces: Unit[] = [];
  let content: Fragment[] = [];
  let filled = 0;
  const close = (): void => {
    if (content.length > 0) pieces.push({ content, width: filled, spaces: [], spaceWidth: 0, isLast: false });
    [content, filled] = [[], 0];
  };
  for (const fragment of unit.content) {
    let taken = '';
    const push = (): void => {
      if (taken !== '') content.push({ ...fragment, text: taken, length: taken.length, width: faces.width(fragment.face, taken, fragment.style.size), says: null });
      taken = '';
    };
    for (const { segment } of graphemes.segment(fragment.text)) {
      const wider = faces.width(fragment.face, taken + segment, fragment.style.size);
      if (filled + wider > width && (content.length > 0 || taken !== '')) {
        push();
        close();
      }
      taken += segment;
    }
    push();
    filled = widthOf(content);
  }
  close();
  const last = pieces.pop();
  return last ? [...pieces, { ...last, spaces: unit.spaces, spaceWidth: unit.spaceWidth, isLast: unit.isLast }] : [unit];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function fill(units: readonly Unit[], width: number, firstIndent: number, indent: number, isGreedy: boolean, faces: Faces): readonly Line[] {
  const starts = isGreedy ? greedyStarts(units, width, firstIndent, indent) : evenStarts(units, width, firstIndent, indent);
  return starts.map((start, line) => lineOf(units.slice(start, starts[line + 1] ?? units.length), faces));
}

function greedyStarts(units: readonly Unit[], width: number, firstIndent: number, indent: number): readonly number[] {
  const starts = [0];
  let filled = 0;
  for (const [place, unit] of units.entries()) {
    const room = width - (starts.length === 1 ? firstIndent : indent);
    if (place > starts.at(-1)! && filled + unit.width > room + 0.01) {
      starts.push(place);
      filled = 0;
    }
    filled += unit.width + unit.spaceWidth;
  }
  return starts;
}

/** Dynamic programming over the places of breaks (Knuth & Plass 1981, without stretching); a last line of one short word costs a little. */
function evenStarts(units: readonly Unit[], width: number, firstIndent: number, indent: number): readonly number[] {
  const count = units.length;
  const cost = new Float64Array(count + 1).fill(Infinity);
  const next = new Int32Array(count + 1);
  cost[count] = 0;
  for (let start = count - 1; start >= 0; start--) {
    const room = width - (start === 0 ? firstIndent : indent);
    let filled = 0;
    for (let end = start + 1; end <= count; end++) {
      const unit = units[end - 1]!;
      if (filled + unit.width > room + 0.01 && end > start + 1) break;
      const slack = Math.max(0, room - filled - unit.width) / room;
      const own = end < count ? slack ** 2 : slack > 0.85 && start > 0 ? 0.05 : 0;
      if (own + cost[end]! < cost[start]!) [cost[start], next[start]] = [own + cost[end]!, end];
      filled += unit.width + unit.spaceWidth;
    }
  }
  const starts: number[] = [];
  for (let start = 0; start < count; start = next[start]!) starts.push(start);
  return starts;
}

function lineOf(units: readonly Unit[], faces: Faces): Line {
  const fragments = units.flatMap((unit, place) => (place === units.length - 1 ? unit.content : [...unit.content, ...unit.spaces])).filter(({ text }) => text !== '');
  const line = lineFrom(fragments, faces);
  const after = units.at(-1)!.spaces.filter(({ text }) => text !== '');
  // the space at the end of a line is not seen, but read: it keeps the words of two lines apart
  if (after.length === 0 || line.fragments.some(({ level }) => level % 2 === 1)) return line;
  return { ...line, fragments: merged([...line.fragments, ...after], faces) };
}

function lineFrom(fragments: readonly Fragment[], faces: Faces): Line {
  const visible = merged(inVisualOrder(fragments), faces);
  return { fragments: visible, width: widthOf(visible) };
}

/** Neighbours of one face and style that run to the right become one fragment, so that a line is drawn, and later read, in few pieces. */
function merged(fragments: readonly Fragment[], faces: Faces): readonly Fragment[] {
  const result: Fragment[] = [];
  for (const fragment of fragments) {
    const last = result.at(-1);
    const isSame = last && last.face === fragment.face && last.style === fragment.style && last.level % 2 === 0 && fragment.level % 2 === 0 && last.says === null && fragment.says === null;
    if (isSame) {
      const text = last.text + fragment.text;
      result[result.length - 1] = { ...last, text, width: faces.width(last.face, text, last.style.size), length: last.length + fragment.length };
    }
    else result.push(fragment);
  }
  return result;
}

const widthOf = (fragments: readonly Fragment[]): number => fragments.reduce((sum, { width }) => sum + width, 0);
