/** `x$name`, `x[i]`, `x[i, j]` and `x[[i]]` on any value. */
import { isAtomic, isColumn } from '../data/atomic.js';
import { columnOf, selectColumns, selectRows, unknownColumn } from '../data/data-frame.js';
import { extentsOf, positionsAlong, stridesOf, takeCells, type Extents } from '../data/extents.js';
import { dropUnusedLevels } from '../data/factor.js';
import { allPositions, NOWHERE, resolveIndex, resolveSingle, takeElements } from '../data/indexing.js';
import { lengthOf, type AtomicVector, type Column, type DataFrame } from '../data/vectors.js';
import { describeValue } from './describe-value.js';
import { namesListed, nearestName, suggestion } from './syntax/nearest-name.js';
import { UserError } from './syntax/diagnostic.js';
import type { List, Value } from './values.js';

/** An index as it stands between brackets; null where it is empty. */
export type IndexValue = Value | null;

const NULL_VALUE: Value = { type: 'null' };

/** `object$name`: exact on a data frame, partial on a list as in R, NULL where a list has no such element. */
export function member(object: Value, name: string, objectText: string): Value {
  switch (object.type) {
    case 'dataFrame':
      return columnOf(object, name, objectText);
    case 'list': {
      const names = object.names ?? [];
      const exact = names.indexOf(name);
      if (exact >= 0) return object.values[exact]!;
      const partial = names.flatMap((candidate, position) => (candidate.startsWith(name) ? [position] : []));
      return partial.length === 1 ? object.values[partial[0]!]! : NULL_VALUE;
    }
    case 'null':
      return NULL_VALUE;
    default:
      throw new UserError('GLMM235', `\`$\` takes an element of a data frame or a list, but \`${objectText}\` is ${describeValue(object)}.`, {
        advice: object.type === 'model' ? ['The parts of a model are taken by functions: fixef(m), ranef(m), VarCorr(m), sigma(m), logLik(m), or summary(m)$coefficients.'] : [],
      });
  }
}

/** `object[indices]`, with `drop` as R has it. */
export function subset(object: Value, indices: readonly IndexValue[], drop: boolean | null): Value {
  if (indices.length > 2 && object.type === 'dataFrame') throw new UserError('GLMM236', 'An index has at most a row and a column part.');
  if (object.type === 'dataFrame') return indices.length === 2 ? frameCells(object, indices[0]!, indices[1]!, drop) : frameColumns(object, indices[0] ?? null);
  if (object.type === 'null') return NULL_VALUE;
  if (object.type === 'list') return listElements(object, indices[0] ?? null);
  if (!isColumn(object)) throw new UserError('GLMM236', `[ ] takes elements of a vector, a list or a data frame, but this is ${describeValue(object)}.`);
  if (indices.length > 1) return arrayCells(object, indices, drop !== false);
  const index = indices[0] ?? null;
  if (!index) return object;
  const column = indexColumn(index);
  const taken = takeElements(object, cellsByRow(object, column) ?? resolveIndex(column, lengthOf(object), object.names));
  if (taken.type === 'factor' && drop) return dropUnusedLevels(taken);
  return object.type !== 'factor' && object.tableOf && taken.names && taken.names.length > 1 ? ({ ...taken, tableOf: object.tableOf } as Value) : taken;
}

/** `object[[indices]]`. */
export function element(object: Value, indices: readonly IndexValue[]): Value {
  const [first, second] = indices;
  if (!first) throw new UserError('GLMM232', '[[ ]] takes one index, but it is empty.');
  if (object.type === 'dataFrame') {
    if (second) return elementOfColumn(columnOf(object, columnNamesAt(object, second)[0] ?? ''), first);
    const index = indexColumn(first);
    const names = [...object.columns.keys()];
    if (index.type === 'character') return columnOf(object, index.values[0] ?? 'NA');
    return columnOf(object, names[resolveSingle(index, names.length, names)]!);
  }
  if (object.type === 'list') {
    const index = indexColumn(first);
    if (index.type === 'character' && !object.names?.includes(index.values[0] ?? '')) return NULL_VALUE;
    return object.values[resolveSingle(index, object.values.length, object.names)]!;
  }
  if (!isColumn(object)) throw new UserError('GLMM236', `[[ ]] takes an element of a vector, a list or a data frame, but this is ${describeValue(object)}.`);
  if (indices.length > 1) return elementOfColumn(arrayCells(object, indices, true) as Column, { type: 'integer', values: Float64Array.of(1) });
  return elementOfColumn(object, first);
}

/** An index must be a vector or a factor. */
export function indexColumn(index: Value): Column {
  if (isColumn(index)) return index;
  if (index.type === 'null') return { type: 'integer', values: new Float64Array(0) };
  throw new UserError('GLMM236', `An index is a number, a name or a logical vector, but this is ${describeValue(index)}.`);
}

/** The rows that an index selects. */
export function rowPositions(frame: DataFrame, index: IndexValue): Int32Array {
  if (!index) return allPositions(frame.rowCount);
  const column = indexColumn(index);
  const names = column.type === 'character' ? (frame.rowNames ?? Array.from({ length: frame.rowCount }, (_, row) => String(row + 1))) : undefined;
  return resolveIndex(column, frame.rowCount, names);
}

/** The names of the columns that an index selects. */
export function columnNamesAt(frame: DataFrame, index: IndexValue): string[] {
  const names = [...frame.columns.keys()];
  if (!index) return names;
  const column = indexColumn(index);
  return Array.from(resolveIndex(column, names.length, names), (position, i) => {
    if (position !== NOWHERE) return names[position]!;
    if (column.type === 'character') throw unknownColumn(frame, column.values[i] ?? 'NA');
    throw new UserError('GLMM204', `There is no such column: the data have ${names.length} columns.`, { advice: [`The columns are ${namesListed(names)}.`] });
  });
}

function frameColumns(frame: DataFrame, index: IndexValue): DataFrame {
  if (index && isAtomic(index) && index.type === 'logical' && lengthOf(index) > frame.columns.size) {
    throw new UserError('GLMM236', `A logical index with ${lengthOf(index)} elements cannot choose among ${frame.columns.size} columns.`, { advice: ['To choose rows, put a comma after the condition: d[condition, ].'] });
  }
  return selectColumns(frame, columnNamesAt(frame, index));
}

function frameCells(frame: DataFrame, row: IndexValue, column: IndexValue, drop: boolean | null): Value {
  const chosen = column ? selectColumns(frame, columnNamesAt(frame, column)) : frame;
  const isDropped = drop ?? chosen.columns.size === 1;
  if (isDropped && chosen.columns.size === 1) {
    const [only] = chosen.columns.values();
    if (row === null) return only!;
    return takeElements(only!, rowPositions(frame, row));
  }
  return row === null ? chosen : selectRows(chosen, rowPositions(frame, row));
}

function listElements(list: List, index: IndexValue): Value {
  if (!index) return list;
  const positions = resolveIndex(indexColumn(index), list.values.length, list.names);
  const values = Array.from(positions, position => (position === NOWHERE ? NULL_VALUE : list.values[position]!));
  return { type: 'list', values, ...(list.names ? { names: Array.from(positions, position => list.names?.[position] ?? '<NA>') } : {}) };
}

function elementOfColumn(column: Column, index: Value): Value {
  const { names: _names, ...bare } = takeElements(column, Int32Array.of(resolveSingle(indexColumn(index), lengthOf(column), column.names)));
  return bare;
}

function arrayCells(object: Column, indices: readonly IndexValue[], drop: boolean): Value {
  const { extents, positions } = arrayPositions(object, indices);
  return takeCells(object as AtomicVector, extents, positions, drop);
}

/** The positions that indices select in each dimension of a matrix or array. */
export function arrayPositions(object: Column, indices: readonly IndexValue[]): { extents: Extents; positions: Int32Array[] } {
  const extents = object.type === 'factor' ? null : extentsOf(object);
  if (!extents || extents.sizes.length === 1) throw new UserError('GLMM236', `This is ${describeValue(object)}, not a matrix or data frame, so it takes one index.`);
  if (extents.sizes.length !== indices.length) throw new UserError('GLMM236', `This is ${describeValue(object)}, so it takes ${extents.sizes.length} indices, but ${indices.length} were given.`);
  const columns = indices.map(index => index && indexColumn(index));
  const positions = positionsAlong(extents, columns);
  if (positions) return { extents, positions };
  const near = columns.flatMap((column, k) => (column?.type === 'character' ? column.values.map(name => (name === null || extents.labels[k]?.includes(name) ? null : nearestName(name, extents.labels[k] ?? []))) : [])).find(name => name !== null);
  throw new UserError('GLMM233', `The index is outside the ${extents.sizes.join(' × ')} ${extents.sizes.length === 2 ? 'matrix' : 'array'}.${suggestion(near ?? null)}`);
}

/** `m[cbind(i, j)]`: one cell for each row of a matrix of positions; null for any other index. */
export function cellsByRow(object: Column, index: Column): Int32Array | null {
  const extents = object.type === 'factor' ? null : extentsOf(object);
  if (!extents || extents.sizes.length < 2 || (index.type !== 'double' && index.type !== 'integer') || index.dim?.[1] !== extents.sizes.length) return null;
  const rows = index.dim[0];
  const strides = stridesOf(extents.sizes);
  return Int32Array.from({ length: rows }, (_, row) => extents.sizes.reduce((cell, size, k) => {
    const position = index.values[k * rows + row]!;
    if (!(position >= 1 && position <= size)) throw new UserError('GLMM233', `The index is outside the ${extents.sizes.join(' × ')} array.`);
    return cell + (Math.trunc(position) - 1) * strides[k]!;
  }, 0));
}
