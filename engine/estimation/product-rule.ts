import { gaussHermite } from './gauss-hermite.js';

/** A quadrature rule in k dimensions, its nodes from the middle outwards. */
export interface ProductRule {
  readonly dimension: number;
  readonly count: number;
  /** ξ by nodes, count × k. */
  readonly nodes: Float64Array;
  /** log W + ½|ξ|²: what a node weighs against the normal density. */
  readonly logWeights: Float64Array;
}

const known = new Map<string, ProductRule>();

/** All combinations of the points of a Gauss–Hermite rule in `dimension` directions: points^dimension nodes. */
export function productRule(points: number, dimension: number): ProductRule {
  const key = `${points}^${dimension}`;
  const rule = known.get(key) ?? combinePoints(points, dimension);
  known.set(key, rule);
  return rule;
}

function combinePoints(points: number, dimension: number): ProductRule {
  const rule = gaussHermite(points);
  const count = points ** dimension;
  const combinations = Array.from({ length: count }, (_, index) => {
    const node: number[] = [];
    let logWeight = 0;
    for (let a = 0, rest = index; a < dimension; a++, rest = Math.floor(rest / points)) {
      node.push(rule.nodes[rest % points]!);
      logWeight += rule.logWeights[rest % points]!;
    }
    const squares = node.reduce((sum, xi) => sum + xi * xi, 0);
    return { node, squares, logWeight: logWeight + squares / 2 };
  });
  combinations.sort((a, b) => a.squares - b.squares);
  return {
    dimension, count,
    nodes: Float64Array.from(combinations.flatMap(({ node }) => node)),
    logWeights: Float64Array.from(combinations, ({ logWeight }) => logWeight),
  };
}
