/** The parameters of a linear mixed model, posed to be profiled. */
import { Matrix } from 'ml-matrix';
import { coefficientsOnUserScale } from '../../estimation/describe-fit.js';
import { thetaOf } from '../../estimation/estimates-inside.js';
import { poseLinearModel } from '../../estimation/fit-linear-mixed-model.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { LinearMixedModel } from '../../estimation/linear-mixed-model.js';
import type { Monitor } from '../../estimation/monitor.js';
import { minimise } from '../../estimation/optimiser.js';
import type { MixedModelDesign } from '../../model/design.js';
import { covarianceParameters } from './covariance-parameters.js';
import { exponential, fixedEffect, readParameters, type PosedParameter } from './posed-parameter.js';

/** For variances x is (θ, log σ), all fixed effects being profiled out exactly; for a fixed effect its value stands before them. `fit` is by maximum likelihood. */
export async function poseLinear(design: MixedModelDesign, fit: MixedModelFit, polite: Monitor): Promise<PosedParameter[]> {
  const { effects, inverseR, model } = await poseLinearModel(design, 'ML', polite);
  const p = design.fixed.columnCount;
  const thetaCount = effects.thetaFactor.length;
  const m = thetaCount + 1;
  const evaluateLikelihood = (x: Float64Array, gradient: Float64Array): Promise<number> => model.evaluateAt(x.subarray(0, thetaCount), x[thetaCount]!, null, gradient);
  const objective = { evaluate: evaluateLikelihood, information: () => roughInformation(model, thetaCount), firstStep: () => 1, report: () => undefined };
  const { x, value, information } = await minimise(objective, Float64Array.of(...thetaOf(effects, fit), Math.log(fit.sigma)), { tolerance: 1e-8, iterationLimit: 50, needsInformation: true });

  const variances = [...covarianceParameters(effects, { thetaAt: 0, logSigmaAt: thetaCount }), exponential('.sigma', 'sigma', thetaCount)];
  const atLastPoint = (inside: Float64Array): Float64Array => Float64Array.of(...readParameters(variances, inside), ...coefficientsOnUserScale(model.beta, inverseR));
  const scratch = new Float64Array(m + 1);
  return [
    ...variances.map((parameter): PosedParameter => ({
      ...parameter, evaluateLikelihood,
      start: { x, value, information: Float64Array.from(information.to1DArray()) },
      valuesAt: async inside => {
        await evaluateLikelihood(inside, scratch);
        return atLastPoint(inside);
      },
    })),
    ...design.fixed.names.map((name, j): PosedParameter => {
      const combination = inverseR.slice(j * p, (j + 1) * p);
      const evaluate = async (at: Float64Array, gradient: Float64Array): Promise<number> => {
        const held = await model.evaluateAt(at.subarray(1, m), at[m]!, { combination, value: at[0]! }, gradient.subarray(1));
        gradient[0] = model.heldSlope * Math.exp(-2 * at[m]!);
        return held;
      };
      return {
        ...fixedEffect(name, Float64Array.of(1)), evaluateLikelihood: evaluate,
        start: { x: Float64Array.of(fit.fixedEffects[j]!, ...x), value, information: bordered(1 / fit.fixedEffectsCovariance[j * (p + 1)]!, information) },
        valuesAt: async inside => {
          await evaluate(inside, scratch);
          return atLastPoint(inside.subarray(1));
        },
      };
    }),
  ];
}

/** About the information in (θ, log σ). */
function roughInformation(model: LinearMixedModel, thetaCount: number): Matrix {
  const information = Matrix.zeros(thetaCount + 1, thetaCount + 1);
  if (thetaCount > 0) information.setSubMatrix(model.information(), 0, 0);
  information.set(thetaCount, thetaCount, 2 * model.degreesOfFreedom);
  return information;
}

/** A row and column before the others, zero but for the diagonal: what a fixed effect and the variances tell of each other is nothing on average. */
function bordered(first: number, matrix: Matrix): Float64Array {
  const larger = Matrix.zeros(matrix.rows + 1, matrix.rows + 1);
  larger.set(0, 0, first);
  larger.setSubMatrix(matrix, 1, 1);
  return Float64Array.from(larger.to1DArray());
}
