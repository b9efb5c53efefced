/** How wide the columns of a printed table are, and where the points of decimal columns stand. */
import type { DocumentTable, Inline } from '../../document/document.js';

export interface ColumnLayout {
  readonly width: number;
  /** Decimal columns: where the point stands, as a distance from the left edge of the column; null in others. */
  readonly point: number | null;
  /** Decimal columns: how far numbers reach before and behind their points. */
  readonly before: number;
  readonly behind: number;
}

/** The width of a text in one line. */
export type Measure = (content: readonly Inline[]) => number;

/** Where a number's integer part ends: its length in characters; all of the text where it has no point. */
export function pointOf(text: string): number {
  const match = /\d(?=[.,·]\d(?!.*\d[.,·]\d))/.exec(text);
  return match ? match.index + 1 : text.length;
}

/**
 * Columns as wide as their widest cell where all of them fit; else those of text give way, the widest most, down to their longest word.
 * The sum may exceed `available` where even that does not fit.
 */
export function layOutColumns(table: DocumentTable, measure: Measure, available: number, gap: number): readonly ColumnLayout[] {
  const natural = table.columns.map((column, place): ColumnLayout => {
    const cells = table.rows.filter(row => !row.isGroup).map(row => row.cells[place] ?? []);
    const head = widest([column.head], measure);
    if (column.align !== 'decimal') return { width: Math.max(head, widest(cells, measure)), point: null, before: 0, behind: 0 };
    const parts = cells.map(cell => splitAtPoint(cell));
    const before = widest(parts.map(part => part.before), measure);
    const behind = widest(parts.map(part => part.behind), measure);
    const width = Math.max(head, before + behind);
    // numbers stand at the right edge, under the end of their head
    return { width, point: width - behind, before, behind };
  });
  const room = available - gap * (table.columns.length - 1);
  return sum(natural.map(({ width }) => width)) <= room ? natural : shrunk(table, natural, room, measure);
}

/** What stands before the point and what from it on; a cell with more than plain text counts as all before. */
export function splitAtPoint(cell: readonly Inline[]): { readonly before: readonly Inline[]; readonly behind: readonly Inline[] } {
  const [only] = cell;
  if (cell.length !== 1 || only?.kind !== 'text') return { before: cell, behind: [] };
  const point = pointOf(only.text);
  return { before: [{ ...only, text: only.text.slice(0, point) }], behind: point < only.text.length ? [{ ...only, text: only.text.slice(point) }] : [] };
}

function widest(cells: readonly (readonly Inline[])[], measure: Measure): number {
  return cells.reduce((most, cell) => Math.max(most, ...linesOf(cell).map(measure)), 0);
}

function linesOf(cell: readonly Inline[]): readonly (readonly Inline[])[] {
  const lines: Inline[][] = [[]];
  for (const run of cell) {
    if (run.kind === 'break') lines.push([]);
    else lines.at(-1)!.push(run);
  }
  return lines;
}

/** No column is wider than a common limit, nor narrower than its longest word; numbers do not break. */
function shrunk(table: DocumentTable, columns: readonly ColumnLayout[], available: number, measure: Measure): readonly ColumnLayout[] {
  const least = columns.map((column, place) => {
    const head = longestWord(table.columns[place]!.head, measure);
    if (column.point !== null) return Math.max(head, column.before + column.behind);
    return table.rows.filter(row => !row.isGroup).reduce((most, row) => Math.max(most, longestWord(row.cells[place] ?? [], measure)), head);
  });
  const widthsUnder = (limit: number): readonly number[] => columns.map(({ width }, place) => Math.max(least[place]!, Math.min(width, limit)));
  let [low, high] = [0, Math.max(...columns.map(({ width }) => width))];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (sum(widthsUnder(middle)) > available) high = middle;
    else low = middle;
  }
  const widths = widthsUnder(low);
  return columns.map((column, place) => ({ ...column, width: widths[place]!, point: column.point === null ? null : widths[place]! - column.behind }));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function longestWord(cell: readonly Inline[], measure: Measure): number {
  return cell.reduce((most, run) => {
    if (run.kind !== 'text' && run.kind !== 'symbol') return Math.max(most, measure([run]));
    return run.text.split(/\s+/).reduce((own, word) => Math.max(own, measure([{ ...run, text: word }])), most);
  }, 0);
}
