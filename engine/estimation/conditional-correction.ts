/**
 * What the Laplace approximation leaves out, a factor at a time: for each factor the integral over the effects of its levels, given the
 * modes of all others, by quadrature less by Laplace. With one factor this is the error of the Laplace approximation itself, with more it
 * is its leading part. Levels are taken at regular steps where all of them would cost too much, and counted for the others.
 */
import { rowsByLevel, type BlockFactor } from '../linalg/block-structure.js';
import { columnProduct, innerProduct, takeElements } from '../linalg/vector-kernels.js';
import { fixedPredictor, scaledEffects, type LaplaceData, type LaplaceModel } from './laplace-model.js';
import { LevelQuadrature } from './level-quadrature.js';
import { productRule } from './product-rule.js';
import { addOuterProducts, createFactorMatrices, gatherByLevel, readTheta, scatterToRows } from './random-effects.js';

/** Densities that a factor may cost: half a millisecond. */
const DENSITIES = 20_000;
/** Levels that are looked at in any case. */
const LEAST_LEVELS = 60;
/** Points by the number of effects of a level; a factor with more effects than these is passed over. */
export const SCREENING_POINTS: Readonly<Record<number, number>> = { 1: 5, 2: 5, 3: 3, 4: 3 };

export interface Correction {
  /** ℓ − ℓ_L. */
  readonly difference: number;
  /** Of the difference in x = (β̃, θ, ψ). */
  readonly gradient: Float64Array;
}

/** The correction at x, where `laplace` stands with its factor of H. */
export function conditionalCorrection(data: LaplaceData, laplace: LaplaceModel, x: Float64Array): Correction {
  const { effects, q, offset } = data;
  const n = offset.length;
  const p = q.length / n;
  const { factors } = effects.structure;
  const psiAt = p + effects.thetaFactor.length;
  const psi = psiAt < x.length ? x[psiAt]! : 0;
  const scaledZ = scaledEffects(effects, laplace.lambda);
  const eta = fixedPredictor(data, x);
  scatterToRows(effects, scaledZ, laplace.u, eta);

  const scores = new Float64Array(n);
  const gradient = new Float64Array(x.length);
  const lambdaGradient = createFactorMatrices(effects);
  /** What the correction of each factor adds to the slopes along the modes of the others. */
  const pull = new Float64Array(effects.structure.size);
  let difference = 0;
  for (let f = 0; f < factors.length; f++) {
    const points = SCREENING_POINTS[factors[f]!.effectCount];
    if (points === undefined) continue;
    const own = correctFactor(data, laplace, f, points, eta, scaledZ[f]!, psi);
    difference += own.difference;
    if (psiAt < x.length) gradient[psiAt] = gradient[psiAt]! + own.psiSlope;
    for (let at = 0; at < own.lambdaSlope.length; at++) lambdaGradient[f]![at] = lambdaGradient[f]![at]! + own.lambdaSlope[at]!;
    for (let i = 0; i < n; i++) scores[i] = scores[i]! + own.scores[i]!;
    if (factors.length > 1) addPullOfOthers(data, laplace, f, own.scores, scaledZ, pull, lambdaGradient);
  }
  const psiPull = factors.length > 1 ? followOtherModes(data, laplace, pull, scaledZ, scores, lambdaGradient) : 0;
  if (psiAt < x.length) gradient[psiAt] = gradient[psiAt]! + psiPull;
  for (let c = 0; c < p; c++) gradient[c] = columnProduct(scores, q, c * n);
  readTheta(effects, lambdaGradient, gradient.subarray(p));
  for (let at = 0; at < gradient.length; at++) gradient[at] = -gradient[at]!;
  return { difference: -difference, gradient };
}

interface FactorCorrection {
  /** −ℓ less −ℓ_L, and its slopes. */
  readonly difference: number;
  /** In η by row. */
  readonly scores: Float64Array;
  readonly lambdaSlope: Float64Array;
  readonly psiSlope: number;
}

/** Factor f alone: at the η of the modes less what the factor itself adds. */
function correctFactor(data: LaplaceData, laplace: LaplaceModel, f: number, points: number, eta: Float64Array, s: Float64Array, psi: number): FactorCorrection {
  const { effects, response, weights, family, link } = data;
  const { effectCount: k, levelCount, offset, levelOfRow } = effects.structure.factors[f]!;
  const stride = Math.max(1, Math.min(Math.floor(levelCount / LEAST_LEVELS), Math.ceil((response.length * (points ** k + 3)) / DENSITIES)));
  const { start, rows } = takeLevels(effects.structure.factors[f]!, response.length, stride);
  const z = new Float64Array(rows.length * k);
  const base = takeElements(eta, rows);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const modeAt = offset + levelOfRow[row]! * k;
    for (let a = 0; a < k; a++) {
      z[i * k + a] = effects.z[f]![row * k + a]!;
      base[i] = base[i]! - s[row * k + a]! * laplace.u[modeAt + a]!;
    }
  }
  const rule = productRule(points, k);
  const quadrature = new LevelQuadrature({ start, response: takeElements(response, rows), weights: takeElements(weights, rows), z, family, link }, rule);
  quadrature.fixedPart.set(base);
  quadrature.place(laplace.lambda[f]!, psi);
  const share = levelCount / quadrature.levelCount;
  const scores = new Float64Array(response.length);
  const levelScores = new Float64Array(rows.length);
  const lambdaSlope = new Float64Array(k * k);
  let psiSlope = 0;
  let difference = 0;
  for (const [each, sign] of [[rule, share], [productRule(1, k), -share]] as const) {
    quadrature.use(each);
    for (let level = 0; level < quadrature.levelCount; level++) {
      const value = quadrature.integrate(level, laplace.u, offset + level * stride * k, levelScores, start[level]!);
      if (!Number.isFinite(value)) continue;
      difference += sign * value;
      psiSlope += sign * quadrature.psiSlope;
      for (let at = 0; at < k * k; at++) lambdaSlope[at] = lambdaSlope[at]! + sign * quadrature.lambdaSlope[at]!;
    }
    for (let i = 0; i < rows.length; i++) scores[rows[i]!] = scores[rows[i]!]! + sign * levelScores[i]!;
  }
  return { difference, scores, lambdaSlope, psiSlope };
}

/** Every `stride`-th level of a factor, its rows together. */
function takeLevels(factor: BlockFactor, rowCount: number, stride: number): { readonly start: Int32Array; readonly rows: Int32Array } {
  const all = rowsByLevel(factor, rowCount);
  if (stride === 1) return all;
  const levelCount = Math.ceil(factor.levelCount / stride);
  const start = new Int32Array(levelCount + 1);
  for (let level = 0; level < levelCount; level++) start[level + 1] = start[level]! + all.start[level * stride + 1]! - all.start[level * stride]!;
  const rows = new Int32Array(start[levelCount]!);
  for (let level = 0; level < levelCount; level++) rows.set(all.rows.subarray(all.start[level * stride], all.start[level * stride + 1]), start[level]);
  return { start, rows };
}

/** The effects of the other factors are part of the η that factor f is corrected at. */
function addPullOfOthers({ effects }: LaplaceData, laplace: LaplaceModel, f: number, scores: Float64Array, scaledZ: readonly Float64Array[], pull: Float64Array, lambdaGradient: readonly Float64Array[]): void {
  const { offset, levelCount, effectCount } = effects.structure.factors[f]!;
  const along = new Float64Array(pull.length);
  gatherByLevel(effects, scaledZ, scores, along);
  along.fill(0, offset, offset + levelCount * effectCount);
  for (let at = 0; at < pull.length; at++) pull[at] = pull[at]! + along[at]!;
  gatherByLevel(effects, effects.z, scores, along);
  along.fill(0, offset, offset + levelCount * effectCount);
  addOuterProducts(effects, along, laplace.u, 1, lambdaGradient);
}

/** As the parameters move, the modes follow: û to first order, by one solve. Returns what that adds to ∂/∂ψ. */
function followOtherModes({ effects }: LaplaceData, laplace: LaplaceModel, pull: Float64Array, scaledZ: readonly Float64Array[], scores: Float64Array, lambdaGradient: readonly Float64Array[]): number {
  const { system, u, derivatives } = laplace;
  system.solve(pull);
  const along = new Float64Array(scores.length);
  scatterToRows(effects, scaledZ, pull, along);
  const dispersion = laplace.dispersionDerivatives();
  const psiPull = dispersion ? -innerProduct(along, dispersion.first) : 0;
  for (let i = 0; i < along.length; i++) {
    along[i] = -derivatives.second[i]! * along[i]!;
    scores[i] = scores[i]! + along[i]!;
  }
  const gathered = new Float64Array(pull.length);
  gatherByLevel(effects, effects.z, along, gathered);
  addOuterProducts(effects, gathered, u, 1, lambdaGradient);
  gatherByLevel(effects, effects.z, derivatives.first, gathered);
  addOuterProducts(effects, gathered, pull, -1, lambdaGradient);
  return psiPull;
}
