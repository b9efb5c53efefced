/**
 * Adaptive Gauss–Hermite quadrature of the log-likelihood of a generalized linear mixed model with one random effect for each level of
 * one grouping factor, and the exact gradient of what is computed (Pinheiro & Bates 1995, §2.4; Rabe-Hesketh, Skrondal & Pickles 2005).
 *
 * For a level, with its rows alone in every sum, η_i(u) = f_i + λz_i u and g(u) = −Σ ℓ_i(η_i(u)) + ½u². At its minimum û, where the
 * curvature is h = 1 + Σ w_i(λz_i)², the nodes are u_k = û + ξ_k/√h, and with q_k = log W_k + ½ξ_k² − g(u_k)
 *
 *     −ℓ = ½ log h − log Σ_k e^{q_k},        π_k = e^{q_k}/Σ e^{q_k}.
 *
 * Its derivative is that at nodes which stand still, Σ_k π_k ∂g(u_k) (Fisher's identity), plus what follows û and h as they move. With e, w
 * and w′ of the mode, A = Σ_k π_k g′(u_k), c = ½/h − ½h^{−3/2} Σ_k π_k ξ_k g′(u_k) and a = (A + c Σ w′_i(λz_i)³)/h,
 *
 *     s_i = Σ_k π_k e_i(u_k) + c w′_i(λz_i)² − a λz_i w_i
 *     ∂/∂β̃ = Q's
 *     ∂/∂λ = Σ_i z_i [Σ_k π_k e_i(u_k) u_k + û(c w′_i(λz_i)² − a λz_i w_i) + 2cλz_i w_i − a e_i]
 *     ∂/∂ψ = Σ_i [Σ_k π_k −∂ℓ_i(u_k)/∂ψ + c (λz_i)² ∂w_i/∂ψ − a λz_i ∂e_i/∂ψ].
 */
import type { Matrix } from 'ml-matrix';
import { rowsByLevel } from '../linalg/block-structure.js';
import { addScaledColumn, columnProduct } from '../linalg/vector-kernels.js';
import type { DispersionDerivatives, RowDerivatives } from '../model/families/family.js';
import type { QuadratureRule } from './gauss-hermite.js';
import type { LaplaceData, LaplaceModel } from './laplace-model.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';

/** A term smaller than the largest by more than this factor, e⁻⁴⁵, is below rounding. */
const NEGLIGIBLE = 45;
/** Densities between two questions to the monitor: about a millisecond. */
const ROWS_BETWEEN_PAUSES = 30_000;

/** The rows of one level, which stand together; all arrays of one length. */
interface LevelRows {
  readonly from: number;
  readonly z: Float64Array;
  readonly response: Float64Array;
  readonly weights: Float64Array;
  readonly fixedPart: Float64Array;
  /** Room for η and its derivatives at one node; the levels share it. */
  readonly eta: Float64Array;
  readonly derivatives: RowDerivatives;
  /** Likewise for the derivatives in ψ; null where the family has none. */
  readonly dispersion: DispersionDerivatives | null;
}

export class QuadratureModel implements MarginalLikelihood {
  readonly #data: LaplaceData;
  /** Finds û and h. */
  readonly #laplace: LaplaceModel;
  readonly #rule: QuadratureRule;
  readonly #monitor: Monitor;
  readonly #levels: readonly LevelRows[];
  readonly #fixedPart: Float64Array;
  /** s by row. */
  readonly #scores: Float64Array;
  /** Of the level at hand, with e^{q_k} relative to the largest in place of π_k: Σ_k π_k e_i(u_k) by row, Σ_k π_k g′(u_k), Σ_k π_k ξ_k g′(u_k), Σ_k π_k u_k Σ_i z_i e_i(u_k) and Σ_k π_k Σ_i −∂ℓ_i(u_k)/∂ψ. */
  readonly #score: Float64Array;
  #slope = 0;
  #stretch = 0;
  #moment = 0;
  #psiSlope = 0;
  /** ψ of the present point, and how each row depends on it at the modes. */
  #psi = 0;
  #dispersion: DispersionDerivatives | null = null;
  /** The largest q_k so far, and Σ e^{q_k} relative to it; the sums above are relative to it too. */
  #largest = -Infinity;
  #total = 0;

  /** The data have one factor with one effect, and `laplace` is the model of the same data. */
  constructor(data: LaplaceData, laplace: LaplaceModel, rule: QuadratureRule, monitor: Monitor) {
    const { effects, response, weights } = data;
    const n = response.length;
    this.#data = data;
    this.#laplace = laplace;
    this.#rule = outwards(rule);
    this.#monitor = monitor;
    const z = effects.z[0]!;
    this.#fixedPart = new Float64Array(n);
    this.#scores = new Float64Array(n);
    const { start } = rowsByLevel(effects.structure.factors[0]!, n);
    const longest = start.reduce((most, at, j) => (j === 0 ? 0 : Math.max(most, at - start[j - 1]!)), 0);
    const eta = new Float64Array(longest);
    const scratch = { first: new Float64Array(longest), second: new Float64Array(longest), third: new Float64Array(longest) };
    const scratchOfPsi = data.family.dispersion && { value: new Float64Array(longest), first: new Float64Array(longest), second: new Float64Array(longest) };
    this.#levels = Array.from({ length: start.length - 1 }, (_, j) => {
      const from = start[j]!;
      const to = start[j + 1]!;
      const count = to - from;
      return {
        from, z: z.subarray(from, to), response: response.subarray(from, to), weights: weights.subarray(from, to), fixedPart: this.#fixedPart.subarray(from, to), eta: eta.subarray(0, count),
        derivatives: { first: scratch.first.subarray(0, count), second: scratch.second.subarray(0, count), third: scratch.third.subarray(0, count) },
        dispersion: scratchOfPsi && { value: scratchOfPsi.value.subarray(0, count), first: scratchOfPsi.first.subarray(0, count), second: scratchOfPsi.second.subarray(0, count) },
      };
    });
    this.#score = new Float64Array(longest);
  }

  /** −ℓ without the part that depends on the data alone, at x = (β̃, λ, ψ); writes its gradient. NaN where it cannot be computed. The Laplace model is left at x with its selected inverse. */
  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    if (!Number.isFinite(await this.#laplace.approximate(x))) return NaN;
    this.#laplace.system.selectedInverse();
    const { q } = this.#data;
    const n = this.#fixedPart.length;
    this.#dispersion = this.#laplace.dispersionDerivatives();
    const p = x.length - (this.#dispersion ? 2 : 1);
    this.#psi = this.#dispersion ? x[p + 1]! : 0;
    this.#placeFixedPart(x, p);
    gradient.fill(0);
    let sum = 0;
    for (let j = 0; j < this.#levels.length; j++) {
      const { mode, curvature, bend } = this.#describeMode(j, x[p]!);
      const step = Math.ceil(ROWS_BETWEEN_PAUSES / this.#levels[j]!.eta.length);
      this.#largest = -Infinity;
      for (let k = 0; k < this.#rule.nodes.length; k += step) {
        if (this.#monitor.isDue()) await this.#monitor.pause();
        this.#visitNodes(j, x[p]!, mode, 1 / Math.sqrt(curvature), k, Math.min(k + step, this.#rule.nodes.length));
      }
      sum += this.#finishLevel(j, x[p]!, mode, curvature, bend, gradient, p);
    }
    for (let c = 0; c < p; c++) gradient[c] = columnProduct(this.#scores, q, c * n);
    return sum;
  }

  /** The approximation that the Laplace model has at the last point. */
  information(): Matrix {
    return this.#laplace.information();
  }

  #placeFixedPart(x: Float64Array, p: number): void {
    const { q, offset } = this.#data;
    const n = offset.length;
    this.#fixedPart.set(offset);
    for (let c = 0; c < p; c++) addScaledColumn(this.#fixedPart, x[c]!, q, c * n);
  }

  /** û, h and Σ w′_i(λz_i)³ of level j. */
  #describeMode(j: number, lambda: number): { mode: number; curvature: number; bend: number } {
    const { from, eta, z } = this.#levels[j]!;
    const { second, third } = this.#laplace.derivatives;
    let curvature = 1;
    let bend = 0;
    for (let r = 0; r < eta.length; r++) {
      const scaled = lambda * z[r]!;
      curvature += second[from + r]! * scaled * scaled;
      bend += third[from + r]! * scaled * scaled * scaled;
    }
    return { mode: this.#laplace.u[this.#data.effects.structure.factors[0]!.offset + j]!, curvature, bend };
  }

  /** Adds nodes `firstNode` to `lastNode` − 1 to the sums of level j, which stay relative to the largest term. A node outside the support counts nothing. */
  #visitNodes(j: number, lambda: number, mode: number, spread: number, firstNode: number, lastNode: number): void {
    const { family, link } = this.#data;
    const { response, weights, eta, fixedPart, z, derivatives, dispersion } = this.#levels[j]!;
    const { nodes, logWeights } = this.#rule;
    const { first } = derivatives;
    const count = eta.length;
    const score = this.#score;
    const isFirst = firstNode === 0;
    if (isFirst) for (let r = 0; r < count; r++) score[r] = 0;
    let largest = this.#largest;
    let total = isFirst ? 0 : this.#total;
    let slopes = isFirst ? 0 : this.#slope;
    let stretches = isFirst ? 0 : this.#stretch;
    let moments = isFirst ? 0 : this.#moment;
    let psiSlopes = isFirst ? 0 : this.#psiSlope;
    for (let k = firstNode; k < lastNode; k++) {
      const node = nodes[k]!;
      const u = mode + node * spread;
      const shift = lambda * u;
      for (let r = 0; r < count; r++) eta[r] = fixedPart[r]! + shift * z[r]!;
      const exponent = logWeights[k]! + 0.5 * (node * node - u * u) - family.evaluate(response, eta, weights, link, derivatives, this.#psi);
      if (!(exponent > largest - NEGLIGIBLE)) continue;
      if (exponent > largest) {
        const factor = Math.exp(largest - exponent);
        largest = exponent;
        total *= factor;
        slopes *= factor;
        stretches *= factor;
        moments *= factor;
        psiSlopes *= factor;
        for (let r = 0; r < count; r++) score[r] = score[r]! * factor;
      }
      const share = Math.exp(exponent - largest);
      let gathered = 0;
      for (let r = 0; r < count; r++) {
        const e = share * first[r]!;
        gathered += z[r]! * e;
        score[r] = score[r]! + e;
      }
      const slope = lambda * gathered + share * u;
      total += share;
      slopes += slope;
      stretches += node * slope;
      moments += u * gathered;
      if (dispersion) {
        family.dispersion!.differentiate(response, eta, weights, link, this.#psi, dispersion);
        let slopeOfPsi = 0;
        for (let r = 0; r < count; r++) slopeOfPsi += dispersion.value[r]!;
        psiSlopes += share * slopeOfPsi;
      }
    }
    this.#largest = largest;
    this.#total = total;
    this.#slope = slopes;
    this.#stretch = stretches;
    this.#moment = moments;
    this.#psiSlope = psiSlopes;
  }

  /** −ℓ of level j from the sums over its nodes; writes the scores of its rows and adds its part of ∂/∂λ, at `at`, and of ∂/∂ψ. */
  #finishLevel(j: number, lambda: number, mode: number, curvature: number, bend: number, gradient: Float64Array, at: number): number {
    const { from, eta, z } = this.#levels[j]!;
    const { first, second, third } = this.#laplace.derivatives;
    const total = this.#total;
    const c = (0.5 * (1 - this.#stretch / total / Math.sqrt(curvature))) / curvature;
    const a = (this.#slope / total + c * bend) / curvature;
    let slope = this.#moment / total;
    for (let r = 0; r < eta.length; r++) {
      const i = from + r;
      const scaled = lambda * z[r]!;
      const moved = c * third[i]! * scaled * scaled - a * scaled * second[i]!;
      this.#scores[i] = this.#score[r]! / total + moved;
      slope += z[r]! * (mode * moved + 2 * c * scaled * second[i]! - a * first[i]!);
    }
    gradient[at] = gradient[at]! + slope;
    if (this.#dispersion) {
      const moved = this.#dispersion;
      let slopeOfPsi = this.#psiSlope / total;
      for (let r = 0; r < eta.length; r++) {
        const scaled = lambda * z[r]!;
        slopeOfPsi += scaled * (c * scaled * moved.second[from + r]! - a * moved.first[from + r]!);
      }
      gradient[at + 1] = gradient[at + 1]! + slopeOfPsi;
    }
    return 0.5 * Math.log(curvature) - this.#largest - Math.log(total);
  }
}

/** The same rule from the middle outwards, so that the largest term comes early. */
function outwards({ nodes, logWeights }: QuadratureRule): QuadratureRule {
  const order = [...nodes.keys()].sort((k, l) => Math.abs(nodes[k]!) - Math.abs(nodes[l]!));
  return { nodes: Float64Array.from(order, k => nodes[k]!), logWeights: Float64Array.from(order, k => logWeights[k]!) };
}
