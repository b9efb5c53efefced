import type { SessionSnapshot } from '../results.js';

/** What a language service is asked about: one code cell among the others of its notebook, and the live session. */
export interface NotebookText {
  /** The code cells, in order. */
  readonly cells: readonly string[];
  /** Index of the cell that is asked about. */
  readonly cell: number;
  readonly snapshot: SessionSnapshot;
}
