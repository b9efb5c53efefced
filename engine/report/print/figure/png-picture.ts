/** An outlined drawing as a PNG file: what Word shows where it knows no SVG. */
import { zlibSync } from 'fflate';
import type { OutlinedDrawing, OutlinedMark } from './outlines.js';
import { polygonsOf, strokePolygons, type Polygon } from './polygons.js';

/** Scan lines a pixel has; the share of those inside a shape is how much of the pixel it covers. */
const LINES_A_PIXEL = 4;

/** Opaque, on white. */
export function pngPicture(drawing: OutlinedDrawing, scale: number): Uint8Array {
  const canvas = new Canvas(Math.ceil(drawing.width * scale), Math.ceil(drawing.height * scale));
  paint(drawing.marks, canvas, scale, null);
  return encodePng(canvas.width, canvas.height, canvas.pixels);
}

class Canvas {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue a pixel. */
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * 3).fill(255);
  }

  /** `mask`: share of each pixel that may be painted, 0 to 1. */
  fill(polygons: readonly Polygon[], colour: string, opacity: number, mask: Float32Array | null): void {
    const paintOf = [1, 3, 5].map(place => parseInt(colour.slice(place, place + 2), 16));
    this.#cover(polygons, (row, left, right, cover) => {
      for (let x = left; x < right; x++) {
        const place = row * this.width + x;
        const alpha = Math.min(1, cover[x]!) * opacity * (mask ? mask[place]! : 1);
        if (alpha <= 0) continue;
        for (let channel = 0; channel < 3; channel++) {
          const at = place * 3 + channel;
          this.pixels[at] = Math.round(this.pixels[at]! * (1 - alpha) + paintOf[channel]! * alpha);
        }
      }
    });
  }

  mask(polygons: readonly Polygon[], within: Float32Array | null): Float32Array {
    const mask = new Float32Array(this.width * this.height);
    this.#cover(polygons, (row, left, right, cover) => {
      for (let x = left; x < right; x++) mask[row * this.width + x] = Math.min(1, cover[x]!) * (within ? within[row * this.width + x]! : 1);
    });
    return mask;
  }

  /** How much of each pixel of a row lies inside by the nonzero rule, from column `left` to before `right`. */
  #cover(polygons: readonly Polygon[], onRow: (row: number, left: number, right: number, cover: Float32Array) => void): void {
    const edges = edgesOf(polygons);
    if (edges.length === 0) return;
    const top = Math.max(0, Math.floor(Math.min(...edges.map(edge => edge.top))));
    const bottom = Math.min(this.height, Math.ceil(edges.reduce((most, edge) => Math.max(most, edge.bottom), 0)));
    const cover = new Float32Array(this.width + 1);
    let next = 0;
    let active: Edge[] = [];
    for (let row = top; row < bottom; row++) {
      while (next < edges.length && edges[next]!.top < row + 1) active.push(edges[next++]!);
      active = active.filter(edge => edge.bottom > row);
      let [left, right] = [this.width, 0];
      for (let line = 0; line < LINES_A_PIXEL; line++) {
        const y = row + (line + 0.5) / LINES_A_PIXEL;
        const crossings = active.filter(edge => edge.top <= y && edge.bottom > y).map(edge => ({ x: edge.x + (y - edge.top) * edge.slope, turn: edge.turn })).sort((a, b) => a.x - b.x);
        let winding = 0;
        for (let i = 0; i + 1 < crossings.length; i++) {
          winding += crossings[i]!.turn;
          if (winding === 0) continue;
          const [from, to] = [Math.max(0, crossings[i]!.x), Math.min(this.width, crossings[i + 1]!.x)];
          if (to <= from) continue;
          addSpan(cover, from, to);
          left = Math.min(left, Math.floor(from));
          right = Math.max(right, Math.ceil(to));
        }
      }
      if (right > left) {
        onRow(row, left, right, cover);
        cover.fill(0, left, right);
      }
    }
  }
}

function paint(marks: readonly OutlinedMark[], canvas: Canvas, scale: number, mask: Float32Array | null): void {
  for (const mark of marks) {
    if (mark.kind === 'clip') paint(mark.marks, canvas, scale, canvas.mask(polygonsOf(mark.path, scale), mask));
    else {
      if (mark.fill) canvas.fill(polygonsOf(mark.path, scale), mark.fill.colour, mark.fill.opacity, mask);
      if (mark.stroke) canvas.fill(strokePolygons(mark.path, mark.stroke, scale), mark.stroke.colour, mark.stroke.opacity, mask);
    }
  }
}

interface Edge {
  readonly top: number;
  readonly bottom: number;
  /** At `top`. */
  readonly x: number;
  /** Columns a row. */
  readonly slope: number;
  readonly turn: 1 | -1;
}

/** From the top one down. */
function edgesOf(polygons: readonly Polygon[]): readonly Edge[] {
  const edges: Edge[] = [];
  for (const polygon of polygons) {
    for (let i = 0; i < polygon.length; i += 2) {
      const [x0, y0] = [polygon[i]!, polygon[i + 1]!];
      const after = (i + 2) % polygon.length;
      const [x1, y1] = [polygon[after]!, polygon[after + 1]!];
      if (y0 === y1) continue;
      const slope = (x1 - x0) / (y1 - y0);
      edges.push(y0 < y1 ? { top: y0, bottom: y1, x: x0, slope, turn: 1 } : { top: y1, bottom: y0, x: x1, slope, turn: -1 });
    }
  }
  return edges.sort((a, b) => a.top - b.top);
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  const share = 1 / LINES_A_PIXEL;
  const [first, last] = [Math.floor(from), Math.floor(to)];
  if (first === last) {
    cover[first]! += (to - from) * share;
    return;
  }
  cover[first]! += (first + 1 - from) * share;
  for (let x = first + 1; x < last; x++) cover[x]! += share;
  cover[last]! += (to - last) * share;
}

/** PNG, Third Edition (W3C 2025): 8-bit colour, each row filtered by the difference to its left neighbour. */
function encodePng(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3));
  for (let row = 0; row < height; row++) {
    const to = row * (1 + width * 3);
    rows[to] = 1;
    for (let i = 0; i < width * 3; i++) rows[to + 1 + i] = pixels[row * width * 3 + i]! - (i < 3 ? 0 : pixels[row * width * 3 + i - 3]!);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  return joined([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', zlibSync(rows, { level: 9 })), chunk('IEND', new Uint8Array(0))]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, checksum(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

const checksums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = checksums[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
