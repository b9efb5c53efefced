/** The value of an expression as far as its text tells: an evaluator that knows kinds, columns and levels instead of numbers. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import type { ColumnSnapshot } from '../../results.js';
import { wellKnownVariables } from '../constants.js';
import { piped } from '../services/calls.js';
import type { Argument, Binary, Expression, Index } from '../syntax/tree.js';
import { inferCall } from './infer-call.js';
import { columnOf, double, frameOf, integer, literal, logical, nothing, recounted, textsOf, unknown, vectorOf, type Element, type StaticFrame, type StaticList, type StaticValue, type StaticVector } from './values.js';

/** Where names get their values from. */
export interface Names {
  /** Undefined where there is no variable of that name. */
  value(name: string): StaticValue | undefined;
  /** The columns of the file that a call reads, by its deparsed text. */
  file(call: string): readonly ColumnSnapshot[] | undefined;
}

export function infer(expression: Expression, names: Names): StaticValue {
  switch (expression.kind) {
    case 'number':
      return literal(expression.isInteger ? 'integer' : 'double', [expression.value]);
    case 'string':
      return literal('character', [expression.value]);
    case 'constant':
      return constants[expression.name];
    case 'name':
      return valueNamed(expression.name, names);
    case 'parenthesised':
      return infer(expression.inner, names);
    case 'block':
      return expression.statements.length === 1 ? infer(expression.statements[0]!, names) : unknown;
    case 'assignment':
      return infer(expression.value, names);
    case 'unary':
      return unary(expression.operator, infer(expression.operand, names));
    case 'binary': {
      const call = piped(expression);
      return call ? inferCall(call, names) : binary(expression, names);
    }
    case 'formula':
      return { kind: 'formula', formula: expression };
    case 'member':
      return expression.operator === '$' ? memberOf(infer(expression.object, names), expression.name) : unknown;
    case 'index':
      return expression.isDouble ? elementAt(expression, names) : subsetAt(expression, names);
    case 'call':
      return inferCall(expression, names);
    default:
      return unknown;
  }
}

/** The columns of a data frame stand before the variables, as inside `with(d, …)`. */
export const masked = (frame: StaticFrame, names: Names): Names => ({
  value: (name) => {
    const column = frame.columns.get(name);
    return column ? columnOf(column) : frame.isComplete ? names.value(name) : unknown;
  },
  file: (call) => names.file(call),
});

export function memberOf(object: StaticValue, name: string): StaticValue {
  if (object.kind === 'list') return elementNamed(object, name);
  const column = object.kind === 'dataFrame' ? object.columns.get(name) : undefined;
  return column ? columnOf(column) : unknown;
}

/** `$` takes the beginning of a name too, where only one element begins so. */
function elementNamed({ elements, isComplete }: StaticList, name: string): StaticValue {
  const exact = elements.get(name);
  if (exact || !isComplete) return exact ?? unknown;
  const partial = [...elements].filter(([candidate]) => candidate.startsWith(name));
  return partial.length === 1 ? partial[0]![1] : nothing;
}

/** The columns that an index such as `c("a", "b")`, `-1` or `2:3` takes, by name; null where that cannot be told. */
export function columnsAt(index: Expression, frame: StaticFrame, names: Names): string[] | null {
  const value = infer(index, names);
  if (value.kind !== 'vector' || value.elements === null) return null;
  if (value.elements.every((one) => typeof one === 'string')) return [...value.elements];
  const all = [...frame.columns.keys()];
  return frame.isComplete ? (positionsAt(value, all.length)?.map((position) => all[position]!) ?? null) : null;
}

/** The places, counted from 0, that an index of numbers or logical values takes of `length` elements; null where that cannot be told. */
export function positionsAt({ elements }: StaticVector, length: number): number[] | null {
  if (elements === null) return null;
  const all = Array.from({ length }, (_, position) => position);
  if (elements.length === length && elements.every((one) => typeof one === 'boolean')) return all.filter((position) => elements[position]);
  if (!elements.every((one) => typeof one === 'number')) return null;
  if (elements.every((one) => one < 0)) return all.filter((position) => !elements.includes(-(position + 1)));
  return elements.every((one) => Number.isInteger(one) && one >= 1 && one <= length) ? elements.map((one) => one - 1) : null;
}

/** A data frame of some of the columns of another. */
export function selection(frame: StaticFrame, chosen: readonly string[]): StaticFrame {
  return frameOf(chosen.map((name) => frame.columns.get(name) ?? { name, type: 'other', levels: [], summary: 'column' }), true);
}

export const withoutCounts = (frame: StaticFrame): StaticFrame => ({ ...frame, columns: new Map([...frame.columns].map(([name, column]) => [name, recounted(column)])) });

function valueNamed(name: string, names: Names): StaticValue {
  const bound = names.value(name);
  if (bound) return bound;
  const dataset = datasetNamed(name);
  if (dataset) return frameOf(names.file(name) ?? dataset.columns);
  const constant = wellKnownVariables.get(name);
  if (constant?.type === 'character') return literal('character', constant.values);
  return constant?.type === 'double' ? literal('double', [...constant.values]) : unknown;
}

const constants: Readonly<Record<Extract<Expression, { kind: 'constant' }>['name'], StaticValue>> = {
  TRUE: literal('logical', [true]),
  T: literal('logical', [true]),
  FALSE: literal('logical', [false]),
  F: literal('logical', [false]),
  NA: literal('logical', [null]),
  NA_integer_: literal('integer', [null]),
  NA_real_: literal('double', [null]),
  NA_character_: literal('character', [null]),
  NULL: nothing,
  Inf: literal('double', [Infinity]),
  NaN: double,
};

function unary(operator: '-' | '+' | '!', operand: StaticValue): StaticValue {
  if (operand.kind !== 'vector') return unknown;
  if (operator === '!') return operand.elements?.every((one) => typeof one === 'boolean') ? literal('logical', operand.elements.map((one) => !one)) : logical;
  const type = operand.type === 'double' ? 'double' : isInteger(operand) ? 'integer' : null;
  if (type === null) return unknown;
  const numbers = numbersOf(operand);
  return numbers ? literal(type, operator === '-' ? numbers.map((one) => -one) : numbers) : vectorOf(type);
}

const isInteger = ({ type }: StaticVector): boolean => type === 'integer' || type === 'logical';
const isNumeric = (value: StaticValue): value is StaticVector => value.kind === 'vector' && (value.type === 'double' || isInteger(value));
const numbersOf = ({ elements }: StaticVector): number[] | null => (elements !== null && elements.every((one) => typeof one === 'number') ? [...elements] : null);

const comparisons = new Set(['<', '>', '<=', '>=', '==', '!=', '&', '|', '&&', '||', '%in%']);

function binary({ operator, left, right }: Binary, names: Names): StaticValue {
  const [a, b] = [infer(left, names), infer(right, names)];
  if (a.kind === 'dataFrame' || b.kind === 'dataFrame') return unknown;
  if (comparisons.has(operator)) return compared(operator, a, b);
  if (operator === ':') return sequence(a, b);
  if (!isNumeric(a) || !isNumeric(b)) return unknown;
  if (operator === '/' || operator === '^') return double;
  return isInteger(a) && isInteger(b) ? integer : double;
}

function compared(operator: string, a: StaticValue, b: StaticValue): StaticValue {
  const [left, right] = [a, b].map((side) => (side.kind === 'vector' ? side.elements : null)) as [readonly Element[] | null, readonly Element[] | null];
  if (left && right && operator === '%in%') return literal('logical', left.map((one) => right.includes(one)));
  if (left && right && (operator === '==' || operator === '!=') && (right.length === 1 || right.length === left.length)) {
    return literal('logical', left.map((one, index) => (one === right[right.length === 1 ? 0 : index]) === (operator === '==')));
  }
  return operator !== '%in%' && a.kind === 'unknown' && b.kind === 'unknown' ? unknown : logical;
}

function sequence(from: StaticValue, to: StaticValue): StaticValue {
  if (from.kind === 'vector' && from.type === 'factor') return unknown;
  const [[first], [last]] = [from, to].map((end) => (isNumeric(end) ? (numbersOf(end) ?? []) : [])) as [number[], number[]];
  if (first === undefined || last === undefined) return integer;
  const type = Number.isInteger(first) ? 'integer' : 'double';
  const count = Math.floor(Math.abs(last - first) + 1e-10) + 1;
  return count > 500 ? vectorOf(type) : literal(type, Array.from({ length: count }, (_, step) => (last >= first ? first + step : first - step)));
}

/** `x[[i]]`. */
function elementAt({ object, arguments: given }: Index, names: Names): StaticValue {
  const from = infer(object, names);
  const index = given.length === 1 ? given[0]!.value : null;
  if (!index) return unknown;
  const chosen = infer(index, names);
  const [only, ...others] = chosen.kind === 'vector' ? (chosen.elements ?? []) : [];
  if (only === undefined || only === null || others.length > 0) return unknown;
  if (typeof only === 'string') return memberOf(from, only);
  const all = from.kind === 'dataFrame' && from.isComplete ? [...from.columns.keys()] : from.kind === 'list' && from.isComplete ? [...from.elements.keys()] : [];
  const name = typeof only === 'number' ? all[only - 1] : undefined;
  return name === undefined ? unknown : memberOf(from, name);
}

/** `x[i]` and `d[i, j]`. */
function subsetAt({ object, arguments: all }: Index, names: Names): StaticValue {
  const from = infer(object, names);
  const given = all.filter(({ name }) => name !== 'drop');
  if (from.kind === 'dataFrame') return subsetOfFrame(from, given, all.find(({ name }) => name === 'drop'), names);
  if (from.kind === 'list') return { kind: 'list', elements: new Map(), isComplete: false };
  if (from.kind !== 'vector' || given.length !== 1) return unknown;
  const index = given[0]!.value;
  const chosen = index ? infer(index, names) : null;
  const { type, levels, values, elements } = from;
  return { kind: 'vector', type, levels, elements: chosen?.kind === 'vector' && elements ? elementsAt(elements, chosen) : null, ...(values ? { values } : {}) };
}

const elementsAt = (elements: readonly Element[], index: StaticVector): readonly Element[] | null => positionsAt(index, elements.length)?.map((position) => elements[position]!) ?? null;

function subsetOfFrame(frame: StaticFrame, given: readonly Argument[], drop: Argument | undefined, names: Names): StaticValue {
  const [rows, columns] = given.length === 2 ? [given[0]!.value, given[1]!.value] : [null, given[0]?.value ?? null];
  const kept = rows ? withoutCounts(frame) : frame;
  if (!columns) return given.length === 2 || given.length === 0 ? kept : unknown;
  const chosen = columnsAt(columns, frame, names);
  if (!chosen) return unknown;
  const keepsFrame = given.length === 1 || chosen.length > 1 || (drop?.value?.kind === 'constant' && drop.value.name.startsWith('F'));
  return keepsFrame ? selection(kept, chosen) : memberOf(kept, chosen[0] ?? '');
}

/** The texts of a vector whose elements are all written. */
export const textsIn = (expression: Expression, names: Names): string[] | null => textsOf(infer(expression, names));
