import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { addScaledColumn, columnProduct, weightColumn } from '../linalg/vector-kernels.js';
import type { LaplaceData } from './laplace-model.js';
import type { Monitor } from './monitor.js';

const ITERATION_LIMIT = 25;
/** In log-likelihood units: the random effects will move β̃ by more. */
const SMALL_GAIN = 0.1;

/** β̃ of the model without random effects, by Newton's method from the family's starting means; where it stops is good enough for a start. */
export async function startingCoefficients(data: LaplaceData, monitor: Monitor): Promise<Float64Array> {
  const { q, response, weights, offset, family, link } = data;
  const n = response.length;
  const p = q.length / n;
  const derivatives = { first: new Float64Array(n), second: new Float64Array(n), third: new Float64Array(n) };
  const eta = response.map((y, i) => link.linkFunction(family.startingMean(y, weights[i]!)));
  family.evaluate(response, eta, weights, link, derivatives, 0);
  // β̃ = 0 may lie outside the support (sqrt, identity), a constant mean never does.
  const isCanonical = link.name === family.canonicalLink;
  let beta = isCanonical ? new Float64Array(p) : constantMean(data);
  let value = Infinity;
  // The first step goes to the fit of the starting linear predictor itself; later ones add −I⁻¹g.
  const placed = predictorOf(data, beta);
  let target = eta.map((x, i) => Math.max(derivatives.second[i]!, 0) * (x - placed[i]!));
  let base = beta;
  for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
    if (monitor.isDue()) await monitor.pause();
    const step = solveNormalEquations(q, isCanonical ? derivatives.second : derivatives.second.map(w => Math.max(w, 0)), target, p);
    if (!step) return beta;
    let scale = 1;
    let next = NaN;
    let candidate = beta;
    for (let halving = 0; halving < 20; halving++) {
      candidate = base.map((b, j) => b + scale * step[j]!);
      eta.set(offset);
      for (let j = 0; j < p; j++) addScaledColumn(eta, candidate[j]!, q, j * n);
      next = family.evaluate(response, eta, weights, link, derivatives, 0);
      if (next < value) break;
      scale /= 2;
    }
    if (!(next < value)) return beta;
    const gain = value - next;
    beta = candidate;
    base = candidate;
    value = next;
    if (gain < SMALL_GAIN) return beta;
    target = derivatives.first.map(e => -e);
  }
  return beta;
}

/** β̃ of the linear predictor that is nearest to the same mean in every row. */
function constantMean({ q, response, weights, offset, family, link }: LaplaceData): Float64Array {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < response.length; i++) {
    sum += weights[i]! * family.startingMean(response[i]!, weights[i]!);
    total += weights[i]!;
  }
  const level = link.linkFunction(sum / total);
  const p = q.length / response.length;
  return solveNormalEquations(q, weights, weights.map((weight, i) => weight * (level - offset[i]!)), p) ?? new Float64Array(p);
}

/** Qβ̃ + offset. */
function predictorOf({ q, offset }: LaplaceData, beta: Float64Array): Float64Array {
  const n = offset.length;
  const eta = Float64Array.from(offset);
  for (let j = 0; j < beta.length; j++) if (beta[j] !== 0) addScaledColumn(eta, beta[j]!, q, j * n);
  return eta;
}

/** (Q'WQ)⁻¹Q't; null where Q'WQ is singular. */
function solveNormalEquations(q: Float64Array, weights: Float64Array, target: Float64Array, p: number): Float64Array | null {
  const n = target.length;
  const normal = Matrix.zeros(p, p);
  const right = Matrix.zeros(p, 1);
  const weighted = new Float64Array(n);
  for (let c = 0; c < p; c++) {
    right.set(c, 0, columnProduct(target, q, c * n));
    weightColumn(weights, q, c * n, weighted);
    for (let d = 0; d <= c; d++) {
      const sum = columnProduct(weighted, q, d * n);
      normal.set(c, d, sum);
      normal.set(d, c, sum);
    }
  }
  if (p === 0) return new Float64Array(0);
  const cholesky = new CholeskyDecomposition(normal);
  if (!cholesky.isPositiveDefinite()) return null;
  return Float64Array.from(cholesky.solve(right).to1DArray());
}
