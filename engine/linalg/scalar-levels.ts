/**
 * Elimination, solution and selected inverse for leading factors with one effect a level, which most models have. As the general
 * functions of block-system.ts, without their loops over the effects of a level.
 */
import type { BlockMatrix } from './block-matrix.js';
import type { BlockStructure, NeighbourLists } from './block-structure.js';
import type { TiledCholesky } from './tiled-cholesky.js';

/** Pairs of neighbours after which a step ends: a few milliseconds. */
const PAIRS_PER_STEP = 2e6;
/** Levels that are worked on together at most, which bounds a step where each meets up to a tile of columns. */
const LONGEST_REPETITION = 4096;

/** Eliminates leading factor f, whose neighbour lists are the columns of `trailing`. `values` gets the roots of its pivots and X; what comes later loses X'X. False where a pivot is not positive. In steps of a few milliseconds. */
export function* eliminateScalars(structure: BlockStructure, f: number, values: BlockMatrix, trailing: TiledCholesky | null): Generator<void, boolean> {
  const { leadingCount, factors } = structure;
  const { start, column, entryUnderParent } = structure.neighbours[f]!;
  const diagonal = values.diagonal[f]!;
  const scaled = values.neighbours[f]!;
  const parents = leadingCount - f - 1;
  for (let j = 0; j < diagonal.length; j++) {
    const pivot = diagonal[j]!;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    diagonal[j] = root;
    const from = start[j]!;
    const to = start[j + 1]!;
    if (from === to) continue;
    scaleRange(scaled, from, to, 1 / root);
    // The levels are nested: one with neighbours has exactly one parent in each later leading factor, and they come first.
    for (let g = 0; g < parents; g++) {
      const x = scaled[from + g]!;
      const later = f + 1 + g;
      const parent = column[from + g]! - factors[later]!.offset;
      values.diagonal[later]![parent] = values.diagonal[later]![parent]! - x * x;
      subtractUnderParent(values.neighbours[later]!, entryUnderParent[g]!, scaled, x, from + g + 1, to);
    }
  }
  if (trailing) yield* forEachList(structure, f, trailing, (from, to, levels) => trailing.subtractOuterProducts(from, to, levels));
  return true;
}

/** The lists of trailing columns of leading factor f, those that repeat taken together: entries in `rowLists` of the first, and how often. */
function* forEachList(structure: BlockStructure, f: number, trailing: TiledCholesky, visit: (from: number, to: number, levels: number) => void): Generator<void, void> {
  const lists = structure.neighbours[f]!;
  const { start, firstEntry } = lists;
  const parents = structure.leadingCount - f - 1;
  let pairs = 0;
  for (let j = 0; j + 1 < start.length; j++) {
    const from = start[j]! + parents;
    const to = start[j + 1]!;
    if (from >= to) continue;
    const repetitions = parents === 0 ? countRepetitions(trailing, lists, j) : 0;
    visit(firstEntry + from, firstEntry + to, 1 + repetitions);
    j += repetitions;
    pairs += (1 + repetitions) * (to - from) ** 2;
    if (pairs > PAIRS_PER_STEP) {
      pairs = 0;
      yield;
    }
  }
}

function scaleRange(x: Float64Array, from: number, to: number, factor: number): void {
  for (let e = from; e < to; e++) x[e] = x[e]! * factor;
}

function subtractUnderParent(target: Float64Array, match: Int32Array, scaled: Float64Array, x: number, from: number, to: number): void {
  for (let d = from; d < to; d++) target[match[d]!] = target[match[d]!]! - x * scaled[d]!;
}

/** x ← L⁻¹x over the levels of a leading factor. */
export function solveScalarsForward(roots: Float64Array, scaled: Float64Array, start: Int32Array, column: Int32Array, x: Float64Array, offset: number): void {
  for (let j = 0; j < roots.length; j++) {
    const own = x[offset + j]! / roots[j]!;
    x[offset + j] = own;
    const to = start[j + 1]!;
    for (let e = start[j]!; e < to; e++) x[column[e]!] = x[column[e]!]! - scaled[e]! * own;
  }
}

/** x ← L⁻ᵀx over them. */
export function solveScalarsBackward(roots: Float64Array, scaled: Float64Array, start: Int32Array, column: Int32Array, x: Float64Array, offset: number): void {
  for (let j = 0; j < roots.length; j++) {
    let sum = x[offset + j]!;
    const to = start[j + 1]!;
    for (let e = start[j]!; e < to; e++) sum -= scaled[e]! * x[column[e]!]!;
    x[offset + j] = sum / roots[j]!;
  }
}

/** The part of leading factor f in the selected inverse, those after it being known: with m = X/root, P_jN = −m P_NN and P_jj = 1/root² − P_jN m'. */
export function* invertScalars(structure: BlockStructure, f: number, values: BlockMatrix, inverse: BlockMatrix, trailing: TiledCholesky | null): Generator<void, void> {
  const { leadingCount, factors } = structure;
  const { start, column, entryUnderParent } = structure.neighbours[f]!;
  const roots = values.diagonal[f]!;
  const scaled = values.neighbours[f]!;
  const target = inverse.neighbours[f]!;
  const parents = leadingCount - f - 1;
  if (trailing) yield* forEachList(structure, f, trailing, (from, to, levels) => trailing.multiplyInverse(from, to, levels));
  for (let j = 0; j < roots.length; j++) {
    const from = start[j]!;
    const to = start[j + 1]!;
    const reciprocal = 1 / roots[j]!;
    inverse.diagonal[f]![j] = reciprocal * reciprocal;
    if (from === to) continue;
    target.fill(0, from, from + parents);
    for (let g = 0; g < parents; g++) {
      const later = f + 1 + g;
      addParent(target, scaled, from + g, to, inverse.diagonal[later]![column[from + g]! - factors[later]!.offset]!, inverse.neighbours[later]!, entryUnderParent[g]!);
    }
    inverse.diagonal[f]![j] = reciprocal * reciprocal * (1 + finishLevel(target, scaled, from, to, reciprocal));
  }
}

/** target += the part of P_NN X that involves the neighbour at `own`, a parent with P on its diagonal and `theirs` beside it. */
function addParent(target: Float64Array, scaled: Float64Array, own: number, to: number, diagonal: number, theirs: Float64Array, match: Int32Array): void {
  const x = scaled[own]!;
  let sum = diagonal * x;
  for (let e = own + 1; e < to; e++) {
    const p = theirs[match[e]!]!;
    sum += p * scaled[e]!;
    target[e] = target[e]! + p * x;
  }
  target[own] = target[own]! + sum;
}

/** target ← −target/root, which is P_jN; returns −root² P_jN m' = X P_NN X'. */
function finishLevel(target: Float64Array, scaled: Float64Array, from: number, to: number, reciprocal: number): number {
  let sum = 0;
  for (let e = from; e < to; e++) {
    sum += target[e]! * scaled[e]!;
    target[e] = -target[e]! * reciprocal;
  }
  return sum;
}

/** Levels after j with the very same neighbours as it, all trailing ones that follow each other: they are worked on together. */
function countRepetitions(trailing: TiledCholesky, { start, column, firstEntry }: NeighbourLists, j: number): number {
  const from = start[j]!;
  const to = start[j + 1]!;
  if (!trailing.isRun(firstEntry + from, firstEntry + to)) return 0;
  let next = j + 1;
  while (next - j < LONGEST_REPETITION && next + 1 < start.length && start[next + 1]! - start[next]! === to - from && column[start[next]!] === column[from] && column[start[next + 1]! - 1] === column[to - 1]) next++;
  return next - j - 1;
}
