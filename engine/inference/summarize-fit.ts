/** From design and fit to the fitted model: tests, intervals, criteria, and what the random effects mean. */
import type { MixedModelFit } from '../estimation/fit.js';
import { normalQuantile } from '../probability/tail-probabilities.js';
import type { BuiltDesign } from '../model/build-design.js';
import { simpleParts } from '../model/contrast-meaning.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { links } from '../model/families/links.js';
import { toJsonNumber, type CoefficientMeaning, type CurveReading, type FamilyParameter, type FixedEffect, type JsonNumber, type ModelResult, type RandomEffectsResult, type RandomEffectsTerm, type ResponseMean } from '../results.js';
import { coefficientTest, untestedCoefficient } from './degrees-of-freedom/coefficient-tests.js';
import type { ContrastTests } from './degrees-of-freedom/contrast-tests.js';
import type { MixedModel } from './mixed-model.js';
import { dataNotices } from './data-notices.js';
import { fitIdOf } from './fit-id.js';
import { argumentNotices, fitNotices, linearNotices } from './fit-notices.js';
import type { SmallerModel } from './smaller-models.js';
import { CovariatePoints } from './covariate-points.js';
import { curveReadings } from './curve-readings.js';
import { groupRange } from './group-range.js';
import { populationAveraged } from './population-average.js';
import type { ReferencePoints } from './reference-point.js';
import { responseMeans } from './response-means.js';
import { scaledResiduals } from './scaled-residuals.js';
import { intraclassCorrelation, latentVariances, rSquared, type LatentVariances } from './variance-components.js';

export interface FitDescription {
  readonly function: string;
  readonly call: string;
  readonly formula: string;
  readonly data: string;
  /** `weights`, `offset` and `subset` as written; absent where the call has none of them. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly family: Family;
  readonly link: string;
  readonly confidenceLevel: number;
  /** From model frame to converged estimates with standard errors. */
  readonly milliseconds: number;
  /** Tests of the fixed effects; null for a linear mixed model whose degrees of freedom are not wanted. */
  readonly tests: ContrastTests | null;
  /** λ for the R² of a model of counts; null otherwise. */
  readonly typicalMean: number | null;
  /** What a singular fit was compared with. */
  readonly smallerModels: readonly SmallerModel[];
  /** Where means of the response are told; null where they are not. */
  readonly referencePoints: ReferencePoints | null;
  /** Arguments of the call that have no effect. */
  readonly unusedArguments: readonly string[];
}

/** Everything that is inferred from a fit. Pure: the same numbers give the same model. */
export function summarizeFit(built: BuiltDesign, fit: MixedModelFit, description: FitDescription): MixedModel {
  const { design } = built;
  const { family, link, confidenceLevel } = description;
  const quantile = normalQuantile(0.5 + confidenceLevel / 2);
  const variances = latentVariances(design, fit, family, link, description.typicalMean);
  const share = variances && rSquared(variances);
  const deviance = -2 * fit.logLikelihood;
  const p = design.fixed.columnCount;
  const covariance = fit.fixedEffectsCovariance;
  const points = new CovariatePoints(built);
  const summary: ModelResult = {
    kind: 'model',
    name: '',
    function: description.function,
    call: description.call,
    formula: description.formula,
    data: description.data,
    ...(description.arguments ? { arguments: description.arguments } : {}),
    family: family.name,
    link,
    method: fit.method,
    ...(fit.method === 'AGQ' ? { quadraturePoints: fit.quadraturePoints } : {}),
    response: design.response.description,
    nobs: design.rowCount,
    rowsDropped: design.dropped.count,
    rowsDroppedBy: design.dropped.byColumn,
    df: fit.parameterCount,
    dfResidual: design.rowCount - fit.parameterCount,
    logLik: toJsonNumber(fit.logLikelihood),
    deviance: toJsonNumber(deviance),
    remlCriterion: fit.method === 'REML' ? toJsonNumber(deviance) : null,
    aic: toJsonNumber(deviance + 2 * fit.parameterCount),
    bic: toJsonNumber(deviance + Math.log(design.rowCount) * fit.parameterCount),
    sigma: toJsonNumber(fit.sigma),
    dispersion: toJsonNumber(fit.sigma * fit.sigma),
    ...familyParameter(fit, family, quantile),
    rSquared: share && { marginal: toJsonNumber(share.marginal), conditional: toJsonNumber(share.conditional) },
    confidenceLevel,
    intervalMethod: 'Wald',
    ...(description.tests?.method ? { dfMethod: description.tests.method } : {}),
    ...(description.referencePoints ? { referencePoint: description.referencePoints.conditions } : {}),
    scaledResiduals: scaledResiduals({ design, fit, family }),
    ...curvesOf(built, fit, description, points),
    fixed: fixedEffects(built, fit, description, quantile, points),
    zeroInflation: [],
    dispersionModel: [],
    vcov: Array.from({ length: p }, (_, i) => Array.from({ length: p }, (__, j) => toJsonNumber(covariance[j * p + i]!))),
    random: design.random.map((_, i) => ({ ...randomTerm(design, fit, i, link, variances), groupRange: groupRange({ built, fit, link }, points, description.referencePoints, i, confidenceLevel) })),
    convergence: {
      converged: fit.convergence.converged,
      iterations: fit.convergence.iterations,
      evaluations: fit.convergence.evaluations,
      newtonDecrement: toJsonNumber(fit.convergence.newtonDecrement),
      milliseconds: description.milliseconds,
    },
    notices: [...fitNotices(design, fit, family, description.smallerModels), ...dataNotices(built), ...linearNotices(description.function, fit.method), ...argumentNotices(description.unusedArguments)],
  };
  const fitId = fitIdOf(summary);
  return { design, recipe: built.recipe, fit, variables: built.columns, predictors: built.predictors, family, latentVariances: variances, summary: { ...summary, fitId }, randomEffects: randomEffects(design, fit, quantile).map(effects => ({ ...effects, fitId, confidenceLevel })) };
}

/** The shape or dispersion as e^ψ, with an interval formed on the scale of ψ; a shape that the call fixed has none. */
function familyParameter(fit: MixedModelFit, family: Family, quantile: number): { familyParameter?: FamilyParameter } {
  if (family.fixedShape !== null) return { familyParameter: { name: 'shape', symbol: 'θ', estimate: toJsonNumber(family.fixedShape), standardError: null, lower: null, upper: null } };
  if (!family.dispersion || !fit.dispersion) return {};
  const { psi, standardError } = fit.dispersion;
  const isKnown = Number.isFinite(psi) && Number.isFinite(standardError);
  const at = (log: number): JsonNumber => (isKnown ? toJsonNumber(Math.exp(log)) : null);
  return {
    familyParameter: {
      name: family.dispersion.name,
      symbol: family.dispersion.symbol,
      estimate: toJsonNumber(Math.exp(psi)),
      standardError: isKnown ? toJsonNumber(Math.exp(psi) * standardError) : null,
      lower: at(psi - quantile * standardError),
      upper: at(psi + quantile * standardError),
    },
  };
}

/** Wald tests and intervals: t with Satterthwaite's degrees of freedom for a linear mixed model where they were wanted, z for others. */
function fixedEffects(built: BuiltDesign, fit: MixedModelFit, { link, tests, confidenceLevel, referencePoints: grid }: FitDescription, quantile: number, points: CovariatePoints): FixedEffect[] {
  const { design, remarks } = built;
  const { names, meanings, columnCount: p } = design.fixed;
  const averaged = populationAveraged({ built, fit, link }, points);
  const means = grid && link !== 'identity' ? responseMeans(design, fit, links.get(link)!, grid, quantile) : null;
  return names.map((term, j) => {
    const estimate = fit.fixedEffects[j]!;
    const standardError = Math.sqrt(fit.fixedEffectsCovariance[j * p + j]!);
    return {
      term,
      estimate: toJsonNumber(estimate),
      ...(tests ? coefficientTest(tests, j, p, confidenceLevel) : untestedCoefficient(estimate, standardError, confidenceLevel)),
      meaning: withDeviation(meanings[j]!, points),
      averaged: toJsonNumber(averaged[j]!, Number.isNaN(averaged[j]!)),
      ...(means ? { responseMean: means[j]! } : {}),
      ...(link !== 'identity' && simpleParts(meanings[j]!).every(isLevel) ? { levelMean: levelMean(links.get(link)!, estimate, quantile * standardError, averaged[j]!) } : {}),
      isConditionalOnOthers: remarks.isConditionalOnOthers[j]!,
    };
  });
}

/** Absent where every column can be read alone. */
function curvesOf(built: BuiltDesign, fit: MixedModelFit, { link, tests, confidenceLevel, referencePoints }: FitDescription, points: CovariatePoints): { readonly curves?: readonly CurveReading[] } {
  const curves = referencePoints ? curveReadings({ built, fit, link, tests, confidenceLevel }, points, referencePoints) : [];
  return curves.length === 0 ? {} : { curves };
}

const isLevel = ({ kind }: CoefficientMeaning): boolean => kind === 'intercept' || kind === 'cell';

/** g⁻¹ of a linear predictor, of its Wald limits and of its population-averaged counterpart. */
function levelMean(link: LinkDescription, predictor: number, margin: number, averaged: number): ResponseMean {
  const at = (eta: number): JsonNumber => {
    const mean = link.inverse(eta);
    return toJsonNumber(mean, Number.isNaN(mean));
  };
  const [lower, upper] = link.derivative(predictor) < 0 ? [predictor + margin, predictor - margin] : [predictor - margin, predictor + margin];
  return { estimate: at(predictor), lower: at(lower), upper: at(upper), averaged: at(averaged) };
}

/** Slopes with the standard deviation of their column, so that they can be read by it. */
function withDeviation(meaning: CoefficientMeaning, points: CovariatePoints): CoefficientMeaning {
  if (meaning.kind === 'interaction') return { ...meaning, parts: meaning.parts.map(part => withDeviation(part, points)) };
  if (meaning.kind !== 'slope' || meaning.isIndicator) return meaning;
  const { sd } = points.momentsOf(meaning.variable);
  return sd > 0 ? { ...meaning, sd } : meaning;
}

function randomTerm(design: MixedModelDesign, fit: MixedModelFit, index: number, link: string, variances: LatentVariances | null): RandomEffectsTerm {
  const term = design.random[index]!;
  const { covariance, modes } = fit.random[index]!;
  const k = term.effectCount;
  const sd = term.effectNames.map((_, i) => Math.sqrt(Math.max(0, covariance[i * k + i]!)));
  const intercept = term.effectNames.indexOf('(Intercept)');
  const isRatio = link === 'logit' || link === 'log' || link === 'cloglog';
  return {
    group: term.group,
    levels: term.levels.length,
    structure: term.structure,
    terms: term.effectNames,
    sd: sd.map(value => toJsonNumber(value)),
    correlation: sd.map((a, i) => sd.map((b, j) => (i === j ? 1 : correlation(covariance[j * k + i]!, a, b)))),
    icc: intercept >= 0 && variances ? toJsonNumber(intraclassCorrelation(sd[intercept]! ** 2, variances)) : null,
    medianRatio: intercept >= 0 && isRatio ? toJsonNumber(Math.exp(Math.SQRT2 * normalQuantile(0.75) * sd[intercept]!)) : null,
    modeRange: term.effectNames.map((_, i) => rangeOf(modes, k, i)),
  };
}

/** Undefined, and so missing, where a variance is zero. */
const correlation = (covariance: number, a: number, b: number): JsonNumber => (a > 0 && b > 0 ? Math.max(-1, Math.min(1, covariance / (a * b))) : null);

function rangeOf(modes: Float64Array, k: number, effect: number): [JsonNumber, JsonNumber] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = effect; i < modes.length; i += k) {
    lowest = Math.min(lowest, modes[i]!);
    highest = Math.max(highest, modes[i]!);
  }
  return [toJsonNumber(lowest), toJsonNumber(highest)];
}

/** Conditional modes with Wald intervals from their conditional standard deviations, a grouping factor at a time. */
function randomEffects(design: MixedModelDesign, fit: MixedModelFit, quantile: number): RandomEffectsResult[] {
  const groups = [...new Set(design.random.map(term => term.group))];
  return groups.map(group => {
    const rows: RandomEffectsResult['rows'][number][] = [];
    const members = design.random.flatMap((term, i) => (term.group === group ? [{ term, estimate: fit.random[i]! }] : []));
    const observations = new Int32Array(members[0]!.term.levels.length);
    for (const level of members[0]!.term.levelOfRow) observations[level]! += 1;
    members[0]!.term.levels.forEach((level, row) => {
      for (const { term, estimate } of members) {
        const k = term.effectCount;
        term.effectNames.forEach((name, i) => {
          const mode = estimate.modes[row * k + i]!;
          const sd = Math.sqrt(Math.max(0, estimate.conditionalCovariances[row * k * k + i * k + i]!));
          rows.push({ level, term: name, observations: observations[row]!, mode: toJsonNumber(mode), sd: toJsonNumber(sd), lower: toJsonNumber(mode - quantile * sd), upper: toJsonNumber(mode + quantile * sd) });
        });
      }
    });
    return { kind: 'randomEffects', group, rows };
  });
}
