/** A chart with tooltips in a page: vega's SVG renderer, its colours the page's own variables, so that a change of theme needs no redraw. */
import { chartView } from '../../engine/report/charts/compile.js';
import { chartThemes } from '../../engine/report/charts/theme.js';
import type { ChartResult } from '../../engine/results.js';

/** Draws the chart into `container`; the signal takes it down again. Rejects when the chart cannot be drawn. */
export async function drawChart(chart: ChartResult, container: HTMLElement, signal: AbortSignal): Promise<void> {
  const view = chartView(chart, chartThemes.page, { renderer: 'svg', container, hover: true });
  signal.addEventListener('abort', () => view.finalize(), { once: true });
  await view.runAsync();
  // The figure around it carries role and description; the drawing's own would be read twice.
  const svg = container.querySelector('svg');
  svg?.setAttribute('aria-hidden', 'true');
  svg?.setAttribute('focusable', 'false');
}
