/** A linear mixed model by REML or maximum likelihood. */
import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import { addScaled, takeElements, weightedProduct } from '../linalg/vector-kernels.js';
import { longestStepWithinSign, minimiseToBoundary } from './boundary.js';
import { coefficientsOnUserScale, covarianceOnUserScale, describeRandomTerms, linearPredictor } from './describe-fit.js';
import type { MixedModelFit } from './fit.js';
import { keptRows } from './kept-rows.js';
import { LinearMixedModel } from './linear-mixed-model.js';
import type { Monitor } from './monitor.js';
import { orthogonalise } from './orthogonal-columns.js';
import { politely } from './polite-steps.js';
import { isUncertaintyCheap, measureVarianceUncertainty } from './variance-uncertainty.js';
import { arrangeRandomEffects, planOfEffects, type RandomEffects } from './random-effects.js';

const TOLERANCE = 1e-8;

/** Throws `UserError` where the response does not vary or leaves nothing to estimate σ from. */
export async function fitLinearMixedModel(design: MixedModelDesign, method: 'REML' | 'ML', monitor: Monitor, needsVarianceUncertainty = false): Promise<MixedModelFit> {
  let message = `${method}, starting`;
  const polite = politely(monitor, () => message);
  const { effects, inverseR, model, squares } = await poseLinearModel(design, method, polite);
  const p = design.fixed.columnCount;
  checkResponse(model, squares, effects.rows.length, p);

  const thetaCount = effects.thetaFactor.length;
  const objective = {
    evaluate: (theta: Float64Array, gradient: Float64Array): Promise<number> => model.evaluate(theta, gradient),
    information: () => model.information(),
    firstStep: (theta: Float64Array, direction: Float64Array) => longestStepWithinSign(effects, theta, direction),
    report: (iteration: number, evaluations: number, value: number): void => {
      message = `${method}, iteration ${iteration}, ${evaluations} evaluations, log-likelihood ${(-value).toFixed(4)}`;
    },
  };
  const optimum = await minimiseToBoundary(effects, objective, model.startingTheta(), { tolerance: TOLERANCE, iterationLimit: 300, needsInformation: false });
  const sigma = Math.sqrt(model.residualSumOfSquares / model.degreesOfFreedom);
  const random = describeRandomTerms({ effects, lambda: model.lambda, u: model.u, inverse: model.system.inverse.diagonal, sigma });
  const fixedEffects = coefficientsOnUserScale(model.beta, inverseR);
  const eta = linearPredictor(design, fixedEffects, random);
  const fixedEffectsCovariance = covarianceOnUserScale(model.fixedEffectsCovariance().mul(sigma * sigma), inverseR);
  polite.estimated?.();
  const isMeasured = needsVarianceUncertainty && optimum.problem === '' && isUncertaintyCheap(effects, p);
  const varianceUncertainty = isMeasured ? await measureVarianceUncertainty(effects, model, inverseR, optimum.x) : null;
  return {
    method,
    fixedEffects,
    fixedEffectsCovariance,
    ...(varianceUncertainty ? { varianceUncertainty } : {}),
    random,
    sigma,
    logLikelihood: -optimum.value,
    parameterCount: p + thetaCount + 1,
    linearPredictor: eta,
    fittedValues: Float64Array.from(eta),
    plan: planOfEffects(effects, model.system),
    convergence: {
      converged: optimum.problem === '',
      iterations: optimum.iterations,
      evaluations: optimum.evaluations,
      newtonDecrement: optimum.newtonDecrement,
      problem: optimum.problem,
    },
  };
}

/** A linear mixed model in columns that are orthonormal and effects of unit size. */
export interface PosedLinearModel {
  readonly effects: RandomEffects;
  /** β = R⁻¹β̃, p × p by rows. */
  readonly inverseR: Float64Array;
  readonly model: LinearMixedModel;
  /** y'Wy. */
  readonly squares: number;
}

/** Reads the rows of the design once. Throws `UserError` where the rows that count leave columns dependent. */
export async function poseLinearModel(design: MixedModelDesign, method: 'REML' | 'ML', polite: Monitor): Promise<PosedLinearModel> {
  const effects = arrangeRandomEffects(design.random, keptRows(design));
  if (polite.isDue()) await polite.pause();
  const { rows } = effects;
  const response = takeElements(design.response.values, rows);
  if (design.offset) addScaled(response, -1, takeElements(design.offset, rows));
  const weights = takeElements(design.weights, rows);
  const columns = orthogonalise(design.fixed, design.rowCount, rows, weights);
  if (polite.isDue()) await polite.pause();
  return { effects, inverseR: columns.inverseR, model: new LinearMixedModel(effects, columns, response, weights, method === 'REML', polite), squares: weightedProduct(response, response, weights) };
}

function checkResponse(model: LinearMixedModel, totalSquares: number, n: number, p: number): void {
  requireMoreRows(n, p);
  if (!(model.fixedEffectsResidualSquares > 1e-20 * totalSquares)) {
    throw new UserError('GLMM413', totalSquares === 0 || p <= 1 ? 'The response does not vary.' : 'The fixed effects reproduce the response exactly, so there is no variance to divide.', {
      advice: ['Check that the response is the column that you meant.'],
    });
  }
}

/** Throws `UserError` GLMM411 where n rows leave nothing to estimate the residual variance from beside p fixed effects. */
export function requireMoreRows(n: number, p: number): void {
  if (n <= p) {
    throw new UserError('GLMM411', `There are ${n} rows for ${p} fixed effects, which leaves nothing to estimate the residual variance from.`, {
      advice: ['Use fewer fixed effects, or more rows.'],
    });
  }
}
