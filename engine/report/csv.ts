/** Results as comma-separated values with all their digits (RFC 4180), for other programs. */
import { fromJsonNumber, type CellValue, type ModelResult, type TableResult } from '../results.js';

/** The parameters of a model in the columns that broom.mixed's `tidy` has them in: fixed effects, then standard deviations and correlations. */
export function modelCsv(model: ModelResult): string {
  const header = ['effect', 'group', 'term', 'estimate', 'std.error', 'df', 'statistic', 'p.value', 'conf.low', 'conf.high'];
  const fixed = model.fixed.map(each => ['fixed', '', each.term, each.estimate, each.standardError, each.df, each.statistic, each.pValue, each.lower, each.upper]);
  const random = model.random.flatMap(({ group, terms, sd, correlation, structure }) => [
    ...terms.map((term, i) => ['ran_pars', group, `sd__${term}`, sd[i] ?? null]),
    ...(structure === 'unstructured' ? terms.flatMap((term, i) => terms.slice(0, i).map((above, j) => ['ran_pars', group, `cor__${above}.${term}`, correlation[i]?.[j] ?? null])) : []),
  ]);
  const residual = model.sigma === 1 ? [] : [['ran_pars', 'Residual', 'sd__Observation', model.sigma]];
  return csv([header, ...[...fixed, ...random, ...residual].map(row => header.map((_, column) => cell(row[column] ?? (column === 1 ? '' : null))))]);
}

export const tableCsv = (table: TableResult): string => csv([table.columns.map(column => column.name), ...table.rows.map(row => table.columns.map((_, column) => cell(row[column] ?? null)))]);

const csv = (rows: readonly (readonly string[])[]): string => `${rows.map(row => row.map(quotedWhereNeeded).join(',')).join('\r\n')}\r\n`;

const quotedWhereNeeded = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cell(value: CellValue): string {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value === null) return 'NA';
  return typeof value === 'number' ? String(fromJsonNumber(value)) : value;
}
