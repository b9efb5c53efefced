/** Every kind of result that has rows, as a table: for "view as table", for Markdown and for text. */
import type { CellValue, RandomEffectsResult, TableResult, VectorResult } from '../results.js';
import { formatFixed, formatNumber } from './numbers.js';

/** A cell of a table in print: numbers to so many significant digits, logicals as R writes them, NA for what is missing. */
export function cellText(value: CellValue, digits = 7): string {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return value === 'Inf' || value === '-Inf' ? formatNumber(value) : value;
  return formatNumber(value, digits);
}

/** Conditional modes as a table, rounded to `decimals`, one row a level and term; the term is named only where there are several. */
export function randomEffectsTable(effects: RandomEffectsResult, decimals = 4): TableResult {
  const terms = new Set(effects.rows.map(row => row.term));
  const hasTerm = terms.size > 1 || !terms.has('(Intercept)');
  return {
    kind: 'table',
    title: `Conditional modes of ${effects.group}`,
    columns: [
      { name: effects.group, type: 'text' },
      ...(hasTerm ? [{ name: 'term', type: 'text' as const }] : []),
      { name: 'mode', type: 'number' }, { name: 'SD', type: 'number' }, { name: 'lower', type: 'number' }, { name: 'upper', type: 'number' },
    ],
    rows: effects.rows.map(row => [row.level, ...(hasTerm ? [row.term] : []), row.mode, row.sd, row.lower, row.upper].map((value, column) => (column === 0 || (hasTerm && column === 1) ? value : roundTo(value, decimals)))),
    notes: [],
  };
}

/** A vector as a table: its names, or else its indices, beside its values. */
export function vectorTable(vector: VectorResult): TableResult {
  const named = vector.names.length === vector.values.length && vector.names.length > 0;
  const type = vector.type === 'double' ? 'number' : vector.type === 'integer' ? 'integer' : vector.type === 'logical' ? 'logical' : 'text';
  return {
    kind: 'table',
    title: '',
    columns: [{ name: named ? 'name' : 'index', type: named ? 'text' : 'integer' }, { name: 'value', type }],
    rows: vector.values.map((value, index) => [named ? vector.names[index]! : index + 1, value]),
    notes: [],
    ...(vector.digits === undefined ? {} : { digits: vector.digits }),
  };
}

/** The texts of a numeric column with the same number of decimals throughout, so that they align: as many as the digits of the largest allow. */
export function columnTexts(table: TableResult, column: number): string[] {
  const values = table.rows.map(row => row[column] ?? null);
  const digits = table.digits ?? 7;
  const asIs = (): string[] => values.map(value => cellText(value, digits));
  if (table.columns[column]?.type !== 'number') return asIs();
  const numbers = values.filter(value => typeof value === 'number');
  const sizes = numbers.map(Math.abs).filter(size => size > 0);
  const span = sizes.length === 0 ? 1 : Math.max(...sizes) / Math.min(...sizes);
  if (sizes.length === 0 || span > 10 ** digits || Math.max(...sizes) >= 1e9) return asIs();
  const decimals = Math.max(...numbers.map(number => decimalPlaces(Number(number.toPrecision(digits)))));
  const most = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.max(...sizes))));
  return values.map(value => (typeof value === 'number' ? formatFixed(value, Math.min(decimals, most)) : cellText(value, digits)));
}

function decimalPlaces(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

const roundTo = (value: CellValue, decimals: number): CellValue => (typeof value === 'number' && decimals <= 100 ? Number(value.toFixed(decimals)) : value);
