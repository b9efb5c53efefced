/** Which cells must run, and in which order, so that a cell gives what the notebook's text says. */
import { dataFlowOf, type DataFlow } from './data-flow.js';
import { staleCells, type CodeCell, type FlowOf } from './staleness.js';

/** What is known of the session that the cells run in. */
export interface SessionKnowledge {
  /** The number of the run that made the value which a variable has now; null where no cell did. */
  readonly makerOf: (variable: string) => number | null;
  readonly flowOf?: FlowOf;
}

/**
 * The cells to run, from top to bottom: those wanted, and of the cells above them that make what is read those that never ran, failed or
 * are stale, and those whose variables something else has replaced since.
 * @param cells the code cells of the notebook, in order
 * @param wanted their indices
 */
export function cellsToRun(cells: readonly CodeCell[], wanted: readonly number[], { makerOf, flowOf = dataFlowOf }: SessionKnowledge): readonly number[] {
  const flows = cells.map(({ text }) => flowOf(text));
  const stale = staleCells(cells, flowOf);
  const chosen = new Set(wanted);
  for (;;) {
    const missing = firstMissing(cells, flows, stale.map(reason => reason !== null), chosen, makerOf);
    if (missing === null) return [...chosen].sort((one, other) => one - other);
    chosen.add(missing);
  }
}

/** The stale cells, and those above them that never ran. */
export function staleToRun(cells: readonly CodeCell[], session: SessionKnowledge): readonly number[] {
  return cellsToRun(cells, staleCells(cells, session.flowOf).flatMap((reason, index) => (reason ? [index] : [])), session);
}

/** Goes through the chosen cells as if they ran; finds a cell above one of them whose variable would not be the one that is read. */
function firstMissing(cells: readonly CodeCell[], flows: readonly DataFlow[], isStale: readonly boolean[], chosen: ReadonlySet<number>, makerOf: SessionKnowledge['makerOf']): number | null {
  const remade = new Map<string, number>();
  for (const index of [...chosen].sort((one, other) => one - other)) {
    for (const variable of flows[index]!.reads) {
      const maker = flows.findLastIndex((flow, other) => other < index && flow.assigns.has(variable));
      if (maker < 0 || remade.get(variable) === maker) continue;
      const made = cells[maker]!.ran;
      const isInPlace = !remade.has(variable) && made !== null && !made.isFailed && !isStale[maker] && makerOf(variable) === made.order;
      if (!isInPlace) return maker;
    }
    for (const variable of flows[index]!.assigns) remade.set(variable, index);
  }
  return null;
}
