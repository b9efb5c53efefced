/** An outlined drawing as an SVG file: the vector picture in a Word document. */
import type { OutlinedDrawing, OutlinedMark } from './outlines.js';

export function svgPicture({ width, height, marks }: OutlinedDrawing): string {
  const clips: string[] = [];
  const body = marks.map(mark => markup(mark, clips)).join('');
  const definitions = clips.length > 0 ? `<defs>${clips.join('')}</defs>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${definitions}<rect width="${width}" height="${height}" fill="#ffffff"/>${body}</svg>`;
}

function markup(mark: OutlinedMark, clips: string[]): string {
  if (mark.kind === 'clip') {
    const name = `clip${clips.length + 1}`;
    clips.push(`<clipPath id="${name}"><path d="${mark.path}"/></clipPath>`);
    return `<g clip-path="url(#${name})">${mark.marks.map(inner => markup(inner, clips)).join('')}</g>`;
  }
  const { fill, stroke } = mark;
  const painted = fill ? ` fill="${fill.colour}"${opacity('fill-opacity', fill.opacity)}` : ' fill="none"';
  if (!stroke) return `<path d="${mark.path}"${painted}/>`;
  const dash = stroke.dash.length > 0 ? ` stroke-dasharray="${stroke.dash.join(' ')}"${stroke.dashOffset === 0 ? '' : ` stroke-dashoffset="${stroke.dashOffset}"`}` : '';
  return `<path d="${mark.path}"${painted} stroke="${stroke.colour}" stroke-width="${stroke.width}" stroke-linecap="${stroke.cap}" stroke-linejoin="${stroke.join}"${opacity('stroke-opacity', stroke.opacity)}${dash}/>`;
}

const opacity = (name: string, value: number): string => (value === 1 ? '' : ` ${name}="${value}"`);
