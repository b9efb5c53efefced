/** Columns of text side by side. */
import { displayWidth } from '../../data/print-layout.js';

const GAP = '  ';

/**
 * Rows of cells padded to equal width, two spaces apart; numbers to the right with their points in line, text to the left; no trailing
 * blanks. The first row is the header. Columns that do not fit in `width` go below, the first column again beside them, as R wraps a data frame.
 */
export function alignColumns(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean, width = Infinity): string {
  const aligned = alignDecimals(rows, isLeft);
  const widths = (aligned[0] ?? []).map((_, column) => aligned.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), 0));
  const padded = aligned.map(row => row.map((cell, column) => {
    const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
    return isLeft(column) ? cell + padding : padding + cell;
  }));
  return blocksOf(widths, width).map(columns => padded.map(row => columns.map(column => row[column]).join(GAP).trimEnd()).join('\n')).join('\n');
}

/** The columns of each block; all of them in one where they fit. */
function blocksOf(widths: readonly number[], width: number): number[][] {
  const first = widths[0] ?? 0;
  const blocks = [[0]];
  let used = first;
  for (let column = 1; column < widths.length; column++) {
    const more = GAP.length + widths[column]!;
    if (used + more > width && blocks.at(-1)!.length > 1) {
      blocks.push([0]);
      used = first;
    }
    blocks.at(-1)!.push(column);
    used += more;
  }
  return blocks;
}

/** Numbers of a column padded on the right so that their points stand under each other; the first row is the header. */
function alignDecimals(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): readonly (readonly string[])[] {
  const isNumber = (cell: string): boolean => /^-?\d+(\.\d*)?$/.test(cell);
  const places = (cell: string): number => (isNumber(cell) ? cell.length - `${cell}.`.indexOf('.') : 0);
  const most: number[] = [];
  rows.slice(1).forEach(row => row.forEach((cell, column) => { most[column] = Math.max(most[column] ?? 0, places(cell)); }));
  return rows.map((row, index) => row.map((cell, column) => (index === 0 || isLeft(column) || !isNumber(cell) ? cell : cell + ' '.repeat((most[column] ?? 0) - places(cell)))));
}
