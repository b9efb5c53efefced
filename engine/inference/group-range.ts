/** How far apart the levels of a grouping factor lie by the estimated distribution of their effects. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { BuiltDesign } from '../model/build-design.js';
import { links } from '../model/families/links.js';
import { normalQuantile } from '../probability/tail-probabilities.js';
import { toJsonNumber, type JsonNumber, type RandomEffectsTerm } from '../results.js';
import type { CovariatePoints } from './covariate-points.js';
import { predictorAt, randomVarianceAt } from './population-average.js';
import type { ReferencePoints } from './reference-point.js';

/**
 * The middle share `coverage` of the levels of random term `index`: of their mean responses and of their coefficients. A plug-in range, β ± z σ by the normal
 * distribution of the effects at its estimate (Gelman & Hill 2007, §12.2), which the range of the conditional modes, being shrunk, understates.
 */
export function groupRange({ built, fit, link }: { readonly built: BuiltDesign; readonly fit: MixedModelFit; readonly link: string }, points: CovariatePoints, grid: ReferencePoints | null, index: number, coverage: number): NonNullable<RandomEffectsTerm['groupRange']> {
  const { fixed, random } = built.design;
  const term = random[index]!;
  const quantile = normalQuantile(0.5 + coverage / 2);
  const covariance = fit.random[index]!.covariance;
  const isFirst = random.findIndex(other => other.group === term.group) === index;
  return {
    coverage,
    means: isFirst && grid ? meansBetween({ built, fit, link }, points, grid, term.group, quantile) : null,
    coefficients: term.effectNames.map((name, i) => {
      const j = fixed.names.indexOf(name);
      if (j < 0) return null;
      const spread = quantile * Math.sqrt(Math.max(0, covariance[i * term.effectCount + i]!));
      return [toJsonNumber(fit.fixedEffects[j]! - spread), toJsonNumber(fit.fixedEffects[j]! + spread)];
    }),
  };
}

function meansBetween({ built, fit, link }: { readonly built: BuiltDesign; readonly fit: MixedModelFit; readonly link: string }, points: CovariatePoints, grid: ReferencePoints, group: string, quantile: number): readonly [JsonNumber, JsonNumber] | null {
  const eta = predictorAt(grid.reference, fit);
  const spread = quantile * Math.sqrt(randomVarianceAt({ built, fit }, points, points.pointOf(grid.conditions), false, group));
  // a power of the linear predictor turns about at zero
  if (!(POWERS.has(link) ? eta - spread > 0 : Number.isFinite(eta + spread))) return null;
  const ends = [eta - spread, eta + spread].map(value => links.get(link)!.inverse(value)).sort((a, b) => a - b);
  return ends.every(Number.isFinite) ? [toJsonNumber(ends[0]!), toJsonNumber(ends[1]!)] : null;
}

const POWERS: ReadonlySet<string> = new Set(['inverse', '1/mu^2', 'sqrt']);
