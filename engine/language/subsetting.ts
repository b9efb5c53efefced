/** `x$name`, `x[i]`, `x[i, j]` and `x[[i]]` on any value. */
import { isAtomic, isColumn } from '../data/atomic.js';
import { columnOf, selectColumns, selectRows, unknownColumn } from '../data/data-frame.js';
import { dropUnusedLevels } from '../data/factor.js';
import { allPositions, NOWHERE, resolveIndex, resolveSingle, takeElements } from '../data/indexing.js';
import { lengthOf, type Column, type DataFrame } from '../data/vectors.js';
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
  if (indices.length > 2) throw new UserError('GLMM236', 'An index has at most a row and a column part.');
  if (object.type === 'dataFrame') return indices.length === 2 ? frameCells(object, indices[0]!, indices[1]!, drop) : frameColumns(object, indices[0] ?? null);
  if (object.type === 'null') return NULL_VALUE;
  if (object.type === 'list') return listElements(object, indices[0] ?? null);
  if (!isColumn(object)) throw new UserError('GLMM236', `[ ] takes elements of a vector, a list or a data frame, but this is ${describeValue(object)}.`);
  if (indices.length === 2) return matrixCells(object, indices[0]!, indices[1]!, drop !== false);
  const index = indices[0] ?? null;
  if (!index) return object;
  const taken = takeElements(object, resolveIndex(indexColumn(index), lengthOf(object), object.names));
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

function matrixCells(object: Column, row: IndexValue, column: IndexValue, drop: boolean): Value {
  if (object.type === 'factor' || !object.dim) throw new UserError('GLMM236', `This is ${describeValue(object)}, not a matrix or data frame, so it takes one index.`);
  const [rowCount, columnCount] = object.dim;
  const rows = row ? resolveIndex(indexColumn(row), rowCount, object.rowNames) : allPositions(rowCount);
  const columns = column ? resolveIndex(indexColumn(column), columnCount, object.columnNames) : allPositions(columnCount);
  if (rows.includes(NOWHERE) || columns.includes(NOWHERE)) {
    const known = object.columnNames ?? [];
    const asked = column && isAtomic(column) && column.type === 'character' ? (column.values[0] ?? '') : '';
    throw new UserError('GLMM233', `The index is outside the ${rowCount} × ${columnCount} matrix.${suggestion(nearestName(asked, known))}`);
  }
  const cells = Int32Array.from({ length: rows.length * columns.length }, (_, cell) => columns[Math.floor(cell / rows.length)]! * rowCount + rows[cell % rows.length]!);
  const taken = takeElements(object, cells);
  const rowNames = object.rowNames ? Array.from(rows, position => object.rowNames![position]!) : undefined;
  const columnNames = object.columnNames ? Array.from(columns, position => object.columnNames![position]!) : undefined;
  if (drop && (rows.length === 1 || columns.length === 1)) {
    const names = columns.length === 1 ? (rows.length === 1 ? undefined : rowNames) : columnNames;
    return names ? { ...taken, names } : taken;
  }
  return { ...taken, dim: [rows.length, columns.length], ...(object.tableOf ? { tableOf: object.tableOf } : {}), ...(rowNames ? { rowNames } : {}), ...(columnNames ? { columnNames } : {}) };
}
