/** What a report is made of: a notebook's cells with what they gave. */
import type { CellOutcome } from '../results.js';

export interface ReportInput {
  readonly title: string;
  /** Version of the engine that computed the results; named at the end of the report. */
  readonly engine: string;
  /** Where the random numbers start that the results depend on; null or absent where they depend on none. */
  readonly seed?: number | null;
  readonly cells: readonly ReportCell[];
}

/** `outcome` is null for a cell that was not run. */
export type ReportCell =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'code'; readonly source: string; readonly outcome: CellOutcome | null };
