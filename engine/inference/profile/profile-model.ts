/** The profile likelihood of a fitted mixed model: for each parameter how the likelihood falls as it moves away from its estimate, all others at their best. */
import { fitLinearMixedModel } from '../../estimation/fit-linear-mixed-model.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { Monitor } from '../../estimation/monitor.js';
import { politely } from '../../estimation/polite-steps.js';
import { UserError } from '../../language/syntax/diagnostic.js';
import { links } from '../../model/families/links.js';
import type { MixedModel } from '../mixed-model.js';
import type { ParameterProfile } from './limits.js';
import { poseGeneralized } from './pose-generalized.js';
import { poseLinear } from './pose-linear.js';
import type { PosedParameter } from './posed-parameter.js';
import { HigherLikelihood, ProfilePath } from './profile-path.js';

export interface ModelProfile {
  readonly model: MixedModel;
  /** Names of all parameters, in lme4's order: standard deviations and correlations, σ, fixed effects. */
  readonly names: readonly string[];
  /** Of those that were asked for. */
  readonly parameters: readonly ParameterProfile[];
  /** For each of `parameters` and each of its points the values of all parameters there. */
  readonly values: readonly (readonly Float64Array[])[];
}

/** Which parameters are wanted, by position and name; throws a `UserError` where one is asked for that is not there. */
export type ChooseParameters = (parameters: readonly Pick<ParameterProfile, 'name' | 'fullName' | 'kind'>[]) => readonly boolean[];

/**
 * Profiles parameters as far as the largest of `zetas`, with points at each of them: by maximum likelihood, a fit by REML too, as lme4 does.
 * Throws `UserError` GLMM421 for a singular fit, one that did not converge, and one whose likelihood was not maximised over all parameters.
 */
export async function profileModel(model: MixedModel, zetas: readonly number[], choose: ChooseParameters, monitor: Monitor): Promise<ModelProfile> {
  let message = 'Profile, starting';
  const polite = politely(monitor, () => message);
  requireMaximum(model);
  const { design, family, summary } = model;
  const isLinear = model.fit.method === 'REML' || model.fit.method === 'ML';
  const fit = model.fit.method === 'REML' ? await fitLinearMixedModel(design, 'ML', polite) : model.fit;
  requireInside(model, fit);
  const parameters = isLinear ? await poseLinear(design, fit, polite) : await poseGeneralized(design, fit, family, links.get(summary.link)!, polite);
  const chosen = choose(parameters);
  const targets = targetsThrough(zetas);
  const profiles: ParameterProfile[] = [];
  const values: Float64Array[][] = [];
  for (const [index, parameter] of parameters.entries()) {
    if (!chosen[index]) continue;
    message = `Profile of ${parameter.fullName}, ${index + 1} of ${parameters.length}`;
    const profile = await followBothWays(parameter, targets);
    const there: Float64Array[] = [];
    for (const point of profile.points) there.push(await parameter.valuesAt(point.x));
    profiles.push(profile);
    values.push(there);
  }
  return { model, names: parameters.map(({ name }) => name), parameters: profiles, values };
}

async function followBothWays(parameter: PosedParameter, targets: readonly number[]): Promise<ParameterProfile> {
  const { name, fullName, kind, lower, upper, isSmoothAtLower, start } = parameter;
  const path = new ProfilePath({
    evaluate: (x, gradient) => parameter.evaluateLikelihood(x, gradient),
    parameter: (x, gradient) => parameter.evaluate(x, gradient),
    lower, upper, isSmoothAtLower,
  }, start);
  try {
    const above = await path.follow(1, targets, []);
    const below = await path.follow(-1, targets, above.points);
    return {
      name, fullName, kind,
      estimate: path.estimate.value,
      points: [...below.points.toReversed(), path.estimate, ...above.points],
      lowerEnd: below.end, upperEnd: above.end,
      range: [lower, upper],
    };
  } catch (error) {
    if (!(error instanceof HigherLikelihood)) throw error;
    throw new UserError('GLMM421', `On the way along ${fullName} the likelihood rises above that of the estimates, which are therefore not its maximum.`, { advice: ['Fit a simpler model, or rescale its covariates.'] });
  }
}

/** Steps of ζ along the way. */
const LONGEST_STEP = 0.66;
/** How far beyond a wanted ζ the path goes, so that it lies between two points. */
const BEYOND = 0.02;

/** Through all ζ that are wanted, in steps. */
function targetsThrough(zetas: readonly number[]): number[] {
  const targets: number[] = [];
  let from = 0;
  for (const zeta of [...zetas].sort((a, b) => a - b)) {
    const steps = Math.ceil((zeta - from) / LONGEST_STEP);
    for (let step = 1; step < steps; step++) targets.push(from + ((zeta - from) * step) / steps);
    targets.push(zeta + BEYOND);
    from = zeta;
  }
  return targets;
}

const WALD = 'confint(m, method = "Wald") gives intervals of the fixed effects from their standard errors.';

function requireMaximum({ fit }: MixedModel): void {
  if (fit.method === 'PIRLS') throw new UserError('GLMM421', 'With nAGQ = 0 the fixed effects do not maximise the likelihood, so that there is no profile of it.', { advice: ['Fit the model with nAGQ = 1, the default of glmer().', WALD] });
  if (!fit.convergence.converged) throw new UserError('GLMM421', `The fit did not converge (${fit.convergence.problem}), so that there is no maximum to profile from.`, { advice: ['Its notices say what can be done.'] });
}

/** `fit` is by maximum likelihood. */
function requireInside({ design, fit: own }: MixedModel, fit: MixedModelFit): void {
  const singular = design.random.find((_, i) => fit.random[i]!.isSingular);
  if (!singular) return;
  throw new UserError('GLMM421', `${own !== fit && !own.random.some(({ isSingular }) => isSingular) ? 'Fitted by maximum likelihood, as profiles are, the model' : 'The fit'} is singular: the covariance matrix of ${singular.label} lies on the boundary of its range, where a profile has no meaning.`, {
    advice: ['Leave the term out or give it fewer effects, and profile the smaller model.', WALD],
  });
}
