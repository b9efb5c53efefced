/**
 * The level of a grouping factor that the reader points at, told to every output of a notebook: all of them stand in one page,
 * each in a bundle of its own, so the word goes by an event on the window. An output of the same fit marks the level and tells its rows.
 */

/** `group` and `level` are names as the user wrote them: text to compare with, never a selector or an expression. */
export interface PointedLevel {
  /** `fitId` of the result; levels of other fits are not meant. */
  readonly fitId: string;
  readonly group: string;
  readonly level: string;
}

const EVENT = 'glmm-pointed-level';

let last: PointedLevel | null = null;

/** Tells all outputs of the page what is pointed at, by pointer or by keyboard; null when nothing is any more. The same level twice is told once. */
export function pointAt(level: PointedLevel | null): void {
  if (isSameLevel(level, last)) return;
  window.dispatchEvent(new CustomEvent<PointedLevel | null>(EVENT, { detail: level }));
}

/** Calls the listener at every change until the signal aborts, and at once where a level is pointed at already. */
export function onPointed(listener: (level: PointedLevel | null) => void, signal: AbortSignal): void {
  window.addEventListener(EVENT, event => listener((event as CustomEvent<PointedLevel | null>).detail), { signal });
  if (last !== null) listener(last);
}

export function isSameLevel(a: PointedLevel | null, b: PointedLevel | null): boolean {
  return a === b || (a !== null && b !== null && a.fitId === b.fitId && a.group === b.group && a.level === b.level);
}

// Another bundle may be the one that tells: what was told last is heard here too.
window.addEventListener(EVENT, event => {
  last = (event as CustomEvent<PointedLevel | null>).detail;
});
