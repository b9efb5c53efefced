/** Drawing estimates: forest plots of fixed effects. */
import type { ModelResult } from '../../results.js';
import { forestChart } from '../../report/charts/forest.js';
import { effectScale } from '../../report/words/scales.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, optional, required } from './describe.js';

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
