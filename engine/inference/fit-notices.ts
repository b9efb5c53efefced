/** The notices about a fit, and about the call that asked for it. */
import type { LaplaceErrorEstimate, MixedModelFit, RandomTermFit } from '../estimation/fit.js';
import { SEPARATION } from '../estimation/fit-laplace.js';
import { ENOUGH_SAMPLES } from '../estimation/laplace-error.js';
import type { MixedModelDesign, RandomTerm } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import { toJsonNumber, type JsonNumber, type Notice } from '../results.js';
import { joined, notice } from './notice.js';
import { overdispersionOf, type Overdispersion } from './overdispersion.js';
import type { SmallerModel } from './smaller-models.js';

/** What a reader should know about the fit itself. */
export function fitNotices(design: MixedModelDesign, fit: MixedModelFit, family: Family, smaller: readonly SmallerModel[] = []): Notice[] {
  const { random } = design;
  const { convergence } = fit;
  const notices: Notice[] = [];
  const separating = separatingTerms(design, fit);
  if (residualDeviation(design, fit, family) < (convergence.converged ? PERFECT : NEARLY_PERFECT) * spread(design)) notices.push(perfectFitNotice(fit));
  else if (!convergence.converged && (separating.length === 0 || convergence.problem === SEPARATION)) notices.push(convergenceNotice(convergence));
  if (fit.dispersion?.psi === Infinity) notices.push(shapeNotice());
  random.forEach((term, i) => {
    if (fit.random[i]?.isSingular) notices.push(singularNotice(term, fit.random[i], random, convergence.converged, smaller.filter(model => model.term === term.label)));
  });
  if (fit.laplaceError?.matters) notices.push(laplaceNotice(design, fit.laplaceError));
  const dispersion = convergence.converged && separating.length === 0 ? overdispersionOf(design, fit, family) : null;
  if (dispersion) notices.push(overdispersionNotice(dispersion, family));
  if (separating.length > 0) notices.push(randomSeparationNotice(separating));
  return notices;
}

function shapeNotice(): Notice {
  return notice('GLMM405', 'The shape θ has no finite estimate: given the random effects, the counts vary no more than Poisson counts do, and the fit is that of a Poisson model.', {
    evidence: { shape: 'Inf' },
    advice: ['Write glmer(…, family = poisson): the same fit with a parameter less.', 'That the data show no overdispersion is an estimate, not proof that there is none.'],
  });
}

function overdispersionNotice({ pearson, degreesOfFreedom, ratio, pValue }: Overdispersion, family: Family): Notice {
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toPrecision(1)}`;
  const what = family.isCount ? 'counts vary' : 'proportions vary';
  return notice('GLMM420', `Given the effects of the model the ${what} more than the ${family.name === 'poisson' ? 'Poisson' : family.name} distribution allows: Pearson χ² ${pearson.toFixed(1)} on ${degreesOfFreedom} degrees of freedom, a ratio of ${ratio.toFixed(2)} (${p}), so that standard errors are too small.`, {
    evidence: { pearson: toJsonNumber(pearson), degreesOfFreedom, ratio: toJsonNumber(ratio), pValue: toJsonNumber(pValue) },
    advice: ['Add a random effect for each row, d$obs <- factor(seq_len(nrow(d))) and + (1 | obs), which takes up the variation.', ...(family.name === 'poisson' ? ['Or fit a negative binomial model with glmer.nb(…).'] : []), 'A covariate or an interaction that is missing shows in the same way.'],
  });
}

/** Steps longer than this are no measure of where the maximum lies, only that it is elsewhere. */
const FAR = 1;

function laplaceNotice({ fixed, random }: MixedModelDesign, error: LaplaceErrorEstimate): Notice {
  const { difference, standardError, effectiveSampleSize, largestStep, coefficientSteps, termSteps, quadraturePoints: points } = error;
  const steps = [
    ...fixed.names.map((name, j) => ({ what: `the coefficient of ${name}`, length: coefficientSteps[j]! })),
    ...random.map(({ label }, i) => ({ what: `the variation of ${label}`, length: termSteps[i]! })),
  ].sort((a, b) => Math.abs(b.length) - Math.abs(a.length));
  const first = steps[0];
  const moved = first && Math.abs(first.length) >= largestStep / 2 ? `${first.what} by ${standardErrors(first.length)}` : `some combination of the estimates by ${standardErrors(largestStep)}`;
  const isRough = error.method === 'correction' || (effectiveSampleSize !== null && effectiveSampleSize < ENOUGH_SAMPLES);
  const size = isRough ? `roughly ${Number(Math.abs(difference).toPrecision(2))} (${error.method === 'correction' ? 'by a quick correction' : 'by few effective samples'})` : `${Math.abs(difference).toFixed(2)}${standardError > 0 ? ` (Monte-Carlo standard error ${Number(standardError.toPrecision(2))})` : ''}`;
  const found = `the log-likelihood at these estimates is ${size} ${difference < 0 ? 'lower' : 'higher'} than the approximation says`;
  return notice('GLMM406', `The Laplace approximation is too coarse for these data: ${found}, and the exact one would move ${moved}.`, {
    evidence: {
      difference: toJsonNumber(difference), standardError: toJsonNumber(standardError), largestStep: toJsonNumber(largestStep),
      measuredBy: error.method, ...(effectiveSampleSize === null ? {} : { effectiveSampleSize: toJsonNumber(effectiveSampleSize) }),
    },
    advice: points === null
      ? ['Quadrature is for one grouping factor or two nested ones; report that these estimates are those of the Laplace approximation, and this error with them.', 'laplace_error(m) measures the error with more samples.']
      : [`Fit with nAGQ = ${points}, which integrates the random effects by quadrature with ${points} points each.`],
    ...(points === null ? {} : { mend: { title: `Fit by quadrature: nAGQ = ${points}`, argument: 'nAGQ', value: String(points) } }),
  });
}

const standardErrors = (length: number): string => (Math.abs(length) > FAR ? 'more than a standard error' : `about ${Math.abs(length).toFixed(1)} standard errors`);

/** Random effects of more units of the linear predictor than this reach from never to always. */
const FROM_NEVER_TO_ALWAYS = 10;
/** A probability nearer to 0 or 1 than this is as good as certain. */
const CERTAIN = 1e-6;

/** Terms whose effects make most of the outcomes certain, in a model for binary outcomes or proportions. */
function separatingTerms({ random, response, weights }: MixedModelDesign, fit: MixedModelFit): RandomTerm[] {
  const { kind } = response.description;
  if (kind !== 'binary' && kind !== 'proportion') return [];
  const wide = random.filter((term, i) => contributionsOf(term, fit.random[i]!).some(value => value > FROM_NEVER_TO_ALWAYS));
  if (wide.length === 0) return [];
  const used = fit.fittedValues.filter((_, i) => weights[i]! > 0);
  const certain = used.filter(mean => mean < CERTAIN || mean > 1 - CERTAIN).length;
  return certain > used.length / 2 ? wide : wide.filter(term => haveOneOutcomeEach(term, response.values, weights));
}

/** Whether no level has both outcomes. The modes, which are drawn towards zero, leave their probabilities short of certain. */
function haveOneOutcomeEach({ levels, levelOfRow }: RandomTerm, response: Float64Array, weights: Float64Array): boolean {
  const outcomes = new Float64Array(levels.length).fill(NaN);
  return levelOfRow.every((level, row) => {
    if (weights[row] === 0) return true;
    const y = response[row]!;
    if (Number.isNaN(outcomes[level])) outcomes[level] = y;
    return outcomes[level] === y && (y === 0 || y === 1);
  });
}

function randomSeparationNotice(terms: readonly RandomTerm[]): Notice {
  const labels = terms.map(({ label }) => label);
  const groups = joined([...new Set(terms.map(({ group }) => group))]);
  return notice('GLMM407', `The effects of ${joined(labels)} predict most outcomes without error: the levels of ${groups} differ as much as they can, so that their variance grows without limit.`, {
    term: labels[0]!,
    evidence: { terms: labels },
    advice: ['Do not report the variances of this fit, nor estimates on the scale of the linear predictor.', `Look at the outcomes by ${groups}: where each level has only one outcome, summarise the levels and compare those.`],
  });
}

/** Standard deviations of what each effect adds to the linear predictor; they do not depend on the unit of its covariate. */
function contributionsOf({ effectCount: k, z }: RandomTerm, { covariance }: RandomTermFit): number[] {
  return Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(0, covariance[i * k + i]!)) * rootMeanSquare(z, k, i));
}

function perfectFitNotice(fit: MixedModelFit): Notice {
  return notice('GLMM403', 'The effects reproduce the response almost exactly, so that there is no residual variation to measure them by.', {
    evidence: { sigma: toJsonNumber(fit.sigma) },
    advice: ['Do not report standard errors or criteria of this fit.', 'Check whether the response was computed from the covariates or the grouping factors.'],
  });
}

function convergenceNotice({ newtonDecrement: rise, iterations, problem }: MixedModelFit['convergence']): Notice {
  const evidence = { newtonDecrement: toJsonNumber(rise), iterations };
  if (problem === SEPARATION) {
    return notice('GLMM404', problem, {
      evidence,
      advice: ['Do not report these estimates, nor their standard errors.', 'Look at the response by each covariate, such as table(x, y): merge or leave out levels in which only one outcome occurs.'],
    });
  }
  const rest = Number.isFinite(rise) ? `: the log-likelihood could still rise by about ${Number(rise.toPrecision(2))}` : '';
  return notice('GLMM402', `The optimiser did not converge${problem === '' ? '' : ` (${problem})`}${rest}.`, {
    evidence,
    advice: ['Do not report these estimates.', 'Simplify the random effects, starting with correlations: (x || g) in place of (x | g).', 'Centre and scale covariates of very different size with scale().'],
  });
}

/** A residual standard deviation below this share of the response's counts as zero. */
const PERFECT = 1e-6;
/** On the way to zero the deviance falls without end, and rounding stops the optimiser before the share above is met. */
const NEARLY_PERFECT = 1e-3;

/** σ√V at the mean of the response; infinite for a family without σ. */
function residualDeviation({ response, rowCount }: MixedModelDesign, fit: MixedModelFit, family: Family): number {
  if (!family.dispersion?.isScale) return Infinity;
  const mean = response.values.reduce((sum, value) => sum + value, 0) / rowCount;
  return fit.sigma * Math.sqrt(family.variance(mean, 0));
}

/** The standard deviation of the response, less its offset. */
function spread({ response, offset, rowCount }: MixedModelDesign): number {
  const values = response.values.map((value, i) => value - (offset?.[i] ?? 0));
  const mean = values.reduce((sum, value) => sum + value, 0) / rowCount;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rowCount);
}

function singularNotice(term: RandomTerm, fit: RandomTermFit, all: readonly RandomTerm[], isConverged: boolean, smaller: readonly SmallerModel[]): Notice {
  const k = term.effectCount;
  const sd = Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(0, fit.covariance[i * k + i]!)));
  const contributions = contributionsOf(term, fit);
  const largest = Math.max(...contributions);
  const factorScale = Math.max(...Array.from(fit.factor, (value, i) => Math.abs(value) * rootMeanSquare(term.z, k, i % k)));
  const isZero = (i: number): boolean => largest === 0 || factorScale < 1e-4 || contributions[i]! < 1e-4 * largest;
  const zero = term.effectNames.filter((_, i) => isZero(i));
  const correlated: { readonly pair: string; readonly sign: string }[] = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      if (isZero(i) || isZero(j)) continue;
      const r = fit.covariance[j * k + i]! / (sd[i]! * sd[j]!);
      if (Math.abs(r) < 1 - 1e-4) continue;
      correlated.push({ pair: `${term.effectNames[j]} and ${term.effectNames[i]}`, sign: r > 0 ? '+1' : '−1' });
    }
  }
  const left = /^\((.*) \| /.exec(term.label)?.[1] ?? term.effectNames.join(' + ');
  // the double bar parts numeric effects only, as in R: columns of a factor or a basis stay together
  const canPart = term.effectNames.every(name => name === '(Intercept)' || left.includes(name));
  const evidence: Record<string, JsonNumber | string | readonly string[]> = { effects: [...term.effectNames], canPart: canPart ? 'TRUE' : 'FALSE', sd: sd.map(String), zero, correlated: correlated.map(({ pair, sign }) => `${pair}: ${sign}`) };
  const others = all.length > 1;
  if (zero.length > 0) {
    const rest = term.effectNames.filter(name => !zero.includes(name));
    return notice('GLMM401', `The ${zero.length === 1 ? 'variance' : 'variances'} of ${joined(zero)} between levels of ${term.group} ${zero.length === 1 ? 'is' : 'are'} estimated as 0: the data show no more variation than chance alone would give.`, {
      term: term.label,
      evidence,
      advice: [
        rest.length > 0 ? `Fit the smaller model without ${joined(zero)} in ${term.label}.` : others ? `Fit the smaller model without ${term.label}.` : `The model is the same as one without random effects${isConverged ? '; the fixed effects can be used as they are' : ''}.`,
        ...(isConverged && (rest.length > 0 || others) ? ['Without it the log-likelihood is the same: the likelihood-ratio statistic is 0.'] : []),
        'A variance of zero is an estimate with its own uncertainty, not proof that the levels are alike.',
      ],
    });
  }
  const signs = new Set(correlated.map(({ sign }) => sign));
  const pairs = signs.size > 1 ? correlated.map(({ pair, sign }) => `${pair} (${sign})`) : correlated.map(({ pair }) => pair);
  const what = correlated.length > 0
    ? `The effects ${pairs.join('; ')} are estimated as perfectly correlated${signs.size > 1 ? '' : ` (${[...signs].join('')})`} over levels of ${term.group}`
    : `The covariance matrix of the effects that vary over levels of ${term.group} is degenerate, with some combination of them having variance 0`;
  const written = (how: SmallerModel['how']): string => (how === 'intercept' ? `(1 | ${term.group})` : canPart ? `(${left} || ${term.group})` : 'uncorrelated effects');
  const tests = smaller.map(({ how, statistic, degreesOfFreedom, pValue }) => `against ${written(how)} χ² = ${statistic.toFixed(2)} on ${degreesOfFreedom} df, ${pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`}`);
  const tested = tests.length > 0 ? ` (likelihood-ratio test ${tests.join('; ')})` : '';
  for (const { how, statistic } of smaller) evidence[`statisticAgainst_${how}`] = toJsonNumber(statistic);
  return notice('GLMM401', `${what}: the data do not support a separate variance for each of them${tested}.`, {
    term: term.label,
    evidence,
    advice: [`Fit ${canPart ? `uncorrelated effects with (${left} || ${term.group}), or ` : ''}the smaller model (1 | ${term.group}), and compare the log-likelihoods.`],
  });
}

/** Of column `effect` of a matrix by rows with k columns. */
function rootMeanSquare(z: Float64Array, k: number, effect: number): number {
  let sum = 0;
  for (let i = effect; i < z.length; i += k) sum += z[i]! ** 2;
  return Math.sqrt((sum * k) / z.length);
}

/** A call of `glmer` that is a linear mixed model. */
export function linearNotices(functionName: string, method: MixedModelFit['method']): Notice[] {
  if (functionName !== 'glmer' || (method !== 'REML' && method !== 'ML')) return [];
  return [notice('GLMM408', 'With the gaussian family and the identity link glmer() is lmer(): a linear mixed model, fitted by REML.', { advice: ['Write lmer(…), with REML = FALSE for maximum likelihood.'] })];
}

/** Arguments that were read over. */
export function argumentNotices(names: readonly string[]): Notice[] {
  if (names.length === 0) return [];
  const list = names.map(name => `${name} =`).join(' and ');
  return [notice('GLMM306', `${list} ${names.length === 1 ? 'has' : 'have'} no effect: the optimiser stops by its own rule, on the Newton decrement.`, { evidence: { arguments: [...names] }, advice: ['The call runs in R as it stands.'] })];
}
