/**
 * Coordinates for the fixed effects without a copy of X: its columns centred where there is an intercept, and R⁻¹ of their cross-product, so that
 * Q = XR⁻¹ has Q'WQ = (Σw) I. R comes from a Cholesky factor, whose error only makes Q a little less orthogonal: the model is the same.
 */
import { choleskyFactor } from '../linalg/dense-cholesky.js';
import type { FixedEffectsDesign } from '../model/design.js';
import { invertUpper } from './random-effects.js';

export interface CentredColumns {
  /** 1 where the first column is the intercept, which is not among those that vary; else 0. */
  readonly firstVarying: 0 | 1;
  /** What is subtracted from each column that varies: its weighted mean beside an intercept, else 0. */
  readonly centres: Float64Array;
  /** p × p upper triangular by rows: β = R⁻¹β̃ on the scale of the user's columns. */
  readonly inverseR: Float64Array;
  /** The same for the columns that vary alone, centred. */
  readonly inverseVaryingR: Float64Array;
}

/** A pivot of the correlation matrix below this leaves the Cholesky factor too few digits; about 1 in 10,000 of a column's length. */
const LEAST_PIVOT = 1e-8;

/** Null where the columns are so nearly dependent that they need to be orthogonalised one by one. */
export function centreColumns(fixed: FixedEffectsDesign, rowCount: number, weights: Float64Array): CentredColumns | null {
  const { x, columnCount: p } = fixed;
  const firstVarying = fixed.hasIntercept && fixed.assign[0] === 0 ? 1 : 0;
  const varying = p - firstVarying;
  let total = 0;
  for (let i = 0; i < rowCount; i++) total += weights[i]!;
  const centres = new Float64Array(varying);
  if (firstVarying === 1) for (let j = 0; j < varying; j++) centres[j] = weightedSum(x, (j + 1) * rowCount, weights) / total;
  const gram = new Float64Array(varying * varying);
  for (let j = 0; j < varying; j++) {
    for (let k = 0; k <= j; k++) {
      gram[j * varying + k] = centredProduct(x, (j + firstVarying) * rowCount, centres[j]!, (k + firstVarying) * rowCount, centres[k]!, weights) / total;
    }
  }
  const scales = Float64Array.from(centres, (_, j) => Math.sqrt(gram[j * varying + j]!));
  if (scales.some(scale => !(scale > 0 && scale < Infinity))) return null;
  for (let j = 0; j < varying; j++) for (let k = 0; k <= j; k++) gram[j * varying + k] = gram[j * varying + k]! / (scales[j]! * scales[k]!);
  if (!choleskyFactor(gram, varying)) return null;
  const r = new Float64Array(varying * varying);
  for (let j = 0; j < varying; j++) {
    if (gram[j * varying + j]! ** 2 < LEAST_PIVOT) return null;
    for (let k = 0; k <= j; k++) r[k * varying + j] = gram[j * varying + k]! * scales[j]!;
  }
  const inverseVaryingR = invertUpper(r, varying);
  return { firstVarying, centres, inverseVaryingR, inverseR: firstVarying === 1 ? withIntercept(inverseVaryingR, centres) : inverseVaryingR };
}

/** The intercept at zero of the user's columns is that at their means less Σ centre × coefficient. */
function withIntercept(inverseVaryingR: Float64Array, centres: Float64Array): Float64Array {
  const varying = centres.length;
  const p = varying + 1;
  const inverseR = new Float64Array(p * p);
  inverseR[0] = 1;
  for (let k = 0; k < varying; k++) {
    let shift = 0;
    for (let j = 0; j <= k; j++) {
      inverseR[(j + 1) * p + k + 1] = inverseVaryingR[j * varying + k]!;
      shift += centres[j]! * inverseVaryingR[j * varying + k]!;
    }
    inverseR[k + 1] = -shift;
  }
  return inverseR;
}

function weightedSum(x: Float64Array, from: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[from + i]!;
  return sum;
}

function centredProduct(x: Float64Array, from: number, centre: number, otherFrom: number, otherCentre: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * (x[from + i]! - centre) * (x[otherFrom + i]! - otherCentre);
  return sum;
}
