/**
 * The symbolic half of the core: where the non-zeros of H = Λ'Z'WZΛ + I are, in which order to eliminate, and where each row's
 * contribution goes. It depends on the grouping factors alone and is worked out once a model.
 *
 * Factors are taken by decreasing number of levels. The leading ones, each nested in all leading ones after it, keep a
 * block-diagonal pivot while they are eliminated, and eliminating them makes no fill outside the trailing factors: if level j lies in
 * level p of a later factor and meets level c of another, some row has all three, so (p, c) is already in the pattern.
 * What remains, the trailing Schur complement, is stored in full and worked on by tiles; its levels are put in an order that leaves many
 * tiles zero where few levels of the crossed factors meet. One factor or a nested chain has no trailing part.
 */
import { minimumDegreeOrder, type Cliques } from './elimination-order.js';
import { TILE } from './tile-kernels.js';
import { analyseTiles, type TilePattern } from './tile-pattern.js';

/** With fewer neighbours in all, a trailing part of less than a tile is worked on in a tile of its own order. */
const SMALL_ENTRY_COUNT = 2000;

/** One grouping factor with all the random effects of its levels. */
export interface BlockFactor {
  readonly levelCount: number;
  /** k, effects per level. */
  readonly effectCount: number;
  /** 0-based level of each row. */
  readonly levelOfRow: Int32Array;
}

export interface FactorLayout extends BlockFactor {
  /** Index of the factor in what was given. */
  readonly source: number;
  /** Position of its first effect among all q, in elimination order. */
  readonly offset: number;
  /** For each level as given its place in elimination order; `levelOfRow` here counts by places. */
  readonly placeOfLevel: Int32Array;
}

/**
 * The columns that each level of a leading factor meets in later factors, leading ones first.
 * A column is one effect; a block of k columns is contiguous. Entries are numbered over all levels.
 */
export interface NeighbourLists {
  /** Entries of level j: start[j] … start[j + 1] − 1. */
  readonly start: Int32Array;
  /** For each entry, its position among all q. */
  readonly column: Int32Array;
  /** Entries of the leading factors before this one. */
  readonly firstEntry: number;
  /** For each later leading factor g: the entry in g's own lists of the same column under the parent of j in g; −1 where it has none. */
  readonly entryUnderParent: readonly Int32Array[];
}

/** Two factors, the first before the second, and where each row's block of Z'WZ stands. */
export interface FactorPair {
  readonly first: number;
  readonly second: number;
  /** For each row, the entry of the block's first column: in the neighbour lists if `first` is leading, else in the pair's own store. */
  readonly entryOfRow: Int32Array;
  /** For a pair of trailing factors, the levels of each of its blocks; empty otherwise. */
  readonly firstLevels: Int32Array;
  readonly secondLevels: Int32Array;
}

export interface BlockStructure {
  readonly rowCount: number;
  /** In elimination order. */
  readonly factors: readonly FactorLayout[];
  readonly leadingCount: number;
  /** q, all effects. */
  readonly size: number;
  /** Effects in the trailing part. */
  readonly trailingSize: number;
  /** Which tiles of the trailing part's factor are not zero. */
  readonly trailingTiles: TilePattern;
  /** One for each leading factor. */
  readonly neighbours: readonly NeighbourLists[];
  readonly pairs: readonly FactorPair[];
}

/** Works out order and pattern; O(n) per pair of factors. */
export function analyseBlocks(given: readonly BlockFactor[], rowCount: number): BlockStructure {
  const order = given.map((_, index) => index).sort((a, b) => given[b]!.levelCount - given[a]!.levelCount || a - b);
  const factors: FactorLayout[] = [];
  let size = 0;
  for (const source of order) {
    factors.push({ ...given[source]!, source, offset: size, placeOfLevel: Int32Array.from({ length: given[source]!.levelCount }, (_, level) => level) });
    size += given[source]!.levelCount * given[source]!.effectCount;
  }
  const leadingCount = countLeading(factors, rowCount);
  const trailingSize = leadingCount === factors.length ? 0 : size - factors[leadingCount]!.offset;
  if (trailingSize > TILE) reorderTrailing(factors, leadingCount, rowCount); // a single tile is stored in full in any order

  const pairs: FactorPair[] = [];
  const neighbours: NeighbourLists[] = [];
  for (let f = 0; f < leadingCount; f++) {
    const before = neighbours.at(-1);
    const { lists, entriesOfRow } = listNeighbours(factors, f, rowCount, before ? before.firstEntry + before.column.length : 0);
    neighbours.push(lists);
    entriesOfRow.forEach((entryOfRow, index) =>
      pairs.push({ first: f, second: f + 1 + index, entryOfRow, firstLevels: new Int32Array(0), secondLevels: new Int32Array(0) }));
  }
  for (let f = leadingCount; f < factors.length; f++) {
    for (let g = f + 1; g < factors.length; g++) pairs.push(pairTrailing(factors, f, g, rowCount));
  }
  const entryCount = neighbours.reduce((sum, { column }) => sum + column.length, 0);
  return {
    rowCount, factors, leadingCount, size, trailingSize, pairs,
    trailingTiles: analyseTiles(trailingSize, trailingCliques(neighbours, size - trailingSize), entryCount < SMALL_ENTRY_COUNT),
    neighbours: neighbours.map((lists, f) => ({ ...lists, entryUnderParent: matchParents(factors, neighbours, f, leadingCount, rowCount) })),
  };
}

/** Puts the levels of each trailing factor in an order that makes little fill; the factors stay one after the other. */
function reorderTrailing(factors: FactorLayout[], leadingCount: number, rowCount: number): void {
  const trailing = factors.slice(leadingCount);
  const vertexCount = trailing.reduce((sum, { levelCount }) => sum + levelCount, 0);
  const order = minimumDegreeOrder(vertexCount, trailingLevelsMet(factors[leadingCount - 1]!, trailing, rowCount));
  let firstVertex = 0;
  trailing.forEach((factor, t) => {
    const placeOfLevel = new Int32Array(factor.levelCount);
    let place = 0;
    for (const vertex of order) if (vertex >= firstVertex && vertex < firstVertex + factor.levelCount) placeOfLevel[vertex - firstVertex] = place++;
    factors[leadingCount + t] = { ...factor, placeOfLevel, levelOfRow: factor.levelOfRow.map(level => placeOfLevel[level]!) };
    firstVertex += factor.levelCount;
  });
}

/** For each level of the last leading factor the levels of trailing ones that it meets, numbered throughout: they depend on each other once it is eliminated. */
function trailingLevelsMet(last: BlockFactor, trailing: readonly BlockFactor[], rowCount: number): Cliques {
  const { start: rowStart, rows } = rowsByLevel(last, rowCount);
  const start = new Int32Array(last.levelCount + 1);
  const members = new Int32Array(rowCount * trailing.length);
  let length = 0;
  const stamps = trailing.map(({ levelCount }) => new Int32Array(levelCount).fill(-1));
  for (let j = 0; j < last.levelCount; j++) {
    let firstVertex = 0;
    for (let t = 0; t < trailing.length; t++) {
      length = collectLevels(trailing[t]!.levelOfRow, rows, rowStart[j]!, rowStart[j + 1]!, stamps[t]!, j, firstVertex, members, length);
      firstVertex += trailing[t]!.levelCount;
    }
    start[j + 1] = length;
  }
  return { start, members: members.subarray(0, length) };
}

/** Appends the distinct levels of some rows, plus `shift`, to `list` and returns its new length. A level is known by its stamp. */
function collectLevels(levelOfRow: Int32Array, rows: Int32Array, from: number, to: number, stamps: Int32Array, stamp: number, shift: number, list: Int32Array, before: number): number {
  let length = before;
  for (let r = from; r < to; r++) {
    const level = levelOfRow[rows[r]!]!;
    if (stamps[level] === stamp) continue;
    stamps[level] = stamp;
    list[length++] = shift + level;
  }
  return length;
}

/** Whether leading factor f and all leading ones after it have one effect a level. */
export function hasScalarLevels({ factors, leadingCount }: BlockStructure, f: number): boolean {
  return factors.slice(f, leadingCount).every(({ effectCount }) => effectCount === 1);
}

/** For each level of the last leading factor the trailing columns that it meets, counted from the first trailing one. */
function* trailingCliques(neighbours: readonly NeighbourLists[], base: number): Generator<Int32Array> {
  const last = neighbours.at(-1);
  if (!last) return;
  for (let j = 0; j + 1 < last.start.length; j++) yield last.column.subarray(last.start[j], last.start[j + 1]).map(column => column - base);
}

/** How many factors keep a block-diagonal pivot: all that come before must be nested in the next. */
function countLeading(factors: readonly FactorLayout[], rowCount: number): number {
  let count = Math.min(1, factors.length);
  while (count < factors.length) {
    for (let f = 0; f < count; f++) if (!isNested(factors[f]!, factors[count]!, rowCount)) return count;
    count++;
  }
  return count;
}

/** Whether no level of `inner` meets two levels of `outer`. */
function isNested(inner: BlockFactor, outer: BlockFactor, rowCount: number): boolean {
  const parent = new Int32Array(inner.levelCount).fill(-1);
  for (let i = 0; i < rowCount; i++) {
    const level = inner.levelOfRow[i]!;
    if (parent[level] === -1) parent[level] = outer.levelOfRow[i]!;
    else if (parent[level] !== outer.levelOfRow[i]) return false;
  }
  return true;
}

/** Rows ordered by level (a counting sort): those of level j are rows[start[j]] … rows[start[j + 1] − 1]. */
export function rowsByLevel(factor: BlockFactor, rowCount: number): { start: Int32Array; rows: Int32Array } {
  const start = new Int32Array(factor.levelCount + 1);
  for (let i = 0; i < rowCount; i++) start[factor.levelOfRow[i]! + 1]!++;
  for (let j = 0; j < factor.levelCount; j++) start[j + 1] = start[j + 1]! + start[j]!;
  const next = start.slice(0, factor.levelCount);
  const rows = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) rows[next[factor.levelOfRow[i]!]!++] = i;
  return { start, rows };
}

function listNeighbours(factors: readonly FactorLayout[], f: number, rowCount: number, firstEntry: number): { lists: NeighbourLists; entriesOfRow: Int32Array[] } {
  const own = factors[f]!;
  const later = factors.slice(f + 1);
  const { start: rowStart, rows } = rowsByLevel(own, rowCount);
  const start = new Int32Array(own.levelCount + 1);
  const column = new Int32Array(rowCount * later.reduce((sum, { effectCount }) => sum + effectCount, 0));
  const entriesOfRow = later.map(() => new Int32Array(rowCount));
  const entryOfLevel = later.map(factor => new Int32Array(factor.levelCount));
  const stamps = later.map(factor => new Int32Array(factor.levelCount).fill(-1));
  const met = new Int32Array(rowCount);
  let length = 0;
  for (let j = 0; j < own.levelCount; j++) {
    const from = rowStart[j]!;
    const to = rowStart[j + 1]!;
    for (let l = 0; l < later.length; l++) {
      const { levelOfRow, effectCount: k, offset } = later[l]!;
      const count = collectLevels(levelOfRow, rows, from, to, stamps[l]!, j, 0, met, 0);
      sortFirst(met, count);
      const entries = entryOfLevel[l]!;
      for (let m = 0; m < count; m++) {
        entries[met[m]!] = length;
        for (let e = 0; e < k; e++) column[length++] = offset + met[m]! * k + e;
      }
      const entryOfRow = entriesOfRow[l]!;
      for (let r = from; r < to; r++) entryOfRow[rows[r]!] = entries[levelOfRow[rows[r]!]!]!;
    }
    start[j + 1] = length;
  }
  return { lists: { start, column: column.slice(0, length), firstEntry, entryUnderParent: [] }, entriesOfRow };
}

/** Sorts the first elements of a list; for the few that a level meets as a rule, by insertion. */
function sortFirst(list: Int32Array, count: number): void {
  if (count > 40) {
    list.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = list[i]!;
    let at = i;
    for (; at > 0 && list[at - 1]! > value; at--) list[at] = list[at - 1]!;
    list[at] = value;
  }
}

/** For factor f and each later leading factor g, the entry under the parent in g of each of f's entries. */
function matchParents(factors: readonly FactorLayout[], neighbours: readonly NeighbourLists[], f: number, leadingCount: number, rowCount: number): Int32Array[] {
  const own = neighbours[f]!;
  const matches: Int32Array[] = [];
  for (let g = f + 1; g < leadingCount; g++) {
    const parent = new Int32Array(factors[f]!.levelCount).fill(-1);
    for (let i = 0; i < rowCount; i++) parent[factors[f]!.levelOfRow[i]!] = factors[g]!.levelOfRow[i]!;
    const theirs = neighbours[g]!;
    const firstLater = g + 1 < factors.length ? factors[g + 1]!.offset : Infinity;
    const match = new Int32Array(own.column.length).fill(-1);
    for (let j = 0; j < parent.length; j++) {
      if (parent[j] === -1) continue;
      // Both lists ascend (offsets ascend with the factors, levels within them), so one merging pass finds all.
      let entry = theirs.start[parent[j]!]!;
      for (let e = own.start[j]!; e < own.start[j + 1]!; e++) {
        if (own.column[e]! < firstLater) continue;
        while (theirs.column[entry] !== own.column[e]) entry++;
        match[e] = entry;
      }
    }
    matches.push(match);
  }
  return matches;
}

function pairTrailing(factors: readonly FactorLayout[], f: number, g: number, rowCount: number): FactorPair {
  const first = factors[f]!;
  const second = factors[g]!;
  const { start, rows } = rowsByLevel(first, rowCount);
  const blockOfLevel = new Int32Array(second.levelCount).fill(-1);
  const entryOfRow = new Int32Array(rowCount);
  const firstLevels: number[] = [];
  const secondLevels: number[] = [];
  for (let j = 0; j < first.levelCount; j++) {
    const blocksBefore = firstLevels.length;
    for (let r = start[j]!; r < start[j + 1]!; r++) {
      const level = second.levelOfRow[rows[r]!]!;
      if (blockOfLevel[level]! < blocksBefore) {
        blockOfLevel[level] = firstLevels.length;
        firstLevels.push(j);
        secondLevels.push(level);
      }
      entryOfRow[rows[r]!] = blockOfLevel[level]! * second.effectCount;
    }
  }
  return { first: f, second: g, entryOfRow, firstLevels: Int32Array.from(firstLevels), secondLevels: Int32Array.from(secondLevels) };
}
