/** Standard deviations and correlations of the random effects, on the user's scale, as functions of θ and log σ. */
import { covarianceName } from './parameter-names.js';
import type { RandomEffects, TermLayout } from '../../estimation/random-effects.js';

/** A parameter that is read from x, the coordinates of the likelihood. */
export interface ProfiledParameter {
  /** As lme4 abbreviates it: `.sig01`, `.sigma`, or the name of a fixed effect. */
  readonly name: string;
  /** In full: `sd_(Intercept)|herd`, `cor_Days.(Intercept)|Subject`. */
  readonly fullName: string;
  readonly kind: 'standard deviation' | 'correlation' | 'scale' | 'fixed effect';
  /** The value at x; writes its gradient. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** Where the parameter ends. */
  readonly lower: number;
  readonly upper: number;
  /** Whether the likelihood is a smooth function of x at the lower end, so that the path can go there. */
  readonly isSmoothAtLower: boolean;
}

/** Where θ starts in x, and where log σ stands; −1 where the standard deviations are not relative to σ. */
export interface Coordinates {
  readonly thetaAt: number;
  readonly logSigmaAt: number;
}

/** One for each free entry of the covariance matrices, in lme4's order: a term at a time, its lower triangle by columns. */
export function covarianceParameters(effects: RandomEffects, coordinates: Coordinates): ProfiledParameter[] {
  const parameters: Omit<ProfiledParameter, 'name'>[] = [];
  for (const layout of effects.terms) {
    const { effectCount: k, effectNames, group, structure } = layout.term;
    for (let j = 0; j < k; j++) {
      const reader = new RowReader(effects, layout, coordinates);
      const own = k === 1 || structure === 'diagonal';
      parameters.push({
        fullName: `sd_${effectNames[j]!}|${group}`, kind: 'standard deviation', lower: 0, upper: Infinity, isSmoothAtLower: own,
        evaluate: (x, gradient) => (own ? reader.signedDeviation(j, x, gradient) : reader.deviation(j, x, gradient)),
      });
      for (let i = own ? k : j + 1; i < k; i++) {
        parameters.push({
          fullName: `cor_${effectNames[i]!}.${effectNames[j]!}|${group}`, kind: 'correlation', lower: -1, upper: 1, isSmoothAtLower: false,
          evaluate: (x, gradient) => reader.correlation(i, j, x, gradient),
        });
      }
    }
  }
  return parameters.map((parameter, i) => ({ ...parameter, name: covarianceName(i) }));
}

/** Rows of TΛ̃, whose lengths are the standard deviations relative to σ, and the cosines between them the correlations. */
class RowReader {
  readonly #k: number;
  readonly #transform: Float64Array;
  readonly #coordinates: Coordinates;
  /** For each θ of the term its place in x, and its row and column in Λ̃. */
  readonly #places: readonly { readonly at: number; readonly row: number; readonly column: number }[];

  constructor({ thetaFactor, thetaRow, thetaColumn }: RandomEffects, { term, factor, firstEffect, transform }: TermLayout, coordinates: Coordinates) {
    this.#k = term.effectCount;
    this.#transform = transform;
    this.#coordinates = coordinates;
    this.#places = Array.from(thetaFactor, (f, t) => ({ at: coordinates.thetaAt + t, row: thetaRow[t]! - firstEffect, column: thetaColumn[t]! - firstEffect, isOwn: f === factor }))
      .filter(({ isOwn, row }) => isOwn && row >= 0 && row < term.effectCount);
  }

  /** The standard deviation of an effect that has a θ to itself, with the sign of θ: smooth through zero. */
  signedDeviation(i: number, x: Float64Array, gradient: Float64Array): number {
    const { at } = this.#places.find(({ row, column }) => row === i && column === i)!;
    const unit = this.#sigma(x) * this.#transform[i * (this.#k + 1)]!;
    gradient.fill(0);
    gradient[at] = unit;
    this.#addSigma(unit * x[at]!, gradient);
    return unit * x[at]!;
  }

  deviation(i: number, x: Float64Array, gradient: Float64Array): number {
    const row = this.#row(i, x);
    const length = Math.hypot(...row);
    const sigma = this.#sigma(x);
    gradient.fill(0);
    for (const { at, row: a, column: b } of this.#places) gradient[at] = (sigma * this.#transform[i * this.#k + a]! * row[b]!) / length;
    this.#addSigma(sigma * length, gradient);
    return sigma * length;
  }

  correlation(i: number, j: number, x: Float64Array, gradient: Float64Array): number {
    const first = this.#row(i, x);
    const second = this.#row(j, x);
    const a = Math.hypot(...first);
    const b = Math.hypot(...second);
    const value = first.reduce((sum, entry, c) => sum + entry * second[c]!, 0) / (a * b);
    const t = this.#transform;
    const k = this.#k;
    gradient.fill(0);
    for (const { at, row, column } of this.#places) {
      const ti = t[i * k + row]!;
      const tj = t[j * k + row]!;
      gradient[at] = (ti * second[column]! + tj * first[column]!) / (a * b) - value * ((ti * first[column]!) / (a * a) + (tj * second[column]!) / (b * b));
    }
    return value;
  }

  #row(i: number, x: Float64Array): Float64Array {
    const row = new Float64Array(this.#k);
    for (const { at, row: a, column: b } of this.#places) row[b] = row[b]! + this.#transform[i * this.#k + a]! * x[at]!;
    return row;
  }

  #sigma(x: Float64Array): number {
    return this.#coordinates.logSigmaAt < 0 ? 1 : Math.exp(x[this.#coordinates.logSigmaAt]!);
  }

  /** A standard deviation is proportional to σ. */
  #addSigma(value: number, gradient: Float64Array): void {
    if (this.#coordinates.logSigmaAt >= 0) gradient[this.#coordinates.logSigmaAt] = value;
  }
}
