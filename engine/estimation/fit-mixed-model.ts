import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { fitLaplace } from './fit-laplace.js';
import { fitLinearMixedModel } from './fit-linear-mixed-model.js';
import type { MixedModelFit } from './fit.js';
import type { Monitor } from './monitor.js';

export interface FitSpecification {
  readonly family: Family;
  readonly link: LinkDescription;
  readonly method: 'REML' | 'ML' | 'Laplace';
}

/** Fits a mixed model. Throws `UserError` where the data cannot carry the model, and `Cancelled` when the monitor does. */
export async function fitMixedModel(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<MixedModelFit> {
  const { family, link, method } = specification;
  if (method !== 'Laplace') return fitLinearMixedModel(design, method, monitor);
  if (family.hasDispersion) throw new UserError('GLMM410', `The ${family.name} family with a ${link.name} link is not fitted by the Laplace approximation.`, { advice: ['Use lmer for a Gaussian response.'] });
  return fitLaplace(design, family, link, monitor);
}
