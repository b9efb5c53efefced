/** Results as aligned text: for terminals, for screen readers, and for every place that shows no rich output. */
import { characterVector, logicalVector } from '../data/atomic.js';
import { printColumn } from '../data/print.js';
import type { AtomicVector } from '../data/vectors.js';
import { fromJsonNumber, type JsonNumber, type ModelResult, type RandomEffectsResult, type Result, type TableResult, type VectorResult } from '../results.js';
import { formatDuration, toAscii } from './numbers.js';
import { columnTexts, randomEffectsTable } from './tables.js';
import { summarizeModel } from './summary.js';

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

function modelText(model: ModelResult): string {
  const summary = summarizeModel(model);
  const fixed = [
    ['', 'estimate', 'SE', ...(summary.hasDf ? ['df'] : []), summary.statisticName, ...(summary.hasP ? ['p'] : []), summary.intervalName, ...(summary.ratioName === null ? [] : [summary.ratioName, summary.intervalName])],
    ...summary.fixed.map(row => [row.term, row.estimate, row.standardError, ...(summary.hasDf ? [row.df] : []), row.statistic, ...(summary.hasP ? [row.p] : []), row.interval.replace(' – ', ' to '), ...(summary.ratioName === null ? [] : [row.ratio, row.ratioInterval.replace(' – ', ' to ')])]),
  ];
  const random = [
    ['group', 'term', 'variance', 'SD', ...(summary.hasCorrelation ? ['corr'] : []), 'levels', ...(summary.hasIcc ? ['ICC'] : []), ...(summary.medianRatioName === null ? [] : [summary.medianRatioName])],
    ...summary.random.map(row => [row.isFirst ? row.group : '', row.term, row.variance, row.sd, ...(summary.hasCorrelation ? [row.correlation] : []), row.levels, ...(summary.hasIcc ? [row.icc] : []), ...(summary.medianRatioName === null ? [] : [row.medianRatio])]),
  ];
  // The method's time differs from run to run; in text, which is compared and kept, it would only be noise.
  const about = summary.about.filter(part => part !== formatDuration(model.convergence.milliseconds)).map(toAscii).join(', ');
  return [
    `${summary.title}${summary.name === '' ? '' : ` ${summary.name}`}: ${toAscii(summary.verdict.sentence)}`,
    `  ${summary.formula}`,
    `  ${about}`,
    ...summary.notices.flatMap(notice => ['', `${notice.severity === 'information' ? 'Note' : notice.severity === 'warning' ? 'Warning' : 'Error'} ${notice.code}: ${notice.message}`, ...notice.advice.map(advice => `  - ${advice}`)]),
    '',
    `Fixed effects (${summary.fixedCaption.replaceAll(' · ', ', ')}):`,
    alignColumns(fixed.map(row => row.map((cell, column) => (column === 0 ? cell : toAscii(cell)))), column => column === 0),
    ...(summary.fixedNote === '' ? [] : [summary.fixedNote]),
    '',
    'Random effects:',
    alignColumns(random.map(row => row.map((cell, column) => (column < 2 ? cell : toAscii(cell)))), column => column < 2),
    '',
    wrap(summary.facts.map(fact => `${fact.name} ${toAscii(fact.value)}`)),
  ].join('\n');
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
    alignColumns([header, ...rows], column => table.columns[column]?.type === 'text'),
    ...(table.rows.length === 0 ? ['(no rows)'] : []),
    ...table.notes,
  ].join('\n');
}

const toAsciiUnlessText = (text: string, type: string | undefined): string => (type === 'text' ? text : toAscii(text));

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

/** Columns padded to equal width, two spaces apart; numbers to the right, text to the left; no trailing blanks. */
export function alignColumns(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): string {
  const widths: number[] = [];
  const aligned = alignDecimals(rows, isLeft);
  for (const row of aligned) row.forEach((cell, column) => { widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell)); });
  return aligned.map(row => row.map((cell, column) => {
    const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
    return isLeft(column) ? cell + padding : padding + cell;
  }).join('  ').trimEnd()).join('\n');
}

/** Numbers of a column padded on the right so that their points stand under each other; the first row is the header. */
function alignDecimals(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): readonly (readonly string[])[] {
  const isNumber = (cell: string): boolean => /^-?\d+(\.\d*)?$/.test(cell);
  const places = (cell: string): number => (isNumber(cell) ? cell.length - `${cell}.`.indexOf('.') : 0);
  const most: number[] = [];
  rows.slice(1).forEach(row => row.forEach((cell, column) => { most[column] = Math.max(most[column] ?? 0, places(cell)); }));
  return rows.map((row, index) => row.map((cell, column) => (index === 0 || isLeft(column) || !isNumber(cell) ? cell : cell + ' '.repeat((most[column] ?? 0) - places(cell)))));
}

/** Code points, which is the width of all but combining and East Asian characters. */
const displayWidth = (text: string): number => [...text].length;

function wrap(parts: readonly string[]): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= LINE_WIDTH) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines.join('\n');
}

