/** An order of the rows in which sums by level stay in the cache. */
import type { PoissonInterceptData } from './poisson-intercept-model.js';

/** Bytes of sums that rows standing together should touch, and bytes from which all of them no longer fit a cache. */
const WITHIN_REACH = 1 << 18;
const TOO_MANY = 1 << 22;
/** Share of rows that are far from the row before them, from which another order pays. */
const JUMPY = 0.1;

/**
 * The rows as they are where the sums of all levels are few, or rows of neighbouring levels stand together already, as they do in data sorted by level.
 * Otherwise a copy in which they do: rows go to one of a few hundred stretches by their level, in one pass that writes each stretch from front to back.
 * `recordLength` is the number of sums a level has.
 */
export function bringTogether(data: PoissonInterceptData, recordLength: number): PoissonInterceptData {
  const { levelOfRow, levelCount, x, columns, weights, offset } = data;
  const recordBytes = 8 * recordLength;
  if (levelCount * recordBytes < TOO_MANY) return data;
  const shift = Math.max(0, Math.floor(Math.log2(WITHIN_REACH / recordBytes)));
  if (jumps(levelOfRow, shift) < JUMPY * levelOfRow.length) return data;
  const n = levelOfRow.length;
  const places = placesByStretch(levelOfRow, levelCount, shift);
  const ordered = new Float64Array(x.length);
  for (let j = columns.firstVarying; j < columns.firstVarying + columns.centres.length; j++) put(x, j * n, places, ordered);
  return { ...data, levelOfRow: putIntegers(levelOfRow, places), x: ordered, weights: weights && putAll(weights, places), offset: offset && putAll(offset, places) };
}

/** Rows whose level lies in another stretch than that of the row before. */
function jumps(levelOfRow: Int32Array, shift: number): number {
  let count = 0;
  for (let i = 1; i < levelOfRow.length; i++) if (levelOfRow[i]! >> shift !== levelOfRow[i - 1]! >> shift) count++;
  return count;
}

/** For each row its place when stretches of 2^shift levels follow each other. */
function placesByStretch(levelOfRow: Int32Array, levelCount: number, shift: number): Int32Array {
  const next = new Int32Array(((levelCount - 1) >> shift) + 2);
  for (let i = 0; i < levelOfRow.length; i++) next[(levelOfRow[i]! >> shift) + 1]!++;
  for (let stretch = 1; stretch < next.length; stretch++) next[stretch] = next[stretch]! + next[stretch - 1]!;
  const places = new Int32Array(levelOfRow.length);
  for (let i = 0; i < places.length; i++) places[i] = next[levelOfRow[i]! >> shift]!++;
  return places;
}

function put(x: Float64Array, from: number, places: Int32Array, target: Float64Array): void {
  for (let i = 0; i < places.length; i++) target[from + places[i]!] = x[from + i]!;
}

function putAll(values: Float64Array, places: Int32Array): Float64Array {
  const target = new Float64Array(values.length);
  put(values, 0, places, target);
  return target;
}

function putIntegers(values: Int32Array, places: Int32Array): Int32Array {
  const target = new Int32Array(values.length);
  for (let i = 0; i < places.length; i++) target[places[i]!] = values[i]!;
  return target;
}
