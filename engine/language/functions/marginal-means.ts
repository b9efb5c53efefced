/** `emmeans`, `emtrends`, `contrast`, `pairs`, `test`: marginal means, slopes and their comparisons, as the emmeans package has them. */
import { isAtomic, isColumn } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import { asymptoticTests } from '../../inference/degrees-of-freedom/asymptotic.js';
import type { ContrastTests } from '../../inference/degrees-of-freedom/contrast-tests.js';
import { testsOfFit } from '../../inference/degrees-of-freedom/tests-of-fit.js';
import { adjustments } from '../../inference/marginal-means/adjustments.js';
import { contrastMethods, contrastsOf, type Contrast } from '../../inference/marginal-means/contrasts.js';
import { jointTests } from '../../inference/marginal-means/joint-tests.js';
import { marginalMeans, marginalTrends, type LinearEstimates, type Weighting } from '../../inference/marginal-means/linear-estimates.js';
import { notAPredictor, predictorNames, referenceGrid, type GridRequest } from '../../inference/marginal-means/reference-grid.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression, Formula } from '../syntax/tree.js';
import { namesIn } from '../syntax/walk.js';
import type { List, Value } from '../values.js';
import { dots, logicalArgument, numberArgument, optional, required, textArgument, textsArgument } from './describe.js';
import { shownEstimates, shownJointTests, withOptions } from './marginal-means-shown.js';

const CBPP = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';
const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';

/** What the tables of all of them take. */
const showingParameters: readonly ParameterDescription[] = [
  optional('type', 'string', '"link"', 'The scale: that of the linear predictor, or of the response.', { allowed: ['link', 'lp', 'linear', 'response'] }),
  optional('adjust', 'string', 'NULL', 'How p-values and intervals allow for the number of tests; without it what the contrasts ask for.', { allowed: [...Object.keys(adjustments), 'BH'] }),
  optional('level', 'number', '0.95', 'Confidence level.'),
  optional('infer', 'logical', 'NULL', 'Whether to show intervals and tests: one value for both, or two.'),
  optional('bias.adjust', 'logical', 'FALSE', 'Corrects means on the response scale for the spread of the random effects, to the second order.'),
  optional('sigma', 'number', 'NULL', 'The standard deviation for that correction; without it that of all random effects together.'),
];

const gridParameters: readonly ParameterDescription[] = [
  optional('at', 'list', 'NULL', 'Values of predictors, such as list(age = c(20, 40)); other covariates stand at their mean, factors at all their levels.'),
  optional('weights', 'string', '"equal"', 'How averages weigh what they are taken over: all alike, or by the numbers of rows in the data.', { allowed: ['equal', 'proportional'] }),
  optional('lmer.df', 'string', 'NULL', 'Degrees of freedom of a linear mixed model; without it those of its summary.', { allowed: ['satterthwaite', 'kenward-roger', 'asymptotic'] }),
];

export const marginalMeansFunctions: readonly FunctionDescription[] = [
  {
    name: 'emmeans',
    group: 'explain',
    package: 'emmeans',
    summary: 'Estimated marginal means: what the model expects at each level of a factor, others averaged over.',
    help: 'Predictions on a grid of the predictors, averaged over those that are not asked for; each level counts alike. `emmeans(m, ~ period)` gives means, `emmeans(m, ~ a | b)` those of a within each level of b, `emmeans(m, pairwise ~ period)` their comparisons as well. Random effects are zero, so that on the response scale of a curved link this is a typical group; `population = TRUE` averages the response over the random effects instead.',
    example: `${CBPP}\nemmeans(m, ~ period, type = "response")\nemmeans(m, pairwise ~ period)`,
    parameters: [
      required('object', 'model', 'A fitted model.'),
      required('specs', 'any', 'A formula such as ~ period or pairwise ~ a | b, or names of predictors.'),
      optional('by', 'vector', 'NULL', 'Names of predictors within whose levels means are compared.'),
      ...gridParameters,
      optional('population', 'logical', 'FALSE', 'TRUE for means of the population: the response averaged over the random effects.'),
      ...showingParameters,
      dots('Accepted and not needed.'),
    ],
    call: emmeans,
  },
  {
    name: 'emtrends',
    group: 'explain',
    package: 'emmeans',
    summary: 'Slopes of a covariate at each level of a factor.',
    help: 'How fast the linear predictor rises with the covariate, at its mean or at values that `at` sets, averaged like marginal means. `pairs()` compares the slopes.',
    example: 'm <- glmer(use ~ age * urban + (1 | district), data = Contraception, family = binomial)\nemtrends(m, ~ urban, var = "age")',
    parameters: [
      required('object', 'model', 'A fitted model.'),
      required('specs', 'any', 'A formula such as ~ urban, or names of predictors.'),
      required('var', 'string', 'The covariate.'),
      optional('by', 'vector', 'NULL', 'Names of predictors within whose levels slopes are compared.'),
      ...gridParameters,
      ...showingParameters,
      dots('Accepted and not needed.'),
    ],
    call: emtrends,
  },
  {
    name: 'contrast',
    group: 'explain',
    package: 'emmeans',
    summary: 'Contrasts of marginal means or slopes.',
    help: `Differences of estimates, on the response scale of a log or logit link ratios. Methods: ${Object.entries(contrastMethods).map(([name, { help }]) => `\`${name}\` (${help})`).join(', ')}; or a list of weights such as list("late - early" = c(-1, -1, 1, 1) / 2).`,
    example: `${CBPP}\ncontrast(emmeans(m, ~ period), "trt.vs.ctrl")`,
    parameters: [
      required('object', 'any', 'What emmeans() or emtrends() gives.'),
      optional('method', 'any', '"eff"', 'The name of a method, or a named list of weights.'),
      optional('by', 'vector', 'NULL', 'Names of factors within whose levels to compare.'),
      optional('ref', 'integer', '1', 'The row that others are compared with, by its place.'),
      ...showingParameters,
      dots('Accepted and not needed.'),
    ],
    call: given => contrasted(given, 'object', 'contrast', methodOf(given)),
  },
  {
    name: 'pairs',
    group: 'explain',
    package: 'emmeans',
    summary: 'All pairwise comparisons of marginal means or slopes.',
    help: 'Each with each, p-values by Tukey’s method unless `adjust` names another.',
    example: `${SLEEP}\npairs(emmeans(m, ~ Days, at = list(Days = c(0, 5, 9))))`,
    parameters: [
      required('x', 'any', 'What emmeans() or emtrends() gives.'),
      optional('reverse', 'logical', 'FALSE', 'TRUE for the later minus the earlier.'),
      optional('by', 'vector', 'NULL', 'Names of factors within whose levels to compare.'),
      ...showingParameters,
      dots('Accepted and not needed.'),
    ],
    call: given => contrasted(given, 'x', 'pairs', logicalArgument(given, 'reverse', false) ? 'revpairwise' : 'pairwise'),
  },
  {
    name: 'joint_tests',
    group: 'explain',
    package: 'emmeans',
    summary: 'Tests of all terms of a model by their marginal means.',
    help: 'F tests (χ²/df for a generalized model) of each predictor and each interaction: whether any of its means differ, others averaged over, each level alike. Covariates are tested by their slope at the mean. Does not depend on how factors are coded.',
    example: 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\njoint_tests(m)',
    parameters: [required('object', 'model', 'A fitted model.'), ...gridParameters.filter(({ name }) => name !== 'weights'), dots('Accepted and not needed.')],
    call: joint,
  },
  {
    name: 'test',
    group: 'explain',
    package: 'emmeans',
    summary: 'Tests of marginal means, slopes or contrasts against zero.',
    help: 'The table with statistics and p-values in place of intervals.',
    example: `${CBPP}\ntest(emmeans(m, ~ period))`,
    parameters: [required('object', 'any', 'What emmeans(), emtrends() or contrast() gives.'), ...showingParameters, dots('Accepted and not needed.')],
    call: given => shownEstimates({ ...withOptions(estimatesOf(given, 'object', 'test'), given), shows: { intervals: false, tests: true } }),
  },
];

async function emmeans(given: CallArguments, context: CallContext): Promise<Value> {
  const model = modelOf(given);
  const specs = specsOf(given, model);
  const isPopulation = logicalArgument(given, 'population', false);
  const grid = await referenceGrid(model, gridRequest(given, isPopulation), evaluateIn(context));
  return withContrasts(marginalMeans(model, grid, { ...specs, weighting: weightingOf(given), isPopulation, tests: await testsOf(given, model, context) }), specs.method, given);
}

async function emtrends(given: CallArguments, context: CallContext): Promise<Value> {
  const model = modelOf(given);
  const specs = specsOf(given, model);
  const covariate = covariateOf(given, model);
  const request = gridRequest(given, false);
  const values = asDouble(model.predictors.get(covariate)!).values;
  // a thousandth of its range, as emmeans has it
  const step = 1e-3 * (values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity));
  const centre = request.at.get(covariate);
  const at = centre ? asDouble(centre).values : Float64Array.of(values.reduce((sum, value) => sum + value, 0) / values.length);
  const tests = await testsOf(given, model, context);
  const shifted = async (shift: number): Promise<LinearEstimates> => {
    const moved: Column = { type: 'double', values: at.map(value => value + shift) };
    const grid = await referenceGrid(model, { ...request, at: new Map([...request.at, [covariate, moved]]) }, evaluateIn(context));
    return marginalMeans(model, grid, { ...specs, weighting: weightingOf(given), isPopulation: false, tests });
  };
  const middle = await shifted(0);
  return withContrasts({ ...marginalTrends(await shifted(step / 2), await shifted(-step / 2), step, covariate), labels: middle.labels }, specs.method, given);
}

async function joint(given: CallArguments, context: CallContext): Promise<Value> {
  const model = modelOf(given);
  const grid = await referenceGrid(model, { ...gridRequest(given, false), covariates: 'interval' }, evaluateIn(context));
  if (grid.isEstimable.includes(0)) throw new UserError('GLMM266', 'The data do not determine the means of all combinations of the predictors, so that their terms cannot be tested jointly.', { range: given.expression('object') ?? null, advice: ['anova(m) tests the terms as the model has them.'] });
  return shownJointTests(jointTests(grid, await testsOf(given, model, context)));
}

/** Two tables, as emmeans gives them, where the formula names contrasts on its left. */
function withContrasts(plain: LinearEstimates, method: string | null, given: CallArguments): List {
  if (method === null) return shownEstimates(withOptions(plain, given));
  const estimates = { ...withOptions(plain, given), adjustment: 'none' } as const;
  const means = shownEstimates(estimates);
  const contrasts = shownEstimates(withOptions(contrastsOf(estimates, { method, adjustment: null, by: null, reference: 0 }), given));
  return { type: 'list', names: [plain.kind === 'trend' ? 'emtrends' : 'emmeans', 'contrasts'], values: [means, contrasts], shownAs: [...(means.shownAs ?? []), ...(contrasts.shownAs ?? [])] };
}

function contrasted(given: CallArguments, name: string, of: string, method: string | readonly Contrast[]): List {
  const { scale } = withOptions(estimatesOf(given, name, of), given);
  const by = given.get('by') ? (textsArgument(given, 'by') ?? []) : null;
  return shownEstimates(withOptions(contrastsOf({ ...estimatesOf(given, name, of), scale }, { method, adjustment: null, by, reference: numberArgument(given, 'ref', 1) - 1 }), given));
}

/** As the call says; otherwise by the method of the summary. */
async function testsOf(given: CallArguments, { design, fit, summary }: MixedModel, context: CallContext): Promise<ContrastTests> {
  const asked = textArgument(given, 'lmer.df', '');
  const method = asked === '' ? (summary.dfMethod ?? null) : asked === 'satterthwaite' ? 'Satterthwaite' : asked === 'kenward-roger' ? 'Kenward-Roger' : null;
  return method === null ? asymptoticTests(fit) : testsOfFit(design, fit, method, context.monitor);
}

function methodOf(given: CallArguments): string | readonly Contrast[] {
  const value = given.get('method');
  if (!value || value.type === 'null') return 'eff';
  if (value.type === 'character') return textArgument(given, 'method', 'eff');
  const range = given.expression('method') ?? null;
  if (value.type !== 'list') throw new UserError('GLMM264', `method = is ${describeValue(value)}.`, { range, advice: [`Give one of ${Object.keys(contrastMethods).join(', ')}, or a named list of weights.`] });
  return value.values.map((weights, i): Contrast => {
    if (!isAtomic(weights) || weights.type === 'character') throw new UserError('GLMM264', `Contrast ${i + 1} is ${describeValue(weights)}, not weights.`, { range });
    return { label: value.names?.[i] || `C.${i + 1}`, weights: Array.from(asDouble(weights).values) };
  });
}

/** The estimates behind a value; of a list with means and contrasts the means. */
export function estimatesOf(given: CallArguments, name: string, of: string): LinearEstimates {
  const value = given.get(name);
  const means = value?.type === 'list' && !value.estimates ? value.values[0] : value;
  if (means?.type === 'list' && means.estimates) return means.estimates;
  throw new UserError('GLMM265', `${of}() takes what emmeans() or emtrends() gives, but this is ${value ? describeValue(value) : 'missing'}.`, { range: given.expression(name) ?? null, advice: [`Write ${of}(emmeans(m, ~ factor)).`] });
}

function modelOf(given: CallArguments): MixedModel {
  const value = given.get('object');
  if (value?.type === 'model') return value.model;
  throw new UserError('GLMM256', `Marginal means are those of a fitted model; this is ${value ? describeValue(value) : 'missing'}.`, { range: given.expression('object') ?? null });
}

function covariateOf(given: CallArguments, model: MixedModel): string {
  const name = textArgument(given, 'var', '');
  const range = given.expression('var') ?? null;
  const names = predictorNames(model);
  if (!names.includes(name)) throw notAPredictor(name, names, range);
  const { type } = model.predictors.get(name)!;
  if (type !== 'double' && type !== 'integer') throw new UserError('GLMM263', `\`${name}\` has levels, and so no slope.`, { range, advice: [`emmeans(m, ~ ${name}) gives its means.`] });
  return name;
}

interface Specs {
  readonly names: readonly string[];
  readonly by: readonly string[];
  /** The left side of the formula. */
  readonly method: string | null;
}

/** `~ a * b | c`, `pairwise ~ a`, `"a"`, `c("a", "b")`. */
function specsOf(given: CallArguments, model: MixedModel): Specs {
  const value = given.get('specs');
  const range = given.expression('specs') ?? null;
  const more = given.get('by') ? (textsArgument(given, 'by') ?? []) : [];
  const specs = value?.type === 'formula' ? ofFormula(value.formula) : { names: textsArgument(given, 'specs') ?? [], by: [], method: null };
  const by = [...specs.by, ...more];
  const names = specs.names.filter(name => !by.includes(name));
  const known = predictorNames(model);
  const unknown = [...names, ...by].find(name => !known.includes(name));
  if (unknown !== undefined) throw notAPredictor(unknown, known, range);
  if (specs.method !== null && !Object.hasOwn(contrastMethods, specs.method)) throw new UserError('GLMM264', `There is no contrast method "${specs.method}".`, { range, advice: [`There are ${Object.keys(contrastMethods).join(', ')}.`] });
  return { names, by, method: specs.method };
}

function ofFormula({ left, right }: Formula): Specs {
  const isConditional = right.kind === 'binary' && right.operator === '|';
  const names = (expression: Expression): string[] => [...new Set(namesIn(expression))];
  return {
    names: names(isConditional ? right.left : right),
    by: isConditional ? names(right.right) : [],
    method: left === null ? null : left.kind === 'string' ? left.value : deparse(left),
  };
}

function gridRequest(given: CallArguments, hasRandomEffects: boolean): GridRequest {
  const at = given.get('at');
  const range = given.expression('at') ?? null;
  const advice = ['Write at = list(age = c(20, 40)).'];
  const values = new Map<string, Column>();
  if (at && at.type !== 'list' && at.type !== 'null') throw new UserError('GLMM263', `at = is ${describeValue(at)}, not a list.`, { range, advice });
  if (at?.type === 'list') {
    at.values.forEach((value, i) => {
      const name = at.names?.[i] ?? '';
      if (name === '' || !isColumn(value)) throw new UserError('GLMM263', 'at = is a list of values by the names of predictors.', { range, advice });
      values.set(name, value);
    });
  }
  return { at: values, covariates: 'mean', hasRandomEffects };
}

const weightingOf = (given: CallArguments): Weighting => (textArgument(given, 'weights', 'equal') === 'proportional' ? 'proportional' : 'equal');

const evaluateIn = (context: CallContext) => async (expression: Expression, frame: DataFrame): Promise<Column> => {
  const value = await context.evaluate(expression, frame);
  if (isColumn(value)) return value;
  throw new UserError('GLMM319', `A variable of the model is ${describeValue(value)} on the reference grid.`, { range: expression });
};
