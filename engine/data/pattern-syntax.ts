/** The parts of a regular expression in JavaScript's syntax with the flag `u`, of a source that the platform has accepted. */

export type PatternNode =
  /** What matches one letter, as it is written: `a`, `.`, `\d`, `[^,]`. */
  | { readonly kind: 'letter'; readonly source: string }
  /** What matches between letters: `^`, `$`, `\b`, `\B`. */
  | { readonly kind: 'assert'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  /** `index` is null where nothing is remembered. */
  | { readonly kind: 'group'; readonly index: number | null; readonly body: PatternNode }
  /** `most` is Infinity for no end. */
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly least: number; readonly most: number; readonly isLazy: boolean }
  | { readonly kind: 'look'; readonly body: PatternNode; readonly isNegative: boolean; readonly isBehind: boolean }
  /** What a group has matched, once more. */
  | { readonly kind: 'again'; readonly group: number };

export function parsePattern(source: string): PatternNode {
  return new PatternParser(source).choice();
}

class PatternParser {
  readonly #source: string;
  readonly #names: readonly string[];
  #position = 0;
  #groups = 0;

  constructor(source: string) {
    this.#source = source;
    this.#names = Array.from(source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?!\?)|\(\?<(?![=!])([^>]*)>/g)).filter(([whole]) => whole.startsWith('(')).map(([, name]) => name ?? '');
  }

  choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#source[this.#position] === '|') {
      this.#position++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#position < this.#source.length && this.#source[this.#position] !== '|' && this.#source[this.#position] !== ')') parts.push(this.#repeated(this.#part()));
    return { kind: 'sequence', parts };
  }

  #repeated(body: PatternNode): PatternNode {
    const found = this.#take(/(?:[*+?]|\{(\d+)(,(\d*))?\})(\?)?/y);
    if (!found) return body;
    const [written, least, comma, most, lazy] = found;
    const isLazy = lazy === '?';
    if (written.startsWith('*')) return { kind: 'repeat', body, least: 0, most: Infinity, isLazy };
    if (written.startsWith('+')) return { kind: 'repeat', body, least: 1, most: Infinity, isLazy };
    if (written.startsWith('?')) return { kind: 'repeat', body, least: 0, most: 1, isLazy };
    return { kind: 'repeat', body, least: Number(least), most: comma === undefined ? Number(least) : most ? Number(most) : Infinity, isLazy };
  }

  #part(): PatternNode {
    if (this.#source[this.#position] === '(') return this.#group();
    const assertion = this.#take(/[\^$]|\\[bB]/y);
    if (assertion) return { kind: 'assert', source: assertion[0] };
    const again = this.#take(/\\(?:([1-9]\d*)|k<([^>]*)>)/y);
    if (again) return { kind: 'again', group: again[1] ? Number(again[1]) : this.#names.indexOf(again[2]!) + 1 };
    const letter = this.#take(/\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[a-zA-Z]|[\s\S])|[\s\S]/uy);
    return { kind: 'letter', source: letter![0] };
  }

  #group(): PatternNode {
    const [written] = this.#take(/\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y)!;
    const index = written === '(' || /^\(\?<[^=!]/.test(written) ? ++this.#groups : null;
    const body = this.choice();
    this.#position++;
    if (/[=!]$/.test(written)) return { kind: 'look', body, isNegative: written.endsWith('!'), isBehind: written.includes('<') };
    return { kind: 'group', index, body };
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#source);
    if (found) this.#position += found[0].length;
    return found;
  }
}
