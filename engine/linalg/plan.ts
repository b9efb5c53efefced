/** How the random effects of a model are worked on, in numbers: what a user reads as the plan of a fit. */
import type { BlockStructure } from './block-structure.js';
import { tileWork } from './tile-pattern.js';

export interface Plan {
  /** In the order of elimination. */
  readonly factors: readonly PlannedFactor[];
  /** The Schur complement in which crossed factors meet; null where there are none. */
  readonly schurComplement: PlannedSchurComplement | null;
  /** Multiply–adds of one factorisation with its selected inverse. */
  readonly multiplyAdds: number;
  /** Memory that the matrices of the random effects take. */
  readonly bytes: number;
}

export interface PlannedFactor {
  readonly group: string;
  readonly levelCount: number;
  readonly effectCount: number;
  /** Whether its levels are eliminated one by one; the others are part of the Schur complement. */
  readonly isEliminated: boolean;
  /** Entries of its levels beside the diagonal blocks. */
  readonly neighbourCount: number;
}

export interface PlannedSchurComplement {
  readonly size: number;
  /** Share of the tiles of its Cholesky factor that are not zero. */
  readonly filled: number;
  readonly isWebAssembly: boolean;
}

/** The plan of a structure; `groups` names its factors in their order. */
export function planOf(structure: BlockStructure, groups: readonly string[], isWebAssembly: boolean): Plan {
  const { factors, leadingCount, neighbours, trailingSize, trailingTiles } = structure;
  const { multiplyAdds: tileMultiplyAdds, share } = tileWork(trailingTiles);
  let multiplyAdds = tileMultiplyAdds;
  let bytes = 2 * 8 * trailingTiles.length;
  for (let f = 0; f < leadingCount; f++) {
    const { effectCount: k, levelCount } = factors[f]!;
    const { start } = neighbours[f]!;
    for (let j = 0; j < levelCount; j++) multiplyAdds += k ** 3 + 1.5 * k * (start[j + 1]! - start[j]!) ** 2;
    bytes += 2 * 8 * k * (levelCount * k + start[levelCount]!);
  }
  return {
    factors: factors.map(({ levelCount, effectCount }, f) => ({ group: groups[f]!, levelCount, effectCount, isEliminated: f < leadingCount, neighbourCount: f < leadingCount ? neighbours[f]!.column.length : 0 })),
    schurComplement: trailingSize === 0 ? null : { size: trailingSize, filled: share, isWebAssembly },
    multiplyAdds, bytes,
  };
}

/** The plan where one factor with an intercept a level is all there is, and each level is a problem of its own. */
export function planOfSeparateLevels(group: string, levelCount: number): Plan {
  return { factors: [{ group, levelCount, effectCount: 1, isEliminated: true, neighbourCount: 0 }], schurComplement: null, multiplyAdds: levelCount, bytes: 2 * 8 * levelCount };
}
