/**
 * How numbers are written for people. Every output, rich or plain, takes its digits from here.
 * The functions return typographic text (a real minus sign, `× 10⁶`); `toAscii` turns that into what R would print.
 */
import { fromJsonNumber, type JsonNumber } from '../results.js';

const MINUS = '−';
const MOST_DECIMALS = 10;
const SUPERSCRIPTS: Readonly<Record<string, string>> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** Decimals that show `digits` significant digits of a standard error, and so as many as the estimate deserves; 3 where it is unusable. */
export function decimalsFor(standardError: JsonNumber, digits: number): number {
  const value = fromJsonNumber(standardError);
  if (!Number.isFinite(value) || value <= 0) return 3;
  // Rounding first, so that 0.0996 counts as 0.10 and not as 0.099.
  const magnitude = Math.floor(Math.log10(Number(value.toPrecision(digits))));
  return Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - magnitude));
}

/** A number with fixed decimals: `−0.992`; NA, ∞ and NaN by name; scientific where fixed notation would run past 12 digits. */
export function formatFixed(value: JsonNumber, decimals: number): string {
  const number = fromJsonNumber(value);
  if (!Number.isFinite(number)) return formatSpecial(value);
  if (Math.abs(number) >= 1e9) return formatScientific(number, 3);
  const text = Math.abs(number).toFixed(decimals);
  return number < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A number with significant digits, trailing zeros kept, and all digits before the point: 0.0123, 194.1, 2213; scientific outside 1e−4 … 1e9. */
export function formatSignificant(value: JsonNumber, digits: number): string {
  const number = fromJsonNumber(value);
  if (!Number.isFinite(number)) return formatSpecial(value);
  if (number === 0) return '0';
  const rounded = Math.abs(number) >= 10 ** digits ? Math.round(number) : Number(number.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size < 1e-4 || size >= 1e9) return formatScientific(number, digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return formatFixed(rounded, decimals);
}

/** `3.2 × 10⁻⁷`. */
export function formatScientific(value: number, digits: number): string {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential(digits - 1).split('e');
  const power = [...String(Number(exponent))].map(character => SUPERSCRIPTS[character]).join('');
  return `${value < 0 ? MINUS : ''}${mantissa} × 10${power}`;
}

/** A ratio (odds, rates): the decimals asked for, yet never fewer than two significant digits and never a false zero. */
export function formatRatio(ratio: number, decimals: number): string {
  if (!Number.isFinite(ratio)) return formatSpecial(Number.isNaN(ratio) ? 'NaN' : 'Inf');
  if (ratio === 0) return '0';
  if (ratio >= 1e5 || ratio < 1e-4) return formatScientific(ratio, 2);
  const enough = Math.max(0, 1 - Math.floor(Math.log10(ratio)));
  return ratio.toFixed(Math.max(decimals, enough));
}

/** `< 0.001`, `0.475`. */
export function formatP(value: JsonNumber): string {
  const p = fromJsonNumber(value);
  if (!Number.isFinite(p)) return formatSpecial(value);
  if (p < 0.001) return '< 0.001';
  return p > 0.999 ? '> 0.999' : p.toFixed(3);
}

/** A whole number with thousands set apart: `7,584`. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(Math.round(value)));
  return (value < 0 ? MINUS : '') + digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A share as a percentage: `20 %`, `0.4 %`, `99.7 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'less than 0.1 %';
  if (percent > 99.9 && percent < 100) return 'more than 99.9 %';
  return `${percent < 1 || percent > 99 ? Number(percent.toFixed(1)) : percent.toFixed(0)} %`;
}

/** A confidence level: `95 %`, `99.5 %`. */
export const formatPercentLevel = (level: number): string => `${Number((level * 100).toPrecision(4))} %`;

/** `1.4 ms`, `12.3 s`. */
export function formatDuration(milliseconds: JsonNumber): string {
  const value = fromJsonNumber(milliseconds);
  if (!Number.isFinite(value)) return formatSpecial(milliseconds);
  if (value < 1) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${Number(value.toPrecision(value < 100 ? 2 : 3))} ms`;
  return `${Number((value / 1000).toPrecision(3))} s`;
}

/** A value of a table or a vector, to seven significant digits as R prints it. */
export function formatNumber(value: JsonNumber, digits = 7): string {
  const number = fromJsonNumber(value);
  if (!Number.isFinite(number)) return formatSpecial(value);
  if (number === 0) return '0';
  const rounded = Number(number.toPrecision(digits));
  if (Math.abs(rounded) < 1e-5 || Math.abs(rounded) >= 1e15) return formatScientific(rounded, countDigits(rounded));
  return String(rounded).replace('-', MINUS);
}

/** The same number in the characters of a program: `-1.5`, `3.2e-07`. Only for text that a formatter of this file made. */
export function toAscii(formatted: string): string {
  return formatted
    .replaceAll(MINUS, '-')
    .replaceAll('∞', 'Inf')
    .replace(/ × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, power: string) => {
      const exponent = [...power].map(character => Object.keys(SUPERSCRIPTS).find(key => SUPERSCRIPTS[key] === character)).join('');
      return `e${exponent.startsWith('-') ? '-' : '+'}${exponent.replace('-', '').padStart(2, '0')}`;
    });
}

function formatSpecial(value: JsonNumber): string {
  if (value === 'Inf' || value === Infinity) return '∞';
  if (value === '-Inf' || value === -Infinity) return `${MINUS}∞`;
  return value === null ? 'NA' : 'NaN';
}

const countDigits = (value: number): number => value.toExponential().split('e')[0]!.replace(/[-.]/g, '').length;
