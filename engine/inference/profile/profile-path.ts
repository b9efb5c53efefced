/**
 * The path that the constrained maximum of a likelihood takes as one parameter moves away from its estimate: a point is predicted from
 * those before it, and corrected by sequential quadratic programming on exact gradients (Nocedal & Wright 2006, algorithm 18.1), the
 * second derivatives of the Lagrangian being updated along the way.
 */
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../linalg/dense-cholesky.js';
import { innerProduct } from '../../linalg/vector-kernels.js';

/** −ℓ(x), and a parameter as a function of x. */
export interface ProfileProblem {
  /** Writes the gradient; NaN where it cannot be computed. */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
  parameter(x: Float64Array, gradient: Float64Array): number;
  readonly lower: number;
  readonly upper: number;
  readonly isSmoothAtLower: boolean;
}

export interface ProfileStart {
  /** Where −ℓ has its minimum. */
  readonly x: Float64Array;
  readonly value: number;
  /** Second derivatives there, m × m by rows. */
  readonly information: Float64Array;
}

export interface ProfilePoint {
  /** Of the parameter. */
  readonly value: number;
  /** ζ: the root of the rise of the deviance, negative below the estimate. */
  readonly zeta: number;
  /** dζ/dvalue. */
  readonly slope: number;
  readonly x: Float64Array;
}

/** Why a side of the profile ended: it went as far as asked, came to the end of the parameter's range, the likelihood does not fall any more, or no further point was found. */
export type PathEnd = 'reached' | 'boundary' | 'flat' | 'lost';

export interface ProfileSide {
  /** From the estimate outwards, without it. */
  readonly points: readonly ProfilePoint[];
  readonly end: PathEnd;
}

/** Newton decrement, in units of the log-likelihood, below which a point counts as on the path: it moves ζ = 1 by no more than that. */
const ON_PATH = 1e-8;
const CORRECTIONS = 15;
const HALVINGS = 10;
/** Points that a prediction is interpolated from. */
const REMEMBERED = 4;
/** A correction goes no further than so many standard errors. */
const LONGEST_CORRECTION = 4;
/** What is left of the distance to the end of a range, as a share of the estimate's, at which the parameter has arrived there. */
const ARRIVED = 1e-3;
/** Standard errors from the estimate at which a likelihood that has not fallen enough is flat. */
const FLAT = 60;
const MOST_POINTS = 60;
/** A fall of −ℓ below its minimum that is more than rounding. */
const LOWER = 1e-6;

/** Thrown where the path finds a higher likelihood than that of the estimates. */
export class HigherLikelihood extends Error {}

export class ProfilePath {
  readonly estimate: ProfilePoint;
  readonly #problem: ProfileProblem;
  readonly #start: ProfileStart;
  readonly #m: number;
  /** The present second derivatives of −ℓ − λ·parameter. */
  #hessian: Float64Array;

  constructor(problem: ProfileProblem, start: ProfileStart) {
    this.#problem = problem;
    this.#start = start;
    this.#m = start.x.length;
    this.#hessian = Float64Array.from(start.information);
    const direction = new Float64Array(this.#m);
    const value = problem.parameter(start.x, direction);
    const variance = innerProduct(direction, this.#solve(direction));
    this.estimate = { value, zeta: 0, slope: 1 / Math.sqrt(variance), x: start.x };
  }

  /** Below the estimate (−1) or above it (1), through the values of |ζ| given, in rising order; `before` are points of the other side, to predict from. */
  async follow(sign: -1 | 1, targets: readonly number[], before: readonly ProfilePoint[]): Promise<ProfileSide> {
    this.#hessian = Float64Array.from(this.#start.information);
    const { lower, upper } = this.#problem;
    const end = sign < 0 ? lower : upper;
    const known = [...before.slice(0, REMEMBERED - 1).reverse(), this.estimate];
    const points: ProfilePoint[] = [];
    let share = 1;
    while (points.length < MOST_POINTS) {
      const last = known.at(-1)!;
      const target = targets.find(zeta => zeta > Math.abs(last.zeta) + 1e-3);
      if (target === undefined) return { points, end: 'reached' };
      const wanted = last.value + share * (valueAt(sign * target, known) - last.value);
      const isAtEnd = sign * (wanted - end) >= 0;
      const canArrive = isAtEnd && share === 1 && sign < 0 && this.#problem.isSmoothAtLower;
      const remaining = Math.abs(last.value - end);
      const next = canArrive ? end : sign * (wanted - end) > -0.25 * remaining ? end - sign * 0.25 * remaining : wanted;
      const point = await this.#pointAt(next, sign, known, canArrive ? 1e-9 : Infinity);
      if (point && sign * (point.value - last.value) > 0 && sign * (point.zeta - last.zeta) > 0) {
        points.push(point);
        known.push(point);
        share = 1;
        if (canArrive || (Number.isFinite(end) && Math.abs(point.value - end) <= ARRIVED * Math.abs(this.estimate.value - end))) return { points, end: Math.abs(point.zeta) >= targets.at(-1)! ? 'reached' : 'boundary' };
        if (Math.abs(point.value - this.estimate.value) * this.estimate.slope > FLAT) return { points, end: 'flat' };
        continue;
      }
      share /= 2;
      this.#hessian = Float64Array.from(this.#start.information);
      if (share < 2 ** -HALVINGS) return { points, end: 'lost' };
    }
    return { points, end: 'lost' };
  }

  /** The point of the path near a value, no further from it than `nearness` standard errors; null where the corrections do not find it. */
  async #pointAt(value: number, sign: -1 | 1, known: readonly ProfilePoint[], nearness: number): Promise<ProfilePoint | null> {
    const m = this.#m;
    const x = this.#predict(value, known);
    const gradient = new Float64Array(m);
    const normal = new Float64Array(m);
    let before: { readonly x: Float64Array; readonly gradient: Float64Array; readonly normal: Float64Array } | null = null;
    let multiplier = 0;
    let least = Infinity;
    for (let correction = 0; correction < CORRECTIONS; correction++) {
      const objective = await this.#problem.evaluate(x, gradient);
      if (!Number.isFinite(objective)) return null;
      const found = this.#problem.parameter(x, normal);
      if (before) this.#update(before, x, gradient, normal, multiplier);
      const towards = this.#solve(normal);
      const across = innerProduct(normal, towards);
      const uphill = innerProduct(towards, gradient);
      multiplier = uphill / across;
      const residual = gradient.map((entry, i) => entry - multiplier * normal[i]!);
      const decrement = innerProduct(residual, this.#solve(residual)) / 2;
      if (decrement < ON_PATH && Math.abs(value - found) * this.estimate.slope <= nearness) {
        const rise = objective - decrement - this.#start.value;
        if (rise < -LOWER) throw new HigherLikelihood();
        const zeta = sign * Math.sqrt(2 * Math.max(0, rise));
        return { value: found, zeta, slope: zeta === 0 ? this.estimate.slope : multiplier / zeta, x };
      }
      if (decrement > 100 * Math.max(least, ON_PATH) && correction > 2) return null;
      least = Math.min(least, decrement);
      before = { x: Float64Array.from(x), gradient: Float64Array.from(gradient), normal: Float64Array.from(normal) };
      multiplier = (value - found + uphill) / across;
      const step = this.#solve(gradient.map((entry, i) => multiplier * normal[i]! - entry));
      const length = Math.sqrt(innerProduct(step, this.#multiply(step)));
      const scale = Math.min(1, LONGEST_CORRECTION / length);
      for (let i = 0; i < m; i++) x[i] = x[i]! + scale * step[i]!;
    }
    return null;
  }

  /** x by interpolation of the last points, or along the tangent where there is only one. */
  #predict(value: number, known: readonly ProfilePoint[]): Float64Array {
    const last = known.at(-1)!;
    if (known.length === 1) {
      const normal = new Float64Array(this.#m);
      this.#problem.parameter(last.x, normal);
      const towards = this.#solve(normal);
      const scale = (value - last.value) / innerProduct(normal, towards);
      return last.x.map((entry, i) => entry + scale * towards[i]!);
    }
    const points = known.slice(-REMEMBERED);
    const x = new Float64Array(this.#m);
    for (const point of points) {
      let weight = 1;
      for (const other of points) if (other !== point) weight *= (value - other.value) / (point.value - other.value);
      for (let i = 0; i < x.length; i++) x[i] = x[i]! + weight * point.x[i]!;
    }
    return x;
  }

  /** The BFGS update for the Lagrangian, damped so that it stays positive definite (Powell 1978). */
  #update(before: { readonly x: Float64Array; readonly gradient: Float64Array; readonly normal: Float64Array }, x: Float64Array, gradient: Float64Array, normal: Float64Array, multiplier: number): void {
    const m = this.#m;
    const step = x.map((entry, i) => entry - before.x[i]!);
    const change = gradient.map((entry, i) => entry - before.gradient[i]! - multiplier * (normal[i]! - before.normal[i]!));
    const product = this.#multiply(step);
    const curvature = innerProduct(step, product);
    if (!(curvature > 0)) return;
    const along = innerProduct(step, change);
    const share = along >= 0.2 * curvature ? 1 : (0.8 * curvature) / (curvature - along);
    for (let i = 0; i < m; i++) change[i] = share * change[i]! + (1 - share) * product[i]!;
    const damped = innerProduct(step, change);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) this.#hessian[i * m + j] = this.#hessian[i * m + j]! - (product[i]! * product[j]!) / curvature + (change[i]! * change[j]!) / damped;
  }

  #multiply(x: Float64Array): Float64Array {
    const m = this.#m;
    return x.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += this.#hessian[i * m + j]! * x[j]!;
      return sum;
    });
  }

  /** The solution of the present second derivatives for a right-hand side. */
  #solve(right: Float64Array): Float64Array {
    const factor = Float64Array.from(this.#hessian);
    const solution = Float64Array.from(right);
    if (!choleskyFactor(factor, this.#m)) throw new Error('the second derivatives at the estimates are not positive definite');
    solveLower(factor, this.#m, solution);
    solveLowerTransposed(factor, this.#m, solution);
    return solution;
  }
}

/** The parameter's value at a ζ beyond the last point, from the slopes of the last two. */
function valueAt(zeta: number, known: readonly ProfilePoint[]): number {
  const last = known.at(-1)!;
  const step = zeta - last.zeta;
  const rate = 1 / last.slope;
  const before = known.at(-2);
  const bend = before ? (rate - 1 / before.slope) / (last.zeta - before.zeta) : 0;
  const curved = rate * step + (bend * step * step) / 2;
  return last.value + (curved / (rate * step) > 0.4 && curved / (rate * step) < 2.5 ? curved : rate * step);
}
