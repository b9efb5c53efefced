/** Where the Cholesky factor of a symmetric matrix is not zero, tile by tile, and where each tile is stored. */
import { TILE } from './tile-kernels.js';

/** Elements that fill 1.3 GB: the factor and its selected inverse, at twice that, stay well within a WebAssembly memory of 4 GB. */
const LARGEST_LENGTH = 160e6;
/** Rows of tiles whose table of places fills 0.8 GB. */
const LARGEST_COUNT = 14_000;

export interface TilePattern {
  /** Rows of the matrix. */
  readonly size: number;
  /** Rows of a tile: 32, or in small matrices the size rounded up to a multiple of 4. Rows past the size are those of the identity. */
  readonly order: number;
  /** Rows of tiles. */
  readonly count: number;
  /** For I ≥ J, at J × count + I: where the elements of tile (I, J) of L start in a store; −1 where it is zero. */
  readonly place: Int32Array;
  /** The tiles of column J that are not zero, ascending: rows[start[J]] = J, …, rows[start[J + 1] − 1]. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  /** Elements of all stored tiles; infinite where they are more than `LARGEST_LENGTH`, and then nothing else is known. */
  readonly length: number;
}

/** The pattern of L for a matrix in which, for every list of `cliques`, all rows and columns of the list meet. One with `isSmall` that fits into a tile gets one of its own order. */
export function analyseTiles(size: number, cliques: Iterable<Int32Array>, isSmall: boolean): TilePattern {
  const order = isSmall && size < TILE ? (size + 3) & ~3 : TILE;
  const count = Math.ceil(size / TILE);
  const tooLarge: TilePattern = { size, order, count: 0, place: new Int32Array(0), start: new Int32Array(1), rows: new Int32Array(0), length: Infinity };
  if (count > LARGEST_COUNT) return tooLarge;
  const place = new Int32Array(count * count).fill(-1);
  markCliques(cliques, place, count);
  const start = new Int32Array(count + 1);
  const rows: number[] = [];
  for (let column = 0; column < count; column++) {
    const first = rows.push(column);
    for (let row = column + 1; row < count; row++) if (place[column * count + row] === 0) rows.push(row);
    if (rows.length * order * order > LARGEST_LENGTH) return tooLarge;
    // Eliminating the column makes all that it meets meet each other.
    for (let a = first; a < rows.length; a++) for (let b = first; b <= a; b++) place[rows[b]! * count + rows[a]!] = 0;
    for (let r = first - 1; r < rows.length; r++) place[column * count + rows[r]!] = r * order * order;
    start[column + 1] = rows.length;
  }
  return { size, order, count, place, start, rows: Int32Array.from(rows), length: rows.length * order * order };
}

/** Sets to 0 the place of every tile that holds a row and a column of one clique. */
function markCliques(cliques: Iterable<Int32Array>, place: Int32Array, count: number): void {
  if (count <= 1) return;
  const isMet = new Uint8Array(count);
  const met: number[] = [];
  for (const clique of cliques) {
    met.length = 0;
    for (let i = 0; i < clique.length; i++) {
      const tile = clique[i]! >> 5;
      if (isMet[tile] === 0) met.push(tile);
      isMet[tile] = 1;
    }
    for (const a of met) for (const b of met) if (a >= b) place[b * count + a] = 0;
    for (const tile of met) isMet[tile] = 0;
  }
}

/** Where element (row, column) stands in a store, row ≥ column; its tile must not be zero. */
export function placeInTiles({ count, order, place }: TilePattern, row: number, column: number): number {
  return place[(column >> 5) * count + (row >> 5)]! + (column & 31) * order + (row & 31);
}

/** Multiply–adds of one factorisation with its selected inverse, and the share of tiles that are not zero. */
export function tileWork({ count, order, start }: TilePattern): { multiplyAdds: number; share: number } {
  let multiplyAdds = 0;
  for (let j = 0; j < count; j++) multiplyAdds += 1.5 * order ** 3 * (start[j + 1]! - start[j]!) ** 2;
  return { multiplyAdds, share: count === 0 ? 0 : start[count]! / ((count * (count + 1)) / 2) };
}
