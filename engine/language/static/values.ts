/** What is known of a value without running anything: its kind, the columns of a data frame, the levels of a factor, a model's call. */
import type { ColumnSnapshot } from '../../results.js';
import type { Call, Formula } from '../syntax/tree.js';

export type StaticValue = UnknownValue | NullValue | StaticVector | StaticFrame | StaticList | StaticModel | StaticFormula;

export interface UnknownValue {
  readonly kind: 'unknown';
}

export interface NullValue {
  readonly kind: 'null';
}

/** An atomic vector or a factor. */
export interface StaticVector {
  readonly kind: 'vector';
  readonly type: ColumnSnapshot['type'];
  /** All levels of a factor, the first being the reference; empty where they are not known. */
  readonly levels: readonly string[];
  /** The elements, where the text says each of them. */
  readonly elements: readonly Element[] | null;
  /** Values that may occur; there may be others. */
  readonly values?: readonly string[];
  /** What is known of the column that this is, where its rows have been seen and none is left out. */
  readonly summary?: string;
}

/** An element of a vector that is written out; null is NA. */
export type Element = string | number | boolean | null;

export interface StaticFrame {
  readonly kind: 'dataFrame';
  readonly columns: ReadonlyMap<string, ColumnSnapshot>;
  /** False where there may be columns that nothing tells of. */
  readonly isComplete: boolean;
}

export interface StaticList {
  readonly kind: 'list';
  readonly elements: ReadonlyMap<string, StaticValue>;
  readonly isComplete: boolean;
}

export interface StaticModel {
  readonly kind: 'model';
  readonly call: Call;
  /** `lmer`, `glmer` …. */
  readonly function: string;
  readonly formula: Formula | null;
  /** As written; empty where none is given. */
  readonly family: string;
  readonly data: string;
}

export interface StaticFormula {
  readonly kind: 'formula';
  readonly formula: Formula;
}

export const unknown: UnknownValue = { kind: 'unknown' };
export const nothing: NullValue = { kind: 'null' };

export const vectorOf = (type: ColumnSnapshot['type'], more: Partial<Pick<StaticVector, 'levels' | 'elements' | 'values'>> = {}): StaticVector => ({ kind: 'vector', type, levels: [], elements: null, ...more });

export const double = vectorOf('double');
export const integer = vectorOf('integer');
export const logical = vectorOf('logical');
export const character = vectorOf('character');

/** Longer vectors are not followed element by element. */
export const MOST_ELEMENTS = 500;

/** A vector whose elements are all written, such as `c("a", "b")` or `1:5`. */
export function literal(type: ColumnSnapshot['type'], elements: readonly Element[]): StaticVector {
  return elements.length > MOST_ELEMENTS ? vectorOf(type) : vectorOf(type, { elements });
}

export const textsOf = (value: StaticValue): string[] | null =>
  value.kind === 'vector' && value.elements !== null && value.elements.every((element) => element !== null) ? value.elements.map(String) : null;

export const columnOf = (column: ColumnSnapshot): StaticVector => ({
  kind: 'vector',
  type: column.type,
  levels: column.levels,
  elements: null,
  summary: column.summary,
  ...(column.values ? { values: column.values } : {}),
});

/** A value as a column of a data frame. */
export function asColumn(name: string, value: StaticValue): ColumnSnapshot {
  if (value.kind !== 'vector') return { name, type: 'other', levels: [], summary: MADE_HERE };
  const { type, levels, values } = value;
  const offered = values ?? (value.elements && type === 'character' ? [...new Set(value.elements.filter((one) => typeof one === 'string'))] : undefined);
  return { name, type, levels, summary: value.summary ?? inWords(type, levels), ...(offered && levels.length === 0 ? { values: offered } : {}) };
}

/** The same column where rows may have been left out, added or changed: what was counted no longer holds. */
export function recounted(column: ColumnSnapshot): ColumnSnapshot {
  return asColumn(column.name, { ...columnOf(column), summary: inWords(column.type, column.levels) });
}

export const frameOf = (columns: Iterable<ColumnSnapshot>, isComplete = true): StaticFrame => ({ kind: 'dataFrame', columns: new Map([...columns].map((column) => [column.name, column])), isComplete });

/** Whether two values say the same, so that one may stand for the other. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map || b instanceof Map) return a instanceof Map && b instanceof Map && isSame([...a as ReadonlyMap<unknown, unknown>], [...b as ReadonlyMap<unknown, unknown>]);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

const MADE_HERE = 'made in this notebook';

const NAMES: Readonly<Record<ColumnSnapshot['type'], string>> = {
  double: 'numeric', integer: 'integer', logical: 'logical', character: 'text', factor: 'factor', ordered: 'ordered factor', other: MADE_HERE,
};

function inWords(type: ColumnSnapshot['type'], levels: readonly string[]): string {
  if (levels.length === 0) return NAMES[type];
  return `${NAMES[type]}, ${levels.length} ${levels.length === 1 ? 'level' : 'levels'}: ${levels.slice(0, 6).join(', ')}${levels.length > 6 ? ' …' : ''}`;
}
