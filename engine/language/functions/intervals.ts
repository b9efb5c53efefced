/** Confidence intervals and profile likelihoods of fitted models. */
import { makeDataFrame } from '../../data/data-frame.js';
import { makeFactor } from '../../data/factor.js';
import type { Column, DataFrame, NumericVector } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { limitsAt } from '../../inference/profile/limits.js';
import { profileCurves } from '../../inference/profile/profile-curves.js';
import { profileModel, type ChooseParameters, type ModelProfile } from '../../inference/profile/profile-model.js';
import { parameterNames } from '../../inference/profile/parameter-names.js';
import { waldLimits } from '../../inference/wald-limits.js';
import { normalQuantile } from '../../probability/tail-probabilities.js';
import { profileChart } from '../../report/charts/profile.js';
import { toJsonNumber, type ChartResult, type TableResult } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { namesListed } from '../syntax/nearest-name.js';
import type { Expression } from '../syntax/tree.js';
import type { List, Value } from '../values.js';
import { logicalArgument, numberArgument, optional, required, textArgument } from './describe.js';
import { modelOf } from './look.js';

const CBPP = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';
const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';

/** Confidence levels that a profile is computed for and its charts show. */
const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];

const whichParameter = (name: string): ParameterDescription => optional(name, 'any', 'NULL', 'Which parameters: names, numbers, "theta_" for the standard deviations and correlations, "beta_" for the fixed effects; all without it.');

export const intervalFunctions: readonly FunctionDescription[] = [
  {
    name: 'confint',
    group: 'look',
    package: 'stats',
    summary: 'Confidence intervals of all parameters.',
    help: 'Profile intervals hold every value that a likelihood-ratio test does not reject: the likelihood is maximised over all other parameters for each value of one. They need not be symmetric, and are right for standard deviations, which Wald intervals (estimate ± quantile × standard error, fixed effects alone) are not. A model fitted by REML is profiled by maximum likelihood, as in lme4. `.sig01`, `.sig02` … are the standard deviations and correlations of the random effects, a term at a time; `oldNames = FALSE` spells them out.',
    example: `${CBPP}\nconfint(m)\nconfint(m, method = "Wald")`,
    parameters: [
      required('object', 'any', 'A fitted model, or its profile.'),
      whichParameter('parm'),
      optional('level', 'number', '0.95', 'Confidence level.'),
      optional('method', 'string', '"profile"', 'How the intervals are made.', { allowed: ['profile', 'Wald', 'boot'] }),
      optional('oldNames', 'logical', 'TRUE', 'FALSE for names such as sd_(Intercept)|herd.'),
    ],
    call: confidenceIntervals,
  },
  {
    name: 'profile',
    group: 'look',
    package: 'lme4',
    summary: 'The profile likelihood of a model: how far the likelihood falls as each parameter moves from its estimate.',
    help: 'For each parameter the signed root ζ of the rise of the deviance, all other parameters at their best. Where ζ is a straight line, a Wald interval is as good as the profile. `confint()` reads intervals of any level up to 99 % from it, `profile_plot()` draws it, `as.data.frame()` gives its points with the values of all parameters there.',
    example: `${SLEEP}\npr <- profile(m)\nconfint(pr, level = 0.99)`,
    parameters: [required('fitted', 'model', 'A fitted model.'), whichParameter('which')],
    call: async (given, context) => {
      const model = modelOf(given, 'fitted', 'profile');
      return profileValue(await profileModel(model, LEVELS.map(zetaOf), chooser(given, 'which'), context.monitor), nameIn(given.expression('fitted')));
    },
  },
  {
    name: 'profile_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'Draws a profile likelihood: ζ against each parameter, with its limits at 50, 80, 90, 95 and 99 %.',
    help: 'A straight line means that the likelihood is as that of a normal distribution, so that Wald intervals serve; a bent one that intervals are not symmetric about the estimate. Where the curve ends before it reaches a level, as that of a standard deviation can at zero, the interval ends there. `plot(profile(m))` draws the same.',
    example: `${CBPP}\nprofile_plot(m)`,
    parameters: [required('x', 'any', 'A fitted model, or its profile.'), whichParameter('which')],
    call: async (given, context) => {
      const value = given.get('x');
      const profile = value?.type === 'list' && value.profileOf ? value.profileOf : await profileModel(modelOf(given, 'x', 'profile_plot'), LEVELS.map(zetaOf), chooser(given, 'which'), context.monitor);
      return { type: 'display', results: [chartOfProfile(profile, nameIn(given.expression('x')))] };
    },
  },
];

/** The chart of a profile; `name` is that of the model. */
export const chartOfProfile = (profile: ModelProfile, name: string): ChartResult => profileChart(profileCurves(profile, LEVELS.map(level => ({ level, zeta: zetaOf(level) }))), { ...profile.model.summary, name });

/** As `as.data.frame(profile(m))` gives it: ζ, the values of all parameters, and which of them was moved. */
export function profileFrame({ parameters, names, values }: ModelProfile): DataFrame {
  const points = parameters.flatMap(({ name, points: own }, i) => own.map((point, at) => ({ zeta: point.zeta, values: values[i]![at]!, name })));
  const numbers = (read: (point: (typeof points)[number]) => number): Column => ({ type: 'double', values: Float64Array.from(points, read) });
  return makeDataFrame([
    ['.zeta', numbers(point => point.zeta)],
    ...names.map((name, j): [string, Column] => [name, numbers(point => point.values[j]!)]),
    ['.par', makeFactor({ type: 'character', values: points.map(point => point.name) }, { levels: names })],
  ]);
}

async function confidenceIntervals(given: CallArguments, context: CallContext): Promise<Value> {
  const level = numberArgument(given, 'level', 0.95);
  if (!(level > 0 && level < 1)) throw new UserError('GLMM250', 'level = is a number between 0 and 1, such as 0.95.', { range: given.expression('level') ?? null });
  const value = given.get('object');
  const method = textArgument(given, 'method', 'profile');
  const isFull = !logicalArgument(given, 'oldNames', true);
  if (value?.type === 'list' && value.profileOf) return intervalsOf(value.profileOf, chooser(given, 'parm'), level, isFull);
  const model = modelOf(given, 'object', 'confint');
  if (method === 'boot') throw new UserError('GLMM255', 'Bootstrap intervals are not there yet.', { range: given.expression('method') ?? null, advice: ['Leave method out for profile intervals.'] });
  if (method === 'Wald') return waldIntervals(model, chooser(given, 'parm'), level, isFull);
  const choose = chooser(given, 'parm');
  return intervalsOf(await profileModel(model, [zetaOf(level)], choose, context.monitor), () => [], level, isFull);
}

/** The rows of `choose` where it chooses any, else all that were profiled. */
function intervalsOf(profile: ModelProfile, choose: ChooseParameters, level: number, isFull: boolean): NumericVector {
  const chosen = choose(profile.parameters);
  const parameters = profile.parameters.filter((_, i) => chosen[i] ?? true);
  const limits = parameters.map(parameter => limitsAt(parameter, zetaOf(level)));
  return intervalMatrix(parameters.map(({ name, fullName }) => (isFull ? fullName : name)), limits, level);
}

function waldIntervals(model: MixedModel, choose: ChooseParameters, level: number, isFull: boolean): NumericVector {
  const parameters = parameterNames(model);
  const chosen = choose(parameters);
  const kept = parameters.map((parameter, i) => ({ parameter, limits: waldLimits(model, i - (parameters.length - model.design.fixed.columnCount), level) })).filter((_, i) => chosen[i]);
  return intervalMatrix(kept.map(({ parameter: { name, fullName } }) => (isFull ? fullName : name)), kept.map(({ limits }) => limits), level);
}

function intervalMatrix(names: readonly string[], limits: readonly (readonly [number, number])[], level: number): NumericVector {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
  return {
    type: 'double',
    values: Float64Array.of(...limits.map(([lower]) => lower), ...limits.map(([, upper]) => upper)),
    dim: [names.length, 2],
    rowNames: names,
    columnNames: [percent((1 - level) / 2), percent((1 + level) / 2)],
  };
}

function profileValue(profile: ModelProfile, name: string): List {
  const frame = profileFrame(profile);
  return { type: 'list', names: [...frame.columns.keys()], values: [...frame.columns.values()], profileOf: profile, shownAs: [limitsTable(profile, name)] };
}

function limitsTable({ parameters }: ModelProfile, name: string): TableResult {
  const levels = [0.95, 0.99];
  return {
    kind: 'table',
    title: `Profile likelihood${name === '' ? '' : ` of ${name}`}`,
    columns: [
      { name: 'parameter', type: 'text' }, { name: '', type: 'text' }, { name: 'estimate', type: 'number' },
      ...levels.flatMap(level => ['lower', 'upper'].map(side => ({ name: `${side} ${100 * level} %`, type: 'number' as const }))),
    ],
    rows: parameters.map(parameter => [
      parameter.name,
      parameter.fullName === parameter.name ? '' : parameter.fullName,
      toJsonNumber(parameter.estimate),
      ...levels.flatMap(level => limitsAt(parameter, zetaOf(level)).map(limit => toJsonNumber(limit, Number.isNaN(limit)))),
    ]),
    notes: ['Estimates and limits by maximum likelihood. confint() gives other levels, profile_plot() the curves, as.data.frame() the points.'],
    digits: 5,
  };
}

const zetaOf = (level: number): number => normalQuantile(0.5 + level / 2);

/** Reads which parameters are wanted. */
function chooser(given: CallArguments, argument: string): ChooseParameters {
  const value = given.get(argument);
  const range = given.expression(argument) ?? null;
  return parameters => {
    if (!value || value.type === 'null') return parameters.map(() => true);
    if (value.type === 'double' || value.type === 'integer') {
      const positions = [...value.values];
      const wrong = positions.find(position => !(Number.isInteger(position) && position >= 1 && position <= parameters.length));
      if (wrong !== undefined) throw new UserError('GLMM250', `There is no parameter ${wrong}; the model has ${parameters.length}.`, { range });
      return parameters.map((_, i) => positions.includes(i + 1));
    }
    if (value.type !== 'character') throw new UserError('GLMM250', `${argument} = takes names or numbers of parameters, and this is ${describeValue(value)}.`, { range });
    return chosenByName(value.values.map(name => name ?? 'NA'), parameters, range);
  };
}

function chosenByName(names: readonly string[], parameters: Parameters<ChooseParameters>[0], range: Expression | null): boolean[] {
  const isFixed = (kind: string): boolean => kind === 'fixed effect';
  const unknown = names.find(name => name !== 'theta_' && name !== 'beta_' && !parameters.some(parameter => parameter.name === name || parameter.fullName === name));
  if (unknown !== undefined) throw new UserError('GLMM250', `The model has no parameter \`${unknown}\`.`, { range, advice: [`It has ${namesListed(parameters.map(({ name }) => name))}; "theta_" stands for the standard deviations and correlations, "beta_" for the fixed effects.`] });
  return parameters.map(({ name, fullName, kind }) => names.some(wanted => wanted === name || wanted === fullName || (wanted === 'beta_' && isFixed(kind)) || (wanted === 'theta_' && !isFixed(kind))));
}

/** The variable that holds the model: `m` in `profile_plot(m)` and `profile_plot(profile(m))`. */
function nameIn(expression: Expression | undefined): string {
  if (expression?.kind === 'name') return expression.name;
  return expression?.kind === 'call' ? nameIn(expression.arguments[0]?.value ?? undefined) : '';
}
