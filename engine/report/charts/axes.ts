/** What charts of a model have in common: the words of their axes, and their data as a table. */
import type { CellValue, ModelResult, ResponseDescription, TableResult } from '../../results.js';

/** What a chart must know of the model that it shows; a ModelResult will do. */
export type ModelContext = Pick<ModelResult, 'name' | 'fitId' | 'link' | 'family' | 'formula' | 'response' | 'confidenceLevel' | 'nobs'>;

/** The mean of the response as the title of an axis: `probability of use = Y`, `expected TICKS`, `Reaction`. */
export function meanTitle({ kind, event, label }: ResponseDescription): string {
  if (kind === 'binary' || kind === 'proportion') return `probability of ${event ?? label}`;
  return kind === 'count' ? `expected ${label}` : label;
}

/** The fitted means as the title of an axis: `fitted probability of use = Y`, `fitted TICKS`. */
export const fittedTitle = (response: ResponseDescription): string => `fitted ${response.kind === 'count' ? response.label : meanTitle(response)}`;

/** ` of m1`; empty for a model without a name. */
export const ofModel = ({ name }: Pick<ModelResult, 'name'>): string => (name === '' ? '' : ` of ${name}`);

export interface ChartColumn {
  readonly name: string;
  readonly type: TableResult['columns'][number]['type'];
}

/** The data of a chart, its numbers to six digits: more cannot be seen. */
export function chartTable(title: string, columns: readonly ChartColumn[], rows: readonly (readonly CellValue[])[], notes: readonly string[] = []): TableResult {
  return { kind: 'table', title, columns, rows: rows.map(row => row.map(value => (typeof value === 'number' ? rounded(value) : value))), notes };
}

const rounded = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);

/** `{ fitId }` where there is one. */
export const fitIdOf = ({ fitId }: Pick<ModelResult, 'fitId'>): { readonly fitId?: string } => (fitId === undefined ? {} : { fitId });

/** The rows of the chart's table that belong to one of its layers. */
export const partOf = (part: string): Record<string, unknown>[] => [{ filter: `datum.part === '${part}'` }];

export const TABLE: Readonly<Record<string, unknown>> = { name: 'table' };

/** The parameter that a page sets to the level that is pointed at. */
export const POINTED: Readonly<Record<string, unknown>> = { name: 'pointed', value: '' };
