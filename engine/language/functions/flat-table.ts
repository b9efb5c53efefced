/** R's `ftable`: a table of several variables in rows and columns. */
import type { Extents } from '../../data/extents.js';
import { stridesOf } from '../../data/extents.js';
import { displayWidth, formatElements, padEnd, padStart, stretch } from '../../data/print-layout.js';
import type { AtomicVector } from '../../data/vectors.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';

/** The text of a flat table; by default the last variable goes across and the others down. */
export function flatTable(table: AtomicVector, extents: Extents, rowVariables: Value | undefined, columnVariables: Value | undefined): string {
  const count = extents.sizes.length;
  const all = Array.from({ length: count }, (_, k) => k);
  const wantedRows = placesOf(rowVariables, extents, 'row.vars');
  const wantedColumns = placesOf(columnVariables, extents, 'col.vars');
  const across = wantedColumns ?? (wantedRows ? all.filter(k => !wantedRows.includes(k)) : [count - 1]);
  const down = wantedRows ?? all.filter(k => !across.includes(k));
  const rows = combinations(extents, down);
  const columns = combinations(extents, across);
  const strides = stridesOf(extents.sizes);
  const texts = formatElements(stretch(table, 0, table.values.length), { digits: 7, isQuoted: false });
  const cellAt = (row: readonly number[], column: readonly number[]): string => texts[down.reduce((sum, k, i) => sum + row[i]! * strides[k]!, 0) + across.reduce((sum, k, j) => sum + column[j]! * strides[k]!, 0)]!;
  const label = (k: number, place: number): string => extents.labels[k]?.[place] ?? String(place + 1);
  const variable = (k: number): string => extents.variables?.[k] ?? '';
  const changesAt = (list: readonly (readonly number[])[], index: number, depth: number): boolean => index === 0 || list[index]!.slice(0, depth + 1).join() !== list[index - 1]!.slice(0, depth + 1).join();

  const head = across.map((k, depth) => [...down.map(() => ''), variable(k), ...columns.map((column, j) => (changesAt(columns, j, depth) ? label(k, column[depth]!) : ''))]);
  const names = [...down.map(variable), '', ...columns.map(() => '')];
  const body = rows.map((row, i) => [...down.map((k, depth) => (changesAt(rows, i, depth) ? label(k, row[depth]!) : '')), '', ...columns.map(column => cellAt(row, column))]);
  const lines = [...head, names, ...body];
  const widths = names.map((_, column) => Math.max(...lines.map(line => displayWidth(line[column]!))));
  return lines.map((line, i) => line.map((text, column) => (column <= down.length || i < head.length ? padEnd(text, widths[column]!) : padStart(text, widths[column]!))).join(' ')).join('\n');
}

/** Places along the dimensions, the last varying fastest. */
function combinations({ sizes }: Extents, dimensions: readonly number[]): number[][] {
  return dimensions.reduce<number[][]>((made, k) => made.flatMap(places => Array.from({ length: sizes[k]! }, (_, place) => [...places, place])), [[]]);
}

function placesOf(value: Value | undefined, { sizes, variables }: Extents, name: string): number[] | null {
  if (!value || value.type === 'null') return null;
  const places = value.type === 'character' ? value.values.map(text => variables?.indexOf(text ?? '') ?? -1) : value.type === 'double' || value.type === 'integer' ? [...value.values].map(number => number - 1) : [-1];
  if (places.every(place => Number.isInteger(place) && place >= 0 && place < sizes.length)) return places;
  throw new UserError('GLMM215', `\`${name}\` gives variables of the table by number, from 1 to ${sizes.length}, or by name.`);
}
