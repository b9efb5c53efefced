/** What columns that were computed from data, such as `poly(x, 2)`, keep of them, so that they can be computed again at other data. */
import type { Expression } from '../language/syntax/tree.js';

export type Basis = ScaleBasis | PolynomialBasis | SplineBasis;

interface OfInputs {
  /** What the columns are computed from, as written: `log(age)` in `ns(log(age), 3)`; a matrix stands for its columns. */
  readonly inputs: readonly Expression[];
}

/** (x − center) / scale. */
export interface ScaleBasis extends OfInputs {
  readonly kind: 'scale';
  readonly center: number;
  readonly scale: number;
}

/** Products of orthogonal polynomials, one of each covariate. */
export interface PolynomialBasis extends OfInputs {
  readonly kind: 'polynomial';
  /** One for each covariate. */
  readonly recurrences: readonly Recurrence[];
  /** For each column the degree in each covariate. */
  readonly degrees: readonly (readonly number[])[];
}

/** Three-term recurrence of orthogonal polynomials; R's `coefs`. */
export interface Recurrence {
  /** Its centres, length `degree`. */
  readonly alpha: readonly number[];
  /** 1, n, and the squared norms of the polynomials of degree 1 … `degree`. */
  readonly norm2: readonly number[];
}

export interface SplineBasis extends OfInputs {
  readonly kind: 'spline';
  readonly spline: Spline;
}

/** A space of piecewise polynomials. */
export interface Spline {
  /** Linear beyond the boundary, and of degree 3. */
  readonly isNatural: boolean;
  readonly degree: number;
  /** Interior knots, in order. */
  readonly knots: readonly number[];
  readonly boundary: readonly [number, number];
  /** Whether the columns contain the constant. */
  readonly hasIntercept: boolean;
}
