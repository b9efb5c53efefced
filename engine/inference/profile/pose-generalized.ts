/** The parameters of a generalized linear mixed model, posed to be profiled. */
import { coefficientsOnUserScale } from '../../estimation/describe-fit.js';
import { rotatedCoefficients, thetaOf } from '../../estimation/estimates-inside.js';
import { poseProblem } from '../../estimation/fit-laplace.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { MarginalLikelihood } from '../../estimation/marginal-likelihood.js';
import type { Monitor } from '../../estimation/monitor.js';
import { minimise } from '../../estimation/optimiser.js';
import { createQuadrature } from '../../estimation/quadrature.js';
import type { MixedModelDesign } from '../../model/design.js';
import type { Family } from '../../model/families/family.js';
import type { LinkDescription } from '../../model/families/link.js';
import { covarianceParameters } from './covariance-parameters.js';
import { exponential, fixedEffect, readParameters, type PosedParameter } from './posed-parameter.js';

/** x is (β̃, θ, ψ), as the likelihood of the fit takes it: the Laplace approximation or the quadrature that was maximised. */
export async function poseGeneralized(design: MixedModelDesign, fit: MixedModelFit, family: Family, link: LinkDescription, polite: Monitor): Promise<PosedParameter[]> {
  const limit = family.dispersion?.limit;
  if (fit.dispersion?.psi === Infinity && limit) return poseGeneralized(design, fit, limit, link, polite);
  const points = fit.quadraturePoints ?? 1;
  const { data, laplace, inverseR } = await poseProblem(design, family, link, points, polite);
  const likelihood: MarginalLikelihood = points > 1 ? createQuadrature(data, laplace, points, polite) : laplace;
  const p = design.fixed.columnCount;
  const psi = family.dispersion ? [fit.dispersion!.psi] : [];
  const start = Float64Array.of(...rotatedCoefficients(fit.fixedEffects, inverseR), ...thetaOf(data.effects, fit), ...psi);
  const evaluateLikelihood = (x: Float64Array, gradient: Float64Array): Promise<number> => likelihood.evaluate(x, gradient);
  const objective = { evaluate: evaluateLikelihood, information: () => likelihood.information(), firstStep: () => 1, report: () => undefined };
  const { x, value, information } = await minimise(objective, start, { tolerance: 1e-8, iterationLimit: 50, needsInformation: true });

  const parameters = [
    ...covarianceParameters(data.effects, { thetaAt: p, logSigmaAt: -1 }),
    ...(family.dispersion ? [exponential(family.dispersion.isScale ? '.sigma' : '.shape', family.dispersion.isScale ? 'sigma' : family.dispersion.name, x.length - 1)] : []),
  ];
  const fixed = design.fixed.names.map((name, j) => fixedEffect(name, inverseR.slice(j * p, (j + 1) * p)));
  const valuesAt = (at: Float64Array): Promise<Float64Array> => Promise.resolve(Float64Array.of(...readParameters(parameters, at), ...coefficientsOnUserScale(at.subarray(0, p), inverseR)));
  const from = { x, value, information: Float64Array.from(information.to1DArray()) };
  return [...parameters, ...fixed].map(parameter => ({ ...parameter, evaluateLikelihood, start: from, valuesAt }));
}
