/** The rows that a quadrature integrates over the random effects of their level, laid out level by level, with scratch for one level at a time. */
import type { DispersionDerivatives, Family, RowDerivatives } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';

/** The rows of one factor, level by level. */
export interface LevelData {
  /** The rows of level j are `start[j]` … `start[j + 1]` − 1. */
  readonly start: Int32Array;
  readonly response: Float64Array;
  readonly weights: Float64Array;
  /** z, rows × k. */
  readonly z: Float64Array;
  readonly family: Family;
  readonly link: LinkDescription;
}

/** One level's views of what is stored by row; levels of equal size share their scratch. */
export interface LevelRows {
  readonly from: number;
  readonly to: number;
  readonly response: Float64Array;
  readonly weights: Float64Array;
  /** f. */
  readonly fixedPart: Float64Array;
  /** z and s = Λ'z, rows × k. */
  readonly z: Float64Array;
  readonly s: Float64Array;
  readonly scratch: Scratch;
}

export interface Scratch {
  readonly eta: Float64Array;
  /** At a node. */
  readonly node: RowDerivatives;
  /** At the mode. */
  readonly mode: RowDerivatives;
  readonly dispersion: DispersionDerivatives | null;
  readonly score: Float64Array;
}

/** Views of every level into `fixedPart` (one element a row) and `s` (rows × k), which the quadrature writes. */
export function rowsByLevel({ start, response, weights, z, family }: LevelData, k: number, fixedPart: Float64Array, s: Float64Array): readonly LevelRows[] {
  const scratches = new Map<number, Scratch>();
  const room = createScratch(longestOf(start), family.dispersion !== null);
  return Array.from({ length: start.length - 1 }, (_, j): LevelRows => {
    const from = start[j]!;
    const to = start[j + 1]!;
    const count = to - from;
    const scratch = scratches.get(count) ?? partOfScratch(room, count);
    scratches.set(count, scratch);
    return {
      from, to, scratch, response: response.subarray(from, to), weights: weights.subarray(from, to), fixedPart: fixedPart.subarray(from, to),
      z: z.subarray(from * k, to * k), s: s.subarray(from * k, to * k),
    };
  });
}

function createScratch(count: number, hasDispersion: boolean): Scratch {
  const derivatives = (): RowDerivatives => ({ first: new Float64Array(count), second: new Float64Array(count), third: new Float64Array(count) });
  return {
    eta: new Float64Array(count), node: derivatives(), mode: derivatives(), score: new Float64Array(count),
    dispersion: hasDispersion ? { value: new Float64Array(count), first: new Float64Array(count), second: new Float64Array(count) } : null,
  };
}

/** The same memory for a level with fewer rows. */
function partOfScratch({ eta, node, mode, score, dispersion }: Scratch, count: number): Scratch {
  const part = ({ first, second, third }: RowDerivatives): RowDerivatives => ({ first: first.subarray(0, count), second: second.subarray(0, count), third: third.subarray(0, count) });
  return {
    eta: eta.subarray(0, count), node: part(node), mode: part(mode), score: score.subarray(0, count),
    dispersion: dispersion && { value: dispersion.value.subarray(0, count), first: dispersion.first.subarray(0, count), second: dispersion.second.subarray(0, count) },
  };
}

function longestOf(start: Int32Array): number {
  let longest = 0;
  for (let j = 0; j + 1 < start.length; j++) longest = Math.max(longest, start[j + 1]! - start[j]!);
  return longest;
}
