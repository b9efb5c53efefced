/** Whether counts, or successes of several trials, vary more than their distribution allows. */
import type { MixedModelFit } from '../estimation/fit.js';
import { normalQuantile } from '../probability/tail-probabilities.js';
import { tailsOf } from '../probability/distributions.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';

export interface Overdispersion {
  /** Σ w (y − μ̂)²/V(μ̂), with μ̂ at the conditional modes. */
  readonly pearson: number;
  /** Rows less estimated parameters. */
  readonly degreesOfFreedom: number;
  readonly ratio: number;
  /** P(χ² > `pearson`). */
  readonly pValue: number;
}

/** A ratio below this makes standard errors too small by less than a tenth. */
const MATTERS = 1.2;
const SIGNIFICANT = 0.01;

/**
 * The test of Bolker's GLMM FAQ, χ² = Σ r² on `df.residual` degrees of freedom, for Poisson models and binomial ones of several trials.
 * Where means are small r² varies more than the chi-squared distribution has it, by 1/μ or (1 − 6pq)/(mpq) a row (McCullagh & Nelder 1989,
 * §4.4.5), so that the excess must also be significant with that variance. Null where there is none, or where a random effect for every
 * row takes it up.
 */
export function overdispersionOf(design: MixedModelDesign, fit: MixedModelFit, family: Family): Overdispersion | null {
  const { rowCount, response, weights, random } = design;
  const isPoisson = family.name === 'poisson';
  if (!isPoisson && !(family.name === 'binomial' && response.description.kind === 'proportion')) return null;
  if (random.some(({ levels }) => levels.length === rowCount)) return null;
  const { fittedValues: mu } = fit;
  let pearson = 0;
  let variance = 0;
  let rows = 0;
  let several = 0;
  for (let i = 0; i < rowCount; i++) {
    const w = weights[i]!;
    if (w === 0) continue;
    const v = family.variance(mu[i]!, 0);
    const residual = response.values[i]! - mu[i]!;
    rows++;
    if (w > 1) several++;
    pearson += (w * residual * residual) / v;
    variance += 2 + (isPoisson ? 1 / (w * v) : (1 - 6 * v) / (w * v));
  }
  const degreesOfFreedom = rows - fit.parameterCount;
  if (degreesOfFreedom <= 0 || (!isPoisson && several < rows / 2)) return null;
  const ratio = pearson / degreesOfFreedom;
  const isBeyondChance = pearson - degreesOfFreedom > normalQuantile(1 - SIGNIFICANT) * Math.sqrt(variance);
  if (!(ratio >= MATTERS) || !isBeyondChance) return null;
  const pValue = tailsOf('chisq', [degreesOfFreedom]).upper(pearson);
  return pValue < SIGNIFICANT ? { pearson, degreesOfFreedom, ratio, pValue } : null;
}
