/** Equations as boxes of text and rules, set by the habits of TeX (Knuth 1986, The TeXbook, appendix G, in short). */
import { isInvisible, type MathNode } from '../mathml.js';
import type { Faces } from './faces.js';
import type { Fragment, TextStyle } from './fragments.js';
import { oneLine } from './lines.js';
import { printable } from './spans.js';

/** Lengths in points from the left end of the baseline; y grows downward. */
export interface MathBox {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  readonly parts: readonly MathPart[];
}

export type MathPart =
  | { readonly kind: 'text'; readonly fragments: readonly Fragment[]; readonly x: number; readonly y: number }
  | { readonly kind: 'rule'; readonly x: number; readonly y: number; readonly width: number; readonly thickness: number }
  | { readonly kind: 'path'; readonly points: readonly (readonly [number, number])[]; readonly thickness: number };

/** In ems. */
const AXIS = 0.25;
const RULE = 0.05;
const SCRIPT_SIZE = 0.72;
const LEAST_SIZE = 5.5;
const THICK = 0.278;
const MEDIUM = 0.222;
const THIN = 0.167;

const relations = new Set([...'=∼~<>≤≥≈≠∝→←⇒∈≡∣']);
const binaries = new Set([...'+−-±×·⋅∗*/∘']);
const openers = new Set([...'([{⟨⌊⌈']);
const closers = new Set([...')]}⟩⌋⌉']);
const large = new Set([...'∑∏∫']);

/** The lines of a displayed equation: one where it fits, else broken before relations and signs, all but the first indented. */
export function mathLines(node: MathNode, size: number, width: number, faces: Faces): readonly MathBox[] {
  const whole = layOut(node, size, faces);
  if (whole.width <= width || node.kind !== 'row') return whole.width <= width || size <= LEAST_SIZE ? [whole] : mathLines(node, size * 0.94, width, faces);
  const lines: MathBox[] = [];
  let start = 0;
  for (let end = 1; end <= node.children.length; end++) {
    const isOver = end < node.children.length && rowWidth(node.children.slice(start, nextBreak(node.children, end)), size, faces) > width - (lines.length > 0 ? INDENT * size : 0);
    if (end < node.children.length && !(isOver && mayBreakBefore(node.children, end))) continue;
    lines.push(layOutRow(node.children.slice(start, end), size, faces, lines.length > 0));
    start = end;
  }
  return lines.map((line, place) => (place === 0 ? line : shifted(line, INDENT * size)));
}

/** Of the lines that continue an equation, in ems. */
const INDENT = 2;

const rowWidth = (children: readonly MathNode[], size: number, faces: Faces): number => layOutRow(children, size, faces).width;

/** Where the line may end next, from a place on. */
function nextBreak(children: readonly MathNode[], from: number): number {
  let place = from + 1;
  while (place < children.length && !mayBreakBefore(children, place)) place++;
  return place;
}

function mayBreakBefore(children: readonly MathNode[], place: number): boolean {
  const child = children[place]!;
  if (child.kind === 'space') return depth(children, place) === 0;
  return child.kind === 'operator' && (relations.has(child.text) || binaries.has(child.text)) && depth(children, place) === 0;
}

function depth(children: readonly MathNode[], place: number): number {
  return children.slice(0, place).reduce((level, child) => (child.kind !== 'operator' ? level : openers.has(child.text) ? level + 1 : closers.has(child.text) ? level - 1 : level), 0);
}

function layOut(node: MathNode, size: number, faces: Faces): MathBox {
  switch (node.kind) {
    case 'identifier': return textBox(node.text, { family: 'serif', size, isItalic: !node.isUpright }, faces);
    case 'number':
    case 'text': return textBox(node.text, { family: 'serif', size }, faces);
    case 'operator': return textBox(operatorText(node.text), { family: 'serif', size: large.has(node.text) ? size * 1.4 : size }, faces, large.has(node.text) ? size * 0.12 : 0);
    case 'space': return { width: node.width * size, ascent: 0, descent: 0, parts: [] };
    case 'row': return layOutRow(node.children, size, faces);
    case 'fraction': return layOutFraction(node, size, faces);
    case 'root': return layOutRoot(node, size, faces);
    case 'scripts': return layOutScripts(node, size, faces);
    case 'limits': return layOutLimits(node, size, faces);
    case 'accent': return layOutAccent(node, size, faces);
    case 'table': return layOutTable(node, size, faces);
  }
}

function layOutRow(children: readonly MathNode[], size: number, faces: Faces, isContinued = false): MathBox {
  const boxes = children.map(child => layOut(child, size, faces));
  let width = 0;
  const placed = children.map((child, place) => {
    const reach = isBracket(child) ? reachInside(children, boxes, place, size) : 0;
    const box = isBracket(child) && reach > 0.85 * size ? bracket(child.text, reach, size, faces) : boxes[place]!;
    const [before, after] = spacesAround(children, place, isContinued);
    const part = shifted(box, width + before * size);
    width += before * size + box.width + after * size;
    return part;
  });
  return { ...together(placed), width };
}

const isBracket = (node: MathNode): node is MathNode & { readonly kind: 'operator'; readonly text: string } => node.kind === 'operator' && (openers.has(node.text) || closers.has(node.text) || node.text === '|' || node.text === '‖');

/** How far what a bracket and its counterpart hold reaches from the axis. */
function reachInside(children: readonly MathNode[], boxes: readonly MathBox[], place: number, size: number): number {
  const isOpener = openers.has((children[place] as { readonly text: string }).text);
  let [level, at] = [0, place];
  let reach = 0;
  do {
    const child = children[at]!;
    if (isBracket(child)) level += openers.has(child.text) ? 1 : closers.has(child.text) ? -1 : 0;
    else reach = Math.max(reach, boxes[at]!.ascent - AXIS * size, boxes[at]!.descent + AXIS * size);
    at += isOpener ? 1 : -1;
  } while (level !== 0 && at >= 0 && at < children.length);
  return reach;
}

/** A bracket as high as what it holds, about the axis. */
function bracket(text: string, reach: number, size: number, faces: Faces): MathBox {
  const scaled = (2 * reach) / 0.98;
  const box = textBox(text, { family: 'serif', size: scaled }, faces);
  // the middle of a bracket stands a quarter of its size above its baseline
  const down = scaled * 0.27 - AXIS * size;
  return { width: box.width, ascent: reach + AXIS * size, descent: reach - AXIS * size, parts: lowered(box.parts, down) };
}

/** Space before and behind a part of a row, in ems. */
function spacesAround(children: readonly MathNode[], place: number, isContinued: boolean): readonly [number, number] {
  const node = children[place]!;
  if (node.kind === 'identifier' && [...node.text].length > 1) {
    const following = children[place + 1];
    const isFollowed = following !== undefined && !(following.kind === 'operator' && following.text !== '\u2061');
    return [0, isFollowed ? THIN : 0];
  }
  if (node.kind !== 'operator') return [0, 0];
  if (node.spaces) return node.spaces;
  if (node.text === '|' && children.filter(child => child.kind === 'operator' && child.text === '|').length === 1) return [THICK, THICK];
  const before = children[place - 1];
  const isFirst = before === undefined || (before.kind === 'operator' && !closers.has(before.text) && before.text !== '\u2061' && before.text !== '|');
  if (relations.has(node.text)) return isFirst ? [0, THICK] : [THICK, THICK];
  if (binaries.has(node.text)) return isFirst ? [0, isContinued && place === 0 ? MEDIUM : 0] : node.text === '/' || node.text === '∗' ? [0, 0] : [MEDIUM, MEDIUM];
  if (large.has(node.text)) return [THIN, THIN];
  return node.text === ',' || node.text === ';' ? [0, THIN] : [0, 0];
}

const operatorText = (text: string): string => (isInvisible(text) ? '' : text === '-' ? '−' : text);

function textBox(text: string, style: TextStyle, faces: Faces, down = 0): MathBox {
  const shown = printable(text);
  const { fragments, width } = oneLine([{ text: shown, style }], faces);
  const inks = fragments.map(fragment => faces.ink(fragment.face, fragment.text, style.size));
  const [above, below] = [Math.max(0, ...inks.map(ink => ink.above)), Math.max(0, ...inks.map(ink => ink.below))];
  return { width, ascent: above - down, descent: below + down, parts: shown === '' ? [] : [{ kind: 'text', fragments, x: 0, y: down }] };
}

function layOutFraction({ numerator, denominator }: Extract<MathNode, { kind: 'fraction' }>, size: number, faces: Faces): MathBox {
  const [above, below] = [layOut(numerator, size, faces), layOut(denominator, size, faces)];
  const width = Math.max(above.width, below.width) + 0.2 * size;
  const rise = above.descent + (AXIS + 0.14) * size;
  const drop = below.ascent + (0.14 - AXIS) * size;
  const side = 0.08 * size;
  const rule: MathPart = { kind: 'rule', x: side, y: -AXIS * size, width, thickness: RULE * size };
  const parts = [...shifted(above, side + (width - above.width) / 2, -rise).parts, ...shifted(below, side + (width - below.width) / 2, drop).parts, rule];
  return { width: width + 2 * side, ascent: rise + above.ascent, descent: drop + below.descent, parts };
}

function layOutRoot({ radicand, index }: Extract<MathNode, { kind: 'root' }>, size: number, faces: Faces): MathBox {
  const inner = layOut(radicand, size, faces);
  const degree = index ? layOut(index, Math.max(LEAST_SIZE, size * 0.55), faces) : null;
  const ascent = inner.ascent + 0.14 * size;
  const lead = degree ? Math.max(0, degree.width - 0.25 * size) : 0;
  const sign = 0.62 * size;
  const path: MathPart = { kind: 'path', thickness: RULE * size, points: [[lead, -0.32 * size], [lead + 0.16 * size, -0.4 * size], [lead + 0.36 * size, inner.descent + 0.04 * size], [lead + sign, -ascent], [lead + sign + inner.width + 0.08 * size, -ascent]] };
  const parts = [...shifted(inner, lead + sign + 0.03 * size).parts, path, ...(degree ? shifted(degree, 0, -0.5 * size).parts : [])];
  return { width: lead + sign + inner.width + 0.12 * size, ascent: ascent + RULE * size, descent: Math.max(inner.descent, 0.04 * size), parts };
}

function layOutScripts({ base, sub, super: superscript }: Extract<MathNode, { kind: 'scripts' }>, size: number, faces: Faces): MathBox {
  const nucleus = layOut(base, size, faces);
  const small = Math.max(LEAST_SIZE, size * SCRIPT_SIZE);
  const [lower, upper] = [sub ? layOut(sub, small, faces) : null, superscript ? layOut(superscript, small, faces) : null];
  const drop = lower ? Math.max(0.2 * size, nucleus.descent, lower.ascent - 0.42 * size) : 0;
  const rise = upper ? Math.max(0.38 * size, nucleus.ascent - 0.34 * size, upper.descent + 0.12 * size) : 0;
  const at = nucleus.width + 0.03 * size;
  const boxes = [nucleus, ...(lower ? [shifted(lower, at, drop)] : []), ...(upper ? [shifted(upper, at + 0.04 * size, -rise)] : [])];
  return { ...together(boxes), width: at + Math.max(lower?.width ?? 0, upper?.width ?? 0) + 0.03 * size };
}

function layOutLimits({ base, under, over }: Extract<MathNode, { kind: 'limits' }>, size: number, faces: Faces): MathBox {
  const nucleus = layOut(base, size, faces);
  const small = Math.max(LEAST_SIZE, size * SCRIPT_SIZE);
  const [lower, upper] = [under ? layOut(under, small, faces) : null, over ? layOut(over, small, faces) : null];
  const width = Math.max(nucleus.width, lower?.width ?? 0, upper?.width ?? 0);
  const centred = (box: MathBox, y: number): MathBox => shifted(box, (width - box.width) / 2, y);
  const boxes = [centred(nucleus, 0), ...(lower ? [centred(lower, nucleus.descent + lower.ascent + 0.1 * size)] : []), ...(upper ? [centred(upper, -(nucleus.ascent + upper.descent + 0.1 * size))] : [])];
  return { ...together(boxes), width };
}

const hats = new Set(['^', '\u02c6', '\u0302']);
const tildes = new Set(['~', '\u02dc', '\u0303']);
const dots = new Set(['\u02d9', '\u0307']);

function layOutAccent({ base, accent }: Extract<MathNode, { kind: 'accent' }>, size: number, faces: Faces): MathBox {
  const nucleus = layOut(base, size, faces);
  const half = 0.2 * size;
  const middle = nucleus.width / 2 + 0.06 * size;
  const y = -nucleus.ascent - 0.08 * size;
  const thickness = RULE * size;
  const part: MathPart = hats.has(accent)
    ? { kind: 'path', thickness, points: [[middle - half, y], [middle, y - 0.16 * size], [middle + half, y]] }
    : tildes.has(accent)
      ? { kind: 'path', thickness, points: [[middle - half, y], [middle - half / 2, y - 0.1 * size], [middle + half / 2, y], [middle + half, y - 0.1 * size]] }
      : dots.has(accent)
        ? { kind: 'rule', x: middle - 0.04 * size, y: y - 0.05 * size, width: 0.08 * size, thickness: 0.08 * size }
        : { kind: 'rule', x: 0.02 * size, y: y - 0.02 * size, width: nucleus.width, thickness };
  return { ...nucleus, ascent: nucleus.ascent + 0.26 * size, parts: [...nucleus.parts, part] };
}

function layOutTable({ rows, alignments }: Extract<MathNode, { kind: 'table' }>, size: number, faces: Faces): MathBox {
  const cells = rows.map(row => row.map(cell => layOut(cell, size, faces)));
  const columns = Math.max(...cells.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, place) => Math.max(0, ...cells.map(row => row[place]?.width ?? 0)));
  const gap = (place: number): number => (alignments[place] === 'right' && alignments[place + 1] === 'left' ? 0 : 0.8 * size);
  const starts = widths.map((_, place) => widths.slice(0, place).reduce((sum, width, at) => sum + width + gap(at), 0));
  let y = 0;
  const placed = cells.flatMap((row, at) => {
    const ascent = Math.max(0.74 * size, ...row.map(box => box.ascent));
    const descent = Math.max(0.24 * size, ...row.map(box => box.descent));
    y += (at === 0 ? 0 : 0.35 * size) + ascent;
    const baseline = y;
    y += descent;
    return row.map((box, place) => {
      const alignment = alignments[place] ?? alignments.at(-1) ?? 'center';
      const slack = widths[place]! - box.width;
      return shifted(box, starts[place]! + (alignment === 'left' ? 0 : alignment === 'right' ? slack : slack / 2), baseline);
    });
  });
  const up = y / 2 + AXIS * size;
  return { width: starts.at(-1)! + widths.at(-1)!, ascent: up, descent: y - up, parts: placed.flatMap(box => lowered(box.parts, -up)) };
}

function shifted(box: MathBox, x: number, y = 0): MathBox {
  return { width: box.width + x, ascent: box.ascent - y, descent: box.descent + y, parts: movedParts(box.parts, x, y) };
}

const lowered = (parts: readonly MathPart[], y: number): readonly MathPart[] => movedParts(parts, 0, y);

function movedParts(parts: readonly MathPart[], x: number, y: number): readonly MathPart[] {
  return parts.map(part => (part.kind === 'path' ? { ...part, points: part.points.map(([px, py]) => [px + x, py + y] as const) } : { ...part, x: part.x + x, y: part.y + y }));
}

function together(boxes: readonly MathBox[]): MathBox {
  return {
    width: Math.max(0, ...boxes.map(({ width }) => width)),
    ascent: Math.max(0, ...boxes.map(({ ascent }) => ascent)),
    descent: Math.max(0, ...boxes.map(({ descent }) => descent)),
    parts: boxes.flatMap(({ parts }) => parts),
  };
}
