/** Effects of covariates as curves: with the data, for each level of a grouping factor, with and without the random effects. */
import type { DataFrame } from '../../data/vectors.js';
import { covariatesOf, isContinuous } from '../../inference/effect-grid.js';
import type { EvaluateIn } from '../../inference/effect-curves.js';
import type { ChartResult } from '../../results.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import type { Value } from '../values.js';
import { logicalArgument, optional, required, textArgument, textsArgument } from './describe.js';
import { modelName } from './draw.js';
import { modelOf } from './look.js';
import { effectChart, groupCurvesChart, type EffectChartRequest, type NamedModel } from './model-charts.js';
import { evaluateAt, placedAt } from './other-data.js';
import { levelArgument } from './plot.js';

const USE = 'm <- glmer(use ~ age + urban + (age | district), data = Contraception, family = binomial)';
const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';

export const drawEffectsFunctions: readonly FunctionDescription[] = [
  {
    name: 'effects_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'The mean response over a covariate, with intervals and the data.',
    help: 'A number becomes a curve with a band, a factor points with intervals; a second covariate tells lines apart, a third panels. The solid curve is that of a typical level of the grouping factors, whose random effects are zero; where the link bends, the dashed one averages over the random effects by integration, and is flatter. Other covariates stand at their mean, factors at their reference.',
    example: `${USE}\neffects_plot(m, "age")\neffects_plot(m, c("age", "urban"))`,
    parameters: [
      required('model', 'model', 'A fitted model.'),
      optional('terms', 'vector', 'NULL', 'One to three covariates: along the axis, as lines, as panels. Values of a number in brackets, as in "age [-10, 0, 10]". Without it, one chart for each covariate.'),
      optional('level', 'number', '0.95', 'Confidence level.'),
      optional('data', 'logical', 'TRUE', 'Whether the data are shown.'),
      optional('average', 'logical', 'FALSE', 'TRUE to average the other factors over their levels as they occur, instead of holding them at their reference.'),
    ],
    call: async (given, context) => {
      const named = namedModel(given, 'effects_plot');
      return display(await effectCharts(named, textsArgument(given, 'terms'), { hasData: logicalArgument(given, 'data', true), areFactorsAveraged: logicalArgument(given, 'average', false), level: levelArgument(given, context) }, given, context));
    },
  },
  {
    name: 'curves_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'One fitted curve for each level of a grouping factor.',
    help: 'Thin lines are the levels, the thick one a typical level, whose random effects are zero. Where the link bends, the dashed curve is the average over the levels: it is flatter than each of them, because it is a mean of curves that are shifted against each other. `parts = TRUE` shows what the random intercept and the random slopes do alone, and together.',
    example: `${USE}\ncurves_plot(m, "age")\ncurves_plot(m, "age", parts = TRUE)`,
    parameters: [
      required('model', 'model', 'A fitted model.'),
      optional('term', 'string', 'NULL', 'The covariate along the axis, a number; without it one whose effect varies over the levels.'),
      optional('group', 'string', 'NULL', 'The grouping factor.'),
      optional('parts', 'logical', 'FALSE', 'TRUE for a panel for each random effect alone and one for all together.'),
    ],
    call: async (given, context) => display([await groupCurves(namedModel(given, 'curves_plot'), given, context, logicalArgument(given, 'parts', false) ? 'part' : 'none')]),
  },
  {
    name: 'slopes_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'The fitted line of each level of a grouping factor, with its data.',
    help: 'One panel a level, in which the line of the level stands beside that of a typical one: levels with few data are drawn towards it. With more than 24 levels, or `panels = FALSE`, all lines stand in one picture.',
    example: `${SLEEP}\nslopes_plot(m, "Days")`,
    parameters: [
      required('model', 'model', 'A fitted model.'),
      optional('term', 'string', 'NULL', 'The covariate along the axis, a number; without it one whose effect varies over the levels.'),
      optional('group', 'string', 'NULL', 'The grouping factor.'),
      optional('panels', 'logical', 'TRUE', 'FALSE for one picture of all levels.'),
    ],
    call: async (given, context) => display([await groupCurves(namedModel(given, 'slopes_plot'), given, context, logicalArgument(given, 'panels', true) ? 'level' : 'none')]),
  },
];

function namedModel(given: CallArguments, caller: string): NamedModel {
  const model = modelOf(given, 'model', caller);
  return { model, summary: { ...model.summary, name: modelName(given.expression('model')) } };
}

const display = (results: readonly ChartResult[]): Value => ({ type: 'display', results });

/** Mistakes in names are told at the argument that has them. */
export async function effectCharts(named: NamedModel, terms: readonly string[] | null, request: Omit<EffectChartRequest, 'terms'>, given: CallArguments, context: CallContext): Promise<ChartResult[]> {
  const place = given.expression('terms') ?? context.call;
  const asked = terms?.map(readTerm);
  const pictures = asked ? [asked.slice(0, 3)] : fixedCovariates(named).map(name => [{ name, values: null }]);
  const charts: ChartResult[] = [];
  for (const each of pictures) charts.push(await placedAt(place, () => effectChart(named, { ...request, terms: each }, evaluateIn(context, place))));
  return charts;
}

export function groupCurves(named: NamedModel, given: CallArguments, context: CallContext, panels: 'none' | 'level' | 'part', term = textArgument(given, 'term', '')): Promise<ChartResult> {
  const place = given.expression('term') ?? given.expression('group') ?? context.call;
  const group = given.get('group') ? textArgument(given, 'group', '') : null;
  return placedAt(place, () => groupCurvesChart(named, { name: term === '' ? null : term, group, panels }, evaluateIn(context, place)));
}

/** Those of the fixed effects, numbers first as they come. */
export function fixedCovariates({ model }: NamedModel): string[] {
  const groups = new Set(model.design.random.map(({ group }) => group));
  return covariatesOf(model).filter(name => !groups.has(name) || isContinuous(model, name));
}

const evaluateIn = (context: CallContext, place: Parameters<typeof evaluateAt>[2]): EvaluateIn => (expression, frame: DataFrame) => evaluateAt(context, frame, place)(expression);

/** `age [0, 10]` as the package ggeffects writes values; `[all]` and the like leave them to the picture. */
function readTerm(text: string): { name: string; values: number[] | null } {
  const [, name = text, inside] = /^([^[]+?)\s*(?:\[(.*)\])?\s*$/.exec(text) ?? [];
  const range = /^\s*(-?[\d.]+)\s*:\s*(-?[\d.]+)\s*$/.exec(inside ?? '');
  if (range) return { name, values: Array.from({ length: 41 }, (_, i) => Number(range[1]) + ((Number(range[2]) - Number(range[1])) * i) / 40) };
  const values = inside?.split(',').map(Number) ?? [];
  return { name, values: values.length > 0 && values.every(Number.isFinite) ? values : null };
}

