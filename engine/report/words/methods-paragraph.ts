/** How a model was fitted, as the methods section of a paper says it: written from the result, with the literature that it rests on. */
import { simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type ModelResult } from '../../results.js';
import { formatCount, formatPercentLevel, formatScientific } from '../numbers.js';
import { verdictOf } from '../summary.js';
import { cited, joinCited, type CitedText } from './cited-text.js';
import { variableOf } from './comparisons.js';
import { hasOffset, isLinear, joinWords, levelsInWords, plainName } from './phrases.js';
import { effectScale } from './scales.js';

export interface Computation {
  /** Version of the engine that fitted it. */
  readonly engine: string;
  /** The seed of the random numbers that the results depend on; null where they depend on none. */
  readonly seed: number | null;
}

/** Every sentence of the paragraph, in its order; `[@key]` cites. */
const sentences = {
  model: 'A {kind} was fitted to {amount}: `{formula}`.',
  modelOfData: 'A {kind} was fitted to {amount} of `{data}`: `{formula}`.',
  terms: 'It had {fixed}{offset}, and {random}.',
  noRowsDropped: 'No row was left out.',
  rowsDropped: '{rows} with missing values {were} left out{columns}.',
  columnsDropped: 'Columns that others determine were left out: {columns}.',
  REML: 'Its parameters were estimated by restricted maximum likelihood[@patterson1971], as in lme4[@bates2015].',
  ML: 'Its parameters were estimated by maximum likelihood, as in lme4[@bates2015].',
  Laplace: 'Its parameters were estimated by maximum likelihood, the integrals over the random effects taken by the Laplace approximation[@tierney1986;@breslow1993] with observed information.',
  AGQ: 'Its parameters were estimated by maximum likelihood, the integrals over the random effects taken by adaptive Gauss–Hermite quadrature[@pinheiro1995] with {points} points for each random effect.',
  PIRLS: 'Its variance parameters were estimated by maximum likelihood, the integrals over the random effects taken by the Laplace approximation[@tierney1986;@breslow1993], and its fixed effects by the penalised least squares that find the modes of the random effects (`nAGQ = 0`).',
  optimiser: 'The optimiser was a quasi-Newton method (BFGS) with exact gradients{gradients} and, where second derivatives are known, Newton steps[@nocedal2006]{start}; it stopped where, by its Newton decrement, the log-likelihood could rise by no more than {rise}.',
  gradientsOfLaplace: '[@skaug2006]',
  start: ', set out from the average information[@gilmour1995]',
  notConverged: 'It did not converge: the estimates are not those of a maximum.',
  singular: 'The estimate lies on the boundary of the parameters (a singular fit).',
  intervals: 'Intervals are {method} intervals of {level}, from {quantiles} quantiles.',
  satterthwaite: 'Coefficients are tested by t tests, the degrees of freedom by Satterthwaite’s approximation[@satterthwaite1941].',
  kenwardRoger: 'Coefficients are tested by t tests, standard errors and degrees of freedom by the Kenward–Roger approximation[@kenward1997].',
  z: 'Coefficients are tested by two-sided Wald z tests.',
  noTests: 'No p values are given, because no degrees of freedom were computed.',
  conditional: '{Effects} are conditional on the random effects; those averaged over the {groups} are integrated over the estimated distribution of the random effects[@zeger1988].',
  rSquared: 'R² and intraclass correlations come from the decomposition of the {latent}variance[@nakagawa2017]{slopes}.',
  slopes: ', random slopes included[@johnson2014]',
  medianRatio: 'The median {ratio} compares two {levels} drawn at random[@larsen2000].',
  software: 'Computed with GLMM Notebooks {engine}.',
  seed: 'Random numbers were drawn by the Mersenne Twister[@matsumoto1998] from seed {seed}.',
} as const;

/** The paragraph, in the past tense where something was done and the present where a number is explained. */
export function methodsParagraph(model: ModelResult, computation: Computation): CitedText {
  return joinCited([...whatWasFitted(model), ...howItWasFitted(model), ...howItIsTold(model), ...withWhat(computation)]);
}

function whatWasFitted(model: ModelResult): CitedText[] {
  const { response } = model;
  const rows = `${formatCount(model.nobs)} rows`;
  const amount = response.trials !== null && response.kind === 'proportion' ? `${formatCount(response.trials)} trials in ${rows}` : rows;
  const dropped = Object.entries(model.rowsDroppedBy).filter(([, count]) => count > 0).map(([column, count]) => `${formatCount(count)} in ${column}`);
  const aliased = model.fixed.filter(effect => effect.estimate === null).map(effect => effect.term);
  const slots = { kind: kindOf(model), amount, data: model.data, formula: model.formula };
  return [
    cited(model.data === '' ? sentences.model : sentences.modelOfData, slots),
    cited(sentences.terms, { fixed: fixedInWords(model), offset: hasOffset(model) ? ' beside an offset' : '', random: joinWords(model.random.map((_, index) => randomTermInWords(model, index))) }),
    model.rowsDropped === 0 ? cited(sentences.noRowsDropped) : cited(sentences.rowsDropped, { rows: `${formatCount(model.rowsDropped)} ${model.rowsDropped === 1 ? 'row' : 'rows'}`, were: model.rowsDropped === 1 ? 'was' : 'were', columns: dropped.length > 0 ? ` (${dropped.join(', ')})` : '' }),
    ...(aliased.length > 0 ? [cited(sentences.columnsDropped, { columns: aliased.join(', ') })] : []),
  ];
}

function fixedInWords(model: ModelResult): string {
  const effects = [...new Set(model.fixed.flatMap(({ meaning }) => (meaning.kind === 'intercept' ? [] : [simpleParts(meaning).map(part => plainName(variableOf(part))).join(' × ')])))];
  return effects.length === 0 ? 'an intercept alone as its fixed effect' : `fixed effects of ${joinWords(effects)}`;
}

/** `random intercepts for the 15 herds`; `correlated random intercepts and slopes of Days for the 18 Subjects`. */
function randomTermInWords({ random }: ModelResult, index: number): string {
  const { terms, group, levels, structure } = random[index]!;
  const slopes = terms.filter(name => name !== '(Intercept)');
  const kinds = joinWords([...(slopes.length < terms.length ? ['intercepts'] : []), ...(slopes.length > 0 ? [`slopes of ${joinWords(slopes)}`] : [])]);
  const before = random.slice(0, index).some(other => other.group === group);
  const relation = terms.length < 2 ? (before ? 'independent ' : '') : structure === 'diagonal' ? 'uncorrelated ' : 'correlated ';
  return `${relation}random ${kinds} for the ${formatCount(levels)} ${levelsInWords(group)}`;
}

/** `linear mixed model`, `logistic mixed model (binomial family, logit link)`. */
function kindOf(model: ModelResult): string {
  if (isLinear(model)) return 'linear mixed model';
  const named: Readonly<Record<string, string>> = { 'binomial logit': 'logistic mixed model', 'poisson log': 'Poisson mixed model', 'negative.binomial log': 'negative binomial mixed model' };
  const family = ({ 'negative.binomial': 'negative binomial', poisson: 'Poisson', gaussian: 'normal', Gamma: 'gamma', 'inverse.gaussian': 'inverse Gaussian' } as Readonly<Record<string, string>>)[model.family] ?? model.family;
  return `${named[`${model.family} ${model.link}`] ?? 'generalized linear mixed model'} (${family} family, ${model.link} link)`;
}

function howItWasFitted(model: ModelResult): CitedText[] {
  const isLinearFit = model.method === 'REML' || model.method === 'ML';
  const method = model.method in sentences ? sentences[model.method as 'REML' | 'ML' | 'Laplace' | 'AGQ' | 'PIRLS'] : null;
  const rise = fromJsonNumber(model.convergence.newtonDecrement);
  const { tone, label } = verdictOf(model);
  return [
    ...(method === null ? [] : [cited(method, { points: String(model.quadraturePoints ?? 1) })]),
    ...(Number.isFinite(rise) ? [cited(sentences.optimiser, { gradients: model.method === 'Laplace' ? cited(sentences.gradientsOfLaplace) : '', start: isLinearFit ? cited(sentences.start) : '', rise: formatScientific(Math.max(rise, SMALLEST_RISE), 1) })] : []),
    ...(tone === 'error' ? [cited(sentences.notConverged)] : label === 'singular' ? [cited(sentences.singular)] : []),
  ];
}

/** A bound below the rounding of the log-likelihood itself would promise too much. */
const SMALLEST_RISE = 1e-12;

function howItIsTold(model: ModelResult): CitedText[] {
  const scale = effectScale(model);
  const hasP = model.fixed.some(effect => Number.isFinite(fromJsonNumber(effect.pValue)));
  const hasT = model.fixed.some(effect => Number.isFinite(fromJsonNumber(effect.df)));
  const groups = [...new Set(model.random.map(term => term.group))];
  const hasSlopes = model.random.some(term => term.terms.some(name => name !== '(Intercept)'));
  const levels = groups.length === 1 ? levelsInWords(groups[0]!) : 'groups';
  return [
    cited(sentences.intervals, { method: model.intervalMethod, level: formatPercentLevel(model.confidenceLevel), quantiles: hasT ? 't' : 'normal' }),
    cited(model.dfMethod === 'Satterthwaite' ? sentences.satterthwaite : model.dfMethod === 'Kenward-Roger' ? sentences.kenwardRoger : hasP ? sentences.z : sentences.noTests),
    ...(model.link === 'identity' ? [] : [cited(sentences.conditional, { Effects: capitalized(scale.ratio === null ? 'coefficients' : ratiosInWords(scale.ratio)), groups: levels })]),
    ...(model.rSquared === null ? [] : [cited(sentences.rSquared, { latent: scale.kind === 'difference' ? '' : 'latent ', slopes: hasSlopes ? cited(sentences.slopes) : '' })]),
    ...(scale.ratio !== null && model.random.some(term => term.medianRatio !== null) ? [cited(sentences.medianRatio, { ratio: scale.ratio, levels })] : []),
  ];
}

/** `odds ratios`, `ratios of means`. */
export const ratiosInWords = (ratio: string): string => ratio.replace(/\bratio\b/, 'ratios');

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const withWhat = ({ engine, seed }: Computation): CitedText[] => [cited(sentences.software, { engine }), ...(seed === null ? [] : [cited(sentences.seed, { seed: String(seed) })])];
