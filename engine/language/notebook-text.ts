import type { ColumnSnapshot, SessionSnapshot } from '../results.js';

/** What a language service is asked about: one code cell among the others of its notebook, and the live session. */
export interface NotebookText {
  /** The code cells, in order. */
  readonly cells: readonly string[];
  /** Index of the cell that is asked about. */
  readonly cell: number;
  readonly snapshot: SessionSnapshot;
  /** The columns of files, by the deparsed text of the call that reads them, such as `read.csv("polls.csv")`. */
  readonly files?: ReadonlyMap<string, readonly ColumnSnapshot[]>;
  /** Data files that a path may name, relative to the notebook's folder. */
  readonly fileNames?: readonly string[];
}
