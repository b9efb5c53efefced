/** `r2`, `icc`: how much of the variation the fixed effects and the groups explain. */
import type { MixedModel } from '../../inference/mixed-model.js';
import { intraclassCorrelation, rSquared, type LatentVariances } from '../../inference/variance-components.js';
import { fromJsonNumber, type TableResult } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { List, Value } from '../values.js';
import { dots, logicalArgument, required } from './describe.js';

const CBPP = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';

export const explainedVarianceFunctions: readonly FunctionDescription[] = [
  rSquaredFunction('r2'),
  rSquaredFunction('r2_nakagawa'),
  {
    name: 'icc',
    group: 'explain',
    package: 'performance',
    summary: 'Intraclass correlation: the share of the variation that lies between groups.',
    help: 'Adjusted: of the variation that the fixed effects leave; unadjusted: of all. On the scale of the linear predictor, where a row of a binomial model varies by π²/3 (logit), 1 (probit) or π²/6 (cloglog), and one of a count by log(1 + 1/λ) at the mean λ. With random slopes the variance between groups is averaged over the rows (Johnson 2014). `by_group = TRUE` gives the share of each intercept.',
    example: `${CBPP}\nicc(m)`,
    parameters: [required('model', 'model', 'A fitted model.'), { name: 'by_group', type: 'logical', default: 'FALSE', help: 'TRUE for one value for each grouping factor.' }, dots('Accepted and not needed.')],
    call: given => intraclassCorrelations(given),
  },
];

function rSquaredFunction(name: string): FunctionDescription {
  return {
    name,
    group: 'explain',
    package: 'performance',
    summary: 'R² of a mixed model: marginal for the fixed effects, conditional with the random effects.',
    help: 'Shares of the variation on the scale of the linear predictor (Nakagawa, Johnson & Schielzeth 2017; with random slopes Johnson 2014). An effect with a level for each row counts as residual.',
    example: `${CBPP}\n${name}(m)`,
    parameters: [required('model', 'model', 'A fitted model.'), dots('Accepted and not needed.')],
    call: given => {
      const model = modelOf(given, name);
      const { marginal, conditional } = rSquared(variancesOf(model, 'R²'));
      return shares('R² (Nakagawa)', [['R2_conditional', 'conditional', conditional], ['R2_marginal', 'marginal', marginal]], [scaleNote(model)]);
    },
  };
}

function intraclassCorrelations(given: CallArguments): Value {
  const model = modelOf(given, 'icc');
  const variances = variancesOf(model, 'The intraclass correlation');
  if (logicalArgument(given, 'by_group', false)) return byGroup(model, variances);
  const { fixed, random, observationLevel, distribution } = variances;
  const rows = [
    ['ICC_adjusted', 'adjusted', intraclassCorrelation(random, variances)],
    ['ICC_unadjusted', 'unadjusted', random / (fixed + random + observationLevel + distribution)],
  ] as const;
  return shares('Intraclass correlation', rows, [scaleNote(model)]);
}

function byGroup(model: MixedModel, variances: LatentVariances): List {
  const rows = model.summary.random.flatMap(({ group, terms, sd }) => {
    const intercept = terms.indexOf('(Intercept)');
    return intercept < 0 ? [] : [{ group, share: intraclassCorrelation(fromJsonNumber(sd[intercept]!) ** 2, variances) }];
  });
  const table: TableResult = {
    kind: 'table',
    title: 'Intraclass correlation by group',
    columns: [{ name: 'Group', type: 'text' }, { name: 'ICC', type: 'number' }],
    rows: rows.map(({ group, share }) => [group, share]),
    notes: [scaleNote(model)],
    digits: 4,
  };
  return {
    type: 'list',
    names: ['Group', 'ICC'],
    values: [{ type: 'character', values: rows.map(({ group }) => group) }, { type: 'double', values: Float64Array.from(rows, ({ share }) => share) }],
    shownAs: [table],
  };
}

/** A list of numbers by the names of the performance package, shown as a table. */
function shares(title: string, rows: readonly (readonly [name: string, shown: string, value: number])[], notes: readonly string[]): List {
  const table: TableResult = { kind: 'table', title, columns: [{ name: '', type: 'text' }, { name: 'share', type: 'number' }], rows: rows.map(([, shown, value]) => [shown, value]), notes, digits: 4 };
  return { type: 'list', names: rows.map(([name]) => name), values: rows.map(([, , value]) => ({ type: 'double', values: Float64Array.of(value) })), shownAs: [table] };
}

const scaleNote = ({ summary }: MixedModel): string => (summary.link === 'identity' ? 'Shares of the variance of the response.' : `Shares of the latent variance, on the scale of the ${summary.link} link.`);

function variancesOf(model: MixedModel, what: string): LatentVariances {
  if (model.latentVariances) return model.latentVariances;
  const { family, link } = model.summary;
  throw new UserError('GLMM256', `${what} is not defined for the ${family} family with the ${link} link: its variation within a group has no counterpart on the scale of the linear predictor.`, { advice: ['VarCorr(m) shows the variances.'] });
}

function modelOf(given: CallArguments, name: string): MixedModel {
  const value = given.get('model');
  if (value?.type === 'model') return value.model;
  throw new UserError('GLMM256', `${name}() takes a fitted model, but this is ${value ? describeValue(value) : 'missing'}.`, { range: given.expression('model') ?? null });
}
