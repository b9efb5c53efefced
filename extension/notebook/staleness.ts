/** Which results no longer follow from the text of the notebook. */
import { dataFlowOf, type DataFlow } from './data-flow.js';

export interface CodeCell {
  readonly text: string;
  /** What ran here last, and when in the session; null before the first run. */
  readonly ran: { readonly source: string; readonly order: number } | null;
}

/**
 * For each cell, whether it is stale: its text has changed since it ran, or a cell above that makes a variable it reads
 * has changed, has run again since, has not run at all, or is stale itself. A cell that never ran is not stale.
 */
export function staleCells(cells: readonly CodeCell[], flowOf: (source: string) => DataFlow = dataFlowOf): readonly boolean[] {
  const flows = cells.map(cell => flowOf(cell.text));
  const stale: boolean[] = [];
  cells.forEach(({ text, ran }, index) => {
    const isOutdatedBy = (name: string): boolean => {
      const maker = flows.findLastIndex((flow, other) => other < index && flow.assigns.has(name));
      if (maker < 0 || !ran) return false;
      const made = cells[maker]?.ran;
      return !made || made.order > ran.order || stale[maker] === true;
    };
    stale.push(ran !== null && (ran.source !== text || [...(flows[index]?.reads ?? [])].some(isOutdatedBy)));
  });
  return stale;
}
