/** Functions, families, constants, arguments, columns and data sets in Markdown, for hover and completion. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import type { Family } from '../../model/families/family.js';
import type { ColumnSnapshot } from '../../results.js';
import { wellKnownVariables } from '../constants.js';
import { describeValue } from '../describe-value.js';
import type { FunctionDescription, ParameterDescription } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { describeDistribution } from './describe-distribution.js';
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

/** What a family is for, its variance function and its links. */
export function describeFamily(family: Family): string {
  const links = family.links.map((link) => (link === family.canonicalLink ? `${code(link)} (default)` : code(link)));
  return [`${code(family.name)}, family`, family.help, `Links: ${links.join(', ')}.`].join('\n\n');
}

/** A variable that R always has, or a literal constant. */
export function describeConstant(name: string): string | null {
  const value = wellKnownVariables.get(name);
  if (value) return `${code(name)}, constant: ${plain(describeValue(value))}${value.type === 'double' && value.values.length === 1 ? `, ${value.values[0]!.toPrecision(7)}` : ''}`;
  const meaning = constantMeanings[name];
  return meaning === undefined ? null : `${code(name)}: ${meaning}`;
}

const constantMeanings: Readonly<Record<string, string>> = {
  NA: 'a missing value', NA_integer_: 'a missing integer', NA_real_: 'a missing number', NA_character_: 'a missing text', NULL: 'nothing at all, of length 0', Inf: 'infinity', NaN: 'not a number, such as 0/0',
  TRUE: 'true', FALSE: 'false', T: 'true; better written TRUE, since T can be a variable', F: 'false; better written FALSE, since F can be a variable',
};

export function describeColumn(frame: Frame, column: ColumnSnapshot): string {
  const described = datasetNamed(frame.name)?.columns.find(({ name }) => name === column.name)?.description;
  const reference = column.type === 'factor' && column.levels.length > 0 ? `The reference level is ${code(column.levels[0]!)}.` : '';
  const spread = column.distribution ? describeDistribution(column.distribution) : '';
  return [`${code(column.name)}, column of ${code(frame.name || 'the data')}`, described ?? '', plain(column.summary), reference, spread].filter((part) => part !== '').join('\n\n');
}

export function describeDataset(name: string): string {
  const dataset = datasetNamed(name)!;
  const rows = dataset.columns.map(({ name: column, summary }) => `| ${code(column)} | ${plain(summary)} |`);
  return [`**${dataset.title}** (${code(name)}, bundled data, ${dataset.rowCount} rows)`, dataset.description, ['| column | |', '|---|---|', ...rows].join('\n'), `*${dataset.source}*`].join('\n\n');
}

export function describeVariable(variable: Variable): string {
  const { name, summary, frame, kind, model } = variable;
  const what = { dataFrame: 'data frame', model: 'fitted model', vector: 'vector', factor: 'factor', list: 'list', other: 'value', unknown: 'made in this notebook' }[kind];
  const rows = [...(frame?.columns.values() ?? [])].map((column) => `| ${code(column.name)} | ${plain(column.summary)} |`);
  const fit = model ? [program(deparse(model.call))] : [];
  return [`${code(name)}, ${what}${summary === '' ? '' : `: ${plain(summary)}`}`, ...fit, ...(rows.length > 0 ? [['| column | |', '|---|---|', ...rows].join('\n')] : [])].join('\n\n');
}
