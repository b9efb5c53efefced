/** What each row needs of P = H⁻¹: its leverage, and its share in the derivative of log |H|. */
import type { BlockSystem } from '../linalg/block-system.js';
import type { RandomEffects } from './random-effects.js';

/**
 * leverage_i += a_i = z_i'ΛPΛ'z_i and target_f[a, b] += Σ_i w_i z_ia (PΛ'z_i)_b, the latter being tr(PΛ'Z'WZΛ̇) as a function of Λ̇.
 * `scaledZ` is Λ'z by factor; the system must hold the selected inverse. One pass over the rows for each factor and pair of factors.
 */
export function addRowContraction(
  effects: RandomEffects, scaledZ: readonly Float64Array[], weights: Float64Array, system: BlockSystem, leverage: Float64Array, target: readonly Float64Array[],
): void {
  const { structure, z } = effects;
  const { factors, pairs } = structure;
  for (let f = 0; f < factors.length; f++) {
    const { effectCount: k, levelOfRow } = factors[f]!;
    if (k === 1) addScalarDiagonal(z[f]!, scaledZ[f]!, weights, levelOfRow, system.inverse.diagonal[f]!, leverage, target[f]!);
    else if (k === 2) addPairDiagonal(z[f]!, scaledZ[f]!, weights, levelOfRow, system.inverse.diagonal[f]!, leverage, target[f]!);
    else addBlockDiagonal(z[f]!, scaledZ[f]!, weights, levelOfRow, k, system.inverse.diagonal[f]!, leverage, target[f]!);
  }
  for (let index = 0; index < pairs.length; index++) {
    const { first: f, second: g, entryOfRow } = pairs[index]!;
    const k = factors[f]!.effectCount;
    const kLater = factors[g]!.effectCount;
    const p = system.inverse.pairs[index]!;
    if (k === 1 && kLater === 1) addScalarPair(z[f]!, z[g]!, scaledZ[f]!, scaledZ[g]!, weights, entryOfRow, p, leverage, target[f]!, target[g]!);
    else addBlockPair(z[f]!, k, z[g]!, kLater, scaledZ[f]!, scaledZ[g]!, weights, entryOfRow, p, leverage, target[f]!, target[g]!);
  }
}

function addScalarDiagonal(z: Float64Array, scaledZ: Float64Array, weights: Float64Array, levelOfRow: Int32Array, p: Float64Array, leverage: Float64Array, target: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < leverage.length; i++) {
    const solved = p[levelOfRow[i]!]! * scaledZ[i]!;
    leverage[i] = leverage[i]! + solved * scaledZ[i]!;
    sum += weights[i]! * z[i]! * solved;
  }
  target[0] = target[0]! + sum;
}

/** Two effects a level. */
function addPairDiagonal(z: Float64Array, scaledZ: Float64Array, weights: Float64Array, levelOfRow: Int32Array, p: Float64Array, leverage: Float64Array, target: Float64Array): void {
  let t00 = 0;
  let t10 = 0;
  let t11 = 0;
  for (let i = 0; i < leverage.length; i++) {
    const block = 4 * levelOfRow[i]!;
    const first = scaledZ[2 * i]!;
    const second = scaledZ[2 * i + 1]!;
    const solvedFirst = p[block]! * first + p[block + 1]! * second;
    const solvedSecond = p[block + 2]! * first + p[block + 3]! * second;
    leverage[i] = leverage[i]! + solvedFirst * first + solvedSecond * second;
    const weight = weights[i]!;
    t00 += weight * solvedFirst * z[2 * i]!;
    t10 += weight * solvedFirst * z[2 * i + 1]!;
    t11 += weight * solvedSecond * z[2 * i + 1]!;
  }
  target[0] = target[0]! + t00;
  target[2] = target[2]! + t10;
  target[3] = target[3]! + t11;
}

function addBlockDiagonal(z: Float64Array, scaledZ: Float64Array, weights: Float64Array, levelOfRow: Int32Array, k: number, p: Float64Array, leverage: Float64Array, target: Float64Array): void {
  for (let i = 0; i < leverage.length; i++) {
    const block = levelOfRow[i]! * k * k;
    const row = i * k;
    let own = 0;
    for (let b = 0; b < k; b++) {
      let solved = 0;
      for (let c = 0; c < k; c++) solved += p[block + b * k + c]! * scaledZ[row + c]!;
      own += solved * scaledZ[row + b]!;
      const weighted = weights[i]! * solved;
      for (let a = b; a < k; a++) target[a * k + b] = target[a * k + b]! + weighted * z[row + a]!;
    }
    leverage[i] = leverage[i]! + own;
  }
}

function addScalarPair(
  z: Float64Array, zLater: Float64Array, scaledZ: Float64Array, scaledLater: Float64Array, weights: Float64Array, entryOfRow: Int32Array,
  p: Float64Array, leverage: Float64Array, target: Float64Array, targetLater: Float64Array,
): void {
  let sum = 0;
  let sumLater = 0;
  for (let i = 0; i < leverage.length; i++) {
    const value = p[entryOfRow[i]!]!;
    const solved = value * scaledLater[i]!;
    leverage[i] = leverage[i]! + 2 * solved * scaledZ[i]!;
    sum += weights[i]! * z[i]! * solved;
    sumLater += weights[i]! * zLater[i]! * value * scaledZ[i]!;
  }
  target[0] = target[0]! + sum;
  targetLater[0] = targetLater[0]! + sumLater;
}

/** The block of P for row i starts at entry `entryOfRow[i]`, k values each; its rows are the later factor's effects. */
function addBlockPair(
  z: Float64Array, k: number, zLater: Float64Array, kLater: number, scaledZ: Float64Array, scaledLater: Float64Array, weights: Float64Array,
  entryOfRow: Int32Array, p: Float64Array, leverage: Float64Array, target: Float64Array, targetLater: Float64Array,
): void {
  for (let i = 0; i < leverage.length; i++) {
    const block = entryOfRow[i]! * k;
    const row = i * k;
    const rowLater = i * kLater;
    let own = 0;
    for (let b = 0; b < k; b++) {
      let solved = 0;
      for (let s = 0; s < kLater; s++) solved += p[block + s * k + b]! * scaledLater[rowLater + s]!;
      own += solved * scaledZ[row + b]!;
      const weighted = weights[i]! * solved;
      for (let a = b; a < k; a++) target[a * k + b] = target[a * k + b]! + weighted * z[row + a]!;
    }
    leverage[i] = leverage[i]! + 2 * own;
    for (let s = 0; s < kLater; s++) {
      let solved = 0;
      for (let b = 0; b < k; b++) solved += p[block + s * k + b]! * scaledZ[row + b]!;
      const weighted = weights[i]! * solved;
      for (let d = s; d < kLater; d++) targetLater[d * kLater + s] = targetLater[d * kLater + s]! + weighted * zLater[rowLater + d]!;
    }
  }
}
