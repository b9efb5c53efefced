import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** No integrand here needs more, and lme4 takes no more. */
export const MOST_POINTS = 100;

export interface QuadratureRule {
  /** ξ, ascending. */
  readonly nodes: Float64Array;
  /** log W, with Σ W f(ξ) ≈ E f(Z) for a standard normal Z. */
  readonly logWeights: Float64Array;
}

/**
 * The Gauss–Hermite rule with a given number of points for the standard normal density, exact for polynomials of degree 2 · points − 1.
 * Its nodes are the eigenvalues of the Jacobi matrix (Golub & Welsch 1969), polished by Newton's method; its weights are 1/Σ p_j(ξ)²
 * over the orthonormal polynomials p_0 … p_{points−1}, which keeps all digits of the smallest.
 */
export function gaussHermite(points: number): QuadratureRule {
  const jacobi = Matrix.zeros(points, points);
  for (let j = 1; j < points; j++) {
    jacobi.set(j, j - 1, Math.sqrt(j));
    jacobi.set(j - 1, j, Math.sqrt(j));
  }
  const nodes = Float64Array.from(new EigenvalueDecomposition(jacobi, { assumeSymmetric: true }).realEigenvalues).sort();
  const logWeights = new Float64Array(points);
  for (let k = 0; k < points; k++) {
    const { value, slope } = orthonormal(points, nodes[k]!);
    nodes[k] = 2 * k + 1 === points ? 0 : nodes[k]! - value / slope;
    logWeights[k] = -Math.log(orthonormal(points, nodes[k]!).squares);
  }
  return { nodes, logWeights };
}

/** p_n(x) and its derivative, √n p_{n−1}(x), with the sum of the squares of the polynomials before it; √(j + 1) p_{j+1} = x p_j − √j p_{j−1}. */
function orthonormal(n: number, x: number): { value: number; slope: number; squares: number } {
  let previous = 0;
  let value = 1;
  let squares = 0;
  for (let j = 0; j < n; j++) {
    squares += value * value;
    const next = (x * value - Math.sqrt(j) * previous) / Math.sqrt(j + 1);
    previous = value;
    value = next;
  }
  return { value, slope: Math.sqrt(n) * previous, squares };
}
