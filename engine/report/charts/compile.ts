/**
 * From vega-lite to vega, in the engine: what is sent to a page is drawn there by the vega runtime alone, and the compiler, a third of the
 * code that charts need, stays where the engine is.
 */
import type { Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ChartResult } from '../../results.js';
import { VEGA_LITE_SCHEMA } from './standalone.js';
import { chartThemes, vegaConfig, type ChartTheme } from './theme.js';

/** A chart with what draws it. Plain JSON, as the result is. */
export interface CompiledChart extends ChartResult {
  /** The vega specification, without the chart's data: they are in `data`, bound by the name `table`. */
  readonly vega: Spec;
}

/** Under the theme of the page a chart follows the colours around it, light or dark, without being compiled again. */
export function compileChart(chart: ChartResult, theme: ChartTheme = chartThemes.page): CompiledChart {
  // The compiler marks what it is given; the result must stay as it was.
  const spec = { $schema: VEGA_LITE_SCHEMA, ...structuredClone(chart.spec), description: chart.description };
  withSafeTitles(spec);
  const { $schema: _, ...vega } = compile(spec as unknown as TopLevelSpec, { config: vegaConfig(theme), logger: silentLogger }).spec;
  return { ...chart, vega };
}

/** Vega fails at a title that is the name of something every object has, such as `constructor`; a word joiner, which has no width, makes it another. */
function withSafeTitles(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part as Record<string, unknown>)) {
    if (key === 'title' && typeof value === 'string' && value in Object.prototype) (part as Record<string, unknown>)[key] = `${value}\u2060`;
    else withSafeTitles(value);
  }
}

const silentLogger = { level: () => silentLogger, error: () => silentLogger, warn: () => silentLogger, info: () => silentLogger, debug: () => silentLogger } as never;
