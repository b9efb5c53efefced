/** From a chart result to a vega view, without eval and without a network; shared by the static SVG and the interactive chart. */
import { parse, View, type Loader, type Spec, type ViewOptions } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { CellValue, ChartResult, TableResult } from '../../results.js';
import { vegaConfig, type ChartTheme } from './theme.js';

/** A view of the chart with its data in it, not yet run. */
export function chartView(chart: ChartResult, theme: ChartTheme, options: Omit<ViewOptions, 'expr' | 'loader'>): View {
  const runtime = parse(compileChart(chart, theme), undefined, { ast: true });
  return new View(runtime, { ...options, expr: expressionInterpreter, loader: closedLoader });
}

/** The vega specification, data included. */
export function compileChart(chart: ChartResult, theme: ChartTheme): Spec {
  // Vega marks the rows that it is given; the result must stay as it was.
  const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...structuredClone(chart.spec), description: chart.description, datasets: { table: rowsOf(chart.data) } };
  return compile(spec as unknown as TopLevelSpec, { config: vegaConfig(theme), logger: silentLogger }).spec;
}

function rowsOf(table: TableResult): Record<string, CellValue>[] {
  return table.rows.map(row => Object.fromEntries(table.columns.map((column, place) => [column.name, row[place] ?? null])));
}

const refuse = (): Promise<never> => Promise.reject(new Error('A chart holds its own data; it loads nothing.'));

const closedLoader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

const silentLogger = { level: () => silentLogger, error: () => silentLogger, warn: () => silentLogger, info: () => silentLogger, debug: () => silentLogger } as never;
