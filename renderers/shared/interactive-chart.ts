/** A chart with tooltips in a page: vega's SVG renderer, its colours the page's own variables, so that a change of theme needs no redraw. */
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { chartView } from '../../engine/report/charts/drawing.js';
import { linkLevels } from './linked-levels.js';

/**
 * Draws the chart into `container`, in a font that the page has; the signal takes it down again. Rejects when the chart cannot be drawn.
 * Its levels are linked with those of the other outputs of the fit.
 */
export async function drawChart(chart: CompiledChart, container: HTMLElement, { signal, font }: { readonly signal: AbortSignal; readonly font: string }): Promise<void> {
  const drawing = document.createElement('div');
  container.replaceChildren(drawing);
  const view = chartView(chart, { renderer: 'svg', container: drawing, hover: true, font });
  signal.addEventListener('abort', () => view.finalize(), { once: true });
  await view.runAsync();
  // Role and description stand on the container; vega's own, on the drawing, would be read twice.
  drawing.setAttribute('aria-hidden', 'true');
  linkLevels(view, chart, signal);
}
