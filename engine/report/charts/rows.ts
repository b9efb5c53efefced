/** The data of a chart as vega takes them. */
import type { CellValue, TableResult } from '../../results.js';

/** One object a row, by the names of the columns. Vega marks the rows that it is given: these are new ones. */
export function rowsOf(table: TableResult): Record<string, CellValue>[] {
  return table.rows.map(row => Object.fromEntries(table.columns.map((column, place) => [column.name, row[place] ?? null])));
}
