/** Drawing what is given: fitted models, random effects, profiles, numbers and factors. */
import { isColumn, isNumeric } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { asFactor } from '../../data/factor.js';
import { lengthOf, type Column, type DataFrame } from '../../data/vectors.js';
import { binnedResiduals } from '../../inference/binned-residuals.js';
import { boxOf, histogramOf } from '../../inference/distribution-pictures.js';
import { lowess } from '../../inference/lowess.js';
import { normalQuantiles } from '../../inference/normal-quantiles.js';
import { scatterOf } from '../../inference/scatter.js';
import { binnedResidualPlot } from '../../report/charts/binned-residual-plot.js';
import { boxPlot } from '../../report/charts/box-plot.js';
import { histogram } from '../../report/charts/histogram.js';
import { quantilePlot } from '../../report/charts/quantile-plot.js';
import { scatterPlot } from '../../report/charts/scatter-plot.js';
import { formatCount } from '../../report/numbers.js';
import type { ChartResult } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, frameArgument, NOTHING_TO_SHOW, numberArgument, numbersArgument, optional, required, requiredValue, textArgument } from './describe.js';
import { drawEffects, modelName } from './draw.js';
import { chartOfProfile } from './intervals.js';
import { randomEffectsQuantileCharts, residualChart, residualQuantileChart, scaleLocationChart, type NamedModel } from './model-charts.js';

const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\n';
const axis = [optional('main', 'string', 'NULL', 'The title.'), optional('xlab', 'string', 'NULL', 'The title of the horizontal axis.'), optional('ylab', 'string', 'NULL', 'The title of the vertical axis.')];

export const plotFunctions: readonly FunctionDescription[] = [
  {
    name: 'plot',
    group: 'draw',
    package: 'base',
    summary: 'Draws a model, random effects, a profile, or data.',
    help: 'Of a fitted model its residuals against its fitted values, with a smooth line; for a response of two outcomes averaged in bins. `plot(m, sqrt(abs(resid(.))) ~ fitted(.))` is the scale–location plot. Of `ranef(m)` a caterpillar plot, of a profile its curves, of two numbers a scatter plot, of a factor and a number box plots.',
    example: `${SLEEP}plot(m)\nplot(sleepstudy$Days, sleepstudy$Reaction)`,
    parameters: [required('x', 'any', 'A fitted model, random effects, a vector, or a formula y ~ x.'), optional('y', 'any', 'NULL', 'Numbers, for the vertical axis; for a model a formula such as sqrt(abs(resid(.))) ~ fitted(.).', { isLazy: true }), optional('data', 'dataFrame', 'NULL', 'A data frame, for a formula.'), optional('type', 'any', '"p"', '"p" for points, "l" or "b" to join them in their order.'), ...axis, dots('Settings of R’s devices; read over.', { isLazy: true })],
    call: plot,
  },
  {
    name: 'hist',
    group: 'draw',
    package: 'graphics',
    summary: 'A histogram.',
    help: 'Counts of numbers in intervals of equal width, chosen as R chooses them (Sturges’ number of intervals with round limits).',
    example: 'hist(sleepstudy$Reaction)',
    parameters: [required('x', 'vector', 'Numbers.'), optional('breaks', 'number', 'NULL', 'About how many intervals.'), ...axis, dots('Settings of R’s devices; read over.', { isLazy: true })],
    call: given => shown(histogram({ ...histogramOf(numbersArgument(given, 'x'), given.get('breaks') ? numberArgument(given, 'breaks', 10) : null), ...titles(given, nameOf(given, 'x'), nameOf(given, 'x'), `Histogram of ${nameOf(given, 'x')}`) })),
  },
  {
    name: 'boxplot',
    group: 'draw',
    package: 'graphics',
    summary: 'Box plots of numbers, one for each level of a factor.',
    help: 'The box holds the middle half, its line is the median; whiskers reach to the farthest value within 1.5 box lengths, and what lies beyond is drawn.',
    example: 'boxplot(Reaction ~ Days, data = sleepstudy)',
    parameters: [required('x', 'any', 'A formula such as y ~ g, or numbers.'), optional('data', 'dataFrame', 'NULL', 'A data frame, for a formula.'), ...axis, dots('Settings of R’s devices; read over.', { isLazy: true })],
    call: async (given, context) => {
      const value = requiredValue(given, 'x');
      if (value.type === 'formula') return plotFormula(value, given, context, true);
      return shown(boxes(null, numbersArgument(given, 'x'), titles(given, '', nameOf(given, 'x'), `Box plot of ${nameOf(given, 'x')}`)));
    },
  },
  {
    name: 'qqnorm',
    group: 'draw',
    package: 'stats',
    summary: 'Numbers against the quantiles of a normal distribution.',
    help: 'Points on the line through the quartiles are what a normal distribution gives; the band holds 95 % of normal samples at each place.',
    example: `${SLEEP}qqnorm(resid(m))`,
    parameters: [required('y', 'vector', 'Numbers.'), ...axis, dots('Settings of R’s devices; read over.', { isLazy: true })],
    call: (given, context) => shown(quantilesOf(numbersArgument(given, 'y'), nameOf(given, 'y'), textArgument(given, 'main', `Normal quantiles of ${nameOf(given, 'y')}`), context)),
  },
  {
    name: 'qqline',
    isInvisible: true,
    group: 'draw',
    package: 'stats',
    summary: 'Accepted, so that R code runs as it is: the line stands in the picture of qqnorm() already.',
    help: 'Adds nothing: `qqnorm(x)` draws the line through the quartiles itself.',
    example: `${SLEEP}qqnorm(resid(m))\nqqline(resid(m))`,
    parameters: [required('y', 'vector', 'Numbers.'), dots('Accepted and not needed.', { isLazy: true })],
    call: () => NOTHING_TO_SHOW,
  },
  {
    name: 'qqmath',
    group: 'draw',
    package: 'lattice',
    summary: 'Normal quantiles of the residuals of a model, or of its random effects.',
    help: 'Of a model its quantile residuals, which are standard normal where the model holds; of `ranef(m)` the conditional modes with their intervals, a panel for each term.',
    example: `${SLEEP}qqmath(m)\nqqmath(ranef(m))`,
    parameters: [required('x', 'any', 'A fitted model, its random effects, or numbers.'), dots('Accepted and not needed.', { isLazy: true })],
    call: (given, context) => {
      const value = requiredValue(given, 'x');
      const expression = given.expression('x');
      if (value.type === 'model') return shown(residualQuantileChart(named(value, expression), context.settings.confidenceLevel, context.settings.seed));
      if (value.type === 'list' && value.randomEffectsOf) return { type: 'display', results: randomEffectsQuantileCharts(named({ type: 'model', model: value.randomEffectsOf }, expression)) };
      return shown(quantilesOf(numbersArgument(given, 'x'), nameOf(given, 'x'), `Normal quantiles of ${nameOf(given, 'x')}`, context));
    },
  },
  {
    name: 'binnedplot',
    group: 'draw',
    package: 'arm',
    summary: 'Means of residuals in bins of the fitted values.',
    help: 'For a response of two outcomes, whose residuals show little one by one: in bins of about equally many rows their means should lie between the limits of two standard errors, about 95 % of them (Gelman & Hill 2007).',
    example: 'm <- glmer(use ~ age + urban + (1 | district), data = Contraception, family = binomial)\nbinnedplot(fitted(m), resid(m, type = "response"))',
    parameters: [required('x', 'vector', 'Fitted values.'), required('y', 'vector', 'Residuals.'), optional('nclass', 'number', 'NULL', 'The number of bins.'), ...axis, dots('Settings of R’s devices; read over.', { isLazy: true })],
    call: given => {
      const [x, y] = [numbersArgument(given, 'x'), numbersArgument(given, 'y')];
      requireEqual(x.length, y.length, given);
      const bins = given.get('nclass') ? binnedResiduals(x, y, numberArgument(given, 'nclass', 1)) : binnedResiduals(x, y);
      return shown(binnedResidualPlot({ bins, title: textArgument(given, 'main', 'Binned residual plot'), fitted: textArgument(given, 'xlab', nameOf(given, 'x')), residual: textArgument(given, 'ylab', 'mean residual'), fitId: undefined }));
    },
  },
  {
    name: 'lowess',
    group: 'mathematics',
    package: 'stats',
    summary: 'A smooth line through points, by robust local regression.',
    help: 'A list with `x` in ascending order and the smooth `y` there: local lines with tricube weights, made robust against outliers (Cleveland 1979).',
    example: 'head(lowess(sleepstudy$Days, sleepstudy$Reaction)$y)',
    parameters: [required('x', 'vector', 'Numbers.'), required('y', 'vector', 'Numbers.'), optional('f', 'number', '2/3', 'The share of the points that each local line is fitted to.'), optional('iter', 'number', '3', 'Robustness iterations.'), optional('delta', 'number', '0.01 * diff(range(x))', 'Within this distance lines are interpolated.')],
    call: given => {
      const [x, y] = [numbersArgument(given, 'x'), numbersArgument(given, 'y')];
      requireEqual(x.length, y.length, given);
      const order = Int32Array.from(x.keys()).filter(i => !Number.isNaN(x[i]!) && !Number.isNaN(y[i]!)).sort((a, b) => x[a]! - x[b]!);
      const sorted = Float64Array.from(order, i => x[i]!);
      const smooth = lowess(sorted, Float64Array.from(order, i => y[i]!), { span: numberArgument(given, 'f', 2 / 3), iterations: numberArgument(given, 'iter', 3), ...(given.get('delta') ? { distance: numberArgument(given, 'delta', 0) } : {}) });
      return { type: 'list', names: ['x', 'y'], values: [{ type: 'double', values: sorted }, { type: 'double', values: smooth }] };
    },
  },
];

const shown = (chart: ChartResult): Value => ({ type: 'display', results: [chart] });

/** A confidence level, by default the session's. */
export function levelArgument(given: CallArguments, context: CallContext, name = 'level'): number {
  const level = numberArgument(given, name, context.settings.confidenceLevel);
  if (level > 0 && level < 1) return level;
  throw new UserError('GLMM250', `${name} = is a number between 0 and 1, such as 0.95.`, { range: given.expression(name) ?? null });
}

function named({ model }: Extract<Value, { type: 'model' }>, expression: Expression | undefined): NamedModel {
  return { model, summary: { ...model.summary, name: modelName(expression) } };
}

async function plot(given: CallArguments, context: CallContext): Promise<Value> {
  const value = requiredValue(given, 'x');
  const expression = given.expression('x');
  const second = given.expression('y');
  if (value.type === 'model') {
    const isScale = second?.kind === 'formula' && second.left !== null && deparse(second.left).includes('sqrt(abs(');
    return shown((isScale ? scaleLocationChart : residualChart)(named(value, expression)));
  }
  if (value.type === 'list' && value.profileOf) return shown(chartOfProfile(value.profileOf, modelName(expression)));
  if (value.type === 'list' && value.randomEffectsOf) return drawEffects('plot', given);
  if (value.type === 'formula') return plotFormula(value, given, context, false);
  if (value.type === 'dataFrame' && value.columns.size === 2) {
    const [[xName, x], [yName, y]] = [...value.columns] as [[string, Column], [string, Column]];
    return shown(pictureOf(x, y, titles(given, xName, yName, `${yName} by ${xName}`), false));
  }
  if (!isColumn(value)) throw new UserError('GLMM276', `plot() has no picture of ${describeValue(value)}.`, { range: expression ?? null, advice: ['It draws fitted models, ranef(m), two vectors, or a formula y ~ x with data =.'] });
  const name = nameOf(given, 'x');
  const other = second ? await context.evaluate(second) : null;
  if (other && other.type !== 'null') {
    if (!isColumn(other)) throw new UserError('GLMM276', `plot() draws numbers, and this is ${describeValue(other)}.`, { range: second ?? null });
    requireEqual(lengthOf(value), lengthOf(other), given);
    return shown(pictureOf(value, other, titles(given, name, deparse(second!), `${deparse(second!)} by ${name}`), false));
  }
  if (!isNumeric(value)) throw new UserError('GLMM276', `plot() needs numbers, and ${name} is ${describeValue(value)}.`, { range: expression ?? null, advice: ['table() counts the levels of a factor.'] });
  return shown(pictureOf({ type: 'double', values: Float64Array.from({ length: lengthOf(value) }, (_, i) => i + 1) }, value, titles(given, 'index', name, name), false));
}

async function plotFormula({ formula }: Extract<Value, { type: 'formula' }>, given: CallArguments, context: CallContext, isBoxes: boolean): Promise<Value> {
  const data = given.get('data') ? frameArgument(given, 'data') : undefined;
  const range = given.expression('x') ?? null;
  if (!formula.left) throw new UserError('GLMM276', 'The formula of a picture has what is drawn on its left, as in y ~ x.', { range });
  const y = await columnIn(formula.left, data, context);
  const x = await columnIn(formula.right, data, context);
  const [xName, yName] = [deparse(formula.right), deparse(formula.left)];
  requireEqual(lengthOf(x), lengthOf(y), given);
  return shown(pictureOf(x, y, titles(given, xName, yName, `${yName} by ${xName}`), isBoxes));
}

async function columnIn(expression: Expression, data: DataFrame | undefined, context: CallContext): Promise<Column> {
  const value = await context.evaluate(expression, data);
  if (isColumn(value)) return value;
  throw new UserError('GLMM276', `\`${deparse(expression)}\` is ${describeValue(value)}, and a picture is of vectors.`, { range: expression });
}

interface Titles {
  readonly isJoined: boolean;
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const titles = (given: CallArguments, x: string, y: string, title: string): Titles => ({ isJoined: isJoined(given), title: textArgument(given, 'main', title), x: textArgument(given, 'xlab', x), y: textArgument(given, 'ylab', y) });

function isJoined(given: CallArguments): boolean {
  const type = given.get('type');
  return type?.type === 'character' && type.values.some(each => each !== null && /^[lbo]$/.test(each));
}

/** Box plots for a factor, a scatter plot for numbers. */
function pictureOf(x: Column, y: Column, words: Titles, isBoxes: boolean): ChartResult {
  if (!isNumeric(y)) throw new UserError('GLMM276', `\`${words.y}\` is ${describeValue(y)}; the vertical axis takes numbers.`, { advice: ['as.numeric() makes numbers of a factor’s codes.'] });
  const { values } = asDouble(y);
  return isBoxes || !isNumeric(x) ? boxes(x, values, words) : scatterPlot({ scatter: scatterOf(asDouble(x).values, values), ...words });
}

function boxes(x: Column | null, values: Float64Array, words: Titles): ChartResult {
  if (x === null) return boxPlot({ boxes: [{ level: '', ...boxOf(values) }], ...words });
  const { levels, codes } = asFactor(x);
  return boxPlot({ boxes: levels.map((level, place) => ({ level, ...boxOf(values.filter((_, i) => codes[i] === place + 1)) })), ...words });
}

function quantilesOf(values: Float64Array, name: string, title: string, { settings }: CallContext): ChartResult {
  const quantiles = normalQuantiles(values, settings.confidenceLevel);
  if (quantiles.count < 3) throw new UserError('GLMM276', `${name} has ${quantiles.count} finite values; a normal quantile plot takes at least three.`);
  return quantilePlot({ title, value: name, subject: `${formatCount(quantiles.count)} values of ${name}`, quantiles, level: settings.confidenceLevel, grouping: null, fitId: undefined });
}

/** What an argument is called in a picture: its text. */
function nameOf(given: CallArguments, name: string): string {
  const expression = given.expression(name);
  const text = expression ? deparse(expression) : name;
  return expression?.kind === 'member' ? expression.name : text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function requireEqual(x: number, y: number, given: CallArguments): void {
  if (x !== y) throw new UserError('GLMM276', `x has ${formatCount(x)} values and y ${formatCount(y)}; a picture needs as many of each.`, { range: given.expression('x') ?? null });
}

