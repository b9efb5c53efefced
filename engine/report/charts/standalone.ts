/** A chart as a vega-lite specification that needs nothing else: for the Vega editor, Python, R, and whatever else reads vega-lite. */
import type { ChartResult } from '../../results.js';
import { rowsOf } from './rows.js';
import { chartThemes, vegaConfig, type ChartTheme } from './theme.js';

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** The specification with its data and with the colours of a theme. */
export function standaloneSpec(chart: ChartResult, theme: ChartTheme = chartThemes.light): Record<string, unknown> {
  return { $schema: VEGA_LITE_SCHEMA, description: chart.description, ...chart.spec, config: vegaConfig(theme), datasets: { table: rowsOf(chart.data) } };
}
