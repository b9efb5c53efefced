/** Making and recoding factors. */
import { UserError } from '../language/syntax/diagnostic.js';
import { isMissingAt, isNumeric } from './atomic.js';
import { asCharacter, labelsOf, type Warn } from './coercion.js';
import { compareText } from './collation.js';
import { lengthOf, type AtomicVector, type Column, type Factor, type NumericVector } from './vectors.js';

export interface FactorOptions {
  /** The values that become levels, in order; absent: the sorted distinct values. */
  readonly levels?: readonly string[];
  /** What the levels are called; equal labels merge levels. One label alone is numbered. */
  readonly labels?: readonly string[];
  readonly isOrdered?: boolean;
  /** Values that become missing. */
  readonly exclude?: readonly string[];
}

/** R's `factor()`: values that are not among the levels become missing. */
export function makeFactor(column: Column, options: FactorOptions = {}): Factor {
  if (isNumeric(column) && !options.levels && !options.labels && !options.exclude) return factorOfNumbers(column, options.isOrdered ?? false);
  const wanted = options.levels ?? sortedDistinctLabels(column);
  const values = options.exclude ? wanted.filter(level => !options.exclude?.includes(level)) : wanted;
  if (new Set(values).size < values.length) {
    const repeated = values.find((level, index) => values.indexOf(level) !== index);
    throw new UserError('GLMM220', `The level "${repeated}" is given twice.`, { advice: ['Give each level once.'] });
  }
  const { levels, codeOf } = labelledLevels(values, options.labels);
  const codes = codesOf(column, codeOf);
  const isOrdered = options.isOrdered ?? (column.type === 'factor' && column.isOrdered);
  return { type: 'factor', codes, levels, isOrdered, ...(column.names ? { names: column.names } : {}) };
}

/** A factor as it is, anything else made one. */
export const asFactor = (column: Column): Factor => (column.type === 'factor' ? column : makeFactor(column));

/** The distinct values, sorted as numbers or as text; for a factor the levels that occur, in their order. */
export function sortedDistinctLabels(column: Column): string[] {
  switch (column.type) {
    case 'factor': {
      const isUsed = new Uint8Array(column.levels.length + 1);
      for (const code of column.codes) isUsed[code] = 1;
      return column.levels.filter((_, index) => isUsed[index + 1] === 1);
    }
    case 'character':
      return [...new Set(column.values)].filter(value => value !== null).sort(compareText);
    case 'logical':
      return [...new Set(column.values)].sort((a, b) => a - b).flatMap(value => (value === -1 ? [] : value === 1 ? ['TRUE'] : ['FALSE']));
    default: {
      const labels = asCharacter({ type: column.type, values: sortedDistinctNumbers(column.values).numbers }).values;
      return [...new Set(labels)].filter(label => label !== null);
    }
  }
}

/** The distinct numbers in ascending order, and the place of each among them, from 1; 0 for NaN. Whole numbers of a small range are counted off in a table. */
function sortedDistinctNumbers(values: Float64Array): { numbers: Float64Array; placeOf: (value: number) => number } {
  const range = wholeRange(values);
  if (range && range.most - range.least < TABLE_SHARE * values.length + TABLE_MINIMUM) {
    const places = new Int32Array(range.most - range.least + 1);
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) places[values[i]! - range.least] = 1;
    let count = 0;
    for (let at = 0; at < places.length; at++) if (places[at] === 1) places[at] = ++count;
    const numbers = new Float64Array(count);
    for (let at = 0; at < places.length; at++) if (places[at]! > 0) numbers[places[at]! - 1] = at + range.least;
    return { numbers, placeOf: value => (Number.isNaN(value) ? 0 : places[value - range.least]!) };
  }
  const numbers = Float64Array.from(new Set(values)).sort().filter(value => !Number.isNaN(value));
  const places = new Map(Array.from(numbers, (value, index) => [value, index + 1]));
  return { numbers, placeOf: value => places.get(value) ?? 0 };
}

/** A table of so many entries a value, and of so many at least, is still smaller than what else a value takes. */
const TABLE_SHARE = 4;
const TABLE_MINIMUM = 10_000;

/** The least and the most of values that are all whole or NaN; null where one is a fraction, or there is none. */
function wholeRange(values: Float64Array): { least: number; most: number } | null {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (value !== Math.floor(value)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most >= least && most - least < Infinity ? { least, most } : null;
}

/** Levels in the order of the numbers; numbers that are written alike share one. */
function factorOfNumbers(column: NumericVector, isOrdered: boolean): Factor {
  const { values } = column;
  const { numbers, placeOf } = sortedDistinctNumbers(values);
  const labels = asCharacter({ type: column.type, values: numbers }).values as readonly string[];
  const levels = [...new Set(labels)];
  const codes = new Int32Array(values.length);
  if (levels.length === labels.length) for (let i = 0; i < codes.length; i++) codes[i] = placeOf(values[i]!);
  else {
    const codeOf = new Map(levels.map((level, index) => [level, index + 1]));
    const codeAt = Int32Array.of(0, ...labels.map(label => codeOf.get(label)!));
    for (let i = 0; i < codes.length; i++) codes[i] = codeAt[placeOf(values[i]!)]!;
  }
  return { type: 'factor', codes, levels, isOrdered, ...(column.names ? { names: column.names } : {}) };
}

/** The levels that occur, in order; unused ones go. */
export function dropUnusedLevels(factor: Factor): Factor {
  const isUsed = new Uint8Array(factor.levels.length + 1);
  for (let i = 0; i < factor.codes.length; i++) isUsed[factor.codes[i]!] = 1;
  return isUsed.subarray(1).includes(0) ? makeFactor(factor) : factor;
}

/** `reference` first, the others in their order. */
export function relevel(factor: Factor, reference: string): Factor {
  if (!factor.levels.includes(reference)) {
    throw new UserError('GLMM221', `"${reference}" is not a level of the factor; its levels are ${quotedList(factor.levels)}.`);
  }
  if (factor.isOrdered) throw new UserError('GLMM221', 'An ordered factor has no reference level to change.', { advice: ['Make it unordered first: factor(x, ordered = FALSE).'] });
  return makeFactor(factor, { levels: [reference, ...factor.levels.filter(level => level !== reference)] });
}

/** Other names for the levels, in order; equal names merge levels. */
export function renameLevels(factor: Factor, names: readonly string[]): Factor {
  if (names.length < factor.levels.length) {
    throw new UserError('GLMM222', `The factor has ${factor.levels.length} levels, but ${names.length} ${names.length === 1 ? 'name was' : 'names were'} given.`);
  }
  const levels = [...new Set(names)];
  const codeOfOld = names.map(name => levels.indexOf(name) + 1);
  return { ...factor, levels, codes: factor.codes.map(code => (code === 0 ? 0 : codeOfOld[code - 1]!)) };
}

/** Every combination of levels, the first factor's varying fastest as R's `interaction` has it. */
export function interaction(factors: readonly Factor[], separator: string, isUnusedDropped: boolean, isLexical: boolean): Factor {
  const [first, ...rest] = factors;
  if (!first) throw new UserError('GLMM203', 'interaction() needs at least one factor.');
  let combined: Factor = { type: 'factor', codes: first.codes, levels: first.levels, isOrdered: false };
  for (const factor of rest) combined = isUnusedDropped ? crossedWhereUsed(combined, factor, separator, isLexical) : crossed(combined, factor, separator, isLexical);
  return isUnusedDropped ? dropUnusedLevels(combined) : combined;
}

/** So many combinations of levels may be named. */
const MOST_LEVELS = 5_000_000;

/** Intervals of a numeric vector, R's `cut`. */
export function cutIntoIntervals(values: Float64Array, breaks: readonly number[], labels: readonly string[], closedRight: boolean, includeLowest: boolean, isOrdered: boolean): Factor {
  const last = breaks.length - 1;
  const codes = Int32Array.from(values, value => {
    for (let interval = 0; interval < last; interval++) {
      const low = breaks[interval]!;
      const high = breaks[interval + 1]!;
      const isInside = closedRight
        ? (value > low && value <= high) || (includeLowest && interval === 0 && value === low)
        : (value >= low && value < high) || (includeLowest && interval === last - 1 && value === high);
      if (isInside) return interval + 1;
    }
    return 0;
  });
  return { type: 'factor', codes, levels: labels, isOrdered };
}

/** Elementwise comparison of factors with text or each other by their labels; order only for ordered factors. */
export function comparableLabels(factor: Factor, other: Column, operator: string, warn: Warn): { left: AtomicVector; right: AtomicVector } | null {
  if (operator === '==' || operator === '!=') {
    if (other.type === 'factor' && !sameLevelSet(factor, other)) {
      throw new UserError('GLMM223', 'The two factors have different levels, so they cannot be compared.', { advice: ['Compare their labels: as.character(x) == as.character(y).'] });
    }
    return { left: { type: 'character', values: labelsOf(factor) }, right: asCharacter(other) };
  }
  if (!factor.isOrdered) {
    warn(`‘${operator}’ not meaningful for factors`);
    return null;
  }
  const positions = (column: Column): AtomicVector =>
    column.type === 'factor'
      ? { type: 'integer', values: Float64Array.from(column.codes, code => (code === 0 ? NaN : code)) }
      : { type: 'integer', values: Float64Array.from(asCharacter(column).values, label => (label === null || !factor.levels.includes(label) ? NaN : factor.levels.indexOf(label) + 1)) };
  return { left: positions(factor), right: positions(other) };
}

export const quotedList = (texts: readonly string[], most = 10): string =>
  texts.length <= most ? texts.map(text => `"${text}"`).join(', ') : `${texts.slice(0, most).map(text => `"${text}"`).join(', ')} … (${texts.length} in all)`;

function labelledLevels(values: readonly string[], labels: readonly string[] | undefined): { levels: string[]; codeOf: Map<string, number> } {
  const named = labels === undefined ? values : labels.length === values.length ? labels : labels.length === 1 ? values.map((_, index) => `${labels[0]}${index + 1}`) : null;
  if (!named) {
    throw new UserError('GLMM222', `There are ${values.length} levels (${quotedList(values)}) but ${labels?.length ?? 0} labels.`, { advice: ['Give one label for each level, in the order of the levels.'] });
  }
  const levels: string[] = [];
  const position = new Map<string, number>();
  const codeOf = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const label = named[index]!;
    let code = position.get(label);
    if (code === undefined) {
      levels.push(label);
      code = levels.length;
      position.set(label, code);
    }
    if (!codeOf.has(value)) codeOf.set(value, code);
  }
  return { levels, codeOf };
}

function codesOf(column: Column, codeOf: ReadonlyMap<string, number>): Int32Array {
  const length = lengthOf(column);
  const codes = new Int32Array(length);
  if (column.type === 'factor') {
    const recoded = column.levels.map(level => codeOf.get(level) ?? 0);
    for (let index = 0; index < length; index++) codes[index] = column.codes[index] === 0 ? 0 : recoded[column.codes[index]! - 1]!;
    return codes;
  }
  if (column.type === 'character') {
    for (let index = 0; index < length; index++) codes[index] = column.values[index] === null ? 0 : (codeOf.get(column.values[index]!) ?? 0);
    return codes;
  }
  // numbers repeat, and writing one as text costs far more than looking it up
  const codeOfNumber = new Map<number, number>();
  for (let index = 0; index < length; index++) {
    if (isMissingAt(column, index)) continue;
    const value = column.values[index]!;
    let code = codeOfNumber.get(value);
    if (code === undefined) {
      const label = column.type === 'logical' ? (value === 1 ? 'TRUE' : 'FALSE') : asCharacter({ type: column.type, values: Float64Array.of(value) }).values[0]!;
      code = codeOf.get(label) ?? 0;
      codeOfNumber.set(value, code);
    }
    codes[index] = code;
  }
  return codes;
}

/** Every combination of levels, whether it occurs or not. */
function crossed(first: Factor, second: Factor, separator: string, isLexical: boolean): Factor {
  const [m, n] = [first.levels.length, second.levels.length];
  if (m * n > MOST_LEVELS) throw new UserError('GLMM211', `The factors have ${m} × ${n} combinations of levels, more than the ${MOST_LEVELS} that are allowed here.`, { advice: ['Keep those that occur: interaction(a, b, drop = TRUE).'] });
  const levels = isLexical
    ? first.levels.flatMap(a => second.levels.map(b => `${a}${separator}${b}`))
    : second.levels.flatMap(b => first.levels.map(a => `${a}${separator}${b}`));
  return { type: 'factor', codes: Int32Array.from(crossedCodes(first, second, isLexical)), levels, isOrdered: false };
}

/** The combinations of levels that occur, in the order that all of them have. */
function crossedWhereUsed(first: Factor, second: Factor, separator: string, isLexical: boolean): Factor {
  const [m, n] = [first.levels.length, second.levels.length];
  const keys = crossedCodes(first, second, isLexical);
  const used = Float64Array.from(new Set(keys)).filter(key => key > 0).sort();
  const codeOf = new Map(Array.from(used, (key, index) => [key, index + 1]));
  const levels = Array.from(used, key => {
    const [a, b] = isLexical ? [Math.floor((key - 1) / n), (key - 1) % n] : [(key - 1) % m, Math.floor((key - 1) / m)];
    return `${first.levels[a]!}${separator}${second.levels[b]!}`;
  });
  return { type: 'factor', codes: Int32Array.from(keys, key => codeOf.get(key) ?? 0), levels, isOrdered: false };
}

/** Where the combination of each row stands among all, from 1; 0 where either is missing. As doubles, since there may be very many. */
function crossedCodes(first: Factor, second: Factor, isLexical: boolean): Float64Array {
  const [m, n] = [first.levels.length, second.levels.length];
  return Float64Array.from(first.codes, (code, index) => {
    const other = second.codes[index % second.codes.length]!;
    if (code === 0 || other === 0) return 0;
    return isLexical ? (code - 1) * n + other : (other - 1) * m + code;
  });
}

const sameLevelSet = (left: Factor, right: Factor): boolean =>
  left.levels.length === right.levels.length && left.levels.every(level => right.levels.includes(level));
