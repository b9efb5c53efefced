/** Bases of splines: B-splines and natural cubic splines, as `bs` and `ns` of R's splines package. */
import type { Spline } from '../data/basis.js';
import { columnOfQ, householderQr } from '../linalg/householder.js';

/**
 * The columns of a spline at `x`, by columns; n × `splineColumnCount`. Missing values stay missing. Beyond the boundary knots a natural
 * spline is continued as a line, and another as the polynomial that it is near the boundary.
 */
export function splineColumns(spline: Spline, x: Float64Array): Float64Array {
  const { degree, boundary } = spline;
  const order = degree + 1;
  const knots = allKnots(spline);
  const plain = knots.length - order;
  const mixing = columnMixing(spline, knots);
  const n = x.length;
  const count = splineColumnCount(spline);
  const columns = new Float64Array(n * count);
  const values = new Float64Array(plain);
  const left = continuation(spline, knots, 0);
  const right = continuation(spline, knots, 1);
  const local = new Float64Array(order);
  for (let i = 0; i < n; i++) {
    const at = x[i]!;
    if (Number.isNaN(at)) {
      for (let j = 0; j < count; j++) columns[j * n + i] = NaN;
      continue;
    }
    let first = 0;
    let used = plain;
    if (at < boundary[0]) left(at, values);
    else if (at > boundary[1]) right(at, values);
    else {
      first = bSplines(knots, order, at, local);
      used = order;
      values.set(local, first);
    }
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let k = first; k < first + used; k++) sum += values[k]! * mixing[j * plain + k]!;
      columns[j * n + i] = sum;
    }
  }
  return columns;
}

export function splineColumnCount({ isNatural, degree, knots, hasIntercept }: Spline): number {
  return knots.length + degree + (hasIntercept ? 1 : 0) - (isNatural ? 2 : 0);
}

/** Boundary knots as often as the order, around the interior ones. */
function allKnots({ degree, knots, boundary }: Spline): Float64Array {
  const ends = Array.from({ length: degree + 1 }, () => boundary).flat();
  return Float64Array.from([...ends, ...knots]).sort();
}

/**
 * Which combination of B-splines each column is, by columns: each B-spline by itself, the first left out without an intercept.
 * For a natural spline those combinations whose second derivatives vanish at the boundary: an orthonormal basis of the null space of
 * the constraints, the last columns of Q in a QR decomposition of their transpose.
 */
function columnMixing(spline: Spline, knots: Float64Array): Float64Array {
  const { isNatural, degree, boundary, hasIntercept } = spline;
  const plain = knots.length - degree - 1;
  const skipped = hasIntercept ? 0 : 1;
  const kept = plain - skipped;
  const count = splineColumnCount(spline);
  const mixing = new Float64Array(plain * count);
  if (!isNatural) {
    for (let j = 0; j < count; j++) mixing[j * plain + j + skipped] = 1;
    return mixing;
  }
  const constraints = new Float64Array(kept * 2);
  boundary.forEach((at, side) => constraints.set(bSplineDerivatives(knots, degree + 1, at, 2, side === 1).subarray(skipped), side * kept));
  const factor = householderQr(constraints, kept, 2);
  for (let j = 0; j < count; j++) mixing.set(columnOfQ(factor, j + 2), j * plain + skipped);
  return mixing;
}

/** How the B-splines go on beyond a boundary: by a Taylor polynomial, for a natural spline of degree 1. Writes all of them. */
function continuation({ isNatural, degree, boundary }: Spline, knots: Float64Array, side: 0 | 1): (at: number, values: Float64Array) => void {
  const order = degree + 1;
  const inner = side === 0 ? knots[order]! : knots[knots.length - order - 1]!;
  // a quarter of the way to the next knot, where all derivatives exist; the polynomial is the same
  const pivot = isNatural ? boundary[side] : 0.75 * boundary[side] + 0.25 * inner;
  const highest = isNatural ? 1 : degree;
  const derivatives = Array.from({ length: highest + 1 }, (_, k) => bSplineDerivatives(knots, order, pivot, k, side === 1));
  return (at, values) => {
    values.fill(0);
    let coefficient = 1;
    derivatives.forEach((derivative, k) => {
      if (k > 0) coefficient *= (at - pivot) / k;
      for (let j = 0; j < values.length; j++) values[j]! += coefficient * derivative[j]!;
    });
  };
}

/**
 * The `order` B-splines that are not zero at `at`, into `values`; returns the index of the first. A knot belongs to the interval on its
 * right, the last one to that on its left. De Boor (1978), ch. X, (8).
 */
function bSplines(knots: Float64Array, order: number, at: number, values: Float64Array, isFromLeft = false): number {
  const interval = intervalOf(knots, order, at, isFromLeft);
  values.fill(0);
  values[0] = 1;
  for (let k = 1; k < order; k++) {
    let saved = 0;
    for (let j = 0; j < k; j++) {
      const right = knots[interval + 1 + j]!;
      const left = knots[interval + 1 + j - k]!;
      const share = right === left ? 0 : values[j]! / (right - left);
      values[j] = saved + (right - at) * share;
      saved = (at - left) * share;
    }
    values[k] = saved;
  }
  return interval - order + 1;
}

/** The last interval [t_i, t_{i+1}) of positive length that holds `at`. */
function intervalOf(knots: Float64Array, order: number, at: number, isFromLeft: boolean): number {
  let i = order - 1;
  const last = knots.length - order - 1;
  while (i < last && (isFromLeft ? at > knots[i + 1]! : at >= knots[i + 1]!)) i++;
  while (i > order - 1 && knots[i] === knots[i + 1]) i--;
  while (i < last && knots[i] === knots[i + 1]) i++;
  return i;
}

/** The `derivative`-th derivatives of all B-splines of an order at `at`. De Boor (1978), ch. X, (12). */
function bSplineDerivatives(knots: Float64Array, order: number, at: number, derivative: number, isFromLeft: boolean): Float64Array {
  const all = new Float64Array(knots.length - order);
  if (derivative === 0) {
    const local = new Float64Array(order);
    const first = bSplines(knots, order, at, local, isFromLeft);
    // of a low order some may start before the first B-spline or end after the last: they are zero there
    local.forEach((value, k) => {
      if (first + k >= 0 && first + k < all.length) all[first + k] = value;
    });
    return all;
  }
  const lower = bSplineDerivatives(knots, order - 1, at, derivative - 1, isFromLeft);
  const scaled = (i: number): number => {
    const width = knots[i + order - 1]! - knots[i]!;
    return width === 0 ? 0 : (lower[i]! * (order - 1)) / width;
  };
  for (let i = 0; i < all.length; i++) all[i] = scaled(i) - scaled(i + 1);
  return all;
}
