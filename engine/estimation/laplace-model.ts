/**
 * The Laplace approximation to the log-likelihood of a generalized linear mixed model, and its exact gradient in (β, θ, ψ).
 *
 * Inner problem: û minimises h(u) = −Σ ℓ_i(η_i) + ½‖u‖² for η = Qβ̃ + ZΛu + offset, by damped Newton from the last û.
 * Then −ℓ_L = h(û) + ½ log|H| with H = Λ'Z'WZΛ + I from the observed second derivatives (Breslow & Clayton 1993; Pinheiro & Chao 2006).
 * The gradient follows from the implicit function theorem (Kristensen et al. 2016, eq. 5, here in closed form). With P = H⁻¹, per row
 *
 *     e = −∂ℓ/∂η,  w = ∂e/∂η,  w′ = ∂w/∂η,  a = z'ΛPΛ'z,  t = ½ a w′,  v = PΛ'Z't,  s = e + t − w (ZΛv):
 *     ∂/∂β̃   = Q's
 *     ∂/∂Λ[a, b] = Σ_i s_i z_ia û_b − Σ_levels v_b (Z'e)_a + Σ_i w_i z_ia (PΛ'z_i)_b
 *     ∂/∂ψ = Σ_i −∂ℓ_i/∂ψ + ½ a_i ∂w_i/∂ψ − (ZΛv)_i ∂e_i/∂ψ
 */
import { Matrix } from 'ml-matrix';
import { fillFromRows } from '../linalg/block-matrix.js';
import { BlockSystem } from '../linalg/block-system.js';
import { addScaled, addScaledColumn, columnProduct, combine, innerProduct, multiplyElements, weightColumn } from '../linalg/vector-kernels.js';
import type { DispersionDerivatives, Family, RowDerivatives } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { runPolitely } from './polite-steps.js';
import { addOuterProducts, createFactorMatrices, gatherByLevel, multiplyLambda, multiplyLambdaTransposed, readTheta, scatterToRows, writeLambda, type RandomEffects } from './random-effects.js';
import { addRowContraction } from './row-contraction.js';
import { addVarianceInformation } from './variance-information.js';

/** What a step of the inner problem leaves of its decrement, below which there is nothing but rounding. */
const INNER_TOLERANCE = 1e-24;
/** Below this û is right to thirteen digits, which is what differences of the gradient need. */
const NOTHING_LEFT = 1e-26;
const INNER_LIMIT = 100;
/** By so much, at least, must a step with a factor from elsewhere lower the decrement for another one. */
const KEPT_CONTRACTION = 1e-3;
/** With the factor of the point before, only a start as near as this (times the contraction) is tried. */
const FIRST_KEPT = 1e-3;

/** Whether H was positive definite as it is, only without the rows that bend downwards, or not at all. */
type Curvature = 'convex' | 'mended' | 'none';

export interface LaplaceData {
  readonly effects: RandomEffects;
  /** Q, n × p by columns. */
  readonly q: Float64Array;
  readonly response: Float64Array;
  readonly weights: Float64Array;
  readonly offset: Float64Array;
  readonly family: Family;
  readonly link: LinkDescription;
}

export class LaplaceModel implements MarginalLikelihood {
  readonly system: BlockSystem;
  readonly lambda: Float64Array[];
  /** û in elimination order. */
  readonly u: Float64Array;
  readonly derivatives: RowDerivatives;
  readonly #data: LaplaceData;
  readonly #n: number;
  readonly #p: number;
  readonly #monitor: Monitor;
  /** Λ'z by factor. */
  readonly #scaledZ: Float64Array[];
  readonly #fixedPart: Float64Array;
  /** β̃ of the present point. */
  readonly #beta: Float64Array;
  /** ψ of the present point; 0 where the family has none. */
  #psi = 0;
  /** How each row depends on ψ; null where the family has none. */
  readonly #dispersion: DispersionDerivatives | null;
  /** Whether H stands factored at the present point. */
  #isFactored = false;
  readonly #eta: Float64Array;
  readonly #row: Float64Array;
  readonly #trial: Float64Array;
  readonly #step: Float64Array;
  readonly #adjoint: Float64Array;
  readonly #lambdaGradient: Float64Array[];

  constructor(data: LaplaceData, monitor: Monitor) {
    const { effects, response } = data;
    const n = response.length;
    const { size } = effects.structure;
    this.#data = data;
    this.#monitor = monitor;
    this.#n = n;
    this.#p = data.q.length / n;
    this.system = new BlockSystem(effects.structure);
    this.lambda = createFactorMatrices(effects);
    this.#lambdaGradient = createFactorMatrices(effects);
    this.#scaledZ = effects.z.map(z => new Float64Array(z.length));
    this.derivatives = { first: new Float64Array(n), second: new Float64Array(n), third: new Float64Array(n) };
    this.#dispersion = data.family.dispersion && { value: new Float64Array(n), first: new Float64Array(n), second: new Float64Array(n) };
    this.#fixedPart = new Float64Array(n);
    this.#beta = new Float64Array(this.#p);
    this.#eta = new Float64Array(n);
    this.#row = new Float64Array(n);
    this.u = new Float64Array(size);
    this.#trial = new Float64Array(size);
    this.#step = new Float64Array(size);
    this.#adjoint = new Float64Array(size);
  }

  /** −ℓ_L without the part that depends on the data alone, at x = (β̃, θ, ψ); writes its gradient. NaN where it cannot be computed. */
  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const value = await this.approximate(x);
    if (!Number.isFinite(value)) return NaN;
    await this.#differentiate(gradient);
    return value;
  }

  /** The value alone; û and the factor of H are left to be read. */
  async approximate(x: Float64Array): Promise<number> {
    const hasFactor = this.#isFactored;
    if (hasFactor) this.#predictModes(x);
    this.#place(x);
    this.#isFactored = false;
    let inner = await this.#findModes(hasFactor);
    if (!Number.isFinite(inner)) {
      // The modes of an earlier point can be hopeless here (an exponential overflows); zero never is worse than a restart.
      this.u.fill(0);
      inner = await this.#findModes(false);
    }
    this.#isFactored = Number.isFinite(inner);
    return this.#isFactored ? inner + this.system.logDeterminant() / 2 : NaN;
  }

  /** An approximation to the information about (β̃, θ, ψ) at the last point: that of the working linear mixed model, and of ψ at the present linear predictor. Needs the selected inverse. */
  information(): Matrix {
    const { effects, q } = this.#data;
    const n = this.#n;
    const p = this.#p;
    const { second } = this.derivatives;
    const size = p + effects.thetaFactor.length + (this.#dispersion ? 1 : 0);
    const information = Matrix.zeros(size, size);
    const solved: Float64Array[] = [];
    for (let c = 0; c < p; c++) {
      weightColumn(second, q, c * n, this.#row);
      const gathered = new Float64Array(effects.structure.size);
      gatherByLevel(effects, this.#scaledZ, this.#row, gathered);
      this.system.solveForward(gathered);
      solved.push(gathered);
      for (let d = 0; d <= c; d++) {
        const value = columnProduct(this.#row, q, d * n) - innerProduct(gathered, solved[d]!);
        information.set(c, d, value);
        information.set(d, c, value);
      }
    }
    addVarianceInformation(effects, this.lambda, this.system.inverse, information, p);
    if (this.#dispersion) information.set(size - 1, size - 1, this.#dispersionInformation());
    return information;
  }

  /** The second derivative in ψ at the present linear predictor, by a difference. */
  #dispersionInformation(): number {
    const psi = this.#psi;
    const { value } = this.#differentiateDispersion(psi + 1e-4);
    const above = sumOf(value);
    this.#differentiateDispersion(psi);
    return Math.max((above - sumOf(value)) / 1e-4, 1e-2);
  }

  /** The derivatives of each row in ψ at the modes of the last point, in place until the next evaluation; null where the family has no ψ. */
  dispersionDerivatives(): DispersionDerivatives | null {
    return this.#dispersion && this.#differentiateDispersion(this.#psi);
  }

  /** Fills the derivatives of each row in ψ at the present modes. */
  #differentiateDispersion(psi: number): DispersionDerivatives {
    const { effects, family, link, response, weights } = this.#data;
    const derivatives = this.#dispersion!;
    this.#eta.set(this.#fixedPart);
    scatterToRows(effects, this.#scaledZ, this.u, this.#eta);
    family.dispersion!.differentiate(response, this.#eta, weights, link, psi, derivatives);
    return derivatives;
  }

  /** The covariance that best explains the present modes and their spread, (1/levels) Σ Λ(ûû' + P)Λ' by factor: one step of the EM algorithm. Runs the selected inverse. */
  async expectedCovariances(): Promise<Matrix[]> {
    const { structure } = this.#data.effects;
    await runPolitely(this.system.selectedInverseSteps(), this.#monitor);
    return structure.factors.map(({ effectCount: k, levelCount, offset }, f) => {
      const moments = Matrix.zeros(k, k);
      for (let j = 0; j < levelCount; j++) {
        for (let a = 0; a < k; a++) {
          for (let b = 0; b < k; b++) moments.set(a, b, moments.get(a, b) + (this.u[offset + j * k + a]! * this.u[offset + j * k + b]! + this.system.inverse.diagonal[f]![(j * k + a) * k + b]!) / levelCount);
        }
      }
      const lambda = Matrix.from1DArray(k, k, this.lambda[f]!);
      return lambda.mmul(moments).mmul(lambda.transpose());
    });
  }

  /** û to first order at x, from the factor of H at the present point: dû = −P [Λ'Z'W(Q dβ̃ + Z dΛ û) + dΛ'Z'e + Λ'Z' ∂e/∂ψ dψ]. */
  #predictModes(x: Float64Array): void {
    const { effects, q } = this.#data;
    const n = this.#n;
    const { first, second } = this.derivatives;
    const change = this.#lambdaGradient;
    writeLambda(effects, x.subarray(this.#p), change);
    for (let f = 0; f < change.length; f++) for (let at = 0; at < change[f]!.length; at++) change[f]![at] = change[f]![at]! - this.lambda[f]![at]!;
    const row = this.#row.fill(0);
    for (let j = 0; j < this.#p; j++) if (x[j] !== this.#beta[j]) addScaledColumn(row, x[j]! - this.#beta[j]!, q, j * n);
    multiplyLambda(effects, change, this.u, this.#trial);
    scatterToRows(effects, effects.z, this.#trial, row);
    multiplyElements(row, second);
    if (this.#dispersion) addScaled(row, this.#psiOf(x) - this.#psi, this.#differentiateDispersion(this.#psi).first);
    gatherByLevel(effects, this.#scaledZ, row, this.#step);
    gatherByLevel(effects, effects.z, first, this.#trial);
    multiplyLambdaTransposed(effects, change, this.#trial, this.#trial);
    addScaled(this.#step, 1, this.#trial);
    this.system.solve(this.#step);
    addScaled(this.u, -1, this.#step);
  }

  /** Reads β̃ and θ into what the passes over the rows use. */
  #place(x: Float64Array): void {
    const { effects, q, offset } = this.#data;
    const n = this.#n;
    const p = this.#p;
    writeLambda(effects, x.subarray(p), this.lambda);
    this.#psi = this.#psiOf(x);
    this.#beta.set(x.subarray(0, p));
    effects.structure.factors.forEach(({ effectCount: k }, f) => scaleRows(effects.z[f]!, this.lambda[f]!, k, this.#scaledZ[f]!));
    this.#fixedPart.set(offset);
    for (let j = 0; j < p; j++) addScaledColumn(this.#fixedPart, x[j]!, q, j * n);
  }

  #psiOf(x: Float64Array): number {
    return this.#dispersion ? x[x.length - 1]! : 0;
  }

  /**
   * Damped Newton for û. Returns h(û), with H factored there; not finite where it fails. A factor, at first that of the point before, is kept
   * for as long as steps with it gain digits quickly, where crossed factors make factoring dearer than a pass over the rows.
   */
  async #findModes(hasFactor: boolean): Promise<number> {
    const { u, system } = this;
    const { structure } = system;
    const step = this.#step;
    let value = this.#penalised(u);
    let before = FIRST_KEPT;
    let contraction = 1;
    let isKept = hasFactor;
    for (let iteration = 0; iteration < INNER_LIMIT && Number.isFinite(value); iteration++) {
      if (this.#monitor.isDue()) await this.#monitor.pause();
      let curvature: Curvature | null = null;
      let decrement = isKept && structure.trailingSize > 0 ? this.#halfStep() : Infinity;
      if (!(decrement < KEPT_CONTRACTION * before)) {
        curvature = await this.#factor();
        if (curvature === 'none') return NaN;
        decrement = this.#halfStep();
      }
      if (decrement < NOTHING_LEFT) return this.#settle(curvature, value);
      if (curvature === null && iteration > 0) contraction = decrement / before;
      system.solveBackward(step);
      const next = this.#stepDown(value, decrement);
      if (!Number.isFinite(next)) return NaN;
      value = next;
      if (decrement * (curvature ? decrement : contraction) < INNER_TOLERANCE) return this.#settle(null, value);
      before = decrement;
      isKept = true;
    }
    return NaN;
  }

  /** h(u), with H factored there where it is not yet; NaN where it is not positive definite. */
  async #settle(curvature: Curvature | null, value: number): Promise<number> {
    return (curvature ?? (await this.#factor())) === 'convex' ? value : NaN;
  }

  /** Factors H at the present u. Away from the modes −ℓ may bend downwards (cauchit); without those rows H is positive definite, and the step still goes down. */
  async #factor(): Promise<Curvature> {
    const { system, derivatives } = this;
    const { structure } = this.#data.effects;
    fillFromRows(structure, this.#scaledZ, derivatives.second, system.values);
    if (await runPolitely(system.factorSteps(), this.#monitor)) return 'convex';
    fillFromRows(structure, this.#scaledZ, derivatives.second.map(w => Math.max(w, 0)), system.values);
    return (await runPolitely(system.factorSteps(), this.#monitor)) ? 'mended' : 'none';
  }

  /** Writes L⁻¹ ∂h/∂u, and returns the decrement, half its square. */
  #halfStep(): number {
    const step = this.#step;
    gatherByLevel(this.#data.effects, this.#scaledZ, this.derivatives.first, step);
    addScaled(step, 1, this.u);
    this.system.solveForward(step);
    return innerProduct(step, step) / 2;
  }

  /** Moves u against the step, halved until h falls. Returns h there. */
  #stepDown(value: number, decrement: number): number {
    const trial = this.#trial;
    let next = NaN;
    let scale = 1;
    for (let halving = 0; halving < 40; halving++) {
      combine(this.u, -scale, this.#step, trial);
      next = this.#penalised(trial);
      if (next <= value - 1e-4 * scale * decrement || (decrement < 1e-6 && next <= value + 1e-11 * Math.abs(value))) break;
      scale /= 2;
    }
    if (Number.isFinite(next)) this.u.set(trial);
    return next;
  }

  /** h(u), leaving the derivatives of each row. */
  #penalised(u: Float64Array): number {
    const { effects, family, link, response, weights } = this.#data;
    this.#eta.set(this.#fixedPart);
    scatterToRows(effects, this.#scaledZ, u, this.#eta);
    return family.evaluate(response, this.#eta, weights, link, this.derivatives, this.#psi) + innerProduct(u, u) / 2;
  }

  async #differentiate(gradient: Float64Array): Promise<void> {
    const { effects, q } = this.#data;
    const { first, second, third } = this.derivatives;
    const n = this.#n;
    const p = this.#p;
    const { system, u } = this;
    const target = this.#lambdaGradient;
    for (const matrix of target) matrix.fill(0);
    await runPolitely(system.selectedInverseSteps(), this.#monitor);
    const leverage = this.#row.fill(0);
    addRowContraction(effects, this.#scaledZ, second, system, leverage, target);

    const dispersion = this.dispersionDerivatives();
    if (dispersion) gradient[gradient.length - 1] = sumOf(dispersion.value) + innerProduct(leverage, dispersion.second) / 2;
    const t = this.#eta; // η is not needed any more at this point
    weighHalf(leverage, third, t);
    const adjoint = this.#adjoint;
    gatherByLevel(effects, this.#scaledZ, t, adjoint);
    system.solve(adjoint);
    const shift = this.#row.fill(0);
    scatterToRows(effects, this.#scaledZ, adjoint, shift);
    if (dispersion) gradient[gradient.length - 1] = gradient[gradient.length - 1]! - innerProduct(shift, dispersion.first);
    const s = shift;
    addUp(first, t, second, s);

    for (let j = 0; j < p; j++) gradient[j] = columnProduct(s, q, j * n);
    const gathered = this.#trial;
    gatherByLevel(effects, effects.z, s, gathered);
    addOuterProducts(effects, gathered, u, 1, target);
    gatherByLevel(effects, effects.z, first, gathered);
    addOuterProducts(effects, gathered, adjoint, -1, target);
    readTheta(effects, target, gradient.subarray(p));
  }
}

/** Qβ̃ + offset. */
export function fixedPredictor({ q, offset }: Pick<LaplaceData, 'q' | 'offset'>, beta: Float64Array): Float64Array {
  const n = offset.length;
  const eta = Float64Array.from(offset);
  for (let j = 0; j < q.length / n; j++) if (beta[j] !== 0) addScaledColumn(eta, beta[j]!, q, j * n);
  return eta;
}

/** Λ'z by factor. */
export function scaledEffects({ structure, z }: RandomEffects, lambda: readonly Float64Array[]): Float64Array[] {
  return structure.factors.map(({ effectCount: k }, f) => {
    const scaled = new Float64Array(z[f]!.length);
    scaleRows(z[f]!, lambda[f]!, k, scaled);
    return scaled;
  });
}

/** target_i ← Λ'z_i. */
export function scaleRows(z: Float64Array, lambda: Float64Array, k: number, target: Float64Array): void {
  if (k === 1) {
    const scale = lambda[0]!;
    for (let i = 0; i < z.length; i++) target[i] = scale * z[i]!;
    return;
  }
  for (let at = 0; at < z.length; at += k) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let a = b; a < k; a++) sum += lambda[a * k + b]! * z[at + a]!;
      target[at + b] = sum;
    }
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** t ← ½ a w′. */
function weighHalf(leverage: Float64Array, third: Float64Array, t: Float64Array): void {
  for (let i = 0; i < t.length; i++) t[i] = 0.5 * leverage[i]! * third[i]!;
}

/** s ← e + t − w s, where s comes as ZΛv. */
function addUp(first: Float64Array, t: Float64Array, second: Float64Array, s: Float64Array): void {
  for (let i = 0; i < s.length; i++) s[i] = first[i]! + t[i]! - second[i]! * s[i]!;
}
