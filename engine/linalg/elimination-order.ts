/**
 * In which order to eliminate the levels of crossed factors, so that their Schur complement fills in little: approximate minimum degree
 * (Amestoy, Davis & Duff 1996) on a graph that is given by cliques, as in column orderings of A'A (Davis, Gilbert, Larimore & Ng 2004).
 * No edge is ever listed: a vertex knows the cliques that it is in, and eliminating it unites them into one.
 */

/** A share of the vertices left; where the sparsest of them meets more, the rest is taken as dense. */
const DENSE = 0.9;

/** Lists of vertices that all meet each other: those of list c are members[start[c]] … members[start[c + 1] − 1]. */
export interface Cliques {
  readonly start: Int32Array;
  readonly members: Int32Array;
}

/** The vertices 0 … vertexCount − 1 in the order of their elimination, postordered, so that what is eliminated together stands together (Liu 1990). */
export function minimumDegreeOrder(vertexCount: number, cliques: Cliques): Int32Array {
  if (isDense(vertexCount, cliques)) return Int32Array.from({ length: vertexCount }, (_, v) => v);
  const graph = new QuotientGraph(vertexCount, cliques);
  while (graph.leftCount > 0) {
    const vertex = graph.sparsest();
    if (graph.degree[vertex]! > DENSE * graph.leftCount) break;
    graph.eliminate(vertex);
  }
  return graph.order();
}

/** Whether the vertex with the fewest places in cliques still meets most others, so that no order is better than another. */
function isDense(vertexCount: number, { start, members }: Cliques): boolean {
  const places = new Float64Array(vertexCount);
  for (let c = 0; c + 1 < start.length; c++) for (let m = start[c]!; m < start[c + 1]!; m++) places[members[m]!] = places[members[m]!]! + start[c + 1]! - start[c]! - 1;
  let fewest = 0;
  for (let v = 1; v < vertexCount; v++) if (places[v]! < places[fewest]!) fewest = v;
  if (places[fewest]! <= DENSE * vertexCount) return false;
  const isMet = new Uint8Array(vertexCount);
  let count = 0;
  for (let c = 0; c + 1 < start.length; c++) {
    if (members.subarray(start[c], start[c + 1]).indexOf(fewest) < 0) continue;
    for (let m = start[c]!; m < start[c + 1]!; m++) {
      count += 1 - isMet[members[m]!]!;
      isMet[members[m]!] = 1;
    }
  }
  return count - 1 > DENSE * vertexCount;
}

class QuotientGraph {
  /** For each vertex left, an upper bound on how many others it meets. */
  readonly degree: Int32Array;
  leftCount: number;
  readonly #vertexCount: number;
  readonly #cliqueCount: number;
  /** Vertices of each clique; a clique made by eliminating v is number cliqueCount + v. Empty once it is part of another. */
  readonly #members: Int32Array[] = [];
  /** Vertices left in a clique, each counted with those merged into it. */
  readonly #weight: Int32Array;
  readonly #isAlive: Uint8Array;
  /** The cliques of vertex v: #cliques[#first[v]] … , #length[v] of them. Elimination never lengthens a list. */
  readonly #cliques: Int32Array;
  readonly #first: Int32Array;
  readonly #length: Int32Array;
  /** Vertices that v stands for, itself included; 0 for one that is merged or eliminated. */
  readonly #size: Int32Array;
  readonly #mergedInto: Int32Array;
  /** The pivots in turn, and for each the pivot whose clique took in its own. */
  readonly #pivots: number[] = [];
  readonly #parent: Int32Array;
  /** Doubly linked lists of the vertices of each degree. */
  readonly #head: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #lowest = 0;
  readonly #outside: Int32Array;
  readonly #outsideStamp: Int32Array;
  readonly #stamp: Int32Array;
  #now = 0;
  /** What the present pivot meets. */
  readonly #met: Int32Array;
  #metCount = 0;
  /** Vertices whose lists of cliques have the same sum, as linked lists. */
  readonly #hashHead: Int32Array;
  readonly #hashNext: Int32Array;
  readonly #hash: Int32Array;

  constructor(n: number, { start, members }: Cliques) {
    this.#vertexCount = n;
    this.leftCount = n;
    const count = start.length - 1;
    this.#cliqueCount = count;
    this.#weight = new Int32Array(count + n);
    this.#isAlive = new Uint8Array(count + n);
    this.#length = new Int32Array(n);
    for (let c = 0; c < count; c++) {
      this.#members.push(members.subarray(start[c], start[c + 1]));
      this.#weight[c] = start[c + 1]! - start[c]!;
      this.#isAlive[c] = 1;
    }
    for (let m = 0; m < members.length; m++) this.#length[members[m]!]!++;
    this.#first = new Int32Array(n + 1);
    // One place more than the cliques of a vertex, for one that is in none.
    for (let v = 0; v < n; v++) this.#first[v + 1] = this.#first[v]! + this.#length[v]! + 1;
    this.#cliques = new Int32Array(members.length + n);
    const next = this.#first.slice();
    for (let c = 0; c < count; c++) for (let m = start[c]!; m < start[c + 1]!; m++) this.#cliques[next[members[m]!]!++] = c;
    this.#size = new Int32Array(n).fill(1);
    this.#mergedInto = new Int32Array(n).fill(-1);
    this.#parent = new Int32Array(n).fill(-1);
    this.#stamp = new Int32Array(n);
    this.#outside = new Int32Array(count + n);
    this.#outsideStamp = new Int32Array(count + n);
    this.#head = new Int32Array(n + 1).fill(-1);
    this.#next = new Int32Array(n).fill(-1);
    this.#previous = new Int32Array(n).fill(-1);
    this.#met = new Int32Array(n);
    this.#hashHead = new Int32Array(n).fill(-1);
    this.#hashNext = new Int32Array(n);
    this.#hash = new Int32Array(n);
    this.degree = new Int32Array(n);
    for (let v = 0; v < n; v++) {
      this.degree[v] = this.#countNeighbours(v);
      this.#link(v);
    }
  }

  sparsest(): number {
    while (this.#head[this.#lowest] === -1) this.#lowest++;
    return this.#head[this.#lowest]!;
  }

  /** All that the vertex meets now is one clique, which takes in the cliques that the vertex was in. */
  eliminate(vertex: number): void {
    this.#unlink(vertex);
    const clique = this.#cliqueCount + vertex;
    this.#uniteCliques(vertex, clique);
    this.leftCount -= this.#size[vertex]!;
    this.#size[vertex] = 0;
    this.#pivots.push(vertex);
    const met = this.#met.subarray(0, this.#metCount);
    let weight = 0;
    for (let m = 0; m < met.length; m++) weight += this.#size[met[m]!]!;
    this.#measureOutside(met);
    for (let m = 0; m < met.length; m++) weight -= this.#joinClique(met[m]!, clique, vertex, weight);
    this.#mergeAlike(met);
    const members = met.filter(i => this.#size[i]! > 0);
    this.#members[clique] = members;
    this.#weight[clique] = weight;
    this.#isAlive[clique] = weight > 0 ? 1 : 0;
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!;
      this.degree[i] = Math.max(0, Math.min(this.degree[i]!, this.leftCount - this.#size[i]!));
      this.#link(i);
    }
  }

  /** Pivots in postorder, each followed by what was merged into it; then what is left, in the order of its number. */
  order(): Int32Array {
    const followers = new Map<number, number[]>();
    for (let v = 0; v < this.#vertexCount; v++) {
      if (this.#mergedInto[v] === -1) continue;
      let root = this.#mergedInto[v]!;
      while (this.#mergedInto[root] !== -1) root = this.#mergedInto[root]!;
      const list = followers.get(root);
      if (list) list.push(v);
      else followers.set(root, [v]);
    }
    const order: number[] = [];
    for (const pivot of postorder(this.#pivots, this.#parent)) order.push(pivot, ...(followers.get(pivot) ?? []));
    const isOrdered = new Uint8Array(this.#vertexCount);
    for (const v of order) isOrdered[v] = 1;
    for (let v = 0; v < this.#vertexCount; v++) if (isOrdered[v] === 0) order.push(v);
    return Int32Array.from(order);
  }

  #countNeighbours(vertex: number): number {
    const stamp = ++this.#now;
    this.#stamp[vertex] = stamp;
    let count = 0;
    for (let at = this.#first[vertex]!; at < this.#first[vertex]! + this.#length[vertex]! && count < this.#vertexCount - 1; at++) {
      const members = this.#members[this.#cliques[at]!]!;
      for (let m = 0; m < members.length; m++) {
        const other = members[m]!;
        if (this.#stamp[other] === stamp) continue;
        this.#stamp[other] = stamp;
        count++;
      }
    }
    return count;
  }

  /** Lists as met the vertices left in the cliques of a vertex, without itself; those cliques are no more. */
  #uniteCliques(vertex: number, into: number): void {
    const stamp = ++this.#now;
    this.#stamp[vertex] = stamp;
    let count = 0;
    for (let at = this.#first[vertex]!; at < this.#first[vertex]! + this.#length[vertex]!; at++) {
      const clique = this.#cliques[at]!;
      if (this.#isAlive[clique] === 0) continue;
      const members = this.#members[clique]!;
      for (let m = 0; m < members.length; m++) {
        const other = members[m]!;
        if (this.#size[other] === 0 || this.#stamp[other] === stamp) continue;
        this.#stamp[other] = stamp;
        this.#met[count++] = other;
        this.#unlink(other);
      }
      this.#absorb(clique, into);
    }
    this.#metCount = count;
  }

  #absorb(clique: number, into: number): void {
    this.#isAlive[clique] = 0;
    this.#members[clique] = none;
    if (clique >= this.#cliqueCount) this.#parent[clique - this.#cliqueCount] = into - this.#cliqueCount;
  }

  /** For every other clique of the vertices that the pivot met, how much of it lies outside of them. */
  #measureOutside(met: Int32Array): void {
    const stamp = ++this.#now;
    for (let m = 0; m < met.length; m++) {
      const i = met[m]!;
      const size = this.#size[i]!;
      const first = this.#first[i]!;
      let kept = first;
      for (let at = first; at < first + this.#length[i]!; at++) {
        const clique = this.#cliques[at]!;
        if (this.#isAlive[clique] === 0) continue;
        this.#cliques[kept++] = clique;
        if (this.#outsideStamp[clique] !== stamp) {
          this.#outsideStamp[clique] = stamp;
          this.#outside[clique] = this.#weight[clique]!;
        }
        this.#outside[clique] = this.#outside[clique]! - size;
      }
      this.#length[i] = kept - first;
    }
  }

  /** Puts the new clique on the list of vertex i and bounds its degree. Where it meets nothing else it goes with the pivot; returns how many vertices did. */
  #joinClique(i: number, clique: number, pivot: number, weight: number): number {
    const first = this.#first[i]!;
    let kept = first;
    let outside = 0;
    let hash = clique;
    for (let at = first; at < first + this.#length[i]!; at++) {
      const other = this.#cliques[at]!;
      const rest = this.#outside[other]!;
      if (rest === 0) {
        if (this.#isAlive[other] === 1) this.#absorb(other, clique);
        continue;
      }
      this.#cliques[kept++] = other;
      outside += rest;
      hash = (hash + other) | 0;
    }
    this.#cliques[kept++] = clique;
    this.#length[i] = kept - first;
    const size = this.#size[i]!;
    if (outside === 0) {
      this.leftCount -= size;
      this.#size[i] = 0;
      this.#mergedInto[i] = pivot;
      return size;
    }
    this.degree[i] = Math.min(this.degree[i]! + weight - size, outside + weight - size);
    this.#hash[i] = (hash >>> 0) % this.#vertexCount;
    return 0;
  }

  /** Merges vertices that are in the same cliques: they can be eliminated one after the other without more fill. */
  #mergeAlike(met: Int32Array): void {
    for (let m = 0; m < met.length; m++) {
      const i = met[m]!;
      if (this.#size[i] === 0) continue;
      this.#hashNext[i] = this.#hashHead[this.#hash[i]!]!;
      this.#hashHead[this.#hash[i]!] = i;
    }
    for (let m = 0; m < met.length; m++) {
      const i = met[m]!;
      if (this.#size[i] === 0) continue;
      for (let one = this.#hashHead[this.#hash[i]!]!; one !== -1; one = this.#hashNext[one]!) if (this.#size[one]! > 0 && this.#hashNext[one] !== -1) this.#mergeInto(one);
      this.#hashHead[this.#hash[i]!] = -1;
    }
  }

  /** Merges into a vertex those after it in its list that are in the same cliques. */
  #mergeInto(one: number): void {
    const stamp = ++this.#now;
    const length = this.#length[one]!;
    for (let at = this.#first[one]!; at < this.#first[one]! + length; at++) this.#outsideStamp[this.#cliques[at]!] = stamp;
    for (let other = this.#hashNext[one]!; other !== -1; other = this.#hashNext[other]!) {
      if (this.#size[other] === 0 || this.#length[other] !== length || !this.#areStamped(other, stamp)) continue;
      this.degree[one] = this.degree[one]! - this.#size[other]!;
      this.#size[one] = this.#size[one]! + this.#size[other]!;
      this.#size[other] = 0;
      this.#mergedInto[other] = one;
    }
  }

  #areStamped(vertex: number, stamp: number): boolean {
    for (let at = this.#first[vertex]!; at < this.#first[vertex]! + this.#length[vertex]!; at++) if (this.#outsideStamp[this.#cliques[at]!] !== stamp) return false;
    return true;
  }

  #link(vertex: number): void {
    const degree = this.degree[vertex]!;
    const head = this.#head[degree]!;
    this.#next[vertex] = head;
    this.#previous[vertex] = -1;
    if (head !== -1) this.#previous[head] = vertex;
    this.#head[degree] = vertex;
    if (degree < this.#lowest) this.#lowest = degree;
  }

  #unlink(vertex: number): void {
    const next = this.#next[vertex]!;
    const previous = this.#previous[vertex]!;
    if (next !== -1) this.#previous[next] = previous;
    if (previous !== -1) this.#next[previous] = next;
    else this.#head[this.degree[vertex]!] = next;
  }
}

const none = new Int32Array(0);

/** The pivots of a forest, children before parents and each subtree in one piece. */
function postorder(pivots: readonly number[], parent: Int32Array): number[] {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  const roots: number[] = [];
  for (let i = pivots.length - 1; i >= 0; i--) {
    const pivot = pivots[i]!;
    const above = parent[pivot]!;
    if (above === -1) {
      roots.push(pivot);
      continue;
    }
    nextSibling[pivot] = firstChild[above]!;
    firstChild[above] = pivot;
  }
  const result: number[] = [];
  for (let i = roots.length - 1; i >= 0; i--) {
    const root = roots[i]!;
    let node = leftmost(root, firstChild);
    for (;;) {
      result.push(node);
      if (node === root) break;
      node = nextSibling[node] === -1 ? parent[node]! : leftmost(nextSibling[node]!, firstChild);
    }
  }
  return result;
}

function leftmost(node: number, firstChild: Int32Array): number {
  let at = node;
  while (firstChild[at] !== -1) at = firstChild[at]!;
  return at;
}
