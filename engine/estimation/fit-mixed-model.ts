import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { fitLaplace } from './fit-laplace.js';
import { fitPoissonIntercept } from './fit-poisson-intercept.js';
import { fitLinearMixedModel, requireMoreRows } from './fit-linear-mixed-model.js';
import type { MixedModelFit } from './fit.js';
import { keptRows } from './kept-rows.js';
import type { LaplaceCheck } from './laplace-error.js';
import type { Monitor } from './monitor.js';
import { requireQuadrature } from './quadrature.js';
import { arrangeRandomEffects } from './random-effects.js';

export interface FitSpecification {
  readonly family: Family;
  readonly link: LinkDescription;
  readonly method: MixedModelFit['method'];
  /** Points of the quadrature, at least 2; read with `AGQ` alone. */
  readonly quadraturePoints?: number;
  /** Whether to measure what the Laplace approximation leaves out; read with `Laplace` alone. */
  readonly laplaceCheck?: LaplaceCheck;
  /** Whether degrees of freedom are wanted; read with `REML` and `ML` alone. */
  readonly needsVarianceUncertainty?: boolean;
}

/** Fits a mixed model. Throws `UserError` where the data cannot carry the model, and `Cancelled` when the monitor does. */
export async function fitMixedModel(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<MixedModelFit> {
  const { family, link, method } = specification;
  if (method === 'REML' || method === 'ML') return fitLinearMixedModel(design, method, monitor, specification.needsVarianceUncertainty);
  if (method === 'PIRLS') return fitLaplace(design, family, link, 0, monitor);
  const check = specification.laplaceCheck ?? 'where it matters';
  if (method === 'Laplace') return (typeof check === 'string' ? await fitPoissonIntercept(design, family, link, monitor, check) : null) ?? fitLaplace(design, family, link, 1, monitor, check);
  requireClosedLink(specification);
  return fitLaplace(design, family, link, specification.quadraturePoints ?? 1, monitor);
}

/** Throws the `UserError` with which a fit would stop before its first step; a design by itself tells no more. */
export function requireFittable(design: MixedModelDesign, specification: FitSpecification): void {
  const kept = keptRows(design);
  const { method, quadraturePoints: points = 1 } = specification;
  if (method === 'REML' || method === 'ML') requireMoreRows(kept.length, design.fixed.columnCount);
  if (method !== 'AGQ') return;
  requireClosedLink(specification);
  requireQuadrature(design, arrangeRandomEffects(design.random, kept), points);
}

/** Quadrature takes a link that keeps every mean in the support at every node. */
function requireClosedLink({ family, link }: FitSpecification): void {
  const limit = family.openLinks.get(link.name);
  if (limit === undefined) return;
  throw new UserError('GLMM419', `The quadrature visits random effects far from their modes, where the ${link.name} link gives means that are not ${limit}.`, { advice: ['Leave nAGQ out: the Laplace approximation fits this model.'] });
}
