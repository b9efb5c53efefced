/**
 * A first look at a cell: where its brackets, commas and line starts are, and which strings are never closed.
 * It knows strings, comments and `%operators%`, and nothing of expressions.
 */
import type { Diagnostic } from './diagnostic.js';

export type Bracket = '(' | '[' | '{';

export type Mark =
  | { readonly kind: 'open'; readonly bracket: Bracket; readonly offset: number; readonly isGrouping: boolean; readonly indent: number }
  | { readonly kind: 'close'; readonly bracket: Bracket; readonly offset: number; readonly previousEnd: number }
  | { readonly kind: 'comma'; readonly offset: number; readonly previousEnd: number }
  /** The first token of a line. */
  | { readonly kind: 'line'; readonly offset: number; readonly previousEnd: number; readonly indent: number };

/** A change that makes the text readable for the parser. */
export interface Repair {
  readonly offset: number;
  /** How many characters it replaces: 0, or 1 by another one. */
  readonly length: 0 | 1;
  readonly text: string;
}

export interface Scan {
  readonly marks: readonly Mark[];
  readonly repairs: readonly Repair[];
  readonly diagnostics: readonly Diagnostic[];
  /** End of the last token, before trailing white space and comments. */
  readonly end: number;
}

/** Scans a cell; where a string stays open to the end, strings are taken to end on their line. */
export function scan(source: string): Scan {
  const first = new Scanner(source, false).scan();
  return first ?? new Scanner(source, true).scan()!;
}

const opening: Readonly<Record<string, Bracket>> = { '(': '(', '[': '[', '{': '{', ')': '(', ']': '[', '}': '{' };
const mirrored: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const typographicQuotes: Readonly<Record<string, string>> = { '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'", '‚': "'", '＂': '"', '＇': "'" };
const typographicDashes = new Set(['–', '—', '−']);
const wordCharacter = /[\p{L}\p{N}._]/u;
/** Operators of other languages that are no expression of R whatever stands around them, and what is meant. */
const foreignOperators: ReadonlyMap<string, string> = new Map([['===', '=='], ['!==', '!='], ['=<', '<='], ['=>', '>='], ['<>', '!=']]);
const foreignWords: ReadonlyMap<string, string> = new Map([['and', '&'], ['AND', '&'], ['or', '|'], ['OR', '|']]);

class Scanner {
  private readonly marks: Mark[] = [];
  private readonly repairs: Repair[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private offset = 0;
  private previousEnd = 0;
  /** Whether the previous token ends an operand, so that `(` after it is a call. */
  private afterOperand = false;
  private lineStart = 0;
  private startsLine = true;
  private indent = 0;

  constructor(
    private readonly source: string,
    private readonly stringsEndWithLine: boolean,
  ) {}

  /** Null if a string reaches the end of the text without its closing quote and strings may span lines. */
  scan(): Scan | null {
    const { source } = this;
    while (this.offset < source.length) {
      const character = source[this.offset]!;
      if (character === '\n') {
        this.offset++;
        this.lineStart = this.offset;
        this.startsLine = true;
      } else if (character === '\u3000' || character === '\u200b') {
        this.replaceCharacter(character, ' ', character === '\u3000' ? 'a wide space' : 'an invisible space');
        this.offset++;
      } else if (/\s/.test(character)) {
        this.offset++;
      } else if (character === '#') {
        this.offset = endOfLine(source, this.offset);
      } else {
        if (this.startsLine) this.markLine();
        if (!this.token(character)) return null;
        this.previousEnd = this.offset;
      }
    }
    return { marks: this.marks, repairs: this.repairs, diagnostics: this.diagnostics, end: this.previousEnd };
  }

  private markLine(): void {
    this.startsLine = false;
    this.indent = this.offset - this.lineStart;
    this.marks.push({ kind: 'line', offset: this.offset, previousEnd: this.previousEnd, indent: this.indent });
  }

  private token(character: string): boolean {
    const { source, offset } = this;
    if ((character === 'r' || character === 'R') && /^["']-*[([{]/.test(source.slice(offset + 1, offset + 40))) return this.rawString();
    if (character in typographicQuotes) return this.typographicString(character);
    const ascii = asciiOf(character);
    if (ascii !== null) {
      this.replaceCharacter(character, ascii, 'a full-width character');
      return this.token(ascii);
    }
    if (wordCharacter.test(character) || character.charCodeAt(0) > 0xd7ff) return this.word();
    if (character === '"' || character === "'" || character === '`') return this.string(character);
    if (character in opening) return this.bracket(character);
    if (character === '%') {
      const close = source.slice(offset + 1, endOfLine(source, offset)).indexOf('%');
      this.offset += close < 0 ? 1 : close + 2;
    } else {
      if (character === ',') this.marks.push({ kind: 'comma', offset, previousEnd: this.previousEnd });
      const foreign = [source.slice(offset, offset + 3), source.slice(offset, offset + 2)].find((text) => foreignOperators.has(text));
      if (foreign !== undefined) this.replaceOperator(foreign, foreignOperators.get(foreign)!);
      else if (typographicDashes.has(character)) this.replaceCharacter(character, '-', 'a typographic dash');
      this.offset += foreign?.length ?? 1;
    }
    this.afterOperand = false;
    return true;
  }

  private word(): boolean {
    const { source } = this;
    const from = this.offset;
    do this.offset++;
    while (this.offset < source.length && (wordCharacter.test(source[this.offset]!) || (source.charCodeAt(this.offset) > 0xd7ff && asciiOf(source[this.offset]!) === null)));
    const text = source.slice(from, this.offset);
    const operator = foreignWords.get(text);
    // between two values on a line a word can only be meant as an operator
    const isOperator = operator !== undefined && this.afterOperand && /^[ \t]+$/.test(source.slice(this.previousEnd, from)) && /^[ \t]+[\p{L}\p{N}.("'!`-]/u.test(source.slice(this.offset, this.offset + 20));
    if (isOperator) {
      this.offset = from;
      this.replaceOperator(text, operator);
      this.offset = from + text.length;
    }
    this.afterOperand = !isOperator;
    return true;
  }

  /** An operator that R does not have, read as the one that is meant. */
  private replaceOperator(written: string, meant: string): void {
    const { offset } = this;
    [...meant.padEnd(written.length)].forEach((text, index) => this.repairs.push({ offset: offset + index, length: 1, text }));
    this.diagnostics.push({
      code: 'GLMM112',
      severity: 'error',
      message: `R has no operator ${written}; ${meant} is meant.`,
      from: offset,
      to: offset + written.length,
      fixes: [{ title: `Write ${meant}`, edits: [{ from: offset, to: offset + written.length, insert: meant }], isSafe: true }],
    });
  }

  private bracket(character: string): boolean {
    const bracket = opening[character]!;
    const { offset } = this;
    if (character === bracket) this.marks.push({ kind: 'open', bracket, offset, isGrouping: bracket === '(' && !this.afterOperand, indent: this.indent });
    else this.marks.push({ kind: 'close', bracket, offset, previousEnd: this.previousEnd });
    this.afterOperand = character !== bracket;
    this.offset++;
    return true;
  }

  private string(quote: string): boolean {
    const { source, offset } = this;
    const limit = this.stringsEndWithLine ? endOfLine(source, offset) : source.length;
    let end = offset + 1;
    while (end < limit && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
    this.afterOperand = true;
    if (end < limit) {
      this.offset = end + 1;
      return true;
    }
    if (!this.stringsEndWithLine) return false;
    this.closeString(offset, quote, quote, offset + 1);
    return true;
  }

  /** Reports an open string and closes it on its line, before the brackets and commas that end the line. */
  private closeString(from: number, opened: string, closer: string, contentFrom: number): void {
    const line = this.source.slice(contentFrom, endOfLine(this.source, from));
    const content = line.replace(/[)\]},;\s]*$/, '');
    const to = contentFrom + content.length;
    const text = content.endsWith('\\') && !content.endsWith('\\\\') ? ` ${closer}` : closer;
    this.repairs.push({ offset: to, length: 0, text });
    this.diagnostics.push({
      code: 'GLMM103',
      severity: 'error',
      message: `The ${quoteNames[opened] ?? 'string'} that starts here is never closed.`,
      from,
      to: Math.max(to, from + 1),
      fixes: [{ title: `Insert ${closer}`, edits: [{ from: to, to, insert: closer }] }],
    });
    this.offset = to;
  }

  private rawString(): boolean {
    const { source, offset } = this;
    const [start, quote, dashes, open] = /^.(["'])(-*)([([{])/.exec(source.slice(offset)) as unknown as [string, string, string, string];
    const closer = mirrored[open]! + dashes + quote;
    const end = source.indexOf(closer, offset + start.length);
    this.afterOperand = true;
    if (end >= 0) this.offset = end + closer.length;
    else this.closeString(offset, start[0]!, closer, offset + start.length);
    return true;
  }

  /** A string in the quotes of a word processor: read as if they were straight. */
  private typographicString(character: string): boolean {
    const { source, offset } = this;
    const quote = typographicQuotes[character]!;
    const end = endOfLine(source, offset);
    let close = offset + 1;
    while (close < end && source[close] !== quote && typographicQuotes[source[close]!] !== quote) close++;
    const edits = [offset, ...(close < end ? [close] : [])].map((at) => ({ from: at, to: at + 1, insert: quote }));
    for (const edit of edits) this.repairs.push({ offset: edit.from, length: 1, text: quote });
    this.diagnostics.push({
      code: 'GLMM111',
      severity: 'error',
      message: `${character} is a typographic quotation mark; a string needs straight ones.`,
      from: offset,
      to: Math.min(close + 1, end),
      fixes: [{ title: `Write ${quote}`, edits, ...(close < end ? { isSafe: true } : {}) }],
    });
    this.afterOperand = true;
    if (close < end) this.offset = close + 1;
    else this.closeString(offset, quote, quote, offset + 1);
    return true;
  }

  private replaceCharacter(character: string, plain: string, what: string): void {
    const { offset } = this;
    const meant = plain === ' ' ? 'a plain space' : plain;
    this.repairs.push({ offset, length: 1, text: plain });
    this.diagnostics.push({
      code: 'GLMM111',
      severity: 'error',
      message: `This is ${what}, which cells do not take; write ${meant}.`,
      from: offset,
      to: offset + character.length,
      fixes: [{ title: `Write ${meant}`, edits: [{ from: offset, to: offset + 1, insert: plain }], isSafe: true }],
    });
  }
}

/** `（` is `(`: the punctuation of East Asian keyboards; null for other characters. Letters and digits of full width are letters and digits in R too. */
function asciiOf(character: string): string | null {
  const code = character.charCodeAt(0);
  if (code < 0xff01 || code > 0xff5e || character === '＂' || character === '＇') return null;
  const ascii = String.fromCharCode(code - 0xfee0);
  return /[A-Za-z0-9_#%]/.test(ascii) ? null : ascii;
}

const quoteNames: Readonly<Record<string, string>> = { '`': 'back-quoted name' };

function endOfLine(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end < 0 ? source.length : end;
}
