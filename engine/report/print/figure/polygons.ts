/** Paths as polygons: curves in short lines, strokes as the area that they cover. */
import type { Stroke } from '../../charts/shapes.js';

/** x and y in turn; a ring closes by itself. */
export type Polygon = readonly number[];

interface Line {
  readonly points: number[];
  isClosed: boolean;
}

/** Subpaths of a path of `M`, `L`, `C` and `Z`, enlarged by a factor. */
export function polygonsOf(path: string, scale: number): readonly Polygon[] {
  return linesOf(path, scale).map(line => line.points);
}

/** What a stroke covers, as polygons to be filled together by the nonzero rule. Corners are rounded: at the widths of charts that is not seen. */
export function strokePolygons(path: string, stroke: Stroke, scale: number): readonly Polygon[] {
  const half = (stroke.width * scale) / 2;
  const dash = stroke.dash.map(length => length * scale);
  const lines = linesOf(path, scale).flatMap(line => (dash.some(length => length > 0) ? dashed(line, dash, stroke.dashOffset * scale) : [line]));
  return lines.flatMap(line => outline(line, half, stroke.cap));
}

function linesOf(path: string, scale: number): readonly Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  for (const [, command, numbers] of path.matchAll(/([MLCZ])([^MLCZ]*)/g)) {
    const values = numbers!.trim() === '' ? [] : numbers!.trim().split(/[\s,]+/).map(value => Number(value) * scale);
    if (command === 'M') lines.push((line = { points: [values[0]!, values[1]!], isClosed: false }));
    else if (line === null) continue;
    else if (command === 'L') line.points.push(values[0]!, values[1]!);
    else if (command === 'C') flatten(line.points, values);
    else {
      line.isClosed = true;
      lines.push((line = { points: line.points.slice(0, 2), isClosed: false }));
    }
  }
  return lines.filter(({ points, isClosed }) => points.length > 2 || isClosed);
}

function flatten(points: number[], [x1, y1, x2, y2, x3, y3]: readonly number[]): void {
  const [x0, y0] = [points.at(-2)!, points.at(-1)!];
  const reach = Math.hypot(x1! - x0, y1! - y0) + Math.hypot(x2! - x1!, y2! - y1!) + Math.hypot(x3! - x2!, y3! - y2!);
  const pieces = Math.min(40, Math.max(2, Math.ceil(Math.sqrt(reach) * 1.5)));
  for (let piece = 1; piece <= pieces; piece++) {
    const t = piece / pieces;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    points.push(a * x0 + b * x1! + c * x2! + d * x3!, a * y0 + b * y1! + c * y2! + d * y3!);
  }
}

function dashed({ points, isClosed }: Line, dash: readonly number[], offset: number): readonly Line[] {
  const pattern = dash.length % 2 === 0 ? dash : [...dash, ...dash];
  const period = pattern.reduce((sum, length) => sum + length, 0);
  const all = isClosed ? [...points, points[0]!, points[1]!] : points;
  let [place, left] = [0, ((offset % period) + period) % period];
  while (left >= pattern[place]!) {
    left -= pattern[place]!;
    place = (place + 1) % pattern.length;
  }
  let rest = pattern[place]! - left;
  const found: Line[] = [];
  let current: number[] | null = place % 2 === 0 ? [all[0]!, all[1]!] : null;
  for (let i = 0; i + 3 < all.length; i += 2) {
    const [x0, y0, x1, y1] = [all[i]!, all[i + 1]!, all[i + 2]!, all[i + 3]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    let done = 0;
    while (length - done > rest) {
      done += rest;
      const [x, y] = [x0 + ((x1 - x0) * done) / length, y0 + ((y1 - y0) * done) / length];
      if (current) {
        found.push({ points: [...current, x, y], isClosed: false });
        current = null;
      } else current = [x, y];
      place = (place + 1) % pattern.length;
      rest = pattern[place]!;
    }
    rest -= length - done;
    current?.push(x1, y1);
  }
  if (current && current.length > 2) found.push({ points: current, isClosed: false });
  return found;
}

function outline({ points, isClosed }: Line, half: number, cap: Stroke['cap']): readonly Polygon[] {
  const found: Polygon[] = [];
  const all = isClosed ? [...points, points[0]!, points[1]!] : points;
  const last = all.length - 4;
  for (let i = 0; i <= last; i += 2) {
    let [x0, y0, x1, y1] = [all[i]!, all[i + 1]!, all[i + 2]!, all[i + 3]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    const [ux, uy] = [((x1 - x0) / length) * half, ((y1 - y0) / length) * half];
    if (cap === 'square' && !isClosed) {
      if (i === 0) [x0, y0] = [x0 - ux, y0 - uy];
      if (i === last) [x1, y1] = [x1 + ux, y1 + uy];
    }
    found.push([x0 - uy, y0 + ux, x1 - uy, y1 + ux, x1 + uy, y1 - ux, x0 + uy, y0 - ux]);
    const isJoined = i < last || isClosed;
    if (half > 0.6 && (isJoined || cap === 'round')) found.push(disc(x1, y1, half));
    if (half > 0.6 && i === 0 && cap === 'round' && !isClosed) found.push(disc(x0, y0, half));
  }
  return found;
}

/** In the direction of the segments' rectangles, so that overlapping areas add up. */
function disc(x: number, y: number, radius: number): Polygon {
  const corners = Math.max(8, Math.ceil(radius * 4));
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (-2 * Math.PI * corner) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }).flat();
}
