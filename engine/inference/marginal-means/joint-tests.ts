/** Joint tests of the terms of a model on its reference grid: whether any contrast of a term's means differs from zero, others averaged over. */
import type { ContrastTests, HypothesisTest } from '../degrees-of-freedom/contrast-tests.js';
import type { ReferenceGrid } from './reference-grid.js';

export interface JointTest {
  /** `recipe:temperature`. */
  readonly term: string;
  readonly test: HypothesisTest;
}

/**
 * One test for each variable and each interaction that the model has. The hypothesis of a term is that all products of consecutive differences
 * of its variables are zero on average over the others, each of whose values counts alike; in a balanced design that is its type III test.
 */
export function jointTests(grid: ReferenceGrid, tests: ContrastTests): JointTest[] {
  const varied = grid.variables.flatMap(({ labels }, v) => (labels.length > 1 ? [v] : []));
  const subsets = Array.from({ length: 2 ** varied.length - 1 }, (_, code) => varied.filter((__, place) => ((code + 1) >> place) % 2 === 1)).sort((a, b) => a.length - b.length);
  return subsets.flatMap(subset => {
    const rows = interactionContrasts(grid, subset).filter(row => row.some(value => Math.abs(value) > 1e-10));
    return rows.length === 0 ? [] : [{ term: subset.map(v => grid.variables[v]!.name).join(':'), test: tests.hypothesis(rows) }];
  });
}

/** Each row of the grid counts in the contrast of consecutive values p, p + 1 of every variable by the product of −1 at p and 1 at p + 1. */
function interactionContrasts(grid: ReferenceGrid, subset: readonly number[]): Float64Array[] {
  const p = grid.x.length / grid.rowCount;
  const steps = subset.map(v => grid.variables[v]!.labels.length - 1);
  const count = steps.reduce((product, size) => product * size, 1);
  const share = subset.reduce((product, v) => product * grid.variables[v]!.labels.length, 1) / grid.rowCount;
  return Array.from({ length: count }, (_, index) => {
    const row = new Float64Array(p);
    for (let g = 0; g < grid.rowCount; g++) {
      let rest = index;
      let sign = share;
      subset.forEach((v, place) => {
        const at = grid.positions[v]![g]! - (rest % steps[place]!);
        rest = Math.floor(rest / steps[place]!);
        sign *= at === 1 ? 1 : at === 0 ? -1 : 0;
      });
      if (sign !== 0) for (let j = 0; j < p; j++) row[j]! += sign * grid.x[j * grid.rowCount + g]!;
    }
    return row;
  });
}
