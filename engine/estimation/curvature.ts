/** What the second derivatives at a point say: whether it is a minimum, how far away that is, and how precise the estimates are. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Directions whose curvature is below this share of the largest, after scaling to a unit diagonal, are flat: rounding and no more. */
const FLAT = 1e-7;

/** A symmetric matrix of second derivatives in its own eigenvectors, after scaling its diagonal to one. */
export class Curvature {
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
