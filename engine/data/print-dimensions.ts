/** Matrices, arrays and contingency tables as R prints them. */
import { withShape } from './atomic.js';
import { cellsAt, extentsOf, takeCells, type Extents } from './extents.js';
import { allPositions } from './indexing.js';
import { blocks, displayWidth, formatElements, longest, namedLines, padEnd, padStart, stretch, WIDTH, type PrintOptions, type TextColumn } from './print-layout.js';
import type { AtomicVector } from './vectors.js';

/** A matrix whose dimensions have no names. */
export function printMatrix(column: AtomicVector, options: PrintOptions): string {
  const [rows, columns] = column.dim ?? [0, 0];
  if (rows === 0 && columns === 0) return '<0 x 0 matrix>';
  if (columns === 0) return ['    ', ...(column.rowNames ?? Array.from({ length: rows }, (_, i) => `[${i + 1},]`))].join('\n');
  const rowNames = rows === 0 ? [] : Array.from({ length: rows }, (_, i) => column.rowNames?.[i] ?? (column.rowNames ? '' : `[${i + 1},]`));
  const isText = column.type === 'character';
  const texts = Array.from({ length: columns }, (_, j): TextColumn => {
    return { header: column.columnNames?.[j] ?? `[,${j + 1}]`, cells: formatElements(stretch(column, j * rows, (j + 1) * rows), options), isLeftAligned: isText };
  });
  return blocks(rowNames, texts, options.width ?? WIDTH);
}

/** A contingency table of any number of variables, a matrix whose dimensions are named, or an array of three dimensions or more. */
export function printDimensions(column: AtomicVector, options: PrintOptions): string {
  const extents = extentsOf(column)!;
  const { sizes, variables, isTable } = extents;
  if (isTable && column.values.length === 0) return sizes.length === 1 ? '< table of extent 0 >' : `< table of extent ${sizes.join(' x ')} >`;
  if (sizes.length === 1) return namedLines(formatElements(stretch(column, 0, column.values.length), isTable ? { ...options, isQuoted: false } : options), column.names ?? [], options.width ?? WIDTH, variables?.[0] ?? '');
  if (sizes.length === 2) return printNamedMatrix(column, extents, options);
  if (column.values.length === 0) return `<${sizes.join(' x ')} array of ${column.type}>`;
  return printSlices(column, extents, options);
}

/** `, , c = u` above each matrix of the first two dimensions. */
function printSlices(column: AtomicVector, extents: Extents, options: PrintOptions): string {
  const { sizes, labels, variables } = extents;
  const outer = sizes.slice(2);
  const all = extents.isTable ? sharedFormat(column, options) : null;
  const count = outer.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, slice) => {
    let rest = slice;
    const places = outer.map(size => {
      const place = rest % size;
      rest = Math.floor(rest / size);
      return place;
    });
    const along = [allPositions(sizes[0]!), allPositions(sizes[1]!), ...places.map(place => Int32Array.of(place))];
    const matrix = takeCells(column, extents, along, false);
    const cells = all && Array.from(cellsAt(sizes, along), cell => all[cell]!);
    const inner = { ...extents, sizes: sizes.slice(0, 2), labels: labels.slice(0, 2), variables: variables?.slice(0, 2) ?? null };
    const title = places.map((place, k) => (labels[k + 2] ? `${variables ? `${variables[k + 2] ?? ''} = ` : ''}${labels[k + 2]![place]!}` : String(place + 1)));
    return `${[', ', ...title].join(', ')}\n\n${printNamedMatrix(withShape(matrix, { dim: [sizes[0]!, sizes[1]!] }), inner, options, cells)}\n`;
  }).join('\n');
}

/** All counts of a table share one format, unlike the columns of a matrix. */
const sharedFormat = (column: AtomicVector, options: PrintOptions): string[] => {
  const cells = formatElements(stretch(column, 0, column.values.length), { ...options, isQuoted: false });
  const width = longest(cells);
  return cells.map(cell => padStart(cell, width));
};

/** `formatted`: the cells as text, where they share a format with others. */
function printNamedMatrix(column: AtomicVector, { sizes, labels, variables, isTable }: Extents, options: PrintOptions, formatted: readonly string[] | null = isTable ? sharedFormat(column, options) : null): string {
  const [rows = 0, columns = 0] = sizes;
  const shape = { dim: [rows, columns] as const, ...(labels[0] ? { rowNames: labels[0] } : {}), ...(labels[1] ? { columnNames: labels[1] } : {}) };
  if (!variables) return printMatrix(withShape(column, shape), options);
  const rowLabel = variables[0] ?? '';
  const rowNames = labels[0] ?? Array.from({ length: rows }, (_, i) => `[${i + 1},]`);
  const isText = !isTable && column.type === 'character';
  const texts = Array.from({ length: columns }, (_, j): TextColumn & { width: number } => {
    const header = labels[1]?.[j] ?? `[,${j + 1}]`;
    const cells = formatted ? formatted.slice(j * rows, (j + 1) * rows) : formatElements(stretch(column, j * rows, (j + 1) * rows), options);
    return { header, cells, isLeftAligned: isText, width: Math.max(displayWidth(header), longest(cells)) };
  });
  const pad = (text: string, { width, isLeftAligned }: { width: number; isLeftAligned: boolean }): string => (isLeftAligned ? padEnd(text, width) : padStart(text, width));
  // R sets the labels in by two, or so far that the variable's name fits above them
  const labelOffset = labels[0] ? Math.max(2, displayWidth(rowLabel) - longest(rowNames)) : 0;
  const labelWidth = Math.max(displayWidth(rowLabel), longest(rowNames) + labelOffset);
  const width = options.width ?? WIDTH;
  const lines: string[] = [];
  for (let start = 0; start < columns; ) {
    let end = start;
    let used = labelWidth;
    while (end < columns && (end === start || used + texts[end]!.width + 1 < width)) used += texts[end++]!.width + 1;
    const shown = texts.slice(start, end);
    lines.push(' '.repeat(labelWidth) + (variables[1] ?? ''), [padEnd(rowLabel, labelWidth), ...shown.map(text => pad(text.header, text))].join(' '));
    rowNames.forEach((name, row) => lines.push([padEnd(' '.repeat(labelOffset) + name, labelWidth), ...shown.map(text => pad(text.cells[row] ?? '', text))].join(' ')));
    start = end;
  }
  return lines.join('\n');
}
