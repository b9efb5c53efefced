/**
 * Minimises a smooth function from its exact gradient, and says how far from the minimum it stopped: BFGS with a line search until
 * the Newton decrement ½g'I⁻¹g is small, then Newton steps with I by differences of the gradient, which also gives the standard errors.
 * Nocedal & Wright (2006), algorithms 3.5, 3.6 and 6.1.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

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
  /** The second derivatives at x, m × m. */
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
  /** Newton decrement at which to stop. */
  readonly tolerance: number;
  readonly iterationLimit: number;
}

/** While the decrement is above this, each iteration takes the objective's own approximation to the second derivatives, and none from before. */
const FAR = 0.5;
const REFRESHING_ITERATIONS = 15;
/** Step of the forward differences, in standard errors: far above the rounding of a gradient (1e-12 or so), far below where it bends. */
const DIFFERENCE = 4e-6;
/** Newton decrement at which BFGS hands over to Newton's method: a thousandth of a standard error from the minimum the second derivatives are good to as much. */
const NEAR = 1e-7;

export async function minimise(objective: Objective, start: Float64Array, options: OptimiserOptions): Promise<Optimum> {
  return new Minimisation(objective, start, options).run();
}

class Minimisation {
  readonly #objective: Objective;
  readonly #options: OptimiserOptions;
  readonly #m: number;
  #x: Float64Array;
  #gradient: Float64Array;
  #value = NaN;
  /** About one standard error of each parameter. */
  #unit = new Float64Array(0);
  readonly #last: Float64Array;
  #iterations = 0;
  #evaluations = 0;

  constructor(objective: Objective, start: Float64Array, options: OptimiserOptions) {
    this.#objective = objective;
    this.#options = options;
    this.#m = start.length;
    this.#x = Float64Array.from(start);
    this.#gradient = new Float64Array(this.#m);
    this.#last = new Float64Array(this.#m);
  }

  async run(): Promise<Optimum> {
    const { tolerance, iterationLimit } = this.#options;
    this.#value = await this.#evaluate(this.#x, this.#gradient);
    if (!Number.isFinite(this.#value)) return this.#finish(null, NaN, 'the log-likelihood cannot be computed at the starting values');
    if (this.#m === 0) return this.#finish(null, 0, '');
    let approximation = this.#positiveInformation() ?? Matrix.eye(this.#m);
    this.#unit = Float64Array.from({ length: this.#m }, (_, i) => 1 / Math.sqrt(Math.max(approximation.get(i, i), 1e-2)));
    let problem = '';
    for (let round = 0; round < 6; round++) {
      problem = await this.#descend(approximation, NEAR);
      const polished = await this.#polish(tolerance);
      if (polished.escaped) {
        approximation = polished.curvature.absolute();
        continue;
      }
      if (polished.decrement <= tolerance) return this.#finish(polished.curvature, polished.decrement, '');
      approximation = polished.curvature.absolute();
      if (this.#iterations >= iterationLimit || problem !== '') return this.#finish(polished.curvature, polished.decrement, problem || `it did not settle within ${iterationLimit} iterations`);
    }
    const curvature = await this.#curvature();
    const decrement = curvature.decrement(this.#gradient);
    return this.#finish(curvature, decrement, decrement <= tolerance ? '' : problem || 'no step lowers the deviance further, though its gradient is not zero');
  }

  /** BFGS from the present point. Returns what stopped it before the tolerance was met, or nothing. */
  async #descend(information: Matrix, tolerance: number): Promise<string> {
    const m = this.#m;
    let inverse = invertPositive(information);
    const direction = new Float64Array(m);
    const trial = new Float64Array(m);
    const trialGradient = new Float64Array(m);
    let failures = 0;
    while (this.#iterations < this.#options.iterationLimit) {
      multiply(inverse, this.#gradient, direction, -1);
      let slope = dot(direction, this.#gradient);
      if (!(slope < 0)) {
        resetToIdentity(inverse, information);
        multiply(inverse, this.#gradient, direction, -1);
        slope = dot(direction, this.#gradient);
      }
      if (-slope / 2 <= tolerance) return '';
      this.#iterations++;
      this.#objective.report(this.#iterations, this.#evaluations, this.#value);
      const step = await this.#searchLine(direction, slope, trial, trialGradient);
      if (step === null) {
        if (++failures > 1) return '';
        resetToIdentity(inverse, information);
        continue;
      }
      failures = 0;
      const fresh = this.#objective.hessian || (-slope / 2 > FAR && this.#iterations <= REFRESHING_ITERATIONS) ? this.#positiveInformation() : null;
      if (fresh) inverse = invertPositive(fresh);
      else updateInverse(inverse, trial, this.#x, trialGradient, this.#gradient);
      this.#x.set(trial);
      this.#gradient.set(trialGradient);
      this.#value = step;
    }
    return `it did not settle within ${this.#options.iterationLimit} iterations`;
  }

  /**
   * A point along the direction with sufficient decrease and a flatter slope (the strong Wolfe conditions); near the minimum,
   * where the value is all rounding, the slope alone decides (Hager & Zhang 2005). Returns the value there, null where there is none.
   */
  async #searchLine(direction: Float64Array, slope: number, trial: Float64Array, trialGradient: Float64Array): Promise<number | null> {
    const rounding = 1e-13 * (1 + Math.abs(this.#value)) * 10;
    let low = 0;
    let lowValue = this.#value;
    let lowSlope = slope;
    let high = Infinity;
    let step = this.#objective.firstStep(this.#x, direction);
    let best: { value: number; x: Float64Array; gradient: Float64Array } | null = null;
    for (let attempt = 0; attempt < 25; attempt++) {
      for (let i = 0; i < this.#m; i++) trial[i] = this.#x[i]! + step * direction[i]!;
      const value = await this.#evaluate(trial, trialGradient);
      const trialSlope = Number.isFinite(value) ? dot(direction, trialGradient) : NaN;
      if (!Number.isFinite(value) || !Number.isFinite(trialSlope)) {
        high = step;
        step = low + 0.25 * (high - low);
        continue;
      }
      const decreased = value <= this.#value + 1e-4 * step * slope || (value <= this.#value + rounding && trialSlope <= -0.999 * slope);
      if (decreased && Math.abs(trialSlope) <= 0.9 * Math.abs(slope)) return value;
      if (decreased && value <= lowValue + rounding) {
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

  /** Newton steps with differenced second derivatives; leaves a saddle along its negative curvature. */
  async #polish(tolerance: number): Promise<{ curvature: Curvature; decrement: number; escaped: boolean }> {
    let curvature = await this.#curvature();
    if (curvature.isSaddle) return { curvature, decrement: NaN, escaped: await this.#escape(curvature) };
    let decrement = curvature.decrement(this.#gradient);
    let moved = false;
    const trial = new Float64Array(this.#m);
    const trialGradient = new Float64Array(this.#m);
    for (let attempt = 0; attempt < 5 && decrement > tolerance / 100; attempt++) {
      const step = curvature.newtonStep(this.#gradient);
      for (let i = 0; i < this.#m; i++) trial[i] = this.#x[i]! + step[i]!;
      const value = await this.#evaluate(trial, trialGradient);
      const rounding = 1e-12 * (1 + Math.abs(this.#value));
      if (!(value <= this.#value + rounding)) break;
      const next = curvature.decrement(trialGradient);
      if (!(next < decrement)) break;
      moved ||= decrement > 1e-6;
      this.#iterations++;
      this.#x.set(trial);
      this.#gradient.set(trialGradient);
      this.#value = value;
      decrement = next;
    }
    if (moved && decrement <= tolerance) {
      curvature = await this.#curvature();
      decrement = curvature.decrement(this.#gradient);
    }
    return { curvature, decrement, escaped: false };
  }

  async #escape(curvature: Curvature): Promise<boolean> {
    const trialGradient = new Float64Array(this.#m);
    for (const scale of [1, 0.25, 0.05, 0.01]) {
      for (const sign of [1, -1]) {
        const trial = this.#x.map((value, i) => value + sign * scale * curvature.lowestDirection[i]!);
        const value = await this.#evaluate(trial, trialGradient);
        if (value < this.#value - 1e-10) {
          this.#x.set(trial);
          this.#gradient.set(trialGradient);
          this.#value = value;
          return true;
        }
      }
    }
    return false;
  }

  /** An approximation to the second derivatives at the last point that descent can use: none of its eigenvalues is negative. */
  #positiveInformation(): Matrix | null {
    return this.#objective.hessian ? new Curvature(this.#objective.hessian()).absolute() : this.#objective.information();
  }

  /** The second derivatives at x: exact ones, or differences of the gradient over a small part of each parameter's standard error. */
  async #curvature(): Promise<Curvature> {
    if (this.#objective.hessian) {
      if (this.#last.some((value, i) => value !== this.#x[i])) await this.#evaluate(this.#x, this.#gradient);
      return new Curvature(this.#objective.hessian());
    }
    const m = this.#m;
    const information = Matrix.zeros(m, m);
    const plus = new Float64Array(m);
    const at = Float64Array.from(this.#x);
    for (let i = 0; i < m; i++) {
      const h = DIFFERENCE * this.#unit[i]!;
      at[i] = this.#x[i]! + h;
      await this.#evaluate(at, plus);
      at[i] = this.#x[i]!;
      for (let j = 0; j < m; j++) information.set(i, j, (plus[j]! - this.#gradient[j]!) / h);
    }
    return new Curvature(information);
  }

  async #evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    this.#evaluations++;
    this.#last.set(x);
    return this.#objective.evaluate(x, gradient);
  }

  #finish(curvature: Curvature | null, newtonDecrement: number, problem: string): Optimum {
    return {
      x: this.#x, value: this.#value, gradient: this.#gradient, newtonDecrement, iterations: this.#iterations, evaluations: this.#evaluations, problem,
      information: curvature?.information ?? Matrix.zeros(this.#m, this.#m), covariance: curvature?.inverse() ?? Matrix.zeros(this.#m, this.#m),
    };
  }
}

/** Directions whose curvature is below this share of the largest, after scaling to a unit diagonal, are flat: rounding and no more. */
const FLAT = 1e-7;

/** A symmetric matrix of second derivatives in its own eigenvectors, after scaling its diagonal to one. */
class Curvature {
  readonly information: Matrix;
  readonly #scale: Float64Array;
  readonly #values: readonly number[];
  readonly #vectors: Matrix;

  constructor(differences: Matrix) {
    const m = differences.rows;
    const information = Matrix.zeros(m, m);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) information.set(i, j, (differences.get(i, j) + differences.get(j, i)) / 2);
    this.information = information;
    this.#scale = Float64Array.from({ length: m }, (_, i) => 1 / Math.sqrt(Math.max(Math.abs(information.get(i, i)), 1e-8)));
    const scaled = Matrix.zeros(m, m);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) scaled.set(i, j, information.get(i, j) * this.#scale[i]! * this.#scale[j]!);
    const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
    this.#values = eigen.realEigenvalues;
    this.#vectors = eigen.eigenvectorMatrix;
  }

  get #flat(): number {
    return FLAT * Math.max(1, ...this.#values.map(Math.abs));
  }

  get isSaddle(): boolean {
    return Math.min(...this.#values) < -1e-5 * Math.max(1, ...this.#values.map(Math.abs));
  }

  /** A step of about one standard error along the most negative curvature. */
  get lowestDirection(): Float64Array {
    let lowest = 0;
    this.#values.forEach((value, i) => { if (value < this.#values[lowest]!) lowest = i; });
    return Float64Array.from(this.#scale, (scale, i) => scale * this.#vectors.get(i, lowest) / Math.sqrt(Math.max(-this.#values[lowest]!, 0.01)));
  }

  /** −I⁻¹g without the flat directions. */
  newtonStep(gradient: Float64Array): Float64Array {
    const m = gradient.length;
    const step = new Float64Array(m);
    for (let e = 0; e < m; e++) {
      if (this.#values[e]! <= this.#flat) continue;
      const length = -this.#component(gradient, e) / this.#values[e]!;
      for (let i = 0; i < m; i++) step[i] = step[i]! + length * this.#scale[i]! * this.#vectors.get(i, e);
    }
    return step;
  }

  /** ½g'I⁻¹g; a flat direction counts with the smallest curvature that is told from rounding. */
  decrement(gradient: Float64Array): number {
    let sum = 0;
    for (let e = 0; e < gradient.length; e++) sum += this.#component(gradient, e) ** 2 / Math.max(this.#values[e]!, this.#flat);
    return sum / 2;
  }

  #component(gradient: Float64Array, e: number): number {
    let sum = 0;
    for (let i = 0; i < gradient.length; i++) sum += this.#vectors.get(i, e) * this.#scale[i]! * gradient[i]!;
    return sum;
  }

  /** The positive definite matrix with the same eigenvectors and the absolute values, from which BFGS may start. */
  absolute(): Matrix {
    return this.#recompose(value => Math.max(Math.abs(value), 1e-4), -1);
  }

  /** The inverse, flat directions counting with the smallest curvature that is told from rounding. */
  inverse(): Matrix {
    const flat = this.#flat;
    return this.#recompose(value => 1 / Math.max(value, flat), 1);
  }

  /** Σ f(λ) vv', with the scale of the parameters to the given power put back. */
  #recompose(f: (value: number) => number, power: 1 | -1): Matrix {
    const m = this.#scale.length;
    const result = Matrix.zeros(m, m);
    const scale = this.#scale.map(value => value ** power);
    for (let e = 0; e < m; e++) {
      const value = f(this.#values[e]!);
      for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) result.set(i, j, result.get(i, j) + value * this.#vectors.get(i, e) * this.#vectors.get(j, e) * scale[i]! * scale[j]!);
    }
    return result;
  }
}

/** The inverse of a positive definite matrix as m × m rows; where it is not, of its diagonal. */
function invertPositive(matrix: Matrix): Float64Array[] {
  const m = matrix.rows;
  const eigen = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const largest = Math.max(...eigen.realEigenvalues.map(Math.abs), 1e-300);
  const inverse = Array.from({ length: m }, () => new Float64Array(m));
  eigen.realEigenvalues.forEach((value, e) => {
    const reciprocal = 1 / Math.max(value, 1e-12 * largest);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) inverse[i]![j] = inverse[i]![j]! + reciprocal * eigen.eigenvectorMatrix.get(i, e) * eigen.eigenvectorMatrix.get(j, e);
  });
  return inverse;
}

function resetToIdentity(inverse: Float64Array[], information: Matrix): void {
  inverse.forEach((row, i) => {
    row.fill(0);
    row[i] = 1 / Math.max(Math.abs(information.get(i, i)), 1e-8);
  });
}

/** The BFGS update of the inverse (Nocedal & Wright 2006, eq. 6.17), left out where the curvature along the step is not positive. */
function updateInverse(inverse: Float64Array[], xNew: Float64Array, x: Float64Array, gradientNew: Float64Array, gradient: Float64Array): void {
  const m = x.length;
  const s = xNew.map((value, i) => value - x[i]!);
  const y = gradientNew.map((value, i) => value - gradient[i]!);
  const sy = dot(s, y);
  if (!(sy > 1e-12 * norm(s) * norm(y))) return;
  const hy = new Float64Array(m);
  multiply(inverse, y, hy, 1);
  const factor = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < m; i++) {
    const row = inverse[i]!;
    for (let j = 0; j < m; j++) row[j] = row[j]! + factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
  }
}

/** Minimum of the cubic through two points with their slopes (Nocedal & Wright 2006, eq. 3.59); NaN where it has none. */
function cubicMinimum(a: number, valueA: number, slopeA: number, b: number, valueB: number, slopeB: number): number {
  const d1 = slopeA + slopeB - (3 * (valueA - valueB)) / (a - b);
  const d2 = Math.sign(b - a) * Math.sqrt(d1 * d1 - slopeA * slopeB);
  return b - ((b - a) * (slopeB + d2 - d1)) / (slopeB - slopeA + 2 * d2);
}

function multiply(rows: readonly Float64Array[], x: Float64Array, target: Float64Array, scale: number): void {
  for (let i = 0; i < rows.length; i++) target[i] = scale * dot(rows[i]!, x);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));
