/** Which quadrature integrates a model, and why there may be none. */
import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import type { LaplaceData, LaplaceModel } from './laplace-model.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { NestedQuadrature } from './nested-quadrature.js';
import { OneFactorQuadrature } from './one-factor-quadrature.js';
import type { RandomEffects } from './random-effects.js';

/** Nodes of a product rule: 22 points in four directions, 630 in two. */
const MOST_NODES = 400_000;
/** More effects than this are beyond a product of points in each direction. */
export const MOST_EFFECTS = 4;

/** The quadrature of a model that has one, with `points` in each direction; `laplace` is the model of the same data. */
export function createQuadrature(data: LaplaceData, laplace: LaplaceModel, points: number, monitor: Monitor): MarginalLikelihood {
  return data.effects.structure.factors.length === 1 ? new OneFactorQuadrature(data, laplace, points, monitor) : new NestedQuadrature(data, laplace, [points, points], monitor);
}

/** Whether one factor, or two of which one nests the other, carry few enough effects for a product of points. */
export function canIntegrate({ structure }: RandomEffects): boolean {
  const { factors, leadingCount } = structure;
  return factors.length > 0 && factors.length <= 2 && leadingCount === factors.length && factors.reduce((sum, { effectCount }) => sum + effectCount, 0) <= MOST_EFFECTS;
}

/** Throws `UserError` GLMM419 where the model has no quadrature with so many points. */
export function requireQuadrature({ random }: MixedModelDesign, { structure }: RandomEffects, points: number): void {
  const { factors, leadingCount } = structure;
  const advice = ['Leave nAGQ out: the Laplace approximation fits this model.'];
  const groups = [...new Set(random.map(({ group }) => group))];
  const refuse = (found: string, more: readonly string[] = []): void => {
    throw new UserError('GLMM419', `Quadrature with more than one point is for one grouping factor or two nested ones; this model has ${found}.`, { range: random[1]?.range ?? random[0]?.range ?? null, advice: [...more, ...advice] });
  };
  if (factors.length === 0) refuse('none');
  if (factors.length > 2) refuse(`${factors.length}, ${groups.join(', ')}`);
  if (leadingCount < factors.length) refuse(`two that are crossed, ${groups.join(' and ')}, so that no part of its integral stands alone`);
  const effectCount = factors.reduce((sum, factor) => sum + factor.effectCount, 0);
  if (effectCount > MOST_EFFECTS) refuse(`${effectCount} effects a level in all, where ${MOST_EFFECTS} are the most`, ['Give the levels fewer effects.']);
  const nodes = factors.reduce((product, factor) => product * points ** factor.effectCount, 1);
  if (nodes > MOST_NODES) {
    const most = Math.floor(MOST_NODES ** (1 / effectCount));
    throw new UserError('GLMM419', `${points} points in each of ${effectCount} directions are ${nodes.toLocaleString('en')} nodes for every row.`, { range: random[0]?.range ?? null, advice: [`nAGQ = ${Math.min(most, 9)} is accurate enough as a rule, and up to ${most} can be done.`] });
  }
}
