/** Gradients and second derivatives of a smooth function from its values alone. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface QuadraticModel {
  readonly gradient: readonly number[];
  readonly hessian: Matrix;
}

/** Step in units of one over the root of the curvature. */
const STEP = 0.03;

/**
 * Central differences extrapolated over two steps, whose error is of the fourth order in the step. A `coarse` Hessian takes one
 * step alone and is good to three digits: enough for a Newton decrement, not for a standard error.
 */
export function differentiate(f: (x: readonly number[]) => number, at: readonly number[], precision: 'fine' | 'coarse'): QuadraticModel {
  const second = precision === 'fine' ? extrapolated : (difference: (h: number) => number): number => difference(STEP);
  const m = at.length;
  const moved = (...changes: readonly (readonly [number, number])[]): number => {
    const x = [...at];
    for (const [i, by] of changes) x[i] = x[i]! + by;
    return f(x);
  };
  const middle = f(at);
  const unit = at.map((_, i) => {
    const curvature = (moved([i, 1e-3]) - 2 * middle + moved([i, -1e-3])) / 1e-6;
    return 1 / Math.sqrt(Math.max(Math.abs(curvature), 1e-1));
  });
  const gradient = unit.map((u, i) => extrapolated(h => (moved([i, h * u]) - moved([i, -h * u])) / (2 * h * u)));
  const hessian = Matrix.zeros(m, m);
  for (let i = 0; i < m; i++) {
    hessian.set(i, i, second(h => (moved([i, h * unit[i]!]) - 2 * middle + moved([i, -h * unit[i]!])) / (h * unit[i]!) ** 2));
    for (let j = 0; j < i; j++) {
      const [a, b] = [unit[i]!, unit[j]!];
      const mixed = second(h => (moved([i, h * a], [j, h * b]) - moved([i, h * a], [j, -h * b]) - moved([i, -h * a], [j, h * b]) + moved([i, -h * a], [j, -h * b])) / (4 * h * h * a * b));
      hessian.set(i, j, mixed);
      hessian.set(j, i, mixed);
    }
  }
  return { gradient, hessian };
}

/** Richardson's extrapolation of an expression in h². */
const extrapolated = (difference: (h: number) => number): number => (4 * difference(STEP / 2) - difference(STEP)) / 3;

export interface MinimumCheck {
  /** ½g'I⁻¹g, flat directions left out. */
  readonly newtonDecrement: number;
  /** Of the second derivatives scaled to a unit diagonal. */
  readonly smallestEigenvalue: number;
  /** The inverse of the second derivatives, flat directions left out. */
  readonly inverse: Matrix;
}

/** Directions whose scaled curvature is below this cannot be told from flat by differences. */
const FLAT = 1e-6;

export function checkMinimum({ gradient, hessian }: QuadraticModel): MinimumCheck {
  const m = gradient.length;
  const scale = gradient.map((_, i) => 1 / Math.sqrt(Math.max(Math.abs(hessian.get(i, i)), FLAT)));
  const scaled = Matrix.zeros(m, m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) scaled.set(i, j, hessian.get(i, j) * scale[i]! * scale[j]!);
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const inverse = Matrix.zeros(m, m);
  let newtonDecrement = 0;
  values.forEach((value, e) => {
    if (value < FLAT) return;
    const component = gradient.reduce((sum, g, i) => sum + g * scale[i]! * vectors.get(i, e), 0);
    newtonDecrement += (component * component) / value / 2;
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) inverse.set(i, j, inverse.get(i, j) + (vectors.get(i, e) * vectors.get(j, e) * scale[i]! * scale[j]!) / value);
  });
  return { newtonDecrement, smallestEigenvalue: Math.min(...values), inverse };
}
