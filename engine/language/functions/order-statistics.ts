/** Summaries that rest on the order of the elements: medians, quantiles, ranks. */
import { doubleVector, integerVector, isMissingAt, logicalVector } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { orderOf } from '../../data/data-frame.js';
import { formatOneNumber } from '../../data/number-format.js';
import { LOGICAL_NA, lengthOf, type Column } from '../../data/vectors.js';

import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { timeOf } from './statistics.js';
import { columnArgument, logicalArgument, numberArgument, numbersArgument, optional, required, textArgument } from './describe.js';

const naRm = optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.');
const numbers = required('x', 'vector', 'Numbers or logical values.');
const group: FunctionGroup = 'mathematics';

export const orderStatisticFunctions: readonly FunctionDescription[] = [
  {
    name: 'median',
    group,
    package: 'stats',
    summary: 'The median.',
    help: 'The middle element in order, or the mean of the two middle ones.',
    example: 'median(c(1, 3, 2, 10))',
    parameters: [numbers, naRm],
    call: given => {
      const x = presentNumbers(given);
      const { type } = columnArgument(given, 'x');
      const middle = x.length === 0 || x.some(Number.isNaN) ? NaN : quantileOf(x.slice().sort(), 0.5);
      if (x.length % 2 === 0 || type === 'double') return { ...doubleVector([middle]), ...timeOf(columnArgument(given, 'x')) };
      return type === 'logical' ? logicalVector(Int8Array.of(Number.isNaN(middle) ? LOGICAL_NA : middle)) : integerVector([middle]);
    },
  },
  {
    name: 'quantile',
    group,
    package: 'stats',
    summary: 'Quantiles.',
    help: "Quantiles between order statistics, named by their percentages, by one of the nine definitions of Hyndman and Fan (1996); R's default is 7.",
    example: 'quantile(sleepstudy$Reaction)\nquantile(sleepstudy$Reaction, c(0.1, 0.9))',
    parameters: [numbers, optional('probs', 'vector', 'seq(0, 1, 0.25)', 'Probabilities between 0 and 1.'), naRm, optional('names', 'logical', 'TRUE', 'Whether the result is named by percentages.'), optional('type', 'integer', '7', 'Which definition, 1 to 9.')],
    call: given => {
      const x = presentNumbers(given);
      if (x.some(Number.isNaN)) throw new UserError('GLMM216', 'quantile() met missing values.', { advice: ['Leave them out with na.rm = TRUE.'] });
      const probabilities = given.get('probs') ? numbersArgument(given, 'probs') : Float64Array.of(0, 0.25, 0.5, 0.75, 1);
      if (probabilities.some(p => !(p >= 0 && p <= 1))) throw new UserError('GLMM215', '`probs` must lie between 0 and 1.');
      const type = numberArgument(given, 'type', 7);
      if (!Number.isInteger(type) || type < 1 || type > 9) throw new UserError('GLMM215', '`type` is a whole number from 1 to 9.');
      const sorted = x.slice().sort();
      const values = probabilities.map(p => (type === 7 ? quantileOf(sorted, p) : quantileByType(sorted, p, type)));
      return doubleVector(values, logicalArgument(given, 'names', true) ? { names: Array.from(probabilities, p => `${formatOneNumber(100 * p, 7)}%`) } : {});
    },
  },
  {
    name: 'IQR',
    group,
    package: 'stats',
    summary: 'The distance of the quartiles.',
    help: 'The third quartile less the first.',
    example: 'IQR(sleepstudy$Reaction)',
    parameters: [numbers, naRm],
    call: given => {
      const sorted = presentNumbers(given).slice().sort();
      if (sorted.some(Number.isNaN)) throw new UserError('GLMM216', 'IQR() met missing values.', { advice: ['Leave them out with na.rm = TRUE.'] });
      return doubleVector([quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)]);
    },
  },
  {
    name: 'fivenum',
    group,
    package: 'stats',
    summary: "Tukey's five numbers: the extremes, the hinges and the median.",
    help: 'Missing values are left out.',
    example: 'fivenum(sleepstudy$Reaction)',
    parameters: [numbers, optional('na.rm', 'logical', 'TRUE', 'Whether missing values are left out.')],
    call: given => {
      const sorted = numbersArgument(given, 'x').filter(value => !Number.isNaN(value)).sort();
      const n = sorted.length;
      if (n === 0) return doubleVector(new Float64Array(5).fill(NaN));
      const depth = Math.floor((n + 3) / 2) / 2;
      return doubleVector([1, depth, (n + 1) / 2, n + 1 - depth, n].map(place => (sorted[Math.floor(place) - 1]! + sorted[Math.ceil(place) - 1]!) / 2));
    },
  },
  {
    name: 'mad',
    group,
    package: 'stats',
    summary: 'The median absolute deviation.',
    help: 'The median distance from the median, times 1.4826 so that it is the standard deviation of normal data.',
    example: 'mad(sleepstudy$Reaction)',
    parameters: [numbers, optional('center', 'number', 'median(x)', 'From where distances are measured.'), optional('constant', 'number', '1.4826', 'What the median distance is multiplied by.'), naRm],
    call: given => {
      const x = presentNumbers(given);
      if (x.some(Number.isNaN)) return doubleVector([NaN]);
      const centre = numberArgument(given, 'center', quantileOf(x.slice().sort(), 0.5));
      return doubleVector([numberArgument(given, 'constant', 1.4826) * quantileOf(x.map(value => Math.abs(value - centre)).sort(), 0.5)]);
    },
  },
  {
    name: 'rank',
    group,
    package: 'base',
    summary: 'The rank of each element.',
    help: 'Equal elements share the mean of their ranks; `ties.method` names other rules. Missing values come last.',
    example: 'rank(c(10, 20, 10, 5))',
    parameters: [required('x', 'vector', 'A vector.'), optional('na.last', 'logical', 'TRUE', 'Accepted; missing values come last.'), optional('ties.method', 'string', '"average"', 'The rank of equal elements.', { allowed: ['average', 'first', 'min', 'max'] })],
    call: given => ranked(columnArgument(given, 'x'), textArgument(given, 'ties.method', 'average')),
  },
];

/** Type 7 of Hyndman and Fan (1996), of sorted numbers. */
export function quantileOf(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * probability;
  // R allows for the rounding of `position`
  const low = Math.floor(position + 4 * Number.EPSILON);
  const fraction = position - low;
  const below = sorted[low]!;
  if (Math.abs(fraction) < 1e-12 || low + 1 >= sorted.length) return below;
  // in R's form, whose rounding shows in the labels of cut(x, quantile(x))
  return (1 - fraction) * below + fraction * sorted[low + 1]!;
}

/** Mean ranks, from 1. */
export function ranksOf(x: Float64Array): Float64Array {
  return asDouble(ranked({ type: 'double', values: x }, 'average')).values;
}

/** Definitions 4, 5, 6, 8 and 9 put order statistic k at probability (k − a)/(n + 1 − a − b). */
const PLACES: Readonly<Record<number, readonly [a: number, b: number]>> = { 4: [0, 1], 5: [0.5, 0.5], 6: [0, 0], 8: [1 / 3, 1 / 3], 9: [3 / 8, 3 / 8] };

function quantileByType(sorted: Float64Array, probability: number, type: number): number {
  const n = sorted.length;
  if (n === 0) return NaN;
  const at = (place: number): number => sorted[Math.min(n, Math.max(1, place)) - 1]!;
  const fuzz = 4 * Number.EPSILON;
  const [a, b] = PLACES[type] ?? [0, 0];
  if (type <= 3) {
    const place = type === 3 ? n * probability - 0.5 : n * probability;
    const low = Math.floor(place + fuzz);
    const isBetween = place > low + fuzz;
    const share = type === 1 ? (isBetween ? 1 : 0) : type === 2 ? (isBetween ? 1 : 0.5) : isBetween || low % 2 !== 0 ? 1 : 0;
    return (1 - share) * at(low) + share * at(low + 1);
  }
  const place = a + probability * (n + 1 - a - b);
  const low = Math.floor(place + fuzz);
  const rest = place - low;
  const share = Math.abs(rest) < fuzz ? 0 : rest;
  return share === 0 ? at(low) : share === 1 ? at(low + 1) : (1 - share) * at(low) + share * at(low + 1);
}

function ranked(column: Column, ties: string): Column {
  const length = lengthOf(column);
  const order = orderOf([{ column, isDecreasing: false }]);
  const ranks = new Float64Array(length);
  const isTied = (a: number, b: number): boolean => ties !== 'first' && !isMissingAt(column, a) && !isMissingAt(column, b) && (column.type === 'factor' ? column.codes[a] === column.codes[b] : column.values[a] === column.values[b]);
  for (let start = 0; start < length; ) {
    let end = start + 1;
    while (end < length && isTied(order[start]!, order[end]!)) end++;
    const rank = ties === 'min' || ties === 'first' ? start + 1 : ties === 'max' ? end : (start + 1 + end) / 2;
    for (; start < end; start++) ranks[order[start]!] = rank;
  }
  const names = column.names ? { names: column.names } : {};
  return ties === 'average' ? doubleVector(ranks, names) : integerVector(ranks, names);
}

function presentNumbers(given: CallArguments): Float64Array {
  const x = numbersArgument(given, 'x');
  return logicalArgument(given, 'na.rm', false) ? x.filter(value => !Number.isNaN(value)) : x;
}
