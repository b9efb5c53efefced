/** R's summaries of vectors and data frames. */
import { characterVector, doubleVector, integerVector, missingCount } from '../../data/atomic.js';
import { zapped } from '../../data/print.js';
import { blocks, displayWidth, formatElements, formatNumbers, padEnd, padStart, type TextColumn } from '../../data/print-layout.js';
import { isoDate } from '../../data/dates.js';
import { extentsOf, marginPositions } from '../../data/extents.js';
import { formatOneNumber } from '../../data/number-format.js';
import { roundTo } from '../../data/rounding.js';
import type { Column, DataFrame, NumericVector } from '../../data/vectors.js';
import { chiSquareUpperTail } from '../../probability/tail-probabilities.js';
import type { List, Value } from '../values.js';
import { lengthOfValue } from './describe.js';
import { classOf } from './shape.js';
import { quantileOf } from './order-statistics.js';
import { mean } from './statistics.js';

const LINE_WIDTH = 80;
/** Levels of a factor that are counted one by one, with the rest together in the last: in a data frame's summary, and in a factor's own. */
const MAX_LEVELS_IN_FRAME = 7;
const MAX_LEVELS = 100;

/** One block of text for each column, side by side. */
export function frameSummaryText(frame: DataFrame): string {
  const parts = [...frame.columns].map(([name, column]) => blockOf(name, column));
  const height = Math.max(0, ...parts.map(block => block.cells.length));
  const lines: string[] = [];
  let start = 0;
  while (start < parts.length) {
    let end = start;
    let used = 0;
    while (end < parts.length && (end === start || used + parts[end]!.width + 1 < LINE_WIDTH)) used += parts[end++]!.width + 1;
    const shown = parts.slice(start, end);
    lines.push(shown.map(block => ` ${padEnd(block.header, block.width)}`).join(''));
    for (let row = 0; row < height; row++) lines.push(shown.map(block => ` ${padEnd(block.cells[row] ?? '', block.width)}`).join(''));
    start = end;
  }
  return lines.join('\n');
}

/** R's summary of a vector: six numbers and the missing ones, counts of a factor, or what kind of vector it is. */
export function summarizeVector(column: Column): Column {
  switch (column.type) {
    case 'factor': {
      const counts = countsOf(column);
      return integerVector(counts.map(([, count]) => count), { names: counts.map(([level]) => level) });
    }
    case 'logical': {
      const missing = missingCount(column);
      const trues = column.values.filter(code => code === 1).length;
      const entries: [string, string][] = [['Mode', 'logical']];
      const falses = column.values.length - trues - missing;
      if (falses > 0) entries.push(['FALSE', String(falses)]);
      if (trues > 0) entries.push(['TRUE', String(trues)]);
      if (missing > 0) entries.push(["NA's", String(missing)]);
      return characterVector(entries.map(([, count]) => count), { names: entries.map(([name]) => name), printedDigits: 4 });
    }
    case 'character':
      return characterVector([String(column.values.length), 'character', 'character'], { names: ['Length', 'Class', 'Mode'], printedDigits: 4 });
    default: {
      if (column.type === 'double' && column.time === 'date') return summarizeDates(column);
      const missing = missingCount(column);
      const sorted = column.values.filter(x => !Number.isNaN(x)).sort();
      const six = [0, 0.25, 0.5].map(p => quantileOf(sorted, p)).concat(mean(sorted), quantileOf(sorted, 0.75), quantileOf(sorted, 1));
      const names = ['Min.', '1st Qu.', 'Median', 'Mean', '3rd Qu.', 'Max.'];
      const notANumber = sorted.length === 0 ? { notANumber: Uint8Array.of(0, 0, 0, 1, 0, 0, 0).subarray(0, missing > 0 ? 7 : 6) } : {};
      return { ...(missing > 0 ? doubleVector([...six, missing], { names: [...names, "NA's"], printedDigits: 4 }) : doubleVector(six, { names, printedDigits: 4 })), ...notANumber };
    }
  }
}

function summarizeDates(column: NumericVector): Column {
  const { time: _time, ...days } = column;
  const six = summarizeVector({ ...days, type: 'double' }) as NumericVector;
  return characterVector(Array.from(six.values, (value, index) => (index < 6 ? isoDate(Math.floor(value)) : String(value))), { names: six.names! });
}

/** Length, class and mode of each element of a list, as R's `summary` tables them. */
export function listSummaryText(list: List): string {
  const storage = (value: Value): string => (value.type === 'double' || value.type === 'integer' || value.type === 'factor' ? 'numeric' : value.type === 'dataFrame' ? 'list' : value.type === 'null' ? 'NULL' : value.type);
  const hasClass = (value: Value): boolean => value.type === 'factor' || value.type === 'dataFrame';
  const rowNames = list.values.map((_, index) => (list.names ? (list.names[index] ?? '') : `[${index + 1},]`));
  const column = (header: string, text: (value: Value) => string): TextColumn => ({ header, cells: list.values.map(text), isLeftAligned: true });
  return blocks(rowNames, [column('Length', value => String(lengthOfValue(value))), column('Class', value => (hasClass(value) ? classOf(value).join(' ') : '-none-')), column('Mode', storage)], LINE_WIDTH);
}

/** How many cases a contingency table has, and Pearson's test that its variables are independent. */
export function tableSummaryText(table: NumericVector): string {
  const { sizes } = extentsOf(table)!;
  const total = table.values.reduce((sum, count) => sum + count, 0);
  const lines = [`Number of cases in table: ${formatOneNumber(total, 7)} `, `Number of factors: ${sizes.length} `];
  if (sizes.length < 2) return lines.join('\n');
  const margins = sizes.map((size, place) => {
    const positions = marginPositions(sizes, [place]);
    const sums = new Float64Array(size);
    table.values.forEach((count, cell) => (sums[positions[cell]!]! += count));
    return { positions, sums };
  });
  const expected = table.values.map((_, cell) => margins.reduce((product, { positions, sums }) => (product * sums[positions[cell]!]!) / total, total));
  const statistic = table.values.reduce((sum, count, cell) => sum + (count - expected[cell]!) ** 2 / expected[cell]!, 0);
  const df = table.values.length - 1 - sizes.reduce((sum, size) => sum + size - 1, 0);
  const rounded = roundTo(statistic, Math.max(0, Math.round(4 - Math.log10(statistic))));
  lines.push('Test for independence of all factors:', `\tChisq = ${formatOneNumber(rounded, 7)}, df = ${df}, p-value = ${formatOneNumber(chiSquareUpperTail(statistic, df), 4)}`);
  if (expected.some(each => each < 5)) lines.push('\tChi-squared approximation may be incorrect');
  return lines.join('\n');
}

/** Counts of the levels in order; of very many the commonest, and the rest together. */
function countsOf(factor: Extract<Column, { type: 'factor' }>, most = MAX_LEVELS): [string, number][] {
  const counts = new Float64Array(factor.levels.length + 1);
  for (const code of factor.codes) counts[code]!++;
  let entries = factor.levels.map((level, index): [string, number] => [level, counts[index + 1]!]);
  const missing: [string, number][] = counts[0]! > 0 ? [["NA's", counts[0]!]] : [];
  if (entries.length + missing.length > most) {
    const byCount = [...entries].sort((a, b) => b[1] - a[1]);
    const kept = most - 1 - missing.length;
    const rest = byCount.slice(kept).reduce((sum, [, count]) => sum + count, 0);
    entries = [...byCount.slice(0, kept), ['(Other)', rest]];
  }
  return [...entries, ...missing];
}

function blockOf(name: string, column: Column): { header: string; cells: string[]; width: number } {
  const entries = entriesOf(column);
  const labelWidth = Math.max(0, ...entries.map(([label]) => displayWidth(label)));
  const cells = entries.map(([label, value]) => `${padEnd(label, labelWidth)}:${value}  `);
  // R centres the name over the colon
  const header = ' '.repeat(Math.max(0, Math.floor(labelWidth - displayWidth(name) / 2))) + name;
  return { header, cells, width: Math.max(displayWidth(header), ...cells.map(displayWidth)) };
}

function entriesOf(column: Column): [string, string][] {
  if (column.type === 'factor') {
    const counts = countsOf(column, MAX_LEVELS_IN_FRAME);
    return aligned(counts.map(([level]) => level), counts.map(([, count]) => String(count)), true);
  }
  const summary = summarizeVector(column);
  const names = summary.names ?? [];
  if (summary.type === 'double') {
    const hasMissing = names[names.length - 1] === "NA's";
    const values = hasMissing ? summary.values.slice(0, -1) : summary.values;
    const texts = formatNumbers({ type: 'double', values: zapped(values) }, 4);
    const width = Math.max(...texts.map(displayWidth));
    return names.map((label, index) => [label, index < texts.length ? padStart(texts[index]!, width) : padEnd(String(summary.values[index]), width)]);
  }
  return aligned(names, formatElements(summary, { digits: 4, isQuoted: false }), false);
}

function aligned(labels: readonly string[], values: readonly string[], isRight: boolean): [string, string][] {
  const width = Math.max(0, ...values.map(displayWidth));
  return labels.map((label, index) => [label, isRight ? padStart(values[index]!, width) : padEnd(values[index]!, width)]);
}
