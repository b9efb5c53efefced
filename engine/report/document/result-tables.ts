/** Tables that functions give, as a journal prints them. */
import type { CellValue, RandomEffectsResult, TableResult } from '../../results.js';
import { formatCount } from '../numbers.js';
import { columnTexts, randomEffectsTable } from '../tables.js';
import type { DocumentColumn } from './document.js';
import type { JournalStyle } from './journal-styles.js';
import { cell, heading, titleOf, type UnnumberedTable } from './table-parts.js';

/** More rows than this are not printed: a reader of pages turns to the data. */
const MOST_ROWS = 200;

/** A table of a cell; the user named its columns, so they keep their letters. */
export function resultTable(table: TableResult, style: JournalStyle): UnnumberedTable {
  const shown = table.rows.length > MOST_ROWS ? { ...table, rows: table.rows.slice(0, MOST_ROWS) } : table;
  const texts = table.columns.map(({ name, type }, place) => (isProbability(name) && type === 'number' ? shown.rows.map(row => probability(row[place] ?? null, style)) : columnTexts(shown, place)));
  return {
    title: table.title === '' ? [] : titleOf(style, { text: table.title }),
    columns: table.columns.map(({ name, type }): DocumentColumn => ({ head: headOf(style, name), align: type === 'number' ? 'decimal' : type === 'integer' ? 'right' : 'left' })),
    rows: shown.rows.map((_, row) => ({ cells: texts.map(column => cell(column[row] ?? '')) })),
    notes: [
      ...(shown === table ? [] : [cell(`The first ${formatCount(MOST_ROWS)} of ${formatCount(table.rows.length)} rows.`)]),
      ...style.notes([], table.notes),
    ],
  };
}

/** Conditional modes with their intervals, in the order of the model. */
export const modesTable = (effects: RandomEffectsResult, style: JournalStyle): UnnumberedTable => resultTable(randomEffectsTable(effects), style);

/** What R and its packages call a column of p-values. */
const isProbability = (name: string): boolean => /^(?:p|p[.-]?value|Pr\(.*\))$/i.test(name);

const probability = (value: CellValue, style: JournalStyle): string => (typeof value === 'number' ? style.p(value) : columnTexts({ kind: 'table', title: '', columns: [{ name: '', type: 'number' }], rows: [[value]], notes: [] }, 0)[0]!);

const headOf = (style: JournalStyle, name: string): DocumentColumn['head'] => (style.symbols.includes(name) ? heading(style, name) : style.hasCapitals && isProbability(name) ? heading(style, style.names['p'] ?? 'p') : cell(name));
