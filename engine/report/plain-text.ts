/** Results as aligned text: for terminals, for screen readers, and for every place that shows no rich output. */
import { characterVector, logicalVector } from '../data/atomic.js';
import { printColumn } from '../data/print.js';
import type { AtomicVector } from '../data/vectors.js';
import { fromJsonNumber, type JsonNumber, type RandomEffectsResult, type Result, type TableResult, type VectorResult } from '../results.js';
import { toAscii } from './numbers.js';
import { columnTexts, randomEffectsTable } from './tables.js';
import { alignColumns } from './text/align.js';
import { modelText } from './text/model-text.js';

const LINE_WIDTH = 80;

/** Any result as text. Lines end in `\n`; the last one does not. */
export function toPlainText(result: Result): string {
  switch (result.kind) {
    case 'model': return modelText(result);
    case 'randomEffects': return randomEffectsText(result);
    case 'table': return tableText(result);
    case 'vector': return vectorText(result);
    case 'chart': return [`[chart] ${result.title}`, result.description].filter(line => line !== '').join('\n');
    case 'text': return result.text;
  }
}

function randomEffectsText(effects: RandomEffectsResult): string {
  return tableText(randomEffectsTable(effects));
}

function tableText(table: TableResult): string {
  const header = table.columns.map(column => column.name);
  const columns = table.columns.map((column, place) => columnTexts(table, place).map(text => toAsciiUnlessText(text, column.type)));
  const rows = table.rows.map((_, row) => columns.map(texts => texts[row] ?? ''));
  return [
    ...(table.title === '' ? [] : [table.title]),
    alignColumns([header, ...rows], column => table.columns[column]?.type === 'text', LINE_WIDTH),
    ...(table.rows.length === 0 ? ['(no rows)'] : []),
    ...table.notes,
  ].join('\n');
}

/** Text keeps its characters, but for those that would begin a line. */
const toAsciiUnlessText = (text: string, type: string | undefined): string => (type === 'text' ? text.replaceAll('\n', '\\n').replaceAll('\r', '\\r') : toAscii(text));

/** As R prints vectors: numbers with the same decimals, as many as fit a line, each line led by the index of its first element. */
function vectorText(vector: VectorResult): string {
  return printColumn(columnOf(vector), { digits: vector.digits ?? 7, isQuoted: vector.type === 'character' });
}

function columnOf({ type, values, names }: VectorResult): AtomicVector {
  const shape = names.length > 0 ? { names } : {};
  switch (type) {
    case 'integer':
    case 'double': {
      const numbers = Float64Array.from(values, value => (typeof value === 'number' || typeof value === 'string' ? fromJsonNumber(value as JsonNumber) : NaN));
      return { type, values: numbers, notANumber: Uint8Array.from(values, value => (value === 'NaN' ? 1 : 0)), ...shape };
    }
    case 'logical':
      return logicalVector(values.map(value => (typeof value === 'boolean' ? value : null)), shape);
    case 'factor':
    case 'character':
      return characterVector(values.map(value => (value === null ? null : String(value))), shape);
  }
}
