/** The values of number and string literals, as R's lexer reads them (R Language Definition, 10.3.1). */

export interface NumberValue {
  readonly value: number;
  readonly isInteger: boolean;
  readonly isComplex: boolean;
}

/** `1`, `1e-3`, `0x1F`, `0x1p-2`, `1L`; a fraction with `L` is a double, as in R. */
export function numberValue(text: string): NumberValue {
  const suffix = /[Li]$/.exec(text)?.[0] ?? '';
  const digits = text.slice(0, text.length - suffix.length);
  const value = /^0x/i.test(digits) ? hexadecimalValue(digits) : Number(digits);
  return { value, isInteger: suffix === 'L' && Number.isInteger(value) && Math.abs(value) <= 2147483647, isComplex: suffix === 'i' };
}

function hexadecimalValue(digits: string): number {
  const [mantissa = '', exponent = '0'] = digits.slice(2).split(/p/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const value = [...(whole + fraction)].reduce((sum, digit) => sum * 16 + parseInt(digit, 16), 0);
  return value * 2 ** (Number(exponent) - 4 * fraction.length);
}

export interface StringValue {
  readonly value: string;
  /** Offset, from the start of the literal, and length of an escape that R does not know; null if there is none. */
  readonly badEscape: { readonly at: number; readonly length: number } | null;
}

/** The text of a literal in quotes, `r"(…)"` or back quotes. */
export function stringValue(literal: string): StringValue {
  const raw = /^[rR](["'])(-*)[([{]/.exec(literal);
  if (raw) return { value: literal.slice(raw[0].length, literal.length - raw[2]!.length - 2), badEscape: null };
  return unescaped(literal);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', "'": "'", '`': '`', ' ': ' ', '\n': '\n',
};
const codedEscape = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u(?:\{([0-9a-fA-F]{1,4})\}|([0-9a-fA-F]{1,4}))|U(?:\{([0-9a-fA-F]{1,8})\}|([0-9a-fA-F]{1,8})))/;

function unescaped(literal: string): StringValue {
  let value = '';
  let badEscape: StringValue['badEscape'] = null;
  const end = literal.length - 1;
  for (let at = 1; at < end; at++) {
    const character = literal[at]!;
    if (character !== '\\') {
      value += character;
      continue;
    }
    const next = literal[at + 1]!;
    const coded = codedEscape.exec(literal.slice(at + 1, Math.min(at + 13, end)));
    const decoded = coded ? codePoint(coded) : null;
    if (decoded !== null) {
      value += decoded;
      at += coded![0].length;
    } else if (next in simpleEscapes) {
      value += simpleEscapes[next]!;
      at++;
    } else {
      badEscape ??= { at, length: 2 };
      value += next;
      at++;
    }
  }
  return { value, badEscape };
}

/** Null for the null character and for what lies outside Unicode. */
function codePoint([, hexadecimal, octal, ...unicode]: RegExpExecArray): string | null {
  const point = octal !== undefined ? parseInt(octal, 8) : parseInt(hexadecimal ?? unicode.find((digits) => digits !== undefined)!, 16);
  return point === 0 || point > 0x10ffff ? null : String.fromCodePoint(point);
}
