/** Vectors that calls give: their types, and their elements where the text says each of them. */
import type { ColumnSnapshot } from '../../results.js';
import { infer } from './infer.js';
import type { Given, ResultRule } from './infer-call.js';
import { character, double, integer, literal, logical, nothing, textsOf, unknown, vectorOf, type Element, type StaticValue, type StaticVector } from './values.js';

const always = (value: StaticValue): ResultRule => () => value;
const each = (names: string, rule: ResultRule): Record<string, ResultRule> => Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));

/** Of each element of a vector; a data frame or a matrix would give another one, so that anything else is unknown. */
const ofElements = (result: StaticVector): ResultRule => ({ call, names }) => {
  const first = call.arguments[0]?.value;
  return first && infer(first, names).kind === 'vector' ? result : unknown;
};

/** The vector in another order, or some of its elements: type and levels stay. */
const reordered: ResultRule = ({ call, names }) => {
  const first = call.arguments[0]?.value;
  const value = first ? infer(first, names) : unknown;
  if (value.kind !== 'vector') return unknown;
  return vectorOf(value.type, { levels: value.levels, ...(value.values ? { values: value.values } : value.elements && value.type === 'character' ? { values: distinctTexts(value.elements) } : {}) });
};

export const vectorResults: Readonly<Record<string, ResultRule>> = {
  c: combine,
  list: listOf,
  rep: repeated,
  seq_len: ({ call, names }) => upTo(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  ifelse: chosen,
  I: ({ call, names }) => (call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  ...each('as.numeric as.double', always(double)),
  ...each('as.integer nrow ncol length nlevels nchar order which which.max which.min match findInterval seq_along rbinom rpois rgeom rnbinom', always(integer)),
  ...each('as.logical is.na is.null is.factor is.numeric is.character grepl startsWith endsWith complete.cases duplicated isTRUE isFALSE any all', always(logical)),
  'as.character': ({ call, names }) => textElements(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  toupper: eachText((text) => text.toUpperCase()),
  tolower: eachText((text) => text.toLowerCase()),
  setdiff: setOf((a, b) => a.filter((one) => !b.includes(one))),
  intersect: setOf((a, b) => a.filter((one) => b.includes(one))),
  union: setOf((a, b) => [...a, ...b]),
  ...each('trimws substr substring sub gsub sprintf format formatC prettyNum make.names make.unique', always(character)),
  ...each('paste paste0', pasted),
  ...each('exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh gamma lgamma digamma factorial plogis qlogis pnorm qnorm dnorm scale', ofElements(double)),
  ...each('round signif floor ceiling trunc abs sign cumsum cumprod cummax cummin pmin pmax rank ave', ofElements(double)),
  ...each('mean median sd var weighted.mean', always(double)),
  ...each('rnorm runif rexp rgamma rbeta rt rchisq rf rlnorm rweibull rlogis rcauchy', always(double)),
  ...each('rev sort sample append', reordered),
  levels: ({ call, names }) => levelsOf(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  ...each('names colnames', ({ call, names }) => namesOf(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown)),
};

/** Of texts that are all written, each by itself. */
function eachText(change: (text: string) => string): ResultRule {
  return ({ call, names }) => {
    const texts = call.arguments[0]?.value ? textsOf(infer(call.arguments[0].value, names)) : null;
    return texts ? literal('character', texts.map(change)) : character;
  };
}

/** `setdiff(names(d), "id")`: of texts that are all written. */
function setOf(join: (a: readonly string[], b: readonly string[]) => readonly string[]): ResultRule {
  return ({ call, names }) => {
    const [a, b] = call.arguments.slice(0, 2).map(({ value }) => (value ? infer(value, names) : unknown));
    const [left, right] = [a, b].map((one) => (one?.kind === 'vector' && one.type === 'character' ? textsOf(one) : null));
    return left && right ? literal('character', [...new Set(join(left, right))]) : unknown;
  };
}

const rank: Readonly<Record<string, number>> = { logical: 0, integer: 1, double: 2, character: 3 };
const typesInOrder = ['logical', 'integer', 'double', 'character'] as const;

/** The type that holds the elements of all; null where one is a factor or not known. */
function commonType(values: readonly StaticVector[]): ColumnSnapshot['type'] | null {
  const ranks = values.map(({ type }) => rank[type] ?? NaN);
  return ranks.some(Number.isNaN) ? null : typesInOrder[Math.max(...ranks)]!;
}

function combine({ call, names }: Given): StaticValue {
  const values = call.arguments.flatMap(({ value }) => (value ? [infer(value, names)] : []));
  if (values.length === 0) return nothing;
  const vectors = values.filter((value) => value.kind === 'vector');
  if (vectors.length + values.filter(({ kind }) => kind === 'null').length < values.length) return unknown;
  const type = commonType(vectors);
  if (type === null || vectors.length === 0) return unknown;
  const elements = vectors.map((vector) => vector.elements);
  if (elements.every((one) => one !== null)) {
    const all = elements.flat();
    return literal(type, type === 'character' ? all.map((one) => (one === null ? null : String(one))) : all);
  }
  return vectorOf(type);
}

function listOf({ call, names }: Given): StaticValue {
  const elements = new Map(call.arguments.flatMap(({ name, value }): [string, StaticValue][] => (name !== null && value ? [[name, infer(value, names)]] : [])));
  return { kind: 'list', elements, isComplete: elements.size === call.arguments.length };
}

function repeated({ call, names, value }: Given): StaticValue {
  const first = call.arguments[0]?.value;
  const from = first ? infer(first, names) : unknown;
  if (from.kind !== 'vector') return unknown;
  const { type, levels, elements } = from;
  const [times] = countsOf(value('times')) ?? [];
  const only = call.arguments.length === 2 && call.arguments[1]!.name === null ? (countsOf(call.arguments[1]!.value ? infer(call.arguments[1]!.value, names) : unknown) ?? [])[0] : times;
  if (elements && only !== undefined && elements.length * only <= 500 && call.arguments.length === 2) return literal(type, Array.from({ length: only }, () => elements).flat());
  return vectorOf(type, { levels, ...(from.values ? { values: from.values } : elements && type === 'character' ? { values: distinctTexts(elements) } : {}) });
}

const countsOf = (value: StaticValue): number[] | null => (value.kind === 'vector' && value.elements?.length === 1 && typeof value.elements[0] === 'number' && value.elements[0] >= 0 ? [value.elements[0]] : null);

function upTo(end: StaticValue): StaticValue {
  const [count] = countsOf(end) ?? [];
  return count === undefined || count > 500 ? integer : literal('integer', Array.from({ length: count }, (_, index) => index + 1));
}

/** `ifelse(test, yes, no)`; of a factor R takes the codes. */
function chosen({ value }: Given): StaticValue {
  const branches = [value('yes'), value('no')];
  if (!branches.every((branch) => branch.kind === 'vector')) return unknown;
  const numbered = branches.map((branch): StaticVector => (branch.type === 'factor' || branch.type === 'ordered' ? integer : branch));
  const type = commonType(numbered);
  if (type === null) return unknown;
  const texts = numbered.map((branch) => (branch.type === 'character' ? (branch.elements ? distinctTexts(branch.elements) : branch.values) : []));
  return vectorOf(type, type === 'character' && texts.every((one) => one !== undefined) ? { values: [...new Set(texts.flat())] } : {});
}

const textElements = (value: StaticValue): StaticValue => {
  const texts = textsOf(value);
  if (texts && value.kind === 'vector' && value.type !== 'factor') return literal('character', texts);
  return value.kind === 'vector' && value.levels.length > 0 ? vectorOf('character', { values: value.levels }) : character;
};

/** `paste0("g", 1:5)`: the texts, where all parts are written. */
function pasted({ call, names }: Given): StaticValue {
  const separator = call.arguments.find(({ name }) => name === 'sep')?.value;
  const isPaste0 = call.callee.kind === 'name' && call.callee.name === 'paste0';
  const between = separator ? (textsOf(infer(separator, names)) ?? [])[0] : isPaste0 ? '' : ' ';
  const parts = call.arguments.filter(({ name }) => name === null).map(({ value }) => (value ? textsOf(infer(value, names)) : null));
  const isPlain = call.arguments.every(({ name }) => name === null || name === 'sep') && between !== undefined;
  if (!isPlain || parts.length === 0 || !parts.every((part) => part !== null && part.length > 0)) return character;
  const known = parts as string[][];
  const length = Math.max(...known.map((part) => part.length));
  return literal('character', Array.from({ length }, (_, index) => known.map((part) => part[index % part.length]!).join(between)));
}

function levelsOf(value: StaticValue): StaticValue {
  if (value.kind !== 'vector' || value.type === 'other') return unknown;
  if (value.type !== 'factor' && value.type !== 'ordered') return nothing;
  return value.levels.length > 0 ? literal('character', value.levels) : character;
}

function namesOf(value: StaticValue): StaticValue {
  if (value.kind === 'dataFrame' && value.isComplete) return literal('character', [...value.columns.keys()]);
  return value.kind === 'list' && value.isComplete ? literal('character', [...value.elements.keys()]) : character;
}

const distinctTexts = (elements: readonly Element[]): string[] => [...new Set(elements.filter((one) => typeof one === 'string'))];
