/**
 * Elimination, solution and selected inverse for leading factors with one effect a level, which most models have. As the general
 * functions of block-system.ts, without their loops over the effects of a level.
 */
import type { BlockMatrix } from './block-matrix.js';
import type { BlockStructure } from './block-structure.js';
import type { TiledCholesky } from './tiled-cholesky.js';

/** Eliminates leading factor f. `values` gets the roots of its pivots and X; what comes later loses X'X. False where a pivot is not positive. */
export function eliminateScalars(structure: BlockStructure, f: number, values: BlockMatrix, trailing: TiledCholesky | null): boolean {
  const { leadingCount, size, trailingSize, factors } = structure;
  const { start, column, firstEntry, entryUnderParent } = structure.neighbours[f]!;
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
    if (trailing && from + parents < to) subtractProducts(trailing, scaled, from + parents, to, firstEntry, column, size - trailingSize);
  }
  return true;
}

function scaleRange(x: Float64Array, from: number, to: number, factor: number): void {
  for (let e = from; e < to; e++) x[e] = x[e]! * factor;
}

function subtractUnderParent(target: Float64Array, match: Int32Array, scaled: Float64Array, x: number, from: number, to: number): void {
  for (let d = from; d < to; d++) target[match[d]!] = target[match[d]!]! - x * scaled[d]!;
}

/** The trailing matrix loses xx' on the columns that one level meets, entries `shift` + from … of its lists. */
function subtractProducts(trailing: TiledCholesky, x: Float64Array, from: number, to: number, shift: number, column: Int32Array, base: number): void {
  const { values, vector, pattern: { count, order } } = trailing;
  if (count === 1 && isConsecutive(column, from, to)) {
    for (let d = from, at = (column[from]! - base) * (order + 1); d < to; d++, at += order + 1) subtractRun(values, at, x, d, to);
    return;
  }
  for (let e = from; e < to; e++) vector[e - from] = x[e]!;
  trailing.subtractOuterProduct(shift + from, shift + to);
}

function subtractRun(values: Float64Array, at: number, x: Float64Array, from: number, to: number): void {
  const factor = x[from]!;
  for (let e = from, v = at; e < to; e++, v++) values[v] = values[v]! - factor * x[e]!;
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
export function invertScalars(structure: BlockStructure, f: number, values: BlockMatrix, inverse: BlockMatrix, trailing: TiledCholesky | null): void {
  const { leadingCount, size, trailingSize, factors } = structure;
  const { start, column, firstEntry, entryUnderParent } = structure.neighbours[f]!;
  const roots = values.diagonal[f]!;
  const scaled = values.neighbours[f]!;
  const target = inverse.neighbours[f]!;
  const parents = leadingCount - f - 1;
  for (let j = 0; j < roots.length; j++) {
    const from = start[j]!;
    const to = start[j + 1]!;
    const reciprocal = 1 / roots[j]!;
    inverse.diagonal[f]![j] = reciprocal * reciprocal;
    if (from === to) continue;
    target.fill(0, from, to);
    for (let g = 0; g < parents; g++) {
      const later = f + 1 + g;
      addParent(target, scaled, from + g, to, inverse.diagonal[later]![column[from + g]! - factors[later]!.offset]!, inverse.neighbours[later]!, entryUnderParent[g]!);
    }
    if (trailing && from + parents < to) addSymmetricProduct(trailing, scaled, from + parents, to, firstEntry, column, size - trailingSize, target);
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

/** target += P x on the trailing columns that one level meets. */
function addSymmetricProduct(trailing: TiledCholesky, x: Float64Array, from: number, to: number, shift: number, column: Int32Array, base: number, target: Float64Array): void {
  const { inverse, vector, product, pattern: { count, order } } = trailing;
  if (count === 1 && isConsecutive(column, from, to)) {
    for (let e = from, at = (column[from]! - base) * (order + 1); e < to; e++, at += order) target[e] = target[e]! + runProduct(inverse, at, x, from, to);
    return;
  }
  for (let e = from; e < to; e++) vector[e - from] = x[e]!;
  trailing.multiplyInverse(shift + from, shift + to);
  for (let e = from; e < to; e++) target[e] = target[e]! + product[e - from]!;
}

function runProduct(p: Float64Array, at: number, x: Float64Array, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let e = from;
  let v = at;
  for (; e + 1 < to; e += 2, v += 2) {
    even += p[v]! * x[e]!;
    odd += p[v + 1]! * x[e + 1]!;
  }
  return e < to ? even + odd + p[v]! * x[e]! : even + odd;
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

/** Whether a level meets every column between its first and its last, so that no index need be looked up. */
function isConsecutive(column: Int32Array, from: number, to: number): boolean {
  return column[to - 1]! - column[from]! === to - 1 - from;
}
