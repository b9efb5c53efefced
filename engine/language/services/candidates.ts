/** What may be offered: columns, levels, arguments, functions, variables, each with a line that says what it is. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import { families } from '../../model/families/families.js';
import type { ColumnSnapshot } from '../../results.js';
import type { FunctionDescription, ParameterDescription } from '../registry.js';
import { deparseName, deparseString } from '../syntax/deparse.js';
import { describeColumn, describeDataset, describeFunction, describeParameter, describeVariable } from './describe.js';
import type { Frame, Variable } from './scope.js';

export type CompletionKind = 'argument' | 'column' | 'level' | 'value' | 'constant' | 'term' | 'file' | 'family' | 'variable' | 'dataFrame' | 'model' | 'dataset' | 'function';

export interface Candidate {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line. */
  readonly detail: string;
  /** Markdown; worked out when the reader looks at the candidate. */
  readonly documentation: () => string;
  /** A text, or a snippet with `$1` where the cursor goes. */
  readonly insert: string;
  readonly isSnippet?: boolean;
}

const MOST_LEVELS = 200;
const noMore = (): string => '';

export const columnCandidate = (frame: Frame, column: ColumnSnapshot, written: (name: string) => string): Candidate => ({
  label: column.name, kind: 'column', detail: column.summary, documentation: () => describeColumn(frame, column), insert: written(column.name),
});

/** Levels, or values that are known, in quotes or inside quotes that are there already. */
export const levelCandidates = (name: string, levels: readonly string[], areQuoted: boolean): Candidate[] =>
  levels.slice(0, MOST_LEVELS).map((level) => {
    const written = areQuoted ? deparseString(level) : deparseString(level).slice(1, -1);
    return { label: areQuoted ? written : level, kind: 'level', detail: name === '' ? 'value' : `value of ${name}`, documentation: noMore, insert: written };
  });

export const allowedCandidate = (parameter: ParameterDescription, value: string, insert: string): Candidate => ({
  label: insert,
  kind: 'value',
  detail: parameter.default === insert || parameter.default === value ? 'default' : parameter.name,
  documentation: () => parameter.help,
  insert,
});

export const argumentCandidate = (description: FunctionDescription, parameter: ParameterDescription): Candidate => ({
  label: `${parameter.name} =`,
  kind: 'argument',
  detail: parameter.default === undefined ? (parameter.isRequired ? 'required' : parameter.type) : `default ${parameter.default}`,
  documentation: () => describeParameter(description, parameter),
  insert: `${deparseName(parameter.name)} = `,
});

export const variableCandidate = (variable: Variable): Candidate => ({
  label: variable.name,
  kind: variable.kind === 'dataFrame' ? 'dataFrame' : variable.kind === 'model' ? 'model' : 'variable',
  detail: variable.summary,
  documentation: () => describeVariable(variable),
  insert: deparseName(variable.name),
});

export const datasetCandidate = (name: string): Candidate => ({ label: name, kind: 'dataset', detail: datasetNamed(name)!.title, documentation: () => describeDataset(name), insert: name });

/** With brackets, unless they follow already. */
export function functionCandidate(description: FunctionDescription, hasBrackets = false): Candidate {
  const name = deparseName(description.name);
  const isSnippet = !hasBrackets && description.parameters.length > 0;
  const insert = hasBrackets ? name : isSnippet ? `${name.replaceAll('$', '\\$')}($1)` : `${name}()`;
  return { label: description.name, kind: 'function', detail: description.summary, documentation: () => describeFunction(description), insert, isSnippet };
}

export const familyCandidates = (isQuoted: boolean): Candidate[] =>
  [...families.values()].flatMap((family): Candidate[] => {
    const bare: Candidate = { label: family.name, kind: 'family', detail: `family, link ${family.canonicalLink}`, documentation: () => family.help, insert: family.name };
    const withLink = family.links.map((link): Candidate => ({ label: `${family.name}(link = "${link}")`, kind: 'family', detail: 'family with its link', documentation: () => family.help, insert: `${family.name}(link = "${link}")` }));
    return isQuoted ? [bare] : [bare, ...withLink];
  });

/** A random intercept for each column that may group rows. */
export const termCandidates = (groups: readonly ColumnSnapshot[]): Candidate[] =>
  groups.map(({ name, summary }) => ({ label: `(1 | ${deparseName(name)})`, kind: 'term', detail: `intercept that varies over ${name}: ${summary}`, documentation: noMore, insert: `(1 | ${deparseName(name)})` }));

export const fileCandidate = (name: string): Candidate => ({ label: name, kind: 'file', detail: 'file', documentation: noMore, insert: name });

export const elementCandidate = (name: string): Candidate => ({ label: name, kind: 'variable', detail: 'element', documentation: noMore, insert: deparseName(name) });

export const constantCandidates: readonly Candidate[] = (
  [['TRUE', 'logical'], ['FALSE', 'logical'], ['NA', 'missing value'], ['NULL', 'nothing'], ['Inf', 'infinity'], ['NaN', 'not a number'], ['pi', '3.141593'],
    ['letters', 'a to z'], ['LETTERS', 'A to Z'], ['month.name', 'January to December'], ['month.abb', 'Jan to Dec'], ['state.abb', 'AL to WY']] as const
).map(([label, detail]) => ({ label, kind: 'constant', detail, documentation: noMore, insert: label }));
