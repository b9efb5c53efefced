/** Another name for a variable or a column, everywhere in the notebook; nothing where that might change what the notebook says. */
import { datasetNames } from '../data/datasets/catalogue.js';
import { groupOf, namesOf, type Binding, type NotebookNames, type Occurrence, type Place } from './names/notebook-names.js';
import { occurrenceAt } from './navigate.js';
import type { NotebookText } from './notebook-text.js';
import { deparseName, deparseString } from './syntax/deparse.js';

/** Why something cannot be renamed, in a sentence. */
export interface Refusal {
  readonly refusal: string;
}

export interface RenameEdit extends Place {
  readonly insert: string;
}

/** What would be renamed: its range in the cell that is asked about, and its name. */
export function prepareRename(notebook: NotebookText, offset: number): { readonly from: number; readonly to: number; readonly name: string } | Refusal {
  const occurrence = occurrenceAt(notebook, offset);
  if (!occurrence) return { refusal: 'There is no name here.' };
  const { referent } = occurrence.use;
  const group = renamedTogether(namesOf(notebook), occurrence);
  const refusal = refusalOf(namesOf(notebook), occurrence, group) ?? doubtAbout(notebook, referent.name, group);
  if (refusal !== null) return { refusal };
  const quotes = isString(notebook, occurrence) ? 1 : 0;
  return { from: occurrence.from + quotes, to: occurrence.to - quotes, name: referent.name };
}

/** The edits in all cells. They are tried first: a new name that would be taken for something else is refused. */
export function rename(notebook: NotebookText, offset: number, wanted: string): readonly RenameEdit[] | Refusal {
  const prepared = prepareRename(notebook, offset);
  if ('refusal' in prepared) return prepared;
  const name = wanted.trim().replace(/^`(.*)`$/, '$1');
  if (!/^(?:\p{L}|\.(?!\d))[\p{L}\p{N}._]*$/u.test(name) || deparseName(name) !== name) {
    return { refusal: `“${wanted}” is not a name: names start with a letter, go on with letters, digits, points and underscores, and are no words of the language.` };
  }
  if (name === prepared.name) return [];
  const names = namesOf(notebook);
  const group = renamedTogether(names, occurrenceAt(notebook, offset)!);
  const edits = group.map((occurrence): RenameEdit => ({ cell: occurrence.cell, from: occurrence.from, to: occurrence.to, insert: written(notebook, occurrence, name) }));
  const kinds = new Set(group.flatMap(({ bindings }) => bindings.map(({ kind }) => kind)));
  // cells can run in any order, so that two variables of one name would not do even where the second comes after the first
  const isTaken = kinds.has('variable') && names.cells.flat().some(({ use }) => use.referent.kind === 'variable' && use.referent.name === name);
  const isKept = !isTaken && isSameProgram(names, namesOf(renamedNotebook(notebook, edits, kinds, prepared.name, name)));
  return isKept ? edits : { refusal: collision(notebook, names, prepared.name, name) };
}

/** All occurrences that keep one name: those of the definitions that reach this one, and of a variable all that are called the same. */
function renamedTogether(names: NotebookNames, occurrence: Occurrence): Occurrence[] {
  const all = names.cells.flat();
  const { name } = occurrence.use.referent;
  const groups = new Set(occurrence.bindings.map(groupOf));
  const named = all.filter(other => other.use.referent.name === name);
  const isVariable = named.some(({ bindings }) => bindings.some(binding => binding.kind === 'variable' && groups.has(groupOf(binding))));
  if (isVariable) for (const { bindings } of named) for (const binding of bindings) if (binding.kind === 'variable') groups.add(groupOf(binding));
  const together = named.filter(({ bindings }) => bindings.some(binding => groups.has(groupOf(binding))));
  return [...new Map(together.map(one => [`${one.cell} ${one.from}`, one])).values()];
}

function refusalOf({ tied }: NotebookNames, { use: { referent } }: Occurrence, group: readonly Occurrence[]): string | null {
  const { kind, name } = referent;
  if (kind === 'function') return `${name}() is a function; what the notebook itself names can be renamed.`;
  if (kind === 'argument') return `\`${name}\` is an argument of ${referent.function}(); what the notebook itself names can be renamed.`;
  const bindings = group.flatMap(one => one.bindings);
  const groups = new Set(bindings.map(groupOf));
  const outside = [...bindings, ...tied.filter(binding => groups.has(groupOf(binding)))].find(binding => binding.place === null || binding.isDataset);
  if (!outside) return null;
  if (outside.kind === 'column') return `\`${name}\` is a column of the data; transform() adds it under another name.`;
  return datasetNames.has(name) ? `\`${name}\` is a bundled data set; give it to a variable, as in d <- ${deparseName(name)}, to call it something else.` : `No cell of the notebook assigns \`${name}\`.`;
}

function doubtAbout(notebook: NotebookText, name: string, group: readonly Occurrence[]): string | null {
  const doubt = namesOf(notebook).doubts.find(one => one.name === name) ?? group.find(({ isCertain }) => !isCertain);
  return doubt ? `It is not certain what \`${name}\` is in ${placeInWords(notebook, doubt)}; once the cells have run, the columns of the data are known.` : null;
}

function collision(notebook: NotebookText, names: NotebookNames, from: string, to: string): string {
  const other = names.cells.flat().find(({ use }) => use.referent.name === to) ?? names.doubts.find(({ name }) => name === to);
  return other ? `There is a \`${to}\` already, in ${placeInWords(notebook, other)}; the two would be taken for each other.` : `\`${to}\` would be taken for something else where \`${from}\` is used.`;
}

function placeInWords({ cells }: NotebookText, { cell, from }: Place): string {
  const line = (cells[cell] ?? '').slice(0, from).split('\n').length;
  return cells.length > 1 ? `cell ${cell + 1}, line ${line}` : `line ${line}`;
}

const textAt = ({ cells }: NotebookText, { cell, from, to }: Place): string => (cells[cell] ?? '').slice(from, to);
const isString = (notebook: NotebookText, place: Place): boolean => /^["']/.test(textAt(notebook, place));

function written(notebook: NotebookText, place: Place, name: string): string {
  if (!isString(notebook, place)) return deparseName(name);
  return textAt(notebook, place).startsWith('"') ? deparseString(name) : `'${name}'`;
}

/** The notebook with its edits, and the session as if it had run with them. */
function renamedNotebook(notebook: NotebookText, edits: readonly RenameEdit[], kinds: ReadonlySet<Binding['kind']>, from: string, to: string): NotebookText {
  const cells = notebook.cells.map((text, cell) => {
    const own = edits.filter(edit => edit.cell === cell).sort((a, b) => b.from - a.from);
    return own.reduce((changed, edit) => changed.slice(0, edit.from) + edit.insert + changed.slice(edit.to), text);
  });
  const renamed = (name: string, kind: Binding['kind']): string => (name === from && kinds.has(kind) ? to : name);
  const variables = notebook.snapshot.variables.map(variable => ({
    ...variable,
    name: renamed(variable.name, 'variable'),
    columns: variable.columns.map(column => ({ ...column, name: renamed(column.name, 'column') })),
  }));
  return { ...notebook, cells, snapshot: { ...notebook.snapshot, variables } };
}

/** Whether each name is reached by the definitions that correspond to those that reached it before. */
function isSameProgram(before: NotebookNames, after: NotebookNames): boolean {
  if (before.doubts.length !== after.doubts.length) return false;
  const there = new Map<Binding, Binding>();
  const back = new Map<Binding, Binding>();
  return before.cells.every((cell, index) => {
    const other = after.cells[index] ?? [];
    return cell.length === other.length && cell.every((occurrence, at) => correspond(occurrence, other[at]!, there, back));
  });
}

function correspond(a: Occurrence, b: Occurrence, there: Map<Binding, Binding>, back: Map<Binding, Binding>): boolean {
  if (a.use.role !== b.use.role || a.use.referent.kind !== b.use.referent.kind || a.bindings.length !== b.bindings.length) return false;
  return a.bindings.every((binding, index) => {
    const other = b.bindings[index]!;
    if (!there.has(binding) && !back.has(other)) {
      there.set(binding, other);
      back.set(other, binding);
    }
    return there.get(binding) === other && back.get(other) === binding;
  });
}
