/** What a singular fit loses when a term with perfectly correlated effects is made smaller. */
import { fitMixedModel, type FitSpecification } from '../estimation/fit-mixed-model.js';
import type { MixedModelFit } from '../estimation/fit.js';
import type { Monitor } from '../estimation/monitor.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign, RandomTerm } from '../model/design.js';
import { tailsOf } from '../probability/distributions.js';

export interface SmallerModel {
  /** The label of the term that is made smaller. */
  readonly term: string;
  /** How: its effects uncorrelated, or its intercept alone. */
  readonly how: 'uncorrelated' | 'intercept';
  /** Likelihood-ratio statistic of the fit against the smaller one; of restricted likelihoods where the fit is by REML. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** By the chi-squared distribution, which is conservative where a variance is tested (Self & Liang 1987). */
  readonly pValue: number;
}

/** So many effects of a term are tried to be parted. */
const MOST_EFFECTS = 4;

/** For each term whose effects are perfectly correlated the models with uncorrelated effects and with the intercept alone; those that cannot be fitted are left out. */
export async function smallerModels(design: MixedModelDesign, specification: FitSpecification, fit: MixedModelFit, monitor: Monitor): Promise<SmallerModel[]> {
  const found: SmallerModel[] = [];
  for (const [index, term] of design.random.entries()) {
    const k = term.effectCount;
    if (!fit.random[index]!.isSingular || !fit.convergence.converged || k < 2 || k > MOST_EFFECTS || !hasAllVariances(fit, index, k)) continue;
    const parts = term.effectNames.map((_, effect) => single(term, effect));
    const intercept = term.effectNames.indexOf('(Intercept)');
    const ways = [
      { how: 'uncorrelated' as const, terms: parts },
      ...(intercept < 0 ? [] : [{ how: 'intercept' as const, terms: [parts[intercept]!] }]),
    ];
    for (const { how, terms } of ways) {
      const smaller = await fitted({ ...design, random: design.random.flatMap(each => (each === term ? terms : [each])) }, specification, monitor);
      if (!smaller) continue;
      const statistic = Math.max(0, 2 * (fit.logLikelihood - smaller.logLikelihood));
      const degreesOfFreedom = fit.parameterCount - smaller.parameterCount;
      found.push({ term: term.label, how, statistic, degreesOfFreedom, pValue: tailsOf('chisq', [degreesOfFreedom]).upper(statistic) });
    }
  }
  return found;
}

/** A variance below this share of the largest is zero, and the effect goes rather than its correlation. */
const ZERO = 1e-8;

function hasAllVariances(fit: MixedModelFit, index: number, k: number): boolean {
  const { covariance } = fit.random[index]!;
  const variances = Array.from({ length: k }, (_, i) => covariance[i * k + i]!);
  return Math.min(...variances) > ZERO * Math.max(...variances);
}

function single(term: RandomTerm, effect: number): RandomTerm {
  const k = term.effectCount;
  return { ...term, effectCount: 1, effectNames: [term.effectNames[effect]!], effectMeanings: [term.effectMeanings[effect]!], z: Float64Array.from(term.levelOfRow, (_, row) => term.z[row * k + effect]!) };
}

async function fitted(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<MixedModelFit | null> {
  try {
    const fit = await fitMixedModel(design, { ...specification, laplaceCheck: 'never' }, monitor);
    return fit.convergence.converged ? fit : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
