/** `lmer`, `glmer` and `glmer.nb`: from a call to a fitted model. */
import { fitMixedModel, type FitSpecification } from '../../estimation/fit-mixed-model.js';
import { MOST_POINTS } from '../../estimation/gauss-hermite.js';
import { isColumn } from '../../data/atomic.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { typicalMeanOfNullModel } from '../../inference/null-model.js';
import { summarizeFit } from '../../inference/summarize-fit.js';
import { buildDesign } from '../../model/build-design.js';
import { familyOf } from '../../model/families/families.js';
import { links } from '../../model/families/links.js';
import { readModelFormula } from '../../model/formula.js';
import type { Variable } from '../../model/terms.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import { namesListed } from '../syntax/nearest-name.js';
import type { Expression, Formula } from '../syntax/tree.js';
import type { FamilyValue, Value } from '../values.js';
import { chosenContrasts } from './contrasts.js';
import { readFamily } from './family.js';
import { formulaFromText } from './formula-text.js';
import { relocated } from './relocated.js';

const formulaParameter: ParameterDescription = {
  name: 'formula',
  type: 'formula',
  isRequired: true,
  help: 'Response ~ fixed effects + (effects | grouping factor).',
};

const dataParameter: ParameterDescription = { name: 'data', type: 'dataFrame', default: 'NULL', help: 'The data frame that holds the variables; without it they are taken from the session.' };

const controlParameter: ParameterDescription = {
  name: 'control',
  type: 'any',
  default: 'NULL',
  isLazy: true,
  help: 'Settings of the optimiser in R; read over here, because this optimiser has a stopping rule of its own.',
};

const startParameter: ParameterDescription = { name: 'start', type: 'any', default: 'NULL', isLazy: true, help: 'Starting values in R; read over here, because the optimum does not depend on them.' };

const verboseParameter: ParameterDescription = { name: 'verbose', type: 'integer', default: '0', help: 'Printing of iterations in R; read over here, because progress is always shown.' };

const nAGQParameter: ParameterDescription = { name: 'nAGQ', type: 'integer', default: '1', help: 'Points of the adaptive Gauss–Hermite quadrature for each random effect, up to 100; 1 is the Laplace approximation. More than one takes a single grouping factor with up to four effects, or two nested ones, as in (1 | a/b). 0 is the Laplace approximation with the fixed effects taken from the penalised least squares that finds the random effects, which pulls them towards zero.' };

const rowParameters: readonly ParameterDescription[] = [
  { name: 'subset', type: 'column', isLazy: true, default: 'NULL', help: 'A condition on the columns of the data: rows for which it holds are used.' },
  { name: 'weights', type: 'column', isLazy: true, default: 'NULL', help: 'Prior weights; for a proportion the numbers of trials.' },
  { name: 'na.action', type: 'any', isLazy: true, default: 'na.omit', help: 'What to do with incomplete rows: na.omit leaves them out, na.exclude too but keeps their places in fitted values and residuals, na.fail refuses to fit.' },
  { name: 'offset', type: 'column', isLazy: true, default: 'NULL', help: 'Added to the linear predictor with coefficient 1.' },
  { name: 'contrasts', type: 'list', default: 'NULL', help: 'Contrasts of factors among the fixed effects, such as list(period = "contr.sum"); a value is the name of a rule, or a matrix with a row for each level.' },
];

const lmer: FunctionDescription = {
  name: 'lmer',
  group: 'fit',
  package: 'lme4',
  summary: 'A linear mixed model, fitted by REML or maximum likelihood.',
  help: 'The response is normal given the random effects. Random-effects terms are written `(1 | g)` for an intercept that varies over the levels of g, `(x | g)` for an intercept and a slope, `(x || g)` for the same without correlation, `(1 | a/b)` for b within a. REML is right for reporting variances; compare models with different fixed effects by maximum likelihood, `REML = FALSE`.',
  example: 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nm',
  parameters: [
    formulaParameter,
    dataParameter,
    { name: 'REML', type: 'logical', default: 'TRUE', help: 'TRUE for restricted maximum likelihood, FALSE for maximum likelihood.' },
    controlParameter,
    startParameter,
    verboseParameter,
    ...rowParameters,
  ],
  call: (callArguments, context) => fitLinear('lmer', callArguments, context),
};

const glmer: FunctionDescription = {
  name: 'glmer',
  group: 'fit',
  package: 'lme4',
  summary: 'A generalized linear mixed model, fitted by maximum likelihood with the Laplace approximation or adaptive Gauss–Hermite quadrature.',
  help: 'The response follows the family given the random effects, and the link of its mean is linear in the effects. For `family = binomial` the response is 0/1, a factor, `cbind(successes, failures)`, or a proportion with the number of trials as `weights`; for `family = poisson` it is a count, for `Gamma` and `inverse.gaussian` a number above zero. Random-effects terms are written as for `lmer`. With one grouping factor, or two of which one is nested in the other, `nAGQ = 25` integrates over each random effect by quadrature with 25 points, which the Laplace approximation (`nAGQ = 1`) does with one; where levels have few rows or the standard deviation is large, they differ.',
  example: 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nm',
  parameters: [
    formulaParameter,
    dataParameter,
    { name: 'family', type: 'family', default: 'gaussian', isLazy: true, help: 'The distribution of the response given the random effects, with its link.' },
    controlParameter,
    startParameter,
    verboseParameter,
    nAGQParameter,
    ...rowParameters,
  ],
  call: async (callArguments, context) => {
    const given = callArguments.expression('family');
    const family: FamilyValue = given ? await readFamily(given, context) : { type: 'family', family: 'gaussian', link: 'identity' };
    const points = quadraturePoints(callArguments);
    if (family.family === 'gaussian' && family.link === 'identity') return fitLinear('glmer', callArguments, context);
    return { type: 'model', model: await fitModel('glmer', family, methodOf(points), callArguments, context) };
  },
};

const glmerNb: FunctionDescription = {
  name: 'glmer.nb',
  group: 'fit',
  package: 'lme4',
  summary: 'A negative binomial mixed model, its shape estimated with the other parameters.',
  help: 'For counts that vary more than a Poisson model allows: given the random effects the variance is μ + μ²/θ. The shape θ is estimated jointly with the fixed effects and variances, so that standard errors allow for its uncertainty. Where the counts show no more variation than Poisson counts do, θ has no finite estimate, and a notice says so.',
  example: 'm <- glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks)\nm',
  parameters: [
    formulaParameter,
    dataParameter,
    { name: 'link', type: 'string', default: '"log"', allowed: familyOf('negative.binomial').links, help: 'The link between the mean and the linear predictor.' },
    controlParameter,
    startParameter,
    verboseParameter,
    nAGQParameter,
    ...['interval', 'tol', 'nb.control', 'initCtrl'].map((name): ParameterDescription => ({ name, type: 'any', default: 'NULL', isLazy: true, help: 'Steers the search for θ in R; read over here, where θ is estimated with the other parameters.' })),
    ...rowParameters,
  ],
  call: async (callArguments, context) => {
    const link = callArguments.get('link');
    const chosen: FamilyValue = { type: 'family', family: 'negative.binomial', link: link?.type === 'character' ? (link.values[0] ?? '') : 'log' };
    return { type: 'model', model: await fitModel('glmer.nb', chosen, methodOf(quadraturePoints(callArguments)), callArguments, context) };
  },
};

export const fitFunctions: readonly FunctionDescription[] = [lmer, glmer, glmerNb];

function methodOf(points: number): Pick<FitSpecification, 'method' | 'quadraturePoints'> {
  return points > 1 ? { method: 'AGQ', quadraturePoints: points } : { method: points === 1 ? 'Laplace' : 'PIRLS' };
}

async function fitLinear(name: string, callArguments: CallArguments, context: CallContext): Promise<Value> {
  const reml = callArguments.get('REML');
  if (reml && (reml.type !== 'logical' || reml.values.length !== 1 || reml.values[0]! < 0)) {
    throw new UserError('GLMM250', 'REML = takes TRUE or FALSE.', { range: callArguments.expression('REML') ?? null });
  }
  const method = reml?.type === 'logical' && reml.values[0] === 0 ? 'ML' : 'REML';
  return { type: 'model', model: await fitModel(name, { type: 'family', family: 'gaussian', link: 'identity' }, { method }, callArguments, context) };
}

async function fitModel(name: string, chosen: FamilyValue, method: Omit<FitSpecification, 'family' | 'link'>, callArguments: CallArguments, context: CallContext): Promise<MixedModel> {
  const family = familyOf(chosen.family, chosen.shape);
  const specification = { family, link: links.get(chosen.link)!, ...method };
  const formula = formulaOf(callArguments, context);
  const data = dataOf(callArguments);
  const dataExpression = callArguments.expression('data');
  const dataName = data && dataExpression ? deparse(dataExpression) : '';
  const started = performance.now();
  const pause = async (): Promise<void> => {
    if (context.monitor.isDue()) await context.monitor.pause();
  };
  const built = await buildDesign({
    formula: readModelFormula(formula, data ? [...data.columns.keys()] : null),
    family,
    weights: variableOf(callArguments, 'weights'),
    offset: variableOf(callArguments, 'offset'),
    subset: variableOf(callArguments, 'subset'),
    contrasts: { defaults: context.settings.contrasts, chosen: chosenContrasts(callArguments, 'contrasts'), range: callArguments.expression('contrasts') ?? null },
    rowCount: data ? data.rowCount : null,
    dataName,
    evaluate: variable => evaluateVariable(variable, data, context),
    pause,
  });
  await pause();
  requireComplete(callArguments, built.design.dropped);
  let estimated = NaN;
  const fit = await fitMixedModel(built.design, specification, {
    isDue: () => context.monitor.isDue(),
    pause: progress => context.monitor.pause(progress),
    estimated: () => void (estimated = performance.now()),
  });
  const milliseconds = (estimated || performance.now()) - started;
  await pause();
  const typicalMean = family.isCount && chosen.link === 'log' ? await typicalMeanOfNullModel(built.design, specification, context.monitor) : null;
  const model = summarizeFit(built, fit, {
    function: name,
    call: deparse(context.call),
    formula: deparse(formula),
    data: dataName,
    family,
    link: chosen.link,
    confidenceLevel: context.settings.confidenceLevel,
    milliseconds,
    typicalMean,
    unusedArguments: ['control', 'start', 'interval', 'tol', 'nb.control', 'initCtrl'].filter(argument => callArguments.expression(argument)),
  });
  return actionOf(callArguments) === 'na.exclude' ? { ...model, paddedRows: built.requestedRows } : model;
}

function formulaOf(callArguments: CallArguments, context: CallContext): Formula {
  const value = callArguments.get('formula');
  const expression = callArguments.expression('formula');
  if (value?.type === 'character' && value.values.length === 1) return formulaFromText(value.values[0] ?? 'NA', expression ?? context.call).formula;
  if (value?.type !== 'formula') {
    throw new UserError('GLMM242', `The first argument is ${value ? describeValue(value) : 'missing'}, not a formula.`, { range: expression ?? null, advice: ['Write y ~ x + (1 | g).'] });
  }
  // a formula that was made elsewhere has offsets into another cell; messages point to its name here
  return expression?.kind === 'formula' ? value.formula : relocated(value.formula, expression ?? context.call);
}

function dataOf(callArguments: CallArguments): DataFrame | null {
  const value = callArguments.get('data');
  if (!value || value.type === 'null') return null;
  if (value.type === 'dataFrame') return value;
  throw new UserError('GLMM254', `data = is ${describeValue(value)}, not a data frame.`, { range: callArguments.expression('data') ?? null, advice: ['Read one with read.csv(), or make one with data.frame().'] });
}

function variableOf(callArguments: CallArguments, name: string): Variable | null {
  const expression = callArguments.expression(name);
  if (!expression || (expression.kind === 'constant' && expression.name === 'NULL')) return null;
  return { label: deparse(expression), expression };
}

async function evaluateVariable(variable: Variable, data: DataFrame | null, context: CallContext): Promise<Column> {
  const value = await context.evaluate(variable.expression, data ?? undefined).catch((error: unknown) => {
    throw error instanceof UserError && error.code === 'GLMM201' && !data ? withoutData(error) : error;
  });
  if (isColumn(value)) return value;
  const { expression, label } = variable;
  const isFromSession = data !== null && expression.kind === 'name';
  throw new UserError('GLMM319', `${isFromSession ? `The data have no column \`${label}\`, and the variable of that name` : `\`${label}\``} is ${describeValue(value)}, which cannot be a variable of a model.`, {
    range: expression,
    advice: isFromSession ? [`The columns are ${namesListed([...data.columns.keys()])}.`] : [],
  });
}

/** A call without `data =` most likely forgot it. */
const withoutData = (error: UserError): UserError =>
  new UserError(error.code, error.message, { range: error.range, advice: ['The call names no data frame: add data = and the one that has the columns.'] });

function quadraturePoints(callArguments: CallArguments): number {
  const value = callArguments.get('nAGQ');
  if (!value) return 1;
  const points = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(points) && points >= 0 && points <= MOST_POINTS) return points;
  const range = callArguments.expression('nAGQ') ?? null;
  throw new UserError('GLMM250', `nAGQ = ${range ? deparse(range) : points} is not a number of points.`, { range, advice: [`It can be a whole number from 0 to ${MOST_POINTS}; 1 is the Laplace approximation.`] });
}

/** na.omit, na.exclude, na.fail or na.pass. */
function actionOf(callArguments: CallArguments): string {
  const action = callArguments.expression('na.action');
  if (!action || (action.kind === 'constant' && action.name === 'NULL')) return 'na.omit';
  const name = nameOfAction(action);
  if (name !== null && naActions.includes(name)) return name;
  throw new UserError('GLMM250', `na.action = ${deparse(action)} is not there.`, { range: action, advice: [`There are ${naActions.join(', ')}.`] });
}

const naActions: readonly string[] = ['na.omit', 'na.exclude', 'na.fail', 'na.pass'];

/** A model has no use for incomplete rows, so that na.pass is content with none as well. */
function requireComplete(callArguments: CallArguments, dropped: { readonly count: number; readonly byColumn: Readonly<Record<string, number>> }): void {
  const action = actionOf(callArguments);
  if (action === 'na.omit' || action === 'na.exclude' || dropped.count === 0) return;
  const columns = Object.entries(dropped.byColumn).map(([column, count]) => `${column} ${count}`).join(', ');
  const why = action === 'na.fail' ? 'na.action = na.fail refuses that' : 'na.action = na.pass would hand them to the model, which needs complete ones';
  throw new UserError('GLMM311', `${dropped.count} ${dropped.count === 1 ? 'row has' : 'rows have'} missing values (${columns}), and ${why}.`, { range: callArguments.expression('na.action') ?? null, advice: ['Leave na.action out to fit to the complete rows.'] });
}

const nameOfAction = (expression: Expression): string | null => (expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : null);
