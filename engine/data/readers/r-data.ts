/** From R's objects to data: vectors, factors, matrices, lists and data frames, and in words what is none of these. */
import { damaged, type FileLabel } from './byte-reader.js';
import { distinctNames } from './delimited.js';
import { TIMES_IN_WORDS } from './foreign-columns.js';
import { LOGICAL_NA, lengthOf, type AtomicVector, type Column, type Contrasts, type DataFrame, type Factor, type NumericVector, type Shape, type TimeUnit } from '../vectors.js';
import { NA_INTEGER, attributesOf, classesOf, marksOfNotANumber, textsOfAttribute, type RDoubles, type RList, type RNumbers, type RObject, type RTexts } from './r-objects.js';

export type RData = Column | DataFrame | RDataList | { readonly type: 'null' };

export interface RDataList {
  readonly type: 'list';
  readonly values: readonly RData[];
  readonly names?: readonly string[];
}

/** What an object is that cannot be data, as in "it holds …". */
export interface NoData {
  readonly type: 'noData';
  readonly what: string;
}

/** `path` says where in the file the object stands, such as `d$visit`; `notes` takes sentences about what was left out or changed. */
export function dataOf(object: RObject, path: string, label: FileLabel, notes: string[]): RData | NoData {
  const model = fittedModel(object);
  if (model) return { type: 'noData', what: model };
  switch (object.type) {
    case 'null':
      return { type: 'null' };
    case 'logical':
    case 'integer':
    case 'double':
    case 'character':
      return vectorOf(object, path, label, notes);
    case 'list':
      return classesOf(object).includes('data.frame') ? frameOf(object, path, label, notes) : listOf(object, path, label, notes);
    case 'pairs':
      return listOf({ type: 'list', values: object.pairs.map(({ value }) => value), attributes: new Map([['names', namesObject(object.pairs.map(({ name }) => name))]]) }, path, label, notes);
    default:
      return { type: 'noData', what: wordsFor(object) };
  }
}

/** Classes of fitted models, and the packages that they come from. */
const MODELS: ReadonlyMap<string, string> = new Map([
  ['lm', 'stats'], ['glm', 'stats'], ['nls', 'stats'], ['aov', 'stats'], ['lmerMod', 'lme4'], ['glmerMod', 'lme4'], ['nlmerMod', 'lme4'], ['lmerModLmerTest', 'lmerTest'], ['lme', 'nlme'], ['gls', 'nlme'], ['nlme', 'nlme'],
  ['glmmTMB', 'glmmTMB'], ['glmmPQL', 'MASS'], ['gee', 'gee'], ['geeglm', 'geepack'], ['clm', 'ordinal'], ['clmm', 'ordinal'], ['MixMod', 'GLMMadaptive'], ['gam', 'mgcv'], ['bam', 'mgcv'], ['coxph', 'survival'], ['survreg', 'survival'], ['brmsfit', 'brms'], ['stanreg', 'rstanarm'], ['mmrm', 'mmrm'],
]);

function fittedModel(object: RObject): string | null {
  const found = classesOf(object).find(name => MODELS.has(name));
  return found === undefined ? null : `a model of class ${found}, fitted by ${MODELS.get(found)!}`;
}

function wordsFor(object: RObject): string {
  const [first] = classesOf(object);
  if (first !== undefined) {
    const origin = textsOfAttribute(attributesOf(object).get('class')!, 'package')[0];
    return `an object of class ${first}${origin && origin !== '.GlobalEnv' ? ` of the package ${origin}` : ''}`;
  }
  return object.type === 'symbol' ? 'the name of a variable' : object.type === 'other' ? object.what : 'something that is no data';
}

const namesObject = (values: readonly string[]): RTexts => ({ type: 'character', values, attributes: new Map() });

function listOf(list: RList, path: string, label: FileLabel, notes: string[]): RDataList {
  const names = textsOfAttribute(list, 'names');
  const values: RData[] = [];
  const kept: string[] = [];
  for (const [index, element] of list.values.entries()) {
    const name = names[index] ?? '';
    const place = name === '' ? `${path}[[${index + 1}]]` : `${path}$${name}`;
    const data = dataOf(element, place, label, notes);
    if (data.type === 'noData') {
      notes.push(`\`${place}\` is ${data.what}, and was left out.`);
      continue;
    }
    values.push(data);
    kept.push(name);
  }
  return { type: 'list', values, ...(kept.some(name => name !== '') ? { names: kept } : {}) };
}

function frameOf(frame: RList, path: string, label: FileLabel, notes: string[]): DataFrame {
  const { rowCount, rowNames } = rowsOf(frame, label);
  if (frame.values.length === 0 && rowCount > MOST_EMPTY_ROWS) throw damaged(label, `${path} has ${rowCount} rows and no columns`);
  const given = Array.from(frame.values, (_, index) => textsOfAttribute(frame, 'names')[index] || `V${index + 1}`);
  const names = distinctNames(given);
  const columns = new Map<string, Column>();
  frame.values.forEach((value, index) => {
    const name = names[index]!;
    if (name !== given[index]) notes.push(`${path} has several columns \`${given[index]!}\`; one is called \`${name}\` here.`);
    for (const [columnName, column] of columnsOf(value, name, path, label, notes)) {
      const rows = column.type !== 'factor' && column.dim ? column.dim[0] : lengthOf(column);
      if (rows !== rowCount) throw damaged(label, `column ${columnName} of ${path} has ${rows} elements, but there are ${rowCount} rows`);
      columns.set(columnName, column.names ? withoutNames(column) : column);
    }
  });
  return { type: 'dataFrame', rowCount, columns, ...(rowNames ? { rowNames } : {}) };
}

/** Rows without columns take no room in a file, so that their number is believed only as far as it makes sense. */
const MOST_EMPTY_ROWS = 1_000_000;

/** What one element of a data frame contributes: a column, the columns of a frame within the frame, or nothing but a note. */
function columnsOf(value: RObject, name: string, path: string, label: FileLabel, notes: string[]): [string, Column][] {
  const data = dataOf(value, `${path}$${name}`, label, notes);
  if (data.type === 'dataFrame') return [...data.columns].map(([inner, column]) => [`${name}.${inner}`, column]);
  if (data.type !== 'noData' && data.type !== 'list' && data.type !== 'null') return [[name, data]];
  notes.push(`Column \`${name}\` of ${path} is ${data.type === 'noData' ? data.what : data.type === 'null' ? 'NULL' : 'a list'}, and was left out.`);
  return [];
}

/** R keeps the row names 1…n as the pair (NA, ±n). */
function rowsOf(frame: RList, label: FileLabel): { rowCount: number; rowNames?: readonly string[] } {
  const names = attributesOf(frame).get('row.names');
  if (names?.type === 'character') return { rowCount: names.values.length, rowNames: names.values.map(name => name ?? 'NA') };
  if (names?.type === 'integer' || names?.type === 'double') {
    const { values } = names;
    const isCompact = values.length === 2 && (names.type === 'integer' ? values[0] === NA_INTEGER : Number.isNaN(values[0]));
    if (isCompact) return { rowCount: Math.abs(values[1]!) };
    const areNumbered = values.every((value, index) => value === index + 1);
    return areNumbered ? { rowCount: values.length } : { rowCount: values.length, rowNames: Array.from(values, String) };
  }
  throw damaged(label, 'a data frame in it has no row names');
}

function vectorOf(object: RNumbers | RDoubles | RTexts, path: string, label: FileLabel, notes: string[]): Column | NoData {
  const dimensions = dimensionsOf(object);
  const classes = classesOf(object);
  if (classes.includes('POSIXct')) notes.push(`\`${path}\` holds ${TIMES_IN_WORDS}.`);
  const column = object.type === 'integer' && classes.includes('factor') ? factorOf(object, path, label) : unclassedOf(object, shapeOf(object, dimensions, classes, label), path, classes, notes);
  const [meaning] = textsOfAttribute(object, 'label');
  return meaning ? { ...column, label: meaning } : column;
}

function unclassedOf(object: RNumbers | RDoubles | RTexts, shape: Shape, path: string, classes: readonly string[], notes: string[]): AtomicVector {
  if (object.type === 'double' && classes.includes('integer64')) return integer64Of(object, path, shape, notes);
  const vector = atomicOf(object, shape);
  if (vector.type !== 'double' && vector.type !== 'integer') return vector;
  const time = timeOf(object, classes);
  if (time) return { ...vector, type: 'double', time };
  const labels = valueLabelsOf(object);
  return labels ? { ...vector, valueLabels: labels } : vector;
}

function atomicOf(object: RNumbers | RDoubles | RTexts, shape: Shape): AtomicVector {
  switch (object.type) {
    case 'character':
      return { type: 'character', values: object.values, ...shape };
    case 'logical':
      return { type: 'logical', values: Int8Array.from(object.values, value => (value === NA_INTEGER ? LOGICAL_NA : value === 0 ? 0 : 1)), ...shape };
    case 'integer':
      return { type: 'integer', values: Float64Array.from(object.values, value => (value === NA_INTEGER ? NaN : value)), ...shape };
    default: {
      const marks = marksOfNotANumber(object.values);
      return { type: 'double', values: object.values, ...(marks ? { notANumber: marks } : {}), ...shape };
    }
  }
}

function dimensionsOf(object: RObject): readonly number[] {
  const dim = attributesOf(object).get('dim');
  return dim?.type === 'integer' || dim?.type === 'double' ? [...dim.values] : [];
}

function shapeOf(object: RNumbers | RDoubles | RTexts, dimensions: readonly number[], classes: readonly string[], label: FileLabel): Shape {
  const length = object.values.length;
  if (dimensions.length === 0) return namedShape(textsOfAttribute(object, 'names'), length, label);
  if (dimensions.reduce((product, size) => product * size, 1) !== length) throw damaged(label, 'the size of a matrix in it is not that of its elements');
  const dimnames = attributesOf(object).get('dimnames');
  const labels = dimensions.map((size, which) => {
    const names = dimnames?.type === 'list' ? dimnames.values[which] : undefined;
    if (names?.type !== 'character') return null;
    if (names.values.length !== size) throw damaged(label, 'the names of a matrix in it do not fit its size');
    return names.values.map(name => name ?? 'NA');
  });
  const called = dimnames ? textsOfAttribute(dimnames, 'names').map(name => name ?? '') : [];
  const names = classes.includes('table') ? { tableOf: dimensions.map((_, which) => called[which] ?? '') } : called.length === dimensions.length ? { dimensionNames: called } : {};
  const [rows, columns] = labels;
  if (dimensions.length > 2) return { array: { dim: dimensions, labels }, ...names };
  if (dimensions.length === 2) return { dim: [dimensions[0]!, dimensions[1]!], ...(rows ? { rowNames: rows } : {}), ...(columns ? { columnNames: columns } : {}), ...names };
  return { ...namedShape(rows ?? [], length, label), ...(classes.includes('table') ? names : {}) };
}

function namedShape(names: readonly (string | null)[], length: number, label: FileLabel): Shape {
  if (names.length === 0) return {};
  if (names.length !== length) throw damaged(label, 'a vector in it has another number of names than of elements');
  return { names: names.map(name => name ?? '<NA>') };
}

function factorOf(object: RNumbers, path: string, label: FileLabel): Factor {
  const levels = textsOfAttribute(object, 'levels').map(level => level ?? 'NA');
  const codes = new Int32Array(object.values.length);
  for (let index = 0; index < codes.length; index++) {
    const code = object.values[index]!;
    if (code === NA_INTEGER) continue;
    if (code < 1 || code > levels.length) throw damaged(label, `element ${index + 1} of the factor ${path} has the code ${code}, but there are ${levels.length} levels`);
    codes[index] = code;
  }
  const names = textsOfAttribute(object, 'names').map(name => name ?? '<NA>');
  const contrasts = contrastsOf(object, levels.length);
  return { type: 'factor', codes, levels, isOrdered: classesOf(object).includes('ordered'), ...(names.length === codes.length && names.length > 0 ? { names } : {}), ...(contrasts ? { contrasts } : {}) };
}

function contrastsOf(object: RObject, levelCount: number): Contrasts | null {
  const given = attributesOf(object).get('contrasts');
  if (given?.type === 'character') return given.values[0] ?? null;
  if (given?.type !== 'double' && given?.type !== 'integer') return null;
  const [rows, columnCount] = dimensionsOf(given);
  if (rows !== levelCount || columnCount === undefined || rows * columnCount !== given.values.length) return null;
  const dimnames = attributesOf(given).get('dimnames');
  const names = dimnames?.type === 'list' ? dimnames.values[1] : undefined;
  return { values: Float64Array.from(given.values), columnCount, columnNames: names?.type === 'character' ? names.values.map(name => name ?? 'NA') : null };
}

/** Labels that haven keeps: `attr(x, "labels")`, a named vector of values. */
function valueLabelsOf(object: RObject): ReadonlyMap<number, string> | null {
  const labels = attributesOf(object).get('labels');
  if (labels?.type !== 'double' && labels?.type !== 'integer') return null;
  const names = textsOfAttribute(labels, 'names');
  const known = [...labels.values].flatMap((value, index): [number, string][] => (Number.isNaN(value) || value === NA_INTEGER ? [] : [[value, names[index] ?? '']]));
  return known.length > 0 ? new Map(known) : null;
}

const TIME_UNITS: readonly TimeUnit[] = ['secs', 'mins', 'hours', 'days', 'weeks'];

/** Dates and lengths of time are numbers with a unit; points in time are plain numbers. */
function timeOf(object: RObject, classes: readonly string[]): 'date' | TimeUnit | null {
  if (classes.includes('Date')) return 'date';
  return classes.includes('difftime') ? (TIME_UNITS.find(unit => unit === textsOfAttribute(object, 'units')[0]) ?? null) : null;
}

/** Whole numbers of 64 bits, which the package bit64 keeps in the bits of doubles; −2⁶³ is NA. */
function integer64Of(object: RDoubles, path: string, shape: Shape, notes: string[]): NumericVector {
  const view = new DataView(object.values.buffer, object.values.byteOffset, object.values.byteLength);
  const isLittle = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  let isRounded = false;
  const values = Float64Array.from(object.values, (_, index) => {
    const whole = view.getBigInt64(8 * index, isLittle);
    const value = Number(whole);
    if (!Number.isSafeInteger(value) && value !== -(2 ** 63)) isRounded = true;
    return value === -(2 ** 63) ? NaN : value;
  });
  if (isRounded) notes.push(`\`${path}\` has whole numbers of more than 53 bits; they are rounded to doubles.`);
  return { type: 'double', values, ...shape };
}

function withoutNames(column: Column): Column {
  const { names: _names, ...bare } = column;
  return bare;
}
