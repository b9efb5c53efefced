/** The entries of the covariance matrices of the random effects (relative to σ², in the coordinates of the estimators) as parameters γ in which V is linear. */
import { Matrix } from 'ml-matrix';
import { createFactorMatrices, writeLambda, type RandomEffects } from '../../estimation/random-effects.js';

/** What is added to a covariance matrix without an inverse, where V is smooth and its Cholesky factor is not. */
const RIDGE = 1e-6;
const NEARLY_SINGULAR = 1e-4;

export class CovarianceCoordinates {
  /** As many as there are θ, one for each place in Λ. */
  readonly count: number;
  readonly gamma: Float64Array;
  readonly #effects: RandomEffects;

  constructor(effects: RandomEffects, theta: Float64Array) {
    this.#effects = effects;
    this.count = theta.length;
    const lambda = createFactorMatrices(effects);
    writeLambda(effects, theta, lambda);
    const covariances = lambda.map((values, f) => {
      const k = effects.structure.factors[f]!.effectCount;
      const factor = Matrix.from1DArray(k, k, Array.from(values));
      const covariance = factor.mmul(factor.transpose());
      for (let a = 0; a < k; a++) if (values[a * (k + 1)]! ** 2 < NEARLY_SINGULAR ** 2) covariance.set(a, a, covariance.get(a, a) + RIDGE);
      return covariance;
    });
    this.gamma = Float64Array.from(theta, (_, t) => covariances[effects.thetaFactor[t]!]!.get(effects.thetaRow[t]!, effects.thetaColumn[t]!));
  }

  /** A size for steps of γ_i that leave its matrix positive definite: the least of the squared diagonal of its Cholesky factor. */
  unitOf(i: number): number {
    const { theta } = this.factorAt(this.gamma);
    const { thetaFactor, thetaRow, thetaColumn } = this.#effects;
    return theta.reduce((least, value, t) => (thetaFactor[t] === thetaFactor[i] && thetaRow[t] === thetaColumn[t] ? Math.min(least, value * value) : least), Infinity);
  }

  /** ∂(ΛΛ')/∂γ_i x, level by level, for x of length q. */
  move(i: number, x: Float64Array): Float64Array {
    const { structure, thetaFactor, thetaRow, thetaColumn } = this.#effects;
    const { offset, levelCount, effectCount: k } = structure.factors[thetaFactor[i]!]!;
    const [a, b] = [thetaRow[i]!, thetaColumn[i]!];
    const target = new Float64Array(x.length);
    for (let at = offset; at < offset + levelCount * k; at += k) {
      target[at + a] = x[at + b]!;
      if (a !== b) target[at + b] = x[at + a]!;
    }
    return target;
  }

  /** θ at γ, and how gradients in θ become gradients in γ: dΛ = ΛΦ(Λ⁻¹ dΣ Λ⁻ᵀ) with Φ the lower triangle and half the diagonal (Smith 1995). */
  factorAt(gamma: Float64Array): { readonly theta: Float64Array; gradientIn(gradient: Float64Array): Float64Array } {
    const { structure, thetaFactor, thetaRow, thetaColumn } = this.#effects;
    const places = Array.from(gamma, (_, t) => ({ factor: thetaFactor[t]!, row: thetaRow[t]!, column: thetaColumn[t]! }));
    const sums = structure.factors.map(({ effectCount: k }) => Matrix.zeros(k, k));
    places.forEach(({ factor, row, column }, t) => {
      sums[factor]!.set(row, column, gamma[t]!);
      sums[factor]!.set(column, row, gamma[t]!);
    });
    const factors = sums.map(choleskyOf);
    const inverses = factors.map(inverseOfLower);
    return {
      theta: Float64Array.from(places, ({ factor, row, column }) => factors[factor]!.get(row, column)),
      gradientIn: gradient => Float64Array.from(places, ({ factor: f, row, column }) => {
        const k = factors[f]!.rows;
        const change = Matrix.zeros(k, k);
        change.set(row, column, 1);
        change.set(column, row, 1);
        const inside = inverses[f]!.mmul(change).mmul(inverses[f]!.transpose());
        for (let a = 0; a < k; a++) for (let b = a; b < k; b++) inside.set(a, b, a === b ? inside.get(a, a) / 2 : 0);
        const moved = factors[f]!.mmul(inside);
        return places.reduce((sum, place, t) => sum + (place.factor === f ? gradient[t]! * moved.get(place.row, place.column) : 0), 0);
      }),
    };
  }
}

function choleskyOf(a: Matrix): Matrix {
  const k = a.rows;
  const l = Matrix.zeros(k, k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a.get(i, j);
      for (let m = 0; m < j; m++) sum -= l.get(i, m) * l.get(j, m);
      l.set(i, j, i === j ? Math.sqrt(sum) : sum / l.get(j, j));
    }
  }
  return l;
}

function inverseOfLower(l: Matrix): Matrix {
  const k = l.rows;
  const inverse = Matrix.zeros(k, k);
  for (let j = 0; j < k; j++) {
    inverse.set(j, j, 1 / l.get(j, j));
    for (let i = j + 1; i < k; i++) {
      let sum = 0;
      for (let m = j; m < i; m++) sum -= l.get(i, m) * inverse.get(m, j);
      inverse.set(i, j, sum / l.get(i, i));
    }
  }
  return inverse;
}
