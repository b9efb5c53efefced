/** Operations on data frames: rows, columns, binding, merging. */
import { UserError } from '../language/syntax/diagnostic.js';
import { namesListed, nearestName, suggestion } from '../language/syntax/nearest-name.js';
import { asType, commonType, labelsOf } from './coercion.js';
import { compareText } from './collation.js';
import { makeFactor, sortedDistinctLabels } from './factor.js';
import { NOWHERE, takeElements, takeRows } from './indexing.js';
import { isMissingAt, missingCount } from './atomic.js';
import { distinctNames } from './readers/delimited.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame } from './vectors.js';

/** Rows of a column: of a matrix its first dimension. */
export const rowsOf = (column: Column): number => (column.type !== 'factor' && column.dim ? column.dim[0] : lengthOf(column));

/** A frame of equally long columns; shorter ones are recycled where they fit a whole number of times. */
export function makeDataFrame(columns: readonly (readonly [string, Column])[], rowNames?: readonly string[]): DataFrame {
  const rowCount = columns.reduce((longest, [, column]) => Math.max(longest, rowsOf(column)), 0);
  const filled = new Map<string, Column>();
  for (const [name, column] of columns) {
    const rows = rowsOf(column);
    if (rows !== rowCount && (rows === 0 || rowCount % rows !== 0)) {
      throw new UserError('GLMM270', `Column "${name}" has ${rows} rows, but the longest has ${rowCount}.`, { advice: ['Columns of a data frame need equal lengths (or lengths that divide the longest).'] });
    }
    filled.set(name, withoutNames(rows === rowCount ? column : takeElements(column, Int32Array.from({ length: rowCount }, (_, index) => index % rows))));
  }
  return { type: 'dataFrame', rowCount, columns: filled, ...(rowNames ? { rowNames } : {}) };
}

/** A column by its exact name; the error names the nearest. */
export function columnOf(frame: DataFrame, name: string, frameName = ''): Column {
  const column = frame.columns.get(name);
  if (column) return column;
  throw unknownColumn(frame, name, frameName);
}

export function unknownColumn(frame: DataFrame, name: string, frameName = ''): UserError {
  const names = [...frame.columns.keys()];
  const nearest = nearestName(name, names);
  const where = frameName ? ` in data \`${frameName}\`` : '';
  return new UserError('GLMM204', `There is no column \`${name}\`${where}.${suggestion(nearest)}`, { advice: [`The columns are ${namesListed(names)}.`] });
}

/** Rows at 0-based positions; `NOWHERE` gives a row of NA. Row names come along as R keeps them. */
export function selectRows(frame: DataFrame, positions: Int32Array): DataFrame {
  const columns = new Map<string, Column>();
  for (const [name, column] of frame.columns) columns.set(name, takeRows(column, positions));
  const isPrefix = !frame.rowNames && positions.every((position, index) => position === index);
  return { type: 'dataFrame', rowCount: positions.length, columns, ...(isPrefix ? {} : { rowNames: selectedRowNames(frame, positions) }) };
}

/** A column that is named twice comes twice, the second time as `x.1`. */
export function selectColumns(frame: DataFrame, names: readonly string[]): DataFrame {
  const distinct = distinctNames(names);
  return { ...frame, columns: new Map(names.map((name, index) => [distinct[index]!, columnOf(frame, name)])) };
}

/** With one column set, or removed when `column` is null. A shorter column is recycled where it fits. */
export function withColumn(frame: DataFrame, name: string, column: Column | null): DataFrame {
  const columns = new Map(frame.columns);
  if (!column) {
    columns.delete(name);
    return { ...frame, columns };
  }
  const rows = rowsOf(column);
  if (frame.columns.size === 0 && frame.rowCount === 0) return makeDataFrame([[name, column]]);
  if (rows !== frame.rowCount && (rows === 0 || frame.rowCount % rows !== 0)) {
    throw new UserError('GLMM271', `The replacement for column \`${name}\` has ${rows} ${rows === 1 ? 'element' : 'elements'}, but the data have ${frame.rowCount} rows.`);
  }
  columns.set(name, withoutNames(rows === frame.rowCount ? column : takeElements(column, Int32Array.from({ length: frame.rowCount }, (_, index) => index % rows))));
  return { ...frame, columns };
}

export function renameColumns(frame: DataFrame, names: readonly string[]): DataFrame {
  if (names.length !== frame.columns.size) throw new UserError('GLMM272', `The data have ${frame.columns.size} columns, but ${names.length} names were given.`);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UserError('GLMM272', `Two columns would be called \`${repeated}\`; each column needs a name of its own.`);
  return { ...frame, columns: new Map([...frame.columns.values()].map((column, index) => [names[index]!, column])) };
}

/** 0-based positions of the rows without a missing value in any column. */
export function completeRows(frame: DataFrame): Int32Array {
  const isIncomplete = new Uint8Array(frame.rowCount);
  for (const column of frame.columns.values()) {
    const cells = lengthOf(column);
    for (let cell = 0; cell < cells; cell++) if (isMissingAt(column, cell)) isIncomplete[cell % frame.rowCount] = 1;
  }
  return Int32Array.from({ length: frame.rowCount }, (_, row) => row).filter(row => isIncomplete[row] === 0);
}

/** Frames with the same columns, one below the other. Levels of factors are joined in order of appearance. */
export function bindRows(frames: readonly DataFrame[]): DataFrame {
  const filled = frames.filter(frame => frame.columns.size > 0);
  const first = filled[0];
  if (!first) return makeDataFrame([]);
  for (const frame of filled) {
    const missing = [...first.columns.keys()].find(name => !frame.columns.has(name));
    if (missing !== undefined || frame.columns.size !== first.columns.size) {
      throw new UserError('GLMM273', `The data frames have different columns: ${[...first.columns.keys()].join(', ')} and ${[...frame.columns.keys()].join(', ')}.`);
    }
  }
  return makeDataFrame([...first.columns.keys()].map(name => [name, concatenate(filled.map(frame => columnOf(frame, name)))]), boundRowNames(filled));
}

/** Names of the rows of frames below each other: undefined where all are numbered, otherwise each its own, made distinct. */
function boundRowNames(frames: readonly DataFrame[]): string[] | undefined {
  const names: string[] = [];
  let areNumbered = true;
  for (const { rowNames, rowCount } of frames) {
    const start = areNumbered && !rowNames ? names.length : 0;
    if (rowNames) areNumbered = false;
    for (let row = 0; row < rowCount; row++) names.push(rowNames?.[row] ?? String(start + row + 1));
  }
  return areNumbered ? undefined : distinctNames(names, '');
}

/** One after the other: factors with factors stay a factor, otherwise the type that holds all. */
export function concatenate(columns: readonly Column[]): Column {
  if (columns.length > 0 && columns.every(column => column.type === 'factor')) {
    const levels = [...new Set(columns.flatMap(column => (column.type === 'factor' ? column.levels : [])))];
    const [first] = columns;
    const isOrdered = first?.type === 'factor' && columns.every(column => column.type === 'factor' && column.isOrdered && column.levels.join('\0') === first.levels.join('\0'));
    return makeFactor({ type: 'character', values: columns.flatMap(labelsOf) }, { levels, isOrdered });
  }
  const isFactorFirst = columns[0]?.type === 'factor';
  if (isFactorFirst) return makeFactor({ type: 'character', values: columns.flatMap(labelsOf) }, { levels: [...new Set(columns.flatMap(column => (column.type === 'factor' ? column.levels : sortedDistinctLabels(column))))] });
  return concatenateAtomic(columns);
}

const MOST_ELEMENTS = 50_000_000;

function concatenateAtomic(columns: readonly Column[]): AtomicVector {
  const type = commonType(columns);
  const parts = columns.map(column => asType(column, type));
  const length = parts.reduce((sum, part) => sum + part.values.length, 0);
  if (length > MOST_ELEMENTS) throw new UserError('GLMM211', `The result would have ${length} elements, more than the 50 million that a vector may have here.`);
  if (type === 'character') return { type, values: parts.flatMap(part => part.values as readonly (string | null)[]) };
  if (type === 'logical') {
    const values = new Int8Array(length);
    let offset = 0;
    for (const part of parts) {
      values.set(part.values as Int8Array, offset);
      offset += part.values.length;
    }
    return { type, values };
  }
  const [first] = parts;
  const time = first && 'time' in first && first.time ? { time: first.time } : {};
  const values = new Float64Array(length);
  let notANumber: Uint8Array | undefined;
  let offset = 0;
  for (const part of parts) {
    values.set(part.values as Float64Array, offset);
    if ('notANumber' in part && part.notANumber) (notANumber ??= new Uint8Array(length)).set(part.notANumber, offset);
    offset += part.values.length;
  }
  return { type, values, ...(notANumber ? { notANumber } : {}), ...time };
}

/** 0-based positions that sort by the first key, ties by the next; stable; missing values last. */
export function orderOf(keys: readonly { readonly column: Column; readonly isDecreasing: boolean }[]): Int32Array {
  const length = keys[0] ? lengthOf(keys[0].column) : 0;
  const comparators = keys.map(({ column, isDecreasing }) => comparatorOf(column, isDecreasing));
  const positions = Array.from({ length }, (_, position) => position);
  positions.sort((a, b) => {
    for (const comparator of comparators) {
      const order = comparator(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
  return Int32Array.from(positions);
}

function comparatorOf(column: Column, isDecreasing: boolean): (a: number, b: number) => number {
  const hasMissing = missingCount(column) > 0;
  const sign = isDecreasing ? -1 : 1;
  const text = column.type === 'character' ? column.values : null;
  const numbers = column.type === 'factor' ? column.codes : column.type === 'character' ? null : column.values;
  const inOrder = text ? (a: number, b: number) => compareText(text[a] ?? '', text[b] ?? '') : (a: number, b: number) => numbers![a]! - numbers![b]! || 0;
  return (a, b) => {
    if (hasMissing) {
      const isFirstMissing = isMissingAt(column, a);
      const isSecondMissing = isMissingAt(column, b);
      if (isFirstMissing || isSecondMissing) return Number(isFirstMissing) - Number(isSecondMissing);
    }
    return sign * inOrder(a, b);
  };
}

function selectedRowNames(frame: DataFrame, positions: Int32Array): string[] {
  const seen = new Map<string, number>();
  return Array.from(positions, position => {
    const name = position === NOWHERE ? 'NA' : (frame.rowNames?.[position] ?? String(position + 1));
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}.${count}`;
  });
}

function withoutNames(column: Column): Column {
  if (!column.names) return column;
  const { names: _names, ...bare } = column;
  return bare;
}
