/** `anova`: tests of the terms of a model, and likelihood-ratio tests between models. */
import type { NumericVector } from '../../data/vectors.js';
import { testsOfFit } from '../../inference/degrees-of-freedom/tests-of-fit.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { compareModels, type ModelComparison } from '../../inference/model-tests/compare-models.js';
import { testTerms, type TermTest } from '../../inference/model-tests/test-terms.js';
import { toJsonNumber, type TableResult } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { List } from '../values.js';
import { dots, logicalArgument, optional, required } from './describe.js';
import { modelOf } from './look.js';
import { methodIn } from './model-tests.js';

const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)';

export const anovaFunctions: readonly FunctionDescription[] = [
  {
    name: 'anova',
    group: 'look',
    package: 'stats',
    summary: 'Tests of the terms of a model, or likelihood-ratio tests between models.',
    help: 'Of one linear mixed model F tests of its terms, with degrees of freedom by Satterthwaite or by Kenward and Roger (`ddf`), as lmerTest gives them; of a generalized one Wald’s χ². `type` 1 tests each term after those before it, 2 after all that do not contain it, 3 (the default, as in lmerTest) after all others, averaged over the levels of the factors that it interacts with. Of several models likelihood-ratio tests of each against the one before, by rising number of parameters; fits by REML are made again by maximum likelihood, unless `refit = FALSE`. Where two models differ by one variance, which is zero at the boundary of its range, the p-value by the mixture of χ² distributions stands beside the usual one, which is too large there.',
    example: `${SLEEP}\nanova(m)\nsmaller <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\nanova(smaller, m, refit = FALSE)`,
    parameters: [
      required('object', 'model', 'A fitted model.'),
      dots('More models, to compare.'),
      optional('type', 'any', '3', 'Of the tests of one model: 1, 2 or 3, also as "I", "II", "III".'),
      optional('ddf', 'string', '"Satterthwaite"', 'Degrees of freedom of a linear mixed model.', { allowed: ['Satterthwaite', 'Kenward-Roger'] }),
      optional('refit', 'logical', 'TRUE', 'Whether fits by REML are made again by maximum likelihood before they are compared.'),
    ],
    call: async (given, context) => {
      const model = modelOf(given, 'object', 'anova');
      return given.dots.length === 0 ? termTable(model, given, context) : comparisonTable(model, given, context);
    },
  },
];

async function termTable(model: MixedModel, given: CallArguments, context: CallContext): Promise<List> {
  const type = typeIn(given);
  const method = methodIn(given, context, model);
  const tests = await testsOfFit(model.design, model.fit, method === 'none' ? 'Satterthwaite' : method, context.monitor);
  const rows = testTerms(model, tests, type);
  const isLinear = model.fit.method === 'REML' || model.fit.method === 'ML';
  const roman = ['I', 'II', 'III'][type - 1]!;
  const columns: [string, (row: TermTest) => number][] = isLinear
    ? [['Sum Sq', row => row.sumOfSquares], ['Mean Sq', row => row.sumOfSquares / row.numeratorDf], ['NumDF', row => row.numeratorDf], ['DenDF', row => row.denominatorDf], ['F value', row => row.statistic], ['Pr(>F)', row => row.pValue]]
    : [['Chisq', row => row.statistic * row.numeratorDf], ['Df', row => row.numeratorDf], ['Pr(>Chisq)', row => row.pValue]];
  const how = tests.method === 'Kenward-Roger' ? 'Kenward and Roger’s method' : 'Satterthwaite’s method';
  return shownAsTable({
    title: isLinear ? `Analysis of variance, type ${roman}, ${how}` : `Wald tests, type ${roman}`,
    labels: ['term', rows.map(({ term }) => term)],
    columns: columns.map(([name, read]) => [name, rows.map(read)]),
    notes: [],
  });
}

function typeIn(given: CallArguments): 1 | 2 | 3 {
  const value = given.get('type');
  if (!value) return 3;
  const text = value.type === 'character' || value.type === 'double' || value.type === 'integer' ? String(value.values[0]) : '';
  const type = ['I', 'II', 'III'].indexOf(text) + 1 || Number(text);
  if (type === 1 || type === 2 || type === 3) return type;
  throw new UserError('GLMM250', 'type = is 1, 2 or 3.', { range: given.expression('type') ?? null });
}

async function comparisonTable(model: MixedModel, given: CallArguments, context: CallContext): Promise<List> {
  const others = given.dots.map(({ value, expression }) => {
    if (value.type === 'model') return value.model;
    throw new UserError('GLMM256', `anova() compares fitted models, and this is ${describeValue(value)}.`, { range: expression });
  });
  const expressions = [given.expression('object'), ...given.dots.map(({ expression }) => expression)];
  const models = [model, ...others].map((each, i) => ({ name: nameOf(expressions[i], i), model: each }));
  return describeComparison(await compareModels(models, logicalArgument(given, 'refit', true), context.monitor));
}

function describeComparison({ models, isRefitted }: ModelComparison): List {
  const hasBoundary = models.some(({ test }) => test?.boundaryPValue !== null && test?.boundaryPValue !== undefined);
  return shownAsTable({
    title: 'Likelihood-ratio tests',
    labels: ['model', models.map(({ name }) => name)],
    columns: [
      ['npar', models.map(each => each.parameterCount)], ['AIC', models.map(each => each.aic)], ['BIC', models.map(each => each.bic)],
      ['logLik', models.map(each => each.logLikelihood)], ['deviance', models.map(each => -2 * each.logLikelihood)],
      ['Chisq', models.map(each => each.test?.statistic ?? NaN)], ['Df', models.map(each => each.test?.df ?? NaN)], ['Pr(>Chisq)', models.map(each => each.test?.pValue ?? NaN)],
      ...(hasBoundary ? [['Pr(boundary)', models.map(each => each.test?.boundaryPValue ?? NaN)] as [string, number[]]] : []),
    ],
    notes: [
      ...models.map(({ name, formula }) => `${name}: ${formula}`),
      ...(isRefitted ? ['Fits by REML were made again by maximum likelihood for these tests.'] : []),
      ...(hasBoundary ? ['Pr(boundary): by the mixture of χ² distributions that holds where a variance is zero under the smaller model.'] : []),
    ],
  });
}

const nameOf = (expression: Expression | undefined, position: number): string => (expression?.kind === 'name' ? expression.name : `model ${position + 1}`);

interface TestTable {
  readonly title: string;
  readonly labels: readonly [string, readonly string[]];
  readonly columns: readonly (readonly [string, readonly number[]])[];
  readonly notes: readonly string[];
}

/** A list of its columns, so that `anova(m)$"F value"` gives one, that shows as a table. */
function shownAsTable({ title, labels: [label, names], columns, notes }: TestTable): List {
  const table: TableResult = {
    kind: 'table',
    title,
    columns: [{ name: label, type: 'text' }, ...columns.map(([name]) => ({ name, type: 'number' as const }))],
    rows: names.map((name, i) => [name, ...columns.map(([, values]) => toJsonNumber(values[i]!, Number.isNaN(values[i]!)))]),
    notes,
    digits: 5,
  };
  return {
    type: 'list',
    names: columns.map(([name]) => name),
    values: columns.map(([, values]): NumericVector => ({ type: 'double', values: Float64Array.from(values), names })),
    shownAs: [table],
  };
}
