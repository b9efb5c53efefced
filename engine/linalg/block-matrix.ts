/** Symmetric matrices on the pattern of Z'Z: storage, and how it is filled from rows or from another one through Λ. */
import { hasScalarLevels, type BlockStructure } from './block-structure.js';

/**
 * The values of a symmetric block-sparse matrix, in the places that the structure gives them.
 * A block between a level of an earlier and one of a later factor is stored by columns (the later factor's effects), k_f values each.
 */
export interface BlockMatrix {
  /** For each factor, its diagonal blocks: levels × k × k, both triangles. */
  readonly diagonal: readonly Float64Array[];
  /** For each leading factor, entries × k. */
  readonly neighbours: readonly Float64Array[];
  /** For each pair of the structure, its own store if both factors are trailing, else the leading factor's `neighbours`. */
  readonly pairs: readonly Float64Array[];
}

/** A zero matrix. The neighbour lists of leading factors with `hasScalarLevels` are parts of `entries` where that is given, from `firstEntry` on. */
export function createBlockMatrix(structure: BlockStructure, entries?: Float64Array): BlockMatrix {
  const { factors, neighbours, leadingCount } = structure;
  const stores = neighbours.map(({ column, firstEntry }, f) =>
    entries && hasScalarLevels(structure, f) ? entries.subarray(firstEntry, firstEntry + column.length) : new Float64Array(column.length * factors[f]!.effectCount));
  return {
    diagonal: factors.map(factor => new Float64Array(factor.levelCount * factor.effectCount ** 2)),
    neighbours: stores,
    pairs: structure.pairs.map(pair =>
      pair.first < leadingCount ? stores[pair.first]! : new Float64Array(pair.firstLevels.length * factors[pair.first]!.effectCount * factors[pair.second]!.effectCount)),
  };
}

/**
 * matrix ← Z'WZ from the rows: `z` holds for each factor its n × k values by rows, `weights` is w (n).
 * With Λ'z in the place of z it is Λ'Z'WZΛ. One pass over the rows for each factor and each pair of factors.
 */
export function fillFromRows(structure: BlockStructure, z: readonly Float64Array[], weights: Float64Array, matrix: BlockMatrix): void {
  const { factors, rowCount } = structure;
  for (const store of matrix.diagonal) store.fill(0);
  for (const store of matrix.neighbours) store.fill(0);
  for (let p = 0; p < matrix.pairs.length; p++) matrix.pairs[p]!.fill(0);
  for (let f = 0; f < factors.length; f++) {
    const { effectCount: k, levelOfRow } = factors[f]!;
    if (k === 1) addScalarSquares(matrix.diagonal[f]!, levelOfRow, z[f]!, weights, rowCount);
    else if (k === 2) addPairSquares(matrix.diagonal[f]!, levelOfRow, z[f]!, weights, rowCount);
    else addBlockSquares(matrix.diagonal[f]!, levelOfRow, z[f]!, k, weights, rowCount);
  }
  for (let p = 0; p < structure.pairs.length; p++) {
    const { first, second, entryOfRow } = structure.pairs[p]!;
    const kFirst = factors[first]!.effectCount;
    const kSecond = factors[second]!.effectCount;
    if (kFirst === 1 && kSecond === 1) addScalarProducts(matrix.pairs[p]!, entryOfRow, z[first]!, z[second]!, weights, rowCount);
    else addBlockProducts(matrix.pairs[p]!, entryOfRow, z[first]!, kFirst, z[second]!, kSecond, weights, rowCount);
  }
}

function addScalarSquares(store: Float64Array, levelOfRow: Int32Array, z: Float64Array, weights: Float64Array, rowCount: number): void {
  // rows of a level mostly stand together: their sum is kept out of memory until the level changes
  let level = levelOfRow[0] ?? 0;
  let sum = 0;
  for (let i = 0; i < rowCount; i++) {
    const next = levelOfRow[i]!;
    if (next !== level) {
      store[level] = store[level]! + sum;
      level = next;
      sum = 0;
    }
    sum += weights[i]! * z[i]! * z[i]!;
  }
  if (rowCount > 0) store[level] = store[level]! + sum;
}

function addPairSquares(store: Float64Array, levelOfRow: Int32Array, z: Float64Array, weights: Float64Array, rowCount: number): void {
  let at = 4 * (levelOfRow[0] ?? 0);
  let s00 = 0;
  let s01 = 0;
  let s11 = 0;
  for (let i = 0; i <= rowCount; i++) {
    const next = i < rowCount ? 4 * levelOfRow[i]! : -1;
    if (next !== at && rowCount > 0) {
      store[at] = store[at]! + s00;
      store[at + 1] = store[at + 1]! + s01;
      store[at + 2] = store[at + 2]! + s01;
      store[at + 3] = store[at + 3]! + s11;
      at = next;
      s00 = 0;
      s01 = 0;
      s11 = 0;
    }
    if (i === rowCount) return;
    const a = z[2 * i]!;
    const b = z[2 * i + 1]!;
    const wa = weights[i]! * a;
    s00 += wa * a;
    s01 += wa * b;
    s11 += weights[i]! * b * b;
  }
}

function addBlockSquares(store: Float64Array, levelOfRow: Int32Array, z: Float64Array, k: number, weights: Float64Array, rowCount: number): void {
  for (let i = 0; i < rowCount; i++) {
    const at = levelOfRow[i]! * k * k;
    for (let a = 0; a < k; a++) {
      const wz = weights[i]! * z[i * k + a]!;
      for (let b = 0; b < k; b++) store[at + a * k + b] = store[at + a * k + b]! + wz * z[i * k + b]!;
    }
  }
}

function addScalarProducts(store: Float64Array, entryOfRow: Int32Array, zFirst: Float64Array, zSecond: Float64Array, weights: Float64Array, rowCount: number): void {
  for (let i = 0; i < rowCount; i++) {
    const entry = entryOfRow[i]!;
    store[entry] = store[entry]! + weights[i]! * zFirst[i]! * zSecond[i]!;
  }
}

function addBlockProducts(
  store: Float64Array, entryOfRow: Int32Array, zFirst: Float64Array, kFirst: number, zSecond: Float64Array, kSecond: number,
  weights: Float64Array, rowCount: number,
): void {
  for (let i = 0; i < rowCount; i++) {
    const at = entryOfRow[i]! * kFirst;
    for (let s = 0; s < kSecond; s++) {
      const wz = weights[i]! * zSecond[i * kSecond + s]!;
      for (let r = 0; r < kFirst; r++) store[at + s * kFirst + r] = store[at + s * kFirst + r]! + wz * zFirst[i * kFirst + r]!;
    }
  }
}

/**
 * target ← Λ'CΛ for Λ block-diagonal with the k × k lower-triangular block `lambda[f]` (by rows) for every level of factor f.
 */
export function transformBlocks(structure: BlockStructure, c: BlockMatrix, lambda: readonly Float64Array[], target: BlockMatrix): void {
  const { factors, leadingCount, neighbours, pairs } = structure;
  for (let f = 0; f < factors.length; f++) {
    const { effectCount: k, levelCount } = factors[f]!;
    for (let j = 0; j < levelCount; j++) sandwich(c.diagonal[f]!, target.diagonal[f]!, j * k * k, lambda[f]!, k, lambda[f]!, k);
  }
  for (let f = 0; f < leadingCount; f++) {
    const k = factors[f]!.effectCount;
    const { column } = neighbours[f]!;
    let later = f + 1;
    for (let e = 0; e < column.length;) {
      later = factorOfColumn(structure, column[e]!, later, f + 1);
      const kLater = factors[later]!.effectCount;
      sandwich(c.neighbours[f]!, target.neighbours[f]!, e * k, lambda[later]!, kLater, lambda[f]!, k);
      e += kLater;
    }
  }
  for (let p = 0; p < pairs.length; p++) {
    const { first, second, firstLevels } = pairs[p]!;
    if (first < leadingCount) continue;
    const kFirst = factors[first]!.effectCount;
    const kSecond = factors[second]!.effectCount;
    for (let b = 0; b < firstLevels.length; b++) sandwich(c.pairs[p]!, target.pairs[p]!, b * kFirst * kSecond, lambda[second]!, kSecond, lambda[first]!, kFirst);
  }
}

/** The factor whose column it is; `guess` is tried first, since neighbouring entries mostly agree. */
export function factorOfColumn(structure: BlockStructure, column: number, guess: number, first: number): number {
  const { factors } = structure;
  let f = column >= factors[guess]!.offset ? guess : first;
  while (f + 1 < factors.length && column >= factors[f + 1]!.offset) f++;
  return f;
}

/** target[s, r] = Σ_{d ≥ s, a ≥ r} left[d, s] c[d, a] right[a, r] for one block of kLeft rows and kRight columns. */
function sandwich(c: Float64Array, target: Float64Array, at: number, left: Float64Array, kLeft: number, right: Float64Array, kRight: number): void {
  if (kLeft === 1 && kRight === 1) {
    target[at] = left[0]! * c[at]! * right[0]!;
    return;
  }
  for (let s = 0; s < kLeft; s++) {
    for (let r = 0; r < kRight; r++) {
      let sum = 0;
      for (let d = s; d < kLeft; d++) {
        let inner = 0;
        for (let a = r; a < kRight; a++) inner += c[at + d * kRight + a]! * right[a * kRight + r]!;
        sum += left[d * kLeft + s]! * inner;
      }
      target[at + s * kRight + r] = sum;
    }
  }
}

/** y ← Cx, for x and y of length q in elimination order. */
export function multiplyBlockMatrix(structure: BlockStructure, c: BlockMatrix, x: Float64Array, y: Float64Array): void {
  const { factors, leadingCount, neighbours, pairs } = structure;
  for (let f = 0; f < factors.length; f++) {
    const { effectCount: k, levelCount, offset } = factors[f]!;
    const store = c.diagonal[f]!;
    for (let j = 0; j < levelCount; j++) {
      for (let a = 0; a < k; a++) {
        let sum = 0;
        for (let b = 0; b < k; b++) sum += store[(j * k + a) * k + b]! * x[offset + j * k + b]!;
        y[offset + j * k + a] = sum;
      }
    }
  }
  for (let f = 0; f < leadingCount; f++) {
    const { effectCount: k, levelCount, offset } = factors[f]!;
    const { start, column } = neighbours[f]!;
    const store = c.neighbours[f]!;
    for (let j = 0; j < levelCount; j++) {
      const own = offset + j * k;
      for (let e = start[j]!; e < start[j + 1]!; e++) {
        const other = column[e]!;
        for (let r = 0; r < k; r++) {
          const value = store[e * k + r]!;
          y[own + r] = y[own + r]! + value * x[other]!;
          y[other] = y[other]! + value * x[own + r]!;
        }
      }
    }
  }
  for (let p = 0; p < pairs.length; p++) {
    const { first, second, firstLevels, secondLevels } = pairs[p]!;
    if (first < leadingCount) continue;
    const { effectCount: kFirst, offset: firstOffset } = factors[first]!;
    const { effectCount: kSecond, offset: secondOffset } = factors[second]!;
    for (let b = 0; b < firstLevels.length; b++) {
      for (let s = 0; s < kSecond; s++) {
        const other = secondOffset + secondLevels[b]! * kSecond + s;
        for (let r = 0; r < kFirst; r++) {
          const own = firstOffset + firstLevels[b]! * kFirst + r;
          const value = c.pairs[p]![(b * kSecond + s) * kFirst + r]!;
          y[own] = y[own]! + value * x[other]!;
          y[other] = y[other]! + value * x[own]!;
        }
      }
    }
  }
}
