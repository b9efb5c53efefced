import { factorOfColumn, type BlockMatrix } from '../linalg/block-matrix.js';
import type { BlockStructure } from '../linalg/block-structure.js';

/**
 * The sums of the squares of all entries of a block matrix between effects d and e, of factors taken one after the other with their effects:
 * the lower triangle of a matrix with rows of `size`, added to `target`.
 */
export function addSquares(structure: BlockStructure, { diagonal, neighbours, pairs }: BlockMatrix, firstOf: Int32Array, target: Float64Array, size: number): void {
  const { factors, leadingCount } = structure;
  for (let f = 0; f < factors.length; f++) addBlockSquares(diagonal[f]!, factors[f]!.effectCount, factors[f]!.effectCount, firstOf[f]!, firstOf[f]!, target, size);
  for (let f = 0; f < leadingCount; f++) {
    const k = factors[f]!.effectCount;
    const { column } = structure.neighbours[f]!;
    let g = f + 1;
    for (let e = 0; e < column.length; e++) {
      g = factorOfColumn(structure, column[e]!, g, f + 1);
      const row = (firstOf[g]! + ((column[e]! - factors[g]!.offset) % factors[g]!.effectCount)) * size + firstOf[f]!;
      for (let r = 0; r < k; r++) target[row + r] = target[row + r]! + neighbours[f]![e * k + r]! ** 2;
    }
  }
  for (let p = 0; p < structure.pairs.length; p++) {
    const { first, second } = structure.pairs[p]!;
    if (first >= leadingCount) addBlockSquares(pairs[p]!, factors[second]!.effectCount, factors[first]!.effectCount, firstOf[second]!, firstOf[first]!, target, size);
  }
}

/** For blocks of `rows` × `columns` one after another. */
function addBlockSquares(store: Float64Array, rows: number, columns: number, firstRow: number, firstColumn: number, target: Float64Array, size: number): void {
  for (let at = 0; at < store.length; ) {
    for (let r = 0; r < rows; r++) {
      const row = (firstRow + r) * size + firstColumn;
      for (let c = 0; c < columns; c++, at++) target[row + c] = target[row + c]! + store[at]! * store[at]!;
    }
  }
}
