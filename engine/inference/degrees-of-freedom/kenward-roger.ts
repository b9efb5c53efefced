/**
 * The method of Kenward & Roger (1997): the covariance of β̂ enlarged by what the estimation of the variances adds, and F tests scaled
 * so that their first two moments are those of an F distribution. With V linear in γ, the entries of the covariance matrices and the residual
 * variance, G_i = ∂V/∂γ_i, Φ = (X'V⁻¹X)⁻¹ and P = V⁻¹ − V⁻¹XΦX'V⁻¹:
 *
 *     P_i = X'V⁻¹G_iV⁻¹X,   Q_ij = X'V⁻¹G_iV⁻¹G_jV⁻¹X,   W = 2 [tr(PG_iPG_j)]⁻¹,   Φ_A = Φ + 2Φ {Σ_ij W_ij (Q_ij − P_iΦP_j)} Φ
 *
 * No matrix has as many rows as the data. P_i and Q_ij are products of the scores Z'V⁻¹x of the fixed effects. tr(PG_iPG_j) is minus the
 * derivative in γ_j of tr(PG_i), the gradient of log|V| + log|X'V⁻¹X|, which the selected inverse gives exactly: one difference for each γ.
 * What concerns the residual variance follows from the others, because every part is homogeneous in γ (Euler).
 */
import { Matrix, inverse } from 'ml-matrix';
import { thetaOf } from '../../estimation/estimates-inside.js';
import { poseLinearModel } from '../../estimation/fit-linear-mixed-model.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { LinearMixedModel } from '../../estimation/linear-mixed-model.js';
import type { Monitor } from '../../estimation/monitor.js';
import { politely } from '../../estimation/polite-steps.js';
import type { MixedModelDesign } from '../../model/design.js';
import { CovarianceCoordinates } from './covariance-coordinates.js';
import { combine, independentRows, sandwich, upperTailOfF, type ContrastTests } from './contrast-tests.js';

/** Differences of tr(PG) are taken over this share of a variance; over more of a tiny one, where tr(PG) is no less smooth but a small step all rounding. */
const STEP = 1e-3;
const SMALL = 1e-4;

/** `fit` is by REML. */
export async function kenwardRogerTests(design: MixedModelDesign, fit: MixedModelFit, monitor: Monitor): Promise<ContrastTests> {
  const polite = politely(monitor, () => 'Kenward–Roger');
  const { effects, inverseR, model } = await poseLinearModel(design, 'REML', polite);
  const coordinates = new CovarianceCoordinates(effects, thetaOf(effects, fit));
  const information = await expectedInformation(model, coordinates);
  const parts = await fixedEffectsParts(model, coordinates);
  const { phi, p: slopes, q } = parts;
  const count = slopes.length;
  const w = inverse(information, true).mul(2);
  const added = Matrix.zeros(phi.rows, phi.rows);
  for (let i = 0; i < count; i++) {
    const left = slopes[i]!.mmul(phi);
    for (let j = 0; j < count; j++) added.add(Matrix.sub(q(i, j), left.mmul(slopes[j]!)).mul(w.get(i, j)));
  }
  const adjusted = Matrix.add(phi, phi.mmul(added).mmul(phi).mul(2));
  const r = Matrix.from1DArray(phi.rows, phi.rows, Array.from(inverseR));
  const covariance = Float64Array.from(r.mmul(adjusted).mmul(r.transpose()).mul(fit.sigma ** 2).to1DArray());
  const dfOf = (rows: readonly ArrayLike<number>[]): Scaling => scalingOf(new Matrix(rows.map(row => Array.from(row))).mmul(r), phi, slopes, w);
  return {
    method: 'Kenward-Roger',
    contrast: row => ({ estimate: combine(row, fit.fixedEffects), standardError: Math.sqrt(sandwich([row], covariance).get(0, 0)), df: dfOf([row]).df }),
    hypothesis: combinations => {
      const rows = independentRows(combinations);
      const estimates = Matrix.columnVector(rows.map(row => combine(row, fit.fixedEffects)));
      const { df, scale } = dfOf(rows);
      const wald = estimates.transpose().mmul(inverse(sandwich(rows, covariance))).mmul(estimates).get(0, 0) / rows.length;
      const statistic = scale * wald;
      return { statistic, unscaled: wald, numeratorDf: rows.length, denominatorDf: df, pValue: upperTailOfF(statistic, rows.length, df) };
    },
  };
}

/** tr(PG_iPG_j) for all γ and then the residual variance, at σ = 1. */
async function expectedInformation(model: LinearMixedModel, coordinates: CovarianceCoordinates): Promise<Matrix> {
  const { count, gamma } = coordinates;
  const traces = await tracesAt(model, coordinates, gamma);
  const information = Matrix.zeros(count + 1, count + 1);
  for (let j = 0; j < count; j++) {
    const unit = coordinates.unitOf(j);
    const step = Math.max(STEP * unit, Math.min(unit / 2, SMALL));
    const [above, below] = [Float64Array.from(gamma), Float64Array.from(gamma)];
    above[j] = above[j]! + step;
    below[j] = below[j]! - step;
    const [after, before] = [await tracesAt(model, coordinates, above), await tracesAt(model, coordinates, below)];
    for (let i = 0; i < count; i++) information.set(i, j, (before[i]! - after[i]!) / (2 * step));
  }
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) {
    const mean = (information.get(i, j) + information.get(j, i)) / 2;
    information.set(i, j, mean);
    information.set(j, i, mean);
  }
  // tr(P Σ γG) = n − p, and each derivative is homogeneous of degree −1
  let ofResidual = model.degreesOfFreedom;
  for (let i = 0; i < count; i++) {
    ofResidual -= gamma[i]! * traces[i]!;
    let cross = traces[i]!;
    for (let j = 0; j < count; j++) cross -= gamma[j]! * information.get(i, j);
    information.set(i, count, cross);
    information.set(count, i, cross);
  }
  let last = ofResidual;
  for (let j = 0; j < count; j++) last -= gamma[j]! * information.get(count, j);
  information.set(count, count, last);
  return information;
}

async function tracesAt(model: LinearMixedModel, coordinates: CovarianceCoordinates, gamma: Float64Array): Promise<Float64Array> {
  const factor = coordinates.factorAt(gamma);
  const gradient = new Float64Array(coordinates.count);
  if (!(await model.differentiateDeterminants(factor.theta, gradient))) throw new Error('the covariance matrix beside the estimates cannot be factored');
  return factor.gradientIn(gradient).map(value => 2 * value);
}

interface FixedEffectsParts {
  /** (Q'V⁻¹Q)⁻¹ at σ = 1. */
  readonly phi: Matrix;
  /** P_i; the residual variance last. */
  readonly p: readonly Matrix[];
  readonly q: (i: number, j: number) => Matrix;
}

/** In the coordinates of the orthogonal columns. */
async function fixedEffectsParts(model: LinearMixedModel, coordinates: CovarianceCoordinates): Promise<FixedEffectsParts> {
  const { count, gamma } = coordinates;
  await model.differentiateDeterminants(coordinates.factorAt(gamma).theta, new Float64Array(count));
  const scores = model.fixedEffectsScores();
  const p = scores.length;
  const moved = Array.from({ length: count }, (_, i) => scores.map(score => coordinates.move(i, score))).flat();
  const slopes = Array.from({ length: count }, (_, i) => {
    const slope = Matrix.zeros(p, p);
    for (let c = 0; c < p; c++) for (let d = 0; d < p; d++) slope.set(c, d, moved[i * p + c]!.reduce((sum, value, at) => sum + value * scores[d]![at]!, 0));
    return slope;
  });
  const phi = model.fixedEffectsCovariance();
  const precision = inverse(phi);
  const ofResidual = slopes.reduce((rest, slope, i) => Matrix.sub(rest, Matrix.mul(slope, gamma[i]!)), precision);
  const products = model.covarianceProducts(moved);
  const size = count * p;
  const inner = (i: number, j: number): Matrix => {
    const block = Matrix.zeros(p, p);
    for (let c = 0; c < p; c++) for (let d = 0; d < p; d++) block.set(c, d, products[(i * p + c) * size + j * p + d]!);
    return block;
  };
  const all: Matrix[][] = Array.from({ length: count + 1 }, () => []);
  for (let i = 0; i < count; i++) {
    let rest = slopes[i]!.clone();
    for (let j = 0; j < count; j++) {
      all[i]![j] = inner(i, j);
      rest = Matrix.sub(rest, Matrix.mul(all[i]![j]!, gamma[j]!));
    }
    all[i]![count] = rest;
    all[count]![i] = rest.transpose();
  }
  all[count]![count] = Array.from({ length: count }, (_, j) => j).reduce((rest, j) => Matrix.sub(rest, Matrix.mul(all[count]![j]!, gamma[j]!)), ofResidual.clone());
  return { phi, p: [...slopes, ofResidual], q: (i, j) => all[i]![j]! };
}

interface Scaling {
  readonly df: number;
  readonly scale: number;
}

/** The denominator degrees of freedom and the scale of F (Kenward & Roger 1997, section 3), for L in the coordinates of Φ. */
function scalingOf(l: Matrix, phi: Matrix, slopes: readonly Matrix[], w: Matrix): Scaling {
  const q = l.rows;
  const theta = l.transpose().mmul(inverse(l.mmul(phi).mmul(l.transpose()))).mmul(l);
  const parts = slopes.map(slope => theta.mmul(phi).mmul(slope).mmul(phi));
  let a1 = 0;
  let a2 = 0;
  parts.forEach((left, i) => {
    parts.forEach((right, j) => {
      a1 += w.get(i, j) * left.trace() * right.trace();
      a2 += w.get(i, j) * left.mmul(right).trace();
    });
  });
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const denominator = 3 * q + 2 * (1 - g);
  const [c1, c2, c3] = [g / denominator, (q - g) / denominator, (q + 2 - g) / denominator];
  const mean = 1 / (1 - a2 / q);
  const variance = (2 / q) * ((1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b)));
  const ratio = variance / (2 * mean * mean);
  const df = 4 + (q + 2) / (q * ratio - 1);
  return { df, scale: df / (mean * (df - 2)) };
}
