/** `plot_model` of the package sjPlot: one name for many pictures. */
import type { ChartResult } from '../../results.js';
import { caterpillarChart } from '../../report/charts/caterpillar.js';
import { forestChart } from '../../report/charts/forest.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { dots, logicalArgument, optional, required, textArgument, textsArgument } from './describe.js';
import { effectCharts, groupCurves } from './draw-effects.js';
import { modelName } from './draw.js';
import { modelOf } from './look.js';
import { randomEffectsQuantileCharts, residualChart, residualQuantileChart, scaleLocationChart, type NamedModel } from './model-charts.js';
import { levelArgument } from './plot.js';

type Draw = (named: NamedModel, given: CallArguments, context: CallContext) => readonly ChartResult[] | Promise<readonly ChartResult[]>;

/** By `type =`: what it shows, in a line of help, and how it is drawn. */
const types: ReadonlyMap<string, { readonly shows: string; readonly draw: Draw }> = new Map<string, { shows: string; draw: Draw }>([
  ['est', { shows: 'estimates of the fixed effects with their intervals', draw: ({ summary }) => [forestChart([summary], { hasIntercept: false, isSorted: false, isOnLinkScale: false })] }],
  ['re', { shows: 'the conditional modes of the random effects', draw: ({ model, summary }) => model.randomEffects.map(effects => caterpillarChart(effects, summary)) }],
  ['pred', { shows: 'mean responses over covariates, the others at mean and reference', draw: (named, given, context) => effects(named, given, context, false) }],
  ['eff', { shows: 'the same, other factors averaged over their levels', draw: (named, given, context) => effects(named, given, context, true) }],
  ['int', { shows: 'the interactions of the formula', draw: interactions }],
  ['slope', { shows: 'the line of each level of a grouping factor', draw: async (named, given, context) => [await groupCurves(named, given, context, 'level', textsArgument(given, 'terms')?.[0] ?? '')] }],
  ['resid', { shows: 'residuals against fitted values', draw: named => [residualChart(named)] }],
  ['diag', { shows: 'residuals, their spread, their quantiles, and those of the random effects', draw: diagnostics }],
]);

export const plotModelFunctions: readonly FunctionDescription[] = [
  {
    name: 'plot_model',
    group: 'draw',
    package: 'sjPlot',
    summary: 'Pictures of a fitted model, by type.',
    help: `The types are ${Array.from(types, ([name, { shows }]) => `\`"${name}"\` for ${shows}`).join('; ')}. Each picture has a function of its own too: forest, caterpillar, effects_plot, slopes_plot, curves_plot, plot, qqmath.`,
    example: 'm <- glmer(use ~ age + urban + (1 | district), data = Contraception, family = binomial)\nplot_model(m, type = "pred", terms = c("age", "urban"))',
    parameters: [
      required('model', 'model', 'A fitted model.'),
      optional('type', 'string', '"est"', 'What is drawn.', { allowed: [...types.keys()] }),
      optional('terms', 'vector', 'NULL', 'Covariates for "pred", "eff" and "slope": along the axis, as lines, as panels.'),
      optional('ci.lvl', 'number', '0.95', 'Confidence level.'),
      optional('show.data', 'logical', 'TRUE', 'Whether the data are shown.'),
      dots('Settings of ggplot2; read over.', { isLazy: true }),
    ],
    call: async (given, context) => {
      const model = modelOf(given, 'model', 'plot_model');
      const chosen = types.get(textArgument(given, 'type', 'est'))!;
      return { type: 'display', results: await chosen.draw({ model, summary: { ...model.summary, name: modelName(given.expression('model')) } }, given, context) };
    },
  },
];

const effects = (named: NamedModel, given: CallArguments, context: CallContext, areFactorsAveraged: boolean, terms = textsArgument(given, 'terms')): Promise<ChartResult[]> =>
  effectCharts(named, terms, { hasData: logicalArgument(given, 'show.data', true), areFactorsAveraged, level: levelArgument(given, context, 'ci.lvl') }, given, context);

async function interactions(named: NamedModel, given: CallArguments, context: CallContext): Promise<ChartResult[]> {
  const found = named.model.recipe.fixed.terms.terms.filter(({ variables }) => variables.length > 1 && variables.length <= 3);
  if (found.length === 0) throw new UserError('GLMM275', 'The fixed effects have no interaction.', { range: context.call, advice: ['plot_model(m, type = "pred", terms = c("a", "b")) shows two covariates together.'] });
  const charts: ChartResult[] = [];
  for (const { variables } of found) charts.push(...(await effects(named, given, context, false, variables.map(({ label }) => label))));
  return charts;
}

function diagnostics(named: NamedModel, _given: CallArguments, context: CallContext): ChartResult[] {
  const { confidenceLevel, seed } = context.settings;
  const spread = named.summary.response.kind === 'binary' ? [] : [scaleLocationChart(named)];
  return [residualChart(named), ...spread, residualQuantileChart(named, confidenceLevel, seed), ...randomEffectsQuantileCharts(named)];
}
