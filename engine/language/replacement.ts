/** Assignment into a value: `x[i] <- v`, `d$col <- v`, `d[i, j] <- v`, `names(x) <- v`, `levels(f) <- v`. Each gives the new value. */
import { isAtomic, isColumn, withNames, withShape } from '../data/atomic.js';
import { asCharacter, asDouble, labelsOf } from '../data/coercion.js';
import { renameColumns, rowsOf, withColumn } from '../data/data-frame.js';
import { cellsAt, extentsOf, withExtents, type Extents } from '../data/extents.js';
import { renameLevels } from '../data/factor.js';
import { allPositions, NOWHERE, namesForExtension, replaceElements, resolveIndex, takeElements, takeRows } from '../data/indexing.js';
import { nearestName, suggestion } from './syntax/nearest-name.js';
import { LOGICAL_NA, lengthOf, type AtomicVector, type Column, type DataFrame, type Factor } from '../data/vectors.js';
import { describeValue } from './describe-value.js';
import { replaceContrasts } from './functions/contrasts.js';
import { arrayPositions, cellsByRow, columnNamesAt, indexColumn, type IndexValue } from './subsetting.js';
import { UserError } from './syntax/diagnostic.js';
import type { List, Value } from './values.js';

/** `object$name <- value`; NULL removes. */
export function replaceMember(object: Value, name: string, value: Value): Value {
  if (object.type === 'dataFrame') return withColumn(object, name, columnOrNull(value, name));
  if (object.type === 'list' || object.type === 'null') return withListElement(object.type === 'list' ? object : { type: 'list', values: [], names: [] }, name, value);
  throw new UserError('GLMM235', `\`$\` can set an element of a data frame or a list, but this is ${describeValue(object)}.`);
}

/** `object[[index]] <- value`. */
export function replaceElement(object: Value, indices: readonly IndexValue[], value: Value): Value {
  const [index] = indices;
  if (!index || indices.length !== 1) throw new UserError('GLMM232', '[[ ]] takes one index.');
  if (object.type === 'dataFrame') return withColumn(object, nameForReplacement(object, indexColumn(index)), columnOrNull(value, 'index'));
  if (object.type === 'list') {
    const column = indexColumn(index);
    if (column.type === 'character') return withListElement(object, column.values[0] ?? 'NA', value);
    const position = resolveIndex(column, object.values.length, object.names, true)[0] ?? 0;
    const values = [...object.values];
    values[position] = value;
    return { ...object, values };
  }
  return replaceSubset(object, indices, value);
}

/** `object[indices] <- value`. */
export function replaceSubset(object: Value, indices: readonly IndexValue[], value: Value): Value {
  if (object.type === 'dataFrame' && indices.length === 1 && indices[0] && isAtomic(indices[0]) && indices[0].type === 'logical' && indices[0].dim) return replaceWhere(object, indices[0], value);
  if (object.type === 'dataFrame') return indices.length === 2 ? replaceCells(object, indices[0]!, indices[1]!, value) : replaceColumns(object, indices[0] ?? null, value);
  if (object.type === 'null') return replaceSubset({ type: 'logical', values: new Int8Array(0) }, indices, value);
  if (!isColumn(object)) throw new UserError('GLMM236', `[ ] can set elements of a vector or a data frame, but this is ${describeValue(object)}.`);
  if (!isColumn(value)) throw new UserError('GLMM231', `Elements of a vector cannot become ${describeValue(value)}.`);
  const length = lengthOf(object);
  if (indices.length > 1) return replaceArrayCells(object, indices, value);
  const index = indices[0] ? indexColumn(indices[0]) : null;
  if (!index) return replaceElements(object, allPositions(length), value);
  const positions = cellsByRow(object, index) ?? resolveIndex(index, length, object.names, true);
  if (positions.includes(NOWHERE)) throw new UserError('GLMM230', 'Missing values (NA) are not allowed in an index that is assigned to.', { advice: ['Leave them out: x[which(condition)] <- value.'] });
  return replaceElements(object, positions, value, namesForExtension(index, positions, object.names, length));
}

/** The functions that can stand on the left of an assignment. */
const replacementFunctions: Readonly<Record<string, (object: Value, value: Value, further: readonly Value[]) => Value>> = {
  names: replaceNames,
  colnames: replaceColumnNames,
  levels: (object, value) => {
    if (object.type !== 'factor') throw new UserError('GLMM222', `levels() can be set for a factor, but this is ${describeValue(object)}.`, { advice: ['Make it a factor first: factor(x).'] });
    return value.type === 'list' ? groupLevels(object, value) : renameLevels(object, textOf(value));
  },
  contrasts: (object, value, [columnCount]) => replaceContrasts(object, value, columnCount && wholeNumber(columnCount)),
  dim: replaceDimensions,
  dimnames: replaceDimensionNames,
  diag: replaceDiagonal,
  'is.na': (object, value) => replaceSubset(object, [value], { type: 'logical', values: Int8Array.of(LOGICAL_NA) }),
  substr: replaceSubstring,
  substring: replaceSubstring,
  rownames: replaceRowNames,
  'row.names': replaceRowNames,
};

/** `name(object, further) <- value`; `contrasts` and `substr` take something further. */
export function replaceThroughFunction(name: string, object: Value, value: Value, further: readonly Value[]): Value {
  const replace = Object.hasOwn(replacementFunctions, name) ? replacementFunctions[name] : undefined;
  const most = name === 'contrasts' ? 1 : name.startsWith('substr') ? 2 : 0;
  if (replace && further.length > most) throw new UserError('GLMM237', `\`${name}(x) <- value\` takes no further arguments.`);
  if (replace) return replace(object, value, further);
  const known = Object.keys(replacementFunctions);
  throw new UserError('GLMM237', `\`${name}(x) <- value\` is not available.${suggestion(nearestName(name, known))}`, { advice: [`These can be assigned to: ${known.map(each => `${each}(x)`).join(', ')}.`] });
}

function wholeNumber(value: Value): number {
  const number = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UserError('GLMM225', `A whole number from 1 is needed here, but this is ${describeValue(value)}.`);
}

/** `levels(f) <- list(young = c("a", "b"), old = "c")` puts levels together under new names; the others become missing. */
function groupLevels(factor: Factor, groups: List): Factor {
  const names = groups.names ?? [];
  const codes = factor.levels.map(level => groups.values.findIndex(members => textOf(members).includes(level)) + 1);
  return { ...factor, levels: names, codes: factor.codes.map(code => (code === 0 ? 0 : codes[code - 1]!)) };
}

function replaceDimensions(object: Value, value: Value): Value {
  if (!isAtomic(object)) throw new UserError('GLMM237', `dim() can be set for a vector, but this is ${describeValue(object)}.`);
  const bare = withShape(object, {});
  if (value.type === 'null') return bare;
  const sizes = isColumn(value) ? [...asDouble(value).values] : [];
  if (sizes.length < 2 || sizes.reduce((product, size) => product * size, 1) !== object.values.length) throw new UserError('GLMM212', `${object.values.length} elements do not make a matrix of ${sizes.join(' × ')}.`, { advice: ['Give the numbers of rows and columns, whose product is the length.'] });
  return withExtents(bare, { sizes, labels: sizes.map(() => null), variables: null, isTable: false });
}

/** `dimnames(x) <- list(…)`; the names of the list say what the dimensions are called. */
function replaceDimensionNames(object: Value, value: Value): Value {
  if (object.type === 'dataFrame' && value.type === 'list') return replaceRowNames(replaceColumnNames(object, value.values[1] ?? { type: 'null' }), value.values[0] ?? { type: 'null' });
  const extents = isAtomic(object) ? extentsOf(object) : null;
  if (!isAtomic(object) || !extents) throw new UserError('GLMM237', `dimnames() can be set for a matrix, but this is ${describeValue(object)}.`);
  return withExtents(object, { ...extents, ...dimensionLabels(value, extents.sizes) });
}

/** The names of the rows, columns and further dimensions that a list gives. */
export function dimensionLabels(value: Value, sizes: readonly number[]): Pick<Extents, 'labels' | 'variables'> {
  if (value.type === 'null') return { labels: sizes.map(() => null), variables: null };
  if (value.type !== 'list' || value.values.length > sizes.length) throw new UserError('GLMM215', `\`dimnames\` is a list of the names of the rows and of the columns, but it is ${describeValue(value)}.`, { advice: ['Write dimnames = list(NULL, c("a", "b")) to name the columns alone.'] });
  const labels = sizes.map((size, side) => {
    const names = value.values[side];
    if (!names || names.type === 'null') return null;
    const texts = textOf(names);
    if (texts.length !== size) throw new UserError('GLMM212', `There are ${texts.length} names for ${size} ${side === 0 ? 'rows' : side === 1 ? 'columns' : 'cells'}.`);
    return texts;
  });
  return { labels, variables: value.names?.some(Boolean) ? sizes.map((_, side) => value.names?.[side] ?? '') : null };
}

/** `substr(x, start, stop) <- text`: as many characters as there are in the text, in their places. */
function replaceSubstring(object: Value, value: Value, [start, stop]: readonly Value[]): Value {
  if (!isColumn(object) || object.type !== 'character' || !isColumn(value) || !start) throw new UserError('GLMM237', `substr() can be set for text, but this is ${describeValue(object)}.`, { advice: ['Write substr(x, 1, 2) <- "ab".'] });
  const from = wholeNumber(start);
  const to = stop ? wholeNumber(stop) : Infinity;
  const texts = labelsOf(value);
  return {
    ...object,
    values: object.values.map((text, index) => {
      const put = texts[index % texts.length] ?? null;
      if (text === null || put === null) return null;
      const old = [...text];
      const count = Math.min([...put].length, to - from + 1, old.length - from + 1);
      return count <= 0 ? text : [...old.slice(0, from - 1), ...[...put].slice(0, count), ...old.slice(from - 1 + count)].join('');
    }),
  };
}

function replaceDiagonal(object: Value, value: Value): Value {
  if (!isAtomic(object) || !object.dim || !isColumn(value)) throw new UserError('GLMM237', `diag() can be set for a matrix, but this is ${describeValue(object)}.`);
  const [rows, columns] = object.dim;
  return replaceElements(object, Int32Array.from({ length: Math.min(rows, columns) }, (_, i) => i * (rows + 1)), value);
}

function replaceNames(object: Value, value: Value): Value {
  if (object.type === 'dataFrame') return renameColumns(object, textOf(value));
  if (value.type === 'null') return isColumn(object) ? withNames(object, undefined) : object;
  const names = textOf(value);
  const length = isColumn(object) ? lengthOf(object) : object.type === 'list' ? object.values.length : names.length;
  if (names.length > length) throw new UserError('GLMM237', `${names.length} names do not go to ${length} ${length === 1 ? 'element' : 'elements'}.`);
  if (isColumn(object)) return withNames(object, Array.from({ length: lengthOf(object) }, (_, index) => names[index] ?? '<NA>'));
  if (object.type === 'list') return { ...object, names: object.values.map((_, index) => names[index] ?? '<NA>') };
  throw new UserError('GLMM237', `names() cannot be set for ${describeValue(object)}.`);
}

function replaceColumnNames(object: Value, value: Value): Value {
  if (object.type === 'dataFrame') return renameColumns(object, textOf(value));
  if (isAtomic(object) && object.dim) return { ...object, columnNames: textOf(value) };
  throw new UserError('GLMM237', `colnames() can be set for a data frame or a matrix, but this is ${describeValue(object)}.`);
}

function replaceRowNames(object: Value, value: Value): Value {
  if (object.type === 'dataFrame') {
    const { rowNames: _rowNames, ...bare } = object;
    if (value.type === 'null') return bare;
    const names = textOf(value);
    if (names.length !== object.rowCount) throw new UserError('GLMM272', `The data have ${object.rowCount} rows, but ${names.length} row names were given.`);
    return { ...bare, rowNames: names };
  }
  if (isAtomic(object) && object.dim) return { ...object, rowNames: textOf(value) };
  throw new UserError('GLMM237', `rownames() can be set for a data frame or a matrix, but this is ${describeValue(object)}.`);
}

function replaceCells(frame: DataFrame, row: IndexValue, column: IndexValue, value: Value): DataFrame {
  if (row === null) return replaceColumns(frame, column, value);
  const positions = rowPositionsToSet(frame, row);
  const last = positions.reduce((most, position) => Math.max(most, position + 1), frame.rowCount);
  if (last > frame.rowCount) return replaceCells(lengthened(frame, last), row, column, value);
  const names = column && isColumn(column) && column.type === 'character' ? labelsOf(column).map(name => name ?? 'NA') : columnNamesAt(frame, column);
  let result = frame;
  names.forEach((name, j) => {
    const part = columnPart(value, j, positions.length);
    const old = frame.columns.get(name) ?? missingLike(part, frame.rowCount);
    result = withColumn(result, name, replaceElements(old, positions, part));
  });
  return result;
}

/** Rows that are assigned to; those past the last are new ones. */
function rowPositionsToSet(frame: DataFrame, row: Value): Int32Array {
  const index = indexColumn(row);
  const names = index.type === 'character' ? (frame.rowNames ?? Array.from({ length: frame.rowCount }, (_, position) => String(position + 1))) : undefined;
  const positions = resolveIndex(index, frame.rowCount, names, true);
  if (positions.includes(NOWHERE)) throw new UserError('GLMM230', 'Missing values (NA) are not allowed in an index that is assigned to.', { advice: ['Leave them out: d[which(condition), "x"] <- value.'] });
  if (index.type === 'character' && positions.some(position => position >= frame.rowCount)) throw new UserError('GLMM230', 'There is no row of that name.');
  return positions;
}

/** With rows of missing values added at the end. */
function lengthened(frame: DataFrame, rowCount: number): DataFrame {
  const positions = Int32Array.from({ length: rowCount }, (_, row) => (row < frame.rowCount ? row : NOWHERE));
  const columns = new Map([...frame.columns].map(([name, column]): [string, Column] => [name, takeRows(column, positions)]));
  const added = Array.from({ length: rowCount - frame.rowCount }, (_, index) => String(frame.rowCount + index + 1));
  return { ...frame, rowCount, columns, ...(frame.rowNames ? { rowNames: [...frame.rowNames, ...added] } : {}) };
}

/** `d[is.na(d)] <- 0`: the cells where a logical matrix is TRUE. */
function replaceWhere(frame: DataFrame, mask: AtomicVector, value: Value): DataFrame {
  const rows = frame.rowCount;
  return [...frame.columns].reduce((result, [name, column], j) => {
    const positions = allPositions(rows).filter(row => mask.values[j * rows + row] === 1);
    if (positions.length === 0) return result;
    if (!isColumn(value)) throw new UserError('GLMM231', `Cells of a data frame cannot become ${describeValue(value)}.`);
    return withColumn(result, name, replaceElements(column, positions, value));
  }, frame);
}

function replaceColumns(frame: DataFrame, index: IndexValue, value: Value): DataFrame {
  const names = index && isColumn(index) && index.type === 'character' ? labelsOf(index).map(name => name ?? 'NA') : columnNamesAt(frame, index);
  return names.reduce((result, name, j) => withColumn(result, name, value.type === 'null' ? null : columnPart(value, j, frame.rowCount)), frame);
}

/** What goes into the j-th of several columns: the j-th column of a frame or list, the j-th stretch of a long vector, or all of it. */
function columnPart(value: Value, j: number, rows: number): Column {
  if (value.type === 'dataFrame') return [...value.columns.values()][j % value.columns.size]!;
  if (value.type === 'list') return columnOrFail(value.values[j % value.values.length]!);
  const column = columnOrFail(value);
  const length = rowsOf(column);
  if (length <= rows) return column;
  const part = Int32Array.from({ length: rows }, (_, index) => (j * rows + index) % length);
  return takeElements(column, part);
}

const missingLike = (part: Column, length: number): Column =>
  part.type === 'factor' ? { ...part, codes: new Int32Array(length) } : { type: 'logical', values: new Int8Array(length).fill(-1) };

function replaceArrayCells(object: Column, indices: readonly IndexValue[], value: Column): Column {
  const { extents, positions } = arrayPositions(object, indices);
  return replaceElements(object, cellsAt(extents.sizes, positions), value);
}

function nameForReplacement(frame: DataFrame, index: Column): string {
  if (index.type === 'character') return index.values[0] ?? 'NA';
  const names = [...frame.columns.keys()];
  const position = resolveIndex(index, names.length, names, true)[0] ?? NOWHERE;
  if (position === NOWHERE || position > names.length) throw new UserError('GLMM233', `There is no such column: the data have ${names.length} columns.`);
  return names[position] ?? `V${position + 1}`;
}

function withListElement(list: List, name: string, value: Value): List {
  const names = list.names ?? list.values.map(() => '');
  const position = names.indexOf(name);
  if (value.type === 'null') return { ...list, values: list.values.filter((_, i) => i !== position), names: names.filter((_, i) => i !== position) };
  if (position < 0) return { ...list, values: [...list.values, value], names: [...names, name] };
  return { ...list, values: list.values.map((old, i) => (i === position ? value : old)), names };
}

function columnOrNull(value: Value, name: string): Column | null {
  if (value.type === 'null') return null;
  if (isColumn(value)) return value;
  throw new UserError('GLMM271', `The column \`${name}\` cannot become ${describeValue(value)}; a column is a vector or a factor.`);
}

function columnOrFail(value: Value): Column {
  if (isColumn(value)) return value;
  throw new UserError('GLMM271', `A column is a vector or a factor, but this is ${describeValue(value)}.`);
}

function textOf(value: Value): string[] {
  if (isColumn(value)) return asCharacter(value).values.map(text => text ?? 'NA');
  throw new UserError('GLMM237', `Names are text, but this is ${describeValue(value)}.`);
}
