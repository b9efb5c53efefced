import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { fitLaplace } from './fit-laplace.js';
import { fitPoissonIntercept } from './fit-poisson-intercept.js';
import { fitLinearMixedModel } from './fit-linear-mixed-model.js';
import type { MixedModelFit } from './fit.js';
import type { Monitor } from './monitor.js';

export interface FitSpecification {
  readonly family: Family;
  readonly link: LinkDescription;
  readonly method: 'REML' | 'ML' | 'Laplace' | 'AGQ';
  /** Points of the quadrature, at least 2; read with `AGQ` alone. */
  readonly quadraturePoints?: number;
}

/** Fits a mixed model. Throws `UserError` where the data cannot carry the model, and `Cancelled` when the monitor does. */
export async function fitMixedModel(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<MixedModelFit> {
  const { family, link, method } = specification;
  if (method === 'REML' || method === 'ML') return fitLinearMixedModel(design, method, monitor);
  if (method === 'Laplace') return (await fitPoissonIntercept(design, family, link, monitor)) ?? fitLaplace(design, family, link, 1, monitor);
  requireQuadrature(design, specification);
  return fitLaplace(design, family, link, specification.quadraturePoints ?? 1, monitor);
}

/** Quadrature takes one effect a level of one factor, and a link that keeps every mean in the support at every node. */
function requireQuadrature({ random }: MixedModelDesign, { family, link }: FitSpecification): void {
  const advice = ['Leave nAGQ out: the Laplace approximation fits this model.'];
  const limit = family.openLinks.get(link.name);
  if (limit !== undefined) {
    throw new UserError('GLMM419', `The quadrature visits random effects far from their modes, where the ${link.name} link gives means that are not ${limit}.`, { advice });
  }
  const term = random[0];
  if (random.length === 1 && term?.effectCount === 1) return;
  const found = random.length > 1 ? `has ${random.length} random-effects terms, ${random.map(({ label }) => label).join(' and ')}` : term ? `has ${term.effectCount} effects a level in ${term.label}` : 'has none';
  throw new UserError('GLMM419', `Quadrature with more than one point is for a model with a single random effect, such as (1 | g); this one ${found}.`, { range: random[1]?.range ?? term?.range ?? null, advice });
}
