/** tr(PΛ'CΛ̇) as a linear function of Λ̇: what the derivative of log |H| needs of P = H⁻¹. */
import type { BlockMatrix } from '../linalg/block-matrix.js';
import { factorOfColumn } from '../linalg/block-matrix.js';
import type { BlockStructure } from '../linalg/block-structure.js';
import type { BlockSystem } from '../linalg/block-system.js';

/**
 * target_f[a, b] += Σ (CΛP)[a, b] over the levels of each factor f, so that tr(PΛ'CΛ̇) = Σ_f Σ_ab Λ̇_f[a, b] target_f[a, b].
 * C is Z'WZ on its pattern; the system must hold the selected inverse.
 */
export function addInverseContraction(structure: BlockStructure, c: BlockMatrix, lambda: readonly Float64Array[], system: BlockSystem, target: readonly Float64Array[]): void {
  const { factors, leadingCount, neighbours, pairs } = structure;
  for (let f = 0; f < factors.length; f++) {
    const { effectCount: k, levelCount } = factors[f]!;
    for (let j = 0; j < levelCount; j++) {
      addProduct(c.diagonal[f]!, j * k * k, k, lambda[f]!, k, system.inverse.diagonal[f]!, j * k * k, k, target[f]!);
    }
  }
  for (let f = 0; f < leadingCount; f++) {
    const k = factors[f]!.effectCount;
    const { column } = neighbours[f]!;
    let g = f + 1;
    for (let e = 0; e < column.length;) {
      g = factorOfColumn(structure, column[e]!, g, f + 1);
      const kLater = factors[g]!.effectCount;
      addPair(c.neighbours[f]!, e * k, system.inverse.neighbours[f]!, e * k, k, lambda[f]!, k, lambda[g]!, kLater, target[f]!, target[g]!);
      e += kLater;
    }
  }
  for (let index = 0; index < pairs.length; index++) {
    const { first, second, firstLevels } = pairs[index]!;
    if (first < leadingCount) continue;
    const kFirst = factors[first]!.effectCount;
    const kSecond = factors[second]!.effectCount;
    const p = system.inverse.pairs[index]!;
    for (let b = 0; b < firstLevels.length; b++) {
      const at = b * kFirst * kSecond;
      addPair(c.pairs[index]!, at, p, at, kFirst, lambda[first]!, kFirst, lambda[second]!, kSecond, target[first]!, target[second]!);
    }
  }
}

/** A diagonal block: target[a, b] += Σ_{d ≥ s} c[a, d] λ[d, s] p[s, b]. */
function addProduct(c: Float64Array, cAt: number, k: number, lambda: Float64Array, kLambda: number, p: Float64Array, pAt: number, pStride: number, target: Float64Array): void {
  if (k === 1) {
    target[0] = target[0]! + c[cAt]! * lambda[0]! * p[pAt]!;
    return;
  }
  for (let a = 0; a < k; a++) {
    for (let s = 0; s < kLambda; s++) {
      let sum = 0;
      for (let d = s; d < kLambda; d++) sum += c[cAt + a * k + d]! * lambda[d * kLambda + s]!;
      for (let b = 0; b <= a; b++) target[a * k + b] = target[a * k + b]! + sum * p[pAt + s * pStride + b]!;
    }
  }
}

/** A block and its mirror image: c and p hold rows d, s of the later factor and columns a, b of the earlier one. */
function addPair(
  c: Float64Array, cAt: number, p: Float64Array, pAt: number, pStride: number,
  lambda: Float64Array, k: number, lambdaLater: Float64Array, kLater: number, target: Float64Array, targetLater: Float64Array,
): void {
  if (k === 1 && kLater === 1) {
    const product = c[cAt]! * p[pAt]!;
    target[0] = target[0]! + product * lambdaLater[0]!;
    targetLater[0] = targetLater[0]! + product * lambda[0]!;
    return;
  }
  for (let d = 0; d < kLater; d++) {
    for (let a = 0; a < k; a++) {
      const value = c[cAt + d * k + a]!;
      for (let s = 0; s <= d; s++) {
        const scaled = value * lambdaLater[d * kLater + s]!;
        for (let b = 0; b <= a; b++) target[a * k + b] = target[a * k + b]! + scaled * p[pAt + s * pStride + b]!;
      }
      for (let b = 0; b <= a; b++) {
        const scaled = value * lambda[a * k + b]!;
        for (let s = 0; s <= d; s++) targetLater[d * kLater + s] = targetLater[d * kLater + s]! + scaled * p[pAt + s * pStride + b]!;
      }
    }
  }
}
