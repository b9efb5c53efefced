/** In which order to eliminate the levels of crossed factors, so that their Schur complement fills in little. */

/** A share of the vertices left; where the sparsest of them meets more, the rest is taken as dense. */
const DENSE = 0.9;

/**
 * An undirected graph as rows of bits: vertex v meets u where bit u % 32 of word ⌊u / 32⌋ of row v is set. A vertex meets itself.
 */
export interface BitGraph {
  readonly vertexCount: number;
  readonly rows: readonly Int32Array[];
}

export function createBitGraph(vertexCount: number): BitGraph {
  const words = (vertexCount + 31) >> 5;
  const rows = Array.from({ length: vertexCount }, (_, v) => {
    const row = new Int32Array(words);
    row[v >> 5] = 1 << (v & 31);
    return row;
  });
  return { vertexCount, rows };
}

/** Makes all the given vertices meet each other. */
export function addClique({ rows, vertexCount }: BitGraph, vertices: Iterable<number>): void {
  const clique = new Int32Array((vertexCount + 31) >> 5);
  for (const v of vertices) clique[v >> 5] = clique[v >> 5]! | (1 << (v & 31));
  for (const v of vertices) unite(rows[v]!, clique);
}

/**
 * The vertices in the order of their elimination: minimum degree (Tinney & Walker 1967), then a postorder of the elimination tree
 * (Liu 1990), which makes no other fill and puts together what is eliminated together. The graph is used up.
 */
export function minimumDegreeOrder({ rows, vertexCount: n }: BitGraph): Int32Array {
  const degree = Int32Array.from(rows, countBits);
  const isLeft = new Uint8Array(n).fill(1);
  const order = new Int32Array(n);
  let done = 0;
  for (; done < n; done++) {
    let lowest = -1;
    for (let v = 0; v < n; v++) if (isLeft[v] === 1 && (lowest < 0 || degree[v]! < degree[lowest]!)) lowest = v;
    if (degree[lowest]! > DENSE * (n - done)) break;
    order[done] = lowest;
    isLeft[lowest] = 0;
    eliminate(rows, degree, lowest);
  }
  const firstDense = done;
  for (let v = 0; v < n; v++) if (isLeft[v] === 1) order[done++] = v;
  return postorder(order, parents(rows, order, firstDense));
}

/** What met the vertex now meets all of its neighbours; the vertex's own row keeps who they were. */
function eliminate(rows: readonly Int32Array[], degree: Int32Array, vertex: number): void {
  const own = rows[vertex]!;
  const word = vertex >> 5;
  const bit = 1 << (vertex & 31);
  own[word] = own[word]! & ~bit;
  forEachBit(own, u => {
    const row = rows[u]!;
    unite(row, own);
    row[word] = row[word]! & ~bit;
    degree[u] = countBits(row);
  });
}

/** For each place in the order the place of the first neighbour left: the elimination tree. The dense rest is a chain. */
function parents(rows: readonly Int32Array[], order: Int32Array, firstDense: number): Int32Array {
  const n = order.length;
  const place = new Int32Array(n);
  for (let i = 0; i < n; i++) place[order[i]!] = i;
  return order.map((vertex, i) => {
    if (i >= firstDense) return i + 1;
    let parent = n;
    forEachBit(rows[vertex]!, u => { if (place[u]! < parent) parent = place[u]!; });
    return parent;
  });
}

function postorder(order: Int32Array, parent: Int32Array): Int32Array {
  const n = order.length;
  const firstChild = new Int32Array(n + 1).fill(-1);
  const nextSibling = new Int32Array(n).fill(-1);
  for (let i = n - 1; i >= 0; i--) {
    nextSibling[i] = firstChild[parent[i]!]!;
    firstChild[parent[i]!] = i;
  }
  const result = new Int32Array(n);
  let written = 0;
  let node = firstChild[n]!;
  while (node >= 0) {
    while (firstChild[node]! >= 0) node = firstChild[node]!;
    // Up from a node without children left, until one has a sibling.
    for (;;) {
      result[written++] = order[node]!;
      if (nextSibling[node]! >= 0) {
        node = nextSibling[node]!;
        break;
      }
      node = parent[node]!;
      if (node === n) return result;
    }
  }
  return result;
}

function unite(target: Int32Array, other: Int32Array): void {
  for (let w = 0; w < target.length; w++) target[w] = target[w]! | other[w]!;
}

function forEachBit(row: Int32Array, visit: (bit: number) => void): void {
  for (let w = 0; w < row.length; w++) {
    for (let word = row[w]!; word !== 0; word &= word - 1) visit((w << 5) + 31 - Math.clz32(word & -word));
  }
}

/** Warren (2003), figure 5-2. */
function countBits(row: Int32Array): number {
  let count = 0;
  for (let w = 0; w < row.length; w++) {
    let x = row[w]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    count += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
