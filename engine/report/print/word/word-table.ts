/** Tables of a document as Word's own: heads that repeat on each page, rules in the manner of booktabs, numbers on their points. */
import { AlignmentType, BorderStyle, LineRuleType, Paragraph, SimpleField, TabStopType, Table, TableCell, TableLayoutType, TableRow, TextRun, WidthType, type FileChild, type IBorderOptions, type ParagraphChild } from 'docx';
import type { DocumentColumn, DocumentRow, DocumentTable, Inline } from '../../document/document.js';
import { plainInlines } from '../../document/document.js';
import type { Faces } from '../typeset/faces.js';
import { fragmentsOf } from '../typeset/fragments.js';
import { spansOf } from '../typeset/spans.js';
import { layOutColumns, type ColumnLayout } from '../typeset/table-columns.js';
import { beginsLeft, wordInlines } from './word-inlines.js';

const TWIPS = 20;
/** Points to each side of a cell's content. */
const PADDING = 5;
/** Word's faces are a little wider than those that we measure with. */
const SLACK = 1.1;
/** Tables of up to so many rows stay on one page. */
const MOST_ROWS_TOGETHER = 24;

const none: IBorderOptions = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const rule = (eighths: number): IBorderOptions => ({ style: BorderStyle.SINGLE, size: eighths, color: '1A1A1A' });

/** `width`: of the text, in points. */
export function wordTable(table: DocumentTable, width: number, faces: Faces): readonly FileChild[] {
  const { size, columns } = fitting(table, width, faces);
  const widths = columns.map(column => Math.round((column.width * SLACK + 2 * PADDING) * TWIPS));
  const isTogether = table.rows.length <= MOST_ROWS_TOGETHER;
  const head = new TableRow({ tableHeader: true, cantSplit: true, keepNext: true, children: table.columns.map((column, place) => cell(column.head, column, { ...columns[place]!, point: null }, size, { top: rule(8), bottom: rule(4) }, widths[place]!)) });
  let isInGroup = false;
  const rows = table.rows.map((row, place) => {
    const isLast = place === table.rows.length - 1;
    const borders = isLast ? { bottom: rule(8) } : {};
    const keepNext = !isLast && (isTogether || row.isGroup === true);
    if (row.isGroup) {
      isInGroup = true;
      return new TableRow({ cantSplit: true, keepNext, children: [groupCell(row, table.columns.length, size, borders, widths.reduce((total, one) => total + one, 0))] });
    }
    const isIndented = isInGroup;
    return new TableRow({ cantSplit: true, keepNext, children: table.columns.map((column, at) => cell(row.cells[at] ?? [], column, columns[at]!, size, borders, widths[at]!, at === 0 && isIndented)) });
  });
  return [
    ...(table.caption.length > 0 ? [new Paragraph({ style: 'Caption', keepNext: true, children: captionRuns(table.caption, 'Table', table.number) })] : []),
    new Table({
      rows: [head, ...rows],
      columnWidths: widths,
      width: { size: widths.reduce((total, one) => total + one, 0), type: WidthType.DXA },
      layout: TableLayoutType.FIXED,
      borders: { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none },
      margins: { left: PADDING * TWIPS, right: PADDING * TWIPS },
      tableLook: { firstRow: true, firstColumn: true, lastRow: false, lastColumn: false, noHBand: true, noVBand: true },
    }),
    ...table.notes.map(note => new Paragraph({ style: 'TableNotes', children: wordInlines(note) })),
    new Paragraph({ spacing: { before: 0, after: 120, line: 120, lineRule: LineRuleType.EXACT }, children: [] }),
  ];
}

/** A caption whose number is a field, so that Word can list and refer to it. */
export function captionRuns(caption: readonly Inline[], label: 'Table' | 'Figure', number: number | null): readonly ParagraphChild[] {
  const [first, ...rest] = caption;
  const match = first?.kind === 'text' && number !== null ? new RegExp(`^(\\D*)${number}(.*)$`, 's').exec(first.text) : null;
  if (!match || first?.kind !== 'text') return wordInlines(caption);
  const [, before = '', after = ''] = match;
  const style = { ...(first.isStrong ? { bold: true } : {}), ...(first.isEmphasis ? { italics: true } : {}) };
  return [
    new TextRun({ ...style, text: before }),
    new NumberField(`SEQ ${label} \\* ARABIC`, String(number), first.isStrong ?? false),
    ...(after === '' ? [] : [new TextRun({ ...style, text: after })]),
    ...wordInlines(rest),
  ];
}

/** The largest of the usual sizes at which the columns fit; the smallest where none does. */
function fitting(table: DocumentTable, width: number, faces: Faces): { readonly size: number; readonly columns: readonly ColumnLayout[] } {
  const sizes = [10, 9, 8, 7.5];
  const gaps = 2 * PADDING * table.columns.length;
  const laid = sizes.map(size => {
    const measure = (content: readonly Inline[]): number => fragmentsOf(spansOf(content, { family: 'serif', size }), faces).fragments.reduce((total, fragment) => total + fragment.width, 0);
    return { size, columns: layOutColumns(table, measure, (width - gaps) / SLACK, 0) };
  });
  return laid.find(({ columns }) => columns.reduce((total, column) => total + column.width, 0) * SLACK + gaps <= width + 0.5) ?? laid.at(-1)!;
}

type CellBorders = { readonly top?: IBorderOptions; readonly bottom?: IBorderOptions };

function cell(content: readonly Inline[], column: DocumentColumn, layout: ColumnLayout, size: number, borders: CellBorders, width: number, isIndented = false): TableCell {
  const isDecimal = column.align === 'decimal' && layout.point !== null;
  const alignment = isDecimal || column.align === 'left' ? AlignmentType.START : column.align === 'centre' ? AlignmentType.CENTER : AlignmentType.END;
  return new TableCell({
    borders: { ...noSides, ...borders },
    width: { size: width, type: WidthType.DXA },
    verticalAlign: 'bottom',
    children: [new Paragraph({
      style: 'TableText',
      alignment,
      ...(beginsLeft(plainInlines(content)) ? { bidirectional: true } : {}),
      ...(isIndented ? { indent: { left: 10 * TWIPS } } : {}),
      ...(isDecimal ? { tabStops: [{ type: TabStopType.DECIMAL, position: Math.round(width - 2 * PADDING * TWIPS - layout.behind * SLACK * TWIPS) }] } : {}),
      children: wordInlines(content, size === 10 ? {} : { size: size * 2 }),
    })],
  });
}

function groupCell(row: DocumentRow, columns: number, size: number, borders: CellBorders, width: number): TableCell {
  return new TableCell({
    columnSpan: columns,
    borders: { ...noSides, ...borders },
    width: { size: width, type: WidthType.DXA },
    children: [new Paragraph({ style: 'TableText', children: wordInlines(row.cells[0] ?? [], { italics: true, ...(size === 10 ? {} : { size: size * 2 }) }) })],
  });
}

const noSides = { left: none, right: none } as const;

/** A field that shows its value until Word works it out anew. */
class NumberField extends SimpleField {
  constructor(instruction: string, value: string, bold: boolean) {
    super(instruction);
    this.root.push(new TextRun({ text: value, bold }));
  }
}
