/**
 * Minimises a smooth function from its exact gradient, and says how far from the minimum it stopped, as the Newton decrement ½g'I⁻¹g.
 * BFGS with a line search, set out from the objective's own approximation to the second derivatives I; where I itself is wanted, it is
 * then taken by differences of the gradient, a last Newton step is made, and a saddle is left along its negative curvature.
 * Nocedal & Wright (2006), algorithms 3.5, 3.6 and 6.1.
 */
import { Matrix } from 'ml-matrix';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../linalg/dense-cholesky.js';
import { addScaled, combine, innerProduct } from '../linalg/vector-kernels.js';
import { Curvature } from './curvature.js';
import { differentiateGradient } from './gradient-differences.js';

export interface Objective {
  /** The value at x, and its gradient written in place. NaN or Infinity where it cannot be computed. */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
  /** An approximation to the second derivatives at the last point evaluated, m × m; null where there is none. */
  information(): Matrix | null;
  /** The exact second derivatives at the last point evaluated, where they are to be had: then nothing is differenced, and every step is Newton's. */
  hessian?(): Matrix;
  /** The longest multiple (at most 1) of a step that a first trial should take. */
  firstStep(x: Float64Array, direction: Float64Array): number;
  /** Told once an iteration. */
  report(iteration: number, evaluations: number, value: number): void;
}

export interface Optimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** The second derivatives at x, m × m; all zero where they were not asked for. */
  readonly information: Matrix;
  /** Their inverse; a direction in which the function is flat gets a huge variance, not an infinite one. */
  readonly covariance: Matrix;
  /** ½g'I⁻¹g: how much the value could still fall, in its own units. */
  readonly newtonDecrement: number;
  readonly iterations: number;
  readonly evaluations: number;
  /** Empty when the decrement is below the tolerance and the curvature nowhere negative. */
  readonly problem: string;
}

export interface OptimiserOptions {
  /** The largest Newton decrement that counts as converged. */
  readonly tolerance: number;
  readonly iterationLimit: number;
  /** Whether the second derivatives at the optimum are wanted; they take m evaluations or more where the objective has not the exact ones. */
  readonly needsInformation: boolean;
}

/** While the decrement is above this, each iteration takes the objective's own approximation to the second derivatives, and none from before. */
const FAR = 0.5;
const REFRESHING_ITERATIONS = 15;
/** Share of the slope left by a step that shows it to have been too short. */
const TOO_SHORT = 0.2;
/** Newton decrement, as a share of the tolerance, at which BFGS stops: a ten-millionth of a standard error from the minimum, which leaves its digits to x. */
export const SETTLED = 1e-5;
/** Evaluations that a line search may take. */
const SEARCH_LIMIT = 25;
/** Times that a saddle or a first stop short of the minimum sets BFGS out again. */
const ROUNDS = 6;

/** The objective is left evaluated at the x that is returned. */
export async function minimise(objective: Objective, start: Float64Array, options: OptimiserOptions): Promise<Optimum> {
  return new Minimisation(objective, start, options).run();
}

class Minimisation {
  readonly #objective: Objective;
  readonly #options: OptimiserOptions;
  readonly #m: number;
  readonly #x: Float64Array;
  readonly #gradient: Float64Array;
  readonly #trial: Float64Array;
  readonly #trialGradient: Float64Array;
  readonly #direction: Float64Array;
  #value = NaN;
  /** The present approximation to I⁻¹, m × m. */
  #inverse: Float64Array;
  /** About one standard error of each parameter, the others held. */
  readonly #unit: Float64Array;
  /** Where the objective was last evaluated. */
  readonly #last: Float64Array;
  #iterations = 0;
  #evaluations = 0;

  constructor(objective: Objective, start: Float64Array, options: OptimiserOptions) {
    const m = start.length;
    this.#objective = objective;
    this.#options = options;
    this.#m = m;
    this.#x = Float64Array.from(start);
    this.#gradient = new Float64Array(m);
    this.#trial = new Float64Array(m);
    this.#trialGradient = new Float64Array(m);
    this.#direction = new Float64Array(m);
    this.#last = new Float64Array(m).fill(NaN);
    this.#inverse = new Float64Array(m * m);
    this.#unit = new Float64Array(m).fill(1);
  }

  async run(): Promise<Optimum> {
    this.#value = await this.#evaluate(this.#x, this.#gradient);
    if (!Number.isFinite(this.#value)) return this.#finish(null, NaN, 'the log-likelihood cannot be computed at the starting values');
    if (this.#m === 0) return this.#finish(null, 0, '');
    this.#setOut(this.#approximation());
    if (this.#options.needsInformation) return this.#runWithInformation();
    const problem = await this.#descend();
    const decrement = this.#decrement();
    return this.#finish(null, decrement, decrement <= this.#options.tolerance ? '' : problem || NO_STEP);
  }

  async #runWithInformation(): Promise<Optimum> {
    const { tolerance } = this.#options;
    for (let round = 1; ; round++) {
      const problem = await this.#descend();
      const curvature = await this.#curvature();
      const isSaddle = curvature.isSaddle;
      if (isSaddle ? !(await this.#escape(curvature)) : await this.#polish(curvature)) return this.#finish(curvature, curvature.decrement(this.#gradient), isSaddle ? NO_STEP : '');
      const decrement = curvature.decrement(this.#gradient);
      if (round === ROUNDS || problem !== '') return this.#finish(curvature, decrement, decrement <= tolerance && !isSaddle ? '' : problem || NO_STEP);
      this.#setOut(curvature.absolute());
    }
  }

  /** Starts BFGS from second derivatives, or from none. */
  #setOut(information: Matrix | null): void {
    const m = this.#m;
    if (information) for (let i = 0; i < m; i++) this.#unit[i] = 1 / Math.sqrt(Math.max(information.get(i, i), 1e-2));
    this.#inverse = (information && invertPositive(information)) ?? diagonalMatrix(this.#unit);
  }

  /** ½g'I⁻¹g with the approximation at hand. */
  #decrement(): number {
    multiply(this.#inverse, this.#gradient, this.#direction);
    return innerProduct(this.#direction, this.#gradient) / 2;
  }

  /** BFGS from the present point. Returns what stopped it before it had settled, or nothing. */
  async #descend(): Promise<string> {
    const { tolerance, iterationLimit } = this.#options;
    const direction = this.#direction;
    let failures = 0;
    while (this.#iterations < iterationLimit) {
      let decrement = this.#decrement();
      if (!(decrement > 0)) {
        this.#inverse = diagonalMatrix(this.#unit);
        decrement = this.#decrement();
      }
      if (!(decrement > SETTLED * tolerance)) return '';
      for (let i = 0; i < this.#m; i++) direction[i] = -direction[i]!;
      this.#iterations++;
      this.#objective.report(this.#iterations, this.#evaluations, this.#value);
      const value = await this.#searchLine(-2 * decrement);
      if (value === null) {
        if (++failures > 1 || decrement <= tolerance) return '';
        this.#inverse = diagonalMatrix(this.#unit);
        continue;
      }
      failures = 0;
      const isRefreshed = this.#objective.hessian !== undefined || (decrement > FAR && this.#iterations <= REFRESHING_ITERATIONS);
      const fresh = isRefreshed ? this.#approximation() : null;
      if (fresh) this.#setOut(fresh);
      if (!fresh || this.#wasTooShort(decrement)) updateInverse(this.#inverse, this.#trial, this.#x, this.#trialGradient, this.#gradient);
      this.#moveToTrial(value);
    }
    return `it did not settle within ${iterationLimit} iterations`;
  }

  /**
   * A trial along the direction with sufficient decrease and a flatter slope (the strong Wolfe conditions); near the minimum,
   * where the value is all rounding, the slope alone decides (Hager & Zhang 2005). Returns the value there, null where there is none.
   */
  async #searchLine(slope: number): Promise<number | null> {
    const trial = this.#trial;
    const trialGradient = this.#trialGradient;
    const direction = this.#direction;
    const rounding = 1e-12 * (1 + Math.abs(this.#value));
    let low = 0;
    let lowValue = this.#value;
    let lowSlope = slope;
    let high = Infinity;
    let step = this.#objective.firstStep(this.#x, direction);
    let best: { value: number; x: Float64Array; gradient: Float64Array } | null = null;
    for (let attempt = 0; attempt < SEARCH_LIMIT; attempt++) {
      combine(this.#x, step, direction, trial);
      const value = await this.#evaluate(trial, trialGradient);
      const trialSlope = Number.isFinite(value) ? innerProduct(direction, trialGradient) : NaN;
      if (!Number.isFinite(trialSlope)) {
        high = step;
        step = low + 0.25 * (high - low);
        continue;
      }
      const isDecreased = value <= this.#value + 1e-4 * step * slope || (value <= this.#value + rounding && trialSlope <= -0.999 * slope);
      if (isDecreased && Math.abs(trialSlope) <= 0.9 * Math.abs(slope)) return value;
      if (isDecreased && value <= lowValue + rounding) {
        if (!best || value <= best.value) best = { value, x: Float64Array.from(trial), gradient: Float64Array.from(trialGradient) };
        if (trialSlope < 0) {
          const next = high === Infinity ? Math.min(4 * step, cubicMinimum(low, lowValue, lowSlope, step, value, trialSlope) || 4 * step) : (step + high) / 2;
          low = step;
          lowValue = value;
          lowSlope = trialSlope;
          step = high === Infinity ? Math.max(next, 1.5 * step) : next;
          if (step > 1e6) break;
          continue;
        }
      }
      high = step;
      const interpolated = cubicMinimum(low, lowValue, lowSlope, step, value, trialSlope);
      const width = high - low;
      step = interpolated > low + 0.1 * width && interpolated < high - 0.1 * width ? interpolated : low + 0.5 * width;
      if (width * norm(direction) < 1e-14 * (1 + norm(this.#x))) break;
    }
    if (!best) return null;
    trial.set(best.x);
    trialGradient.set(best.gradient);
    return best.value;
  }

  /** Newton steps with the second derivatives that are there, at least one if x is to be evaluated again anyway. True where the decrement meets the tolerance. */
  async #polish(curvature: Curvature): Promise<boolean> {
    let decrement = curvature.decrement(this.#gradient);
    for (let attempt = 0; attempt < 5 && (!this.#isAtX() || decrement > SETTLED * this.#options.tolerance); attempt++) {
      combine(this.#x, 1, curvature.newtonStep(this.#gradient), this.#trial);
      const value = await this.#evaluate(this.#trial, this.#trialGradient);
      const next = curvature.decrement(this.#trialGradient);
      if (!(value <= this.#value + 1e-12 * (1 + Math.abs(this.#value)) && next < decrement)) break;
      this.#iterations++;
      this.#moveToTrial(value);
      decrement = next;
    }
    return decrement <= this.#options.tolerance;
  }

  async #escape(curvature: Curvature): Promise<boolean> {
    const downwards = curvature.lowestDirection;
    for (const scale of [1, -1, 0.25, -0.25, 0.05, -0.05, 0.01, -0.01]) {
      combine(this.#x, scale, downwards, this.#trial);
      const value = await this.#evaluate(this.#trial, this.#trialGradient);
      if (!(value < this.#value - 1e-10)) continue;
      this.#moveToTrial(value);
      return true;
    }
    return false;
  }

  /** Second derivatives at the last point evaluated that a descent can use: of the exact ones without what is negative. */
  #approximation(): Matrix | null {
    return this.#objective.hessian ? new Curvature(this.#objective.hessian()).absolute() : this.#objective.information();
  }

  /** The second derivatives at x: the exact ones, or differences of the gradient. */
  async #curvature(): Promise<Curvature> {
    if (this.#objective.hessian) {
      if (!this.#isAtX()) await this.#evaluate(this.#x, this.#gradient);
      return new Curvature(this.#objective.hessian());
    }
    return new Curvature(await differentiateGradient((x, gradient) => this.#evaluate(x, gradient), this.#x, this.#gradient, this.#unit));
  }

  async #evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    this.#evaluations++;
    this.#last.set(x);
    return this.#objective.evaluate(x, gradient);
  }

  /** Whether a full step has left most of the slope: then the objective's approximation is too large, and says so again where it is taken anew. */
  #wasTooShort(decrement: number): boolean {
    const left = innerProduct(this.#direction, this.#trialGradient) / (-2 * decrement);
    return left > TOO_SHORT && this.#objective.firstStep(this.#x, this.#direction) === 1;
  }

  #isAtX(): boolean {
    for (let i = 0; i < this.#m; i++) if (this.#last[i] !== this.#x[i]) return false;
    return true;
  }

  #moveToTrial(value: number): void {
    this.#x.set(this.#trial);
    this.#gradient.set(this.#trialGradient);
    this.#value = value;
  }

  async #finish(curvature: Curvature | null, newtonDecrement: number, problem: string): Promise<Optimum> {
    const m = this.#m;
    if (!this.#isAtX() && Number.isFinite(this.#value)) await this.#evaluate(this.#x, this.#gradient);
    return {
      x: this.#x, value: this.#value, gradient: this.#gradient, newtonDecrement, iterations: this.#iterations, evaluations: this.#evaluations, problem,
      information: curvature?.information ?? Matrix.zeros(m, m),
      covariance: curvature?.inverse() ?? Matrix.zeros(m, m),
    };
  }
}

const NO_STEP = 'no step lowers the deviance further, though its gradient is not zero';

/** The inverse of a positive definite matrix; null where it is not positive definite. */
function invertPositive(matrix: Matrix): Float64Array | null {
  const m = matrix.rows;
  const factor = Float64Array.from(matrix.to1DArray());
  if (!choleskyFactor(factor, m)) return null;
  const inverse = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const row = inverse.subarray(i * m, (i + 1) * m);
    row[i] = 1;
    solveLower(factor, m, row);
    solveLowerTransposed(factor, m, row);
  }
  return inverse;
}

/** The matrix with the squares of the given values on its diagonal. */
function diagonalMatrix(roots: Float64Array): Float64Array {
  const m = roots.length;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) matrix[i * (m + 1)] = roots[i]! ** 2;
  return matrix;
}

/** The BFGS update of the inverse (Nocedal & Wright 2006, eq. 6.17), left out where the curvature along the step is not positive. */
function updateInverse(inverse: Float64Array, xNew: Float64Array, x: Float64Array, gradientNew: Float64Array, gradient: Float64Array): void {
  const m = x.length;
  const s = Float64Array.from(xNew);
  const y = Float64Array.from(gradientNew);
  addScaled(s, -1, x);
  addScaled(y, -1, gradient);
  const sy = innerProduct(s, y);
  if (!(sy > 1e-12 * norm(s) * norm(y))) return;
  const hy = new Float64Array(m);
  multiply(inverse, y, hy);
  const factor = (1 + innerProduct(y, hy) / sy) / sy;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) inverse[i * m + j] = inverse[i * m + j]! + factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
  }
}

/** Minimum of the cubic through two points with their slopes (Nocedal & Wright 2006, eq. 3.59); NaN where it has none. */
function cubicMinimum(a: number, valueA: number, slopeA: number, b: number, valueB: number, slopeB: number): number {
  const d1 = slopeA + slopeB - (3 * (valueA - valueB)) / (a - b);
  const d2 = Math.sign(b - a) * Math.sqrt(d1 * d1 - slopeA * slopeB);
  return b - ((b - a) * (slopeB + d2 - d1)) / (slopeB - slopeA + 2 * d2);
}

/** target ← Ax for a square matrix. */
function multiply(matrix: Float64Array, x: Float64Array, target: Float64Array): void {
  const m = x.length;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += matrix[i * m + j]! * x[j]!;
    target[i] = sum;
  }
}

const norm = (x: Float64Array): number => Math.sqrt(innerProduct(x, x));
