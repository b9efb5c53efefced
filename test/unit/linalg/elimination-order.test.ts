import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimumDegreeOrder } from '../../../engine/linalg/elimination-order.js';

type Edges = readonly (readonly [number, number])[];

/** Each edge is a clique of two; larger ones may be given as well. */
const orderOf = (n: number, cliques: readonly (readonly number[])[]): number[] => {
  const start = new Int32Array(cliques.length + 1);
  cliques.forEach((clique, c) => (start[c + 1] = start[c]! + clique.length));
  return [...minimumDegreeOrder(n, { start, members: Int32Array.from(cliques.flat()) })];
};

/** Entries of L below the diagonal, by playing the elimination through on sets. */
const fillOf = (n: number, edges: Edges, order: readonly number[]): number => {
  const meets = Array.from({ length: n }, () => new Set<number>());
  for (const [u, v] of edges) if (u !== v) { meets[u]!.add(v); meets[v]!.add(u); }
  let count = 0;
  for (const v of order) {
    const later = [...meets[v]!];
    count += later.length;
    for (const u of later) { meets[u]!.delete(v); for (const w of later) if (w !== u) meets[u]!.add(w); }
  }
  return count;
};

describe('the elimination order', () => {
  test('has every vertex once, for any graph', () => {
    const graphs = fc.integer({ min: 1, max: 70 }).chain(n => fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 120 })));
    fc.assert(fc.property(graphs, ([n, edges]) => {
      const distinct = edges.filter(([u, v]) => u !== v);
      expect(orderOf(n, distinct).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, v) => v));
    }));
  });

  test('has every vertex once, and hardly makes fill, for cliques that hang together in a chain', () => {
    const chains = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1e6 }));
    fc.assert(fc.property(chains, ([count, overlap, seed]) => {
      const n = count * (overlap + 2);
      const name = Array.from({ length: n }, (_, v) => v).sort((a, b) => ((a * seed) % 7919) - ((b * seed) % 7919) || a - b);
      const cliques = Array.from({ length: count }, (_, c) => name.slice(c * (overlap + 2), Math.min(n, (c + 1) * (overlap + 2) + overlap)));
      const edges = cliques.flatMap(clique => clique.flatMap((u, i) => clique.slice(i + 1).map(v => [u, v] as const)));
      const order = orderOf(n, cliques);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, v) => v));
      // Overlapping intervals are a chordal graph: from one end to the other nothing fills in. Minimum degree comes close.
      expect(fillOf(n, edges, order)).toBeLessThanOrEqual(1.25 * fillOf(n, edges, name));
    }));
  });

  test('makes no fill on a tree, which has an order without any', () => {
    const n = 50;
    const edges: Edges = Array.from({ length: n - 1 }, (_, i) => [i + 1, Math.floor((i * 7) % (i + 1))]);
    expect(fillOf(n, edges, orderOf(n, edges))).toBe(n - 1);
  });

  test('eliminates the hub of a star last but one at the earliest', () => {
    const n = 40;
    const order = orderOf(n, Array.from({ length: n - 1 }, (_, i) => [0, i + 1]));
    expect(order.indexOf(0)).toBeGreaterThanOrEqual(n - 2);
  });

  test('keeps separate parts together', () => {
    const order = orderOf(40, Array.from({ length: 38 }, (_, i) => [i, i + 2]));
    const parities = order.map(v => v % 2);
    expect(parities.filter((parity, i) => i > 0 && parity !== parities[i - 1]).length).toBe(1);
  });
});
