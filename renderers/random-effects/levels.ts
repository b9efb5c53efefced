/** Conditional modes by level, in columns: what a list of ten thousand levels is ordered and searched by. Nothing is computed but order. */
import { fromJsonNumber, type RandomEffectsResult } from '../../engine/results.js';

export interface Levels {
  readonly names: readonly string[];
  /** Rows of the data at each level; null where the result does not say. */
  readonly observations: Int32Array | null;
  readonly terms: readonly TermModes[];
}

/** One number a level, NaN where the level has none. */
export interface TermModes {
  readonly term: string;
  readonly mode: Float64Array;
  readonly sd: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** `term` counts the terms from 0. */
export type LevelOrder = { readonly by: 'data' | 'name' } | { readonly by: 'mode' | 'sd'; readonly term: number };

export function levelsOf({ rows }: RandomEffectsResult): Levels {
  const places = new Map<string, number>();
  const terms = new Map<string, TermModes>();
  for (const { level } of rows) if (!places.has(level)) places.set(level, places.size);
  const column = (): Float64Array => new Float64Array(places.size).fill(NaN);
  const observations = rows.some(row => row.observations !== undefined) ? new Int32Array(places.size) : null;
  for (const row of rows) {
    if (!terms.has(row.term)) terms.set(row.term, { term: row.term, mode: column(), sd: column(), lower: column(), upper: column() });
    const [term, place] = [terms.get(row.term)!, places.get(row.level)!];
    term.mode[place] = fromJsonNumber(row.mode);
    term.sd[place] = fromJsonNumber(row.sd);
    term.lower[place] = fromJsonNumber(row.lower);
    term.upper[place] = fromJsonNumber(row.upper);
    if (observations) observations[place] = row.observations ?? 0;
  }
  return { names: [...places.keys()], observations, terms: [...terms.values()] };
}

const collator = new Intl.Collator('en', { numeric: true });

/** Places of the levels in an order: names ascending with their numbers as numbers, modes and standard deviations from the highest, missing ones last; `isReversed` turns all but the missing around. */
export function orderedLevels(levels: Levels, order: LevelOrder, isReversed: boolean): Int32Array {
  const places = Int32Array.from(levels.names, (_, place) => place);
  if (order.by === 'mode' || order.by === 'sd') return orderedByValue(places, levels.terms[order.term]?.[order.by] ?? new Float64Array(0), isReversed ? 1 : -1);
  if (order.by === 'name') places.sort((a, b) => collator.compare(levels.names[a]!, levels.names[b]!) || a - b);
  return isReversed ? places.reverse() : places;
}

function orderedByValue(places: Int32Array, values: Float64Array, direction: 1 | -1): Int32Array {
  const isMissing = (place: number): number => Number(Number.isNaN(values[place] ?? NaN));
  return places.sort((a, b) => isMissing(a) - isMissing(b) || (isMissing(a) ? 0 : direction * (values[a]! - values[b]!)) || a - b);
}

/** The levels among `places`, in their order, whose names hold the text, small letters or capital. */
export function foundLevels(levels: Levels, places: Int32Array, text: string): Int32Array {
  const wanted = searched(text.trim());
  return wanted === '' ? places : places.filter(place => searched(levels.names[place]!).includes(wanted));
}

const searched = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The least and the greatest of the limits of a term's intervals, with zero between or at an end; null where nothing can be drawn. */
export function limitsOf(term: TermModes): { readonly lower: number; readonly upper: number } | null {
  let [lower, upper] = [0, 0];
  for (let place = 0; place < term.mode.length; place++) {
    for (const value of [term.lower[place]!, term.upper[place]!, term.mode[place]!]) {
      if (!Number.isFinite(value)) continue;
      lower = Math.min(lower, value);
      upper = Math.max(upper, value);
    }
  }
  return upper > lower ? { lower, upper } : null;
}
