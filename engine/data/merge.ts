/** R's `merge`: joining two data frames by columns that they have in common. */
import { UserError } from '../language/syntax/diagnostic.js';
import { asCharacter, labelsOf } from './coercion.js';
import { columnOf, makeDataFrame, orderOf } from './data-frame.js';
import { NOWHERE, takeRows } from './indexing.js';
import type { CharacterVector, Column, DataFrame } from './vectors.js';

export interface MergeOptions {
  /** Names of the key columns of either frame, in pairs. */
  readonly byLeft: readonly string[];
  readonly byRight: readonly string[];
  /** Whether rows without a partner are kept, with missing values in the columns of the other frame. */
  readonly keepsLeft: boolean;
  readonly keepsRight: boolean;
  readonly isSorted: boolean;
  /** What is added to the names of other columns that both frames have. */
  readonly suffixes: readonly [string, string];
}

/** Keys first, then the other columns of `left`, then those of `right`. Without keys every row of the one with every row of the other. */
export function mergeFrames(left: DataFrame, right: DataFrame, options: MergeOptions): DataFrame {
  const { byLeft, byRight, keepsLeft, keepsRight, isSorted, suffixes } = options;
  const pairs = byLeft.length === 0 ? allPairs(left, right) : matchedPairs(left, right, options);
  const rows = [...pairs, ...(keepsLeft ? rowsWithout(left, pairs, 0) : []), ...(keepsRight ? rowsWithout(right, pairs, 1) : [])];
  const fromLeft = Int32Array.from(rows, ([row]) => row);
  const fromRight = Int32Array.from(rows, ([, row]) => row);
  const keys = byLeft.map((name, k): [string, Column] => [name, joinedKey(columnOf(left, name), fromLeft, columnOf(right, byRight[k]!), fromRight)]);
  const others = (frame: DataFrame, by: readonly string[], positions: Int32Array): [string, Column][] => [...frame.columns].filter(([name]) => !by.includes(name)).map(([name, column]) => [name, takeRows(column, positions)]);
  const first = others(left, byLeft, fromLeft);
  const second = others(right, byRight, fromRight);
  const renamed = (columns: readonly [string, Column][], rest: readonly [string, Column][], suffix: string): [string, Column][] => columns.map(([name, column]) => [rest.some(([other]) => other === name) ? name + suffix : name, column]);
  const joined = makeDataFrame([...keys, ...renamed(first, second, suffixes[0]), ...renamed(second, first, suffixes[1])]);
  if (!isSorted || keys.length === 0 || rows.length === 0) return joined;
  const order = sortedRows(keys.map(([, column]) => column), keepsLeft || keepsRight);
  return { ...joined, columns: new Map([...joined.columns].map(([name, column]) => [name, takeRows(column, order)])) };
}

/** So many rows may come out. */
const MOST_ROWS = 10_000_000;

type Pair = readonly [left: number, right: number];

function allPairs(left: DataFrame, right: DataFrame): Pair[] {
  return Array.from({ length: left.rowCount * right.rowCount }, (_, index) => [index % left.rowCount, Math.floor(index / left.rowCount)] as const);
}

/** Rows with equal keys, key by key in the order of the first appearance in the left frame. */
function matchedPairs(left: DataFrame, right: DataFrame, { byLeft, byRight }: MergeOptions): Pair[] {
  const rowsOf = (frame: DataFrame, by: readonly string[]): Map<string, number[]> => {
    const rows = new Map<string, number[]>();
    pastedKeys(by.map(name => columnOf(frame, name))).forEach((key, row) => {
      const known = rows.get(key);
      if (known) known.push(row);
      else rows.set(key, [row]);
    });
    return rows;
  };
  const partners = rowsOf(right, byRight);
  const own = rowsOf(left, byLeft);
  const count = [...own].reduce((sum, [key, rows]) => sum + rows.length * (partners.get(key)?.length ?? 0), 0);
  if (count > MOST_ROWS) throw new UserError('GLMM274', `The joined data would have ${count} rows, more than the ${MOST_ROWS} that are allowed here: values of ${byLeft.join(', ')} occur many times in both data frames.`, { advice: ['Join by columns that tell the rows of one of them apart.'] });
  return [...own].flatMap(([key, rows]) => rows.flatMap(row => (partners.get(key) ?? []).map((partner): Pair => [row, partner])));
}

function rowsWithout(frame: DataFrame, pairs: readonly Pair[], side: 0 | 1): Pair[] {
  const matched = new Set(pairs.map(pair => pair[side]));
  return Array.from({ length: frame.rowCount }, (_, row) => row).filter(row => !matched.has(row)).map((row): Pair => (side === 0 ? [row, NOWHERE] : [NOWHERE, row]));
}

/** The key of each row, from whichever frame has it. */
function joinedKey(left: Column, fromLeft: Int32Array, right: Column, fromRight: Int32Array): Column {
  const taken = takeRows(left, fromLeft);
  if (!fromLeft.includes(NOWHERE)) return taken;
  const other = takeRows(right, fromRight);
  const labels = asCharacter(taken).values.map((label, row) => (fromLeft[row] === NOWHERE ? asCharacter(other).values[row]! : label));
  if (left.type === 'factor') {
    const levels = [...new Set([...left.levels, ...labels])].filter(label => label !== null);
    return { ...left, levels, codes: Int32Array.from(labels, label => (label === null ? 0 : levels.indexOf(label) + 1)) };
  }
  if (left.type === 'character' || right.type === 'character' || right.type === 'factor') return { type: 'character', values: labels };
  const numbers = Float64Array.from({ length: labels.length }, (_, row) => (fromLeft[row] === NOWHERE ? (other as typeof left).values[row]! : (taken as typeof left).values[row]!));
  return { type: left.type === 'integer' && right.type === 'integer' ? 'integer' : 'double', values: numbers };
}

/** R sorts by the columns themselves where rows without a partner are kept, else by one key as text where it is a factor, or by several pasted together. */
function sortedRows(keys: readonly Column[], isByColumns: boolean): Int32Array {
  if (isByColumns) return orderOf(keys.map(column => ({ column, isDecreasing: false })));
  const [first] = keys;
  if (keys.length === 1 && first) return orderOf([{ column: first.type === 'factor' ? { type: 'character', values: labelsOf(first) } : first, isDecreasing: false }]);
  const pasted: CharacterVector = { type: 'character', values: pastedKeys(keys) };
  return orderOf([{ column: pasted, isDecreasing: false }]);
}

function pastedKeys(columns: readonly Column[]): string[] {
  const parts = columns.map(column => labelsOf(column).map(label => label ?? 'NA'));
  return Array.from({ length: parts[0]?.length ?? 0 }, (_, row) => parts.map(part => part[row]).join('\r'));
}
