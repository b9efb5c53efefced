/** Diagnostics of cells, worked out again only where the cell, or something it looked up, has changed. */
import type { SessionSnapshot } from '../../results.js';
import type { NotebookText } from '../notebook-text.js';
import type { Diagnostic } from '../syntax/diagnostic.js';
import type { Reads } from '../static/notebook-facts.js';
import { Remembered } from './remembered.js';
import { Scope } from './scope.js';

interface Check {
  readonly snapshot: SessionSnapshot;
  readonly reads: Reads;
  readonly diagnostics: readonly Diagnostic[];
}

const remembered = new Remembered<readonly Check[]>();
/** Of one text, such as that of an empty cell, so many checks in different surroundings. */
const MOST = 3;

/** What `check` finds in the cell that is asked about; the same list as before where nothing that it depends on has changed. */
export function rememberedCheck(notebook: NotebookText, check: (notebook: NotebookText, scope: Scope) => readonly Diagnostic[]): readonly Diagnostic[] {
  const source = notebook.cells[notebook.cell] ?? '';
  const scope = Scope.before(notebook);
  const before = remembered.get(source) ?? [];
  const same = before.find(({ snapshot, reads }) => snapshot === notebook.snapshot && scope.holds(reads));
  if (same) return same.diagnostics;
  const diagnostics = check(notebook, scope);
  remembered.set(source, [{ snapshot: notebook.snapshot, reads: scope.reads, diagnostics }, ...before].slice(0, MOST));
  return diagnostics;
}
