/** R's coercions between logical, integer, double and character, and from factors. */
import { characterVector, doubleVector, integerVector, logicalVector, shapeOf } from './atomic.js';
import { isoDate, parseUsualDate } from './dates.js';
import { formatOneNumber } from './number-format.js';
import { LOGICAL_NA, type AtomicVector, type CharacterVector, type Column, type LogicalVector, type NumericVector } from './vectors.js';

/** Where a coercion reports that it made missing values of something that was not. */
export type Warn = (message: string) => void;

const COERCION_WARNING = 'NAs introduced by coercion';

/** As doubles; a factor gives its codes. */
export function asDouble(column: Column, warn?: Warn): NumericVector {
  if (column.type === 'double') return column;
  if (column.type === 'integer') return { ...column, type: 'double' };
  const { values, notANumber } = numbersOf(column, warn);
  const vector = doubleVector(values, shapeOf(column));
  return notANumber ? { ...vector, notANumber } : vector;
}

/** As whole numbers, cut towards zero; a factor gives its codes. */
export function asInteger(column: Column, warn?: Warn): NumericVector {
  if (column.type === 'integer') return column;
  const { values } = column.type === 'double' ? column : numbersOf(column, warn);
  const whole = new Float64Array(values.length);
  let isOutside = false;
  for (let index = 0; index < whole.length; index++) {
    const value = Math.trunc(values[index]!);
    const fits = Math.abs(value) <= 2147483647;
    if (!fits && !Number.isNaN(value)) isOutside = true;
    whole[index] = fits ? value + 0 : NaN;
  }
  if (isOutside) warn?.('NAs introduced by coercion to integer range');
  return integerVector(whole, shapeOf(column));
}

export function asLogical(column: Column): LogicalVector {
  if (column.type === 'logical') return column;
  if (column.type === 'factor') return logicalVector(labelsOf(column).map(logicalOfText), shapeOf(column));
  if (column.type === 'character') return logicalVector(column.values.map(logicalOfText), shapeOf(column));
  const codes = new Int8Array(column.values.length);
  for (let index = 0; index < codes.length; index++) {
    const value = column.values[index]!;
    codes[index] = Number.isNaN(value) ? LOGICAL_NA : value === 0 ? 0 : 1;
  }
  return logicalVector(codes, shapeOf(column));
}

/** As text; a factor gives its labels. */
export function asCharacter(column: Column): CharacterVector {
  if (column.type === 'character') return column;
  return characterVector(labelsOf(column), shapeOf(column));
}

/** The elements as text, null for NA. */
export function labelsOf(column: Column): (string | null)[] {
  switch (column.type) {
    case 'character':
      return [...column.values];
    case 'factor':
      return Array.from(column.codes, code => (code === 0 ? null : (column.levels[code - 1] ?? null)));
    case 'logical':
      return Array.from(column.values, value => (value === LOGICAL_NA ? null : value === 1 ? 'TRUE' : 'FALSE'));
    default: {
      const { values, notANumber, time } = column;
      const labels = new Array<string | null>(values.length);
      for (let index = 0; index < labels.length; index++) {
        const value = values[index]!;
        labels[index] = Number.isNaN(value) && !notANumber?.[index] ? null : time === 'date' ? isoDate(value) : column.type === 'integer' ? String(value) : formatOneNumber(value);
      }
      return labels;
    }
  }
}

/** The numbers of any column: a factor's codes, a logical's 0 and 1, what a text says. */
function numbersOf(column: Column, warn?: Warn): { values: Float64Array; notANumber?: Uint8Array | undefined } {
  if (column.type === 'factor') return { values: Float64Array.from(column.codes, code => (code === 0 ? NaN : code)) };
  if (column.type === 'logical') return { values: Float64Array.from(column.values, value => (value === LOGICAL_NA ? NaN : value)) };
  return column.type === 'character' ? numbersOfTexts(column.values, warn) : column;
}

function numbersOfTexts(texts: readonly (string | null)[], warn?: Warn): { values: Float64Array; notANumber?: Uint8Array | undefined } {
  let isFailed = false;
  let notANumber: Uint8Array | undefined;
  const values = new Float64Array(texts.length);
  for (const [index, text] of texts.entries()) {
    const isMissing = text === null || text.trim() === 'NA';
    const value = isMissing ? NaN : numberOfText(text);
    values[index] = value ?? NaN;
    if (value === null) isFailed = true;
    else if (Number.isNaN(value) && !isMissing) (notANumber ??= new Uint8Array(texts.length))[index] = 1;
  }
  if (isFailed) warn?.(COERCION_WARNING);
  return { values, notANumber };
}

/** The number that a text spells as R reads it; null when it spells none. */
export function numberOfText(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  if (/^[+-]?0[xX][\da-fA-F]+$/.test(trimmed)) return trimmed.startsWith('-') ? -Number(trimmed.slice(1)) : Number(trimmed.replace('+', ''));
  if (/^[+-]?(inf|infinity)$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?nan$/i.test(trimmed) ? NaN : null;
}

/** Texts such as 2024-03-01 as dates; what is none is missing. */
export function datesOf({ values }: CharacterVector, parse: (text: string) => number | null = parseUsualDate): NumericVector {
  return { type: 'double', values: Float64Array.from(values, text => (text === null ? NaN : (parse(text) ?? NaN))), time: 'date' };
}

function logicalOfText(text: string | null): boolean | null {
  if (text === 'TRUE' || text === 'T' || text === 'true' || text === 'True') return true;
  return text === 'FALSE' || text === 'F' || text === 'false' || text === 'False' ? false : null;
}

const RANK: Readonly<Record<AtomicVector['type'], number>> = { logical: 0, integer: 1, double: 2, character: 3 };

/** The type that holds all of these without loss, as `c()` chooses it; a factor counts as character. */
export function commonType(columns: readonly Column[]): AtomicVector['type'] {
  let common: AtomicVector['type'] = 'logical';
  for (const column of columns) {
    const type = column.type === 'factor' ? 'character' : column.type;
    if (RANK[type] > RANK[common]) common = type;
  }
  return common;
}

export function asType(column: Column, type: AtomicVector['type'], warn?: Warn): AtomicVector {
  switch (type) {
    case 'character':
      return asCharacter(column);
    case 'logical':
      return asLogical(column);
    case 'integer':
      return asInteger(column, warn);
    default:
      return asDouble(column, warn);
  }
}
