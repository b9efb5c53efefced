/** A cloud of points as it can be drawn, with its smooth: point by point, or counted in cells where there are too many. */
import { lowess } from './lowess.js';

export interface Scatter {
  /** Number of finite pairs. */
  readonly count: number;
  /** The pairs, where they are drawn one by one; null where they are counted. */
  readonly points: readonly { readonly index: number; readonly x: number; readonly y: number }[] | null;
  /** Cells that hold points, where they are counted; null else. */
  readonly cells: readonly ScatterCell[] | null;
  /** In ascending x. */
  readonly smooth: readonly { readonly x: number; readonly y: number }[];
  /** Pairs that the smooth was fitted to: all, or an even choice in the order of x. */
  readonly smoothedCount: number;
}

export interface ScatterCell {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly count: number;
}

/** More points than this hide each other, and a chart of them is slow. */
const MOST_POINTS = 3000;
const CELL_COLUMNS = 60;
const CELL_ROWS = 40;
/** Local lines over more points than this differ by less than the width of the line. */
const MOST_SMOOTHED = 10_000;
const SMOOTH_POINTS = 120;

/** Pairs that are not finite are left out. */
export function scatterOf(x: Float64Array, y: Float64Array): Scatter {
  const order = Int32Array.from(x.keys()).filter(index => Number.isFinite(x[index]!) && Number.isFinite(y[index]!)).sort((a, b) => x[a]! - x[b]!);
  const count = order.length;
  const smoothed = evenly(order, MOST_SMOOTHED);
  const at = Float64Array.from(smoothed, index => x[index]!);
  const values = lowess(at, Float64Array.from(smoothed, index => y[index]!));
  const isCounted = count > MOST_POINTS;
  return {
    count,
    points: isCounted ? null : Array.from(order, index => ({ index, x: x[index]!, y: y[index]! })),
    cells: isCounted ? cellsOf(order, x, y) : null,
    smooth: at.length > 2 && at[0]! < at.at(-1)! ? distinctPlaces(at, values) : [],
    smoothedCount: smoothed.length,
  };
}

/** At most `most` of them, evenly over their order, both ends included. */
export function evenly(order: Int32Array, most: number): Int32Array {
  if (order.length <= most) return order;
  return Int32Array.from({ length: most }, (_, place) => order[Math.round((place * (order.length - 1)) / (most - 1))]!);
}

function cellsOf(order: Int32Array, x: Float64Array, y: Float64Array): ScatterCell[] {
  const [left, right] = [x[order[0]!]!, x[order.at(-1)!]!];
  let [bottom, top] = [Infinity, -Infinity];
  for (const index of order) {
    bottom = Math.min(bottom, y[index]!);
    top = Math.max(top, y[index]!);
  }
  const width = (right - left || 1) / CELL_COLUMNS;
  const height = (top - bottom || 1) / CELL_ROWS;
  const counts = new Int32Array(CELL_COLUMNS * CELL_ROWS);
  for (const index of order) {
    const column = Math.min(CELL_COLUMNS - 1, Math.floor((x[index]! - left) / width));
    const row = Math.min(CELL_ROWS - 1, Math.floor((y[index]! - bottom) / height));
    counts[column * CELL_ROWS + row]!++;
  }
  return Array.from(counts.entries()).flatMap(([cell, count]) => {
    if (count === 0) return [];
    const column = Math.floor(cell / CELL_ROWS);
    const row = cell % CELL_ROWS;
    return [{ left: left + column * width, right: left + (column + 1) * width, bottom: bottom + row * height, top: bottom + (row + 1) * height, count }];
  });
}

/** One point for each distinct place, and no more than a line needs. */
function distinctPlaces(x: Float64Array, y: Float64Array): { x: number; y: number }[] {
  const places = x.length > SMOOTH_POINTS ? Array.from({ length: SMOOTH_POINTS }, (_, i) => x[0]! + ((x.at(-1)! - x[0]!) * i) / (SMOOTH_POINTS - 1)) : x;
  const line: { x: number; y: number }[] = [];
  let at = 0;
  for (const place of places) {
    while (at + 1 < x.length && x[at + 1]! <= place) at++;
    const next = Math.min(at + 1, x.length - 1);
    const gap = x[next]! - x[at]!;
    const value = gap > 0 ? y[at]! + ((place - x[at]!) / gap) * (y[next]! - y[at]!) : y[at]!;
    if (line.at(-1)?.x !== place) line.push({ x: place, y: value });
  }
  return line;
}
