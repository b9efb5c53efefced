/**
 * Adaptive Gauss–Hermite quadrature over the k random effects of one level of a grouping factor, and the exact gradient of what is
 * computed (Pinheiro & Bates 1995, §2.4; Rabe-Hesketh, Skrondal & Pickles 2005).
 *
 * For a level, with its rows alone in every sum, s_i = Λ'z_i, η_i(u) = f_i + s_i'u and g(u) = −Σ ℓ_i(η_i(u)) + ½u'u. At its minimum û,
 * where H = I + Σ w_i s_i s_i' = LL', the nodes are u_m = û + L⁻ᵀξ_m, and with q_m = log W_m + ½|ξ_m|² − g(u_m)
 *
 *     −ℓ = ½ log |H| − log Σ_m e^{q_m},        π_m = e^{q_m}/Σ e^{q_m}.
 *
 * Its derivative is that at nodes which stand still, Σ_m π_m ∂g(u_m) (Fisher's identity), plus what follows û and H as they move. With e, w
 * and w′ of the mode, B = L⁻¹ Σ_m π_m ∇g(u_m) ξ_m', C the symmetric matrix with the upper triangle of B,
 * K = ½ L⁻ᵀ(I − C)L⁻¹, κ_i = s_i'K s_i and a = H⁻¹ [Σ_m π_m ∇g(u_m) + Σ w′_i κ_i s_i]:
 *
 *     ∂/∂f_i      = Σ_m π_m e_i(u_m) + c_i,    c_i = w′_i κ_i − w_i s_i'a
 *     ∂/∂Λ[a, b]  = Σ_i z_ia [Σ_m π_m e_i(u_m) u_mb + c_i û_b + 2 w_i (K s_i)_b − e_i a_b]
 *     ∂/∂ψ        = Σ_i [Σ_m π_m ∂(−ℓ_i)/∂ψ(u_m) + κ_i ∂w_i/∂ψ − s_i'a ∂e_i/∂ψ].
 */
import { scaleVector } from '../linalg/vector-kernels.js';
import { solveBlockLower, solveBlockLowerTransposed } from '../linalg/small-blocks.js';
import { scaleRows } from './laplace-model.js';
import { addWeighted, gatherRows, placeRows, quadraticForm, squares, sumOf, writeStretchMatrix } from './level-kernels.js';
import { LevelMode } from './level-mode.js';
import { rowsByLevel, type LevelData, type LevelRows } from './level-rows.js';
import type { ProductRule } from './product-rule.js';

/** A node that counts less than the largest by more than this factor, e⁻⁴⁵, is below rounding. */
const NEGLIGIBLE = 45;
/** A node that cannot count more than this share of the largest, e⁻³⁴, is not visited. */
const UNVISITED = 34;

export class LevelQuadrature {
  readonly #data: LevelData;
  readonly #k: number;
  #rule: ProductRule;
  readonly #levels: readonly LevelRows[];
  readonly #search: LevelMode;
  readonly #lambda: Float64Array;
  /** f of every row: to be written before `begin`. */
  readonly fixedPart: Float64Array;
  readonly #z: Float64Array;
  readonly #s: Float64Array;
  /** Whether g rises at least as fast as ½|u − û|², which bounds what a node can count. */
  readonly #isConvex: boolean;

  /** ∂/∂Λ and ∂/∂ψ of the last level that was finished. */
  readonly lambdaSlope: Float64Array;
  psiSlope = 0;

  // The level at hand, with sums over nodes relative to the largest e^{q_m}.
  #level: LevelRows | null = null;
  readonly #mode: Float64Array;
  readonly #factor: Float64Array;
  #penalised = NaN;
  #largest = -Infinity;
  #total = 0;
  #psiSum = 0;
  readonly #u: Float64Array;
  readonly #gathered: Float64Array;
  readonly #step: Float64Array;
  /** Σ π ∇g, Σ π ∇g ξ' and Σ π (Z'e) u'. */
  readonly #slope: Float64Array;
  readonly #stretch: Float64Array;
  readonly #moment: Float64Array;
  readonly #stretchMatrix: Float64Array;

  constructor(data: LevelData, rule: ProductRule) {
    const { family, link, response: { length: n } } = data;
    const k = rule.dimension;
    this.#search = new LevelMode(family, link, k);
    this.#lambda = this.#search.lambda;
    this.#mode = this.#search.mode;
    this.#factor = this.#search.factor;
    this.#data = data;
    this.#k = k;
    this.#rule = rule;
    this.#isConvex = LOG_CONCAVE.get(family.name)?.includes(link.name) ?? false;
    this.fixedPart = new Float64Array(n);
    this.#z = data.z;
    this.#s = new Float64Array(n * k);
    this.#levels = rowsByLevel(data, k, this.fixedPart, this.#s);
    this.lambdaSlope = new Float64Array(k * k);
    this.#u = new Float64Array(k);
    this.#gathered = new Float64Array(k);
    this.#step = new Float64Array(k);
    this.#slope = new Float64Array(k);
    this.#stretch = new Float64Array(k * k);
    this.#moment = new Float64Array(k * k);
    this.#stretchMatrix = new Float64Array(k * k);
  }

  get levelCount(): number {
    return this.#levels.length;
  }

  get nodeCount(): number {
    return this.#rule.count;
  }

  rowsOf(j: number): { readonly from: number; readonly to: number } {
    return this.#levels[j]!;
  }

  /** Another rule in as many directions. */
  use(rule: ProductRule): void {
    this.#rule = rule;
  }

  /** Λ and ψ of all levels that follow. */
  place(lambda: Float64Array, psi: number): void {
    this.#lambda.set(lambda);
    this.#search.psi = psi;
    scaleRows(this.#z, lambda, this.#k, this.#s);
  }

  /** −ℓ of level j, with the mode sought from the k elements of `start` at `at`. Leaves its slopes; `score` gets ∂/∂f from element `scoreAt` on. NaN where it cannot be computed. */
  integrate(j: number, start: Float64Array, at: number, score: Float64Array, scoreAt: number): number {
    if (!this.begin(j, start, at)) return NaN;
    this.visit(0, this.#rule.count);
    return this.finish(score, scoreAt);
  }

  /** Finds û and H of level j. False where it cannot. */
  begin(j: number, start: Float64Array, at: number): boolean {
    const level = this.#levels[j]!;
    this.#level = level;
    this.#penalised = this.#search.find(level, start, at);
    this.#largest = -Infinity;
    this.#total = 0;
    this.#psiSum = 0;
    this.#slope.fill(0);
    this.#stretch.fill(0);
    this.#moment.fill(0);
    level.scratch.score.fill(0);
    return Number.isFinite(this.#penalised);
  }

  /** Adds nodes `firstNode` to `lastNode` − 1 to the sums. A node outside the support counts nothing. */
  visit(firstNode: number, lastNode: number): void {
    if (this.#k === 1) this.#visitScalar(firstNode, lastNode);
    else this.#visitVector(firstNode, lastNode);
  }

  #visitVector(firstNode: number, lastNode: number): void {
    const { family, link } = this.#data;
    const { response, weights, fixedPart, z, s, scratch } = this.#level!;
    const { eta, node, score, dispersion } = scratch;
    const { nodes, logWeights } = this.#rule;
    const k = this.#k;
    const u = this.#u;
    const gathered = this.#gathered;
    const { first } = node;
    for (let m = firstNode; m < lastNode; m++) {
      for (let a = 0; a < k; a++) u[a] = nodes[m * k + a]!;
      solveBlockLowerTransposed(this.#factor, 0, k, u, 0);
      if (this.#isConvex && logWeights[m]! - this.#penalised - 0.5 * squares(u) < this.#largest - UNVISITED) continue;
      for (let a = 0; a < k; a++) u[a] = u[a]! + this.#mode[a]!;
      placeRows(eta, fixedPart, s, u, k);
      const exponent = logWeights[m]! - 0.5 * squares(u) - family.evaluate(response, eta, weights, link, node, this.#search.psi);
      if (!(exponent > this.#largest - NEGLIGIBLE)) continue;
      if (exponent > this.#largest) this.#rescale(exponent, score);
      const share = Math.exp(exponent - this.#largest);
      gatherRows(z, first, k, gathered);
      addWeighted(score, share, first);
      this.#total += share;
      for (let b = 0; b < k; b++) {
        let slope = u[b]!;
        for (let a = b; a < k; a++) slope += this.#lambda[a * k + b]! * gathered[a]!;
        slope *= share;
        this.#slope[b] = this.#slope[b]! + slope;
        for (let a = 0; a < k; a++) {
          this.#stretch[b * k + a] = this.#stretch[b * k + a]! + slope * nodes[m * k + a]!;
          this.#moment[a * k + b] = this.#moment[a * k + b]! + share * gathered[a]! * u[b]!;
        }
      }
      if (dispersion) {
        family.dispersion!.differentiate(response, eta, weights, link, this.#search.psi, dispersion);
        this.#psiSum += share * sumOf(dispersion.value);
      }
    }
  }

  /** The same for one effect a level, with the sums in registers. */
  #visitScalar(firstNode: number, lastNode: number): void {
    const { family, link } = this.#data;
    const { response, weights, fixedPart, z, s, scratch } = this.#level!;
    const { eta, node, score, dispersion } = scratch;
    const { nodes, logWeights } = this.#rule;
    const { first } = node;
    const psi = this.#search.psi;
    const count = eta.length;
    const mode = this.#mode[0]!;
    const spread = 1 / this.#factor[0]!;
    const lambda = this.#lambda[0]!;
    // a node counts at most e^{log W + ½ξ² − g(û) − ½|u − û|²} where g is convex
    const floor = this.#isConvex ? this.#penalised - UNVISITED : -Infinity;
    let largest = this.#largest;
    let total = this.#total;
    let slopes = this.#slope[0]!;
    let stretches = this.#stretch[0]!;
    let moments = this.#moment[0]!;
    let psiSum = this.#psiSum;
    for (let m = firstNode; m < lastNode; m++) {
      const xi = nodes[m]!;
      const away = xi * spread;
      if (logWeights[m]! - 0.5 * away * away < largest + floor) continue;
      const u = mode + away;
      for (let i = 0; i < count; i++) eta[i] = fixedPart[i]! + u * s[i]!;
      const exponent = logWeights[m]! - 0.5 * u * u - family.evaluate(response, eta, weights, link, node, psi);
      if (!(exponent > largest - NEGLIGIBLE)) continue;
      let share = 1;
      if (exponent > largest) {
        const factor = Math.exp(largest - exponent);
        largest = exponent;
        total *= factor;
        slopes *= factor;
        stretches *= factor;
        moments *= factor;
        psiSum *= factor;
        for (let i = 0; i < count; i++) score[i] = score[i]! * factor;
      } else share = Math.exp(exponent - largest);
      let gathered = 0;
      for (let i = 0; i < count; i++) {
        const e = share * first[i]!;
        gathered += z[i]! * e;
        score[i] = score[i]! + e;
      }
      const slope = lambda * gathered + share * u;
      total += share;
      slopes += slope;
      stretches += xi * slope;
      moments += u * gathered;
      if (dispersion) {
        family.dispersion!.differentiate(response, eta, weights, link, psi, dispersion);
        psiSum += share * sumOf(dispersion.value);
      }
    }
    this.#largest = largest;
    this.#total = total;
    this.#slope[0] = slopes;
    this.#stretch[0] = stretches;
    this.#moment[0] = moments;
    this.#psiSum = psiSum;
  }

  /** −ℓ of the level from the sums over its nodes, with its slopes. */
  finish(target: Float64Array, targetAt: number): number {
    const level = this.#level!;
    const { z, s, scratch } = level;
    const { first, second, third } = scratch.mode;
    const { score } = scratch;
    const k = this.#k;
    const kappaMatrix = writeStretchMatrix(this.#stretch, 1 / this.#total, this.#factor, k, this.#stretchMatrix);
    const adjoint = this.#step;
    const count = score.length;
    for (let b = 0; b < k; b++) adjoint[b] = this.#slope[b]! / this.#total;
    for (let i = 0; i < count; i++) {
      const pull = third[i]! * quadraticForm(kappaMatrix, s, i * k, k);
      for (let b = 0; b < k; b++) adjoint[b] = adjoint[b]! + pull * s[i * k + b]!;
    }
    solveBlockLower(this.#factor, 0, k, adjoint, 0);
    solveBlockLowerTransposed(this.#factor, 0, k, adjoint, 0);
    const slopes = this.lambdaSlope;
    for (let at = 0; at < slopes.length; at++) slopes[at] = this.#moment[at]! / this.#total;
    const withDispersion = scratch.dispersion;
    this.psiSlope = this.#psiSum / this.#total;
    if (withDispersion) {
      const { family, link } = this.#data;
      placeRows(scratch.eta, level.fixedPart, s, this.#mode, k);
      family.dispersion!.differentiate(level.response, scratch.eta, level.weights, link, this.#search.psi, withDispersion);
    }
    for (let i = 0; i < count; i++) {
      const at = i * k;
      const kappa = quadraticForm(kappaMatrix, s, at, k);
      let along = 0;
      for (let b = 0; b < k; b++) along += s[at + b]! * adjoint[b]!;
      const moved = third[i]! * kappa - second[i]! * along;
      target[targetAt + i] = score[i]! / this.#total + moved;
      if (withDispersion) this.psiSlope += kappa * withDispersion.second[i]! - along * withDispersion.first[i]!;
      for (let b = 0; b < k; b++) {
        let bent = 0;
        for (let a = 0; a < k; a++) bent += kappaMatrix[b * k + a]! * s[at + a]!;
        const shift = moved * this.#mode[b]! + 2 * second[i]! * bent - first[i]! * adjoint[b]!;
        for (let a = b; a < k; a++) slopes[a * k + b] = slopes[a * k + b]! + z[at + a]! * shift;
      }
    }
    let logRoot = 0;
    for (let a = 0; a < k; a++) logRoot += Math.log(this.#factor[a * k + a]!);
    return logRoot - this.#largest - Math.log(this.#total);
  }

  /** Makes all sums relative to a new largest term. */
  #rescale(largest: number, score: Float64Array): void {
    const factor = Math.exp(this.#largest - largest);
    this.#largest = largest;
    this.#total *= factor;
    this.#psiSum *= factor;
    scaleVector(score, factor);
    scaleVector(this.#slope, factor);
    scaleVector(this.#stretch, factor);
    scaleVector(this.#moment, factor);
  }
}

/** Families and links whose log-likelihood is concave in η. */
const LOG_CONCAVE: ReadonlyMap<string, readonly string[]> = new Map([
  ['gaussian', ['identity']],
  ['binomial', ['logit', 'probit', 'cloglog']],
  ['poisson', ['log', 'sqrt']],
  ['Gamma', ['log']],
  ['negative.binomial', ['log']],
]);
