/** Syntax that was written elsewhere, placed where it is used. */
import type { Expression } from '../syntax/tree.js';

/** The same tree with the given place for every node, so that messages never point into another cell. */
export function relocated<Node extends Expression>(tree: Node, place: { readonly from: number; readonly to: number }): Node {
  return placed(tree, place) as Node;
}

function placed(part: unknown, place: { readonly from: number; readonly to: number }): unknown {
  if (Array.isArray(part)) return part.map(element => placed(element, place));
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, placed(value, place)]));
  return 'from' in copy ? { ...copy, from: place.from, to: place.to } : copy;
}
