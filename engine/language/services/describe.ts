/** Functions, arguments, columns and data sets in Markdown, for hover and completion. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import type { ColumnSnapshot } from '../../results.js';
import type { FunctionDescription, ParameterDescription } from '../registry.js';
import { code, plain, program } from './markdown.js';
import type { Frame, Variable } from './scope.js';

/** `glmer(formula, data = NULL, …)`. */
export const signatureOf = ({ name, parameters }: FunctionDescription): string => `${name}(${parameters.map(parameterLabel).join(', ')})`;

export const parameterLabel = ({ name, default: value }: ParameterDescription): string => (value === undefined ? name : `${name} = ${value}`);

export function describeFunction(description: FunctionDescription): string {
  const { summary, help, example, package: origin } = description;
  const from = origin === 'glmm' ? 'An addition of the cell language; R has no such function.' : `As in R's ${origin}.`;
  return [program(signatureOf(description)), `**${summary}**`, help === summary ? '' : help, ...(example === '' ? [] : [program(example)]), `*${from}*`].filter((part) => part !== '').join('\n\n');
}

export function describeParameter(description: FunctionDescription, parameter: ParameterDescription): string {
  const value = parameter.default === undefined ? (parameter.isRequired ? 'required' : '') : `default ${code(parameter.default)}`;
  const allowed = parameter.allowed ? `One of ${parameter.allowed.map(code).join(', ')}.` : '';
  return [`${code(parameter.name)}, argument of ${code(`${description.name}()`)}${value === '' ? '' : `; ${value}`}`, parameter.help, allowed].filter((part) => part !== '').join('\n\n');
}

export function describeColumn(frame: Frame, column: ColumnSnapshot): string {
  const described = datasetNamed(frame.name)?.columns.find(({ name }) => name === column.name)?.description;
  const reference = column.type === 'factor' && column.levels.length > 0 ? `The reference level is ${code(column.levels[0]!)}.` : '';
  return [`${code(column.name)}, column of ${code(frame.name || 'the data')}`, described ?? '', plain(column.summary), reference].filter((part) => part !== '').join('\n\n');
}

export function describeDataset(name: string): string {
  const dataset = datasetNamed(name)!;
  const rows = dataset.columns.map(({ name: column, summary }) => `| ${code(column)} | ${plain(summary)} |`);
  return [`**${dataset.title}** (${code(name)}, bundled data, ${dataset.rowCount} rows)`, dataset.description, ['| column | |', '|---|---|', ...rows].join('\n'), `*${dataset.source}*`].join('\n\n');
}

export function describeVariable(variable: Variable): string {
  const { name, summary, frame, kind } = variable;
  const what = { dataFrame: 'data frame', model: 'fitted model', vector: 'vector', factor: 'factor', list: 'list', other: 'value', unknown: 'made in this notebook' }[kind];
  const rows = [...(frame?.columns.values() ?? [])].map((column) => `| ${code(column.name)} | ${plain(column.summary)} |`);
  return [`${code(name)}, ${what}${summary === '' ? '' : `: ${plain(summary)}`}`, ...(rows.length > 0 ? [['| column | |', '|---|---|', ...rows].join('\n')] : [])].join('\n\n');
}
