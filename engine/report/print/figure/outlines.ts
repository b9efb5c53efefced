/** A drawing with its text turned into shapes: for pictures that must look the same wherever they are opened. */
import type { ClipMark, Drawing, Mark, Paint, PathMark, TextMark } from '../../charts/shapes.js';
import type { Faces } from '../typeset/faces.js';
import { fragmentsOf, inVisualOrder, type Fragment } from '../typeset/fragments.js';

/** Marks without text. */
export type OutlinedMark = PathMark | (Omit<ClipMark, 'marks'> & { readonly marks: readonly OutlinedMark[] });

export interface OutlinedDrawing extends Omit<Drawing, 'marks'> {
  readonly marks: readonly OutlinedMark[];
}

export function outlined(drawing: Drawing, faces: Faces): OutlinedDrawing {
  return { ...drawing, marks: drawing.marks.flatMap(mark => outlinesOfMark(mark, faces)) };
}

/** Where each fragment of a text mark begins, as a distance from the anchor along the baseline. */
export function placedFragments(mark: TextMark, faces: Faces): readonly { readonly fragment: Fragment; readonly along: number }[] {
  const style = { family: mark.isMonospaced ? 'mono' : 'sans', size: mark.size, isBold: mark.isBold, isItalic: mark.isItalic, colour: mark.fill.colour } as const;
  const fragments = inVisualOrder(fragmentsOf([{ text: mark.text, style }], faces).fragments);
  const width = fragments.reduce((sum, fragment) => sum + fragment.width, 0);
  let along = mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? -width / 2 : -width;
  return fragments.map(fragment => {
    const placed = { fragment, along };
    along += fragment.width;
    return placed;
  });
}

function outlinesOfMark(mark: Mark, faces: Faces): readonly OutlinedMark[] {
  switch (mark.kind) {
    case 'path': return [mark];
    case 'clip': return [{ ...mark, marks: mark.marks.flatMap(inner => outlinesOfMark(inner, faces)) }];
    case 'text': return outlinesOfText(mark, faces, mark.fill);
  }
}

function outlinesOfText(mark: TextMark, faces: Faces, fill: Paint): readonly PathMark[] {
  const [cos, sin] = [Math.cos(mark.angle), Math.sin(mark.angle)];
  const path: string[] = [];
  for (const { fragment, along } of placedFragments(mark, faces)) {
    const font = faces.font(fragment.face);
    const scale = mark.size / font.unitsPerEm;
    const { glyphs, positions } = faces.glyphs(fragment.face, fragment.text);
    let x = along / scale;
    for (const [place, glyph] of glyphs.entries()) {
      const { xOffset, yOffset, xAdvance } = positions[place]!;
      const point = (gx: number, gy: number): string => {
        const [right, down] = [(x + xOffset + gx) * scale, -(yOffset + gy) * scale];
        return `${round(mark.x + right * cos - down * sin)} ${round(mark.y + right * sin + down * cos)}`;
      };
      let [lastX, lastY] = [0, 0];
      for (const { command, args } of glyph.path.commands) {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
        switch (command) {
          case 'moveTo': path.push(`M${point(a, b)}`); [lastX, lastY] = [a, b]; break;
          case 'lineTo': path.push(`L${point(a, b)}`); [lastX, lastY] = [a, b]; break;
          case 'quadraticCurveTo':
            path.push(`C${point(lastX + (2 / 3) * (a - lastX), lastY + (2 / 3) * (b - lastY))} ${point(c + (2 / 3) * (a - c), d + (2 / 3) * (b - d))} ${point(c, d)}`);
            [lastX, lastY] = [c, d];
            break;
          case 'bezierCurveTo': path.push(`C${point(a, b)} ${point(c, d)} ${point(e, f)}`); [lastX, lastY] = [e, f]; break;
          case 'closePath': path.push('Z'); break;
        }
      }
      x += xAdvance;
    }
  }
  return path.length === 0 ? [] : [{ kind: 'path', path: path.join(''), fill, stroke: null }];
}

const round = (value: number): number => Math.round(value * 100) / 100;
