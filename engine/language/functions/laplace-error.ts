/** `laplace_error`: how far the Laplace approximation of a fitted model is off. */
import { makeDataFrame } from '../../data/data-frame.js';
import type { NumericVector } from '../../data/vectors.js';
import type { LaplaceErrorEstimate } from '../../estimation/fit.js';
import { ENOUGH_SAMPLES } from '../../estimation/laplace-error.js';
import { fitMixedModel } from '../../estimation/fit-mixed-model.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { links } from '../../model/families/links.js';
import { toJsonNumber, type TableResult } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';

const MOST_PAIRS = 1_000_000;

const laplaceError: FunctionDescription = {
  name: 'laplace_error',
  group: 'look',
  package: 'glmm',
  summary: 'How far the Laplace approximation is off at its estimates, and how far the exact likelihood would move them.',
  help: 'The log-likelihood less its Laplace approximation, by quadrature where one grouping factor or two nested ones are integrated, else by importance sampling from the approximation itself with heavier tails, in pairs of opposite samples; then with its Monte-Carlo standard error and the effective sample size. What matters is how far the maximum moves: `step` is the first Newton step towards the exact likelihood, in standard errors, and the largest step that of any combination of the estimates. Below a quarter or so the approximation is as good as exact; a notice comes with the fit where it is not. The same seed gives the same samples on every machine.',
  example: 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nlaplace_error(m)',
  parameters: [
    { name: 'object', type: 'model', isRequired: true, help: 'A model fitted by `glmer` or `glmer.nb` with the Laplace approximation.' },
    { name: 'pairs', type: 'integer', default: '500', help: 'Pairs of samples, where quadrature does not give the error.' },
  ],
  call: async (callArguments, context) => {
    const model = modelOf(callArguments);
    const link = links.get(model.summary.link)!;
    const { laplaceError: error } = await fitMixedModel(model.design, { family: model.family, link, method: 'Laplace', laplaceCheck: { pairs: pairsOf(callArguments) } }, context.monitor);
    if (!error) throw new UserError('GLMM256', 'The model did not converge, so that its Laplace approximation stands nowhere in particular.');
    return describe(model, error);
  },
};

export const laplaceErrorFunctions: readonly FunctionDescription[] = [laplaceError];

function modelOf(callArguments: CallArguments): MixedModel {
  const value = callArguments.get('object');
  const range = callArguments.expression('object') ?? null;
  if (value?.type !== 'model') throw new UserError('GLMM256', `laplace_error takes a fitted model, not ${value ? describeValue(value) : 'nothing'}.`, { range });
  if (value.model.fit.method !== 'Laplace') {
    throw new UserError('GLMM256', `The model was not fitted with the Laplace approximation${value.model.fit.method === 'AGQ' ? ' but by quadrature' : ''}.`, { range, advice: ['laplace_error is for glmer with nAGQ = 1, its default.'] });
  }
  return value.model;
}

function pairsOf(callArguments: CallArguments): number {
  const value = callArguments.get('pairs');
  if (!value) return 500;
  const pairs = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(pairs) && pairs >= 2 && pairs <= MOST_PAIRS) return pairs;
  throw new UserError('GLMM250', 'pairs is not a number of pairs.', { range: callArguments.expression('pairs') ?? null, advice: [`It can be a whole number from 2 to ${MOST_PAIRS.toLocaleString('en')}.`] });
}

function describe({ design, fit }: MixedModel, error: LaplaceErrorEstimate): Value {
  const rows = [
    ...design.fixed.names.map((name, j) => ({ term: name, estimate: fit.fixedEffects[j]!, step: error.coefficientSteps[j]! })),
    ...design.random.map(({ label, effectCount: k }, i) => ({ term: label, estimate: Math.sqrt(fit.random[i]!.covariance.reduce((sum, value, at) => (at % (k + 1) === 0 ? Math.max(sum, value) : sum), 0)), step: error.termSteps[i]! })),
  ];
  const sampled = error.standardError > 0 ? `, Monte-Carlo standard error ${error.standardError.toPrecision(2)}, effective sample size ${error.effectiveSampleSize?.toFixed(0)}${(error.effectiveSampleSize ?? Infinity) < ENOUGH_SAMPLES ? ', which is too small for either to be trusted: give more pairs' : ''}` : '';
  const table: TableResult = {
    kind: 'table',
    title: 'First Newton step towards the exact likelihood',
    columns: [{ name: 'term', type: 'text' }, { name: 'estimate', type: 'number' }, { name: 'step', type: 'number' }],
    rows: rows.map(({ term, estimate, step }) => [term, toJsonNumber(estimate), toJsonNumber(step)]),
    notes: [
      `Log-likelihood less its Laplace approximation: ${error.difference.toFixed(4)}, by ${error.method}${sampled}.`,
      `Steps in standard errors; the largest of any combination of the estimates is ${error.largestStep.toFixed(3)}, which ${error.matters ? 'matters' : 'does not matter'}. For a term with random effects: its largest standard deviation, and the entry of its covariance factor that moves most.`,
    ],
  };
  const steps = makeDataFrame([
    ['term', { type: 'character', values: rows.map(({ term }) => term) }],
    ['estimate', { type: 'double', values: Float64Array.from(rows, ({ estimate }) => estimate) }],
    ['step', { type: 'double', values: Float64Array.from(rows, ({ step }) => step) }],
  ]);
  const parts: [string, Value][] = [
    ['difference', number(error.difference)],
    ['standard.error', number(error.standardError)],
    ['effective.sample.size', number(error.effectiveSampleSize ?? NaN)],
    ['largest.step', number(error.largestStep)],
    ['method', { type: 'character', values: [error.method] }],
    ['steps', steps],
  ];
  return { type: 'list', names: parts.map(([name]) => name), values: parts.map(([, value]) => value), shownAs: [table] };
}

const number = (value: number): NumericVector => ({ type: 'double', values: Float64Array.of(value) });
