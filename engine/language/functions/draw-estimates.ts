/** Drawing estimates: forest plots of fixed effects, and random effects two by two. */
import type { MixedModel } from '../../inference/mixed-model.js';
import { normalEllipse } from '../../inference/normal-ellipse.js';
import { fromJsonNumber, type ModelResult, type RandomEffectsTerm } from '../../results.js';
import { ellipsesChart, type EffectPair } from '../../report/charts/ellipses.js';
import { forestChart } from '../../report/charts/forest.js';
import { effectScale } from '../../report/words/scales.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, optional, required, textArgument } from './describe.js';

export const drawEstimatesFunctions: readonly FunctionDescription[] = [
  {
    name: 'forest',
    group: 'draw',
    package: 'glmm',
    summary: 'A forest plot of the fixed effects, of one model or of several.',
    help: 'One line for each fixed effect: its estimate with its interval. Effects of a logistic model are odds ratios, those of counts rate ratios, on a logarithmic axis with a line at 1; `exponentiate = FALSE` draws them on the scale of the link. Several models stand side by side, told apart by colour and shape. `plot_model(m)` of sjPlot draws the same.',
    example: 'm1 <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nforest(m1)\nm2 <- glmer(cbind(incidence, size - incidence) ~ period + log(size) + (1 | herd), data = cbpp, family = binomial)\nforest(m1, m2)',
    parameters: [
      required('x', 'model', 'A fitted model.'),
      dots('More models, with the same link.'),
      optional('intercept', 'logical', 'FALSE', 'TRUE draws the intercept too.'),
      optional('sort', 'logical', 'FALSE', 'TRUE orders the terms by their estimates.'),
      optional('exponentiate', 'logical', 'TRUE', 'FALSE draws log odds and log rates instead of ratios.'),
    ],
    call: drawForest,
  },
  {
    name: 'ellipse_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'The correlation of random effects: modes of two effects against each other, with the estimated normal distribution as ellipses.',
    help: 'One panel for each pair of random effects of a term, such as intercept and slope: a point for each level, and ellipses that hold half and 95 % of the levels of a population with the estimated variances and correlation. `plot(ranef(m))` in lme4 draws such points.',
    example: 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nellipse_plot(m)',
    parameters: [
      required('x', 'model', 'A fitted model with two random effects or more for one grouping factor.'),
      optional('group', 'string', 'NULL', 'The grouping factor to draw; without it all that have two effects.'),
      optional('intervals', 'logical', 'FALSE', 'TRUE draws the intervals of both modes through each point.'),
    ],
    call: drawEllipses,
  },
];

function drawForest(given: CallArguments): Value {
  const all = [{ value: given.get('x')!, expression: given.expression('x') }, ...given.dots];
  const models = distinctNames(all.map(({ value, expression }) => {
    if (value.type === 'model') return { ...value.model.summary, name: expression?.kind === 'name' ? expression.name : '' };
    throw new UserError('GLMM256', `forest() draws the fixed effects of fitted models, and this is ${describeValue(value)}.`, { range: expression ?? null, advice: ['Write forest(m) with m a model, or forest(m1, m2).'] });
  }));
  const choices = { hasIntercept: logicalArgument(given, 'intercept', false), isSorted: logicalArgument(given, 'sort', false), isOnLinkScale: !logicalArgument(given, 'exponentiate', true) };
  models.forEach((model, place) => refuseOtherScale(models[0]!, model, all[place]!.expression));
  if (!choices.hasIntercept && models.every(model => model.fixed.every(effect => effect.meaning.kind === 'intercept'))) {
    throw new UserError('GLMM226', `${models.length > 1 ? 'These models have' : 'This model has'} no fixed effects but an intercept.`, { range: all[0]!.expression ?? null, advice: ['Write forest(m, intercept = TRUE) to draw that.'] });
  }
  return { type: 'display', results: [forestChart(models, choices)] };
}

/** Models side by side have names; those without are numbered. */
function distinctNames(models: readonly ModelResult[]): ModelResult[] {
  if (models.length === 1) return [...models];
  const isTaken = (name: string, before: number): boolean => models.slice(0, before).some(model => model.name === name);
  return models.map((model, place) => (model.name === '' || isTaken(model.name, place) ? { ...model, name: `model ${place + 1}` } : model));
}

function refuseOtherScale(first: ModelResult, other: ModelResult, expression: Expression | undefined): void {
  const [own, others] = [effectScale(first), effectScale(other)];
  const nameOf = (scale: typeof own): string => (scale.ratio === null ? scale.link : `${scale.ratio}s`);
  if (own.ratio === others.ratio && own.link === others.link) return;
  throw new UserError('GLMM227', `The effects of these models are on different scales: ${nameOf(own)} and ${nameOf(others)}.`, { range: expression ?? null, advice: ['Draw each with forest() of its own.'] });
}

/** Shares of the estimated distribution that ellipses hold. */
const SHARES = [0.5, 0.95];

function drawEllipses(given: CallArguments): Value {
  const { model, expression } = modelToDraw(given);
  const group = textArgument(given, 'group', '');
  const { random } = model.summary;
  const terms = random.filter(term => term.terms.length > 1 && term.structure === 'unstructured' && (group === '' || term.group === group));
  if (terms.length === 0) {
    throw new UserError('GLMM228', `${group === '' ? 'The model' : `The grouping factor ${group}`} has no two random effects that are correlated.`, {
      range: given.expression(group === '' ? 'x' : 'group') ?? null,
      advice: ['Such a term is (x | g), with an intercept and a slope; caterpillar(m) draws effects one by one.'],
    });
  }
  const hasIntervals = logicalArgument(given, 'intervals', false);
  const context = { ...model.summary, name: expression?.kind === 'name' ? expression.name : '' };
  return { type: 'display', results: terms.map(term => ellipsesChart(model.randomEffects.find(effects => effects.group === term.group)!, term, pairsOf(term), context, hasIntervals)) };
}

function modelToDraw(given: CallArguments): { readonly model: MixedModel; readonly expression: Expression | undefined } {
  const [value, expression] = [given.get('x')!, given.expression('x')];
  const model = value.type === 'model' ? value.model : value.type === 'list' ? value.randomEffectsOf : undefined;
  if (model) return { model, expression };
  throw new UserError('GLMM256', `ellipse_plot() draws the random effects of a fitted model, and this is ${describeValue(value)}.`, { range: expression ?? null, advice: ['Write ellipse_plot(m) with m a model.'] });
}

function pairsOf({ terms, sd, correlation }: RandomEffectsTerm): EffectPair[] {
  return terms.flatMap((_, second) => terms.slice(0, second).map((__, first): EffectPair => {
    const value = fromJsonNumber(correlation[first]?.[second] ?? null);
    const scale = { sd: [fromJsonNumber(sd[first]!), fromJsonNumber(sd[second]!)] as const, correlation: value };
    return { first, second, outlines: Number.isFinite(value) ? SHARES.map(share => ({ share, points: normalEllipse(scale, share) })) : [] };
  }));
}
