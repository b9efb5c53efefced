/** The QR decomposition of a small matrix by Householder reflections. */

/** Q as reflections H_l = I − v_l v_l'/v_ll; column l of `reflectors` (n × p, by columns) holds v_l from its l-th element on. */
export interface HouseholderFactor {
  readonly n: number;
  readonly reflectors: Float64Array;
  /** v_ll, length p; 0 where a column needs no reflection. */
  readonly pivots: Float64Array;
  /** Diagonal of R, length p. */
  readonly diagonal: Float64Array;
}

/**
 * Factors `a` (n × p, by columns, n ≥ p) without pivoting. Signs are those of LINPACK's `dqrdc`, which R's `qr` uses,
 * so that Q is the same matrix (Dongarra et al. 1979, ch. 9).
 */
export function householderQr(a: Float64Array, n: number, p: number): HouseholderFactor {
  const reflectors = Float64Array.from(a.subarray(0, n * p));
  const pivots = new Float64Array(p);
  const diagonal = new Float64Array(p);
  for (let l = 0; l < p; l++) {
    const column = reflectors.subarray(l * n, (l + 1) * n);
    let norm = 0;
    for (let i = l; i < n; i++) norm = Math.hypot(norm, column[i]!);
    if (norm === 0 || l === n - 1) {
      diagonal[l] = column[l]!;
      continue;
    }
    const signed = column[l]! < 0 ? -norm : norm;
    for (let i = l; i < n; i++) column[i]! /= signed;
    column[l]! += 1;
    pivots[l] = column[l]!;
    diagonal[l] = -signed;
    for (let j = l + 1; j < p; j++) reflect(column, l, reflectors.subarray(j * n, (j + 1) * n));
  }
  return { n, reflectors, pivots, diagonal };
}

/** Overwrites `vector` (length n) with Q times it. */
export function applyQ({ n, reflectors, pivots }: HouseholderFactor, vector: Float64Array): void {
  for (let l = pivots.length - 1; l >= 0; l--) if (pivots[l] !== 0) reflect(reflectors.subarray(l * n, (l + 1) * n), l, vector);
}

/** Column `j` of Q, length n. */
export function columnOfQ(factor: HouseholderFactor, j: number): Float64Array {
  const column = new Float64Array(factor.n);
  column[j] = 1;
  applyQ(factor, column);
  return column;
}

function reflect(v: Float64Array, l: number, vector: Float64Array): void {
  let product = 0;
  for (let i = l; i < v.length; i++) product += v[i]! * vector[i]!;
  const t = -product / v[l]!;
  for (let i = l; i < v.length; i++) vector[i]! += t * v[i]!;
}
