/** Rows in the order of a column: heads that are buttons, where the page can run them. */
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useHost } from './host.js';

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

/** What a row is sorted by in a column. */
export type SortKey = number | string | boolean | null;

/** The order of `count` rows by the chosen column, and what the heads need; rows without a value come last. */
export function useSorting(count: number, keyOf: (column: string, row: number) => SortKey): { readonly order: readonly number[]; readonly sorting: Sorting | null; readonly sortBy: (column: string) => void } {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const order = Array.from({ length: count }, (_, row) => row);
  if (sorting !== null) order.sort((a, b) => compare(keyOf(sorting.column, a), keyOf(sorting.column, b), sorting.isDescending) || a - b);
  // up, down, and back to the order that the result has
  const sortBy = (column: string): void => setSorting(sorting?.column !== column ? { column, isDescending: false } : sorting.isDescending ? null : { column, isDescending: true });
  return { order, sorting, sortBy };
}

const isNone = (key: SortKey): boolean => key === null || (typeof key === 'number' && Number.isNaN(key));

function compare(a: SortKey, b: SortKey, isDescending: boolean): number {
  if (isNone(a) || isNone(b)) return Number(isNone(a)) - Number(isNone(b));
  const difference = typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b, undefined, { numeric: true }) : Number(a) - Number(b);
  return isDescending ? -difference : difference;
}

/** The head of a column that rows can be sorted by; plain where no script runs. */
export function SortableHead({ column, sorting, sortBy, className = '', children }: { column: string; sorting: Sorting | null; sortBy: (column: string) => void; className?: string; children: ComponentChildren }): VNode {
  const host = useHost();
  if (host === null) return <th scope="col" class={className}>{children}</th>;
  const direction = sorting?.column === column ? (sorting.isDescending ? 'descending' : 'ascending') : undefined;
  return <th scope="col" class={className} aria-sort={direction}><button type="button" class="g-sort" onClick={() => sortBy(column)}>{children}</button></th>;
}
