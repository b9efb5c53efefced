/** Estimates as cells show them: a table with its notes, and its columns as a list. */
import type { CharacterVector, NumericVector } from '../../data/vectors.js';
import type { Adjustment } from '../../inference/marginal-means/adjustments.js';
import type { JointTest } from '../../inference/marginal-means/joint-tests.js';
import { estimateTable, isTransformed, type EstimateRow, type EstimateTable } from '../../inference/marginal-means/estimate-rows.js';
import type { LinearEstimates } from '../../inference/marginal-means/linear-estimates.js';
import { totalRandomVariance } from '../../inference/variance-components.js';
import { toJsonNumber, type TableResult } from '../../results.js';
import type { CallArguments } from '../registry.js';
import type { List } from '../values.js';
import { logicalArgument, numberArgument, textArgument } from './describe.js';

/** The estimates with what a call asks for: scale, adjustment, level, intervals and tests. What it does not name stays. */
export function withOptions(estimates: LinearEstimates, given: CallArguments): LinearEstimates {
  const type = textArgument(given, 'type', '');
  const adjustment = textArgument(given, 'adjust', '');
  return {
    ...estimates,
    ...(type === '' || estimates.scale === 'population' ? {} : { scale: type === 'response' ? 'response' : 'link' }),
    ...(adjustment === '' ? {} : { adjustment: adjustment === 'BH' ? 'fdr' : (adjustment as Adjustment) }),
    confidenceLevel: numberArgument(given, 'level', estimates.confidenceLevel),
    shows: showsOf(given) ?? estimates.shows,
    biasSigma: logicalArgument(given, 'bias.adjust', false) ? numberArgument(given, 'sigma', Math.sqrt(totalRandomVariance(estimates.model.design, estimates.model.fit))) : estimates.biasSigma,
  };
}

function showsOf(given: CallArguments): LinearEstimates['shows'] | null {
  const value = given.get('infer');
  if (value?.type !== 'logical' || value.values.length === 0) return null;
  return { intervals: value.values[0] === 1, tests: (value.values[1] ?? value.values[0]) === 1 };
}

/** The columns of the table as a list, shown as the table. */
export function shownEstimates(estimates: LinearEstimates): List {
  const table = estimateTable(estimates);
  const columns = columnsOf(table, estimates);
  return {
    type: 'list',
    names: columns.map(({ name }) => name),
    values: columns.map(({ column }) => column),
    estimates,
    shownAs: [tableResult(table, columns, estimates)],
  };
}

/** One row a term, its columns by the names of emmeans. */
export function shownJointTests(tests: readonly JointTest[]): List {
  const numbers = (name: string, value: (test: JointTest['test']) => number): NamedColumn => ({ name, column: { type: 'double', values: Float64Array.from(tests, ({ test }) => value(test)) } });
  const columns: NamedColumn[] = [
    { name: 'model term', column: { type: 'character', values: tests.map(({ term }) => term) } },
    numbers('df1', test => test.numeratorDf),
    numbers('df2', test => test.denominatorDf),
    numbers('F.ratio', test => test.statistic),
    numbers('p.value', test => test.pValue),
  ];
  return { type: 'list', names: columns.map(({ name }) => name), values: columns.map(({ column }) => column), shownAs: [{ ...tableOf('Joint tests', columns, tests.length), notes: [] }] };
}

interface NamedColumn {
  readonly name: string;
  readonly column: CharacterVector | NumericVector;
}

function columnsOf(table: EstimateTable, estimates: LinearEstimates): NamedColumn[] {
  const numbers = (name: string, value: (row: EstimateRow) => number): NamedColumn => ({ name, column: { type: 'double', values: Float64Array.from(table.rows, value) } });
  const [lower, upper] = table.isAsymptotic ? ['asymp.LCL', 'asymp.UCL'] : ['lower.CL', 'upper.CL'];
  return [
    ...table.labels.map(({ name, labels }): NamedColumn => ({ name, column: { type: 'character', values: labels } })),
    numbers(table.estimateName, row => row.estimate),
    numbers('SE', row => row.standardError),
    numbers('df', row => row.df),
    ...(table.hasIntervals ? [numbers(lower, row => row.lower), numbers(upper, row => row.upper)] : []),
    ...(table.hasTests ? [
      ...(isTransformed(estimates) ? [numbers('null', () => table.nullValue)] : []),
      numbers(table.isAsymptotic ? 'z.ratio' : 't.ratio', row => row.statistic),
      numbers('p.value', row => row.pValue),
    ] : []),
  ];
}

function tableResult(table: EstimateTable, columns: readonly NamedColumn[], { kind, labels, scale, trendOf }: LinearEstimates): TableResult {
  const what = kind === 'mean' ? (scale === 'population' ? 'Population-averaged means' : 'Marginal means') : kind === 'trend' ? `Slopes of ${trendOf ?? ''}` : 'Contrasts';
  const factors = labels.map(({ name }) => name).filter(name => name !== 'contrast');
  const title = factors.length === 0 ? what : `${what}${kind === 'difference' ? ' within' : ' by'} ${factors.join(', ')}`;
  return { ...tableOf(title, columns, table.rows.length), notes: table.notes };
}

function tableOf(title: string, columns: readonly NamedColumn[], rowCount: number): Omit<TableResult, 'notes'> {
  return {
    kind: 'table',
    title,
    columns: columns.map(({ name, column }) => ({ name, type: column.type === 'character' ? 'text' : 'number' })),
    rows: Array.from({ length: rowCount }, (_, row) => columns.map(({ column }) => (column.type === 'character' ? column.values[row]! : toJsonNumber(column.values[row]!, Number.isNaN(column.values[row]!))))),
    digits: 4,
  };
}
