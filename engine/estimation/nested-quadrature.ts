/**
 * Adaptive quadrature of the log-likelihood of a model with two nested factors: for each level of the outer one its effects v are
 * integrated over nodes, and given each node the effects of the inner levels, which are independent then (Rabe-Hesketh, Skrondal &
 * Pickles 2005). The gradient is the exact one of what is computed.
 *
 * Within one outer level, s_i = Λ₁'z_i and t_i = Λ₂'y_i belong to the inner and outer effects of row i. I_j(v), the integral over the
 * inner level j given v, is a quadrature of its own, adapted to that v (`LevelQuadrature`). The outer nodes stand by the joint mode (û, v̂)
 * and H of the Laplace approximation: S, the Schur complement of the inner blocks, is LL' and v_m = v̂ + L⁻ᵀξ_m. With
 * g(v) = ½v'v − Σ_j log I_j(v) and q_m = log W_m + ½|ξ_m|² − g(v_m),
 *
 *     −ℓ = ½ log |S| − log Σ_m e^{q_m},        π_m = e^{q_m}/Σ e^{q_m}.
 *
 * The gradient is Σ_m π_m ∂g(v_m) and what follows v̂ and S. B, C and K are those of `LevelQuadrature` for g. With
 * X_j = H_jj⁻¹H_j· and r_i = t_i − X_j's_i the part of row i in S, κ_i = r_i'K r_i, and with the adjoint
 * a = H⁻¹[Σ w′_i κ_i (s_i, t_i) + (0, Σ_m π_m ∇g(v_m))] of all effects, c_i = w′_i κ_i − w_i (s_i, t_i)'a, it adds
 *
 *     to ∂/∂f_i:  c_i
 *     to ∂/∂Λ₂:   Σ_i y_i (c_i v̂ + 2 w_i K r_i − e_i a_v)'
 *     to ∂/∂Λ₁:   Σ_i z_i (c_i û − 2 w_i X_j K r_i − e_i a_u)'
 *     to ∂/∂ψ:    Σ_i κ_i ∂w_i/∂ψ − (s_i, t_i)'a ∂e_i/∂ψ.
 */
import type { Matrix } from 'ml-matrix';
import { solveBlockLowerTransposed } from '../linalg/small-blocks.js';
import { addScaledColumn, columnProduct } from '../linalg/vector-kernels.js';
import { scaleRows, type LaplaceData, type LaplaceModel } from './laplace-model.js';
import { quadraticForm, writeStretchMatrix } from './level-kernels.js';
import { LevelQuadrature } from './level-quadrature.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { levelData } from './one-factor-quadrature.js';
import { productRule, type ProductRule } from './product-rule.js';
import { addOuterProducts, createFactorMatrices, gatherByLevel, readTheta, scatterToRows } from './random-effects.js';

/** The factors in elimination order: the inner one has at least as many levels. */
const INNER = 0;
const OUTER = 1;
/** An outer node that counts less than the largest by more than this factor, e⁻⁴⁵, is below rounding. */
const NEGLIGIBLE = 45;

export class NestedQuadrature implements MarginalLikelihood {
  readonly #data: LaplaceData;
  readonly #laplace: LaplaceModel;
  readonly #monitor: Monitor;
  readonly #inner: LevelQuadrature;
  readonly #rule: ProductRule;
  /** For each outer level the inner levels in it. */
  readonly #children: readonly Int32Array[];
  readonly #fixedPart: Float64Array;
  /** s and t, rows × k. */
  readonly #scaledZ: readonly Float64Array[];
  /** X_j, k₁ × k₂ by columns, one inner level after another. */
  readonly #coupling: Float64Array;
  /** ∂/∂η by row: at one outer node, and summed. */
  readonly #nodeScores: Float64Array;
  readonly #scores: Float64Array;
  readonly #kappa: Float64Array;
  readonly #row: Float64Array;
  /** The right-hand side of the adjoint, then the adjoint. */
  readonly #adjoint: Float64Array;
  readonly #gathered: Float64Array;
  readonly #lambdaGradient: readonly Float64Array[];
  #psiGradient = 0;

  // The outer level at hand, with sums over nodes relative to the largest e^{q_m}.
  #largest = -Infinity;
  #total = 0;
  #psiSum = 0;
  readonly #v: Float64Array;
  readonly #shift: Float64Array;
  readonly #innerStart: Float64Array;
  readonly #nodeSlope: Float64Array;
  readonly #nodeLambda: Float64Array;
  /** Σ π ∇g, Σ π ∇g ξ', Σ π (Y's) v' and Σ π ∂/∂Λ₁. */
  readonly #slope: Float64Array;
  readonly #stretch: Float64Array;
  readonly #moment: Float64Array;
  readonly #innerLambda: Float64Array;
  readonly #stretchMatrix: Float64Array;
  readonly #residual: Float64Array;
  readonly #bent: Float64Array;

  /** The data have two factors, the second nesting the first; `laplace` is the model of the same data. `points` are those of the inner and of the outer factor. */
  constructor(data: LaplaceData, laplace: LaplaceModel, points: readonly [number, number], monitor: Monitor) {
    const { effects, response } = data;
    const n = response.length;
    const { size, factors } = effects.structure;
    const k1 = factors[INNER]!.effectCount;
    const k2 = factors[OUTER]!.effectCount;
    this.#data = data;
    this.#laplace = laplace;
    this.#monitor = monitor;
    this.#inner = new LevelQuadrature(levelData(data), productRule(points[INNER], k1));
    this.#rule = productRule(points[OUTER], k2);
    this.#children = childrenByLevel(data, this.#inner);
    this.#fixedPart = new Float64Array(n);
    this.#scaledZ = effects.z.map(z => new Float64Array(z.length));
    this.#coupling = new Float64Array(factors[INNER]!.levelCount * k1 * k2);
    this.#nodeScores = new Float64Array(n);
    this.#scores = new Float64Array(n);
    this.#kappa = new Float64Array(n);
    this.#row = new Float64Array(n);
    this.#adjoint = new Float64Array(size);
    this.#gathered = new Float64Array(size);
    this.#lambdaGradient = createFactorMatrices(effects);
    this.#v = new Float64Array(k2);
    this.#shift = new Float64Array(k2);
    this.#innerStart = new Float64Array(k1);
    this.#nodeSlope = new Float64Array(k2);
    this.#nodeLambda = new Float64Array(k1 * k1);
    this.#slope = new Float64Array(k2);
    this.#stretch = new Float64Array(k2 * k2);
    this.#moment = new Float64Array(k2 * k2);
    this.#innerLambda = new Float64Array(k1 * k1);
    this.#stretchMatrix = new Float64Array(k2 * k2);
    this.#residual = new Float64Array(k2);
    this.#bent = new Float64Array(k2);
  }

  /** As `MarginalLikelihood` has it. The Laplace model is left at x with its selected inverse. */
  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const laplace = this.#laplace;
    if (!Number.isFinite(await laplace.approximate(x))) return NaN;
    laplace.system.selectedInverse();
    const { q, effects } = this.#data;
    const n = this.#row.length;
    const p = q.length / n;
    const psiAt = p + effects.thetaFactor.length;
    const psi = psiAt < x.length ? x[psiAt]! : 0;
    this.#place(x, p, psi);
    let sum = 0;
    for (let level = 0; level < this.#children.length; level++) {
      if (this.#monitor.isDue()) await this.#monitor.pause();
      if (!this.#visitNodes(level)) return NaN;
      sum += this.#finishLevel(level);
    }
    this.#followModes();
    for (let c = 0; c < p; c++) gradient[c] = columnProduct(this.#scores, q, c * n);
    readTheta(effects, this.#lambdaGradient, gradient.subarray(p));
    if (psiAt < x.length) gradient[psiAt] = this.#psiGradient;
    return sum;
  }

  /** The approximation that the Laplace model has at the last point. */
  information(): Matrix {
    return this.#laplace.information();
  }

  #place(x: Float64Array, p: number, psi: number): void {
    const { q, offset, effects } = this.#data;
    const n = offset.length;
    const { lambda } = this.#laplace;
    this.#fixedPart.set(offset);
    for (let c = 0; c < p; c++) addScaledColumn(this.#fixedPart, x[c]!, q, c * n);
    effects.structure.factors.forEach(({ effectCount: k }, f) => scaleRows(effects.z[f]!, lambda[f]!, k, this.#scaledZ[f]!));
    this.#inner.place(lambda[INNER]!, psi);
    this.#writeCoupling();
    this.#adjoint.fill(0);
    this.#scores.fill(0);
    this.#psiGradient = 0;
    for (const matrix of this.#lambdaGradient) matrix.fill(0);
  }

  /** X_j = H_jj⁻¹H_j· from the factor of H, which holds L_j and L_j⁻¹H_j·. */
  #writeCoupling(): void {
    const { system } = this.#laplace;
    const { factors, neighbours } = this.#data.effects.structure;
    const { levelCount, effectCount: k1 } = factors[INNER]!;
    const k2 = factors[OUTER]!.effectCount;
    const { start } = neighbours[INNER]!;
    const scaled = system.values.neighbours[INNER]!;
    for (let j = 0; j < levelCount; j++) {
      for (let b = 0; b < k2; b++) {
        const at = (j * k2 + b) * k1;
        for (let r = 0; r < k1; r++) this.#coupling[at + r] = scaled[(start[j]! + b) * k1 + r]!;
        solveBlockLowerTransposed(system.values.diagonal[INNER]!, j * k1 * k1, k1, this.#coupling, at);
      }
    }
  }

  /** The sums over the nodes of one outer level. False where they cannot be computed. */
  #visitNodes(level: number): boolean {
    const { nodes, logWeights, count } = this.#rule;
    const { factors } = this.#data.effects.structure;
    const { u, system } = this.#laplace;
    const k = factors[OUTER]!.effectCount;
    const modeAt = factors[OUTER]!.offset + level * k;
    this.#largest = -Infinity;
    this.#total = 0;
    this.#psiSum = 0;
    for (const sums of [this.#slope, this.#stretch, this.#moment, this.#innerLambda]) sums.fill(0);
    const v = this.#v;
    for (let m = 0; m < count; m++) {
      for (let a = 0; a < k; a++) this.#shift[a] = nodes[m * k + a]!;
      solveBlockLowerTransposed(system.values.diagonal[OUTER]!, level * k * k, k, this.#shift, 0);
      let squares = 0;
      for (let a = 0; a < k; a++) {
        v[a] = u[modeAt + a]! + this.#shift[a]!;
        squares += v[a]! * v[a]!;
      }
      let inner = 0;
      let psiSlope = 0;
      this.#nodeSlope.fill(0);
      this.#nodeLambda.fill(0);
      for (const j of this.#children[level]!) {
        inner += this.#integrateInner(j);
        psiSlope += this.#inner.psiSlope;
      }
      if (!Number.isFinite(inner)) return false;
      const exponent = logWeights[m]! - 0.5 * squares - inner;
      if (!(exponent > this.#largest - NEGLIGIBLE)) continue;
      if (exponent > this.#largest) this.#rescale(level, exponent);
      this.#addNode(level, m, Math.exp(exponent - this.#largest), psiSlope);
    }
    return true;
  }

  /** −log I_j(v) at the present v; writes its scores, and adds what follows from them to the slopes of the node. */
  #integrateInner(j: number): number {
    const { effects } = this.#data;
    const { factors } = effects.structure;
    const k1 = factors[INNER]!.effectCount;
    const k2 = factors[OUTER]!.effectCount;
    const { from, to } = this.#inner.rowsOf(j);
    const t = this.#scaledZ[OUTER]!;
    const y = effects.z[OUTER]!;
    for (let i = from; i < to; i++) {
      let eta = this.#fixedPart[i]!;
      for (let a = 0; a < k2; a++) eta += t[i * k2 + a]! * this.#v[a]!;
      this.#inner.fixedPart[i] = eta;
    }
    // the mode given v is where the joint Gaussian has it, to first order
    for (let r = 0; r < k1; r++) {
      let mode = this.#laplace.u[j * k1 + r]!;
      for (let b = 0; b < k2; b++) mode -= this.#coupling[(j * k2 + b) * k1 + r]! * this.#shift[b]!;
      this.#innerStart[r] = mode;
    }
    const value = this.#inner.integrate(j, this.#innerStart, 0, this.#nodeScores, from);
    for (let i = from; i < to; i++) for (let a = 0; a < k2; a++) this.#nodeSlope[a] = this.#nodeSlope[a]! + y[i * k2 + a]! * this.#nodeScores[i]!;
    for (let at = 0; at < this.#nodeLambda.length; at++) this.#nodeLambda[at] = this.#nodeLambda[at]! + this.#inner.lambdaSlope[at]!;
    return value;
  }

  #addNode(level: number, m: number, share: number, psiSlope: number): void {
    const { nodes } = this.#rule;
    const k = this.#v.length;
    const lambda = this.#laplace.lambda[OUTER]!;
    this.#total += share;
    this.#psiSum += share * psiSlope;
    for (const j of this.#children[level]!) {
      const { from, to } = this.#inner.rowsOf(j);
      for (let i = from; i < to; i++) this.#scores[i] = this.#scores[i]! + share * this.#nodeScores[i]!;
    }
    for (let at = 0; at < this.#innerLambda.length; at++) this.#innerLambda[at] = this.#innerLambda[at]! + share * this.#nodeLambda[at]!;
    for (let b = 0; b < k; b++) {
      let slope = this.#v[b]!;
      for (let a = b; a < k; a++) slope += lambda[a * k + b]! * this.#nodeSlope[a]!;
      slope *= share;
      this.#slope[b] = this.#slope[b]! + slope;
      for (let a = 0; a < k; a++) {
        this.#stretch[b * k + a] = this.#stretch[b * k + a]! + slope * nodes[m * k + a]!;
        this.#moment[a * k + b] = this.#moment[a * k + b]! + share * this.#nodeSlope[a]! * this.#v[b]!;
      }
    }
  }

  /** −ℓ of an outer level from the sums over its nodes. Writes κ and its part of the right-hand side of the adjoint, and adds its slopes but for what follows the modes. */
  #finishLevel(level: number): number {
    const { effects } = this.#data;
    const { factors } = effects.structure;
    const { second } = this.#laplace.derivatives;
    const k1 = factors[INNER]!.effectCount;
    const k2 = factors[OUTER]!.effectCount;
    const factor = this.#laplace.system.values.diagonal[OUTER]!;
    const reciprocal = 1 / this.#total;
    const matrix = writeStretchMatrix(this.#stretch, reciprocal, factor, k2, this.#stretchMatrix, level * k2 * k2);
    const adjointAt = factors[OUTER]!.offset + level * k2;
    for (let b = 0; b < k2; b++) this.#adjoint[adjointAt + b] = reciprocal * this.#slope[b]!;
    const [innerGradient, outerGradient] = this.#lambdaGradient;
    for (let at = 0; at < innerGradient!.length; at++) innerGradient![at] = innerGradient![at]! + reciprocal * this.#innerLambda[at]!;
    for (let at = 0; at < outerGradient!.length; at++) outerGradient![at] = outerGradient![at]! + reciprocal * this.#moment[at]!;
    this.#psiGradient += reciprocal * this.#psiSum;
    const [s, t] = this.#scaledZ;
    const [z, y] = effects.z;
    const residual = this.#residual;
    const bent = this.#bent;
    for (const j of this.#children[level]!) {
      const { from, to } = this.#inner.rowsOf(j);
      for (let i = from; i < to; i++) {
        this.#scores[i] = reciprocal * this.#scores[i]!;
        for (let b = 0; b < k2; b++) {
          residual[b] = t![i * k2 + b]!;
          for (let r = 0; r < k1; r++) residual[b] = residual[b]! - this.#coupling[(j * k2 + b) * k1 + r]! * s![i * k1 + r]!;
        }
        this.#kappa[i] = quadraticForm(matrix, residual, 0, k2);
        for (let b = 0; b < k2; b++) {
          bent[b] = 0;
          for (let a = 0; a < k2; a++) bent[b] = bent[b]! + 2 * second[i]! * matrix[b * k2 + a]! * residual[a]!;
          for (let a = b; a < k2; a++) outerGradient![a * k2 + b] = outerGradient![a * k2 + b]! + y![i * k2 + a]! * bent[b]!;
        }
        for (let r = 0; r < k1; r++) {
          let back = 0;
          for (let b = 0; b < k2; b++) back += this.#coupling[(j * k2 + b) * k1 + r]! * bent[b]!;
          for (let a = r; a < k1; a++) innerGradient![a * k1 + r] = innerGradient![a * k1 + r]! - z![i * k1 + a]! * back;
        }
      }
    }
    let logRoot = 0;
    for (let a = 0; a < k2; a++) logRoot += Math.log(factor[(level * k2 + a) * k2 + a]!);
    return logRoot - this.#largest - Math.log(this.#total);
  }

  /** Adds to scores and slopes what follows the modes and H as they move, by one solve for all levels. */
  #followModes(): void {
    const { effects } = this.#data;
    const { u, system, derivatives } = this.#laplace;
    const { first, second, third } = derivatives;
    const row = this.#row;
    for (let i = 0; i < row.length; i++) row[i] = third[i]! * this.#kappa[i]!;
    gatherByLevel(effects, this.#scaledZ, row, this.#gathered);
    const adjoint = this.#adjoint;
    for (let at = 0; at < adjoint.length; at++) adjoint[at] = adjoint[at]! + this.#gathered[at]!;
    system.solve(adjoint);
    const along = this.#nodeScores.fill(0);
    scatterToRows(effects, this.#scaledZ, adjoint, along);
    for (let i = 0; i < row.length; i++) {
      row[i] = row[i]! - second[i]! * along[i]!;
      this.#scores[i] = this.#scores[i]! + row[i]!;
    }
    gatherByLevel(effects, effects.z, row, this.#gathered);
    addOuterProducts(effects, this.#gathered, u, 1, this.#lambdaGradient);
    gatherByLevel(effects, effects.z, first, this.#gathered);
    addOuterProducts(effects, this.#gathered, adjoint, -1, this.#lambdaGradient);
    const dispersion = this.#laplace.dispersionDerivatives();
    if (!dispersion) return;
    for (let i = 0; i < row.length; i++) this.#psiGradient += this.#kappa[i]! * dispersion.second[i]! - along[i]! * dispersion.first[i]!;
  }

  /** Makes all sums of an outer level relative to a new largest term. */
  #rescale(level: number, largest: number): void {
    const factor = Math.exp(this.#largest - largest);
    this.#largest = largest;
    this.#total *= factor;
    this.#psiSum *= factor;
    for (const sums of [this.#slope, this.#stretch, this.#moment, this.#innerLambda]) for (let at = 0; at < sums.length; at++) sums[at] = sums[at]! * factor;
    for (const j of this.#children[level]!) {
      const { from, to } = this.#inner.rowsOf(j);
      for (let i = from; i < to; i++) this.#scores[i] = this.#scores[i]! * factor;
    }
  }
}

/** For each level of the outer factor the levels of the inner one that lie in it. */
function childrenByLevel({ effects }: LaplaceData, inner: LevelQuadrature): Int32Array[] {
  const [, outer] = effects.structure.factors;
  const children: number[][] = Array.from({ length: outer!.levelCount }, () => []);
  for (let j = 0; j < inner.levelCount; j++) children[outer!.levelOfRow[inner.rowsOf(j).from]!]!.push(j);
  return children.map(levels => Int32Array.from(levels));
}
