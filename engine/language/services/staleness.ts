/** Which results no longer follow from the text of the notebook, read from top to bottom, and why. */
import { dataFlowOf, RANDOM_STREAM, type DataFlow } from './data-flow.js';

/** What a text reads and makes. */
export type FlowOf = (text: string) => DataFlow;

/** A run of a cell that ended. */
export interface CellRun {
  readonly source: string;
  /** Its number in the session, from 1. */
  readonly order: number;
  readonly isFailed: boolean;
  /** For each variable that it read, the number of the run that had made the value; without an entry no cell had. */
  readonly inputs: ReadonlyMap<string, number>;
}

export interface CodeCell {
  readonly text: string;
  /** Null before the first run. */
  readonly ran: CellRun | null;
}

/** Why a cell's result no longer follows from the text. */
export type StaleReason =
  | { readonly kind: 'edited' }
  /** The cell at index `cell`, which makes `variable`, has changed or is stale itself. */
  | { readonly kind: 'upstreamStale'; readonly variable: string; readonly cell: number }
  | { readonly kind: 'upstreamRanAgain'; readonly variable: string; readonly cell: number }
  /** It has not run, or failed. */
  | { readonly kind: 'upstreamNotRun'; readonly variable: string; readonly cell: number }
  /** The value came from somewhere else: from a cell that is deleted, moved, changed or stands below. */
  | { readonly kind: 'madeElsewhere'; readonly variable: string; readonly cell: number | null }
  /** Random numbers went on from where another run had left them, not from those of the cell at index `cell`. */
  | { readonly kind: 'randomStreamMoved'; readonly cell: number };

/** For each cell why it is stale, null where it is not. A cell that never ran is not stale. */
export function staleCells(cells: readonly CodeCell[], flowOf: FlowOf = dataFlowOf): readonly (StaleReason | null)[] {
  const flows = cells.map(({ text }) => flowOf(text));
  const makers = new Map<string, number>();
  const reasons: (StaleReason | null)[] = [];
  cells.forEach(({ text, ran }, index) => {
    const flow = flows[index]!;
    const outdated = ran ? [...flow.reads].map(variable => reasonOf(variable, makers.get(variable) ?? null, cells, ran, reasons)).find(reason => reason !== null) : null;
    reasons.push(ran && ran.source !== text ? { kind: 'edited' } : (outdated ?? null));
    for (const variable of flow.assigns) makers.set(variable, index);
  });
  return reasons;
}

function reasonOf(variable: string, maker: number | null, cells: readonly CodeCell[], ran: CellRun, reasons: readonly (StaleReason | null)[]): StaleReason | null {
  const input = ran.inputs.get(variable) ?? null;
  if (maker === null) return input === null || variable === RANDOM_STREAM ? null : { kind: 'madeElsewhere', variable, cell: null };
  const made = cells[maker]!.ran;
  if (!made || made.isFailed) return { kind: 'upstreamNotRun', variable, cell: maker };
  if (reasons[maker]) return { kind: 'upstreamStale', variable, cell: maker };
  if (input === made.order) return null;
  if (made.order > ran.order) return { kind: 'upstreamRanAgain', variable, cell: maker };
  return variable === RANDOM_STREAM ? { kind: 'randomStreamMoved', cell: maker } : { kind: 'madeElsewhere', variable, cell: maker };
}

/** Which run made the value that each variable has now. */
export class SessionHistory {
  readonly #makers = new Map<string, number>();

  /**
   * What a text reads now. A cell that changes a variable in place, as `d$x <- log(d$x)`, and runs once more, counts as
   * reading what it read before: to run a cell twice is no mistake. Random numbers do differ the second time.
   */
  inputsOf({ reads }: DataFlow, previous: CellRun | null): ReadonlyMap<string, number> {
    const inputs = new Map<string, number>();
    for (const variable of reads) {
      const made = this.#makers.get(variable);
      const before = made === previous?.order && variable !== RANDOM_STREAM ? previous?.inputs.get(variable) : made;
      if (before !== undefined) inputs.set(variable, before);
    }
    return inputs;
  }

  note({ assigns }: DataFlow, order: number): void {
    for (const variable of assigns) this.#makers.set(variable, order);
  }

  makerOf(variable: string): number | null {
    return this.#makers.get(variable) ?? null;
  }

  clear(): void {
    this.#makers.clear();
  }
}
