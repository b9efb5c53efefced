/** A column in one line, for completion, hover and the variables view. */
import type { ColumnSnapshot } from '../results.js';
import { missingCount } from './atomic.js';
import { compareText } from './collation.js';
import { distributionOf } from './column-distribution.js';
import { isoDate } from './dates.js';
import { formatOneNumber } from './number-format.js';
import { lengthOf, type Column } from './vectors.js';

/** Columns never change, so each is summarised once. */
const known = new WeakMap<Column, Omit<ColumnSnapshot, 'name'>>();

export function summarizeColumn(name: string, column: Column): ColumnSnapshot {
  let summary = known.get(column);
  if (!summary) {
    const values = column.type === 'character' ? fewTexts(column.values) : null;
    const distribution = distributionOf(column);
    summary = {
      type: column.type === 'factor' && column.isOrdered ? 'ordered' : column.type,
      levels: column.type === 'factor' ? column.levels : [],
      summary: inOneLine(column) + labelsInWords(column),
      ...(values ? { values } : {}),
      ...(distribution ? { distribution } : {}),
    };
    known.set(column, summary);
  }
  return { name, ...summary };
}

/** What the file that a column was read from says that it and its values mean. */
function labelsInWords(column: Column): string {
  const valueLabels = column.type === 'double' || column.type === 'integer' ? [...(column.valueLabels ?? [])] : [];
  const shown = valueLabels.slice(0, MOST_VALUE_LABELS).map(([value, label]) => `${formatOneNumber(value)} = ${label}`);
  const values = shown.length === 0 ? '' : `; ${shown.join(', ')}${valueLabels.length > shown.length ? ' …' : ''}`;
  return values + (column.label === undefined ? '' : `; “${column.label}”`);
}

const MOST_VALUE_LABELS = 6;

/** A column of which only the first rows have been read: there may be further values, and numbers that are no integers. */
export function recountedInPart({ name, type, levels, values }: ColumnSnapshot): ColumnSnapshot {
  const offered = levels.length > 0 ? levels : values;
  const said = type === 'character' ? 'text' : type === 'double' || type === 'integer' ? 'numeric' : type;
  // what only looks like TRUE and FALSE, or is missing so far, may become anything
  return { name, type: type === 'logical' ? 'other' : type === 'integer' ? 'double' : type, levels: [], summary: type === 'logical' ? 'column of a file' : `${said}, by its first rows`, ...(offered ? { values: offered } : {}) };
}

/** More are not worth offering. */
const MOST_TEXTS = 60;

/** The distinct texts in order; null where there are many. */
function fewTexts(texts: readonly (string | null)[]): string[] | null {
  const distinct = new Set<string>();
  for (const text of texts) {
    if (text !== null) distinct.add(text);
    if (distinct.size > MOST_TEXTS) return null;
  }
  return [...distinct].sort(compareText);
}

function inOneLine(column: Column): string {
  const missing = missingCount(column);
  const tail = `, ${missing} missing`;
  switch (column.type) {
    case 'factor':
      return levelCounts(column.codes, column.levels, column.isOrdered ? 'ordered factor' : 'factor') + (missing > 0 ? tail : '');
    case 'character': {
      const distinct = new Set(column.values);
      distinct.delete(null);
      return `text, ${distinct.size} distinct ${distinct.size === 1 ? 'value' : 'values'}${tail}`;
    }
    case 'logical': {
      const trues = column.values.reduce((count, value) => count + (value === 1 ? 1 : 0), 0);
      return `logical, ${trues} TRUE, ${lengthOf(column) - trues - missing} FALSE${tail}`;
    }
    default: {
      const kind = column.type === 'integer' ? 'integer' : 'numeric';
      const { least, most, mean } = extent(column.values);
      if (column.time === 'date') return missing === lengthOf(column) ? `date${tail}` : `date, ${isoDate(least)} to ${isoDate(most)}${tail}`;
      return missing === lengthOf(column) ? `${kind}${tail}` : `${kind}, ${formatOneNumber(least, 7)} to ${formatOneNumber(most, 7)}, mean ${formatOneNumber(mean, 4)}${tail}`;
    }
  }
}

function levelCounts(codes: Int32Array, levels: readonly string[], kind: string): string {
  const counts = new Int32Array(levels.length + 1);
  for (const code of codes) counts[code]!++;
  const shown = levels.slice(0, 6).map((level, index) => `${level} (${counts[index + 1]})`);
  return `${kind}, ${levels.length} ${levels.length === 1 ? 'level' : 'levels'}: ${shown.join(', ')}${levels.length > 6 ? ' …' : ''}`;
}

function extent(values: Float64Array): { least: number; most: number; mean: number } {
  let least = Infinity;
  let most = -Infinity;
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
    sum += value;
    count++;
  }
  return { least, most, mean: sum / count };
}
