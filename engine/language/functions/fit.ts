/** `lmer`, `glmer` and `glmer.nb`: from a call to a fitted model. */
import { fitMixedModel, type FitSpecification } from '../../estimation/fit-mixed-model.js';
import { MOST_POINTS } from '../../estimation/gauss-hermite.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { Monitor } from '../../estimation/monitor.js';
import type { ContrastTests } from '../../inference/degrees-of-freedom/contrast-tests.js';
import { testsOfFit } from '../../inference/degrees-of-freedom/tests-of-fit.js';
import { typicalMeanOfNullModel } from '../../inference/null-model.js';
import { referencePoints } from '../../inference/reference-point.js';
import { smallerModels } from '../../inference/smaller-models.js';
import { summarizeFit } from '../../inference/summarize-fit.js';
import { familyOf } from '../../model/families/families.js';
import type { MixedModelDesign } from '../../model/design.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription, PreparedFit, SessionSettings } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { FamilyValue, Value } from '../values.js';
import { readFamily } from './family.js';
import { evaluateVariable, politePause, prepareFit } from './prepare-fit.js';

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
  prepare: prepareLinear,
  call: async (callArguments, context) => fitted('lmer', await prepareLinear(callArguments, context), callArguments, context),
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
  prepare: prepareGeneralized,
  call: async (callArguments, context) => fitted('glmer', await prepareGeneralized(callArguments, context), callArguments, context),
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
  prepare: prepareNegativeBinomial,
  call: async (callArguments, context) => fitted('glmer.nb', await prepareNegativeBinomial(callArguments, context), callArguments, context),
};

export const fitFunctions: readonly FunctionDescription[] = [lmer, glmer, glmerNb];

function prepareLinear(callArguments: CallArguments, context: CallContext): Promise<PreparedFit> {
  const reml = callArguments.get('REML');
  if (reml && (reml.type !== 'logical' || reml.values.length !== 1 || reml.values[0]! < 0)) {
    throw new UserError('GLMM250', 'REML = takes TRUE or FALSE.', { range: callArguments.expression('REML') ?? null });
  }
  const method = reml?.type === 'logical' && reml.values[0] === 0 ? 'ML' : 'REML';
  return prepareFit({ type: 'family', family: 'gaussian', link: 'identity' }, { method }, callArguments, context);
}

async function prepareGeneralized(callArguments: CallArguments, context: CallContext): Promise<PreparedFit> {
  const given = callArguments.expression('family');
  const family: FamilyValue = given ? await readFamily(given, context) : { type: 'family', family: 'gaussian', link: 'identity' };
  const points = quadraturePoints(callArguments);
  if (family.family === 'gaussian' && family.link === 'identity') return prepareLinear(callArguments, context);
  return prepareFit(family, methodOf(points), callArguments, context);
}

function prepareNegativeBinomial(callArguments: CallArguments, context: CallContext): Promise<PreparedFit> {
  const link = callArguments.get('link');
  const chosen: FamilyValue = { type: 'family', family: 'negative.binomial', link: link?.type === 'character' ? (link.values[0] ?? '') : 'log' };
  return prepareFit(chosen, methodOf(quadraturePoints(callArguments)), callArguments, context);
}

function methodOf(points: number): Pick<FitSpecification, 'method' | 'quadraturePoints'> {
  return points > 1 ? { method: 'AGQ', quadraturePoints: points } : { method: points === 1 ? 'Laplace' : 'PIRLS' };
}

function quadraturePoints(callArguments: CallArguments): number {
  const value = callArguments.get('nAGQ');
  if (!value) return 1;
  const points = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(points) && points >= 0 && points <= MOST_POINTS) return points;
  const range = callArguments.expression('nAGQ') ?? null;
  throw new UserError('GLMM250', `nAGQ = ${range ? deparse(range) : points} is not a number of points.`, { range, advice: [`It can be a whole number from 0 to ${MOST_POINTS}; 1 is the Laplace approximation.`] });
}

/** A fit that took no longer is compared with smaller ones where it is singular. */
const CHEAP_MILLISECONDS = 200;

async function fitted(name: string, prepared: PreparedFit, callArguments: CallArguments, context: CallContext): Promise<Value> {
  const { built, specification, started } = prepared;
  const { family, link } = specification;
  let estimated = NaN;
  const { degreesOfFreedom } = context.settings;
  const fit = await fitMixedModel(built.design, { ...specification, needsVarianceUncertainty: degreesOfFreedom === 'Satterthwaite' || (degreesOfFreedom === 'Kenward-Roger' && specification.method === 'ML') }, {
    isDue: () => context.monitor.isDue(),
    pause: progress => context.monitor.pause(progress),
    estimated: () => void (estimated = performance.now()),
  });
  const milliseconds = (estimated || performance.now()) - started;
  await politePause(context);
  const typicalMean = family.isCount && link.name === 'log' ? await typicalMeanOfNullModel(built.design, specification, context.monitor) : null;
  const smaller = milliseconds < CHEAP_MILLISECONDS ? await smallerModels(built.design, specification, fit, context.monitor) : [];
  const model = summarizeFit(built, fit, {
    function: name,
    call: deparse(context.call),
    formula: deparse(prepared.formula),
    data: prepared.dataName,
    ...rowArguments(callArguments),
    family,
    link: link.name,
    confidenceLevel: context.settings.confidenceLevel,
    milliseconds,
    tests: await testsOf(built.design, fit, degreesOfFreedom, context.monitor),
    typicalMean,
    smallerModels: smaller,
    referencePoints: await referencePoints(built, (expression, frame) => evaluateVariable({ label: deparse(expression), expression }, frame, context)),
    unusedArguments: ['control', 'start', 'interval', 'tol', 'nb.control', 'initCtrl'].filter(argument => callArguments.expression(argument)),
  });
  return { type: 'model', model: prepared.action === 'na.exclude' ? { ...model, paddedRows: built.requestedRows } : model };
}

/** What chose or weighed the rows, as the call has it. */
function rowArguments(callArguments: CallArguments): { readonly arguments?: Readonly<Record<string, string>> } {
  const given = ['weights', 'offset', 'subset'].flatMap(name => {
    const expression = callArguments.expression(name);
    return expression ? [[name, deparse(expression)] as const] : [];
  });
  return given.length > 0 ? { arguments: Object.fromEntries(given) } : {};
}

/** Those of the setting: by Satterthwaite's method where the fit brought what it takes, by Kenward and Roger's where it is by REML. */
async function testsOf(design: MixedModelDesign, fit: MixedModelFit, method: SessionSettings['degreesOfFreedom'], monitor: Monitor): Promise<ContrastTests | null> {
  const isLinear = fit.method === 'REML' || fit.method === 'ML';
  if (isLinear && (method === 'none' || !fit.convergence.converged)) return null;
  if (fit.method === 'REML' && method === 'Kenward-Roger') return testsOfFit(design, fit, method, monitor);
  return !isLinear || fit.varianceUncertainty ? testsOfFit(design, fit, 'Satterthwaite', monitor) : null;
}
