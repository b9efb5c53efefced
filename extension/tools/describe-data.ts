/** Tells a language model which data and variables there are, and what columns a data frame has. */
import type * as vscode from 'vscode';
import { datasetNamed, datasets } from '../../engine/data/datasets/catalogue.js';
import type { ColumnSnapshot, SessionSnapshot } from '../../engine/results.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { answer, listed, notebookFor, refuseWhenCancelled } from './tool.js';

interface Input {
  readonly name?: string;
  readonly notebook?: string;
}

export function describeData(live: LiveNotebooks): vscode.LanguageModelTool<Input> {
  return {
    invoke: ({ input }, token) => {
      refuseWhenCancelled(token);
      const { snapshot } = notebookFor(live, input.notebook);
      return answer(input.name === undefined ? overview(snapshot) : oneOf(input.name, snapshot));
    },
  };
}

function overview({ variables }: SessionSnapshot): string {
  const session = variables.length === 0 ? ['No cell has run yet, so the session holds nothing.'] : variables.map(({ name, kind, summary }) => `${name} (${kind}): ${summary}`);
  return ['In the session:', ...session, '', 'Bundled data, loaded by data(name):', ...datasets.map(({ name, rowCount, title }) => `${name}: ${title}, ${rowCount} rows`)].join('\n');
}

function oneOf(name: string, { variables }: SessionSnapshot): string {
  const found = variables.find(one => one.name === name);
  if (found?.kind === 'dataFrame') return [`${name}: ${found.summary}`, ...found.columns.map(columnLine)].join('\n');
  if (found) return `${name} is no data frame but a ${found.kind}: ${found.summary}`;
  const dataset = datasetNamed(name);
  if (!dataset) throw new Error(`There is no variable "${name}" in the session (there: ${listed(variables.map(one => one.name))}) and no bundled data set of that name (${listed(datasets.map(one => one.name))}). A variable is there once the cell that makes it has run.`);
  return [`${name}, bundled data, loaded by data(${name}): ${dataset.title}, ${dataset.rowCount} rows. ${dataset.description} Source: ${dataset.source}`, ...dataset.columns.map(column => `${columnLine(column)}. ${column.description}`)].join('\n');
}

const columnLine = ({ name, summary, levels, type }: ColumnSnapshot): string => `- ${name}: ${summary}${type === 'factor' && levels.length > 0 ? `; reference level ${levels[0]!}` : ''}`;
