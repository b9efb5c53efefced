/** Notebooks for the tests of language services: a `|` marks the cursor of the last cell (`¦` where the text itself has bars). */
import type { NotebookText } from '../../../engine/language/notebook-text.js';
import type { ModelResult, SessionSnapshot, VariableSnapshot } from '../../../engine/results.js';

export function withCursor(text: string, options: { cells?: readonly string[]; variables?: readonly VariableSnapshot[] } = {}): { notebook: NotebookText; offset: number } {
  const offset = text.indexOf('¦');
  if (offset < 0) throw new Error(`no cursor in ${text}`);
  return { notebook: notebookOf([...(options.cells ?? []), text.replace('¦', '')], { variables: options.variables ?? [] }), offset };
}

/** Asks about the last cell. */
export const notebookOf = (cells: readonly string[], snapshot: SessionSnapshot = { variables: [] }): NotebookText => ({ cells, cell: cells.length - 1, snapshot });

export const modelVariable = (name: string, model: ModelResult): VariableSnapshot => ({ name, kind: 'model', summary: 'a model', columns: [], model });

export const frameVariable = (name: string, columns: Readonly<Record<string, readonly string[]>>): VariableSnapshot => ({
  name,
  kind: 'dataFrame',
  summary: 'a data frame',
  columns: Object.entries(columns).map(([column, levels]) => ({ name: column, type: levels.length > 0 ? 'factor' : 'double', levels, summary: levels.length > 0 ? 'factor' : 'numeric' })),
});
