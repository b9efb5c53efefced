/** Fitted values, residuals and predictions. */
import type { DataFrame, NumericVector } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { allEffects, designRows, linearPredictorAt, rowsAt, type ChosenEffects, type NewLevels, type PredictionRows } from '../../inference/prediction.js';
import { predictionVariances } from '../../inference/prediction-variance.js';
import { quantileResiduals, RESIDUAL_TYPES, residualsOf, withPlaces, workingResiduals, type ResidualType } from '../../inference/residuals.js';
import { links } from '../../model/families/links.js';
import { splitRandomTerms } from '../../model/random-terms.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import { namesListed } from '../syntax/nearest-name.js';
import type { Formula } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, frameArgument, logicalArgument, optional, required, textArgument } from './describe.js';
import { modelOf } from './look.js';
import { evaluateAt, placedAt } from './other-data.js';

const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';
const CBPP = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';

export const predictFunctions: readonly FunctionDescription[] = [
  {
    name: 'predict',
    group: 'look',
    package: 'stats',
    summary: 'Predictions of a model, at its own data or at others, with or without its random effects.',
    help: 'On the scale of the linear predictor, or of the response with `type = "response"`. By default all random effects take part, so that a prediction is of a level that the model knows; `re.form = NA` leaves them out and predicts a typical level, whose random effects are zero, and `re.form = ~(1 | g)` takes some. With `se.fit = TRUE` also standard errors: those of the fixed effects, and where random effects take part those of their modes as well, given the estimated variances; a new level has the variance of its grouping factor.',
    example: `${CBPP}\nherds <- data.frame(period = c("1", "2"), herd = "14")\npredict(m, newdata = herds, type = "response")\npredict(m, newdata = herds, re.form = NA, type = "response")`,
    parameters: [
      required('object', 'model', 'A fitted model.'),
      optional('newdata', 'dataFrame', 'NULL', 'The data to predict at; without it those of the model.'),
      optional('newparams', 'list', 'NULL', 'Other parameters in R; not taken here.', { isLazy: true }),
      optional('re.form', 'any', 'NULL', 'NULL for all random effects, NA or ~0 for none, or a formula of those that take part, such as ~(1 | g).', { isLazy: true }),
      optional('random.only', 'logical', 'FALSE', 'TRUE for the random effects alone.'),
      optional('terms', 'any', 'NULL', 'Not used, as in R.', { isLazy: true }),
      optional('type', 'string', '"link"', 'The scale: "link" for the linear predictor, "response" for means.', { allowed: ['link', 'response'] }),
      optional('allow.new.levels', 'logical', 'FALSE', 'Whether levels of grouping factors that the model does not know are predicted, with random effects of zero.'),
      optional('na.action', 'any', 'na.pass', 'Rows of newdata with missing values get NA.', { isLazy: true }),
      optional('se.fit', 'logical', 'FALSE', 'TRUE for a list of predictions and their standard errors.'),
      dots('Accepted and not needed.'),
    ],
    call: predict,
  },
  fittedFunction('fitted'),
  fittedFunction('fitted.values'),
  residualsFunction('residuals'),
  residualsFunction('resid'),
];

function fittedFunction(name: string): FunctionDescription {
  return {
    name,
    group: 'look',
    package: 'stats',
    summary: 'Fitted values, random effects included.',
    help: 'The conditional mean of each observation, on the scale of the response: `predict(m, type = "response")` at the data of the model.',
    example: `${SLEEP}\nhead(${name}(m))`,
    parameters: [required('object', 'model', 'A fitted model.')],
    call: given => {
      const model = modelOf(given, 'object', name);
      return { type: 'double', values: withPlaces(model, model.fit.fittedValues) };
    },
  };
}

function residualsFunction(name: string): FunctionDescription {
  return {
    name,
    group: 'look',
    package: 'stats',
    summary: 'Residuals, random effects included in the fit.',
    help: 'Observed minus fitted, in the units that `type` names: `response` as they are; `pearson` divided by the standard deviation that the family gives; `deviance` signed roots of the contributions to the deviance; `working` on the scale of the linear predictor; `quantile` the normal quantiles of the distribution function at the observations, which for counts and proportions are drawn at random between those of neighbouring outcomes and are standard normal where the model holds (Dunn & Smyth 1996; not in R).',
    example: `${SLEEP}\nhead(${name}(m))`,
    parameters: [
      required('object', 'model', 'A fitted model.'),
      { name: 'type', type: 'string', default: '"response" for lmer, "deviance" for glmer', allowed: RESIDUAL_TYPES, help: 'The kind of residual.' },
    ],
    call: (given, context) => {
      const model = modelOf(given, 'object', name);
      const type = textArgument(given, 'type', usualResiduals(model)) as ResidualType;
      return { type: 'double', values: withPlaces(model, residualsOfType(model, type, context)) };
    },
  };
}

function residualsOfType(model: MixedModel, type: ResidualType, context: CallContext): Float64Array {
  if (type === 'quantile') return quantileResiduals(model, context.random);
  return type === 'working' ? workingResiduals(model) : residualsOf(model, type);
}

/** R's default: response residuals of a linear mixed model, deviance residuals of others. */
export const usualResiduals = ({ fit }: MixedModel): 'response' | 'deviance' => (fit.method === 'REML' || fit.method === 'ML' ? 'response' : 'deviance');

async function predict(given: CallArguments, context: CallContext): Promise<Value> {
  const model = modelOf(given, 'object', 'predict');
  if (given.expression('newparams') && !isNull(given, 'newparams')) {
    throw new UserError('GLMM255', 'predict() takes no other parameters than those of the model here.', { range: given.expression('newparams')!, advice: ['Leave newparams = out.'] });
  }
  const chosen = await chosenEffects(model, given, context);
  const newdata = given.get('newdata');
  const data = newdata && newdata.type !== 'null' ? frameArgument(given, 'newdata') : null;
  const complete = data ? await rowsAtNewData(model, chosen, data, given, context) : designRows(model, chosen);
  const rows = logicalArgument(given, 'random.only', false) ? { ...complete, x: new Float64Array(complete.x.length), offset: null } : complete;
  const isResponse = textArgument(given, 'type', 'link') === 'response';
  const link = links.get(model.summary.link)!;
  const eta = linearPredictorAt(model, rows);
  const vector = (values: Float64Array): NumericVector => ({ type: 'double', values: data ? values : withPlaces(model, values) });
  const fit = vector(isResponse ? eta.map(value => link.inverse(value)) : eta);
  if (!logicalArgument(given, 'se.fit', false)) return fit;
  const errors = (await predictionVariances(model, rows, context.monitor)).map((variance, i) => Math.sqrt(variance) * (isResponse ? Math.abs(link.derivative(eta[i]!)) : 1));
  return { type: 'list', names: ['fit', 'se.fit'], values: [fit, vector(errors)] };
}

async function rowsAtNewData(model: MixedModel, chosen: readonly ChosenEffects[], data: DataFrame, given: CallArguments, context: CallContext): Promise<PredictionRows> {
  const place = given.expression('newdata') ?? null;
  const { rows, newLevels } = await placedAt(place, () => rowsAt(model, chosen, data.rowCount, evaluateAt(context, data, place)));
  const first = newLevels[0];
  if (first && !logicalArgument(given, 'allow.new.levels', false)) throw newLevel(first, place);
  return rows;
}

function newLevel({ group, levels }: NewLevels, range: UserError['range']): UserError {
  const known = levels.filter(level => level !== null);
  const message = known.length === 0
    ? `The grouping factor \`${group}\` is missing in some rows, and a prediction with random effects is of a level.`
    : `\`${group}\` has levels that the data of the model do not have: ${namesListed(known)}.`;
  return new UserError('GLMM321', message, { range, advice: ['Add allow.new.levels = TRUE to predict them with random effects of zero.', 'Write re.form = NA to leave the random effects out.'] });
}

const isNull = (given: CallArguments, name: string): boolean => {
  const expression = given.expression(name);
  return expression?.kind === 'constant' && expression.name === 'NULL';
};

/** The random effects that `re.form` asks for. */
async function chosenEffects(model: MixedModel, given: CallArguments, context: CallContext): Promise<ChosenEffects[]> {
  const expression = given.expression('re.form');
  if (!expression || isNull(given, 're.form')) return allEffects(model);
  const value = await context.evaluate(expression);
  if (value.type === 'formula') return effectsOfFormula(model, value.formula, expression);
  if (value.type === 'null') return allEffects(model);
  if (value.type === 'logical' && value.values.length === 1 && value.values[0] === -1) return [];
  throw new UserError('GLMM250', `re.form = ${deparse(expression)} does not say which random effects take part.`, { range: expression, advice: ['Write NULL for all, NA for none, or a formula such as ~(1 | g).'] });
}

function effectsOfFormula({ design, recipe }: MixedModel, formula: Formula, range: NonNullable<UserError['range']>): ChosenEffects[] {
  return splitRandomTerms(formula.right).random.flatMap(({ group, terms, label }) => {
    const wanted = new Set([...(terms.hasIntercept ? ['1'] : []), ...terms.terms.map(term => term.label)]);
    const chosen = design.random.flatMap((term, index): ChosenEffects[] => {
      if (term.group !== group) return [];
      const effects = recipe.random[index]!.labels.flatMap((of, effect) => (wanted.has(of) ? [effect] : []));
      return effects.length > 0 ? [{ term: index, effects }] : [];
    });
    if (chosen.length > 0) return chosen;
    throw new UserError('GLMM256', `The model has no random-effects term ${label}.`, { range, advice: [`It has ${namesListed(design.random.map(term => term.label))}.`] });
  });
}
