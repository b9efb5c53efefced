/** Second derivatives by differences of an exact gradient. */
import { Matrix } from 'ml-matrix';
import { addScaled } from '../linalg/vector-kernels.js';

/** The value at x, its gradient written in place; not finite where they cannot be computed. */
type Evaluate = (x: Float64Array, gradient: Float64Array) => Promise<number>;

/**
 * The second derivatives at x, by rows, from the first scheme that gives a symmetric matrix, else from the one that comes nearest. `gradient` is that at x, and `unit` about one
 * standard error of each parameter. A row stays zero where the gradient can be computed neither to one side of x nor to the other.
 */
export async function differentiateGradient(evaluate: Evaluate, x: Float64Array, gradient: Float64Array, unit: Float64Array): Promise<Matrix> {
  let best = Matrix.zeros(x.length, x.length);
  let least = Infinity;
  for (const scheme of SCHEMES) {
    const derivatives = best.clone();
    for (let i = 0; i < x.length; i++) {
      const row = (await differenceRow(evaluate, x, gradient, i, scheme.step * unit[i]!, scheme)) ?? (await differenceRow(evaluate, x, gradient, i, -scheme.step * unit[i]!, scheme));
      if (row) derivatives.setRow(i, Array.from(row));
    }
    const error = asymmetry(derivatives, unit);
    if (error < least) [best, least] = [derivatives, error];
    if (least < ASYMMETRIC) break;
  }
  return best;
}

interface DifferenceScheme {
  /** In standard errors. */
  readonly step: number;
  /** Offsets from x in steps, and the weights of the gradients there. */
  readonly nodes: readonly (readonly [offset: number, weight: number])[];
}

/**
 * One-sided differences, whose error is a share of the step, serve as a rule; central ones, a share of its square, where the likelihood is
 * far from quadratic; and a wide five-point formula where the gradient itself is rounded to a few digits, as with counts in the millions.
 */
const SCHEMES: readonly DifferenceScheme[] = [
  { step: 2e-6, nodes: [[0, -1], [1, 1]] },
  { step: 2e-4, nodes: [[-1, -1 / 2], [1, 1 / 2]] },
  { step: 0.05, nodes: [[-2, 1 / 12], [-1, -2 / 3], [1, 2 / 3], [2, -1 / 12]] },
];
/** Difference between two elements that should be equal, for parameters in their units, from which differences are not trusted. */
const ASYMMETRIC = 1e-6;

/** The largest |a_ij − a_ji| for parameters in their units; not in those of the diagonal, which can be all rounding where the function is flat. */
function asymmetry(matrix: Matrix, unit: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(matrix.get(i, j) - matrix.get(j, i)) * unit[i]! * unit[j]!);
  }
  return largest;
}

/** Σ weight g(x + offset h e_i) / h; null where a gradient cannot be computed. */
async function differenceRow(evaluate: Evaluate, x: Float64Array, gradient: Float64Array, i: number, h: number, { nodes }: DifferenceScheme): Promise<Float64Array | null> {
  const row = new Float64Array(x.length);
  const there = new Float64Array(x.length);
  for (const [offset, weight] of nodes) {
    const beside = Float64Array.from(x);
    beside[i] = beside[i]! + offset * h;
    if (offset === 0) there.set(gradient);
    else if (!Number.isFinite(await evaluate(beside, there))) return null;
    addScaled(row, weight / h, there);
  }
  return row;
}
