/** A generalized linear mixed model by the Laplace approximation or adaptive Gauss–Hermite quadrature, maximised jointly over β, θ and the dispersion. */
import { EigenvalueDecomposition, pseudoInverse, type Matrix } from 'ml-matrix';
import { UserError } from '../language/syntax/diagnostic.js';
import { choleskyFactor } from '../linalg/dense-cholesky.js';
import { scaleVector, takeElements, weightedMoments } from '../linalg/vector-kernels.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { longestStepWithinSign, minimiseToBoundary } from './boundary.js';
import { coefficientsOnUserScale, covarianceOnUserScale, describeRandomTerms, linearPredictor } from './describe-fit.js';
import type { MixedModelFit } from './fit.js';
import { JointModeModel } from './joint-mode-model.js';
import { keptRows } from './kept-rows.js';
import { measureLaplaceError, type LaplaceCheck } from './laplace-error.js';
import { LaplaceModel, type LaplaceData } from './laplace-model.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import { mergeRows } from './merged-rows.js';
import type { Monitor } from './monitor.js';
import { minimise, SETTLED, type Objective, type Optimum } from './optimiser.js';
import { orthogonalise } from './orthogonal-columns.js';
import { politely } from './polite-steps.js';
import { createQuadrature, requireQuadrature } from './quadrature.js';
import { arrangeRandomEffects, planOfEffects, readTheta, type ThetaLayout } from './random-effects.js';
import { predictorUnit, startingValues } from './starting-coefficients.js';

export const TOLERANCE = 1e-8;
/** Standard deviation of the linear predictor, in its unit, from which the first step sets out, and the least that it may end at. */
const FIRST_STANDARD_DEVIATION = 0.7;
const LEAST_STANDARD_DEVIATION = 0.05;
/** Per unit of a column scaled to mean square one: a standard error of 50 units of the linear predictor, where finite estimates stay below 10 or so. */
const NO_INFORMATION = 1 / 50 ** 2;
/** log θ or log σ changes by no more than this in the first trial of a step. */
const LONGEST_DISPERSION_STEP = 1.5;
/** A shape this many times the mean adds less than a thousandth to the variance: the limiting family is tried. */
const NEAR_LIMIT = 1000;
/** A link that can leave the support is given up after this many points outside it. */
const OUTSIDE_LIMIT = 40;
/** Newton decrement at which the Laplace approximation is near enough to its optimum to set out for another from there. */
const ROUGHLY = 0.2;
export const SEPARATION = 'The fixed effects separate the response: some combination of them predicts part of it without error, so that its estimate grows without limit.';

/** One point is the Laplace approximation, none the Laplace approximation at the β̃ of the penalised least squares. Throws `UserError` where the response is outside the family's support. */
export async function fitLaplace(design: MixedModelDesign, family: Family, link: LinkDescription, points: number, monitor: Monitor, check: LaplaceCheck = 'where it matters'): Promise<MixedModelFit> {
  const progress = { text: `${methodName(points)}, starting` };
  const polite = politely(monitor, () => progress.text);
  const problem = await poseProblem(design, family, link, points, polite);
  const { data, laplace, constant } = problem;
  const p = design.fixed.columnCount;
  const start = await findStart(laplace, data, p, polite);
  const joint = points === 0 ? new JointModeModel(data, laplace, start) : null;
  const model = joint ?? (points === 1 ? laplace : createQuadrature(data, laplace, points, polite));
  const thetaAt = joint ? 0 : p;
  const objectiveOf = (likelihood: MarginalLikelihood): Objective => objectiveWithin(data, likelihood, thetaAt, (iteration, evaluations, value) => {
    progress.text = `${methodName(points)}, iteration ${iteration}, ${evaluations} evaluations, log-likelihood ${(constant - value).toFixed(4)}`;
  });
  if (points > 1) await approach(objectiveOf(laplace), data.effects, start, p);
  const optimum = await minimiseToBoundary(data.effects, objectiveOf(model), start.subarray(p - thetaAt), { tolerance: TOLERANCE, iterationLimit: 300, needsInformation: true }, thetaAt);
  if (!Number.isFinite(optimum.value) && family.openLinks.has(link.name)) throw leavesSupport(family, link);
  if (family.dispersion?.limit && optimum.x.at(-1)! > Math.log(NEAR_LIMIT * weightedMoments(data.response, data.weights).mean)) {
    const limit = await fitLaplace(design, family.dispersion.limit, link, points, monitor, check);
    if (limit.logLikelihood >= constant - optimum.value - TOLERANCE) return { ...limit, parameterCount: limit.parameterCount + 1, dispersion: { psi: Infinity, standardError: NaN } };
  }
  const information = joint ? joint.coefficientInformation() : leadingBlock(optimum.information, p);
  const estimate: Estimate = { optimum, x: joint ? joint.x : optimum.x, information, covariance: joint ? pseudoInverse(information) : leadingBlock(optimum.covariance, p) };
  const difficulty = difficultyOf(estimate, family, link, p);
  const fit = describeLaplaceFit(design, problem, estimate, points, difficulty);
  polite.estimated?.();
  if (points !== 1 || difficulty !== '') return fit;
  const laplaceError = await measureLaplaceError(data, laplace, { x: estimate.x, value: optimum.value, covariance: optimum.covariance, inverseR: problem.inverseR }, check, polite);
  return laplaceError ? { ...fit, laplaceError } : fit;
}

const methodName = (points: number): string => (points > 1 ? `Quadrature with ${points} points` : points === 1 ? 'Laplace' : 'Penalised least squares');

/** The model in columns and effects whose units are those of the linear predictor. */
export interface Problem {
  readonly data: LaplaceData;
  readonly laplace: LaplaceModel;
  /** β = R⁻¹β̃, p × p. */
  readonly inverseR: Float64Array;
  /** What the log-likelihood has and −ℓ of the models leaves out. */
  readonly constant: number;
}

/** Reads the rows of the design. Throws `UserError` where the response is outside the family's support, or there is no quadrature with so many points. */
export async function poseProblem(design: MixedModelDesign, family: Family, link: LinkDescription, points: number, polite: Monitor): Promise<Problem> {
  const kept = keptRows(design);
  checkResponse(design, kept, family);
  if (polite.isDue()) await polite.pause();
  const merged = mergeRows(design, kept, family, link);
  const rows = readRows(merged.design, merged.kept, family, link);
  if (polite.isDue()) await polite.pause();
  const { effects, response, weights } = rows;
  if (points > 1) requireQuadrature(design, effects, points);
  const unit = predictorUnit(response, weights, family, link);
  const scale = unit * Math.sqrt(weights.reduce((sum, weight) => sum + weight, 0));
  const { q, inverseR } = orthogonalise(design.fixed, design.rowCount, effects.rows, weights);
  // Q'WQ = (Σw) I makes a unit of β̃ a unit of the linear predictor, as a unit of θ is; a link with a unit of its own has it divided out of both.
  scaleVector(q, scale);
  scaleVector(inverseR, scale);
  for (const z of effects.z) scaleVector(z, unit);
  for (const { transform } of effects.terms) scaleVector(transform, unit);
  if (polite.isDue()) await polite.pause();
  const data = { ...rows, q };
  return { data, laplace: new LaplaceModel(data, polite), inverseR, constant: sumOfConstants(design, kept, family) + merged.constant };
}

/** −ℓ as the optimiser takes it, which keeps its first steps within reach and gives up a link that leads out of the support again and again. */
function objectiveWithin({ effects, family, link }: LaplaceData, likelihood: MarginalLikelihood, thetaAt: number, report: Objective['report']): Objective {
  let outside = 0;
  return {
    evaluate: async (x, gradient) => {
      const value = await likelihood.evaluate(x, gradient);
      if (!Number.isFinite(value) && family.openLinks.has(link.name) && ++outside > OUTSIDE_LIMIT) throw leavesSupport(family, link);
      return value;
    },
    information: () => likelihood.information(),
    firstStep: (x, direction) => Math.min(
      longestStepWithinSign(effects, x, direction, thetaAt),
      family.dispersion ? LONGEST_DISPERSION_STEP / Math.abs(direction[x.length - 1]!) : 1,
    ),
    report,
  };
}

interface Estimate {
  readonly optimum: Optimum;
  /** (β̃, θ, ψ). */
  readonly x: Float64Array;
  /** Of β̃, p × p. */
  readonly information: Matrix;
  readonly covariance: Matrix;
}

/** Why an estimate is not one, in words; empty where it is. */
function difficultyOf({ optimum, information }: Estimate, family: Family, link: LinkDescription, p: number): string {
  // only a response at the limit of the means, such as 0, can send an estimate to infinity; and a linear predictor with a unit has none there
  const canSeparate = !link.hasUnit && family.checkResponse(0, 1) === null;
  return Number.isFinite(optimum.newtonDecrement) && canSeparate && isSeparated(information, p) ? SEPARATION : optimum.problem;
}

function describeLaplaceFit(design: MixedModelDesign, { data, laplace, inverseR, constant }: Problem, { optimum, x, covariance }: Estimate, points: number, problem: string): MixedModelFit {
  const { effects, family, link } = data;
  const p = design.fixed.columnCount;
  const psiAt = optimum.x.length - 1;
  const random = describeRandomTerms({ effects, lambda: laplace.lambda, u: laplace.u, inverse: laplace.system.inverse.diagonal, sigma: 1 });
  const fixedEffects = coefficientsOnUserScale(x.subarray(0, p), inverseR);
  const eta = linearPredictor(design, fixedEffects, random);
  return {
    method: points > 1 ? 'AGQ' : points === 1 ? 'Laplace' : 'PIRLS',
    quadraturePoints: points,
    fixedEffects,
    fixedEffectsCovariance: p === 0 ? new Float64Array(0) : covarianceOnUserScale(covariance, inverseR),
    random,
    sigma: family.dispersion?.isScale ? Math.exp(x.at(-1)!) : 1,
    ...(family.dispersion ? { dispersion: { psi: x.at(-1)!, standardError: Math.sqrt(optimum.covariance.get(psiAt, psiAt)) } } : {}),
    logLikelihood: constant - optimum.value,
    parameterCount: x.length,
    linearPredictor: eta,
    fittedValues: eta.map(value => link.inverse(value)),
    plan: planOfEffects(effects, laplace.system),
    convergence: { converged: problem === '', iterations: optimum.iterations, evaluations: optimum.evaluations, newtonDecrement: optimum.newtonDecrement, problem },
  };
}

/** Moves a starting point near the optimum of the Laplace approximation, an evaluation of which costs a fraction of one of the quadrature. */
async function approach(laplace: Objective, layout: ThetaLayout, start: Float64Array, thetaAt: number): Promise<void> {
  const { x, value } = await minimise(laplace, start, { tolerance: ROUGHLY / SETTLED, iterationLimit: 30, needsInformation: false });
  if (!Number.isFinite(value)) return;
  for (let t = 0; t < layout.thetaRow.length; t++) {
    if (layout.thetaRow[t] === layout.thetaColumn[t] && Math.abs(x[thetaAt + t]!) < LEAST_STANDARD_DEVIATION) x[thetaAt + t] = LEAST_STANDARD_DEVIATION;
  }
  start.set(x);
}

function leavesSupport(family: Family, link: LinkDescription): UserError {
  const free = family.links.find(name => !family.openLinks.has(name));
  return new UserError('GLMM418', `With the ${link.name} link every mean has to stay ${family.openLinks.get(link.name)}, and here the best fit to some levels lies at that limit, where there is no approximation.`, {
    advice: free === undefined ? [] : [`The ${free} link has no such limit.`],
  });
}

/** Whether some combination of the coefficients has run off to where the likelihood is flat: less information than any finite estimate has. */
export function isSeparated(information: Matrix, p: number): boolean {
  if (p === 0) return false;
  const { realEigenvalues } = new EigenvalueDecomposition(leadingBlock(information, p), { assumeSymmetric: true });
  return Math.min(...realEigenvalues) < NO_INFORMATION;
}

export function leadingBlock(matrix: Matrix, p: number): Matrix {
  return matrix.selection(Array.from({ length: p }, (_, i) => i), Array.from({ length: p }, (_, i) => i));
}

export function checkResponse(design: MixedModelDesign, kept: Int32Array, family: Family): void {
  for (const row of kept) {
    const problem = family.checkResponse(design.response.values[row]!, design.weights[row]!);
    if (problem) throw new UserError('GLMM416', `Row ${design.rows[row]! + 1} of the response ${problem.problem}.`, { advice: [problem.advice] });
  }
}

/** Σ log C(m, my), −Σ log y! …, with what each addition rounds off carried along (Kahan 1965): over many rows alike it would add up. */
function sumOfConstants({ response, weights }: MixedModelDesign, kept: Int32Array, family: Family): number {
  let sum = 0;
  let carried = 0;
  for (const row of kept) {
    const term = family.logConstant(response.values[row]!, weights[row]!) - carried;
    const next = sum + term;
    carried = next - sum - term;
    sum = next;
  }
  return sum;
}

function readRows(design: MixedModelDesign, kept: Int32Array, family: Family, link: LinkDescription): Omit<LaplaceData, 'q'> {
  const effects = arrangeRandomEffects(design.random, kept);
  return {
    effects, family, link,
    response: takeElements(design.response.values, effects.rows),
    weights: takeElements(design.weights, effects.rows),
    offset: design.offset ? takeElements(design.offset, effects.rows) : new Float64Array(effects.rows.length),
  };
}

/** β̃ and ψ of the model without random effects, then one EM step for θ there; more would cost as much as they save. */
async function findStart(model: LaplaceModel, data: LaplaceData, p: number, monitor: Monitor): Promise<Float64Array> {
  const { effects, family, link } = data;
  const { beta, psi } = await startingValues(data, monitor);
  const start = Float64Array.of(...beta, ...new Float64Array(effects.thetaFactor.length), ...(family.dispersion ? [psi] : []));
  const theta = start.subarray(p, p + effects.thetaFactor.length);
  const isDiagonal = (t: number): boolean => effects.thetaRow[t] === effects.thetaColumn[t];
  for (let t = 0; t < theta.length; t++) if (isDiagonal(t)) theta[t] = FIRST_STANDARD_DEVIATION;
  let isInside = Number.isFinite(await model.approximate(start));
  // Where the link has a limit, as much variation as this may pass it; then less of it is a start.
  const isOpen = family.openLinks.has(link.name);
  for (let halving = isOpen ? 0 : 5; halving < 5 && !isInside; halving++) {
    for (let t = 0; t < theta.length; t++) theta[t] = theta[t]! / 2;
    isInside = Number.isFinite(await model.approximate(start));
  }
  if (!isInside) return start;
  const first = Float64Array.from(theta);
  const covariances = await model.expectedCovariances();
  readTheta(effects, covariances.map(covariance => lowerFactorOf(covariance.to1DArray(), covariance.rows)), theta);
  for (let t = 0; t < theta.length; t++) if (isDiagonal(t)) theta[t] = Math.max(theta[t]!, LEAST_STANDARD_DEVIATION);
  if (isOpen && !Number.isFinite(await model.approximate(start))) theta.set(first);
  return start;
}

/** The Cholesky factor of a positive definite matrix, by rows. */
function lowerFactorOf(values: number[], k: number): Float64Array {
  const l = Float64Array.from(values);
  choleskyFactor(l, k);
  for (let a = 0; a < k; a++) l.fill(0, a * k + a + 1, (a + 1) * k);
  return l;
}
