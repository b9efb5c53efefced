/** Which seed the random numbers of a notebook come from. */
import { dataFlowOf, RANDOM_STREAM } from './data-flow.js';

/** The number given to `set.seed()`, or else that of the session; null where the cells draw no random numbers. */
export function seedOfResults(cells: readonly string[], sessionSeed: number): number | null {
  const flows = cells.map(cell => dataFlowOf(cell));
  if (!flows.some(({ reads, assigns }) => reads.has(RANDOM_STREAM) || assigns.has(RANDOM_STREAM))) return null;
  const given = cells.flatMap(cell => [.../\bset\.seed\(\s*(?:seed\s*=\s*)?(\d+)L?\s*[,)]/g[Symbol.matchAll](cell)].map(match => Number(match[1])));
  return given[0] ?? sessionSeed;
}
