/** From a name to where it gets its value, and to where else it is used, across the cells of a notebook. */
import { namesOf, type Binding, type Occurrence, type Place } from './names/notebook-names.js';
import type { NotebookText } from './notebook-text.js';

export interface Highlight {
  readonly from: number;
  readonly to: number;
  readonly isWrite: boolean;
}

/** The name at an offset of the cell that is asked about; null where there is none. */
export function occurrenceAt(notebook: NotebookText, offset: number): Occurrence | null {
  const touching = (namesOf(notebook).cells[notebook.cell] ?? []).filter(({ from, to }) => from <= offset && offset <= to);
  return touching.find(({ to }) => offset < to) ?? touching[0] ?? null;
}

/**
 * Where the name at an offset gets its value; for a column of data, where the notebook gets hold of them.
 * Empty for what the notebook does not define: functions, arguments, bundled data.
 */
export function definitionsAt(notebook: NotebookText, offset: number): readonly Place[] {
  return (occurrenceAt(notebook, offset)?.bindings ?? []).flatMap(({ place, frameAt }) => place ?? frameAt ?? []);
}

/** All occurrences that the same definitions reach, in the order of the notebook. */
export function referencesAt(notebook: NotebookText, offset: number, includeDefinitions: boolean): readonly Place[] {
  const occurrence = occurrenceAt(notebook, offset);
  if (!occurrence) return [];
  const found = namesOf(notebook).cells.flatMap(cell => sharing(cell, occurrence.bindings));
  return found.filter(({ use }) => includeDefinitions || use.role !== 'definition');
}

/** The occurrences in the cell that is asked about. */
export function highlightsAt(notebook: NotebookText, offset: number): readonly Highlight[] {
  const occurrence = occurrenceAt(notebook, offset);
  if (!occurrence) return [];
  return sharing(namesOf(notebook).cells[notebook.cell] ?? [], occurrence.bindings).map(({ from, to, use }) => ({ from, to, isWrite: use.role !== 'read' }));
}

function sharing(occurrences: readonly Occurrence[], bindings: readonly Binding[]): Occurrence[] {
  const shared = new Map(occurrences.filter(occurrence => occurrence.bindings.some(binding => bindings.includes(binding))).map(occurrence => [`${occurrence.from} ${occurrence.to}`, occurrence]));
  return [...shared.values()].sort((a, b) => a.from - b.from);
}
