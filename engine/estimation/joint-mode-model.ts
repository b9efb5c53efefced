/**
 * The approximation of `nAGQ = 0`: at each θ the fixed effects β̃ and the random effects u minimise the penalised h(u, β̃) together, and the
 * Laplace approximation is taken there, −ℓ₀(θ) = h(û, β̂) + ½ log|H|, as a function of θ and ψ alone (Bates et al., lme4; PIRLS over both).
 *
 * β̂(θ) solves Q'e = 0. With S = ZΛ, P = H⁻¹ and M = Q'WQ − Q'WS P S'WQ, the slope of Q'e along β̂, and with c = M⁻¹ ∂(−ℓ_L)/∂β̃,
 * r = Qc and b = P S'Wr, the gradient of the Laplace approximation along θ loses what β̂ adds as it moves:
 *
 *     ∂/∂Λ[a, d] −= Σ_i w_i (r_i − s_i'b) z_ia û_d − Σ_levels b_d (Z'e)_a
 *     ∂/∂ψ       −= Σ_i (r_i − s_i'b) ∂e_i/∂ψ.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { addScaledColumn, columnProduct, innerProduct, weightColumn } from '../linalg/vector-kernels.js';
import { scaleRows, type LaplaceData, type LaplaceModel } from './laplace-model.js';
import { addOuterProducts, createFactorMatrices, gatherByLevel, readTheta, scatterToRows } from './random-effects.js';

/** Newton decrement of β̃, in units of the penalised log-likelihood, under which one more step leaves nothing but rounding. */
const TOLERANCE = 1e-14;
const ITERATION_LIMIT = 50;

export class JointModeModel {
  readonly #data: LaplaceData;
  readonly #laplace: LaplaceModel;
  readonly #n: number;
  readonly #p: number;
  /** (β̂, θ, ψ) of the last point. */
  readonly x: Float64Array;
  readonly #trial: Float64Array;
  readonly #gradient: Float64Array;
  readonly #scaledZ: readonly Float64Array[];
  readonly #lambdaGradient: readonly Float64Array[];
  readonly #row: Float64Array;
  readonly #gathered: Float64Array;

  /** `start` is (β̃, θ, ψ); β̃ is sought from there. */
  constructor(data: LaplaceData, laplace: LaplaceModel, start: Float64Array) {
    const n = data.response.length;
    this.#data = data;
    this.#laplace = laplace;
    this.#n = n;
    this.#p = data.q.length / n;
    this.x = Float64Array.from(start);
    this.#trial = new Float64Array(start.length);
    this.#gradient = new Float64Array(start.length);
    this.#scaledZ = data.effects.z.map(z => new Float64Array(z.length));
    this.#lambdaGradient = createFactorMatrices(data.effects);
    this.#row = new Float64Array(n);
    this.#gathered = new Float64Array(data.effects.structure.size);
  }

  /** −ℓ₀ at (θ, ψ) without the part that depends on the data alone; writes its gradient. NaN where it cannot be computed. */
  async evaluate(parameters: Float64Array, gradient: Float64Array): Promise<number> {
    const p = this.#p;
    this.x.set(parameters, p);
    if (!(await this.#findCoefficients())) return NaN;
    const value = await this.#laplace.evaluate(this.x, this.#gradient);
    if (!Number.isFinite(value)) return NaN;
    gradient.set(this.#gradient.subarray(p));
    if (p > 0) this.#followCoefficients(gradient);
    return value;
  }

  /** The information about θ and ψ at the last point, where the fixed effects are known. */
  information(): Matrix {
    const all = this.#laplace.information();
    const kept = Array.from({ length: all.rows - this.#p }, (_, i) => this.#p + i);
    return all.selection(kept, kept);
  }

  /** M at the last point, the information about β̃ where θ is known: what the standard errors come from. */
  coefficientInformation(): Matrix {
    const { q, effects } = this.#data;
    const { second } = this.#laplace.derivatives;
    const p = this.#p;
    const information = Matrix.zeros(p, p);
    const solved: Float64Array[] = [];
    for (let c = 0; c < p; c++) {
      weightColumn(second, q, c * this.#n, this.#row);
      const gathered = new Float64Array(effects.structure.size);
      gatherByLevel(effects, this.#scaledZ, this.#row, gathered);
      this.#laplace.system.solveForward(gathered);
      solved.push(gathered);
      for (let d = 0; d <= c; d++) {
        const value = columnProduct(this.#row, q, d * this.#n) - innerProduct(gathered, solved[d]!);
        information.set(c, d, value);
        information.set(d, c, value);
      }
    }
    return information;
  }

  /** Damped Newton for β̂ at the present θ; û follows within the Laplace model. */
  async #findCoefficients(): Promise<boolean> {
    const { effects, q } = this.#data;
    const laplace = this.#laplace;
    const p = this.#p;
    const { x } = this;
    let penalised = await this.#penalised(x);
    if (!Number.isFinite(penalised)) return false;
    if (p === 0) return true;
    effects.structure.factors.forEach(({ effectCount: k }, f) => scaleRows(effects.z[f]!, laplace.lambda[f]!, k, this.#scaledZ[f]!));
    for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
      const slope = Matrix.columnVector(Array.from({ length: p }, (_, c) => columnProduct(laplace.derivatives.first, q, c * this.#n)));
      const cholesky = new CholeskyDecomposition(this.coefficientInformation());
      if (!cholesky.isPositiveDefinite()) return false;
      const step = cholesky.solve(slope);
      const decrement = 0.5 * slope.dot(step);
      this.#trial.set(x);
      let next = NaN;
      for (let halving = 0, scale = 1; halving < 30 && !(next <= penalised + 1e-11 * Math.abs(penalised)); halving++, scale /= 2) {
        for (let c = 0; c < p; c++) this.#trial[c] = x[c]! - scale * step.get(c, 0);
        next = await this.#penalised(this.#trial);
      }
      if (!Number.isFinite(next)) return false;
      x.set(this.#trial);
      penalised = next;
      if (decrement < TOLERANCE) return true;
    }
    return false;
  }

  /** h(û, β̃) at x. */
  async #penalised(x: Float64Array): Promise<number> {
    const value = await this.#laplace.approximate(x);
    return Number.isFinite(value) ? value - this.#laplace.system.logDeterminant() / 2 : NaN;
  }

  #followCoefficients(gradient: Float64Array): void {
    const { effects, q } = this.#data;
    const { system, u } = this.#laplace;
    const { first, second } = this.#laplace.derivatives;
    const n = this.#n;
    const p = this.#p;
    const c = new CholeskyDecomposition(this.coefficientInformation()).solve(Matrix.columnVector(this.#gradient.subarray(0, p)));
    const r = new Float64Array(n);
    for (let column = 0; column < p; column++) addScaledColumn(r, c.get(column, 0), q, column * n);
    const row = this.#row;
    for (let i = 0; i < n; i++) row[i] = second[i]! * r[i]!;
    const b = new Float64Array(effects.structure.size);
    gatherByLevel(effects, this.#scaledZ, row, b);
    system.solve(b);
    row.fill(0);
    scatterToRows(effects, this.#scaledZ, b, row);
    for (let i = 0; i < n; i++) {
      r[i] = r[i]! - row[i]!;
      row[i] = second[i]! * r[i]!;
    }
    for (const matrix of this.#lambdaGradient) matrix.fill(0);
    gatherByLevel(effects, effects.z, row, this.#gathered);
    addOuterProducts(effects, this.#gathered, u, 1, this.#lambdaGradient);
    gatherByLevel(effects, effects.z, first, this.#gathered);
    addOuterProducts(effects, this.#gathered, b, -1, this.#lambdaGradient);
    const theta = new Float64Array(effects.thetaFactor.length);
    readTheta(effects, this.#lambdaGradient, theta);
    for (let t = 0; t < theta.length; t++) gradient[t] = gradient[t]! - theta[t]!;
    const dispersion = this.#laplace.dispersionDerivatives();
    if (!dispersion) return;
    const psiAt = gradient.length - 1;
    for (let i = 0; i < n; i++) gradient[psiAt] = gradient[psiAt]! - r[i]! * dispersion.first[i]!;
  }
}
