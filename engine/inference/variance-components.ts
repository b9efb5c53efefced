/** What the random effects explain: latent variances, intraclass correlation, R². */
import type { MixedModelFit } from '../estimation/fit.js';
import { trigamma } from '../probability/special-functions.js';
import type { MixedModelDesign, RandomTerm } from '../model/design.js';
import type { Family } from '../model/families/family.js';

export interface LatentVariances {
  /** Sample variance of Xβ̂. */
  readonly fixed: number;
  /** Mean over rows of z'Σz, summed over the terms (Johnson 2014, eq. 10); effects that are one a row are not in it. */
  readonly random: number;
  /** Variance of effects that are one a row: overdispersion, which counts as residual. */
  readonly observationLevel: number;
  /** Distribution-specific variance on the link scale: σ², π²/3 (logit), 1 (probit), π²/6 (cloglog), log(1 + 1/λ + 1/θ) for counts, ¼ for them under the square root, or ϝ′(1/σ²) for the gamma family. */
  readonly distribution: number;
}

/**
 * Variances on the scale of the linear predictor (Nakagawa & Schielzeth 2010; Nakagawa, Johnson & Schielzeth 2017).
 * `typicalMean` is λ, the expected count of the model without covariates; only models of counts need it. Null where the family and link have no such decomposition.
 */
export function latentVariances(design: MixedModelDesign, fit: MixedModelFit, family: Family, link: string, typicalMean: number | null): LatentVariances | null {
  const distribution = distributionVariance(fit, family, link, typicalMean);
  if (distribution === null) return null;
  let random = 0;
  let observationLevel = 0;
  design.random.forEach((term, i) => {
    const variance = meanVariance(term, fit.random[i]!.covariance, design.rowCount);
    if (isObservationLevel(term, design.rowCount)) observationLevel += variance;
    else random += variance;
  });
  return { fixed: fixedVariance(design, fit), random, observationLevel, distribution };
}

/** Nakagawa's R²: the share of the latent variance that the fixed effects explain, alone and with the random effects. */
export function rSquared(variances: LatentVariances): { readonly marginal: number; readonly conditional: number } {
  const total = variances.fixed + variances.random + variances.observationLevel + variances.distribution;
  return { marginal: variances.fixed / total, conditional: (variances.fixed + variances.random) / total };
}

/** The adjusted intraclass correlation of one intercept variance: the covariates' variance is left out. */
export function intraclassCorrelation(interceptVariance: number, variances: LatentVariances): number {
  return interceptVariance / (variances.random + variances.observationLevel + variances.distribution);
}

/** The mean over rows of z'Σz, summed over all random terms: how much the random effects spread the linear predictor. */
export const totalRandomVariance = (design: MixedModelDesign, fit: MixedModelFit): number =>
  design.random.reduce((total, term, i) => total + meanVariance(term, fit.random[i]!.covariance, design.rowCount), 0);

/** True for an intercept that has a level for every row. */
const isObservationLevel = (term: RandomTerm, rowCount: number): boolean =>
  term.levels.length === rowCount && term.effectCount === 1 && term.effectNames[0] === '(Intercept)';

/** Nakagawa, Johnson & Schielzeth (2017), table 2; for counts the log-normal approximation, for the gamma family the variance of its logarithm. */
function distributionVariance(fit: MixedModelFit, { name: family, fixedShape }: Family, link: string, typicalMean: number | null): number | null {
  if (family === 'gaussian' && link === 'identity') return fit.sigma * fit.sigma;
  if (family === 'binomial' && link === 'logit') return (Math.PI * Math.PI) / 3;
  if (family === 'binomial' && link === 'probit') return 1;
  if (family === 'binomial' && link === 'cloglog') return (Math.PI * Math.PI) / 6;
  if (family === 'Gamma' && link === 'log') return trigamma(1 / (fit.sigma * fit.sigma));
  // the delta method: Var(y)/(4μ) = ¼ (Nakagawa & Schielzeth 2010, table 2)
  if (family === 'poisson' && link === 'sqrt') return 0.25;
  if (link !== 'log' || typicalMean === null) return null;
  if (family === 'poisson') return Math.log1p(1 / typicalMean);
  if (family === 'negative.binomial') return Math.log1p(1 / typicalMean + (fixedShape === null ? Math.exp(-(fit.dispersion?.psi ?? NaN)) : 1 / fixedShape));
  return null;
}

function meanVariance(term: RandomTerm, covariance: Float64Array, rowCount: number): number {
  const k = term.effectCount;
  let total = 0;
  for (let row = 0; row < rowCount; row++) total += quadraticForm(covariance, term.z, k, row * k);
  return total / rowCount;
}

/** z'Σz for the k entries of z that start at `from`. */
export function quadraticForm(covariance: Float64Array, z: ArrayLike<number>, k: number, from = 0): number {
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) sum += z[from + i]! * covariance[i * k + j]! * z[from + j]!;
  return sum;
}

function fixedVariance(design: MixedModelDesign, fit: MixedModelFit): number {
  const { rowCount: n, fixed } = design;
  if (n < 2) return 0;
  const predictor = new Float64Array(n);
  for (let j = 0; j < fixed.columnCount; j++) for (let i = 0; i < n; i++) predictor[i]! += fixed.x[j * n + i]! * fit.fixedEffects[j]!;
  // measured from the first row, so that a constant predictor has a variance of exactly zero
  const origin = predictor[0]!;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (predictor[i]! -= origin) / n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (predictor[i]! - mean) ** 2;
  return sum / (n - 1);
}
