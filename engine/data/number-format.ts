/** How R writes numbers: as few significant digits as show every element to `digits`, and fixed notation unless scientific is shorter. */

export interface NumberFormat {
  readonly isScientific: boolean;
  /** Digits after the decimal point (of the mantissa, in scientific notation). */
  readonly decimals: number;
}

/** R takes no more. */
const MOST_DIGITS = 22;

/** The common format of finite numbers (R's `formatReal`); others are ignored. `isScientific` decides where the shorter form should not. */
export function commonNumberFormat(values: Iterable<number>, wantedDigits: number, isScientific: boolean | null = null): NumberFormat {
  const digits = Math.min(MOST_DIGITS, Math.max(1, Math.trunc(wantedDigits)));
  let mostDecimals = 0;
  let widestLeft = 1;
  let mostSignificant = 1;
  let largestExponent = -Infinity;
  let smallestExponent = Infinity;
  let anyNegative = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const { exponent, significant } = significance(value, digits);
    const sign = value < 0 ? 1 : 0;
    if (sign) anyNegative = 1;
    mostDecimals = Math.max(mostDecimals, significant - exponent - 1);
    widestLeft = Math.max(widestLeft, sign + (exponent < 0 ? 1 : exponent + 1));
    mostSignificant = Math.max(mostSignificant, significant);
    largestExponent = Math.max(largestExponent, exponent);
    smallestExponent = Math.min(smallestExponent, exponent);
  }
  const exponentDigits = largestExponent >= 100 || smallestExponent <= -100 ? 3 : 2;
  const mantissaDecimals = mostSignificant - 1;
  const scientificWidth = anyNegative + 1 + (mantissaDecimals > 0 ? mantissaDecimals + 1 : 0) + 2 + exponentDigits;
  const fixedWidth = widestLeft + (mostDecimals > 0 ? mostDecimals + 1 : 0);
  return !(isScientific ?? fixedWidth > scientificWidth) ? { isScientific: false, decimals: mostDecimals } : { isScientific: true, decimals: mantissaDecimals };
}

/** A finite number in a format; infinities and NaN as R spells them. */
export function formatNumber(value: number, format: NumberFormat): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  if (!format.isScientific) return withoutNegativeZero(toFixedHalfEven(value, Math.min(100, format.decimals)));
  const [mantissa = '', exponent = ''] = toExponentialHalfEven(value, Math.min(100, format.decimals)).split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}

/** One number by itself, to `digits` significant digits (15 is what `as.character` and `paste` use). */
export function formatOneNumber(value: number, digits = 15): string {
  return Number.isInteger(value) && Math.abs(value) < 100000 ? String(value + 0) : formatNumber(value, commonNumberFormat([value], digits));
}

/** Decimals as C writes them: where the number lies exactly between two, the even one. JavaScript takes the larger. */
export function toFixedHalfEven(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const scaled = Math.abs(value) * 10 ** decimals;
  if (scaled - Math.floor(scaled) !== 0.5) return text;
  // the product may be rounded, so the digits themselves decide
  const exact = value.toFixed(Math.min(100, decimals + 30));
  const rest = exact.slice(exact.indexOf('.') + 1 + decimals);
  if (!/^50*$/.test(rest)) return text;
  const cut = exact.slice(0, exact.length - rest.length).replace(/\.$/, '');
  return Number(cut[cut.length - 1]) % 2 === 0 ? cut : text;
}

function toExponentialHalfEven(value: number, decimals: number): string {
  const text = value.toExponential(decimals);
  const next = value.toExponential(Math.min(100, decimals + 1));
  const [mantissa = '', exponent = ''] = next.split('e');
  if (!mantissa.endsWith('5')) return text;
  const exact = value.toExponential(Math.min(100, decimals + 30)).split('e')[0] ?? '';
  if (!/^50*$/.test(exact.slice(mantissa.length - 1))) return text;
  const cut = mantissa.slice(0, -1).replace(/\.$/, '');
  return Number(cut[cut.length - 1]) % 2 === 0 ? `${cut}e${exponent}` : text;
}

/** Decimal exponent, and how many of the first `digits` significant digits are needed. */
function significance(value: number, digits: number): { exponent: number; significant: number } {
  if (value === 0) return { exponent: 0, significant: 1 };
  const [mantissa = '', exponent = '0'] = toExponentialHalfEven(Math.abs(value), Math.max(0, digits - 1)).split('e');
  let significant = mantissa.length;
  while (significant > 1 && mantissa[significant - 1] === '0') significant--;
  // the decimal point is not a digit
  return { exponent: Number(exponent), significant: significant <= 2 ? 1 : significant - 1 };
}

const withoutNegativeZero = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);
