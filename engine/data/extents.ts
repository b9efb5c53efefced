/** The dimensions of a matrix, an array or a contingency table, whatever their number; the first varies fastest. */
import { withShape } from './atomic.js';
import { allPositions, NOWHERE, resolveIndex, takeElements } from './indexing.js';
import type { AtomicVector, Column, Shape } from './vectors.js';

export interface Extents {
  readonly sizes: readonly number[];
  /** Of each dimension; null where it has none. */
  readonly labels: readonly (readonly string[] | null)[];
  /** What the dimensions are called; null where they have no names. */
  readonly variables: readonly string[] | null;
  readonly isTable: boolean;
}

/** Null for a vector without dimensions; a table of one variable has one. */
export function extentsOf(vector: AtomicVector): Extents | null {
  const { array, dim, tableOf, dimensionNames } = vector;
  const variables = tableOf ?? dimensionNames ?? null;
  const isTable = tableOf !== undefined;
  if (array) return { sizes: array.dim, labels: array.labels, variables, isTable };
  if (dim) return { sizes: dim, labels: [vector.rowNames ?? null, vector.columnNames ?? null], variables, isTable };
  return variables ? { sizes: [vector.values.length], labels: [vector.names ?? null], variables, isTable } : null;
}

/** What a vector needs to have these dimensions; one dimension becomes the names of its elements. */
export function shapeWith({ sizes, labels, variables, isTable }: Extents): Shape {
  const called = isTable ? { tableOf: variables ?? sizes.map(() => '') } : variables ? { dimensionNames: variables } : {};
  const [first, second] = labels;
  if (sizes.length > 2) return { array: { dim: sizes, labels }, ...called };
  if (sizes.length === 2) return { dim: [sizes[0]!, sizes[1]!], ...(first ? { rowNames: first } : {}), ...(second ? { columnNames: second } : {}), ...called };
  return { ...(first ? { names: first } : {}), ...called };
}

export const withExtents = <Vector extends AtomicVector>(vector: Vector, extents: Extents): Vector => withShape(vector, shapeWith(extents));

/** The dimensions at 0-based places, in that order. */
export function chosenExtents({ sizes, labels, variables, isTable }: Extents, places: readonly number[]): Extents {
  return { sizes: places.map(place => sizes[place]!), labels: places.map(place => labels[place] ?? null), variables: variables && places.map(place => variables[place] ?? ''), isTable };
}

/** How far apart neighbours along each dimension stand. */
export function stridesOf(sizes: readonly number[]): number[] {
  let stride = 1;
  return sizes.map(size => {
    const own = stride;
    stride *= size;
    return own;
  });
}

/** For each cell, its position in the margin over the dimensions at `places`: 0-based, the first place varying fastest. */
export function marginPositions(sizes: readonly number[], places: readonly number[]): Int32Array {
  const strides = stridesOf(sizes);
  const inner = stridesOf(places.map(place => sizes[place]!));
  const length = sizes.reduce((product, size) => product * size, 1);
  return Int32Array.from({ length }, (_, cell) => places.reduce((position, place, k) => position + (Math.floor(cell / strides[place]!) % sizes[place]!) * inner[k]!, 0));
}

/** 0-based positions that an index selects in each dimension; null where one is outside. An empty index selects all. */
export function positionsAlong({ sizes, labels }: Extents, indices: readonly (Column | null)[]): Int32Array[] | null {
  const positions = sizes.map((size, k) => (indices[k] ? resolveIndex(indices[k], size, labels[k] ?? undefined) : allPositions(size)));
  return positions.some(each => each.includes(NOWHERE)) ? null : positions;
}

/** The cells, the first dimension varying fastest, at positions in each dimension. */
export function cellsAt(sizes: readonly number[], positions: readonly Int32Array[]): Int32Array {
  const strides = stridesOf(sizes);
  const inner = stridesOf(positions.map(each => each.length));
  const length = positions.reduce((product, each) => product * each.length, 1);
  return Int32Array.from({ length }, (_, cell) => positions.reduce((place, each, k) => place + each[Math.floor(cell / inner[k]!) % each.length]! * strides[k]!, 0));
}

/** The part at positions in each dimension. `drop` leaves out dimensions of one cell, as R does. */
export function takeCells(vector: AtomicVector, extents: Extents, positions: readonly Int32Array[], drop: boolean): AtomicVector {
  const taken = takeElements(withShape(vector, {}), cellsAt(extents.sizes, positions));
  const chosen: Extents = { ...extents, sizes: positions.map(each => each.length), labels: extents.labels.map((each, k) => each && Array.from(positions[k]!, position => each[position]!)) };
  const kept = chosen.sizes.flatMap((size, k) => (drop && size === 1 ? [] : [k]));
  if (kept.length === 0) return taken;
  const rest = chosenExtents(chosen, kept);
  // one dimension that remains of several is a plain vector
  return withExtents(taken, kept.length === 1 && extents.sizes.length > 1 ? { ...rest, variables: null, isTable: false } : rest);
}

/** The dimensions in another order. */
export function permuted(vector: AtomicVector, extents: Extents, order: readonly number[]): AtomicVector {
  const { sizes } = extents;
  const strides = stridesOf(sizes);
  const chosen = chosenExtents(extents, order);
  const inner = stridesOf(chosen.sizes);
  const cells = Int32Array.from({ length: vector.values.length }, (_, cell) => order.reduce((place, k, position) => place + (Math.floor(cell / inner[position]!) % sizes[k]!) * strides[k]!, 0));
  return withExtents(takeElements(withShape(vector, {}), cells), chosen);
}
