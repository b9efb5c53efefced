/** Names made shorter as R's `abbreviate` does it, for the heads of narrow columns. */

/** Each name in at least `length` characters where it has them; longer where two would be alike. */
export function abbreviate(names: readonly string[], length: number): string[] {
  const trimmed = names.map(name => name.trim());
  const distinct = [...new Set(trimmed)];
  const short = new Map<string, string>();
  let pending = distinct;
  for (let most = length; pending.length > 0; most++) {
    for (const name of pending) short.set(name, shortened(name, most));
    const counts = new Map<string, number>();
    for (const text of short.values()) counts.set(text, (counts.get(text) ?? 0) + 1);
    pending = pending.filter(name => counts.get(short.get(name)!)! > 1 && short.get(name) !== name);
  }
  return trimmed.map(name => short.get(name)!);
}

type Strips = (text: string, place: number) => boolean;

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);
const isFirst: Strips = (text, place) => isSpace(text[place - 1]);
const isLast: Strips = (text, place) => !isSpace(text[place - 1]) && (place === text.length - 1 || isSpace(text[place + 1]));
const isVowel: Strips = (text, place) => 'aeiou'.includes(text[place]!);
const isLower: Strips = (text, place) => /\p{Ll}/u.test(text[place]!);

/** From the end: vowels at the ends of words, then within, then other lower-case letters likewise, then anything but what begins a word. */
const PASSES: readonly Strips[] = [
  (text, place) => isVowel(text, place) && isLast(text, place),
  (text, place) => isVowel(text, place) && !isFirst(text, place),
  (text, place) => isLower(text, place) && isLast(text, place),
  (text, place) => isLower(text, place) && !isFirst(text, place),
  (text, place) => !isFirst(text, place) && !isSpace(text[place]),
];

function shortened(name: string, length: number): string {
  let text = name;
  const spaces = [...name].filter(isSpace).length;
  if (text.length > length) {
    passes: for (const strips of PASSES) {
      for (let place = text.length - 1; place > 0; place--) {
        if (strips(text, place)) text = text.slice(0, place) + text.slice(place + 1);
        if (text.length - spaces <= length) break passes;
      }
    }
  }
  return text.length > length ? text.replaceAll(/\s/g, '') : text;
}
