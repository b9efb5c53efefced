/** Tables of a document on pages: rules in the manner of booktabs, numbers on their points, heads again on each page. */
import type PDFDocument from 'pdfkit';
import type { StructureElement } from 'pdfkit';
import type { DocumentRow, DocumentTable, Inline } from '../../document/document.js';
import type { Faces } from '../typeset/faces.js';
import { breakLines, oneLine, type BrokenText, type Line } from '../typeset/lines.js';
import { spansOf } from '../typeset/spans.js';
import { layOutColumns, splitAtPoint, type ColumnLayout } from '../typeset/table-columns.js';
import type { Piece } from './flow.js';
import type { Pen } from './pen.js';

/** What is set on a page, and how. */
export interface Setting {
  readonly pdf: PDFDocument;
  readonly pen: Pen;
  readonly faces: Faces;
  /** The element that holds what is set. */
  readonly parent: StructureElement;
  readonly x: number;
  readonly width: number;
}

const SIZES = [9.6, 9, 8.4, 7.8, 7.2, 6.6];
const GAP = 12;
const WIDEST_GAP = 64;
const LEADING = 1.28;
/** Tables narrower than this share of the page keep their own width. */
const SPREAD_FROM = 0.6;
const ROW_SPACE = 3.4;
const MOST_ROWS_TOGETHER = 18;
const GROUP_INDENT = 9;

interface Cell {
  readonly lines: readonly Line[];
  /** Where each line begins, from the left edge of the table. */
  readonly starts: readonly number[];
}

interface Columns {
  readonly size: number;
  readonly layout: readonly ColumnLayout[];
  readonly starts: readonly number[];
  readonly width: number;
}

/** Heads and rows; the caption and the notes stand around them. */
export function tableRows(table: DocumentTable, element: StructureElement, setting: Setting): readonly Piece[] {
  const columns = columnsOf(table, setting);
  const { pdf, pen, x } = setting;
  const headElement = part(pdf, element, 'THead');
  const head = table.columns.map((column, place) => cellOf(column.head, place, table, columns, setting, true));
  const headHeight = heightOf(head, columns.size) + 2;
  const drawHead = (y: number, isRead: boolean): void => {
    pen.artifact(() => {
      pen.rule(x, y, columns.width, 0.9);
      pen.rule(x, y + headHeight, columns.width, 0.45);
    });
    if (isRead) drawRow(head, headElement, y + 1, true, { columns, setting });
    else pen.artifact(() => head.forEach(cell => drawLines(cell, y + 1, headHeight - 2, columns.size, x, (line, at, baseline) => pen.fragments(line.fragments, at, baseline), true)));
  };
  const again: Piece = { height: headHeight, before: 0, keepsWithNext: true, draw: y => drawHead(y, false) };
  const body = part(pdf, element, 'TBody');
  const isTogether = table.rows.length <= MOST_ROWS_TOGETHER;
  let isInGroup = false;
  const rows = table.rows.map((row, place): Piece => {
    if (row.isGroup) isInGroup = true;
    const cells = row.isGroup ? [groupCell(row, columns, setting)] : row.cells.map((cell, at) => cellOf(cell, at, table, columns, setting, false, at === 0 && isInGroup));
    const isLast = place === table.rows.length - 1;
    const height = heightOf(cells, columns.size) + (isLast ? 1 : 0);
    return {
      height, before: 0, again: [again],
      keepsWithNext: !isLast && (isTogether || row.isGroup === true || place === 0 || place === table.rows.length - 2),
      draw: y => {
        drawRow(cells, body, y, false, { columns, setting }, row.isGroup ? table.columns.length : 1);
        if (isLast) pen.artifact(() => pen.rule(x, y + height, columns.width, 0.9));
      },
    };
  });
  return [{ height: headHeight, before: 4, keepsWithNext: rows.length > 0, draw: y => drawHead(y, true) }, ...rows];
}

function columnsOf(table: DocumentTable, { width, faces }: Setting): Columns {
  const laid = SIZES.map(size => {
    const measure = (content: readonly Inline[]): number => oneLine(spansOf(content, { family: 'serif', size }), faces).width;
    const layout = layOutColumns(table, measure, width, GAP);
    return { size, layout, natural: layout.reduce((sum, column) => sum + column.width, 0) };
  });
  const gaps = table.columns.length - 1;
  const { size, layout, natural } = laid.find(one => one.natural + gaps * GAP <= width + 0.1) ?? laid.at(-1)!;
  const isSpread = natural + gaps * GAP > SPREAD_FROM * width;
  const shrink = Math.min(1, (width - gaps * GAP) / natural);
  const gap = gaps === 0 ? 0 : isSpread ? Math.min(WIDEST_GAP, Math.max(GAP, (width - natural) / gaps)) : GAP + 6;
  const scaled = shrink < 1 ? layout.map(column => ({ ...column, width: column.width * shrink, point: column.point === null ? null : column.width * shrink - column.behind })) : layout;
  const starts = scaled.map((_, place) => scaled.slice(0, place).reduce((sum, column) => sum + column.width + gap, 0));
  return { size, layout: scaled, starts, width: starts.at(-1)! + scaled.at(-1)!.width };
}

function cellOf(content: readonly Inline[], place: number, table: DocumentTable, columns: Columns, { faces }: Setting, isHead: boolean, isIndented = false): Cell {
  const { width, point } = columns.layout[place]!;
  const { align } = table.columns[place]!;
  const start = columns.starts[place]!;
  const style = { family: 'serif', size: columns.size } as const;
  if (point !== null && !isHead) {
    const { before, behind } = splitAtPoint(content);
    const line = oneLine(spansOf([...before, ...behind], style), faces);
    const beforeWidth = oneLine(spansOf(before, style), faces).width;
    return { lines: [line], starts: [start + point - beforeWidth] };
  }
  const indent = isIndented ? GROUP_INDENT : 0;
  const broken = breakLines(spansOf(content, style), width - indent + 0.1, faces);
  return { lines: broken.lines, starts: broken.lines.map(line => start + indent + offset(line, broken, width - indent, align)) };
}

function offset(line: Line, { runsLeft }: BrokenText, width: number, align: DocumentTable['columns'][number]['align']): number {
  const slack = width - line.width;
  if (align === 'right' || align === 'decimal') return slack;
  return align === 'centre' ? slack / 2 : runsLeft ? slack : 0;
}

function groupCell(row: DocumentRow, columns: Columns, { faces }: Setting): Cell {
  const { lines } = breakLines(spansOf(row.cells[0] ?? [], { family: 'serif', size: columns.size, isItalic: true }), columns.width, faces);
  return { lines, starts: lines.map(() => 0) };
}

const heightOf = (cells: readonly Cell[], size: number): number => Math.max(1, ...cells.map(cell => cell.lines.length)) * size * LEADING + ROW_SPACE;

function drawRow(cells: readonly Cell[], parent: StructureElement, y: number, isHead: boolean, { columns, setting: { pdf, pen, x } }: { readonly columns: Columns; readonly setting: Setting }, span = 1): void {
  const row = part(pdf, parent, 'TR');
  const height = heightOf(cells, columns.size);
  for (const [place, cell] of cells.entries()) {
    const element = isHead || place === 0 ? pdf.struct('TH', { scope: isHead ? 'Column' : 'Row' }) : pdf.struct('TD');
    if (span > 1) element.dictionary.data['A'] = { O: 'Table', Scope: 'Row', ColSpan: span };
    row.add(element);
    drawLines(cell, y, height, columns.size, x, (line, at, baseline) => pen.line(element, line, at, baseline), isHead);
  }
  row.end();
}

/** Heads stand at the foot of their row, all else at the top. */
function drawLines({ lines, starts }: Cell, y: number, height: number, size: number, x: number, draw: (line: Line, at: number, baseline: number) => void, isAtFoot: boolean): void {
  const top = isAtFoot ? y + height - lines.length * size * LEADING - ROW_SPACE / 2 : y + ROW_SPACE / 2;
  for (const [place, line] of lines.entries()) draw(line, x + starts[place]!, top + size * (LEADING * place + 0.95));
}

/** A new element inside another. */
export function part(pdf: PDFDocument, parent: StructureElement, type: string): StructureElement {
  const element = pdf.struct(type);
  parent.add(element);
  return element;
}

