import { factorBlock, solveBlockLower, solveBlockLowerTransposed } from '../linalg/small-blocks.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { gatherRows, placeRows, squares } from './level-kernels.js';
import type { LevelRows } from './level-rows.js';

/** Newton decrement under which one more step leaves nothing but rounding, and one under which there is nothing left. */
const INNER_TOLERANCE = 1e-12;
const NOTHING_LEFT = 1e-22;
const INNER_LIMIT = 60;

/** The minimum û of g(u) = −Σ ℓ_i(f_i + s_i'u) + ½u'u over the rows of one level, and the curvature H = I + Σ w_i s_i s_i' there. */
export class LevelMode {
  /** û, length k. */
  readonly mode: Float64Array;
  /** L of H = LL', k × k by rows. */
  readonly factor: Float64Array;
  /** Λ, k × k by rows, and ψ of all levels that follow: to be written before `find`. */
  readonly lambda: Float64Array;
  psi = 0;
  readonly #gathered: Float64Array;
  readonly #step: Float64Array;
  readonly #trial: Float64Array;

  constructor(private readonly family: Family, private readonly link: LinkDescription, private readonly k: number) {
    this.mode = new Float64Array(k);
    this.factor = new Float64Array(k * k);
    this.lambda = new Float64Array(k * k);
    this.#gathered = new Float64Array(k);
    this.#step = new Float64Array(k);
    this.#trial = new Float64Array(k);
  }

  /** g(û), sought from the k elements of `start` at `at`, and from zero where that fails; not finite where both do. Leaves û, L, and the derivatives of the rows there. */
  find(level: LevelRows, start: Float64Array, at: number): number {
    for (let a = 0; a < this.k; a++) this.mode[a] = start[at + a]!;
    const value = this.#descend(level);
    if (Number.isFinite(value)) return value;
    this.mode.fill(0);
    return this.#descend(level);
  }

  /** Damped Newton for û from where `mode` is. Returns g(û), with H factored there; not finite where it fails. */
  #descend(level: LevelRows): number {
    const { fixedPart, response, weights, z, s, scratch } = level;
    const { family, link } = this;
    const { eta, mode } = scratch;
    const k = this.k;
    const u = this.mode;
    const step = this.#step;
    const trial = this.#trial;
    placeRows(eta, fixedPart, s, u, k);
    let value = family.evaluate(response, eta, weights, link, mode, this.psi) + 0.5 * squares(u);
    let isLast = false;
    for (let iteration = 0; iteration < INNER_LIMIT && Number.isFinite(value); iteration++) {
      const isConvex = this.#factorHessian(mode.second, s, false);
      if (!isConvex && !this.#factorHessian(mode.second, s, true)) return NaN;
      if (isLast) return isConvex ? value : NaN;
      gatherRows(z, mode.first, k, this.#gathered);
      for (let b = 0; b < k; b++) {
        let sum = u[b]!;
        for (let a = b; a < k; a++) sum += this.lambda[a * k + b]! * this.#gathered[a]!;
        step[b] = sum;
      }
      solveBlockLower(this.factor, 0, k, step, 0);
      const decrement = 0.5 * squares(step);
      if (decrement < NOTHING_LEFT) return isConvex ? value : NaN;
      solveBlockLowerTransposed(this.factor, 0, k, step, 0);
      let next = NaN;
      let isLower = false;
      for (let halving = 0, scale = 1; halving < 40 && !isLower; halving++, scale /= 2) {
        for (let a = 0; a < k; a++) trial[a] = u[a]! - scale * step[a]!;
        placeRows(eta, fixedPart, s, trial, k);
        next = family.evaluate(response, eta, weights, link, mode, this.psi) + 0.5 * squares(trial);
        isLower = next <= value - 1e-4 * scale * decrement || (decrement < 1e-6 && next <= value + 1e-11 * Math.abs(value));
      }
      if (!Number.isFinite(next)) return NaN;
      u.set(trial);
      value = next;
      isLast = decrement < INNER_TOLERANCE;
    }
    return NaN;
  }

  /** H = I + Σ w s s' and its Cholesky factor; `clipped` leaves out rows that bend downwards. */
  #factorHessian(second: Float64Array, s: Float64Array, clipped: boolean): boolean {
    const k = this.k;
    const h = this.factor;
    if (k === 1) {
      let sum = 1;
      for (let i = 0; i < second.length; i++) sum += (clipped ? Math.max(second[i]!, 0) : second[i]!) * s[i]! * s[i]!;
      h[0] = Math.sqrt(sum);
      return sum > 0;
    }
    h.fill(0);
    for (let a = 0; a < k; a++) h[a * k + a] = 1;
    for (let i = 0; i < second.length; i++) {
      const w = clipped ? Math.max(second[i]!, 0) : second[i]!;
      for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) h[a * k + b] = h[a * k + b]! + w * s[i * k + a]! * s[i * k + b]!;
    }
    return factorBlock(h, 0, k);
  }
}
