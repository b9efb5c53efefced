/** `x[i]`: what an index selects, taking those elements, and replacing them. */
import { UserError } from '../language/syntax/diagnostic.js';
import { isNumeric } from './atomic.js';
import { asCharacter, asType, commonType, datesOf } from './coercion.js';
import { quotedList } from './factor.js';
import { LOGICAL_NA, lengthOf, type AtomicVector, type Column } from './vectors.js';

/** A position that stands for a missing element. */
export const NOWHERE = -1;

/**
 * 0-based positions that an index selects out of `length` elements; `NOWHERE` for NA, for positions past the end and for names
 * that do not occur (unless `canExtend`, when they are positions past the end).
 */
export function resolveIndex(index: Column, length: number, names: readonly string[] | undefined, canExtend = false): Int32Array {
  if (index.type === 'character') return positionsOfNames(index.values, length, names, canExtend);
  if (index.type === 'logical') return positionsWhereTrue(index.values, length);
  const numbers = index.type === 'factor' ? Float64Array.from(index.codes, code => (code === 0 ? NaN : code)) : index.values;
  const hasNegative = numbers.some(value => value <= -1);
  if (!hasNegative) return positivePositions(numbers, length, canExtend);
  if (numbers.some(value => value >= 1 || Number.isNaN(value))) {
    throw new UserError('GLMM230', 'An index cannot mix positive and negative numbers (or NA and negative ones).', { advice: ['Use positive numbers to take elements, negative ones to leave them out.'] });
  }
  const isLeftOut = new Uint8Array(length);
  for (const value of numbers) if (-Math.trunc(value) >= 1 && -Math.trunc(value) <= length) isLeftOut[-Math.trunc(value) - 1] = 1;
  return allPositions(length).filter(position => isLeftOut[position] === 0);
}

export const allPositions = (length: number): Int32Array => Int32Array.from({ length }, (_, position) => position);

/** The elements at 0-based positions, NA at `NOWHERE`; names come along, dimensions do not. */
export function takeElements<Kind extends Column>(column: Kind, positions: Int32Array): Kind {
  const names = column.names;
  const taken = {
    ...(names ? { names: Array.from(positions, position => (position === NOWHERE ? '<NA>' : (names[position] ?? '<NA>'))) } : {}),
    ...(column.label === undefined ? {} : { label: column.label }),
  };
  switch (column.type) {
    case 'factor':
      return { type: 'factor', codes: Int32Array.from(positions, position => (position === NOWHERE ? 0 : column.codes[position]!)), levels: column.levels, isOrdered: column.isOrdered, ...(column.contrasts ? { contrasts: column.contrasts } : {}), ...taken } as unknown as Kind;
    case 'logical':
      return { type: 'logical', values: Int8Array.from(positions, position => (position === NOWHERE ? LOGICAL_NA : column.values[position]!)), ...taken } as unknown as Kind;
    case 'character':
      return { type: 'character', values: Array.from(positions, position => (position === NOWHERE ? null : column.values[position]!)), ...taken } as unknown as Kind;
    default: {
      const values = new Float64Array(positions.length);
      for (let index = 0; index < values.length; index++) values[index] = positions[index] === NOWHERE ? NaN : column.values[positions[index]!]!;
      const marks = column.notANumber;
      const notANumber = marks ? { notANumber: Uint8Array.from(positions, position => (position === NOWHERE ? 0 : marks[position]!)) } : {};
      const valueLabels = column.valueLabels ? { valueLabels: column.valueLabels } : {};
      const time = column.time ? { time: column.time } : {};
      return { type: column.type, values, ...notANumber, ...valueLabels, ...time, ...taken } as unknown as Kind;
    }
  }
}

/** The rows of a column at 0-based positions; a matrix keeps its columns. */
export function takeRows<Kind extends Column>(column: Kind, positions: Int32Array): Kind {
  if (column.type === 'factor' || !column.dim) return takeElements(column, positions);
  const [rows, columns] = column.dim;
  const cells = new Int32Array(positions.length * columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < positions.length; i++) cells[j * positions.length + i] = positions[i] === NOWHERE ? NOWHERE : j * rows + positions[i]!;
  }
  const matrix: AtomicVector = column;
  const { names: _names, ...bare } = matrix;
  const taken = takeElements(bare, cells);
  return { ...taken, dim: [positions.length, columns] as const, ...(column.columnNames ? { columnNames: column.columnNames } : {}) } as unknown as Kind;
}

/** `x[positions] <- value`, with coercion to the type that holds both and recycling; positions past the end lengthen `x`. */
export function replaceElements(column: Column, positions: Int32Array, value: Column, newNames?: readonly string[]): Column {
  const count = lengthOf(value);
  if (positions.length === 0) return column;
  if (count === 0) throw new UserError('GLMM231', 'The replacement has no elements.');
  const length = positions.reduce((longest, position) => Math.max(longest, position + 1), lengthOf(column));
  if (column.type === 'factor') return replaceCodes(column, positions, value, length);
  const filling = column.type === 'double' && column.time === 'date' && value.type === 'character' ? datesOf(value) : value;
  const type = commonType([column, filling]);
  const old = asType(column, type);
  const replacement = asType(filling, type);
  const source = takeElements(old, Int32Array.from({ length }, (_, position) => (position < lengthOf(old) ? position : NOWHERE)));
  const result = { ...old, ...source };
  // the arrays of `source` are fresh, so writing into them changes nothing that anyone else holds
  if (result.type === 'character') {
    const values = [...result.values];
    positions.forEach((position, index) => (values[position] = (replacement.values as readonly (string | null)[])[index % count]!));
    return named({ ...result, values }, length, newNames);
  }
  const values = result.values;
  positions.forEach((position, index) => (values[position] = replacement.values[index % count] as number));
  if (isNumeric(result) && isNumeric(replacement) && (replacement.notANumber || result.notANumber)) {
    const notANumber = new Uint8Array(length);
    if (result.notANumber) notANumber.set(result.notANumber);
    positions.forEach((position, index) => (notANumber[position] = replacement.notANumber?.[index % count] ?? 0));
    return named({ ...result, notANumber }, length, newNames);
  }
  return named(result, length, newNames);
}

/** Names that an assignment by name adds past the end of a vector. */
export function namesForExtension(index: Column, positions: Int32Array, names: readonly string[] | undefined, length: number): readonly string[] | undefined {
  if (index.type !== 'character') return names;
  const extended = names ? [...names] : Array.from({ length }, () => '');
  positions.forEach((position, i) => {
    while (extended.length <= position) extended.push('');
    if (position >= length) extended[position] = index.values[i] ?? 'NA';
  });
  return extended;
}

/** The one position that `x[[i]]` selects; errors name what there is. */
export function resolveSingle(index: Column, length: number, names: readonly string[] | undefined): number {
  if (lengthOf(index) !== 1) throw new UserError('GLMM232', `[[ ]] takes one index, but ${lengthOf(index)} were given.`, { advice: ['Use [ ] to take several elements.'] });
  const position = resolveIndex(index, length, names)[0] ?? NOWHERE;
  if (position !== NOWHERE) return position;
  const asked = asCharacter(index).values[0] ?? 'NA';
  if (index.type === 'character') throw new UserError('GLMM233', `There is no element named "${asked}"${names && names.length > 0 ? `; there are ${quotedList(names)}` : ''}.`);
  throw new UserError('GLMM233', `There is no element ${asked}: there ${length === 1 ? 'is 1 element' : `are ${length} elements`}.`);
}

function named(vector: AtomicVector, length: number, newNames: readonly string[] | undefined): AtomicVector {
  const names = newNames ?? vector.names;
  if (!names) return vector;
  return { ...vector, names: Array.from({ length }, (_, index) => (names[index] === undefined || names[index] === '<NA>' ? '' : names[index])) };
}

function replaceCodes(column: Extract<Column, { type: 'factor' }>, positions: Int32Array, value: Column, length: number): Column {
  const labels = asCharacter(value).values;
  const codes = new Int32Array(length);
  codes.set(column.codes);
  positions.forEach((position, index) => {
    const label = labels[index % labels.length]!;
    const code = label === null ? 0 : column.levels.indexOf(label) + 1;
    if (label !== null && code === 0) {
      throw new UserError('GLMM234', `"${label}" is not a level of the factor; its levels are ${quotedList(column.levels)}.`, { advice: ['Add the level first: factor(x, levels = c(levels(x), "new")).'] });
    }
    codes[position] = code;
  });
  return { ...column, codes };
}

function positionsOfNames(wanted: readonly (string | null)[], length: number, names: readonly string[] | undefined, canExtend: boolean): Int32Array {
  const positionOf = new Map<string, number>();
  names?.forEach((name, position) => {
    if (!positionOf.has(name) && name !== '') positionOf.set(name, position);
  });
  let next = length;
  return Int32Array.from(wanted, name => {
    const position = name === null ? undefined : positionOf.get(name);
    if (position !== undefined) return position;
    if (!canExtend) return NOWHERE;
    if (name !== null) positionOf.set(name, next);
    return next++;
  });
}

function positionsWhereTrue(codes: Int8Array, length: number): Int32Array {
  if (codes.length === 0) return new Int32Array(0);
  const total = Math.max(length, codes.length);
  const positions = new Int32Array(total);
  let count = 0;
  for (let position = 0; position < total; position++) {
    const code = codes[codes.length === total ? position : position % codes.length];
    if (code === 0) continue;
    positions[count++] = code === LOGICAL_NA || position >= length ? NOWHERE : position;
  }
  return positions.slice(0, count);
}

function positivePositions(numbers: Float64Array, length: number, canExtend: boolean): Int32Array {
  const positions = new Int32Array(numbers.length);
  let count = 0;
  for (const value of numbers) {
    if (Math.abs(value) < 1) continue;
    const position = Math.trunc(value) - 1;
    positions[count++] = Number.isNaN(value) || (position >= length && !canExtend) ? NOWHERE : position;
  }
  return positions.slice(0, count);
}
