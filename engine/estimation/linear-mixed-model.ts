/**
 * The profiled criterion of a linear mixed model and its exact gradient. The rows are read once, into the augmented cross-product
 * [Z Q y]'W[Z Q y]; an evaluation costs the same for a thousand rows as for a hundred million.
 *
 *     −2ℓ(θ)   = log|H| + n (1 + log(2π r²/n)) − Σ log w
 *     −2ℓ_R(θ) = log|H| + log|X'V⁻¹X| + (n − p)(1 + log(2π r²/(n − p))) − Σ log w
 *
 * Bates, Mächler, Bolker & Walker (2015), eqs. 34 and 41. With m̂ = E(b̃ | y) and C its covariance, both on the spherical scale and
 * relative to σ, the gradient follows from Fisher's identity: for the J levels of a factor and its block Λ,
 *
 *     ∂(−ℓ)/∂Λ = Λ⁻ᵀ (J I − M),   M = Σ_j P_jj + (df/r²) û_jû_j′ + (REML) (P̃ − P)_jj
 *
 * where P̃ − P = H⁻¹Λ'Z'WQ (Q'V⁻¹Q)⁻¹ Q'WZΛH⁻¹ is what the uncertainty of β adds (Lindstrom & Bates 1988; Laird, Lange & Stram 1987).
 */
import { Matrix } from 'ml-matrix';
import { createBlockMatrix, fillFromRows, multiplyBlockMatrix, transformBlocks, type BlockMatrix } from '../linalg/block-matrix.js';
import { BlockSystem } from '../linalg/block-system.js';
import { choleskyFactor, choleskyLogDeterminant, solveLower, solveLowerTransposed } from '../linalg/dense-cholesky.js';
import { addScaled, combine, innerProduct, weightColumn, weightedProduct } from '../linalg/vector-kernels.js';
import { addInverseContraction } from './inverse-contraction.js';
import type { Monitor } from './monitor.js';
import type { OrthogonalColumns } from './orthogonal-columns.js';
import { runPolitely } from './polite-steps.js';
import { startingVariances } from './starting-variances.js';
import { addOuterProducts, createFactorMatrices, gatherByLevel, multiplyLambda, multiplyLambdaTransposed, readTheta, writeLambda, type RandomEffects } from './random-effects.js';

/** Added to the information about each θ: near zero there is none of first order, and a little keeps a step finite. */
const SMALL_INFORMATION = 0.1;
const NEAR_ZERO = 0.1;

/** A combination a'β̃ of the fixed effects that is held at a value. */
export interface HeldCombination {
  readonly combination: Float64Array;
  readonly value: number;
}

export class LinearMixedModel {
  readonly system: BlockSystem;
  readonly lambda: Float64Array[];
  /** β̃̂ in the coordinates of Q, at the last θ evaluated. */
  readonly beta: Float64Array;
  /** û (on the scale of σ = 1), in elimination order. */
  readonly u: Float64Array;
  /** r², the penalised residual sum of squares. */
  residualSumOfSquares = 0;
  /** Lower Cholesky factor of Q'V⁻¹Q (V = ZΛΛ'Z' + W⁻¹), p × p by rows. */
  readonly precisionFactor: Float64Array;
  readonly #effects: RandomEffects;
  readonly #restricted: boolean;
  readonly #monitor: Monitor;
  readonly #p: number;
  readonly #n: number;
  readonly #constant: number;
  /** Q'Wy, and y'Wy after the projection on Q has been taken out of y. */
  readonly #projection: Float64Array;
  readonly #residualSquares: number;
  readonly #crossProduct: BlockMatrix;
  /** Z'W[Q y], p + 1 vectors of length q; the solved ones beside them. */
  readonly #gathered: Float64Array[];
  readonly #solved: Float64Array[];
  readonly #correction: Float64Array;
  readonly #combination: Float64Array;
  readonly #modes: Float64Array;
  readonly #work: Float64Array;
  readonly #product: Float64Array;
  readonly #residual: Float64Array;
  readonly #gradient: Float64Array[];
  #heldSlope = NaN;

  constructor(effects: RandomEffects, columns: OrthogonalColumns, response: Float64Array, weights: Float64Array, restricted: boolean, monitor: Monitor) {
    const n = response.length;
    const p = columns.q.length / n;
    const size = effects.structure.size;
    this.#effects = effects;
    this.#restricted = restricted;
    this.#monitor = monitor;
    this.#n = n;
    this.#p = p;
    this.system = new BlockSystem(effects.structure);
    this.lambda = createFactorMatrices(effects);
    this.#gradient = createFactorMatrices(effects);
    this.beta = new Float64Array(p);
    this.u = new Float64Array(size);
    this.precisionFactor = new Float64Array(p * p);
    this.#crossProduct = createBlockMatrix(effects.structure);
    fillFromRows(effects.structure, effects.z, weights, this.#crossProduct);

    const residual = Float64Array.from(response);
    this.#projection = new Float64Array(p);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < p; j++) {
        const column = columns.q.subarray(j * n, (j + 1) * n);
        const coefficient = weightedProduct(column, residual, weights);
        this.#projection[j] = this.#projection[j]! + coefficient;
        addScaled(residual, -coefficient, column);
      }
    }
    this.#residualSquares = weightedProduct(residual, residual, weights);
    const weighted = new Float64Array(n);
    this.#gathered = [];
    for (let j = 0; j <= p; j++) {
      if (j < p) weightColumn(weights, columns.q, j * n, weighted);
      else weightColumn(weights, residual, 0, weighted);
      const gathered = new Float64Array(size);
      gatherByLevel(effects, effects.z, weighted, gathered);
      this.#gathered.push(gathered);
    }
    this.#solved = this.#gathered.map(() => new Float64Array(size));
    this.#correction = new Float64Array(p);
    this.#combination = new Float64Array(p);
    this.#modes = new Float64Array(size);
    this.#work = new Float64Array(size);
    this.#product = new Float64Array(size);
    this.#residual = new Float64Array(size);
    this.#constant = 2 * columns.logDeterminantR * (restricted ? 1 : 0) - weights.reduce((sum, w) => sum + Math.log(w), 0);
  }

  /** Residual sum of squares of the fixed effects alone: zero where they fit the response exactly. */
  get fixedEffectsResidualSquares(): number {
    return this.#residualSquares;
  }

  /** n for maximum likelihood, n − p for REML. */
  get degreesOfFreedom(): number {
    return this.#restricted ? this.#n - this.#p : this.#n;
  }

  /** θ from moments of the residuals. */
  startingTheta(): Float64Array {
    return startingVariances(this.#effects, {
      crossProduct: this.#crossProduct, fixed: this.#gathered.slice(0, this.#p), residual: this.#gathered[this.#p]!, residualSquares: this.#residualSquares,
      degreesOfFreedom: this.#n - this.#p,
    });
  }

  /** −ℓ(θ) (restricted for REML); writes its gradient. NaN where it cannot be computed. */
  async evaluate(theta: Float64Array, gradient: Float64Array): Promise<number> {
    if (!(await this.#reduce(theta))) return NaN;
    const df = this.degreesOfFreedom;
    const value = (this.#logDeterminants() + df * (1 + Math.log((2 * Math.PI * this.residualSumOfSquares) / df))) / 2;
    if (Number.isFinite(value)) await this.#differentiate(gradient, df / this.residualSumOfSquares);
    return value;
  }

  /**
   * −ℓ(θ, σ), σ not profiled out (restricted for REML), and where `held` is given with a'β̃ held at its value; writes the gradient
   * in (θ, log σ), which has one element more than θ. NaN where it cannot be computed.
   *
   *     −2ℓ = log|H| + n log(2πσ²) + r²/σ² − Σ log w,   r² of the held β̃ being r² + (value − a'β̃̂)² / a'(Q'V⁻¹Q)⁻¹a
   */
  async evaluateAt(theta: Float64Array, logSigma: number, held: HeldCombination | null, gradient: Float64Array): Promise<number> {
    if (!(await this.#reduce(theta))) return NaN;
    if (held) this.#hold(held);
    const df = this.degreesOfFreedom;
    const precision = Math.exp(-2 * logSigma);
    const value = (this.#logDeterminants() + df * (Math.log(2 * Math.PI) + 2 * logSigma) + this.residualSumOfSquares * precision) / 2;
    if (!Number.isFinite(value)) return NaN;
    await this.#differentiate(gradient, precision);
    gradient[theta.length] = df - this.residualSumOfSquares * precision;
    return value;
  }

  /** Writes the gradient in θ of ½ log|H|, for REML plus ½ log|Q'V⁻¹Q|, which does not depend on the response. False where it cannot be computed. */
  async differentiateDeterminants(theta: Float64Array, gradient: Float64Array): Promise<boolean> {
    if (!(await this.#reduce(theta))) return false;
    await this.#differentiate(gradient, 0);
    return true;
  }

  /** Writes the gradient of r² in θ at the last θ evaluated: ∂r²/∂Λ[a, b] = −2 Σ_j ρ_a û_b with ρ = Z'W(y − Qβ̃ − ZΛû). */
  differentiateSquares(gradient: Float64Array): void {
    for (const matrix of this.#gradient) matrix.fill(0);
    this.#responseScore(this.#residual);
    addOuterProducts(this.#effects, this.#residual, this.u, -2, this.#gradient);
    readTheta(this.#effects, this.#gradient, gradient);
  }

  /** The slope of −ℓ in the value at which a'β̃ was held last, for σ = 1. */
  get heldSlope(): number {
    return this.#heldSlope;
  }

  /** Z'V⁻¹Q at the last θ evaluated, p vectors of length q in elimination order. */
  fixedEffectsScores(): Float64Array[] {
    const p = this.#p;
    const coefficients = new Float64Array(p);
    return Array.from({ length: p }, (_, c) => {
      coefficients.fill(0)[c] = 1;
      this.#combineSolved(coefficients, c, 1, this.#modes);
      this.system.solveBackward(this.#modes);
      const score = new Float64Array(this.u.length);
      this.#subtractFitted(this.#modes, this.#gathered[c]!, score);
      return score;
    });
  }

  /** x'Z'V⁻¹Zy for all pairs of the vectors given, of length q, at the last θ evaluated; by rows. */
  covarianceProducts(vectors: readonly Float64Array[]): Float64Array {
    const count = vectors.length;
    const products = vectors.map(vector => {
      const product = new Float64Array(vector.length);
      multiplyBlockMatrix(this.#effects.structure, this.#crossProduct, vector, product);
      return product;
    });
    const solved = products.map(product => {
      const half = new Float64Array(product.length);
      multiplyLambdaTransposed(this.#effects, this.lambda, product, half);
      this.system.solveForward(half);
      return half;
    });
    const target = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) target[i * count + j] = target[j * count + i] = innerProduct(vectors[i]!, products[j]!) - innerProduct(solved[i]!, solved[j]!);
    }
    return target;
  }

  /** (Q'V⁻¹Q)⁻¹: the covariance of β̃̂ is σ² times it. */
  fixedEffectsCovariance(): Matrix {
    const p = this.#p;
    const covariance = new Matrix(p, p);
    for (let j = 0; j < p; j++) {
      const column = new Float64Array(p);
      column[j] = 1;
      solveLower(this.precisionFactor, p, column);
      solveLowerTransposed(this.precisionFactor, p, column);
      covariance.setColumn(j, column);
    }
    return covariance;
  }

  /**
   * The average information about θ at the last θ evaluated, σ profiled out: with V = I + ZΛΛ'Z' (in the metric of W), P projecting on what Q
   * leaves, and a_k the level-wise change of ΛΛ' along θ_k times ρ = Z'Py,
   *
   *     (df / 2r²) (a_k'Z'PZa_l − a_k'ρ ρ'a_l / r²)
   *
   * Gilmour, Thompson & Cullis (1995), eq. 4, for covariance parameters on the scale of standard deviations: there the curvature of ΛΛ'
   * itself adds the slope over θ, which is zero at the optimum, and is added where it makes a standard deviation shrink.
   */
  information(): Matrix {
    const { structure, thetaFactor, thetaRow, thetaColumn } = this.#effects;
    const p = this.#p;
    const m = thetaFactor.length;
    const score = this.#residual;
    this.#responseScore(score);
    const changes: Float64Array[] = [];
    const products: Float64Array[] = [];
    const halfSolved: Float64Array[] = [];
    const fixed: Float64Array[] = [];
    for (let t = 0; t < m; t++) {
      const { offset, levelCount, effectCount: k } = structure.factors[thetaFactor[t]!]!;
      const change = new Float64Array(structure.size);
      addCovarianceChange(this.lambda[thetaFactor[t]!]!, k, thetaRow[t]!, thetaColumn[t]!, score, offset, levelCount, change);
      const product = new Float64Array(structure.size);
      multiplyBlockMatrix(structure, this.#crossProduct, change, product);
      const scaled = new Float64Array(structure.size);
      multiplyLambdaTransposed(this.#effects, this.lambda, product, scaled);
      this.system.solveForward(scaled);
      const projection = new Float64Array(p);
      for (let c = 0; c < p; c++) projection[c] = innerProduct(this.#gathered[c]!, change) - innerProduct(this.#solved[c]!, scaled);
      solveLower(this.precisionFactor, p, projection);
      changes.push(change);
      products.push(product);
      halfSolved.push(scaled);
      fixed.push(projection);
    }
    const information = Matrix.zeros(m, m);
    const squares = this.residualSumOfSquares;
    for (let s = 0; s < m; s++) {
      for (let t = 0; t <= s; t++) {
        const quadratic = innerProduct(changes[s]!, products[t]!) - innerProduct(halfSolved[s]!, halfSolved[t]!) - innerProduct(fixed[s]!, fixed[t]!);
        const profiled = (innerProduct(changes[s]!, score) * innerProduct(changes[t]!, score)) / squares;
        const value = ((this.degreesOfFreedom / squares) * (quadratic - profiled)) / 2;
        information.set(s, t, value);
        information.set(t, s, value);
      }
      information.set(s, s, information.get(s, s) * 1.001 + this.#informationNearZero(s));
    }
    return information;
  }

  /** What keeps a step finite where a standard deviation is nearly zero and the information of first order vanishes: a little, and the slope over θ. */
  #informationNearZero(s: number): number {
    const { structure, thetaFactor, thetaColumn } = this.#effects;
    const f = thetaFactor[s]!;
    const k = structure.factors[f]!.effectCount;
    const deviation = this.lambda[f]![thetaColumn[s]! * (k + 1)]!;
    const slope = k === 1 ? this.#gradient[f]![0]! / deviation : 0;
    return (Math.abs(deviation) < NEAR_ZERO ? SMALL_INFORMATION : 0) + (slope > 0 && slope < Infinity ? slope : 0);
  }

  /** Factors H at θ, and leaves β̃̂ and r² there. */
  async #reduce(theta: Float64Array): Promise<boolean> {
    const { system } = this;
    const p = this.#p;
    const correction = this.#correction;
    writeLambda(this.#effects, theta, this.lambda);
    transformBlocks(this.#effects.structure, this.#crossProduct, this.lambda, system.values);
    if (!(await runPolitely(system.factorSteps(), this.#monitor))) return false;
    for (let c = 0; c <= p; c++) {
      multiplyLambdaTransposed(this.#effects, this.lambda, this.#gathered[c]!, this.#solved[c]!);
      system.solveForward(this.#solved[c]!);
    }
    const response = this.#solved[p]!;
    for (let c = 0; c < p; c++) {
      for (let d = 0; d <= c; d++) this.precisionFactor[c * p + d] = (c === d ? 1 : 0) - innerProduct(this.#solved[c]!, this.#solved[d]!);
      correction[c] = -innerProduct(this.#solved[c]!, response);
    }
    if (!choleskyFactor(this.precisionFactor, p)) return false;
    solveLower(this.precisionFactor, p, correction);
    this.residualSumOfSquares = this.#residualSquares - innerProduct(response, response) - innerProduct(correction, correction);
    solveLowerTransposed(this.precisionFactor, p, correction);
    for (let c = 0; c < p; c++) this.beta[c] = this.#projection[c]! + correction[c]!;
    return true;
  }

  /** log|H| (+ log|X'V⁻¹X|) − Σ log w at the last θ. */
  #logDeterminants(): number {
    return this.system.logDeterminant() + (this.#restricted ? choleskyLogDeterminant(this.precisionFactor, this.#p) : 0) + this.#constant;
  }

  /** Moves β̃̂ to where a'β̃ has its value, at the least rise of r². */
  #hold({ combination, value }: HeldCombination): void {
    const p = this.#p;
    const direction = Float64Array.from(combination);
    solveLower(this.precisionFactor, p, direction);
    solveLowerTransposed(this.precisionFactor, p, direction);
    const variance = innerProduct(combination, direction);
    const excess = value - innerProduct(combination, this.beta);
    addScaled(this.#correction, excess / variance, direction);
    addScaled(this.beta, excess / variance, direction);
    this.residualSumOfSquares += (excess * excess) / variance;
    this.#heldSlope = excess / variance;
  }

  /** Leaves û and the selected inverse; `precision` is what the squares of û count by, df/r² where σ is profiled out. */
  async #differentiate(gradient: Float64Array, precision: number): Promise<void> {
    const { system, u } = this;
    this.#combineSolved(this.#correction, this.#p - 1, -1, u);
    addScaled(u, 1, this.#solved[this.#p]!);
    system.solveBackward(u);
    await runPolitely(system.selectedInverseSteps(), this.#monitor);
    for (const matrix of this.#gradient) matrix.fill(0);
    if (isInvertible(this.#effects, this.lambda)) this.#differentiateByMoments(precision);
    else this.#differentiateDirectly(precision);
    readTheta(this.#effects, this.#gradient, gradient);
  }

  /** The formula of the head of this file. */
  #differentiateByMoments(precision: number): void {
    const { structure } = this.#effects;
    const moments = this.#gradient;
    for (let f = 0; f < moments.length; f++) subtractDiagonalBlocks(this.system.inverse.diagonal[f]!, structure.factors[f]!.effectCount, moments[f]!);
    addOuterProducts(this.#effects, this.u, this.u, -precision, moments);
    for (let c = 0; this.#restricted && c < this.#p; c++) {
      this.#orthonormalModes(c);
      addOuterProducts(this.#effects, this.#modes, this.#modes, -1, moments);
    }
    for (let f = 0; f < moments.length; f++) {
      const { levelCount, effectCount } = structure.factors[f]!;
      completeGradient(this.lambda[f]!, effectCount, levelCount, moments[f]!);
    }
  }

  /**
   * The same where Λ has no inverse: with ρ = Z'W(y − Qβ̃ − ZΛû), for which Λ'ρ = û, and likewise for the columns of Q,
   * ∂(−ℓ)/∂Λ[a, b] = Σ_j (Λ'Z'WZ P)-part − (df/r²) Σ_j û_b ρ_a − (REML) Σ_c Σ_j m_cb ρ_ca.
   */
  #differentiateDirectly(precision: number): void {
    this.#responseScore(this.#residual);
    addOuterProducts(this.#effects, this.#residual, this.u, -precision, this.#gradient);
    for (let c = 0; this.#restricted && c < this.#p; c++) {
      this.#orthonormalModes(c);
      this.#combineGathered(this.#combination, c, 1, this.#product);
      this.#subtractFitted(this.#modes, this.#product, this.#residual);
      addOuterProducts(this.#effects, this.#residual, this.#modes, -1, this.#gradient);
    }
    addInverseContraction(this.#effects.structure, this.#crossProduct, this.lambda, this.system, this.#gradient);
  }

  /** m = H⁻¹Λ'Z'Wq for column c of Q made orthonormal in V⁻¹ to those before: row c of L_A⁻¹, with L_A L_A' = Q'V⁻¹Q, combines the columns up to c. */
  #orthonormalModes(c: number): void {
    const row = this.#combination.fill(0);
    row[c] = 1;
    solveLowerTransposed(this.precisionFactor, this.#p, row);
    this.#combineSolved(row, c, 1, this.#modes);
    this.system.solveBackward(this.#modes);
  }

  /** ρ = Z'W(y − Qβ̃ − ZΛû). */
  #responseScore(target: Float64Array): void {
    this.#combineGathered(this.#correction, this.#p - 1, -1, this.#product);
    addScaled(this.#product, 1, this.#gathered[this.#p]!);
    this.#subtractFitted(this.u, this.#product, target);
  }

  /** target ← gathered − Z'WZΛm. */
  #subtractFitted(modes: Float64Array, gathered: Float64Array, target: Float64Array): void {
    multiplyLambda(this.#effects, this.lambda, modes, this.#work);
    multiplyBlockMatrix(this.#effects.structure, this.#crossProduct, this.#work, target);
    combine(gathered, -1, target, target);
  }

  /** target ← scale Σ_{c ≤ last} coefficient_c L⁻¹Λ'Z'Wq_c. */
  #combineSolved(coefficients: Float64Array, last: number, scale: number, target: Float64Array): void {
    target.fill(0);
    for (let c = 0; c <= last; c++) addScaled(target, scale * coefficients[c]!, this.#solved[c]!);
  }

  /** target ← scale Σ_{c ≤ last} coefficient_c Z'Wq_c. */
  #combineGathered(coefficients: Float64Array, last: number, scale: number, target: Float64Array): void {
    target.fill(0);
    for (let c = 0; c <= last; c++) addScaled(target, scale * coefficients[c]!, this.#gathered[c]!);
  }
}

/** Diagonal entry of a Λ below which Λ⁻ᵀ would cost digits of the gradient. */
const NEARLY_SINGULAR = 1e-3;

function isInvertible({ structure }: RandomEffects, lambda: readonly Float64Array[]): boolean {
  for (let f = 0; f < lambda.length; f++) {
    const k = structure.factors[f]!.effectCount;
    for (let a = 0; a < k; a++) if (Math.abs(lambda[f]![a * k + a]!) < NEARLY_SINGULAR) return false;
  }
  return true;
}

/** target[a, b] −= Σ_j P_jj[a, b] for the lower triangle. */
function subtractDiagonalBlocks(p: Float64Array, k: number, target: Float64Array): void {
  for (let at = 0; at < p.length; at += k * k) {
    for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) target[a * k + b] = target[a * k + b]! - p[at + a * k + b]!;
  }
}

/** From the lower triangle of −M to Λ⁻ᵀ (J I − M), all k × k by rows; of the result the lower triangle alone is of use. */
function completeGradient(lambda: Float64Array, k: number, levelCount: number, moments: Float64Array): void {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) moments[b * k + a] = moments[a * k + b]!;
    moments[a * k + a] = moments[a * k + a]! + levelCount;
  }
  for (let a = k - 1; a >= 0; a--) {
    for (let b = 0; b < k; b++) {
      let sum = moments[a * k + b]!;
      for (let r = a + 1; r < k; r++) sum -= lambda[r * k + a]! * moments[r * k + b]!;
      moments[a * k + b] = sum / lambda[a * k + a]!;
    }
  }
}

/** target += (EΛ' + ΛE')x level by level, for E with a one in row a and column b. */
export function addCovarianceChange(lambda: Float64Array, k: number, a: number, b: number, x: Float64Array, offset: number, levelCount: number, target: Float64Array): void {
  for (let at = offset; at < offset + levelCount * k; at += k) {
    let sum = 0;
    for (let r = b; r < k; r++) {
      sum += lambda[r * k + b]! * x[at + r]!;
      target[at + r] = target[at + r]! + lambda[r * k + b]! * x[at + a]!;
    }
    target[at + a] = target[at + a]! + sum;
  }
}
