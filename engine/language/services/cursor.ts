/** What the cursor is in, read from the text before it: code, a string or a comment; and the word to be replaced. */

export interface Cursor {
  readonly kind: 'code' | 'string' | 'comment';
  /** The word, or the text of the string, that the cursor is in or at the end of. */
  readonly from: number;
  readonly to: number;
  /** The text before the word, without trailing white space. */
  readonly before: string;
}

export function cursorAt(source: string, offset: number): Cursor {
  let at = 0;
  while (at < offset) {
    const character = source[at]!;
    if (character === '#') {
      const end = endOfLine(source, at);
      if (offset <= end) return { kind: 'comment', from: offset, to: offset, before: source.slice(0, at).trimEnd() };
      at = end;
    } else if (character === '"' || character === "'") {
      const end = endOfString(source, at);
      if (offset <= end) return { kind: 'string', from: at + 1, to: Math.max(offset, end), before: source.slice(0, at).trimEnd() };
      at = end + 1;
    } else at++;
  }
  const from = offset - /[\p{L}\p{N}._]*$/u.exec(source.slice(0, offset))![0].length;
  const to = offset + /^[\p{L}\p{N}._]*/u.exec(source.slice(offset))![0].length;
  return { kind: 'code', from, to, before: source.slice(0, from).trimEnd() };
}

/** Where a string's closing quote is; of one that is never closed on its line, the cursor is taken to be at the end. */
function endOfString(source: string, start: number): number {
  const quote = source[start]!;
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at;
    else if (source[at] === '\n') return at;
  }
  return source.length;
}

function endOfLine(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end < 0 ? source.length : end;
}
