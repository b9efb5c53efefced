/**
 * The one numerical core: H = Λ'Z'WZΛ + I by blocks, with `factor`, `solve`, `logDeterminant` and `selectedInverse`.
 * Everything is allocated when the system is made; a refactorisation allocates nothing.
 */
import { createBlockMatrix, factorOfColumn, type BlockMatrix } from './block-matrix.js';
import { hasScalarLevels, type BlockStructure } from './block-structure.js';
import { eliminateScalars, invertScalars, solveScalarsBackward, solveScalarsForward } from './scalar-levels.js';
import { factorBlock, invertFactoredBlock, solveBlockLower, solveBlockLowerTransposed } from './small-blocks.js';
import { placeInTiles } from './tile-pattern.js';
import { TiledCholesky } from './tiled-cholesky.js';

/** Levels with several effects after which a step ends. */
const LEVELS_PER_STEP = 1024;

export class BlockSystem {
  readonly structure: BlockStructure;
  /**
   * Before `factor`: H without its unit diagonal, to be filled by `fillFromRows` or `transformBlocks`.
   * After it: for the leading factors L_j on the diagonal and X = L_j⁻¹B' in the neighbour lists, B being the block row of level j.
   */
  readonly values: BlockMatrix;
  /** P = H⁻¹ on the pattern of Z'Z, once `selectedInverse` has run. */
  readonly inverse: BlockMatrix;
  /** The Schur complement of the leading factors; null where every factor is leading. */
  readonly #trailing: TiledCholesky | null;
  readonly #scaled: Float64Array;
  /** `hasScalarLevels` of each leading factor. */
  readonly #isScalar: readonly boolean[];

  constructor(structure: BlockStructure) {
    this.structure = structure;
    this.#isScalar = structure.neighbours.map((_, f) => hasScalarLevels(structure, f));
    this.#trailing = structure.trailingSize === 0 ? null : new TiledCholesky(structure.trailingTiles, trailingRows(structure));
    this.values = createBlockMatrix(structure, this.#trailing?.columns);
    this.inverse = createBlockMatrix(structure, this.#trailing?.products);
    let longest = 0;
    structure.neighbours.forEach(({ start }, f) => {
      const k = structure.factors[f]!.effectCount;
      for (let j = 0; j + 1 < start.length; j++) longest = Math.max(longest, k * (start[j + 1]! - start[j]!));
    });
    this.#scaled = new Float64Array(longest);
  }

  /** Whether the Schur complement is worked on in WebAssembly. */
  get isWebAssembly(): boolean {
    return this.#trailing?.isWebAssembly ?? false;
  }

  /** Adds I and factors in place. False where H is not numerically positive definite (a value was not finite). */
  factor(): boolean {
    return runToEnd(this.factorSteps());
  }

  /** `factor` in steps of a few milliseconds. */
  *factorSteps(): Generator<void, boolean> {
    const { structure, values } = this;
    for (let f = 0; f < structure.factors.length; f++) addUnitDiagonal(values.diagonal[f]!, structure.factors[f]!.effectCount);
    if (this.#trailing) this.#assembleTrailing(this.#trailing);
    for (let f = 0; f < structure.leadingCount; f++) {
      if (!(yield* this.#isScalar[f] ? eliminateScalars(structure, f, values, this.#trailing) : this.#eliminate(f))) return false;
    }
    return !this.#trailing || (yield* this.#trailing.factorSteps());
  }

  /** log |H|. */
  logDeterminant(): number {
    const { structure, values } = this;
    let sum = 0;
    for (let f = 0; f < structure.leadingCount; f++) {
      const { levelCount, effectCount: k } = structure.factors[f]!;
      const diagonal = values.diagonal[f]!;
      for (let j = 0; j < levelCount; j++) for (let a = 0; a < k; a++) sum += Math.log(diagonal[(j * k + a) * k + a]!);
    }
    return 2 * sum + (this.#trailing?.logDeterminant() ?? 0);
  }

  /** x ← H⁻¹x, in elimination order, length q. */
  solve(x: Float64Array): void {
    this.solveForward(x);
    this.solveBackward(x);
  }

  /** x ← L⁻¹x with H = LL'. */
  solveForward(x: Float64Array): void {
    const { structure, values } = this;
    for (let f = 0; f < structure.leadingCount; f++) {
      const { effectCount: k, levelCount, offset } = structure.factors[f]!;
      const { start, column } = structure.neighbours[f]!;
      const diagonal = values.diagonal[f]!;
      const scaled = values.neighbours[f]!;
      if (k === 1) {
        solveScalarsForward(diagonal, scaled, start, column, x, offset);
        continue;
      }
      for (let j = 0; j < levelCount; j++) {
        const own = offset + j * k;
        solveBlockLower(diagonal, j * k * k, k, x, own);
        for (let e = start[j]!; e < start[j + 1]!; e++) {
          let sum = 0;
          for (let r = 0; r < k; r++) sum += scaled[e * k + r]! * x[own + r]!;
          x[column[e]!] = x[column[e]!]! - sum;
        }
      }
    }
    this.#trailing?.solveForward(x, structure.size - structure.trailingSize);
  }

  /** x ← L⁻ᵀx. */
  solveBackward(x: Float64Array): void {
    const { structure, values } = this;
    this.#trailing?.solveBackward(x, structure.size - structure.trailingSize);
    for (let f = structure.leadingCount - 1; f >= 0; f--) {
      const { effectCount: k, levelCount, offset } = structure.factors[f]!;
      const { start, column } = structure.neighbours[f]!;
      const scaled = values.neighbours[f]!;
      if (k === 1) {
        solveScalarsBackward(values.diagonal[f]!, scaled, start, column, x, offset);
        continue;
      }
      for (let j = 0; j < levelCount; j++) {
        const own = offset + j * k;
        for (let e = start[j]!; e < start[j + 1]!; e++) {
          const other = x[column[e]!]!;
          for (let r = 0; r < k; r++) x[own + r] = x[own + r]! - scaled[e * k + r]! * other;
        }
        solveBlockLowerTransposed(values.diagonal[f]!, j * k * k, k, x, own);
      }
    }
  }

  /**
   * P = H⁻¹ on the pattern of Z'Z (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975), from the last factor to the first.
   * With M = D_j⁻¹B': P_jN = −M P_NN and P_jj = D_j⁻¹ − P_jN M'.
   */
  selectedInverse(): void {
    runToEnd(this.selectedInverseSteps());
  }

  /** `selectedInverse` in steps. */
  *selectedInverseSteps(): Generator<void, void> {
    const { structure } = this;
    if (this.#trailing) {
      yield* this.#trailing.invertSteps();
      this.#copyTrailingInverse(this.#trailing);
    }
    for (let f = structure.leadingCount - 1; f >= 0; f--) {
      yield* this.#isScalar[f] ? invertScalars(structure, f, this.values, this.inverse, this.#trailing) : this.#invertLevels(f);
    }
  }

  /** Lower triangle of the trailing block of H. */
  #assembleTrailing(trailing: TiledCholesky): void {
    const { structure, values } = this;
    const base = structure.size - structure.trailingSize;
    const { pattern, values: target } = trailing;
    trailing.clear();
    for (let f = structure.leadingCount; f < structure.factors.length; f++) {
      const { effectCount: k, levelCount, offset } = structure.factors[f]!;
      for (let j = 0; j < levelCount; j++) {
        const at = offset - base + j * k;
        for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) target[placeInTiles(pattern, at + a, at + b)] = values.diagonal[f]![(j * k + a) * k + b]!;
      }
    }
    for (let p = 0; p < structure.pairs.length; p++) {
      const { first, second, firstLevels, secondLevels } = structure.pairs[p]!;
      if (first < structure.leadingCount) continue;
      const { effectCount: kFirst, offset: firstOffset } = structure.factors[first]!;
      const { effectCount: kSecond, offset: secondOffset } = structure.factors[second]!;
      for (let b = 0; b < firstLevels.length; b++) {
        const row = secondOffset - base + secondLevels[b]! * kSecond;
        const column = firstOffset - base + firstLevels[b]! * kFirst;
        for (let s = 0; s < kSecond; s++) for (let r = 0; r < kFirst; r++) target[placeInTiles(pattern, row + s, column + r)] = values.pairs[p]![(b * kSecond + s) * kFirst + r]!;
      }
    }
  }

  *#eliminate(f: number): Generator<void, boolean> {
    const { structure, values } = this;
    const { factors, leadingCount } = structure;
    const { effectCount: k, levelCount } = factors[f]!;
    const { start, column, firstEntry, entryUnderParent } = structure.neighbours[f]!;
    const diagonal = values.diagonal[f]!;
    const scaled = values.neighbours[f]!;
    const trailing = this.#trailing;
    for (let j = 0; j < levelCount; j++) {
      if (j % LEVELS_PER_STEP === LEVELS_PER_STEP - 1) yield;
      if (!factorBlock(diagonal, j * k * k, k)) return false;
      const to = start[j + 1]!;
      for (let e = start[j]!; e < to; e++) solveBlockLower(diagonal, j * k * k, k, scaled, e * k);
      let e = start[j]!;
      for (let g = f + 1; g < leadingCount && e < to; g++) {
        const parent = factors[g]!;
        const kParent = parent.effectCount;
        const at = (column[e]! - parent.offset) * kParent; // a level's first effect, times k: where its k × k block starts
        const match = entryUnderParent[g - f - 1]!;
        for (let s = 0; s < kParent; s++) {
          for (let r = 0; r < kParent; r++) values.diagonal[g]![at + s * kParent + r] = values.diagonal[g]![at + s * kParent + r]! - dotColumns(scaled, e + s, e + r, k);
        }
        for (let d = e + kParent; d < to; d++) {
          for (let s = 0; s < kParent; s++) values.neighbours[g]![match[d]! * kParent + s] = values.neighbours[g]![match[d]! * kParent + s]! - dotColumns(scaled, e + s, d, k);
        }
        e += kParent;
      }
      if (!trailing) continue;
      for (let r = 0; r < k; r++) {
        takeEffect(scaled, k, r, e, to, trailing.columns, firstEntry);
        if (e < to) trailing.subtractOuterProducts(firstEntry + e, firstEntry + to, 1);
      }
    }
    return true;
  }

  *#invertLevels(f: number): Generator<void, void> {
    const { structure, values, inverse } = this;
    const { effectCount: k, levelCount } = structure.factors[f]!;
    const { start, firstEntry } = structure.neighbours[f]!;
    const trailing = this.#trailing;
    // A level meets one block in each later leading factor, then the trailing columns.
    const parentColumns = structure.factors.slice(f + 1, structure.leadingCount).reduce((sum, { effectCount }) => sum + effectCount, 0);
    const m = this.#scaled;
    const target = inverse.neighbours[f]!;
    const own = inverse.diagonal[f]!;
    for (let j = 0; j < levelCount; j++) {
      if (j % LEVELS_PER_STEP === LEVELS_PER_STEP - 1) yield;
      invertFactoredBlock(values.diagonal[f]!, j * k * k, k, own);
      const from = start[j]!;
      const count = start[j + 1]! - from;
      for (let e = 0; e < count; e++) {
        for (let r = 0; r < k; r++) m[e * k + r] = values.neighbours[f]![(from + e) * k + r]!;
        solveBlockLowerTransposed(values.diagonal[f]!, j * k * k, k, m, e * k);
      }
      target.fill(0, from * k, (from + count) * k);
      for (let r = 0; r < k; r++) {
        if (!trailing || count <= parentColumns) break;
        takeEffect(m, k, r, parentColumns, count, trailing.columns, firstEntry + from);
        trailing.multiplyInverse(firstEntry + from + parentColumns, firstEntry + from + count, 1);
        for (let e = parentColumns; e < count; e++) target[(from + e) * k + r] = -trailing.products[firstEntry + from + e]!;
      }
      for (let e = 0; e < count; e++) {
        for (let d = 0; d <= e && d < parentColumns; d++) {
          const value = this.#inverseBetween(f, from + d, from + e);
          for (let r = 0; r < k; r++) target[(from + e) * k + r] = target[(from + e) * k + r]! - m[d * k + r]! * value;
          if (d === e) continue;
          for (let r = 0; r < k; r++) target[(from + d) * k + r] = target[(from + d) * k + r]! - m[e * k + r]! * value;
        }
      }
      for (let e = 0; e < count; e++) {
        for (let r = 0; r < k; r++) {
          const value = target[(from + e) * k + r]!;
          for (let s = 0; s < k; s++) own[(j * k + r) * k + s] = own[(j * k + r) * k + s]! - value * m[e * k + s]!;
        }
      }
    }
  }

  /** P between two neighbours (entries d ≤ e) of one level of factor f, the first in a later leading factor, where it is already known. */
  #inverseBetween(f: number, d: number, e: number): number {
    const { structure, inverse } = this;
    const { column, entryUnderParent } = structure.neighbours[f]!;
    const c = column[d]!;
    const g = factorOfColumn(structure, c, f + 1, f + 1);
    const { effectCount: k, offset } = structure.factors[g]!;
    const s = (c - offset) % k;
    const match = entryUnderParent[g - f - 1]![e]!;
    if (match >= 0) return inverse.neighbours[g]![match * k + s]!;
    return inverse.diagonal[g]![(c - offset) * k + ((column[e]! - offset) % k)]!;
  }

  #copyTrailingInverse({ inverse, pattern }: TiledCholesky): void {
    const { structure } = this;
    const base = structure.size - structure.trailingSize;
    for (let f = structure.leadingCount; f < structure.factors.length; f++) {
      const { effectCount: k, levelCount, offset } = structure.factors[f]!;
      const target = this.inverse.diagonal[f]!;
      for (let j = 0; j < levelCount; j++) {
        const at = offset - base + j * k;
        for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) target[(j * k + a) * k + b] = inverse[placeInTiles(pattern, at + Math.max(a, b), at + Math.min(a, b))]!;
      }
    }
    for (let p = 0; p < structure.pairs.length; p++) {
      const { first, second, firstLevels, secondLevels } = structure.pairs[p]!;
      if (first < structure.leadingCount) continue;
      const { effectCount: kFirst, offset: firstOffset } = structure.factors[first]!;
      const { effectCount: kSecond, offset: secondOffset } = structure.factors[second]!;
      const target = this.inverse.pairs[p]!;
      for (let b = 0; b < firstLevels.length; b++) {
        const row = secondOffset - base + secondLevels[b]! * kSecond;
        const column = firstOffset - base + firstLevels[b]! * kFirst;
        for (let s = 0; s < kSecond; s++) for (let r = 0; r < kFirst; r++) target[(b * kSecond + s) * kFirst + r] = inverse[placeInTiles(pattern, row + s, column + r)]!;
      }
    }
  }
}

/** For each entry of all leading factors its row in the trailing matrix; negative where it is in a leading factor. */
function trailingRows({ neighbours, size, trailingSize }: BlockStructure): Int32Array {
  const rows = new Int32Array(neighbours.reduce((sum, { column }) => sum + column.length, 0));
  for (const { column, firstEntry } of neighbours) for (let e = 0; e < column.length; e++) rows[firstEntry + e] = column[e]! - (size - trailingSize);
  return rows;
}

/** Runs a computation in steps without a stop. */
function runToEnd<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function addUnitDiagonal(diagonal: Float64Array, k: number): void {
  const square = k * k;
  for (let at = 0; at < diagonal.length; at += square) for (let a = 0; a < square; a += k + 1) diagonal[at + a] = diagonal[at + a]! + 1;
}

/** target[shift + e] ← effect r of column e, for the columns `from` … `to` − 1 of k values each. */
function takeEffect(columns: Float64Array, k: number, r: number, from: number, to: number, target: Float64Array, shift: number): void {
  for (let e = from; e < to; e++) target[shift + e] = columns[e * k + r]!;
}

/** Inner product of two columns of k values. */
function dotColumns(x: Float64Array, first: number, second: number, k: number): number {
  if (k === 1) return x[first]! * x[second]!;
  if (k === 2) return x[2 * first]! * x[2 * second]! + x[2 * first + 1]! * x[2 * second + 1]!;
  let sum = 0;
  for (let r = 0; r < k; r++) sum += x[first * k + r]! * x[second * k + r]!;
  return sum;
}
