/** Which of the known names a misspelt one was meant to be. */

/**
 * The name that takes the fewest slips of the finger (a letter inserted, left out, changed, or two swapped; Damerau 1964)
 * to become `written`; null if none is near: at most one slip in up to five letters, two in up to eight, three in more.
 */
export function nearestName(written: string, names: Iterable<string>): string | null {
  const limit = written.length <= 5 ? 1 : written.length <= 8 ? 2 : 3;
  let nearest: string | null = null;
  let fewest = limit + 0.5;
  for (const name of names) {
    if (Math.abs(name.length - written.length) > limit) continue;
    const slips = written.toLowerCase() === name.toLowerCase() ? 0.5 : slipsBetween(written, name);
    if (slips < fewest && slips < Math.max(written.length, name.length)) {
      fewest = slips;
      nearest = name;
    }
  }
  return nearest;
}

/** ` Did you mean herd?`, or nothing: the end of a message that names what was not found. */
export const suggestion = (nearest: string | null): string => (nearest === null ? '' : ` Did you mean \`${nearest}\`?`);

/** Names for a message, so many at most: `` `herd`, `size` and 12 more``. */
export function namesListed(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).map(name => `\`${name}\``).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Optimal string alignment distance; a difference of upper and lower case alone counts half. */
function slipsBetween(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const swap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? beforePrevious[column - 2]! + 1 : Infinity;
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + costOfChange(a[row - 1]!, b[column - 1]!), swap));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

function costOfChange(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? 0.5 : 1;
}
