import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { addScaledColumn, columnProduct, weightColumn, weightedMoments } from '../linalg/vector-kernels.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { fixedPredictor, type LaplaceData } from './laplace-model.js';
import type { Monitor } from './monitor.js';

const ITERATION_LIMIT = 25;
/** In log-likelihood units: the random effects will move β̃ by more. */
const SMALL_GAIN = 0.1;
/** Likewise for ψ. */
const SMALL_STEP = 0.05;

export interface StartingValues {
  readonly beta: Float64Array;
  /** 0 where the family has none. */
  readonly psi: number;
}

/** (β̃, ψ) of the model without random effects: β̃ by Newton's method from the family's starting means, then ψ at that β̃; where they stop is good enough for a start. */
export async function startingValues(data: LaplaceData, monitor: Monitor): Promise<StartingValues> {
  const { family, response, weights } = data;
  const psi = family.dispersion ? family.dispersion.start(response, weights) : 0;
  const beta = await startingCoefficients(data, psi, monitor);
  return { beta, psi: family.dispersion ? startingDispersion(data, fixedPredictor(data, beta), psi) : 0 };
}

/** The unit of η in which θ and β̃ are of order one: 1, or for a link with a unit the spread of the response carried through the link at its mean. */
export function predictorUnit(response: Float64Array, weights: Float64Array, family: Family, link: LinkDescription): number {
  if (!link.hasUnit) return 1;
  const { mean, deviation } = momentsOf(response, weights, family);
  const unit = deviation / Math.abs(link.derivative(link.linkFunction(mean)));
  return unit > 0 && unit < Infinity ? unit : 1;
}

async function startingCoefficients(data: LaplaceData, psi: number, monitor: Monitor): Promise<Float64Array> {
  const { q, response, weights, offset, family, link } = data;
  const n = response.length;
  const p = q.length / n;
  const derivatives = { first: new Float64Array(n), second: new Float64Array(n), third: new Float64Array(n) };
  const { mean, deviation } = momentsOf(response, weights, family);
  // a mean that the link has no η for, such as one below zero under a log, gives way to the spread
  const level = Number.isFinite(link.linkFunction(mean)) ? link.linkFunction(mean) : link.linkFunction(deviation);
  const eta = response.map((y, i) => {
    const own = link.linkFunction(family.startingMean(y, weights[i]!));
    return Number.isFinite(own) ? own : level;
  });
  family.evaluate(response, eta, weights, link, derivatives, psi);
  // β̃ = 0 may lie outside the support (sqrt, identity, inverse), a constant mean never does.
  const isSafe = link.name === family.canonicalLink && !family.openLinks.has(link.name);
  let beta = isSafe ? new Float64Array(p) : constantPredictor(data, level);
  let value = Infinity;
  // The first step goes to the fit of the starting linear predictor itself; later ones add −I⁻¹g.
  const placed = fixedPredictor(data, beta);
  let target = eta.map((x, i) => Math.max(derivatives.second[i]!, 0) * (x - placed[i]!));
  let base = beta;
  for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
    if (monitor.isDue()) await monitor.pause();
    const step = solveNormalEquations(q, isSafe ? derivatives.second : derivatives.second.map(w => Math.max(w, 0)), target, p);
    if (!step) return beta;
    let scale = 1;
    let next = NaN;
    let candidate = beta;
    for (let halving = 0; halving < 20; halving++) {
      candidate = base.map((b, j) => b + scale * step[j]!);
      eta.set(offset);
      for (let j = 0; j < p; j++) addScaledColumn(eta, candidate[j]!, q, j * n);
      next = family.evaluate(response, eta, weights, link, derivatives, psi);
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

/** ψ at a given η, by Newton's method with the second derivative from a difference and steps of at most 1. */
function startingDispersion({ family, link, response, weights }: LaplaceData, eta: Float64Array, start: number): number {
  const n = response.length;
  const derivatives = { value: new Float64Array(n), first: new Float64Array(n), second: new Float64Array(n) };
  const slopeAt = (psi: number): number => {
    family.dispersion!.differentiate(response, eta, weights, link, psi, derivatives);
    return derivatives.value.reduce((sum, value) => sum + value, 0);
  };
  let psi = start;
  for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
    const slope = slopeAt(psi);
    const curvature = (slopeAt(psi + 1e-4) - slope) / 1e-4;
    const step = curvature > 0 ? -slope / curvature : -Math.sign(slope);
    if (!Number.isFinite(step)) return start;
    psi += Math.max(-1, Math.min(1, step));
    if (Math.abs(step) < SMALL_STEP) break;
  }
  return psi;
}

/** Mean and standard deviation of the starting means, by weight. */
function momentsOf(response: Float64Array, weights: Float64Array, family: Family): { mean: number; deviation: number } {
  const { totalWeight, mean, squares } = weightedMoments(response.map((y, i) => family.startingMean(y, weights[i]!)), weights);
  return { mean, deviation: Math.sqrt(squares / totalWeight) };
}

/** β̃ of the linear predictor that is nearest to the same level in every row. */
function constantPredictor({ q, weights, offset }: LaplaceData, level: number): Float64Array {
  const p = q.length / weights.length;
  return solveNormalEquations(q, weights, weights.map((weight, i) => weight * (level - offset[i]!)), p) ?? new Float64Array(p);
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
