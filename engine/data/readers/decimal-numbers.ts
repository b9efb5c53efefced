/** Numbers read from bytes, correctly rounded: to the same double as `Number` reads from the same text. */
import { numberOfText } from '../coercion.js';

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const LARGEST_EXACT_POWER = 22;
/** So many digits of a whole number are exact in a double; twice as many in two of them. */
const EXACT_DIGITS = 15;
/** 2²⁷ + 1, which splits a double into halves of 26 bits. */
const SPLITTER = 134217729;
/** Share of a value by which what is computed in two doubles can be off; its error is below 2⁻¹⁰². */
const UNCERTAINTY = 2 ** -98;

const POINT = 46;
const LONGEST_NUMBER = 400;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What stood in a field. */
export const FOUND = { number: 0, blank: 1, text: 2 } as const;

export class NumberReader {
  /** After `read`: what it found, and whether a number was written without point or exponent. */
  found: number = FOUND.number;
  isWhole = true;
  readonly #bytes: Uint8Array;
  readonly #point: number;

  /** `point` is the byte of the decimal point. */
  constructor(bytes: Uint8Array, point: number) {
    this.#bytes = bytes;
    this.#point = point;
  }

  /** The number between two positions, blanks around it left aside; NaN where there is none. */
  read(from: number, to: number): number {
    const bytes = this.#bytes;
    let position = from;
    let end = to;
    this.found = FOUND.number;
    this.isWhole = true;
    while (position < end && isWhite(bytes[position]!)) position++;
    while (end > position && isWhite(bytes[end - 1]!)) end--;
    if (position === end) {
      this.found = FOUND.blank;
      return NaN;
    }
    const start = position;
    let isNegative = false;
    if (bytes[position] === 45 || bytes[position] === 43) isNegative = bytes[position++] === 45;
    let high = 0;
    let low = 0;
    let digits = 0;
    let scale = 0;
    let hasDigits = false;
    for (; position < end; position++) {
      const digit = bytes[position]! - 48;
      if (digit >= 0 && digit <= 9) {
        hasDigits = true;
        if (digits < EXACT_DIGITS) high = high * 10 + digit;
        else low = low * 10 + digit;
        if (digits > 0 || digit > 0) digits++;
        if (!this.isWhole) scale++;
      } else if (bytes[position] === this.#point && this.isWhole) this.isWhole = false;
      else break;
    }
    if (!hasDigits) return this.#readSlowly(start, end);
    if (position < end) {
      const exponent = this.#readExponent(position, end);
      if (exponent === null) return this.#readSlowly(start, end);
      scale -= exponent;
    }
    // R takes a number with a blank after it for a double
    if (end < to) this.isWhole = false;
    const value = compose(high, low, digits, -scale);
    return Number.isNaN(value) ? this.#readSlowly(start, end) : isNegative ? -value : value;
  }

  /** The exponent written between two positions, such as e-05; null where it is none or large. */
  #readExponent(from: number, end: number): number | null {
    const bytes = this.#bytes;
    let position = from;
    if ((bytes[position]! | 32) !== 101) return null;
    this.isWhole = false;
    position++;
    const sign = bytes[position] === 45 ? -1 : 1;
    if (bytes[position] === 45 || bytes[position] === 43) position++;
    if (position >= end || end - position > 3) return null;
    let exponent = 0;
    for (; position < end; position++) {
      const digit = bytes[position]! - 48;
      if (!(digit >= 0 && digit <= 9)) return null;
      exponent = exponent * 10 + digit;
    }
    return sign * exponent;
  }

  #readSlowly(start: number, end: number): number {
    const text = end - start > LONGEST_NUMBER ? null : this.#withPoint(decoder.decode(this.#bytes.subarray(start, end)));
    const value = text === null ? null : numberOfText(text);
    if (text === null || value === null) {
      this.found = FOUND.text;
      return NaN;
    }
    this.isWhole = this.isWhole && /^[+-]?\d+$/.test(text);
    return value;
  }

  /** With a decimal point in the place of the character that stands for one; null where there is a point already, which then means something else. */
  #withPoint(text: string): string | null {
    if (this.#point === POINT) return text;
    return text.includes('.') ? null : text.replace(String.fromCharCode(this.#point), '.');
  }
}

/**
 * (high · 10^(digits − 15) + low) · 10^exponent, or high · 10^exponent for up to 15 digits; NaN where it takes more than two doubles to tell.
 * Up to 15 digits and a power that is exact, one operation rounds correctly (Clinger 1990). Otherwise the value is computed to twice the precision
 * (Dekker 1971), and taken where all that its error allows rounds to the same double (Ziv 1991).
 */
function compose(high: number, low: number, digits: number, exponent: number): number {
  if (exponent > LARGEST_EXACT_POWER || exponent < -LARGEST_EXACT_POWER) return high === 0 && digits === 0 ? 0 : NaN;
  if (digits <= EXACT_DIGITS) return exponent < 0 ? high / POWERS_OF_TEN[-exponent]! : high * POWERS_OF_TEN[exponent]!;
  if (digits > 2 * EXACT_DIGITS) return NaN;
  const shift = POWERS_OF_TEN[digits - EXACT_DIGITS]!;
  const product = high * shift;
  const mantissa = product + low;
  const rest = productError(high, shift, product) + (low - (mantissa - product));
  const power = POWERS_OF_TEN[Math.abs(exponent)]!;
  let value: number;
  let remainder: number;
  if (exponent < 0) {
    value = mantissa / power;
    const back = value * power;
    remainder = (mantissa - back - productError(value, power, back) + rest) / power;
  } else {
    value = mantissa * power;
    remainder = productError(mantissa, power, value) + rest * power;
  }
  const lowest = value + (remainder - value * UNCERTAINTY);
  return lowest === value + (remainder + value * UNCERTAINTY) ? lowest : NaN;
}

/** xy − fl(xy), exactly (Dekker 1971). */
function productError(x: number, y: number, product: number): number {
  const xHigh = highHalf(x);
  const yHigh = highHalf(y);
  const xLow = x - xHigh;
  const yLow = y - yHigh;
  return xHigh * yHigh - product + xHigh * yLow + xLow * yHigh + xLow * yLow;
}

function highHalf(x: number): number {
  const scaled = SPLITTER * x;
  return scaled - (scaled - x);
}

/** Blank, tab or line end. */
export const isWhite = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13 || byte === 10;
