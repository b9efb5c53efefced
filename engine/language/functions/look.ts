/** Looking at a fitted model: its parts as vectors, matrices and tables. */
import { makeDataFrame } from '../../data/data-frame.js';
import type { Column, DataFrame, NumericVector } from '../../data/vectors.js';
import { conditionalDeviance } from '../../inference/residuals.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { planText } from '../../report/plan-text.js';
import { fromJsonNumber } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { logicalArgument, textArgument, textsArgument } from './describe.js';
import { covarianceOfFixedEffects, levelCounts, varianceComponents } from './model-parts.js';
import { formulaFromText } from './formula-text.js';

const CBPP = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';
const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy, REML = FALSE)';

export const lookFunctions: readonly FunctionDescription[] = [
  ofModel('fixef', 'lme4', 'Estimates of the fixed effects, as a named vector.', 'The coefficients on the scale of the linear predictor: log odds for a logit link, logs of rates for a log link.', CBPP, model => named(model.fit.fixedEffects, model.design.fixed.names)),
  {
    name: 'ranef',
    group: 'look',
    package: 'lme4',
    summary: 'Conditional modes of the random effects, with their standard deviations and intervals.',
    help: 'How each level of a grouping factor deviates from the average, given the data and the estimated variances. `ranef(m)$g` is a data frame of the modes of one grouping factor; `dotplot(ranef(m))` draws them.',
    example: `${CBPP}\nranef(m)`,
    parameters: [modelParameter('object'), { name: 'condVar', type: 'logical', default: 'TRUE', help: 'Accepted; the conditional standard deviations are always computed.' }],
    call: callArguments => randomEffects(modelOf(callArguments, 'object', 'ranef')),
  },
  ofModel('VarCorr', 'lme4', 'Variances, standard deviations and correlations of the random effects.', 'One row for each random effect, on the scale of the linear predictor, and the residual of a linear mixed model.', SLEEP, varianceComponents),
  ofModel('vcov', 'stats', 'Covariance matrix of the fixed-effects estimates.', 'Its diagonal holds the squared standard errors.', CBPP, covarianceOfFixedEffects),
  ofModel('logLik', 'stats', 'The log-likelihood at the estimates.', 'With all constants, so that it can be compared between programs; for REML the restricted one.', CBPP, model => number(model.fit.logLikelihood)),
  ofModel('nobs', 'stats', 'Number of observations used.', 'Rows of the data without those that have missing values.', CBPP, model => ({ type: 'integer', values: Float64Array.of(model.design.rowCount) })),
  ofModel('sigma', 'stats', 'Residual standard deviation.', 'σ, whose square multiplies the variance function: the residual standard deviation of a normal response, the coefficient of variation of a gamma one. 1 for families without a dispersion; the shape of a negative binomial model is in `family(m)` and its summary.', SLEEP, model => number(model.fit.sigma)),
  ofModel('df.residual', 'stats', 'Observations less estimated parameters.', 'Variances and correlations count as parameters.', SLEEP, model => ({ type: 'integer', values: Float64Array.of(model.summary.dfResidual) })),
  ofModel('deviance', 'stats', 'The deviance.', 'For a linear mixed model fitted by maximum likelihood minus twice its log-likelihood; for other families the deviance of the observations given the conditional modes.', SLEEP, deviance),
  ofModel('REMLcrit', 'lme4', 'The REML criterion at the estimates.', 'Minus twice the restricted log-likelihood of a model fitted by REML.', 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)', remlCriterion),
  ofModel('isSingular', 'lme4', 'Is a covariance matrix of the random effects degenerate?', 'TRUE when a variance is estimated as zero or a correlation as ±1.', SLEEP, model => ({ type: 'logical', values: Int8Array.of(model.fit.random.some(term => term.isSingular) ? 1 : 0) })),
  ofModel('plan', 'glmm', 'How the random effects of a model were worked on.', 'The grouping factors in the order of their elimination, the dense part that crossed factors leave (their Schur complement), the arithmetic and memory of one factorisation, and whether it ran in WebAssembly.', `${CBPP}\nplan(m)`, model => ({ type: 'display', results: [{ kind: 'text', text: planText(model.fit, model.design.rowCount) }] })),
  criterion('AIC', 'Akaike’s information criterion.', '−2 log-likelihood + 2 df. Smaller is better, between models of the same response; models with different fixed effects must be fitted by maximum likelihood.', model => fromJsonNumber(model.summary.aic)),
  criterion('BIC', 'Schwarz’s Bayesian information criterion.', '−2 log-likelihood + log(n) df, with n the number of observations.', model => fromJsonNumber(model.summary.bic)),
  ofModel('ngrps', 'lme4', 'Numbers of levels of the grouping factors.', 'One number for each grouping factor.', CBPP, levelCounts),
  ofModel('family', 'stats', 'The family of a model, with its link.', 'What `family =` of the call was, or `gaussian` for a linear mixed model.', CBPP, model => ({ type: 'family', family: model.family.name, link: model.summary.link, ...shapeOf(model) })),
  {
    name: 'formula',
    group: 'look',
    package: 'stats',
    summary: 'The formula of a model, or of a text.',
    help: '`formula(m)` is what the model was fitted with; `formula("y ~ x + (1 | g)")` turns a text into a formula.',
    example: `${CBPP}\nformula(m)`,
    parameters: [{ name: 'x', type: 'any', help: 'A fitted model, a formula, or a text.', isRequired: true }],
    call: callArguments => formulaOf(callArguments, 'x'),
  },
  {
    name: 'as.formula',
    group: 'formula',
    package: 'stats',
    summary: 'A text as a formula.',
    help: 'Turns a text such as `"y ~ x + (1 | g)"` into a formula.',
    example: 'lmer(as.formula("Reaction ~ Days + (1 | Subject)"), data = sleepstudy)',
    parameters: [{ name: 'object', type: 'any', help: 'A text, or a formula.', isRequired: true }],
    call: callArguments => formulaOf(callArguments, 'object'),
  },
  {
    name: 'reformulate',
    group: 'formula',
    package: 'stats',
    summary: 'A formula made of the texts of its terms.',
    help: '`reformulate(c("x", "(1 | g)"), response = "y")` is `y ~ x + (1 | g)`.',
    example: 'lmer(reformulate(c("Days", "(1 | Subject)"), response = "Reaction"), data = sleepstudy)',
    parameters: [
      { name: 'termlabels', type: 'vector', help: 'The terms, as texts.', isRequired: true },
      { name: 'response', type: 'string', default: 'NULL', help: 'The response, as a text.' },
      { name: 'intercept', type: 'logical', default: 'TRUE', help: 'FALSE for a formula without an intercept.' },
    ],
    call: callArguments => {
      const terms = textsArgument(callArguments, 'termlabels') ?? [];
      const text = `${textArgument(callArguments, 'response', '')} ~ ${[...terms, ...(logicalArgument(callArguments, 'intercept', true) ? [] : ['0'])].join(' + ')}`;
      return formulaFromText(text.trim(), callArguments.expression('termlabels') ?? null);
    },
  },
  {
    name: 'coef',
    group: 'look',
    package: 'stats',
    summary: 'Coefficients for each level: fixed effects plus conditional modes.',
    help: 'A list with a data frame for each grouping factor, one row a level. `coef(summary(m))` is the table of the fixed effects with their standard errors.',
    example: `${SLEEP}\ncoef(m)`,
    parameters: [{ name: 'object', type: 'any', help: 'A fitted model, or its summary.', isRequired: true }],
    call: callArguments => {
      const value = callArguments.get('object');
      const table = value?.type === 'list' ? value.values[value.names?.indexOf('coefficients') ?? -1] : undefined;
      return table ?? coefficients(modelOf(callArguments, 'object', 'coef'));
    },
  },
];

/** θ of a negative binomial model, so that its family can be given to another. */
function shapeOf({ family, fit }: MixedModel): { readonly shape?: number } {
  if (family.fixedShape !== null) return { shape: family.fixedShape };
  return fit.dispersion && !family.dispersion?.isScale ? { shape: Math.exp(fit.dispersion.psi) } : {};
}

function formulaOf(callArguments: CallArguments, name: string): Value {
  const value = callArguments.get(name)!;
  const at = callArguments.expression(name);
  if (value.type === 'formula') return value;
  const text = value.type === 'model' ? value.model.summary.formula : textOf(value);
  if (text === null) throw new UserError('GLMM242', `A formula is made of a text or taken from a model, and this is ${describeValue(value)}.`, { range: at ?? null, advice: ['Write y ~ x + (1 | g).'] });
  return formulaFromText(text, at ?? null);
}

function modelParameter(name: string): ParameterDescription {
  return { name, type: 'model', help: 'A fitted model.', isRequired: true };
}

/** The model in an argument; `UserError` when it is something else. */
export function modelOf(callArguments: CallArguments, name: string, caller: string): MixedModel {
  const value = callArguments.get(name);
  if (value?.type === 'model') return value.model;
  throw new UserError('GLMM256', `${caller}() takes a fitted model, and this is ${value ? describeValue(value) : 'missing'}.`, {
    range: callArguments.expression(name) ?? null,
    advice: ['Fit one with lmer() or glmer() and give its name.'],
  });
}

function ofModel(name: string, packageName: string, summary: string, help: string, fit: string, look: (model: MixedModel) => Value): FunctionDescription {
  return {
    name,
    group: 'look',
    package: packageName,
    summary,
    help,
    example: `${fit}\n${name}(m)`,
    parameters: [modelParameter('object')],
    call: callArguments => look(modelOf(callArguments, 'object', name)),
  };
}

/** `AIC(m)` is a number, `AIC(m1, m2)` a table. */
function criterion(name: string, summary: string, help: string, value: (model: MixedModel) => number): FunctionDescription {
  return {
    name,
    group: 'look',
    package: 'stats',
    summary,
    help,
    example: `${SLEEP}\n${name}(m)`,
    parameters: [modelParameter('object'), { name: '...', type: 'dots', help: 'More models, to compare.' }],
    call: (callArguments: CallArguments, _context: CallContext) => {
      const first = modelOf(callArguments, 'object', name);
      if (callArguments.dots.length === 0) return number(value(first));
      const others = callArguments.dots.map(given => {
        if (given.value.type === 'model') return given.value.model;
        throw new UserError('GLMM256', `${name}() compares fitted models, and this is ${describeValue(given.value)}.`, { range: given.expression });
      });
      const models = [first, ...others];
      const labels = [callArguments.expression('object'), ...callArguments.dots.map(given => given.expression)].map((expression, i) => (expression?.kind === 'name' ? expression.name : `model ${i + 1}`));
      return makeDataFrame(
        [
          ['df', { type: 'double', values: Float64Array.from(models, model => model.summary.df) }],
          [name, { type: 'double', values: Float64Array.from(models, value) }],
        ],
        labels,
      );
    },
  };
}

const number = (value: number): NumericVector => ({ type: 'double', values: Float64Array.of(value) });
const named = (values: Float64Array, names: readonly string[]): NumericVector => ({ type: 'double', values, names });
const textOf = (value: Value | undefined): string | null => (value?.type === 'character' ? (value.values[0] ?? null) : null);

/** A list of data frames, one a grouping factor, levels as row names. */
function randomEffects(model: MixedModel): Value {
  const groups = [...new Set(model.design.random.map(term => term.group))];
  return { type: 'list', names: groups, values: groups.map(group => modesOf(model, group)), randomEffectsOf: model, shownAs: model.randomEffects };
}

function modesOf(model: MixedModel, group: string): DataFrame {
  const columns: [string, Column][] = [];
  let levels: readonly string[] = [];
  model.design.random.forEach((term, t) => {
    if (term.group !== group) return;
    levels = term.levels;
    const { modes } = model.fit.random[t]!;
    term.effectNames.forEach((name, i) => columns.push([name, { type: 'double', values: Float64Array.from(term.levels, (_, level) => modes[level * term.effectCount + i]!) }]));
  });
  return makeDataFrame(columns, levels);
}

function coefficients(model: MixedModel): Value {
  const { names } = model.design.fixed;
  const groups = [...new Set(model.design.random.map(term => term.group))];
  const values = groups.map(group => {
    const modes = modesOf(model, group);
    const extra = [...modes.columns.keys()].filter(name => !names.includes(name));
    const columns = [...extra, ...names].map((name): [string, Column] => {
      const fixed = names.includes(name) ? model.fit.fixedEffects[names.indexOf(name)]! : 0;
      const random = modes.columns.get(name);
      return [name, { type: 'double', values: Float64Array.from({ length: modes.rowCount }, (_, i) => fixed + (random?.type === 'double' ? random.values[i]! : 0)) }];
    });
    return makeDataFrame(columns, modes.rowNames);
  });
  return { type: 'list', names: groups, values };
}

function deviance(model: MixedModel): Value {
  if (model.fit.method === 'REML') {
    throw new UserError('GLMM256', 'A model fitted by REML has a REML criterion, not a deviance.', { advice: ['Write REMLcrit(m), or fit with REML = FALSE.'] });
  }
  return number(model.fit.method === 'ML' ? -2 * model.fit.logLikelihood : conditionalDeviance(model));
}

function remlCriterion(model: MixedModel): Value {
  if (model.fit.method !== 'REML') throw new UserError('GLMM256', 'The model was not fitted by REML.', { advice: ['Write -2 * logLik(m) for its deviance.'] });
  return number(-2 * model.fit.logLikelihood);
}
