/**
 * The random terms of a design as the numerical core takes them: terms of one grouping factor merged, rows sorted by the largest
 * factor, effects rescaled, and the map between the parameters θ and Λ.
 *
 * Effects are rescaled within a term: z̃' = z'T with T upper triangular such that Z̃'Z̃/n = I (for a diagonal structure T is diagonal),
 * hence b = T b̃. Any Σ̃ = Λ̃Λ̃' corresponds to one Σ = TΣ̃T', so the model is the same and θ has a natural unit.
 */
import { UserError } from '../language/syntax/diagnostic.js';
import { analyseBlocks, rowsByLevel, type BlockFactor, type BlockStructure } from '../linalg/block-structure.js';
import type { BlockSystem } from '../linalg/block-system.js';
import { planOf, type Plan } from '../linalg/plan.js';
import { takeIntegers } from '../linalg/vector-kernels.js';
import type { RandomTerm } from '../model/design.js';

export interface TermLayout {
  readonly term: RandomTerm;
  /** Index of its factor in elimination order, and of its first effect within the factor's block. */
  readonly factor: number;
  readonly firstEffect: number;
  /** T, k × k by rows. */
  readonly transform: Float64Array;
}

/** For each θ its factor and its place (row a, column b) in that factor's Λ. */
export interface ThetaLayout {
  readonly thetaFactor: Int32Array;
  readonly thetaRow: Int32Array;
  readonly thetaColumn: Int32Array;
}

export interface RandomEffects extends ThetaLayout {
  readonly structure: BlockStructure;
  /** For each internal row the row of the design. */
  readonly rows: Int32Array;
  /** For each factor z̃, n × k by rows. */
  readonly z: readonly Float64Array[];
  readonly terms: readonly TermLayout[];
}

/** `kept` lists the rows of the design that take part. Throws `UserError` where crossed factors are too large for memory. */
export function arrangeRandomEffects(random: readonly RandomTerm[], kept: Int32Array): RandomEffects {
  const groups = groupTerms(random);
  const rows = sortRows(groups, kept);
  const factors: BlockFactor[] = groups.map(terms => ({
    levelCount: terms[0]!.levels.length,
    effectCount: terms.reduce((sum, term) => sum + term.effectCount, 0),
    levelOfRow: takeIntegers(terms[0]!.levelOfRow, rows),
  }));
  const structure = analyseBlocks(factors, rows.length);
  checkSize(structure, groups);
  const layouts = new Map<RandomTerm, TermLayout>();
  const z: Float64Array[] = [];
  const theta: { factor: number; row: number; column: number }[] = [];
  structure.factors.forEach((factor, f) => {
    const store = new Float64Array(rows.length * factor.effectCount);
    let firstEffect = 0;
    for (const term of groups[factor.source]!) {
      placeEffects(term, rows, store, factor.effectCount, firstEffect);
      const transform = rescaling(term, store, factor.effectCount, firstEffect);
      rescale(store, factor.effectCount, firstEffect, transform, term.effectCount);
      layouts.set(term, { term, factor: f, firstEffect, transform });
      firstEffect += term.effectCount;
    }
    z.push(store);
  });
  const terms = random.map(term => layouts.get(term)!);
  for (const { term, factor, firstEffect } of terms) {
    for (let b = 0; b < term.effectCount; b++) {
      for (let a = b; a < (term.structure === 'diagonal' ? b + 1 : term.effectCount); a++) theta.push({ factor, row: firstEffect + a, column: firstEffect + b });
    }
  }
  return {
    structure, rows, z, terms,
    thetaFactor: Int32Array.from(theta, entry => entry.factor),
    thetaRow: Int32Array.from(theta, entry => entry.row),
    thetaColumn: Int32Array.from(theta, entry => entry.column),
  };
}

/** The plan of one factorisation, with the factors' names. */
export function planOfEffects({ structure, terms }: RandomEffects, system: BlockSystem): Plan {
  const groups = structure.factors.map((_, f) => terms.find(({ factor }) => factor === f)!.term.group);
  return planOf(structure, groups, system.isWebAssembly);
}

/** Crossed factors leave a matrix to be factored of which a part is dense; past a few gigabytes the fit is refused rather than begun. */
function checkSize({ trailingSize, trailingTiles, factors, leadingCount }: BlockStructure, groups: readonly (readonly RandomTerm[])[]): void {
  if (Number.isFinite(trailingTiles.length)) return;
  const names = factors.slice(leadingCount).map(factor => groups[factor.source]![0]!.group);
  throw new UserError('GLMM417', `The factors crossed with the largest one (${names.join(', ')}) have ${trailingSize} random effects together, and so many of them depend on each other that their matrix does not fit into memory.`, {
    advice: ['Make the factor with fewer levels coarser, or give it fewer effects per level.'],
  });
}

/** Terms that share a grouping factor, in order of first appearance. */
function groupTerms(random: readonly RandomTerm[]): RandomTerm[][] {
  const groups = new Map<string, RandomTerm[]>();
  for (const term of random) {
    const group = groups.get(term.group);
    if (group) group.push(term);
    else groups.set(term.group, [term]);
  }
  return [...groups.values()];
}

/** Rows of one level of the largest factor stand together, which keeps what a pass touches in the cache. */
function sortRows(groups: readonly (readonly RandomTerm[])[], kept: Int32Array): Int32Array {
  const largest = groups.reduce<RandomTerm | null>((best, terms) => (!best || terms[0]!.levels.length > best.levels.length ? terms[0]! : best), null);
  if (!largest) return kept;
  const factor = { levelCount: largest.levels.length, effectCount: 1, levelOfRow: takeIntegers(largest.levelOfRow, kept) };
  return takeIntegers(kept, rowsByLevel(factor, kept.length).rows);
}

/** T by rows, from the effects as they stand in the store: the inverse of the Cholesky factor R of Z'Z/n where that is well conditioned, else only the columns' scales. */
function rescaling({ effectCount: k, structure }: RandomTerm, store: Float64Array, blockSize: number, firstEffect: number): Float64Array {
  const gram = new Float64Array(k * k);
  const n = store.length / blockSize;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let at = firstEffect; at < store.length; at += blockSize) sum += store[at + a]! * store[at + b]!;
      gram[a * k + b] = sum / n;
      gram[b * k + a] = sum / n;
    }
  }
  const t = new Float64Array(k * k);
  for (let a = 0; a < k; a++) t[a * k + a] = gram[a * k + a]! > 0 ? 1 / Math.sqrt(gram[a * k + a]!) : 1;
  if (structure === 'diagonal' || k === 1) return t;
  const r = upperCholesky(gram, k);
  return r ? invertUpper(r, k) : t;
}

/** R upper triangular with R'R = A; null where a pivot has lost all but a few digits. */
function upperCholesky(a: Float64Array, k: number): Float64Array | null {
  const r = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = a[i * k + j]!;
      for (let m = 0; m < i; m++) sum -= r[m * k + i]! * r[m * k + j]!;
      if (i < j) r[i * k + j] = sum / r[i * k + i]!;
      else if (sum > 1e-12 * a[j * k + j]!) r[j * k + j] = Math.sqrt(sum);
      else return null;
    }
  }
  return r;
}

/** Inverse of an upper triangular matrix by rows. */
export function invertUpper(r: Float64Array, k: number): Float64Array {
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    inverse[j * k + j] = 1 / r[j * k + j]!;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let m = i + 1; m <= j; m++) sum += r[i * k + m]! * inverse[m * k + j]!;
      inverse[i * k + j] = -sum / r[i * k + i]!;
    }
  }
  return inverse;
}

/** Copies z of the term's effects into its columns of the store. */
function placeEffects({ z, effectCount: k, effectNames }: RandomTerm, rows: Int32Array, store: Float64Array, blockSize: number, firstEffect: number): void {
  if (blockSize === 1 && effectNames[0] === '(Intercept)') store.fill(1);
  else if (blockSize === 1) for (let i = 0; i < rows.length; i++) store[i] = z[rows[i]!]!;
  else for (let i = 0; i < rows.length; i++) for (let a = 0; a < k; a++) store[i * blockSize + firstEffect + a] = z[rows[i]! * k + a]!;
}

/** z' ← z'T; the last effect first, so that those it is made of are still there. */
function rescale(store: Float64Array, blockSize: number, firstEffect: number, transform: Float64Array, k: number): void {
  if (k === 1 && transform[0] === 1) return;
  for (let at = firstEffect; at < store.length; at += blockSize) {
    for (let b = k - 1; b >= 0; b--) {
      let sum = 0;
      for (let a = 0; a <= b; a++) sum += store[at + a]! * transform[a * k + b]!;
      store[at + b] = sum;
    }
  }
}

/** For each factor a zeroed k × k matrix by rows: Λ's block, or the gradient with respect to its entries. */
export function createFactorMatrices({ structure }: RandomEffects): Float64Array[] {
  return structure.factors.map(({ effectCount }) => new Float64Array(effectCount * effectCount));
}

/** Writes θ into Λ's blocks; entries that are not parameters stay zero. */
export function writeLambda(effects: RandomEffects, theta: Float64Array, lambda: readonly Float64Array[]): void {
  for (let t = 0; t < effects.thetaFactor.length; t++) {
    const f = effects.thetaFactor[t]!;
    lambda[f]![effects.thetaRow[t]! * effects.structure.factors[f]!.effectCount + effects.thetaColumn[t]!] = theta[t]!;
  }
}

/** Picks from ∂/∂Λ the entries that are parameters. */
export function readTheta(effects: RandomEffects, matrices: readonly Float64Array[], theta: Float64Array): void {
  for (let t = 0; t < effects.thetaFactor.length; t++) {
    const f = effects.thetaFactor[t]!;
    theta[t] = matrices[f]![effects.thetaRow[t]! * effects.structure.factors[f]!.effectCount + effects.thetaColumn[t]!]!;
  }
}

/** y ← Λx for vectors of length q in elimination order; y may be x. */
export function multiplyLambda({ structure }: RandomEffects, lambda: readonly Float64Array[], x: Float64Array, y: Float64Array): void {
  for (let f = 0; f < structure.factors.length; f++) {
    const { offset, levelCount, effectCount: k } = structure.factors[f]!;
    const block = lambda[f]!;
    for (let at = offset; at < offset + levelCount * k; at += k) {
      for (let a = k - 1; a >= 0; a--) {
        let sum = 0;
        for (let b = 0; b <= a; b++) sum += block[a * k + b]! * x[at + b]!;
        y[at + a] = sum;
      }
    }
  }
}

/** y ← Λ'x; y may be x. */
export function multiplyLambdaTransposed({ structure }: RandomEffects, lambda: readonly Float64Array[], x: Float64Array, y: Float64Array): void {
  for (let f = 0; f < structure.factors.length; f++) {
    const { offset, levelCount, effectCount: k } = structure.factors[f]!;
    const block = lambda[f]!;
    for (let at = offset; at < offset + levelCount * k; at += k) {
      for (let b = 0; b < k; b++) {
        let sum = 0;
        for (let a = b; a < k; a++) sum += block[a * k + b]! * x[at + a]!;
        y[at + b] = sum;
      }
    }
  }
}

/** target_f[a, b] += scale Σ_levels left_a right_b: how a product of two vectors of length q depends on Λ. */
export function addOuterProducts({ structure }: RandomEffects, left: Float64Array, right: Float64Array, scale: number, target: readonly Float64Array[]): void {
  for (let f = 0; f < structure.factors.length; f++) {
    const { offset, levelCount, effectCount: k } = structure.factors[f]!;
    const sums = target[f]!;
    for (let at = offset; at < offset + levelCount * k; at += k) {
      for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) sums[a * k + b] = sums[a * k + b]! + scale * left[at + a]! * right[at + b]!;
    }
  }
}

/** y ← Z'x for x of length n, with `z` any n × k values for each factor. */
export function gatherByLevel({ structure }: RandomEffects, z: readonly Float64Array[], x: Float64Array, y: Float64Array): void {
  y.fill(0);
  for (let f = 0; f < structure.factors.length; f++) {
    const { offset, effectCount: k, levelOfRow } = structure.factors[f]!;
    const values = z[f]!;
    if (k === 1) gatherScalars(values, levelOfRow, x, y, offset);
    else if (k === 2) gatherPairs(values, levelOfRow, x, y, offset);
    else {
      for (let i = 0; i < x.length; i++) {
        const at = offset + levelOfRow[i]! * k;
        for (let a = 0; a < k; a++) y[at + a] = y[at + a]! + values[i * k + a]! * x[i]!;
      }
    }
  }
}

/** One effect a level. Rows of a level mostly stand together: their sum is kept out of memory until the level changes. */
function gatherScalars(z: Float64Array, levelOfRow: Int32Array, x: Float64Array, y: Float64Array, offset: number): void {
  let at = offset + (levelOfRow[0] ?? 0);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const next = offset + levelOfRow[i]!;
    if (next !== at) {
      y[at] = y[at]! + sum;
      at = next;
      sum = 0;
    }
    sum += z[i]! * x[i]!;
  }
  y[at] = y[at]! + sum;
}

/** Two effects a level. */
function gatherPairs(z: Float64Array, levelOfRow: Int32Array, x: Float64Array, y: Float64Array, offset: number): void {
  let at = offset + 2 * (levelOfRow[0] ?? 0);
  let first = 0;
  let second = 0;
  for (let i = 0; i < x.length; i++) {
    const next = offset + 2 * levelOfRow[i]!;
    if (next !== at) {
      y[at] = y[at]! + first;
      y[at + 1] = y[at + 1]! + second;
      at = next;
      first = 0;
      second = 0;
    }
    first += z[2 * i]! * x[i]!;
    second += z[2 * i + 1]! * x[i]!;
  }
  y[at] = y[at]! + first;
  y[at + 1] = y[at + 1]! + second;
}

/** y += Zx for x of length q, y of length n. */
export function scatterToRows({ structure }: RandomEffects, z: readonly Float64Array[], x: Float64Array, y: Float64Array): void {
  for (let f = 0; f < structure.factors.length; f++) {
    const { offset, effectCount: k, levelOfRow } = structure.factors[f]!;
    const values = z[f]!;
    if (k === 1) {
      for (let i = 0; i < y.length; i++) y[i] = y[i]! + values[i]! * x[offset + levelOfRow[i]!]!;
      continue;
    }
    if (k === 2) {
      scatterPairs(values, levelOfRow, x, y, offset);
      continue;
    }
    for (let i = 0; i < y.length; i++) {
      const at = offset + levelOfRow[i]! * k;
      let sum = 0;
      for (let a = 0; a < k; a++) sum += values[i * k + a]! * x[at + a]!;
      y[i] = y[i]! + sum;
    }
  }
}

/** Two effects a level. */
function scatterPairs(z: Float64Array, levelOfRow: Int32Array, x: Float64Array, y: Float64Array, offset: number): void {
  for (let i = 0; i < y.length; i++) {
    const at = offset + 2 * levelOfRow[i]!;
    y[i] = y[i]! + z[2 * i]! * x[at]! + z[2 * i + 1]! * x[at + 1]!;
  }
}
