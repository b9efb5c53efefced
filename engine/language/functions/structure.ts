/** R's `str`: how a value is built, one line a part. */
import { labelsOf } from '../../data/coercion.js';
import { extentsOf, type Extents } from '../../data/extents.js';
import { commonNumberFormat, formatNumber } from '../../data/number-format.js';
import { displayWidth, padEnd, quoted } from '../../data/print-layout.js';
import { lengthOf, type Column, type Factor, type NumericVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { Value } from '../values.js';

const DIGITS = 3;
const LINE_WIDTH = 80;

export function structureOf(value: Value): string {
  return lines(value, '', 'top').join('\n');
}

/** Where a value stands: by itself, in a list, or as a column of a data frame; R shows less of nested ones. */
type Place = 'top' | 'list' | 'column' | 'only row';

function lines(value: Value, indent: string, place: Place): string[] {
  switch (value.type) {
    case 'dataFrame': {
      const width = Math.max(0, ...[...value.columns.keys()].map(displayWidth));
      const head = `'data.frame':\t${value.rowCount} obs. of  ${value.columns.size} ${value.columns.size === 1 ? 'variable' : 'variables'}${value.columns.size === 0 ? '' : ':'}`;
      // R counts the elements of a column again where the frame itself is nested
      const inner: Place = value.rowCount === 1 ? 'only row' : place === 'top' ? 'column' : 'list';
      return [head, ...[...value.columns].flatMap(([name, column]) => member(name, width, lines(column, `${indent}  `, inner), indent))];
    }
    case 'list': {
      const names = value.values.map((_, index) => value.names?.[index] ?? '');
      const width = Math.max(0, ...names.map(displayWidth));
      if (value.values.length === 0) return [' list()'];
      return [`List of ${value.values.length}`, ...value.values.flatMap((each, index) => member(names[index]!, width, lines(each, `${indent}  `, 'list'), indent))];
    }
    case 'factor':
      return [factorLine(value)];
    case 'double':
    case 'integer':
    case 'logical':
    case 'character':
      return vectorLines(value, place).map((line, index) => (index === 0 || indent === '' ? line : `  ${'.. '.repeat(indent.length / 2 - 1)}..${line.trimStart()}`));
    case 'null':
      return [' NULL'];
    case 'formula':
      return [`Class 'formula'  language ${value.text}`];
    default:
      return [` ${describeValue(value)}`];
  }
}

function member(name: string, width: number, [first = '', ...rest]: readonly string[], indent: string): string[] {
  const prefix = indent === '' ? ' $ ' : `${indent.replace(/ {2}$/, '')}  ..$ `;
  return [`${prefix}${padEnd(name, width)}:${first}`, ...rest];
}

function vectorLines(column: Exclude<Column, Factor>, place: Place): string[] {
  if (column.type === 'double' && column.time) return timeLine(column, place);
  const abbreviation = { double: 'num', integer: 'int', logical: 'logi', character: 'chr' }[column.type];
  const length = lengthOf(column);
  const extents = extentsOf(column);
  const extent = extents
    ? ` [${extents.sizes.map(extentOf).join(', ')}${extents.sizes.length === 1 ? '(1d)' : ''}]`
    : length === 0 ? '(0)' : place === 'column' ? ' ' : length > 1 ? ` [1:${length}]` : '';
  const title = `${extents?.isTable ? " 'table'" : !extents && column.names ? ' Named' : ''} ${abbreviation}${extent}`;
  const shown = elementsShown(column, title, place);
  const more = shown.length < length ? ' ...' : '';
  const line = `${title} ${shown.join(' ')}${more}`;
  if (extents) return extents.labels.some(labels => labels !== null) ? [line, ...dimensionLines(extents)] : [line];
  return column.names ? [line, ` - attr(*, "names")=${vectorLines({ type: 'character', values: column.names }, 'list')[0] ?? ''}`] : [line];
}

function timeLine(column: NumericVector, place: Place): string[] {
  const length = column.values.length;
  if (column.time === 'date') {
    // R leaves more room around what is nested: two dates fit a line of 80
    const most = place === 'top' ? 5 : 2;
    const extent = place === 'top' || place === 'list' ? `[1:${length}]` : '';
    return [` Date${extent}, format: ${labelsOf({ ...column, values: column.values.slice(0, most) }).map(text => (text === null ? 'NA' : quoted(text))).join(' ')}${length > most ? ' ...' : ''}`];
  }
  const { time: unit, ...plain } = column;
  return [` 'difftime' num${length > 1 ? ` [1:${length}]` : ''} ${elementsShown(plain, '', place).join(' ')}${length > 10 ? ' ...' : ''}`, ` - attr(*, "units")= chr "${unit}"`];
}

function dimensionLines({ labels, variables }: Extents): string[] {
  const width = Math.max(0, ...(variables ?? []).map(displayWidth));
  return [` - attr(*, "dimnames")=List of ${labels.length}`, ...labels.map((names, k) => `  ..$ ${padEnd(variables?.[k] ?? '', width)}:${names ? (vectorLines({ type: 'character', values: names }, 'list')[0] ?? '') : ' NULL'}`)];
}

const extentOf = (size: number): string => (size === 1 ? '1' : `1:${size}`);

function elementsShown(column: Exclude<Column, Factor>, title: string, place: Place): string[] {
  if (column.type === 'character') {
    const texts = column.values.map(text => (text === null ? 'NA' : quoted(text)));
    if (place !== 'top') return texts.slice(0, 4);
    let width = 0;
    const available = LINE_WIDTH - 4 - title.length;
    const count = texts.findIndex(text => (width += displayWidth(text) + 1) >= available);
    return count < 0 ? texts : texts.slice(0, Math.max(1, count));
  }
  if (column.type === 'logical') return labelsOf({ type: 'logical', values: column.values.slice(0, 6) }).map(text => text ?? 'NA');
  if (column.type === 'integer') return Array.from(column.values.subarray(0, 10), value => (Number.isNaN(value) ? 'NA' : String(value)));
  const first = column.values.subarray(0, 10);
  const isRound = first.every(value => Number.isNaN(value) || Math.abs(value - Number(value.toPrecision(DIGITS))) <= Math.abs(value) * 1e-12);
  return shortNumbers({ type: 'double', values: column.values.slice(0, isRound ? 10 : 5) });
}

function shortNumbers(column: NumericVector): string[] {
  const format = commonNumberFormat(column.values, DIGITS);
  return Array.from(column.values, value => {
    if (Number.isNaN(value)) return 'NA';
    const text = formatNumber(value, format);
    return format.isScientific ? text : text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  });
}

/** Levels are listed until they take 13 characters. */
const LEVELS_WIDTH = 13;

function factorLine(factor: Factor): string {
  const separator = factor.isOrdered ? '<' : ',';
  let width = 0;
  let count = factor.levels.findIndex(level => (width += displayWidth(quoted(level)) + 1) > LEVELS_WIDTH) + 1;
  if (count === 0) count = factor.levels.length;
  const listed = factor.levels.slice(0, count).map(quoted).join(separator);
  const more = count < factor.levels.length ? `${separator}..` : '';
  const codes = Array.from(factor.codes.subarray(0, 10), code => (code === 0 ? 'NA' : String(code)));
  const title = factor.isOrdered ? 'Ord.factor' : 'Factor';
  return ` ${title} w/ ${factor.levels.length} ${factor.levels.length === 1 ? 'level' : 'levels'} ${listed}${more}: ${codes.join(' ')}${factor.codes.length > 10 ? ' ...' : ''}`;
}
